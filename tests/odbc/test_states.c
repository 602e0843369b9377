/*
 * The state machine of appendix B, from tests/data/states.tsv.  This program is
 * linked with the driver itself: a driver manager would answer most of it.
 */
#include "harness.h"

#include "../unit/tsv.h"

#include <string.h>

enum state { S1, S2, S3, S4NP, S4P, S5NP, S5P, S6, S7, S8, S9, S10, STATES };

static const char *const names[STATES] = {"S1", "S2", "S3", "S4np", "S4p", "S5np", "S5p", "S6", "S7", "S8", "S9", "S10"};

static SQLLEN late = SQL_DATA_AT_EXEC;
static SQLINTEGER number = 1;
static SQLULEN fetched;
static SQLUSMALLINT status[1];

static SQLHSTMT in_state(enum state state)
{
	static const char *const nothing = "do $$ begin end $$", *const rows = "select generate_series(1, 3)";
	SQLHSTMT h = stmt_new(db);
	SQLPOINTER token;

	switch (state) {
	case S2:
		OK_S(h, x_prepare(h, nothing));
		break;
	case S3:
		OK_S(h, x_prepare(h, rows));
		break;
	case S4NP:
		OK_S(h, x_exec(h, nothing));
		break;
	case S4P:
		OK_S(h, x_prepare(h, nothing));
		OK_S(h, SQLExecute(h));
		break;
	case S5P:
		OK_S(h, x_prepare(h, rows));
		OK_S(h, SQLExecute(h));
		break;
	case S5NP:
	case S6:
	case S7:
		OK_S(h, x_exec(h, rows));
		if (state == S6)
			OK_S(h, SQLFetch(h));
		if (state == S7)
			OK_S(h, SQLExtendedFetch(h, SQL_FETCH_NEXT, 0, &fetched, status));
		break;
	case S8:
	case S9:
	case S10:
		OK_S(h, SQLBindParameter(h, 1, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, 10, 0, (SQLPOINTER)1, 0, &late));
		RC_S(h, x_exec(h, "select ?"), SQL_NEED_DATA);
		if (state != S8)
			RC_S(h, SQLParamData(h, &token), SQL_NEED_DATA);
		if (state == S10)
			OK_S(h, SQLPutData(h, (SQLPOINTER)(uintptr_t) "x", 1));
		break;
	default:
		break;
	}
	return h;
}

/* ---- the calls ---- */

#define CALL_OF(name, ...)                     \
	static SQLRETURN call_##name(SQLHSTMT h) \
	{                                        \
		return __VA_ARGS__;              \
	}

static SQLSMALLINT small;
static SQLLEN length;
static SQLULEN word;
static SQLPOINTER pointer;
static tchar text[100];

CALL_OF(bind_col, SQLBindCol(h, 1, SQL_C_SLONG, &number, 0, NULL))
CALL_OF(bind_parameter, SQLBindParameter(h, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &number, 0, NULL))
CALL_OF(cancel, SQLCancel(h))
CALL_OF(close_cursor, SQLCloseCursor(h))
CALL_OF(col_attribute, CALL(SQLColAttribute)(h, 1, SQL_DESC_TYPE, NULL, 0, NULL, &length))
CALL_OF(describe_col, CALL(SQLDescribeCol)(h, 1, text, 100, &small, &small, &word, &small, &small))
CALL_OF(describe_param, SQLDescribeParam(h, 1, &small, &word, &small, &small))
CALL_OF(exec_direct, CALL(SQLExecDirect)(h, text_to("select 1"), SQL_NTS))
CALL_OF(execute, SQLExecute(h))
CALL_OF(extended_fetch, SQLExtendedFetch(h, SQL_FETCH_NEXT, 0, &fetched, status))
CALL_OF(fetch, SQLFetch(h))
CALL_OF(fetch_scroll, SQLFetchScroll(h, SQL_FETCH_NEXT, 0))
CALL_OF(close_, SQLFreeStmt(h, SQL_CLOSE))
CALL_OF(unbind, SQLFreeStmt(h, SQL_UNBIND))
CALL_OF(reset, SQLFreeStmt(h, SQL_RESET_PARAMS))
CALL_OF(get_cursor_name, CALL(SQLGetCursorName)(h, text, 100, &small))
CALL_OF(get_data, SQLGetData(h, 1, SQL_C_SLONG, &number, 0, NULL))
CALL_OF(get_attr, CALL(SQLGetStmtAttr)(h, SQL_ATTR_MAX_ROWS, &word, 0, NULL))
CALL_OF(row_number, CALL(SQLGetStmtAttr)(h, SQL_ATTR_ROW_NUMBER, &word, 0, NULL))
CALL_OF(type_info, CALL(SQLGetTypeInfo)(h, SQL_ALL_TYPES))
CALL_OF(tables, CALL(SQLTables)(h, NULL, 0, NULL, 0, text_to("pg_class"), SQL_NTS, NULL, 0))
CALL_OF(columns, CALL(SQLColumns)(h, NULL, 0, NULL, 0, text_to("pg_class"), SQL_NTS, NULL, 0))
CALL_OF(statistics, CALL(SQLStatistics)(h, NULL, 0, NULL, 0, text_to("pg_class"), SQL_NTS, SQL_INDEX_ALL, SQL_QUICK))
CALL_OF(special, CALL(SQLSpecialColumns)(h, SQL_BEST_ROWID, NULL, 0, NULL, 0, text_to("pg_class"), SQL_NTS, SQL_SCOPE_CURROW,
					 SQL_NULLABLE))
