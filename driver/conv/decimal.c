#include "conv/decimal.h"

#include "base/number.h"
#include "base/wire.h"

#include <math.h>
#include <string.h>

/* PostgreSQL's numeric on the wire: groups of four digits, and these words in the sign's place. */
#define GROUP 4
#define SIGN_PLUS 0x0000
#define SIGN_MINUS 0x4000
#define SIGN_NAN 0xC000
#define SIGN_PLUS_INFINITY 0xD000
#define SIGN_MINUS_INFINITY 0xF000

#define NUMERIC_STRUCT_DIGITS 38
#define FAR_AWAY (INT32_MAX / 2) /* beyond any range, and sums of it stay within 32 bits */

/*
 * Room for n bytes at the end of scratch.  The span is followed when it lies in scratch and that moves.
 */
static char *reserve_following(struct strbuf *scratch, size_t n, struct span *s)
{
	uintptr_t start = (uintptr_t)scratch->p, at = (uintptr_t)s->p;
	bool inside = scratch->p && at >= start && at <= start + scratch->n;
	char *p = strbuf_reserve(scratch, n);

	if (p && inside)
		s->p = scratch->p + (at - start);
	return p;
}

/* ---- from text ---- */

static bool special_from_text(struct span s, bool negative, struct decimal *out)
{
	if (span_iis(s, "nan"))
		out->kind = VALUE_NAN;
	else if (span_iis(s, "inf") || span_iis(s, "infinity"))
		out->kind = negative ? VALUE_MINUS_INFINITY : VALUE_PLUS_INFINITY;
	else
		return false;
	return true;
}

static int32_t within(int64_t n, int32_t least)
{
	return (int32_t)(n < least ? least : n > FAR_AWAY ? FAR_AWAY : n);
}

static enum conv_status check_range(const struct decimal *d)
{
	size_t zeroes = 0;

	while (zeroes < d->digits.n && d->digits.p[zeroes] == '0')
		zeroes++;
	if (zeroes < d->digits.n && d->point - (int64_t)zeroes > DECIMAL_WHOLE_MAX)
		return CONV_RANGE;
	return d->scale > DECIMAL_SCALE_MAX ? CONV_RANGE : CONV_OK;
}

enum conv_status decimal_from_text(struct span text, struct decimal *out, struct strbuf *scratch)
{
	struct span s = span_trim(text);
	const char *p, *end;
	char *digits;
	size_t n = 0, whole = 0, fraction = 0;
	bool after = false;
	int64_t exponent = 0;

	if (s.n > FAR_AWAY)
		return CONV_RANGE;
	digits = reserve_following(scratch, s.n, &s);
	if (!digits)
		return CONV_NO_MEMORY;
	p = s.p;
	end = s.p + s.n;
	*out = (struct decimal){.negative = s.n && *p == '-'};
	if (p < end && (*p == '-' || *p == '+'))
		p++;
	if (special_from_text(span_make(p, (size_t)(end - p)), out->negative, out))
		return CONV_OK;
	for (; p < end && (ascii_is_digit(*p) || (*p == '.' && !after)); p++) {
		if (*p == '.') {
			after = true;
			continue;
		}
		digits[n++] = *p;
		*(after ? &fraction : &whole) += 1;
	}
	if (!n || !number_parse_exponent(span_make(p, (size_t)(end - p)), &exponent))
		return CONV_BAD_TEXT;
	strbuf_grew(scratch, n);
	out->digits = span_make(digits, n);
	out->point = within((int64_t)whole + exponent, -FAR_AWAY);
	out->scale = within((int64_t)fraction - exponent, 0);
	return check_range(out);
}

/* ---- from PostgreSQL ---- */

static bool kind_of_sign(uint16_t sign, struct decimal *out)
{
	switch (sign) {
	case SIGN_PLUS:
		return true;
	case SIGN_MINUS:
		out->negative = true;
		return true;
	case SIGN_NAN:
		out->kind = VALUE_NAN;
		return true;
	case SIGN_PLUS_INFINITY:
		out->kind = VALUE_PLUS_INFINITY;
		return true;
	case SIGN_MINUS_INFINITY:
		out->kind = VALUE_MINUS_INFINITY;
		out->negative = true;
		return true;
	default:
		return false;
	}
}

