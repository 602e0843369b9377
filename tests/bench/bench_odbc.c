/*
 * One work through the driver manager, whichever driver the connection string names:
 *   bench_odbc CONNECTION-STRING WORK N
 */
#include "bench.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sql.h>
#include <sqlext.h>

#define P(n) ((SQLPOINTER)(intptr_t)(n))
#define TEXT(s) ((SQLCHAR *)(uintptr_t)(s))

static SQLHENV env;
static SQLHDBC dbc;
static SQLHSTMT st;
static const char *target;

static void check(SQLSMALLINT kind, SQLHANDLE h, SQLRETURN rc, const char *what)
{
	SQLCHAR state[6] = "", message[1000] = "";
	SQLINTEGER native;

	if (SQL_SUCCEEDED(rc) || rc == SQL_NO_DATA)
		return;
	(void)SQLGetDiagRec(kind, h, 1, state, &native, message, sizeof(message), NULL);
	die("%s: %d %s %s", what, rc, (char *)state, (char *)message);
}

static void ok(SQLRETURN rc, const char *what)
{
	check(SQL_HANDLE_STMT, st, rc, what);
}

static void run(const char *sql)
{
	ok(SQLExecDirect(st, TEXT(sql), SQL_NTS), sql);
	ok(SQLFreeStmt(st, SQL_CLOSE), "close");
}

static void autocommit(bool on)
{
	check(SQL_HANDLE_DBC, dbc, SQLSetConnectAttr(dbc, SQL_ATTR_AUTOCOMMIT, P(on ? SQL_AUTOCOMMIT_ON : SQL_AUTOCOMMIT_OFF), 0),
	      "autocommit");
}

static void commit(void)
{
	check(SQL_HANDLE_DBC, dbc, SQLEndTran(SQL_HANDLE_DBC, dbc, SQL_COMMIT), "commit");
}

static SQLHDBC db_open(void)
{
	SQLHDBC db;

	check(SQL_HANDLE_ENV, env, SQLAllocHandle(SQL_HANDLE_DBC, env, &db), "connection handle");
	check(SQL_HANDLE_DBC, db, SQLDriverConnect(db, NULL, TEXT(target), SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT), "connect");
	return db;
}

static void db_close(SQLHDBC db)
{
	check(SQL_HANDLE_DBC, db, SQLDisconnect(db), "disconnect");
	(void)SQLFreeHandle(SQL_HANDLE_DBC, db);
}

static void *room(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (!p)
		die("out of memory");
	return p;
}

static uint64_t single(const char *sql)
{
	SQLBIGINT n = 0;

	ok(SQLExecDirect(st, TEXT(sql), SQL_NTS), sql);
	ok(SQLFetch(st), "fetch");
	ok(SQLGetData(st, 1, SQL_C_SBIGINT, &n, 0, NULL), "get");
	ok(SQLFreeStmt(st, SQL_CLOSE), "close");
	return (uint64_t)n;
}

/* ---- reading ---- */

struct column {
	char kind;
	SQLSMALLINT c_type;
	char *data;
	SQLLEN size, *lengths;
};

static SQLSMALLINT c_type_of(char kind, enum mode mode)
{
	if (mode == MODE_WCHAR)
		return SQL_C_WCHAR;
	if (mode != MODE_NATIVE)
		return SQL_C_CHAR;
	switch (kind) {
	case 'i': return SQL_C_SLONG;
	case 'l': return SQL_C_SBIGINT;
	case 'd': return SQL_C_DOUBLE;
	case 's': return SQL_C_TYPE_TIMESTAMP;
	case 'b': return SQL_C_BINARY;
	default: return SQL_C_CHAR;
	}
}

static size_t size_of(SQLSMALLINT c_type, size_t cell)
{
	switch (c_type) {
	case SQL_C_SLONG: return sizeof(SQLINTEGER);
	case SQL_C_SBIGINT:
	case SQL_C_DOUBLE: return 8;
	case SQL_C_TYPE_TIMESTAMP: return sizeof(SQL_TIMESTAMP_STRUCT);
	default: return cell;
	}
}

