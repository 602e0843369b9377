#include "harness.h"

#include <locale.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

SQLHENV env;
SQLHDBC db;
SQLHSTMT st;

static int failures;          /* of the current test */
static const char *skipped;
static const char *self;      /* how this program was called */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* ---- texts ---- */

#define RING 1024

void *ring_alloc(size_t size)
{
	static void *ring[RING];
	static size_t next;
	void *p = calloc(1, size + 1);

	if (!p) {
		printf("Bail out! no memory\n");
		_exit(1);
	}
	pthread_mutex_lock(&lock);
	free(ring[next]);
	ring[next] = p;
	next = (next + 1) % RING;
	pthread_mutex_unlock(&lock);
	return p;
}

__attribute__((format(printf, 1, 0))) static char *vformat(const char *words, va_list args)
{
	va_list again;
	int n;
	char *p;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, words, again);
	va_end(again);
	p = ring_alloc((size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, words, args);
	return p;
}

char *format(const char *words, ...)
{
	va_list args;
	char *p;

	va_start(args, words);
	p = vformat(words, args);
	va_end(args);
	return p;
}

/* The next code point; our own literals are valid UTF-8. */
static uint32_t next_code(const unsigned char **p)
{
	const unsigned char *s = *p;
	const int more = *s >= 0xF0 ? 3 : *s >= 0xE0 ? 2 : *s >= 0xC0 ? 1 : 0;
	uint32_t c = more == 3 ? *s & 7u : more == 2 ? *s & 15u : more == 1 ? *s & 31u : *s;

	for (int i = 1; i <= more; i++)
		c = c << 6 | (s[i] & 63u);
	*p = s + 1 + more;
	return c;
}

SQLWCHAR *utf16_to(const char *utf8)
{
	const unsigned char *p = (const unsigned char *)utf8;
	SQLWCHAR *out = ring_alloc((strlen(utf8) + 1) * sizeof(SQLWCHAR)), *o = out;

	while (*p) {
		uint32_t c = next_code(&p);

		if (sizeof(SQLWCHAR) == 2 && c >= 0x10000) {
			*o++ = (SQLWCHAR)(0xD800 + ((c - 0x10000) >> 10));
			c = 0xDC00 + ((c - 0x10000) & 0x3FF);
		}
		*o++ = (SQLWCHAR)c;
	}
	*o = 0;
	return out;
}

size_t utf16_units(const char *utf8)
{
	const SQLWCHAR *text = utf16_to(utf8);
	size_t n = 0;

	while (text[n])
		n++;
	return n;
}

/* A lone surrogate is shown as it is, in three bytes: it will not equal anything expected. */
char *utf16_from(const SQLWCHAR *text, size_t units)
{
	char *out = ring_alloc(units * (sizeof(SQLWCHAR) == 2 ? 3 : 4) + 1), *o = out;

	for (size_t i = 0; i < units; i++) {
		uint32_t c = (uint32_t)text[i];
		const uint32_t next = i + 1 < units ? (uint32_t)text[i + 1] : 0;

		if (sizeof(SQLWCHAR) == 2 && c >= 0xD800 && c < 0xDC00 && next >= 0xDC00 && next < 0xE000) {
			c = 0x10000 + ((c - 0xD800) << 10) + (next - 0xDC00);
			i++;
		}
		if (c >= 0x10000)
			*o++ = (char)(0xF0 | c >> 18), *o++ = (char)(0x80 | (c >> 12 & 63));
		else if (c >= 0x800)
			*o++ = (char)(0xE0 | c >> 12);
		else if (c >= 0x80)
			*o++ = (char)(0xC0 | c >> 6);
		else
			*o++ = (char)c;
		if (c >= 0x800)
			*o++ = (char)(0x80 | (c >> 6 & 63));
		if (c >= 0x80)
			*o++ = (char)(0x80 | (c & 63));
	}
	*o = 0;
	return out;
}

tchar *text_to(const char *utf8)
{
#ifdef WIDE
	return utf16_to(utf8);
#else
	return (tchar *)format("%s", utf8);
#endif
}

char *text_from(const tchar *text, size_t units)
{
#ifdef WIDE
	return utf16_from(text, units);
#else
	char *out = ring_alloc(units + 1);

	memcpy(out, text, units);
	return out;
#endif
}

tchar *text_arg(const char *utf8)
{
	return utf8 ? text_to(utf8) : NULL;
}

