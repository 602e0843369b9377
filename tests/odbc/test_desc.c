/* Descriptors through the driver manager: sharing, copying, checking, what may not be touched. */
#include "harness.h"

#include <string.h>

static SQLHDESC desc_of(SQLHSTMT stmt, SQLINTEGER which)
{
	SQLHDESC d = NULL;

	OK_S(stmt, SQLGetStmtAttr(stmt, which, &d, 0, NULL));
	return d;
}

static SQLRETURN set(SQLHDESC d, SQLSMALLINT rec, SQLSMALLINT field, intptr_t value)
{
	return CALL(SQLSetDescField)(d, rec, field, (SQLPOINTER)value, 0);
}

static SQLSMALLINT get16(SQLHDESC d, SQLSMALLINT rec, SQLSMALLINT field)
{
	SQLSMALLINT value = -99;

	CHECK_INT(CALL(SQLGetDescField)(d, rec, field, &value, 0, NULL), SQL_SUCCESS);
	return value;
}

#define FAILS_DESC(d, call, state) \
	check_state(__FILE__, __LINE__, #call, SQL_HANDLE_DESC, d, call, SQL_ERROR, state)

static SQLHDESC explicit_on(SQLHDBC dbc)
{
	SQLHDESC d = NULL;

	OK_D(dbc, SQLAllocHandle(SQL_HANDLE_DESC, dbc, &d));
	return d;
}

static void shared_by_two_statements(void)
{
	SQLHSTMT other = stmt_new(db);
	SQLHDESC d = explicit_on(db);
	SQLINTEGER value = 0;

	CHECK_INT(get16(d, 0, SQL_DESC_ALLOC_TYPE), SQL_DESC_ALLOC_USER);
	CHECK_INT(get16(desc_of(st, SQL_ATTR_APP_ROW_DESC), 0, SQL_DESC_ALLOC_TYPE), SQL_DESC_ALLOC_AUTO);
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_APP_ROW_DESC, d, 0));
	OK_S(other, SQLSetStmtAttr(other, SQL_ATTR_APP_ROW_DESC, d, 0));
	CHECK(desc_of(st, SQL_ATTR_APP_ROW_DESC) == d);
	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, &value, 0, NULL)); /* binds for both */
	OK_S(st, x_exec(st, "select 11"));
	OK_S(other, x_exec(other, "select 22"));
	OK_S(st, SQLFetch(st));
	CHECK_INT(value, 11);
	OK_S(other, SQLFetch(other));
	CHECK_INT(value, 22);
	CHECK_INT(SQLFreeHandle(SQL_HANDLE_DESC, d), SQL_SUCCESS); /* in use: both go back to their own */
	CHECK(desc_of(st, SQL_ATTR_APP_ROW_DESC) != d);
	SQLFreeStmt(st, SQL_CLOSE);
	SQLFreeStmt(other, SQL_CLOSE);
	value = 0;
	OK_S(st, x_exec(st, "select 33"));
	OK_S(st, SQLFetch(st));
	CHECK_INT(value, 0); /* nothing is bound there */
	OK_S(other, x_exec(other, "select 44"));
	OK_S(other, SQLFetch(other));
	CHECK_STR(cell(other, 1), "44");
	stmt_free(other);
}

static void a_parameter_descriptor_is_shared_too(void)
{
	SQLHSTMT other = stmt_new(db);
	SQLHDESC d = explicit_on(db);
	SQLINTEGER value = 7;

	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_APP_PARAM_DESC, d, 0));
	OK_S(other, SQLSetStmtAttr(other, SQL_ATTR_APP_PARAM_DESC, d, 0));
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &value, 0, NULL));
	CHECK_INT(set(desc_of(other, SQL_ATTR_IMP_PARAM_DESC), 1, SQL_DESC_TYPE, SQL_INTEGER), SQL_SUCCESS);
	OK_S(other, x_exec(other, "select ? + 1"));
	CHECK_STR(rows_of(other), "8\n");
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_APP_PARAM_DESC, SQL_NULL_HDESC, 0)); /* back to its own */
	FAILS_S(st, x_exec(st, "select ? + 1"), "07002");
	stmt_free(other);
	CHECK_INT(SQLFreeHandle(SQL_HANDLE_DESC, d), SQL_SUCCESS);
}

