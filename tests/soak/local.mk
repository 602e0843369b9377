# A service in bad weather, for as long as one likes: tests/soak/run runs the program, it needs the local Lakebase.

check_PROGRAMS += tests/soak/soak
tests_soak_soak_SOURCES = tests/soak/soak.c
tests_soak_soak_LDADD = $(ODBC_LIBS) -lpthread

EXTRA_DIST += tests/soak/run
