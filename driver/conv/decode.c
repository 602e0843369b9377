#include "conv/decode.h"

#include "base/civil.h"
#include "base/number.h"
#include "base/wire.h"
#include "conv/decimal.h"

#define JSONB_VERSION 1

/* Most decoders need neither the scratch buffer nor more than one line to say that the bytes were wrong. */
static enum conv_status ok_if(bool good)
{
	return good ? CONV_OK : CONV_BAD_WIRE;
}

/* ---- integers ---- */

static enum conv_status whole_text(struct span cell, struct value *out, int64_t least, int64_t greatest)
{
	out->cls = VALUE_INT;
	return ok_if(span_int(cell, &out->i) && out->i >= least && out->i <= greatest);
}

#define UNUSED(name) (void)(name)

enum conv_status decode_bool_text(struct span cell, struct value *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	out->cls = VALUE_INT;
	out->i = span_is(cell, "t");
	return ok_if(out->i || span_is(cell, "f"));
}

enum conv_status decode_bool_binary(struct span cell, struct value *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	out->cls = VALUE_INT;
	out->i = cell.n == 1 && cell.p[0];
	return ok_if(cell.n == 1);
}

#define DECODE_WHOLE(name, read, least, greatest)                                                            \
	enum conv_status decode_##name##_text(struct span cell, struct value *out, struct strbuf *scratch)         \
	{                                                                                                          \
		UNUSED(scratch);                                                                                   \
		return whole_text(cell, out, least, greatest);                                                     \
	}                                                                                                          \
	enum conv_status decode_##name##_binary(struct span cell, struct value *out, struct strbuf *scratch)       \
	{                                                                                                          \
		struct wire w = wire_read(cell);                                                                   \
                                                                                                                   \
		UNUSED(scratch);                                                                                   \
		out->cls = VALUE_INT;                                                                              \
		out->i = read(&w);                                                                                 \
		return ok_if(wire_done(&w));                                                                       \
	}

DECODE_WHOLE(int2, wire_i16, INT16_MIN, INT16_MAX)
DECODE_WHOLE(int4, wire_i32, INT32_MIN, INT32_MAX)
DECODE_WHOLE(int8, wire_i64, INT64_MIN, INT64_MAX)
DECODE_WHOLE(oid, wire_u32, 0, UINT32_MAX)
#undef DECODE_WHOLE

/* ---- other numbers ---- */

enum conv_status decode_float4_text(struct span cell, struct value *out, struct strbuf *scratch)
{
	float value = 0;
	enum number_status s = number_parse_float(cell, &value);

	UNUSED(scratch);
	out->cls = VALUE_DOUBLE;
	out->d = (double)value;
	out->single = true;
	return ok_if(s == NUMBER_OK);
}

enum conv_status decode_float4_binary(struct span cell, struct value *out, struct strbuf *scratch)
{
	struct wire w = wire_read(cell);

	UNUSED(scratch);
	out->cls = VALUE_DOUBLE;
	out->d = (double)wire_float(&w);
	out->single = true;
	return ok_if(wire_done(&w));
}

enum conv_status decode_float8_text(struct span cell, struct value *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	out->cls = VALUE_DOUBLE;
	out->single = false;
	return ok_if(number_parse_double(cell, &out->d) == NUMBER_OK);
}

enum conv_status decode_float8_binary(struct span cell, struct value *out, struct strbuf *scratch)
{
	struct wire w = wire_read(cell);

	UNUSED(scratch);
	out->cls = VALUE_DOUBLE;
	out->d = wire_double(&w);
	out->single = false;
	return ok_if(wire_done(&w));
}

/* From a server, text that is not a number is a fault of the wire and not of the application. */
static enum conv_status server_fault(enum conv_status s)
{
	return s == CONV_OK || s == CONV_NO_MEMORY ? s : CONV_BAD_WIRE;
}

enum conv_status decode_numeric_text(struct span cell, struct value *out, struct strbuf *scratch)
{
	out->cls = VALUE_DECIMAL;
	strbuf_clear(scratch);
	return server_fault(decimal_from_text(cell, &out->decimal, scratch));
}

