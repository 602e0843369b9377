/* The session ends under the application: 08S01, SQL_ATTR_CONNECTION_DEAD, and others are not touched. */
#include "harness.h"

#include <string.h>

static SQLHDBC victim;
static char *pid;

static void lose(void)
{
	SQLHSTMT s;

	victim = dbc_open("");
	pid = query(victim, "select pg_backend_pid()");
	s = stmt_new(db);
	OK_S(s, x_exec(s, format("select pg_terminate_backend(%s)", pid)));
	stmt_free(s);
	pause_ms(200);
}

static SQLUINTEGER dead(SQLHDBC dbc)
{
	SQLUINTEGER is = 99;

	OK_D(dbc, CALL(SQLGetConnectAttr)(dbc, SQL_ATTR_CONNECTION_DEAD, &is, 0, NULL));
	return is;
}

static void alive_to_begin_with(void)
{
	CHECK_INT(dead(db), SQL_CD_FALSE);
	CHECK_STR(query(db, "select 1"), "1\n");
	CHECK_INT(dead(db), SQL_CD_FALSE);
}

/* Nothing is lost with an idle session that holds nothing: the statement runs in a new one. */
static void an_idle_connection_is_opened_again(void)
{
	char *old;

	lose();
	old = pid;
	CHECK_INT(dead(victim), SQL_CD_TRUE);
	CHECK_STR(query(victim, "select 1"), "1\n");
	CHECK_INT(dead(victim), SQL_CD_FALSE);
	pid = query(victim, "select pg_backend_pid()");
	CHECK(strcmp(pid, old) != 0);
	dbc_close(victim);
}

static void prepared_statements_survive(void)
{
	SQLINTEGER n = 20;
	SQLHSTMT s;

	victim = dbc_open("");
	s = stmt_new(victim);
	OK_S(s, SQLBindParameter(s, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &n, 0, NULL));
	OK_S(s, x_prepare(s, "select ? + 1"));
	OK_S(s, SQLExecute(s));
	CHECK_STR(rows_of(s), "21\n");
	OK_S(s, SQLCloseCursor(s));
	pid = query(victim, "select pg_backend_pid()");
	run(db, format("select pg_terminate_backend(%s)", pid));
	pause_ms(200);
	OK_S(s, SQLExecute(s));
	CHECK_STR(rows_of(s), "21\n");
	stmt_free(s);
	dbc_close(victim);
}

/* A temporary table cannot be made again by us: the application is told once, then goes on. */
static void session_state_is_not_lost_in_silence(void)
{
	SQLHSTMT s;

	victim = dbc_open("");
	run(victim, "create temp table mine (a int)");
	pid = query(victim, "select pg_backend_pid()");
	run(db, format("select pg_terminate_backend(%s)", pid));
	pause_ms(200);
	s = stmt_new(victim);
	FAILS_S(s, x_exec(s, "select count(*) from mine"), "08S01");
	FAILS_S(s, x_exec(s, "select count(*) from mine"), "42S02");
	OK_S(s, x_exec(s, "select 1"));
	stmt_free(s);
	dbc_close(victim);
}

/* A statement that was under way may have had its effect: it is never sent again. */
static void a_statement_under_way_fails(void)
{
	SQLHSTMT s;

	victim = dbc_open("");
	s = stmt_new(victim);
	FAILS_S(s, x_exec(s, "do $$ begin perform pg_terminate_backend(pg_backend_pid()), pg_sleep(5); end $$"), "08S01");
	CHECK_INT(dead(victim), SQL_CD_TRUE);
	OK_S(s, x_exec(s, "select 1"));
	stmt_free(s);
	OK_D(victim, SQLDisconnect(victim));
	OK_D(victim, x_driver_connect(victim, format("DSN=%s", setting("LB_TEST_DSN")))); /* the handle is as good as new */
	CHECK_STR(query(victim, "select 1"), "1\n");
	dbc_close(victim);
	CHECK_STR(query(db, "select 1"), "1\n");
}

static void dead_is_known_without_a_statement(void)
{
	lose();
	CHECK_INT(dead(victim), SQL_CD_TRUE);
	dbc_close(victim);
}

/* Nor by reading: what has come is still there. */
static void dead_is_known_while_rows_are_left(void)
{
	SQLHSTMT s;
	int rows = 0;

	victim = dbc_open("");
	pid = query(victim, "select pg_backend_pid()");
	s = stmt_new(victim);
	OK_S(s, x_exec(s, "select generate_series(1, 100)"));
	OK_S(s, SQLFetch(s));
	CHECK_INT(dead(victim), SQL_CD_FALSE);
	run(db, format("select pg_terminate_backend(%s)", pid));
	pause_ms(200);
	CHECK_INT(dead(victim), SQL_CD_TRUE);
	while (SQL_SUCCEEDED(SQLFetch(s)))
		rows++;
	CHECK_INT(rows, 99);
	OK_S(s, SQLCloseCursor(s));
	OK_S(s, x_exec(s, "select 1"));
	CHECK_INT(dead(victim), SQL_CD_FALSE);
	stmt_free(s);
	dbc_close(victim);
}

