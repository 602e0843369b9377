/* SQLExecDirect: results, row counts, what a statement handle can do after what. */
#include "harness.h"

static void select_gives_rows_in_order(void)
{
	SQLSMALLINT columns = -1;

	OK_S(st, x_exec(st, "select n, n * n from generate_series(1, 3) n order by n"));
	OK_S(st, SQLNumResultCols(st, &columns));
	CHECK_INT(columns, 2);
	CHECK_STR(rows_of(st), "1|1\n2|4\n3|9\n");
	RC_S(st, SQLFetch(st), SQL_NO_DATA);
}

static void an_empty_result_is_no_error(void)
{
	SQLSMALLINT columns = -1;

	RC_S(st, x_exec(st, "select 1 where false"), SQL_SUCCESS);
	OK_S(st, SQLNumResultCols(st, &columns));
	CHECK_INT(columns, 1);
	RC_S(st, SQLFetch(st), SQL_NO_DATA);
}

static void row_counts_of_changes(void)
{
	const char *t = table_name("counts");
	SQLSMALLINT columns = -1;
	SQLLEN n = -7;

	OK_S(st, x_exec(st, format("create table %s (a int)", t)));
	OK_S(st, SQLNumResultCols(st, &columns));
	CHECK_INT(columns, 0);
	OK_S(st, x_exec(st, format("insert into %s select generate_series(1, 5)", t)));
	OK_S(st, SQLRowCount(st, &n));
	CHECK_INT(n, 5);
	OK_S(st, x_exec(st, format("update %s set a = a + 1 where a > 3", t)));
	OK_S(st, SQLRowCount(st, &n));
	CHECK_INT(n, 2);
	OK_S(st, x_exec(st, format("delete from %s where a = 1", t)));
	OK_S(st, SQLRowCount(st, &n));
	CHECK_INT(n, 1);
	/* ODBC 3: a searched change of nothing is SQL_NO_DATA */
	RC_S(st, x_exec(st, format("delete from %s where a = 1000", t)), SQL_NO_DATA);
	run(db, format("drop table %s", t));
}

static void returning_is_a_result(void)
{
	const char *t = table_name("returning");

	run(db, format("create table %s (id serial, a text)", t));
	OK_S(st, x_exec(st, format("insert into %s (a) values ('x'), ('y') returning id, a", t)));
	CHECK_STR(rows_of(st), "1|x\n2|y\n");
	run(db, format("drop table %s", t));
}

static void fetching_without_a_result_is_refused(void)
{
	const char *t = table_name("nofetch");

	FAILS_S(st, SQLFetch(st), "HY010");
	OK_S(st, x_exec(st, format("create table %s (a int)", t)));
	FAILS_S(st, SQLFetch(st), "24000");
	run(db, format("drop table %s", t));
}

static void a_second_execute_needs_a_closed_cursor(void)
{
	OK_S(st, x_exec(st, "select 1"));
	FAILS_S(st, x_exec(st, "select 2"), "24000");
	OK_S(st, SQLCloseCursor(st));
	OK_S(st, x_exec(st, "select 2"));
	CHECK_STR(rows_of(st), "2\n");
	OK_S(st, SQLFreeStmt(st, SQL_CLOSE));
	OK_S(st, SQLFreeStmt(st, SQL_CLOSE)); /* not open: not an error, unlike SQLCloseCursor */
	FAILS_S(st, SQLCloseCursor(st), "24000");
}

static void an_early_close_leaves_the_connection_usable(void)
{
	OK_S(st, x_exec(st, "select generate_series(1, 200000)"));
	OK_S(st, SQLFetch(st));
	CHECK_STR(cell(st, 1), "1");
	OK_S(st, SQLCloseCursor(st));
	CHECK_STR(query(db, "select 42"), "42\n");
}

static void counted_text_is_not_read_further(void)
{
	OK_S(st, CALL(SQLExecDirect)(st, text_to("select 12345"), 10)); /* "select 123" */
	CHECK_STR(rows_of(st), "123\n");
	OK_S(st, SQLCloseCursor(st));
	FAILS_S(st, CALL(SQLExecDirect)(st, text_to("select 1"), -17), "HY090");
	FAILS_S(st, CALL(SQLExecDirect)(st, NULL, SQL_NTS), "HY009");
}

