#include "sql/pattern.h"

static bool is_special(char c)
{
	return c == '%' || c == '_' || c == '\\';
}

/* Whether the byte at i is a \ that takes the meaning away from the next one. */
static bool escapes_next(struct span s, size_t i)
{
	return s.p[i] == '\\' && i + 1 < s.n && is_special(s.p[i + 1]);
}

bool pattern_is_exact(struct span pattern)
{
	for (size_t i = 0; i < pattern.n; i++) {
		if (escapes_next(pattern, i))
			i++;
		else if (pattern.p[i] == '%' || pattern.p[i] == '_')
			return false;
	}
	return true;
}

void pattern_unescape(struct span pattern, struct strbuf *out)
{
	for (size_t i = 0; i < pattern.n; i++) {
		if (escapes_next(pattern, i))
			i++;
		strbuf_add_char(out, pattern.p[i]);
	}
}

void pattern_like(struct span pattern, struct strbuf *out)
{
	for (size_t i = 0; i < pattern.n; i++) {
		if (escapes_next(pattern, i))
			strbuf_add_char(out, pattern.p[i++]);
		else if (pattern.p[i] == '\\')
			strbuf_add_char(out, '\\');
		strbuf_add_char(out, pattern.p[i]);
	}
}

static struct span trim_blanks(struct span s, bool front)
{
	while (s.n && s.p[s.n - 1] == ' ')
		s.n--;
	while (front && s.n && s.p[0] == ' ')
		s = span_make(s.p + 1, s.n - 1);
	return s;
}

/* Reference, "Identifier Arguments"; PostgreSQL folds down where the reference says up. */
void identifier_value(struct span arg, struct strbuf *out)
{
	struct span quoted = trim_blanks(arg, true);

	if (quoted.n < 2 || quoted.p[0] != '"' || quoted.p[quoted.n - 1] != '"') {
		arg = trim_blanks(arg, false);
		for (size_t i = 0; i < arg.n; i++)
			strbuf_add_char(out, ascii_lower(arg.p[i]));
		return;
	}
	for (size_t i = 1; i + 1 < quoted.n; i++) {
		strbuf_add_char(out, quoted.p[i]);
		if (quoted.p[i] == '"' && i + 2 < quoted.n && quoted.p[i + 1] == '"')
			i++;
	}
}

static bool only_percent(struct span pattern)
{
	for (size_t i = 0; i < pattern.n; i++)
		if (pattern.p[i] != '%')
			return false;
	return pattern.n > 0;
}

enum argument_match argument_value(enum argument_sort sort, struct span arg, struct strbuf *out)
{
	if (!arg.p || (sort == ARGUMENT_PATTERN && only_percent(arg)))
		return MATCH_ANY;
	if (sort == ARGUMENT_IDENTIFIER) {
		identifier_value(arg, out);
	} else if (sort == ARGUMENT_ORDINARY) {
		strbuf_add_span(out, arg);
	} else if (pattern_is_exact(arg)) {
		pattern_unescape(arg, out);
	} else {
		pattern_like(arg, out);
		return MATCH_LIKE;
	}
	return MATCH_EXACT;
}

bool value_list_next(struct span *rest, struct span *value)
{
	if (!span_split(rest, ',', value))
		return false;
	*value = span_trim(*value);
	if (value->n >= 2 && value->p[0] == '\'' && value->p[value->n - 1] == '\'')
		*value = span_make(value->p + 1, value->n - 2);
	return true;
}
