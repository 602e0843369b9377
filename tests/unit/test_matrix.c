#include "conv_cases.h"

#include "base/number.h"
#include "conv/status.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#define GUARD ((char)0xa5)

static void show_numeric(const void *data, struct strbuf *out)
{
	SQL_NUMERIC_STRUCT n;
	unsigned __int128 value = 0;
	char digits[40];
	size_t at = sizeof(digits);

	memcpy(&n, data, sizeof(n));
	for (size_t i = sizeof(n.val); i-- > 0;)
		value = value << 8 | n.val[i];
	do {
		digits[--at] = (char)('0' + (int)(value % 10));
		value /= 10;
	} while (value);
	strbuf_add_char(out, n.sign ? '+' : '-');
	strbuf_add(out, digits + at, sizeof(digits) - at);
	strbuf_printf(out, "/%d/%d", n.precision, n.scale);
}

static void show_interval(const void *data, enum c_type to, struct strbuf *out)
{
	SQL_INTERVAL_STRUCT s;

	memcpy(&s, data, sizeof(s));
	assert_int_equal(100 + (int)s.interval_type, c_type_sql_c(to));
	strbuf_add_char(out, s.interval_sign ? '-' : '+');
	if (s.interval_type == SQL_IS_YEAR || s.interval_type == SQL_IS_MONTH || s.interval_type == SQL_IS_YEAR_TO_MONTH)
		strbuf_printf(out, "%u-%u", s.intval.year_month.year, s.intval.year_month.month);
	else
		strbuf_printf(out, "%u %u:%u:%u.%09u", s.intval.day_second.day, s.intval.day_second.hour,
			      s.intval.day_second.minute, s.intval.day_second.second, s.intval.day_second.fraction);
}

static void show_structure(const void *data, enum c_type to, struct strbuf *out)
{
	SQL_DATE_STRUCT d;
	SQL_TIME_STRUCT t;
	SQL_TIMESTAMP_STRUCT s;
	SQLGUID g;

	if (to == C_TYPE_DATE) {
		memcpy(&d, data, sizeof(d));
		strbuf_printf(out, "%d-%u-%u", d.year, d.month, d.day);
	} else if (to == C_TYPE_TIME) {
		memcpy(&t, data, sizeof(t));
		strbuf_printf(out, "%u:%u:%u", t.hour, t.minute, t.second);
	} else if (to == C_TYPE_TIMESTAMP) {
		memcpy(&s, data, sizeof(s));
		strbuf_printf(out, "%d-%u-%u %u:%u:%u.%09u", s.year, s.month, s.day, s.hour, s.minute, s.second, s.fraction);
	} else {
		memcpy(&g, data, sizeof(g));
		strbuf_printf(out, "%08x-%04x-%04x-", (unsigned)g.Data1, g.Data2, g.Data3);
		for (size_t i = 0; i < 8; i++)
			strbuf_printf(out, i == 1 ? "%02x-" : "%02x", g.Data4[i]);
	}
}

static bool same_number(double got, struct span want)
{
	double d;

	return number_parse_double(want, &d) != NUMBER_BAD && ((isnan(d) && isnan(got)) || memcmp(&d, &got, sizeof(d)) == 0);
}

static void show_integer(const char *data, enum c_type to, struct strbuf *out)
{
	uint64_t bits = 0;
	size_t size = c_type_size(to);
	bool is_signed = to == C_TYPE_STINYINT || to == C_TYPE_SSHORT || to == C_TYPE_SLONG || to == C_TYPE_SBIGINT;

	memcpy(&bits, data, size);
	if (is_signed && size < 8 && bits >> (8 * size - 1))
		bits |= ~UINT64_C(0) << (8 * size);
	if (is_signed)
		strbuf_add_int(out, (int64_t)bits);
	else
		strbuf_add_uint(out, bits);
}

/* The sizes of wide text in the file are those of UTF-16. */
static int64_t unit(const struct cases *c)
{
	return span_is(c->field[3], "WCHAR") ? (int64_t)sizeof(utf_wide) / 2 : 1;
}

/* Characters of two units: where they have one, the sizes in the file say nothing. */
static bool counts_pairs(const struct cases *c, const struct strbuf *cell)
{
	bool astral = false;

	for (size_t i = 0; i < cell->n; i++)
		astral |= (unsigned char)cell->p[i] >= 0xf0;
	return sizeof(utf_wide) != 2 && astral && span_is(c->field[3], "WCHAR");
}

/* The text of what was written, as the data file has it. */
static void show(const char *data, enum c_type to, SQLLEN room, SQLLEN length, struct strbuf *out)
{
	SQLLEN n = length < room ? length : room;

	if (to == C_TYPE_CHAR) {
		strbuf_add(out, data, strnlen(data, (size_t)room));
	} else if (to == C_TYPE_WCHAR) {
		utf_wide wide[600];
		size_t units = 0;

		memcpy(wide, data, (size_t)room);
		while (units < (size_t)room / sizeof(utf_wide) && wide[units])
			units++;
		assert_true(units < (size_t)room / sizeof(utf_wide)); /* terminated */
		assert_true(wide_to_utf8(wide, units, out));
	} else if (to == C_TYPE_BINARY) {
		for (SQLLEN i = 0; i < n; i++)
			strbuf_printf(out, "%02x", (unsigned char)data[i]);
	} else if (to == C_TYPE_NUMERIC) {
		show_numeric(data, out);
	} else if (c_type_is_interval(to)) {
		show_interval(data, to, out);
	} else if (to >= C_TYPE_DATE && to <= C_TYPE_GUID) {
		show_structure(data, to, out);
	} else {
		show_integer(data, to, out);
	}
}

