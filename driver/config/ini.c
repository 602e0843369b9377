#include "config/ini.h"

static struct span unquote(struct span value)
{
	if (value.n >= 2 && (value.p[0] == '"' || value.p[0] == '\'') && value.p[value.n - 1] == value.p[0])
		return span_make(value.p + 1, value.n - 2);
	return value;
}

static struct span without_comment(struct span value)
{
	for (size_t i = 1; i < value.n; i++)
		if ((value.p[i] == '#' || value.p[i] == ';') && ascii_is_space(value.p[i - 1]))
			return span_trim(span_make(value.p, i));
	return value;
}

bool ini_next(struct span *rest, enum ini_dialect dialect, struct ini_line *line)
{
	struct span text;
	size_t at;

	while (span_split(rest, '\n', &text)) {
		if (span_starts(text, "\xef\xbb\xbf")) /* a byte order mark, from Windows editors */
			text = span_make(text.p + 3, text.n - 3);
		text = span_trim(text);
		if (text.n == 0 || text.p[0] == ';' || text.p[0] == '#')
			continue;
		at = span_find(text, ']');
		if (text.p[0] == '[' && at < text.n) {
			line->kind = INI_SECTION;
			line->name = span_trim(span_make(text.p + 1, at - 1));
			return true;
		}
		at = span_find(text, '=');
		if (at == text.n)
			continue;
		line->kind = INI_PAIR;
		line->name = span_trim(span_make(text.p, at));
		line->value = span_trim(span_make(text.p + at + 1, text.n - at - 1));
		if (dialect == INI_PROFILE)
			line->value = unquote(without_comment(line->value));
		return true;
	}
	return false;
}
