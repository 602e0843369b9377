/* driver/catalog without a server: the result columns, the computed cells, the arguments, SQLGetTypeInfo. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "catalog/args.h"
#include "catalog/columns.h"
#include "catalog/queries.h"

#include <stdio.h>
#include <string.h>

static const struct catalog_style wide3 = {.width = TEXT_WIDE}, narrow3 = {.width = TEXT_NARROW},
				  wide2 = {.odbc2 = true, .width = TEXT_WIDE};

/* ---- columns.def against the ODBC Programmer's Reference ---- */

/* Names in order; ! where the reference says "not NULL"; # SMALLINT, % INTEGER, otherwise character. */
static const struct {
	enum catalog_result result;
	const char *odbc3, *odbc2;
} reference[] = {
	{RESULT_tables, "TABLE_CAT TABLE_SCHEM TABLE_NAME TABLE_TYPE REMARKS",
	 "TABLE_QUALIFIER TABLE_OWNER TABLE_NAME TABLE_TYPE REMARKS"},
	{RESULT_columns,
	 "TABLE_CAT TABLE_SCHEM !TABLE_NAME !COLUMN_NAME !#DATA_TYPE !TYPE_NAME %COLUMN_SIZE %BUFFER_LENGTH "
	 "#DECIMAL_DIGITS #NUM_PREC_RADIX !#NULLABLE REMARKS COLUMN_DEF !#SQL_DATA_TYPE #SQL_DATETIME_SUB "
	 "%CHAR_OCTET_LENGTH !%ORDINAL_POSITION IS_NULLABLE",
	 "TABLE_QUALIFIER TABLE_OWNER TABLE_NAME COLUMN_NAME DATA_TYPE TYPE_NAME PRECISION LENGTH SCALE RADIX "
	 "NULLABLE REMARKS COLUMN_DEF SQL_DATA_TYPE SQL_DATETIME_SUB CHAR_OCTET_LENGTH ORDINAL_POSITION IS_NULLABLE"},
	{RESULT_primary_keys, "TABLE_CAT TABLE_SCHEM !TABLE_NAME !COLUMN_NAME !#KEY_SEQ PK_NAME",
	 "TABLE_QUALIFIER TABLE_OWNER TABLE_NAME COLUMN_NAME KEY_SEQ PK_NAME"},
	{RESULT_foreign_keys,
	 "PKTABLE_CAT PKTABLE_SCHEM !PKTABLE_NAME !PKCOLUMN_NAME FKTABLE_CAT FKTABLE_SCHEM !FKTABLE_NAME "
	 "!FKCOLUMN_NAME !#KEY_SEQ #UPDATE_RULE #DELETE_RULE FK_NAME PK_NAME #DEFERRABILITY",
	 "PKTABLE_QUALIFIER PKTABLE_OWNER PKTABLE_NAME PKCOLUMN_NAME FKTABLE_QUALIFIER FKTABLE_OWNER FKTABLE_NAME "
	 "FKCOLUMN_NAME KEY_SEQ UPDATE_RULE DELETE_RULE FK_NAME PK_NAME DEFERRABILITY"},
	{RESULT_statistics,
	 "TABLE_CAT TABLE_SCHEM !TABLE_NAME #NON_UNIQUE INDEX_QUALIFIER INDEX_NAME !#TYPE #ORDINAL_POSITION "
	 "COLUMN_NAME ASC_OR_DESC %CARDINALITY %PAGES FILTER_CONDITION",
	 "TABLE_QUALIFIER TABLE_OWNER TABLE_NAME NON_UNIQUE INDEX_QUALIFIER INDEX_NAME TYPE SEQ_IN_INDEX COLUMN_NAME "
	 "COLLATION CARDINALITY PAGES FILTER_CONDITION"},
	{RESULT_special_columns,
	 "#SCOPE !COLUMN_NAME !#DATA_TYPE !TYPE_NAME %COLUMN_SIZE %BUFFER_LENGTH #DECIMAL_DIGITS #PSEUDO_COLUMN",
	 "SCOPE COLUMN_NAME DATA_TYPE TYPE_NAME PRECISION LENGTH SCALE PSEUDO_COLUMN"},
	{RESULT_table_privileges, "TABLE_CAT TABLE_SCHEM !TABLE_NAME GRANTOR !GRANTEE !PRIVILEGE IS_GRANTABLE",
	 "TABLE_QUALIFIER TABLE_OWNER TABLE_NAME GRANTOR GRANTEE PRIVILEGE IS_GRANTABLE"},
	{RESULT_column_privileges,
	 "TABLE_CAT TABLE_SCHEM !TABLE_NAME !COLUMN_NAME GRANTOR !GRANTEE !PRIVILEGE IS_GRANTABLE",
	 "TABLE_QUALIFIER TABLE_OWNER TABLE_NAME COLUMN_NAME GRANTOR GRANTEE PRIVILEGE IS_GRANTABLE"},
	{RESULT_procedures,
	 "PROCEDURE_CAT PROCEDURE_SCHEM !PROCEDURE_NAME %NUM_INPUT_PARAMS %NUM_OUTPUT_PARAMS %NUM_RESULT_SETS REMARKS "
	 "#PROCEDURE_TYPE",
	 "PROCEDURE_QUALIFIER PROCEDURE_OWNER PROCEDURE_NAME NUM_INPUT_PARAMS NUM_OUTPUT_PARAMS NUM_RESULT_SETS REMARKS "
	 "PROCEDURE_TYPE"},
	{RESULT_procedure_columns,
	 "PROCEDURE_CAT PROCEDURE_SCHEM !PROCEDURE_NAME !COLUMN_NAME !#COLUMN_TYPE !#DATA_TYPE !TYPE_NAME %COLUMN_SIZE "
	 "%BUFFER_LENGTH #DECIMAL_DIGITS #NUM_PREC_RADIX !#NULLABLE REMARKS COLUMN_DEF !#SQL_DATA_TYPE #SQL_DATETIME_SUB "
	 "%CHAR_OCTET_LENGTH !%ORDINAL_POSITION IS_NULLABLE",
	 "PROCEDURE_QUALIFIER PROCEDURE_OWNER PROCEDURE_NAME COLUMN_NAME COLUMN_TYPE DATA_TYPE TYPE_NAME PRECISION LENGTH "
	 "SCALE RADIX NULLABLE REMARKS COLUMN_DEF SQL_DATA_TYPE SQL_DATETIME_SUB CHAR_OCTET_LENGTH ORDINAL_POSITION "
	 "IS_NULLABLE"},
	{RESULT_typeinfo,
	 "!TYPE_NAME !#DATA_TYPE %COLUMN_SIZE LITERAL_PREFIX LITERAL_SUFFIX CREATE_PARAMS !#NULLABLE !#CASE_SENSITIVE "
	 "!#SEARCHABLE #UNSIGNED_ATTRIBUTE !#FIXED_PREC_SCALE #AUTO_UNIQUE_VALUE LOCAL_TYPE_NAME #MINIMUM_SCALE "
	 "#MAXIMUM_SCALE !#SQL_DATA_TYPE #SQL_DATETIME_SUB %NUM_PREC_RADIX #INTERVAL_PRECISION",
	 "TYPE_NAME DATA_TYPE PRECISION LITERAL_PREFIX LITERAL_SUFFIX CREATE_PARAMS NULLABLE CASE_SENSITIVE SEARCHABLE "
	 "UNSIGNED_ATTRIBUTE MONEY AUTO_INCREMENT LOCAL_TYPE_NAME MINIMUM_SCALE MAXIMUM_SCALE SQL_DATA_TYPE "
	 "SQL_DATETIME_SUB NUM_PREC_RADIX INTERVAL_PRECISION"},
};

