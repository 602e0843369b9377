/* Bookmarks on static cursors: column 0, and coming back to a row by it. */
#include "harness.h"

#include <string.h>

#define SIZE 4

static SQLCHAR mark[SIZE][sizeof(SQLULEN)];
static SQLLEN mark_length[SIZE];
static SQLINTEGER value[SIZE];
static SQLULEN fetched;

static void with_bookmarks(SQLULEN kind, SQLULEN size)
{
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_CURSOR_TYPE, (SQLPOINTER)SQL_CURSOR_STATIC, 0));
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_USE_BOOKMARKS, (SQLPOINTER)(uintptr_t)kind, 0));
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_ROW_ARRAY_SIZE, (SQLPOINTER)(uintptr_t)size, 0));
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_ROWS_FETCHED_PTR, &fetched, 0));
	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, value, sizeof(value[0]), NULL));
}

static void go_to(const void *bookmark)
{
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_FETCH_BOOKMARK_PTR, (SQLPOINTER)(uintptr_t)bookmark, 0));
}

/* iODBC refuses SQLFetchScroll after SQLFetch. */
static SQLRETURN fetch_next(void)
{
	return IODBC ? SQLFetchScroll(st, SQL_FETCH_NEXT, 0) : SQLFetch(st);
}

static void back_to_a_row(void)
{
	SQLCHAR third[sizeof(SQLULEN)];

	with_bookmarks(SQL_UB_VARIABLE, SIZE);
	OK_S(st, SQLBindCol(st, 0, SQL_C_VARBOOKMARK, mark, sizeof(mark[0]), mark_length));
	OK_S(st, x_exec(st, "select generate_series(101, 110)"));
	OK_S(st, fetch_next());
	CHECK_INT(mark_length[2], sizeof(SQLULEN));
	CHECK(memcmp(mark[0], mark[1], sizeof(mark[0])) != 0);
	memcpy(third, mark[2], sizeof(third));
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_LAST, 0), SQL_SUCCESS);
	CHECK_INT(value[3], 110);
	go_to(third);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_BOOKMARK, 0), SQL_SUCCESS);
	CHECK_INT(value[0], 103);
	CHECK(memcmp(mark[0], third, sizeof(third)) == 0);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_BOOKMARK, 2), SQL_SUCCESS);
	CHECK_INT(value[0], 105);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_BOOKMARK, -2), SQL_SUCCESS);
	CHECK_INT(value[0], 101);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_BOOKMARK, -3), SQL_NO_DATA);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_BOOKMARK, 6), SQL_SUCCESS);
	CHECK_INT(fetched, 2);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_BOOKMARK, 8), SQL_NO_DATA);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_PRIOR, 0), SQL_SUCCESS); /* it was behind the last row */
	CHECK_INT(value[0], 107);
}

static void read_with_getdata(void)
{
	SQLCHAR whole[sizeof(SQLULEN)], pieces[sizeof(SQLULEN)];
	SQLULEN number = 0;
	SQLLEN length = 0;

	with_bookmarks(SQL_UB_VARIABLE, 1);
	OK_S(st, x_exec(st, "select generate_series(1, 5)"));
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_ABSOLUTE, 4), SQL_SUCCESS);
	RC_S(st, SQLGetData(st, 0, SQL_C_VARBOOKMARK, whole, sizeof(whole), &length), SQL_SUCCESS);
	CHECK_INT(length, sizeof(SQLULEN));
	RC_S(st, SQLGetData(st, 0, SQL_C_VARBOOKMARK, whole, sizeof(whole), &length), SQL_NO_DATA);
	RC_S(st, SQLGetData(st, 0, SQL_C_BOOKMARK, &number, sizeof(number), &length), SQL_SUCCESS);
	CHECK_INT(number, 4);
	INFO_S(st, SQLGetData(st, 0, SQL_C_VARBOOKMARK, pieces, 3, &length), "01004");
	CHECK_INT(length, sizeof(SQLULEN));
	RC_S(st, SQLGetData(st, 0, SQL_C_VARBOOKMARK, pieces + 3, sizeof(pieces) - 3, &length), SQL_SUCCESS);
	CHECK(memcmp(whole, pieces, sizeof(whole)) == 0);
	go_to(pieces);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_FIRST, 0), SQL_SUCCESS);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_BOOKMARK, 0), SQL_SUCCESS);
	CHECK_INT(value[0], 4);
	FAILS_S(st, SQLGetData(st, 0, SQL_C_CHAR, whole, sizeof(whole), &length), "HY003");
}

static void fixed_ones_of_odbc_2(void)
{
	const size_t size = SQL_C_BOOKMARK == SQL_C_ULONG ? sizeof(SQLUINTEGER) : sizeof(SQLULEN); /* iODBC: the former */
	SQLULEN now = 0, rows = 0, first = 0, last = 0;
	SQLCHAR marks[SIZE * sizeof(SQLULEN)] = {0};
	SQLUSMALLINT status[SIZE];

	with_bookmarks(SQL_UB_FIXED, SIZE);
	OK_S(st, SQLSetStmtAttr(st, SQL_ROWSET_SIZE, (SQLPOINTER)SIZE, 0));
	OK_S(st, SQLBindCol(st, 0, SQL_C_BOOKMARK, marks, 0, NULL));
	OK_S(st, x_exec(st, "select generate_series(1, 9)"));
	OK_S(st, SQLExtendedFetch(st, SQL_FETCH_NEXT, 0, &rows, status));
	memcpy(&first, marks, size);
	memcpy(&last, marks + 3 * size, size);
	OK_S(st, SQLGetStmtAttr(st, SQL_GET_BOOKMARK, &now, 0, NULL));
	CHECK_INT(now, first);
	OK_S(st, SQLExtendedFetch(st, SQL_FETCH_BOOKMARK, (SQLLEN)last, &rows, status));
	CHECK_INT(value[0], 4);
}