static void associations_that_are_refused(void)
{
	SQLHSTMT other = stmt_new(db);
	SQLHDBC far = dbc_open("");
	SQLHDESC of_far = explicit_on(far);

	FAILS_S(st, SQLSetStmtAttr(st, SQL_ATTR_APP_ROW_DESC, desc_of(other, SQL_ATTR_APP_ROW_DESC), 0), "HY017");
	FAILS_S(st, SQLSetStmtAttr(st, SQL_ATTR_IMP_ROW_DESC, desc_of(other, SQL_ATTR_IMP_ROW_DESC), 0), "HY017");
	RC_S(st, SQLSetStmtAttr(st, SQL_ATTR_APP_ROW_DESC, of_far, 0), SQL_ERROR); /* HY024 */
	if (!IODBC) /* forgets the handle although it refuses to free it */
		FAILS_DESC(desc_of(st, SQL_ATTR_APP_ROW_DESC), SQLFreeHandle(SQL_HANDLE_DESC, desc_of(st, SQL_ATTR_APP_ROW_DESC)), "HY017");
	CHECK_INT(SQLFreeHandle(SQL_HANDLE_DESC, of_far), SQL_SUCCESS);
	dbc_close(far);
	stmt_free(other);
}

static void copies_between_connections(void)
{
	SQLHDBC far = dbc_open("");
	SQLHSTMT there = stmt_new(far);
	SQLHDESC d = explicit_on(far);
	SQLINTEGER value = 0;
	SQLLEN length = 0;

	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, &value, 0, &length));
	CHECK_INT(SQLCopyDesc(desc_of(st, SQL_ATTR_APP_ROW_DESC), d), SQL_SUCCESS);
	CHECK_INT(get16(d, 0, SQL_DESC_ALLOC_TYPE), SQL_DESC_ALLOC_USER);
	CHECK_INT(get16(d, 0, SQL_DESC_COUNT), 1);
	OK_S(there, SQLSetStmtAttr(there, SQL_ATTR_APP_ROW_DESC, d, 0));
	OK_S(there, x_exec(there, "select 55"));
	OK_S(there, SQLFetch(there));
	CHECK_INT(value, 55);
	FAILS_DESC(desc_of(st, SQL_ATTR_IMP_ROW_DESC), SQLCopyDesc(d, desc_of(st, SQL_ATTR_IMP_ROW_DESC)), "HY016");
	stmt_free(there);
	dbc_close(far);
}

/* What a result's descriptor says can be copied to describe and bind the parameters of an insert. */
static void a_row_descriptor_becomes_a_parameter_descriptor(void)
{
	SQLHSTMT insert = stmt_new(db);
	SQLINTEGER n[2] = {0};
	SQLCHAR text[2][10];
	SQLLEN n_length[2], text_length[2];
	const char *t = table_name("copied");

	run(db, format("create table %s (a int, b varchar(9))", t));
	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, n, 0, n_length));
	OK_S(st, SQLBindCol(st, 2, SQL_C_CHAR, text, sizeof(text[0]), text_length));
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_ROW_ARRAY_SIZE, (SQLPOINTER)2, 0));
	OK_S(st, x_exec(st, "select * from (values (1, 'one'::varchar(9)), (2, 'two')) v"));
	CHECK_INT(SQLCopyDesc(desc_of(st, SQL_ATTR_APP_ROW_DESC), desc_of(insert, SQL_ATTR_APP_PARAM_DESC)), SQL_SUCCESS);
	CHECK_INT(SQLCopyDesc(desc_of(st, SQL_ATTR_IMP_ROW_DESC), desc_of(insert, SQL_ATTR_IMP_PARAM_DESC)), SQL_SUCCESS);
	OK_S(st, SQLFetch(st));
	OK_S(insert, x_exec(insert, format("insert into %s values (?, ?)", t)));
	CHECK_STR(query(db, format("select * from %s order by a", t)), "1|one\n2|two\n");
	stmt_free(insert);
	SQLFreeStmt(st, SQL_CLOSE);
	run(db, format("drop table %s", t));
}

static void consistency_is_checked(void)
{
	SQLHDESC ard = desc_of(st, SQL_ATTR_APP_ROW_DESC), ipd = desc_of(st, SQL_ATTR_IMP_PARAM_DESC);
	char buffer[40];

	FAILS_DESC(ard, set(ard, 1, SQL_DESC_CONCISE_TYPE, 777), "HY021");
	FAILS_DESC(ard, SQLSetDescRec(ard, 1, SQL_DATETIME, 77, 0, 0, 0, buffer, NULL, NULL), "HY021");
	FAILS_DESC(ard, SQLSetDescRec(ard, 1, SQL_C_NUMERIC, 0, 0, 0, 0, buffer, NULL, NULL), "HY021"); /* no precision */
	FAILS_DESC(ard, SQLSetDescRec(ard, 1, SQL_INTERVAL, SQL_CODE_SECOND, 0, 77, 0, buffer, NULL, NULL), "HY021");
	CHECK_INT(SQLSetDescRec(ard, 1, SQL_DATETIME, SQL_CODE_TIMESTAMP, 0, 3, 0, buffer, NULL, NULL), SQL_SUCCESS);
	CHECK_INT(get16(ard, 1, SQL_DESC_CONCISE_TYPE), SQL_C_TYPE_TIMESTAMP);
	FAILS_DESC(ipd, set(ipd, 1, SQL_DESC_TYPE, 777), "HY021");
	CHECK_INT(set(ard, 1, SQL_DESC_PRECISION, 2), SQL_SUCCESS); /* ... which unbinds */
	CHECK_INT(CALL(SQLGetDescField)(ard, 1, SQL_DESC_DATA_PTR, buffer, 0, NULL), SQL_SUCCESS);
	CHECK(!*(void **)(void *)buffer);
}

