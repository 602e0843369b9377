/* SQLPrepare and SQLExecute: parameters of every C type, NULLs, running again, binding again. */
#include "harness.h"

#include <stdio.h>
#include <string.h>

#define BIND(n, c_type, sql_type, size, digits, p, len) \
	OK_S(st, SQLBindParameter(st, n, SQL_PARAM_INPUT, c_type, sql_type, size, digits, p, 0, len))

/* One parameter of one C type, shown by the server as text: what it understood. */
struct c_case {
	const char *words;
	SQLSMALLINT c_type, sql_type;
	SQLULEN size;
	SQLSMALLINT digits;
	const char *server_type;
	const void *value;
	SQLLEN length;
	const char *want;
};

static const SQLSCHAR tiny = -7;
static const SQLCHAR utiny = 200, bit = 1;
static const SQLSMALLINT small = -32000;
static const SQLUSMALLINT usmall = 65000;
static const SQLINTEGER integer = -2147483647;
static const SQLUINTEGER uinteger = 4000000000u;
static const SQLBIGINT big = -9223372036854775807;
static const SQLUBIGINT ubig = 9223372036854775807u;
static const SQLREAL real = 1.5f;
static const SQLDOUBLE number = -0.1;
static const SQL_DATE_STRUCT date = {2024, 2, 29};
static const SQL_TIME_STRUCT clock_time = {23, 59, 58};
static const SQL_TIMESTAMP_STRUCT stamp = {1999, 12, 31, 23, 59, 59, 123456000};
static const SQL_NUMERIC_STRUCT numeric = {10, 2, 0, {0x39, 0x30}}; /* -123.45 */
static const SQLGUID guid = {0x00112233, 0x4455, 0x6677, {0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff}};
static const SQL_INTERVAL_STRUCT day_to_second = {SQL_IS_DAY_TO_SECOND, SQL_TRUE, {.day_second = {3, 4, 5, 6, 0}}};
static const SQL_INTERVAL_STRUCT year_to_month = {SQL_IS_YEAR_TO_MONTH, SQL_FALSE, {.year_month = {2, 7}}};
static const unsigned char bytes[] = {0, 1, 0xFE, 0xFF, '\\'};
#if LB_WCHAR_SIZE == 2
static const SQLWCHAR wide[] = {'x', 0xE9, 0xD83E, 0xDD8A, 0};
#else
static const SQLWCHAR wide[] = {'x', 0xE9, 0x1F98A, 0};
#endif

