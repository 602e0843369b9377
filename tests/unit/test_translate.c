/* Escapes, markers, splitting and statement kinds by data line; limits and memory by hand. */
#include "base/mem.h"
#include "sql/escape.h"
#include "sql/translate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sql.h>
#include <sqlext.h>

static const char *const kind_names[] = {
	[SQLK_OTHER] = "other", [SQLK_SELECT] = "select", [SQLK_INSERT] = "insert", [SQLK_UPDATE] = "update",
	[SQLK_DELETE] = "delete", [SQLK_MERGE] = "merge", [SQLK_WITH] = "with", [SQLK_CALL] = "call",
	[SQLK_DDL] = "ddl", [SQLK_BEGIN] = "begin", [SQLK_COMMIT] = "commit", [SQLK_ROLLBACK] = "rollback",
	[SQLK_SAVEPOINT] = "savepoint", [SQLK_SET] = "set", [SQLK_COPY] = "copy", [SQLK_EMPTY] = "empty",
};

static const char *const status_names[] = {
	[TRANSLATE_OK] = "ok", [TRANSLATE_NO_MEMORY] = "memory", [TRANSLATE_UNTERMINATED] = "unterminated",
	[TRANSLATE_BAD_ESCAPE] = "escape", [TRANSLATE_BAD_LITERAL] = "literal", [TRANSLATE_TOO_MANY_PARAMS] = "params",
};

static void unescape(struct span s, struct strbuf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\\' && i + 1 < s.n) {
			i++;
			strbuf_add_char(out, s.p[i] == 'n' ? '\n' : s.p[i] == 't' ? '\t' : s.p[i]);
		} else {
			strbuf_add_char(out, s.p[i]);
		}
	}
}

static void show_part(const struct sql_part *part, struct strbuf *facts)
{
	int code;
	const char *function = statement_function(part, &code);

	strbuf_printf(facts, "%s %zu", kind_names[part->kind], part->params);
	if (part->returns_rows_likely)
		strbuf_add_text(facts, " rows");
	if (part->writes)
		strbuf_add_text(facts, " writes");
	if (part->outside_transaction)
		strbuf_add_text(facts, " outside");
	if (part->returns_value)
		strbuf_add_text(facts, " value");
	if (part->from_call_escape)
		strbuf_add_text(facts, " escape");
	strbuf_printf(facts, " [%s]", function);
}

/* "kind params flags [FUNCTION]" for each part, or "!error offset". */
static void show(struct span sql, struct span flags, struct strbuf *text, struct strbuf *facts)
{
	struct translate_options opt = {.noscan = span_find(flags, 'n') < flags.n,
					.keep_markers = span_find(flags, 'k') < flags.n};
	struct translation t = {0};
	struct translate_error err;
	enum translate_status status = translate(sql, &opt, &t, &err);
	size_t first = 0;

	if (status != TRANSLATE_OK) {
		assert_non_null(err.what);
		assert_true(err.at <= sql.n);
		strbuf_printf(facts, "!%s %zu", status_names[status], err.at);
		return;
	}
	for (size_t i = 0; i < t.part_count; i++) {
		assert_int_equal(t.parts[i].first_param, first);
		first += t.parts[i].params;
		if (i) {
			strbuf_add_text(text, " ;; ");
			strbuf_add_text(facts, "; ");
		}
		strbuf_add_span(text, t.parts[i].text);
		show_part(&t.parts[i], facts);
	}
	assert_int_equal(t.params, first);
	translation_release(&t);
}

/* Columns: options, input, output, facts, and for check_escapes.sh the value. */
static bool check_line(struct span line, unsigned number)
{
	struct span flags, input, output, want_facts;
	struct strbuf sql = STRBUF_INIT, want = STRBUF_INIT, text = STRBUF_INIT, facts = STRBUF_INIT;
	bool same;

	assert_true(span_split(&line, '\t', &flags));
	assert_true(span_split(&line, '\t', &input));
	assert_true(span_split(&line, '\t', &output));
	assert_true(span_split(&line, '\t', &want_facts));
	unescape(input, &sql);
	unescape(output, &want);
	show(strbuf_span(&sql), flags, &text, &facts);
	same = span_eq(strbuf_span(&text), strbuf_span(&want)) && span_eq(strbuf_span(&facts), want_facts);
	if (!same)
		print_error("translate.tsv:%u: got %s\t%s\n", number, strbuf_text(&text), strbuf_text(&facts));
	strbuf_release(&sql);
	strbuf_release(&want);
	strbuf_release(&text);
	strbuf_release(&facts);
	return same;
}

