#include "check.h"
#include "fail.h"

#include "auth/credential.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define P(n) ((SQLPOINTER)(intptr_t)(n))

/* ---- connecting ---- */

static bool new_db(void)
{
	return went("new connection", SQL_HANDLE_ENV, env, SQLAllocHandle(SQL_HANDLE_DBC, env, &db));
}

static void ask_one(void)
{
	char answer[64] = "";

	D(SQLAllocHandle(SQL_HANDLE_STMT, db, &st));
	S(SQLExecDirect(st, text("SELECT current_database()"), SQL_NTS));
	S(SQLFetch(st));
	S(SQLGetData(st, 1, SQL_C_CHAR, answer, sizeof(answer), NULL));
	note("%s", answer);
	S(SQLFreeHandle(SQL_HANDLE_STMT, st));
	st = NULL;
}

static void connect_password(void)
{
	char completed[2048] = "";
	SQLSMALLINT n = 0;

	if (!new_db())
		return;
	D(SQLDriverConnect(db, NULL, text("AuthType=password;Server=%s;Port=%s;Database=%s;SSLRootCert=%s;UID=%s;PWD={%s}",
					  setting("LB_PGHOST"), setting("LB_PGPORT"), setting("LB_DATABASE"), setting("LB_TEST_CA"),
					  setting("LB_NATIVE_USER"), setting("LB_NATIVE_PASSWORD")), SQL_NTS,
			   (SQLCHAR *)completed, sizeof(completed), &n, SQL_DRIVER_NOPROMPT));
	note("%s %d", completed, n);
	ask_one();
}

static void connect_wide(void)
{
	SQLWCHAR completed[2048];
	SQLSMALLINT n = 0;

	if (!new_db())
		return;
	D(SQLSetConnectAttrW(db, SQL_ATTR_CURRENT_CATALOG, wide(setting("LB_DATABASE")), SQL_NTS));
	D(SQLSetConnectAttr(db, SQL_ATTR_TXN_ISOLATION, P(SQL_TXN_SERIALIZABLE), 0));
	D(SQLSetConnectAttr(db, SQL_ATTR_ACCESS_MODE, P(SQL_MODE_READ_ONLY), 0));
	D(SQLDriverConnectW(db, NULL, wide("DSN=lakebase-password;Schema=public;NoSuchWord=1;ApplicationName=memory test"), SQL_NTS,
			    completed, 2048, &n, SQL_DRIVER_NOPROMPT));
	note_bytes(completed, (size_t)n * sizeof(*completed));
	ask_one();
}

static void connect_dsn(void)
{
	if (!new_db())
		return;
	D(SQLConnect(db, text("lakebase-password"), SQL_NTS, text("%s", setting("LB_NATIVE_USER")), SQL_NTS,
		     text("%s", setting("LB_NATIVE_PASSWORD")), SQL_NTS));
	ask_one();
}

static void connect_oauth(void)
{
	if (!new_db())
		return;
	D(SQLDriverConnect(db, NULL, text("DSN=lakebase"), SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT));
	ask_one();
}

static void connect_oauth_cold(void)
{
	login_forget_all();
	connect_oauth();
}

static void connect_refused(void)
{
	if (!new_db())
		return;
	D_FAILS(SQLDriverConnect(db, NULL, text("DSN=lakebase-password;PWD=wrong"), SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT),
		"28000");
}

static void connect_refused_oauth(void)
{
	login_forget_all();
	if (!new_db())
		return;
	D_FAILS(SQLDriverConnect(db, NULL, text("DSN=lakebase;ClientSecret=wrong"), SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT),
		"28000");
}

static void connect_no_dsn(void)
{
	if (!new_db())
		return;
	D_FAILS(SQLDriverConnect(db, NULL, text("DSN=no such source"), SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT), "IM002");
	D_FAILS(SQLDriverConnect(db, NULL, text("Port=many"), SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT), "HY000");
}

static void browse(void)
{
	char asked[2048] = "";
	SQLSMALLINT n = 0;

	if (!new_db())
		return;
	D(SQLBrowseConnect(db, text("AuthType=password;SSLRootCert=%s;NoSuchWord=1", setting("LB_TEST_CA")), SQL_NTS, (SQLCHAR *)asked,
			   sizeof(asked), &n));
	note("%s %d", asked, n);
	D(SQLBrowseConnect(db, text("Server=%s;Port=%s;UID=%s;PWD={%s}", setting("LB_PGHOST"), setting("LB_PGPORT"),
				    setting("LB_NATIVE_USER"), setting("LB_NATIVE_PASSWORD")), SQL_NTS, (SQLCHAR *)asked,
			   sizeof(asked), &n));
	note("%s %d", asked, n);
	D(SQLBrowseConnect(db, text("Database=%s", setting("LB_DATABASE")), SQL_NTS, (SQLCHAR *)asked, sizeof(asked), &n));
	note("%s %d", asked, n);
	ask_one();
}

static void browse_workspace(void)
{
	char asked[2048] = "";
	SQLSMALLINT n = 0;

	login_forget_all();
	if (!new_db())
		return;
	D(SQLBrowseConnect(db, text("Workspace=%s;ClientId=%s;ClientSecret=%s;SSLRootCert=%s", setting("LB_WORKSPACE_URL"),
				    setting("LB_CLIENT_ID"), setting("LB_CLIENT_SECRET"), setting("LB_TEST_CA")), SQL_NTS,
			   (SQLCHAR *)asked, sizeof(asked), &n));
	note("%s %d", asked, n);
	D(SQLDisconnect(db));
}

static void connect_polling(void)
{
	SQLRETURN rc;

	if (!new_db())
		return;
	D(SQLSetConnectAttr(db, SQL_ATTR_ASYNC_DBC_FUNCTIONS_ENABLE, P(SQL_ASYNC_DBC_ENABLE_ON), 0));
	do
		rc = SQLDriverConnect(db, NULL, text("DSN=lakebase-password"), SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT);
	while (rc == SQL_STILL_EXECUTING);
	D(rc);
	ask_one();
	do
		rc = SQLEndTran(SQL_HANDLE_DBC, db, SQL_COMMIT);
	while (rc == SQL_STILL_EXECUTING);
	D(rc);
}

/* ---- results ---- */

