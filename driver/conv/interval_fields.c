#include "conv/interval_fields.h"

#include "base/civil.h"
#include "base/mem.h"

static const struct interval_shape shapes[] = {
	[SQL_IS_YEAR] = {FIELD_YEAR, FIELD_YEAR},
	[SQL_IS_MONTH] = {FIELD_MONTH, FIELD_MONTH},
	[SQL_IS_DAY] = {FIELD_DAY, FIELD_DAY},
	[SQL_IS_HOUR] = {FIELD_HOUR, FIELD_HOUR},
	[SQL_IS_MINUTE] = {FIELD_MINUTE, FIELD_MINUTE},
	[SQL_IS_SECOND] = {FIELD_SECOND, FIELD_SECOND},
	[SQL_IS_YEAR_TO_MONTH] = {FIELD_YEAR, FIELD_MONTH},
	[SQL_IS_DAY_TO_HOUR] = {FIELD_DAY, FIELD_HOUR},
	[SQL_IS_DAY_TO_MINUTE] = {FIELD_DAY, FIELD_MINUTE},
	[SQL_IS_DAY_TO_SECOND] = {FIELD_DAY, FIELD_SECOND},
	[SQL_IS_HOUR_TO_MINUTE] = {FIELD_HOUR, FIELD_MINUTE},
	[SQL_IS_HOUR_TO_SECOND] = {FIELD_HOUR, FIELD_SECOND},
	[SQL_IS_MINUTE_TO_SECOND] = {FIELD_MINUTE, FIELD_SECOND},
};

static const struct {
	const char *name;
	unsigned limit;
	int64_t us;
	char separator; /* between it and the next smaller field */
} fields[] = {
	[FIELD_YEAR] = {"year", 0, 0, '-'},
	[FIELD_MONTH] = {"month", 12, 0, 0},
	[FIELD_DAY] = {"day", 0, CIVIL_US_PER_DAY, ' '},
	[FIELD_HOUR] = {"hour", 24, 3600 * CIVIL_US_PER_SECOND, ':'},
	[FIELD_MINUTE] = {"minute", 60, 60 * CIVIL_US_PER_SECOND, ':'},
	[FIELD_SECOND] = {"second", 60, CIVIL_US_PER_SECOND, 0},
};

bool interval_shape_of(SQLINTERVAL code, struct interval_shape *out)
{
	if ((unsigned)code < SQL_IS_YEAR || (unsigned)code >= LB_COUNT(shapes))
		return false;
	*out = shapes[code];
	return true;
}

unsigned interval_field_limit(enum interval_field f)
{
	return fields[f].limit;
}

int64_t interval_field_us(enum interval_field f)
{
	return fields[f].us;
}

/* ---- reading ---- */

static bool take(struct span *rest, char c)
{
	if (!rest->n || rest->p[0] != c)
		return false;
	*rest = span_make(rest->p + 1, rest->n - 1);
	return true;
}

static struct span take_while(struct span *rest, bool (*is)(char))
{
	size_t n = 0;
	struct span taken;

	while (n < rest->n && is(rest->p[n]))
		n++;
	taken = span_make(rest->p, n);
	*rest = span_make(rest->p + n, rest->n - n);
	return taken;
}

static bool take_sign(struct span *rest)
{
	if (take(rest, '-'))
		return true;
	take(rest, '+');
	return false;
}

static int64_t take_fraction(struct span *rest, bool *lost)
{
	struct span digits;
	int64_t us = 0;

	if (!take(rest, '.'))
		return 0;
	digits = take_while(rest, ascii_is_digit);
	for (size_t i = 0; i < 6; i++)
		us = us * 10 + (i < digits.n ? digits.p[i] - '0' : 0);
	for (size_t i = 6; i < digits.n; i++)
		*lost = *lost || digits.p[i] != '0';
	return us;
}

static bool add_field(struct interval *out, enum interval_field f, int64_t value)
{
	int64_t us;

	if (f <= FIELD_MONTH)
		return !__builtin_add_overflow((int64_t)out->months, value * (f == FIELD_YEAR ? 12 : 1), &out->months);
	if (f == FIELD_DAY)
		return !__builtin_add_overflow((int64_t)out->days, value, &out->days);
	return !__builtin_mul_overflow(value, fields[f].us, &us) && !__builtin_add_overflow(out->us, us, &out->us);
}

/* "5 12:10:03.5" for DAY TO SECOND and so on: all fields of the shape, with their separators. */
static bool read_value(struct span text, struct interval_shape shape, struct interval *out, bool *lost)
{
	struct span rest = span_trim(text);
	bool negative = take_sign(&rest);
	uint64_t value;

	*out = (struct interval){.kind = VALUE_FINITE};
	for (enum interval_field f = shape.leading; f <= shape.trailing; f++) {
		if (f > shape.leading && !take(&rest, fields[f - 1].separator))
			return false;
		if (!span_uint(take_while(&rest, ascii_is_digit), UINT32_MAX, &value))
			return false;
		if (f > shape.leading && value >= fields[f].limit)
			return false;
		if (!add_field(out, f, negative ? -(int64_t)value : (int64_t)value))
			return false;
	}
	if (shape.trailing == FIELD_SECOND) {
		int64_t us = take_fraction(&rest, lost);

		if (__builtin_add_overflow(out->us, negative ? -us : us, &out->us))
			return false;
	}
	return !rest.n;
}

static bool take_unit(struct span *rest, enum interval_field *out)
{
	struct span word;

	*rest = span_trim(*rest);
	word = take_while(rest, ascii_is_alpha);
	for (enum interval_field f = FIELD_YEAR; f <= FIELD_SECOND; f++) {
		if (span_iis(word, fields[f].name)) {
			*rest = span_trim(*rest);
			if (rest->n && rest->p[0] == '(') {
				size_t close = span_find(*rest, ')');

				if (close == rest->n)
					return false;
				*rest = span_trim(span_make(rest->p + close + 1, rest->n - close - 1));
			}
			*out = f;
			return true;
		}
	}
	return false;
}

static bool read_qualifier(struct span rest, struct interval_shape *out)
{
	if (!take_unit(&rest, &out->leading))
		return false;
	out->trailing = out->leading;
	if (!rest.n)
		return true;
	if (!span_iis(take_while(&rest, ascii_is_alpha), "to") || !take_unit(&rest, &out->trailing) || rest.n)
		return false;
	return out->trailing > out->leading && (out->leading >= FIELD_DAY || out->trailing <= FIELD_MONTH);
}

static bool negate(struct interval *i)
{
	return !__builtin_sub_overflow(0, i->months, &i->months) && !__builtin_sub_overflow(0, i->days, &i->days) &&
	       !__builtin_sub_overflow(0, i->us, &i->us);
}

bool interval_literal_read(struct span text, struct interval_shape shape, struct interval *out, bool *lost)
{
	struct span rest = span_trim(text), value;
	bool negative;
	size_t quote;

	*lost = false;
	if (!span_istarts(rest, "interval"))
		return read_value(rest, shape, out, lost);
	rest = span_trim(span_make(rest.p + 8, rest.n - 8));
	negative = take_sign(&rest);
	rest = span_trim(rest);
	if (!take(&rest, '\''))
		return false;
	quote = span_find(rest, '\'');
	if (quote == rest.n)
		return false;
	value = span_make(rest.p, quote);
	if (!read_qualifier(span_make(rest.p + quote + 1, rest.n - quote - 1), &shape) ||
	    !read_value(value, shape, out, lost))
		return false;
	return !negative || negate(out);
}
