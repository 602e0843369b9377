/*
 * UTF-8 and the units of SQLWCHAR: UTF-16 where it has 2 bytes (unixODBC),
 * UTF-32 where it has 4 (iODBC); LB_WCHAR_SIZE says which, and every function
 * here works on that one.  Invalid input never crashes and never passes
 * silently: the strict functions fail, the lenient ones write U+FFFD.
 * Positions always fall between characters, never inside one.
 */
#ifndef BASE_UTF_H
#define BASE_UTF_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef LB_WCHAR_SIZE
#define LB_WCHAR_SIZE 2
#endif

#if LB_WCHAR_SIZE == 4
typedef uint32_t utf_wide;
#else
typedef uint16_t utf_wide;
#endif

/* Decodes one character at *p (p < end): its code point, and *p moves past it.
 * For an invalid sequence the result is UTF_BAD and *p moves by one byte or unit. */
#define UTF_BAD UINT32_MAX
uint32_t utf8_next(const char **p, const char *end);
uint32_t wide_next(const utf_wide **p, const utf_wide *end);

/* Encodes one code point; returns bytes (1..4) or units (1..2) written. */
size_t utf8_put(uint32_t code, char out[4]);
size_t wide_put(uint32_t code, utf_wide out[2]);

bool utf8_valid(struct span s);

/* The longest prefix of at most max bytes that ends between characters. */
size_t utf8_cut(struct span s, size_t max);

size_t utf8_count(struct span s);      /* characters (code points) */
size_t utf8_wide_units(struct span s); /* units that the text takes as SQLWCHAR */
size_t wide_length(const utf_wide *p); /* units before the terminating 0 */

/* Appends; the strict form returns false on the first invalid sequence (buffer then holds the part before it). */
bool wide_to_utf8(const utf_wide *p, size_t units, struct strbuf *out) LB_MUST_USE;
void wide_to_utf8_lenient(const utf_wide *p, size_t units, struct strbuf *out);

/*
 * Converts as much of *s as fits into room units (no terminator written), moves
 * *s past what was converted and returns the units written.  Invalid bytes
 * become U+FFFD.  A surrogate pair is never split.
 */
size_t utf8_to_wide(struct span *s, utf_wide *out, size_t room);

#endif
