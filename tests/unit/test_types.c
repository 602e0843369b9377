#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "type/types.h"

#include <string.h>

#define NUMERIC_TYPMOD(p, s) (((p) << 16 | ((s) & 0x7FF)) + 4)
#define INTERVAL_TYPMOD(fields, p) ((fields) << 16 | (p))

/* What applications see of a column; the numbers are appendix D's. */
static const struct {
	uint32_t oid;
	int32_t typmod;
	SQLSMALLINT narrow, wide;
	SQLULEN size;
	SQLSMALLINT digits;
	SQLLEN octets, wide_octets, display;
} columns[] = {
	{16, -1, SQL_BIT, SQL_BIT, 1, 0, 1, 1, 1},
	{21, -1, SQL_SMALLINT, SQL_SMALLINT, 5, 0, 2, 2, 6},
	{23, -1, SQL_INTEGER, SQL_INTEGER, 10, 0, 4, 4, 11},
	{20, -1, SQL_BIGINT, SQL_BIGINT, 19, 0, 8, 8, 20},
	{26, -1, SQL_INTEGER, SQL_INTEGER, 10, 0, 4, 4, 10},
	{700, -1, SQL_REAL, SQL_REAL, 7, 0, 4, 4, 14},
	{701, -1, SQL_DOUBLE, SQL_DOUBLE, 15, 0, 8, 8, 24},
	{1700, NUMERIC_TYPMOD(10, 2), SQL_NUMERIC, SQL_NUMERIC, 10, 2, 12, 24, 12},
	{1700, NUMERIC_TYPMOD(38, 0), SQL_NUMERIC, SQL_NUMERIC, 38, 0, 40, 80, 40},
	{1700, NUMERIC_TYPMOD(3, -2), SQL_NUMERIC, SQL_NUMERIC, 3, -2, 7, 14, 7},
	{1700, NUMERIC_TYPMOD(2, 5), SQL_NUMERIC, SQL_NUMERIC, 2, 5, 8, 16, 8},
	{1700, NUMERIC_TYPMOD(1000, 1000), SQL_NUMERIC, SQL_NUMERIC, 1000, 1000, 1003, 2006, 1003},
	{1700, -1, SQL_NUMERIC, SQL_NUMERIC, 1000, 16, 1002, 2004, 1002},
	{790, -1, SQL_DECIMAL, SQL_DECIMAL, 19, 2, 21, 42, 21},
	{1042, 9, SQL_CHAR, SQL_WCHAR, 5, 0, 20, 10, 5},
	{1043, 24, SQL_VARCHAR, SQL_WVARCHAR, 20, 0, 80, 40, 20},
	{1043, -1, SQL_VARCHAR, SQL_WVARCHAR, 0, 0, 0, 0, 1073741823},
	{25, -1, SQL_LONGVARCHAR, SQL_WLONGVARCHAR, 0, 0, 0, 0, 1073741823},
	{17, -1, SQL_LONGVARBINARY, SQL_LONGVARBINARY, 0, 0, 0, 0, 2147483646},
	{1082, -1, SQL_TYPE_DATE, SQL_TYPE_DATE, 10, 0, 6, 6, 10},
	{1083, -1, SQL_TYPE_TIME, SQL_TYPE_TIME, 15, 6, 6, 6, 15},
	{1083, 0, SQL_TYPE_TIME, SQL_TYPE_TIME, 8, 0, 6, 6, 8},
	{1266, 3, SQL_VARCHAR, SQL_WVARCHAR, 21, 0, 84, 42, 21},
	{1114, -1, SQL_TYPE_TIMESTAMP, SQL_TYPE_TIMESTAMP, 26, 6, 16, 16, 26},
	{1114, 0, SQL_TYPE_TIMESTAMP, SQL_TYPE_TIMESTAMP, 19, 0, 16, 16, 19},
	{1114, 3, SQL_TYPE_TIMESTAMP, SQL_TYPE_TIMESTAMP, 23, 3, 16, 16, 23},
	{1184, -1, SQL_TYPE_TIMESTAMP, SQL_TYPE_TIMESTAMP, 26, 6, 16, 16, 35},
	{1186, -1, SQL_VARCHAR, SQL_WVARCHAR, 70, 0, 280, 140, 70},
	{1186, INTERVAL_TYPMOD(0x7FFF, 3), SQL_VARCHAR, SQL_WVARCHAR, 70, 0, 280, 140, 70},
	{1186, INTERVAL_TYPMOD(4, 0xFFFF), SQL_INTERVAL_YEAR, SQL_INTERVAL_YEAR, 9, 0, 28, 28, 70},
	{1186, INTERVAL_TYPMOD(6, 0xFFFF), SQL_INTERVAL_YEAR_TO_MONTH, SQL_INTERVAL_YEAR_TO_MONTH, 12, 0, 28, 28, 70},
	{1186, INTERVAL_TYPMOD(0x1C08, 0xFFFF), SQL_INTERVAL_DAY_TO_SECOND, SQL_INTERVAL_DAY_TO_SECOND, 26, 6, 28, 28, 70},
	{1186, INTERVAL_TYPMOD(0x1000, 0), SQL_INTERVAL_SECOND, SQL_INTERVAL_SECOND, 10, 0, 28, 28, 70},
	{2950, -1, SQL_GUID, SQL_GUID, 36, 0, 16, 16, 36},
	{1560, 1, SQL_BIT, SQL_BIT, 1, 0, 1, 1, 1},
	{1560, 8, SQL_VARCHAR, SQL_WVARCHAR, 8, 0, 32, 16, 8},
	{1562, 1, SQL_VARCHAR, SQL_WVARCHAR, 1, 0, 4, 2, 1},
	{3802, -1, SQL_LONGVARCHAR, SQL_WLONGVARCHAR, 0, 0, 0, 0, 1073741823},
	{1007, -1, SQL_LONGVARCHAR, SQL_WLONGVARCHAR, 0, 0, 0, 0, 1073741823}, /* int4[] */
};

