#include "check.h"
#include "fail.h"

#include "auth/credential.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __SANITIZE_ADDRESS__
int __lsan_do_recoverable_leak_check(void);
#define FOUND_LEAKS() __lsan_do_recoverable_leak_check()
#else
#define FOUND_LEAKS() 0
#endif

#define WRONG_AT_MOST 8 /* lines about one scenario */

SQLHENV env;
SQLHDBC db;
SQLHSTMT st;
unsigned serial;

static char *notes, *expected;
static size_t notes_n, notes_room;
static bool told;      /* HY001 was said */
static unsigned wrong; /* what was not as it should be, in this scenario */
static unsigned lost;  /* connections */
static long present;   /* which allocation fails */
static bool sticky;

/* ---- texts ---- */

SQLCHAR *text(const char *format, ...)
{
	static char ring[16][4096];
	static unsigned next;
	char *p = ring[next++ % 16];
	va_list args;

	va_start(args, format);
	vsnprintf(p, sizeof(ring[0]), format, args);
	va_end(args);
	return (SQLCHAR *)p;
}

SQLWCHAR *wide(const char *ascii)
{
	static SQLWCHAR ring[16][4096];
	static unsigned next;
	SQLWCHAR *p = ring[next++ % 16];
	size_t n = 0;

	for (; ascii[n] && n < 4095; n++)
		p[n] = (SQLWCHAR)ascii[n];
	p[n] = 0;
	return p;
}

const char *setting(const char *name)
{
	const char *value = getenv(name);

	return value ? value : "";
}

/* ---- notes ---- */

static void add(const char *p, size_t n)
{
	if (notes_n + n + 1 > notes_room) {
		notes_room = (notes_n + n + 1) * 2;
		notes = realloc(notes, notes_room);
		if (!notes)
			abort();
	}
	memcpy(notes + notes_n, p, n);
	notes_n += n;
	notes[notes_n] = 0;
}

void note(const char *format, ...)
{
	char line[8192];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	add(line, (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1);
	add("\n", 1);
}

void note_bytes(const void *p, size_t n)
{
	const unsigned char *b = p;

	for (size_t i = 0; i < n; i++) {
		char hex[3];

		snprintf(hex, sizeof(hex), "%02x", b[i]);
		add(hex, 2);
	}
	add("\n", 1);
}

void note_cell(SQLLEN indicator, const void *p, size_t n)
{
	note("%ld", (long)indicator);
	if (indicator != SQL_NULL_DATA)
		note_bytes(p, n);
}

__attribute__((format(printf, 1, 2))) static void complain(const char *format, ...)
{
	char line[2048];
	va_list args;

	if (wrong++ >= WRONG_AT_MOST)
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	printf("# allocation %ld%s: %s\n", present, sticky ? " and all behind it" : "", line);
}

/* ---- calls ---- */

/* Texts and numbers in messages are the server's; the state is what a program goes by. */
static void read_state(SQLSMALLINT kind, SQLHANDLE h, char state[6], char *message, SQLSMALLINT room)
{
	SQLINTEGER native;
	SQLSMALLINT n = 0;
	char s[6];

	state[0] = message[0] = 0;
	for (SQLSMALLINT i = 1; h; i++) {
		SQLRETURN rc = SQLGetDiagRec(kind, h, i, (SQLCHAR *)s, &native, (SQLCHAR *)message, room, &n);

		if (!SQL_SUCCEEDED(rc))
			break;
		if (i == 1)
			memcpy(state, s, 6);
		if (strcmp(s, "HY001") == 0) {
			told = true;
			memcpy(state, s, 6);
			break;
		}
	}
}

static bool check(const char *what, SQLSMALLINT kind, SQLHANDLE h, SQLRETURN rc, const char *want)
{
	char state[6] = "", message[512] = "";
	SQLRETURN shown = rc;

	if (rc != SQL_SUCCESS && rc != SQL_NO_DATA && rc != SQL_NEED_DATA)
		read_state(kind, h, state, message, sizeof(message));
	if (rc == SQL_SUCCESS_WITH_INFO)
		note("%s info %s", what, state);
	else
		note("%s %d %s", what, shown, state);
	if (rc == SQL_INVALID_HANDLE) {
		complain("%s: invalid handle", what);
		return false;
	}
	if (rc != SQL_ERROR) {
		if (want)
			complain("%s: succeeded, expected %s", what, want);
		return !want;
	}
	if (want && strcmp(state, want) == 0)
		return true;
	if (fail_happened() && (strcmp(state, "HY001") == 0 || !h)) {
		told = true;
		return false;
	}
	complain("%s: %s %s", what, state[0] ? state : "no record", message);
	return false;
}

bool went(const char *what, SQLSMALLINT kind, SQLHANDLE h, SQLRETURN rc)
{
	return check(what, kind, h, rc, NULL);
}

bool went_wrong(const char *what, SQLSMALLINT kind, SQLHANDLE h, SQLRETURN rc, const char *state)
{
	return check(what, kind, h, rc, state);
}

/* ---- the connection that most scenarios share ---- */

static bool sound(const char *what, SQLSMALLINT kind, SQLHANDLE h, SQLRETURN rc)
{
	char state[6], message[512];

	if (SQL_SUCCEEDED(rc))
		return true;
	read_state(kind, h, state, message, sizeof(message));
	complain("afterwards %s: %s %s", what, state, message);
	return false;
}

static void open_env(void)
{
	(void)SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &env);
	(void)SQLSetEnvAttr(env, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)(intptr_t)SQL_OV_ODBC3, 0);
}