static void result_columns_are_those_of_the_reference(void **state)
{
	(void)state;
	assert_int_equal(LB_COUNT(reference), RESULT_COUNT);
	for (size_t r = 0; r < LB_COUNT(reference); r++) {
		struct strbuf names = STRBUF_INIT, old = STRBUF_INIT;
		size_t n;
		const struct catalog_column *c = catalog_result_columns(reference[r].result, &n);

		for (size_t i = 0; i < n; i++) {
			strbuf_printf(&names, "%s%s%s%s", i ? " " : "", c[i].nullable == SQL_NO_NULLS ? "!" : "",
				      c[i].oid == 21 ? "#" : c[i].oid == 23 ? "%" : "", c[i].name);
			strbuf_printf(&old, "%s%s", i ? " " : "", c[i].odbc2_name);
		}
		assert_string_equal(strbuf_text(&names), reference[r].odbc3);
		assert_string_equal(strbuf_text(&old), reference[r].odbc2);
		strbuf_release(&names);
		strbuf_release(&old);
	}
}

/* ---- computed cells ---- */

static struct rows_mem *query_rows(size_t columns, const char *const *cells, size_t n)
{
	struct rows_mem *m = rows_mem_new(columns, false);

	assert_non_null(m);
	for (size_t i = 0; i < n; i++)
		assert_true(rows_mem_add(m, span_of(cells[i])));
	return m;
}

