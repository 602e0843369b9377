/* Arguments of catalog functions by data line. */
#include "base/mem.h"
#include "sql/pattern.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *const match_names[] = {[MATCH_ANY] = "any", [MATCH_EXACT] = "exact", [MATCH_LIKE] = "like"};

static struct span inside(struct span s)
{
	return span_is(s, "-") ? SPAN_NONE : span_make(s.p + 1, s.n - 2);
}

static bool check_line(struct span line, unsigned number)
{
	struct span sort, arg, match, value;
	struct strbuf got = STRBUF_INIT;
	enum argument_sort s;
	enum argument_match m;
	bool same;

	assert_true(span_split(&line, '\t', &sort));
	assert_true(span_split(&line, '\t', &arg));
	assert_true(span_split(&line, '\t', &match));
	assert_true(span_split(&line, '\t', &value));
	s = span_is(sort, "ordinary") ? ARGUMENT_ORDINARY
	    : span_is(sort, "pattern") ? ARGUMENT_PATTERN
				       : ARGUMENT_IDENTIFIER;
	m = argument_value(s, inside(arg), &got);
	value = span_is(value, "-") ? SPAN_LIT("") : inside(value);
	same = span_is(match, match_names[m]) && span_eq(strbuf_span(&got), value);
	if (!same)
		print_error("pattern.tsv:%u: got %s [%s]\n", number, match_names[m], strbuf_text(&got));
	strbuf_release(&got);
	return same;
}

static void arguments_find_what_the_specification_says(void **state)
{
	const char *folder = getenv("LB_TEST_DATA");
	struct strbuf path = STRBUF_INIT;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	unsigned number = 0, failed = 0;
	FILE *f;

	(void)state;
	strbuf_printf(&path, "%s/pattern.tsv", folder ? folder : "tests/data");
	f = fopen(strbuf_text(&path), "r");
	assert_non_null(f);
	strbuf_release(&path);
	while ((n = getline(&line, &room, f)) > 0) {
		number++;
		if (line[0] != '#')
			failed += !check_line(span_make(line, (size_t)n - (line[n - 1] == '\n')), number);
	}
	free(line);
	fclose(f);
	assert_int_equal(failed, 0);
	assert_true(number > 25);
}

static void table_types_come_with_and_without_quotes(void **state)
{
	static const char *const want[] = {"TABLE", "VIEW", "", "SYSTEM TABLE"};
	struct span rest = SPAN_LIT("TABLE, 'VIEW',,'SYSTEM TABLE' ");
	struct span value;

	(void)state;
	for (size_t i = 0; i < LB_COUNT(want); i++) {
		assert_true(value_list_next(&rest, &value));
		assert_true(span_is(value, want[i]));
	}
	assert_false(value_list_next(&rest, &value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arguments_find_what_the_specification_says),
		cmocka_unit_test(table_types_come_with_and_without_quotes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