enum conv_status decimal_from_wire(struct span bytes, struct decimal *out, struct strbuf *scratch)
{
	struct span from = bytes;
	struct wire w;
	size_t groups;
	uint16_t sign;
	char *digits;

	*out = (struct decimal){0};
	digits = reserve_following(scratch, bytes.n * 2, &from);
	if (!digits)
		return CONV_NO_MEMORY;
	w = wire_read(from);
	groups = wire_u16(&w);
	out->point = (wire_i16(&w) + 1) * GROUP;
	sign = wire_u16(&w);
	out->scale = wire_u16(&w) & 0x3FFF;
	if (w.bad || !kind_of_sign(sign, out) || w.left != groups * 2)
		return CONV_BAD_WIRE;
	for (size_t i = 0; i < groups; i++) {
		unsigned group = wire_u16(&w);
		char *to = digits + i * GROUP;

		if (group > 9999)
			return CONV_BAD_WIRE;
		to[0] = (char)('0' + group / 1000);
		to[1] = (char)('0' + group / 100 % 10);
		to[2] = (char)('0' + group / 10 % 10);
		to[3] = (char)('0' + group % 10);
	}
	strbuf_grew(scratch, groups * GROUP);
	out->digits = span_make(digits, groups * GROUP);
	return CONV_OK;
}

/* ---- from numbers of C ---- */

static enum conv_status from_digits(const char *text, size_t n, struct decimal *out, struct strbuf *scratch)
{
	char *digits = strbuf_reserve(scratch, n);

	if (!digits)
		return CONV_NO_MEMORY;
	memcpy(digits, text, n);
	strbuf_grew(scratch, n);
	out->digits = span_make(digits, n);
	out->point = (int32_t)n;
	return CONV_OK;
}

enum conv_status decimal_from_uint(uint64_t value, struct decimal *out, struct strbuf *scratch)
{
	char text[NUMBER_TEXT_MAX];
	size_t n;

	*out = (struct decimal){0};
	n = number_from_uint(value, text);
	return from_digits(text, n, out, scratch);
}

enum conv_status decimal_from_int(int64_t value, struct decimal *out, struct strbuf *scratch)
{
	enum conv_status s = decimal_from_uint(value < 0 ? -(uint64_t)value : (uint64_t)value, out, scratch);

	out->negative = value < 0;
	return s;
}

enum conv_status decimal_from_double(double value, bool single, struct decimal *out, struct strbuf *scratch)
{
	char text[NUMBER_TEXT_MAX];
	size_t n = single ? number_from_float((float)value, text) : number_from_double(value, text);

	return decimal_from_text(span_make(text, n), out, scratch);
}

enum conv_status decimal_from_numeric_struct(const SQL_NUMERIC_STRUCT *n, struct decimal *out, struct strbuf *scratch)
{
	unsigned __int128 value = 0;
	char text[40];
	size_t at = sizeof(text);
	enum conv_status s;

	for (size_t i = SQL_MAX_NUMERIC_LEN; i-- > 0;)
		value = value << 8 | n->val[i];
	do {
		text[--at] = (char)('0' + (int)(value % 10));
		value /= 10;
	} while (value);
	*out = (struct decimal){.negative = n->sign == 0};
	s = from_digits(text + at, sizeof(text) - at, out, scratch);
	out->point -= n->scale;
	out->scale = n->scale > 0 ? n->scale : 0;
	return s;
}

/* ---- to text ---- */

struct output {
	char *p;
	size_t room, n;
};

static void emit(struct output *o, const char *bytes, size_t n)
{
	size_t fits = o->n < o->room ? o->room - o->n : 0;

	if (fits)
		memcpy(o->p + o->n, bytes, n < fits ? n : fits);
	o->n += n;
}

