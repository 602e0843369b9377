/* Diagnostics: records and fields, their order, what the server said, when they go away. */
#include "harness.h"

#include <string.h>

static char *field_text(SQLSMALLINT record, SQLSMALLINT field)
{
	tchar *out = ring_alloc(1000 * sizeof(tchar));
	SQLSMALLINT bytes = 0;

	if (!SQL_SUCCEEDED(CALL(SQLGetDiagField)(SQL_HANDLE_STMT, st, record, field, out, 1000 * sizeof(tchar), &bytes)))
		return format("(none)");
	if (IODBC && record == 0) /* leaves it as wide as the driver gave it */
		return utf16_from((SQLWCHAR *)(void *)out, (size_t)bytes / sizeof(SQLWCHAR));
	return text_from(out, (size_t)bytes / sizeof(tchar));
}

static void fields_of_an_error(void)
{
	SQLINTEGER count = -1;
	SQLRETURN rc = 0;

	FAILS_S(st, x_exec(st, "select * from not_there"), "42S02");
	OK_S(st, SQLGetDiagField(SQL_HANDLE_STMT, st, 0, SQL_DIAG_NUMBER, &count, 0, NULL));
	CHECK_INT(count, 1);
	OK_S(st, SQLGetDiagField(SQL_HANDLE_STMT, st, 0, SQL_DIAG_RETURNCODE, &rc, 0, NULL));
	CHECK_INT(rc, IODBC ? SQL_SUCCESS : SQL_ERROR); /* iODBC answers by itself, always so */
	CHECK_STR(field_text(1, SQL_DIAG_SQLSTATE), "42S02");
	CHECK_STR(field_text(1, SQL_DIAG_CLASS_ORIGIN), "ISO 9075");
	CHECK_STR(field_text(1, SQL_DIAG_SUBCLASS_ORIGIN), "ODBC 3.0");
	CHECK_HAS(field_text(1, SQL_DIAG_MESSAGE_TEXT), "not_there");
	CHECK_STR(field_text(2, SQL_DIAG_SQLSTATE), "(none)");
}

static void messages_name_their_origin(void)
{
	FAILS_S(st, x_exec(st, "select * from not_there"), "42S02");
	CHECK(strncmp(diag_text(SQL_HANDLE_STMT, st, 1), "[Lakebase][ODBC Driver][Server]", 31) == 0);
	FAILS_S(st, x_exec(st, "select {d 'nonsense'}"), "22007");
	CHECK(strncmp(diag_text(SQL_HANDLE_STMT, st, 1), "[Lakebase][ODBC Driver]", 23) == 0);
	CHECK_HAS_NOT(diag_text(SQL_HANDLE_STMT, st, 1), "[Server]");
}

static void detail_and_hint(void)
{
	FAILS_S(st, x_exec(st, "do $$ begin raise exception 'the message' using detail = 'the detail', hint = 'the hint', "
			       "errcode = '23514'; end $$"), "23514");
	CHECK_HAS(diag_text(SQL_HANDLE_STMT, st, 1), "the message");
	CHECK_HAS(diag_text(SQL_HANDLE_STMT, st, 1), "the detail");
	CHECK_HAS(diag_text(SQL_HANDLE_STMT, st, 1), "the hint");
}

static void the_next_call_clears_them(void)
{
	FAILS_S(st, x_exec(st, "select * from not_there"), "42S02");
	CHECK_STR(diag_state(SQL_HANDLE_STMT, st, 1), "42S02");
	CHECK_STR(diag_state(SQL_HANDLE_STMT, st, 1), "42S02"); /* reading does not */
	OK_S(st, x_exec(st, "select 1"));
	CHECK_STR(diag_state(SQL_HANDLE_STMT, st, 1), "");
}

static void notices_come_with_success(void)
{
	if (IODBC) { /* makes SQL_SUCCESS of it, and loses the record by its next call */
		RC_S(st, x_exec(st, "do $$ begin raise warning 'mind the gap'; end $$"), SQL_SUCCESS);
		return;
	}
	INFO_S(st, x_exec(st, "do $$ begin raise warning 'mind the gap'; end $$"), "01000");
	CHECK_HAS(diag_text(SQL_HANDLE_STMT, st, 1), "mind the gap");
}

static void long_messages_come_whole(void)
{
	FAILS_S(st, x_exec(st, "do $$ begin raise exception '%', repeat('long ', 1000) || 'end'; end $$"), "P0001");
	CHECK_HAS(diag_text(SQL_HANDLE_STMT, st, 1), "long end");
}

