/*
 * Intervals, GUIDs and bytes.  Appendix D, "SQL to C: Year-Month Intervals",
 * "Day-Time Intervals", "GUID", "Binary" and "Numeric" (single-field intervals).
 *
 * PostgreSQL's interval is months, days and microseconds, each with its own
 * sign; SQL_INTERVAL_STRUCT is either year-month or day-time with one sign.
 *  - year-month kinds take the months; days and time behind them are trailing
 *    fields (01S07); an interval that has none but those does not fit (22015);
 *  - day-time kinds take days and time together, a day being 24 hours; months
 *    have no fixed length and do not fit (22015);
 *  - the fraction is in billionths of a second, as in SQL_TIMESTAMP_STRUCT;
 *    digits beyond the seconds precision of the target are lost (01S07).
 */
#include "conv/encode.h"

#include "base/wire.h"
#include "conv/decode.h"
#include "conv/decimal.h"
#include "conv/interval_fields.h"
#include "conv/numeral.h"
#include "conv/render.h"

#include <string.h>

#define LEADING_DEFAULT 2
#define SECONDS_DEFAULT 6
#define NS_PER_SECOND 1000000000u

/* ---- intervals ---- */

static bool leading_fits(const struct c_target *to, unsigned __int128 value)
{
	int digits = to->leading > 0 ? to->leading : LEADING_DEFAULT;
	uint64_t limit = 1;

	if (value > UINT32_MAX)
		return false;
	for (int i = 0; i < digits && i < 10; i++)
		limit *= 10;
	return value < limit;
}

static SQLUINTEGER *field_of(SQL_INTERVAL_STRUCT *s, enum interval_field f)
{
	switch (f) {
	case FIELD_YEAR:
		return &s->intval.year_month.year;
	case FIELD_MONTH:
		return &s->intval.year_month.month;
	case FIELD_DAY:
		return &s->intval.day_second.day;
	case FIELD_HOUR:
		return &s->intval.day_second.hour;
	case FIELD_MINUTE:
		return &s->intval.day_second.minute;
	case FIELD_SECOND:
		break;
	}
	return &s->intval.day_second.second;
}

/* Cuts billionths to the seconds precision of the target. */
static SQLUINTEGER cut_fraction(const struct c_target *to, uint32_t ns, bool *lost)
{
	int digits = to->precision ? to->precision : SECONDS_DEFAULT;
	uint32_t unit = NS_PER_SECOND;

	for (int i = 0; i < digits && unit > 1; i++)
		unit /= 10;
	*lost = *lost || ns % unit;
	return ns - ns % unit;
}

static SQL_INTERVAL_STRUCT empty_interval(SQLINTERVAL code, bool negative)
{
	SQL_INTERVAL_STRUCT s;

	memset(&s, 0, sizeof(s)); /* padding too: the application may compare bytes */
	s.interval_type = code;
	s.interval_sign = negative ? SQL_TRUE : SQL_FALSE;
	return s;
}

static enum conv_status store_year_month(struct c_target *to, SQLINTERVAL code, struct interval_shape shape,
					 const struct interval *i, bool lost)
{
	SQL_INTERVAL_STRUCT s = empty_interval(code, i->months < 0);
	uint32_t months = i->months < 0 ? 0 - (uint32_t)i->months : (uint32_t)i->months;

	if (!i->months && (i->days || i->us))
		return CONV_INTERVAL_OVERFLOW;
	lost = lost || i->days || i->us;
	if (shape.leading == FIELD_YEAR) {
		s.intval.year_month.year = months / 12;
		if (shape.trailing == FIELD_MONTH)
			s.intval.year_month.month = months % 12;
		else
			lost = lost || months % 12;
	} else {
		s.intval.year_month.month = months;
	}
	if (!leading_fits(to, *field_of(&s, shape.leading)))
		return CONV_INTERVAL_OVERFLOW;
	encode_store(to, &s, sizeof(s));
	return lost ? CONV_FRACTION_TRUNC : CONV_OK;
}

static enum conv_status store_day_time(struct c_target *to, SQLINTERVAL code, struct interval_shape shape,
				       const struct interval *i, bool lost)
{
	__int128 total = (__int128)i->days * interval_field_us(FIELD_DAY) + i->us;
	unsigned __int128 rest = total < 0 ? 0 - (unsigned __int128)total : (unsigned __int128)total;
	SQL_INTERVAL_STRUCT s = empty_interval(code, total < 0);

	if (i->months)
		return CONV_INTERVAL_OVERFLOW;
	for (enum interval_field f = shape.leading; f <= shape.trailing; f++) {
		uint64_t us = (uint64_t)interval_field_us(f);

		if (f == shape.leading && !leading_fits(to, rest / us))
			return CONV_INTERVAL_OVERFLOW;
		*field_of(&s, f) = (SQLUINTEGER)(rest / us);
		rest %= us;
	}
	if (shape.trailing == FIELD_SECOND)
		s.intval.day_second.fraction = cut_fraction(to, (uint32_t)rest * 1000, &lost);
	else
		lost = lost || rest;
	encode_store(to, &s, sizeof(s));
	return lost ? CONV_FRACTION_TRUNC : CONV_OK;
}

