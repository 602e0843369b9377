/* SQLCancel from another thread, query timeout, and that the connection is as good as before. */
#include "harness.h"

#include <pthread.h>
#include <string.h>

static void *cancel_soon(void *stmt)
{
	pause_ms(500);
	SQLCancel(stmt);
	return NULL;
}

static void cancel_while_executing(void)
{
	pthread_t thread;
	const double begin = seconds();

	pthread_create(&thread, NULL, cancel_soon, st);
	FAILS_S(st, x_exec(st, "select pg_sleep(20)"), "HY008");
	CHECK(seconds() - begin < 10);
	pthread_join(thread, NULL);
	OK_S(st, x_exec(st, "select 1"));
	CHECK_STR(rows_of(st), "1\n");
}

static void cancel_while_fetching(void)
{
	pthread_t thread;
	const double begin = seconds();

	/* one call for all rows: unixODBC takes a cursor that is cancelled between two calls for closed */
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_ROW_ARRAY_SIZE, (SQLPOINTER)5000, 0));
	OK_S(st, x_exec(st, "select n, case when n = 5000 then pg_sleep(20)::text end from generate_series(1, 5000) n"));
	pthread_create(&thread, NULL, cancel_soon, st);
	FAILS_S(st, SQLFetch(st), "HY008");
	CHECK(seconds() - begin < 10);
	pthread_join(thread, NULL);
	SQLFreeStmt(st, SQL_CLOSE);
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_ROW_ARRAY_SIZE, (SQLPOINTER)1, 0));
	CHECK_STR(query(db, "select 1"), "1\n");
}

static void cancel_without_anything_running(void)
{
	OK_S(st, SQLCancel(st));
	OK_S(st, x_exec(st, "select 1"));
	OK_S(st, SQLCancel(st)); /* nothing to the driver; unixODBC takes the cursor for closed */
	SQLFreeStmt(st, SQL_CLOSE);
	OK_S(st, x_exec(st, "select 1"));
	CHECK_STR(rows_of(st), "1\n");
}

/* The server gets the request while it still reads the statement, and forgets it. */
static void cancel_that_overtakes_the_statement(void)
{
	SQLHDBC slow = dbc_new();
	char *sql = ring_alloc(80000);
	pthread_t thread;
	SQLHSTMT s;
	double begin;

	OK_D(slow, x_driver_connect(slow, "DSN=lakebase-tap"));
	s = stmt_new(slow);
	OK_S(s, x_exec(s, "select 1"));
	SQLFreeStmt(s, SQL_CLOSE);
	memset(sql, ' ', 75000);
	memcpy(sql, "select pg_sleep(20)", 19);
	control("fault net rate=25000");
	begin = seconds();
	pthread_create(&thread, NULL, cancel_soon, s);
	FAILS_S(s, x_exec(s, sql), "HY008");
	CHECK(seconds() - begin < 15);
	pthread_join(thread, NULL);
	control("fault clear");
	OK_S(s, x_exec(s, "select 1"));
	CHECK_STR(rows_of(s), "1\n");
	stmt_free(s);
	dbc_close(slow);
}

static void cancel_inside_a_transaction(void)
{
	pthread_t thread;
	const char *t = table_name("cancel");

	run(db, format("create table %s (a int)", t));
	OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)(uintptr_t)SQL_AUTOCOMMIT_OFF, 0));
	run(db, format("insert into %s values (1)", t));
	pthread_create(&thread, NULL, cancel_soon, st);
	FAILS_S(st, x_exec(st, "select pg_sleep(20)"), "HY008");
	pthread_join(thread, NULL);
	run(db, format("insert into %s values (2)", t));
	OK_D(db, SQLEndTran(SQL_HANDLE_DBC, db, SQL_COMMIT));
	OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)(uintptr_t)SQL_AUTOCOMMIT_ON, 0));
	CHECK_STR(query(db, format("select sum(a) from %s", t)), "3\n");
	run(db, format("drop table %s", t));
}

static void query_timeout(void)
{
	SQLULEN timeout = 0;
	const double begin = seconds();

	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_QUERY_TIMEOUT, (SQLPOINTER)(uintptr_t)1, 0));
	OK_S(st, SQLGetStmtAttr(st, SQL_ATTR_QUERY_TIMEOUT, &timeout, 0, NULL));
	CHECK_INT(timeout, 1);
	FAILS_S(st, x_exec(st, "select pg_sleep(20)"), "HYT00");
	CHECK(seconds() - begin > 0.9 && seconds() - begin < 6);
	OK_S(st, x_exec(st, "select 'quick'"));
	CHECK_STR(rows_of(st), "quick\n");
}

static void query_timeout_by_keyword(void)
{
	SQLHDBC slow = dbc_open("QueryTimeout=1");
	SQLHSTMT s = stmt_new(slow);

	FAILS_S(s, x_exec(s, "select pg_sleep(20)"), "HYT00");
	stmt_free(s);
	CHECK_STR(query(slow, "select 1"), "1\n");
	dbc_close(slow);
}

static void a_late_cancel_hits_nothing_else(void)
{
	for (int i = 0; i < 20; i++) {
		OK_S(st, x_exec(st, "select 1"));
		CHECK_STR(rows_of(st), "1\n");
		SQLCancel(st);
		SQLFreeStmt(st, SQL_CLOSE);
		CHECK_STR(query(db, "select 2"), "2\n");
	}
}

/* More seconds than there are microseconds in 63 bits: no time-out, and not one that is long past. */
static void a_time_out_beyond_all_times(void)
{
	static const SQLULEN seconds[] = {(SQLULEN)-1, (SQLULEN)INT64_MAX / 1000000 + 10, UINT32_MAX};

	for (size_t i = 0; i < COUNT(seconds); i++) {
		OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_QUERY_TIMEOUT, (SQLPOINTER)(uintptr_t)seconds[i], SQL_IS_UINTEGER));
		OK_S(st, x_exec(st, "select pg_sleep(0.2)"));
		CHECK_STR(rows_of(st), "\n");
		SQLFreeStmt(st, SQL_CLOSE);
	}
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(cancel_while_executing), TEST(cancel_while_fetching), TEST(cancel_without_anything_running),
		TEST(cancel_that_overtakes_the_statement),
		TEST(cancel_inside_a_transaction), TEST(query_timeout), TEST(query_timeout_by_keyword), TEST(a_late_cancel_hits_nothing_else),
		TEST(a_time_out_beyond_all_times),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
