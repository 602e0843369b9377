#include "base/utf.h"

#include <string.h>

#define REPLACEMENT 0xFFFDu

static bool is_continuation(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

/* RFC 3629, section 4: the second byte's range depends on the first, which rules out overlong forms and surrogates. */
static uint32_t next_long(const char **p, const char *end)
{
	const unsigned char *s = (const unsigned char *)*p;
	size_t have = (size_t)(end - *p);
	unsigned char low = 0x80, high = 0xBF;
	size_t more;
	uint32_t code;

	(*p)++;
	if (s[0] < 0xC2 || s[0] > 0xF4)
		return UTF_BAD;
	more = s[0] < 0xE0 ? 1 : s[0] < 0xF0 ? 2 : 3;
	if (s[0] == 0xE0)
		low = 0xA0;
	else if (s[0] == 0xED)
		high = 0x9F;
	else if (s[0] == 0xF0)
		low = 0x90;
	else if (s[0] == 0xF4)
		high = 0x8F;
	if (have <= more || s[1] < low || s[1] > high)
		return UTF_BAD;
	code = s[0] & (0x3Fu >> more);
	code = code << 6 | (s[1] & 0x3Fu);
	for (size_t i = 2; i <= more; i++) {
		if (!is_continuation(s[i]))
			return UTF_BAD;
		code = code << 6 | (s[i] & 0x3Fu);
	}
	*p += more;
	return code;
}

uint32_t utf8_next(const char **p, const char *end)
{
	if ((unsigned char)**p < 0x80)
		return (unsigned char)*(*p)++;
	return next_long(p, end);
}

uint32_t wide_next(const utf_wide **p, const utf_wide *end)
{
	uint32_t c = *(*p)++;

#if LB_WCHAR_SIZE == 4
	(void)end;
	return c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) ? UTF_BAD : c;
#else
	if (c < 0xD800 || c > 0xDFFF)
		return c;
	if (c > 0xDBFF || *p == end || **p < 0xDC00 || **p > 0xDFFF)
		return UTF_BAD;
	return 0x10000 + ((c - 0xD800) << 10) + (uint32_t)(*(*p)++ - 0xDC00);
#endif
}

size_t utf8_put(uint32_t code, char out[4])
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xC0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3F));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xE0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3F));
		out[2] = (char)(0x80 | (code & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3F));
	out[2] = (char)(0x80 | (code >> 6 & 0x3F));
	out[3] = (char)(0x80 | (code & 0x3F));
	return 4;
}

size_t wide_put(uint32_t code, utf_wide out[2])
{
#if LB_WCHAR_SIZE == 2
	if (code > 0xFFFF) {
		code -= 0x10000;
		out[0] = (utf_wide)(0xD800 + (code >> 10));
		out[1] = (utf_wide)(0xDC00 + (code & 0x3FF));
		return 2;
	}
#endif
	out[0] = (utf_wide)code;
	return 1;
}

/* How many of the first max bytes are ASCII: most text is, and then eight at a time are seen to be. */
static size_t ascii_run(const char *p, size_t max)
{
	size_t n = 0;
	uint64_t eight;

	for (; n + sizeof(eight) <= max; n += sizeof(eight)) {
		memcpy(&eight, p + n, sizeof(eight));
		if (eight & UINT64_C(0x8080808080808080))
			break;
	}
	while (n < max && (unsigned char)p[n] < 0x80)
		n++;
	return n;
}

bool utf8_valid(struct span s)
{
	const char *p = s.p, *end = s.p + s.n;

	for (;;) {
		p += ascii_run(p, (size_t)(end - p));
		if (p == end)
			return true;
		if (utf8_next(&p, end) == UTF_BAD)
			return false;
	}
}

size_t utf8_cut(struct span s, size_t max)
{
	size_t at = max, back = 0;
	const char *p;

	if (max >= s.n)
		return s.n;
	while (at > 0 && back < 3 && is_continuation((unsigned char)s.p[at])) {
		at--;
		back++;
	}
	/* Only a whole character that straddles the cut moves it; stray bytes are characters of their own. */
	p = s.p + at;
	if (at < max && (utf8_next(&p, s.p + s.n) == UTF_BAD || (size_t)(p - s.p) <= max))
		return max;
	return at;
}

size_t utf8_count(struct span s)
{
	const char *p = s.p, *end = s.p + s.n;
	size_t n = 0;

	for (; p < end; n++)
		(void)utf8_next(&p, end);
	return n;
}

size_t utf8_wide_units(struct span s)
{
	const char *p = s.p, *end = s.p + s.n;
	size_t n = 0;

	for (;;) {
		const size_t run = ascii_run(p, (size_t)(end - p));
		uint32_t code;

		n += run;
		p += run;
		if (p == end)
			return n;
		code = utf8_next(&p, end);
		n += LB_WCHAR_SIZE == 2 && code != UTF_BAD && code > 0xFFFF ? 2 : 1;
	}
}

size_t wide_length(const utf_wide *p)
{
	size_t n = 0;

	while (p[n])
		n++;
	return n;
}

static bool to_utf8(const utf_wide *p, size_t units, struct strbuf *out, bool lenient)
{
	const utf_wide *end = p + units;
	char bytes[4];

	while (p < end) {
		uint32_t code = wide_next(&p, end);

		if (code == UTF_BAD) {
			if (!lenient)
				return false;
			code = REPLACEMENT;
		}
		strbuf_add(out, bytes, utf8_put(code, bytes));
	}
	return true;
}

bool wide_to_utf8(const utf_wide *p, size_t units, struct strbuf *out)
{
	return to_utf8(p, units, out, false);
}

void wide_to_utf8_lenient(const utf_wide *p, size_t units, struct strbuf *out)
{
	(void)to_utf8(p, units, out, true);
}

size_t utf8_to_wide(struct span *s, utf_wide *out, size_t room)
{
	const char *p = s->p, *end = s->p + s->n;
	size_t n = 0;

	while (p < end && n < room) {
		const size_t left = (size_t)(end - p);
		const size_t run = ascii_run(p, left < room - n ? left : room - n);
		const char *after = p + run;

		for (size_t i = 0; i < run; i++)
			out[n + i] = (unsigned char)p[i];
		n += run;
		p = after;
		if (p == end || n == room)
			break;
		uint32_t code = utf8_next(&after, end);
		utf_wide units[2];
		size_t count = wide_put(code == UTF_BAD ? REPLACEMENT : code, units);

		if (count > room - n)
			break;
		memcpy(out + n, units, count * sizeof(*out));
		n += count;
		p = after;
	}
	s->n = (size_t)(end - p);
	s->p = p;
	return n;
}
