/*
 * Handles through the exported functions, without a server: life and death,
 * call sequences, diagnostics.  A connection is made "connected" by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>
#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>
#include <unistd.h>

#include "odbc/stmt.h"

static SQLHENV env;
static SQLHDBC dbc;
static SQLHSTMT stmt;

static int setup(void **state)
{
	(void)state;
	assert_int_equal(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &env), SQL_SUCCESS);
	assert_int_equal(SQLSetEnvAttr(env, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)SQL_OV_ODBC3, 0), SQL_SUCCESS);
	assert_int_equal(SQLAllocHandle(SQL_HANDLE_DBC, env, &dbc), SQL_SUCCESS);
	((struct dbc *)dbc)->connected = true;
	assert_int_equal(SQLAllocHandle(SQL_HANDLE_STMT, dbc, &stmt), SQL_SUCCESS);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	if (((struct dbc *)dbc)->connected)
		assert_int_equal(SQLDisconnect(dbc), SQL_SUCCESS);
	assert_int_equal(SQLFreeHandle(SQL_HANDLE_DBC, dbc), SQL_SUCCESS);
	assert_int_equal(SQLFreeHandle(SQL_HANDLE_ENV, env), SQL_SUCCESS);
	return 0;
}

static void assert_code(SQLSMALLINT kind, SQLHANDLE h, const char *code)
{
	SQLCHAR state[6] = "none";

	SQLGetDiagRec(kind, h, 1, state, NULL, NULL, 0, NULL);
	assert_string_equal((char *)state, code);
}

/* ---- life ---- */

static void a_pointer_that_is_no_live_handle_of_that_kind_is_refused(void **state)
{
	SQLHSTMT dead;
	SQLHANDLE out;

	(void)state;
	assert_int_equal(SQLFetch(SQL_NULL_HSTMT), SQL_INVALID_HANDLE);
	assert_int_equal(SQLFetch(dbc), SQL_INVALID_HANDLE);
	assert_int_equal(SQLFetch((char *)stmt + 1), SQL_INVALID_HANDLE);
	assert_int_equal(SQLDisconnect(stmt), SQL_INVALID_HANDLE);
	assert_int_equal(SQLAllocHandle(SQL_HANDLE_STMT, env, &out), SQL_INVALID_HANDLE);
	assert_null(out);
	assert_int_equal(SQLFreeHandle(SQL_HANDLE_DBC, stmt), SQL_INVALID_HANDLE);
	assert_int_equal(SQLGetDiagRec(SQL_HANDLE_DBC, stmt, 1, NULL, NULL, NULL, 0, NULL), SQL_INVALID_HANDLE);
	assert_int_equal(SQLGetDiagRec(99, stmt, 1, NULL, NULL, NULL, 0, NULL), SQL_INVALID_HANDLE);
	assert_int_equal(SQLEndTran(SQL_HANDLE_STMT, stmt, SQL_COMMIT), SQL_INVALID_HANDLE);
	assert_int_equal(SQLAllocHandle(SQL_HANDLE_STMT, dbc, &dead), SQL_SUCCESS);
	atomic_store(&((struct stmt *)dead)->head.magic, 0); /* as a freed one looks */
	assert_int_equal(SQLFetch(dead), SQL_INVALID_HANDLE);
	atomic_store(&((struct stmt *)dead)->head.magic, HANDLE_MAGIC + SQL_HANDLE_STMT);
	assert_int_equal(SQLFreeHandle(SQL_HANDLE_STMT, dead), SQL_SUCCESS);
}

