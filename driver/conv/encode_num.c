/*
 * Numbers, and text that is a number, to the numeric C types.  Appendix D,
 * "SQL to C: Numeric" and "SQL to C: Character": whole digits lost is 22003,
 * fractional digits lost 01S07, no numeric-literal 22018.
 */
#include "conv/encode.h"

#include "base/number.h"
#include "conv/numeral.h"

#include <limits.h>
#include <math.h>
#include <string.h>

void encode_store(struct c_target *to, const void *value, size_t size)
{
	if (to->data)
		memcpy(to->data, value, size);
	to->length = (SQLLEN)size;
}

/* ---- any value as an integer ---- */

static enum conv_status whole_of_int(const struct value *v, struct whole *out)
{
	*out = (struct whole){.negative = v->i < 0, .magnitude = v->i < 0 ? 0 - (uint64_t)v->i : (uint64_t)v->i};
	return CONV_OK;
}

static enum conv_status whole_of_double(const struct value *v, struct whole *out)
{
	double whole = trunc(v->d);

	if (!(fabs(whole) < 0x1p64))
		return CONV_RANGE; /* NaN too */
	*out = (struct whole){.negative = v->d < 0, .magnitude = (uint64_t)fabs(whole)};
	out->fraction = whole < v->d || whole > v->d;
	return CONV_OK;
}

static enum conv_status whole_of_decimal(const struct value *v, struct whole *out)
{
	struct numeral n = numeral_of_decimal(&v->decimal);

	return numeral_whole(&n, out) ? CONV_OK : CONV_RANGE;
}

static enum conv_status whole_of_text(const struct value *v, struct whole *out)
{
	struct numeral n;

	if (!numeral_parse(v->span, &n) || n.kind != VALUE_FINITE)
		return CONV_BAD_TEXT;
	return numeral_whole(&n, out) ? CONV_OK : CONV_RANGE;
}

/*
 * PostgreSQL's interval has no field list of its own.  One that consists of
 * days alone is a single-field interval beyond doubt; any other has several
 * fields, which appendix D answers with 22015.
 */
static enum conv_status whole_of_interval(const struct value *v, struct whole *out)
{
	const struct interval *i = &v->interval;

	if (i->kind != VALUE_FINITE || i->months || i->us)
		return CONV_INTERVAL_OVERFLOW;
	*out = (struct whole){.negative = i->days < 0};
	out->magnitude = i->days < 0 ? 0 - (uint64_t)(int64_t)i->days : (uint64_t)i->days;
	return CONV_OK;
}

/* ---- integers ---- */

static bool fits(const struct whole *w, int64_t least, uint64_t greatest)
{
	return w->negative ? w->magnitude <= 0 - (uint64_t)least : w->magnitude <= greatest;
}

#define INTEGER(cls, name, type, least, greatest)                                       \
	enum conv_status encode_##cls##_##name(const struct value *v, struct c_target *to) \
	{                                                                               \
		struct whole w;                                                         \
		enum conv_status s = whole_of_##cls(v, &w);                             \
		type x;                                                                 \
                                                                                        \
		if (s != CONV_OK)                                                       \
			return s;                                                       \
		if (!fits(&w, (int64_t)(least), (uint64_t)(greatest)))                  \
			return CONV_RANGE;                                              \
		x = (type)(w.negative ? 0 - w.magnitude : w.magnitude);                 \
		encode_store(to, &x, sizeof(x));                                        \
		return w.fraction ? CONV_FRACTION_TRUNC : CONV_OK;                      \
	}
ENCODE_INTEGERS(INTEGER, int)
ENCODE_INTEGERS(INTEGER, double)
ENCODE_INTEGERS(INTEGER, decimal)
ENCODE_INTEGERS(INTEGER, text)
ENCODE_INTEGERS(INTEGER, interval)
#undef INTEGER

/* ---- SQL_C_BIT: 0 and 1; between 0 and 2 the fraction is lost; anything else is out of range ---- */

static enum conv_status store_bit(struct c_target *to, const struct whole *w)
{
	unsigned char bit;

	if (w->magnitude > 1 || (w->negative && (w->magnitude || w->fraction)))
		return CONV_RANGE;
	bit = (unsigned char)w->magnitude;
	encode_store(to, &bit, sizeof(bit));
	return w->fraction ? CONV_FRACTION_TRUNC : CONV_OK;
}

#define BIT(cls)                                                                     \
	enum conv_status encode_##cls##_bit(const struct value *v, struct c_target *to) \
	{                                                                            \
		struct whole w;                                                      \
		enum conv_status s = whole_of_##cls(v, &w);                          \
                                                                                     \
		return s == CONV_OK ? store_bit(to, &w) : s;                         \
	}
BIT(int)
BIT(double)
BIT(decimal)
#undef BIT

/* PostgreSQL's words for boolean are taken as well ("boolean type": unique prefixes are not). */
static bool word_bit(struct span text, struct whole *out)
{
	static const struct { const char *word; unsigned value; } words[] = {
		{"t", 1}, {"true", 1}, {"y", 1}, {"yes", 1}, {"on", 1},
		{"f", 0}, {"false", 0}, {"n", 0}, {"no", 0}, {"off", 0},
	};

	text = span_trim(text);
	for (size_t i = 0; i < LB_COUNT(words); i++) {
		if (span_iis(text, words[i].word)) {
			*out = (struct whole){.magnitude = words[i].value};
			return true;
		}
	}
	return false;
}

enum conv_status encode_text_bit(const struct value *v, struct c_target *to)
{
	struct whole w;
	enum conv_status s = word_bit(v->span, &w) ? CONV_OK : whole_of_text(v, &w);

