#include "conv/chunk.h"

#include "base/utf.h"
#include "conv/encode.h"
#include "conv/render.h"

#include <string.h>

static enum chunk_form form_of(enum c_type to, enum value_class cls)
{
	if (to == C_TYPE_CHAR)
		return CHUNK_CHAR;
	if (to == C_TYPE_WCHAR)
		return CHUNK_WCHAR;
	/* Other values as SQL_C_BINARY are structures of a fixed size. */
	return to == C_TYPE_BINARY && (cls == VALUE_TEXT || cls == VALUE_BYTES) ? CHUNK_BINARY : CHUNK_WHOLE;
}

static bool lies_in(struct span part, struct span all)
{
	return part.p >= all.p && part.p + part.n <= all.p + all.n;
}

static SQLLEN measure(const struct chunk *c)
{
	switch (c->form) {
	case CHUNK_CHAR:
		return (SQLLEN)(c->hex ? 2 * c->source.n : c->source.n);
	case CHUNK_WCHAR:
		return (SQLLEN)((c->hex ? 2 * c->source.n : utf8_wide_units(c->source)) * sizeof(utf_wide));
	case CHUNK_BINARY:
	case CHUNK_WHOLE:
		break;
	}
	return (SQLLEN)c->source.n;
}

enum conv_status chunk_start(struct chunk *c, const struct conv_step *step, enum pg_kind kind, struct span cell,
			     struct strbuf *scratch)
{
	struct value v;
	enum conv_status s;

	(void)kind;
	*c = (struct chunk){.step = *step, .source = cell};
	if (form_of(step->to, VALUE_TEXT) == CHUNK_WHOLE)
		return CONV_OK;
	if (step->verbatim && step->to != C_TYPE_BINARY) {
		c->form = form_of(step->to, VALUE_TEXT);
		if (step->verbatim_as != VALUE_TEXT)
			c->whole = render_whole(step->verbatim_as, cell);
		if (c->form == CHUNK_WCHAR) /* money may have a sign that is not ASCII */
			c->whole = utf8_wide_units(span_make(cell.p, c->whole));
		c->left = measure(c);
		return CONV_OK;
	}
	s = step->decode(cell, &v, scratch);
	if (s != CONV_OK)
		return s;
	c->form = form_of(step->to, v.cls);
	if (c->form == CHUNK_WHOLE)
		return CONV_OK;
	if (v.cls != VALUE_TEXT && v.cls != VALUE_BYTES) {
		encode_append(&v, &c->text);
		c->whole = render_whole(v.cls, strbuf_span(&c->text));
		c->source = strbuf_span(&c->text);
	} else if (lies_in(v.span, cell)) {
		c->source = v.span;
	} else {
		strbuf_add_span(&c->text, v.span); /* scratch will not wait for the next piece */
		c->source = strbuf_span(&c->text);
	}
	if (strbuf_failed(&c->text)) {
		chunk_release(c);
		return CONV_NO_MEMORY;
	}
	c->hex = v.cls == VALUE_BYTES && c->form != CHUNK_BINARY;
	c->left = measure(c);
	return CONV_OK;
}

static const char hex_digits[] = "0123456789ABCDEF";

static void put_unit(void *data, size_t at, char c, bool wide)
{
	if (wide) {
		utf_wide unit = (utf_wide)(unsigned char)c;

		memcpy((char *)data + at * sizeof(unit), &unit, sizeof(unit));
	} else {
		((char *)data)[at] = c;
	}
}

/* Is the piece to be filled, where whole characters leave room? */
static bool fills(size_t bytes, size_t given)
{
	return bytes >= CHUNK_FILL || !given;
}

/* Units written, `room` being those before the terminator. */
static size_t piece_hex(struct chunk *c, void *data, size_t room, bool wide)
{
	size_t units = 0;

	if (c->digit && room) {
		put_unit(data, units++, c->digit, wide);
		c->digit = '\0';
	}
	for (; c->source.n && units + 2 <= room; units += 2) {
		const unsigned char b = (unsigned char)*c->source.p;

		put_unit(data, units, hex_digits[b >> 4], wide);
		put_unit(data, units + 1, hex_digits[b & 15], wide);
		c->source = span_make(c->source.p + 1, c->source.n - 1);
	}
	if (c->source.n && units < room && fills(room * (wide ? sizeof(utf_wide) : 1), units)) {
		const unsigned char b = (unsigned char)*c->source.p;

		put_unit(data, units++, hex_digits[b >> 4], wide);
		c->digit = hex_digits[b & 15];
		c->source = span_make(c->source.p + 1, c->source.n - 1);
	}
	return units;
}