SQLSMALLINT text_arg_length(const char *utf8)
{
	return (SQLSMALLINT)(utf8 ? SQL_NTS : 0);
}

size_t text_units(const char *utf8)
{
	return C_TEXT == SQL_C_WCHAR ? utf16_units(utf8) : strlen(utf8);
}

char *to_hex(const void *bytes, size_t n)
{
	const unsigned char *b = bytes;
	char *out = ring_alloc(n * 2 + 1);

	for (size_t i = 0; i < n; i++)
		snprintf(out + 2 * i, 3, "%02X", b[i]);
	return out;
}

const char *setting(const char *name)
{
	const char *value = getenv(name);

	return value ? value : "";
}

char *table_name(const char *stem)
{
	return format("odbc_%s_%ld", stem, (long)getpid());
}

/* ---- checks ---- */

void note(const char *words, ...)
{
	va_list args;
	char *text, *line;

	va_start(args, words);
	text = vformat(words, args);
	va_end(args);
	for (line = text; line; ) {
		char *end = strchr(line, '\n');

		if (end)
			*end = 0;
		printf("# %s\n", line);
		line = end && end[1] ? end + 1 : NULL;
	}
	fflush(stdout);
}

void skip(const char *why)
{
	skipped = why;
}

static bool verdict(const char *file, int line, bool holds, const char *words)
{
	const char *name = strrchr(file, '/');

	if (holds)
		return true;
	pthread_mutex_lock(&lock);
	failures++;
	pthread_mutex_unlock(&lock);
	note("%s:%d: %s", name ? name + 1 : file, line, words);
	return false;
}

bool check_true(const char *file, int line, bool holds, const char *what)
{
	return verdict(file, line, holds, what);
}

bool check_int(const char *file, int line, const char *what, long long got, long long want)
{
	return got == want || verdict(file, line, false, format("%s: expected %lld, got %lld", what, want, got));
}

bool check_near(const char *file, int line, const char *what, double got, double want)
{
	const double slack = (want < 0 ? -want : want) * 1e-12, off = got < want ? want - got : got - want;

	return off <= slack || verdict(file, line, false, format("%s: expected %.17g, got %.17g", what, want, got));
}

/* Long texts are cut; what differs matters, not all of it. */
static const char *shown(const char *text)
{
	return !text ? "(NULL)" : strlen(text) < 1500 ? text : format("%.1500s...", text);
}

bool check_str(const char *file, int line, const char *what, const char *got, const char *want)
{
	const bool same = got && want ? strcmp(got, want) == 0 : got == want;

	return same || verdict(file, line, false, format("%s\n  expected %s\n  got      %s", what, shown(want), shown(got)));
}

bool check_has(const char *file, int line, const char *what, const char *got, const char *part, bool wanted)
{
	const bool has = got && strstr(got, part);

	return has == wanted || verdict(file, line, false, format("%s: %s \"%s\" in\n  %s", what, wanted ? "expected" : "unexpected",
								  part, shown(got)));
}

static const char *rc_name(SQLRETURN rc)
{
	switch (rc) {
	case SQL_SUCCESS: return "SQL_SUCCESS";
	case SQL_SUCCESS_WITH_INFO: return "SQL_SUCCESS_WITH_INFO";
	case SQL_ERROR: return "SQL_ERROR";
	case SQL_NO_DATA: return "SQL_NO_DATA";
	case SQL_NEED_DATA: return "SQL_NEED_DATA";
	case SQL_INVALID_HANDLE: return "SQL_INVALID_HANDLE";
	case SQL_STILL_EXECUTING: return "SQL_STILL_EXECUTING";
	default: return format("%d", rc);
	}
}

bool check_rc(const char *file, int line, const char *what, SQLSMALLINT type, SQLHANDLE h, SQLRETURN rc, SQLRETURN want)
{
	return rc == want || verdict(file, line, false, format("%s: expected %s, got %s\n%s", what, rc_name(want), rc_name(rc),
							       SQL_SUCCEEDED(rc) && rc == SQL_SUCCESS ? "" : diag_all(type, h)));
}

bool check_ok(const char *file, int line, const char *what, SQLSMALLINT type, SQLHANDLE h, SQLRETURN rc)
{
	return SQL_SUCCEEDED(rc) || verdict(file, line, false, format("%s: expected success, got %s\n%s", what, rc_name(rc),
								       diag_all(type, h)));
}