static void with_parameters(void)
{
	SQLINTEGER a = 20;

	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &a, 0, NULL));
	OK_S(st, bind_text(st, 2, "it's"));
	OK_S(st, x_exec(st, "select ? + 1, ?, '?', \"?column?\" from (select 5) as x(\"?column?\") -- ?"));
	CHECK_STR(rows_of(st), "21|it's|?|5\n");
}

static void a_missing_parameter_is_07002(void)
{
	SQLINTEGER a = 1;

	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &a, 0, NULL));
	FAILS_S(st, x_exec(st, "select ?, ?"), "07002");
}

static void escapes(void)
{
	OK_S(st, x_exec(st, "select {d '2024-02-29'}, {t '12:34:56'}, {ts '2024-02-29 12:34:56.5'}, {fn ucase('abc')}, "
			    "{fn length('four')}, 'a{d}b'"));
	CHECK_STR(rows_of(st), "2024-02-29|12:34:56|2024-02-29 12:34:56.5|ABC|4|a{d}b\n");
	CHECK_STR(query(db, "select a.n from {oj generate_series(1, 2) a(n) left outer join generate_series(2, 2) b(n) on a.n = b.n} "
			    "order by 1"), "1\n2\n");
	CHECK_STR(query(db, "select 'a_b' like 'a\\_b' {escape '\\'}"), "1\n");
	CHECK_STR(x_native(db, "select {fn ucase('x')}"), "select upper('x')");
}

static void errors_keep_the_servers_state(void)
{
	FAILS_S(st, x_exec(st, "select * from no_such_table_here"), "42S02");
	FAILS_S(st, x_exec(st, "select no_such_column from pg_class"), "42S22");
	FAILS_S(st, x_exec(st, "selec 1"), "42601");
	FAILS_S(st, x_exec(st, "select 'abc"), "42000");
	CHECK_HAS(diag_text(SQL_HANDLE_STMT, st, 1), "unterminated");
	FAILS_S(st, x_exec(st, "select 'x'::int"), "22018");
	OK_S(st, x_exec(st, "select 1"));
	CHECK_STR(rows_of(st), "1\n");
}

static void errors_while_fetching(void)
{
	SQLRETURN rc;
	int good = 0;

	rc = x_exec(st, "select 1 / (3 - n) from generate_series(1, 5) n");
	while (SQL_SUCCEEDED(rc) && SQL_SUCCEEDED(rc = SQLFetch(st)))
		good++;
	CHECK_INT(rc, SQL_ERROR);
	CHECK(good <= 2);
	CHECK(with_state(st, "22012"));
	SQLFreeStmt(st, SQL_CLOSE);
	CHECK_STR(query(db, "select 'fine'"), "fine\n");
}

static void comments_and_nothing(void)
{
	OK_S(st, x_exec(st, "/* ? ; */ select 1 -- ; ?\n"));
	CHECK_STR(rows_of(st), "1\n");
	SQLFreeStmt(st, SQL_CLOSE);
	OK_S(st, x_exec(st, "do $$ begin perform '?;'; end $$"));
	OK_S(st, x_exec(st, "select $q$a;b?$q$, E'\\'?'"));
	CHECK_STR(rows_of(st), "a;b?|'?\n");
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(select_gives_rows_in_order), TEST(an_empty_result_is_no_error), TEST(row_counts_of_changes),
		TEST(returning_is_a_result), TEST(fetching_without_a_result_is_refused), TEST(a_second_execute_needs_a_closed_cursor),
		TEST(an_early_close_leaves_the_connection_usable), TEST(counted_text_is_not_read_further), TEST(with_parameters),
		TEST(a_missing_parameter_is_07002), TEST(escapes), TEST(errors_keep_the_servers_state), TEST(errors_while_fetching),
		TEST(comments_and_nothing),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
