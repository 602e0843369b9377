# lakebase-odbc, the command line tool.

bin_PROGRAMS += lakebase-odbc
noinst_LTLIBRARIES += libcli.la

libcli_la_SOURCES = \
	driver/cli/cli.h \
	driver/cli/cmd_dsn.c \
	driver/cli/cmd_login.c \
	driver/cli/cmd_test.c \
	driver/cli/ini_edit.c \
	driver/cli/ini_edit.h \
	driver/cli/out.c \
	driver/cli/out.h \
	driver/cli/progress.c \
	driver/cli/progress.h \
	driver/cli/target.c
libcli_la_LIBADD = libapi.la -lpthread

lakebase_odbc_SOURCES = driver/cli/main.c
lakebase_odbc_LDADD = libcli.la
