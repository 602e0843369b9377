#include "bench.h"

#include <dlfcn.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TEN "iiiiiiiiii"

static const struct read_work reads[] = {
	{"read-native", "SELECT a, b, c, d, e FROM bench.rows", "ildts", MODE_NATIVE, 64},
	{"read-char", "SELECT a, b, c, d, e FROM bench.rows", "ildts", MODE_CHAR, 64},
	{"read-wchar", "SELECT a, b, c, d, e FROM bench.rows", "ildts", MODE_WCHAR, 128},
	{"read-getdata", "SELECT a, b, c, d, e FROM bench.rows", "ildts", MODE_GETDATA, 64},
	{"read-narrow", "SELECT a FROM bench.rows", "i", MODE_NATIVE, 64},
	{"read-wide", "SELECT * FROM bench.wide", TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN, MODE_NATIVE, 64},
	{"read-numeric", "SELECT n FROM bench.numbers", "n", MODE_CHAR, 64},
	{"read-bytea", "SELECT b FROM bench.long", "b", MODE_NATIVE, 2048},
	{"read-text", "SELECT t FROM bench.long", "t", MODE_CHAR, 2048},
	{"read-big", "SELECT t FROM bench.long, generate_series(1, $1)", "t", MODE_CHAR, 2048},
	{"read-series", "SELECT generate_series(1, $1)", "i", MODE_NATIVE, 64},
};

/* columns-N: a table of N columns int4. */
static const struct read_work *columns_work(const char *name)
{
	static char columns[COLUMNS_AT_MOST + 1], sql[100];
	static struct read_work work = {"columns", sql, columns, MODE_NATIVE, 64};
	const size_t n = number(name);

	if (n == 0 || n > COLUMNS_AT_MOST)
		die("columns-1 to columns-%d", COLUMNS_AT_MOST);
	memset(columns, 'i', n);
	(void)snprintf(sql, sizeof(sql), "SELECT * FROM bench.columns_%zu", n);
	return &work;
}

const struct read_work *read_work(const char *name)
{
	if (strncmp(name, "columns-", 8) == 0)
		return columns_work(name + 8);
	for (size_t i = 0; i < sizeof(reads) / sizeof(*reads); i++)
		if (strcmp(reads[i].name, name) == 0)
			return &reads[i];
	return NULL;
}

int32_t row_int(size_t i)
{
	return (int32_t)i;
}

int64_t row_big(size_t i)
{
	return (int64_t)i * 1000;
}

double row_double(size_t i)
{
	return (double)i / 7;
}

int row_text(size_t i, char *out, size_t room)
{
	return snprintf(out, room, "row number %09zu", i);
}

void row_time(size_t i, int *year, int *month, int *day, int *hour, int *minute, int *second)
{
	*year = 2024;
	*month = (int)(i / 86400 / 28 % 12) + 1;
	*day = (int)(i / 86400 % 28) + 1;
	*hour = (int)(i / 3600 % 24);
	*minute = (int)(i / 60 % 60);
	*second = (int)(i % 60);
}

void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)fputs("bench: ", stderr);
	(void)vfprintf(stderr, format, args);
	(void)fputc('\n', stderr);
	va_end(args);
	exit(1);
}

size_t number(const char *text)
{
	char *end;
	const unsigned long n = strtoul(text, &end, 10);

	if (*end || end == text)
		die("%s is not a number", text);
	return n;
}

static double clock_of(clockid_t id)
{
	struct timespec t;

	(void)clock_gettime(id, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* tests/bench/allocs.c, when it is loaded before everything else. */
static size_t allocations(void)
{
	size_t (*count)(void);
	void *found = dlsym(RTLD_DEFAULT, "bench_allocations");

	memcpy(&count, &found, sizeof(count));
	return found ? count() : 0;
}

/* VmHWM, not getrusage(): that one begins with the memory of whoever started this process. */
static long peak(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[200];
	long kilobytes = 0;

	while (f && fgets(line, sizeof(line), f))
		if (strncmp(line, "VmHWM:", 6) == 0)
			kilobytes = strtol(line + 6, NULL, 10);
	if (f)
		(void)fclose(f);
	return kilobytes;
}

void measure_start(struct measure *m)
{
	m->base = peak();
	m->allocs = allocations();
	m->cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID);
	m->seconds = clock_of(CLOCK_MONOTONIC);
}

void measure_stop(struct measure *m)
{
	m->seconds = clock_of(CLOCK_MONOTONIC) - m->seconds;
	m->cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID) - m->cpu;
	m->allocs = allocations() - m->allocs;
}

void measure_print(const struct measure *m, size_t rows, uint64_t check)
{
	printf("seconds=%.6f cpu=%.6f rows=%zu check=%" PRIu64 " rss=%ld base=%ld allocs=%zu\n", m->seconds, m->cpu, rows, check,
	       peak(), m->base, m->allocs);
}