static void parents_must_be_ready_for_children(void **state)
{
	SQLHENV fresh;
	SQLHANDLE out = env;

	(void)state;
	assert_int_equal(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &fresh), SQL_SUCCESS);
	assert_int_equal(SQLAllocHandle(SQL_HANDLE_DBC, fresh, &out), SQL_ERROR); /* no version yet */
	assert_code(SQL_HANDLE_ENV, fresh, "HY010");
	assert_null(out);
	assert_int_equal(SQLFreeHandle(SQL_HANDLE_ENV, fresh), SQL_SUCCESS);
	assert_int_equal(SQLAllocHandle(SQL_HANDLE_DBC, env, &out), SQL_SUCCESS);
	assert_int_equal(SQLAllocHandle(SQL_HANDLE_STMT, out, &fresh), SQL_ERROR);
	assert_code(SQL_HANDLE_DBC, out, "08003");
	assert_int_equal(SQLAllocHandle(SQL_HANDLE_DESC, out, &fresh), SQL_ERROR);
	assert_code(SQL_HANDLE_DBC, out, "08003");
	assert_int_equal(SQLAllocHandle(SQL_HANDLE_STMT, dbc, NULL), SQL_ERROR);
	assert_code(SQL_HANDLE_DBC, dbc, "HY009");
	assert_int_equal(SQLFreeHandle(SQL_HANDLE_DBC, out), SQL_SUCCESS);
}

static void a_parent_with_children_is_not_freed(void **state)
{
	(void)state;
	assert_int_equal(SQLFreeHandle(SQL_HANDLE_ENV, env), SQL_ERROR);
	assert_code(SQL_HANDLE_ENV, env, "HY010");
	assert_int_equal(SQLFreeHandle(SQL_HANDLE_DBC, dbc), SQL_ERROR);
	assert_code(SQL_HANDLE_DBC, dbc, "HY010");
}

static void disconnecting_frees_what_lives_on_the_connection(void **state)
{
	SQLHSTMT more[3];
	SQLHDESC desc;

	(void)state;
	for (size_t i = 0; i < LB_COUNT(more); i++)
		assert_int_equal(SQLAllocHandle(SQL_HANDLE_STMT, dbc, &more[i]), SQL_SUCCESS);
	assert_int_equal(SQLAllocHandle(SQL_HANDLE_DESC, dbc, &desc), SQL_SUCCESS);
	assert_int_equal(SQLSetStmtAttr(more[0], SQL_ATTR_APP_ROW_DESC, desc, 0), SQL_SUCCESS);
	assert_int_equal(SQLDisconnect(dbc), SQL_SUCCESS);
	assert_null(((struct dbc *)dbc)->head.children); /* and the leak checker says the rest */
	assert_int_equal(SQLDisconnect(dbc), SQL_ERROR);
	assert_code(SQL_HANDLE_DBC, dbc, "08003");
}

static void a_statement_in_flight_keeps_the_connection(void **state)
{
	(void)state;
	((struct stmt *)stmt)->phase = PHASE_ASYNC;
	assert_int_equal(SQLDisconnect(dbc), SQL_ERROR);
	assert_code(SQL_HANDLE_DBC, dbc, "HY010");
	assert_int_equal(SQLFreeHandle(SQL_HANDLE_STMT, stmt), SQL_ERROR);
	assert_code(SQL_HANDLE_STMT, stmt, "HY010");
	((struct stmt *)stmt)->phase = PHASE_ALLOCATED;
	assert_int_equal(SQLFreeStmt(stmt, SQL_DROP), SQL_SUCCESS);
}

static void descriptors_of_a_statement_are_not_the_applications_to_free(void **state)
{
	SQLHDESC ard = NULL, own;

	(void)state;
	assert_int_equal(SQLGetStmtAttr(stmt, SQL_ATTR_APP_ROW_DESC, &ard, 0, NULL), SQL_SUCCESS);
	assert_int_equal(SQLFreeHandle(SQL_HANDLE_DESC, ard), SQL_ERROR);
	assert_code(SQL_HANDLE_DESC, ard, "HY017");
	assert_int_equal(SQLAllocHandle(SQL_HANDLE_DESC, dbc, &own), SQL_SUCCESS);
	assert_int_equal(SQLSetStmtAttr(stmt, SQL_ATTR_APP_ROW_DESC, own, 0), SQL_SUCCESS);
	assert_int_equal(SQLFreeHandle(SQL_HANDLE_DESC, own), SQL_SUCCESS);
	assert_int_equal(SQLGetStmtAttr(stmt, SQL_ATTR_APP_ROW_DESC, &own, 0, NULL), SQL_SUCCESS);
	assert_ptr_equal(own, ard); /* back to the implicit one */
}

/* ---- call sequences: appendix B, written down a second time ---- */

