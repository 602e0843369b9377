/*
 * The same works by libpq alone, each in its best mode:
 *   bench_libpq CONNINFO WORK N [QUERY-FILE [VALUE...]]
 *
 * Reads: single-row mode, binary where the work is native.  Inserts by arrays: one COPY in binary.  Updates, deletes
 * and upserts: pipeline mode.  One by one: prepared, no savepoints.  Catalogs: the query of the driver, its values
 * after it ("-" is NULL).
 */
#include "bench.h"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PG_EPOCH 946684800

static PGconn *conn;
static const char *target;

static PGresult *want(PGresult *r, ExecStatusType status, const char *what)
{
	if (PQresultStatus(r) != status)
		die("%s: %s %s", what, PQresStatus(PQresultStatus(r)), PQerrorMessage(conn));
	return r;
}

static void run(const char *sql)
{
	PGresult *r = PQexec(conn, sql);

	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		(void)want(r, PGRES_COMMAND_OK, sql);
	PQclear(r);
}

static uint64_t single(const char *sql)
{
	PGresult *r = want(PQexec(conn, sql), PGRES_TUPLES_OK, sql);
	const uint64_t n = strtoull(PQgetvalue(r, 0, 0), NULL, 10);

	PQclear(r);
	return n;
}

static PGconn *db_open(void)
{
	PGconn *c = PQconnectdb(target);

	if (PQstatus(c) != CONNECTION_OK)
		die("%s", PQerrorMessage(c));
	return c;
}

static uint64_t get_number(const char *p, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | (unsigned char)p[i];
	return v;
}

static char *put_number(char *p, uint64_t v, size_t n)
{
	for (size_t i = n; i > 0; i--, v >>= 8)
		p[i - 1] = (char)(v & 0xff);
	return p + n;
}

/* ---- reading ---- */

static uint64_t add_up(const PGresult *r, const struct read_work *w, size_t columns)
{
	uint64_t sum = 0;

	for (size_t k = 0; k < columns; k++) {
		const int at = (int)k;

		if (w->mode == MODE_NATIVE && w->columns[k] == 'i')
			sum += (uint64_t)(int32_t)get_number(PQgetvalue(r, 0, at), 4);
		else if (w->mode == MODE_NATIVE && w->columns[k] == 'l')
			sum += get_number(PQgetvalue(r, 0, at), 8);
		else if (w->mode != MODE_NATIVE || (w->columns[k] != 'd' && w->columns[k] != 's'))
			sum += (uint64_t)PQgetlength(r, 0, at);
	}
	return sum;
}

static __attribute__((noinline)) size_t bench_read(const struct read_work *w, size_t n, uint64_t *sum)
{
	const size_t columns = strlen(w->columns);
	const bool marker = strchr(w->sql, '$') != NULL;
	char value[32];
	const char *values[] = {value};
	PGresult *r;
	size_t rows = 0;

	(void)snprintf(value, sizeof(value), "%zu", n);
	PQclear(want(PQprepare(conn, "work", w->sql, 0, NULL), PGRES_COMMAND_OK, "prepare"));
	if (!PQsendQueryPrepared(conn, "work", marker ? 1 : 0, values, NULL, NULL, w->mode == MODE_NATIVE) || !PQsetSingleRowMode(conn))
		die("%s", PQerrorMessage(conn));
	while ((r = PQgetResult(conn)) != NULL) {
		if (PQresultStatus(r) == PGRES_SINGLE_TUPLE) {
			rows++;
			*sum += add_up(r, w, columns);
		} else {
			(void)want(r, PGRES_TUPLES_OK, "read");
		}
		PQclear(r);
	}
	return rows;
}

/* ---- writing ---- */

#define TEXT_ROOM 32
struct encoded { /* a row in the binary format */
	char bytes[28 + TEXT_ROOM];
	const char *values[5];
	int lengths[5];
};

static void encode(struct encoded *e, size_t i)
{
	int year, month, day, hour, minute, second;
	struct tm t = {0};
	double d = row_double(i);
	uint64_t bits;
	char *p = e->bytes;

	row_time(i, &year, &month, &day, &hour, &minute, &second);
	t.tm_year = year - 1900;
	t.tm_mon = month - 1;
	t.tm_mday = day;
	t.tm_hour = hour;
	t.tm_min = minute;
	t.tm_sec = second;
	memcpy(&bits, &d, sizeof(bits));
	e->values[0] = p;
	p = put_number(p, (uint64_t)row_int(i), 4);
	e->values[1] = p;
	p = put_number(p, (uint64_t)row_big(i), 8);
	e->values[2] = p;
	p = put_number(p, bits, 8);
	e->values[4] = p;
	p = put_number(p, (uint64_t)((int64_t)(timegm(&t) - PG_EPOCH) * 1000000 + 123456), 8);
	e->values[3] = p;
	e->lengths[0] = 4;
	e->lengths[1] = e->lengths[2] = e->lengths[4] = 8;
	e->lengths[3] = row_text(i, p, TEXT_ROOM);
}