static void emit_zeroes(struct output *o, size_t n)
{
	size_t fits = o->n < o->room ? o->room - o->n : 0;

	if (fits)
		memset(o->p + o->n, '0', n < fits ? n : fits);
	o->n += n;
}

/* The digits from position `from` to `to` (0 is the first of the span), zeroes where the span has none. */
static void emit_range(struct output *o, struct span digits, int64_t from, int64_t to)
{
	int64_t have = (int64_t)digits.n, a, b;

	if (from >= to)
		return;
	if (from < 0) {
		emit_zeroes(o, (size_t)((to < 0 ? to : 0) - from));
		from = to < 0 ? to : 0;
	}
	a = from < have ? from : have;
	b = to < have ? to : have;
	if (a < b)
		emit(o, digits.p + a, (size_t)(b - a));
	from = from > b ? from : b;
	if (from < to)
		emit_zeroes(o, (size_t)(to - from));
}

static const char *special_text(enum value_kind kind)
{
	return kind == VALUE_NAN ? "NaN" : kind == VALUE_PLUS_INFINITY ? "Infinity" : "-Infinity";
}

static void emit_whole(struct output *o, const struct decimal *d)
{
	int64_t first = 0;

	while (first < d->point && first < (int64_t)d->digits.n && d->digits.p[first] == '0')
		first++;
	if (d->negative && !decimal_is_zero(d))
		emit(o, "-", 1);
	if (first >= d->point || first == (int64_t)d->digits.n)
		emit(o, "0", 1);
	else
		emit_range(o, d->digits, first, d->point);
}

size_t decimal_to_chars(const struct decimal *d, char *out, size_t room)
{
	struct output o = {out, room, 0};

	if (d->kind != VALUE_FINITE) {
		emit(&o, special_text(d->kind), strlen(special_text(d->kind)));
		return o.n;
	}
	emit_whole(&o, d);
	if (d->scale > 0) {
		emit(&o, ".", 1);
		emit_range(&o, d->digits, d->point, (int64_t)d->point + d->scale);
	}
	return o.n;
}

size_t decimal_whole_length(const struct decimal *d)
{
	struct output o = {0};

	if (d->kind != VALUE_FINITE)
		return strlen(special_text(d->kind));
	emit_whole(&o, d);
	return o.n;
}

void decimal_to_text(const struct decimal *d, struct strbuf *out)
{
	size_t n = decimal_to_chars(d, NULL, 0);
	char *p = strbuf_reserve(out, n);

	if (!p)
		return;
	decimal_to_chars(d, p, n);
	strbuf_grew(out, n);
}

/* ---- to PostgreSQL ---- */

/* The digits without zeroes at either end, and where the point is then. */
static struct span significant(const struct decimal *d, int32_t *point)
{
	struct span s = d->digits;

	*point = d->point;
	for (; s.n && s.p[0] == '0'; s.p++, s.n--)
		(*point)--;
	while (s.n && s.p[s.n - 1] == '0')
		s.n--;
	return s;
}

static uint16_t sign_word(const struct decimal *d)
{
	switch (d->kind) {
	case VALUE_NAN:
		return SIGN_NAN;
	case VALUE_PLUS_INFINITY:
		return SIGN_PLUS_INFINITY;
	case VALUE_MINUS_INFINITY:
		return SIGN_MINUS_INFINITY;
	default:
		return d->negative && !decimal_is_zero(d) ? SIGN_MINUS : SIGN_PLUS;
	}
}

static void put_groups(struct strbuf *out, struct span digits, size_t lead, size_t groups)
{
	for (size_t i = 0; i < groups; i++) {
		unsigned group = 0;

		for (size_t k = i * GROUP; k < (i + 1) * GROUP; k++) {
			bool inside = k >= lead && k - lead < digits.n;

			group = group * 10 + (inside ? (unsigned)(digits.p[k - lead] - '0') : 0);
		}
		wire_put_u16(out, (uint16_t)group);
	}
}

enum conv_status decimal_to_wire(const struct decimal *d, struct strbuf *out)
{
	struct span digits = {"", 0};
	int32_t point = 0, weight = 0, scale = 0;
	size_t lead = 0, groups = 0;

