#include "conv/to_wire.h"

#include "base/civil.h"
#include "base/number.h"
#include "base/wire.h"
#include "conv/decimal.h"
#include "conv/decode.h"

#include <math.h>

#define JSONB_VERSION 1

#define UNUSED(name) (void)(name)

static enum conv_status finish(enum conv_status s, const struct strbuf *out)
{
	return strbuf_failed(out) ? CONV_NO_MEMORY : s;
}

/* ---- the value as what the kind needs ---- */

/* A character value may be an ODBC literal: {d '2024-01-31'} is 2024-01-31. */
static struct span without_braces(struct span text)
{
	struct span s = span_trim(text);
	size_t open;

	if (s.n < 2 || s.p[0] != '{' || s.p[s.n - 1] != '}')
		return s;
	open = span_find(s, '\'');
	s = span_trim(span_make(s.p, s.n - 1));
	if (open + 1 >= s.n || s.p[s.n - 1] != '\'')
		return s;
	return span_make(s.p + open + 1, s.n - open - 2);
}

static enum conv_status as_decimal(const struct value *v, struct decimal *out, struct strbuf *scratch)
{
	switch (v->cls) {
	case VALUE_INT:
		return decimal_from_int(v->i, out, scratch);
	case VALUE_DOUBLE:
		return decimal_from_double(v->d, v->single, out, scratch);
	case VALUE_DECIMAL:
		*out = v->decimal;
		return CONV_OK;
	case VALUE_TEXT:
		return decimal_from_text(v->span, out, scratch);
	default:
		return CONV_BAD_TEXT;
	}
}

static enum conv_status as_int(const struct value *v, int64_t least, int64_t greatest, int64_t *out,
			       struct strbuf *scratch)
{
	enum conv_status s = CONV_OK;
	struct decimal d;

	if (v->cls == VALUE_INT) {
		*out = v->i;
	} else {
		s = as_decimal(v, &d, scratch);
		if (s == CONV_OK)
			s = decimal_to_int(&d, out);
	}
	if (conv_failed(s))
		return s;
	return *out < least || *out > greatest ? CONV_RANGE : s;
}

/* Appendix D, numeric to SQL_BIT: 0 and 1 are data, what lies between is truncated, the rest is out of range. */
static enum conv_status as_bool(const struct value *v, bool *out, struct strbuf *scratch)
{
	struct span text = v->cls == VALUE_TEXT ? span_trim(v->span) : SPAN_NONE;
	enum conv_status s;
	struct decimal d;
	int64_t i = 0;

	if (text.p && (span_iis(text, "t") || span_iis(text, "true") || span_iis(text, "f") || span_iis(text, "false"))) {
		*out = ascii_lower(text.p[0]) == 't';
		return CONV_OK;
	}
	s = as_decimal(v, &d, scratch);
	if (s != CONV_OK)
		return s;
	s = decimal_to_int(&d, &i);
	if (conv_failed(s))
		return s;
	if (i < 0 || i > 1 || (d.negative && !decimal_is_zero(&d)))
		return CONV_RANGE;
	*out = i;
	return s;
}

static enum conv_status number_state(enum number_status s)
{
	return s == NUMBER_OK ? CONV_OK : s == NUMBER_RANGE ? CONV_RANGE : CONV_BAD_TEXT;
}

static enum conv_status as_double(const struct value *v, double *out, struct strbuf *scratch)
{
	switch (v->cls) {
	case VALUE_INT:
		*out = (double)v->i;
		return CONV_OK;
	case VALUE_DOUBLE:
		*out = v->d;
		return CONV_OK;
	case VALUE_DECIMAL:
		return decimal_to_double(&v->decimal, out, scratch);
	case VALUE_TEXT:
		return number_state(number_parse_double(v->span, out));
	default:
		return CONV_BAD_TEXT;
	}
}

