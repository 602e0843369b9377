#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config/connstr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* \s \t \n */
static void unescape(struct span in, struct strbuf *out)
{
	for (size_t i = 0; i < in.n; i++) {
		if (in.p[i] == '\\' && i + 1 < in.n) {
			i++;
			strbuf_add_char(out,
				in.p[i] == 's' ? ' ' : in.p[i] == 't' ? '\t' : in.p[i] == 'n' ? '\n' : in.p[i]);
		} else {
			strbuf_add_char(out, in.p[i]);
		}
	}
}

static void render(struct span text, struct strbuf *out)
{
	struct strbuf scratch = STRBUF_SECRET;
	struct span key, value;

	while (connstr_next(&text, &scratch, &key, &value)) {
		if (out->n)
			strbuf_add_char(out, '~');
		strbuf_add_span(out, key);
		strbuf_add_char(out, '|');
		strbuf_add_span(out, value);
	}
	strbuf_release(&scratch);
}

static void every_line_of_the_table_splits_as_written(void **state)
{
	struct strbuf path = STRBUF_INIT;
	const char *folder = getenv("LB_TEST_DATA");
	char line[1024];
	unsigned number = 0, bad = 0, cases = 0;
	FILE *file;

	(void)state;
	strbuf_printf(&path, "%s/connstr.tsv", folder ? folder : "tests/data");
	file = fopen(strbuf_text(&path), "r");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		struct span rest = span_of(line), in, want;
		struct strbuf text = STRBUF_INIT, expected = STRBUF_INIT, got = STRBUF_INIT;

		number++;
		line[strcspn(line, "\n")] = '\0';
		rest = span_of(line);
		if (line[0] == '#' || line[0] == '\0' || !span_split(&rest, '\t', &in) || !span_split(&rest, '\t',
			&want))
			continue;
		cases++;
		unescape(in, &text);
		unescape(want, &expected);
		render(strbuf_span(&text), &got);
		if (!span_eq(strbuf_span(&got), strbuf_span(&expected))) {
			bad++;
			print_error("%s:%u: got %s\n", strbuf_text(&path), number, strbuf_text(&got));
		}
		strbuf_release(&text);
		strbuf_release(&expected);
		strbuf_release(&got);
	}
	fclose(file);
	strbuf_release(&path);
	assert_int_equal(bad, 0);
	assert_true(cases > 15);
}

/* Whatever the value holds, it comes back the same. */
static void any_value_survives_a_round_trip(void **state)
{
	static const char *const values[] = {"plain", "", " both ", "a;b", "}", "}}", "{x}", "a=b", "{", "p@ss!w*rd?",
		"\t", "ü}"};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(values); i++) {
		struct strbuf text = STRBUF_INIT, scratch = STRBUF_SECRET;
		struct span rest, key, value;

		connstr_add(&text, SPAN_LIT("PWD"), span_of(values[i]));
		connstr_add(&text, SPAN_LIT("UID"), SPAN_LIT("next"));
		rest = strbuf_span(&text);
		assert_true(connstr_next(&rest, &scratch, &key, &value));
		assert_true(span_is(value, values[i]));
		assert_true(connstr_next(&rest, &scratch, &key, &value));
		assert_true(span_is(key, "UID") && span_is(value, "next"));
		assert_false(connstr_next(&rest, &scratch, &key, &value));
		strbuf_release(&text);
		strbuf_release(&scratch);
	}
}

static void unknown_keys_are_named_with_the_one_that_was_meant(void **state)
{
	struct settings s = {0};
	struct strbuf unknown = STRBUF_INIT, why = STRBUF_INIT;

	(void)state;
	assert_int_equal(connstr_load(SPAN_LIT("Servr=h;Trusted_Connection=no;Zzzzzzzz=1;uid=a;UID=b"), &s,
		SOURCE_STRING,
				      &unknown, &why), SETTING_OK);
	assert_string_equal(strbuf_text(&unknown), "Servr (do you mean Server?), Zzzzzzzz");
	assert_string_equal(s.uid, "a"); /* the first one wins */
	strbuf_release(&unknown);
	strbuf_release(&why);
	settings_release(&s);
}

static void a_long_token_is_not_cut(void **state)
{
	struct settings s = {0};
	struct strbuf text = STRBUF_INIT, why = STRBUF_INIT;

	(void)state;
	strbuf_add_text(&text, "AccessToken={");
	for (int i = 0; i < 100000; i++)
		strbuf_add_text(&text, "}}");
	strbuf_add_text(&text, "}");
	assert_int_equal(connstr_load(strbuf_span(&text), &s, SOURCE_STRING, NULL, &why), SETTING_OK);
	assert_int_equal(strlen(s.access_token), 100000);
	strbuf_release(&text);
	settings_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_line_of_the_table_splits_as_written),
		cmocka_unit_test(any_value_survives_a_round_trip),
		cmocka_unit_test(unknown_keys_are_named_with_the_one_that_was_meant),
		cmocka_unit_test(a_long_token_is_not_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
