# Many threads: for a build with --enable-sanitize=thread; tests/threads/run runs the program, it needs the local Lakebase.

check_PROGRAMS += tests/threads/test_threads
tests_threads_test_threads_SOURCES = tests/threads/test_threads.c
tests_threads_test_threads_LDADD = libapi.la libcore.la -lpthread

EXTRA_DIST += tests/threads/run tests/threads/tsan.supp tests/threads/valgrind tests/threads/valgrind.supp