static enum conv_status as_float(const struct value *v, float *out, struct strbuf *scratch)
{
	switch (v->cls) {
	case VALUE_INT:
		*out = (float)v->i;
		return CONV_OK;
	case VALUE_DOUBLE:
		if (isfinite(v->d) && isinf((float)v->d))
			return CONV_RANGE;
		*out = (float)v->d;
		return CONV_OK;
	case VALUE_DECIMAL:
		return decimal_to_float(&v->decimal, out, scratch);
	case VALUE_TEXT:
		return number_state(number_parse_float(v->span, out));
	default:
		return CONV_BAD_TEXT;
	}
}

static enum conv_status check_date(const struct datetime *d)
{
	bool out = d->kind == VALUE_FINITE && (d->days < CIVIL_DATE_MIN || d->days > CIVIL_DATE_MAX);

	return out ? CONV_DATETIME_OVERFLOW : CONV_OK;
}

/* Appendix D: a timestamp becomes a date only when its time is zero (22008). */
static enum conv_status as_date(const struct value *v, struct datetime *out)
{
	switch (v->cls) {
	case VALUE_DATE:
	case VALUE_TIMESTAMP:
		*out = v->datetime;
		break;
	case VALUE_TEXT:
		if (!decode_read_timestamp(without_braces(v->span), out))
			return CONV_BAD_TEXT;
		break;
	default:
		return CONV_BAD_TEXT;
	}
	if (out->kind == VALUE_FINITE && v->cls != VALUE_DATE && out->us)
		return CONV_DATETIME_OVERFLOW;
	return check_date(out);
}

/* The date of a timestamp is ignored (appendix D). */
static enum conv_status as_time(const struct value *v, struct datetime *out)
{
	struct span text;

	switch (v->cls) {
	case VALUE_TIME:
	case VALUE_TIMESTAMP:
		*out = v->datetime;
		break;
	case VALUE_TEXT:
		text = without_braces(v->span);
		if (!decode_read_time(text, out) && !decode_read_timestamp(text, out))
			return CONV_BAD_TEXT;
		break;
	default:
		return CONV_BAD_TEXT;
	}
	return out->kind == VALUE_FINITE ? CONV_OK : CONV_BAD_DATETIME;
}

/* A time alone would need today's date, which only the server knows: see to_wire_timestamp_text(). */
static enum conv_status as_timestamp(const struct value *v, struct datetime *out)
{
	switch (v->cls) {
	case VALUE_TIMESTAMP:
		*out = v->datetime;
		break;
	case VALUE_DATE:
		*out = v->datetime;
		out->us = 0;
		break;
	case VALUE_TEXT:
		if (!decode_read_timestamp(without_braces(v->span), out))
			return CONV_BAD_TEXT;
		break;
	case VALUE_TIME:
		return CONV_BAD_DATETIME;
	default:
		return CONV_BAD_TEXT;
	}
	return check_date(out);
}

static enum conv_status as_interval(const struct value *v, struct interval *out)
{
	if (v->cls == VALUE_INTERVAL) {
		*out = v->interval;
		return CONV_OK;
	}
	return v->cls == VALUE_TEXT && decode_read_interval(v->span, out) ? CONV_OK : CONV_BAD_TEXT;
}

static enum conv_status as_uuid(const struct value *v, char out[16])
{
	if (v->cls == VALUE_TEXT)
		return decode_read_uuid(v->span, out) ? CONV_OK : CONV_BAD_TEXT;
	if ((v->cls != VALUE_UUID && v->cls != VALUE_BYTES) || v->span.n != 16)
		return CONV_BAD_TEXT;
	for (size_t i = 0; i < 16; i++)
		out[i] = v->span.p[i];
	return CONV_OK;
}

static bool is_bits(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '0' && s.p[i] != '1')
			return false;
	return true;
}

static enum conv_status as_bits(const struct value *v, struct span *out)
{
	static const char digits[] = "01";

	if (v->cls == VALUE_INT) {
		if (v->i < 0 || v->i > 1)
			return CONV_RANGE;
		*out = span_make(digits + v->i, 1);
		return CONV_OK;
	}
	if (v->cls != VALUE_TEXT)
		return CONV_BAD_TEXT;
	*out = span_trim(v->span);
	return is_bits(*out) && out->n <= INT32_MAX ? CONV_OK : CONV_BAD_TEXT;
}