static void assert_cell(const struct rows_mem *m, size_t row, size_t column, const char *want)
{
	struct span have = rows_mem_at(m, row, column);

	if (want ? !have.p || !span_is(have, want) : have.p != NULL)
		fail_msg("row %zu column %zu: have '%.*s', want '%s'", row, column + 1, (int)have.n, have.p ? have.p : "NULL",
			 want ? want : "NULL");
}

static const char *const columns_query[] = {
	"1043", "14", "db", "s", "t", "v", "varchar", "1", "words", "'x'::text", "1", "YES",
	"1700", "786438", "db", "s", "t", "n", "numeric", "0", NULL, NULL, "2", "NO",
	"1082", "-1", "db", "s", "t", "d", "date", "1", NULL, NULL, "3", "YES",
	"98765", "-1", "db", "s", "t", "e", "mood", "1", NULL, NULL, "4", "YES",
	"23", "-1", "db", "s", "t", "i", "int4", "1", NULL, NULL, "5", "YES",
};

/* The bytes of so many units. */
#if LB_WCHAR_SIZE == 4
#define WIDE_10 "40"
#define WIDE_14 "56"
#else
#define WIDE_10 "20"
#define WIDE_14 "28"
#endif

static void columns_say_of_types_what_type_types_says(void **state)
{
	static const char *const want[5][18] = {
		{"db", "s", "t", "v", "-9", "varchar", "10", WIDE_10, NULL, NULL, "1", "words", "'x'::text", "-9", NULL, "40", "1",
		 "YES"},
		{"db", "s", "t", "n", "2", "numeric", "12", WIDE_14, "2", "10", "0", NULL, NULL, "2", NULL, NULL, "2", "NO"},
		{"db", "s", "t", "d", "91", "date", "10", "6", NULL, NULL, "1", NULL, NULL, "9", "1", NULL, "3", "YES"},
		{"db", "s", "t", "e", "-10", "mood", NULL, NULL, NULL, NULL, "1", NULL, NULL, "-10", NULL, NULL, "4", "YES"},
		{"db", "s", "t", "i", "4", "int4", "10", "4", "0", "10", "1", NULL, NULL, "4", NULL, NULL, "5", "YES"},
	};
	struct rows_mem *query, *out;

	(void)state;
	assert_int_equal(catalog_query_columns(RESULT_columns), 12);
	query = query_rows(12, columns_query, LB_COUNT(columns_query));
	out = catalog_fill(RESULT_columns, query, wide3);
	assert_non_null(out);
	assert_int_equal(rows_mem_count(out), 5);
	for (size_t row = 0; row < 5; row++)
		for (size_t i = 0; i < 18; i++)
			/* lengths of types without a bound are type/types' business */
			if (row != 3 || (i != 6 && i != 7 && i != 15))
				assert_cell(out, row, i, want[row][i]);
	rows_free(rows_mem_rows(out));
	rows_free(rows_mem_rows(query));
}

static void odbc_2_applications_get_odbc_2_date_codes(void **state)
{
	struct rows_mem *query, *out;

	(void)state;
	query = query_rows(12, columns_query, LB_COUNT(columns_query));
	out = catalog_fill(RESULT_columns, query, wide2);
	assert_non_null(out);
	assert_cell(out, 2, 4, "9");
	assert_cell(out, 2, 13, "9");
	rows_free(rows_mem_rows(out));
	rows_free(rows_mem_rows(query));
}

static void no_action_is_restrict_for_odbc_2(void **state)
{
	static const char *const cells[] = {"db", "s", "p", "a", "db", "s", "f", "b", "1", "3", "0", "fk", "pk", "7"};
	struct rows_mem *query, *out;

	(void)state;
	query = query_rows(LB_COUNT(cells), cells, LB_COUNT(cells));
	out = catalog_fill(RESULT_foreign_keys, query, wide3);
	assert_cell(out, 0, 9, "3");
	rows_free(rows_mem_rows(out));
	out = catalog_fill(RESULT_foreign_keys, query, wide2);
	assert_cell(out, 0, 9, "1");
	assert_cell(out, 0, 10, "0");
	rows_free(rows_mem_rows(out));
	rows_free(rows_mem_rows(query));
}

