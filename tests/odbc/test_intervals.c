/* Intervals: all thirteen types both ways, what the SQL type of a parameter says, leading and seconds precision. */
#include "harness.h"

#include <string.h>

static const struct shape {
	const char *name;
	SQLSMALLINT type;
	SQL_INTERVAL_STRUCT value;
	const char *server;  /* what the server makes of the value */
	const char *literal; /* the same in characters */
} shapes[] = {
	{"YEAR", SQL_INTERVAL_YEAR, {SQL_IS_YEAR, SQL_FALSE, {.year_month = {5, 0}}}, "5 years", "5"},
	{"MONTH", SQL_INTERVAL_MONTH, {SQL_IS_MONTH, SQL_TRUE, {.year_month = {0, 7}}}, "-7 mons", "-7"},
	{"DAY", SQL_INTERVAL_DAY, {SQL_IS_DAY, SQL_FALSE, {.day_second = {.day = 12}}}, "12 days", "12"},
	{"HOUR", SQL_INTERVAL_HOUR, {SQL_IS_HOUR, SQL_FALSE, {.day_second = {.hour = 30}}}, "30:00:00", "30"},
	{"MINUTE", SQL_INTERVAL_MINUTE, {SQL_IS_MINUTE, SQL_FALSE, {.day_second = {.minute = 90}}}, "01:30:00", "90"},
	{"SECOND", SQL_INTERVAL_SECOND, {SQL_IS_SECOND, SQL_TRUE, {.day_second = {.second = 7, .fraction = 500000000}}}, "-00:00:07.5",
	 "-7.5"},
	{"YEAR TO MONTH", SQL_INTERVAL_YEAR_TO_MONTH, {SQL_IS_YEAR_TO_MONTH, SQL_FALSE, {.year_month = {2, 3}}}, "2 years 3 mons",
	 "2-3"},
	{"DAY TO HOUR", SQL_INTERVAL_DAY_TO_HOUR, {SQL_IS_DAY_TO_HOUR, SQL_FALSE, {.day_second = {.day = 1, .hour = 2}}},
	 "1 day 02:00:00", "1 02"},
	{"DAY TO MINUTE", SQL_INTERVAL_DAY_TO_MINUTE, {SQL_IS_DAY_TO_MINUTE, SQL_FALSE, {.day_second = {.day = 1, .hour = 2, .minute = 3}}},
	 "1 day 02:03:00", "1 02:03"},
	{"DAY TO SECOND", SQL_INTERVAL_DAY_TO_SECOND, {SQL_IS_DAY_TO_SECOND, SQL_TRUE, {.day_second = {1, 2, 3, 4, 5000000}}},
	 "-1 days -02:03:04.005", "-1 02:03:04.005"},
	{"HOUR TO MINUTE", SQL_INTERVAL_HOUR_TO_MINUTE, {SQL_IS_HOUR_TO_MINUTE, SQL_FALSE, {.day_second = {.hour = 2, .minute = 3}}},
	 "02:03:00", "2:03"},
	{"HOUR TO SECOND", SQL_INTERVAL_HOUR_TO_SECOND, {SQL_IS_HOUR_TO_SECOND, SQL_FALSE, {.day_second = {.hour = 2, .minute = 3, .second = 4}}},
	 "02:03:04", "2:03:04"},
	{"MINUTE TO SECOND", SQL_INTERVAL_MINUTE_TO_SECOND, {SQL_IS_MINUTE_TO_SECOND, SQL_FALSE, {.day_second = {.minute = 3, .second = 4}}},
	 "00:03:04", "3:04"},
};

static void bind(SQLSMALLINT c_type, SQLSMALLINT sql_type, const void *value)
{
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, c_type, sql_type, 0, 6, (SQLPOINTER)(uintptr_t)value, 0, NULL));
}

static void answer(const char *want)
{
	if (OK_S(st, x_exec(st, "select cast(? as interval)::text")))
		CHECK_STR(rows_of(st), want);
	SQLFreeStmt(st, SQL_CLOSE);
}