static size_t piece_char(struct chunk *c, char *data, size_t room)
{
	size_t take = c->source.n;

	if (take > room) {
		take = utf8_cut(c->source, room);
		if (fills(room, take))
			take = room;
	}
	if (take)
		memcpy(data, c->source.p, take);
	c->source = span_make(c->source.p + take, c->source.n - take);
	return take;
}

static size_t whole_wide(struct chunk *c, char *data, size_t room)
{
	utf_wide part[128];
	size_t units = 0, n;

	if ((uintptr_t)data % sizeof(utf_wide) == 0)
		return utf8_to_wide(&c->source, (utf_wide *)(void *)data, room);
	do {
		size_t most = room - units < LB_COUNT(part) ? room - units : LB_COUNT(part);

		n = utf8_to_wide(&c->source, part, most);
		memcpy(data + units * sizeof(utf_wide), part, n * sizeof(utf_wide));
		units += n;
	} while (n && c->source.n);
	return units;
}

static size_t piece_wide(struct chunk *c, char *data, size_t room)
{
	size_t units = 0;

	if (c->low && room) {
		memcpy(data, &c->low, sizeof(utf_wide));
		c->low = 0;
		units = 1;
	}
	units += whole_wide(c, data + units * sizeof(utf_wide), room - units);
	if (c->source.n && units < room && fills(room * sizeof(utf_wide), units)) {
		const char *p = c->source.p;
		utf_wide pair[2];

		(void)wide_put(utf8_next(&p, p + c->source.n), pair); /* one unit would have fitted */
		memcpy(data + units * sizeof(utf_wide), pair, sizeof(utf_wide));
		c->low = pair[1];
		c->source = span_make(p, c->source.n - (size_t)(p - c->source.p));
		units++;
	}
	return units;
}

static enum conv_status next_text(struct chunk *c, struct c_target *to)
{
	bool wide = c->form == CHUNK_WCHAR;
	size_t unit = wide ? sizeof(utf_wide) : 1;
	size_t room = to->room > 0 ? (size_t)to->room / unit : 0, units;

	to->length = c->left;
	if (!to->data || !room)
		return CONV_RIGHT_TRUNC;
	room--;
	if (c->whole > room)
		return CONV_RANGE;
	c->whole = 0;
	units = c->hex ? piece_hex(c, to->data, room, wide)
		: wide ? piece_wide(c, to->data, room) : piece_char(c, to->data, room);
	put_unit(to->data, units, '\0', wide);
	c->left -= (SQLLEN)(units * unit);
	c->done = !c->source.n && !c->low && !c->digit;
	return c->done ? CONV_OK : CONV_RIGHT_TRUNC;
}

static enum conv_status next_binary(struct chunk *c, struct c_target *to)
{
	size_t room = to->data && to->room > 0 ? (size_t)to->room : 0;
	size_t take = c->source.n < room ? c->source.n : room;

	to->length = c->left;
	if (take)
		memcpy(to->data, c->source.p, take);
	c->source = span_make(c->source.p + take, c->source.n - take);
	c->left -= (SQLLEN)take;
	c->done = !c->source.n;
	return c->done ? CONV_OK : CONV_RIGHT_TRUNC;
}

enum conv_status chunk_next(struct chunk *c, struct c_target *to, struct strbuf *scratch)
{
	enum conv_status s;

	switch (c->form) {
	case CHUNK_CHAR:
	case CHUNK_WCHAR:
		return next_text(c, to);
	case CHUNK_BINARY:
		return next_binary(c, to);
	case CHUNK_WHOLE:
		break;
	}
	s = conv_run(&c->step, c->source, to, scratch);
	c->done = !conv_failed(s);
	return s;
}

void chunk_release(struct chunk *c)
{
	strbuf_release(&c->text);
	*c = (struct chunk){.done = true};
}