CALL_OF(primary, CALL(SQLPrimaryKeys)(h, NULL, 0, NULL, 0, text_to("pg_class"), SQL_NTS))
CALL_OF(foreign, CALL(SQLForeignKeys)(h, NULL, 0, NULL, 0, text_to("pg_class"), SQL_NTS, NULL, 0, NULL, 0, NULL, 0))
CALL_OF(procedures, CALL(SQLProcedures)(h, NULL, 0, NULL, 0, text_to("lower"), SQL_NTS))
CALL_OF(more, SQLMoreResults(h))
CALL_OF(num_params, SQLNumParams(h, &small))
CALL_OF(num_cols, SQLNumResultCols(h, &small))
CALL_OF(param_data, SQLParamData(h, &pointer))
CALL_OF(prepare, CALL(SQLPrepare)(h, text_to("select 1"), SQL_NTS))
CALL_OF(put_data, SQLPutData(h, (SQLPOINTER)(uintptr_t) "y", 1))
CALL_OF(row_count, SQLRowCount(h, &length))
CALL_OF(set_cursor_name, CALL(SQLSetCursorName)(h, text_to(format("c%p", h)), SQL_NTS))
CALL_OF(set_pos, SQLSetPos(h, 1, SQL_POSITION, SQL_LOCK_NO_CHANGE))
CALL_OF(bulk_operations, SQLBulkOperations(h, SQL_ADD))
CALL_OF(set_attr, CALL(SQLSetStmtAttr)(h, SQL_ATTR_MAX_ROWS, NULL, 0))
CALL_OF(cursor_type, CALL(SQLSetStmtAttr)(h, SQL_ATTR_CURSOR_TYPE, (SQLPOINTER)SQL_CURSOR_STATIC, 0))
CALL_OF(end_tran, (void)h, SQLEndTran(SQL_HANDLE_DBC, db, SQL_COMMIT))
CALL_OF(disconnect, (void)h, SQLDisconnect(db))