/* Appendix D, character to binary: two hexadecimal digits a byte; PostgreSQL's "\x" before them is welcome. */
static enum conv_status put_hex_text(struct span text, struct strbuf *out)
{
	size_t start = out->n;
	enum conv_status s;

	if (span_starts(text, "\\x"))
		return decode_read_bytea(text, out);
	for (size_t i = 0; i < text.n; i += 2) {
		char four[4] = {'\\', 'x', text.p[i], i + 1 < text.n ? text.p[i + 1] : '!'};

		s = decode_read_bytea(span_make(four, sizeof(four)), out);
		if (s != CONV_OK) {
			strbuf_cut(out, start);
			return s;
		}
	}
	return CONV_OK;
}

static void put_hex(struct span bytes, struct strbuf *out)
{
	static const char hex[] = "0123456789abcdef";
	char *to = strbuf_reserve(out, 2 + bytes.n * 2);

	if (!to)
		return;
	*to++ = '\\';
	*to++ = 'x';
	for (size_t i = 0; i < bytes.n; i++) {
		*to++ = hex[(unsigned char)bytes.p[i] >> 4];
		*to++ = hex[(unsigned char)bytes.p[i] & 15];
	}
	strbuf_grew(out, 2 + bytes.n * 2);
}

/* ---- text of any value ---- */

static size_t write_double(const struct value *v, char *out)
{
	return v->single ? number_from_float((float)v->d, out) : number_from_double(v->d, out);
}

enum conv_status to_wire_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	char text[WIRE_TIME_TEXT_MAX];
	size_t n = 0;

	UNUSED(scratch);
	switch (v->cls) {
	case VALUE_INT:
		n = number_from_int(v->i, text);
		break;
	case VALUE_DOUBLE:
		n = write_double(v, text);
		break;
	case VALUE_DECIMAL:
		decimal_to_text(&v->decimal, out);
		break;
	case VALUE_TEXT:
		strbuf_add_span(out, v->span);
		break;
	case VALUE_BYTES:
		put_hex(v->span, out);
		break;
	case VALUE_DATE:
		n = to_wire_date_chars(&v->datetime, text);
		break;
	case VALUE_TIME:
		n = to_wire_time_chars(&v->datetime, -1, text);
		break;
	case VALUE_TIMESTAMP:
		n = to_wire_timestamp_chars(&v->datetime, -1, text);
		break;
	case VALUE_INTERVAL:
		n = to_wire_interval_chars(&v->interval, text);
		break;
	case VALUE_UUID:
		to_wire_uuid_chars(v->span.p, text);
		n = 36;
		break;
	case VALUE_CLASS_COUNT:
		return CONV_BAD_TEXT;
	}
	strbuf_add(out, text, n);
	return finish(CONV_OK, out);
}

/* Text, json, xml and everything unknown: bytes are the application's text, not its hexadecimal form. */
enum conv_status to_wire_text_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	if (v->cls != VALUE_BYTES)
		return to_wire_text(v, out, scratch);
	strbuf_add_span(out, v->span);
	return finish(CONV_OK, out);
}

enum conv_status to_wire_jsonb_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	wire_put_u8(out, JSONB_VERSION);
	return to_wire_text_binary(v, out, scratch);
}

/* ---- numbers ---- */

enum conv_status to_wire_bool_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	bool b = false;
	enum conv_status s = as_bool(v, &b, scratch);

	/* not t and f: where the server decides what the marker is, these are numbers and bit strings too */
	if (!conv_failed(s))
		strbuf_add_char(out, b ? '1' : '0');
	return finish(s, out);
}

enum conv_status to_wire_bool_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	bool b = false;
	enum conv_status s = as_bool(v, &b, scratch);

	if (!conv_failed(s))
		wire_put_u8(out, b);
	return finish(s, out);
}