static void statements_become_what_postgresql_reads(void **state)
{
	const char *folder = getenv("LB_TEST_DATA");
	struct strbuf path = STRBUF_INIT;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	unsigned number = 0, failed = 0, cases = 0;
	FILE *f;

	(void)state;
	strbuf_printf(&path, "%s/translate.tsv", folder ? folder : "tests/data");
	f = fopen(strbuf_text(&path), "r");
	assert_non_null(f);
	strbuf_release(&path);
	while ((n = getline(&line, &room, f)) > 0) {
		struct span text = span_make(line, (size_t)n - (line[n - 1] == '\n'));

		number++;
		if (text.n == 0 || text.p[0] == '#')
			continue;
		cases++;
		failed += !check_line(text, number);
	}
	free(line);
	fclose(f);
	assert_int_equal(failed, 0);
	assert_true(cases > 100);
}

static enum translate_status run(struct span sql, struct translation *t, struct translate_error *err)
{
	const struct translate_options opt = {0};

	*t = (struct translation){0};
	return translate(sql, &opt, t, err);
}

static void repeat(struct strbuf *b, const char *text, size_t times)
{
	for (size_t i = 0; i < times; i++)
		strbuf_add_text(b, text);
}

static void deep_nesting_is_an_error_and_no_crash(void **state)
{
	struct strbuf sql = STRBUF_INIT;
	struct translation t;
	struct translate_error err;

	(void)state;
	for (unsigned round = 0; round < 2; round++) {
		size_t depth = round ? 100000 : 64;

		strbuf_clear(&sql);
		strbuf_add_text(&sql, "select ");
		repeat(&sql, "{fn ucase(", depth);
		strbuf_add_text(&sql, "'x'");
		repeat(&sql, ")}", depth);
		assert_int_equal(run(strbuf_span(&sql), &t, &err), round ? TRANSLATE_BAD_ESCAPE : TRANSLATE_OK);
		translation_release(&t);
	}
	assert_string_equal(err.what, "escapes nested more than 64 deep");
	strbuf_release(&sql);
}

static void doubling_functions_do_not_eat_the_memory(void **state)
{
	struct strbuf sql = STRBUF_INIT;
	struct translation t;
	struct translate_error err;

	(void)state;
	strbuf_add_text(&sql, "select ");
	repeat(&sql, "{fn locate('a', ", 60);
	strbuf_add_text(&sql, "'x'");
	repeat(&sql, ", 2)}", 60);
	assert_int_equal(run(strbuf_span(&sql), &t, &err), TRANSLATE_BAD_ESCAPE);
	assert_string_equal(err.what, "escapes expand to too much text");
	strbuf_release(&sql);
}

static void parameters_end_at_65535_per_statement(void **state)
{
	struct strbuf sql = STRBUF_INIT;
	struct translation t;
	struct translate_error err;

	(void)state;
	strbuf_add_text(&sql, "select ?");
	repeat(&sql, ",?", 65534);
	assert_int_equal(run(strbuf_span(&sql), &t, &err), TRANSLATE_OK);
	assert_int_equal(t.parts[0].params, 65535);
	assert_true(span_ends(t.parts[0].text, ",$65535"));
	translation_release(&t);
	strbuf_add_text(&sql, "; select ?");
	assert_int_equal(run(strbuf_span(&sql), &t, &err), TRANSLATE_OK);
	assert_int_equal(t.params, 65536);
	assert_true(span_ends(t.parts[1].text, " $1"));
	translation_release(&t);
	strbuf_cut(&sql, sql.n - 10);
	strbuf_add_text(&sql, ",?");
	assert_int_equal(run(strbuf_span(&sql), &t, &err), TRANSLATE_TOO_MANY_PARAMS);
	assert_int_equal(err.at, sql.n - 1);
	strbuf_release(&sql);
}

