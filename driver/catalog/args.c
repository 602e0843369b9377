#include "catalog/args.h"

#include "sql/pattern.h"

#include <string.h>

void args_release(struct catalog_args *a)
{
	for (size_t i = 0; i < ARGS_MAX; i++)
		strbuf_release(&a->text[i]);
	a->n = 0;
}

static struct strbuf *next_text(struct catalog_args *a)
{
	if (a->n < ARGS_MAX)
		return &a->text[a->n];
	a->failed = true; /* a query has more parameters than ARGS_MAX: raise it */
	return NULL;
}

static void add_absent(struct catalog_args *a)
{
	if (next_text(a))
		a->value[a->n++] = SPAN_NONE;
}

static void add_filled(struct catalog_args *a, struct strbuf *text)
{
	if (strbuf_failed(text))
		a->failed = true;
	a->value[a->n++] = strbuf_span(text);
}

void args_pattern(struct catalog_args *a, struct span arg)
{
	struct strbuf *text = next_text(a);
	enum argument_match match;

	if (!text)
		return;
	match = argument_value(a->metadata_id ? ARGUMENT_IDENTIFIER : ARGUMENT_PATTERN, arg, text);
	if (match == MATCH_EXACT) {
		add_filled(a, text);
		add_absent(a);
		return;
	}
	add_absent(a);
	if (match == MATCH_ANY) {
		add_absent(a);
	} else if (next_text(a)) {
		/* each value has a buffer of its own: this one is the second of the pair */
		*next_text(a) = *text;
		*text = STRBUF_INIT;
		add_filled(a, next_text(a));
	}
}

void args_name(struct catalog_args *a, struct span arg)
{
	struct strbuf *text = next_text(a);

	if (!text)
		return;
	if (argument_value(a->metadata_id ? ARGUMENT_IDENTIFIER : ARGUMENT_ORDINARY, arg, text) == MATCH_ANY)
		add_absent(a);
	else
		add_filled(a, text);
}

void args_text(struct catalog_args *a, const char *value)
{
	struct strbuf *text = next_text(a);

	if (!value) {
		add_absent(a);
	} else if (text) {
		strbuf_add_text(text, value);
		add_filled(a, text);
	}
}

/* An array as PostgreSQL reads it: {"TABLE","VIEW"}. */
static void add_element(struct strbuf *array, struct span word)
{
	strbuf_add_text(array, array->n > 1 ? ",\"" : "\"");
	for (size_t i = 0; i < word.n; i++) {
		if (word.p[i] == '"' || word.p[i] == '\\')
			strbuf_add_char(array, '\\');
		strbuf_add_char(array, ascii_upper(word.p[i]));
	}
	strbuf_add_char(array, '"');
}

void args_table_types(struct catalog_args *a, struct span list)
{
	struct strbuf *array = next_text(a);
	struct span word;
	bool all = false;

	if (!array)
		return;
	strbuf_add_char(array, '{');
	while (value_list_next(&list, &word)) {
		all = all || span_is(word, "%");
		if (word.n)
			add_element(array, word);
	}
	strbuf_add_char(array, '}');
	/* nothing asked for is everything */
	if (all || array->n == strlen("{}"))
		add_absent(a);
	else
		add_filled(a, array);
}

struct span args_unless_empty(struct span arg)
{
	return arg.n ? arg : SPAN_NONE;
}

struct span args_catalog(struct span arg)
{
	return span_is(arg, "%") ? SPAN_NONE : args_unless_empty(arg);
}
