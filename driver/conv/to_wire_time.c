#include "conv/to_wire.h"

#include "base/civil.h"
#include "base/wire.h"
#include "conv/decode.h"

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

/* ---- text and binary ---- */

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
	return to_wire_end(s, out);
}

enum conv_status to_wire_date_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct datetime d = {0};
	enum conv_status s = as_date(v, &d);

	(void)scratch;
	return put_datetime(s, &d, to_wire_date_chars, out);
}

enum conv_status to_wire_date_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct datetime d = {0};
	enum conv_status s = as_date(v, &d);

	(void)scratch;
	if (s != CONV_OK)
		return s;
	wire_put_i32(out, d.kind == VALUE_FINITE	  ? (int32_t)d.days
			  : d.kind == VALUE_PLUS_INFINITY ? INT32_MAX
							  : INT32_MIN);
	return to_wire_end(s, out);
}

enum conv_status to_wire_time_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct datetime d = {0};
	enum conv_status s = as_time(v, &d);

	(void)scratch;
	d.zoned = false;
	return put_datetime(s, &d, write_time, out);
}

enum conv_status to_wire_time_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct datetime d = {0};
	enum conv_status s = as_time(v, &d);

	(void)scratch;
	if (s == CONV_OK)
		wire_put_i64(out, d.us);
	return to_wire_end(s, out);
}

enum conv_status to_wire_timetz_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct datetime d = {0};
	enum conv_status s = as_time(v, &d);

	(void)scratch;
	return put_datetime(s, &d, write_time, out);
}

/* Without an offset the session's time zone is meant, and only the server knows it: such values go as text. */
enum conv_status to_wire_timetz_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct datetime d = {0};
	enum conv_status s = as_time(v, &d);

	(void)scratch;
	if (s == CONV_OK && !d.zoned)
		s = CONV_BAD_DATETIME;
	if (s != CONV_OK)
		return s;
	wire_put_i64(out, d.us);
	wire_put_i32(out, -d.offset);
	return to_wire_end(s, out);
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
	(void)scratch;
	return timestamp_text(v, false, out);
}

enum conv_status to_wire_timestamptz_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	(void)scratch;
	return timestamp_text(v, true, out);
}

static enum conv_status put_timestamp(const struct datetime *d, int32_t offset, struct strbuf *out)
{
	int64_t at;

	if (d->kind != VALUE_FINITE) {
		wire_put_i64(out, d->kind == VALUE_PLUS_INFINITY ? INT64_MAX : INT64_MIN);
		return to_wire_end(CONV_OK, out);
	}
	if (!civil_join(d->days, d->us, &at) ||
	    __builtin_sub_overflow(at, offset * CIVIL_US_PER_SECOND, &at) || at < CIVIL_TIMESTAMP_MIN ||
	    at > CIVIL_TIMESTAMP_MAX)
		return CONV_DATETIME_OVERFLOW;
	wire_put_i64(out, at);
	return to_wire_end(CONV_OK, out);
}

enum conv_status to_wire_timestamp_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct datetime d = {0};
	enum conv_status s = as_timestamp(v, &d);

	(void)scratch;
	return s == CONV_OK ? put_timestamp(&d, 0, out) : s; /* an offset is ignored, as PostgreSQL does */
}

/* As with timetz: a value without an offset cannot be sent in binary. */
enum conv_status to_wire_timestamptz_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct datetime d = {0};
	enum conv_status s = as_timestamp(v, &d);

	(void)scratch;
	if (s == CONV_OK && !d.zoned && d.kind == VALUE_FINITE)
		s = CONV_BAD_DATETIME;
	return s == CONV_OK ? put_timestamp(&d, d.offset, out) : s;
}

enum conv_status to_wire_interval_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	char text[WIRE_TIME_TEXT_MAX];
	struct interval i = {0};
	enum conv_status s = as_interval(v, &i);

	(void)scratch;
	if (s == CONV_OK)
		strbuf_add(out, text, to_wire_interval_chars(&i, text));
	return to_wire_end(s, out);
}

enum conv_status to_wire_interval_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct interval i = {0};
	enum conv_status s = as_interval(v, &i);

	(void)scratch;
	if (s != CONV_OK)
		return s;
	if (i.kind == VALUE_PLUS_INFINITY)
		i = (struct interval){.months = INT32_MAX, .days = INT32_MAX, .us = INT64_MAX};
	else if (i.kind == VALUE_MINUS_INFINITY)
		i = (struct interval){.months = INT32_MIN, .days = INT32_MIN, .us = INT64_MIN};
	wire_put_i64(out, i.us);
	wire_put_i32(out, i.days);
	wire_put_i32(out, i.months);
	return to_wire_end(s, out);
}