	return s == CONV_OK ? store_bit(to, &w) : s;
}

/* ---- SQL_C_DOUBLE and SQL_C_FLOAT: NaN and the infinities pass ---- */

static enum conv_status double_of_int(const struct value *v, double *out)
{
	*out = (double)v->i;
	return CONV_OK;
}

static enum conv_status double_of_double(const struct value *v, double *out)
{
	*out = v->d;
	return CONV_OK;
}

static enum conv_status double_of_decimal(const struct value *v, double *out)
{
	struct numeral n = numeral_of_decimal(&v->decimal);

	return numeral_double(&n, out) ? CONV_OK : CONV_RANGE;
}

static enum conv_status double_of_text(const struct value *v, double *out)
{
	struct numeral n;

	if (!numeral_parse(v->span, &n))
		return CONV_BAD_TEXT;
	return numeral_double(&n, out) ? CONV_OK : CONV_RANGE;
}

/* From here on rounding to nearest gives infinity: half a unit above the greatest float. */
#define FLOAT_TOO_LARGE 0x1.ffffffp127

#define REAL(cls)                                                                       \
	enum conv_status encode_##cls##_double(const struct value *v, struct c_target *to) \
	{                                                                               \
		double d;                                                               \
		enum conv_status s = double_of_##cls(v, &d);                            \
                                                                                        \
		if (s == CONV_OK)                                                       \
			encode_store(to, &d, sizeof(d));                                \
		return s;                                                               \
	}                                                                               \
	enum conv_status encode_##cls##_float(const struct value *v, struct c_target *to)  \
	{                                                                               \
		double d;                                                               \
		enum conv_status s = double_of_##cls(v, &d);                            \
		float f;                                                                \
                                                                                        \
		if (s != CONV_OK)                                                       \
			return s;                                                       \
		if (isfinite(d) && fabs(d) >= FLOAT_TOO_LARGE)                          \
			return CONV_RANGE;                                              \
		f = (float)d;                                                           \
		encode_store(to, &f, sizeof(f));                                        \
		return CONV_OK;                                                         \
	}
REAL(int)
REAL(double)
REAL(decimal)
REAL(text)
#undef REAL

/* ---- SQL_C_NUMERIC, with the precision and scale that the descriptor asks for ---- */

#define NUMERIC_PRECISION 38 /* the greatest number of digits that always fits 128 bits */

static int at_most(int x, int limit)
{
	return x < limit ? x : limit;
}

/* What the structure says when the application did not: no digit is lost that it has room for. */
static void fit_numeric(const struct numeral *n, int scale, int *precision, int *out_scale)
{
	const int whole = numeral_whole_digits(n);

	*out_scale = at_most(at_most(scale, SCHAR_MAX), whole < *precision ? *precision - whole : 0);
	*precision = at_most(*precision, whole + *out_scale > 1 ? whole + *out_scale : 1);
}

static enum conv_status store_numeric(struct c_target *to, const struct numeral *n, int own_scale)
{
	SQL_NUMERIC_STRUCT out = {0};
	int precision = to->precision > 0 && to->precision < NUMERIC_PRECISION ? to->precision : NUMERIC_PRECISION;
	int scale = to->scale < SCHAR_MIN ? SCHAR_MIN : to->scale > SCHAR_MAX ? SCHAR_MAX : to->scale;
	unsigned __int128 value;
	bool lost;

	if (to->own_scale)
		fit_numeric(n, own_scale, &precision, &scale);
	if (!numeral_scaled(n, precision, scale, &value, &lost))
		return CONV_RANGE;
	out.precision = (SQLCHAR)precision;
	out.scale = (SQLSCHAR)scale;
	out.sign = !n->negative || !value;
	for (size_t i = 0; i < sizeof(out.val); i++) {
		out.val[i] = (SQLCHAR)(value & 0xff);
		value >>= 8;
	}
	encode_store(to, &out, sizeof(out));
	return lost ? CONV_FRACTION_TRUNC : CONV_OK;
}

enum conv_status encode_int_numeric(const struct value *v, struct c_target *to)
{
	char digits[20];
	struct numeral n = numeral_of_int(v->i, digits);

	return store_numeric(to, &n, 0);
}

/* By way of the shortest text, so that 0.1 is 0.1 and not its binary expansion. */
enum conv_status encode_double_numeric(const struct value *v, struct c_target *to)
{
	char text[NUMBER_TEXT_MAX];
	struct numeral n;
	size_t length = v->single ? number_from_float((float)v->d, text) : number_from_double(v->d, text);

	return numeral_parse(span_make(text, length), &n) ? store_numeric(to, &n, numeral_scale(&n)) : CONV_RANGE;
}

enum conv_status encode_decimal_numeric(const struct value *v, struct c_target *to)
{
	struct numeral n = numeral_of_decimal(&v->decimal);

	return store_numeric(to, &n, v->decimal.scale);
}

enum conv_status encode_text_numeric(const struct value *v, struct c_target *to)
{
	struct numeral n;

	if (!numeral_parse(v->span, &n) || n.kind != VALUE_FINITE)
		return CONV_BAD_TEXT;
	return store_numeric(to, &n, numeral_scale(&n));
}

enum conv_status encode_interval_numeric(const struct value *v, struct c_target *to)
{
	char digits[20];
	struct whole w;
	enum conv_status s = whole_of_interval(v, &w);
	struct numeral n;

	if (s != CONV_OK)
		return s;
	n = numeral_of_int(v->interval.days, digits);
	return store_numeric(to, &n, 0);
}