struct outcome {
	char data[2400];
	enum conv_status status;
	SQLLEN length;
};

static void run(const struct cases *c, const struct conv_step *step, struct span cell, size_t offset, bool no_data,
		struct outcome *out)
{
	struct strbuf scratch = STRBUF_INIT;
	struct c_target to = {0};
	int64_t room;

	assert_true(span_int(c->field[5], &room));
	room *= unit(c);
	memset(out->data, GUARD, sizeof(out->data));
	to.data = no_data ? NULL : out->data + offset;
	to.room = (SQLLEN)room;
	to.precision = (SQLSMALLINT)option(c->field[4], "p");
	to.scale = (SQLSMALLINT)option(c->field[4], "s");
	to.own_scale = option(c->field[4], "own") != 0;
	to.leading = (SQLINTEGER)option(c->field[4], "l");
	to.today_days = option(c->field[4], "today");
	out->status = conv_run(step, cell, &to, &scratch);
	out->length = to.length;
	strbuf_release(&scratch);
}

static bool right_value(const struct cases *c, enum c_type to, const char *data, SQLLEN length)
{
	struct strbuf got = STRBUF_INIT;
	int64_t room;
	double d;
	float f;
	bool good;

	assert_true(span_int(c->field[5], &room));
	room *= unit(c);
	if (span_is(c->field[6], "-"))
		return true;
	if (span_is(c->field[6], "(none)"))
		return data[0] == GUARD;
	if (to == C_TYPE_DOUBLE) {
		memcpy(&d, data, sizeof(d));
		return same_number(d, c->field[6]);
	}
	if (to == C_TYPE_FLOAT) {
		memcpy(&f, data, sizeof(f));
		assert_int_not_equal(number_parse_double(c->field[6], &d), NUMBER_BAD);
		return isnan(d) ? isnan(f) : (float)d >= f && (float)d <= f;
	}
	show(data, to, (SQLLEN)room, length, &got);
	good = span_eq(strbuf_span(&got), c->field[6]);
	if (!good)
		print_error("    value: %s\n", strbuf_text(&got));
	strbuf_release(&got);
	return good;
}

static bool check(const struct cases *c, enum c_type to, const struct outcome *o, size_t offset)
{
	int64_t room, length;
	bool good = span_is(c->field[8], conv_sqlstate(o->status)), failed = conv_failed(o->status);

	assert_true(span_int(c->field[5], &room));
	room *= unit(c);
	good = good && (failed || right_value(c, to, o->data + offset, o->length));
	good = good && (failed || !span_int(c->field[7], &length) || length * unit(c) == o->length);
	for (size_t i = 0; i < offset; i++)
		good = good && o->data[i] == GUARD;
	for (size_t i = offset + (size_t)room; i < sizeof(o->data); i++)
		good = good && o->data[i] == GUARD;
	return good;
}

static bool run_case(const struct cases *c, struct strbuf *cell)
{
	int kind, to;
	enum wire_format format = span_is(c->field[1], "binary") ? WIRE_BINARY : WIRE_TEXT;
	struct conv_step step, hub;
	struct outcome o;
	bool good = true;

	if (c->fields < 9 || !name_index(c->field[0], kind_names(), KIND_COUNT, &kind) ||
	    !name_index(c->field[3], c_type_names(), C_TYPE_COUNT, &to))
		return false;
	if (!conv_to_c(&step, (enum pg_kind)kind, format, (enum c_type)to))
		return span_is(c->field[8], "07006");
	hub = step;
	hub.direct = NULL;
	cell_bytes(c->field[2], cell);
	if (counts_pairs(c, cell))
		return true;
	for (size_t offset = 0; offset < 2; offset++) {
		for (int way = 0; way < 2; way++) {
			run(c, way ? &step : &hub, strbuf_span(cell), offset, false, &o);
			if (!check(c, (enum c_type)to, &o, offset)) {
				print_error("    %s, at an %s address: %s, length %lld\n", way ? "direct" : "hub",
					    offset ? "odd" : "even", conv_sqlstate(o.status), (long long)o.length);
				good = false;
			}
		}
	}
	/* without a buffer only the length is made */
	if (good && !conv_failed(o.status)) {
		SQLLEN length = o.length;

		run(c, &step, strbuf_span(cell), 0, true, &o);
		good = !conv_failed(o.status) && o.length == length;
	}
	return good;
}

static void sql_to_c_follows_appendix_d(void **state)
{
	struct cases c;
	struct strbuf cell = STRBUF_INIT;
	int bad = 0, count = 0;

	(void)state;
	assert_true(cases_open(&c, "to_c.tsv"));
	while (cases_next(&c)) {
		count++;
		if (!run_case(&c, &cell)) {
			print_error("%s:%d\n", c.name, c.line);
			bad++;
		}
	}
	assert_true(count > 800);
	strbuf_release(&cell);
	strbuf_release(&c.file);
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(sql_to_c_follows_appendix_d)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