static SQLRETURN call_fetch(void) { return SQLFetch(stmt); }
static SQLRETURN call_scroll(void) { return SQLFetchScroll(stmt, SQL_FETCH_NEXT, 0); }
static SQLRETURN call_extended(void) { return SQLExtendedFetch(stmt, SQL_FETCH_NEXT, 0, NULL, NULL); }
static SQLRETURN call_get_data(void) { return SQLGetData(stmt, 1, SQL_C_CHAR, NULL, 0, NULL); }
static SQLRETURN call_set_pos(void) { return SQLSetPos(stmt, 1, SQL_POSITION, SQL_LOCK_NO_CHANGE); }
static SQLRETURN call_close(void) { return SQLCloseCursor(stmt); }
static SQLRETURN call_execute(void) { return SQLExecute(stmt); }
static SQLRETURN call_prepare(void) { return SQLPrepare(stmt, (SQLCHAR *)"x", SQL_NTS); }
static SQLRETURN call_tables(void) { return SQLTables(stmt, NULL, 0, NULL, 0, NULL, 0, NULL, 0); }
static SQLRETURN call_describe(void) { return SQLDescribeCol(stmt, 1, NULL, 0, NULL, NULL, NULL, NULL, NULL); }
static SQLRETURN call_attribute(void) { return SQLColAttribute(stmt, 1, SQL_DESC_TYPE, NULL, 0, NULL, NULL); }
static SQLRETURN call_columns(void) { SQLSMALLINT n; return SQLNumResultCols(stmt, &n); }
static SQLRETURN call_params(void) { SQLSMALLINT n; return SQLNumParams(stmt, &n); }
static SQLRETURN call_row_count(void) { SQLLEN n; return SQLRowCount(stmt, &n); }
static SQLRETURN call_param_data(void) { SQLPOINTER p; return SQLParamData(stmt, &p); }
static SQLRETURN call_put_data(void) { return SQLPutData(stmt, (SQLPOINTER)(uintptr_t)"", 0); }
static SQLRETURN call_bind(void) { return SQLBindCol(stmt, 1, SQL_C_CHAR, NULL, 0, NULL); }
static SQLRETURN call_free(void) { return SQLFreeStmt(stmt, SQL_CLOSE); }
static SQLRETURN call_more(void) { return SQLMoreResults(stmt); }

#define BAD "HY010"
#define CUR "24000"

struct sequence {
	const char *name;
	SQLRETURN (*call)(void);
	const char *code[6]; /* by enum stmt_phase; NULL: allowed, and not called here */
};

static const struct sequence sequences[] = {
	/*                          S1   S2-3 S4    S5-7  S8-10 S11 */
	{"Fetch", call_fetch,         {BAD, BAD, CUR, NULL, BAD, NULL}},
	{"FetchScroll", call_scroll,  {BAD, BAD, CUR, NULL, BAD, NULL}},
	{"ExtendedFetch", call_extended, {BAD, BAD, CUR, NULL, BAD, NULL}},
	{"GetData", call_get_data,    {BAD, BAD, CUR, NULL, BAD, NULL}},
	{"SetPos", call_set_pos,      {BAD, BAD, CUR, NULL, BAD, NULL}},
	{"CloseCursor", call_close,   {CUR, CUR, CUR, NULL, BAD, BAD}},
	{"Execute", call_execute,     {BAD, NULL, NULL, NULL, BAD, NULL}},
	{"Prepare", call_prepare,     {NULL, NULL, NULL, NULL, BAD, NULL}},
	{"Tables", call_tables,       {NULL, NULL, NULL, NULL, BAD, NULL}},
	{"DescribeCol", call_describe, {BAD, NULL, CUR, NULL, BAD, NULL}},
	{"ColAttribute", call_attribute, {BAD, NULL, CUR, NULL, BAD, NULL}},
	{"NumResultCols", call_columns, {BAD, NULL, NULL, NULL, BAD, NULL}},
	{"NumParams", call_params,    {BAD, NULL, NULL, NULL, BAD, NULL}},
	{"RowCount", call_row_count,  {BAD, BAD, NULL, NULL, BAD, BAD}},
	{"ParamData", call_param_data, {BAD, BAD, BAD, BAD, NULL, NULL}},
	{"PutData", call_put_data,    {BAD, BAD, BAD, BAD, NULL, NULL}},
	{"BindCol", call_bind,        {NULL, NULL, NULL, NULL, BAD, BAD}},
	{"FreeStmt", call_free,       {NULL, NULL, NULL, NULL, BAD, BAD}},
	{"MoreResults", call_more,    {NULL, NULL, NULL, NULL, BAD, NULL}},
};