static void note_rows(void)
{
	SQLSMALLINT columns = 0;
	SQLRETURN rc;

	S(SQLNumResultCols(st, &columns));
	for (;;) {
		rc = SQLFetch(st);
		if (rc == SQL_NO_DATA)
			break;
		S(rc);
		for (SQLUSMALLINT c = 1; c <= columns; c++) {
			char value[256] = "";
			SQLLEN n = 0;

			S(SQLGetData(st, c, SQL_C_CHAR, value, sizeof(value), &n));
			note("%ld %s", (long)n, n == SQL_NULL_DATA ? "" : value);
		}
	}
}

static void exec_direct(void)
{
	S(SQLExecDirect(st, text("SELECT g, 'text ' || g, NULL::int, {fn UCASE('abc')}, {d '2024-02-29'} "
				 "FROM generate_series(1, 20) g /* %u */", serial), SQL_NTS));
	note_rows();
}

static void exec_wide(void)
{
	SQLWCHAR value[64];
	SQLLEN n;

	S(SQLExecDirectW(st, wide("SELECT U&'\\00e4\\20ac' || repeat('x', 100)"), SQL_NTS));
	S(SQLFetch(st));
	for (;;) {
		SQLRETURN rc = SQLGetData(st, 1, SQL_C_WCHAR, value, sizeof(value), &n);

		if (rc == SQL_NO_DATA)
			break;
		S(rc);
		note_cell(n, value, n > (SQLLEN)sizeof(value) ? sizeof(value) - sizeof(*value) : (size_t)n);
	}
}

static void get_in_parts(void)
{
	static const SQLSMALLINT types[] = {SQL_C_CHAR, SQL_C_WCHAR, SQL_C_BINARY, SQL_C_CHAR, SQL_C_WCHAR, SQL_C_CHAR, SQL_C_WCHAR};

	S(SQLExecDirect(st, text("SELECT repeat('abc', 40), repeat('def', 40), decode(repeat('00ff', 60), 'hex'), "
				 "decode(repeat('a1', 60), 'hex'), 12345.678::numeric, '1 day 2 hours'::interval, now()::date - now()::date "
				 "/* %u */", serial), SQL_NTS));
	S(SQLFetch(st));
	for (SQLUSMALLINT c = 1; c <= 7; c++)
		for (int i = 0; i < 100; i++) {
			char part[50];
			SQLLEN n = 0;
			SQLRETURN rc = SQLGetData(st, c, types[c - 1], part, sizeof(part), &n);

			if (rc == SQL_NO_DATA)
				break;
			S(rc);
			note("%d: %ld", c, (long)n);
		}
	S(SQLSetPos(st, 1, SQL_POSITION, SQL_LOCK_NO_CHANGE));
}

struct row {
	SQLINTEGER number;
	SQLLEN number_n;
	SQLWCHAR wide[32];
	SQLLEN wide_n;
	SQL_NUMERIC_STRUCT numeric;
	SQLLEN numeric_n;
	SQL_TIMESTAMP_STRUCT time;
	SQLLEN time_n;
	char text[40];
	SQLLEN text_n;
	SQL_INTERVAL_STRUCT interval;
	SQLLEN interval_n;
	SQLGUID uuid;
	SQLLEN uuid_n;
	unsigned char bytes[16];
	SQLLEN bytes_n;
	double real;
	SQLLEN real_n;
};

#define ROWS 7

static void bind_row(struct row *r, bool *ok)
{
	const struct {
		SQLSMALLINT type;
		SQLPOINTER data;
		SQLLEN room;
		SQLLEN *n;
	} columns[] = {
		{SQL_C_SLONG, &r->number, 0, &r->number_n}, {SQL_C_WCHAR, r->wide, sizeof(r->wide), &r->wide_n},
		{SQL_C_NUMERIC, &r->numeric, 0, &r->numeric_n}, {SQL_C_TYPE_TIMESTAMP, &r->time, 0, &r->time_n},
		{SQL_C_CHAR, r->text, sizeof(r->text), &r->text_n}, {SQL_C_INTERVAL_DAY_TO_SECOND, &r->interval, 0, &r->interval_n},
		{SQL_C_GUID, &r->uuid, 0, &r->uuid_n}, {SQL_C_BINARY, r->bytes, sizeof(r->bytes), &r->bytes_n},
		{SQL_C_DOUBLE, &r->real, 0, &r->real_n},
	};

	for (size_t i = 0; *ok && i < sizeof(columns) / sizeof(columns[0]); i++)
		*ok = went("bind", SQL_HANDLE_STMT, st, SQLBindCol(st, (SQLUSMALLINT)(i + 1), columns[i].type, columns[i].data,
								     columns[i].room, columns[i].n));
}

#define TYPED_ROWS \
	"SELECT g, 'w' || g, g * 1.25::numeric, timestamp '2024-01-02 03:04:05' + g * interval '1 day', repeat('t', mod(g, 50)), " \
	"interval '1 day 02:03:04', '12345678-1234-1234-1234-123456789abc'::uuid, decode('00ff', 'hex'), g::float8 / 4 " \
	"FROM generate_series(1, 30) g"

static void fetch_bound(size_t rows, bool twice)
{
	static struct row r[ROWS];
	static SQLUSMALLINT status[ROWS]; /* the statement is used again afterwards */
	static SQLULEN fetched;
	bool ok = true;

	memset(r, 0, sizeof(r));
	S(SQLSetStmtAttr(st, SQL_ATTR_ROW_BIND_TYPE, P(sizeof(struct row)), 0));
	S(SQLSetStmtAttr(st, SQL_ATTR_ROW_ARRAY_SIZE, P(rows), 0));
	S(SQLSetStmtAttr(st, SQL_ATTR_ROW_STATUS_PTR, status, 0));
	S(SQLSetStmtAttr(st, SQL_ATTR_ROWS_FETCHED_PTR, &fetched, 0));
	bind_row(&r[0], &ok);
	if (!ok)
		return;
	S(SQLPrepare(st, text(TYPED_ROWS " WHERE g <> ? /* %u */", serial), SQL_NTS));
	for (int i = 0; i <= twice; i++) { /* the second time the columns are known: binary */
		SQLINTEGER not = 3;

		S(SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &not, 0, NULL));
		S(SQLExecute(st));
		for (;;) {
			const SQLRETURN rc = SQLFetch(st);

			if (rc == SQL_NO_DATA)
				break;
			S(rc);
			for (SQLULEN at = 0; at < fetched; at++) {
				note("%d %d %ld %ld %ld %s", (int)r[at].number, status[at], (long)r[at].wide_n, (long)r[at].text_n,
				     (long)r[at].interval_n, r[at].text);
				note_bytes(&r[at].numeric, sizeof(r[at].numeric));
				note_bytes(&r[at].time, sizeof(r[at].time));
				note("%.3f", r[at].real);
			}
		}
		S(SQLCloseCursor(st));
	}
}

