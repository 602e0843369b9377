/* Several statements in one text, SQLMoreResults. */
#include "harness.h"

static void results_one_after_another(void)
{
	OK_S(st, x_exec(st, "select 1, 'a'; select 2; select generate_series(3, 5)"));
	CHECK_STR(rows_of(st), "1|a\n");
	RC_S(st, SQLMoreResults(st), SQL_SUCCESS);
	CHECK_STR(rows_of(st), "2\n");
	RC_S(st, SQLMoreResults(st), SQL_SUCCESS);
	CHECK_STR(rows_of(st), "3\n4\n5\n");
	RC_S(st, SQLMoreResults(st), SQL_NO_DATA);
	RC_S(st, SQLMoreResults(st), SQL_NO_DATA);
}

static void counts_between_results(void)
{
	const char *t = table_name("multi");
	SQLSMALLINT columns = -1;
	SQLLEN n = -1;

	OK_S(st, x_exec(st, format("create table %s (a int); insert into %s values (1), (2), (3); select sum(a) from %s; "
				   "delete from %s where a > 1; drop table %s", t, t, t, t, t)));
	OK_S(st, SQLNumResultCols(st, &columns));
	CHECK_INT(columns, 0);
	RC_S(st, SQLMoreResults(st), SQL_SUCCESS);
	OK_S(st, SQLRowCount(st, &n));
	CHECK_INT(n, 3);
	RC_S(st, SQLMoreResults(st), SQL_SUCCESS);
	OK_S(st, SQLNumResultCols(st, &columns));
	CHECK_INT(columns, 1);
	if (IODBC) /* lets no SQLGetData pass after a result without columns */
		RC_S(st, SQLFetch(st), SQL_SUCCESS);
	else
		CHECK_STR(rows_of(st), "6\n");
	RC_S(st, SQLMoreResults(st), SQL_SUCCESS);
	OK_S(st, SQLRowCount(st, &n));
	CHECK_INT(n, 2);
	RC_S(st, SQLMoreResults(st), SQL_SUCCESS);
	RC_S(st, SQLMoreResults(st), SQL_NO_DATA);
	CHECK_STR(query(db, format("select count(*) from pg_class where relname = '%s'", t)), "0\n");
}

static void skipping_unread_rows(void)
{
	OK_S(st, x_exec(st, "select generate_series(1, 100000); select 'after'"));
	OK_S(st, SQLFetch(st));
	RC_S(st, SQLMoreResults(st), SQL_SUCCESS);
	CHECK_STR(rows_of(st), "after\n");
}

static void parameters_are_shared_out(void)
{
	SQLINTEGER a = 1, b = 2;

	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &a, 0, NULL));
	OK_S(st, SQLBindParameter(st, 2, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &b, 0, NULL));
	OK_S(st, bind_text(st, 3, "three"));
	OK_S(st, x_exec(st, "select ? + 0; select ? * 10, ?; select 'no ?'"));
	CHECK_STR(rows_of(st), "1\n");
	RC_S(st, SQLMoreResults(st), SQL_SUCCESS);
	CHECK_STR(rows_of(st), "20|three\n");
	RC_S(st, SQLMoreResults(st), SQL_SUCCESS);
	CHECK_STR(rows_of(st), "no ?\n");
}

static void semicolons_that_do_not_separate(void)
{
	OK_S(st, x_exec(st, "select 'a;b', \"c;d\", $$e;f$$ /* ; */ from (select 1) t(\"c;d\"); -- ;\n ;"));
	CHECK_STR(rows_of(st), "a;b|1|e;f\n");
	RC_S(st, SQLMoreResults(st), SQL_NO_DATA);
}

static void an_error_in_the_middle(void)
{
	SQLRETURN rc = x_exec(st, "select 1; select 1/0; select 3");

	OK_S(st, rc);
	CHECK_STR(rows_of(st), "1\n");
	FAILS_S(st, SQLMoreResults(st), "22012");
	SQLFreeStmt(st, SQL_CLOSE);
	CHECK_STR(query(db, "select 'fine'"), "fine\n");
}

static void prepared_and_run_again(void)
{
	OK_S(st, x_prepare(st, "select 1; select 2"));
	for (int i = 0; i < 3; i++) {
		OK_S(st, SQLExecute(st));
		CHECK_STR(rows_of(st), "1\n");
		RC_S(st, SQLMoreResults(st), SQL_SUCCESS);
		CHECK_STR(rows_of(st), "2\n");
		RC_S(st, SQLMoreResults(st), SQL_NO_DATA);
	}
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(results_one_after_another), TEST(counts_between_results), TEST(skipping_unread_rows), TEST(parameters_are_shared_out),
		TEST(semicolons_that_do_not_separate), TEST(an_error_in_the_middle), TEST(prepared_and_run_again),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