static const struct {
	const char *name;
	SQLRETURN (*call)(SQLHSTMT h);
	bool of_connection;
} calls[] = {
	{"SQLBindCol", call_bind_col, false}, {"SQLBindParameter", call_bind_parameter, false}, {"SQLCancel", call_cancel, false},
	{"SQLCloseCursor", call_close_cursor, false}, {"SQLColAttribute", call_col_attribute, false},
	{"SQLDescribeCol", call_describe_col, false}, {"SQLDescribeParam", call_describe_param, false},
	{"SQLExecDirect", call_exec_direct, false}, {"SQLExecute", call_execute, false},
	{"SQLExtendedFetch", call_extended_fetch, false}, {"SQLFetch", call_fetch, false},
	{"SQLFetchScroll", call_fetch_scroll, false}, {"SQLFreeStmt(CLOSE)", call_close_, false},
	{"SQLFreeStmt(UNBIND)", call_unbind, false}, {"SQLFreeStmt(RESET)", call_reset, false},
	{"SQLGetCursorName", call_get_cursor_name, false}, {"SQLGetData", call_get_data, false},
	{"SQLGetStmtAttr", call_get_attr, false}, {"SQLGetStmtAttr(ROW_NUMBER)", call_row_number, false},
	{"SQLGetTypeInfo", call_type_info, false}, {"SQLTables", call_tables, false}, {"SQLColumns", call_columns, false},
	{"SQLStatistics", call_statistics, false}, {"SQLSpecialColumns", call_special, false},
	{"SQLPrimaryKeys", call_primary, false}, {"SQLForeignKeys", call_foreign, false}, {"SQLProcedures", call_procedures, false},
	{"SQLMoreResults", call_more, false}, {"SQLNumParams", call_num_params, false}, {"SQLNumResultCols", call_num_cols, false},
	{"SQLParamData", call_param_data, false}, {"SQLPrepare", call_prepare, false}, {"SQLPutData", call_put_data, false},
	{"SQLRowCount", call_row_count, false}, {"SQLSetCursorName", call_set_cursor_name, false}, {"SQLSetPos", call_set_pos, false},
	{"SQLBulkOperations", call_bulk_operations, false},
	{"SQLSetStmtAttr", call_set_attr, false}, {"SQLSetStmtAttr(CURSOR_TYPE)", call_cursor_type, false},
	{"SQLEndTran", call_end_tran, true}, {"SQLDisconnect", call_disconnect, true},
};

/* ---- the table ---- */

static void check_answer(const struct tsv *t, enum state state, SQLRETURN rc, SQLSMALLINT kind, SQLHANDLE h)
{
	const char *want = t->columns[1 + state];
	const char *got = rc == SQL_ERROR ? diag_state(kind, h, 1) : rc == SQL_INVALID_HANDLE ? "invalid handle" : "ok";

	if (!CHECK_STR(got, want))
		note("  ... %s:%d: %s in %s %s", t->name, t->line, t->columns[0], names[state], diag_text(kind, h, 1));
}

static void try_call(const struct tsv *t, size_t i, enum state state)
{
	SQLHSTMT h = in_state(state);
	SQLRETURN rc = calls[i].call(h);

	if (calls[i].of_connection)
		check_answer(t, state, rc, SQL_HANDLE_DBC, db);
	else
		check_answer(t, state, rc, SQL_HANDLE_STMT, h);
	SQLCancel(h);
	stmt_free(h);
}

static void try_free(const struct tsv *t, enum state state)
{
	SQLHSTMT h = in_state(state);
	const SQLRETURN rc = SQLFreeHandle(SQL_HANDLE_STMT, h);

	if (!CHECK_INT(rc, strcmp(t->columns[1 + state], "ok") == 0 ? SQL_SUCCESS : SQL_ERROR))
		note("  ... SQLFreeHandle in %s", names[state]);
	if (rc != SQL_SUCCESS) {
		SQLCancel(h);
		stmt_free(h);
	}
}

static void every_call_in_every_state(void)
{
	struct tsv t;
	size_t lines = 0;

	if (!CHECK(tsv_open(&t, "states.tsv")))
		return;
	while (tsv_next(&t)) {
		const bool frees = strcmp(t.columns[0], "SQLFreeHandle") == 0;
		size_t i = 0;

		lines++;
		CHECK_INT(t.count, 1 + STATES);
		while (i < COUNT(calls) && strcmp(calls[i].name, t.columns[0]) != 0)
			i++;
		if (t.count != 1 + STATES || !(frees || CHECK(i < COUNT(calls))))
			continue;
		for (int state = S1; state < STATES; state++) {
			if (strcmp(t.columns[1 + state], "-") == 0)
				continue;
			if (frees)
				try_free(&t, (enum state)state);
			else
				try_call(&t, i, (enum state)state);
		}
	}
	tsv_close(&t);
	CHECK_INT(lines, COUNT(calls) + 1);
}

