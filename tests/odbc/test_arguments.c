/* Arguments that the reference says are errors, function by function, and texts that do not fit. */
#include "harness.h"

#include <string.h>

#define T(text) text_to(text), SQL_NTS

static void catalogs(void)
{
	FAILS_S(st, CALL(SQLTables)(st, NULL, 0, NULL, 0, text_to("x"), -5, NULL, 0), "HY090");
	FAILS_S(st, CALL(SQLColumns)(st, NULL, 0, NULL, 0, text_to("x"), -7, NULL, 0), "HY090");
	FAILS_S(st, CALL(SQLStatistics)(st, NULL, 0, NULL, 0, T("pg_class"), 77, SQL_QUICK), "HY100");
	FAILS_S(st, CALL(SQLStatistics)(st, NULL, 0, NULL, 0, T("pg_class"), SQL_INDEX_ALL, 77), "HY101");
	FAILS_S(st, CALL(SQLStatistics)(st, NULL, 0, NULL, 0, NULL, 0, SQL_INDEX_ALL, SQL_QUICK), "HY009");
	FAILS_S(st, CALL(SQLSpecialColumns)(st, 77, NULL, 0, NULL, 0, T("pg_class"), SQL_SCOPE_CURROW, SQL_NULLABLE), "HY097");
	FAILS_S(st, CALL(SQLSpecialColumns)(st, SQL_BEST_ROWID, NULL, 0, NULL, 0, T("pg_class"), 77, SQL_NULLABLE), "HY098");
	FAILS_S(st, CALL(SQLSpecialColumns)(st, SQL_BEST_ROWID, NULL, 0, NULL, 0, T("pg_class"), SQL_SCOPE_CURROW, 77), "HY099");
	FAILS_S(st, CALL(SQLPrimaryKeys)(st, NULL, 0, NULL, 0, NULL, 0), "HY009");
	FAILS_S(st, CALL(SQLForeignKeys)(st, NULL, 0, NULL, 0, NULL, 0, NULL, 0, NULL, 0, NULL, 0), "HY009");
	FAILS_S(st, CALL(SQLColumnPrivileges)(st, NULL, 0, NULL, 0, NULL, 0, NULL, 0), "HY009");
	FAILS_S(st, CALL(SQLGetTypeInfo)(st, 777), "HY004");
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_METADATA_ID, (SQLPOINTER)SQL_TRUE, 0));
	FAILS_S(st, CALL(SQLTables)(st, NULL, 0, NULL, 0, T("x"), NULL, 0), "HY009");
}

static void statements(void)
{
	SQLLEN n;

	FAILS_S(st, CALL(SQLExecDirect)(st, NULL, SQL_NTS), "HY009");
	FAILS_S(st, CALL(SQLPrepare)(st, NULL, SQL_NTS), "HY009");
	FAILS_S(st, CALL(SQLExecDirect)(st, text_to("select 1"), -5), "HY090");
	if (IODBC) /* lets it through, and an empty statement is none to complain about */
		OK_S(st, CALL(SQLPrepare)(st, text_to("select 1"), 0));
	else
		FAILS_S(st, CALL(SQLPrepare)(st, text_to("select 1"), 0), "HY090");
	FAILS_S(st, SQLFreeStmt(st, 77), "HY092");
	OK_S(st, x_exec(st, "select generate_series(1, 3)"));
	FAILS_S(st, SQLFetchScroll(st, 77, 0), IODBC ? "HY092" : "HY106");
	FAILS_S(st, SQLBindCol(st, 1, SQL_C_CHAR, &n, -1, NULL), "HY090");
	FAILS_S(st, SQLBindCol(st, 1, 777, &n, 8, NULL), "HY003");
	OK_S(st, SQLFetch(st));
	FAILS_S(st, SQLSetPos(st, 5, SQL_POSITION, SQL_LOCK_NO_CHANGE), "HY107");
	FAILS_S(st, SQLSetPos(st, 1, 77, SQL_LOCK_NO_CHANGE), IODBC ? "HY009" : "HY092");
	FAILS_S(st, SQLSetPos(st, 1, SQL_POSITION, 77), IODBC ? "HY009" : "HY092");
	FAILS_S(st, SQLSetPos(st, 1, SQL_UPDATE, SQL_LOCK_NO_CHANGE), "HY092"); /* a read-only cursor */
	FAILS_S(st, SQLGetData(st, 2, SQL_C_CHAR, &n, 8, NULL), "07009");
	FAILS_S(st, SQLGetData(st, 1, 777, &n, 8, NULL), "HY003");
	FAILS_S(st, SQLGetData(st, 1, SQL_C_CHAR, &n, -8, NULL), "HY090");
	FAILS_S(st, SQLGetData(st, 1, SQL_C_TYPE_DATE, &n, 8, NULL), "07006");
	RC_S(st, SQLRowCount(st, NULL), SQL_ERROR);
}

