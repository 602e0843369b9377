#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "type/c_types.h"
#include "type/types.h"

static void every_row_is_found_by_its_identifier(void **state)
{
	(void)state;
	for (int i = 0; i < C_TYPE_COUNT; i++) {
		enum c_type t = C_TYPE_COUNT;

		assert_true(c_type_of(c_type_sql_c((enum c_type)i), &t));
		assert_int_equal(t, i);
		assert_int_equal(c_type_is_variable(t), c_type_size(t) == 0);
	}
}

static void second_spellings_mean_the_same(void **state)
{
	static const struct {
		SQLSMALLINT sql_c;
		enum c_type type;
	} cases[] = {
		{SQL_C_TINYINT, C_TYPE_STINYINT}, {SQL_C_SHORT, C_TYPE_SSHORT}, {SQL_C_LONG, C_TYPE_SLONG},
		{SQL_C_DATE, C_TYPE_DATE},	  {SQL_C_TIME, C_TYPE_TIME},	{SQL_C_TIMESTAMP, C_TYPE_TIMESTAMP},
		{SQL_C_VARBOOKMARK, C_TYPE_BINARY},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum c_type t = C_TYPE_COUNT;

		assert_true(c_type_of(cases[i].sql_c, &t));
		assert_int_equal(t, cases[i].type);
	}
}

static void what_is_not_a_c_type_is_refused(void **state)
{
	enum c_type t;

	(void)state;
	assert_false(c_type_of(SQL_C_DEFAULT, &t));
	assert_false(c_type_of(SQL_ARD_TYPE, &t));
	assert_false(c_type_of(SQL_VARCHAR, &t));
	assert_false(c_type_of(12345, &t));
}

static void only_the_thirteen_are_intervals(void **state)
{
	int n = 0;

	(void)state;
	for (int i = 0; i < C_TYPE_COUNT; i++)
		n += c_type_is_interval((enum c_type)i);
	assert_int_equal(n, 13);
	assert_true(c_type_is_interval(C_TYPE_INTERVAL_SECOND));
	assert_false(c_type_is_interval(C_TYPE_GUID));
}

static void every_sql_type_has_a_default_that_is_a_c_type(void **state)
{
	(void)state;
	for (size_t i = 0; i < type_count(); i++) {
		enum c_type t;

		assert_true(c_type_of(c_type_default(type_sql_type(type_at(i), TYPMOD_NONE, TEXT_NARROW)), &t));
		assert_true(c_type_of(c_type_default(type_sql_type(type_at(i), TYPMOD_NONE, TEXT_WIDE)), &t));
	}
	assert_int_equal(c_type_default(SQL_NUMERIC), SQL_C_CHAR);
	assert_int_equal(c_type_default(SQL_WVARCHAR), SQL_C_WCHAR);
	assert_int_equal(c_type_default(SQL_INTERVAL_DAY), SQL_C_INTERVAL_DAY);
	assert_int_equal(c_type_default(SQL_FLOAT), SQL_C_DOUBLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_found_by_its_identifier),
		cmocka_unit_test(second_spellings_mean_the_same),
		cmocka_unit_test(what_is_not_a_c_type_is_refused),
		cmocka_unit_test(only_the_thirteen_are_intervals),
		cmocka_unit_test(every_sql_type_has_a_default_that_is_a_c_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