static void nonsense_in_type_columns_is_an_unknown_type(void **state)
{
	static const char *const cells[] = {NULL, "x", "2", "c", "thing", "1"};
	struct rows_mem *query, *out;

	(void)state;
	assert_int_equal(catalog_query_columns(RESULT_special_columns), 6);
	query = query_rows(6, cells, 6);
	out = catalog_fill(RESULT_special_columns, query, narrow3);
	assert_non_null(out);
	assert_cell(out, 0, 1, "c");
	rows_free(rows_mem_rows(out));
	rows_free(rows_mem_rows(query));
}

static void described_width_is_never_less_than_the_longest_text(void **state)
{
	size_t n;
	const struct catalog_column *c = catalog_result_columns(RESULT_tables, &n);
	struct rows_mem *m = rows_mem_new(n, false);
	char remark[2 * 300 + 4];

	(void)state;
	for (size_t i = 0; i < 300; i++)
		memcpy(remark + 2 * i, "\xc3\xa9", 2);
	memcpy(remark + 600, "\xf0\x9f\x90\x98", 4); /* two units of UTF-16 */
	for (size_t i = 0; i < n - 1; i++)
		assert_true(rows_mem_add(m, span_of("x")));
	assert_true(rows_mem_add(m, span_make(remark, sizeof(remark))));
	assert_int_equal(catalog_text_size(&c[0], m, 0), 63);
	assert_int_equal(catalog_text_size(&c[4], m, 4), sizeof(SQLWCHAR) == 2 ? 302 : 301);
	rows_free(rows_mem_rows(m));
}

/* ---- arguments ---- */

static void assert_value(const struct catalog_args *a, size_t i, const char *want)
{
	if (!want)
		assert_null(a->value[i].p);
	else if (!a->value[i].p || !span_is(a->value[i], want))
		fail_msg("value %zu: have '%.*s', want '%s'", i, (int)a->value[i].n, a->value[i].p ? a->value[i].p : "", want);
}

static void exact_patterns_are_bound_for_equality(void **state)
{
	struct catalog_args a = {0};

	(void)state;
	args_pattern(&a, SPAN_NONE);
	args_pattern(&a, SPAN_LIT("%"));
	args_pattern(&a, SPAN_LIT("my\\_table"));
	args_pattern(&a, SPAN_LIT("my%"));
	assert_false(args_failed(&a));
	assert_int_equal(a.n, 8);
	for (size_t i = 0; i < 4; i++)
		assert_value(&a, i, NULL);
	assert_value(&a, 4, "my_table");
	assert_value(&a, 5, NULL);
	assert_value(&a, 6, NULL);
	assert_value(&a, 7, "my%");
	args_name(&a, SPAN_LIT("one too many"));
	assert_true(args_failed(&a));
	args_release(&a);
}

static void identifiers_are_folded_and_never_patterns(void **state)
{
	struct catalog_args a = {.metadata_id = true};

	(void)state;
	args_pattern(&a, SPAN_LIT("My_Table"));
	args_pattern(&a, SPAN_LIT("\"My%\""));
	args_name(&a, SPAN_LIT("ABC"));
	assert_value(&a, 0, "my_table");
	assert_value(&a, 1, NULL);
	assert_value(&a, 2, "My%");
	assert_value(&a, 3, NULL);
	assert_value(&a, 4, "abc");
	args_release(&a);
}

static void names_of_one_table_are_taken_as_they_are(void **state)
{
	struct catalog_args a = {0};

	(void)state;
	args_name(&a, args_catalog(SPAN_LIT("%")));
	args_name(&a, args_unless_empty(SPAN_LIT("")));
	args_name(&a, SPAN_LIT("O'Reilly_%\""));
	args_text(&a, NULL);
	assert_value(&a, 0, NULL);
	assert_value(&a, 1, NULL);
	assert_value(&a, 2, "O'Reilly_%\"");
	assert_value(&a, 3, NULL);
	args_release(&a);
}

static void table_types_are_a_list_quoted_or_not(void **state)
{
	static const struct {
		const char *list, *want;
	} cases[] = {
		{NULL, NULL},
		{"", NULL},
		{" , ", NULL},
		{"%", NULL},
		{"'%'", NULL},
		{"TABLE,VIEW", "{\"TABLE\",\"VIEW\"}"},
		{"'TABLE', 'SYSTEM TABLE'", "{\"TABLE\",\"SYSTEM TABLE\"}"},
		{"table", "{\"TABLE\"}"},
		{"a\"},{\\", "{\"A\\\"}\",\"{\\\\\"}"},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(cases); i++) {
		struct catalog_args a = {0};

		args_table_types(&a, span_of(cases[i].list));
		assert_int_equal(a.n, 1);
		assert_value(&a, 0, cases[i].want);
		args_release(&a);
	}
}

