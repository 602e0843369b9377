/* An ODBC 2 application, as Access is one: its functions, its SQLSTATEs, its type codes, its cursors. */
#include "harness.h"

#include <string.h>

static SQLHENV env2;
static SQLHDBC db2;
static SQLHSTMT st2;

static bool open_it(void)
{
	SQLCHAR out[1000];
	SQLSMALLINT n = 0;

	CHECK_INT(SQLAllocEnv(&env2), SQL_SUCCESS);
	CHECK_INT(SQLAllocConnect(env2, &db2), SQL_SUCCESS);
	if (!CHECK_INT(SQLDriverConnect(db2, NULL, (SQLCHAR *)format("DSN=%s", setting("LB_TEST_DSN")), SQL_NTS, out, sizeof(out), &n,
					SQL_DRIVER_NOPROMPT), SQL_SUCCESS))
		return false;
	return CHECK_INT(SQLAllocStmt(db2, &st2), SQL_SUCCESS);
}

static void close_it(void)
{
	CHECK_INT(SQLFreeStmt(st2, SQL_DROP), SQL_SUCCESS);
	CHECK_INT(SQLDisconnect(db2), SQL_SUCCESS);
	CHECK_INT(SQLFreeConnect(db2), SQL_SUCCESS);
	CHECK_INT(SQLFreeEnv(env2), SQL_SUCCESS);
}

static SQLRETURN exec2(const char *sql)
{
	return CALL(SQLExecDirect)(st2, text_to(sql), SQL_NTS);
}

/* SQLError takes the record away: asked again, there is none. */
static void error2(const char *sql, const char *state)
{
	tchar got[6], text[1000];
	SQLINTEGER native;
	SQLSMALLINT n = 0;

	CHECK_INT(exec2(sql), SQL_ERROR);
	CHECK_INT(CALL(SQLError)(SQL_NULL_HENV, SQL_NULL_HDBC, st2, got, &native, text, 1000, &n), SQL_SUCCESS);
	CHECK_STR(text_from(got, 5), state);
	CHECK_INT(CALL(SQLError)(SQL_NULL_HENV, SQL_NULL_HDBC, st2, got, &native, text, 1000, &n), SQL_NO_DATA_FOUND);
}

static void its_own_sqlstates(void)
{
	if (!open_it())
		return;
	error2("select * from not_there", "S0002");
	error2("selec", "37000");
	error2("select not_there from pg_class", "S0022");
	CHECK_INT(exec2("create temporary table twice (b int)"), SQL_SUCCESS);
	error2("create temporary table twice (b int)", "S0001");
	error2("select 'x'::int", "22005");
	error2("select ?", "07001");
	SQLFreeStmt(st2, SQL_CLOSE);
	CHECK_INT(SQLSetStmtOption(st2, SQL_CONCURRENCY, 77), SQL_ERROR);
	CHECK_STR(diag_state(SQL_HANDLE_STMT, st2, 1), "S1009");
	close_it();
}

static void type_codes(void)
{
	static const SQLSMALLINT want[] = {SQL_DATE, SQL_TIME, SQL_TIMESTAMP};
	SQLSMALLINT type = 0, n;
	SQLLEN number = 0;
	tchar name[50];
	SQLULEN size;

	if (!open_it())
		return;
	CHECK_INT(exec2("select date '2024-02-29', time '12:30:00', timestamp '2024-02-29 12:30:00'"), SQL_SUCCESS);
	for (SQLUSMALLINT i = 0; i < COUNT(want); i++) {
		CHECK_INT(CALL(SQLDescribeCol)(st2, (SQLUSMALLINT)(i + 1), name, 50, NULL, &type, &size, &n, &n), SQL_SUCCESS);
		CHECK_INT(type, want[i]);
		CHECK_INT(CALL(SQLColAttributes)(st2, (SQLUSMALLINT)(i + 1), SQL_COLUMN_TYPE, NULL, 0, NULL, &number), SQL_SUCCESS);
		CHECK_INT(number, want[i]);
	}
	CHECK_INT(CALL(SQLColAttributes)(st2, 0, SQL_COLUMN_COUNT, NULL, 0, NULL, &number), SQL_SUCCESS);
	CHECK_INT(number, 3);
	CHECK_INT(SQLFreeStmt(st2, SQL_CLOSE), SQL_SUCCESS);
	CHECK_INT(CALL(SQLGetTypeInfo)(st2, SQL_TIMESTAMP), SQL_SUCCESS);
	CHECK_INT(SQLFetch(st2), SQL_SUCCESS);
	CHECK_STR(cell(st2, 2), "11");
	close_it();
}

