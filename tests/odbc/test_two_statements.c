/* Several statements on one connection: while one streams, others run, and every one gets all its rows. */
#include "harness.h"

#define ROWS 200000

static bool rest_is(SQLHSTMT stmt, int from, int to)
{
	SQLINTEGER n = 0;
	SQLLEN length;
	int next = from;
	SQLRETURN rc;

	while (SQL_SUCCEEDED(rc = SQLFetch(stmt))) {
		SQLGetData(stmt, 1, SQL_C_SLONG, &n, 0, &length);
		if (n != next)
			return CHECK_INT(n, next);
		next++;
	}
	return CHECK_INT(rc, SQL_NO_DATA) && CHECK_INT(next, to + 1);
}

static void the_second_runs_while_the_first_streams(void)
{
	SQLHSTMT other = stmt_new(db);

	OK_S(st, x_exec(st, format("select generate_series(1, %d)", ROWS)));
	OK_S(st, SQLFetch(st));
	OK_S(other, x_exec(other, format("select generate_series(1, %d)", ROWS)));
	OK_S(other, SQLFetch(other));
	OK_S(st, SQLFetch(st));
	rest_is(other, 2, ROWS);
	rest_is(st, 3, ROWS);
	stmt_free(other);
}

static void fetches_take_turns(void)
{
	SQLHSTMT s[4];
	SQLINTEGER n;
	SQLLEN length;

	for (int i = 0; i < 4; i++) {
		s[i] = stmt_new(db);
		OK_S(s[i], x_exec(s[i], format("select generate_series(%d, %d)", i * 1000, i * 1000 + 499)));
	}
	for (int row = 0; row < 500; row++)
		for (int i = 0; i < 4; i++) {
			if (!OK_S(s[i], SQLFetch(s[i])))
				return;
			SQLGetData(s[i], 1, SQL_C_SLONG, &n, 0, &length);
			if (!CHECK_INT(n, i * 1000 + row))
				return;
		}
	for (int i = 0; i < 4; i++) {
		RC_S(s[i], SQLFetch(s[i]), SQL_NO_DATA);
		stmt_free(s[i]);
	}
}

static void updating_what_is_being_read(void)
{
	const char *t = table_name("reading");
	SQLHSTMT update = stmt_new(db);
	SQLINTEGER id = 0;
	SQLLEN length;

	run(db, format("create table %s as select n as id, 0 as seen from generate_series(1, 300) n", t));
	OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)(uintptr_t)SQL_AUTOCOMMIT_OFF, 0));
	OK_S(update, SQLBindParameter(update, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &id, 0, NULL));
	OK_S(update, x_prepare(update, format("update %s set seen = seen + 1 where id = ?", t)));
	OK_S(st, x_exec(st, format("select id from %s order by id", t)));
	while (SQL_SUCCEEDED(SQLFetch(st))) {
		SQLGetData(st, 1, SQL_C_SLONG, &id, 0, &length);
		if (!OK_S(update, SQLExecute(update)))
			break;
	}
	SQLFreeStmt(st, SQL_CLOSE);
	OK_D(db, SQLEndTran(SQL_HANDLE_DBC, db, SQL_COMMIT));
	OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)(uintptr_t)SQL_AUTOCOMMIT_ON, 0));
	CHECK_STR(query(db, format("select count(*), min(seen), max(seen) from %s", t)), "300|1|1\n");
	stmt_free(update);
	run(db, format("drop table %s", t));
}

static void an_error_in_the_second_leaves_the_first(void)
{
	SQLHSTMT other = stmt_new(db);

	OK_S(st, x_exec(st, format("select generate_series(1, %d)", ROWS)));
	OK_S(st, SQLFetch(st));
	FAILS_S(other, x_exec(other, "select 1/0"), "22012");
	rest_is(st, 2, ROWS);
	stmt_free(other);
}

static void freeing_one_leaves_the_other(void)
{
	SQLHSTMT other = stmt_new(db);

	OK_S(st, x_exec(st, format("select generate_series(1, %d)", ROWS)));
	OK_S(st, SQLFetch(st));
	OK_S(other, x_exec(other, format("select generate_series(1, %d)", ROWS)));
	OK_S(other, SQLFetch(other));
	stmt_free(other);
	rest_is(st, 2, ROWS);
}

static void catalog_calls_in_between(void)
{
	SQLHSTMT other = stmt_new(db);

	OK_S(st, x_exec(st, format("select generate_series(1, %d)", ROWS)));
	OK_S(st, SQLFetch(st));
	OK_S(other, x_columns(other, NULL, "pg_catalog", "pg_class", "relname"));
	CHECK_HAS(rows_of(other), "relname");
	rest_is(st, 2, ROWS);
	stmt_free(other);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(the_second_runs_while_the_first_streams), TEST(fetches_take_turns), TEST(updating_what_is_being_read),
		TEST(an_error_in_the_second_leaves_the_first), TEST(freeing_one_leaves_the_other), TEST(catalog_calls_in_between),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