/* ---- SQLGetTypeInfo ---- */

static int64_t number_at(const struct rows_mem *m, size_t row, size_t column)
{
	int64_t n = 0;

	if (!span_int(rows_mem_at(m, row, column), &n))
		fail_msg("row %zu column %zu is no number", row, column + 1);
	return n;
}

static bool has_sql_type(const struct rows_mem *m, SQLSMALLINT sql_type)
{
	for (size_t row = 0; row < rows_mem_count(m); row++)
		if (number_at(m, row, 1) == sql_type)
			return true;
	return false;
}

static void typeinfo_is_ordered_by_data_type(void **state)
{
	struct rows_mem *m = typeinfo_rows(SQL_ALL_TYPES, wide3);

	(void)state;
	assert_non_null(m);
	assert_true(rows_mem_count(m) > 30);
	for (size_t row = 1; row < rows_mem_count(m); row++)
		assert_true(number_at(m, row - 1, 1) <= number_at(m, row, 1));
	rows_free(rows_mem_rows(m));
}

static void the_closest_type_comes_first(void **state)
{
	static const struct {
		SQLSMALLINT sql_type;
		const char *name;
	} want[] = {
		{SQL_VARCHAR, "varchar"}, {SQL_WVARCHAR, "varchar"}, {SQL_CHAR, "bpchar"}, {SQL_WCHAR, "bpchar"},
		{SQL_LONGVARCHAR, "text"}, {SQL_WLONGVARCHAR, "text"}, {SQL_INTEGER, "int4"}, {SQL_SMALLINT, "int2"},
		{SQL_BIGINT, "int8"}, {SQL_NUMERIC, "numeric"}, {SQL_DECIMAL, "decimal"}, {SQL_DOUBLE, "float8"},
		{SQL_FLOAT, "float8"}, {SQL_REAL, "float4"}, {SQL_BIT, "bool"}, {SQL_GUID, "uuid"},
		{SQL_VARBINARY, "bytea"}, {SQL_LONGVARBINARY, "bytea"}, {SQL_TYPE_DATE, "date"}, {SQL_TYPE_TIME, "time"},
		{SQL_TYPE_TIMESTAMP, "timestamp"}, {SQL_INTERVAL_DAY_TO_SECOND, "interval day to second"},
		{SQL_INTERVAL_YEAR_TO_MONTH, "interval year to month"},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(want); i++) {
		struct rows_mem *m = typeinfo_rows(want[i].sql_type, narrow3);

		assert_non_null(m);
		if (!rows_mem_count(m))
			fail_msg("no row for %s", want[i].name);
		assert_cell(m, 0, 0, want[i].name);
		for (size_t row = 0; row < rows_mem_count(m); row++)
			assert_int_equal(number_at(m, row, 1), want[i].sql_type);
		rows_free(rows_mem_rows(m));
	}
}

static void what_columns_can_be_is_in_typeinfo(void **state)
{
	struct rows_mem *m = typeinfo_rows(SQL_ALL_TYPES, wide3);

	(void)state;
	assert_non_null(m);
	for (size_t i = 0; i < type_count(); i++)
		for (int width = TEXT_NARROW; width <= TEXT_WIDE; width++) {
			SQLSMALLINT sql_type = type_sql_type(type_at(i), TYPMOD_NONE, (enum text_width)width);

			if (!has_sql_type(m, sql_type))
				fail_msg("SQL type %d of %s has no row", sql_type, type_name(type_at(i)));
		}
	for (SQLSMALLINT t = SQL_INTERVAL_YEAR; t <= SQL_INTERVAL_MINUTE_TO_SECOND; t++)
		assert_true(has_sql_type(m, t));
	rows_free(rows_mem_rows(m));
}

