#include "conv/from_c.h"

#include "base/civil.h"
#include "base/utf.h"
#include "base/wire.h"
#include "conv/decimal.h"

#include <string.h>

#define NS_PER_US 1000u
#define NS_PER_SECOND 1000000000u

/* ---- characters and bytes ---- */

static struct span source_span(const struct c_source *from)
{
	return from->length > 0 ? span_make(from->data, (size_t)from->length) : span_make("", 0);
}

enum conv_status from_c_char(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	(void)scratch;
	out->cls = VALUE_TEXT;
	out->span = source_span(from);
	return utf8_valid(out->span) ? CONV_OK : CONV_BAD_TEXT;
}

/* Wide characters at an odd address are gathered in pieces; a pair of surrogates is kept together. */
static bool append_unaligned(const char *p, size_t units, struct strbuf *out)
{
	utf_wide part[64];

	while (units) {
		size_t n = units < LB_COUNT(part) ? units : LB_COUNT(part);

		memcpy(part, p, n * sizeof(utf_wide));
		if (n < units && part[n - 1] >= 0xd800 && part[n - 1] <= 0xdbff)
			n--;
		if (!wide_to_utf8(part, n, out))
			return false;
		p += n * sizeof(utf_wide);
		units -= n;
	}
	return true;
}

enum conv_status from_c_wchar(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	struct span bytes = source_span(from);
	size_t start = scratch->n, units = bytes.n / sizeof(utf_wide);
	bool good;

	if (bytes.n % sizeof(utf_wide))
		return CONV_BAD_TEXT;
	if (!units)
		good = true;
	else if ((uintptr_t)bytes.p % sizeof(utf_wide))
		good = append_unaligned(bytes.p, units, scratch);
	else
		good = wide_to_utf8((const utf_wide *)(const void *)bytes.p, units, scratch);
	if (strbuf_failed(scratch))
		return CONV_NO_MEMORY;
	if (!good)
		return CONV_BAD_TEXT;
	out->cls = VALUE_TEXT;
	out->span = span_make(strbuf_text(scratch) + start, scratch->n - start);
	return CONV_OK;
}

enum conv_status from_c_binary(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	(void)scratch;
	out->cls = VALUE_BYTES;
	out->span = source_span(from);
	return CONV_OK;
}

