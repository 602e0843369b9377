/*
 * What the two benchmark programs share: the works they can do, the clock, and
 * the line they print.  One process does one work once and measures only that;
 * tests/bench/run alternates them and compares.
 *
 *   seconds=... cpu=... rows=... check=... rss=... base=... allocs=...
 *
 * `check` is a number that everybody who does the work right gets: sums of
 * values and of lengths.  `cpu` is user and system time of this process.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BATCH 1000
#define COLUMNS_AT_MOST 1600 /* PostgreSQL's limit */

enum mode { MODE_NATIVE, MODE_CHAR, MODE_WCHAR, MODE_GETDATA };

/* A result that is read to its end.  Columns: i int4, l int8, d float8, t text, s timestamp, n numeric, b bytea. */
struct read_work {
	const char *name, *sql;
	const char *columns;
	enum mode mode;
	size_t cell; /* bytes of a character or binary cell */
};

const struct read_work *read_work(const char *name);

/* Rows that are written: the values of row i. */
int32_t row_int(size_t i);
int64_t row_big(size_t i);
double row_double(size_t i);
int row_text(size_t i, char *out, size_t room);
void row_time(size_t i, int *year, int *month, int *day, int *hour, int *minute, int *second);

struct measure {
	double seconds, cpu;
	size_t allocs;
	long base; /* peak memory in kilobytes before the work */
};

void measure_start(struct measure *m);
void measure_stop(struct measure *m);
void measure_print(const struct measure *m, size_t rows, uint64_t check);

void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
size_t number(const char *text);

#endif
