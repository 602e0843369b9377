#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "conv/decode.h"
#include "conv/to_wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *kind;
	decode_fn *decode[2]; /* by enum wire_format */
	enum pg_kind id;
} kinds[] = {
#define ROW(id, name) {#id, {decode_##name##_text, decode_##name##_binary}, KIND_##id}
	ROW(BOOL, bool),
	ROW(INT2, int2),
	ROW(INT4, int4),
	ROW(INT8, int8),
	ROW(OID, oid),
	ROW(FLOAT4, float4),
	ROW(FLOAT8, float8),
	ROW(NUMERIC, numeric),
	ROW(TEXT, text),
	ROW(BYTEA, bytea),
	ROW(DATE, date),
	ROW(TIME, time),
	ROW(TIMETZ, timetz),
	ROW(TIMESTAMP, timestamp),
	ROW(TIMESTAMPTZ, timestamptz),
	ROW(INTERVAL, interval),
	ROW(UUID, uuid),
	ROW(JSONB, jsonb),
	ROW(BIT, bit),
	{"MONEY", {decode_money_text, NULL}, KIND_MONEY},
	{"OTHER", {decode_other_text, NULL}, KIND_OTHER},
#undef ROW
};

struct test_line {
	size_t number;
	size_t row; /* of kinds */
	enum wire_format format;
	struct span wire, value;
};

static const char *data_path(struct strbuf *path)
{
	const char *folder = getenv("LB_TEST_DATA");

	strbuf_add_text(path, folder ? folder : "tests/data");
	strbuf_add_text(path, "/decode.tsv");
	return strbuf_text(path);
}

static int hex(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

static void from_hex(struct span s, struct strbuf *out)
{
	strbuf_clear(out);
	strbuf_add(out, "", 0);
	for (size_t i = 0; i + 1 < s.n; i += 2)
		strbuf_add_char(out, (char)(hex(s.p[i]) << 4 | hex(s.p[i + 1])));
}

/* \t and \\ of the file. */
static void unescape(struct span s, struct strbuf *out)
{
	strbuf_clear(out);
	strbuf_add(out, "", 0);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\\')
			i++;
		strbuf_add_char(out, s.p[i] == 't' && i && s.p[i - 1] == '\\' && !(i > 1 && s.p[i - 2] == '\\') ? '\t' : s.p[i]);
	}
}

typedef bool check_fn(const struct test_line *line, struct strbuf *why);

/* A cell in memory of exactly its size, so that the sanitizer sees a read past its end. */
static char *exact(struct span s)
{
	char *p = malloc(s.n ? s.n : 1);

	assert_non_null(p);
	if (s.n)
		memcpy(p, s.p, s.n);
	return p;
}

static size_t parse_line(char *text, size_t number, struct test_line *out, struct strbuf *wire, struct strbuf *value)
{
	struct span rest = span_trim(span_of(text)), kind, format, bytes, shown;

	rest = span_make(text, strcspn(text, "\n"));
	assert_true(span_split(&rest, '\t', &kind) && span_split(&rest, '\t', &format) &&
		    span_split(&rest, '\t', &bytes) && span_split(&rest, '\t', &shown));
	for (out->row = 0; out->row < LB_COUNT(kinds); out->row++)
		if (span_is(kind, kinds[out->row].kind))
			break;
	assert_in_range(out->row, 0, LB_COUNT(kinds) - 1);
	from_hex(bytes, wire);
	unescape(shown, value);
	out->number = number;
	out->format = span_is(format, "binary") ? WIRE_BINARY : WIRE_TEXT;
	out->wire = strbuf_span(wire);
	out->value = strbuf_span(value);
	return number;
}