static void calls_out_of_sequence_are_refused(void **state)
{
	struct stmt *s = stmt;

	(void)state;
	for (size_t i = 0; i < LB_COUNT(sequences); i++)
		for (size_t phase = 0; phase < 6; phase++) {
			const char *want = sequences[i].code[phase];
			SQLCHAR got[6] = "none";

			if (!want)
				continue;
			s->phase = (enum stmt_phase)phase;
			if (sequences[i].call() != SQL_ERROR)
				fail_msg("%s in phase %zu was allowed", sequences[i].name, phase);
			SQLGetDiagRec(SQL_HANDLE_STMT, stmt, 1, got, NULL, NULL, 0, NULL);
			if (strcmp((char *)got, want) != 0)
				fail_msg("%s in phase %zu: %s, not %s", sequences[i].name, phase, (char *)got, want);
			assert_int_equal(s->head.lock->depth, 0); /* the lock was given back */
		}
	s->phase = PHASE_ALLOCATED;
}

static void connections_know_whether_they_are_open(void **state)
{
	SQLHDBC other;
	SQLCHAR out[8];

	(void)state;
	assert_int_equal(SQLConnect(dbc, (SQLCHAR *)"x", SQL_NTS, NULL, 0, NULL, 0), SQL_ERROR);
	assert_code(SQL_HANDLE_DBC, dbc, "08002");
	assert_int_equal(SQLDriverConnect(dbc, NULL, (SQLCHAR *)"x", SQL_NTS, NULL, 0, NULL, 0), SQL_ERROR);
	assert_code(SQL_HANDLE_DBC, dbc, "08002");
	assert_int_equal(SQLAllocHandle(SQL_HANDLE_DBC, env, &other), SQL_SUCCESS);
	assert_int_equal(SQLNativeSql(other, (SQLCHAR *)"x", 1, out, sizeof(out), NULL), SQL_ERROR);
	assert_code(SQL_HANDLE_DBC, other, "08003");
	assert_int_equal(SQLGetInfo(other, SQL_DBMS_NAME, out, sizeof(out), NULL), SQL_ERROR);
	assert_code(SQL_HANDLE_DBC, other, "08003");
	assert_int_equal(SQLEndTran(SQL_HANDLE_DBC, other, SQL_COMMIT), SQL_ERROR);
	assert_code(SQL_HANDLE_DBC, other, "08003");
	assert_int_equal(SQLEndTran(SQL_HANDLE_ENV, env, 7), SQL_ERROR);
	assert_code(SQL_HANDLE_ENV, env, "HY012");
	assert_int_equal(SQLDriverConnect(other, NULL, (SQLCHAR *)"Server=x", SQL_NTS, NULL, 0, NULL, 9), SQL_ERROR);
	assert_code(SQL_HANDLE_DBC, other, "HY110");
	assert_int_equal(SQLDriverConnect(other, NULL, (SQLCHAR *)"Server=x", SQL_NTS, out, -4, NULL, 0), SQL_ERROR);
	assert_code(SQL_HANDLE_DBC, other, "HY090");
	assert_int_equal(SQLFreeHandle(SQL_HANDLE_DBC, other), SQL_SUCCESS);
}

/* ---- diagnostics ---- */