static void structures_to_the_server(void)
{
	for (size_t i = 0; i < COUNT(shapes); i++) {
		bind(shapes[i].type, shapes[i].type, &shapes[i].value);
		answer(format("%s\n", shapes[i].server));
	}
}

/* An application that leaves interval_type alone has said by the C type what the structure is. */
static void a_structure_without_its_type(void)
{
	for (size_t i = 0; i < COUNT(shapes); i++) {
		SQL_INTERVAL_STRUCT value = shapes[i].value;

		memset(&value.interval_type, 0, sizeof(value.interval_type));
		bind(shapes[i].type, shapes[i].type, &value);
		answer(format("%s\n", shapes[i].server));
	}
}

static void columns_to_structures(void)
{
	for (size_t i = 0; i < COUNT(shapes); i++) {
		SQL_INTERVAL_STRUCT value;
		SQLLEN length = 0;

		memset(&value, 0, sizeof(value));
		OK_S(st, x_exec(st, format("select interval '%s' %s, '%s'::text", shapes[i].server, shapes[i].name, shapes[i].literal)));
		CHECK_INT(x_col_number(st, 1, SQL_DESC_CONCISE_TYPE), shapes[i].type);
		OK_S(st, SQLFetch(st));
		for (SQLUSMALLINT col = 1; col <= 2; col++) {
			OK_S(st, SQLGetData(st, col, shapes[i].type, &value, 0, &length));
			CHECK_INT(length, sizeof(value));
			CHECK_INT(value.interval_type, shapes[i].value.interval_type);
			CHECK_INT(value.interval_sign, shapes[i].value.interval_sign);
			if (!CHECK(memcmp(&value.intval, &shapes[i].value.intval, sizeof(value.intval)) == 0))
				note("column %u of %s", col, shapes[i].name);
		}
		OK_S(st, SQLCloseCursor(st));
	}
}

/* "12" is 12 days for SQL_INTERVAL_DAY; the server alone would take it for seconds. */
static void characters_mean_what_the_sql_type_says(void)
{
	for (size_t i = 0; i < COUNT(shapes); i++) {
		SQLLEN length = SQL_NTS;
		tchar *text = text_to(shapes[i].literal);

		OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, C_TEXT, shapes[i].type, 0, 6, text, 0, &length));
		answer(format("%s\n", shapes[i].server));
	}
}

static void whole_numbers_are_single_fields(void)
{
	static const char *const five[] = {"5 years", "5 mons", "5 days", "05:00:00", "00:05:00", "00:00:05"};
	SQL_NUMERIC_STRUCT numeric = {.precision = 3, .scale = 1, .sign = 1, .val = {50}};
	SQLINTEGER number = 5;
	SQLDOUBLE real = 5;

	for (size_t i = 0; i < COUNT(five); i++) {
		bind(SQL_C_SLONG, shapes[i].type, &number);
		answer(format("%s\n", five[i]));
		bind(SQL_C_NUMERIC, shapes[i].type, &numeric);
		answer(format("%s\n", five[i]));
		bind(SQL_C_DOUBLE, shapes[i].type, &real);
		FAILS_S(st, x_exec(st, "select cast(? as interval)"), "07006");
	}
	bind(SQL_C_SLONG, SQL_INTERVAL_DAY_TO_SECOND, &number);
	FAILS_S(st, x_exec(st, "select cast(? as interval)"), "07006");
	numeric.val[0] = 55; /* 5.5 days */
	bind(SQL_C_NUMERIC, SQL_INTERVAL_DAY, &numeric);
	FAILS_S(st, x_exec(st, "select cast(? as interval)"), "22015");
}