/* S1010 of iODBC itself is HY010, S1093 is 07009; of the driver it would be wrong. */
static const char *todays_state(SQLSMALLINT type, SQLHANDLE h, int record)
{
	const char *s = diag_state(type, h, record);

	if (!IODBC || strncmp(s, "S1", 2) != 0 || strncmp(diag_text(type, h, record), "[iODBC][Driver Manager]", 23) != 0)
		return s;
	return strcmp(s, "S1093") == 0 ? "07009" : format("HY%s", s + 2);
}

static bool has_state(SQLSMALLINT type, SQLHANDLE h, const char *state)
{
	for (int i = 1; ; i++) {
		const char *s = todays_state(type, h, i);

		if (!*s)
			return false;
		if (strcmp(s, state) == 0)
			return true;
	}
}

bool check_state(const char *file, int line, const char *what, SQLSMALLINT type, SQLHANDLE h, SQLRETURN rc,
		 SQLRETURN want, const char *state)
{
	if (rc == want && has_state(type, h, state))
		return true;
	return verdict(file, line, false, format("%s: expected %s with %s, got %s\n%s", what, rc_name(want), state, rc_name(rc),
						 diag_all(type, h)));
}

/* ---- diagnostics ---- */

static SQLRETURN diag_rec(SQLSMALLINT type, SQLHANDLE h, int record, char **state, char **text)
{
	tchar code[6] = {0}, *message = ring_alloc(16384 * sizeof(tchar));
	SQLINTEGER native;
	SQLSMALLINT n = 0;
	const SQLRETURN rc = CALL(SQLGetDiagRec)(type, h, (SQLSMALLINT)record, code, &native, message, 16384, &n);

	if (!SQL_SUCCEEDED(rc))
		return rc;
	*state = text_from(code, 5);
	*text = text_from(message, n < 0 ? 0 : n > 16383 ? 16383 : (size_t)n);
	return rc;
}

char *diag_state(SQLSMALLINT type, SQLHANDLE h, int record)
{
	char *state, *text;

	return SQL_SUCCEEDED(diag_rec(type, h, record, &state, &text)) ? state : format("%s", "");
}

char *diag_text(SQLSMALLINT type, SQLHANDLE h, int record)
{
	char *state, *text;

	return SQL_SUCCEEDED(diag_rec(type, h, record, &state, &text)) ? text : format("%s", "");
}

char *diag_all(SQLSMALLINT type, SQLHANDLE h)
{
	char *all = format("%s", ""), *state, *text;

	for (int i = 1; SQL_SUCCEEDED(diag_rec(type, h, i, &state, &text)); i++)
		all = format("%s  [%s] %s\n", all, state, text);
	return all;
}

bool with_state(SQLHSTMT stmt, const char *state)
{
	return has_state(SQL_HANDLE_STMT, stmt, state);
}

/* ---- handles ---- */

SQLHDBC dbc_new(void)
{
	SQLHDBC dbc = SQL_NULL_HDBC;

	if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_DBC, env, &dbc)))
		verdict(__FILE__, __LINE__, false, diag_all(SQL_HANDLE_ENV, env));
	return dbc;
}

SQLHDBC dbc_open(const char *more)
{
	SQLHDBC dbc = dbc_new();

	if (SQL_SUCCEEDED(x_driver_connect(dbc, format("DSN=%s;%s", setting("LB_TEST_DSN"), more))))
		return dbc;
	verdict(__FILE__, __LINE__, false, format("connecting (%s)\n%s", more, diag_all(SQL_HANDLE_DBC, dbc)));
	SQLFreeHandle(SQL_HANDLE_DBC, dbc);
	return SQL_NULL_HDBC;
}

void dbc_close(SQLHDBC dbc)
{
	if (!dbc)
		return;
	SQLDisconnect(dbc);
	SQLFreeHandle(SQL_HANDLE_DBC, dbc);
}

SQLHSTMT stmt_new(SQLHDBC dbc)
{
	SQLHSTMT stmt = SQL_NULL_HSTMT;

	if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, dbc, &stmt)))
		verdict(__FILE__, __LINE__, false, diag_all(SQL_HANDLE_DBC, dbc));
	return stmt;
}

void stmt_free(SQLHSTMT stmt)
{
	if (stmt)
		SQLFreeHandle(SQL_HANDLE_STMT, stmt);
}