static void connect_db(void)
{
	(void)SQLAllocHandle(SQL_HANDLE_DBC, env, &db);
	if (!sound("connecting", SQL_HANDLE_DBC, db,
		   SQLDriverConnect(db, NULL, text("DSN=lakebase-password"), SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT)))
		abort();
}

static void drop_db(void)
{
	if (!db)
		return;
	(void)SQLEndTran(SQL_HANDLE_DBC, db, SQL_ROLLBACK);
	(void)SQLDisconnect(db);
	sound("freeing the connection", SQL_HANDLE_DBC, db, SQLFreeHandle(SQL_HANDLE_DBC, db));
	db = NULL;
	st = NULL;
}

static bool is_lost(void)
{
	SQLUINTEGER dead = SQL_CD_FALSE;

	(void)SQLGetConnectAttr(db, SQL_ATTR_CONNECTION_DEAD, &dead, 0, NULL);
	return dead == SQL_CD_TRUE;
}

/* The answer must be the answer to this question and not to an earlier one. */
static bool answers(SQLHSTMT h, int question)
{
	SQLINTEGER answer = 0;
	SQLRETURN rc = SQLExecDirect(h, text("SELECT %d", question), SQL_NTS);

	if (SQL_SUCCEEDED(rc))
		rc = SQLFetch(h);
	if (SQL_SUCCEEDED(rc))
		rc = SQLGetData(h, 1, SQL_C_SLONG, &answer, sizeof(answer), NULL);
	if (!SQL_SUCCEEDED(rc) && is_lost())
		return false;
	if (!sound("a query", SQL_HANDLE_STMT, h, rc))
		return false;
	if (answer != question)
		complain("afterwards a query gets the answer of another: %d, expected %d", (int)answer, question);
	(void)SQLFreeStmt(h, SQL_CLOSE);
	return true;
}

