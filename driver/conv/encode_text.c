/*
 * Anything as characters.  Appendix D: text and bytes are cut with 01004;
 * a number may lose fractional digits (01004) but no whole digit (22003); dates
 * and times may lose the fraction of the seconds and no more.  A cut never
 * falls inside a character, and the text is always terminated.
 */
#include "conv/encode.h"

#include "base/utf.h"
#include "conv/decimal.h"
#include "conv/render.h"

#include <string.h>

enum form { NARROW, WIDE };

static size_t unit_size(enum form form)
{
	return form == WIDE ? sizeof(utf_wide) : 1;
}

/* Units that fit before the terminator; the terminator itself must fit too. */
static bool unit_room(const struct c_target *to, enum form form, size_t *out)
{
	size_t units = to->room > 0 ? (size_t)to->room / unit_size(form) : 0;

	*out = units ? units - 1 : 0;
	return units > 0;
}

static void put_unit(struct c_target *to, enum form form, size_t at, char c)
{
	if (form == NARROW) {
		((char *)to->data)[at] = c;
	} else {
		utf_wide unit = (utf_wide)(unsigned char)c;

		memcpy((char *)to->data + at * sizeof(unit), &unit, sizeof(unit));
	}
}

/* Decides what fits of n ASCII characters of which `whole` must: the number to write, or failure. */
static enum conv_status plan(struct c_target *to, enum form form, size_t n, size_t whole, size_t *take)
{
	size_t room;

	to->length = (SQLLEN)(n * unit_size(form));
	*take = 0;
	if (!to->data)
		return CONV_OK;
	if (!unit_room(to, form, &room) || whole > room)
		return CONV_RANGE;
	*take = n < room ? n : room;
	return *take < n ? CONV_RIGHT_TRUNC : CONV_OK;
}

enum conv_status encode_store_ascii(struct c_target *to, const char *text, size_t n, size_t whole)
{
	size_t take;
	enum conv_status s = plan(to, NARROW, n, whole, &take);

	if (conv_failed(s) || !to->data)
		return s;
	memcpy(to->data, text, take);
	((char *)to->data)[take] = '\0';
	return s;
}

enum conv_status encode_store_ascii_wide(struct c_target *to, const char *text, size_t n, size_t whole)
{
	size_t take;
	enum conv_status s = plan(to, WIDE, n, whole, &take);

	if (conv_failed(s) || !to->data)
		return s;
	for (size_t i = 0; i < take; i++)
		put_unit(to, WIDE, i, text[i]);
	put_unit(to, WIDE, take, '\0');
	return s;
}

static enum conv_status put_rendered(const struct value *v, struct c_target *to, enum form form)
{
	struct rendered r;

	render(v, &r);
	if (form == NARROW)
		return encode_store_ascii(to, r.text, r.n, r.whole);
	return encode_store_ascii_wide(to, r.text, r.n, r.whole);
}

/* Narrow characters at the beginning of the buffer become wide ones, from the last to the first. */
static void widen(struct c_target *to, size_t n)
{
	while (n-- > 0)
		put_unit(to, WIDE, n, ((const char *)to->data)[n]);
}

static enum conv_status put_decimal(const struct value *v, struct c_target *to, enum form form)
{
	size_t take;
	enum conv_status s = plan(to, form, decimal_to_chars(&v->decimal, NULL, 0),
				  decimal_whole_length(&v->decimal), &take);

	if (conv_failed(s) || !to->data)
		return s;
	decimal_to_chars(&v->decimal, to->data, take);
	if (form == WIDE)
		widen(to, take);
	put_unit(to, form, take, '\0');
	return s;
}

static const char hex_digits[] = "0123456789ABCDEF";

/* Two digits a byte, never one of them alone. */
static enum conv_status put_hex(const struct value *v, struct c_target *to, enum form form)
{
	size_t n = v->span.n, room, take;