#define WHOLE(name, type, put, least, greatest)                                                                      \
	enum conv_status to_wire_##name##_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)    \
	{                                                                                                            \
		int64_t i = 0;                                                                                       \
		enum conv_status s = as_int(v, least, greatest, &i, scratch);                                        \
                                                                                                                     \
		if (!conv_failed(s))                                                                                 \
			strbuf_add_int(out, i);                                                                      \
		return finish(s, out);                                                                               \
	}                                                                                                            \
	enum conv_status to_wire_##name##_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)  \
	{                                                                                                            \
		int64_t i = 0;                                                                                       \
		enum conv_status s = as_int(v, least, greatest, &i, scratch);                                        \
                                                                                                                     \
		if (!conv_failed(s))                                                                                 \
			put(out, (type)i);                                                                           \
		return finish(s, out);                                                                               \
	}

WHOLE(int2, int16_t, wire_put_i16, INT16_MIN, INT16_MAX)
WHOLE(int4, int32_t, wire_put_i32, INT32_MIN, INT32_MAX)
WHOLE(int8, int64_t, wire_put_i64, INT64_MIN, INT64_MAX)
WHOLE(oid, uint32_t, wire_put_u32, 0, UINT32_MAX)
#undef WHOLE

enum conv_status to_wire_float4_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	char text[NUMBER_TEXT_MAX];
	float f = 0;
	enum conv_status s = as_float(v, &f, scratch);

	if (!conv_failed(s))
		strbuf_add(out, text, number_from_float(f, text));
	return finish(s, out);
}

enum conv_status to_wire_float4_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	float f = 0;
	enum conv_status s = as_float(v, &f, scratch);

	if (!conv_failed(s))
		wire_put_float(out, f);
	return finish(s, out);
}

enum conv_status to_wire_float8_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	char text[NUMBER_TEXT_MAX];
	double d = 0;
	enum conv_status s = as_double(v, &d, scratch);

	if (!conv_failed(s))
		strbuf_add(out, text, number_from_double(d, text));
	return finish(s, out);
}

enum conv_status to_wire_float8_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	double d = 0;
	enum conv_status s = as_double(v, &d, scratch);

	if (!conv_failed(s))
		wire_put_double(out, d);
	return finish(s, out);
}

enum conv_status to_wire_numeric_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct decimal d;
	enum conv_status s = as_decimal(v, &d, scratch);

	if (!conv_failed(s))
		decimal_to_text(&d, out);
	return finish(s, out);
}

enum conv_status to_wire_numeric_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct decimal d;
	enum conv_status s = as_decimal(v, &d, scratch);

	return conv_failed(s) ? s : decimal_to_wire(&d, out);
}

/* ---- bytes, uuid, bits ---- */

enum conv_status to_wire_bytea_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	if (v->cls == VALUE_TEXT)
		return put_hex_text(v->span, out);
	if (v->cls != VALUE_BYTES && v->cls != VALUE_UUID)
		return CONV_BAD_TEXT;
	strbuf_add_span(out, v->span);
	return finish(CONV_OK, out);
}

enum conv_status to_wire_bytea_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	size_t start = out->n;
	enum conv_status s;

	UNUSED(scratch);
	if (v->cls == VALUE_BYTES || v->cls == VALUE_UUID) {
		put_hex(v->span, out);
		return finish(CONV_OK, out);
	}
	if (v->cls != VALUE_TEXT)
		return CONV_BAD_TEXT;
	if (span_starts(v->span, "\\x")) {
		strbuf_add_span(out, v->span);
		return finish(CONV_OK, out);
	}
	s = put_hex_text(v->span, out); /* for the check alone */
	if (s != CONV_OK)
		return s;
	strbuf_cut(out, start);
	strbuf_add(out, "\\x", 2);
	strbuf_add_span(out, v->span);
	return finish(CONV_OK, out);
}

enum conv_status to_wire_uuid_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	char bytes[16], text[36];
	enum conv_status s = as_uuid(v, bytes);

	UNUSED(scratch);
	if (s != CONV_OK)
		return s;
	to_wire_uuid_chars(bytes, text);
	strbuf_add(out, text, sizeof(text));
	return finish(s, out);
}

enum conv_status to_wire_uuid_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	char bytes[16];
	enum conv_status s = as_uuid(v, bytes);

	UNUSED(scratch);
	if (s == CONV_OK)
		strbuf_add(out, bytes, sizeof(bytes));
	return finish(s, out);
}