static void column_attributes(void)
{
	static const struct {
		SQLUSMALLINT field;
		SQLLEN want;
	} cases[] = {
		{SQL_COLUMN_LENGTH, IODBC ? 40 : 10}, /* text: iODBC connects through the function with W */
		{SQL_COLUMN_PRECISION, 8}, {SQL_COLUMN_SCALE, 2}, {SQL_COLUMN_DISPLAY_SIZE, 10},
		{SQL_COLUMN_NULLABLE, SQL_NULLABLE_UNKNOWN}, {SQL_COLUMN_UNSIGNED, SQL_FALSE}, {SQL_COLUMN_MONEY, SQL_FALSE},
		{SQL_COLUMN_UPDATABLE, SQL_ATTR_READONLY}, {SQL_COLUMN_AUTO_INCREMENT, SQL_FALSE},
		{SQL_COLUMN_CASE_SENSITIVE, SQL_FALSE}, {SQL_COLUMN_SEARCHABLE, SQL_PRED_BASIC},
	};
	SQLSMALLINT bytes = 0;
	SQLLEN number = 0;
	tchar text[100];

	if (!open_it())
		return;
	CHECK_INT(exec2("select 1.5::numeric(8,2) as n"), SQL_SUCCESS);
	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(CALL(SQLColAttributes)(st2, 1, cases[i].field, NULL, 0, NULL, &number), SQL_SUCCESS);
		if (!CHECK_INT(number, cases[i].want))
			note("  ... field %d", cases[i].field);
	}
	CHECK_INT(CALL(SQLColAttributes)(st2, 1, SQL_COLUMN_NAME, text, sizeof(text), &bytes, NULL), SQL_SUCCESS);
	CHECK_STR(text_from(text, (size_t)bytes / sizeof(tchar)), "n");
	CHECK_INT(CALL(SQLColAttributes)(st2, 1, SQL_COLUMN_TYPE_NAME, text, sizeof(text), &bytes, NULL), SQL_SUCCESS);
	CHECK_STR(text_from(text, (size_t)bytes / sizeof(tchar)), "numeric");
	close_it();
}