static void killed_inside_a_transaction(void)
{
	SQLHSTMT s;
	const char *t = table_name("lost");

	run(db, format("create table %s (a int)", t));
	victim = dbc_open("");
	OK_D(victim, SQLSetConnectAttr(victim, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)(uintptr_t)SQL_AUTOCOMMIT_OFF, 0));
	run(victim, format("insert into %s values (1)", t));
	pid = query(victim, "select pg_backend_pid()");
	run(db, format("select pg_terminate_backend(%s)", pid));
	pause_ms(200);
	s = stmt_new(victim);
	FAILS_S(s, x_exec(s, "select 1"), "08S01");
	stmt_free(s);
	CHECK_INT(SQLEndTran(SQL_HANDLE_DBC, victim, SQL_COMMIT), SQL_ERROR); /* not a quiet success: nothing was committed */
	SQLEndTran(SQL_HANDLE_DBC, victim, SQL_ROLLBACK);
	SQLDisconnect(victim);
	SQLFreeHandle(SQL_HANDLE_DBC, victim);
	CHECK_STR(query(db, format("select count(*) from %s", t)), "0\n");
	run(db, format("drop table %s", t));
}

/* The application has not noticed: it ends a transaction that the server has rolled back. */
static void ending_what_was_lost_unseen(void)
{
	const char *t = table_name("unseen");

	run(db, format("create table %s (a int)", t));
	victim = dbc_open("");
	OK_D(victim, SQLSetConnectAttr(victim, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)(uintptr_t)SQL_AUTOCOMMIT_OFF, 0));
	for (int i = 0; i < 2; i++) {
		run(victim, format("insert into %s values (1)", t));
		run(db, format("select pg_terminate_backend(%s)", query(victim, "select pg_backend_pid()")));
		pause_ms(200);
		if (i == 0)
			OK_D(victim, SQLEndTran(SQL_HANDLE_DBC, victim, SQL_ROLLBACK));
		else
			FAILS_D(victim, SQLEndTran(SQL_HANDLE_DBC, victim, SQL_COMMIT), "08007");
	}
	CHECK_STR(query(victim, format("select count(*) from %s", t)), "0\n");
	OK_D(victim, SQLEndTran(SQL_HANDLE_DBC, victim, SQL_COMMIT));
	dbc_close(victim);
	run(db, format("drop table %s", t));
}

/* Nobody knows whether the server had come to the end of the commit. */
static void lost_during_the_commit(void)
{
	const char *t = table_name("commit");

	run(db, format("create table %s (a int); create function %s_f() returns trigger language plpgsql as "
		       "$$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$", t, t));
	run(db, format("create constraint trigger c after insert on %s deferrable initially deferred for each row "
		       "execute function %s_f()", t, t));
	victim = dbc_open("");
	OK_D(victim, SQLSetConnectAttr(victim, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)(uintptr_t)SQL_AUTOCOMMIT_OFF, 0));
	run(victim, format("insert into %s values (1)", t));
	FAILS_D(victim, SQLEndTran(SQL_HANDLE_DBC, victim, SQL_COMMIT), "08007");
	OK_D(victim, SQLEndTran(SQL_HANDLE_DBC, victim, SQL_ROLLBACK));
	CHECK_STR(query(victim, format("select count(*) from %s", t)), "0\n");
	OK_D(victim, SQLEndTran(SQL_HANDLE_DBC, victim, SQL_COMMIT));
	dbc_close(victim);
	run(db, format("drop table %s; drop function %s_f", t, t));
}

/* The text begins it, and only its last part says where it stands. */
static void a_transaction_begun_in_a_longer_text(void)
{
	const char *t = table_name("lost");

	run(db, format("create table %s (a int)", t));
	for (int i = 0; i < 2; i++) {
		victim = dbc_open("");
		pid = query(victim, "select pg_backend_pid()");
		run(victim, format("%sbegin; insert into %s values (1)", i ? "select 1; " : "", t));
		run(db, format("select pg_terminate_backend(%s)", pid));
		pause_ms(200);
		CHECK_STR(query(victim, format("insert into %s values (2)", t)), "ERROR 08S01");
		run(victim, format("insert into %s values (3)", t));
		dbc_close(victim);
	}
	CHECK_STR(query(db, format("select string_agg(a::text, ' ') from %s", t)), "3 3\n");
	run(db, format("drop table %s", t));
}

/* It ended it, too: nothing is lost. */
static void a_transaction_that_began_and_ended_in_a_text(void)
{
	victim = dbc_open("");
	pid = query(victim, "select pg_backend_pid()");
	run(victim, "begin; select 1; commit");
	run(db, format("select pg_terminate_backend(%s)", pid));
	pause_ms(200);
	CHECK_STR(query(victim, "select 1"), "1\n");
	dbc_close(victim);
}

static void killed_while_rows_come(void)
{
	SQLHSTMT s;
	SQLRETURN rc;

	victim = dbc_open("");
	pid = query(victim, "select pg_backend_pid()");
	s = stmt_new(victim);
	OK_S(s, x_exec(s, "select repeat('x', 1000) from generate_series(1, 500000)"));
	OK_S(s, SQLFetch(s));
	run(db, format("select pg_terminate_backend(%s)", pid));
	while (SQL_SUCCEEDED(rc = SQLFetch(s)))
		;
	RC_S(s, rc, SQL_ERROR);
	CHECK(with_state(s, "08S01"));
	CHECK_INT(dead(victim), SQL_CD_TRUE);
	stmt_free(s);
	dbc_close(victim);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(alive_to_begin_with), TEST(an_idle_connection_is_opened_again), TEST(prepared_statements_survive),
		TEST(session_state_is_not_lost_in_silence), TEST(a_statement_under_way_fails),
		TEST(dead_is_known_without_a_statement), TEST(dead_is_known_while_rows_are_left), TEST(killed_inside_a_transaction),
		TEST(ending_what_was_lost_unseen), TEST(lost_during_the_commit), TEST(a_transaction_begun_in_a_longer_text),
		TEST(a_transaction_that_began_and_ended_in_a_text),
		TEST(killed_while_rows_come),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