static enum conv_status store_interval(struct c_target *to, SQLINTERVAL code, const struct interval *i, bool lost)
{
	struct interval_shape shape;

	if (!interval_shape_of(code, &shape))
		return CONV_RANGE;
	if (i->kind != VALUE_FINITE)
		return CONV_INTERVAL_OVERFLOW;
	return shape.leading <= FIELD_MONTH ? store_year_month(to, code, shape, i, lost)
					    : store_day_time(to, code, shape, i, lost);
}

/*
 * An interval literal of ODBC first, since "12" means what the target says; then whatever PostgreSQL prints, which is
 * never a number alone: as seconds, PostgreSQL would read one where a literal of several fields is wanted.
 */
static enum conv_status text_to_interval(const struct value *v, struct c_target *to, SQLINTERVAL code)
{
	struct interval_shape shape;
	struct numeral number;
	struct interval i;
	bool lost = false;

	if (!interval_shape_of(code, &shape))
		return CONV_RANGE;
	if (!interval_literal_read(v->span, shape, &i, &lost)) {
		i = (struct interval){.kind = VALUE_FINITE};
		lost = false;
		if (numeral_parse(v->span, &number) || !decode_read_interval(v->span, &i))
			return CONV_BAD_TEXT;
	}
	return store_interval(to, code, &i, lost);
}

/* An exact number is the one field of a single-field interval; seconds take its fraction. */
static enum conv_status number_to_interval(const struct numeral *n, struct c_target *to, SQLINTERVAL code)
{
	SQL_INTERVAL_STRUCT s = empty_interval(code, n->negative && !numeral_is_zero(n));
	struct interval_shape shape;
	unsigned __int128 value;
	bool lost;

	if (!interval_shape_of(code, &shape))
		return CONV_RANGE;
	if (n->kind != VALUE_FINITE)
		return CONV_RANGE;
	if (!numeral_scaled(n, 38, shape.leading == FIELD_SECOND ? 9 : 0, &value, &lost))
		return CONV_INTERVAL_OVERFLOW;
	if (shape.leading == FIELD_SECOND) {
		s.intval.day_second.fraction = cut_fraction(to, (uint32_t)(value % NS_PER_SECOND), &lost);
		value /= NS_PER_SECOND;
	}
	if (!leading_fits(to, value))
		return CONV_INTERVAL_OVERFLOW;
	*field_of(&s, shape.leading) = (SQLUINTEGER)value;
	encode_store(to, &s, sizeof(s));
	return lost ? CONV_FRACTION_TRUNC : CONV_OK;
}

static enum conv_status interval_to_interval(const struct value *v, struct c_target *to, SQLINTERVAL code)
{
	return store_interval(to, code, &v->interval, false);
}

static enum conv_status int_to_interval(const struct value *v, struct c_target *to, SQLINTERVAL code)
{
	char digits[20];
	struct numeral n = numeral_of_int(v->i, digits);

	return number_to_interval(&n, to, code);
}

static enum conv_status decimal_to_interval(const struct value *v, struct c_target *to, SQLINTERVAL code)
{
	struct numeral n = numeral_of_decimal(&v->decimal);

	return number_to_interval(&n, to, code);
}

#define INTERVAL(cls, name, code)                                                       \
	enum conv_status encode_##cls##_##name(const struct value *v, struct c_target *to) \
	{                                                                               \
		return cls##_to_interval(v, to, code);                                  \
	}
ENCODE_INTERVALS_SINGLE(INTERVAL, interval)
ENCODE_INTERVALS_MULTI(INTERVAL, interval)
ENCODE_INTERVALS_SINGLE(INTERVAL, text)
ENCODE_INTERVALS_MULTI(INTERVAL, text)
ENCODE_INTERVALS_SINGLE(INTERVAL, int)
ENCODE_INTERVALS_SINGLE(INTERVAL, decimal)
#undef INTERVAL

/* ---- GUID: the first three groups are numbers of the machine, the rest bytes ---- */

static enum conv_status store_guid(struct c_target *to, struct span bytes)
{
	struct wire w = wire_read(bytes);
	SQLGUID guid;

