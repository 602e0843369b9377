/*
 * Parameters from and to intervals.  PostgreSQL's interval has all fields; what
 * the application's value is worth depends on the SQL type of the parameter
 * ("12" is 12 days for SQL_INTERVAL_DAY and 12 hours for SQL_INTERVAL_HOUR).
 * ODBC Programmer's Reference, appendix D, "C to SQL: Character", "Numeric",
 * and the interval tables.
 */
#include "conv/decimal.h"
#include "conv/from_c.h"
#include "conv/interval_fields.h"
#include "conv/numeral.h"

#include <string.h>

#define NS_PER_US 1000u
#define NS_PER_SECOND 1000000000u

/* ---- the structure: fields are not bound to their usual limits (90 minutes are 90 minutes) ---- */

static bool interval_months(const SQL_INTERVAL_STRUCT *s, struct interval_shape shape, struct interval *out)
{
	int64_t months = 0;

	if (shape.leading == FIELD_YEAR)
		months += (int64_t)s->intval.year_month.year * 12;
	if (shape.trailing == FIELD_MONTH)
		months += s->intval.year_month.month;
	if (s->interval_sign)
		months = -months;
	return !__builtin_add_overflow(months, (int64_t)0, &out->months);
}

/* 2^32 hours are more microseconds than 63 bits hold, hence the wide sum. */
static bool interval_time(const SQL_INTERVAL_STRUCT *s, struct interval_shape shape, struct interval *out)
{
	const SQL_DAY_SECOND_STRUCT *t = &s->intval.day_second;
	const SQLUINTEGER part[] = {[FIELD_HOUR] = t->hour, [FIELD_MINUTE] = t->minute, [FIELD_SECOND] = t->second};
	__int128 us = 0;
	int64_t days = 0;

	for (enum interval_field f = shape.leading; f <= shape.trailing; f++) {
		if (f == FIELD_DAY)
			days = t->day;
		else
			us += (__int128)part[f] * interval_field_us(f);
	}
	if (shape.trailing == FIELD_SECOND)
		us += t->fraction / NS_PER_US;
	if (s->interval_sign) {
		days = -days;
		us = -us;
	}
	return !__builtin_add_overflow(days, (int64_t)0, &out->days) && !__builtin_add_overflow(us, (__int128)0, &out->us);
}

/* The structure says which of its fields count; where it says nothing, the C type does. */
static bool structure_shape(const struct c_source *from, const SQL_INTERVAL_STRUCT *s, struct interval_shape *out)
{
	return interval_shape_of(s->interval_type ? s->interval_type : (SQLINTERVAL)from->c_interval, out);
}

enum conv_status from_c_interval(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	SQL_INTERVAL_STRUCT s;
	struct interval_shape shape;
	bool seconds;

	(void)scratch;
	memcpy(&s, from->data, sizeof(s));
	out->cls = VALUE_INTERVAL;
	out->interval = (struct interval){.kind = VALUE_FINITE};
	if (!structure_shape(from, &s, &shape))
		return CONV_INTERVAL_OVERFLOW;
	seconds = shape.trailing == FIELD_SECOND;
	if (seconds && s.intval.day_second.fraction >= NS_PER_SECOND)
		return CONV_INTERVAL_OVERFLOW;
	if (!(shape.leading <= FIELD_MONTH ? interval_months(&s, shape, &out->interval)
					   : interval_time(&s, shape, &out->interval)))
		return CONV_INTERVAL_OVERFLOW;
	return seconds && s.intval.day_second.fraction % NS_PER_US ? CONV_FRACTION_TRUNC : CONV_OK;
}

