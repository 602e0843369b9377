/* The diagnostic area: order of records, codes, running out of memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "diag/diag.h"

static struct diag d;

static int setup(void **state)
{
	(void)state;
	diag_init(&d);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	diag_release(&d);
	return 0;
}

static const char *code(size_t number)
{
	const struct diag_record *r = diag_record(&d, number);

	return r ? r->state : "none";
}

static void the_return_code_follows_the_state(void **state)
{
	(void)state;
	assert_int_equal(diag_post(&d, STATE_RIGHT_TRUNCATED), SQL_SUCCESS_WITH_INFO);
	assert_int_equal(diag_postf(&d, STATE_OPTION_CHANGED, "%d", 1), SQL_SUCCESS_WITH_INFO);
	assert_int_equal(diag_post(&d, STATE_SEQUENCE_ERROR), SQL_ERROR);
	assert_int_equal(diag_post_server(&d, "23505", false, 0, SPAN_LIT("x")), SQL_ERROR);
	assert_int_equal(diag_post_server(&d, "01000", true, 0, SPAN_LIT("x")), SQL_SUCCESS_WITH_INFO);
	assert_int_equal(diag_post_code(&d, "28000", SPAN_LIT("x")), SQL_ERROR);
	assert_int_equal(diag_count(&d), 6);
}

static void errors_come_before_warnings_of_the_same_row(void **state)
{
	(void)state;
	diag_post(&d, STATE_RIGHT_TRUNCATED);
	diag_post(&d, STATE_GENERAL_ERROR);
	diag_post(&d, STATE_OPTION_CHANGED);
	diag_post(&d, STATE_OUT_OF_RANGE);
	assert_string_equal(code(1), "HY000");
	assert_string_equal(code(2), "22003");
	assert_string_equal(code(3), "01004");
	assert_string_equal(code(4), "01S02");
	assert_null(diag_record(&d, 5));
	assert_null(diag_record(&d, 0));
}

static void records_are_in_the_order_of_rows(void **state)
{
	(void)state;
	diag_post_at(&d, STATE_RIGHT_TRUNCATED, 3, 1);
	diag_post_at(&d, STATE_OUT_OF_RANGE, 3, 2);
	diag_post_at(&d, STATE_RIGHT_TRUNCATED, 1, 4);
	diag_post(&d, STATE_ERROR_IN_ROW);
	diag_post_at(&d, STATE_OUT_OF_RANGE, 2, 1);
	assert_string_equal(code(1), "01S01"); /* of no row */
	assert_int_equal(diag_record(&d, 2)->row, 1);
	assert_int_equal(diag_record(&d, 3)->row, 2);
	assert_int_equal(diag_record(&d, 4)->row, 3);
	assert_string_equal(code(4), "22003");
	assert_string_equal(code(5), "01004");
	assert_int_equal(diag_record(&d, 5)->column, 1);
}

static void words_and_default_text(void **state)
{
	(void)state;
	diag_post(&d, STATE_INVALID_CURSOR);
	diag_postf(&d, STATE_INVALID_LENGTH, "length %d", -7);
	assert_string_equal(diag_record(&d, 1)->message, "Invalid cursor state");
	assert_string_equal(diag_record(&d, 2)->message, "length -7");
	assert_int_equal(diag_record(&d, 1)->row, SQL_NO_ROW_NUMBER);
	assert_int_equal(diag_record(&d, 1)->column, SQL_NO_COLUMN_NUMBER);
}

static void odbc2_applications_get_their_own_codes(void **state)
{
	static const char *const pairs[][2] = {
		{"42S02", "S0002"}, {"42S01", "S0001"}, {"42S22", "S0022"}, {"42S21", "S0021"},
		{"42601", "37000"}, {"HY008", "S1008"}, {"08S01", "08S01"}, {"23505", "23505"},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(pairs); i++) {
		diag_clear(&d);
		diag_post_server(&d, pairs[i][0], false, 0, SPAN_LIT("x"));
		assert_string_equal(code(1), pairs[i][0]);
		assert_string_equal(diag_record(&d, 1)->state2, pairs[i][1]);
	}
	diag_clear(&d);
	diag_post(&d, STATE_SEQUENCE_ERROR);
	assert_string_equal(diag_record(&d, 1)->state2, "S1010");
}

