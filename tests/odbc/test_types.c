/*
 * Every base type of PostgreSQL as SQL_C_CHAR, SQL_C_WCHAR and its own C type; by SQLGetData and bound; the first
 * execution of a text (text format) and the later ones (prepared, binary format) give the same.
 */
#include "harness.h"

#include <string.h>

union native {
	SQLCHAR bit;
	SQLSMALLINT i2;
	SQLINTEGER i4;
	SQLUINTEGER u4;
	SQLBIGINT i8;
	SQLREAL f4;
	SQLDOUBLE f8;
	SQL_NUMERIC_STRUCT numeric;
	SQL_DATE_STRUCT date;
	SQL_TIME_STRUCT time;
	SQL_TIMESTAMP_STRUCT stamp;
	SQL_INTERVAL_STRUCT interval;
	SQLGUID guid;
	unsigned char bytes[64];
	SQLCHAR text[256];
	SQLWCHAR wide[256];
};

struct type_case {
	const char *expression;
	SQLSMALLINT narrow, wide;  /* SQL type in an ANSI and in a W connection */
	SQLSMALLINT c_type;        /* native */
	const char *text;          /* as characters */
	const char *native;        /* as `show` prints it */
};

static const struct type_case cases[] = {
	{"true", SQL_BIT, SQL_BIT, SQL_C_BIT, "1", "1"},
	{"false", SQL_BIT, SQL_BIT, SQL_C_BIT, "0", "0"},
	{"(-32768)::int2", SQL_SMALLINT, SQL_SMALLINT, SQL_C_SSHORT, "-32768", "-32768"},
	{"2147483647::int4", SQL_INTEGER, SQL_INTEGER, SQL_C_SLONG, "2147483647", "2147483647"},
	{"(-9223372036854775808)::int8", SQL_BIGINT, SQL_BIGINT, SQL_C_SBIGINT, "-9223372036854775808", "-9223372036854775808"},
	{"4294967295::oid", SQL_INTEGER, SQL_INTEGER, SQL_C_ULONG, "4294967295", "4294967295"},
	{"1.25::float4", SQL_REAL, SQL_REAL, SQL_C_FLOAT, "1.25", "1.25"},
	{"0.1::float8", SQL_DOUBLE, SQL_DOUBLE, SQL_C_DOUBLE, "0.1", "0.1"},
	{"'-1e300'::float8", SQL_DOUBLE, SQL_DOUBLE, SQL_C_DOUBLE, "-1e+300", "-1e+300"},
	{"(-123450)::numeric(10)", SQL_NUMERIC, SQL_NUMERIC, SQL_C_NUMERIC, "-123450", "-123450e0"},
	{"(-0.0001)::numeric", SQL_NUMERIC, SQL_NUMERIC, SQL_C_CHAR, "-0.0001", "-0.0001"},
	{"12345678901234567890123456789.5::numeric", SQL_NUMERIC, SQL_NUMERIC, SQL_C_CHAR, "12345678901234567890123456789.5",
	 "12345678901234567890123456789.5"},
	{"'abc'::char(5)", SQL_CHAR, SQL_WCHAR, SQL_C_CHAR, "abc  ", "abc  "},
	{"'h\xC3\xA9llo'::varchar(10)", SQL_VARCHAR, SQL_WVARCHAR, SQL_C_CHAR, "h\xC3\xA9llo", "h\xC3\xA9llo"},
	{"'fox \xF0\x9F\xA6\x8A'::text", SQL_LONGVARCHAR, SQL_WLONGVARCHAR, SQL_C_CHAR, "fox \xF0\x9F\xA6\x8A", "fox \xF0\x9F\xA6\x8A"},
	{"''::text", SQL_LONGVARCHAR, SQL_WLONGVARCHAR, SQL_C_CHAR, "", ""},
	{"'pg_class'::name", SQL_VARCHAR, SQL_WVARCHAR, SQL_C_CHAR, "pg_class", "pg_class"},
	{"'z'::\"char\"", SQL_CHAR, SQL_WCHAR, SQL_C_CHAR, "z", "z"},
	{"'\\x00ff10'::bytea", SQL_LONGVARBINARY, SQL_LONGVARBINARY, SQL_C_BINARY, "00FF10", "00FF10"},
	{"date '2024-02-29'", SQL_TYPE_DATE, SQL_TYPE_DATE, SQL_C_TYPE_DATE, "2024-02-29", "2024-2-29"},
	{"time '23:59:58.25'", SQL_TYPE_TIME, SQL_TYPE_TIME, SQL_C_CHAR, "23:59:58.25", "23:59:58.25"},
	{"time '23:59:58'", SQL_TYPE_TIME, SQL_TYPE_TIME, SQL_C_TYPE_TIME, "23:59:58", "23:59:58"},
	{"timestamp '1999-12-31 23:59:59.000001'", SQL_TYPE_TIMESTAMP, SQL_TYPE_TIMESTAMP, SQL_C_TYPE_TIMESTAMP,
	 "1999-12-31 23:59:59.000001", "1999-12-31 23:59:59.000001000"},
	{"timestamptz '2024-07-01 12:00:00+00'", SQL_TYPE_TIMESTAMP, SQL_TYPE_TIMESTAMP, SQL_C_TYPE_TIMESTAMP,
	 "2024-07-01 12:00:00+00", "2024-7-1 12:0:0.0"},
	{"timetz '12:00:00+02'", SQL_VARCHAR, SQL_WVARCHAR, SQL_C_CHAR, "12:00:00+02", "12:00:00+02"},
	{"interval '3 days 04:05:06'", SQL_VARCHAR, SQL_WVARCHAR, SQL_C_INTERVAL_DAY_TO_SECOND, "3 days 04:05:06", "+3 4:5:6"},
	{"interval '2 years 7 mons'", SQL_VARCHAR, SQL_WVARCHAR, SQL_C_INTERVAL_YEAR_TO_MONTH, "2 years 7 mons", "+2-7"},
	{"'00112233-4455-6677-8899-aabbccddeeff'::uuid", SQL_GUID, SQL_GUID, SQL_C_GUID, "00112233-4455-6677-8899-aabbccddeeff",
	 "00112233-4455-6677-8899AABBCCDDEEFF"},
	{"'{\"a\": 1}'::json", SQL_LONGVARCHAR, SQL_WLONGVARCHAR, SQL_C_CHAR, "{\"a\": 1}", "{\"a\": 1}"},
	{"'{\"b\":[1,null]}'::jsonb", SQL_LONGVARCHAR, SQL_WLONGVARCHAR, SQL_C_CHAR, "{\"b\": [1, null]}", "{\"b\": [1, null]}"},
	{"B'1011'", SQL_VARCHAR, SQL_WVARCHAR, SQL_C_CHAR, "1011", "1011"},
	{"B'101'::varbit", SQL_VARCHAR, SQL_WVARCHAR, SQL_C_CHAR, "101", "101"},
	{"'192.168.0.1/24'::inet", SQL_VARCHAR, SQL_WVARCHAR, SQL_C_CHAR, "192.168.0.1/24", "192.168.0.1/24"},
	{"'10.0.0.0/8'::cidr", SQL_VARCHAR, SQL_WVARCHAR, SQL_C_CHAR, "10.0.0.0/8", "10.0.0.0/8"},
	{"'08:00:2b:01:02:03'::macaddr", SQL_VARCHAR, SQL_WVARCHAR, SQL_C_CHAR, "08:00:2b:01:02:03", "08:00:2b:01:02:03"},
	{"point '(1,2.5)'", SQL_VARCHAR, SQL_WVARCHAR, SQL_C_CHAR, "(1,2.5)", "(1,2.5)"},
	{"polygon '((0,0),(1,1))'", SQL_LONGVARCHAR, SQL_WLONGVARCHAR, SQL_C_CHAR, "((0,0),(1,1))", "((0,0),(1,1))"},
	{"array[1,null,3]", SQL_LONGVARCHAR, SQL_WLONGVARCHAR, SQL_C_CHAR, "{1,NULL,3}", "{1,NULL,3}"},
	{"int4range(1,5)", SQL_LONGVARCHAR, SQL_WLONGVARCHAR, SQL_C_CHAR, "[1,5)", "[1,5)"},
	{"to_tsvector('simple', 'a b')", SQL_LONGVARCHAR, SQL_WLONGVARCHAR, SQL_C_CHAR, "'a':1 'b':2", "'a':1 'b':2"},
	{"row(1,'x')", SQL_LONGVARCHAR, SQL_WLONGVARCHAR, SQL_C_CHAR, "(1,x)", "(1,x)"},
	{"'0/16B3748'::pg_lsn", SQL_VARCHAR, SQL_WVARCHAR, SQL_C_CHAR, "0/16B3748", "0/16B3748"},
	{"'pg_class'::regclass", SQL_VARCHAR, SQL_WVARCHAR, SQL_C_CHAR, "pg_class", "pg_class"},
};