static void call_has_another_spelling(void **state)
{
	static const struct {
		const char *sql, *text, *other;
	} rows[] = {
		{"/* x */ {call s.p(?, 2)} ", "/* x */ CALL s.p($1, 2) ", "/* x */ SELECT * FROM s.p($1, 2) "},
		{"{? = call \"F\"(?)}", "SELECT * FROM \"F\"($1)", "CALL \"F\"($1)"},
		{"select 1;{call p}", "CALL p()", "SELECT * FROM p()"},
		{"call p()", "call p()", NULL},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(rows); i++) {
		struct translation t;
		struct translate_error err;
		struct strbuf other = STRBUF_INIT;
		const struct sql_part *part;

		assert_int_equal(run(span_of(rows[i].sql), &t, &err), TRANSLATE_OK);
		part = &t.parts[t.part_count - 1];
		assert_true(span_is(part->text, rows[i].text));
		assert_int_equal(translate_call_other(part, &other), rows[i].other != NULL);
		assert_string_equal(strbuf_text(&other), rows[i].other ? rows[i].other : "");
		strbuf_release(&other);
		translation_release(&t);
	}
}

static void info_claims_every_function_but_soundex_and_difference(void **state)
{
	(void)state;
	assert_int_equal(escapes_info_mask(SQL_STRING_FUNCTIONS),
			 0x00ffffff & ~(SQL_FN_STR_SOUNDEX | SQL_FN_STR_DIFFERENCE));
	assert_int_equal(escapes_info_mask(SQL_NUMERIC_FUNCTIONS), 0x00ffffff);
	assert_int_equal(escapes_info_mask(SQL_TIMEDATE_FUNCTIONS), 0x001fffff);
	assert_int_equal(escapes_info_mask(SQL_SYSTEM_FUNCTIONS), 0x7);
	assert_int_equal(escapes_info_mask(SQL_CONVERT_FUNCTIONS), SQL_FN_CVT_CONVERT | SQL_FN_CVT_CAST);
	assert_int_equal(escapes_info_mask(SQL_TIMEDATE_ADD_INTERVALS), 0x1ff);
	assert_int_equal(escapes_info_mask(SQL_TIMEDATE_DIFF_INTERVALS), 0x1ff);
	assert_int_equal(escapes_info_mask(SQL_OJ_CAPABILITIES), 0x7f);
	assert_int_equal(escapes_info_mask(SQL_DBMS_NAME), 0);
}

static void text_without_escapes_and_markers_is_unchanged(void **state)
{
	static const char alphabet[] = "'\"$-/*|&@:.()eEuUxX01a_ \n\\%\xc3\xa9,+<";
	uint32_t seed = 7;

	(void)state;
	for (unsigned round = 0; round < 20000; round++) {
		char text[24];
		struct translation t;
		struct translate_error err;

		for (size_t i = 0; i < sizeof(text); i++) {
			seed = seed * 1664525u + 1013904223u;
			text[i] = alphabet[(seed >> 16) % (sizeof(alphabet) - 1)];
		}
		if (run(span_make(text, sizeof(text)), &t, &err) != TRANSLATE_OK)
			continue;
		assert_int_equal(t.part_count, 1);
		assert_true(span_eq(t.parts[0].text, span_make(text, sizeof(text))));
		translation_release(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statements_become_what_postgresql_reads),
		cmocka_unit_test(deep_nesting_is_an_error_and_no_crash),
		cmocka_unit_test(doubling_functions_do_not_eat_the_memory),
		cmocka_unit_test(parameters_end_at_65535_per_statement),
		cmocka_unit_test(call_has_another_spelling),
		cmocka_unit_test(info_claims_every_function_but_soundex_and_difference),
		cmocka_unit_test(text_without_escapes_and_markers_is_unchanged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
