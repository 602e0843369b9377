/*
 * PostgreSQL's text forms of dates, times and intervals.
 */
#include "base/civil.h"
#include "conv/decode.h"

#define FRACTION_DIGITS 6 /* microseconds; further digits are dropped */
#define DIGITS_MAX 18	  /* so that a number never overflows 64 bits */

struct cursor {
	const char *p, *end;
};

static struct cursor cursor_of(struct span text)
{
	struct span s = span_trim(text);

	return (struct cursor){s.p, s.p + s.n};
}

static bool at_end(const struct cursor *c)
{
	return c->p == c->end;
}

static bool at_digit(const struct cursor *c)
{
	return c->p < c->end && ascii_is_digit(*c->p);
}

static bool take(struct cursor *c, char wanted)
{
	if (c->p == c->end || *c->p != wanted)
		return false;
	c->p++;
	return true;
}

static void skip_spaces(struct cursor *c)
{
	while (c->p < c->end && ascii_is_space(*c->p))
		c->p++;
}

static bool take_number(struct cursor *c, int most, int64_t *out)
{
	int n = 0;

	for (*out = 0; at_digit(c); c->p++, n++) {
		if (n == most)
			return false;
		*out = *out * 10 + (*c->p - '0');
	}
	return n > 0;
}

/* The digits after a point as microseconds. */
static int64_t take_fraction(struct cursor *c)
{
	int64_t us = 0;
	int n = 0;

	for (; at_digit(c); c->p++)
		if (n < FRACTION_DIGITS) {
			us = us * 10 + (*c->p - '0');
			n++;
		}
	for (; n < FRACTION_DIGITS; n++)
		us *= 10;
	return us;
}

/* '+' or '-': 1 or -1; 0 when there is none. */
static int take_sign(struct cursor *c)
{
	return take(c, '-') ? -1 : take(c, '+') ? 1 : 0;
}

static bool special(struct span text, enum value_kind *out)
{
	struct span s = span_trim(text);

	if (span_iis(s, "infinity"))
		*out = VALUE_PLUS_INFINITY;
	else if (span_iis(s, "-infinity"))
		*out = VALUE_MINUS_INFINITY;
	else
		return false;
	return true;
}

/* ---- dates and times of day ---- */

struct ymd {
	int64_t year, month, day;
};

static bool take_date(struct cursor *c, struct ymd *out)
{
	return take_number(c, 7, &out->year) && take(c, '-') && take_number(c, 2, &out->month) && take(c, '-') &&
	       take_number(c, 2, &out->day);
}

/* " BC" at the very end counts years backwards: 1 BC is year 0. */
static bool finish_date(struct cursor *c, struct ymd *date, struct datetime *out)
{
	skip_spaces(c);
	if (span_iis(span_make(c->p, (size_t)(c->end - c->p)), "BC")) {
		date->year = 1 - date->year;
		c->p = c->end;
	}
	if (!at_end(c) || !civil_date_valid(date->year, (int)date->month, (int)date->day))
		return false;
	out->days = civil_days(date->year, (int)date->month, (int)date->day);
	return true;
}

static bool take_time(struct cursor *c, struct datetime *out)
{
	int64_t hour, minute, second = 0, us = 0;

	if (!take_number(c, 2, &hour) || !take(c, ':') || !take_number(c, 2, &minute))
		return false;
	if (take(c, ':')) {
		if (!take_number(c, 2, &second))
			return false;
		if (take(c, '.'))
			us = take_fraction(c);
	}
	if (hour > 24 || minute > 59 || second > 59)
		return false;
	out->us = civil_us((int)hour, (int)minute, (int)second, (int)us);
	return out->us <= CIVIL_US_PER_DAY;
}

/* +h, +hh:mm, +hh:mm:ss, +hhmm or Z; nothing is fine too. */
static bool take_zone(struct cursor *c, struct datetime *out)
{
	int64_t hour, minute = 0, second = 0;
	const char *start;
	int sign = take_sign(c);

	if (!sign) {
		out->zoned = take(c, 'Z') || take(c, 'z');
		return true;
	}
	start = c->p;
	if (!take_number(c, 4, &hour))
		return false;
	if (c->p - start > 2) {
		minute = hour % 100;
		hour /= 100;
	} else if (take(c, ':')) {
		if (!take_number(c, 2, &minute) || (take(c, ':') && !take_number(c, 2, &second)))
			return false;
	}
	if (hour > 24 || minute > 59 || second > 59)
		return false;
	out->zoned = true;
	out->offset = sign * (int32_t)(hour * 3600 + minute * 60 + second);
	return true;
}