static void diagnostics_stay_until_the_next_call(void **state)
{
	SQLCHAR message[200];
	SQLSMALLINT length;
	SQLINTEGER native = 99, number = 0;
	SQLRETURN rc = 0;

	(void)state;
	assert_int_equal(SQLFetch(stmt), SQL_ERROR);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(SQLGetDiagRec(SQL_HANDLE_STMT, stmt, 1, NULL, &native, message, sizeof(message),
					       &length),
				 SQL_SUCCESS);
		assert_memory_equal(message, "[Lakebase][ODBC Driver]SQLFetch", 31);
		assert_int_equal(length, strlen((char *)message));
		assert_int_equal(native, 0);
	}
	assert_int_equal(SQLGetDiagRec(SQL_HANDLE_STMT, stmt, 2, NULL, NULL, NULL, 0, NULL), SQL_NO_DATA);
	assert_int_equal(SQLGetDiagRec(SQL_HANDLE_STMT, stmt, 0, NULL, NULL, NULL, 0, NULL), SQL_ERROR);
	assert_int_equal(SQLGetDiagRec(SQL_HANDLE_STMT, stmt, 1, NULL, NULL, message, -1, NULL), SQL_ERROR);
	assert_int_equal(SQLGetDiagField(SQL_HANDLE_STMT, stmt, 0, SQL_DIAG_NUMBER, &number, 0, NULL), SQL_SUCCESS);
	assert_int_equal(number, 1);
	assert_int_equal(SQLGetDiagField(SQL_HANDLE_STMT, stmt, 0, SQL_DIAG_RETURNCODE, &rc, 0, NULL), SQL_SUCCESS);
	assert_int_equal(rc, SQL_ERROR);
	assert_int_equal(SQLFreeStmt(stmt, SQL_UNBIND), SQL_SUCCESS);
	assert_int_equal(SQLGetDiagRec(SQL_HANDLE_STMT, stmt, 1, NULL, NULL, NULL, 0, NULL), SQL_NO_DATA);
}

static void a_message_is_cut_and_its_length_is_told(void **state)
{
	SQLCHAR message[12];
	SQLWCHAR wide[12], code[6];
	SQLSMALLINT length = 0, wide_length = 0;

	(void)state;
	assert_int_equal(SQLFetch(stmt), SQL_ERROR);
	assert_int_equal(SQLGetDiagRec(SQL_HANDLE_STMT, stmt, 1, NULL, NULL, message, sizeof(message), &length),
			 SQL_SUCCESS_WITH_INFO);
	assert_string_equal((char *)message, "[Lakebase][");
	assert_true(length > 30);
	assert_int_equal(SQLGetDiagRecW(SQL_HANDLE_STMT, stmt, 1, code, NULL, wide, 12, &wide_length),
			 SQL_SUCCESS_WITH_INFO);
	assert_int_equal(wide_length, length); /* characters */
	assert_int_equal(wide[10], '[');
	assert_int_equal(wide[11], 0);
	assert_int_equal(code[4], '0');
	assert_int_equal(code[5], 0);
	assert_int_equal(SQLGetDiagFieldW(SQL_HANDLE_STMT, stmt, 1, SQL_DIAG_MESSAGE_TEXT, wide, sizeof(wide),
					  &wide_length),
			 SQL_SUCCESS_WITH_INFO);
	assert_int_equal(wide_length, (size_t)length * sizeof(SQLWCHAR)); /* bytes */
}

static SQLRETURN stmt_field(SQLSMALLINT number, SQLSMALLINT field, SQLPOINTER value, SQLSMALLINT room)
{
	return SQLGetDiagField(SQL_HANDLE_STMT, stmt, number, field, value, room, NULL);
}

static void fields_of_records_and_headers(void **state)
{
	SQLCHAR text[32];
	SQLLEN row = 0;
	SQLINTEGER column = 0;

	(void)state;
	assert_int_equal(SQLFetch(stmt), SQL_ERROR);
	assert_int_equal(stmt_field(1, SQL_DIAG_SQLSTATE, text, sizeof(text)), SQL_SUCCESS);
	assert_string_equal((char *)text, "HY010");
	assert_int_equal(stmt_field(1, SQL_DIAG_CLASS_ORIGIN, text, sizeof(text)), SQL_SUCCESS);
	assert_string_equal((char *)text, "ISO 9075");
	assert_int_equal(stmt_field(1, SQL_DIAG_ROW_NUMBER, &row, 0), SQL_SUCCESS);
	assert_int_equal(row, SQL_NO_ROW_NUMBER);
	assert_int_equal(stmt_field(1, SQL_DIAG_COLUMN_NUMBER, &column, 0), SQL_SUCCESS);
	assert_int_equal(column, SQL_NO_COLUMN_NUMBER);
	assert_int_equal(stmt_field(0, SQL_DIAG_SQLSTATE, text, sizeof(text)), SQL_ERROR);
	assert_int_equal(stmt_field(5, SQL_DIAG_SQLSTATE, text, sizeof(text)), SQL_NO_DATA);
	assert_int_equal(stmt_field(1, 777, text, sizeof(text)), SQL_ERROR);
	assert_int_equal(stmt_field(0, SQL_DIAG_ROW_COUNT, &row, 0), SQL_SUCCESS);
	assert_int_equal(SQLGetDiagField(SQL_HANDLE_DBC, dbc, 0, SQL_DIAG_ROW_COUNT, &row, 0, NULL), SQL_ERROR);
}