	if (d->kind == VALUE_FINITE) {
		digits = significant(d, &point);
		scale = d->scale > 0 ? d->scale : 0;
		if (digits.n && (int64_t)digits.n - point > scale)
			scale = (int32_t)((int64_t)digits.n - point);
		if ((digits.n && point > DECIMAL_WHOLE_MAX) || scale > DECIMAL_SCALE_MAX)
			return CONV_RANGE;
	}
	if (digits.n) {
		weight = (point + GROUP - 1 - (point + GROUP - 1 < 0 ? GROUP - 1 : 0)) / GROUP - 1;
		lead = (size_t)((weight + 1) * GROUP - point);
		groups = (lead + digits.n + GROUP - 1) / GROUP;
	}
	wire_put_u16(out, (uint16_t)groups);
	wire_put_i16(out, (int16_t)weight);
	wire_put_u16(out, sign_word(d));
	wire_put_u16(out, (uint16_t)scale);
	put_groups(out, digits, lead, groups);
	return strbuf_failed(out) ? CONV_NO_MEMORY : CONV_OK;
}

/* ---- to numbers of C ---- */

/* Is a digit other than 0 at or behind this position? */
static bool any_from(struct span digits, int64_t at)
{
	for (size_t i = at < 0 ? 0 : (size_t)at; i < digits.n; i++)
		if (digits.p[i] != '0')
			return true;
	return false;
}

bool decimal_is_zero(const struct decimal *d)
{
	return d->kind == VALUE_FINITE && !any_from(d->digits, 0);
}

bool decimal_is_whole(const struct decimal *d)
{
	return d->kind == VALUE_FINITE && !any_from(d->digits, d->point);
}

/* The first `keep` digits as a number, zeroes appended where there are fewer; false when it is over 10^38 - 1. */
static bool leading_value(struct span digits, int64_t keep, unsigned __int128 *out)
{
	unsigned __int128 value = 0;
	int count = 0;

	for (int64_t i = 0; i < keep; i++) {
		int digit = i < (int64_t)digits.n ? digits.p[i] - '0' : 0;

		if (!value && i >= (int64_t)digits.n)
			break;
		if ((value || digit) && ++count > NUMERIC_STRUCT_DIGITS)
			return false;
		value = value * 10 + (unsigned)digit;
	}
	*out = value;
	return true;
}

static enum conv_status whole_value(const struct decimal *d, uint64_t limit, uint64_t *out)
{
	unsigned __int128 value;

	if (d->kind != VALUE_FINITE || !leading_value(d->digits, d->point, &value) || value > limit)
		return CONV_RANGE;
	*out = (uint64_t)value;
	return decimal_is_whole(d) ? CONV_OK : CONV_FRACTION_TRUNC;
}

enum conv_status decimal_to_int(const struct decimal *d, int64_t *out)
{
	uint64_t value = 0;
	enum conv_status s = whole_value(d, (uint64_t)INT64_MAX + d->negative, &value);

	if (!conv_failed(s))
		*out = (int64_t)(d->negative ? -value : value);
	return s;
}

enum conv_status decimal_to_uint(const struct decimal *d, uint64_t *out)
{
	return whole_value(d, d->negative ? 0 : UINT64_MAX, out);
}

/* "-.DIGITSe<point>" at the end of scratch; the caller cuts it off again. */
static bool scientific(const struct decimal *d, struct strbuf *scratch, struct span *out)
{
	struct span digits = d->digits;
	size_t start = scratch->n;

	if (!reserve_following(scratch, digits.n + NUMBER_TEXT_MAX, &digits))
		return false;
	strbuf_add_text(scratch, d->negative ? "-." : ".");
	if (digits.n)
		strbuf_add(scratch, digits.p, digits.n);
	else
		strbuf_add_char(scratch, '0');
	strbuf_add_char(scratch, 'e');
	strbuf_add_int(scratch, d->point);
	if (strbuf_failed(scratch))
		return false;
	*out = span_make(scratch->p + start, scratch->n - start);
	return true;
}

