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

/* ---- every cell of both matrices has a line of its own ---- */

/* Marks the pairs of a data file that say more than 07006; gives back its lines. */
static int mark(const char *name, size_t kind_at, size_t type_at, size_t state_at, bool seen[KIND_COUNT][C_TYPE_COUNT])
{
	struct cases c;
	int kind, type, lines = 0;

	assert_true(cases_open(&c, name));
	while (cases_next(&c)) {
		assert_true(name_index(c.field[kind_at], kind_names(), KIND_COUNT, &kind));
		assert_true(name_index(c.field[type_at], c_type_names(), C_TYPE_COUNT, &type));
		if (!span_is(c.field[state_at], "07006"))
			seen[kind][type] = true;
		lines++;
	}
	strbuf_release(&c.file);
	return lines;
}

static void no_cell_of_sql_to_c_is_without_a_line(void **state)
{
	static bool seen[KIND_COUNT][C_TYPE_COUNT];
	struct conv_step step;
	int bare = 0;

	(void)state;
	assert_true(mark("to_c.tsv", 0, 3, 8, seen) >= 3000);
	for (int kind = 0; kind < KIND_COUNT; kind++)
		for (int to = 0; to < C_TYPE_COUNT; to++)
			if (conv_to_c(&step, (enum pg_kind)kind, WIRE_TEXT, (enum c_type)to) && !seen[kind][to]) {
				print_error("to_c.tsv has no line of %s to %s\n", kind_names()[kind], c_type_names()[to]);
				bare++;
			}
	assert_int_equal(bare, 0);
}

static void no_cell_of_c_to_sql_is_without_a_line(void **state)
{
	static bool seen[KIND_COUNT][C_TYPE_COUNT];
	struct param_step step;
	int bare = 0;

	(void)state;
	assert_true(mark("from_c.tsv", 2, 0, 6, seen) >= 1000);
	for (int kind = 0; kind < KIND_COUNT; kind++)
		for (int from = 0; from < C_TYPE_COUNT; from++)
			if (conv_from_c(&step, (enum c_type)from, (enum pg_kind)kind, WIRE_TEXT) && !seen[kind][from]) {
				print_error("from_c.tsv has no line of %s to %s\n", c_type_names()[from], kind_names()[kind]);
				bare++;
			}
	assert_int_equal(bare, 0);
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
		cmocka_unit_test(no_cell_of_sql_to_c_is_without_a_line),
		cmocka_unit_test(no_cell_of_c_to_sql_is_without_a_line),
		cmocka_unit_test(convert_masks_name_only_casts_that_exist),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