static void pieces_of_parameters(void)
{
	SQLLEN late = SQL_DATA_AT_EXEC;
	SQLINTEGER n = 5;
	SQLPOINTER token;

	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, (SQLPOINTER)1, 0, &late));
	RC_S(st, x_exec(st, "select ?"), SQL_NEED_DATA);
	RC_S(st, SQLParamData(st, &token), SQL_NEED_DATA);
	OK_S(st, SQLPutData(st, &n, 0));
	FAILS_S(st, SQLPutData(st, &n, 0), "HY019"); /* numbers come whole */
	OK_S(st, SQLCancel(st));
	SQLFreeStmt(st, SQL_RESET_PARAMS);
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, 10, 0, (SQLPOINTER)1, 0, &late));
	RC_S(st, x_exec(st, "select ?"), SQL_NEED_DATA);
	RC_S(st, SQLParamData(st, &token), SQL_NEED_DATA);
	FAILS_S(st, SQLPutData(st, NULL, 4), "HY009");
	OK_S(st, SQLCancel(st)); /* that was unixODBC's own answer */
	RC_S(st, x_exec(st, "select ?"), SQL_NEED_DATA);
	RC_S(st, SQLParamData(st, &token), SQL_NEED_DATA);
	FAILS_S(st, SQLPutData(st, &n, -77), "HY090");
	OK_S(st, x_prepare(st, "select 1")); /* appendix B: an error of SQLPutData ends the sequence */
	RC_S(st, x_exec(st, "select ?"), SQL_NEED_DATA);
	RC_S(st, SQLParamData(st, &token), SQL_NEED_DATA);
	OK_S(st, SQLPutData(st, (SQLPOINTER)(uintptr_t) "", 0)); /* an empty text is a value */
	RC_S(st, SQLParamData(st, &token), SQL_SUCCESS);
	CHECK_STR(rows_of(st), "\n");
}

static void cursor_names(void)
{
	SQLHSTMT other = stmt_new(db);
	tchar name[100];
	SQLSMALLINT n = 0;

	if (IODBC) { /* does not ask the driver before there is a cursor */
		FAILS_S(st, CALL(SQLGetCursorName)(st, name, 100, &n), "HY015");
		OK_S(st, x_exec(st, "select 1"));
	}
	OK_S(st, CALL(SQLGetCursorName)(st, name, 100, &n));
	CHECK(strncmp(text_from(name, (size_t)n), "SQL_CUR", 7) == 0);
	CHECK_INT(n <= 18, 1);
	SQLFreeStmt(st, SQL_CLOSE);
	OK_S(st, CALL(SQLSetCursorName)(st, T("mine")));
	FAILS_S(other, CALL(SQLSetCursorName)(other, T("mine")), "3C000");
	FAILS_S(other, CALL(SQLSetCursorName)(other, T("SQL_CURx")), "34000");
	FAILS_S(other, CALL(SQLSetCursorName)(other, T("SQLCURx")), "34000");
	FAILS_S(other, CALL(SQLSetCursorName)(other, NULL, 0), "HY009");
	INFO_S(st, CALL(SQLGetCursorName)(st, name, 3, &n), "01004");
	CHECK_INT(n, 4);
	CHECK_STR(text_from(name, 2), "mi");
	CHECK_INT(name[2], 0);
	stmt_free(other);
}

