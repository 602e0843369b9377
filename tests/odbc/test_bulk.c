/* SQLBulkOperations: rows added from the row set's buffers; rows updated, deleted and read by bookmark. */
#include "harness.h"

#include <string.h>

#define ROWS 3
#define NAME_ROOM 20

/* iODBC makes SQL_SUCCESS of the SQL_SUCCESS_WITH_INFO of an execution. */
static void warns(SQLHSTMT h, const char *sql, const char *state)
{
	const SQLRETURN rc = x_exec(h, sql);

	CHECK(SQL_SUCCEEDED(rc));
	if (!IODBC)
		INFO_S(h, rc, state);
}

/* iODBC refuses to mix SQLFetch with SQLFetchScroll. */
static SQLRETURN fetch_next(void)
{
	return SQLFetchScroll(st, SQL_FETCH_NEXT, 0);
}

static SQLULEN marks[ROWS];
static SQLLEN mark_lengths[ROWS];
static SQLINTEGER ids[ROWS];
static SQLLEN id_lengths[ROWS], name_lengths[ROWS];
static tchar names[ROWS][NAME_ROOM];
static SQLUSMALLINT status[ROWS];

static SQLRETURN set_stmt(SQLINTEGER attr, SQLULEN value)
{
	return SQLSetStmtAttr(st, attr, (SQLPOINTER)value, SQL_IS_UINTEGER);
}

static void set_name(int row, const char *name)
{
	const tchar *text = text_to(name);
	int n = 0;

	for (; text[n]; n++)
		names[row][n] = text[n];
	names[row][n] = 0;
	name_lengths[row] = SQL_NTS;
}

static void open_cursor(void)
{
	run(db, "create temporary table if not exists bulk (id int primary key, name varchar(10))");
	run(db, "truncate bulk");
	run(db, "insert into bulk select i, 'row ' || i from generate_series(1, 5) i");
	OK_S(st, set_stmt(SQL_ATTR_CURSOR_TYPE, SQL_CURSOR_STATIC));
	OK_S(st, set_stmt(SQL_ATTR_CONCURRENCY, SQL_CONCUR_VALUES));
	OK_S(st, set_stmt(SQL_ATTR_USE_BOOKMARKS, SQL_UB_VARIABLE));
	OK_S(st, set_stmt(SQL_ATTR_ROW_ARRAY_SIZE, ROWS));
	OK_S(st, set_stmt(SQL_ATTR_ROW_STATUS_PTR, (SQLULEN)(uintptr_t)status));
	OK_S(st, SQLBindCol(st, 0, SQL_C_VARBOOKMARK, marks, sizeof(marks[0]), mark_lengths));
	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, ids, 0, id_lengths));
	OK_S(st, SQLBindCol(st, 2, C_TEXT, names, sizeof(names[0]), name_lengths));
	OK_S(st, x_exec(st, "select id, name from bulk order by id"));
}

static SQLLEN changed(void)
{
	SQLLEN n = -7;

	OK_S(st, SQLRowCount(st, &n));
	return n;
}

static void new_rows(void)
{
	for (int i = 0; i < ROWS; i++) {
		ids[i] = 10 + i;
		id_lengths[i] = 0;
		set_name(i, format("new %d \xf0\x9f\x98\x80", i));
		marks[i] = 0;
	}
}

static void rows_are_added(void)
{
	open_cursor();
	new_rows();
	name_lengths[2] = SQL_NULL_DATA;
	OK_S(st, SQLBulkOperations(st, SQL_ADD)); /* before the first fetch: state S5 */
	CHECK_INT(changed(), ROWS);
	for (int i = 0; i < ROWS; i++) {
		CHECK_INT(status[i], SQL_ROW_ADDED);
		CHECK_INT(marks[i], 6 + i); /* the bookmarks of the new rows */
	}
	CHECK_STR(query(db, "select * from bulk where id >= 10 order by id"), "10|new 0 \xf0\x9f\x98\x80\n11|new 1 \xf0\x9f\x98\x80\n12|<null>\n");
	OK_S(st, fetch_next());
	CHECK_INT(ids[0], 1);
	OK_S(st, SQLFetchScroll(st, SQL_FETCH_LAST, 0));
	CHECK_INT(ids[2], 12);
	CHECK_INT(name_lengths[2], SQL_NULL_DATA);
}

static void one_bad_row_among_the_added(void)
{
	open_cursor();
	new_rows();
	ids[1] = 1;
	INFO_S(st, SQLBulkOperations(st, SQL_ADD), "01S01");
	CHECK_INT(changed(), 2);
	CHECK_INT(status[0], SQL_ROW_ADDED);
	CHECK_INT(status[1], SQL_ROW_ERROR);
	CHECK_INT(status[2], SQL_ROW_ADDED);
	CHECK_STR(query(db, "select id from bulk where id >= 10 order by id"), "10\n12\n");
	for (int i = 0; i < ROWS; i++)
		ids[i] = 1;
	FAILS_S(st, SQLBulkOperations(st, SQL_ADD), "23505");
}

