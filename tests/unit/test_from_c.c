#include "conv_cases.h"

#include "base/number.h"
#include "conv/status.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* All runs of digits in the text; a sign counts at the very beginning only. */
static size_t integers(struct span text, int64_t *out, size_t room, bool *negative)
{
	size_t n = 0;

	*negative = text.n && text.p[0] == '-';
	while (text.n && n < room) {
		size_t digits = 0;
		uint64_t value;

		while (digits < text.n && ascii_is_digit(text.p[digits]))
			digits++;
		if (digits && span_uint(span_make(text.p, digits), INT64_MAX, &value))
			out[n++] = (int64_t)value;
		text = span_make(text.p + digits + (digits < text.n), text.n - digits - (digits < text.n));
	}
	return n;
}

static void put(struct strbuf *out, const void *p, size_t n)
{
	strbuf_clear(out);
	strbuf_add(out, p, n);
}

static void make_numeric(struct span text, struct strbuf *out)
{
	SQL_NUMERIC_STRUCT n = {.sign = text.p[0] == '+'};
	unsigned __int128 value = 0;
	size_t i = 1;
	int64_t field[3];
	bool negative;
	struct span rest;

	for (; text.p[i] != '/'; i++)
		value = value * 10 + (unsigned)(text.p[i] - '0');
	for (size_t b = 0; b < sizeof(n.val); b++, value >>= 8)
		n.val[b] = (SQLCHAR)value;
	rest = span_make(text.p + i + 1, text.n - i - 1);
	assert_int_equal(integers(rest, field, 2, &negative), 2);
	n.precision = (SQLCHAR)field[0];
	n.scale = (SQLSCHAR)(span_find(rest, '-') < rest.n ? -field[1] : field[1]);
	put(out, &n, sizeof(n));
}

static void make_interval(enum c_type type, struct span text, struct strbuf *out)
{
	SQL_INTERVAL_STRUCT s = {.interval_type = (SQLINTERVAL)(c_type_sql_c(type) - 100)};
	int64_t f[5] = {0};
	bool negative;

	if (integers(text, f, 5, &negative) == 2) {
		s.intval.year_month.year = (SQLUINTEGER)f[0];
		s.intval.year_month.month = (SQLUINTEGER)f[1];
	} else {
		s.intval.day_second = (SQL_DAY_SECOND_STRUCT){(SQLUINTEGER)f[0], (SQLUINTEGER)f[1], (SQLUINTEGER)f[2],
							      (SQLUINTEGER)f[3], (SQLUINTEGER)f[4]};
	}
	s.interval_sign = negative;
	put(out, &s, sizeof(s));
}

static void make_datetime(enum c_type type, struct span text, struct strbuf *out)
{
	int64_t f[7] = {0};
	bool negative;

	integers(text, f, 7, &negative);
	if (negative)
		f[0] = -f[0];
	if (type == C_TYPE_TIME) {
		SQL_TIME_STRUCT t = {(SQLUSMALLINT)f[0], (SQLUSMALLINT)f[1], (SQLUSMALLINT)f[2]};
		put(out, &t, sizeof(t));
	} else if (type == C_TYPE_DATE) {
		SQL_DATE_STRUCT d = {(SQLSMALLINT)f[0], (SQLUSMALLINT)f[1], (SQLUSMALLINT)f[2]};
		put(out, &d, sizeof(d));
	} else {
		SQL_TIMESTAMP_STRUCT s = {(SQLSMALLINT)f[0], (SQLUSMALLINT)f[1], (SQLUSMALLINT)f[2], (SQLUSMALLINT)f[3],
					  (SQLUSMALLINT)f[4], (SQLUSMALLINT)f[5], (SQLUINTEGER)f[6]};
		put(out, &s, sizeof(s));
	}
}

static void make_guid(struct span text, struct strbuf *out)
{
	unsigned char b[16];
	size_t at = 0;
	SQLGUID g;

	for (size_t i = 0; i + 1 < text.n && at < 16; i++)
		if (text.p[i] != '-') {
			b[at++] = (unsigned char)(hex_digit(text.p[i]) * 16 + hex_digit(text.p[i + 1]));
			i++;
		}
	g.Data1 = (unsigned)b[0] << 24 | (unsigned)b[1] << 16 | (unsigned)b[2] << 8 | b[3];
	g.Data2 = (unsigned short)(b[4] << 8 | b[5]);
	g.Data3 = (unsigned short)(b[6] << 8 | b[7]);
	memcpy(g.Data4, b + 8, 8);
	put(out, &g, sizeof(g));
}