/* What one row adds to the check: whole numbers as they are, everything else by its length. */
static uint64_t add_up(const struct column *c, size_t n, size_t rows)
{
	uint64_t sum = 0;

	for (size_t k = 0; k < n; k++) {
		for (size_t i = 0; i < rows; i++) {
			if (c[k].c_type == SQL_C_SLONG)
				sum += (uint64_t)((const SQLINTEGER *)(const void *)c[k].data)[i];
			else if (c[k].c_type == SQL_C_SBIGINT)
				sum += (uint64_t)((const SQLBIGINT *)(const void *)c[k].data)[i];
			else if (c[k].c_type == SQL_C_WCHAR)
				sum += (uint64_t)c[k].lengths[i] / sizeof(SQLWCHAR);
			else if (c[k].c_type == SQL_C_CHAR || c[k].c_type == SQL_C_BINARY)
				sum += (uint64_t)c[k].lengths[i];
		}
	}
	return sum;
}

static uint64_t get_row(size_t columns, char *cell, size_t size)
{
	uint64_t sum = 0;

	for (size_t k = 0; k < columns; k++) {
		SQLLEN n = 0;

		ok(SQLGetData(st, (SQLUSMALLINT)(k + 1), SQL_C_CHAR, cell, (SQLLEN)size, &n), "SQLGetData");
		sum += (uint64_t)n;
	}
	return sum;
}

static __attribute__((noinline)) size_t bench_read(const struct read_work *w, struct column *c, SQLINTEGER n, uint64_t *sum)
{
	const size_t columns = strlen(w->columns);
	const bool by_cell = w->mode == MODE_GETDATA;
	SQLSMALLINT count;
	SQLULEN fetched = 0;
	SQLRETURN rc;
	size_t rows = 0;
	char cell[4096];

	ok(SQLSetStmtAttr(st, SQL_ATTR_ROW_ARRAY_SIZE, P(by_cell ? 1 : BATCH), 0), "array size");
	ok(SQLSetStmtAttr(st, SQL_ATTR_ROWS_FETCHED_PTR, &fetched, 0), "rows fetched");
	if (strchr(w->sql, '?'))
		ok(SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &n, 0, NULL), "parameter");
	ok(SQLPrepare(st, TEXT(w->sql), SQL_NTS), "prepare");
	ok(SQLNumResultCols(st, &count), "columns");
	for (size_t k = 0; k < columns && !by_cell; k++)
		ok(SQLBindCol(st, (SQLUSMALLINT)(k + 1), c[k].c_type, c[k].data, c[k].size, c[k].lengths), "bind");
	ok(SQLExecute(st), "execute");
	while ((rc = SQLFetch(st)) != SQL_NO_DATA) {
		ok(rc, "fetch");
		rows += fetched;
		*sum += by_cell ? get_row(columns, cell, sizeof(cell)) : add_up(c, columns, fetched);
	}
	ok(SQLFreeStmt(st, SQL_CLOSE), "close");
	return rows;
}

/* Driver managers and psqlODBC know only question marks. */
static void marker(const char *sql, char *out, size_t n)
{
	const char *dollar = strstr(sql, "$1");

	if (dollar)
		(void)snprintf(out, n, "%.*s?%s", (int)(dollar - sql), sql, dollar + 2);
	else
		(void)snprintf(out, n, "%s", sql);
}

static void do_read(const struct read_work *w, size_t n)
{
	static struct column c[COLUMNS_AT_MOST];
	struct read_work mine = *w;
	struct measure m;
	char sql[500];
	uint64_t sum = 0;
	size_t rows;

	marker(w->sql, sql, sizeof(sql));
	mine.sql = sql;
	for (size_t k = 0; w->columns[k]; k++) {
		c[k].c_type = c_type_of(w->columns[k], w->mode);
		c[k].size = (SQLLEN)size_of(c[k].c_type, w->cell);
		c[k].data = room(BATCH, (size_t)c[k].size);
		c[k].lengths = room(BATCH, sizeof(SQLLEN));
	}
	measure_start(&m);
	rows = bench_read(&mine, c, (SQLINTEGER)n, &sum);
	measure_stop(&m);
	measure_print(&m, rows, sum);
}

/* ---- writing ---- */

struct rows {
	SQLINTEGER *a;
	SQLBIGINT *b;
	SQLDOUBLE *c;
	char (*d)[32];
	SQL_TIMESTAMP_STRUCT *e;
	SQLLEN *d_length;
	SQLUSMALLINT *status;
};

