/* Autocommit and manual commit, errors inside a transaction, SQLEndTran on connection and environment. */
#include "harness.h"

static const char *t;

static void manual(SQLHDBC dbc, bool on)
{
	OK_D(dbc, SQLSetConnectAttr(dbc, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)(uintptr_t)(on ? SQL_AUTOCOMMIT_OFF : SQL_AUTOCOMMIT_ON), 0));
}

static void make_table(void)
{
	t = table_name("tran");
	run(db, format("drop table if exists %s", t));
	run(db, format("create table %s (a int primary key)", t));
}

static bool insert(SQLHDBC dbc, int a)
{
	return run(dbc, format("insert into %s values (%d)", t, a));
}

static char *stored(SQLHDBC dbc)
{
	return query(dbc, format("select a from %s order by a", t));
}

static void drop(void)
{
	run(db, format("drop table %s", t));
}

static void rollback_and_commit(void)
{
	make_table();
	manual(db, true);
	insert(db, 1);
	CHECK_STR(stored(db), "1\n");
	OK_D(db, SQLEndTran(SQL_HANDLE_DBC, db, SQL_ROLLBACK));
	CHECK_STR(stored(db), "");
	insert(db, 2);
	OK_D(db, SQLEndTran(SQL_HANDLE_DBC, db, SQL_COMMIT));
	OK_D(db, SQLEndTran(SQL_HANDLE_DBC, db, SQL_ROLLBACK));
	CHECK_STR(stored(db), "2\n");
	manual(db, false);
	drop();
}

static void others_see_it_after_the_commit(void)
{
	SQLHDBC other = dbc_open("");

	make_table();
	manual(db, true);
	insert(db, 1);
	CHECK_STR(stored(other), "");
	OK_D(db, SQLEndTran(SQL_HANDLE_DBC, db, SQL_COMMIT));
	CHECK_STR(stored(other), "1\n");
	manual(db, false);
	dbc_close(other);
	drop();
}

static void an_error_leaves_the_transaction_usable(void)
{
	make_table();
	manual(db, true);
	insert(db, 1);
	FAILS_S(st, x_exec(st, format("insert into %s values (1)", t)), "23505");
	FAILS_S(st, x_exec(st, "select 1/0"), "22012");
	FAILS_S(st, x_exec(st, "selec"), "42601");
	insert(db, 2);
	CHECK_STR(stored(db), "1\n2\n");
	OK_D(db, SQLEndTran(SQL_HANDLE_DBC, db, SQL_COMMIT));
	manual(db, false);
	CHECK_STR(stored(db), "1\n2\n");
	drop();
}

static void unless_the_transaction_is_to_fail(void)
{
	SQLHDBC strict = dbc_open("ErrorRollback=transaction");
	SQLHSTMT s;

	make_table();
	manual(strict, true);
	s = stmt_new(strict);
	insert(strict, 1);
	FAILS_S(s, x_exec(s, format("insert into %s values (1)", t)), "23505");
	FAILS_S(s, x_exec(s, "select 1"), "25P02");
	OK_D(strict, SQLEndTran(SQL_HANDLE_DBC, strict, SQL_ROLLBACK));
	OK_S(s, x_exec(s, "select 1"));
	stmt_free(s);
	OK_D(strict, SQLEndTran(SQL_HANDLE_DBC, strict, SQL_ROLLBACK));
	CHECK_STR(stored(db), "");
	dbc_close(strict);
	drop();
}

static void switching_autocommit_on_commits(void)
{
	SQLHDBC other = dbc_open("");

	make_table();
	manual(db, true);
	insert(db, 7);
	manual(db, false);
	CHECK_STR(stored(other), "7\n");
	insert(db, 8);
	CHECK_STR(stored(other), "7\n8\n");
	dbc_close(other);
	drop();
}