static void columns_are_described_as_appendix_d_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		const struct pg_type *t = type_by_oid(columns[i].oid);
		int32_t m = columns[i].typmod;

		const bool text = columns[i].wide == SQL_WCHAR || columns[i].wide == SQL_WVARCHAR || columns[i].wide == SQL_WLONGVARCHAR;
		const bool digits = columns[i].wide == SQL_NUMERIC || columns[i].wide == SQL_DECIMAL;
		SQLLEN wide_octets = columns[i].wide_octets; /* of units of two bytes */

		if (text || digits)
			wide_octets = wide_octets / 2 * (SQLLEN)sizeof(SQLWCHAR);
		if (wide_octets > INT32_MAX) /* catalog functions give it as a 32-bit number */
			wide_octets = INT32_MAX / (SQLLEN)sizeof(SQLWCHAR) * (SQLLEN)sizeof(SQLWCHAR);
		if (type_sql_type(t, m, TEXT_NARROW) != columns[i].narrow ||
		    type_sql_type(t, m, TEXT_WIDE) != columns[i].wide || type_column_size(t, m) != columns[i].size ||
		    type_decimal_digits(t, m) != columns[i].digits ||
		    type_octet_length(t, m, TEXT_NARROW) != columns[i].octets ||
		    type_octet_length(t, m, TEXT_WIDE) != wide_octets ||
		    type_display_size(t, m) != columns[i].display)
			fail_msg("row %zu, %s typmod %d: size %lu digits %d octets %ld/%ld display %ld", i, type_name(t),
				 m, (unsigned long)type_column_size(t, m), type_decimal_digits(t, m),
				 (long)type_octet_length(t, m, TEXT_NARROW), (long)type_octet_length(t, m, TEXT_WIDE),
				 (long)type_display_size(t, m));
	}
}

/* Bulk readers allocate by column size: a gigabyte a cell, or any guess that cuts, is worse than "no limit". */
static void text_without_a_length_has_no_column_size(void **state)
{
	(void)state;
	assert_int_equal(type_column_size(type_by_oid(25), -1), 0);
	assert_int_equal(type_max_size(type_by_oid(25), -1), 1073741823);
	assert_int_equal(type_max_size(type_by_oid(1043), 14), 10);
	assert_int_equal(type_column_size(type_by_oid(1042), -1), 10485760);
}

/* DefaultStringColumnLength is for applications that allocate by column size; only what has no size gets it. */
static void text_is_as_long_as_the_data_source_says(void **state)
{
	const struct pg_type *text = type_by_oid(25), *varchar = type_by_oid(1043), *vector = type_by_oid(4000000);
	int32_t m = type_typmod_within(text, -1, 2000);

	(void)state;
	assert_int_equal(type_column_size(text, m), 2000);
	assert_int_equal(type_display_size(text, m), 2000);
	assert_int_equal(type_octet_length(text, m, TEXT_NARROW), 8000);
	assert_int_equal(type_char_octet_length(text, m), 8000);
	assert_int_equal(type_column_size(varchar, type_typmod_within(varchar, -1, 2000)), 2000);
	assert_int_equal(type_column_size(varchar, type_typmod_within(varchar, 14, 2000)), 10);
	assert_int_equal(type_column_size(vector, type_typmod_within(vector, 1536, 2000)), 2000);
	assert_int_equal(type_column_size(text, type_typmod_within(text, -1, UINT32_MAX)), 0);
	assert_int_equal(type_typmod_within(text, -1, 0), -1);
	assert_int_equal(type_column_size(type_by_oid(17), type_typmod_within(type_by_oid(17), -1, 2000)), 2000);
	assert_int_equal(type_octet_length(type_by_oid(17), type_typmod_within(type_by_oid(17), -1, 2000), TEXT_WIDE), 2000);
	assert_int_equal(type_typmod_within(type_by_oid(23), -1, 2000), -1);
}