static const struct c_case c_cases[] = {
	{"STINYINT", SQL_C_STINYINT, SQL_TINYINT, 0, 0, "smallint", &tiny, 0, "-7"},
	{"UTINYINT", SQL_C_UTINYINT, SQL_SMALLINT, 0, 0, "smallint", &utiny, 0, "200"},
	{"BIT", SQL_C_BIT, SQL_BIT, 1, 0, "boolean", &bit, 0, "true"},
	{"SSHORT", SQL_C_SSHORT, SQL_SMALLINT, 0, 0, "smallint", &small, 0, "-32000"},
	{"USHORT", SQL_C_USHORT, SQL_INTEGER, 0, 0, "integer", &usmall, 0, "65000"},
	{"SLONG", SQL_C_SLONG, SQL_INTEGER, 0, 0, "integer", &integer, 0, "-2147483647"},
	{"LONG", SQL_C_LONG, SQL_INTEGER, 0, 0, "integer", &integer, 0, "-2147483647"},
	{"ULONG", SQL_C_ULONG, SQL_BIGINT, 0, 0, "bigint", &uinteger, 0, "4000000000"},
	{"SBIGINT", SQL_C_SBIGINT, SQL_BIGINT, 0, 0, "bigint", &big, 0, "-9223372036854775807"},
	{"UBIGINT", SQL_C_UBIGINT, SQL_BIGINT, 0, 0, "bigint", &ubig, 0, "9223372036854775807"},
	{"FLOAT", SQL_C_FLOAT, SQL_REAL, 0, 0, "real", &real, 0, "1.5"},
	{"DOUBLE", SQL_C_DOUBLE, SQL_DOUBLE, 0, 0, "double precision", &number, 0, "-0.1"},
	{"DATE", SQL_C_TYPE_DATE, SQL_TYPE_DATE, 10, 0, "date", &date, 0, "2024-02-29"},
	{"TIME", SQL_C_TYPE_TIME, SQL_TYPE_TIME, 8, 0, "time", &clock_time, 0, "23:59:58"},
	{"TIMESTAMP", SQL_C_TYPE_TIMESTAMP, SQL_TYPE_TIMESTAMP, 26, 6, "timestamp", &stamp, 0, "1999-12-31 23:59:59.123456"},
	{"NUMERIC", SQL_C_NUMERIC, SQL_NUMERIC, 10, 2, "numeric", &numeric, 0, "-123.45"},
	{"GUID", SQL_C_GUID, SQL_GUID, 36, 0, "uuid", &guid, 0, "00112233-4455-6677-8899-aabbccddeeff"},
	{"BINARY", SQL_C_BINARY, SQL_VARBINARY, 5, 0, "bytea", bytes, 5, "\\x0001feff5c"},
	{"INTERVAL_DAY_TO_SECOND", SQL_C_INTERVAL_DAY_TO_SECOND, SQL_INTERVAL_DAY_TO_SECOND, 20, 6, "interval", &day_to_second, 0,
	 "-3 days -04:05:06"},
	{"INTERVAL_YEAR_TO_MONTH", SQL_C_INTERVAL_YEAR_TO_MONTH, SQL_INTERVAL_YEAR_TO_MONTH, 10, 0, "interval", &year_to_month, 0,
	 "2 years 7 mons"},
	{"CHAR", SQL_C_CHAR, SQL_VARCHAR, 20, 0, "text", "h\xC3\xA9 \xF0\x9F\xA6\x8A", SQL_NTS, "h\xC3\xA9 \xF0\x9F\xA6\x8A"},
	{"CHAR with a length", SQL_C_CHAR, SQL_VARCHAR, 20, 0, "text", "abcdef", 3, "abc"},
	{"CHAR to an integer", SQL_C_CHAR, SQL_INTEGER, 0, 0, "integer", "42", SQL_NTS, "42"},
	{"CHAR to a numeric", SQL_C_CHAR, SQL_NUMERIC, 20, 5, "numeric", "1234567890.12345", SQL_NTS, "1234567890.12345"},
	{"CHAR to a date", SQL_C_CHAR, SQL_TYPE_DATE, 10, 0, "date", "2024-02-29", SQL_NTS, "2024-02-29"},
	{"CHAR to binary", SQL_C_CHAR, SQL_VARBINARY, 5, 0, "bytea", "00fe", SQL_NTS, "\\x00fe"},
	{"WCHAR", SQL_C_WCHAR, SQL_WVARCHAR, 20, 0, "text", wide, SQL_NTS, "x\xC3\xA9\xF0\x9F\xA6\x8A"},
	{"WCHAR with a length", SQL_C_WCHAR, SQL_WVARCHAR, 20, 0, "text", wide, 2 * sizeof(SQLWCHAR), "x\xC3\xA9"},
	{"SLONG to text", SQL_C_SLONG, SQL_VARCHAR, 20, 0, "text", &integer, 0, "-2147483647"},
	{"DOUBLE to an integer", SQL_C_DOUBLE, SQL_NUMERIC, 20, 5, "numeric", &number, 0, "-0.1"},
};

