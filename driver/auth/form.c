#include "auth/form.h"

void form_add(struct strbuf *out, struct span text)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (ascii_is_alpha(text.p[i]) || ascii_is_digit(text.p[i]) || c == '-' || c == '.' || c == '_' ||
			c == '*') {
			strbuf_add_char(out, text.p[i]);
		} else if (c == ' ') {
			strbuf_add_char(out, '+');
		} else {
			strbuf_add_char(out, '%');
			strbuf_add_char(out, hex[c >> 4]);
			strbuf_add_char(out, hex[c & 15]);
		}
	}
}

void form_add_pair(struct strbuf *out, const char *name, const char *value)
{
	if (!value)
		return;
	if (out->n)
		strbuf_add_char(out, '&');
	strbuf_add_text(out, name);
	strbuf_add_char(out, '=');
	form_add(out, span_of(value));
}

static int hex_digit(char c)
{
	if (ascii_is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* NUL bytes would end the text early for whoever reads it next. */
static bool decode(struct span text, struct strbuf *out)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == '+') {
			c = ' ';
		} else if (c == '%') {
			const int high = i + 1 < text.n ? hex_digit(text.p[i + 1]) : -1;
			const int low = i + 2 < text.n ? hex_digit(text.p[i + 2]) : -1;

			if (high < 0 || low < 0)
				return false;
			c = (char)(high << 4 | low);
			i += 2;
		}
		if (c == '\0')
			return false;
		strbuf_add_char(out, c);
	}
	return !strbuf_failed(out);
}

bool form_find(struct span query, const char *name, struct strbuf *value)
{
	struct span pair, key;

	while (span_split(&query, '&', &pair)) {
		if (!span_split(&pair, '=', &key) || !span_is(key, name))
			continue;
		strbuf_clear(value);
		return pair.p && decode(pair, value);
	}
	return false;
}