char *driver_keyword(void)
{
	const char *name = setting("LB_TEST_DRIVER");

	return format("Driver={%s};", *name ? name : "Lakebase ODBC Driver");
}

char *oauth_string_at(const char *port)
{
	return format("%sAuthType=oauth-m2m;Workspace=%s;ClientId=%s;ClientSecret={%s};SSLRootCert=%s;Port=%s;", driver_keyword(),
		      setting("LB_WORKSPACE_URL"), setting("LB_CLIENT_ID"), setting("LB_CLIENT_SECRET"), setting("LB_TEST_CA"), port);
}

char *oauth_string(void)
{
	return oauth_string_at(setting("LB_PGPORT"));
}

char *password_string(void)
{
	return format("%sAuthType=password;Server=%s;Port=%s;UID=%s;PWD={%s};SSLRootCert=%s;", driver_keyword(), setting("LB_PGHOST"),
		      setting("LB_PGPORT"), setting("LB_NATIVE_USER"), setting("LB_NATIVE_PASSWORD"), setting("LB_TEST_CA"));
}

/* ---- ODBC by UTF-8 ---- */

SQLRETURN x_driver_connect_out(SQLHDBC dbc, const char *string, char **completed)
{
	tchar *out = ring_alloc(8192 * sizeof(tchar));
	SQLSMALLINT n = 0;
	const SQLRETURN rc = CALL(SQLDriverConnect)(dbc, NULL, text_to(string), SQL_NTS, out, 8192, &n, SQL_DRIVER_NOPROMPT);

	if (completed)
		*completed = SQL_SUCCEEDED(rc) ? text_from(out, n < 0 || n > 8191 ? 8191 : (size_t)n) : format("%s", "");
	return rc;
}

SQLRETURN x_driver_connect(SQLHDBC dbc, const char *string)
{
	return x_driver_connect_out(dbc, string, NULL);
}

SQLRETURN x_connect(SQLHDBC dbc, const char *dsn, const char *uid, const char *pwd)
{
	return CALL(SQLConnect)(dbc, text_to(dsn), SQL_NTS, uid ? text_to(uid) : NULL, uid ? SQL_NTS : 0, pwd ? text_to(pwd) : NULL,
				pwd ? SQL_NTS : 0);
}

SQLRETURN x_exec(SQLHSTMT stmt, const char *sql)
{
	return CALL(SQLExecDirect)(stmt, text_to(sql), SQL_NTS);
}

SQLRETURN x_prepare(SQLHSTMT stmt, const char *sql)
{
	return CALL(SQLPrepare)(stmt, text_to(sql), SQL_NTS);
}

SQLRETURN x_describe(SQLHSTMT stmt, int col, char **name, SQLSMALLINT *type, SQLULEN *size, SQLSMALLINT *digits,
		     SQLSMALLINT *nullable)
{
	tchar *out = ring_alloc(512 * sizeof(tchar));
	SQLSMALLINT n = 0;
	const SQLRETURN rc = CALL(SQLDescribeCol)(stmt, (SQLUSMALLINT)col, out, 512, &n, type, size, digits, nullable);

	*name = text_from(out, n < 0 || n > 511 ? 511 : (size_t)n);
	return rc;
}

char *x_col_text(SQLHSTMT stmt, int col, SQLUSMALLINT field)
{
	tchar *out = ring_alloc(512 * sizeof(tchar));
	SQLSMALLINT bytes = 0;

	if (!SQL_SUCCEEDED(CALL(SQLColAttribute)(stmt, (SQLUSMALLINT)col, field, out, 512 * sizeof(tchar), &bytes, NULL)))
		return format("ERROR %s", diag_state(SQL_HANDLE_STMT, stmt, 1));
	return text_from(out, (size_t)bytes / sizeof(tchar));
}

SQLLEN x_col_number(SQLHSTMT stmt, int col, SQLUSMALLINT field)
{
	SQLLEN number = -98765;

	if (!SQL_SUCCEEDED(CALL(SQLColAttribute)(stmt, (SQLUSMALLINT)col, field, NULL, 0, NULL, &number)))
		note("SQLColAttribute(%d, %d)\n%s", col, field, diag_all(SQL_HANDLE_STMT, stmt));
	return number;
}