static void ending_by_the_environment(void)
{
	SQLHDBC other = dbc_open("");

	make_table();
	manual(db, true);
	manual(other, true);
	insert(db, 1);
	insert(other, 2);
	CHECK_INT(SQLEndTran(SQL_HANDLE_ENV, env, SQL_COMMIT), SQL_SUCCESS);
	manual(db, false);
	CHECK_STR(stored(db), "1\n2\n");
	OK_D(other, SQLEndTran(SQL_HANDLE_DBC, other, SQL_ROLLBACK));
	dbc_close(other);
	drop();
}

static void disconnecting_in_a_transaction_is_refused(void)
{
	SQLHDBC other = dbc_open("");

	make_table();
	manual(other, true);
	insert(other, 1);
	FAILS_D(other, SQLDisconnect(other), "25000");
	OK_D(other, SQLEndTran(SQL_HANDLE_DBC, other, SQL_ROLLBACK));
	dbc_close(other);
	CHECK_STR(stored(db), "");
	drop();
}

static void a_result_outlives_the_commit(void)
{
	manual(db, true);
	OK_S(st, x_exec(st, "select generate_series(1, 50000)"));
	OK_S(st, SQLFetch(st));
	OK_D(db, SQLEndTran(SQL_HANDLE_DBC, db, SQL_COMMIT));
	{
		SQLRETURN rc;
		int n = 1;

		while (SQL_SUCCEEDED(rc = SQLFetch(st)))
			n++;
		RC_S(st, rc, SQL_NO_DATA);
		CHECK_INT(n, 50000); /* SQL_CURSOR_COMMIT_BEHAVIOR says SQL_CB_PRESERVE */
	}
	SQLFreeStmt(st, SQL_CLOSE);
	manual(db, false);
}

static void isolation(void)
{
	OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_TXN_ISOLATION, (SQLPOINTER)(uintptr_t)SQL_TXN_SERIALIZABLE, 0));
	CHECK_STR(query(db, "show transaction_isolation"), "serializable\n");
	manual(db, true);
	CHECK_STR(query(db, "show transaction_isolation"), "serializable\n");
	FAILS_D(db, SQLSetConnectAttr(db, SQL_ATTR_TXN_ISOLATION, (SQLPOINTER)(uintptr_t)SQL_TXN_READ_COMMITTED, 0), "HY011");
	OK_D(db, SQLEndTran(SQL_HANDLE_DBC, db, SQL_ROLLBACK));
	manual(db, false);
	OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_TXN_ISOLATION, (SQLPOINTER)(uintptr_t)SQL_TXN_READ_COMMITTED, 0));
	CHECK_STR(query(db, "show transaction_isolation"), "read committed\n");
}

static void wrong_arguments(void)
{
	if (IODBC) /* refuses it without a record */
		CHECK_INT(SQLEndTran(SQL_HANDLE_DBC, db, 17), SQL_ERROR);
	else
		FAILS_D(db, SQLEndTran(SQL_HANDLE_DBC, db, 17), "HY012");
	CHECK_INT(SQLEndTran(SQL_HANDLE_DBC, db, SQL_COMMIT), SQL_SUCCESS); /* nothing to commit */
}

static void begin_and_rollback_as_statements(void)
{
	make_table();
	OK_S(st, x_exec(st, "begin"));
	insert(db, 1);
	OK_S(st, x_exec(st, "rollback"));
	CHECK_STR(stored(db), "");
	insert(db, 2);
	CHECK_STR(stored(db), "2\n");
	drop();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(rollback_and_commit), TEST(others_see_it_after_the_commit), TEST(an_error_leaves_the_transaction_usable),
		TEST(unless_the_transaction_is_to_fail), TEST(switching_autocommit_on_commits), TEST(ending_by_the_environment),
		TEST(disconnecting_in_a_transaction_is_refused), TEST(a_result_outlives_the_commit), TEST(isolation), TEST(wrong_arguments),
		TEST(begin_and_rollback_as_statements),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