static bool special_double(enum value_kind kind, double *out)
{
	*out = kind == VALUE_NAN ? (double)NAN : kind == VALUE_PLUS_INFINITY ? (double)INFINITY : -(double)INFINITY;
	return kind != VALUE_FINITE;
}

enum conv_status decimal_to_double(const struct decimal *d, double *out, struct strbuf *scratch)
{
	size_t start = scratch->n;
	struct span text;

	if (special_double(d->kind, out))
		return CONV_OK;
	if (!scientific(d, scratch, &text))
		return CONV_NO_MEMORY;
	(void)number_parse_double(text, out);
	strbuf_cut(scratch, start);
	return isinf(*out) ? CONV_RANGE : CONV_OK; /* too small is 0, as it is for a cast */
}

enum conv_status decimal_to_float(const struct decimal *d, float *out, struct strbuf *scratch)
{
	size_t start = scratch->n;
	struct span text;
	double special;

	if (special_double(d->kind, &special)) {
		*out = (float)special;
		return CONV_OK;
	}
	if (!scientific(d, scratch, &text))
		return CONV_NO_MEMORY;
	(void)number_parse_float(text, out);
	strbuf_cut(scratch, start);
	return isinf(*out) ? CONV_RANGE : CONV_OK;
}

enum conv_status decimal_to_numeric_struct(const struct decimal *d, SQLSMALLINT precision, SQLSMALLINT scale,
					   SQL_NUMERIC_STRUCT *out)
{
	unsigned __int128 value, limit = 1;
	int digits = precision > 0 && precision < NUMERIC_STRUCT_DIGITS ? precision : NUMERIC_STRUCT_DIGITS;

	if (d->kind != VALUE_FINITE || !leading_value(d->digits, (int64_t)d->point + scale, &value))
		return CONV_RANGE;
	for (int i = 0; i < digits; i++)
		limit *= 10;
	if (value >= limit)
		return CONV_RANGE;
	*out = (SQL_NUMERIC_STRUCT){.precision = (SQLCHAR)digits, .scale = (SQLSCHAR)scale};
	out->sign = !(d->negative && value);
	for (size_t i = 0; i < SQL_MAX_NUMERIC_LEN; i++, value >>= 8)
		out->val[i] = (SQLCHAR)value;
	return any_from(d->digits, (int64_t)d->point + scale) ? CONV_FRACTION_TRUNC : CONV_OK;
}

/* ---- scale ---- */

static void keep_digits(struct decimal *d, int64_t n)
{
	if (n <= 0)
		d->digits = span_make("", 0);
	else if ((uint64_t)n < d->digits.n)
		d->digits.n = (size_t)n;
}

enum conv_status decimal_truncate(struct decimal *d, int32_t scale)
{
	int64_t keep = (int64_t)d->point + scale;
	bool lost;

	if (d->kind != VALUE_FINITE)
		return CONV_OK;
	lost = any_from(d->digits, keep);
	keep_digits(d, keep);
	d->scale = scale > 0 ? scale : 0;
	return lost ? CONV_FRACTION_TRUNC : CONV_OK;
}

enum conv_status decimal_round(struct decimal *d, int32_t scale, struct strbuf *scratch)
{
	int64_t keep = (int64_t)d->point + scale;
	size_t n, i;
	char *to;

	if (d->kind != VALUE_FINITE || keep < 0 || keep >= (int64_t)d->digits.n || d->digits.p[keep] < '5')
		return decimal_truncate(d, scale);
	n = (size_t)keep;
	to = reserve_following(scratch, n + 1, &d->digits);
	if (!to)
		return CONV_NO_MEMORY;
	to[0] = '0';
	memcpy(to + 1, d->digits.p, n);
	strbuf_grew(scratch, n + 1);
	for (i = n; to[i] == '9'; i--)
		to[i] = '0';
	to[i]++;
	d->digits = span_make(to, n + 1);
	d->point++;
	d->scale = scale > 0 ? scale : 0;
	return CONV_FRACTION_TRUNC;
}
