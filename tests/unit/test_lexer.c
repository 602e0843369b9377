/* Tokens by data line, and the property that they cover any input. */
#include "base/mem.h"
#include "base/strbuf.h"
#include "sql/lexer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char kind_letter[TOK_KIND_COUNT] = {
	[TOK_SPACE] = '_',	[TOK_COMMENT] = 'c',	[TOK_WORD] = 'w',	[TOK_QUOTED_WORD] = 'q',
	[TOK_STRING] = 's',	[TOK_DOLLAR] = 'd',	[TOK_NUMBER] = 'n',	[TOK_PARAM] = 'p',
	[TOK_OPERATOR] = 'o',	[TOK_PUNCTUATION] = '.', [TOK_MARKER] = 'm',	[TOK_QUESTION] = '?',
	[TOK_OPEN_BRACE] = '{',	[TOK_CLOSE_BRACE] = '}', [TOK_OTHER] = 'x',
};

static FILE *open_data(const char *name)
{
	const char *folder = getenv("LB_TEST_DATA");
	struct strbuf path = STRBUF_INIT;
	FILE *f;

	strbuf_printf(&path, "%s/%s", folder ? folder : "tests/data", name);
	f = fopen(strbuf_text(&path), "r");
	if (!f)
		fail_msg("%s: cannot be read", strbuf_text(&path));
	strbuf_release(&path);
	return f;
}

static unsigned hex_digit(char c)
{
	return ascii_is_digit(c) ? (unsigned)(c - '0') : (unsigned)(ascii_lower(c) - 'a' + 10);
}

static void unescape(struct span s, struct strbuf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '\\' || i + 1 >= s.n) {
			strbuf_add_char(out, s.p[i]);
			continue;
		}
		i++;
		if (s.p[i] == 'x' && i + 2 < s.n) {
			strbuf_add_char(out, (char)(hex_digit(s.p[i + 1]) * 16 + hex_digit(s.p[i + 2])));
			i += 2;
		} else {
			strbuf_add_char(out, s.p[i] == 'n' ? '\n' : s.p[i] == 't' ? '\t' : s.p[i]);
		}
	}
}

static void show_tokens(struct span sql, struct strbuf *kinds, struct strbuf *texts)
{
	struct token tok = {0};

	while (sql_next(&sql, &tok)) {
		strbuf_add_char(kinds, kind_letter[tok.kind]);
		if (tok.flaw)
			strbuf_add_char(kinds, '!');
		if (texts->n)
			strbuf_add_text(texts, "\xc2\xb7");
		for (size_t i = 0; i < tok.text.n; i++)
			strbuf_add_char(texts, tok.text.p[i] == ' ' ? '~' : tok.text.p[i]);
	}
}

static void tokens_are_those_of_postgresql(void **state)
{
	FILE *f = open_data("lexer.tsv");
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	unsigned number = 0, failed = 0;

	(void)state;
	while ((n = getline(&line, &room, f)) > 0) {
		struct span rest = span_make(line, (size_t)n - (line[n - 1] == '\n'));
		struct span input, kinds, texts;
		struct strbuf sql = STRBUF_INIT, want = STRBUF_INIT, got_kinds = STRBUF_INIT, got_texts = STRBUF_INIT;

		number++;
		if (rest.n == 0 || rest.p[0] == '#')
			continue;
		assert_true(span_split(&rest, '\t', &input));
		assert_true(span_split(&rest, '\t', &kinds));
		assert_true(span_split(&rest, '\t', &texts));
		unescape(input, &sql);
		unescape(texts, &want);
		show_tokens(strbuf_span(&sql), &got_kinds, &got_texts);
		if (!span_eq(strbuf_span(&got_kinds), kinds) || !span_eq(strbuf_span(&got_texts), strbuf_span(&want))) {
			print_error("lexer.tsv:%u: got %s  %s\n", number, strbuf_text(&got_kinds),
				    strbuf_text(&got_texts));
			failed++;
		}
		strbuf_release(&sql);
		strbuf_release(&want);
		strbuf_release(&got_kinds);
		strbuf_release(&got_texts);
	}
	free(line);
	fclose(f);
	assert_int_equal(failed, 0);
	assert_true(number > 60);
}

static void every_byte_is_in_exactly_one_token(void **state)
{
	static const char alphabet[] = "'\"$-/*?|&@:.{}()eEuUxX01a_ \n\\;%\xc3\xa9";
	uint32_t seed = 1;

	(void)state;
	for (unsigned round = 0; round < 20000; round++) {
		char text[24];
		struct span all, rest;
		struct token tok = {0};
		const char *end;

		for (size_t i = 0; i < sizeof(text); i++) {
			seed = seed * 1664525u + 1013904223u;
			text[i] = alphabet[(seed >> 16) % (sizeof(alphabet) - 1)];
		}
		all = rest = span_make(text, sizeof(text));
		end = all.p;
		while (sql_next(&rest, &tok)) {
			assert_ptr_equal(tok.text.p, end);
			assert_true(tok.text.n > 0);
			end += tok.text.n;
			if (tok.flaw)
				assert_int_equal(rest.n, 0);
		}
		assert_ptr_equal(end, all.p + all.n);
		assert_int_equal(tok.kind, TOK_END);
	}
}

static void words_come_without_spaces_and_comments(void **state)
{
	struct span sql = SPAN_LIT(" a /* x */ -- y\n b ");
	struct token tok = {0};

	(void)state;
	assert_true(sql_next_word(&sql, &tok));
	assert_true(span_is(tok.text, "a"));
	assert_true(sql_next_word(&sql, &tok));
	assert_true(span_is(tok.text, "b"));
	assert_false(sql_next_word(&sql, &tok));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tokens_are_those_of_postgresql),
		cmocka_unit_test(every_byte_is_in_exactly_one_token),
		cmocka_unit_test(words_come_without_spaces_and_comments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