static void what_a_bookmark_is(void)
{
	SQLSMALLINT type, digits, nullable, columns;
	SQLULEN size;
	char *name;

	with_bookmarks(SQL_UB_VARIABLE, 1);
	OK_S(st, x_exec(st, "select 1"));
	OK_S(st, SQLNumResultCols(st, &columns));
	CHECK_INT(columns, 1);
	if (IODBC) { /* knows no column 0 there */
		FAILS_S(st, x_describe(st, 0, &name, &type, &size, &digits, &nullable), "HY002");
		CHECK_INT(x_col_number(st, 0, SQL_DESC_CONCISE_TYPE), SQL_BINARY);
		CHECK_INT(x_col_number(st, 0, SQL_DESC_NULLABLE), SQL_NO_NULLS);
	} else {
		OK_S(st, x_describe(st, 0, &name, &type, &size, &digits, &nullable));
		CHECK_INT(type, SQL_BINARY);
		CHECK_INT(size, sizeof(SQLULEN));
		CHECK_INT(nullable, SQL_NO_NULLS);
	}
	CHECK_INT(x_col_number(st, 0, SQL_DESC_OCTET_LENGTH), sizeof(SQLULEN));
}

static void refused(void)
{
	const SQLULEN none = 0, beyond = 77;

	FAILS_S(st, SQLBindCol(st, 0, SQL_C_VARBOOKMARK, mark, sizeof(mark[0]), mark_length), "07009");
	with_bookmarks(SQL_UB_VARIABLE, 1);
	FAILS_S(st, SQLBindCol(st, 0, SQL_C_CHAR, mark, sizeof(mark[0]), mark_length), "HY003");
	OK_S(st, SQLBindCol(st, 0, SQL_C_VARBOOKMARK, mark, sizeof(mark[0]), mark_length));
	OK_S(st, x_exec(st, "select generate_series(1, 3)"));
	FAILS_S(st, SQLSetStmtAttr(st, SQL_ATTR_USE_BOOKMARKS, (SQLPOINTER)SQL_UB_OFF, 0), "24000");
	FAILS_S(st, SQLFetchScroll(st, SQL_FETCH_BOOKMARK, 0), "HY111");
	go_to(&none);
	FAILS_S(st, SQLFetchScroll(st, SQL_FETCH_BOOKMARK, 0), "HY111");
	go_to(&beyond);
	FAILS_S(st, SQLFetchScroll(st, SQL_FETCH_BOOKMARK, 0), "HY111");
	SQLFreeStmt(st, SQL_CLOSE);
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_USE_BOOKMARKS, (SQLPOINTER)SQL_UB_OFF, 0));
	OK_S(st, x_exec(st, "select generate_series(1, 3)"));
	FAILS_S(st, SQLFetch(st), "07009"); /* column 0 is still bound */
	FAILS_S(st, SQLFetchScroll(st, SQL_FETCH_BOOKMARK, 0), "HY106");
	OK_S(st, SQLFreeStmt(st, SQL_UNBIND));
	OK_S(st, SQLFetch(st));
}

static void a_forward_only_cursor_has_them_too_but_cannot_go_back(void)
{
	SQLULEN number = 0;

	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_USE_BOOKMARKS, (SQLPOINTER)SQL_UB_VARIABLE, 0));
	OK_S(st, x_exec(st, "select generate_series(1, 3)"));
	OK_S(st, fetch_next());
	OK_S(st, fetch_next());
	OK_S(st, SQLGetData(st, 0, SQL_C_BOOKMARK, &number, 0, NULL));
	CHECK_INT(number, 2);
	go_to(&number);
	FAILS_S(st, SQLFetchScroll(st, SQL_FETCH_BOOKMARK, 0), "HY106");
}

static void the_claims(void)
{
	SQLUINTEGER mask = 0;

	OK_D(db, SQLGetInfo(db, SQL_STATIC_CURSOR_ATTRIBUTES1, &mask, sizeof(mask), NULL));
	CHECK(mask & SQL_CA1_BOOKMARK);
	OK_D(db, SQLGetInfo(db, SQL_BOOKMARK_PERSISTENCE, &mask, sizeof(mask), NULL));
	CHECK_INT(mask, SQL_BP_SCROLL | SQL_BP_TRANSACTION | SQL_BP_UPDATE | SQL_BP_DELETE);
	with_bookmarks(SQL_UB_VARIABLE, 1);
	OK_S(st, SQLBindCol(st, 0, SQL_C_VARBOOKMARK, mark, sizeof(mark[0]), mark_length));
	OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, SQL_AUTOCOMMIT_OFF, 0));
	OK_S(st, x_exec(st, "select generate_series(1, 3)"));
	OK_S(st, fetch_next());
	OK_S(st, fetch_next());
	OK_D(db, SQLEndTran(SQL_HANDLE_DBC, db, SQL_ROLLBACK));
	go_to(mark);
	RC_S(st, SQLFetchScroll(st, SQL_FETCH_BOOKMARK, -1), SQL_SUCCESS);
	CHECK_INT(value[0], 1);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(back_to_a_row), TEST(read_with_getdata), TEST(fixed_ones_of_odbc_2), TEST(what_a_bookmark_is), TEST(refused),
		TEST(a_forward_only_cursor_has_them_too_but_cannot_go_back), TEST(the_claims),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