static void oids_and_names_are_unique(void **state)
{
	(void)state;
	for (size_t i = 0; i < type_count(); i++)
		for (size_t k = i + 1; k < type_count(); k++)
			if (type_oid(type_at(i)) == type_oid(type_at(k)) ||
			    strcmp(type_name(type_at(i)), type_name(type_at(k))) == 0)
				fail_msg("%s and %s", type_name(type_at(i)), type_name(type_at(k)));
}

static void an_unknown_type_is_long_text(void **state)
{
	const struct pg_type *t = type_by_oid(99999);

	(void)state;
	assert_int_equal(type_kind(t), KIND_OTHER);
	assert_false(type_in_typeinfo(t));
	assert_int_equal(type_by_oid(0), t);
}

static void every_sql_type_can_be_a_parameter(void **state)
{
	static const SQLSMALLINT types[] = {
		SQL_CHAR, SQL_VARCHAR, SQL_LONGVARCHAR, SQL_WCHAR, SQL_WVARCHAR, SQL_WLONGVARCHAR, SQL_BIT, SQL_TINYINT,
		SQL_SMALLINT, SQL_INTEGER, SQL_BIGINT, SQL_REAL, SQL_FLOAT, SQL_DOUBLE, SQL_DECIMAL, SQL_NUMERIC,
		SQL_BINARY, SQL_VARBINARY, SQL_LONGVARBINARY, SQL_TYPE_DATE, SQL_TYPE_TIME, SQL_TYPE_TIMESTAMP,
		SQL_DATE, SQL_TIME, SQL_TIMESTAMP, SQL_GUID, SQL_INTERVAL_YEAR, SQL_INTERVAL_MINUTE_TO_SECOND,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		assert_non_null(type_by_sql_type(types[i]));
	assert_null(type_by_sql_type(SQL_UNKNOWN_TYPE));
	assert_null(type_by_sql_type(12345));
	/* A char(n) would lose the spaces at its end. */
	assert_int_equal(type_oid(type_by_sql_type(SQL_CHAR)), 1043);
	assert_int_equal(type_kind(type_by_sql_type(SQL_FLOAT)), KIND_FLOAT8);
}

static void verbose_types_and_codes_agree_with_the_concise_ones(void **state)
{
	(void)state;
	assert_int_equal(type_verbose(SQL_TYPE_TIMESTAMP), SQL_DATETIME);
	assert_int_equal(type_datetime_code(SQL_TYPE_TIMESTAMP), SQL_CODE_TIMESTAMP);
	assert_int_equal(type_odbc2(SQL_TYPE_TIMESTAMP), SQL_TIMESTAMP);
	assert_int_equal(type_verbose(SQL_INTERVAL_DAY_TO_SECOND), SQL_INTERVAL);
	assert_int_equal(type_verbose(SQL_INTEGER), SQL_INTEGER);
	assert_int_equal(type_datetime_code(SQL_INTEGER), 0);
	assert_int_equal(type_odbc2(SQL_GUID), SQL_GUID);
	for (SQLSMALLINT t = SQL_INTERVAL_YEAR; t <= SQL_INTERVAL_MINUTE_TO_SECOND; t++)
		assert_int_equal(type_datetime_code(t), t - 100);
}

static void flags_are_those_that_descriptors_report(void **state)
{
	(void)state;
	assert_true(type_is_unsigned(type_by_oid(26)));
	assert_false(type_is_unsigned(type_by_oid(23)));
	assert_true(type_is_unsigned(type_by_oid(25)));
	assert_true(type_is_case_sensitive(type_by_oid(25)));
	assert_false(type_is_case_sensitive(type_by_oid(2950)));
	assert_true(type_is_fixed_scale(type_by_oid(790)));
	assert_false(type_is_fixed_scale(type_by_oid(1700)));
	assert_int_equal(type_radix(type_by_oid(701)), 10);
	assert_int_equal(type_radix(type_by_oid(25)), 0);
	assert_int_equal(type_searchable(type_by_oid(25)), SQL_PRED_SEARCHABLE);
	assert_int_equal(type_searchable(type_by_oid(114)), SQL_PRED_NONE);
	assert_string_equal(type_create_params(type_by_oid(1700)), "precision,scale");
	assert_null(type_literal_prefix(type_by_oid(23)));
	assert_int_equal(type_char_octet_length(type_by_oid(1043), 14), 40);
	assert_int_equal(type_char_octet_length(type_by_oid(23), -1), 0);
	assert_true(type_has_decimal_digits(type_by_oid(1114)));
	assert_false(type_has_decimal_digits(type_by_oid(701)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_are_described_as_appendix_d_says),
		cmocka_unit_test(text_without_a_length_has_no_column_size),
		cmocka_unit_test(text_is_as_long_as_the_data_source_says),
		cmocka_unit_test(oids_and_names_are_unique),
		cmocka_unit_test(an_unknown_type_is_long_text),
		cmocka_unit_test(every_sql_type_can_be_a_parameter),
		cmocka_unit_test(verbose_types_and_codes_agree_with_the_concise_ones),
		cmocka_unit_test(flags_are_those_that_descriptors_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