	guid.Data1 = wire_u32(&w);
	guid.Data2 = wire_u16(&w);
	guid.Data3 = wire_u16(&w);
	for (size_t i = 0; i < sizeof(guid.Data4); i++)
		guid.Data4[i] = wire_u8(&w);
	if (!wire_done(&w))
		return CONV_BAD_WIRE;
	encode_store(to, &guid, sizeof(guid));
	return CONV_OK;
}

enum conv_status encode_uuid_guid(const struct value *v, struct c_target *to)
{
	return store_guid(to, v->span);
}

enum conv_status encode_text_guid(const struct value *v, struct c_target *to)
{
	char bytes[16];

	return decode_read_uuid(v->span, bytes) ? store_guid(to, span_make(bytes, sizeof(bytes))) : CONV_BAD_TEXT;
}

/* ---- SQL_C_BINARY ---- */

enum conv_status encode_store_whole(struct c_target *to, const void *bytes, size_t n)
{
	to->length = (SQLLEN)n;
	if (!to->data)
		return CONV_OK;
	if (to->room < (SQLLEN)n)
		return CONV_RANGE;
	if (n)
		memcpy(to->data, bytes, n);
	return CONV_OK;
}

enum conv_status encode_bytes_binary(const struct value *v, struct c_target *to)
{
	size_t room = to->room > 0 ? (size_t)to->room : 0;
	size_t take = v->span.n < room ? v->span.n : room;

	to->length = (SQLLEN)v->span.n;
	if (!to->data)
		return CONV_OK;
	if (take)
		memcpy(to->data, v->span.p, take);
	return take < v->span.n ? CONV_RIGHT_TRUNC : CONV_OK;
}

enum conv_status encode_text_binary(const struct value *v, struct c_target *to)
{
	return encode_bytes_binary(v, to);
}

/* The sixteen bytes in the order in which they are written, not those of SQLGUID: as other drivers exchange them. */
enum conv_status encode_uuid_binary(const struct value *v, struct c_target *to)
{
	return encode_store_whole(to, v->span.p, v->span.n);
}

#define INTEGER_BINARY(kind, type)                                                      \
	enum conv_status encode_##kind##_binary(const struct value *v, struct c_target *to) \
	{                                                                               \
		type x = (type)v->i;                                                    \
                                                                                        \
		return encode_store_whole(to, &x, sizeof(x));                           \
	}
INTEGER_BINARY(bool, SQLCHAR)
INTEGER_BINARY(int2, SQLSMALLINT)
INTEGER_BINARY(int4, SQLINTEGER)
INTEGER_BINARY(int8, SQLBIGINT)
INTEGER_BINARY(oid, SQLUINTEGER)
#undef INTEGER_BINARY

enum conv_status encode_double_binary(const struct value *v, struct c_target *to)
{
	float single = (float)v->d;

	return v->single ? encode_store_whole(to, &single, sizeof(single)) : encode_store_whole(to, &v->d, sizeof(v->d));
}

/* The default C type of numeric is SQL_C_CHAR: its characters, all or none. */
enum conv_status encode_decimal_binary(const struct value *v, struct c_target *to)
{
	size_t n = decimal_to_chars(&v->decimal, NULL, 0);

	to->length = (SQLLEN)n;
	if (!to->data)
		return CONV_OK;
	if (to->room < (SQLLEN)n)
		return CONV_RANGE;
	decimal_to_chars(&v->decimal, to->data, n);
	return CONV_OK;
}

/* By way of the structure; the size that is asked for stands before. */
static enum conv_status structure_binary(const struct value *v, struct c_target *to, encode_fn *encode, size_t size)
{
	if (to->data && to->room < (SQLLEN)size)
		return CONV_RANGE;
	return encode(v, to);
}

enum conv_status encode_date_binary(const struct value *v, struct c_target *to)
{
	return structure_binary(v, to, encode_date_date, sizeof(SQL_DATE_STRUCT));
}

enum conv_status encode_time_binary(const struct value *v, struct c_target *to)
{
	return structure_binary(v, to, encode_time_time, sizeof(SQL_TIME_STRUCT));
}

enum conv_status encode_timestamp_binary(const struct value *v, struct c_target *to)
{
	return structure_binary(v, to, encode_timestamp_timestamp, sizeof(SQL_TIMESTAMP_STRUCT));
}

/* A day-time interval unless it has months; wide enough for whatever the server holds. */
enum conv_status encode_interval_binary(const struct value *v, struct c_target *to)
{
	bool months = v->interval.months != 0;
	struct c_target wide = *to;
	enum conv_status s;

	wide.leading = 10;
	wide.precision = 9;
	s = structure_binary(v, &wide,
			     months ? encode_interval_interval_year_to_month : encode_interval_interval_day_to_second,
			     sizeof(SQL_INTERVAL_STRUCT));
	to->length = wide.length;
	return s;
}