static void columns_that_are_ignored_have_their_defaults(void)
{
	run(db, "create temporary table defaults (id int generated always as identity primary key, name text default 'as it is', n int)");
	OK_S(st, set_stmt(SQL_ATTR_CURSOR_TYPE, SQL_CURSOR_STATIC));
	OK_S(st, set_stmt(SQL_ATTR_CONCURRENCY, SQL_CONCUR_VALUES));
	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, ids, 0, id_lengths));
	OK_S(st, SQLBindCol(st, 2, C_TEXT, names, sizeof(names[0]), name_lengths));
	OK_S(st, x_exec(st, "select id, name, n from defaults"));
	ids[0] = 77; /* the server's own */
	name_lengths[0] = SQL_COLUMN_IGNORE;
	OK_S(st, SQLBulkOperations(st, SQL_ADD));
	set_name(0, "given");
	OK_S(st, SQLBulkOperations(st, SQL_ADD));
	CHECK_STR(query(db, "select * from defaults order by id"), "1|as it is|<null>\n2|given|<null>\n");
	OK_S(st, SQLFetchScroll(st, SQL_FETCH_LAST, 0));
	CHECK_INT(ids[0], 2); /* what the server chose */
}

static void by_bookmark(void)
{
	open_cursor();
	OK_S(st, fetch_next());
	OK_S(st, set_stmt(SQL_ATTR_ROW_ARRAY_SIZE, 2));
	marks[0] = 5; /* rows of two row sets, in any order */
	marks[1] = 1;
	ids[0] = 50;
	ids[1] = 10;
	set_name(0, "five");
	set_name(1, "one");
	OK_S(st, SQLBulkOperations(st, SQL_UPDATE_BY_BOOKMARK));
	CHECK_INT(changed(), 2);
	CHECK_INT(status[0], SQL_ROW_UPDATED);
	CHECK_STR(query(db, "select id, name from bulk order by id"), "2|row 2\n3|row 3\n4|row 4\n10|one\n50|five\n");
	marks[0] = 4;
	marks[1] = 5;
	OK_S(st, SQLBulkOperations(st, SQL_FETCH_BY_BOOKMARK));
	CHECK_INT(ids[0], 4);
	CHECK_INT(ids[1], 50);
	CHECK_STR(text_from(names[1], 4), "five");
	CHECK_INT(status[1], SQL_ROW_SUCCESS);
	OK_S(st, SQLBulkOperations(st, SQL_DELETE_BY_BOOKMARK));
	CHECK_INT(status[0], SQL_ROW_DELETED);
	CHECK_STR(query(db, "select id from bulk order by id"), "2\n3\n10\n");
	FAILS_S(st, SQLBulkOperations(st, SQL_FETCH_BY_BOOKMARK), "HY111");
	marks[0] = 99;
	marks[1] = 2;
	INFO_S(st, SQLBulkOperations(st, SQL_FETCH_BY_BOOKMARK), "01S01");
	CHECK_INT(status[0], SQL_ROW_ERROR);
	CHECK_INT(ids[1], 2);
	/* the cursor is where it was */
	OK_S(st, SQLFetchScroll(st, SQL_FETCH_NEXT, 0));
}

static void values_at_execution(void)
{
	SQLPOINTER which = NULL;

	open_cursor();
	new_rows();
	name_lengths[0] = name_lengths[2] = SQL_LEN_DATA_AT_EXEC(0);
	RC_S(st, SQLBulkOperations(st, SQL_ADD), SQL_NEED_DATA);
	if (IODBC) { /* which does not know that values may be asked for here */
		SQLCancel(st);
		return;
	}
	RC_S(st, SQLParamData(st, &which), SQL_NEED_DATA);
	CHECK(which == (SQLPOINTER)names[0]);
	OK_S(st, SQLPutData(st, text_to("late"), SQL_NTS));
	RC_S(st, SQLParamData(st, &which), SQL_NEED_DATA);
	CHECK(which == (SQLPOINTER)names[2]);
	OK_S(st, SQLPutData(st, text_to("later"), SQL_NTS));
	OK_S(st, SQLParamData(st, &which));
	CHECK_INT(changed(), ROWS);
	CHECK_STR(query(db, "select id, name from bulk where id in (10, 12) order by id"), "10|late\n12|later\n");
}

