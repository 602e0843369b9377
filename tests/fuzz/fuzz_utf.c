/*
 * libFuzzer: any bytes as UTF-8, and any units as wide text.  Reading always
 * moves on, valid text survives the way there and back, positions fall between
 * characters, and text in pieces is the text.
 */
#include "base/utf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
	if (!ok)
		__builtin_trap();
}

/* Character by character; what is put again is what was there. */
static bool walk(struct span s, size_t *characters)
{
	const char *p = s.p, *end = s.p + s.n;
	bool valid = true;

	*characters = 0;
	while (p < end) {
		const char *start = p;
		char again[4];
		uint32_t code = utf8_next(&p, end);

		check(p > start && p <= end);
		if (code == UTF_BAD) {
			check(p == start + 1);
			valid = false;
		} else {
			size_t n = utf8_put(code, again);

			check(n == (size_t)(p - start) && memcmp(again, start, n) == 0);
			check(code < 0x110000 && !(code >= 0xd800 && code < 0xe000));
		}
		++*characters;
	}
	return valid;
}

static void cuts(struct span s, bool valid)
{
	for (size_t max = 0; max <= s.n && max < 64; max++) {
		size_t cut = utf8_cut(s, max);

		check(cut <= max);
		if (valid)
			check(cut + 4 > max && utf8_valid(span_make(s.p, cut)) &&
			      utf8_valid(span_make(s.p + cut, s.n - cut)));
	}
}

static void to_wide_and_back(struct span s, bool valid)
{
	size_t units = utf8_wide_units(s), n = 0;
	utf_wide *wide = malloc((units + 1) * sizeof(*wide));
	struct strbuf back = STRBUF_INIT;
	struct span rest = s;

	check(wide != NULL);
	for (size_t room = 1; rest.n; room = room % 5 + 1) {
		size_t most = room < units - n ? room : units - n;
		size_t got = utf8_to_wide(&rest, wide + n, most);

		check(got <= most && (got || most < 2));
		n += got;
		if (most == 0)
			break;
	}
	check(rest.n == 0 && n == units);
	check(wide_to_utf8(wide, units, &back));
	if (valid)
		check(span_eq(strbuf_span(&back), s));
	else
		check(utf8_valid(strbuf_span(&back)));
	strbuf_release(&back);
	free(wide);
}

static void from_wide(const uint8_t *data, size_t size)
{
	size_t units = size / sizeof(utf_wide);
	utf_wide *wide = malloc((units + 1) * sizeof(*wide));
	struct strbuf strict = STRBUF_INIT, lenient = STRBUF_INIT;
	bool valid;

	check(wide != NULL);
	memcpy(wide, data, units * sizeof(*wide));
	wide[units] = 0;
	check(wide_length(wide) <= units);
	valid = wide_to_utf8(wide, units, &strict);
	wide_to_utf8_lenient(wide, units, &lenient);
	check(utf8_valid(strbuf_span(&strict)) && utf8_valid(strbuf_span(&lenient)));
	if (valid) {
		check(span_eq(strbuf_span(&strict), strbuf_span(&lenient)));
		check(utf8_wide_units(strbuf_span(&strict)) == units);
	}
	strbuf_release(&strict);
	strbuf_release(&lenient);
	free(wide);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span s = span_make(size ? (const char *)data : "", size);
	size_t characters;
	bool valid = walk(s, &characters);

	check(utf8_valid(s) == valid);
	check(utf8_count(s) == characters);
	cuts(s, valid);
	to_wide_and_back(s, valid);
	from_wide(data, size);
	return 0;
}