/* Where a call leads: the next state is what the next calls show. */
static void what_comes_after(void)
{
	SQLHSTMT h = in_state(S5P);

	OK_S(h, SQLCloseCursor(h)); /* S3: prepared still */
	OK_S(h, SQLExecute(h));
	OK_S(h, SQLFreeStmt(h, SQL_CLOSE));
	OK_S(h, SQLExecute(h));
	stmt_free(h);
	h = in_state(S5NP);
	OK_S(h, SQLCloseCursor(h)); /* S1 */
	FAILS_S(h, SQLExecute(h), "HY010");
	stmt_free(h);
	h = in_state(S3);
	OK_S(h, CALL(SQLGetTypeInfo)(h, SQL_ALL_TYPES)); /* S5, and nothing is prepared any more */
	OK_S(h, SQLCloseCursor(h));
	FAILS_S(h, SQLExecute(h), "HY010");
	stmt_free(h);
	h = in_state(S3);
	CHECK_INT(CALL(SQLPrepare)(h, text_to("select '"), SQL_NTS), SQL_ERROR); /* S1 */
	FAILS_S(h, SQLExecute(h), "HY010");
	stmt_free(h);
	h = in_state(S7);
	OK_S(h, SQLCloseCursor(h));
	OK_S(h, x_exec(h, "select 1"));
	OK_S(h, SQLFetch(h)); /* how the last cursor was read does not matter */
	stmt_free(h);
	h = in_state(S10);
	OK_S(h, SQLCancel(h));
	OK_S(h, x_exec(h, "select 1"));
	stmt_free(h);
}

static void connection_states(void)
{
	SQLHDBC c = dbc_new();
	SQLHANDLE h = NULL;
	SQLUINTEGER n;

	FAILS_D(c, SQLAllocHandle(SQL_HANDLE_STMT, c, &h), "08003");
	FAILS_D(c, SQLAllocHandle(SQL_HANDLE_DESC, c, &h), "08003");
	FAILS_D(c, SQLDisconnect(c), "08003");
	FAILS_D(c, SQLEndTran(SQL_HANDLE_DBC, c, SQL_COMMIT), "08003");
	FAILS_D(c, CALL(SQLGetInfo)(c, SQL_DBMS_NAME, text, sizeof(text), NULL), "08003");
	FAILS_D(c, CALL(SQLNativeSql)(c, text_to("select 1"), SQL_NTS, text, 100, NULL), "08003");
	OK_D(c, CALL(SQLSetConnectAttr)(c, SQL_ATTR_AUTOCOMMIT, SQL_AUTOCOMMIT_OFF, 0));
	OK_D(c, CALL(SQLGetConnectAttr)(c, SQL_ATTR_AUTOCOMMIT, &n, 0, NULL));
	CHECK_INT(n, SQL_AUTOCOMMIT_OFF);
	OK_D(c, x_driver_connect(c, format("DSN=%s", setting("LB_TEST_DSN"))));
	FAILS_D(c, x_driver_connect(c, format("DSN=%s", setting("LB_TEST_DSN"))), "08002");
	FAILS_D(c, x_connect(c, setting("LB_TEST_DSN"), NULL, NULL), "08002");
	FAILS_D(c, SQLFreeHandle(SQL_HANDLE_DBC, c), "HY010");
	FAILS_D(c, SQLEndTran(SQL_HANDLE_DBC, c, 77), "HY012");
	FAILS_D(c, CALL(SQLSetConnectAttr)(c, SQL_ATTR_LOGIN_TIMEOUT, (SQLPOINTER)5, 0), "HY011");
	run(c, "create temporary table in_a_transaction (a int)");
	FAILS_D(c, SQLDisconnect(c), "25000");
	FAILS_D(c, CALL(SQLSetConnectAttr)(c, SQL_ATTR_TXN_ISOLATION, (SQLPOINTER)SQL_TXN_SERIALIZABLE, 0), "HY011");
	OK_D(c, SQLEndTran(SQL_HANDLE_DBC, c, SQL_ROLLBACK));
	OK_D(c, SQLDisconnect(c));
	FAILS_D(c, SQLDisconnect(c), "08003");
	OK_D(c, x_driver_connect(c, format("DSN=%s", setting("LB_TEST_DSN")))); /* the handle can be used again */
	dbc_close(c);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {TEST(every_call_in_every_state), TEST(what_comes_after), TEST(connection_states)};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