static void fetch_one_by_one(void)
{
	fetch_bound(1, true);
}

static void fetch_row_sets(void)
{
	fetch_bound(ROWS, true);
}

static void streams_that_wait(void)
{
	SQLHSTMT other = NULL;
	SQLINTEGER n = 0;
	long sum = 0;

	S(SQLExecDirect(st, text("SELECT g FROM generate_series(1, 300) g /* %u */", serial), SQL_NTS));
	S(SQLBindCol(st, 1, SQL_C_SLONG, &n, 0, NULL));
	for (int i = 0; i < 300; i++) {
		S(SQLFetch(st));
		if (n != i + 1)
			note("row %d came as %d", i + 1, (int)n);
		sum += n;
		if (i == 10) { /* the rest goes into memory */
			D(SQLAllocHandle(SQL_HANDLE_STMT, db, &other));
			if (!went("other", SQL_HANDLE_STMT, other, SQLExecDirect(other, text("SELECT 1; SELECT 2"), SQL_NTS)))
				return;
		}
	}
	if (!went("more", SQL_HANDLE_STMT, other, SQLMoreResults(other)))
		return;
	note("sum %ld", sum);
	note("end %d", SQLFetch(st));
	D(SQLFreeHandle(SQL_HANDLE_STMT, other));
}

static void several_results(void)
{
	for (int again = 0; again < 2; again++) {
		S(SQLExecDirect(st, text("SELECT 1, 'a'; CREATE TEMP TABLE IF NOT EXISTS oom_t (a int); "
					 "DO $$BEGIN RAISE NOTICE 'hear'; END$$; SELECT g FROM generate_series(1, 5) g /* %u */", serial),
				SQL_NTS));
		for (;;) {
			SQLSMALLINT columns = 0;
			SQLLEN count = 0;
			SQLRETURN rc;

			S(SQLNumResultCols(st, &columns));
			S(SQLRowCount(st, &count));
			note("%d columns, %ld rows", columns, (long)count);
			if (columns && again == 0)
				note_rows();
			else if (columns)
				S(SQLFetch(st));
			rc = SQLMoreResults(st);
			if (rc == SQL_NO_DATA)
				break;
			S(rc);
		}
	}
}

/* What waits unread in memory: results behind the one that is open, and a wide row set. */
static void several_results_wait(void)
{
	SQLHSTMT other = NULL;
	SQLRETURN rc;

	S(SQLExecDirect(st, text("SELECT 1; SELECT g, 'x' FROM generate_series(1, 9) g; SELECT 1 / 0 /* %u */", serial), SQL_NTS));
	D(SQLAllocHandle(SQL_HANDLE_STMT, db, &other));
	if (!went("other", SQL_HANDLE_STMT, other, SQLExecDirect(other, text("SELECT 3"), SQL_NTS)))
		return;
	D(SQLFreeHandle(SQL_HANDLE_STMT, other));
	note_rows();
	rc = SQLMoreResults(st);
	S(rc);
	note_rows();
	S_FAILS(SQLMoreResults(st), "22012");
}

/* Prepared parts that nobody read are prepared all the same. */
static void closed_early(void)
{
	S(SQLPrepare(st, text("SELECT 1 /* %u */; SELECT 2 /* %u */; SELECT g FROM generate_series(1, 9) g /* %u */", serial, serial,
			      serial), SQL_NTS));
	for (int i = 0; i < 3; i++) {
		S(SQLExecute(st));
		S(SQLFetch(st));
		S(SQLFreeStmt(st, SQL_CLOSE));
	}
	S(SQLExecute(st));
	S(SQLMoreResults(st));
	note_rows();
	S(SQLMoreResults(st));
	note_rows();
}

static void scrolling(void)
{
	static SQLINTEGER numbers[4];
	static const struct {
		SQLSMALLINT orientation;
		SQLLEN offset;
	} moves[] = {{SQL_FETCH_NEXT, 0}, {SQL_FETCH_LAST, 0}, {SQL_FETCH_PRIOR, 0}, {SQL_FETCH_ABSOLUTE, 20}, {SQL_FETCH_RELATIVE, -3},
		     {SQL_FETCH_FIRST, 0}};

	S(SQLSetStmtAttr(st, SQL_ATTR_CURSOR_TYPE, P(SQL_CURSOR_STATIC), 0));
	S(SQLSetStmtAttr(st, SQL_ATTR_ROW_ARRAY_SIZE, P(4), 0));
	S(SQLBindCol(st, 1, SQL_C_SLONG, numbers, 0, NULL));
	S(SQLExecDirect(st, text("SELECT g, repeat('x', g) FROM generate_series(1, 100) g /* %u */", serial), SQL_NTS));
	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		S(SQLFetchScroll(st, moves[i].orientation, moves[i].offset));
		note("%d %d", (int)numbers[0], (int)numbers[3]);
	}
}