static void odbc2_applications_read_their_codes(void **state)
{
	(void)state;
	assert_int_equal(SQLFetch(stmt), SQL_ERROR);
	assert_code(SQL_HANDLE_STMT, stmt, "HY010");
	((struct env *)env)->odbc_version = SQL_OV_ODBC2;
	assert_code(SQL_HANDLE_STMT, stmt, "S1010");
}

/* ---- what is there ---- */

static void the_three_answers_of_get_functions_agree(void **state)
{
	SQLUSMALLINT odbc2[100], odbc3[SQL_API_ODBC3_ALL_FUNCTIONS_SIZE], one;

	(void)state;
	assert_int_equal(SQLGetFunctions(dbc, SQL_API_ALL_FUNCTIONS, odbc2), SQL_SUCCESS);
	assert_int_equal(SQLGetFunctions(dbc, SQL_API_ODBC3_ALL_FUNCTIONS, odbc3), SQL_SUCCESS);
	for (SQLUSMALLINT id = 1; id < SQL_API_ODBC3_ALL_FUNCTIONS_SIZE * 16; id++) {
		if (id == SQL_API_ODBC3_ALL_FUNCTIONS)
			continue;
		assert_int_equal(SQLGetFunctions(dbc, id, &one), SQL_SUCCESS);
		assert_int_equal(one == SQL_TRUE, SQL_FUNC_EXISTS(odbc3, id) == SQL_TRUE);
		if (id < 100)
			assert_int_equal(one, odbc2[id]);
	}
	assert_true(SQL_FUNC_EXISTS(odbc3, SQL_API_SQLDRIVERCONNECT));
	assert_true(SQL_FUNC_EXISTS(odbc3, SQL_API_SQLBULKOPERATIONS));
	assert_true(SQL_FUNC_EXISTS(odbc3, SQL_API_SQLBROWSECONNECT));
	assert_false(SQL_FUNC_EXISTS(odbc3, SQL_API_SQLTRANSACT));
	assert_int_equal(SQLGetFunctions(dbc, 5000, &one), SQL_ERROR);
	assert_code(SQL_HANDLE_DBC, dbc, "HY095");
}

static void set_pos_of_a_read_only_cursor_only_moves(void **state)
{
	struct stmt *s = stmt;

	(void)state;
	s->phase = PHASE_CURSOR;
	assert_int_equal(SQLSetPos(stmt, 1, SQL_POSITION, SQL_LOCK_NO_CHANGE), SQL_ERROR);
	assert_code(SQL_HANDLE_STMT, stmt, "24000");
	s->row_set = 3;
	assert_int_equal(SQLSetPos(stmt, 3, SQL_POSITION, SQL_LOCK_NO_CHANGE), SQL_SUCCESS);
	assert_int_equal(s->current_row, 2);
	assert_int_equal(SQLSetPos(stmt, 4, SQL_POSITION, SQL_LOCK_NO_CHANGE), SQL_ERROR);
	assert_code(SQL_HANDLE_STMT, stmt, "HY107");
	assert_int_equal(SQLSetPos(stmt, 0, SQL_POSITION, SQL_LOCK_NO_CHANGE), SQL_ERROR);
	assert_code(SQL_HANDLE_STMT, stmt, "HY107");
	assert_int_equal(SQLSetPos(stmt, 1, SQL_DELETE, SQL_LOCK_NO_CHANGE), SQL_ERROR);
	assert_code(SQL_HANDLE_STMT, stmt, "HY092");
	assert_int_equal(SQLSetPos(stmt, 1, SQL_REFRESH, SQL_LOCK_NO_CHANGE), SQL_ERROR);
	assert_code(SQL_HANDLE_STMT, stmt, "HYC00");
	assert_int_equal(SQLBulkOperations(stmt, SQL_ADD), SQL_ERROR);
	assert_code(SQL_HANDLE_STMT, stmt, "HY092");
	assert_int_equal(SQLSetPos(stmt, 1, 17, SQL_LOCK_NO_CHANGE), SQL_ERROR);
	assert_code(SQL_HANDLE_STMT, stmt, "HY092");
	assert_int_equal(s->current_row, 2);
	s->row_set = 0;
	s->phase = PHASE_ALLOCATED;
}