	to->length = (SQLLEN)(2 * n * unit_size(form));
	if (!to->data)
		return CONV_OK;
	if (!unit_room(to, form, &room))
		return CONV_RIGHT_TRUNC;
	take = n < room / 2 ? n : room / 2;
	for (size_t i = 0; i < take; i++) {
		unsigned char b = (unsigned char)v->span.p[i];

		put_unit(to, form, 2 * i, hex_digits[b >> 4]);
		put_unit(to, form, 2 * i + 1, hex_digits[b & 15]);
	}
	put_unit(to, form, 2 * take, '\0');
	return take < n ? CONV_RIGHT_TRUNC : CONV_OK;
}

enum conv_status encode_text_char(const struct value *v, struct c_target *to)
{
	struct span text = v->span;
	size_t room, take;

	to->length = (SQLLEN)text.n;
	if (!to->data)
		return CONV_OK;
	if (!unit_room(to, NARROW, &room))
		return CONV_RIGHT_TRUNC;
	take = text.n <= room ? text.n : utf8_cut(text, room);
	if (take)
		memcpy(to->data, text.p, take);
	((char *)to->data)[take] = '\0';
	return take < text.n ? CONV_RIGHT_TRUNC : CONV_OK;
}

/* An application may bind wide characters at an odd address: they go through an aligned stretch of our own. */
static size_t put_wide_unaligned(struct span *text, char *out, size_t room)
{
	utf_wide part[64];
	size_t units = 0, n;

	do {
		size_t most = room - units < LB_COUNT(part) ? room - units : LB_COUNT(part);

		n = utf8_to_wide(text, part, most);
		memcpy(out + units * sizeof(utf_wide), part, n * sizeof(utf_wide));
		units += n;
	} while (n && text->n);
	return units;
}

enum conv_status encode_text_wchar(const struct value *v, struct c_target *to)
{
	struct span text = v->span;
	size_t room, units;

	if (!to->data || !unit_room(to, WIDE, &room)) {
		to->length = (SQLLEN)(utf8_wide_units(text) * sizeof(utf_wide));
		return to->data ? CONV_RIGHT_TRUNC : CONV_OK;
	}
	if ((uintptr_t)to->data % sizeof(utf_wide))
		units = put_wide_unaligned(&text, to->data, room);
	else
		units = utf8_to_wide(&text, to->data, room);
	put_unit(to, WIDE, units, '\0');
	to->length = (SQLLEN)((units + (text.n ? utf8_wide_units(text) : 0)) * sizeof(utf_wide));
	return text.n ? CONV_RIGHT_TRUNC : CONV_OK;
}

#define BOTH(cls, put)                                                                  \
	enum conv_status encode_##cls##_char(const struct value *v, struct c_target *to)   \
	{                                                                               \
		return put(v, to, NARROW);                                              \
	}                                                                               \
	enum conv_status encode_##cls##_wchar(const struct value *v, struct c_target *to)  \
	{                                                                               \
		return put(v, to, WIDE);                                                \
	}
BOTH(int, put_rendered)
BOTH(double, put_rendered)
BOTH(decimal, put_decimal)
BOTH(bytes, put_hex)
BOTH(date, put_rendered)
BOTH(time, put_rendered)
BOTH(timestamp, put_rendered)
BOTH(interval, put_rendered)
BOTH(uuid, put_rendered)
#undef BOTH

static void append_hex(struct span bytes, struct strbuf *out)
{
	char *p = strbuf_reserve(out, 2 * bytes.n);

	if (!p)
		return;
	for (size_t i = 0; i < bytes.n; i++) {
		p[2 * i] = hex_digits[(unsigned char)bytes.p[i] >> 4];
		p[2 * i + 1] = hex_digits[(unsigned char)bytes.p[i] & 15];
	}
	strbuf_grew(out, 2 * bytes.n);
}

void encode_append(const struct value *v, struct strbuf *out)
{
	struct rendered r;

	switch (v->cls) {
	case VALUE_TEXT:
		strbuf_add_span(out, v->span);
		break;
	case VALUE_BYTES:
		append_hex(v->span, out);
		break;
	case VALUE_DECIMAL:
		decimal_to_text(&v->decimal, out);
		break;
	default:
		render(v, &r);
		strbuf_add(out, r.text, r.n);
		break;
	}
}
