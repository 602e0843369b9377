EXTRA_DIST += packaging/odbcinst.ini.in packaging/quickstart
noinst_DATA = packaging/odbcinst.ini
