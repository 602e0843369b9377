/*
 * The text forms of dates, times, intervals and uuids: what PostgreSQL prints
 * with DateStyle ISO and IntervalStyle postgres, and reads in any setting.
 */
#include "base/civil.h"
#include "base/number.h"
#include "conv/to_wire.h"

#include <string.h>

struct text {
	char *p;
	size_t n;
};

static void add_char(struct text *t, char c)
{
	t->p[t->n++] = c;
}

static void add_words(struct text *t, const char *words)
{
	size_t n = strlen(words);

	memcpy(t->p + t->n, words, n);
	t->n += n;
}

static void add_number(struct text *t, int64_t value, size_t width)
{
	char digits[NUMBER_TEXT_MAX];
	size_t n = number_from_int(value, digits);

	for (size_t i = n; i < width; i++)
		add_char(t, '0');
	memcpy(t->p + t->n, digits, n);
	t->n += n;
}

/* digits: how many; -1: as many as are needed. */
static void add_fraction(struct text *t, int64_t us, int digits)
{
	char six[6];
	int n = 6;

	for (int i = 6; i-- > 0; us /= 10)
		six[i] = (char)('0' + us % 10);
	if (digits >= 0)
		n = digits < 6 ? digits : 6;
	else
		while (n > 0 && six[n - 1] == '0')
			n--;
	if (!n)
		return;
	add_char(t, '.');
	memcpy(t->p + t->n, six, (size_t)n);
	t->n += (size_t)n;
}

static bool add_special(struct text *t, enum value_kind kind)
{
	if (kind == VALUE_FINITE)
		return false;
	add_words(t, kind == VALUE_MINUS_INFINITY ? "-infinity" : "infinity");
	return true;
}

/* Whether the year was before 1 AD, so that " BC" must end the text. */
static bool add_date(struct text *t, int64_t days)
{
	struct civil_date date = civil_date_of(days);
	bool bc = date.year <= 0;

	add_number(t, bc ? 1 - date.year : date.year, 4);
	add_char(t, '-');
	add_number(t, date.month, 2);
	add_char(t, '-');
	add_number(t, date.day, 2);
	return bc;
}

static void add_clock(struct text *t, const struct datetime *d, int digits)
{
	struct civil_time clock = civil_time_of(d->us);
	int32_t offset = d->offset < 0 ? -d->offset : d->offset;

	add_number(t, clock.hour, 2);
	add_char(t, ':');
	add_number(t, clock.minute, 2);
	add_char(t, ':');
	add_number(t, clock.second, 2);
	add_fraction(t, clock.us, digits);
	if (!d->zoned)
		return;
	add_char(t, d->offset < 0 ? '-' : '+');
	add_number(t, offset / 3600, 2);
	if (offset % 3600) {
		add_char(t, ':');
		add_number(t, offset / 60 % 60, 2);
	}
	if (offset % 60) {
		add_char(t, ':');
		add_number(t, offset % 60, 2);
	}
}

size_t to_wire_date_chars(const struct datetime *d, char out[WIRE_TIME_TEXT_MAX])
{
	struct text t = {out, 0};

	if (!add_special(&t, d->kind) && add_date(&t, d->days))
		add_words(&t, " BC");
	return t.n;
}

size_t to_wire_time_chars(const struct datetime *d, int digits, char out[WIRE_TIME_TEXT_MAX])
{
	struct text t = {out, 0};

	add_clock(&t, d, digits);
	return t.n;
}

size_t to_wire_timestamp_chars(const struct datetime *d, int digits, char out[WIRE_TIME_TEXT_MAX])
{
	struct text t = {out, 0};
	bool bc;

	if (add_special(&t, d->kind))
		return t.n;
	bc = add_date(&t, d->days);
	add_char(&t, ' ');
	add_clock(&t, d, digits);
	if (bc)
		add_words(&t, " BC");
	return t.n;
}

/* A part of an interval; a positive one behind a negative one carries its sign. */
static void add_part(struct text *t, int64_t value, const char *unit, bool *negative)
{
	if (!value)
		return;
	if (t->n)
		add_char(t, ' ');
	if (*negative && value > 0)
		add_char(t, '+');
	add_number(t, value, 0);
	add_char(t, ' ');
	add_words(t, unit);
	if (value != 1)
		add_char(t, 's');
	*negative = value < 0;
}

size_t to_wire_interval_chars(const struct interval *v, char out[WIRE_TIME_TEXT_MAX])
{
	struct text t = {out, 0};
	uint64_t us = v->us < 0 ? -(uint64_t)v->us : (uint64_t)v->us;
	uint64_t seconds = us / (uint64_t)CIVIL_US_PER_SECOND;
	bool negative = false;

	if (add_special(&t, v->kind))
		return t.n;
	add_part(&t, v->months / 12, "year", &negative);
	add_part(&t, v->months % 12, "mon", &negative);
	add_part(&t, v->days, "day", &negative);
	if (!us && t.n)
		return t.n;
	if (t.n)
		add_char(&t, ' ');
	if (v->us < 0)
		add_char(&t, '-');
	else if (negative)
		add_char(&t, '+');
	add_number(&t, (int64_t)(seconds / 3600), 2);
	add_char(&t, ':');
	add_number(&t, (int64_t)(seconds / 60 % 60), 2);
	add_char(&t, ':');
	add_number(&t, (int64_t)(seconds % 60), 2);
	add_fraction(&t, (int64_t)(us % (uint64_t)CIVIL_US_PER_SECOND), -1);
	return t.n;
}

void to_wire_uuid_chars(const char bytes[16], char out[36])
{
	static const char hex[] = "0123456789abcdef";
	size_t n = 0;

	for (size_t i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			out[n++] = '-';
		out[n++] = hex[(unsigned char)bytes[i] >> 4];
		out[n++] = hex[(unsigned char)bytes[i] & 15];
	}
}