enum conv_status decode_numeric_binary(struct span cell, struct value *out, struct strbuf *scratch)
{
	out->cls = VALUE_DECIMAL;
	strbuf_clear(scratch);
	return decimal_from_wire(cell, &out->decimal, scratch);
}

static bool between_digits(struct span s, size_t i)
{
	return i > 0 && i + 1 < s.n && ascii_is_digit(s.p[i - 1]) && ascii_is_digit(s.p[i + 1]);
}

/*
 * The currency sign, its side, the grouping and the point are the locale's (lc_monetary): "$1,234.50",
 * "-1.234,50 EUR", "($5.00)".  The last separator is the point, unless three digits follow it.
 */
enum conv_status decode_money_text(struct span cell, struct value *out, struct strbuf *scratch)
{
	struct decimal *d = &out->decimal;
	size_t separator = cell.n, after = 0;

	out->cls = VALUE_DECIMAL;
	*d = (struct decimal){0};
	strbuf_clear(scratch);
	for (size_t i = 0; i < cell.n; i++) {
		char c = cell.p[i];

		if (c == '-' || c == '(')
			d->negative = true;
		if ((c == '.' || c == ',') && between_digits(cell, i)) {
			separator = i;
			after = 0;
		}
		if (ascii_is_digit(c)) {
			strbuf_add_char(scratch, c);
			after++;
		}
	}
	if (strbuf_failed(scratch))
		return CONV_NO_MEMORY;
	d->digits = strbuf_span(scratch);
	d->scale = separator < cell.n && after != 3 ? (int32_t)after : 0;
	d->point = (int32_t)d->digits.n - d->scale;
	return ok_if(d->digits.n > 0);
}

/* ---- text and bytes ---- */

static enum conv_status as_text(struct span cell, struct value *out)
{
	out->cls = VALUE_TEXT;
	out->span = cell;
	return CONV_OK;
}

enum conv_status decode_text_text(struct span cell, struct value *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	return as_text(cell, out);
}

enum conv_status decode_text_binary(struct span cell, struct value *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	/* Text has no NUL bytes; only the one-byte type "char" sends one, for its empty value. */
	if (cell.n == 1 && !cell.p[0])
		cell.n = 0;
	return as_text(cell, out);
}

enum conv_status decode_other_text(struct span cell, struct value *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	return as_text(cell, out);
}

enum conv_status decode_jsonb_text(struct span cell, struct value *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	return as_text(cell, out);
}

enum conv_status decode_jsonb_binary(struct span cell, struct value *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	if (!cell.n || cell.p[0] != JSONB_VERSION)
		return CONV_BAD_WIRE;
	return as_text(span_make(cell.p + 1, cell.n - 1), out);
}

enum conv_status decode_bit_text(struct span cell, struct value *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	return as_text(cell, out);
}

enum conv_status decode_bit_binary(struct span cell, struct value *out, struct strbuf *scratch)
{
	struct wire w = wire_read(cell);
	uint32_t bits = wire_u32(&w);
	char *to;

	if (w.bad || bits > INT32_MAX || w.left != (bits + 7) / 8)
		return CONV_BAD_WIRE;
	strbuf_clear(scratch);
	to = strbuf_reserve(scratch, bits);
	if (!to)
		return CONV_NO_MEMORY;
	for (uint32_t i = 0; i < bits; i++)
		to[i] = (unsigned char)w.p[i / 8] >> (7 - i % 8) & 1 ? '1' : '0';
	strbuf_grew(scratch, bits);
	return as_text(strbuf_span(scratch), out);
}

