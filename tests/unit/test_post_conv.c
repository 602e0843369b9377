#include "conv/status.h"
#include "odbc/diagpost.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void every_status_posts_its_own_sqlstate(void **state)
{
	(void)state;
	for (int s = 0; s < CONV_STATUS_COUNT; s++) {
		enum conv_status status = (enum conv_status)s;
		struct diag d;
		SQLRETURN rc;

		diag_init(&d);
		rc = post_conv(&d, status, 7, 3);
		if (status == CONV_OK || status == CONV_NULL) {
			assert_int_equal(rc, SQL_SUCCESS);
			assert_int_equal(diag_count(&d), 0);
			assert_string_equal(conv_sqlstate(status), "00000");
		} else {
			assert_int_equal(rc, conv_failed(status) ? SQL_ERROR : SQL_SUCCESS_WITH_INFO);
			assert_int_equal(diag_count(&d), 1);
			assert_string_equal(diag_record(&d, 1)->state, conv_sqlstate(status));
		}
		if (rc != SQL_SUCCESS && status != CONV_NO_MEMORY) {
			assert_int_equal(diag_record(&d, 1)->row, 7);
			assert_int_equal(diag_record(&d, 1)->column, 3);
		}
		diag_release(&d);
	}
}

/* The text is all that most applications show of a record. */
static void the_text_names_the_value_that_failed(void **state)
{
	static const struct {
		enum conv_status status;
		uint32_t oid;
		const char *text;
	} params[] = {
		{CONV_BAD_TEXT, 701, "Parameter 5 cannot be read as float8"},
		{CONV_RANGE, 21, "Parameter 5 is out of the range of int2"},
		{CONV_DATETIME_OVERFLOW, 1082, "Parameter 5 does not fit into date"},
		{CONV_BAD_TEXT, 0, "Parameter 5 cannot be read as text: it is not UTF-8, or not UTF-16 if it is wide"},
		{CONV_FRACTION_TRUNC, 23, "Fractional truncation"},
	};
	struct diag d;

	(void)state;
	for (size_t i = 0; i < sizeof(params) / sizeof(params[0]); i++) {
		diag_init(&d);
		post_conv_param(&d, params[i].status, 2, 5, params[i].oid);
		assert_string_equal(diag_record(&d, 1)->message, params[i].text);
		assert_int_equal(diag_record(&d, 1)->row, 2);
		assert_int_equal(diag_record(&d, 1)->column, 5);
		diag_release(&d);
	}
	diag_init(&d);
	post_conv(&d, CONV_RANGE, 1, 4);
	assert_string_equal(diag_record(&d, 1)->message, "Column 4 is out of the range of the C type that was asked for");
	diag_clear(&d);
	post_conv(&d, CONV_RANGE, SQL_NO_ROW_NUMBER, 4);
	assert_string_equal(diag_record(&d, 1)->message,
			    "Output parameter 4 is out of the range of the C type that was asked for");
	diag_release(&d);
}

static void a_status_from_nowhere_is_a_general_error(void **state)
{
	(void)state;
	assert_string_equal(conv_sqlstate((enum conv_status)CONV_STATUS_COUNT), "HY000");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_status_posts_its_own_sqlstate),
		cmocka_unit_test(the_text_names_the_value_that_failed),
		cmocka_unit_test(a_status_from_nowhere_is_a_general_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