static void years_are_no_days(void)
{
	bind(SQL_C_INTERVAL_YEAR, SQL_INTERVAL_DAY, &shapes[0].value);
	FAILS_S(st, x_exec(st, "select cast(? as interval)"), "07006");
	bind(SQL_C_INTERVAL_DAY_TO_SECOND, SQL_INTERVAL_YEAR_TO_MONTH, &shapes[9].value);
	FAILS_S(st, x_exec(st, "select cast(? as interval)"), "07006");
	bind(SQL_C_INTERVAL_HOUR, SQL_INTERVAL_DAY_TO_SECOND, &shapes[3].value);
	answer("30:00:00\n");
}

/* Two digits unless the descriptor says otherwise: 22015 beyond them. */
static void the_leading_field_has_its_precision(void)
{
	SQL_INTERVAL_STRUCT value;
	SQLHDESC ard = NULL;
	SQLLEN length = 0;

	OK_S(st, SQLGetStmtAttr(st, SQL_ATTR_APP_ROW_DESC, &ard, 0, NULL));
	OK_S(st, SQLBindCol(st, 1, SQL_C_INTERVAL_DAY, &value, 0, &length));
	OK_S(st, x_exec(st, "select interval '100' day from generate_series(1, 3)"));
	FAILS_S(st, SQLFetch(st), "22015");
	CHECK_INT(SQLSetDescField(ard, 1, SQL_DESC_DATETIME_INTERVAL_PRECISION, (SQLPOINTER)3, 0), SQL_SUCCESS);
	CHECK_INT(SQLSetDescField(ard, 1, SQL_DESC_DATA_PTR, &value, 0), SQL_SUCCESS);
	OK_S(st, SQLFetch(st));
	CHECK_INT(value.intval.day_second.day, 100);
	memset(&value, 0, sizeof(value));
	if (!IODBC) { /* which does not know the type */
		OK_S(st, SQLGetData(st, 1, SQL_ARD_TYPE, &value, 0, &length));
		CHECK_INT(value.intval.day_second.day, 100);
	}
	FAILS_S(st, SQLGetData(st, 1, SQL_C_INTERVAL_HOUR, &value, 0, &length), "22015");
}

/* 01S07 for what the seconds precision leaves out. */
static void seconds_have_their_precision(void)
{
	static const struct {
		SQLSMALLINT precision;
		SQLRETURN rc;
		SQLUINTEGER fraction;
	} cases[] = {{6, SQL_SUCCESS, 123456000}, {3, SQL_SUCCESS_WITH_INFO, 123000000}, {0, SQL_SUCCESS_WITH_INFO, 0}};
	SQL_INTERVAL_STRUCT value;
	SQLHDESC ard = NULL;
	SQLLEN length = 0;

	OK_S(st, SQLGetStmtAttr(st, SQL_ATTR_APP_ROW_DESC, &ard, 0, NULL));
	OK_S(st, x_exec(st, "select interval '1.123456' second from generate_series(1, 3)"));
	OK_S(st, SQLBindCol(st, 1, SQL_C_INTERVAL_SECOND, &value, 0, &length));
	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(SQLSetDescField(ard, 1, SQL_DESC_PRECISION, (SQLPOINTER)(intptr_t)cases[i].precision, 0), SQL_SUCCESS);
		CHECK_INT(SQLSetDescField(ard, 1, SQL_DESC_DATA_PTR, &value, 0), SQL_SUCCESS);
		RC_S(st, SQLFetch(st), cases[i].rc);
		if (cases[i].rc == SQL_SUCCESS_WITH_INFO)
			CHECK_STR(diag_state(SQL_HANDLE_STMT, st, 1), "01S07");
		CHECK_INT(value.intval.day_second.fraction, cases[i].fraction);
	}
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(structures_to_the_server), TEST(a_structure_without_its_type), TEST(columns_to_structures),
		TEST(characters_mean_what_the_sql_type_says), TEST(whole_numbers_are_single_fields), TEST(years_are_no_days),
		TEST(the_leading_field_has_its_precision), TEST(seconds_have_their_precision),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