static void each_line(check_fn *check)
{
	struct strbuf path = STRBUF_INIT, wire = STRBUF_INIT, value = STRBUF_INIT, why = STRBUF_INIT;
	FILE *f = fopen(data_path(&path), "r");
	size_t number = 0, checked = 0, failed = 0, room = 0;
	char *text = NULL;

	assert_non_null(f);
	while (getline(&text, &room, f) > 0) {
		struct test_line line;

		number++;
		if (text[0] == '#')
			continue;
		parse_line(text, number, &line, &wire, &value);
		strbuf_clear(&why);
		checked++;
		if (!check(&line, &why)) {
			failed++;
			print_error("%s:%zu: %.60s: %s\n", strbuf_text(&path), number, text, strbuf_text(&why));
		}
	}
	free(text);
	(void)fclose(f);
	strbuf_release(&path);
	strbuf_release(&wire);
	strbuf_release(&value);
	strbuf_release(&why);
	assert_true(checked > 500);
	assert_int_equal(failed, 0);
}

static bool decodes_to_value(const struct test_line *line, struct strbuf *why)
{
	struct strbuf scratch = STRBUF_INIT, shown = STRBUF_INIT, unused = STRBUF_INIT;
	char *cell = exact(line->wire);
	enum conv_status s;
	struct value v;
	bool good;

	s = kinds[line->row].decode[line->format](span_make(cell, line->wire.n), &v, &scratch);
	if (s == CONV_OK)
		s = to_wire_text(&v, &shown, &unused);
	good = s == CONV_OK && span_eq(strbuf_span(&shown), line->value);
	if (!good)
		strbuf_printf(why, "status %d, got %s, want %.*s", (int)s, strbuf_text(&shown), (int)line->value.n,
			      line->value.p);
	free(cell);
	strbuf_release(&scratch);
	strbuf_release(&shown);
	strbuf_release(&unused);
	return good;
}

static void every_captured_cell_decodes_to_its_value(void **state)
{
	(void)state;
	each_line(decodes_to_value);
}

static to_wire_fn *binary_writer(enum pg_kind kind)
{
	return kind == KIND_TIMETZ	  ? to_wire_timetz_binary
	       : kind == KIND_TIMESTAMPTZ ? to_wire_timestamptz_binary
					  : to_wire_of(kind, WIRE_BINARY);
}

static bool compare_bytes(enum conv_status s, const struct strbuf *got, struct span want, struct strbuf *why)
{
	bool good = s == CONV_OK && span_eq(strbuf_span(got), want);

	if (!good) {
		strbuf_printf(why, "status %d, bytes ", (int)s);
		for (size_t i = 0; i < got->n && i < 40; i++)
			strbuf_printf(why, "%02x", (unsigned char)got->p[i]);
	}
	return good;
}

/* Values whose bytes are not kept: "char" '' arrives as a NUL byte, an infinite numeric with a scale that means nothing. */
static bool is_not_kept(const struct test_line *line)
{
	if (kinds[line->row].id == KIND_NUMERIC)
		return span_ends(line->value, "Infinity");
	return kinds[line->row].id == KIND_TEXT && line->wire.n == 1 && !line->wire.p[0];
}

static bool goes_back_to_the_same_bytes(const struct test_line *line, struct strbuf *why)
{
	struct strbuf scratch = STRBUF_INIT, bytes = STRBUF_INIT;
	struct value v;
	enum conv_status s;
	bool good;

	if (line->format != WIRE_BINARY || is_not_kept(line))
		return true;
	s = kinds[line->row].decode[WIRE_BINARY](line->wire, &v, &scratch);
	if (s == CONV_OK)
		s = binary_writer(kinds[line->row].id)(&v, &bytes, &scratch);
	good = compare_bytes(s, &bytes, line->wire, why);
	strbuf_release(&scratch);
	strbuf_release(&bytes);
	return good;
}

static void binary_cells_survive_a_round_trip(void **state)
{
	(void)state;
	each_line(goes_back_to_the_same_bytes);
}