char *x_info(SQLHDBC dbc, SQLUSMALLINT type)
{
	tchar *out = ring_alloc(4096 * sizeof(tchar));
	SQLSMALLINT bytes = 0;

	if (!SQL_SUCCEEDED(CALL(SQLGetInfo)(dbc, type, out, 4096 * sizeof(tchar), &bytes)))
		return format("ERROR %s", diag_state(SQL_HANDLE_DBC, dbc, 1));
	return text_from(out, (size_t)bytes / sizeof(tchar));
}

char *x_native(SQLHDBC dbc, const char *sql)
{
	tchar *out = ring_alloc(4096 * sizeof(tchar));
	SQLINTEGER n = 0;

	if (!SQL_SUCCEEDED(CALL(SQLNativeSql)(dbc, text_to(sql), SQL_NTS, out, 4096, &n)))
		return format("ERROR %s", diag_state(SQL_HANDLE_DBC, dbc, 1));
	return text_from(out, (size_t)n);
}

SQLRETURN x_tables(SQLHSTMT stmt, const char *cat, const char *schema, const char *table, const char *type)
{
	return CALL(SQLTables)(stmt, ARG(cat), ARG(schema), ARG(table), ARG(type));
}

SQLRETURN x_columns(SQLHSTMT stmt, const char *cat, const char *schema, const char *table, const char *column)
{
	return CALL(SQLColumns)(stmt, ARG(cat), ARG(schema), ARG(table), ARG(column));
}

/* ---- results ---- */

char *cell(SQLHSTMT stmt, int col)
{
	char *all = format("%s", "");
	tchar part[2048];
	SQLLEN left;

	for (;;) {
		const SQLRETURN rc = SQLGetData(stmt, (SQLUSMALLINT)col, C_TEXT, part, sizeof(part), &left);
		size_t units;

		if (rc == SQL_NO_DATA)
			return all;
		if (!SQL_SUCCEEDED(rc))
			return format("ERROR %s", diag_state(SQL_HANDLE_STMT, stmt, 1));
		if (left == SQL_NULL_DATA)
			return format("<null>");
		units = left == SQL_NO_TOTAL || (size_t)left >= sizeof(part) ? COUNT(part) - 1 : (size_t)left / sizeof(tchar);
		all = format("%s%s", all, text_from(part, units));
		if (rc == SQL_SUCCESS)
			return all;
	}
}

char *rows_of(SQLHSTMT stmt)
{
	char *all = format("%s", "");
	SQLSMALLINT columns = 0;
	SQLRETURN rc;

	SQLNumResultCols(stmt, &columns);
	while (SQL_SUCCEEDED(rc = SQLFetch(stmt)))
		for (int i = 1; i <= columns; i++)
			all = format("%s%s%s", all, cell(stmt, i), i < columns ? "|" : "\n");
	return rc == SQL_NO_DATA ? all : format("%sERROR %s", all, diag_state(SQL_HANDLE_STMT, stmt, 1));
}

char *query(SQLHDBC dbc, const char *sql)
{
	SQLHSTMT stmt = stmt_new(dbc);
	const SQLRETURN rc = x_exec(stmt, sql);
	char *result;

	if (SQL_SUCCEEDED(rc))
		result = rows_of(stmt);
	else
		result = format("ERROR %s", diag_state(SQL_HANDLE_STMT, stmt, 1));
	stmt_free(stmt);
	return result;
}

bool run(SQLHDBC dbc, const char *sql)
{
	SQLHSTMT stmt = stmt_new(dbc);
	const SQLRETURN rc = x_exec(stmt, sql);
	const bool ok = SQL_SUCCEEDED(rc) || rc == SQL_NO_DATA;

	if (!ok)
		verdict(__FILE__, __LINE__, false, format("%s\n%s", sql, diag_all(SQL_HANDLE_STMT, stmt)));
	stmt_free(stmt);
	return ok;
}

SQLRETURN bind_text(SQLHSTMT stmt, int number, const char *utf8)
{
	SQLLEN *length = ring_alloc(sizeof(*length));
	tchar *text = utf8 ? text_to(utf8) : NULL;
	const SQLULEN size = utf8 ? text_units(utf8) : 0;

	*length = utf8 ? SQL_NTS : SQL_NULL_DATA;
	return SQLBindParameter(stmt, (SQLUSMALLINT)number, SQL_PARAM_INPUT, C_TEXT, C_TEXT == SQL_C_WCHAR ? SQL_WVARCHAR : SQL_VARCHAR,
				size ? size : 1, 0, text, 0, length);
}