/* Rows changed through a cursor, one at a time, so that what fails is the whole call. */
static void changing_rows(void)
{
	static SQLULEN mark;
	static SQLINTEGER number;
	static char name[20];
	static SQLLEN name_n;
	static SQLUSMALLINT status;
	SQLHSTMT other = NULL;
	SQLPOINTER which;
	SQLRETURN rc;

	S(SQLExecDirect(st, text("CREATE TEMP TABLE IF NOT EXISTS oom_rows (a int PRIMARY KEY, b text); TRUNCATE oom_rows; "
				 "INSERT INTO oom_rows SELECT g, 'row ' || g FROM generate_series(1, 5) g"), SQL_NTS));
	S(SQLFreeStmt(st, SQL_CLOSE));
	S(SQLSetStmtAttr(st, SQL_ATTR_CURSOR_TYPE, P(SQL_CURSOR_STATIC), 0));
	S(SQLSetStmtAttr(st, SQL_ATTR_CONCURRENCY, P(SQL_CONCUR_VALUES), 0));
	S(SQLSetStmtAttr(st, SQL_ATTR_USE_BOOKMARKS, P(SQL_UB_VARIABLE), 0));
	S(SQLSetStmtAttr(st, SQL_ATTR_ROW_STATUS_PTR, &status, 0));
	S(SQLSetCursorName(st, text("oom_cursor"), SQL_NTS));
	S(SQLBindCol(st, 0, SQL_C_VARBOOKMARK, &mark, sizeof(mark), NULL));
	S(SQLBindCol(st, 1, SQL_C_SLONG, &number, 0, NULL));
	S(SQLBindCol(st, 2, SQL_C_CHAR, name, sizeof(name), &name_n));
	S(SQLExecDirect(st, text("SELECT a, b FROM oom_rows ORDER BY a /* %u */", serial), SQL_NTS));
	S(SQLFetch(st));
	snprintf(name, sizeof(name), "changed");
	name_n = SQL_NTS;
	S(SQLSetPos(st, 1, SQL_UPDATE, SQL_LOCK_NO_CHANGE));
	number = 10;
	S(SQLBulkOperations(st, SQL_ADD));
	note("mark %d, status %d", (int)mark, status);
	S(SQLSetPos(st, 1, SQL_REFRESH, SQL_LOCK_NO_CHANGE));
	note("%d %s", (int)number, name);
	D(SQLAllocHandle(SQL_HANDLE_STMT, db, &other));
	if (!went("positioned", SQL_HANDLE_STMT, other, SQLExecDirect(other, text("UPDATE oom_rows SET b = 'placed' WHERE CURRENT OF oom_cursor"), SQL_NTS)))
		return;
	D(SQLFreeHandle(SQL_HANDLE_STMT, other));
	S(SQLFetchScroll(st, SQL_FETCH_NEXT, 0));
	S(SQLSetPos(st, 1, SQL_DELETE, SQL_LOCK_NO_CHANGE));
	name_n = SQL_DATA_AT_EXEC;
	number = 11;
	rc = SQLBulkOperations(st, SQL_ADD);
	if (rc == SQL_NEED_DATA)
		rc = SQLParamData(st, &which);
	if (rc == SQL_NEED_DATA) {
		S(SQLPutData(st, text("late"), SQL_NTS));
		rc = SQLParamData(st, &which);
	}
	S(rc);
	S(SQLFreeStmt(st, SQL_CLOSE));
	S(SQLFreeStmt(st, SQL_UNBIND));
	S(SQLSetStmtAttr(st, SQL_ATTR_ROW_STATUS_PTR, NULL, 0));
	S(SQLExecDirect(st, text("SELECT a, b FROM oom_rows ORDER BY a"), SQL_NTS));
	note_rows();
}

/* ---- parameters ---- */

#define BIND(number, c_type, sql_type, size, digits, data, length)                                                \
	S(SQLBindParameter(st, number, SQL_PARAM_INPUT, c_type, sql_type, size, digits, (SQLPOINTER)(uintptr_t)(data), 0, \
			   length))

static void parameters(void)
{
	static const SQL_NUMERIC_STRUCT numeric = {.precision = 10, .scale = 2, .sign = 1, .val = {0x39, 0x30}};
	static const SQL_TIMESTAMP_STRUCT time = {2024, 2, 29, 12, 30, 15, 500000000};
	static const SQL_DATE_STRUCT date = {2024, 2, 29};
	static const SQLGUID guid = {0x12345678, 0x1234, 0x5678, {1, 2, 3, 4, 5, 6, 7, 8}};
	static const SQL_INTERVAL_STRUCT interval = {.interval_type = SQL_IS_DAY, .intval.day_second = {.day = 5}};
	static const unsigned char bytes[] = {0, 1, 2, 255};
	static SQLLEN nts = SQL_NTS, null = SQL_NULL_DATA, four = 4;
	SQLINTEGER number = 42;
	double real = 2.5;

	for (int again = 0; again < 2; again++) {
		S(SQLPrepare(st, text("SELECT ?::int, ?::float8, ?::numeric, ?::timestamp, ?::date, ?::uuid, ?::interval, ?::bytea, "
				      "?::text, ?::text, ?::int, ?::bool /* %u */", serial), SQL_NTS));
		BIND(1, SQL_C_SLONG, SQL_INTEGER, 0, 0, &number, NULL);
		BIND(2, SQL_C_DOUBLE, SQL_DOUBLE, 0, 0, &real, NULL);
		BIND(3, SQL_C_NUMERIC, SQL_NUMERIC, 10, 2, &numeric, NULL);
		BIND(4, SQL_C_TYPE_TIMESTAMP, SQL_TYPE_TIMESTAMP, 0, 6, &time, NULL);
		BIND(5, SQL_C_TYPE_DATE, SQL_TYPE_DATE, 0, 0, &date, NULL);
		BIND(6, SQL_C_GUID, SQL_GUID, 0, 0, &guid, NULL);
		BIND(7, SQL_C_INTERVAL_DAY, SQL_INTERVAL_DAY, 0, 0, &interval, NULL);
		BIND(8, SQL_C_BINARY, SQL_VARBINARY, 4, 0, bytes, &four);
		BIND(9, SQL_C_CHAR, SQL_VARCHAR, 0, 0, text("%0100d", 7), &nts);
		BIND(10, SQL_C_WCHAR, SQL_WVARCHAR, 0, 0, wide("wide text that is longer than a little"), &nts);
		BIND(11, SQL_C_SLONG, SQL_INTEGER, 0, 0, &number, &null);
		BIND(12, SQL_C_CHAR, SQL_BIT, 0, 0, text("1"), &nts);
		S(SQLExecute(st));
		note_rows();
		S(SQLFreeStmt(st, SQL_CLOSE));
	}
}

/* The declared type does not fit, so that the driver asks again without it. */
static void parameters_untyped(void)
{
	SQLINTEGER number = 42;

	S(SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &number, 0, NULL));
	S(SQLExecDirect(st, text("SELECT length(?) /* %u */", serial), SQL_NTS));
	note_rows();
}

