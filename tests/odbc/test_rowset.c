/* Rows in arrays: by column and by row, offsets, statuses, fetched counts, limits of rows and of length. */
#include "harness.h"

#include <stddef.h>
#include <string.h>

static void set(SQLINTEGER attribute, uintptr_t value)
{
	OK_S(st, SQLSetStmtAttr(st, attribute, (SQLPOINTER)value, 0));
}

static void by_column(void)
{
	SQLINTEGER n[4];
	SQLCHAR s[4][8];
	SQLLEN n_len[4], s_len[4];
	SQLUSMALLINT status[4];
	SQLULEN fetched = 99;

	memset(n, 0, sizeof(n));
	set(SQL_ATTR_ROW_ARRAY_SIZE, 4);
	set(SQL_ATTR_ROW_STATUS_PTR, (uintptr_t)status);
	set(SQL_ATTR_ROWS_FETCHED_PTR, (uintptr_t)&fetched);
	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, n, sizeof(n[0]), n_len));
	OK_S(st, SQLBindCol(st, 2, SQL_C_CHAR, s, sizeof(s[0]), s_len));
	OK_S(st, x_exec(st, "select n, case when n <> 2 then 'r' || n end from generate_series(1, 6) n order by n"));
	RC_S(st, SQLFetch(st), SQL_SUCCESS);
	CHECK_INT(fetched, 4);
	for (int i = 0; i < 4; i++) {
		CHECK_INT(n[i], i + 1);
		CHECK_INT(n_len[i], 4);
		CHECK_INT(status[i], SQL_ROW_SUCCESS);
	}
	CHECK_STR((char *)s[0], "r1");
	CHECK_INT(s_len[0], 2);
	CHECK_INT(s_len[1], SQL_NULL_DATA);
	RC_S(st, SQLFetch(st), SQL_SUCCESS);
	CHECK_INT(fetched, 2);
	CHECK_INT(n[1], 6);
	CHECK_INT(status[1], SQL_ROW_SUCCESS);
	CHECK_INT(status[2], SQL_ROW_NOROW);
	CHECK_INT(status[3], SQL_ROW_NOROW);
	RC_S(st, SQLFetch(st), SQL_NO_DATA);
	CHECK_INT(fetched, 0);
}

struct row {
	SQLBIGINT id;
	SQLLEN id_len;
	SQLCHAR name[10];
	SQLLEN name_len;
};

static void by_row_with_an_offset(void)
{
	struct row rows[7];
	SQLULEN offset = 0, fetched = 0;

	memset(rows, 0, sizeof(rows));
	set(SQL_ATTR_ROW_BIND_TYPE, sizeof(rows[0]));
	set(SQL_ATTR_ROW_ARRAY_SIZE, 3);
	set(SQL_ATTR_ROWS_FETCHED_PTR, (uintptr_t)&fetched);
	set(SQL_ATTR_ROW_BIND_OFFSET_PTR, (uintptr_t)&offset);
	OK_S(st, SQLBindCol(st, 1, SQL_C_SBIGINT, &rows[0].id, 0, &rows[0].id_len));
	OK_S(st, SQLBindCol(st, 2, SQL_C_CHAR, rows[0].name, sizeof(rows[0].name), &rows[0].name_len));
	OK_S(st, x_exec(st, "select n::int8, 'name' || n from generate_series(1, 6) n order by n"));
	OK_S(st, SQLFetch(st));
	offset = 3 * sizeof(rows[0]);
	OK_S(st, SQLFetch(st));
	CHECK_INT(fetched, 3);
	for (int i = 0; i < 6; i++) {
		CHECK_INT(rows[i].id, i + 1);
		CHECK_INT(rows[i].id_len, 8);
		CHECK_STR((char *)rows[i].name, format("name%d", i + 1));
		CHECK_INT(rows[i].name_len, 5);
	}
	CHECK_INT(rows[6].id, 0);
}

static void a_bad_row_is_marked(void)
{
	SQLSMALLINT n[3] = {0};
	SQLLEN lengths[3];
	SQLUSMALLINT status[3];

	set(SQL_ATTR_ROW_ARRAY_SIZE, 3);
	set(SQL_ATTR_ROW_STATUS_PTR, (uintptr_t)status);
	OK_S(st, SQLBindCol(st, 1, SQL_C_SSHORT, n, 0, lengths));
	OK_S(st, x_exec(st, "select * from (values (1), (100000), (3)) v"));
	INFO_S(st, SQLFetch(st), "22003");
	CHECK_INT(status[0], SQL_ROW_SUCCESS);
	CHECK_INT(status[1], SQL_ROW_ERROR);
	CHECK_INT(status[2], SQL_ROW_SUCCESS);
	CHECK_INT(n[0], 1);
	CHECK_INT(n[2], 3);
}

