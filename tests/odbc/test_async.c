/* Asynchronous execution by polling: no thread, every function that may wait, and what else may be called meanwhile. */
#include "harness.h"

static void turn_on(SQLHSTMT s)
{
	OK_S(s, SQLSetStmtAttr(s, SQL_ATTR_ASYNC_ENABLE, (SQLPOINTER)SQL_ASYNC_ENABLE_ON, 0));
}

/* Repeats the call until it is through; `polls` counts how often it was not. */
#define POLL(rc, polls, call)                                                \
	do {                                                                 \
		for (polls = 0; (rc = (call)) == SQL_STILL_EXECUTING; polls++) \
			pause_ms(2);                                         \
	} while (0)

static void execute_and_fetch(void)
{
	SQLRETURN rc;
	SQLINTEGER n = 0;
	int polls;

	turn_on(st);
	POLL(rc, polls, x_exec(st, "select 7 from pg_sleep(0.2)"));
	CHECK_INT(rc, SQL_SUCCESS);
	CHECK(polls > 0);
	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, &n, 0, NULL));
	POLL(rc, polls, SQLFetch(st));
	CHECK_INT(rc, SQL_SUCCESS);
	CHECK_INT(n, 7);
	POLL(rc, polls, SQLFetch(st));
	CHECK_INT(rc, SQL_NO_DATA);
}

static void prepared_with_parameters(void)
{
	SQLRETURN rc;
	SQLINTEGER in = 41, out = 0;
	SQLSMALLINT columns = 0, params = 0;
	int polls;

	turn_on(st);
	POLL(rc, polls, x_prepare(st, "select cast(? as int) + 1 from pg_sleep(0.1)"));
	CHECK_INT(rc, SQL_SUCCESS);
	POLL(rc, polls, SQLNumParams(st, &params));
	CHECK_INT(params, 1);
	POLL(rc, polls, SQLNumResultCols(st, &columns));
	CHECK_INT(columns, 1);
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &in, 0, NULL));
	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, &out, 0, NULL));
	for (int i = 0; i < 3; i++) {
		out = 0;
		POLL(rc, polls, SQLExecute(st));
		CHECK_INT(rc, SQL_SUCCESS);
		CHECK(polls > 0);
		POLL(rc, polls, SQLFetch(st));
		CHECK_INT(rc, SQL_SUCCESS);
		CHECK_INT(out, 42);
		OK_S(st, SQLFreeStmt(st, SQL_CLOSE));
	}
}

static void rows_that_are_still_coming(void)
{
	SQLRETURN rc;
	SQLINTEGER n = 0, expected = 0;
	int polls, waited = 0;

	turn_on(st);
	POLL(rc, polls, x_exec(st, "select n, case when n % 1000 = 0 then pg_sleep(0.5)::text end from generate_series(1, 2000) n"));
	CHECK_INT(rc, SQL_SUCCESS);
	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, &n, 0, NULL));
	for (;;) {
		POLL(rc, polls, SQLFetch(st));
		if (rc != SQL_SUCCESS)
			break;
		waited += polls > 0;
		CHECK_INT(n, ++expected);
	}
	CHECK_INT(rc, SQL_NO_DATA);
	CHECK_INT(expected, 2000);
	CHECK(waited > 0);
}

static void several_results_and_catalogs(void)
{
	SQLRETURN rc;
	int polls;

	turn_on(st);
	POLL(rc, polls, x_exec(st, "select 1; select 2 from pg_sleep(0.1); select 3"));
	CHECK_INT(rc, SQL_SUCCESS);
	for (int i = 0; i < 2; i++) {
		POLL(rc, polls, SQLMoreResults(st));
		CHECK_INT(rc, SQL_SUCCESS);
	}
	POLL(rc, polls, SQLMoreResults(st));
	CHECK_INT(rc, SQL_NO_DATA);
	POLL(rc, polls, x_tables(st, NULL, "sales", "customers", NULL));
	CHECK_INT(rc, SQL_SUCCESS);
	POLL(rc, polls, SQLFetch(st));
	CHECK_INT(rc, SQL_SUCCESS);
	OK_S(st, SQLFreeStmt(st, SQL_CLOSE));
	POLL(rc, polls, x_columns(st, NULL, "sales", "customers", NULL));
	CHECK_INT(rc, SQL_SUCCESS);
	OK_S(st, SQLFreeStmt(st, SQL_CLOSE));
}

