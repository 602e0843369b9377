/*
 * A span: text or bytes that somebody else owns, by pointer and length.  It is
 * how text travels below the API; nothing here needs a terminating NUL.
 * A span with p == NULL means "absent" (SQL NULL, no argument); the empty text
 * has p != NULL and n == 0.  Comparisons that ignore case do so for ASCII only
 * and never ask the locale.
 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span {
	const char *p;
	size_t n;
};

#define SPAN_NONE ((struct span){NULL, 0})
#define SPAN_LIT(s) ((struct span){(s), sizeof(s) - 1})

struct span span_of(const char *text); /* NULL gives SPAN_NONE */

static inline struct span span_make(const char *p, size_t n)
{
	return (struct span){p, n};
}

bool span_eq(struct span a, struct span b);
bool span_ieq(struct span a, struct span b);
bool span_is(struct span a, const char *text);  /* exact */
bool span_iis(struct span a, const char *text); /* ignoring ASCII case */
bool span_starts(struct span a, const char *prefix);
bool span_istarts(struct span a, const char *prefix);
bool span_ends(struct span a, const char *suffix);
struct span span_trim(struct span a); /* spaces, tabs, CR, LF at both ends */

/* Cuts the text up to the first sep off the front of *rest; false when *rest was absent. */
bool span_split(struct span *rest, char sep, struct span *out);

/* The position of c, or a.n. */
size_t span_find(struct span a, char c);

/* Whole decimal numbers only: no sign for the first, optional sign for the second, no spaces. */
bool span_uint(struct span a, uint64_t max, uint64_t *out);
bool span_int(struct span a, int64_t *out);

/* How many letters to insert, delete or replace to get from one word to the other, ignoring ASCII case; very many
 * (UINT32_MAX) for words that are too long to be a slip of the finger. */
unsigned span_distance(struct span a, struct span b);

char ascii_lower(char c);
char ascii_upper(char c);
bool ascii_is_alpha(char c);
bool ascii_is_digit(char c);
bool ascii_is_space(char c);

#endif