/* ---- other programs ---- */

char *shell(const char *command)
{
	size_t n = 0, room = 4096;
	char *buffer = malloc(room), *out;
	FILE *pipe;

	fflush(stdout);
	pipe = popen(command, "r");
	while (pipe && buffer) {
		const size_t got = fread(buffer + n, 1, room - n, pipe);

		if (got == 0)
			break;
		n += got;
		if (n == room)
			buffer = realloc(buffer, room *= 2);
	}
	if (pipe)
		pclose(pipe);
	out = ring_alloc(n + 1);
	if (buffer)
		memcpy(out, buffer, n);
	free(buffer);
	return out;
}

char *control(const char *arguments)
{
	return shell(format("%s %s", setting("LB_CONTROL"), arguments));
}

/* Not in the ring: there may be thousands of lines. */
int count_lines(const char *text, const char *part, const char *part2)
{
	char *lines = strdup(text), *rest = lines, *line;
	int n = 0;

	while (lines && (line = strsep(&rest, "\n")) != NULL)
		n += *line && strstr(line, part) && (!part2 || strstr(line, part2));
	free(lines);
	return n;
}

/* In a process of its own nothing is cached yet.  The string goes through the environment, not through `ps`. */
char *fresh_process(const char *string)
{
	char *out;

	setenv("LB_TEST_CONNECT", string, 1);
	out = shell(format("%s --connect", self));
	unsetenv("LB_TEST_CONNECT");
	return out;
}

static int connect_only(void)
{
	SQLHDBC dbc = dbc_new();
	const bool ok = SQL_SUCCEEDED(x_driver_connect(dbc, setting("LB_TEST_CONNECT")));

	printf("%s", ok ? "ok" : diag_all(SQL_HANDLE_DBC, dbc));
	if (ok)
		printf(" %s", query(dbc, "select current_user"));
	dbc_close(dbc);
	SQLFreeHandle(SQL_HANDLE_ENV, env);
	return ok ? 0 : 1;
}

double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void pause_ms(int ms)
{
	const struct timespec t = {ms / 1000, (long)(ms % 1000) * 1000000};

	nanosleep(&t, NULL);
}

/* ---- running ---- */

static bool set_up(int flags)
{
	/* iODBC turns the texts of an application without W into wide ones by the locale */
	if (IODBC && !setlocale(LC_CTYPE, "C.UTF-8"))
		return false;
	if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &env)))
		return false;
	/* iODBC refuses 3.80, which it does not know */
	if (!SQL_SUCCEEDED(SQLSetEnvAttr(env, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)(uintptr_t)SQL_OV_ODBC3_80, 0)))
		SQLSetEnvAttr(env, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)(uintptr_t)SQL_OV_ODBC3, 0);
	if (flags == NO_CONNECTION)
		return true;
	db = dbc_open("");
	return db != SQL_NULL_HDBC;
}

static void run_one(const struct test *t, size_t number)
{
	failures = 0;
	skipped = NULL;
	st = db ? stmt_new(db) : SQL_NULL_HSTMT;
	t->run();
	stmt_free(st);
	st = SQL_NULL_HSTMT;
	if (db) {
		SQLEndTran(SQL_HANDLE_DBC, db, SQL_ROLLBACK);
		SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)(uintptr_t)SQL_AUTOCOMMIT_ON, 0);
	}
	printf("%s %zu - %s%s%s\n", failures ? "not ok" : "ok", number, t->name, skipped && !failures ? " # SKIP " : "",
	       skipped && !failures ? skipped : "");
	fflush(stdout);
}

int test_main(int argc, char **argv, const struct test *tests, size_t n, int flags)
{
	int failed = 0;

	self = argv[0];
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 1 && strcmp(argv[1], "--connect") == 0)
		return set_up(NO_CONNECTION) ? connect_only() : 1;
	printf("1..%zu\n", n);
	if (!set_up(flags)) {
		printf("not ok 1 - connect\nBail out! no connection\n");
		return 1;
	}
	for (size_t i = 0; i < n; i++) {
		if (argc > 1 && !strstr(tests[i].name, argv[1])) /* one test by (a part of) its name */
			continue;
		run_one(&tests[i], i + 1);
		failed += failures != 0;
	}
	dbc_close(db);
	SQLFreeHandle(SQL_HANDLE_ENV, env);
	return failed ? 1 : 0;
}