static void every_c_type(void)
{
	for (size_t i = 0; i < COUNT(c_cases); i++) {
		const struct c_case *c = &c_cases[i];
		SQLLEN length = c->length, null = SQL_NULL_DATA;
		char *got;

		OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, c->c_type, c->sql_type, c->size, c->digits,
					  (SQLPOINTER)(uintptr_t)c->value, 0, &length));
		OK_S(st, x_prepare(st, format("select cast(? as %s)::text", c->server_type)));
		OK_S(st, SQLExecute(st));
		got = rows_of(st);
		if (!CHECK_STR(got, format("%s\n", c->want)))
			note("  ... with %s", c->words);
		SQLFreeStmt(st, SQL_CLOSE);
		OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, c->c_type, c->sql_type, c->size, c->digits,
					  (SQLPOINTER)(uintptr_t)c->value, 0, &null));
		OK_S(st, SQLExecute(st));
		if (!CHECK_STR(rows_of(st), "<null>\n"))
			note("  ... with NULL for %s", c->words);
		SQLFreeStmt(st, SQL_CLOSE);
		SQLFreeStmt(st, SQL_RESET_PARAMS);
	}
}

static void a_numeric_structure_by_descriptor(void)
{
	SQL_NUMERIC_STRUCT n = numeric;
	SQLHDESC apd;

	BIND(1, SQL_C_NUMERIC, SQL_NUMERIC, 10, 2, &n, NULL);
	OK_S(st, SQLGetStmtAttr(st, SQL_ATTR_APP_PARAM_DESC, &apd, 0, NULL));
	CHECK_INT(SQLSetDescField(apd, 1, SQL_DESC_TYPE, (SQLPOINTER)(intptr_t)SQL_C_NUMERIC, 0), SQL_SUCCESS);
	CHECK_INT(SQLSetDescField(apd, 1, SQL_DESC_PRECISION, (SQLPOINTER)(intptr_t)10, 0), SQL_SUCCESS);
	CHECK_INT(SQLSetDescField(apd, 1, SQL_DESC_SCALE, (SQLPOINTER)(intptr_t)2, 0), SQL_SUCCESS);
	CHECK_INT(SQLSetDescField(apd, 1, SQL_DESC_DATA_PTR, &n, 0), SQL_SUCCESS);
	n.scale = 2;
	OK_S(st, x_exec(st, "select cast(? as numeric)::text"));
	CHECK_STR(rows_of(st), "-123.45\n");
}

static void running_again_reads_the_buffers_again(void)
{
	SQLINTEGER a = 1;
	SQLLEN indicator = 0;

	BIND(1, SQL_C_SLONG, SQL_INTEGER, 0, 0, &a, &indicator);
	OK_S(st, x_prepare(st, "select ? * 10"));
	for (a = 1; a <= 6; a++) {
		indicator = a == 4 ? SQL_NULL_DATA : 0;
		OK_S(st, SQLExecute(st));
		CHECK_STR(rows_of(st), a == 4 ? "<null>\n" : format("%d\n", a * 10));
		OK_S(st, SQLCloseCursor(st));
	}
}

static void binding_another_type_changes_the_statement(void)
{
	SQLINTEGER a = 5;

	OK_S(st, x_prepare(st, "select ?"));
	BIND(1, SQL_C_SLONG, SQL_INTEGER, 0, 0, &a, NULL);
	for (int i = 0; i < 3; i++) {
		OK_S(st, SQLExecute(st));
		CHECK_INT(x_col_number(st, 1, SQL_DESC_CONCISE_TYPE), SQL_INTEGER);
		CHECK_STR(rows_of(st), "5\n");
		OK_S(st, SQLCloseCursor(st));
	}
	OK_S(st, bind_text(st, 1, "now a text"));
	for (int i = 0; i < 3; i++) {
		OK_S(st, SQLExecute(st));
		CHECK_STR(rows_of(st), "now a text\n");
		OK_S(st, SQLCloseCursor(st));
	}
}

static void execute_without_prepare_is_hy010(void)
{
	FAILS_S(st, SQLExecute(st), "HY010");
}

static void a_missing_parameter_is_07002(void)
{
	OK_S(st, x_prepare(st, "select ? + 1"));
	FAILS_S(st, SQLExecute(st), "07002");
}

