/*
 * Numbers <-> text without the locale: the point is always '.', there is no
 * grouping.  Floating-point text is what PostgreSQL 12 and later print: the
 * fewest digits that read back as the same number, scientific from 1e+15
 * (double) or 1e+06 (float) and below 1e-04, "NaN", "Infinity", "-Infinity".
 * The only file that touches a locale object.  Any thread may call anything.
 */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NUMBER_TEXT_MAX 32 /* room that each of the writers needs at most */

/* Write without a terminating NUL; return the bytes written. */
size_t number_from_double(double value, char out[NUMBER_TEXT_MAX]);
size_t number_from_float(float value, char out[NUMBER_TEXT_MAX]);
size_t number_from_int(int64_t value, char out[NUMBER_TEXT_MAX]);
size_t number_from_uint(uint64_t value, char out[NUMBER_TEXT_MAX]);

enum number_status {
	NUMBER_OK,
	NUMBER_BAD,   /* not a number */
	NUMBER_RANGE, /* does not fit; the value is +-infinity or zero */
};

/*
 * Reads the whole span: optional spaces around, sign, digits with a point and an
 * exponent, or NaN, Infinity, inf in any case.  No hexadecimal.
 */
enum number_status number_parse_double(struct span text, double *out);
enum number_status number_parse_float(struct span text, float *out); /* rounded once, range of float */

/* A whole number with optional sign and spaces around; a fraction is NUMBER_BAD. */
enum number_status number_parse_int(struct span text, int64_t *out);
enum number_status number_parse_uint(struct span text, uint64_t *out);

/*
 * What follows the digits of a number: nothing, which is 0, or 'e', a sign and digits.  Beyond 10^12 it is cut short,
 * not refused: no count of digits in memory makes up for that, and sums with one stay within 64 bits.
 */
bool number_parse_exponent(struct span text, int64_t *out);

#endif
