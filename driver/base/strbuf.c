#include "base/strbuf.h"

#include <stdio.h>
#include <string.h>

void strbuf_release(struct strbuf *b)
{
	if (b->secret)
		mem_wipe(b->p, b->room);
	mem_free(b->p);
	*b = (struct strbuf){.limit = b->limit, .secret = b->secret};
}

void strbuf_clear(struct strbuf *b)
{
	if (b->secret)
		mem_wipe(b->p, b->n);
	b->n = 0;
	b->failed = false;
	if (b->p)
		b->p[0] = '\0';
}

/* realloc() may leave the old block behind unwiped, so a secret buffer moves by hand. */
static char *grow_secret(struct strbuf *b, size_t room)
{
	char *p = mem_array(room, 1);

	if (p && b->p) {
		memcpy(p, b->p, b->n + 1);
		mem_wipe(b->p, b->room);
		mem_free(b->p);
	}
	return p;
}

static bool make_room(struct strbuf *b, size_t more)
{
	size_t need, room;
	char *p;

	if (b->failed)
		return false;
	if (__builtin_add_overflow(b->n, more, &need) || __builtin_add_overflow(need, 1, &need) ||
	    (b->limit && need - 1 > b->limit)) {
		b->failed = true;
		return false;
	}
	if (need <= b->room)
		return true;
	room = b->room ? b->room : 32;
	while (room < need)
		if (__builtin_mul_overflow(room, 2, &room))
			room = need;
	p = b->secret ? grow_secret(b, room) : mem_resize(b->p, room, 1);
	if (!p) {
		b->failed = true;
		return false;
	}
	b->p = p;
	b->room = room;
	b->p[b->n] = '\0';
	return true;
}

char *strbuf_reserve_slow(struct strbuf *b, size_t n)
{
	return make_room(b, n) ? b->p + b->n : NULL;
}

void strbuf_cut(struct strbuf *b, size_t n)
{
	if (n < b->n) {
		if (b->secret)
			mem_wipe(b->p + n, b->n - n);
		b->n = n;
		b->p[n] = '\0';
	}
}

void strbuf_add(struct strbuf *b, const void *bytes, size_t n)
{
	char *p = strbuf_reserve(b, n);

	if (!p)
		return;
	if (n)
		memcpy(p, bytes, n);
	strbuf_grew(b, n);
}

void strbuf_add_char(struct strbuf *b, char c)
{
	strbuf_add(b, &c, 1);
}

void strbuf_add_text(struct strbuf *b, const char *text)
{
	strbuf_add(b, text, strlen(text));
}

void strbuf_add_span(struct strbuf *b, struct span s)
{
	strbuf_add(b, s.p, s.n);
}

void strbuf_add_uint(struct strbuf *b, uint64_t value)
{
	char digits[20];
	size_t n = sizeof(digits);

	do {
		digits[--n] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	strbuf_add(b, digits + n, sizeof(digits) - n);
}

void strbuf_add_int(struct strbuf *b, int64_t value)
{
	if (value < 0)
		strbuf_add_char(b, '-');
	strbuf_add_uint(b, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void strbuf_vprintf(struct strbuf *b, const char *fmt, va_list args)
{
	va_list again;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0) {
		b->failed = true;
		return;
	}
	if (!make_room(b, (size_t)n))
		return;
	(void)vsnprintf(b->p + b->n, (size_t)n + 1, fmt, args); /* measured above */
	strbuf_grew(b, (size_t)n);
}

void strbuf_printf(struct strbuf *b, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	strbuf_vprintf(b, fmt, args);
	va_end(args);
}

const char *strbuf_text(const struct strbuf *b)
{
	return b->p ? b->p : "";
}

struct span strbuf_span(const struct strbuf *b)
{
	return span_make(strbuf_text(b), b->n);
}

char *strbuf_steal(struct strbuf *b)
{
	char *p = NULL;

	if (!b->failed && make_room(b, 0)) {
		p = b->p;
		b->p = NULL;
		b->n = b->room = 0;
	}
	strbuf_release(b);
	return p;
}
