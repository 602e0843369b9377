/*
 * libFuzzer: any bytes as SQL.  Tokens cover the input exactly; translating
 * never crashes; what has no braces, markers or parameters of its own comes
 * back as it was, and with the markers kept, what has no braces does.
 */
#include "sql/lexer.h"
#include "sql/translate.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
	bool braces;
	bool questions;
};

static struct seen check_tokens(struct span sql)
{
	struct seen seen = {0};
	struct token tok = {0};
	const char *end = sql.p;

	while (sql_next(&sql, &tok)) {
		if (tok.text.p != end || tok.text.n == 0)
			__builtin_trap();
		end += tok.text.n;
		seen.braces |= tok.kind == TOK_OPEN_BRACE || tok.kind == TOK_CLOSE_BRACE;
		seen.questions |= tok.kind == TOK_MARKER || tok.kind == TOK_QUESTION;
	}
	if (end != sql.p || sql.n)
		__builtin_trap();
	return seen;
}

static void check_parts(const struct translation *t)
{
	size_t params = 0;

	if (t->part_count == 0)
		__builtin_trap();
	for (size_t i = 0; i < t->part_count; i++) {
		const struct sql_part *part = &t->parts[i];
		struct strbuf other = STRBUF_INIT;
		int code;

		if (part->first_param != params || part->at + part->text.n > t->sql.n)
			__builtin_trap();
		params += part->params;
		translate_call_other(part, &other);
		strbuf_release(&other);
		statement_function(part, &code);
	}
	if (params != t->params)
		__builtin_trap();
}

static void check_translation(struct span sql, struct seen seen, const struct translate_options *opt)
{
	struct translation t = {0};
	struct translate_error err;
	bool same = !(seen.braces && !opt->noscan) && !(seen.questions && !opt->keep_markers);

	if (translate(sql, opt, &t, &err) == TRANSLATE_OK) {
		check_parts(&t);
		if (same && !span_eq(strbuf_span(&t.sql), sql))
			__builtin_trap();
	} else if (err.at > sql.n) {
		__builtin_trap();
	}
	translation_release(&t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span sql = span_make(size ? (const char *)data : "", size);
	struct seen seen = check_tokens(sql);

	for (unsigned i = 0; i < 4; i++) {
		const struct translate_options opt = {.noscan = i & 1, .keep_markers = i & 2};

		check_translation(sql, seen, &opt);
	}
	return 0;
}
