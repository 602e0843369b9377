/* Attributes of environment, connection and statement: defaults, values that are refused, values that are changed. */
#include "harness.h"

static SQLULEN stmt_attr(SQLINTEGER attribute)
{
	SQLULEN value = 0xDEAD;

	OK_S(st, CALL(SQLGetStmtAttr)(st, attribute, &value, 0, NULL));
	return value;
}

static SQLRETURN set_stmt(SQLINTEGER attribute, uintptr_t value)
{
	return CALL(SQLSetStmtAttr)(st, attribute, (SQLPOINTER)value, 0);
}

static SQLUINTEGER dbc_attr(SQLHDBC dbc, SQLINTEGER attribute)
{
	SQLUINTEGER value = 0xDEAD;

	OK_D(dbc, CALL(SQLGetConnectAttr)(dbc, attribute, &value, 0, NULL));
	return value;
}

static void statement_defaults(void)
{
	static const SQLINTEGER zero[] = {
		SQL_ATTR_QUERY_TIMEOUT, SQL_ATTR_MAX_ROWS, SQL_ATTR_MAX_LENGTH, SQL_ATTR_NOSCAN, SQL_ATTR_KEYSET_SIZE,
		SQL_ATTR_USE_BOOKMARKS, SQL_ATTR_ASYNC_ENABLE, SQL_ATTR_CURSOR_TYPE, SQL_ATTR_CURSOR_SCROLLABLE,
		SQL_ATTR_ROW_BIND_TYPE, SQL_ATTR_PARAM_BIND_TYPE,
	};

	for (size_t i = 0; i < COUNT(zero); i++)
		if (!CHECK_INT(stmt_attr(zero[i]), 0))
			note("  ... attribute %d", (int)zero[i]);
	CHECK_INT(stmt_attr(SQL_ATTR_CONCURRENCY), SQL_CONCUR_READ_ONLY);
	CHECK_INT(stmt_attr(SQL_ATTR_RETRIEVE_DATA), SQL_RD_ON);
	CHECK_INT(stmt_attr(SQL_ATTR_ROW_ARRAY_SIZE), 1);
	CHECK_INT(stmt_attr(SQL_ATTR_PARAMSET_SIZE), 1);
	CHECK(stmt_attr(SQL_ATTR_APP_ROW_DESC) != 0);
	CHECK(stmt_attr(SQL_ATTR_IMP_PARAM_DESC) != 0);
}

static void cursors_we_do_not_have_become_those_we_have(void)
{
	INFO_S(st, set_stmt(SQL_ATTR_CURSOR_TYPE, SQL_CURSOR_KEYSET_DRIVEN), "01S02");
	CHECK_INT(stmt_attr(SQL_ATTR_CURSOR_TYPE), SQL_CURSOR_STATIC);
	CHECK_INT(stmt_attr(SQL_ATTR_CURSOR_SENSITIVITY), SQL_INSENSITIVE);
	INFO_S(st, set_stmt(SQL_ATTR_CONCURRENCY, SQL_CONCUR_LOCK), "01S02");
	CHECK_INT(stmt_attr(SQL_ATTR_CONCURRENCY), SQL_CONCUR_ROWVER);
	CHECK_INT(stmt_attr(SQL_ATTR_CURSOR_SENSITIVITY), SQL_UNSPECIFIED); /* it sees what is changed through it */
	OK_S(st, set_stmt(SQL_ATTR_CONCURRENCY, SQL_CONCUR_VALUES));
	OK_S(st, set_stmt(SQL_ATTR_CURSOR_SENSITIVITY, SQL_INSENSITIVE));
	CHECK_INT(stmt_attr(SQL_ATTR_CONCURRENCY), SQL_CONCUR_READ_ONLY);
	OK_S(st, x_exec(st, "select 1"));
	FAILS_S(st, set_stmt(SQL_ATTR_CURSOR_TYPE, SQL_CURSOR_FORWARD_ONLY), "24000");
}

