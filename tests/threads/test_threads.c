/*
 * Many threads at once, for ThreadSanitizer: linked with the driver itself, so
 * that no driver manager's lock hides what ours forget.  Prints TAP; a race makes
 * the sanitizer end the program (TSAN_OPTIONS=halt_on_error=1) or count.
 *
 * The local Lakebase is found through what `lakebase env` prints.
 */
#include "auth/credential.h"
#include "lakebase_odbc.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>

#define THREADS 16
#define P(n) ((SQLPOINTER)(intptr_t)(n))
#define TEXT(literal) ((SQLCHAR *)(uintptr_t)(literal))

static SQLHENV env;
static atomic_uint failures;
static atomic_bool stop;

/* ---- small tools ---- */

static void complain(const char *what, SQLSMALLINT kind, SQLHANDLE h)
{
	SQLCHAR state[6] = "", message[512] = "";
	SQLINTEGER native;

	if (h)
		(void)SQLGetDiagRec(kind, h, 1, state, &native, message, sizeof(message), NULL);
	if (atomic_fetch_add(&failures, 1) < 20)
		printf("# %s: %s %s\n", what, (char *)state, (char *)message);
}

static bool good(const char *what, SQLSMALLINT kind, SQLHANDLE h, SQLRETURN rc)
{
	if (SQL_SUCCEEDED(rc))
		return true;
	complain(what, kind, h);
	return false;
}

static bool state_is(SQLHSTMT st, const char *want)
{
	SQLCHAR state[6] = "";
	SQLINTEGER native;

	(void)SQLGetDiagRec(SQL_HANDLE_STMT, st, 1, state, &native, NULL, 0, NULL);
	return strcmp((char *)state, want) == 0;
}

static void pause_ms(long ms)
{
	const struct timespec t = {ms / 1000, ms % 1000 * 1000000};

	(void)nanosleep(&t, NULL);
}

static SQLHDBC db_open(const char *string)
{
	SQLHDBC db = NULL;

	if (!good("new connection", SQL_HANDLE_ENV, env, SQLAllocHandle(SQL_HANDLE_DBC, env, &db)))
		return NULL;
	if (good("connect", SQL_HANDLE_DBC, db, SQLDriverConnect(db, NULL, TEXT(string), SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT)))
		return db;
	(void)SQLFreeHandle(SQL_HANDLE_DBC, db);
	return NULL;
}

static void db_close(SQLHDBC db)
{
	if (!db)
		return;
	good("disconnect", SQL_HANDLE_DBC, db, SQLDisconnect(db));
	good("free", SQL_HANDLE_DBC, db, SQLFreeHandle(SQL_HANDLE_DBC, db));
}

/* A parameter goes there and back, and the sum of a result that is read row by row. */
static bool ask(SQLHSTMT st, SQLINTEGER number, int rows)
{
	SQLINTEGER got = 0;
	long sum = 0;
	bool ok;

	ok = good("bind", SQL_HANDLE_STMT, st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &number, 0,
								    NULL)) &&
	     good("execute", SQL_HANDLE_STMT, st, SQLExecDirect(st, TEXT("SELECT ?::int + g FROM generate_series(1, 200) g"), SQL_NTS)) &&
	     good("bind", SQL_HANDLE_STMT, st, SQLBindCol(st, 1, SQL_C_SLONG, &got, 0, NULL));
	for (int i = 0; ok && i < rows; i++) {
		ok = good("fetch", SQL_HANDLE_STMT, st, SQLFetch(st));
		sum += got;
	}
	if (ok && sum != (long)rows * number + (long)rows * (rows + 1) / 2) {
		complain("a wrong sum", SQL_HANDLE_STMT, NULL);
		ok = false;
	}
	(void)SQLFreeStmt(st, SQL_CLOSE);
	(void)SQLFreeStmt(st, SQL_UNBIND);
	(void)SQLFreeStmt(st, SQL_RESET_PARAMS);
	return ok;
}