static void make_number(enum c_type type, struct span text, struct strbuf *out)
{
	double d;
	float f;
	bool negative = text.p[0] == '-';
	uint64_t u;

	if (type == C_TYPE_DOUBLE || type == C_TYPE_FLOAT) {
		assert_int_equal(number_parse_double(text, &d), NUMBER_OK);
		f = (float)(type == C_TYPE_FLOAT ? d : 0);
		put(out, type == C_TYPE_FLOAT ? (const void *)&f : &d, type == C_TYPE_FLOAT ? sizeof(f) : sizeof(d));
		return;
	}
	assert_true(span_uint(span_make(text.p + negative, text.n - negative), UINT64_MAX, &u));
	u = negative ? 0 - u : u;
	put(out, &u, c_type_size(type)); /* little-endian machines; the low bytes come first */
}

static void make_source(enum c_type type, struct span text, struct strbuf *out)
{
	struct span rest;
	utf_wide units[64];
	size_t n;

	if (type == C_TYPE_WCHAR && text.p[0] == 't') {
		rest = span_make(text.p + 2, text.n - 2);
		n = utf8_to_wide(&rest, units, LB_COUNT(units));
		put(out, units, n * sizeof(utf_wide));
	} else if (c_type_is_variable(type)) {
		cell_bytes(text, out);
	} else if (type == C_TYPE_NUMERIC) {
		make_numeric(text, out);
	} else if (c_type_is_interval(type)) {
		make_interval(type, text, out);
	} else if (type == C_TYPE_GUID) {
		make_guid(text, out);
	} else if (type >= C_TYPE_DATE && type <= C_TYPE_TIMESTAMP) {
		make_datetime(type, text, out);
	} else {
		make_number(type, text, out);
	}
}

static bool run_at(const struct cases *c, const struct param_step *step, struct span source, size_t offset,
		   struct span want)
{
	struct strbuf out = STRBUF_INIT, scratch = STRBUF_INIT, moved = STRBUF_INIT;
	struct c_source from = {.length = (SQLLEN)source.n, .scale = (SQLSMALLINT)option(c->field[4], "s"),
				.today_days = option(c->field[4], "today"),
				.sql_interval = (SQLSMALLINT)option(c->field[4], "i")};
	enum conv_status s;
	bool good;

	strbuf_add(&moved, "0123456789", offset);
	strbuf_add_span(&moved, source);
	from.data = strbuf_text(&moved) + offset;
	strbuf_add_text(&out, "before");
	s = conv_param(step, &from, &out, &scratch);
	good = span_is(c->field[6], conv_sqlstate(s)) && span_starts(strbuf_span(&out), "before");
	if (good && !span_is(c->field[5], "-"))
		good = span_eq(span_make(strbuf_text(&out) + 6, out.n - 6), want);
	if (!good) {
		print_error("    %s, %zu bytes:", conv_sqlstate(s), out.n - 6);
		for (size_t i = 6; i < out.n; i++)
			print_error(" %02x", (unsigned char)out.p[i]);
		print_error("\n");
	}
	strbuf_release(&out);
	strbuf_release(&scratch);
	strbuf_release(&moved);
	return good;
}

static bool run_case(const struct cases *c)
{
	enum wire_format format = span_is(c->field[3], "binary") ? WIRE_BINARY : WIRE_TEXT;
	struct strbuf source = STRBUF_INIT, want = STRBUF_INIT;
	struct param_step step;
	int from, kind;
	bool good;

	if (c->fields < 7 || !name_index(c->field[0], c_type_names(), C_TYPE_COUNT, &from) ||
	    !name_index(c->field[2], kind_names(), KIND_COUNT, &kind))
		return false;
	if (!conv_from_c(&step, (enum c_type)from, (enum pg_kind)kind, format))
		return span_is(c->field[6], "07006");
	make_source((enum c_type)from, c->field[1], &source);
	if (c->field[5].n > 1)
		cell_bytes(c->field[5], &want);
	good = run_at(c, &step, strbuf_span(&source), 0, strbuf_span(&want)) &&
	       run_at(c, &step, strbuf_span(&source), 1, strbuf_span(&want));
	strbuf_release(&source);
	strbuf_release(&want);
	return good;
}

static void c_to_sql_follows_appendix_d(void **state)
{
	struct cases c;
	int bad = 0, count = 0;

	(void)state;
	assert_true(cases_open(&c, "from_c.tsv"));
	while (cases_next(&c)) {
		count++;
		if (!run_case(&c)) {
			print_error("%s:%d\n", c.name, c.line);
			bad++;
		}
	}
	strbuf_release(&c.file);
	assert_true(count > 300);
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(c_to_sql_follows_appendix_d)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
