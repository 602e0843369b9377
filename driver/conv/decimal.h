/*
 * Exact decimal numbers: PostgreSQL's numeric (text and binary), text of any
 * origin, SQL_NUMERIC_STRUCT and integers, through struct decimal of value.h.
 *
 * Digits live in the scratch buffer that the caller lends: functions with a
 * `scratch` append to it and never clear it, so earlier spans into it may move;
 * the text or decimal that is being converted may itself lie in scratch (it is
 * followed).  Truncation of a fraction is CONV_FRACTION_TRUNC (the result is
 * made), of whole digits CONV_RANGE (it is not).
 */
#ifndef CONV_DECIMAL_H
#define CONV_DECIMAL_H

#include "base/strbuf.h"
#include "conv/value.h"

#include <sql.h>
#include <sqlext.h>

/* Digits of either side that a number may have; more is CONV_RANGE (PostgreSQL: 131072 before the point, 16383 after). */
#define DECIMAL_WHOLE_MAX 131072
#define DECIMAL_SCALE_MAX 16383

/* [spaces][sign]digits[.digits][e[sign]digits][spaces], or NaN, Infinity, inf; CONV_BAD_TEXT otherwise. */
enum conv_status decimal_from_text(struct span text, struct decimal *out, struct strbuf *scratch) LB_MUST_USE;

/* PostgreSQL's binary numeric; CONV_BAD_WIRE. */
enum conv_status decimal_from_wire(struct span bytes, struct decimal *out, struct strbuf *scratch) LB_MUST_USE;

enum conv_status decimal_from_int(int64_t value, struct decimal *out, struct strbuf *scratch) LB_MUST_USE;
enum conv_status decimal_from_uint(uint64_t value, struct decimal *out, struct strbuf *scratch) LB_MUST_USE;

/* The shortest text of the number, exactly; single: as float. */
enum conv_status decimal_from_double(double value, bool single, struct decimal *out, struct strbuf *scratch) LB_MUST_USE;

/* `val` is little-endian, value * 10^scale; the scale may be negative. */
enum conv_status decimal_from_numeric_struct(const SQL_NUMERIC_STRUCT *n, struct decimal *out,
					     struct strbuf *scratch) LB_MUST_USE;

/*
 * The plain text ("-12.50", "NaN", "Infinity"; never an exponent): writes its first
 * `room` bytes (no NUL) and returns the length of the whole.  out may be NULL if room is 0.
 */
size_t decimal_to_chars(const struct decimal *d, char *out, size_t room);
size_t decimal_whole_length(const struct decimal *d); /* the length of that text up to the point */
void decimal_to_text(const struct decimal *d, struct strbuf *out);

/* PostgreSQL's binary numeric, appended.  CONV_RANGE when PostgreSQL cannot hold it. */
enum conv_status decimal_to_wire(const struct decimal *d, struct strbuf *out) LB_MUST_USE;

/* Toward zero, with CONV_FRACTION_TRUNC when digits other than 0 were dropped; NaN and infinities are CONV_RANGE. */
enum conv_status decimal_to_int(const struct decimal *d, int64_t *out) LB_MUST_USE;
enum conv_status decimal_to_uint(const struct decimal *d, uint64_t *out) LB_MUST_USE;

/* The nearest double, or float; CONV_RANGE when it is too large.  NaN and infinities pass. */
enum conv_status decimal_to_double(const struct decimal *d, double *out, struct strbuf *scratch) LB_MUST_USE;
enum conv_status decimal_to_float(const struct decimal *d, float *out, struct strbuf *scratch) LB_MUST_USE;

/*
 * precision 1..38 (0: 38) and scale of the structure.  Fraction digits beyond the scale are
 * dropped (CONV_FRACTION_TRUNC); too many whole digits, NaN and infinities are CONV_RANGE.
 */
enum conv_status decimal_to_numeric_struct(const struct decimal *d, SQLSMALLINT precision, SQLSMALLINT scale,
					   SQL_NUMERIC_STRUCT *out) LB_MUST_USE;

bool decimal_is_zero(const struct decimal *d); /* finite and 0 */
bool decimal_is_whole(const struct decimal *d); /* finite, nothing but zeroes after the point */

/*
 * Shows exactly `scale` digits after the point.  Truncation only shortens the spans.  CONV_FRACTION_TRUNC
 * when digits other than 0 went.
 */
enum conv_status decimal_truncate(struct decimal *d, int32_t scale);

/* The same, half away from zero as PostgreSQL rounds numeric; may need scratch for a carry. */
enum conv_status decimal_round(struct decimal *d, int32_t scale, struct strbuf *scratch) LB_MUST_USE;

#endif