static const int all_binary[5] = {1, 1, 1, 1, 1};
static const Oid insert_types[5] = {23, 20, 701, 25, 1114};

static __attribute__((noinline)) void bench_one(size_t n, bool transaction)
{
	PQclear(want(PQprepare(conn, "work", "INSERT INTO bench.target VALUES ($1, $2, $3, $4, $5)", 5, insert_types),
		     PGRES_COMMAND_OK, "prepare"));
	if (transaction)
		run("BEGIN");
	for (size_t i = 0; i < n; i++) {
		struct encoded e;

		encode(&e, i);
		PQclear(want(PQexecPrepared(conn, "work", 5, e.values, e.lengths, all_binary, 0), PGRES_COMMAND_OK, "insert"));
	}
	if (transaction)
		run("COMMIT");
}

static __attribute__((noinline)) void bench_copy(size_t n)
{
	static const char head[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0";
	char *buffer = malloc(BATCH * 100), *p = buffer;

	if (!buffer)
		die("out of memory");
	run("BEGIN");
	PQclear(want(PQexec(conn, "COPY bench.target FROM STDIN (FORMAT binary)"), PGRES_COPY_IN, "copy"));
	(void)PQputCopyData(conn, head, sizeof(head));
	for (size_t i = 0; i < n; i++) {
		struct encoded e;

		encode(&e, i);
		p = put_number(p, 5, 2);
		for (size_t k = 0; k < 5; k++) {
			p = put_number(p, (uint64_t)e.lengths[k], 4);
			memcpy(p, e.values[k], (size_t)e.lengths[k]);
			p += e.lengths[k];
		}
		if ((i + 1) % BATCH == 0 || i + 1 == n) {
			if (PQputCopyData(conn, buffer, (int)(p - buffer)) != 1)
				die("%s", PQerrorMessage(conn));
			p = buffer;
		}
	}
	if (PQputCopyData(conn, "\377\377", 2) != 1 || PQputCopyEnd(conn, NULL) != 1)
		die("%s", PQerrorMessage(conn));
	PQclear(want(PQgetResult(conn), PGRES_COMMAND_OK, "copy"));
	PQclear(PQgetResult(conn));
	run("COMMIT");
	free(buffer);
}

struct pipe_work {
	const char *name, *sql;
	int first, count; /* of b int8, a int4 */
};

static const struct pipe_work pipes[] = {
	{"update-array", "UPDATE bench.keyed SET b = $1 WHERE a = $2", 0, 2},
	{"delete-array", "DELETE FROM bench.keyed WHERE a = $1", 1, 1},
	{"upsert-array", "INSERT INTO bench.keyed (b, a) VALUES ($1, $2) ON CONFLICT (a) DO UPDATE SET b = excluded.b", 0, 2},
};

static void read_pipe(size_t n)
{
	for (size_t i = 0; i < n; i++) {
		PQclear(want(PQgetResult(conn), PGRES_COMMAND_OK, "pipeline"));
		PQclear(PQgetResult(conn));
	}
	PQclear(want(PQgetResult(conn), PGRES_PIPELINE_SYNC, "sync"));
}

static __attribute__((noinline)) void bench_pipe(const struct pipe_work *w, size_t n)
{
	static const Oid types[2] = {20, 23};

	PQclear(want(PQprepare(conn, "work", w->sql, w->count, types + w->first), PGRES_COMMAND_OK, "prepare"));
	run("BEGIN");
	if (!PQenterPipelineMode(conn))
		die("%s", PQerrorMessage(conn));
	for (size_t i = 0; i < n; i++) {
		struct encoded e;
		const char *values[2];
		const int lengths[2] = {8, 4};

		encode(&e, i);
		values[0] = e.values[1];
		values[1] = e.values[0];
		if (!PQsendQueryPrepared(conn, "work", w->count, values + w->first, lengths + w->first, all_binary, 0))
			die("%s", PQerrorMessage(conn));
		if ((i + 1) % BATCH == 0 || i + 1 == n) {
			(void)PQpipelineSync(conn);
			read_pipe(i % BATCH + 1);
		}
	}
	(void)PQexitPipelineMode(conn);
	run("COMMIT");
}

static void do_write(const char *work, size_t n)
{
	const bool keyed = strncmp(work, "insert", 6) != 0;
	struct measure m;

	run("TRUNCATE bench.target");
	run("TRUNCATE bench.keyed");
	if (keyed) {
		char sql[200];

		(void)snprintf(sql, sizeof(sql), "INSERT INTO bench.keyed SELECT i, 0 FROM generate_series(0, %zu) i", n - 1);
		run(sql);
		run("ANALYZE bench.keyed");
	}
	measure_start(&m);
	if (strcmp(work, "insert-one") == 0 || strcmp(work, "insert-auto") == 0)
		bench_one(n, work[7] == 'o');
	else if (!keyed)
		bench_copy(n);
	for (size_t i = 0; i < sizeof(pipes) / sizeof(*pipes); i++)
		if (strcmp(pipes[i].name, work) == 0)
			bench_pipe(&pipes[i], n);
	measure_stop(&m);
	measure_print(&m, n, single(keyed ? "SELECT count(*) + coalesce(sum(b), 0)::bigint FROM bench.keyed" :
		"SELECT coalesce(sum(a + b + length(d) + extract(second from e)::int), 0)::bigint FROM bench.target"));
}

/* ---- short statements, catalogs ---- */

static uint64_t do_direct(size_t n)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += single("SELECT 42");
	return sum;
}