static void calling(void)
{
	static SQLINTEGER in = 21, out;
	static SQLLEN out_n;

	S(SQLExecDirect(st, text("CREATE OR REPLACE FUNCTION pg_temp.oom_double(a int) RETURNS int LANGUAGE sql AS 'SELECT 2 * a'"),
			SQL_NTS));
	S(SQLFreeStmt(st, SQL_CLOSE));
	S(SQLBindParameter(st, 1, SQL_PARAM_OUTPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &out, 0, &out_n));
	S(SQLBindParameter(st, 2, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &in, 0, NULL));
	out = 0;
	S(SQLExecDirect(st, text("{? = call pg_temp.oom_double(?)} /* %u */", serial), SQL_NTS));
	note("%d", (int)out);
}

static void data_at_execution(void)
{
	SQLLEN late = SQL_LEN_DATA_AT_EXEC(0), late2 = SQL_DATA_AT_EXEC;
	SQLPOINTER which;
	SQLRETURN rc;

	S(SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_LONGVARCHAR, 0, 0, P(1), 0, &late));
	S(SQLBindParameter(st, 2, SQL_PARAM_INPUT, SQL_C_WCHAR, SQL_WLONGVARCHAR, 0, 0, P(2), 0, &late2));
	S(SQLPrepare(st, text("SELECT ?::text, ?::text /* %u */", serial), SQL_NTS));
	rc = SQLExecute(st);
	while (rc == SQL_NEED_DATA) {
		rc = SQLParamData(st, &which);
		if (rc != SQL_NEED_DATA)
			break;
		for (int i = 0; i < 5; i++) {
			if (which == P(1))
				S(SQLPutData(st, text("piece %d of a text;", i), SQL_NTS));
			else
				S(SQLPutData(st, wide("a piece of wide text; "), SQL_NTS));
		}
	}
	S(rc);
	note_rows();
}

#define SETS 5

static bool bind_sets(SQLINTEGER *numbers, char (*texts)[16], SQLLEN *lengths)
{
	for (int i = 0; i < SETS; i++) {
		numbers[i] = i * 10;
		snprintf(texts[i], sizeof(texts[i]), "set %d", i);
		lengths[i] = SQL_NTS;
	}
	return went("size", SQL_HANDLE_STMT, st, SQLSetStmtAttr(st, SQL_ATTR_PARAMSET_SIZE, P(SETS), 0)) &&
	       went("1", SQL_HANDLE_STMT, st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, numbers, 0, NULL)) &&
	       went("2", SQL_HANDLE_STMT, st, SQLBindParameter(st, 2, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, 16, 0, texts,
								 sizeof(texts[0]), lengths));
}

static void count_table(void)
{
	S(SQLFreeStmt(st, SQL_CLOSE));
	S(SQLSetStmtAttr(st, SQL_ATTR_PARAMSET_SIZE, P(1), 0));
	S(SQLFreeStmt(st, SQL_RESET_PARAMS));
	S(SQLExecDirect(st, text("SELECT count(*), sum(a), min(b), max(b) FROM oom_array"), SQL_NTS));
	note_rows();
	S(SQLFreeStmt(st, SQL_CLOSE));
}

static void arrays(bool bad_one)
{
	SQLINTEGER numbers[SETS];
	char texts[SETS][16];
	SQLLEN lengths[SETS], affected = 0;
	static SQLUSMALLINT status[SETS]; /* the statement is used again afterwards */
	static SQLULEN processed;

	S(SQLExecDirect(st, text("CREATE TEMP TABLE IF NOT EXISTS oom_array (a int CHECK (a <> 21), b text); TRUNCATE oom_array"), SQL_NTS));
	S(SQLFreeStmt(st, SQL_CLOSE));
	if (!bind_sets(numbers, texts, lengths))
		return;
	if (bad_one)
		numbers[2] = 21;
	if (!bad_one) {
		S(SQLSetStmtAttr(st, SQL_ATTR_PARAM_STATUS_PTR, status, 0));
		S(SQLSetStmtAttr(st, SQL_ATTR_PARAMS_PROCESSED_PTR, &processed, 0));
		S(SQLExecDirect(st, text("INSERT INTO oom_array VALUES (?, ?) /* %u */", serial), SQL_NTS));
		for (int i = 0; i < SETS; i++)
			note("status %d", status[i]);
	} else {
		S_FAILS(SQLExecDirect(st, text("INSERT INTO oom_array VALUES (?, ?) /* %u */", serial), SQL_NTS), "23514");
	}
	if (!bad_one)
		S(SQLRowCount(st, &affected));
	note("%ld", (long)affected);
	count_table();
}

static void arrays_insert(void)
{
	arrays(false);
}

static void arrays_with_bad_set(void)
{
	arrays(true);
}

#define COPIED 5000 /* as many go by COPY */

static void arrays_copied(void)
{
	static SQLINTEGER numbers[COPIED];
	static SQLUSMALLINT status[COPIED];
	static SQLULEN processed; /* the statement is used again afterwards */

	S(SQLExecDirect(st, text("CREATE TEMP TABLE IF NOT EXISTS oom_copied (a int CHECK (a >= 0)); TRUNCATE oom_copied"), SQL_NTS));
	S(SQLFreeStmt(st, SQL_CLOSE));
	for (int i = 0; i < COPIED; i++)
		numbers[i] = i == COPIED / 2 ? -1 : i;
	S(SQLSetStmtAttr(st, SQL_ATTR_PARAMSET_SIZE, P(COPIED), 0));
	S(SQLSetStmtAttr(st, SQL_ATTR_PARAM_STATUS_PTR, status, 0));
	S(SQLSetStmtAttr(st, SQL_ATTR_PARAMS_PROCESSED_PTR, &processed, 0));
	S(SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, numbers, 0, NULL));
	/* some are in and one is not */
	S_FAILS(SQLExecDirect(st, text("INSERT INTO oom_copied VALUES (?) /* %u */", serial), SQL_NTS), "23514");
	note("%lu, %d %d %d", (unsigned long)processed, status[0], status[COPIED / 2], status[COPIED - 1]);
	S(SQLFreeStmt(st, SQL_CLOSE));
	S(SQLSetStmtAttr(st, SQL_ATTR_PARAM_STATUS_PTR, NULL, 0));
	S(SQLSetStmtAttr(st, SQL_ATTR_PARAMS_PROCESSED_PTR, NULL, 0));
	S(SQLSetStmtAttr(st, SQL_ATTR_PARAMSET_SIZE, P(1), 0));
	S(SQLFreeStmt(st, SQL_RESET_PARAMS));
	S(SQLExecDirect(st, text("SELECT count(*), sum(a) FROM oom_copied"), SQL_NTS));
	note_rows();
	S(SQLFreeStmt(st, SQL_CLOSE));
}