static char *show_numeric(const SQL_NUMERIC_STRUCT *n)
{
	unsigned long long value = 0;

	for (int i = 7; i >= 0; i--)
		value = value << 8 | n->val[i];
	return format("%c%llue%d", n->sign ? '+' : '-', value, -n->scale);
}

static char *show_interval(const SQL_INTERVAL_STRUCT *v)
{
	const char sign = v->interval_sign ? '-' : '+';

	if (v->interval_type == SQL_IS_YEAR_TO_MONTH)
		return format("%c%u-%u", sign, v->intval.year_month.year, v->intval.year_month.month);
	return format("%c%u %u:%u:%u", sign, v->intval.day_second.day, v->intval.day_second.hour, v->intval.day_second.minute,
		      v->intval.day_second.second);
}

static char *show(SQLSMALLINT c_type, const union native *v, SQLLEN length)
{
	if (length == SQL_NULL_DATA)
		return format("<null>");
	switch (c_type) {
	case SQL_C_BIT: return format("%u", v->bit);
	case SQL_C_SSHORT: return format("%d", v->i2);
	case SQL_C_SLONG: return format("%d", v->i4);
	case SQL_C_ULONG: return format("%u", v->u4);
	case SQL_C_SBIGINT: return format("%lld", (long long)v->i8);
	case SQL_C_FLOAT: return format("%.7g", (double)v->f4);
	case SQL_C_DOUBLE: return format("%.15g", v->f8);
	case SQL_C_NUMERIC: return show_numeric(&v->numeric);
	case SQL_C_TYPE_DATE: return format("%d-%u-%u", v->date.year, v->date.month, v->date.day);
	case SQL_C_TYPE_TIME: return format("%u:%u:%u", v->time.hour, v->time.minute, v->time.second);
	case SQL_C_TYPE_TIMESTAMP:
		return v->stamp.fraction
			? format("%d-%u-%u %u:%u:%u.%09u", v->stamp.year, v->stamp.month, v->stamp.day, v->stamp.hour, v->stamp.minute,
				 v->stamp.second, v->stamp.fraction)
			: format("%d-%u-%u %u:%u:%u.0", v->stamp.year, v->stamp.month, v->stamp.day, v->stamp.hour, v->stamp.minute,
				 v->stamp.second);
	case SQL_C_INTERVAL_DAY_TO_SECOND:
	case SQL_C_INTERVAL_YEAR_TO_MONTH: return show_interval(&v->interval);
	case SQL_C_GUID:
		return format("%08x-%04x-%04x-%s", v->guid.Data1, v->guid.Data2, v->guid.Data3, to_hex(v->guid.Data4, 8));
	case SQL_C_BINARY: return to_hex(v->bytes, (size_t)length);
	case SQL_C_WCHAR: return utf16_from(v->wide, (size_t)length / sizeof(SQLWCHAR));
	default: return format("%s", (const char *)v->text);
	}
}

