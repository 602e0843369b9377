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

static void a_status_from_nowhere_is_a_general_error(void **state)
{
	(void)state;
	assert_string_equal(conv_sqlstate((enum conv_status)CONV_STATUS_COUNT), "HY000");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_status_posts_its_own_sqlstate),
		cmocka_unit_test(a_status_from_nowhere_is_a_general_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
