# What `odbcinst -i -d -f` registers; made here and not by configure, which does not know what libdir comes to.
pkgdata_DATA = packaging/odbcinst.ini
CLEANFILES += packaging/odbcinst.ini
EXTRA_DIST += packaging/README.md packaging/odbcinst.ini.in packaging/quickstart packaging/lib.sh packaging/dsn.sh \
	packaging/packages

packaging/odbcinst.ini: packaging/odbcinst.ini.in Makefile
	@$(MKDIR_P) packaging
	$(AM_V_GEN)sed 's|@libdir[@]|$(libdir)|' '$(srcdir)/packaging/odbcinst.ini.in' > $@