static void an_error_comes_with_the_last_call(void)
{
	SQLRETURN rc;
	int polls;

	turn_on(st);
	POLL(rc, polls, x_exec(st, "select 1 / (n - 1) from generate_series(1, 1) n, pg_sleep(0.1)"));
	if (rc == SQL_SUCCESS)
		POLL(rc, polls, SQLFetch(st));
	CHECK_INT(rc, SQL_ERROR);
	CHECK(with_state(st, "22012"));
}

static void cancelled(void)
{
	SQLRETURN rc;
	int polls;
	const double begin = seconds();

	turn_on(st);
	CHECK_INT(x_exec(st, "select pg_sleep(20)"), SQL_STILL_EXECUTING);
	OK_S(st, SQLCancel(st));
	POLL(rc, polls, x_exec(st, "select pg_sleep(20)"));
	CHECK_INT(rc, SQL_ERROR);
	CHECK(with_state(st, "HY008"));
	CHECK(seconds() - begin < 10);
	POLL(rc, polls, x_exec(st, "select 1"));
	CHECK_INT(rc, SQL_SUCCESS);
}

static void its_time_runs_out(void)
{
	SQLRETURN rc;
	int polls;

	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_QUERY_TIMEOUT, (SQLPOINTER)1, 0));
	turn_on(st);
	POLL(rc, polls, x_exec(st, "select pg_sleep(20)"));
	CHECK_INT(rc, SQL_ERROR);
	CHECK(with_state(st, "HYT00"));
}

/* One at a time on a connection; everything that needs no server goes on. */
static void meanwhile_on_the_same_connection(void)
{
	SQLHSTMT other = stmt_new(db);
	SQLRETURN rc;
	SQLINTEGER n;
	int polls;

	turn_on(st);
	CHECK_INT(x_exec(st, "select pg_sleep(0.3)"), SQL_STILL_EXECUTING);
	FAILS_S(other, x_exec(other, "select 1"), "HY010");
	OK_S(other, SQLBindCol(other, 1, SQL_C_SLONG, &n, 0, NULL));
	CHECK_HAS(x_info(db, SQL_DBMS_NAME), "PostgreSQL");
	CHECK_INT(SQLDisconnect(db), SQL_ERROR);
	CHECK_INT(SQLEndTran(SQL_HANDLE_DBC, db, SQL_COMMIT), SQL_ERROR);
	if (!IODBC) /* forgets the handle although it refuses to free it */
		CHECK_INT(SQLFreeHandle(SQL_HANDLE_STMT, st), SQL_ERROR);
	POLL(rc, polls, x_exec(st, "select pg_sleep(0.3)"));
	CHECK_INT(rc, SQL_SUCCESS);
	OK_S(st, SQLFreeStmt(st, SQL_CLOSE));
	OK_S(other, x_exec(other, "select 1"));
	CHECK_STR(rows_of(other), "1\n");
	SQLFreeHandle(SQL_HANDLE_STMT, other);
}

#define MANY 50

/* From one thread: each sleeps a second, all of them together hardly more. */
static void fifty_statements_on_fifty_connections(void)
{
	static SQLHDBC dbs[MANY];
	static SQLHSTMT statements[MANY];
	bool done[MANY] = {false};
	int left = MANY;
	double begin;

	for (int i = 0; i < MANY; i++) {
		dbs[i] = dbc_open(NULL);
		statements[i] = stmt_new(dbs[i]);
		turn_on(statements[i]);
	}
	begin = seconds();
	while (left) {
		for (int i = 0; i < MANY; i++) {
			SQLRETURN rc;

			if (done[i])
				continue;
			rc = x_exec(statements[i], "select pg_sleep(1)");
			if (rc == SQL_STILL_EXECUTING)
				continue;
			CHECK_INT(rc, SQL_SUCCESS);
			done[i] = true;
			left--;
		}
		pause_ms(1);
	}
	CHECK(seconds() - begin < 10);
	for (int i = 0; i < MANY; i++) {
		SQLFreeHandle(SQL_HANDLE_STMT, statements[i]);
		dbc_close(dbs[i]);
	}
}