static void arrays_returning(void)
{
	SQLINTEGER numbers[SETS];
	char texts[SETS][16];
	SQLLEN lengths[SETS], affected = 0;

	S(SQLExecDirect(st, text("CREATE TEMP TABLE IF NOT EXISTS oom_array (a int CHECK (a <> 21), b text); TRUNCATE oom_array"), SQL_NTS));
	S(SQLFreeStmt(st, SQL_CLOSE));
	if (!bind_sets(numbers, texts, lengths))
		return;
	S(SQLPrepare(st, text("INSERT INTO oom_array VALUES (?, ?) RETURNING a, b /* %u */", serial), SQL_NTS));
	S(SQLExecute(st));
	S(SQLRowCount(st, &affected));
	note("%ld", (long)affected);
	count_table();
}

static void arrays_select(void)
{
	SQLINTEGER numbers[SETS];
	char texts[SETS][16];
	SQLLEN lengths[SETS];

	if (!bind_sets(numbers, texts, lengths))
		return;
	S(SQLPrepare(st, text("SELECT ?::int, ?::text /* %u */", serial), SQL_NTS));
	S(SQLExecute(st));
	for (;;) {
		SQLRETURN rc;

		note_rows();
		rc = SQLMoreResults(st);
		if (rc == SQL_NO_DATA)
			break;
		S(rc);
	}
}

/* ---- transactions ---- */

static void transactions(void)
{
	S(SQLExecDirect(st, text("CREATE TEMP TABLE IF NOT EXISTS oom_tran (a int PRIMARY KEY); TRUNCATE oom_tran"), SQL_NTS));
	S(SQLFreeStmt(st, SQL_CLOSE));
	D(SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, P(SQL_AUTOCOMMIT_OFF), 0));
	S(SQLExecDirect(st, text("INSERT INTO oom_tran VALUES (1) /* %u */", serial), SQL_NTS));
	S_FAILS(SQLExecDirect(st, text("INSERT INTO oom_tran VALUES (1)"), SQL_NTS), "23505");
	S(SQLExecDirect(st, text("INSERT INTO oom_tran VALUES (2)"), SQL_NTS));
	S_FAILS(SQLExecDirect(st, text("SELECT no_such_column"), SQL_NTS), "42S22");
	D(SQLEndTran(SQL_HANDLE_DBC, db, SQL_COMMIT));
	S(SQLExecDirect(st, text("INSERT INTO oom_tran VALUES (3)"), SQL_NTS));
	S(SQLTables(st, NULL, 0, text("pg_catalog"), SQL_NTS, text("pg_type"), SQL_NTS, NULL, 0));
	note_rows();
	S(SQLFreeStmt(st, SQL_CLOSE));
	OK_(SQL_HANDLE_ENV, env, SQLEndTran(SQL_HANDLE_ENV, env, SQL_ROLLBACK));
	D(SQLSetConnectAttr(db, SQL_ATTR_TXN_ISOLATION, P(SQL_TXN_SERIALIZABLE), 0));
	D(SQLSetConnectAttr(db, SQL_ATTR_TXN_ISOLATION, P(SQL_TXN_READ_COMMITTED), 0));
	D(SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, P(SQL_AUTOCOMMIT_ON), 0));
	S(SQLExecDirect(st, text("SELECT array_agg(a) FROM oom_tran"), SQL_NTS));
	note_rows();
}

static void stale_plans(void)
{
	SQLHSTMT other = NULL;

	S(SQLPrepare(st, text("SELECT 5 + 5 /* %u */", serial), SQL_NTS));
	S(SQLExecute(st));
	note_rows();
	S(SQLFreeStmt(st, SQL_CLOSE));
	D(SQLAllocHandle(SQL_HANDLE_STMT, db, &other));
	if (!went("do", SQL_HANDLE_STMT, other, SQLExecDirect(other, text("DO $$BEGIN EXECUTE 'DEALLOCATE ALL'; END$$"), SQL_NTS)))
		return;
	D(SQLFreeHandle(SQL_HANDLE_STMT, other));
	S(SQLExecute(st));
	note_rows();
}

static void copying(void)
{
	S_FAILS(SQLExecDirect(st, text("COPY pg_type TO STDOUT"), SQL_NTS), "HYC00");
	S_FAILS(SQLExecDirect(st, text("COPY no_such_table TO STDOUT /* %u */", serial), SQL_NTS), "42S02");
}

/* More texts than the session remembers: old ones are closed on the server. */
static void many_statements(void)
{
	for (int i = 0; i < 3; i++) {
		SQLSMALLINT n = 0;

		S(SQLPrepare(st, text("SELECT %d + ? /* %u */", i, serial), SQL_NTS));
		S(SQLNumResultCols(st, &n));
		S(SQLNumResultCols(st, &n));
		note("%d", n);
	}
}

/* ---- catalogs and information ---- */

#define ALL_ROWS(call) do { S(call); note_rows(); S(SQLFreeStmt(st, SQL_CLOSE)); } while (0)
#define PG text("pg_catalog"), SQL_NTS