static int hex_digit(char c)
{
	c = ascii_lower(c);
	return ascii_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static enum conv_status read_hex(struct span s, char *to, size_t *n)
{
	if (s.n % 2)
		return CONV_BAD_TEXT;
	for (size_t i = 0; i < s.n; i += 2) {
		int high = hex_digit(s.p[i]), low = hex_digit(s.p[i + 1]);

		if (high < 0 || low < 0)
			return CONV_BAD_TEXT;
		to[i / 2] = (char)(high << 4 | low);
	}
	*n = s.n / 2;
	return CONV_OK;
}

static bool is_octal(char c, char most)
{
	return c >= '0' && c <= most;
}

/* bytea_output = escape: a backslash doubled, or three octal digits. */
static enum conv_status read_escaped(struct span s, char *to, size_t *n)
{
	const char *p = s.p, *end = s.p + s.n;
	char *at = to;

	while (p < end) {
		if (*p != '\\') {
			*at++ = *p++;
		} else if (end - p >= 2 && p[1] == '\\') {
			*at++ = '\\';
			p += 2;
		} else if (end - p >= 4 && is_octal(p[1], '3') && is_octal(p[2], '7') && is_octal(p[3], '7')) {
			*at++ = (char)((p[1] - '0') << 6 | (p[2] - '0') << 3 | (p[3] - '0'));
			p += 4;
		} else {
			return CONV_BAD_TEXT;
		}
	}
	*n = (size_t)(at - to);
	return CONV_OK;
}

enum conv_status decode_read_bytea(struct span text, struct strbuf *out)
{
	char *to = strbuf_reserve(out, text.n);
	enum conv_status s;
	size_t n;

	if (!to)
		return CONV_NO_MEMORY;
	s = span_starts(text, "\\x") ? read_hex(span_make(text.p + 2, text.n - 2), to, &n) : read_escaped(text, to, &n);
	if (s == CONV_OK)
		strbuf_grew(out, n);
	return s;
}

enum conv_status decode_bytea_text(struct span cell, struct value *out, struct strbuf *scratch)
{
	enum conv_status s;

	strbuf_clear(scratch);
	s = decode_read_bytea(cell, scratch);
	out->cls = VALUE_BYTES;
	out->span = strbuf_span(scratch);
	return server_fault(s);
}

enum conv_status decode_bytea_binary(struct span cell, struct value *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	out->cls = VALUE_BYTES;
	out->span = cell;
	return CONV_OK;
}

bool decode_read_uuid(struct span text, char out[16])
{
	struct span s = span_trim(text);
	size_t n = 0;
	int high = -1;

	if (s.n > 2 && s.p[0] == '{' && s.p[s.n - 1] == '}')
		s = span_make(s.p + 1, s.n - 2);
	for (size_t i = 0; i < s.n; i++) {
		int digit = hex_digit(s.p[i]);

		/* PostgreSQL takes a hyphen after any group of four digits. */
		if (s.p[i] == '-' && high < 0 && n > 0 && n < 16 && n % 2 == 0 && s.p[i - 1] != '-')
			continue;
		if (digit < 0 || n == 16)
			return false;
		if (high < 0) {
			high = digit;
		} else {
			out[n++] = (char)(high << 4 | digit);
			high = -1;
		}
	}
	return n == 16 && high < 0;
}

enum conv_status decode_uuid_text(struct span cell, struct value *out, struct strbuf *scratch)
{
	char bytes[16];

	if (!decode_read_uuid(cell, bytes))
		return CONV_BAD_WIRE;
	strbuf_clear(scratch);
	strbuf_add(scratch, bytes, sizeof(bytes));
	if (strbuf_failed(scratch))
		return CONV_NO_MEMORY;
	out->cls = VALUE_UUID;
	out->span = strbuf_span(scratch);
	return CONV_OK;
}

enum conv_status decode_uuid_binary(struct span cell, struct value *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	out->cls = VALUE_UUID;
	out->span = cell;
	return ok_if(cell.n == 16);
}

/* ---- dates and times ---- */

static void start_datetime(struct value *out, enum value_class cls)
{
	out->cls = cls;
	out->datetime = (struct datetime){0};
}

enum conv_status decode_date_text(struct span cell, struct value *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	out->cls = VALUE_DATE;
	return ok_if(decode_read_date(cell, &out->datetime));
}

enum conv_status decode_date_binary(struct span cell, struct value *out, struct strbuf *scratch)
{
	struct wire w = wire_read(cell);
	int32_t days = wire_i32(&w);

	UNUSED(scratch);
	start_datetime(out, VALUE_DATE);
	if (days == INT32_MAX)
		out->datetime.kind = VALUE_PLUS_INFINITY;
	else if (days == INT32_MIN)
		out->datetime.kind = VALUE_MINUS_INFINITY;
	else
		out->datetime.days = days;
	return ok_if(wire_done(&w));
}

static enum conv_status time_text(struct span cell, struct value *out, bool zoned)
{
	out->cls = VALUE_TIME;
	return ok_if(decode_read_time(cell, &out->datetime) && out->datetime.zoned == zoned);
}

enum conv_status decode_time_text(struct span cell, struct value *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	return time_text(cell, out, false);
}

enum conv_status decode_timetz_text(struct span cell, struct value *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	return time_text(cell, out, true);
}

static bool take_time_of_day(struct wire *w, struct datetime *out)
{
	out->us = wire_i64(w);
	return out->us >= 0 && out->us <= CIVIL_US_PER_DAY;
}

enum conv_status decode_time_binary(struct span cell, struct value *out, struct strbuf *scratch)
{
	struct wire w = wire_read(cell);

	UNUSED(scratch);
	start_datetime(out, VALUE_TIME);
	return ok_if(take_time_of_day(&w, &out->datetime) && wire_done(&w));
}

enum conv_status decode_timetz_binary(struct span cell, struct value *out, struct strbuf *scratch)
{
	struct wire w = wire_read(cell);
	int32_t west;
	bool good;

	UNUSED(scratch);
	start_datetime(out, VALUE_TIME);
	good = take_time_of_day(&w, &out->datetime);
	west = wire_i32(&w); /* PostgreSQL counts zones in seconds west of UTC */
	if (!good || !wire_done(&w) || west < -86400 || west > 86400)
		return CONV_BAD_WIRE;
	out->datetime.zoned = true;
	out->datetime.offset = -west;
	return CONV_OK;
}

enum conv_status decode_timestamp_text(struct span cell, struct value *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	out->cls = VALUE_TIMESTAMP;
	return ok_if(decode_read_timestamp(cell, &out->datetime));
}

enum conv_status decode_timestamptz_text(struct span cell, struct value *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	out->cls = VALUE_TIMESTAMP;
	if (!decode_read_timestamp(cell, &out->datetime))
		return CONV_BAD_WIRE;
	return ok_if(out->datetime.zoned || out->datetime.kind != VALUE_FINITE);
}

static enum conv_status timestamp_binary(struct span cell, struct value *out, bool zoned)
{
	struct wire w = wire_read(cell);
	int64_t at = wire_i64(&w);

	start_datetime(out, VALUE_TIMESTAMP);
	if (at == INT64_MAX) {
		out->datetime.kind = VALUE_PLUS_INFINITY;
	} else if (at == INT64_MIN) {
		out->datetime.kind = VALUE_MINUS_INFINITY;
	} else {
		civil_split(at, &out->datetime.days, &out->datetime.us);
		out->datetime.zoned = zoned;
	}
	return ok_if(wire_done(&w));
}

enum conv_status decode_timestamp_binary(struct span cell, struct value *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	return timestamp_binary(cell, out, false);
}

enum conv_status decode_timestamptz_binary(struct span cell, struct value *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	return timestamp_binary(cell, out, true);
}

enum conv_status decode_interval_text(struct span cell, struct value *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	out->cls = VALUE_INTERVAL;
	return ok_if(decode_read_interval(cell, &out->interval));
}

/* PostgreSQL 17 writes infinite intervals as the greatest or least value in all three parts. */
enum conv_status decode_interval_binary(struct span cell, struct value *out, struct strbuf *scratch)
{
	struct wire w = wire_read(cell);
	struct interval v = {0};

	UNUSED(scratch);
	v.us = wire_i64(&w);
	v.days = wire_i32(&w);
	v.months = wire_i32(&w);
	if (v.us == INT64_MAX && v.days == INT32_MAX && v.months == INT32_MAX)
		v = (struct interval){.kind = VALUE_PLUS_INFINITY};
	else if (v.us == INT64_MIN && v.days == INT32_MIN && v.months == INT32_MIN)
		v = (struct interval){.kind = VALUE_MINUS_INFINITY};
	out->cls = VALUE_INTERVAL;
	out->interval = v;
	return ok_if(wire_done(&w));
}
