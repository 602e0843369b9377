/*
 * Growable text or bytes.  Append as often as you like and ask strbuf_failed()
 * once at the end: after an allocation fails, or the limit would be passed,
 * every later append does nothing.  The content is always NUL-terminated, and
 * may contain NUL bytes of its own.  A zeroed struct is a valid empty buffer.
 *
 * Never build text with snprintf into an array; never hold a pointer into the
 * buffer across an append.
 */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include "base/mem.h"
#include "base/span.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct strbuf {
	char *p; /* NULL while nothing was ever appended; use strbuf_text() */
	size_t n;
	size_t room;
	size_t limit; /* bytes; 0 = none */
	bool failed;
	bool secret; /* wiped when it grows and when it is released */
};

#define STRBUF_INIT ((struct strbuf){0})
#define STRBUF_SECRET ((struct strbuf){.secret = true})

void strbuf_release(struct strbuf *b); /* leaves an empty buffer, same limit and secrecy */
void strbuf_clear(struct strbuf *b);   /* n = 0, failure forgotten, memory kept */

void strbuf_add(struct strbuf *b, const void *bytes, size_t n);
void strbuf_add_char(struct strbuf *b, char c);
void strbuf_add_text(struct strbuf *b, const char *text);
void strbuf_add_span(struct strbuf *b, struct span s);
void strbuf_add_int(struct strbuf *b, int64_t value);
void strbuf_add_uint(struct strbuf *b, uint64_t value);
void strbuf_printf(struct strbuf *b, const char *fmt, ...) LB_PRINTF(2, 3); /* words, not numbers with points */
void strbuf_vprintf(struct strbuf *b, const char *fmt, va_list args) LB_PRINTF(2, 0);

/* Room for n more bytes at the end, to be filled by the caller; NULL on failure.  Then strbuf_grew(). */
char *strbuf_reserve_slow(struct strbuf *b, size_t n) LB_MUST_USE;

/* Called for each value that is written: mostly there is room, and nothing to call. */
static inline LB_MUST_USE char *strbuf_reserve(struct strbuf *b, size_t n)
{
	if (b->failed || b->limit || n >= b->room - b->n) /* no room: room and n are 0 */
		return strbuf_reserve_slow(b, n);
	return b->p + b->n;
}

static inline void strbuf_grew(struct strbuf *b, size_t n)
{
	b->n += n;
	b->p[b->n] = '\0';
}

void strbuf_cut(struct strbuf *b, size_t n); /* shortens to n bytes */

static inline bool strbuf_failed(const struct strbuf *b)
{
	return b->failed;
}

const char *strbuf_text(const struct strbuf *b); /* never NULL, NUL-terminated */
struct span strbuf_span(const struct strbuf *b); /* never absent */
char *strbuf_steal(struct strbuf *b);            /* mem_free() it; NULL after a failure */

#endif