static void who_said_it(void **state)
{
	(void)state;
	diag_post_server(&d, "23505", false, 7, SPAN_LIT("duplicate key"));
	diag_post_code(&d, "28000", SPAN_LIT("no token"));
	diag_post(&d, STATE_GENERAL_ERROR);
	assert_true(diag_record(&d, 1)->from_server);
	assert_int_equal(diag_record(&d, 1)->native, 7);
	assert_false(diag_record(&d, 2)->from_server);
	assert_false(diag_record(&d, 3)->from_server);
}

static void without_memory_there_is_still_a_record(void **state)
{
	(void)state;
	diag_post(&d, STATE_GENERAL_ERROR);
	assert_int_equal(diag_post_no_memory(&d), SQL_ERROR);
	diag_post_no_memory(&d);
	assert_int_equal(diag_count(&d), 2);
	assert_string_equal(code(1), "HY001");
	assert_string_equal(code(2), "HY000");
	diag_clear(&d);
	assert_int_equal(diag_count(&d), 0);
	assert_null(diag_record(&d, 1));
}

static void a_record_repeated_elsewhere_is_a_copy(void **state)
{
	struct diag other;

	(void)state;
	diag_init(&other);
	diag_post_server(&d, "40001", false, 3, SPAN_LIT("could not serialize"));
	diag_repeat(&other, diag_record(&d, 1));
	diag_clear(&d);
	assert_string_equal(diag_record(&other, 1)->state, "40001");
	assert_string_equal(diag_record(&other, 1)->message, "could not serialize");
	diag_post_no_memory(&d);
	diag_repeat(&other, diag_record(&d, 1)); /* the preset record has no message of its own */
	assert_string_equal(diag_record(&other, 2)->message, "Memory allocation error");
	diag_release(&other);
}

static void clearing_resets_the_header(void **state)
{
	(void)state;
	d.row_count = 5;
	d.rc = SQL_ERROR;
	d.function = "INSERT";
	diag_post(&d, STATE_GENERAL_ERROR);
	diag_clear(&d);
	assert_int_equal(d.row_count, 0);
	assert_int_equal(d.rc, SQL_SUCCESS);
	assert_string_equal(d.function, "");
	assert_int_equal(diag_count(&d), 0);
}

static void origins(void **state)
{
	(void)state;
	assert_string_equal(diag_class_origin("HY000"), "ISO 9075");
	assert_string_equal(diag_class_origin("IM002"), "ODBC 3.0");
	assert_string_equal(diag_subclass_origin("01S00"), "ODBC 3.0");
	assert_string_equal(diag_subclass_origin("HY111"), "ODBC 3.0");
	assert_string_equal(diag_subclass_origin("HY010"), "ISO 9075");
	assert_string_equal(diag_subclass_origin("23505"), "ISO 9075");
}

static void every_state_has_a_code_of_each_version(void **state)
{
	(void)state;
	for (int i = 0; i < STATE_COUNT; i++) {
		assert_int_equal(strlen(sqlstate_code((enum sqlstate)i)), 5);
		assert_int_equal(strlen(sqlstate_code2((enum sqlstate)i)), 5);
		assert_true(strncmp(sqlstate_code2((enum sqlstate)i), "HY", 2) != 0); /* ODBC 2 says S1 */
		assert_true(strlen(sqlstate_text((enum sqlstate)i)) > 0);
	}
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(the_return_code_follows_the_state),
		T(errors_come_before_warnings_of_the_same_row),
		T(records_are_in_the_order_of_rows),
		T(words_and_default_text),
		T(odbc2_applications_get_their_own_codes),
		T(who_said_it),
		T(without_memory_there_is_still_a_record),
		T(a_record_repeated_elsewhere_is_a_copy),
		T(clearing_resets_the_header),
		T(origins),
		T(every_state_has_a_code_of_each_version),
	};
#undef T

	return cmocka_run_group_tests(tests, NULL, NULL);
}