static void catalogs(void)
{
	ALL_ROWS(SQLTables(st, NULL, 0, PG, text("pg\\_ty%%"), SQL_NTS, text("'TABLE','SYSTEM TABLE'"), SQL_NTS));
	ALL_ROWS(SQLTables(st, text("%%"), SQL_NTS, text("x"), 0, text("x"), 0, NULL, 0));
	ALL_ROWS(SQLColumns(st, NULL, 0, PG, text("pg_am"), SQL_NTS, text("%%"), SQL_NTS));
	ALL_ROWS(SQLPrimaryKeys(st, NULL, 0, PG, text("pg_am"), SQL_NTS));
	ALL_ROWS(SQLForeignKeys(st, NULL, 0, PG, text("pg_am"), SQL_NTS, NULL, 0, NULL, 0, NULL, 0));
	ALL_ROWS(SQLStatistics(st, NULL, 0, PG, text("pg_am"), SQL_NTS, SQL_INDEX_ALL, SQL_QUICK));
	ALL_ROWS(SQLSpecialColumns(st, SQL_BEST_ROWID, NULL, 0, PG, text("pg_am"), SQL_NTS, SQL_SCOPE_CURROW, SQL_NULLABLE));
	ALL_ROWS(SQLTablePrivileges(st, NULL, 0, PG, text("pg_am"), SQL_NTS));
	ALL_ROWS(SQLColumnPrivileges(st, NULL, 0, PG, text("pg_am"), SQL_NTS, text("oid"), SQL_NTS));
	ALL_ROWS(SQLProcedures(st, NULL, 0, PG, text("abs"), SQL_NTS));
	ALL_ROWS(SQLProcedureColumns(st, NULL, 0, PG, text("abs"), SQL_NTS, NULL, 0));
}

static void catalogs_wide(void)
{
	S(SQLSetStmtAttr(st, SQL_ATTR_METADATA_ID, P(SQL_TRUE), 0));
	ALL_ROWS(SQLTablesW(st, NULL, 0, wide("\"pg_catalog\""), SQL_NTS, wide("pg_am"), SQL_NTS, NULL, 0));
	S(SQLSetStmtAttr(st, SQL_ATTR_METADATA_ID, P(SQL_FALSE), 0));
	ALL_ROWS(SQLColumnsW(st, NULL, 0, wide("pg_catalog"), SQL_NTS, wide("pg_am"), SQL_NTS, NULL, 0));
	ALL_ROWS(SQLGetTypeInfoW(st, SQL_ALL_TYPES));
	ALL_ROWS(SQLGetTypeInfo(st, SQL_INTEGER));
}

static void information(void)
{
	for (unsigned id = 0; id < 200; id++) {
		char value[64] = "";
		SQLWCHAR wide_value[64] = {0};
		SQLSMALLINT n = 0;
		const SQLRETURN rc = SQLGetInfo(db, (SQLUSMALLINT)id, value, sizeof(value), &n);

		if (rc == SQL_ERROR) {
			D_FAILS(rc, "HY096");
			continue;
		}
		D(rc);
		note("%u %d", id, n);
		D(SQLGetInfoW(db, (SQLUSMALLINT)id, wide_value, sizeof(wide_value), &n));
	}
}

static void texts_of_handles(void)
{
	char out[256] = "";
	SQLWCHAR wide_out[256];
	SQLINTEGER n;
	SQLSMALLINT n16;

	D(SQLNativeSql(db, text("SELECT {fn CONCAT('a', 'b')}, {ts '2024-01-01 00:00:00'}"), SQL_NTS, (SQLCHAR *)out, sizeof(out), &n));
	note("%s", out);
	D(SQLNativeSqlW(db, wide("{call f(?)}"), SQL_NTS, wide_out, 256, &n));
	D(SQLGetConnectAttr(db, SQL_ATTR_CURRENT_CATALOG, out, sizeof(out), &n));
	note("%s", out);
	D(SQLGetConnectAttrW(db, SQL_ATTR_CURRENT_CATALOG, wide_out, sizeof(wide_out), &n));
	S(SQLGetCursorName(st, (SQLCHAR *)out, sizeof(out), &n16));
	S(SQLSetCursorNameW(st, wide("a_cursor_name"), SQL_NTS));
	S(SQLGetCursorName(st, (SQLCHAR *)out, sizeof(out), &n16));
	note("%s", out);
	S_FAILS(SQLSetCursorName(st, text("SQL_CUR"), SQL_NTS), "34000");
	D_FAILS(SQLSetConnectAttr(db, SQL_ATTR_CURRENT_CATALOG, text("elsewhere"), SQL_NTS), "HYC00");
}

static void describing(void)
{
	SQLSMALLINT type, digits, nullable, n;
	SQLULEN size;
	char name[64];
	SQLWCHAR wide_name[64];
	SQLLEN number;

	S(SQLPrepare(st, text("SELECT relname AS \"a column\", oid, ?::numeric(10,2) FROM pg_class WHERE relname = ? /* %u */", serial),
		     SQL_NTS));
	S(SQLDescribeParam(st, 1, &type, &size, &digits, &nullable));
	note("%d %lu", type, (unsigned long)size);
	S(SQLDescribeParam(st, 2, &type, &size, &digits, &nullable));
	note("%d %lu", type, (unsigned long)size);
	for (SQLUSMALLINT c = 1; c <= 3; c++) {
		S(SQLDescribeCol(st, c, (SQLCHAR *)name, sizeof(name), &n, &type, &size, &digits, &nullable));
		note("%s %d %lu %d %d", name, type, (unsigned long)size, digits, nullable);
		S(SQLDescribeColW(st, c, wide_name, 64, &n, &type, &size, &digits, &nullable));
		S(SQLColAttribute(st, c, SQL_DESC_TYPE_NAME, name, sizeof(name), &n, NULL));
		note("%s", name);
		S(SQLColAttributeW(st, c, SQL_DESC_LABEL, wide_name, sizeof(wide_name), &n, NULL));
		S(SQLColAttribute(st, c, SQL_DESC_OCTET_LENGTH, NULL, 0, NULL, &number));
		note("%ld", (long)number);
	}
	S_FAILS(SQLDescribeCol(st, 9, NULL, 0, NULL, NULL, NULL, NULL, NULL), "07009");
	S(SQLPrepare(st, text("SELECT nothing_like_this /* %u */", serial), SQL_NTS));
	S_FAILS(SQLNumResultCols(st, &n), "42S22");
}

