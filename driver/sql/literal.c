#include "sql/literal.h"

#include "base/mem.h"

/* Digits at the front of *s, from least to most of them. */
static bool take_number(struct span *s, size_t least, size_t most, uint64_t *value)
{
	size_t n = 0;

	while (n < s->n && ascii_is_digit(s->p[n]))
		n++;
	if (n < least || n > most || !span_uint(span_make(s->p, n), UINT64_MAX, value))
		return false;
	s->p += n;
	s->n -= n;
	return true;
}

static bool take_char(struct span *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	s->p++;
	s->n--;
	return true;
}

static bool take_fraction(struct span *s)
{
	uint64_t ignored;

	return !take_char(s, '.') || take_number(s, 1, 12, &ignored);
}

static bool take_date(struct span *s)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	uint64_t year, month, day;
	bool leap;

	if (!take_number(s, 4, 6, &year) || !take_char(s, '-') || !take_number(s, 1, 2, &month) ||
	    !take_char(s, '-') || !take_number(s, 1, 2, &day))
		return false;
	if (year < 1 || month < 1 || month > 12 || day < 1)
		return false;
	leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return day <= days[month - 1] + (month == 2 && leap ? 1u : 0u);
}

static bool take_time(struct span *s)
{
	uint64_t hour, minute, second;

	return take_number(s, 1, 2, &hour) && take_char(s, ':') && take_number(s, 2, 2, &minute) &&
	       take_char(s, ':') && take_number(s, 2, 2, &second) && take_fraction(s) && hour < 24 && minute < 60 &&
	       second < 60;
}

bool literal_is_date(struct span text)
{
	return take_date(&text) && text.n == 0;
}

bool literal_is_time(struct span text)
{
	return take_time(&text) && text.n == 0;
}

bool literal_is_timestamp(struct span text)
{
	return take_date(&text) && take_char(&text, ' ') && take_time(&text) && text.n == 0;
}

bool literal_is_guid(struct span text)
{
	if (text.n != 36)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		char c = ascii_lower(text.p[i]);

		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (c != '-')
				return false;
		} else if (!ascii_is_digit(c) && (c < 'a' || c > 'f')) {
			return false;
		}
	}
	return true;
}

/* ODBC appendix D, "Interval Literal Syntax"; n is a number, f one that may have a fraction. */
struct interval_row {
	const char *lead;
	const char *trail;
	const char *shape;
};

static const struct interval_row intervals[] = {
	{"YEAR", NULL, "n"},
	{"MONTH", NULL, "n"},
	{"DAY", NULL, "n"},
	{"HOUR", NULL, "n"},
	{"MINUTE", NULL, "n"},
	{"SECOND", NULL, "f"},
	{"YEAR", "MONTH", "n-n"},
	{"DAY", "HOUR", "n n"},
	{"DAY", "MINUTE", "n n:n"},
	{"DAY", "SECOND", "n n:n:f"},
	{"HOUR", "MINUTE", "n:n"},
	{"HOUR", "SECOND", "n:n:f"},
	{"MINUTE", "SECOND", "n:f"},
};

static bool has_shape(struct span text, const char *shape)
{
	uint64_t ignored;

	for (; *shape; shape++) {
		if (*shape != 'n' && *shape != 'f') {
			if (!take_char(&text, *shape))
				return false;
		} else if (!take_number(&text, 1, 9, &ignored) || (*shape == 'f' && !take_fraction(&text))) {
			return false;
		}
	}
	return text.n == 0;
}

bool literal_is_interval(struct span text, struct span lead, struct span trail, bool *known)
{
	for (size_t i = 0; i < LB_COUNT(intervals); i++) {
		const struct interval_row *row = &intervals[i];
		bool same_trail = row->trail ? trail.p && span_iis(trail, row->trail) : !trail.p;

		if (span_iis(lead, row->lead) && same_trail) {
			*known = true;
			return has_shape(text, row->shape);
		}
	}
	*known = false;
	return false;
}