static void where_it_cannot_be(void)
{
	run(db, "create temporary table bulk_no (id int primary key)");
	OK_S(st, set_stmt(SQL_ATTR_CURSOR_TYPE, SQL_CURSOR_STATIC));
	OK_S(st, x_exec(st, "select id from bulk_no"));
	FAILS_S(st, SQLBulkOperations(st, SQL_ADD), "HY092"); /* a read-only cursor */
	FAILS_S(st, SQLBulkOperations(st, 77), "HY092");
	FAILS_S(st, SQLBulkOperations(st, SQL_FETCH_BY_BOOKMARK), "HY092"); /* bookmarks are off */
	OK_S(st, SQLCloseCursor(st));
	OK_S(st, set_stmt(SQL_ATTR_CURSOR_TYPE, SQL_CURSOR_FORWARD_ONLY));
	OK_S(st, set_stmt(SQL_ATTR_CONCURRENCY, SQL_CONCUR_VALUES));
	warns(st, "select id from bulk_no", "01S02");
	FAILS_S(st, SQLBulkOperations(st, SQL_ADD), "HYC00");
	OK_S(st, SQLCloseCursor(st));
	FAILS_S(st, SQLBulkOperations(st, SQL_ADD), "HY010");
}

/* What travels together comes apart where a row is wrong, and each row is told what became of it. */
static void a_bad_row_among_many(void)
{
	enum { MANY = 250 };
	static SQLINTEGER numbers[MANY];
	static SQLUSMALLINT statuses[MANY];
	static SQLULEN bookmarks[MANY];
	SQLLEN row = 0;

	open_cursor();
	OK_S(st, SQLFreeStmt(st, SQL_CLOSE));
	OK_S(st, SQLFreeStmt(st, SQL_UNBIND));
	OK_S(st, set_stmt(SQL_ATTR_ROW_ARRAY_SIZE, MANY));
	OK_S(st, set_stmt(SQL_ATTR_ROW_STATUS_PTR, (SQLULEN)(uintptr_t)statuses));
	OK_S(st, SQLBindCol(st, 0, SQL_C_VARBOOKMARK, bookmarks, sizeof(bookmarks[0]), NULL));
	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, numbers, 0, NULL));
	OK_S(st, x_exec(st, "select id, name from bulk order by id"));
	for (int i = 0; i < MANY; i++)
		numbers[i] = 100 + i;
	numbers[120] = 1; /* is there */
	INFO_S(st, SQLBulkOperations(st, SQL_ADD), "01S01");
	CHECK_INT(CALL(SQLGetDiagField)(SQL_HANDLE_STMT, st, 2, SQL_DIAG_ROW_NUMBER, &row, 0, NULL), SQL_SUCCESS);
	CHECK_INT(row, 121);
	CHECK_INT(changed(), MANY - 1);
	for (int i = 0; i < MANY; i++)
		if (statuses[i] != (i == 120 ? SQL_ROW_ERROR : SQL_ROW_ADDED))
			CHECK_INT(i, -1);
	CHECK_INT(bookmarks[0], 6);
	CHECK_INT(bookmarks[119], 125);
	CHECK_INT(bookmarks[121], 126);
	CHECK_INT(bookmarks[MANY - 1], 5 + MANY - 1);
	CHECK_STR(query(db, "select count(*), max(id) from bulk"), format("%d|%d\n", 5 + MANY - 1, 100 + MANY - 1));
}

/* The same row twice, the second change after the first. */
static void one_row_twice(void)
{
	open_cursor();
	OK_S(st, fetch_next());
	OK_S(st, set_stmt(SQL_ATTR_ROW_ARRAY_SIZE, 2));
	marks[0] = marks[1] = 3;
	id_lengths[0] = id_lengths[1] = SQL_COLUMN_IGNORE;
	set_name(0, "first");
	set_name(1, "second");
	OK_S(st, SQLBulkOperations(st, SQL_UPDATE_BY_BOOKMARK));
	CHECK_STR(query(db, "select name from bulk where id = 3"), "second\n");
}

/* In a transaction: what failed is undone, what is around it stays. */
static void many_rows_in_a_transaction(void)
{
	open_cursor();
	new_rows();
	OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)SQL_AUTOCOMMIT_OFF, SQL_IS_UINTEGER));
	run(db, "insert into bulk values (9, 'before')");
	ids[2] = 2;
	INFO_S(st, SQLBulkOperations(st, SQL_ADD), "01S01");
	CHECK_STR(query(db, "select id from bulk where id > 5 order by id"), "9\n10\n11\n");
	OK_D(db, SQLEndTran(SQL_HANDLE_DBC, db, SQL_ROLLBACK));
	CHECK_STR(query(db, "select id from bulk where id > 5 order by id"), "");
	/* a transaction that the application began itself must not be lost either: then the rows go one by one */
	OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)SQL_AUTOCOMMIT_ON, SQL_IS_UINTEGER));
	run(db, "begin");
	ids[2] = 12;
	OK_S(st, SQLBulkOperations(st, SQL_ADD));
	run(db, "commit");
	CHECK_STR(query(db, "select id from bulk where id > 5 order by id"), "10\n11\n12\n");
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(rows_are_added), TEST(one_bad_row_among_the_added), TEST(columns_that_are_ignored_have_their_defaults),
		TEST(by_bookmark), TEST(values_at_execution), TEST(where_it_cannot_be),
		TEST(a_bad_row_among_many), TEST(one_row_twice), TEST(many_rows_in_a_transaction),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