static int hex_value(char c)
{
	c = ascii_lower(c);
	return ascii_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "C to SQL: Character" wants pairs of digits; PostgreSQL's own prefix \x is let through. */
static enum conv_status text_to_bytes(struct value *v, struct strbuf *scratch)
{
	struct span text = v->span;
	size_t n;
	char *p;

	if (span_starts(text, "\\x"))
		text = span_make(text.p + 2, text.n - 2);
	n = text.n / 2;
	if (text.n % 2)
		return CONV_BAD_TEXT;
	for (size_t i = 0; i < text.n; i++)
		if (hex_value(text.p[i]) < 0)
			return CONV_BAD_TEXT;
	/* The digits may lie in scratch, which moves: the bytes replace them where they are. */
	if (scratch->n && text.p >= scratch->p && text.p < scratch->p + scratch->n) {
		p = scratch->p + (text.p - scratch->p);
	} else {
		p = strbuf_reserve(scratch, n);
		if (!p)
			return CONV_NO_MEMORY;
		strbuf_grew(scratch, n);
	}
	for (size_t i = 0; i < n; i++)
		p[i] = (char)(hex_value(text.p[2 * i]) * 16 + hex_value(text.p[2 * i + 1]));
	v->cls = VALUE_BYTES;
	v->span = span_make(p, n);
	return CONV_OK;
}

enum conv_status from_c_char_hex(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	enum conv_status s = from_c_char(from, out, scratch);

	return s == CONV_OK ? text_to_bytes(out, scratch) : s;
}

enum conv_status from_c_wchar_hex(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	enum conv_status s = from_c_wchar(from, out, scratch);

	return s == CONV_OK ? text_to_bytes(out, scratch) : s;
}

/* ---- numbers ---- */

#define INTEGER(name, type)                                                                                   \
	enum conv_status from_c_##name(const struct c_source *from, struct value *out, struct strbuf *scratch) \
	{                                                                                                     \
		type x;                                                                                       \
                                                                                                              \
		(void)scratch;                                                                                \
		memcpy(&x, from->data, sizeof(x));                                                            \
		out->cls = VALUE_INT;                                                                         \
		out->i = (int64_t)x;                                                                          \
		return CONV_OK;                                                                               \
	}
INTEGER(stinyint, SQLSCHAR)
INTEGER(utinyint, SQLCHAR)
INTEGER(sshort, SQLSMALLINT)
INTEGER(ushort, SQLUSMALLINT)
INTEGER(slong, SQLINTEGER)
INTEGER(ulong, SQLUINTEGER)
INTEGER(sbigint, int64_t)
#undef INTEGER

enum conv_status from_c_ubigint(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	uint64_t x;

	memcpy(&x, from->data, sizeof(x));
	if (x > INT64_MAX) {
		out->cls = VALUE_DECIMAL;
		return decimal_from_uint(x, &out->decimal, scratch);
	}
	out->cls = VALUE_INT;
	out->i = (int64_t)x;
	return CONV_OK;
}

enum conv_status from_c_bit(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	unsigned char x;

	(void)scratch;
	memcpy(&x, from->data, sizeof(x));
	out->cls = VALUE_INT;
	out->i = x;
	return x > 1 ? CONV_RANGE : CONV_OK;
}

enum conv_status from_c_double(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	(void)scratch;
	out->cls = VALUE_DOUBLE;
	memcpy(&out->d, from->data, sizeof(out->d));
	out->single = false;
	return CONV_OK;
}

enum conv_status from_c_float(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	float f;

	(void)scratch;
	memcpy(&f, from->data, sizeof(f));
	out->cls = VALUE_DOUBLE;
	out->d = (double)f;
	out->single = true;
	return CONV_OK;
}

/*
 * The reference ("C Data Types", note on SQL_C_NUMERIC) has the scale come from
 * the descriptor alone.  Applications that fill in the structure only are
 * common, and a scale of 0 is what they have in the descriptor.
 */
enum conv_status from_c_numeric(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	SQL_NUMERIC_STRUCT n;

	memcpy(&n, from->data, sizeof(n));
	if (from->scale)
		n.scale = (SQLSCHAR)from->scale;
	out->cls = VALUE_DECIMAL;
	return decimal_from_numeric_struct(&n, &out->decimal, scratch);
}

/* ---- dates and times: fields that no calendar has are 22007 ---- */

static bool read_date(int year, int month, int day, struct datetime *out)
{
	if (!civil_date_valid(year, month, day))
		return false;
	out->days = civil_days(year, month, day);
	return true;
}

static bool read_clock(unsigned hour, unsigned minute, unsigned second, uint32_t ns, struct datetime *out)
{
	if (hour > 23 || minute > 59 || second > 59 || ns >= NS_PER_SECOND)
		return false;
	out->us = civil_us((int)hour, (int)minute, (int)second, (int)(ns / NS_PER_US));
	return true;
}

static struct datetime *begin_datetime(struct value *out, enum value_class cls)
{
	out->cls = cls;
	out->datetime = (struct datetime){.kind = VALUE_FINITE};
	return &out->datetime;
}

enum conv_status from_c_date(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	SQL_DATE_STRUCT d;

	(void)scratch;
	memcpy(&d, from->data, sizeof(d));
	return read_date(d.year, d.month, d.day, begin_datetime(out, VALUE_DATE)) ? CONV_OK : CONV_BAD_DATETIME;
}

enum conv_status from_c_time(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	SQL_TIME_STRUCT t;

	(void)scratch;
	memcpy(&t, from->data, sizeof(t));
	return read_clock(t.hour, t.minute, t.second, 0, begin_datetime(out, VALUE_TIME)) ? CONV_OK : CONV_BAD_DATETIME;
}

enum conv_status from_c_time_today(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	enum conv_status s = from_c_time(from, out, scratch);

	out->cls = VALUE_TIMESTAMP;
	out->datetime.days = from->today_days;
	return s;
}

enum conv_status from_c_timestamp(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	SQL_TIMESTAMP_STRUCT t;
	struct datetime *d = begin_datetime(out, VALUE_TIMESTAMP);

	(void)scratch;
	memcpy(&t, from->data, sizeof(t));
	if (!read_date(t.year, t.month, t.day, d) || !read_clock(t.hour, t.minute, t.second, t.fraction, d))
		return CONV_BAD_DATETIME;
	return t.fraction % NS_PER_US ? CONV_FRACTION_TRUNC : CONV_OK;
}

enum conv_status from_c_timestamp_date(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	SQL_TIMESTAMP_STRUCT t;

	(void)scratch;
	memcpy(&t, from->data, sizeof(t));
	if (!read_date(t.year, t.month, t.day, begin_datetime(out, VALUE_DATE)))
		return CONV_BAD_DATETIME;
	return t.hour || t.minute || t.second || t.fraction ? CONV_DATETIME_OVERFLOW : CONV_OK;
}

/* The date fields are ignored, whatever they hold; PostgreSQL's time keeps the fraction. */
enum conv_status from_c_timestamp_time(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	SQL_TIMESTAMP_STRUCT t;

	(void)scratch;
	memcpy(&t, from->data, sizeof(t));
	if (!read_clock(t.hour, t.minute, t.second, t.fraction, begin_datetime(out, VALUE_TIME)))
		return CONV_BAD_DATETIME;
	return t.fraction % NS_PER_US ? CONV_FRACTION_TRUNC : CONV_OK;
}

/* ---- GUID ---- */

enum conv_status from_c_guid(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	SQLGUID g;
	size_t start = scratch->n;

	memcpy(&g, from->data, sizeof(g));
	wire_put_u32(scratch, (uint32_t)g.Data1);
	wire_put_u16(scratch, g.Data2);
	wire_put_u16(scratch, g.Data3);
	strbuf_add(scratch, g.Data4, sizeof(g.Data4));
	if (strbuf_failed(scratch))
		return CONV_NO_MEMORY;
	out->cls = VALUE_UUID;
	out->span = span_make(strbuf_text(scratch) + start, 16);
	return CONV_OK;
}

/* ---- SQL_C_BINARY for the others ---- */

#define EXACTLY(name, size)                                                                                          \
	enum conv_status from_c_binary_##name(const struct c_source *from, struct value *out, struct strbuf *scratch) \
	{                                                                                                            \
		return from->length == (SQLLEN)(size) ? from_c_##name(from, out, scratch) : CONV_RANGE;              \
	}
EXACTLY(bit, 1)
EXACTLY(sshort, sizeof(SQLSMALLINT))
EXACTLY(slong, sizeof(SQLINTEGER))
EXACTLY(ulong, sizeof(SQLUINTEGER))
EXACTLY(sbigint, 8)
EXACTLY(float, sizeof(float))
EXACTLY(double, sizeof(double))
EXACTLY(date, sizeof(SQL_DATE_STRUCT))
EXACTLY(time, sizeof(SQL_TIME_STRUCT))
EXACTLY(timestamp, sizeof(SQL_TIMESTAMP_STRUCT))
EXACTLY(interval, sizeof(SQL_INTERVAL_STRUCT))
#undef EXACTLY

enum conv_status from_c_binary_uuid(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	(void)scratch;
	out->cls = VALUE_UUID;
	out->span = source_span(from);
	return out->span.n == 16 ? CONV_OK : CONV_RANGE;
}

/* Bytes for a character type are its characters. */
enum conv_status from_c_binary_text(const struct c_source *from, struct value *out, struct strbuf *scratch)
{
	return from_c_char(from, out, scratch);
}