static void values_that_are_refused(void)
{
	FAILS_S(st, set_stmt(SQL_ATTR_ROW_ARRAY_SIZE, 0), "HY024");
	FAILS_S(st, set_stmt(SQL_ATTR_CURSOR_TYPE, 77), "HY024");
	FAILS_S(st, set_stmt(29999, 1), IODBC ? "IM001" : "HY092"); /* iODBC does not ask the driver */
	FAILS_S(st, set_stmt(SQL_ATTR_USE_BOOKMARKS, 3), "HY024");
	FAILS_D(db, CALL(SQLSetConnectAttr)(db, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)(uintptr_t)17, 0), "HY024");
	FAILS_D(db, CALL(SQLSetConnectAttr)(db, SQL_ATTR_TXN_ISOLATION, (SQLPOINTER)(uintptr_t)12345, 0), "HY024");
	FAILS_D(db, CALL(SQLSetConnectAttr)(db, 29999, (SQLPOINTER)(uintptr_t)1, 0), "HY092");
}

static void connection_values(void)
{
	CHECK_INT(dbc_attr(db, SQL_ATTR_AUTOCOMMIT), SQL_AUTOCOMMIT_ON);
	CHECK_INT(dbc_attr(db, SQL_ATTR_ACCESS_MODE), SQL_MODE_READ_WRITE);
	CHECK_INT(dbc_attr(db, SQL_ATTR_TXN_ISOLATION), SQL_TXN_READ_COMMITTED);
	CHECK_INT(dbc_attr(db, SQL_ATTR_CONNECTION_TIMEOUT), 0);
	CHECK_INT(dbc_attr(db, SQL_ATTR_AUTO_IPD), SQL_FALSE);
}

static void the_current_catalog(void)
{
	tchar name[100];
	SQLINTEGER bytes = 0;

	OK_D(db, CALL(SQLGetConnectAttr)(db, SQL_ATTR_CURRENT_CATALOG, name, sizeof(name), &bytes));
	CHECK_STR(text_from(name, (size_t)bytes / sizeof(tchar)), setting("LB_DATABASE"));
	INFO_D(db, CALL(SQLGetConnectAttr)(db, SQL_ATTR_CURRENT_CATALOG, name, 5 * sizeof(tchar), &bytes), "01004");
	CHECK_STR(text_from(name, 4), format("%.4s", setting("LB_DATABASE")));
}

static void before_connecting(void)
{
	SQLHDBC dbc = dbc_new();

	OK_D(dbc, CALL(SQLSetConnectAttr)(dbc, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)(uintptr_t)SQL_AUTOCOMMIT_OFF, 0));
	OK_D(dbc, CALL(SQLSetConnectAttr)(dbc, SQL_ATTR_TXN_ISOLATION, (SQLPOINTER)(uintptr_t)SQL_TXN_REPEATABLE_READ, 0));
	OK_D(dbc, CALL(SQLSetConnectAttr)(dbc, SQL_ATTR_LOGIN_TIMEOUT, (SQLPOINTER)(uintptr_t)30, 0));
	if (OK_D(dbc, x_driver_connect(dbc, format("DSN=%s", setting("LB_TEST_DSN"))))) {
		CHECK_STR(query(dbc, "show transaction_isolation"), "repeatable read\n");
		CHECK_INT(dbc_attr(dbc, SQL_ATTR_AUTOCOMMIT), SQL_AUTOCOMMIT_OFF);
		CHECK_INT(dbc_attr(dbc, SQL_ATTR_LOGIN_TIMEOUT), 30);
		FAILS_D(dbc, CALL(SQLSetConnectAttr)(dbc, SQL_ATTR_LOGIN_TIMEOUT, (SQLPOINTER)(uintptr_t)10, 0), "HY011");
		OK_D(dbc, SQLEndTran(SQL_HANDLE_DBC, dbc, SQL_ROLLBACK));
	}
	dbc_close(dbc);
}

static void read_only_access(void)
{
	SQLHDBC dbc = dbc_new();
	SQLHSTMT s;

	OK_D(dbc, CALL(SQLSetConnectAttr)(dbc, SQL_ATTR_ACCESS_MODE, (SQLPOINTER)(uintptr_t)SQL_MODE_READ_ONLY, 0));
	if (OK_D(dbc, x_driver_connect(dbc, format("DSN=%s", setting("LB_TEST_DSN"))))) {
		s = stmt_new(dbc);
		FAILS_S(s, x_exec(s, format("create table %s (a int)", table_name("ro"))), "25006");
		stmt_free(s);
	}
	dbc_close(dbc);
}