static void parameters_and_cursors(void)
{
	SQLINTEGER value[3] = {0};
	SQLLEN length = 0;
	SQLULEN rows = 0;
	SQLUSMALLINT status[3] = {9, 9, 9};
	SQLLEN option = 0;
	DATE_STRUCT day = {2024, 2, 29};

	if (!open_it())
		return;
	CHECK_INT(SQLSetStmtOption(st2, SQL_CURSOR_TYPE, SQL_CURSOR_STATIC), SQL_SUCCESS);
	CHECK_INT(SQLSetStmtOption(st2, SQL_ROWSET_SIZE, 3), SQL_SUCCESS);
	CHECK_INT(SQLGetStmtOption(st2, SQL_ROWSET_SIZE, &option), SQL_SUCCESS);
	CHECK_INT(option, 3);
	value[0] = 10;
	CHECK_INT(SQLSetParam(st2, 1, SQL_C_LONG, SQL_INTEGER, 0, 0, value, &length), SQL_SUCCESS);
	CHECK_INT(CALL(SQLPrepare)(st2, text_to("select generate_series(1, ?)"), SQL_NTS), SQL_SUCCESS);
	CHECK_INT(SQLExecute(st2), SQL_SUCCESS);
	CHECK_INT(SQLBindCol(st2, 1, SQL_C_LONG, value, 0, NULL), SQL_SUCCESS);
	CHECK_INT(SQLExtendedFetch(st2, SQL_FETCH_FIRST, 1, &rows, status), SQL_SUCCESS);
	CHECK_INT(rows, 3);
	CHECK_INT(value[2], 3);
	CHECK_INT(status[2], SQL_ROW_SUCCESS);
	CHECK_INT(SQLExtendedFetch(st2, SQL_FETCH_LAST, 1, &rows, status), SQL_SUCCESS);
	CHECK_INT(value[0], 8);
	CHECK_INT(SQLSetPos(st2, 2, SQL_POSITION, SQL_LOCK_NO_CHANGE), SQL_SUCCESS);
	CHECK_STR(cell(st2, 1), "9");
	CHECK_INT(SQLFreeStmt(st2, SQL_CLOSE), SQL_SUCCESS);
	CHECK_INT(SQLFreeStmt(st2, SQL_UNBIND), SQL_SUCCESS);
	CHECK_INT(SQLBindParameter(st2, 1, SQL_PARAM_INPUT, SQL_C_DATE, SQL_DATE, 10, 0, &day, 0, NULL), SQL_SUCCESS);
	CHECK_INT(exec2("select ? + 1"), SQL_SUCCESS);
	memset(&day, 0, sizeof(day));
	CHECK_INT(SQLExtendedFetch(st2, SQL_FETCH_NEXT, 1, &rows, status), SQL_SUCCESS);
	CHECK_INT(SQLGetData(st2, 1, SQL_C_DATE, &day, 0, NULL), SQL_SUCCESS);
	CHECK_INT(day.month * 100 + day.day, 301);
	close_it();
}

static void transactions_and_counts(void)
{
	SQLLEN n = -7;

	if (!open_it())
		return;
	CHECK_INT(exec2("create temporary table two (a int)"), SQL_SUCCESS);
	CHECK_INT(CALL(SQLSetConnectOption)(db2, SQL_AUTOCOMMIT, SQL_AUTOCOMMIT_OFF), SQL_SUCCESS);
	CHECK_INT(exec2("insert into two values (1), (2)"), SQL_SUCCESS);
	CHECK_INT(SQLRowCount(st2, &n), SQL_SUCCESS);
	CHECK_INT(n, 2);
	CHECK_INT(SQLTransact(env2, db2, SQL_ROLLBACK), SQL_SUCCESS);
	CHECK_INT(exec2("delete from two"), SQL_SUCCESS); /* SQL_NO_DATA is ODBC 3's */
	CHECK_INT(SQLRowCount(st2, &n), SQL_SUCCESS);
	CHECK_INT(n, 0);
	CHECK_INT(SQLTransact(SQL_NULL_HENV, db2, SQL_COMMIT), SQL_SUCCESS);
	CHECK_INT(SQLTransact(env2, SQL_NULL_HDBC, SQL_COMMIT), SQL_SUCCESS);
	CHECK_INT(CALL(SQLSetConnectOption)(db2, SQL_AUTOCOMMIT, SQL_AUTOCOMMIT_ON), SQL_SUCCESS);
	close_it();
}

static void catalog_columns_have_their_old_names(void)
{
	tchar name[50];
	SQLSMALLINT n;

	if (!open_it())
		return;
	CHECK_INT(CALL(SQLTables)(st2, NULL, 0, NULL, 0, text_to("pg_class"), SQL_NTS, NULL, 0), SQL_SUCCESS);
	CHECK_INT(CALL(SQLDescribeCol)(st2, 1, name, 50, &n, NULL, NULL, NULL, NULL), SQL_SUCCESS);
	CHECK_STR(text_from(name, (size_t)n), "TABLE_QUALIFIER");
	CHECK_INT(CALL(SQLDescribeCol)(st2, 2, name, 50, &n, NULL, NULL, NULL, NULL), SQL_SUCCESS);
	CHECK_STR(text_from(name, (size_t)n), "TABLE_OWNER");
	close_it();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(its_own_sqlstates), TEST(type_codes), TEST(column_attributes), TEST(parameters_and_cursors),
		TEST(transactions_and_counts), TEST(catalog_columns_have_their_old_names),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