static void statements_inherit_it_from_the_connection(void)
{
	SQLHDBC dbc = dbc_open(NULL);
	SQLHSTMT other;
	SQLULEN on = 99;

	/* unixODBC lets it be set only while the connection has no statement */
	OK_D(dbc, SQLSetConnectAttr(dbc, SQL_ATTR_ASYNC_ENABLE, (SQLPOINTER)SQL_ASYNC_ENABLE_ON, 0));
	other = stmt_new(dbc);
	OK_S(other, SQLGetStmtAttr(other, SQL_ATTR_ASYNC_ENABLE, &on, 0, NULL));
	CHECK_INT(on, SQL_ASYNC_ENABLE_ON);
	CHECK_INT(x_exec(other, "select pg_sleep(0.1)"), SQL_STILL_EXECUTING);
	while (x_exec(other, "select pg_sleep(0.1)") == SQL_STILL_EXECUTING)
		pause_ms(2);
	SQLFreeHandle(SQL_HANDLE_STMT, other);
	dbc_close(dbc);
}

/*
 * Neither driver manager lets SQLDriverConnect pass half-way: both free the driver's handle at once.  An application
 * that polls gets its connection all the same.
 */
static void connecting_through_the_driver_manager(void)
{
	SQLHDBC dbc = dbc_new();
	char *string = format("DSN=%s", setting("LB_TEST_DSN"));
	SQLRETURN rc;
	int polls;

	OK_D(dbc, SQLSetConnectAttr(dbc, SQL_ATTR_ASYNC_DBC_FUNCTIONS_ENABLE, (SQLPOINTER)SQL_ASYNC_DBC_ENABLE_ON, 0));
	POLL(rc, polls, x_driver_connect(dbc, string));
	CHECK_INT(rc, SQL_SUCCESS);
	CHECK(polls <= 1);
	CHECK_STR(query(dbc, "select 1"), "1\n");
	POLL(rc, polls, SQLDisconnect(dbc));
	CHECK_INT(rc, SQL_SUCCESS);
	SQLFreeHandle(SQL_HANDLE_DBC, dbc);
}

/* ... and what comes after connecting passes. */
static void transactions_through_the_driver_manager(void)
{
	SQLHDBC dbc = dbc_new();
	const char *t = table_name("async_dm");
	SQLRETURN rc;
	int polls;

	OK_D(dbc, x_driver_connect(dbc, "DSN=lakebase-tap"));
	OK_D(dbc, SQLSetConnectAttr(dbc, SQL_ATTR_ASYNC_DBC_FUNCTIONS_ENABLE, (SQLPOINTER)SQL_ASYNC_DBC_ENABLE_ON, 0));
	OK_D(dbc, SQLSetConnectAttr(dbc, SQL_ATTR_AUTOCOMMIT, SQL_AUTOCOMMIT_OFF, 0));
	run(dbc, format("create table %s (a int)", t));
	control("fault net latency=100");
	POLL(rc, polls, SQLEndTran(SQL_HANDLE_DBC, dbc, SQL_COMMIT));
	control("fault clear");
	CHECK_INT(rc, SQL_SUCCESS);
	CHECK(IODBC ? polls == 0 : polls > 0); /* it would make an error of SQL_STILL_EXECUTING */
	POLL(rc, polls, SQLDisconnect(dbc));
	CHECK_INT(rc, SQL_SUCCESS);
	SQLFreeHandle(SQL_HANDLE_DBC, dbc);
	run(db, format("drop table %s", t));
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(execute_and_fetch), TEST(prepared_with_parameters), TEST(rows_that_are_still_coming),
		TEST(several_results_and_catalogs), TEST(an_error_comes_with_the_last_call), TEST(cancelled), TEST(its_time_runs_out),
		TEST(meanwhile_on_the_same_connection), TEST(fifty_statements_on_fifty_connections),
		TEST(statements_inherit_it_from_the_connection), TEST(connecting_through_the_driver_manager),
		TEST(transactions_through_the_driver_manager),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