static void in_threads(size_t n, void *(*run)(void *), void *const *data)
{
	pthread_t threads[THREADS];
	size_t started = 0;

	while (started < n && pthread_create(&threads[started], NULL, run, data ? data[started] : NULL) == 0)
		started++;
	for (size_t i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	if (started < n)
		complain("a thread could not be started", 0, NULL);
}

/* ---- the tests ---- */

static void *own_connection(void *data)
{
	SQLHDBC db = db_open("DSN=lakebase");
	SQLHSTMT st = NULL;

	(void)data;
	if (db && good("statement", SQL_HANDLE_DBC, db, SQLAllocHandle(SQL_HANDLE_STMT, db, &st)))
		for (int i = 0; i < 20; i++)
			if (!ask(st, i, i * 10))
				break;
	db_close(db);
	return NULL;
}

static void own_connections(void)
{
	in_threads(THREADS, own_connection, NULL);
}

static void *own_statement(void *data)
{
	SQLHSTMT st = NULL;

	for (int i = 0; i < 25; i++) {
		char database[64];

		if (!good("statement", SQL_HANDLE_DBC, data, SQLAllocHandle(SQL_HANDLE_STMT, data, &st)))
			break;
		if (!ask(st, i, 200 - i) ||
		    !good("tables", SQL_HANDLE_STMT, st, SQLTables(st, NULL, 0, TEXT("public"), SQL_NTS, TEXT("%"), SQL_NTS, NULL, 0)))
			break;
		(void)SQLGetConnectAttr(data, SQL_ATTR_CURRENT_CATALOG, database, sizeof(database), NULL);
		(void)SQLFreeHandle(SQL_HANDLE_STMT, st);
	}
	return NULL;
}

static void shared_connection(void)
{
	void *data[8];
	SQLHDBC db = db_open("DSN=lakebase-password");

	for (size_t i = 0; i < 8; i++)
		data[i] = db;
	if (db)
		in_threads(8, own_statement, data);
	db_close(db);
}

static void *canceller(void *data)
{
	while (!atomic_load(&stop)) {
		if (SQLCancel(data) == SQL_INVALID_HANDLE)
			complain("cancel", SQL_HANDLE_STMT, NULL);
		pause_ms(20);
	}
	return NULL;
}

static bool cancelled_or_good(SQLHSTMT st, SQLRETURN rc)
{
	if (SQL_SUCCEEDED(rc) || rc == SQL_NO_DATA || state_is(st, "HY008"))
		return true;
	complain("a cancelled statement", SQL_HANDLE_STMT, st);
	return false;
}

/* Each statement is cancelled again and again, while it runs, while it is read, and while it does nothing. */
static void *cancelled(void *data)
{
	SQLHDBC db = db_open("DSN=lakebase-password");
	SQLHSTMT st = NULL;
	pthread_t other;

	(void)data;
	if (!db || !good("statement", SQL_HANDLE_DBC, db, SQLAllocHandle(SQL_HANDLE_STMT, db, &st)) ||
	    pthread_create(&other, NULL, canceller, st) != 0)
		return NULL;
	for (int i = 0; i < 20; i++) {
		SQLRETURN rc = SQLExecDirect(st, TEXT(i % 2 ? "SELECT g, pg_sleep(0.005) FROM generate_series(1, 40) g" :
							      "SELECT pg_sleep(5)"), SQL_NTS);

		if (!cancelled_or_good(st, rc))
			break;
		while (SQL_SUCCEEDED(rc))
			rc = SQLFetch(st);
		if (!cancelled_or_good(st, rc))
			break;
		(void)SQLFreeStmt(st, SQL_CLOSE);
	}
	atomic_store(&stop, true);
	pthread_join(other, NULL);
	db_close(db);
	return NULL;
}

static void cancels(void)
{
	atomic_store(&stop, false);
	in_threads(4, cancelled, NULL);
}

static void *storm(void *data)
{
	for (int i = 0; i < 6; i++) {
		SQLHDBC db = db_open(i % 3 == 2 ? "DSN=lakebase-password" : "DSN=lakebase");

		if (data && i % 2)
			login_forget_all(); /* as if what is cached had run out */
		db_close(db);
	}
	return NULL;
}

/* Everybody wants the same credential at once. */
static void storms(void)
{
	static int forgets;
	void *data[THREADS] = {&forgets, &forgets};

	login_forget_all();
	in_threads(THREADS, storm, data);
}

static void *worker(void *data)
{
	SQLHDBC db = db_open("DSN=lakebase-password");
	SQLHSTMT st = NULL;

	(void)data;
	if (!db)
		return NULL;
	(void)SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, P(SQL_AUTOCOMMIT_OFF), 0);
	if (good("statement", SQL_HANDLE_DBC, db, SQLAllocHandle(SQL_HANDLE_STMT, db, &st)))
		for (int i = 0; i < 40 && ask(st, i, 200); i++)
			;
	(void)SQLEndTran(SQL_HANDLE_DBC, db, SQL_ROLLBACK);
	while (SQLDisconnect(db) == SQL_ERROR) /* the other thread's SQLEndTran may be on its way */
		(void)SQLEndTran(SQL_HANDLE_DBC, db, SQL_ROLLBACK);
	good("free", SQL_HANDLE_DBC, db, SQLFreeHandle(SQL_HANDLE_DBC, db));
	return NULL;
}