static struct rows make_rows(size_t n)
{
	struct rows r = {
		room(n, sizeof(*r.a)), room(n, sizeof(*r.b)), room(n, sizeof(*r.c)), room(n, sizeof(*r.d)),
		room(n, sizeof(*r.e)), room(n, sizeof(*r.d_length)), room(n, sizeof(*r.status)),
	};

	return r;
}

static void fill(struct rows *r, size_t from, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int year, month, day, hour, minute, second;

		row_time(from + i, &year, &month, &day, &hour, &minute, &second);
		r->a[i] = row_int(from + i);
		r->b[i] = row_big(from + i);
		r->c[i] = row_double(from + i);
		r->d_length[i] = row_text(from + i, r->d[i], sizeof(r->d[i]));
		r->e[i] = (SQL_TIMESTAMP_STRUCT){(SQLSMALLINT)year, (SQLUSMALLINT)month, (SQLUSMALLINT)day, (SQLUSMALLINT)hour,
						 (SQLUSMALLINT)minute, (SQLUSMALLINT)second, 123456000};
	}
}

static void bind_rows(const struct rows *r)
{
	ok(SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, r->a, 0, NULL), "bind");
	ok(SQLBindParameter(st, 2, SQL_PARAM_INPUT, SQL_C_SBIGINT, SQL_BIGINT, 0, 0, r->b, 0, NULL), "bind");
	ok(SQLBindParameter(st, 3, SQL_PARAM_INPUT, SQL_C_DOUBLE, SQL_DOUBLE, 0, 0, r->c, 0, NULL), "bind");
	ok(SQLBindParameter(st, 4, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, 32, 0, r->d, 32, r->d_length), "bind");
	ok(SQLBindParameter(st, 5, SQL_PARAM_INPUT, SQL_C_TYPE_TIMESTAMP, SQL_TYPE_TIMESTAMP, 26, 6, r->e, 0, NULL), "bind");
}

static void bind_two(const struct rows *r)
{
	ok(SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SBIGINT, SQL_BIGINT, 0, 0, r->b, 0, NULL), "bind");
	ok(SQLBindParameter(st, 2, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, r->a, 0, NULL), "bind");
}

static void bind_one(const struct rows *r)
{
	ok(SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, r->a, 0, NULL), "bind");
}

struct write_work {
	const char *name, *sql;
	void (*bind)(const struct rows *r);
	size_t array; /* 0: all sets in one */
	bool auto_commit, full, bad;
};

#define INSERT "INSERT INTO bench.target VALUES (?, ?, ?, ?, ?)"
static const struct write_work writes[] = {
	{"insert-one", INSERT, bind_rows, 1, false, false, false},
	{"insert-auto", INSERT, bind_rows, 1, true, false, false},
	{"insert-array", INSERT, bind_rows, BATCH, false, false, false},
	{"insert-array-auto", INSERT, bind_rows, BATCH, true, false, false},
	{"insert-array-all", INSERT, bind_rows, 0, false, false, false},
	{"insert-array-bad", INSERT, bind_rows, BATCH, false, false, true},
	{"update-array", "UPDATE bench.keyed SET b = ? WHERE a = ?", bind_two, BATCH, false, true, false},
	{"delete-array", "DELETE FROM bench.keyed WHERE a = ?", bind_one, BATCH, false, true, false},
	{"upsert-array", "INSERT INTO bench.keyed (b, a) VALUES (?, ?) ON CONFLICT (a) DO UPDATE SET b = excluded.b", bind_two, BATCH,
	 false, true, false},
};

static __attribute__((noinline)) uint64_t bench_write(const struct write_work *w, struct rows *r, size_t n, size_t array,
						       const SQLULEN *processed)
{
	uint64_t good = 0;

	for (size_t from = 0; from < n; from += array) {
		SQLRETURN rc;

		if (array < n)
			fill(r, from, array);
		if (w->bad && from <= n / 2 && n / 2 < from + array)
			r->a[n / 2 - from] = -1; /* a constraint of the table says no */
		rc = SQLExecute(st);
		if (!w->bad)
			ok(rc, "execute");
		for (size_t i = 0; i < array && array > 1; i++)
			good += i < *processed && (r->status[i] == SQL_PARAM_SUCCESS || r->status[i] == SQL_PARAM_SUCCESS_WITH_INFO);
		if (array == 1)
			good++;
	}
	if (!w->auto_commit)
		commit();
	return good;
}

