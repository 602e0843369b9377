# Every allocation of the driver fails once: tests/oom/run runs the program, it needs the local Lakebase.

check_PROGRAMS += tests/oom/test_oom
tests_oom_test_oom_SOURCES = tests/oom/check.h tests/oom/fail.c tests/oom/fail.h tests/oom/scenarios.c tests/oom/test_oom.c
tests_oom_test_oom_LDADD = libapi.la libcore.la
tests_oom_test_oom_LDFLAGS = $(WRAP_MEMORY)

EXTRA_DIST += tests/oom/run
