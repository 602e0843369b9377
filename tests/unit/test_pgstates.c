/* The server's SQLSTATEs as the application sees them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "diag/pgstates.h"

static void a_code_that_odbc_names_is_renamed(void **state)
{
	static const char *const pairs[][2] = {
		{"42P01", "42S02"}, {"42P07", "42S01"}, {"42703", "42S22"}, {"42701", "42S21"}, {"42P03", "3C000"},
		{"57014", "HY008"}, {"28P01", "28000"}, {"22P02", "22018"}, {"40P01", "40001"}, {"57P01", "08S01"},
		{"57P02", "08S01"}, {"57P03", "08S01"}, {"57P05", "08S01"}, {"08000", "08S01"}, {"08006", "08S01"},
		{"08P01", "08S01"}, {"25P03", "08S01"}, {"00000", "01000"},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(pairs); i++)
		assert_string_equal(pgstate_to_odbc(pairs[i][0]), pairs[i][1]);
}

static void any_other_code_is_the_servers_own(void **state)
{
	static const char *const codes[] = {
		"23505", "23503", "23502", "23514", "22001", "22003", "22007", "22008", "22012", "40001", "42601",
		"42501", "42883", "25P02", "25001", "3D000", "3F000", "53300", "55P03", "08001", "08004", "08007",
		"P0001", "XX000", "01000", "0A000", "57000", "57P99",
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(codes); i++)
		assert_string_equal(pgstate_to_odbc(codes[i]), codes[i]);
}

static void no_code_is_a_general_error(void **state)
{
	(void)state;
	assert_string_equal(pgstate_to_odbc(""), "HY000");
	assert_string_equal(pgstate_to_odbc(NULL), "HY000");
	assert_string_equal(pgstate_to_odbc("42"), "HY000");
}

static void warnings_are_the_classes_00_01_and_02(void **state)
{
	(void)state;
	assert_true(pgstate_is_warning("00000"));
	assert_true(pgstate_is_warning("01007"));
	assert_true(pgstate_is_warning("02000"));
	assert_false(pgstate_is_warning("03000"));
	assert_false(pgstate_is_warning("08006"));
	assert_false(pgstate_is_warning("22012"));
	assert_false(pgstate_is_warning(""));
	assert_false(pgstate_is_warning(NULL));
}

static void a_session_that_ends_is_told_from_an_error(void **state)
{
	(void)state;
	assert_true(pgstate_ends_session("57P01"));
	assert_true(pgstate_ends_session("25P03"));
	assert_false(pgstate_ends_session("57014"));
	assert_false(pgstate_ends_session("40001"));
	assert_false(pgstate_ends_session(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_that_odbc_names_is_renamed),
		cmocka_unit_test(any_other_code_is_the_servers_own),
		cmocka_unit_test(no_code_is_a_general_error),
		cmocka_unit_test(warnings_are_the_classes_00_01_and_02),
		cmocka_unit_test(a_session_that_ends_is_told_from_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
