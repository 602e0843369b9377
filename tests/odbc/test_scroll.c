/* Static cursors: SQLFetchScroll anywhere, over results of the server and of the driver. */
#include "harness.h"

#define SIZE 4

static SQLINTEGER value[SIZE];
static SQLUSMALLINT status[SIZE];
static SQLULEN fetched;

static void scrollable(SQLULEN size)
{
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_CURSOR_TYPE, (SQLPOINTER)SQL_CURSOR_STATIC, 0));
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_ROW_ARRAY_SIZE, (SQLPOINTER)(uintptr_t)size, 0));
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_ROW_STATUS_PTR, status, 0));
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_ROWS_FETCHED_PTR, &fetched, 0));
	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, value, sizeof(value[0]), NULL));
}

static void anywhere(void)
{
	SQLULEN number = 0;
	SQLLEN rows = 0;

	scrollable(1);
	OK_S(st, x_exec(st, "select generate_series(1, 10)"));
	OK_S(st, SQLRowCount(st, &rows));
	CHECK_INT(rows, 10);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_LAST, 0), SQL_SUCCESS);
	CHECK_INT(value[0], 10);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_NEXT, 0), SQL_NO_DATA);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_PRIOR, 0), SQL_SUCCESS);
	CHECK_INT(value[0], 10);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_ABSOLUTE, 3), SQL_SUCCESS);
	CHECK_INT(value[0], 3);
	OK_S(st, SQLGetStmtAttr(st, SQL_ATTR_ROW_NUMBER, &number, 0, NULL));
	CHECK_INT(number, 3);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_RELATIVE, 4), SQL_SUCCESS);
	CHECK_INT(value[0], 7);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_RELATIVE, -6), SQL_SUCCESS);
	CHECK_INT(value[0], 1);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_PRIOR, 0), SQL_NO_DATA);
	RC_S(st, IODBC ? SQLFetchScroll(st, SQL_FETCH_NEXT, 0) : SQLFetch(st), SQL_SUCCESS); /* iODBC refuses to mix them */
	CHECK_INT(value[0], 1);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_ABSOLUTE, -2), SQL_SUCCESS);
	CHECK_INT(value[0], 9);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_ABSOLUTE, 11), SQL_NO_DATA);
	CHECK_INT(fetched, 0);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_FIRST, 0), SQL_SUCCESS);
	CHECK_STR(cell(st, 1), "1");
	FAILS_S(st, SQLFetchScroll(st, SQL_FETCH_BOOKMARK, 0), "HY106");
}

static void row_sets(void)
{
	scrollable(SIZE);
	OK_S(st, x_exec(st, "select generate_series(1, 10)"));
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_LAST, 0), SQL_SUCCESS);
	CHECK_INT(value[0], 7);
	CHECK_INT(value[3], 10);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_ABSOLUTE, 9), SQL_SUCCESS);
	CHECK_INT(fetched, 2);
	CHECK_INT(value[1], 10);
	CHECK_INT(status[2], SQL_ROW_NOROW);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_ABSOLUTE, 3), SQL_SUCCESS);
	INFO_S(st, SQLFetchScroll(st, SQL_FETCH_PRIOR, 0), "01S06");
	CHECK_INT(value[0], 1);
	CHECK_INT(fetched, SIZE);
	OK_S(st, SQLSetPos(st, 3, SQL_POSITION, SQL_LOCK_NO_CHANGE));
	CHECK_STR(cell(st, 1), "3");
}

static void empty_results(void)
{
	scrollable(1);
	OK_S(st, x_exec(st, "select 1 where false"));
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_FIRST, 0), SQL_NO_DATA);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_LAST, 0), SQL_NO_DATA);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_PRIOR, 0), SQL_NO_DATA);
}

static void max_rows_ends_the_result(void)
{
	scrollable(1);
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_MAX_ROWS, (SQLPOINTER)5, 0));
	OK_S(st, x_exec(st, "select generate_series(1, 10)"));
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_LAST, 0), SQL_SUCCESS);
	CHECK_INT(value[0], 5);
}

static void the_next_result_scrolls_too(void)
{
	scrollable(1);
	OK_S(st, x_exec(st, "select generate_series(1, 3); select generate_series(11, 13)"));
	RC_S(st, SQLMoreResults(st), SQL_SUCCESS);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_LAST, 0), SQL_SUCCESS);
	CHECK_INT(value[0], 13);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_FIRST, 0), SQL_SUCCESS);
	CHECK_INT(value[0], 11);
	RC_S(st, SQLMoreResults(st), SQL_NO_DATA);
}

static void an_error_behind_the_first_rows_is_found_at_once(void)
{
	scrollable(1);
	FAILS_S(st, x_exec(st, "select 1 / (5000 - g) from generate_series(1, 6000) g"), "22012");
	OK_S(st, x_exec(st, "select 1"));
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_FIRST, 0), SQL_SUCCESS);
}

static void catalogs_scroll(void)
{
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_CURSOR_TYPE, (SQLPOINTER)SQL_CURSOR_STATIC, 0));
	OK_S(st, SQLGetTypeInfo(st, SQL_ALL_TYPES));
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_LAST, 0), SQL_SUCCESS);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_FIRST, 0), SQL_SUCCESS);
	CHECK(cell(st, 1)[0] != '\0');
}

static void forward_only_does_not(void)
{
	OK_S(st, x_exec(st, "select 1"));
	FAILS_S(st, SQLFetchScroll(st, SQL_FETCH_LAST, 0), "HY106");
	CHECK_HAS(diag_text(SQL_HANDLE_STMT, st, 1), "SQL_CURSOR_STATIC");
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(anywhere), TEST(row_sets), TEST(empty_results), TEST(max_rows_ends_the_result),
		TEST(the_next_result_scrolls_too), TEST(an_error_behind_the_first_rows_is_found_at_once),
		TEST(catalogs_scroll), TEST(forward_only_does_not),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
