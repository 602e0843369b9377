#include "config/connstr.h"

/* The value in braces at the front of *rest (which is past the brace); *rest ends up behind the next semicolon. */
static struct span braced_value(struct span *rest, struct strbuf *scratch)
{
	struct span text = *rest, value;
	size_t i = 0;
	bool doubled = false;

	for (; i < text.n; i++) {
		if (text.p[i] != '}')
			continue;
		if (i + 1 == text.n || text.p[i + 1] != '}')
			break;
		doubled = true;
		i++;
	}
	value = span_make(text.p, i);
	/* What follows the closing brace up to the semicolon has no meaning. */
	*rest = i < text.n ? span_make(text.p + i + 1, text.n - i - 1) : span_make(text.p + i, 0);
	span_split(rest, ';', &text);
	if (!doubled)
		return value;
	strbuf_clear(scratch);
	for (size_t k = 0; k < value.n; k++) {
		strbuf_add_char(scratch, value.p[k]);
		if (value.p[k] == '}')
			k++;
	}
	return strbuf_span(scratch);
}

bool connstr_next(struct span *rest, struct strbuf *scratch, struct span *key, struct span *value)
{
	while (rest->p && rest->n) {
		size_t at = 0;
		struct span part;

		while (at < rest->n && rest->p[at] != '=' && rest->p[at] != ';')
			at++;
		part = span_trim(span_make(rest->p, at));
		if (at == rest->n || rest->p[at] == ';' || part.n == 0) {
			span_split(rest, ';', &part);
			continue;
		}
		*key = part;
		*rest = span_make(rest->p + at + 1, rest->n - at - 1);
		while (rest->n && ascii_is_space(rest->p[0]))
			*rest = span_make(rest->p + 1, rest->n - 1);
		if (rest->n && rest->p[0] == '{') {
			*rest = span_make(rest->p + 1, rest->n - 1);
			*value = braced_value(rest, scratch);
		} else {
			span_split(rest, ';', value);
			*value = span_trim(*value);
		}
		return true;
	}
	return false;
}

/* [MS-ODBCSTR] 2.1.2: these characters, and spaces at the ends, only stand in braces. */
static bool needs_braces(struct span value)
{
	static const char special[] = "[]{}(),;?*=!@";

	for (size_t i = 0; i < value.n; i++)
		if (span_find(span_make(special, sizeof(special) - 1), value.p[i]) < sizeof(special) - 1)
			return true;
	return value.n && (ascii_is_space(value.p[0]) || ascii_is_space(value.p[value.n - 1]));
}

void connstr_add(struct strbuf *out, struct span key, struct span value)
{
	strbuf_add_span(out, key);
	strbuf_add_char(out, '=');
	if (needs_braces(value)) {
		strbuf_add_char(out, '{');
		for (size_t i = 0; i < value.n; i++) {
			strbuf_add_char(out, value.p[i]);
			if (value.p[i] == '}')
				strbuf_add_char(out, '}');
		}
		strbuf_add_char(out, '}');
	} else {
		strbuf_add_span(out, value);
	}
	strbuf_add_char(out, ';');
}

void keyword_report_unknown(struct span name, struct strbuf *unknown)
{
	const char *near = keyword_nearest(name);

	if (!unknown)
		return;
	if (unknown->n)
		strbuf_add_text(unknown, ", ");
	strbuf_add_span(unknown, span_make(name.p, name.n > 60 ? 60 : name.n));
	if (near)
		strbuf_printf(unknown, " (do you mean %s?)", near);
}

enum setting_status connstr_load(struct span text, struct settings *into, enum setting_source source,
				 struct strbuf *unknown, struct strbuf *why)
{
	struct strbuf scratch = STRBUF_SECRET;
	struct span key, value;
	enum setting_status status = SETTING_OK;

	while (status == SETTING_OK && connstr_next(&text, &scratch, &key, &value)) {
		status = strbuf_failed(&scratch) ? SETTING_NO_MEMORY : settings_set(into, key, value, source, why);
		if (status == SETTING_UNKNOWN)
			keyword_report_unknown(key, unknown);
		if (status == SETTING_UNKNOWN || status == SETTING_IGNORED)
			status = SETTING_OK;
	}
	strbuf_release(&scratch);
	return status;
}
