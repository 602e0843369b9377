#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* strtod_l, strtof_l */
#endif
#include "base/number.h"

#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __APPLE__
#include <xlocale.h>
#endif

/* strtod_l() wants a NUL-terminated text; longer numbers than this are shortened first (see normalise()). */
#define PARSE_ROOM 1100

/*
 * A double lies between two others whose middle has at most 767 significant
 * digits; past 800 digits only "is anything there" can matter.
 */
#define PARSE_DIGITS 800

static locale_t c_locale; /* made once, never freed: threads may still be in strtod_l() at exit */
static pthread_once_t c_locale_once = PTHREAD_ONCE_INIT;

static void make_c_locale(void)
{
	c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

static double read_double(const char *text)
{
	pthread_once(&c_locale_once, make_c_locale);
	return c_locale ? strtod_l(text, NULL, c_locale) : NAN;
}

static float read_float(const char *text)
{
	pthread_once(&c_locale_once, make_c_locale);
	return c_locale ? strtof_l(text, NULL, c_locale) : NAN;
}

/* ---- integers ---- */

static size_t put_uint(uint64_t value, char *out)
{
	char digits[20];
	size_t n = 0;

	do {
		digits[sizeof(digits) - ++n] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	memcpy(out, digits + sizeof(digits) - n, n);
	return n;
}

static size_t put_int(int64_t value, char *out)
{
	if (value >= 0)
		return put_uint((uint64_t)value, out);
	out[0] = '-';
	return 1 + put_uint(-(uint64_t)value, out + 1);
}

size_t number_from_uint(uint64_t value, char out[NUMBER_TEXT_MAX])
{
	return put_uint(value, out);
}

size_t number_from_int(int64_t value, char out[NUMBER_TEXT_MAX])
{
	return put_int(value, out);
}

static enum number_status parse_whole(struct span text, bool *negative, uint64_t *out)
{
	struct span s = span_trim(text);
	uint64_t value = 0;
	bool over = false;

	*negative = s.n && s.p[0] == '-';
	if (s.n && (s.p[0] == '-' || s.p[0] == '+'))
		s = span_make(s.p + 1, s.n - 1);
	if (!s.n)
		return NUMBER_BAD;
	for (size_t i = 0; i < s.n; i++) {
		if (!ascii_is_digit(s.p[i]))
			return NUMBER_BAD;
		over |= __builtin_mul_overflow(value, UINT64_C(10), &value);
		over |= __builtin_add_overflow(value, (uint64_t)(s.p[i] - '0'), &value);
	}
	*out = value;
	return over ? NUMBER_RANGE : NUMBER_OK;
}

enum number_status number_parse_int(struct span text, int64_t *out)
{
	uint64_t value;
	bool negative;
	enum number_status s = parse_whole(text, &negative, &value);

	if (s != NUMBER_OK)
		return s;
	if (value > (uint64_t)INT64_MAX + negative)
		return NUMBER_RANGE;
	*out = (int64_t)(negative ? -value : value);
	return NUMBER_OK;
}

enum number_status number_parse_uint(struct span text, uint64_t *out)
{
	uint64_t value;
	bool negative;
	enum number_status s = parse_whole(text, &negative, &value);

	if (s != NUMBER_OK)
		return s;
	if (negative && value)
		return NUMBER_RANGE;
	*out = value;
	return NUMBER_OK;
}

/* ---- floating point to text ---- */

struct shortest {
	char digits[20];
	size_t n;
	int exponent; /* of the first digit */
};

/*
 * The digits that printf gives for one precision.  Whatever stands where the point should be belongs to the
 * locale, so everything that is not a digit before the 'e' is skipped.
 */
static void print_digits(double value, int precision, char *text, size_t room, struct shortest *out)
{
	int sign = 1, exponent = 0;
	const char *p;

	(void)snprintf(text, room, "%.*e", precision - 1, value);
	out->digits[0] = '0';
	out->n = 0;
	for (p = text; *p && *p != 'e'; p++)
		if (ascii_is_digit(*p) && out->n < sizeof(out->digits))
			out->digits[out->n++] = *p;
	for (; *p; p++) {
		if (*p == '-')
			sign = -1;
		else if (ascii_is_digit(*p))
			exponent = exponent * 10 + (*p - '0');
	}
	out->exponent = sign * exponent;
	while (out->n > 1 && out->digits[out->n - 1] == '0')
		out->n--;
}

/* "d.ddd<tail>e-NN" with a point that read_double() knows. */
static void compose(const struct shortest *s, const char *tail, char text[64])
{
	size_t tail_length = strlen(tail);
	char *p = text;

	*p++ = s->digits[0];
	*p++ = '.';
	memcpy(p, s->digits + 1, s->n - 1);
	p += s->n - 1;
	memcpy(p, tail, tail_length);
	p += tail_length;
	*p++ = 'e';
	p += put_int(s->exponent, p);
	*p = '\0';
}

static bool same(const struct shortest *s, const char *tail, double value, bool single)
{
	char text[64];

	compose(s, tail, text);
	return single ? read_float(text) == (float)value : read_double(text) == value;
}

static bool nudge(struct shortest *s, int by);

/*
 * PostgreSQL does not print digits that lie exactly between two numbers, though rounding to even would read
 * them back.  Such digits are short enough to be tried only where neighbours are whole numbers; there a
 * little more or a little less must read back too.
 */
static bool reads_back(const struct shortest *s, double value, bool single)
{
	struct shortest less = *s;

	if (!same(s, "", value, single))
		return false;
	if (value < (single ? 8388608.0 : 4503599627370496.0))
		return true;
	if (!same(s, "0000000000000000000000001", value, single))
		return false;
	if (less.n == 1 && less.digits[0] == '1') { /* 1e23: a little less is 9.99...e22 */
		less.digits[0] = '9';
		less.exponent--;
	} else if (!nudge(&less, -1)) {
		return true;
	}
	return same(&less, "99999999999999999999", value, single);
}

/* The digits with the last one raised or lowered by one; false where that would carry. */
static bool nudge(struct shortest *s, int by)
{
	char last = (char)(s->digits[s->n - 1] + by);

	if (!ascii_is_digit(last) || (last == '0' && s->n == 1))
		return false;
	s->digits[s->n - 1] = last;
	return true;
}

static void find_shortest(double value, bool single, struct shortest *out)
{
	int sure = single ? 6 : 15, most = single ? 9 : 17; /* FLT_DIG and DBL_DIG always survive, 9 and 17 always suffice */
	bool tiny = value < (single ? 1.1754943508222875e-38 : 2.2250738585072014e-308);
	char text[64];
	int power;
	bool power_of_two = frexp(value, &power) == 0.5;

	/* Subnormal numbers have fewer digits than `sure` promises, so begin with one. */
	for (int precision = tiny ? 1 : sure; precision < most; precision++) {
		struct shortest other;

		print_digits(value, precision, text, sizeof(text), out);
		if (reads_back(out, value, single))
			return;
		/* A power of two has unequal neighbours: digits beside the nearest ones may be those that read back. */
		for (int by = -1; power_of_two && by <= 1; by += 2) {
			other = *out;
			while (other.n < (size_t)precision)
				other.digits[other.n++] = '0';
			if (nudge(&other, by) && reads_back(&other, value, single)) {
				*out = other;
				return;
			}
		}
	}
	print_digits(value, most, text, sizeof(text), out);
}

static char *put(char *p, const char *from, size_t n)
{
	memcpy(p, from, n);
	return p + n;
}

static char *put_zeroes(char *p, size_t n)
{
	memset(p, '0', n);
	return p + n;
}

static char *put_scientific(char *p, const struct shortest *s)
{
	unsigned exponent = (unsigned)(s->exponent < 0 ? -s->exponent : s->exponent);

	*p++ = s->digits[0];
	if (s->n > 1) {
		*p++ = '.';
		p = put(p, s->digits + 1, s->n - 1);
	}
	*p++ = 'e';
	*p++ = s->exponent < 0 ? '-' : '+';
	if (exponent < 10)
		*p++ = '0';
	return p + put_uint(exponent, p);
}

static char *put_plain(char *p, const struct shortest *s)
{
	size_t whole;

	if (s->exponent < 0) {
		p = put(p, "0.", 2);
		p = put_zeroes(p, (size_t)(-s->exponent - 1));
		return put(p, s->digits, s->n);
	}
	whole = (size_t)s->exponent + 1;
	if (s->n <= whole)
		return put_zeroes(put(p, s->digits, s->n), whole - s->n);
	p = put(p, s->digits, whole);
	*p++ = '.';
	return put(p, s->digits + whole, s->n - whole);
}

static size_t from_floating(double value, bool single, char *out)
{
	struct shortest s;
	char *p = out;

	if (isnan(value))
		return (size_t)(put(p, "NaN", 3) - out);
	if (signbit(value))
		*p++ = '-';
	value = fabs(value);
	if (isinf(value))
		return (size_t)(put(p, "Infinity", 8) - out);
	/* Whole numbers that are printed whole need no search. */
	if (value < (single ? 1e6 : 1e15) && value == (double)(int64_t)value)
		return (size_t)(p - out) + put_uint((uint64_t)value, p);
	find_shortest(value, single, &s);
	p = s.exponent < -4 || s.exponent >= (single ? 6 : 15) ? put_scientific(p, &s) : put_plain(p, &s);
	return (size_t)(p - out);
}

size_t number_from_double(double value, char out[NUMBER_TEXT_MAX])
{
	return from_floating(value, false, out);
}

size_t number_from_float(float value, char out[NUMBER_TEXT_MAX])
{
	return from_floating((double)value, true, out);
}

/* ---- text to floating point ---- */

struct plain { /* the number as digits and exponent, in a text that strtod understands */
	char text[PARSE_ROOM];
	bool negative;
	bool nothing; /* all digits are 0 */
	double special; /* NaN or infinity when is_special */
	bool is_special;
};

static bool parse_special(struct span s, struct plain *out)
{
	if (span_iis(s, "nan"))
		out->special = NAN;
	else if (span_iis(s, "inf") || span_iis(s, "infinity"))
		out->special = out->negative ? -INFINITY : INFINITY;
	else
		return false;
	out->is_special = true;
	return true;
}

#define EXPONENT_LIMIT INT64_C(1000000000000)

bool number_parse_exponent(struct span text, int64_t *out)
{
	const char *p = text.p, *end = text.p + text.n;
	bool negative;
	int64_t value = 0;

	*out = 0;
	if (p == end)
		return true;
	if (*p != 'e' && *p != 'E')
		return false;
	p++;
	negative = p < end && *p == '-';
	if (p < end && (*p == '-' || *p == '+'))
		p++;
	if (p == end)
		return false;
	for (; p < end; p++) {
		if (!ascii_is_digit(*p))
			return false;
		if (value < EXPONENT_LIMIT)
			value = value * 10 + (*p - '0');
	}
	*out = negative ? -value : value;
	return true;
}

/* Rewrites any length of digits as 0.DIGITSe<exponent> with at most PARSE_DIGITS + 1 digits. */
static bool normalise(struct span text, struct plain *out)
{
	struct span s = span_trim(text);
	const char *p = s.p, *end = s.p + s.n;
	int64_t exponent = 0, point = 0;
	bool any = false, after = false, sticky = false;
	size_t n = 0;
	char *to = out->text;

	*out = (struct plain){.negative = s.n && *p == '-'};
	if (p < end && (*p == '-' || *p == '+'))
		p++;
	if (parse_special(span_make(p, (size_t)(end - p)), out))
		return true;
	*to++ = '.';
	for (; p < end && (ascii_is_digit(*p) || (*p == '.' && !after)); p++) {
		if (*p == '.') {
			after = true;
			continue;
		}
		any = true;
		if (n == 0 && *p == '0') {
			point -= after;
			continue;
		}
		point += !after;
		if (n < PARSE_DIGITS)
			to[n++] = *p;
		else
			sticky |= *p != '0';
	}
	if (!any || !number_parse_exponent(span_make(p, (size_t)(end - p)), &exponent))
		return false;
	out->nothing = n == 0;
	to += n;
	if (sticky)
		*to++ = '1';
	*to++ = 'e';
	exponent += point;
	exponent = exponent > 99999 ? 99999 : exponent < -99999 ? -99999 : exponent;
	to += put_int(exponent, to);
	*to = '\0';
	return true;
}

enum number_status number_parse_double(struct span text, double *out)
{
	struct plain plain;
	double value;

	if (!normalise(text, &plain))
		return NUMBER_BAD;
	if (plain.is_special) {
		*out = plain.special;
		return NUMBER_OK;
	}
	value = plain.nothing ? 0.0 : read_double(plain.text);
	*out = plain.negative ? -value : value;
	return isinf(value) || (value == 0.0 && !plain.nothing) ? NUMBER_RANGE : NUMBER_OK;
}

enum number_status number_parse_float(struct span text, float *out)
{
	struct plain plain;
	float value;

	if (!normalise(text, &plain))
		return NUMBER_BAD;
	if (plain.is_special) {
		*out = (float)plain.special;
		return NUMBER_OK;
	}
	value = plain.nothing ? 0.0f : read_float(plain.text);
	*out = plain.negative ? -value : value;
	return isinf(value) || (value == 0.0f && !plain.nothing) ? NUMBER_RANGE : NUMBER_OK;
}