static void who_may_touch_what(void)
{
	SQLHDESC ard = desc_of(st, SQL_ATTR_APP_ROW_DESC), ird = desc_of(st, SQL_ATTR_IMP_ROW_DESC);
	SQLHDESC apd = desc_of(st, SQL_ATTR_APP_PARAM_DESC), ipd = desc_of(st, SQL_ATTR_IMP_PARAM_DESC);
	SQLSMALLINT value = 0;
	SQLINTEGER wide = 0;

	FAILS_DESC(ird, set(ird, 1, SQL_DESC_TYPE, SQL_INTEGER), "HY016");
	FAILS_DESC(ird, set(ird, 0, SQL_DESC_COUNT, 3), "HY016");
	FAILS_DESC(ard, set(ard, 1, SQL_DESC_NULLABLE, 1), "HY091");
	FAILS_DESC(ard, set(ard, 1, SQL_DESC_NAME, 0), "HY091");
	FAILS_DESC(ard, set(ard, 0, SQL_DESC_ALLOC_TYPE, 1), "HY091");
	FAILS_DESC(ard, set(ard, 0, 29999, 1), "HY091");
	RC_S(st, set(ard, -1, SQL_DESC_TYPE, SQL_C_CHAR), SQL_ERROR); /* 07009 */
	FAILS_DESC(apd, set(apd, 0, SQL_DESC_TYPE, SQL_C_CHAR), "07009");
	FAILS_DESC(ipd, set(ipd, 0, SQL_DESC_TYPE, SQL_CHAR), "07009");
	FAILS_DESC(ipd, set(ipd, 1, SQL_DESC_UNNAMED, SQL_NAMED), "HY092");
	FAILS_DESC(ird, CALL(SQLGetDescField)(ird, 1, SQL_DESC_TYPE, &value, 0, NULL), "HY007");
	OK_S(st, x_exec(st, "select 1"));
	CHECK_INT(CALL(SQLGetDescField)(ird, 2, SQL_DESC_TYPE, &value, 0, NULL), SQL_NO_DATA);
	CHECK_INT(CALL(SQLGetDescField)(ird, 1, SQL_DESC_CASE_SENSITIVE, &wide, 0, NULL), SQL_SUCCESS);
	CHECK_INT(CALL(SQLGetDescRec)(ird, 2, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL), SQL_NO_DATA);
}

static void unbinding(void)
{
	SQLHDESC ard = desc_of(st, SQL_ATTR_APP_ROW_DESC);
	SQLINTEGER value[3];

	for (SQLUSMALLINT i = 0; i < 3; i++)
		OK_S(st, SQLBindCol(st, (SQLUSMALLINT)(i + 1), SQL_C_SLONG, &value[i], 0, NULL));
	CHECK_INT(get16(ard, 0, SQL_DESC_COUNT), 3);
	OK_S(st, SQLBindCol(st, 2, SQL_C_SLONG, NULL, 0, NULL));
	CHECK_INT(get16(ard, 0, SQL_DESC_COUNT), 3);
	OK_S(st, SQLBindCol(st, 3, SQL_C_SLONG, NULL, 0, NULL));
	CHECK_INT(get16(ard, 0, SQL_DESC_COUNT), 1);
	CHECK_INT(set(ard, 0, SQL_DESC_COUNT, 0), SQL_SUCCESS);
	OK_S(st, x_exec(st, "select 1"));
	value[0] = 7;
	OK_S(st, SQLFetch(st));
	CHECK_INT(value[0], 7);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(shared_by_two_statements), TEST(a_parameter_descriptor_is_shared_too), TEST(associations_that_are_refused),
		TEST(copies_between_connections), TEST(a_row_descriptor_becomes_a_parameter_descriptor), TEST(consistency_is_checked),
		TEST(who_may_touch_what), TEST(unbinding),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