/* unixODBC keeps row numbers of errors only, so both rows are bad. */
static void records_name_their_row_and_column(void)
{
	SQLSMALLINT n[2] = {0};
	SQLUSMALLINT status[2];
	SQLLEN row = 0;
	SQLINTEGER column = 0;

	set(SQL_ATTR_ROW_ARRAY_SIZE, 2);
	set(SQL_ATTR_ROW_STATUS_PTR, (uintptr_t)status);
	OK_S(st, SQLBindCol(st, 2, SQL_C_SSHORT, n, 0, NULL));
	OK_S(st, x_exec(st, "select * from (values (1, 70000), (2, 80000)) v"));
	FAILS_S(st, SQLFetch(st), "22003");
	for (SQLSMALLINT i = 1; i <= 2; i++) {
		OK_S(st, SQLGetDiagField(SQL_HANDLE_STMT, st, i, SQL_DIAG_ROW_NUMBER, &row, 0, NULL));
		OK_S(st, SQLGetDiagField(SQL_HANDLE_STMT, st, i, SQL_DIAG_COLUMN_NUMBER, &column, 0, NULL));
		CHECK_INT(row, i);
		CHECK_INT(column, 2);
	}
}

static void truncated_rows_are_marked(void)
{
	SQLCHAR s[2][4];
	SQLLEN lengths[2];
	SQLUSMALLINT status[2];

	set(SQL_ATTR_ROW_ARRAY_SIZE, 2);
	set(SQL_ATTR_ROW_STATUS_PTR, (uintptr_t)status);
	OK_S(st, SQLBindCol(st, 1, SQL_C_CHAR, s, sizeof(s[0]), lengths));
	OK_S(st, x_exec(st, "select * from (values ('abc'), ('abcdef')) v"));
	INFO_S(st, SQLFetch(st), "01004");
	CHECK_INT(status[0], SQL_ROW_SUCCESS);
	CHECK_INT(status[1], SQL_ROW_SUCCESS_WITH_INFO);
	CHECK_STR((char *)s[1], "abc");
	CHECK_INT(lengths[1], 6);
}

static void max_rows(void)
{
	set(SQL_ATTR_MAX_ROWS, 3);
	OK_S(st, x_exec(st, "select generate_series(1, 100000)"));
	CHECK_STR(rows_of(st), "1\n2\n3\n");
	OK_S(st, SQLCloseCursor(st));
	set(SQL_ATTR_MAX_ROWS, 0);
	OK_S(st, x_exec(st, "select generate_series(1, 5)"));
	CHECK_STR(rows_of(st), "1\n2\n3\n4\n5\n");
}

static void max_length(void)
{
	SQLLEN length = 0;
	SQLCHAR s[20];

	set(SQL_ATTR_MAX_LENGTH, 4);
	OK_S(st, x_exec(st, "select 'abcdefgh'"));
	OK_S(st, SQLFetch(st));
	OK_S(st, SQLGetData(st, 1, SQL_C_CHAR, s, sizeof(s), &length));
	CHECK_STR((char *)s, "abcd");
	CHECK_INT(length, 4);
}

static void unbinding_one_and_all(void)
{
	SQLINTEGER a = 0, b = 0;

	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, &a, 0, NULL));
	OK_S(st, SQLBindCol(st, 2, SQL_C_SLONG, &b, 0, NULL));
	OK_S(st, x_exec(st, "select n, n from generate_series(1, 3) n order by n"));
	OK_S(st, SQLFetch(st));
	OK_S(st, SQLBindCol(st, 2, SQL_C_SLONG, NULL, 0, NULL));
	OK_S(st, SQLFetch(st));
	CHECK_INT(a * 10 + b, 21);
	OK_S(st, SQLFreeStmt(st, SQL_UNBIND));
	OK_S(st, SQLFetch(st));
	CHECK_INT(a * 10 + b, 21);
}