enum conv_status to_wire_bit_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct span bits = SPAN_NONE;
	enum conv_status s = as_bits(v, &bits);

	UNUSED(scratch);
	if (s == CONV_OK)
		strbuf_add_span(out, bits);
	return finish(s, out);
}

enum conv_status to_wire_bit_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct span bits = SPAN_NONE;
	enum conv_status s = as_bits(v, &bits);

	UNUSED(scratch);
	if (s != CONV_OK)
		return s;
	wire_put_u32(out, (uint32_t)bits.n);
	for (size_t i = 0; i < bits.n; i += 8) {
		unsigned byte = 0;

		for (size_t k = 0; k < 8; k++)
			byte = byte << 1 | (i + k < bits.n && bits.p[i + k] == '1');
		wire_put_u8(out, (uint8_t)byte);
	}
	return finish(s, out);
}

/* ---- dates and times ---- */

typedef size_t datetime_writer(const struct datetime *d, char out[WIRE_TIME_TEXT_MAX]);

static size_t write_time(const struct datetime *d, char *out)
{
	return to_wire_time_chars(d, -1, out);
}

static size_t write_timestamp(const struct datetime *d, char *out)
{
	return to_wire_timestamp_chars(d, -1, out);
}

static enum conv_status put_datetime(enum conv_status s, const struct datetime *d, datetime_writer *write,
				     struct strbuf *out)
{
	char text[WIRE_TIME_TEXT_MAX];

	if (s == CONV_OK)
		strbuf_add(out, text, write(d, text));
	return finish(s, out);
}

enum conv_status to_wire_date_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct datetime d = {0};
	enum conv_status s = as_date(v, &d);

	UNUSED(scratch);
	return put_datetime(s, &d, to_wire_date_chars, out);
}

enum conv_status to_wire_date_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct datetime d = {0};
	enum conv_status s = as_date(v, &d);

	UNUSED(scratch);
	if (s != CONV_OK)
		return s;
	wire_put_i32(out, d.kind == VALUE_FINITE	  ? (int32_t)d.days
			  : d.kind == VALUE_PLUS_INFINITY ? INT32_MAX
							  : INT32_MIN);
	return finish(s, out);
}

enum conv_status to_wire_time_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct datetime d = {0};
	enum conv_status s = as_time(v, &d);

	UNUSED(scratch);
	d.zoned = false;
	return put_datetime(s, &d, write_time, out);
}

enum conv_status to_wire_time_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct datetime d = {0};
	enum conv_status s = as_time(v, &d);

	UNUSED(scratch);
	if (s == CONV_OK)
		wire_put_i64(out, d.us);
	return finish(s, out);
}

enum conv_status to_wire_timetz_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct datetime d = {0};
	enum conv_status s = as_time(v, &d);

	UNUSED(scratch);
	return put_datetime(s, &d, write_time, out);
}

/* Without an offset the session's time zone is meant, and only the server knows it: such values go as text. */
enum conv_status to_wire_timetz_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct datetime d = {0};
	enum conv_status s = as_time(v, &d);

	UNUSED(scratch);
	if (s == CONV_OK && !d.zoned)
		s = CONV_BAD_DATETIME;
	if (s != CONV_OK)
		return s;
	wire_put_i64(out, d.us);
	wire_put_i32(out, -d.offset);
	return finish(s, out);
}

/* A time alone gets the present date (appendix D); PostgreSQL reads "today 12:00". */
static enum conv_status timestamp_text(const struct value *v, bool zoned, struct strbuf *out)
{
	struct datetime d = {0};
	enum conv_status s;

	if (v->cls == VALUE_TIME) {
		strbuf_add_text(out, "today ");
		d = v->datetime;
		d.zoned &= zoned;
		return put_datetime(CONV_OK, &d, write_time, out);
	}
	s = as_timestamp(v, &d);
	d.zoned &= zoned;
	return put_datetime(s, &d, write_timestamp, out);
}

enum conv_status to_wire_timestamp_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	return timestamp_text(v, false, out);
}