enum conv_status from_c_interval_number(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	struct interval_shape shape;
	struct interval i;
	SQL_INTERVAL_STRUCT s;
	enum conv_status status = from_c_interval(from, out, scratch);

	if (conv_failed(status))
		return status;
	memcpy(&s, from->data, sizeof(s));
	if (!structure_shape(from, &s, &shape) || shape.leading != shape.trailing)
		return CONV_INTERVAL_OVERFLOW;
	i = out->interval;
	if (shape.leading == FIELD_SECOND) {
		status = decimal_from_int(i.us, &out->decimal, scratch);
		out->cls = VALUE_DECIMAL;
		out->decimal.point -= 6;
		out->decimal.scale = 6;
		return status;
	}
	out->cls = VALUE_INT;
	out->i = shape.leading == FIELD_YEAR ? i.months / 12 : shape.leading == FIELD_MONTH ? i.months
		 : shape.leading == FIELD_DAY ? i.days : i.us / interval_field_us(shape.leading);
	return status;
}

/* ---- characters: the value of an interval literal as the SQL type reads it, or whatever PostgreSQL would print ---- */

static enum conv_status read_literal(const struct c_source *from, struct value *v, enum conv_status status)
{
	struct interval_shape shape;
	struct numeral number;
	struct interval i;
	bool lost;

	if (conv_failed(status) || !interval_shape_of((SQLINTERVAL)from->sql_interval, &shape))
		return status;
	if (!interval_literal_read(v->span, shape, &i, &lost)) /* a number alone would be seconds to PostgreSQL */
		return numeral_parse(v->span, &number) ? CONV_BAD_TEXT : status;
	v->cls = VALUE_INTERVAL;
	v->interval = i;
	return lost ? CONV_FRACTION_TRUNC : CONV_OK;
}

enum conv_status from_c_char_interval(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	return read_literal(from, out, from_c_char(from, out, scratch));
}

enum conv_status from_c_wchar_interval(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	return read_literal(from, out, from_c_wchar(from, out, scratch));
}

/* ---- exact numbers: the one field of a single-field interval; what would be cut is 22015 ---- */

static bool put_field(struct interval *i, enum interval_field f, int64_t value)
{
	if (f == FIELD_YEAR)
		return !__builtin_mul_overflow(value, (int64_t)12, &i->months);
	if (f == FIELD_MONTH)
		return !__builtin_add_overflow(value, (int64_t)0, &i->months);
	if (f == FIELD_DAY)
		return !__builtin_add_overflow(value, (int64_t)0, &i->days);
	return !__builtin_mul_overflow(value, f == FIELD_SECOND ? 1 : interval_field_us(f), &i->us);
}

static enum conv_status number_to_interval(const struct c_source *from, struct value *v, enum conv_status status)
{
	struct interval i = {.kind = VALUE_FINITE};
	struct interval_shape shape;
	unsigned __int128 value;
	char digits[20];
	struct numeral n;
	bool lost = false;

	if (conv_failed(status))
		return status;
	if (!interval_shape_of((SQLINTERVAL)from->sql_interval, &shape) || shape.leading != shape.trailing)
		return CONV_INTERVAL_OVERFLOW;
	n = v->cls == VALUE_INT ? numeral_of_int(v->i, digits) : numeral_of_decimal(&v->decimal);
	if (!numeral_scaled(&n, 38, shape.leading == FIELD_SECOND ? 6 : 0, &value, &lost) || lost || value > INT64_MAX)
		return CONV_INTERVAL_OVERFLOW;
	if (!put_field(&i, shape.leading, n.negative ? -(int64_t)value : (int64_t)value))
		return CONV_INTERVAL_OVERFLOW;
	v->cls = VALUE_INTERVAL;
	v->interval = i;
	return CONV_OK;
}

#define FROM_NUMBER(name)                                                                                              \
	enum conv_status from_c_##name##_interval(const struct c_source *from, struct value *out, struct strbuf *scratch) \
	{                                                                                                              \
		return number_to_interval(from, out, from_c_##name(from, out, scratch));                               \
	}
FROM_NUMBER(stinyint)
FROM_NUMBER(utinyint)
FROM_NUMBER(sshort)
FROM_NUMBER(ushort)
FROM_NUMBER(slong)
FROM_NUMBER(ulong)
FROM_NUMBER(sbigint)
FROM_NUMBER(ubigint)
FROM_NUMBER(numeric)
#undef FROM_NUMBER