static void only_forward(void)
{
	OK_S(st, x_exec(st, "select generate_series(1, 3)"));
	OK_S(st, SQLFetchScroll(st, SQL_FETCH_NEXT, 0));
	CHECK_STR(cell(st, 1), "1");
	FAILS_S(st, SQLFetchScroll(st, SQL_FETCH_PRIOR, 0), "HY106");
	OK_S(st, SQLFetchScroll(st, SQL_FETCH_NEXT, 0));
	CHECK_STR(cell(st, 1), "2");
}

static void extended_fetch(void)
{
	SQLULEN fetched = 0;
	SQLUSMALLINT status[2];
	SQLINTEGER n[2];

	set(SQL_ROWSET_SIZE, 2);
	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, n, 0, NULL));
	OK_S(st, x_exec(st, "select generate_series(1, 3)"));
	OK_S(st, SQLExtendedFetch(st, SQL_FETCH_NEXT, 0, &fetched, status));
	CHECK_INT(fetched, 2);
	CHECK_INT(n[1], 2);
	OK_S(st, SQLExtendedFetch(st, SQL_FETCH_NEXT, 0, &fetched, status));
	CHECK_INT(fetched, 1);
	CHECK_INT(status[1], SQL_ROW_NOROW);
	RC_S(st, SQLExtendedFetch(st, SQL_FETCH_NEXT, 0, &fetched, status), SQL_NO_DATA);
}

static void ignored_rows(void)
{
	SQLINTEGER n[3] = {-1, -1, -1};
	SQLUSMALLINT operation[3] = {SQL_ROW_PROCEED, SQL_ROW_IGNORE, SQL_ROW_PROCEED};

	/* the operation array is for SQLSetPos and SQLBulkOperations: fetching takes no notice */
	set(SQL_ATTR_ROW_ARRAY_SIZE, 3);
	set(SQL_ATTR_ROW_OPERATION_PTR, (uintptr_t)operation);
	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, n, 0, NULL));
	OK_S(st, x_exec(st, "select generate_series(1, 3)"));
	OK_S(st, SQLFetch(st));
	CHECK_INT(n[0] * 100 + n[1] * 10 + n[2], 123);
}

/* A row set that is short ends the result for many an application: the failure must come with it. */
static void a_failure_comes_with_the_rows_before_it(void)
{
	SQLINTEGER n[10] = {0};
	SQLULEN fetched = 99;

	set(SQL_ATTR_ROW_ARRAY_SIZE, 10);
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_ROWS_FETCHED_PTR, &fetched, 0));
	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, n, 0, NULL));
	OK_S(st, x_prepare(st, "select n + 0 / (4 - n) from generate_series(1, 8) n"));
	if (SQLExecute(st) == SQL_SUCCESS) { /* or it says so at once */
		FAILS_S(st, SQLFetch(st), "22012");
		CHECK_INT(fetched, 3);
		CHECK_INT(n[0] * 100 + n[1] * 10 + n[2], 123);
		CHECK_INT(SQLFetch(st), SQL_NO_DATA);
	} else {
		CHECK(with_state(st, "22012"));
	}
}

/* RODBC keeps the number of rows behind an int; UndefinedBehaviorSanitizer watches how it is stored. */
static void a_count_of_rows_need_not_be_aligned(void)
{
	struct {
		SQLINTEGER before;
		char count[sizeof(SQLULEN)];
		SQLINTEGER after;
	} at = {7, {0}, 7};
	SQLULEN fetched = 0;

	set(SQL_ATTR_ROW_ARRAY_SIZE, 3);
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_ROWS_FETCHED_PTR, at.count, 0));
	OK_S(st, x_exec(st, "select generate_series(1, 5)"));
	OK_S(st, SQLFetch(st));
	memcpy(&fetched, at.count, sizeof(fetched));
	CHECK_INT(fetched, 3);
	CHECK_INT(SQLFetch(st), SQL_SUCCESS);
	memcpy(&fetched, at.count, sizeof(fetched));
	CHECK_INT(fetched, 2);
	CHECK_INT(at.before + at.after, 14);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(by_column), TEST(by_row_with_an_offset), TEST(a_bad_row_is_marked), TEST(records_name_their_row_and_column),
		TEST(truncated_rows_are_marked), TEST(max_rows), TEST(a_failure_comes_with_the_rows_before_it),
		TEST(max_length), TEST(unbinding_one_and_all), TEST(only_forward), TEST(extended_fetch), TEST(ignored_rows),
		TEST(a_count_of_rows_need_not_be_aligned),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