static SQLLEN length_of(SQLSMALLINT c_type, const char *text)
{
	switch (c_type) {
	case SQL_C_CHAR: return (SQLLEN)strlen(text);
	case SQL_C_WCHAR: return (SQLLEN)(utf16_units(text) * sizeof(SQLWCHAR));
	case SQL_C_BINARY: return (SQLLEN)strlen(text) / 2;
	case SQL_C_BIT: return 1;
	case SQL_C_SSHORT: return 2;
	case SQL_C_SLONG: case SQL_C_ULONG: case SQL_C_FLOAT: return 4;
	case SQL_C_SBIGINT: case SQL_C_DOUBLE: return 8;
	case SQL_C_NUMERIC: return sizeof(SQL_NUMERIC_STRUCT);
	case SQL_C_TYPE_DATE: return sizeof(SQL_DATE_STRUCT);
	case SQL_C_TYPE_TIME: return sizeof(SQL_TIME_STRUCT);
	case SQL_C_TYPE_TIMESTAMP: case SQL_C_GUID: return 16;
	default: return sizeof(SQL_INTERVAL_STRUCT);
	}
}

static const char *want_of(const struct type_case *c, SQLSMALLINT c_type)
{
	return c_type == SQL_C_CHAR || c_type == SQL_C_WCHAR ? c->text : c->native;
}