static void a_small_buffer(void)
{
	tchar state[6], text[11];
	SQLINTEGER native;
	SQLSMALLINT n = 0;
	SQLRETURN rc;

	FAILS_S(st, x_exec(st, "select * from not_there"), "42S02");
	rc = CALL(SQLGetDiagRec)(SQL_HANDLE_STMT, st, 1, state, &native, text, 11, &n);
	CHECK_INT(rc, SQL_SUCCESS_WITH_INFO);
	CHECK_STR(text_from(text, 10), "[Lakebase]");
	CHECK_INT(n, text_units(diag_text(SQL_HANDLE_STMT, st, 1)));
	CHECK_INT(CALL(SQLGetDiagRec)(SQL_HANDLE_STMT, st, 2, state, &native, text, 11, &n), SQL_NO_DATA);
	CHECK_INT(CALL(SQLGetDiagRec)(SQL_HANDLE_STMT, st, 0, state, &native, text, 11, &n), SQL_ERROR);
}

/* Errors before warnings, errors of rows in the order of rows (SQLGetDiagRec, "Sequence of Status Records"). */
static void order_of_records(void)
{
	SQLSMALLINT n[3];
	SQLUSMALLINT status[3];

	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_ROW_ARRAY_SIZE, (SQLPOINTER)(uintptr_t)3, 0));
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_ROW_STATUS_PTR, status, 0));
	OK_S(st, SQLBindCol(st, 1, SQL_C_SSHORT, n, 0, NULL));
	OK_S(st, x_exec(st, "select * from (values (1.5), (100000), (7)) v"));
	INFO_S(st, SQLFetch(st), "22003");
	CHECK_INT(status[0], SQL_ROW_SUCCESS_WITH_INFO);
	CHECK_INT(status[1], SQL_ROW_ERROR);
	CHECK_INT(status[2], SQL_ROW_SUCCESS);
	CHECK(with_state(st, "01S07"));
}

static void handles_keep_their_own(void)
{
	SQLHSTMT other = stmt_new(db);

	FAILS_S(st, x_exec(st, "select * from not_there"), "42S02");
	FAILS_S(other, x_exec(other, "selec"), "42601");
	CHECK_STR(diag_state(SQL_HANDLE_STMT, st, 1), "42S02");
	CHECK_STR(diag_state(SQL_HANDLE_STMT, other, 1), "42601");
	CHECK_STR(diag_state(SQL_HANDLE_DBC, db, 1), "");
	stmt_free(other);
}

static void kinds_of_server_errors(void)
{
	static const char *const cases[][2] = {
		{"select 1/0", "22012"}, {"select 'x'::date", "22007"}, {"select cast('a' as uuid)", "22018"},
		{"create table pg_class_copy_x as select 1 as a, 2 as a", "42S21"}, {"create table pg_catalog.pg_class (a int)", "42501"},
		{"select nofunction()", "42883"}, {"set role nobody_here", "22023"}, {"select 1 from pg_class where", "42601"},
		{"select repeat('x', 10)::varchar(3)::int", "22018"}, {"select 99999::int2", "22003"},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		if (!FAILS_S(st, x_exec(st, cases[i][0]), cases[i][1]))
			note("  ... %s", cases[i][0]);
}

static void indexes_have_codes_of_their_own(void)
{
	run(db, "create temporary table indexed (a int)");
	run(db, "create index an_index on indexed (a)");
	FAILS_S(st, x_exec(st, "create index an_index on indexed (a)"), "42S11");
	FAILS_S(st, x_exec(st, "create table pg_temp.indexed (a int)"), "42S01");
	FAILS_S(st, x_exec(st, "drop index no_index_at_all"), "42S12");
	FAILS_S(st, x_exec(st, "drop table no_table_at_all"), "42S02");
	run(db, "drop table indexed");
}

static SQLLEN count_field(SQLSMALLINT field)
{
	SQLLEN n = -99;

	CHECK_INT(CALL(SQLGetDiagField)(SQL_HANDLE_STMT, st, 0, field, &n, 0, NULL), SQL_SUCCESS);
	return n;
}

static void counts_of_the_header(void)
{
	run(db, "create temporary table counted (a int)");
	OK_S(st, x_exec(st, "insert into counted values (1), (2), (3)"));
	CHECK_INT(count_field(SQL_DIAG_ROW_COUNT), 3);
	SQLFreeStmt(st, SQL_CLOSE);
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_CURSOR_TYPE, (SQLPOINTER)SQL_CURSOR_STATIC, 0));
	OK_S(st, x_exec(st, "select * from counted"));
	CHECK_INT(count_field(SQL_DIAG_CURSOR_ROW_COUNT), 3);
	SQLFreeStmt(st, SQL_CLOSE);
	run(db, "drop table counted");
}