/* An application that binds everything as text must get the same bytes stored as one that binds numbers. */
static bool text_becomes_the_same_bytes(const struct test_line *line, struct strbuf *why)
{
	struct strbuf scratch = STRBUF_INIT, bytes = STRBUF_INIT;
	struct value v = {.cls = VALUE_TEXT};
	enum conv_status s;
	bool good;

	if (line->format != WIRE_BINARY || is_not_kept(line) || kinds[line->row].id == KIND_TIMESTAMPTZ)
		return true;
	strbuf_add_span(&scratch, line->value); /* the text lies in scratch, as it does after SQL_C_WCHAR */
	v.span = strbuf_span(&scratch);
	s = binary_writer(kinds[line->row].id)(&v, &bytes, &scratch);
	good = compare_bytes(s, &bytes, line->wire, why);
	strbuf_release(&scratch);
	strbuf_release(&bytes);
	return good;
}

static void a_text_parameter_becomes_the_bytes_of_its_value(void **state)
{
	(void)state;
	each_line(text_becomes_the_same_bytes);
}

static bool fails_or_lives_when_cut(const struct test_line *line, struct strbuf *why)
{
	struct strbuf scratch = STRBUF_INIT;
	size_t most = line->wire.n < 200 ? line->wire.n : 200;
	bool fixed = line->format == WIRE_BINARY && kinds[line->row].id != KIND_TEXT &&
		     kinds[line->row].id != KIND_BYTEA && kinds[line->row].id != KIND_JSONB;
	bool good = true;

	for (size_t n = 0; n < most && good; n++) {
		char *cell = exact(span_make(line->wire.p, n));
		struct value v;
		enum conv_status s = kinds[line->row].decode[line->format](span_make(cell, n), &v, &scratch);

		good = s == CONV_BAD_WIRE || (s == CONV_OK && !fixed);
		if (!good)
			strbuf_printf(why, "cut at %zu: status %d", n, (int)s);
		free(cell);
	}
	strbuf_release(&scratch);
	return good;
}

static void a_cell_that_is_cut_short_is_refused(void **state)
{
	(void)state;
	each_line(fails_or_lives_when_cut);
}

static enum conv_status decode(decode_fn *fn, const char *bytes, size_t n)
{
	struct strbuf scratch = STRBUF_INIT;
	struct value v;
	enum conv_status s = fn(span_make(bytes, n), &v, &scratch);

	strbuf_release(&scratch);
	return s;
}

#define TEXT(s) s, sizeof(s) - 1

