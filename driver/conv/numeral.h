/*
 * Digits where they lie: a number seen as two runs of ASCII digits and a power
 * of ten, without a copy.  The text "-12.50e3" and PostgreSQL's numeric are both
 * seen this way, so that every numeric target has one way in.
 * Borrows the digits; pure; no allocation; any thread.
 */
#ifndef CONV_NUMERAL_H
#define CONV_NUMERAL_H

#include "conv/value.h"

/* (-1 if negative) * WHOLEFRACTION * 10^exponent, where `point` digits stand before the decimal point. */
struct numeral {
	enum value_kind kind;
	bool negative;
	struct span whole;
	struct span fraction;
	int32_t point; /* may be negative or beyond the digits */
};

/* An integer and whether anything was cut off behind it. */
struct whole {
	bool negative;
	uint64_t magnitude;
	bool fraction; /* a digit other than zero was lost */
};

/* A numeric-literal (ODBC appendix C), spaces around it allowed; also NaN and [-]inf[inity] in any case. */
bool numeral_parse(struct span text, struct numeral *out);

struct numeral numeral_of_decimal(const struct decimal *d);

/* The text of an integer in the caller's bytes (20 digits are enough), seen as a numeral. */
struct numeral numeral_of_int(int64_t i, char digits[20]);

bool numeral_is_zero(const struct numeral *n);

/* Digits before the decimal point, without leading zeroes; 0 for 0.5. */
int numeral_whole_digits(const struct numeral *n);

/* Digits after the decimal point, trailing zeroes included. */
int numeral_scale(const struct numeral *n);

/* Truncates towards zero; false: NaN, infinite, or not within 64 bits. */
bool numeral_whole(const struct numeral *n, struct whole *out);

/* The number times 10^scale, truncated, as 128 bits; false: NaN, infinite, or more than `precision` (<= 38) digits. */
bool numeral_scaled(const struct numeral *n, int precision, int scale, unsigned __int128 *out, bool *lost);

/* The nearest double; false when it is too large for one.  NaN and the infinities pass. */
bool numeral_double(const struct numeral *n, double *out);

#endif