static void dynamic_functions(void)
{
	static const struct {
		const char *sql, *name;
		SQLINTEGER code;
	} cases[] = {
		{"create temporary table fn (a int)", "CREATE TABLE", SQL_DIAG_CREATE_TABLE},
		{"insert into fn values (1)", "INSERT", SQL_DIAG_INSERT},
		{"update fn set a = 2", "UPDATE WHERE", SQL_DIAG_UPDATE_WHERE},
		{"delete from fn", "DELETE WHERE", SQL_DIAG_DELETE_WHERE},
		{"select * from fn", "SELECT CURSOR", SQL_DIAG_SELECT_CURSOR},
		{"alter table fn add b int", "ALTER TABLE", SQL_DIAG_ALTER_TABLE},
		{"create index on fn (a)", "CREATE INDEX", SQL_DIAG_CREATE_INDEX},
		{"grant select on fn to public", "GRANT", SQL_DIAG_GRANT},
		{"drop table fn", "DROP TABLE", SQL_DIAG_DROP_TABLE},
		{"listen fn", "", SQL_DIAG_UNKNOWN_STATEMENT},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		SQLINTEGER code = -99;
		SQLRETURN rc = x_exec(st, cases[i].sql);

		CHECK(SQL_SUCCEEDED(rc) || rc == SQL_NO_DATA);
		CHECK_INT(CALL(SQLGetDiagField)(SQL_HANDLE_STMT, st, 0, SQL_DIAG_DYNAMIC_FUNCTION_CODE, &code, 0, NULL), SQL_SUCCESS);
		CHECK_INT(code, cases[i].code);
		CHECK_STR(field_text(0, SQL_DIAG_DYNAMIC_FUNCTION), cases[i].name);
		SQLFreeStmt(st, SQL_CLOSE);
	}
	run(db, "unlisten *");
}

static void rows_and_columns_of_errors(void)
{
	SQLSMALLINT n[3];
	SQLCHAR text[3][2];
	SQLLEN length[3], row = -99;
	SQLINTEGER column = -99;

	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_ROW_ARRAY_SIZE, (SQLPOINTER)(uintptr_t)3, 0));
	OK_S(st, SQLBindCol(st, 1, SQL_C_SSHORT, n, 0, NULL));
	OK_S(st, SQLBindCol(st, 2, SQL_C_CHAR, text, sizeof(text[0]), length));
	OK_S(st, x_exec(st, "select * from (values (1, 'a'), (2, 'long'), (100000, 'longer')) v"));
	RC_S(st, SQLFetch(st), SQL_SUCCESS_WITH_INFO);
	CHECK_STR(field_text(1, SQL_DIAG_SQLSTATE), "01S01"); /* some row is an error: belongs to no row, and comes first */
	CHECK_STR(field_text(2, SQL_DIAG_SQLSTATE), "01004");
	CHECK_INT(CALL(SQLGetDiagField)(SQL_HANDLE_STMT, st, 2, SQL_DIAG_ROW_NUMBER, &row, 0, NULL), SQL_SUCCESS);
	CHECK_INT(CALL(SQLGetDiagField)(SQL_HANDLE_STMT, st, 2, SQL_DIAG_COLUMN_NUMBER, &column, 0, NULL), SQL_SUCCESS);
	CHECK_INT(row, 2);
	CHECK_INT(column, 2);
	CHECK_STR(field_text(3, SQL_DIAG_SQLSTATE), "22003"); /* in a row, errors before warnings */
	CHECK_INT(CALL(SQLGetDiagField)(SQL_HANDLE_STMT, st, 3, SQL_DIAG_ROW_NUMBER, &row, 0, NULL), SQL_SUCCESS);
	CHECK_INT(CALL(SQLGetDiagField)(SQL_HANDLE_STMT, st, 3, SQL_DIAG_COLUMN_NUMBER, &column, 0, NULL), SQL_SUCCESS);
	CHECK_INT(row, 3);
	CHECK_INT(column, 1);
	CHECK_STR(field_text(4, SQL_DIAG_SQLSTATE), "01004");
	CHECK_STR(field_text(4, SQL_DIAG_CLASS_ORIGIN), "ISO 9075");
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(fields_of_an_error), TEST(messages_name_their_origin), TEST(detail_and_hint), TEST(the_next_call_clears_them),
		TEST(notices_come_with_success), TEST(long_messages_come_whole), TEST(a_small_buffer), TEST(order_of_records),
		TEST(handles_keep_their_own), TEST(indexes_have_codes_of_their_own), TEST(counts_of_the_header), TEST(dynamic_functions), TEST(rows_and_columns_of_errors), TEST(kinds_of_server_errors),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