static void check_value(const struct type_case *c, SQLSMALLINT c_type, const union native *v, SQLLEN length, const char *how)
{
	const char *want = want_of(c, c_type);
	const bool value = CHECK_STR(show(c_type, v, length), want), size = CHECK_INT(length, length_of(c_type, want));

	if (!value || !size)
		note("  ... %s as C type %d, %s", c->expression, c_type, how);
}

static void one_by_getdata(const struct type_case *c, SQLSMALLINT c_type, int execution)
{
	union native v;
	SQLLEN length = -99;

	memset(&v, 0x55, sizeof(v));
	if (OK_S(st, SQLFetch(st)) && OK_S(st, SQLGetData(st, 1, c_type, &v, sizeof(v), &length)))
		check_value(c, c_type, &v, length, format("SQLGetData, execution %d", execution));
	else
		note("  ... %s as C type %d", c->expression, c_type);
	SQLGetData(st, 2, C_TEXT, v.text, sizeof(v), &length);
	CHECK_INT(length, SQL_NULL_DATA);
}

static void one_bound(const struct type_case *c, SQLSMALLINT c_type, int execution)
{
	union native v;
	SQLLEN length = -99;

	memset(&v, 0x55, sizeof(v));
	OK_S(st, SQLBindCol(st, 1, c_type, &v, sizeof(v), &length));
	if (OK_S(st, SQLFetch(st)))
		check_value(c, c_type, &v, length, format("bound after execution %d", execution));
	else
		note("  ... %s as C type %d", c->expression, c_type);
	SQLFreeStmt(st, SQL_UNBIND);
}

/* Bound before the execution: this is where the driver may choose the binary format. */
static void one_bound_before(const struct type_case *c, SQLSMALLINT c_type, int execution)
{
	union native v;
	SQLLEN length = -99;

	memset(&v, 0x55, sizeof(v));
	OK_S(st, SQLBindCol(st, 1, c_type, &v, sizeof(v), &length));
	if (OK_S(st, SQLExecute(st)) && OK_S(st, SQLFetch(st)))
		check_value(c, c_type, &v, length, format("bound before execution %d", execution));
	else
		note("  ... %s as C type %d", c->expression, c_type);
	SQLFreeStmt(st, SQL_UNBIND);
	SQLFreeStmt(st, SQL_CLOSE);
}

static void every_type_as(SQLSMALLINT c_type)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		const SQLSMALLINT as = c_type == SQL_C_DEFAULT ? cases[i].c_type : c_type;

		OK_S(st, x_prepare(st, format("select v, null::%s from (select %s as v) t", "int4", cases[i].expression)));
		for (int execution = 1; execution <= 4; execution++) {
			OK_S(st, SQLExecute(st));
			if (execution % 2)
				one_by_getdata(&cases[i], as, execution);
			else
				one_bound(&cases[i], as, execution);
			OK_S(st, SQLCloseCursor(st));
		}
		one_bound_before(&cases[i], as, 5);
	}
}

static void as_char(void)
{
	every_type_as(SQL_C_CHAR);
}

static void as_wchar(void)
{
	every_type_as(SQL_C_WCHAR);
}

static void as_its_own_c_type(void)
{
	every_type_as(SQL_C_DEFAULT);
}

/* The first execution of a text never seen, with the columns bound before. */
static void bound_before_the_first_execution(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		OK_S(st, x_prepare(st, format("select %s as first_%zu", cases[i].expression, i)));
		for (int execution = 1; execution <= 3; execution++)
			one_bound_before(&cases[i], cases[i].c_type, execution);
	}
}

static void described_types(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		const SQLSMALLINT want = WIDE_TYPES ? cases[i].wide : cases[i].narrow;

		OK_S(st, x_exec(st, format("select %s", cases[i].expression)));
		if (!CHECK_INT(x_col_number(st, 1, SQL_DESC_CONCISE_TYPE), want))
			note("  ... %s", cases[i].expression);
		SQLFreeStmt(st, SQL_CLOSE);
	}
}

static void default_c_types(void)
{
	SQLINTEGER i = 0;
	SQL_DATE_STRUCT d = {0};
	SQLLEN length;

	OK_S(st, x_exec(st, "select 7::int4, date '2024-02-29'"));
	OK_S(st, SQLFetch(st));
	OK_S(st, SQLGetData(st, 1, SQL_C_DEFAULT, &i, sizeof(i), &length));
	CHECK_INT(i, 7);
	OK_S(st, SQLGetData(st, 2, SQL_C_DEFAULT, &d, sizeof(d), &length));
	CHECK_INT(d.year * 10000 + d.month * 100 + d.day, 20240229);
}