static void only_numbers_have_a_radix_a_sign_and_a_counter(void **state)
{
	struct rows_mem *m = typeinfo_rows(SQL_ALL_TYPES, wide3);
	size_t serials = 0;

	(void)state;
	assert_non_null(m);
	for (size_t row = 0; row < rows_mem_count(m); row++) {
		bool number = rows_mem_at(m, row, 17).p != NULL;
		bool serial = span_ends(rows_mem_at(m, row, 0), "serial");

		assert_int_equal(rows_mem_at(m, row, 9).p != NULL, number);
		assert_int_equal(rows_mem_at(m, row, 11).p != NULL, number);
		if (number)
			assert_int_equal(number_at(m, row, 11), serial);
		assert_int_equal(number_at(m, row, 6), serial ? SQL_NO_NULLS : SQL_NULLABLE);
		serials += serial;
		assert_true(number_at(m, row, 2) > 0);
		assert_int_equal(rows_mem_at(m, row, 16).p != NULL,
				 number_at(m, row, 15) == SQL_DATETIME || number_at(m, row, 15) == SQL_INTERVAL);
	}
	assert_int_equal(serials, 3);
	rows_free(rows_mem_rows(m));
}

static void old_and_new_date_codes_ask_for_the_same(void **state)
{
	struct rows_mem *now = typeinfo_rows(SQL_TYPE_TIMESTAMP, wide3), *then = typeinfo_rows(SQL_TIMESTAMP, wide2);

	(void)state;
	assert_int_equal(rows_mem_count(now), 2);
	assert_int_equal(rows_mem_count(then), 2);
	assert_cell(now, 0, 1, "93");
	assert_cell(then, 0, 1, "11");
	assert_cell(now, 1, 0, "timestamptz");
	rows_free(rows_mem_rows(now));
	rows_free(rows_mem_rows(then));
}

static void a_type_without_rows_is_empty_and_a_wrong_one_an_error(void **state)
{
	struct rows_mem *m = typeinfo_rows(SQL_BINARY, wide3);

	(void)state;
	assert_int_equal(rows_mem_count(m), 0);
	rows_free(rows_mem_rows(m));
	assert_true(typeinfo_is_sql_type(SQL_BINARY));
	assert_true(typeinfo_is_sql_type(SQL_ALL_TYPES));
	assert_false(typeinfo_is_sql_type(1234));
	assert_false(typeinfo_is_sql_type(SQL_INTERVAL_MINUTE_TO_SECOND + 1));
}

/* ---- queries.h ---- */

static void queries_have_no_comments_and_all_their_parameters(void **state)
{
	static const struct {
		const char *sql;
		char last;
	} queries[] = {
		{sql_catalogs, '0'}, {sql_schemas, '0'}, {sql_table_types, '0'}, {sql_tables, '7'}, {sql_columns, '8'},
		{sql_primary_keys, '3'}, {sql_foreign_keys, '6'}, {sql_statistics, '4'}, {sql_special_columns, '4'},
		{sql_table_privileges, '6'}, {sql_column_privileges, '5'}, {sql_procedures, '6'},
		{sql_procedure_columns, '8'},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(queries); i++) {
		char seen[10] = {0};

		assert_null(strstr(queries[i].sql, "--"));
		assert_null(strchr(queries[i].sql, ';'));
		assert_null(strstr(queries[i].sql, "information_schema."));
		for (const char *p = strchr(queries[i].sql, '$'); p; p = strchr(p + 1, '$'))
			seen[p[1] - '0'] = 1;
		for (int n = 1; n < 10; n++)
			assert_int_equal(seen[n], n <= queries[i].last - '0');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(result_columns_are_those_of_the_reference),
		cmocka_unit_test(columns_say_of_types_what_type_types_says),
		cmocka_unit_test(odbc_2_applications_get_odbc_2_date_codes),
		cmocka_unit_test(no_action_is_restrict_for_odbc_2),
		cmocka_unit_test(nonsense_in_type_columns_is_an_unknown_type),
		cmocka_unit_test(described_width_is_never_less_than_the_longest_text),
		cmocka_unit_test(exact_patterns_are_bound_for_equality),
		cmocka_unit_test(identifiers_are_folded_and_never_patterns),
		cmocka_unit_test(names_of_one_table_are_taken_as_they_are),
		cmocka_unit_test(table_types_are_a_list_quoted_or_not),
		cmocka_unit_test(typeinfo_is_ordered_by_data_type),
		cmocka_unit_test(the_closest_type_comes_first),
		cmocka_unit_test(what_columns_can_be_is_in_typeinfo),
		cmocka_unit_test(only_numbers_have_a_radix_a_sign_and_a_counter),
		cmocka_unit_test(old_and_new_date_codes_ask_for_the_same),
		cmocka_unit_test(a_type_without_rows_is_empty_and_a_wrong_one_an_error),
		cmocka_unit_test(queries_have_no_comments_and_all_their_parameters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