static void counting_parameters(void)
{
	SQLSMALLINT n = -1;

	OK_S(st, x_prepare(st, "select ?, '?', /* ? */ \"?\", $$?$$ from (select 1) t(\"?\") where 1 = ? -- ?"));
	OK_S(st, SQLNumParams(st, &n));
	CHECK_INT(n, 2);
	OK_S(st, x_prepare(st, "select 1"));
	OK_S(st, SQLNumParams(st, &n));
	CHECK_INT(n, 0);
}

static void describing_parameters(void)
{
	const char *t = table_name("params");
	SQLSMALLINT type = 0, digits = -9, nullable = -9;
	SQLULEN size = 0;

	run(db, format("create table %s (a integer, b varchar(17), c numeric(12,3))", t));
	OK_S(st, x_prepare(st, format("insert into %s values (?, ?, ?)", t)));
	OK_S(st, SQLDescribeParam(st, 1, &type, &size, &digits, &nullable));
	CHECK_INT(type, SQL_INTEGER);
	CHECK_INT(size, 10);
	CHECK_INT(digits, 0);
	OK_S(st, SQLDescribeParam(st, 2, &type, &size, &digits, &nullable));
	CHECK_INT(type, WIDE_TYPES ? SQL_WVARCHAR : SQL_VARCHAR);
	OK_S(st, SQLDescribeParam(st, 3, &type, &size, &digits, &nullable));
	CHECK_INT(type, SQL_NUMERIC);
	FAILS_S(st, SQLDescribeParam(st, 4, &type, &size, &digits, &nullable), "07009");
	run(db, format("drop table %s", t));
}

static void bad_values_stop_before_the_server(void)
{
	SQLINTEGER a = 100000;
	SQL_DATE_STRUCT bad = {2023, 2, 29};

	BIND(1, SQL_C_SLONG, SQL_SMALLINT, 0, 0, &a, NULL);
	FAILS_S(st, x_exec(st, "select ?"), "22003");
	BIND(1, SQL_C_CHAR, SQL_INTEGER, 0, 0, (SQLPOINTER)(uintptr_t)"twelve", NULL);
	FAILS_S(st, x_exec(st, "select ?"), "22018");
	BIND(1, SQL_C_TYPE_DATE, SQL_TYPE_DATE, 10, 0, &bad, NULL);
	FAILS_S(st, x_exec(st, "select ?"), "22007");
	FAILS_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, 12345, SQL_INTEGER, 0, 0, &a, 0, NULL), "HY003");
	FAILS_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, 12345, 0, 0, &a, 0, NULL), "HY004");
	FAILS_S(st, SQLBindParameter(st, 0, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &a, 0, NULL), "07009");
}

static void errors_show_at_execute_and_leave_the_text_prepared(void)
{
	SQLINTEGER a = 0;

	BIND(1, SQL_C_SLONG, SQL_INTEGER, 0, 0, &a, NULL);
	OK_S(st, x_prepare(st, "select 100 / cast(? as integer)"));
	{
		SQLRETURN rc = SQLExecute(st);

		if (SQL_SUCCEEDED(rc))
			rc = SQLFetch(st);
		CHECK_INT(rc, SQL_ERROR);
		CHECK(with_state(st, "22012"));
		SQLFreeStmt(st, SQL_CLOSE);
	}
	a = 4;
	OK_S(st, SQLExecute(st));
	CHECK_STR(rows_of(st), "25\n");
}

static void a_statement_survives_deallocate(void)
{
	OK_S(st, x_prepare(st, "select 'still here'"));
	for (int i = 0; i < 4; i++) {
		OK_S(st, SQLExecute(st));
		CHECK_STR(rows_of(st), "still here\n");
		OK_S(st, SQLCloseCursor(st));
		if (i == 2)
			run(db, "deallocate all");
	}
}