static void the_number_of_the_row(void)
{
	OK_S(st, x_exec(st, "select generate_series(1, 3)"));
	OK_S(st, SQLFetch(st));
	CHECK_INT(stmt_attr(SQL_ATTR_ROW_NUMBER), 1);
	OK_S(st, SQLFetch(st));
	CHECK_INT(stmt_attr(SQL_ATTR_ROW_NUMBER), 2);
}

static void retrieving_nothing(void)
{
	SQLINTEGER n = -1;

	OK_S(st, set_stmt(SQL_ATTR_RETRIEVE_DATA, SQL_RD_OFF));
	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, &n, 0, NULL));
	OK_S(st, x_exec(st, "select 5"));
	OK_S(st, SQLFetch(st));
	CHECK_INT(n, -1);
}

static void noscan_leaves_braces_alone(void)
{
	OK_S(st, set_stmt(SQL_ATTR_NOSCAN, SQL_NOSCAN_ON));
	FAILS_S(st, x_exec(st, "select {fn ucase('a')}"), "42601");
	OK_S(st, set_stmt(SQL_ATTR_NOSCAN, SQL_NOSCAN_OFF));
	OK_S(st, x_exec(st, "select {fn ucase('a')}"));
	CHECK_STR(rows_of(st), "A\n");
}

static void cursor_names(void)
{
	SQLHSTMT other = stmt_new(db);
	tchar name[70];
	SQLSMALLINT n = 0;

	if (IODBC) { /* does not ask the driver before there is a cursor or a name was set */
		FAILS_S(st, CALL(SQLGetCursorName)(st, name, 70, &n), "HY015");
	} else {
		OK_S(st, CALL(SQLGetCursorName)(st, name, 70, &n));
		CHECK(CHECK_HAS(text_from(name, (size_t)n), "SQL_CUR"));
	}
	OK_S(st, CALL(SQLSetCursorName)(st, text_to("mine"), SQL_NTS));
	OK_S(st, CALL(SQLGetCursorName)(st, name, 70, &n));
	CHECK_STR(text_from(name, (size_t)n), "mine");
	FAILS_S(other, CALL(SQLSetCursorName)(other, text_to("mine"), SQL_NTS), "3C000");
	FAILS_S(other, CALL(SQLSetCursorName)(other, text_to("SQL_CURx"), SQL_NTS), "34000");
	stmt_free(other);
}

static void a_descriptor_of_ones_own(void)
{
	SQLHDESC desc = SQL_NULL_HDESC, got = SQL_NULL_HDESC;
	SQLINTEGER n = 0;

	OK_D(db, SQLAllocHandle(SQL_HANDLE_DESC, db, &desc));
	OK_S(st, CALL(SQLSetStmtAttr)(st, SQL_ATTR_APP_ROW_DESC, desc, 0));
	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, &n, 0, NULL));
	OK_S(st, CALL(SQLGetStmtAttr)(st, SQL_ATTR_APP_ROW_DESC, &got, 0, NULL));
	CHECK(got == desc);
	OK_S(st, x_exec(st, "select 9"));
	OK_S(st, SQLFetch(st));
	CHECK_INT(n, 9);
	SQLFreeStmt(st, SQL_CLOSE);
	CHECK_INT(SQLFreeHandle(SQL_HANDLE_DESC, desc), SQL_SUCCESS); /* the statement falls back to its own */
	OK_S(st, x_exec(st, "select 10"));
	CHECK_STR(rows_of(st), "10\n");
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(statement_defaults), TEST(cursors_we_do_not_have_become_those_we_have), TEST(values_that_are_refused),
		TEST(connection_values), TEST(the_current_catalog), TEST(before_connecting), TEST(read_only_access),
		TEST(the_number_of_the_row), TEST(retrieving_nothing), TEST(noscan_leaves_braces_alone), TEST(cursor_names),
		TEST(a_descriptor_of_ones_own),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
