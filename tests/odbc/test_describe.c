/* SQLDescribeCol and SQLColAttribute: every field, for the types whose fields differ. */
#include "harness.h"

#include <string.h>

#define W(narrow, wide) (WIDE_TYPES ? (wide) : (narrow))

static void described(int col, const char *name, int type, unsigned long size, int digits, int nullable)
{
	SQLSMALLINT t = 0, d = -9, n = -9;
	SQLULEN s = 0;
	char *got;

	RC_S(st, x_describe(st, col, &got, &t, &s, &d, &n), SQL_SUCCESS);
	if (!(CHECK_STR(got, name) && CHECK_INT(t, type) && CHECK_INT(s, size) && CHECK_INT(d, digits) && CHECK_INT(n, nullable)))
		note("  ... column %d", col);
}

static void sizes_and_digits(void)
{
	const char *t = table_name("described");

	OK_S(st, x_exec(st, format("create table %s (id integer primary key, v varchar(40), c char(7) not null, n numeric(12,3), "
				   "ts timestamp(3), d date, t time(0), f8 float8, i8 bigint, i2 smallint, u uuid, b boolean, r real)", t)));
	OK_S(st, x_exec(st, format("select * from %s", t)));
	described(1, "id", SQL_INTEGER, 10, 0, SQL_NULLABLE_UNKNOWN);
	described(2, "v", W(SQL_VARCHAR, SQL_WVARCHAR), 40, 0, SQL_NULLABLE_UNKNOWN);
	described(3, "c", W(SQL_CHAR, SQL_WCHAR), 7, 0, SQL_NULLABLE_UNKNOWN);
	described(4, "n", SQL_NUMERIC, 12, 3, SQL_NULLABLE_UNKNOWN);
	described(5, "ts", SQL_TYPE_TIMESTAMP, 23, 3, SQL_NULLABLE_UNKNOWN);
	described(6, "d", SQL_TYPE_DATE, 10, 0, SQL_NULLABLE_UNKNOWN);
	described(7, "t", SQL_TYPE_TIME, 8, 0, SQL_NULLABLE_UNKNOWN);
	described(8, "f8", SQL_DOUBLE, 15, 0, SQL_NULLABLE_UNKNOWN);
	described(9, "i8", SQL_BIGINT, 19, 0, SQL_NULLABLE_UNKNOWN);
	described(10, "i2", SQL_SMALLINT, 5, 0, SQL_NULLABLE_UNKNOWN);
	described(11, "u", SQL_GUID, 36, 0, SQL_NULLABLE_UNKNOWN);
	described(12, "b", SQL_BIT, 1, 0, SQL_NULLABLE_UNKNOWN);
	described(13, "r", SQL_REAL, 7, 0, SQL_NULLABLE_UNKNOWN);
	SQLFreeStmt(st, SQL_CLOSE);
	run(db, format("drop table %s", t));
}

static void before_the_first_execution(void)
{
	SQLSMALLINT n = 0;

	OK_S(st, x_prepare(st, "select 1 as one, 'x'::varchar(3) as x"));
	OK_S(st, SQLNumResultCols(st, &n));
	CHECK_INT(n, 2);
	described(1, "one", SQL_INTEGER, 10, 0, SQL_NULLABLE_UNKNOWN);
	described(2, "x", W(SQL_VARCHAR, SQL_WVARCHAR), 3, 0, SQL_NULLABLE_UNKNOWN);
	OK_S(st, SQLExecute(st));
	CHECK_STR(rows_of(st), "1|x\n");
}