static uint64_t do_point(size_t n)
{
	static const Oid type = 23;
	uint64_t sum = 0;

	PQclear(want(PQprepare(conn, "", "SELECT b FROM bench.rows WHERE a = $1", 1, &type), PGRES_COMMAND_OK, "prepare"));
	for (size_t i = 0; i < n; i++) {
		char key[4];
		const char *values[] = {key};
		const int length = 4, format = 1;
		PGresult *r;

		(void)put_number(key, i % 1000 + 1, 4);
		r = want(PQexecPrepared(conn, "", 1, values, &length, &format, 1), PGRES_TUPLES_OK, "point");
		sum += get_number(PQgetvalue(r, 0, 0), 8);
		PQclear(r);
	}
	return sum;
}

static uint64_t do_many(size_t n)
{
	PGconn **all = calloc(n, sizeof(PGconn *));

	for (size_t i = 0; all && i < n; i++)
		all[i] = db_open();
	for (size_t i = 0; all && i < n; i++)
		PQfinish(all[i]);
	free(all);
	return n;
}

static char *file(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = calloc(1, 65536);

	if (!f || !text || fread(text, 1, 65535, f) == 0)
		die("%s cannot be read", path);
	(void)fclose(f);
	return text;
}

static uint64_t do_query(size_t n, char **argv)
{
	char *sql = file(argv[0]);
	const char *values[16];
	uint64_t rows = 0;
	int count = 0;

	for (argv++; *argv && count < 16; argv++)
		values[count++] = strcmp(*argv, "-") == 0 ? NULL : *argv;
	for (size_t i = 0; i < n; i++) {
		PGresult *r = want(PQexecParams(conn, sql, count, NULL, values, NULL, NULL, 0), PGRES_TUPLES_OK, "query");

		rows += (uint64_t)PQntuples(r);
		PQclear(r);
	}
	free(sql);
	return rows;
}

static __attribute__((noinline)) uint64_t bench_short(const char *work, size_t n, char **argv)
{
	if (strcmp(work, "direct") == 0)
		return do_direct(n);
	if (strcmp(work, "point") == 0)
		return do_point(n);
	if (strcmp(work, "many") == 0)
		return do_many(n);
	if (strncmp(work, "connect", 7) == 0) {
		for (size_t i = 0; i < n; i++)
			PQfinish(db_open());
		return n;
	}
	if (strcmp(work, "commit") == 0) {
		for (size_t i = 0; i < n; i++) {
			run("BEGIN");
			run("SELECT 42");
			run("COMMIT");
		}
		return n;
	}
	if (!*argv)
		die("%s needs a query", work);
	return do_query(n, argv);
}

int main(int argc, char **argv)
{
	const struct read_work *r;
	struct measure m;
	uint64_t sum = 0;
	size_t n;

	if (argc < 4)
		die("usage: bench_libpq CONNINFO WORK N [QUERY-FILE [VALUE...]]");
	target = argv[1];
	n = number(argv[3]);
	r = read_work(argv[2]);
	conn = db_open();
	if (strncmp(argv[2], "insert", 6) == 0 || strstr(argv[2], "-array")) {
		do_write(argv[2], n);
	} else {
		size_t rows = n;

		measure_start(&m);
		if (r)
			rows = bench_read(r, n, &sum);
		else
			sum = bench_short(argv[2], n, argv + 4);
		measure_stop(&m);
		measure_print(&m, rows, sum);
	}
	PQfinish(conn);
	return 0;
}