static void *committer(void *data)
{
	(void)data;
	while (!atomic_load(&stop)) {
		good("SQLEndTran", SQL_HANDLE_ENV, env, SQLEndTran(SQL_HANDLE_ENV, env, SQL_COMMIT));
		pause_ms(1);
	}
	return NULL;
}

static void whole_environment(void)
{
	pthread_t other;

	atomic_store(&stop, false);
	if (pthread_create(&other, NULL, committer, NULL) != 0)
		return;
	in_threads(8, worker, NULL);
	atomic_store(&stop, true);
	pthread_join(other, NULL);
}

static void *handles(void *data)
{
	(void)data;
	for (int i = 0; i < 500; i++) {
		SQLHDBC db = NULL;
		SQLHENV own = NULL;

		(void)SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &own);
		(void)SQLFreeHandle(SQL_HANDLE_ENV, own);
		if (!good("new connection", SQL_HANDLE_ENV, env, SQLAllocHandle(SQL_HANDLE_DBC, env, &db)))
			break;
		(void)SQLSetConnectAttr(db, SQL_ATTR_CURRENT_CATALOG, TEXT("somewhere"), SQL_NTS);
		good("free", SQL_HANDLE_DBC, db, SQLFreeHandle(SQL_HANDLE_DBC, db));
	}
	return NULL;
}

static void many_handles(void)
{
	in_threads(THREADS, handles, NULL);
}

static atomic_uint asked;

static int give(void *context, const struct lb_token_request *request, char *buffer, size_t room)
{
	(void)request;
	atomic_fetch_add(&asked, 1);
	return snprintf(buffer, room, "%s", (const char *)context);
}

/* All have the same function and context, and share what it is exchanged for. */
static void *given_token(void *data)
{
	static const char *const names[] = {"LB_WORKSPACE_URL", "LB_ENDPOINT", "LB_PGPORT", "LB_TEST_CA"};
	struct lb_token_provider provider = {sizeof(provider), give, getenv("LB_PAT")};
	char string[2000];

	(void)data;
	snprintf(string, sizeof(string), "AuthType=pat;Workspace=%s;Endpoint=%s;Port=%s;SSLRootCert=%s", getenv(names[0]), getenv(names[1]),
		 getenv(names[2]), getenv(names[3]));
	for (int i = 0; i < 3; i++) {
		SQLHDBC db;
		SQLHSTMT st;

		if (!good("new connection", SQL_HANDLE_ENV, env, SQLAllocHandle(SQL_HANDLE_DBC, env, &db)))
			return NULL;
		good("give a function", SQL_HANDLE_DBC, db, SQLSetConnectAttr(db, SQL_ATTR_LB_TOKEN_PROVIDER, &provider, sizeof(provider)));
		if (good("connect", SQL_HANDLE_DBC, db, SQLDriverConnect(db, NULL, TEXT(string), SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT)) &&
		    good("new statement", SQL_HANDLE_DBC, db, SQLAllocHandle(SQL_HANDLE_STMT, db, &st)))
			ask(st, i, 5);
		db_close(db);
	}
	return NULL;
}

static void given_tokens(void)
{
	in_threads(THREADS, given_token, NULL);
	if (atomic_load(&asked) != 3 * THREADS)
		complain("the function is asked once for each connection", SQL_HANDLE_ENV, env);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(void);
	} tests[] = {
		{"own_connections", own_connections}, {"given_tokens", given_tokens}, {"shared_connection", shared_connection}, {"cancels", cancels},
		{"storms", storms}, {"whole_environment", whole_environment}, {"many_handles", many_handles},
	};
	const char *ini = getenv("LB_ODBCINI");
	unsigned number = 0, failed = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	setenv("ODBCINI", ini ? ini : "", 1);
	(void)SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &env);
	(void)SQLSetEnvAttr(env, SQL_ATTR_ODBC_VERSION, P(SQL_OV_ODBC3), 0);
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		if (argc > 1 && strcmp(argv[1], tests[i].name) != 0)
			continue;
		atomic_store(&failures, 0);
		tests[i].run();
		failed += atomic_load(&failures) != 0;
		printf("%s %u - %s\n", atomic_load(&failures) ? "not ok" : "ok", ++number, tests[i].name);
	}
	printf("1..%u\n", number);
	(void)SQLFreeHandle(SQL_HANDLE_ENV, env);
	login_forget_all();
	return failed != 0;
}
