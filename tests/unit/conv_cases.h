/*
 * What the tests of conv/ share: reading tests/data, names of kinds and C
 * types, and the text of a C structure.  Included by test_*.c only.
 */
#ifndef TESTS_CONV_CASES_H
#define TESTS_CONV_CASES_H

#include "base/strbuf.h"
#include "base/utf.h"
#include "conv/matrix.h"
#include "type/c_types.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CASE_FIELDS 12

struct cases {
	struct strbuf file;
	struct span rest;
	const char *name;
	int line;
	struct span field[CASE_FIELDS];
	size_t fields;
};

static inline bool cases_open(struct cases *c, const char *name)
{
	const char *folder = getenv("LB_TEST_DATA");
	struct strbuf path = STRBUF_INIT;
	char block[4096];
	size_t n;
	FILE *f;

	*c = (struct cases){.name = name};
	strbuf_printf(&path, "%s/%s", folder ? folder : "tests/data", name);
	f = fopen(strbuf_text(&path), "rb");
	strbuf_release(&path);
	if (!f)
		return false;
	while ((n = fread(block, 1, sizeof(block), f)) > 0)
		strbuf_add(&c->file, block, n);
	fclose(f);
	c->rest = strbuf_span(&c->file);
	return !strbuf_failed(&c->file);
}

static inline bool cases_next(struct cases *c)
{
	struct span line;

	while (span_split(&c->rest, '\n', &line)) {
		c->line++;
		if (!line.n || line.p[0] == '#')
			continue;
		c->fields = 0;
		while (c->fields < CASE_FIELDS && span_split(&line, '\t', &c->field[c->fields]))
			c->fields++;
		return true;
	}
	return false;
}

static inline const char *const *kind_names(void)
{
	static const char *const names[KIND_COUNT] = {
		"BOOL", "INT2", "INT4", "INT8", "OID", "FLOAT4", "FLOAT8", "NUMERIC", "TEXT", "BYTEA", "DATE", "TIME",
		"TIMETZ", "TIMESTAMP", "TIMESTAMPTZ", "INTERVAL", "UUID", "JSONB", "BIT", "MONEY", "OTHER",
	};

	return names;
}

static inline const char *const *c_type_names(void)
{
	static const char *const names[C_TYPE_COUNT] = {
#define C_TYPE(id, sql_c, size, variable) #id,
#include "type/c_types.def"
#undef C_TYPE
	};

	return names;
}

static inline bool name_index(struct span name, const char *const *names, int count, int *out)
{
	for (*out = 0; *out < count; ++*out)
		if (span_is(name, names[*out]))
			return true;
	return false;
}

static inline int hex_digit(char c)
{
	return ascii_is_digit(c) ? c - '0' : ascii_lower(c) - 'a' + 10;
}

/* x:0aff or t:text */
static inline void cell_bytes(struct span field, struct strbuf *out)
{
	struct span body = span_make(field.p + 2, field.n - 2);

	strbuf_clear(out);
	if (field.p[0] == 't') {
		strbuf_add_span(out, body);
		return;
	}
	for (size_t i = 0; i + 1 < body.n; i += 2)
		strbuf_add_char(out, (char)(hex_digit(body.p[i]) * 16 + hex_digit(body.p[i + 1])));
}

static inline int64_t option(struct span options, const char *name)
{
	struct span one;
	size_t n = strlen(name);
	int64_t value = 0;

	while (span_split(&options, ',', &one))
		if (one.n > n && span_starts(one, name) && one.p[n] == '=' &&
		    span_int(span_make(one.p + n + 1, one.n - n - 1), &value))
			return value;
	return 0;
}

#endif