enum conv_status to_wire_timestamptz_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	UNUSED(scratch);
	return timestamp_text(v, true, out);
}

static enum conv_status put_timestamp(const struct datetime *d, int32_t offset, struct strbuf *out)
{
	int64_t at;

	if (d->kind != VALUE_FINITE) {
		wire_put_i64(out, d->kind == VALUE_PLUS_INFINITY ? INT64_MAX : INT64_MIN);
		return finish(CONV_OK, out);
	}
	if (!civil_join(d->days, d->us, &at) ||
	    __builtin_sub_overflow(at, offset * CIVIL_US_PER_SECOND, &at) || at < CIVIL_TIMESTAMP_MIN ||
	    at > CIVIL_TIMESTAMP_MAX)
		return CONV_DATETIME_OVERFLOW;
	wire_put_i64(out, at);
	return finish(CONV_OK, out);
}

enum conv_status to_wire_timestamp_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct datetime d = {0};
	enum conv_status s = as_timestamp(v, &d);

	UNUSED(scratch);
	return s == CONV_OK ? put_timestamp(&d, 0, out) : s; /* an offset is ignored, as PostgreSQL does */
}

/* As with timetz: a value without an offset cannot be sent in binary. */
enum conv_status to_wire_timestamptz_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct datetime d = {0};
	enum conv_status s = as_timestamp(v, &d);

	UNUSED(scratch);
	if (s == CONV_OK && !d.zoned && d.kind == VALUE_FINITE)
		s = CONV_BAD_DATETIME;
	return s == CONV_OK ? put_timestamp(&d, d.offset, out) : s;
}

enum conv_status to_wire_interval_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	char text[WIRE_TIME_TEXT_MAX];
	struct interval i = {0};
	enum conv_status s = as_interval(v, &i);

	UNUSED(scratch);
	if (s == CONV_OK)
		strbuf_add(out, text, to_wire_interval_chars(&i, text));
	return finish(s, out);
}

enum conv_status to_wire_interval_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct interval i = {0};
	enum conv_status s = as_interval(v, &i);

	UNUSED(scratch);
	if (s != CONV_OK)
		return s;
	if (i.kind == VALUE_PLUS_INFINITY)
		i = (struct interval){.months = INT32_MAX, .days = INT32_MAX, .us = INT64_MAX};
	else if (i.kind == VALUE_MINUS_INFINITY)
		i = (struct interval){.months = INT32_MIN, .days = INT32_MIN, .us = INT64_MIN};
	wire_put_i64(out, i.us);
	wire_put_i32(out, i.days);
	wire_put_i32(out, i.months);
	return finish(s, out);
}

/* ---- the table ---- */

static to_wire_fn *const functions[KIND_COUNT][2] = {
#define KIND(id, name) [KIND_##id] = {to_wire_##name##_text, to_wire_##name##_binary},
	KIND(BOOL, bool)
	KIND(INT2, int2)
	KIND(INT4, int4)
	KIND(INT8, int8)
	KIND(OID, oid)
	KIND(FLOAT4, float4)
	KIND(FLOAT8, float8)
	KIND(NUMERIC, numeric)
	KIND(BYTEA, bytea)
	KIND(DATE, date)
	KIND(TIME, time)
	KIND(TIMESTAMP, timestamp)
	KIND(INTERVAL, interval)
	KIND(UUID, uuid)
	KIND(BIT, bit)
#undef KIND
	[KIND_TEXT] = {to_wire_text_binary, to_wire_text_binary},
	[KIND_JSONB] = {to_wire_text_binary, to_wire_jsonb_binary},
	/* An application's times have no offset, so these two go as text, where the server applies its time zone. */
	[KIND_TIMETZ] = {to_wire_timetz_text, NULL},
	[KIND_TIMESTAMPTZ] = {to_wire_timestamptz_text, NULL},
	[KIND_MONEY] = {to_wire_text, NULL},
	[KIND_OTHER] = {to_wire_text_binary, NULL},
};

to_wire_fn *to_wire_of(enum pg_kind kind, enum wire_format format)
{
	return functions[kind][format];
}