static void all_fields_of_a_number(void)
{
	OK_S(st, x_exec(st, "select 5::integer as five"));
	CHECK_INT(x_col_number(st, 0, SQL_DESC_COUNT), 1);
	CHECK_STR(x_col_text(st, 1, SQL_DESC_NAME), "five");
	CHECK_STR(x_col_text(st, 1, SQL_DESC_LABEL), "five");
	CHECK_STR(x_col_text(st, 1, SQL_DESC_TYPE_NAME), "int4");
	CHECK_INT(x_col_number(st, 1, SQL_DESC_TYPE), SQL_INTEGER);
	CHECK_INT(x_col_number(st, 1, SQL_DESC_CONCISE_TYPE), SQL_INTEGER);
	CHECK_INT(x_col_number(st, 1, SQL_DESC_DISPLAY_SIZE), 11);
	CHECK_INT(x_col_number(st, 1, SQL_DESC_OCTET_LENGTH), 4);
	CHECK_INT(x_col_number(st, 1, SQL_DESC_PRECISION), 10);
	CHECK_INT(x_col_number(st, 1, SQL_DESC_SCALE), 0);
	CHECK_INT(x_col_number(st, 1, SQL_DESC_NUM_PREC_RADIX), 10);
	CHECK_INT(x_col_number(st, 1, SQL_DESC_UNSIGNED), SQL_FALSE);
	CHECK_INT(x_col_number(st, 1, SQL_DESC_FIXED_PREC_SCALE), SQL_FALSE);
	CHECK_INT(x_col_number(st, 1, SQL_DESC_CASE_SENSITIVE), SQL_FALSE);
	CHECK_INT(x_col_number(st, 1, SQL_DESC_SEARCHABLE), SQL_PRED_BASIC);
	CHECK_INT(x_col_number(st, 1, SQL_DESC_UNNAMED), SQL_NAMED);
	CHECK_STR(x_col_text(st, 1, SQL_DESC_LITERAL_PREFIX), "");
	CHECK(x_col_number(st, 1, SQL_DESC_NULLABLE) >= SQL_NO_NULLS);
	CHECK(x_col_number(st, 1, SQL_DESC_UPDATABLE) >= SQL_ATTR_READONLY);
	CHECK_INT(x_col_number(st, 1, SQL_DESC_AUTO_UNIQUE_VALUE), SQL_FALSE);
}

static void all_fields_of_a_text(void)
{
	OK_S(st, x_exec(st, "select 'x'::varchar(10) as t, timestamp '2024-01-01 00:00:00' as ts, 1.5::numeric(8,2) as n, 'a'::text as l"));
	CHECK_INT(x_col_number(st, 1, SQL_DESC_LENGTH), 10);
	CHECK_INT(x_col_number(st, 1, SQL_DESC_DISPLAY_SIZE), 10);
	CHECK_INT(x_col_number(st, 1, SQL_DESC_OCTET_LENGTH), W(40, 10 * sizeof(SQLWCHAR))); /* UTF-8: four bytes a character */
	CHECK_INT(x_col_number(st, 1, SQL_DESC_CASE_SENSITIVE), SQL_TRUE);
	CHECK_INT(x_col_number(st, 1, SQL_DESC_SEARCHABLE), SQL_PRED_SEARCHABLE);
	CHECK_STR(x_col_text(st, 1, SQL_DESC_LITERAL_PREFIX), "'");
	CHECK_STR(x_col_text(st, 1, SQL_DESC_LITERAL_SUFFIX), "'");
	CHECK_STR(x_col_text(st, 1, SQL_DESC_TYPE_NAME), "varchar");
	CHECK_INT(x_col_number(st, 2, SQL_DESC_TYPE), SQL_DATETIME);
	CHECK_INT(x_col_number(st, 2, SQL_DESC_CONCISE_TYPE), SQL_TYPE_TIMESTAMP);
	CHECK_INT(x_col_number(st, 2, SQL_DESC_DISPLAY_SIZE), 26);
	CHECK_INT(x_col_number(st, 2, SQL_DESC_PRECISION), 6);
	CHECK_INT(x_col_number(st, 3, SQL_DESC_PRECISION), 8);
	CHECK_INT(x_col_number(st, 3, SQL_DESC_SCALE), 2);
	CHECK_INT(x_col_number(st, 3, SQL_DESC_DISPLAY_SIZE), 10); /* precision, sign and point */
	CHECK_INT(x_col_number(st, 4, SQL_DESC_LENGTH), 0); /* no bound, as msodbcsql says of varchar(max) */
}