static void a_changed_table_is_seen(void)
{
	const char *t = table_name("changed");

	run(db, format("create table %s (a int)", t));
	run(db, format("insert into %s values (1)", t));
	OK_S(st, x_prepare(st, format("select * from %s", t)));
	for (int i = 0; i < 5; i++) {
		OK_S(st, SQLExecute(st));
		CHECK_STR(rows_of(st), i < 3 ? "1\n" : "1|new\n");
		OK_S(st, SQLCloseCursor(st));
		if (i == 2)
			run(db, format("alter table %s add b text default 'new'", t));
	}
	run(db, format("drop table %s", t));
}

/* Appendix B: SQLNumParams is allowed with an open cursor; asking about parameters must not close it. */
static void parameters_of_an_open_cursor(void)
{
	static const char sql[] = "select i from generate_series(1, ?) i where i <> ?; select 'second' where 1 = ?";
	SQLSMALLINT n = 0, type = 0;
	SQLINTEGER four = 4;

	for (int prepared = 0; prepared < 2; prepared++) {
		for (SQLUSMALLINT i = 1; i <= 3; i++)
			OK_S(st, SQLBindParameter(st, i, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &four, 0, NULL));
		if (prepared)
			OK_S(st, x_prepare(st, sql));
		OK_S(st, prepared ? SQLExecute(st) : x_exec(st, sql));
		OK_S(st, SQLFetch(st));
		CHECK_STR(cell(st, 1), "1");
		OK_S(st, SQLNumParams(st, &n));
		CHECK_INT(n, 3);
		if (!IODBC) { /* which allows it before the execution only */
			OK_S(st, SQLDescribeParam(st, 2, &type, NULL, NULL, NULL));
			CHECK_INT(type, SQL_INTEGER);
		}
		OK_S(st, SQLFetch(st));
		CHECK_STR(cell(st, 1), "2");
		CHECK_STR(rows_of(st), "3\n");
		RC_S(st, SQLMoreResults(st), SQL_SUCCESS);
		RC_S(st, SQLMoreResults(st), SQL_NO_DATA);
	}
}

/* State S4: a statement that gave no rows. */
static void parameters_of_what_was_executed(void)
{
	SQLSMALLINT n = 0, type = 0;

	run(db, "create temporary table describe_later (i int, at date)");
	OK_S(st, bind_text(st, 1, "7"));
	OK_S(st, bind_text(st, 2, "2024-02-29"));
	OK_S(st, x_exec(st, "insert into describe_later values (?, ?)"));
	OK_S(st, SQLNumParams(st, &n));
	CHECK_INT(n, 2);
	if (!IODBC) {
		OK_S(st, SQLDescribeParam(st, 2, &type, NULL, NULL, NULL));
		CHECK_INT(type, SQL_TYPE_DATE);
	}
	CHECK_STR(query(db, "select * from describe_later"), "7|2024-02-29\n");
}

/* A catalog function takes the place of what was prepared, markers and all. */
static void a_catalog_function_forgets_the_parameters(void)
{
	SQLSMALLINT n = 7, type;

	OK_S(st, x_prepare(st, "select ?"));
	OK_S(st, x_tables(st, NULL, NULL, "no_such_table", NULL));
	OK_S(st, SQLNumParams(st, &n));
	CHECK_INT(n, 0);
	if (!IODBC)
		FAILS_S(st, SQLDescribeParam(st, 1, &type, NULL, NULL, NULL), "07009");
	OK_S(st, SQLCloseCursor(st));
	FAILS_S(st, SQLExecute(st), "HY010");
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(every_c_type), TEST(a_numeric_structure_by_descriptor), TEST(running_again_reads_the_buffers_again),
		TEST(binding_another_type_changes_the_statement), TEST(execute_without_prepare_is_hy010),
		TEST(a_missing_parameter_is_07002), TEST(counting_parameters), TEST(describing_parameters),
		TEST(bad_values_stop_before_the_server), TEST(errors_show_at_execute_and_leave_the_text_prepared),
		TEST(a_statement_survives_deallocate), TEST(a_changed_table_is_seen),
		TEST(parameters_of_an_open_cursor), TEST(parameters_of_what_was_executed),
		TEST(a_catalog_function_forgets_the_parameters),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
