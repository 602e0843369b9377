#include "base/span.h"

#include <string.h>

char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

char ascii_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
}

bool ascii_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool ascii_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct span span_of(const char *text)
{
	return (struct span){text, text ? strlen(text) : 0};
}

bool span_eq(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool span_ieq(struct span a, struct span b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
			return false;
	return true;
}

bool span_is(struct span a, const char *text)
{
	return span_eq(a, span_of(text));
}

/* Asked of each word of a statement, and most often the first letter decides. */
bool span_iis(struct span a, const char *text)
{
	for (size_t i = 0; i < a.n; i++)
		if (!text[i] || ascii_lower(a.p[i]) != ascii_lower(text[i]))
			return false;
	return text[a.n] == '\0';
}

bool span_starts(struct span a, const char *prefix)
{
	struct span want = span_of(prefix);

	return a.n >= want.n && span_eq(span_make(a.p, want.n), want);
}

bool span_istarts(struct span a, const char *prefix)
{
	struct span want = span_of(prefix);

	return a.n >= want.n && span_ieq(span_make(a.p, want.n), want);
}

bool span_ends(struct span a, const char *suffix)
{
	struct span want = span_of(suffix);

	return a.n >= want.n && span_eq(span_make(a.p + (a.n - want.n), want.n), want);
}

struct span span_trim(struct span a)
{
	while (a.n && ascii_is_space(a.p[0])) {
		a.p++;
		a.n--;
	}
	while (a.n && ascii_is_space(a.p[a.n - 1]))
		a.n--;
	return a;
}

size_t span_find(struct span a, char c)
{
	const char *hit = a.n ? memchr(a.p, c, a.n) : NULL;

	return hit ? (size_t)(hit - a.p) : a.n;
}

bool span_split(struct span *rest, char sep, struct span *out)
{
	size_t at;

	if (!rest->p)
		return false;
	at = span_find(*rest, sep);
	*out = span_make(rest->p, at);
	*rest = at == rest->n ? SPAN_NONE : span_make(rest->p + at + 1, rest->n - at - 1);
	return true;
}

bool span_uint(struct span a, uint64_t max, uint64_t *out)
{
	uint64_t value = 0;

	if (a.n == 0)
		return false;
	for (size_t i = 0; i < a.n; i++) {
		if (!ascii_is_digit(a.p[i]))
			return false;
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(a.p[i] - '0'), &value))
			return false;
	}
	if (value > max)
		return false;
	*out = value;
	return true;
}

bool span_int(struct span a, int64_t *out)
{
	bool minus = a.n && a.p[0] == '-';
	uint64_t value;

	if (minus || (a.n && a.p[0] == '+'))
		a = span_make(a.p + 1, a.n - 1);
	if (!span_uint(a, (uint64_t)INT64_MAX + (minus ? 1 : 0), &value))
		return false;
	*out = minus ? (int64_t)(0 - value) : (int64_t)value;
	return true;
}

#define NEAREST_MAX 40 /* longer words are nobody's slip of the finger */

unsigned span_distance(struct span a, struct span b)
{
	unsigned row[NEAREST_MAX + 1];

	if (a.n > NEAREST_MAX || b.n > NEAREST_MAX)
		return UINT32_MAX;
	for (unsigned j = 0; j <= b.n; j++)
		row[j] = j;
	for (unsigned i = 1; i <= a.n; i++) {
		unsigned corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			unsigned best = corner + (ascii_lower(a.p[i - 1]) != ascii_lower(b.p[j - 1]));

			corner = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[b.n];
}
