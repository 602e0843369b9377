#include "conv_cases.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static bool listed(struct span list, const char *name)
{
	struct span one;

	while (span_split(&list, ' ', &one))
		if (span_is(one, name))
			return true;
	return false;
}

static void sql_to_c_pairs_are_those_of_the_reference(void **state)
{
	struct cases c;
	struct conv_step step;
	int kind, bad = 0, rows = 0;

	(void)state;
	assert_true(cases_open(&c, "matrix_sql_to_c.tsv"));
	while (cases_next(&c)) {
		assert_true(name_index(c.field[0], kind_names(), KIND_COUNT, &kind));
		rows++;
		for (int to = 0; to < C_TYPE_COUNT; to++) {
			bool want = listed(c.field[2], c_type_names()[to]);
			bool binary = conv_binary_known((enum pg_kind)kind);

			if (conv_to_c(&step, (enum pg_kind)kind, WIRE_TEXT, (enum c_type)to) != want ||
			    conv_to_c(&step, (enum pg_kind)kind, WIRE_BINARY, (enum c_type)to) != (want && binary)) {
				print_error("%s:%d: %s to %s\n", c.name, c.line, kind_names()[kind], c_type_names()[to]);
				bad++;
			}
		}
	}
	strbuf_release(&c.file);
	assert_int_equal(rows, KIND_COUNT);
	assert_int_equal(bad, 0);
}

static void c_to_sql_pairs_are_those_of_the_reference(void **state)
{
	struct cases c;
	struct param_step step;
	int from, bad = 0, rows = 0;

	(void)state;
	assert_true(cases_open(&c, "matrix_c_to_sql.tsv"));
	while (cases_next(&c)) {
		assert_true(name_index(c.field[0], c_type_names(), C_TYPE_COUNT, &from));
		rows++;
		for (int kind = 0; kind < KIND_COUNT; kind++) {
			if (conv_from_c(&step, (enum c_type)from, (enum pg_kind)kind, WIRE_TEXT) !=
			    listed(c.field[1], kind_names()[kind])) {
				print_error("%s:%d: %s to %s\n", c.name, c.line, c_type_names()[from], kind_names()[kind]);
				bad++;
			}
		}
	}
	strbuf_release(&c.file);
	assert_int_equal(rows, C_TYPE_COUNT);
	assert_int_equal(bad, 0);
}

static void convert_masks_name_only_casts_that_exist(void **state)
{
	(void)state;
	assert_true(conv_info_mask(SQL_VARCHAR) & SQL_CVT_TIMESTAMP);
	assert_true(conv_info_mask(SQL_INTEGER) & SQL_CVT_BIT);
	assert_false(conv_info_mask(SQL_BIGINT) & SQL_CVT_BIT);
	assert_false(conv_info_mask(SQL_BIGINT) & SQL_CVT_DATE);
	assert_false(conv_info_mask(SQL_TYPE_DATE) & SQL_CVT_TIME);
	assert_true(conv_info_mask(SQL_TYPE_TIMESTAMP) & SQL_CVT_DATE);
	assert_true(conv_info_mask(SQL_INTERVAL_DAY_TO_SECOND) & SQL_CVT_INTERVAL_DAY_TIME);
	assert_int_equal(conv_info_mask(SQL_TINYINT), 0);
	assert_int_equal(conv_info_mask(12345), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sql_to_c_pairs_are_those_of_the_reference),
		cmocka_unit_test(c_to_sql_pairs_are_those_of_the_reference),
		cmocka_unit_test(convert_masks_name_only_casts_that_exist),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
