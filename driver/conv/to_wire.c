#include "conv/to_wire.h"

#include "base/number.h"
#include "base/wire.h"
#include "conv/decimal.h"

#include <math.h>

#define JSONB_VERSION 1

/* ---- the value as what the kind needs ---- */

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

/* ---- text of any value ---- */

static size_t write_double(const struct value *v, char *out)
{
	return v->single ? number_from_float((float)v->d, out) : number_from_double(v->d, out);
}

enum conv_status to_wire_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	char text[WIRE_TIME_TEXT_MAX];
	size_t n = 0;

	(void)scratch;
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
		to_wire_hex(v->span, out);
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
	return to_wire_end(CONV_OK, out);
}

/* Text, json, xml and everything unknown: bytes are the application's text, not its hexadecimal form. */
enum conv_status to_wire_text_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	if (v->cls != VALUE_BYTES)
		return to_wire_text(v, out, scratch);
	strbuf_add_span(out, v->span);
	return to_wire_end(CONV_OK, out);
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
	return to_wire_end(s, out);
}

enum conv_status to_wire_bool_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	bool b = false;
	enum conv_status s = as_bool(v, &b, scratch);

	if (!conv_failed(s))
		wire_put_u8(out, b);
	return to_wire_end(s, out);
}

#define WHOLE(name, type, put, least, greatest)                                                                      \
	enum conv_status to_wire_##name##_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)    \
	{                                                                                                            \
		int64_t i = 0;                                                                                       \
		enum conv_status s = as_int(v, least, greatest, &i, scratch);                                        \
                                                                                                                     \
		if (!conv_failed(s))                                                                                 \
			strbuf_add_int(out, i);                                                                      \
		return to_wire_end(s, out);                                                                               \
	}                                                                                                            \
	enum conv_status to_wire_##name##_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)  \
	{                                                                                                            \
		int64_t i = 0;                                                                                       \
		enum conv_status s = as_int(v, least, greatest, &i, scratch);                                        \
                                                                                                                     \
		if (!conv_failed(s))                                                                                 \
			put(out, (type)i);                                                                           \
		return to_wire_end(s, out);                                                                               \
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
	return to_wire_end(s, out);
}

enum conv_status to_wire_float4_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	float f = 0;
	enum conv_status s = as_float(v, &f, scratch);

	if (!conv_failed(s))
		wire_put_float(out, f);
	return to_wire_end(s, out);
}

enum conv_status to_wire_float8_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	char text[NUMBER_TEXT_MAX];
	double d = 0;
	enum conv_status s = as_double(v, &d, scratch);

	if (!conv_failed(s))
		strbuf_add(out, text, number_from_double(d, text));
	return to_wire_end(s, out);
}

enum conv_status to_wire_float8_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	double d = 0;
	enum conv_status s = as_double(v, &d, scratch);

	if (!conv_failed(s))
		wire_put_double(out, d);
	return to_wire_end(s, out);
}

enum conv_status to_wire_numeric_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct decimal d;
	enum conv_status s = as_decimal(v, &d, scratch);

	if (!conv_failed(s))
		decimal_to_text(&d, out);
	return to_wire_end(s, out);
}

enum conv_status to_wire_numeric_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct decimal d;
	enum conv_status s = as_decimal(v, &d, scratch);

	return conv_failed(s) ? s : decimal_to_wire(&d, out);
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