static void do_write(const struct write_work *w, size_t n)
{
	const size_t array = w->array && w->array < n ? w->array : n;
	struct rows r = make_rows(array);
	struct measure m;
	SQLULEN processed = 0;
	uint64_t good, sum;

	n -= n % array;
	run("TRUNCATE bench.target");
	run("TRUNCATE bench.keyed");
	if (w->full) {
		char sql[200];

		(void)snprintf(sql, sizeof(sql), "INSERT INTO bench.keyed SELECT i, 0 FROM generate_series(0, %zu) i", n - 1);
		run(sql);
		run("ANALYZE bench.keyed");
	}
	autocommit(w->auto_commit);
	fill(&r, 0, array);
	w->bind(&r);
	ok(SQLSetStmtAttr(st, SQL_ATTR_PARAMSET_SIZE, P(array), 0), "sets");
	ok(SQLSetStmtAttr(st, SQL_ATTR_PARAM_STATUS_PTR, r.status, 0), "statuses");
	ok(SQLSetStmtAttr(st, SQL_ATTR_PARAMS_PROCESSED_PTR, &processed, 0), "processed");
	ok(SQLPrepare(st, TEXT(w->sql), SQL_NTS), "prepare");
	measure_start(&m);
	good = bench_write(w, &r, n, array, &processed);
	measure_stop(&m);
	ok(SQLFreeStmt(st, SQL_RESET_PARAMS), "reset");
	ok(SQLSetStmtAttr(st, SQL_ATTR_PARAMSET_SIZE, P(1), 0), "sets");
	autocommit(true);
	sum = single(w->full ? "SELECT count(*) + coalesce(sum(b), 0)::bigint FROM bench.keyed" :
			       "SELECT coalesce(sum(a + b + length(d) + extract(second from e)::int), 0)::bigint FROM bench.target");
	if (good != n - (w->bad ? 1 : 0))
		die("%s: %llu of %zu sets are said to have worked", w->name, (unsigned long long)good, n);
	measure_print(&m, n, sum);
}

/* ---- short statements, catalogs ---- */

static uint64_t drain(void)
{
	uint64_t rows = 0;
	SQLRETURN rc;

	while ((rc = SQLFetch(st)) != SQL_NO_DATA) {
		ok(rc, "fetch");
		rows++;
	}
	ok(SQLFreeStmt(st, SQL_CLOSE), "close");
	return rows;
}

static uint64_t do_direct(size_t n)
{
	SQLINTEGER value = 0;
	uint64_t sum = 0;

	ok(SQLBindCol(st, 1, SQL_C_SLONG, &value, 0, NULL), "bind");
	for (size_t i = 0; i < n; i++) {
		ok(SQLExecDirect(st, TEXT("SELECT 42"), SQL_NTS), "execute");
		drain();
		sum += (uint64_t)value;
	}
	return sum;
}

static uint64_t do_point(size_t n)
{
	SQLINTEGER key = 0;
	SQLBIGINT value = 0;
	uint64_t sum = 0;

	ok(SQLBindCol(st, 1, SQL_C_SBIGINT, &value, 0, NULL), "bind");
	ok(SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &key, 0, NULL), "bind");
	ok(SQLPrepare(st, TEXT("SELECT b FROM bench.rows WHERE a = ?"), SQL_NTS), "prepare");
	for (size_t i = 0; i < n; i++) {
		key = (SQLINTEGER)(i % 1000 + 1);
		ok(SQLExecute(st), "execute");
		drain();
		sum += (uint64_t)value;
	}
	return sum;
}

/* What the driver manager itself costs: a call that does next to nothing behind it. */
static uint64_t do_nothing(size_t n)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		SQLULEN size = 0;

		ok(SQLGetStmtAttr(st, SQL_ATTR_ROW_ARRAY_SIZE, &size, 0, NULL), "attribute");
		sum += size;
	}
	return sum;
}

static uint64_t do_connect(size_t n)
{
	for (size_t i = 0; i < n; i++)
		db_close(db_open());
	return n;
}