bool decode_read_date(struct span text, struct datetime *out)
{
	struct cursor c = cursor_of(text);
	struct ymd date;

	*out = (struct datetime){0};
	return special(text, &out->kind) || (take_date(&c, &date) && finish_date(&c, &date, out));
}

bool decode_read_time(struct span text, struct datetime *out)
{
	struct cursor c = cursor_of(text);

	*out = (struct datetime){0};
	if (!take_time(&c, out))
		return false;
	skip_spaces(&c);
	return take_zone(&c, out) && at_end(&c);
}

bool decode_read_timestamp(struct span text, struct datetime *out)
{
	struct cursor c = cursor_of(text);
	struct ymd date;

	*out = (struct datetime){0};
	if (special(text, &out->kind))
		return true;
	if (!take_date(&c, &date))
		return false;
	if (!take(&c, 'T') && !take(&c, 't'))
		skip_spaces(&c);
	if (at_digit(&c)) {
		if (!take_time(&c, out))
			return false;
		skip_spaces(&c);
		if (!take_zone(&c, out))
			return false;
	}
	return finish_date(&c, &date, out);
}

/* ---- intervals ---- */

enum part { PART_MONTHS, PART_DAYS, PART_US };

struct unit {
	const char *name;
	enum part part;
	int64_t factor; /* months, days or microseconds */
};

#define SECOND CIVIL_US_PER_SECOND
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)

/* The words of the styles "postgres" and "postgres_verbose", and the common longer ones. */
static const struct unit units[] = {
	{"year", PART_MONTHS, 12},  {"years", PART_MONTHS, 12}, {"mon", PART_MONTHS, 1}, {"mons", PART_MONTHS, 1},
	{"month", PART_MONTHS, 1},  {"months", PART_MONTHS, 1}, {"week", PART_DAYS, 7},	 {"weeks", PART_DAYS, 7},
	{"day", PART_DAYS, 1},	    {"days", PART_DAYS, 1},	{"hour", PART_US, HOUR}, {"hours", PART_US, HOUR},
	{"min", PART_US, MINUTE},   {"mins", PART_US, MINUTE},	{"minute", PART_US, MINUTE}, {"minutes", PART_US, MINUTE},
	{"sec", PART_US, SECOND},   {"secs", PART_US, SECOND},	{"second", PART_US, SECOND}, {"seconds", PART_US, SECOND},
};

/* ISO 8601, section 5.5.2: the letter means one thing before the T and another after it. */
static const struct unit iso_date_units[] = {
	{"Y", PART_MONTHS, 12}, {"M", PART_MONTHS, 1}, {"W", PART_DAYS, 7}, {"D", PART_DAYS, 1},
};
static const struct unit iso_time_units[] = {
	{"H", PART_US, HOUR}, {"M", PART_US, MINUTE}, {"S", PART_US, SECOND},
};

struct quantity {
	int sign; /* 0: none was written */
	int64_t whole;
	int64_t millionths;
};

static bool take_quantity(struct cursor *c, struct quantity *out)
{
	bool whole;

	*out = (struct quantity){.sign = take_sign(c)};
	whole = take_number(c, DIGITS_MAX, &out->whole);
	if (take(c, '.')) {
		if (!whole && !at_digit(c))
			return false;
		out->millionths = take_fraction(c);
		return true;
	}
	return whole;
}

static bool add_product(int64_t *total, int64_t a, int64_t b)
{
	int64_t product;

	return !__builtin_mul_overflow(a, b, &product) && !__builtin_add_overflow(*total, product, total);
}

static bool add_small(int32_t *total, int64_t a, int64_t b)
{
	int64_t sum = *total;

	if (!add_product(&sum, a, b) || sum > INT32_MAX || sum < INT32_MIN)
		return false;
	*total = (int32_t)sum;
	return true;
}

static bool add_unit(struct interval *v, const struct quantity *q, int sign, const struct unit *unit)
{
	int64_t value = sign * q->whole;

	if (unit->part == PART_US)
		return add_product(&v->us, value, unit->factor) &&
		       add_product(&v->us, sign * q->millionths, unit->factor / SECOND);
	if (q->millionths)
		return false;
	return add_small(unit->part == PART_DAYS ? &v->days : &v->months, value, unit->factor);
}

