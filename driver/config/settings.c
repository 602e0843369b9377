#include "config/settings.h"

#include "config/connstr.h"

#include <string.h>

static void *field_of(struct settings *s, int id)
{
	return (char *)s + keywords[id].offset;
}

static const void *field_const(const struct settings *s, int id)
{
	return (const char *)s + keywords[id].offset;
}

static void text_free(char **text, unsigned flags)
{
	if (*text && (flags & KEYWORD_SECRET))
		mem_wipe(*text, strlen(*text));
	mem_free(*text);
	*text = NULL;
}

static bool parse_bool(struct span value, bool *out)
{
	static const char *const words[][2] = {{"0", "1"}, {"false", "true"}, {"no", "yes"}, {"off", "on"}};

	for (size_t i = 0; i < LB_COUNT(words); i++)
		for (int b = 0; b < 2; b++)
			if (span_iis(value, words[i][b])) {
				*out = b;
				return true;
			}
	return false;
}

static bool parse_choice(int id, struct span value, int *out)
{
	struct span word;

	for (int i = 0; word = keyword_choice(id, i), word.p; i++)
		if (span_ieq(value, word)) {
			*out = i;
			return true;
		}
	return false;
}

static bool value_fits(struct settings *s, int id, struct span value)
{
	uint64_t number;

	switch (keywords[id].type) {
	case KEYWORD_TEXT:
		return memchr(value.p, 0, value.n) == NULL;
	case KEYWORD_UINT:
		if (!span_uint(value, UINT32_MAX, &number))
			return false;
		*(uint32_t *)field_of(s, id) = (uint32_t)number;
		return true;
	case KEYWORD_BOOL:
		return parse_bool(value, field_of(s, id));
	case KEYWORD_CHOICE:
		return parse_choice(id, value, field_of(s, id));
	}
	return false;
}

static void explain_bad_value(int id, struct span value, struct strbuf *why)
{
	static const char *const allowed[] = {
		[KEYWORD_TEXT] = "text without NUL characters", [KEYWORD_UINT] = "a whole number",
			[KEYWORD_BOOL] = "0 or 1",
	};
	const struct keyword *k = &keywords[id];

	strbuf_add_text(why, k->name);
	if (!(k->flags & KEYWORD_SECRET) && k->type != KEYWORD_TEXT) {
		strbuf_add_text(why, "=");
		strbuf_add_span(why, span_make(value.p, value.n > 60 ? 60 : value.n));
	}
	strbuf_add_text(why, " is not allowed: write ");
	if (k->type != KEYWORD_CHOICE) {
		strbuf_add_text(why, allowed[k->type]);
		return;
	}
	for (int i = 0; keyword_choice(id, i).p; i++) {
		if (i)
			strbuf_add_text(why, keyword_choice(id, i + 1).p ? ", " : " or ");
		strbuf_add_span(why, keyword_choice(id, i));
	}
}

enum setting_status settings_set(struct settings *s, struct span name, struct span value, enum setting_source source,
				 struct strbuf *why)
{
	struct span trimmed = span_trim(value);
	int id = keyword_find(span_trim(name));
	char *copy;

	if (id < 0)
		return keyword_ignored(span_trim(name)) ? SETTING_IGNORED : SETTING_UNKNOWN;
	if (trimmed.n == 0)
		return SETTING_IGNORED;
	if (s->source[id] != SOURCE_NONE && s->source[id] <= source)
		return SETTING_OK;
	if (!value_fits(s, id, keywords[id].type == KEYWORD_TEXT ? value : trimmed)) {
		explain_bad_value(id, trimmed, why);
		return SETTING_BAD_VALUE;
	}
	if (keywords[id].type == KEYWORD_TEXT) {
		copy = mem_dup(value.p, value.n);
		if (!copy)
			return SETTING_NO_MEMORY;
		text_free(field_of(s, id), keywords[id].flags);
		*(char **)field_of(s, id) = copy;
	}
	s->source[id] = (unsigned char)source;
	return SETTING_OK;
}

bool settings_given(const struct settings *s, enum keyword_id id)
{
	return s->source[id] != SOURCE_NONE && s->source[id] != SOURCE_DEFAULT;
}

bool settings_copy(struct settings *to, const struct settings *from)
{
	bool ok = true;

	*to = *from;
	for (int i = 0; i < KW_COUNT; i++) {
		char **text = field_of(to, i);

		if (keywords[i].type != KEYWORD_TEXT || !*text)
			continue;
		*text = mem_dup(*text, strlen(*text));
		if (!*text)
			ok = false;
	}
	if (!ok)
		settings_release(to);
	return ok;
}

void settings_release(struct settings *s)
{
	for (int i = 0; i < KW_COUNT; i++)
		if (keywords[i].type == KEYWORD_TEXT)
			text_free(field_of(s, i), keywords[i].flags);
	*s = (struct settings){0};
}

static void print_field(const struct settings *s, int id, struct strbuf *out)
{
	const struct keyword *k = &keywords[id];
	struct span key = span_of(k->name);
	struct strbuf number = STRBUF_INIT;

	switch (k->type) {
	case KEYWORD_TEXT:
		connstr_add(out, key, span_of(*(char *const *)field_const(s, id)));
		break;
	case KEYWORD_UINT:
		strbuf_add_uint(&number, *(const uint32_t *)field_const(s, id));
		connstr_add(out, key, strbuf_span(&number));
		break;
	case KEYWORD_BOOL:
		connstr_add(out, key, *(const bool *)field_const(s, id) ? SPAN_LIT("1") : SPAN_LIT("0"));
		break;
	case KEYWORD_CHOICE:
		connstr_add(out, key, keyword_choice(id, *(const int *)field_const(s, id)));
		break;
	}
	out->failed |= strbuf_failed(&number);
	strbuf_release(&number);
}

void settings_print(const struct settings *s, struct span dsn, struct span driver, struct strbuf *out)
{
	if (dsn.n)
		connstr_add(out, SPAN_LIT("DSN"), dsn);
	else if (driver.n)
		connstr_add(out, SPAN_LIT("Driver"), driver);
	for (int i = 0; i < KW_COUNT; i++) {
		if (s->source[i] != SOURCE_STRING || (keywords[i].flags & KEYWORD_INTERNAL))
			continue;
		if ((keywords[i].flags & KEYWORD_SECRET) && i != KW_pwd)
			continue;
		print_field(s, i, out);
	}
}