static void columns_that_are_not_there(void)
{
	SQLSMALLINT t, d, n;
	SQLULEN s;
	char *name;

	FAILS_S(st, x_describe(st, 1, &name, &t, &s, &d, &n), "HY010");
	OK_S(st, x_exec(st, "select 1"));
	FAILS_S(st, x_describe(st, 2, &name, &t, &s, &d, &n), "07009");
	FAILS_S(st, x_describe(st, 0, &name, &t, &s, &d, &n), "07009");
	FAILS_S(st, CALL(SQLColAttribute)(st, 3, SQL_DESC_TYPE, NULL, 0, NULL, NULL), "07009");
	FAILS_S(st, CALL(SQLColAttribute)(st, 1, 29999, NULL, 0, NULL, NULL), "HY091");
}

static void an_empty_name(void)
{
	OK_S(st, x_exec(st, "select 1, 2 as \"Mixed Case\", 3 as \"a.b\"\"c\""));
	CHECK_STR(x_col_text(st, 1, SQL_DESC_NAME), "?column?");
	CHECK_STR(x_col_text(st, 2, SQL_DESC_NAME), "Mixed Case");
	CHECK_STR(x_col_text(st, 3, SQL_DESC_NAME), "a.b\"c");
}

/* An application that makes its buffer by SQL_DESC_DISPLAY_SIZE gets 22003 else: "4 years 2 mons" is no literal. */
static void an_interval_fits_its_display_size(void)
{
	static const char *const values[] = {
		"'4-2' year to month", "'-170000000 years -11 mons' year to month", "'-170000000 years' year",
		"'-2000000000 days -23:59:59.999999' day to second", "'-2562047788:00:54.775807' hour to second",
	};
	char text[128];
	SQLLEN size, length;

	for (size_t i = 0; i < COUNT(values); i++) {
		OK_S(st, x_exec(st, format("select interval %s", values[i])));
		size = x_col_number(st, 1, SQL_DESC_DISPLAY_SIZE);
		CHECK(size > 0 && size < (SQLLEN)sizeof(text));
		OK_S(st, SQLBindCol(st, 1, SQL_C_CHAR, text, size + 1, &length));
		if (!RC_S(st, SQLFetch(st), SQL_SUCCESS))
			note("  ... %s", values[i]);
		SQLFreeStmt(st, SQL_UNBIND);
		OK_S(st, SQLCloseCursor(st));
	}
}

/* RODBC reads 255 characters, and writes none, of a column without a size. */
static void a_size_for_text_without_a_length(void)
{
	const char *t = table_name("limitless");
	SQLHDBC dbc = dbc_open("DefaultStringColumnLength=2000");
	SQLHSTMT s = stmt_new(dbc);
	SQLSMALLINT type, digits, nullable;
	SQLULEN size = 0;
	SQLINTEGER listed = 0;
	SQLLEN length;
	char *name;

	run(dbc, format("create table %s (t text, v varchar(10), j jsonb)", t));
	OK_S(s, x_exec(s, format("insert into %s values (repeat('x', 5000), 'v', '{}')", t)));
	OK_S(s, x_exec(s, format("select t, v, j, t from %s", t)));
	for (int col = 1; col <= 3; col++) {
		OK_S(s, x_describe(s, col, &name, &type, &size, &digits, &nullable));
		CHECK_INT(size, col == 2 ? 10 : 2000);
	}
	CHECK_INT(x_col_number(s, 1, SQL_DESC_DISPLAY_SIZE), 2000);
	CHECK_INT(strlen(rows_of(s)), 5000 + strlen("|v|{}|") + 5000 + strlen("\n")); /* nothing is cut */
	OK_S(s, SQLCloseCursor(s));
	OK_S(s, x_prepare(s, format("update %s set t = ?", t)));
	OK_S(s, SQLDescribeParam(s, 1, &type, &size, &digits, &nullable));
	CHECK_INT(size, 2000);
	OK_S(s, x_columns(s, NULL, NULL, t, "t"));
	OK_S(s, SQLFetch(s));
	OK_S(s, SQLGetData(s, 7, SQL_C_SLONG, &listed, 0, &length));
	CHECK_INT(listed, 2000);
	stmt_free(s);
	run(dbc, format("drop table %s", t));
	dbc_close(dbc);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(sizes_and_digits), TEST(before_the_first_execution), TEST(all_fields_of_a_number), TEST(all_fields_of_a_text),
		TEST(an_interval_fits_its_display_size), TEST(columns_that_are_not_there), TEST(an_empty_name),
		TEST(a_size_for_text_without_a_length),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