static void texts_that_do_not_fit(void)
{
	const bool whole = !IODBC || C_TEXT == SQL_C_WCHAR; /* iODBC tells of a text that it makes narrow what fitted */
	tchar small[5];
	SQLINTEGER n = 0;
	SQLSMALLINT s = 0;

	INFO_D(db, CALL(SQLNativeSql)(db, T("select {d '2024-01-01'}"), small, 5, &n), "01004");
	CHECK_STR(text_from(small, 4), "sele");
	CHECK(n > 10);
	INFO_D(db, CALL(SQLGetInfo)(db, SQL_DBMS_NAME, small, sizeof(small), &s), "01004");
	CHECK_INT(s, whole ? 10 * sizeof(tchar) : 4);
	CHECK_STR(text_from(small, 4), "Post");
	INFO_D(db, CALL(SQLGetConnectAttr)(db, SQL_ATTR_CURRENT_CATALOG, small, sizeof(small), &n), "01004");
	CHECK(whole ? n > (SQLINTEGER)sizeof(small) : n == 4);
	OK_S(st, x_exec(st, "select 1 as long_name"));
	INFO_S(st, CALL(SQLDescribeCol)(st, 1, small, 5, &s, NULL, NULL, NULL, NULL), "01004");
	CHECK_INT(s, 9);
	INFO_S(st, CALL(SQLColAttribute)(st, 1, SQL_DESC_NAME, small, sizeof(small), &s, NULL), "01004");
	CHECK_INT(s, whole ? 9 * sizeof(tchar) : 4);
	FAILS_S(st, CALL(SQLDescribeCol)(st, 1, small, -1, &s, NULL, NULL, NULL, NULL), "HY090");
	OK_S(st, CALL(SQLDescribeCol)(st, 1, NULL, 0, &s, NULL, NULL, NULL, NULL)); /* only the length is wanted */
	CHECK_INT(s, 9);
}

static void handles(void)
{
	SQLHANDLE out = NULL;

	CHECK_INT(SQLAllocHandle(77, env, &out), SQL_ERROR);
	CHECK(SQLEndTran(77, db, SQL_COMMIT) != SQL_SUCCESS);
	if (IODBC) /* refuses it without a record */
		CHECK_INT(SQLEndTran(SQL_HANDLE_DBC, db, 77), SQL_ERROR);
	else
		FAILS_D(db, SQLEndTran(SQL_HANDLE_DBC, db, 77), "HY012");
	CHECK_INT(SQLFetch(SQL_NULL_HSTMT), SQL_INVALID_HANDLE);
	FAILS_D(db, CALL(SQLGetInfo)(db, 29999, &out, sizeof(out), NULL), "HY096");
	CHECK_INT(CALL(SQLGetDiagRec)(SQL_HANDLE_STMT, st, -1, NULL, NULL, NULL, 0, NULL), SQL_ERROR);
	CHECK_INT(CALL(SQLGetDiagField)(SQL_HANDLE_STMT, st, 1, SQL_DIAG_SQLSTATE, NULL, 0, NULL), SQL_NO_DATA);
}

/* SQLSetStmtAttr: what is substituted says so, and what is read back is what is used. */
static void substituted(void)
{
	static const struct {
		SQLINTEGER attribute;
		SQLULEN value, used;
	} cases[] = {
		{SQL_ATTR_CURSOR_TYPE, SQL_CURSOR_KEYSET_DRIVEN, SQL_CURSOR_STATIC},
		{SQL_ATTR_CURSOR_TYPE, SQL_CURSOR_DYNAMIC, SQL_CURSOR_STATIC},
		{SQL_ATTR_CONCURRENCY, SQL_CONCUR_LOCK, SQL_CONCUR_ROWVER},
		{SQL_ATTR_SIMULATE_CURSOR, SQL_SC_UNIQUE, SQL_SC_NON_UNIQUE},
		{SQL_ATTR_KEYSET_SIZE, 50, 0},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		SQLULEN now = 77;

		INFO_S(st, SQLSetStmtAttr(st, cases[i].attribute, (SQLPOINTER)(uintptr_t)cases[i].value, 0), "01S02");
		OK_S(st, SQLGetStmtAttr(st, cases[i].attribute, &now, 0, NULL));
		if (!CHECK_INT(now, cases[i].used))
			note("  ... attribute %d", (int)cases[i].attribute);
	}
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(catalogs), TEST(statements), TEST(pieces_of_parameters), TEST(cursor_names), TEST(texts_that_do_not_fit),
		TEST(handles), TEST(substituted),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
