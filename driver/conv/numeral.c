#include "conv/numeral.h"

#include "base/number.h"

#include <math.h>

/* Beyond this every number is zero or too large for all targets; keeps sums of exponents inside int32_t. */
#define EXPONENT_LIMIT 1000000

static size_t digit_count(const struct numeral *n)
{
	return n->whole.n + n->fraction.n;
}

static unsigned digit_at(const struct numeral *n, size_t i)
{
	char c = i < n->whole.n ? n->whole.p[i] : n->fraction.p[i - n->whole.n];

	return (unsigned)(c - '0');
}

static struct span take_digits(struct span *rest)
{
	size_t n = 0;
	struct span digits;

	while (n < rest->n && ascii_is_digit(rest->p[n]))
		n++;
	digits = span_make(rest->p, n);
	*rest = span_make(rest->p + n, rest->n - n);
	return digits;
}

static bool take_sign(struct span *rest)
{
	bool minus = rest->n && rest->p[0] == '-';

	if (minus || (rest->n && rest->p[0] == '+'))
		*rest = span_make(rest->p + 1, rest->n - 1);
	return minus;
}

static bool take_exponent(struct span *rest, int32_t *out)
{
	bool minus;
	struct span digits;
	int32_t value = 0;

	*out = 0;
	if (!rest->n || (rest->p[0] != 'e' && rest->p[0] != 'E'))
		return true;
	*rest = span_make(rest->p + 1, rest->n - 1);
	minus = take_sign(rest);
	digits = take_digits(rest);
	if (!digits.n)
		return false;
	for (size_t i = 0; i < digits.n && value < EXPONENT_LIMIT; i++)
		value = value * 10 + (digits.p[i] - '0');
	if (value > EXPONENT_LIMIT)
		value = EXPONENT_LIMIT;
	*out = minus ? -value : value;
	return true;
}

static bool parse_special(struct span rest, struct numeral *out)
{
	if (span_iis(rest, "nan"))
		out->kind = VALUE_NAN;
	else if (span_iis(rest, "infinity") || span_iis(rest, "inf"))
		out->kind = out->negative ? VALUE_MINUS_INFINITY : VALUE_PLUS_INFINITY;
	else
		return false;
	return true;
}

bool numeral_parse(struct span text, struct numeral *out)
{
	struct span rest = span_trim(text);
	int32_t exponent;

	*out = (struct numeral){.kind = VALUE_FINITE, .whole = span_make("", 0), .fraction = span_make("", 0)};
	out->negative = take_sign(&rest);
	if (rest.n && ascii_is_alpha(rest.p[0]))
		return parse_special(rest, out);
	out->whole = take_digits(&rest);
	if (rest.n && rest.p[0] == '.') {
		rest = span_make(rest.p + 1, rest.n - 1);
		out->fraction = take_digits(&rest);
	}
	if (!digit_count(out) || !take_exponent(&rest, &exponent) || rest.n)
		return false;
	/* Nobody has more digits than fit; a text of that many is refused rather than misread. */
	if (out->whole.n > EXPONENT_LIMIT || out->fraction.n > EXPONENT_LIMIT)
		return false;
	out->point = (int32_t)out->whole.n + exponent;
	return true;
}

struct numeral numeral_of_decimal(const struct decimal *d)
{
	struct span digits = d->digits.p ? d->digits : span_make("", 0);

	return (struct numeral){.kind = d->kind, .negative = d->negative, .whole = digits,
				.fraction = span_make("", 0), .point = d->point};
}

struct numeral numeral_of_int(int64_t i, char digits[20])
{
	uint64_t rest = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
	size_t at = 20;

	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	return (struct numeral){.kind = VALUE_FINITE, .negative = i < 0, .whole = span_make(digits + at, 20 - at),
				.fraction = span_make("", 0), .point = (int32_t)(20 - at)};
}

static size_t first_digit(const struct numeral *n)
{
	size_t i = 0;

	while (i < digit_count(n) && digit_at(n, i) == 0)
		i++;
	return i;
}

bool numeral_is_zero(const struct numeral *n)
{
	return n->kind == VALUE_FINITE && first_digit(n) == digit_count(n);
}

int numeral_whole_digits(const struct numeral *n)
{
	const int64_t whole = n->point - (int64_t)first_digit(n);

	return numeral_is_zero(n) || whole < 0 ? 0 : (int)whole;
}

int numeral_scale(const struct numeral *n)
{
	const int64_t scale = (int64_t)digit_count(n) - n->point;

	return scale < 0 ? 0 : scale > INT32_MAX ? INT32_MAX : (int)scale;
}

/* The digits before position `end` (which may be past them: zeroes) as an integer of at most `precision` digits. */
static bool take_integer(const struct numeral *n, int64_t end, int precision, unsigned __int128 *out, bool *lost)
{
	size_t count = digit_count(n), first = first_digit(n);

	*out = 0;
	*lost = false;
	if (n->kind != VALUE_FINITE)
		return false;
	if (first == count)
		return true;
	if (end - (int64_t)first > precision)
		return false;
	for (int64_t i = (int64_t)first; i < end; i++)
		*out = *out * 10 + (i < (int64_t)count ? digit_at(n, (size_t)i) : 0);
	for (size_t i = end > (int64_t)first ? (size_t)end : first; i < count && !*lost; i++)
		*lost = digit_at(n, i) != 0;
	return true;
}

bool numeral_whole(const struct numeral *n, struct whole *out)
{
	unsigned __int128 value;

	if (!take_integer(n, n->point, 20, &value, &out->fraction) || value > UINT64_MAX)
		return false;
	out->negative = n->negative;
	out->magnitude = (uint64_t)value;
	return true;
}

bool numeral_scaled(const struct numeral *n, int precision, int scale, unsigned __int128 *out, bool *lost)
{
	return take_integer(n, (int64_t)n->point + scale, precision, out, lost);
}

bool numeral_double(const struct numeral *n, double *out)
{
	/* 767 digits decide how any decimal rounds to a double; one more says whether something follows. */
	char text[768 + 2 + NUMBER_TEXT_MAX + 2];
	size_t count = digit_count(n), first = first_digit(n), at = 0;
	int64_t exponent = (int64_t)n->point - (int64_t)first;
	bool more = false;

	if (n->kind != VALUE_FINITE) {
		*out = n->kind == VALUE_NAN ? (double)NAN : (double)INFINITY;
		if (n->kind == VALUE_MINUS_INFINITY)
			*out = -*out;
		return true;
	}
	if (first == count) {
		*out = n->negative ? -0.0 : 0.0;
		return true;
	}
	if (n->negative)
		text[at++] = '-';
	text[at++] = '.';
	for (size_t i = first; i < count; i++) {
		if (i - first < 768)
			text[at++] = (char)('0' + digit_at(n, i));
		else if (digit_at(n, i))
			more = true;
	}
	if (more)
		text[at++] = '1';
	text[at++] = 'e';
	at += number_from_int(exponent, text + at);
	/* Too small for a double is zero and no error; too large is. */
	return number_parse_double(span_make(text, at), out) != NUMBER_BAD && !isinf(*out);
}
