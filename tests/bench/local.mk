# How fast: tests/bench/run compiles its own programs, against whatever the driver was built with.

EXTRA_DIST += tests/bench/allocs.c tests/bench/bench.c tests/bench/bench.h tests/bench/bench_libpq.c tests/bench/bench_odbc.c \
	docs/performance.md tests/bench/read_python.py tests/bench/run tests/bench/setup.sql