static void text_that_no_server_sends_is_bad_wire(void **state)
{
	(void)state;
	assert_int_equal(decode(decode_bool_text, TEXT("x")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_int2_text, TEXT("32768")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_int4_text, TEXT("1.5")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_oid_text, TEXT("-1")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_oid_text, TEXT("4294967296")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_float8_text, TEXT("1,5")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_numeric_text, TEXT("1e")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_numeric_text, TEXT("--1")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_bytea_text, TEXT("\\x0")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_bytea_text, TEXT("\\x0g")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_bytea_text, TEXT("\\40")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_date_text, TEXT("2023-02-29")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_date_text, TEXT("2023-13-01")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_date_text, TEXT("2023-01-01x")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_time_text, TEXT("24:00:00.1")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_time_text, TEXT("12:60:00")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_time_text, TEXT("12:00:00+01")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_timetz_text, TEXT("12:00:00")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_timestamptz_text, TEXT("2020-01-01 00:00:00")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_interval_text, TEXT("1 fortnight")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_interval_text, TEXT("P")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_interval_text, TEXT("9999999999 days")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_interval_text, TEXT("999999999999999999:00:00")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_uuid_text, TEXT("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_money_text, TEXT("$")), CONV_BAD_WIRE);
}

static void bytes_that_no_server_sends_are_bad_wire(void **state)
{
	(void)state;
	assert_int_equal(decode(decode_int4_binary, TEXT("\0\0\0\1\2")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_jsonb_binary, TEXT("\2{}")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_time_binary, TEXT("\xff\xff\xff\xff\xff\xff\xff\xff")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_numeric_binary, TEXT("\0\1\0\0\x12\x34\0\0\0\1")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_numeric_binary, TEXT("\0\1\0\0\0\0\0\0\x27\x10")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_bit_binary, TEXT("\xff\xff\xff\xff\x80")), CONV_BAD_WIRE);
	assert_int_equal(decode(decode_bit_binary, TEXT("\0\0\0\x9\x80")), CONV_BAD_WIRE);
}

static void money_of_other_locales_keeps_its_point(void **state)
{
	static const char *const cases[][2] = {
		{"$1,234.50", "1234.50"}, {"-1.234.567,89 EUR", "-1234567.89"}, {"($5.00)", "-5.00"},
		{"1,234", "1234"},	  {"Rs. 12.30", "12.30"},
	};
	struct strbuf scratch = STRBUF_INIT, shown = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < LB_COUNT(cases); i++) {
		struct value v;

		strbuf_clear(&shown);
		assert_int_equal(decode_money_text(span_of(cases[i][0]), &v, &scratch), CONV_OK);
		assert_int_equal(to_wire_text(&v, &shown, &scratch), CONV_OK);
		assert_string_equal(strbuf_text(&shown), cases[i][1]);
	}
	strbuf_release(&scratch);
	strbuf_release(&shown);
}

/* ---- parameters ---- */

static enum conv_status send(enum pg_kind kind, enum wire_format format, struct value v, struct strbuf *out)
{
	struct strbuf scratch = STRBUF_INIT;
	enum conv_status s;

	strbuf_clear(out);
	strbuf_add(out, "", 0);
	s = to_wire_of(kind, format)(&v, out, &scratch);
	strbuf_release(&scratch);
	return s;
}

#define VALUE_OF_TEXT(s) ((struct value){.cls = VALUE_TEXT, .span = SPAN_LIT(s)})
#define VALUE_OF_INT(n) ((struct value){.cls = VALUE_INT, .i = (n)})
#define VALUE_OF_DOUBLE(n) ((struct value){.cls = VALUE_DOUBLE, .d = (n)})

static void parameters_out_of_range_are_refused(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_int_equal(send(KIND_INT2, WIRE_BINARY, VALUE_OF_INT(32768), &out), CONV_RANGE);
	assert_int_equal(send(KIND_INT4, WIRE_TEXT, VALUE_OF_TEXT("2147483648"), &out), CONV_RANGE);
	assert_int_equal(send(KIND_INT8, WIRE_BINARY, VALUE_OF_DOUBLE(1e19), &out), CONV_RANGE);
	assert_int_equal(send(KIND_INT8, WIRE_BINARY, VALUE_OF_TEXT("NaN"), &out), CONV_RANGE);
	assert_int_equal(send(KIND_OID, WIRE_BINARY, VALUE_OF_INT(-1), &out), CONV_RANGE);
	assert_int_equal(send(KIND_FLOAT4, WIRE_BINARY, VALUE_OF_DOUBLE(1e39), &out), CONV_RANGE);
	assert_int_equal(send(KIND_FLOAT8, WIRE_BINARY, VALUE_OF_TEXT("1e309"), &out), CONV_RANGE);
	assert_int_equal(send(KIND_BOOL, WIRE_BINARY, VALUE_OF_INT(2), &out), CONV_RANGE);
	assert_int_equal(send(KIND_BOOL, WIRE_BINARY, VALUE_OF_DOUBLE(-0.5), &out), CONV_RANGE);
	assert_int_equal(send(KIND_BIT, WIRE_BINARY, VALUE_OF_INT(2), &out), CONV_RANGE);
	assert_int_equal(send(KIND_DATE, WIRE_BINARY, VALUE_OF_TEXT("5874898-01-01"), &out), CONV_DATETIME_OVERFLOW);
	assert_int_equal(send(KIND_TIMESTAMP, WIRE_BINARY, VALUE_OF_TEXT("294277-01-01"), &out), CONV_DATETIME_OVERFLOW);
	assert_int_equal(send(KIND_DATE, WIRE_TEXT, VALUE_OF_TEXT("2024-01-01 00:00:01"), &out), CONV_DATETIME_OVERFLOW);
	assert_int_equal(out.n, 0);
	strbuf_release(&out);
}

static void parameters_that_are_no_literals_are_refused(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_int_equal(send(KIND_INT4, WIRE_BINARY, VALUE_OF_TEXT("12a"), &out), CONV_BAD_TEXT);
	assert_int_equal(send(KIND_INT4, WIRE_BINARY, VALUE_OF_TEXT(""), &out), CONV_BAD_TEXT);
	assert_int_equal(send(KIND_FLOAT8, WIRE_BINARY, VALUE_OF_TEXT("0x10"), &out), CONV_BAD_TEXT);
	assert_int_equal(send(KIND_NUMERIC, WIRE_BINARY, VALUE_OF_TEXT("."), &out), CONV_BAD_TEXT);
	assert_int_equal(send(KIND_DATE, WIRE_BINARY, VALUE_OF_TEXT("2023-02-30"), &out), CONV_BAD_TEXT);
	assert_int_equal(send(KIND_TIME, WIRE_TEXT, VALUE_OF_TEXT("noon"), &out), CONV_BAD_TEXT);
	assert_int_equal(send(KIND_UUID, WIRE_TEXT, VALUE_OF_TEXT("a0ee"), &out), CONV_BAD_TEXT);
	assert_int_equal(send(KIND_BYTEA, WIRE_BINARY, VALUE_OF_TEXT("abc"), &out), CONV_BAD_TEXT);
	assert_int_equal(send(KIND_BYTEA, WIRE_TEXT, VALUE_OF_TEXT("zz"), &out), CONV_BAD_TEXT);
	assert_int_equal(send(KIND_BIT, WIRE_TEXT, VALUE_OF_TEXT("012"), &out), CONV_BAD_TEXT);
	assert_int_equal(out.n, 0);
	strbuf_release(&out);
}

static void fractions_are_cut_and_told(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_int_equal(send(KIND_INT4, WIRE_TEXT, VALUE_OF_DOUBLE(-3.99), &out), CONV_FRACTION_TRUNC);
	assert_string_equal(strbuf_text(&out), "-3");
	assert_int_equal(send(KIND_INT2, WIRE_TEXT, VALUE_OF_TEXT("12.0"), &out), CONV_OK);
	assert_string_equal(strbuf_text(&out), "12");
	assert_int_equal(send(KIND_BOOL, WIRE_TEXT, VALUE_OF_DOUBLE(1.5), &out), CONV_FRACTION_TRUNC);
	assert_string_equal(strbuf_text(&out), "1");
	strbuf_release(&out);
}

static void odbc_literals_are_read(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_int_equal(send(KIND_DATE, WIRE_TEXT, VALUE_OF_TEXT("{d '2024-01-31'}"), &out), CONV_OK);
	assert_string_equal(strbuf_text(&out), "2024-01-31");
	assert_int_equal(send(KIND_TIME, WIRE_TEXT, VALUE_OF_TEXT(" {t '01:02:03'} "), &out), CONV_OK);
	assert_string_equal(strbuf_text(&out), "01:02:03");
	assert_int_equal(send(KIND_TIMESTAMP, WIRE_TEXT, VALUE_OF_TEXT("{ts '2024-01-31 01:02:03.123456789'}"), &out),
			 CONV_OK);
	assert_string_equal(strbuf_text(&out), "2024-01-31 01:02:03.123456");
	assert_int_equal(send(KIND_BOOL, WIRE_TEXT, VALUE_OF_TEXT("TRUE"), &out), CONV_OK);
	assert_string_equal(strbuf_text(&out), "1");
	assert_int_equal(send(KIND_DATE, WIRE_TEXT, VALUE_OF_TEXT("{'"), &out), CONV_BAD_TEXT);
	assert_int_equal(send(KIND_DATE, WIRE_TEXT, VALUE_OF_TEXT("{'}"), &out), CONV_BAD_TEXT);
	strbuf_release(&out);
}

static void bytes_are_hexadecimal_for_bytea_and_raw_for_text(void **state)
{
	struct strbuf out = STRBUF_INIT;
	struct value v = {.cls = VALUE_BYTES, .span = SPAN_LIT("a\\")};

	(void)state;
	assert_int_equal(send(KIND_BYTEA, WIRE_TEXT, v, &out), CONV_OK);
	assert_string_equal(strbuf_text(&out), "\\x615c");
	assert_int_equal(send(KIND_TEXT, WIRE_TEXT, v, &out), CONV_OK);
	assert_string_equal(strbuf_text(&out), "a\\");
	assert_int_equal(send(KIND_BYTEA, WIRE_TEXT, VALUE_OF_TEXT("615C"), &out), CONV_OK);
	assert_string_equal(strbuf_text(&out), "\\x615C");
	assert_int_equal(send(KIND_BYTEA, WIRE_BINARY, VALUE_OF_TEXT("615C"), &out), CONV_OK);
	assert_string_equal(strbuf_text(&out), "a\\");
	strbuf_release(&out);
}

static void zones_survive_only_where_the_type_keeps_them(void **state)
{
	struct strbuf out = STRBUF_INIT;
	struct value v = {.cls = VALUE_TIMESTAMP,
			  .datetime = {.days = 8766, .us = INT64_C(3600000000), .zoned = true, .offset = 19800}};

	(void)state;
	assert_int_equal(send(KIND_TIMESTAMPTZ, WIRE_TEXT, v, &out), CONV_OK);
	assert_string_equal(strbuf_text(&out), "2024-01-01 01:00:00+05:30");
	assert_int_equal(send(KIND_TIMESTAMP, WIRE_TEXT, v, &out), CONV_OK);
	assert_string_equal(strbuf_text(&out), "2024-01-01 01:00:00");
	v.cls = VALUE_TIME;
	assert_int_equal(send(KIND_TIMESTAMP, WIRE_TEXT, v, &out), CONV_OK);
	assert_string_equal(strbuf_text(&out), "today 01:00:00");
	v.datetime.zoned = false;
	v.cls = VALUE_TIMESTAMP;
	strbuf_clear(&out);
	assert_int_equal(to_wire_timestamptz_binary(&v, &out, &out), CONV_BAD_DATETIME);
	assert_null(to_wire_of(KIND_TIMESTAMPTZ, WIRE_BINARY));
	strbuf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_captured_cell_decodes_to_its_value),
		cmocka_unit_test(binary_cells_survive_a_round_trip),
		cmocka_unit_test(a_text_parameter_becomes_the_bytes_of_its_value),
		cmocka_unit_test(a_cell_that_is_cut_short_is_refused),
		cmocka_unit_test(text_that_no_server_sends_is_bad_wire),
		cmocka_unit_test(bytes_that_no_server_sends_are_bad_wire),
		cmocka_unit_test(money_of_other_locales_keeps_its_point),
		cmocka_unit_test(parameters_out_of_range_are_refused),
		cmocka_unit_test(parameters_that_are_no_literals_are_refused),
		cmocka_unit_test(fractions_are_cut_and_told),
		cmocka_unit_test(odbc_literals_are_read),
		cmocka_unit_test(bytes_are_hexadecimal_for_bytea_and_raw_for_text),
		cmocka_unit_test(zones_survive_only_where_the_type_keeps_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