static const struct unit *find_unit(const struct unit *table, size_t n, struct span name)
{
	for (size_t i = 0; i < n; i++)
		if (span_iis(name, table[i].name))
			return &table[i];
	return NULL;
}

static struct span take_word(struct cursor *c)
{
	const char *start = c->p;

	while (c->p < c->end && ascii_is_alpha(*c->p))
		c->p++;
	return span_make(start, (size_t)(c->p - start));
}

static bool read_iso(struct cursor *c, struct interval *out)
{
	bool time = false, any = false;

	while (!at_end(c)) {
		struct quantity q;
		const struct unit *unit;

		if (!time && take(c, 'T')) {
			time = true;
			continue;
		}
		if (!take_quantity(c, &q) || at_end(c))
			return false;
		unit = time ? find_unit(iso_time_units, LB_COUNT(iso_time_units), span_make(c->p, 1))
			    : find_unit(iso_date_units, LB_COUNT(iso_date_units), span_make(c->p, 1));
		c->p++;
		if (!unit || !add_unit(out, &q, q.sign < 0 ? -1 : 1, unit))
			return false;
		any = true;
	}
	return any;
}

/* The rest of "h:mm[:ss[.f]]", the hours being read. */
static bool take_clock(struct cursor *c, const struct quantity *hours, int sign, struct interval *out)
{
	int64_t minute, second = 0, us = 0;

	if (hours->millionths || !take_number(c, 2, &minute) || minute > 59)
		return false;
	if (take(c, ':')) {
		if (!take_number(c, 2, &second) || second > 59)
			return false;
		if (take(c, '.'))
			us = take_fraction(c);
	}
	return add_product(&out->us, sign * hours->whole, HOUR) && add_product(&out->us, sign * minute, MINUTE) &&
	       add_product(&out->us, sign * second, SECOND) && add_product(&out->us, sign, us);
}

/* "y-m" of the style sql_standard, the years being read. */
static bool take_year_month(struct cursor *c, const struct quantity *years, int sign, struct interval *out)
{
	int64_t months;

	return !years->millionths && take_number(c, 2, &months) && months < 12 &&
	       add_small(&out->months, sign * years->whole, 12) && add_small(&out->months, sign, months);
}

/* A number without a unit: days when a time follows (sql_standard), else seconds, as PostgreSQL reads it. */
static bool add_bare(struct cursor *c, const struct quantity *q, int sign, struct interval *out, bool *days)
{
	static const struct unit day = {"day", PART_DAYS, 1}, second = {"second", PART_US, SECOND};

	*days = !at_end(c);
	return add_unit(out, q, sign, at_end(c) ? &second : &day);
}

/* "ago" at the end turns all signs; known first, since the least values have no positive counterpart. */
static bool cut_ago(struct cursor *c)
{
	struct span s = {c->p, (size_t)(c->end - c->p)};

	if (s.n < 4 || !span_iis(span_make(c->end - 3, 3), "ago") || !ascii_is_space(c->end[-4]))
		return false;
	c->end -= 4;
	return true;
}

static bool read_words(struct cursor *c, struct interval *out)
{
	int turn = cut_ago(c) ? -1 : 1;
	bool bare_days = false, any = false;
	int day_sign = 1;

	(void)take(c, '@');
	for (skip_spaces(c); !at_end(c); skip_spaces(c), any = true) {
		struct quantity q;
		const struct unit *unit;
		struct span word;
		int sign;

		if (!take_quantity(c, &q))
			return false;
		sign = q.sign < 0 ? -turn : turn;
		if (take(c, ':')) {
			/* "-3 4:05:06": one sign for all of a day-time literal */
			if (!take_clock(c, &q, !q.sign && bare_days ? day_sign : sign, out))
				return false;
			continue;
		}
		if (take(c, '-')) {
			if (!take_year_month(c, &q, sign, out))
				return false;
			continue;
		}
		skip_spaces(c);
		word = take_word(c);
		if (!word.n) {
			day_sign = sign;
			if (!add_bare(c, &q, sign, out, &bare_days))
				return false;
			continue;
		}
		unit = find_unit(units, LB_COUNT(units), word);
		if (!unit || !add_unit(out, &q, sign, unit))
			return false;
	}
	return any;
}

bool decode_read_interval(struct span text, struct interval *out)
{
	struct cursor c = cursor_of(text);

	*out = (struct interval){0};
	if (special(text, &out->kind))
		return true;
	return take(&c, 'P') ? read_iso(&c, out) : read_words(&c, out);
}