static void check_handles(void)
{
	SQLHSTMT other = NULL;
	bool good = true;

	if (st) {
		(void)SQLCancel(st); /* it may wait for data at execution */
		(void)SQLFreeStmt(st, SQL_CLOSE);
		(void)SQLFreeStmt(st, SQL_UNBIND);
		(void)SQLFreeStmt(st, SQL_RESET_PARAMS);
		(void)SQLSetStmtAttr(st, SQL_ATTR_CURSOR_TYPE, (SQLPOINTER)SQL_CURSOR_FORWARD_ONLY, 0);
		good = answers(st, 4711);
		sound("freeing the statement", SQL_HANDLE_STMT, st, SQLFreeHandle(SQL_HANDLE_STMT, st));
		st = NULL;
	}
	(void)SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)SQL_AUTOCOMMIT_ON, 0);
	if (good && !is_lost()) {
		if (sound("a new statement", SQL_HANDLE_DBC, db, SQLAllocHandle(SQL_HANDLE_STMT, db, &other)))
			good = answers(other, 4712);
		(void)SQLFreeHandle(SQL_HANDLE_STMT, other);
	}
	if (!good || is_lost()) {
		lost++;
		drop_db();
	}
}

/* ---- running ---- */

static void begin(const struct scenario *s)
{
	serial++;
	notes_n = 0;
	told = false;
	if (s->alone)
		return;
	if (!db)
		connect_db();
	(void)SQLAllocHandle(SQL_HANDLE_STMT, db, &st);
}

static void end(const struct scenario *s)
{
	if (s->alone)
		drop_db();
	else
		check_handles();
}

/* How many allocations there were. */
static long run_all(const struct scenario *s)
{
	long n;
	bool hit;

	for (n = 1;; n++) {
		present = n;
		begin(s);
		fail_start(n, sticky);
		s->run();
		hit = fail_stop();
		if (!told && !wrong && (!notes || !expected || strcmp(notes, expected) != 0))
			complain("nothing was said, but the result is another:\n%s\ninstead of\n%s", notes, expected);
		end(s);
		if (!hit || wrong >= WRONG_AT_MOST)
			break;
		if (getenv("LB_OOM_LEAKS") && FOUND_LEAKS())
			complain("it leaked");
	}
	return n - 1;
}

static bool run_scenario(const struct scenario *s, size_t number)
{
	long single, all;

	wrong = lost = 0;
	present = 0;
	sticky = false;
	begin(s); /* twice: the first run fills caches */
	fail_start(0, false);
	s->run();
	end(s);
	begin(s);
	fail_start(0, false);
	s->run();
	free(expected);
	expected = strdup(notes ? notes : "");
	end(s);
	if (getenv("LB_OOM_NOTES"))
		fprintf(stderr, "%s\n", expected);
	if (getenv("LB_OOM_ONLY")) { /* "17" or "17+": this one, to look at */
		present = atol(getenv("LB_OOM_ONLY"));
		sticky = strchr(getenv("LB_OOM_ONLY"), '+') != NULL;
		begin(s);
		fail_start(present, sticky);
		s->run();
		fail_pause();
		printf("%s", notes);
		end(s);
	} else if (!wrong) {
		single = run_all(s);
		sticky = true;
		all = run_all(s);
		printf("# %s: %ld and %ld allocations, %u connections lost\n", s->name, single, all, lost);
	}
	if (FOUND_LEAKS())
		complain("it leaked (LB_OOM_LEAKS=1 finds out where)");
	printf("%s %zu - %s\n", wrong ? "not ok" : "ok", number, s->name);
	fflush(stdout);
	return !wrong;
}

int main(int argc, char **argv)
{
	size_t number = 0, failed = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	setenv("ODBCINI", setting("LB_ODBCINI"), 1);
	open_env();
	for (size_t i = 0; i < scenario_count; i++) {
		if (argc > 1 && strcmp(argv[1], scenarios[i].name) != 0)
			continue;
		failed += !run_scenario(&scenarios[i], ++number);
	}
	printf("1..%zu\n", number);
	drop_db();
	(void)SQLFreeHandle(SQL_HANDLE_ENV, env);
	login_forget_all();
	if (fail_live() != 0)
		printf("# at the end %ld blocks were still there\n", fail_live());
	free(notes);
	free(expected);
	return failed || fail_live() != 0;
}