/*
 * The reference (appendix D, "C Data Types", note on SQL_C_NUMERIC) has a scale of 0 unless the descriptor says
 * otherwise, which would cut the digits off; the structure says its scale itself, so it is the value's here.
 */
static void numeric_scale_by_descriptor(void)
{
	SQL_NUMERIC_STRUCT n;
	SQLHDESC ard;
	SQLLEN length;

	OK_S(st, x_exec(st, "select 123.450::numeric(10,3)"));
	OK_S(st, SQLFetch(st));
	OK_S(st, SQLGetData(st, 1, SQL_C_NUMERIC, &n, sizeof(n), &length));
	CHECK_STR(show_numeric(&n), "+123450e-3");
	CHECK_INT(n.precision, 6);
	SQLFreeStmt(st, SQL_CLOSE);
	OK_S(st, x_exec(st, "select 123.450::numeric(10,3)"));
	OK_S(st, SQLBindCol(st, 1, SQL_C_NUMERIC, &n, sizeof(n), &length));
	OK_S(st, SQLFetch(st));
	CHECK_STR(show_numeric(&n), "+123450e-3");
	SQLFreeStmt(st, SQL_CLOSE);
	OK_S(st, x_exec(st, "select 123.450::numeric(10,3)"));
	OK_S(st, SQLGetStmtAttr(st, SQL_ATTR_APP_ROW_DESC, &ard, 0, NULL));
	CHECK_INT(SQLSetDescField(ard, 1, SQL_DESC_TYPE, (SQLPOINTER)(intptr_t)SQL_C_NUMERIC, 0), SQL_SUCCESS);
	CHECK_INT(SQLSetDescField(ard, 1, SQL_DESC_PRECISION, (SQLPOINTER)(intptr_t)10, 0), SQL_SUCCESS);
	CHECK_INT(SQLSetDescField(ard, 1, SQL_DESC_SCALE, (SQLPOINTER)(intptr_t)3, 0), SQL_SUCCESS);
	CHECK_INT(SQLSetDescField(ard, 1, SQL_DESC_DATA_PTR, &n, 0), SQL_SUCCESS);
	RC_S(st, SQLFetch(st), SQL_SUCCESS);
	CHECK_STR(show_numeric(&n), "+123450e-3");
	CHECK_INT(n.precision, 10);
	SQLFreeStmt(st, SQL_CLOSE);
	OK_S(st, x_exec(st, "select 123.450::numeric(10,3)"));
	CHECK_INT(SQLSetDescField(ard, 1, SQL_DESC_SCALE, (SQLPOINTER)0, 0), SQL_SUCCESS);
	CHECK_INT(SQLSetDescField(ard, 1, SQL_DESC_DATA_PTR, &n, 0), SQL_SUCCESS);
	INFO_S(st, SQLFetch(st), "01S07");
	CHECK_STR(show_numeric(&n), "+123e0");
}

static void values_that_do_not_fit(void)
{
	SQLSMALLINT i2;
	SQLINTEGER i4 = -5;
	SQL_DATE_STRUCT d;
	SQLLEN length;

	OK_S(st, x_exec(st, "select 70000, 'abc'::text, 12.75::numeric, timestamp '2024-02-29 10:11:12', true"));
	OK_S(st, SQLFetch(st));
	FAILS_S(st, SQLGetData(st, 1, SQL_C_SSHORT, &i2, 0, &length), "22003");
	FAILS_S(st, SQLGetData(st, 2, SQL_C_SLONG, &i4, 0, &length), "22018");
	INFO_S(st, SQLGetData(st, 3, SQL_C_SLONG, &i4, 0, &length), "01S07");
	CHECK_INT(i4, 12);
	INFO_S(st, SQLGetData(st, 4, SQL_C_TYPE_DATE, &d, 0, &length), "01S07");
	CHECK_INT(d.day, 29);
	FAILS_S(st, SQLGetData(st, 5, SQL_C_TYPE_DATE, &d, 0, &length), "07006");
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(described_types), TEST(as_char), TEST(as_wchar), TEST(as_its_own_c_type), TEST(bound_before_the_first_execution),
		TEST(default_c_types), TEST(numeric_scale_by_descriptor), TEST(values_that_do_not_fit),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