static void descriptors(void)
{
	SQLHDESC own = NULL, copy = NULL, ird = NULL, ipd = NULL;
	char name[64];
	SQLINTEGER n;
	SQLSMALLINT n16, type, sub, precision, scale, nullable;
	SQLLEN length;
	SQLINTEGER value = 0;

	D(SQLAllocHandle(SQL_HANDLE_DESC, db, &own));
	D(SQLAllocHandle(SQL_HANDLE_DESC, db, &copy));
	S(SQLSetStmtAttr(st, SQL_ATTR_APP_ROW_DESC, own, 0));
	S(SQLGetStmtAttr(st, SQL_ATTR_IMP_ROW_DESC, &ird, 0, NULL));
	S(SQLGetStmtAttr(st, SQL_ATTR_IMP_PARAM_DESC, &ipd, 0, NULL));
	OK_(SQL_HANDLE_DESC, own, SQLSetDescField(own, 1, SQL_DESC_CONCISE_TYPE, P(SQL_C_SLONG), 0));
	OK_(SQL_HANDLE_DESC, own, SQLSetDescField(own, 1, SQL_DESC_DATA_PTR, &value, 0));
	OK_(SQL_HANDLE_DESC, own, SQLSetDescRec(own, 40, SQL_C_CHAR, 0, 10, 0, 0, NULL, NULL, NULL));
	OK_(SQL_HANDLE_DESC, ipd, SQLSetDescField(ipd, 1, SQL_DESC_NAME, text("a_parameter"), SQL_NTS));
	OK_(SQL_HANDLE_DESC, ipd, SQLGetDescField(ipd, 1, SQL_DESC_NAME, name, sizeof(name), &n));
	note("%s", name);
	S(SQLPrepare(st, text("SELECT 77 AS a, 'b' AS b, now() AS c /* %u */", serial), SQL_NTS));
	OK_(SQL_HANDLE_DESC, copy, SQLCopyDesc(ird, copy));
	OK_(SQL_HANDLE_DESC, copy, SQLCopyDesc(own, copy));
	OK_(SQL_HANDLE_DESC, copy, SQLCopyDesc(ird, copy));
	OK_(SQL_HANDLE_DESC, copy, SQLGetDescField(copy, 0, SQL_DESC_COUNT, &n16, 0, NULL));
	note("%d", n16);
	OK_(SQL_HANDLE_DESC, ird, SQLGetDescRec(ird, 1, (SQLCHAR *)name, sizeof(name), &n16, &type, &sub, &length, &precision, &scale,
						&nullable));
	note("%s %d", name, type);
	if (!went_wrong("set", SQL_HANDLE_DESC, ird, SQLSetDescField(ird, 1, SQL_DESC_NAME, text("x"), SQL_NTS), "HY016"))
		return;
	S(SQLExecute(st));
	S(SQLFetch(st));
	note("%d", (int)value);
	S(SQLFreeHandle(SQL_HANDLE_DESC, own));
	S(SQLFreeHandle(SQL_HANDLE_DESC, copy));
}

static void diagnostics(void)
{
	char state[6] = "", message[64] = "";
	SQLWCHAR wide_state[6], wide_message[512];
	SQLINTEGER native = 0;
	SQLSMALLINT n = 0;
	SQLRETURN rc;

	S_FAILS(SQLExecDirect(st, text("SELECT 1 / 0 /* %u */", serial), SQL_NTS), "22012");
	rc = SQLGetDiagRec(SQL_HANDLE_STMT, st, 1, (SQLCHAR *)state, &native, (SQLCHAR *)message, sizeof(message), &n);
	note("%d %s %s", rc, state, message);
	(void)SQLGetDiagRecW(SQL_HANDLE_STMT, st, 1, wide_state, &native, wide_message, 512, &n);
	(void)SQLGetDiagField(SQL_HANDLE_STMT, st, 1, SQL_DIAG_MESSAGE_TEXT, message, sizeof(message), &n);
	(void)SQLGetDiagFieldW(SQL_HANDLE_STMT, st, 1, SQL_DIAG_SUBCLASS_ORIGIN, wide_message, sizeof(wide_message), &n);
	(void)SQLGetDiagField(SQL_HANDLE_STMT, st, 0, SQL_DIAG_DYNAMIC_FUNCTION, message, sizeof(message), &n);
	S_FAILS(SQLFetch(st), "HY010");
	S_FAILS(SQLExecDirectW(st, wide("SELECT {d 'never'}"), SQL_NTS), "22007");
	if (fail_happened()) /* what could not be read is not what this is about */
		went("nothing", SQL_HANDLE_STMT, NULL, SQL_ERROR);
}

const struct scenario scenarios[] = {
	{"connect_password", connect_password, true},
	{"connect_wide", connect_wide, true},
	{"connect_dsn", connect_dsn, true},
	{"connect_oauth", connect_oauth, true},
	{"connect_oauth_cold", connect_oauth_cold, true},
	{"connect_refused", connect_refused, true},
	{"connect_refused_oauth", connect_refused_oauth, true},
	{"connect_no_dsn", connect_no_dsn, true},
	{"connect_polling", connect_polling, true},
	{"browse", browse, true},
	{"browse_workspace", browse_workspace, true},
	{"exec_direct", exec_direct, false},
	{"exec_wide", exec_wide, false},
	{"get_in_parts", get_in_parts, false},
	{"fetch_one_by_one", fetch_one_by_one, false},
	{"fetch_row_sets", fetch_row_sets, false},
	{"streams_that_wait", streams_that_wait, false},
	{"several_results", several_results, false},
	{"several_results_wait", several_results_wait, false},
	{"closed_early", closed_early, false},
	{"scrolling", scrolling, false},
	{"changing_rows", changing_rows, false},
	{"parameters", parameters, false},
	{"calling", calling, false},
	{"parameters_untyped", parameters_untyped, false},
	{"data_at_execution", data_at_execution, false},
	{"arrays_insert", arrays_insert, false},
	{"arrays_with_bad_set", arrays_with_bad_set, false},
	{"arrays_copied", arrays_copied, false},
	{"arrays_returning", arrays_returning, false},
	{"arrays_select", arrays_select, false},
	{"transactions", transactions, false},
	{"stale_plans", stale_plans, false},
	{"copying", copying, false},
	{"many_statements", many_statements, false},
	{"catalogs", catalogs, false},
	{"catalogs_wide", catalogs_wide, false},
	{"information", information, false},
	{"texts_of_handles", texts_of_handles, false},
	{"describing", describing, false},
	{"descriptors", descriptors, false},
	{"diagnostics", diagnostics, false},
};
const size_t scenario_count = sizeof(scenarios) / sizeof(scenarios[0]);
