#include "auth/when.h"

#include "base/civil.h"

/* Takes n digits off the front. */
static bool digits(struct span *s, size_t n, int *out)
{
	uint64_t value;

	if (s->n < n || !span_uint(span_make(s->p, n), 9999, &value))
		return false;
	*out = (int)value;
	*s = span_make(s->p + n, s->n - n);
	return true;
}

static bool literal(struct span *s, const char *any)
{
	struct span set = span_of(any);

	if (s->n == 0 || span_find(set, s->p[0]) == set.n)
		return false;
	*s = span_make(s->p + 1, s->n - 1);
	return true;
}

static bool clock_time(struct span *s, int64_t *us)
{
	int hour, minute, second;

	if (!digits(s, 2, &hour) || !literal(s, ":") || !digits(s, 2, &minute) || !literal(s, ":") || !digits(s, 2,
		&second))
		return false;
	if (hour > 23 || minute > 59 || second > 60) /* 60: a leap second */
		return false;
	*us = civil_us(hour, minute, second, 0);
	return true;
}

static bool date_time(int year, int month, int day, int64_t time_us, int64_t *wall_us)
{
	if (!civil_date_valid(year, month, day))
		return false;
	*wall_us = (civil_days(year, month, day) - CIVIL_UNIX_EPOCH) * CIVIL_US_PER_DAY + time_us;
	return true;
}

/* Digits beyond microseconds are dropped. */
static int64_t fraction(struct span *s)
{
	int64_t us = 0, unit = CIVIL_US_PER_SECOND / 10;

	for (; s->n && ascii_is_digit(s->p[0]); *s = span_make(s->p + 1, s->n - 1)) {
		us += (s->p[0] - '0') * unit;
		unit /= 10;
	}
	return us;
}

bool when_rfc3339(struct span text, int64_t *wall_us)
{
	int year, month, day, hours, minutes;
	int64_t us;

	if (!digits(&text, 4, &year) || !literal(&text, "-") || !digits(&text, 2, &month) || !literal(&text, "-") ||
	    !digits(&text, 2, &day) || !literal(&text, "Tt ") || !clock_time(&text, &us))
		return false;
	if (literal(&text, "."))
		us += fraction(&text);
	literal(&text, " ");
	if (text.n && (text.p[0] == '+' || text.p[0] == '-')) {
		int64_t sign = text.p[0] == '+' ? -1 : 1;

		literal(&text, "+-");
		if (!digits(&text, 2, &hours) || !literal(&text, ":") || !digits(&text, 2, &minutes))
			return false;
		us += sign * civil_us(hours, minutes, 0, 0);
	} else if (!literal(&text, "Zz")) {
		return false;
	}
	return text.n == 0 && date_time(year, month, day, us, wall_us);
}

bool when_http(struct span text, int64_t *wall_us)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	size_t comma = span_find(text, ',');
	int year, day, month = 0;
	int64_t us;

	if (comma == text.n)
		return false;
	text = span_trim(span_make(text.p + comma + 1, text.n - comma - 1));
	if (!digits(&text, 2, &day) || !literal(&text, " ") || text.n < 3)
		return false;
	for (size_t m = 0; m < 12; m++)
		if (span_eq(span_make(text.p, 3), span_make(months + 3 * m, 3)))
			month = (int)m + 1;
	text = span_make(text.p + 3, text.n - 3);
	if (!literal(&text, " ") || !digits(&text, 4, &year) || !literal(&text, " ") || !clock_time(&text, &us))
		return false;
	return span_is(text, " GMT") && date_time(year, month, day, us, wall_us);
}