static uint64_t do_many(size_t n)
{
	SQLHDBC *all = room(n, sizeof(SQLHDBC));

	for (size_t i = 0; i < n; i++)
		all[i] = db_open();
	for (size_t i = 0; i < n; i++)
		db_close(all[i]);
	free(all);
	return n;
}

static uint64_t do_commit(size_t n)
{
	autocommit(false);
	for (size_t i = 0; i < n; i++) {
		run("SELECT 42");
		commit();
	}
	autocommit(true);
	return n;
}

#define SCHEMA TEXT("bench_many"), SQL_NTS
#define TABLE TEXT("t7"), SQL_NTS
static uint64_t do_catalog(const char *name, size_t n)
{
	uint64_t rows = 0;

	for (size_t i = 0; i < n; i++) {
		SQLRETURN rc;

		if (strcmp(name, "tables") == 0)
			rc = SQLTables(st, NULL, 0, SCHEMA, NULL, 0, NULL, 0);
		else if (strcmp(name, "columns") == 0)
			rc = SQLColumns(st, NULL, 0, SCHEMA, TABLE, NULL, 0);
		else if (strcmp(name, "primary-keys") == 0)
			rc = SQLPrimaryKeys(st, NULL, 0, SCHEMA, TABLE);
		else if (strcmp(name, "foreign-keys") == 0)
			rc = SQLForeignKeys(st, NULL, 0, NULL, 0, NULL, 0, NULL, 0, SCHEMA, TABLE);
		else if (strcmp(name, "statistics") == 0)
			rc = SQLStatistics(st, NULL, 0, SCHEMA, TABLE, SQL_INDEX_ALL, SQL_QUICK);
		else
			die("there is no work %s", name);
		ok(rc, name);
		rows += drain();
	}
	return rows;
}

static __attribute__((noinline)) uint64_t bench_short(const char *work, size_t n)
{
	if (strcmp(work, "direct") == 0)
		return do_direct(n);
	if (strcmp(work, "point") == 0)
		return do_point(n);
	if (strcmp(work, "nothing") == 0)
		return do_nothing(n);
	if (strncmp(work, "connect", 7) == 0)
		return do_connect(n);
	if (strcmp(work, "many") == 0)
		return do_many(n);
	if (strcmp(work, "commit") == 0)
		return do_commit(n);
	return do_catalog(work, n);
}

static void do_short(const char *work, size_t n)
{
	struct measure m;
	uint64_t sum;

	if (strcmp(work, "direct") == 0 || strcmp(work, "point") == 0)
		(void)bench_short(work, 3);
	measure_start(&m);
	sum = bench_short(work, n);
	measure_stop(&m);
	measure_print(&m, n, sum);
}

static void do_work(const char *work, size_t n)
{
	const struct read_work *r = read_work(work);

	if (r) {
		do_read(r, n);
		return;
	}
	for (size_t i = 0; i < sizeof(writes) / sizeof(*writes); i++) {
		if (strcmp(writes[i].name, work) == 0) {
			do_write(&writes[i], n);
			return;
		}
	}
	do_short(work, n);
}

int main(int argc, char **argv)
{
	struct measure first;

	if (argc != 4)
		die("usage: bench_odbc CONNECTION-STRING WORK N");
	target = argv[1];
	if (strcmp(argv[2], "connect-pool") == 0)
		(void)SQLSetEnvAttr(NULL, SQL_ATTR_CONNECTION_POOLING, P(SQL_CP_ONE_PER_DRIVER), 0);
	if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_ENV, NULL, &env)) ||
	    !SQL_SUCCEEDED(SQLSetEnvAttr(env, SQL_ATTR_ODBC_VERSION, P(SQL_OV_ODBC3), 0)))
		die("no environment");
	measure_start(&first);
	dbc = db_open();
	measure_stop(&first);
	if (strcmp(argv[2], "connect-new") == 0) { /* nothing is cached in a new process */
		measure_print(&first, 1, 1);
		return 0;
	}
	check(SQL_HANDLE_DBC, dbc, SQLAllocHandle(SQL_HANDLE_STMT, dbc, &st), "statement handle");
	do_work(argv[2], number(argv[3]));
	(void)SQLFreeHandle(SQL_HANDLE_STMT, st);
	db_close(dbc);
	(void)SQLFreeHandle(SQL_HANDLE_ENV, env);
	return 0;
}