/* ---- threads ---- */

static void *hold_the_lock(void *stop)
{
	lock_take(&((struct dbc *)dbc)->lock);
	atomic_store((atomic_int *)stop, 1);
	while (atomic_load((atomic_int *)stop) != 2)
		usleep(1000);
	lock_drop(&((struct dbc *)dbc)->lock);
	return NULL;
}

static void cancelling_does_not_wait_for_the_running_statement(void **state)
{
	atomic_int stop = 0;
	pthread_t thread;

	(void)state;
	atomic_store(&((struct stmt *)stmt)->busy, true);
	assert_int_equal(pthread_create(&thread, NULL, hold_the_lock, &stop), 0);
	while (atomic_load(&stop) != 1)
		usleep(1000);
	alarm(10); /* a lock taken here would never come */
	assert_int_equal(SQLCancel(stmt), SQL_SUCCESS);
	assert_int_equal(SQLCancelHandle(SQL_HANDLE_STMT, stmt), SQL_SUCCESS);
	alarm(0);
	atomic_store(&stop, 2);
	pthread_join(thread, NULL);
	atomic_store(&((struct stmt *)stmt)->busy, false);
}

static void copying_between_descriptors_takes_both_connections(void **state)
{
	SQLHDBC other;
	SQLHDESC from, to;

	(void)state;
	assert_int_equal(SQLAllocHandle(SQL_HANDLE_DBC, env, &other), SQL_SUCCESS);
	((struct dbc *)other)->connected = true;
	assert_int_equal(SQLAllocHandle(SQL_HANDLE_DESC, dbc, &from), SQL_SUCCESS);
	assert_int_equal(SQLAllocHandle(SQL_HANDLE_DESC, other, &to), SQL_SUCCESS);
	assert_int_equal(SQLSetDescField(from, 0, SQL_DESC_ARRAY_SIZE, (SQLPOINTER)12, 0), SQL_SUCCESS);
	assert_int_equal(SQLCopyDesc(from, to), SQL_SUCCESS);
	assert_int_equal(((struct desc *)to)->array_size, 12);
	assert_int_equal(SQLCopyDesc(to, from), SQL_SUCCESS);
	assert_int_equal(SQLCopyDesc(stmt, to), SQL_INVALID_HANDLE);
	assert_int_equal(((struct dbc *)dbc)->lock.depth, 0);
	assert_int_equal(((struct dbc *)other)->lock.depth, 0);
	assert_int_equal(SQLDisconnect(other), SQL_SUCCESS);
	assert_int_equal(SQLFreeHandle(SQL_HANDLE_DBC, other), SQL_SUCCESS);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_pointer_that_is_no_live_handle_of_that_kind_is_refused),
		T(parents_must_be_ready_for_children),
		T(a_parent_with_children_is_not_freed),
		T(disconnecting_frees_what_lives_on_the_connection),
		T(a_statement_in_flight_keeps_the_connection),
		T(descriptors_of_a_statement_are_not_the_applications_to_free),
		T(calls_out_of_sequence_are_refused),
		T(connections_know_whether_they_are_open),
		T(diagnostics_stay_until_the_next_call),
		T(a_message_is_cut_and_its_length_is_told),
		T(fields_of_records_and_headers),
		T(odbc2_applications_read_their_codes),
		T(the_three_answers_of_get_functions_agree),
		T(set_pos_of_a_read_only_cursor_only_moves),
		T(cancelling_does_not_wait_for_the_running_statement),
		T(copying_between_descriptors_takes_both_connections),
	};
#undef T

	return cmocka_run_group_tests(tests, NULL, NULL);
}
