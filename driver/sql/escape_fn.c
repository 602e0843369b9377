#include "sql/escape_fn.h"

#include "sql/escape.h"

#include <sql.h>
#include <sqlext.h>

struct fn_row {
	const char *name;
	size_t least;
	size_t most;
	const char *replacement;
	int info;
	uint32_t bit;
};

struct unit_row {
	const char *name;
	uint32_t bit;
	const char *adding;
	const char *subtracting;
};

struct type_row {
	const char *name;
	const char *type;
};

#define ESCAPE_FN(name, least, most, replacement, info, bit) {name, least, most, replacement, info, bit},
static const struct fn_row functions[] = {
#include "sql/escapes.def"
};

#define ESCAPE_UNIT(name, bit, adding, subtracting) {name, bit, adding, subtracting},
static const struct unit_row units[] = {
#include "sql/escapes.def"
};

#define ESCAPE_TYPE(name, type) {name, type},
static const struct type_row types[] = {
#include "sql/escapes.def"
};

static struct span without_prefix(struct span word, const char *prefix)
{
	size_t n = span_of(prefix).n;

	return span_istarts(word, prefix) ? span_make(word.p + n, word.n - n) : word;
}

/* What %a, %d or %t stands for, by the word in the argument; NULL when there is none. */
static const char *word_replacement(char kind, struct span word)
{
	if (kind == 't') {
		word = without_prefix(word, "SQL_");
		for (size_t i = 0; i < LB_COUNT(types); i++)
			if (span_iis(word, types[i].name))
				return types[i].type;
		return NULL;
	}
	word = without_prefix(word, "SQL_TSI_");
	for (size_t i = 0; i < LB_COUNT(units); i++)
		if (span_iis(word, units[i].name))
			return kind == 'a' ? units[i].adding : units[i].subtracting;
	return NULL;
}

/* Without words: what word_replacement() gives has arguments only. */
static void expand_arguments(const char *replacement, const struct escape_call *call, struct strbuf *out)
{
	for (const char *p = replacement; *p; p++) {
		if (*p != '%')
			strbuf_add_char(out, *p);
		else if (*++p == '*')
			strbuf_add_span(out, call->all);
		else
			strbuf_add_span(out, call->args[*p - '1']);
	}
}

static enum escape_fn_status expand(const char *replacement, const struct escape_call *call, struct strbuf *out)
{
	struct span rest = span_of(replacement);

	while (rest.n) {
		char kind = rest.n > 2 && rest.p[0] == '%' ? rest.p[1] : '\0';

		if (kind == 'a' || kind == 'd' || kind == 't') {
			const char *word = word_replacement(kind, call->args[rest.p[2] - '1']);

			if (!word)
				return ESCAPE_FN_UNIT;
			expand_arguments(word, call, out);
			rest = span_make(rest.p + 3, rest.n - 3);
		} else if (rest.p[0] == '%') {
			const char one[] = {'%', rest.p[1], '\0'};

			expand_arguments(one, call, out);
			rest = span_make(rest.p + 2, rest.n - 2);
		} else {
			strbuf_add_char(out, rest.p[0]);
			rest = span_make(rest.p + 1, rest.n - 1);
		}
	}
	return ESCAPE_FN_OK;
}

enum escape_fn_status escape_fn_write(const struct escape_call *call, struct strbuf *out)
{
	bool known = false;

	for (size_t i = 0; i < LB_COUNT(functions); i++) {
		const struct fn_row *row = &functions[i];

		if (!span_iis(call->name, row->name))
			continue;
		if (call->count >= row->least && call->count <= row->most)
			return expand(row->replacement, call, out);
		known = true;
	}
	if (known)
		return ESCAPE_FN_ARGUMENTS;
	strbuf_add_span(out, call->name);
	if (!call->bare) {
		strbuf_add_char(out, '(');
		strbuf_add_span(out, call->all);
		strbuf_add_char(out, ')');
	}
	return ESCAPE_FN_OK;
}

uint32_t escapes_info_mask(int info_type)
{
	uint32_t mask = 0;

	if (info_type == SQL_OJ_CAPABILITIES)
		return SQL_OJ_LEFT | SQL_OJ_RIGHT | SQL_OJ_FULL | SQL_OJ_NESTED | SQL_OJ_NOT_ORDERED | SQL_OJ_INNER |
		       SQL_OJ_ALL_COMPARISON_OPS;
	if (info_type == SQL_TIMEDATE_ADD_INTERVALS || info_type == SQL_TIMEDATE_DIFF_INTERVALS) {
		for (size_t i = 0; i < LB_COUNT(units); i++)
			mask |= units[i].bit;
		return mask;
	}
	for (size_t i = 0; i < LB_COUNT(functions); i++)
		if (functions[i].info == info_type)
			mask |= functions[i].bit;
	return mask;
}
