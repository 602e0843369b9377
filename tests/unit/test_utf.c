#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf.h"

static void every_code_point_survives_utf8(void **state)
{
	char bytes[4];

	(void)state;
	for (uint32_t code = 0; code <= 0x10FFFF; code++) {
		size_t n = utf8_put(code, bytes);
		const char *p = bytes;
		uint32_t back = utf8_next(&p, bytes + n);
		bool surrogate = code >= 0xD800 && code <= 0xDFFF;

		if (back != (surrogate ? UTF_BAD : code) || p != bytes + (surrogate ? 1 : n))
			fail_msg("U+%04X", (unsigned)code);
	}
}

static void every_code_point_survives_the_wide_form(void **state)
{
	utf_wide units[2];

	(void)state;
	for (uint32_t code = 1; code <= 0x10FFFF; code++) {
		size_t n = wide_put(code, units);
		const utf_wide *p = units;

		if ((code < 0xD800 || code > 0xDFFF) && (wide_next(&p, units + n) != code || p != units + n))
			fail_msg("U+%04X", (unsigned)code);
	}
}

static void invalid_sequences_are_seen(void **state)
{
	static const char *const bad[] = {
		"\x80",		"\xbf",		"\xc0\x80",	    "\xc1\xbf",	    "\xe0\x9f\xbf",	"\xed\xa0\x80",
		"\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff",	    "\xc3",		"\xe2\x82",
		"\xf0\x9f\x98", "\xc3(",	"a\xe2(\xa1",	    "\xf0\x9f(\x80",
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(bad); i++)
		if (utf8_valid(span_of(bad[i])))
			fail_msg("case %zu", i);
	assert_true(utf8_valid(SPAN_LIT("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80")));
	assert_true(utf8_valid(SPAN_LIT("")));
}

static void a_cut_never_falls_inside_a_character(void **state)
{
	static const size_t want[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11};
	struct span s = SPAN_LIT("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z");

	(void)state;
	for (size_t max = 0; max < LB_COUNT(want); max++)
		assert_int_equal(utf8_cut(s, max), want[max]);
	assert_int_equal(utf8_cut(s, 100), 11);
	/* Stray bytes are characters of their own and do not make the cut run back. */
	assert_int_equal(utf8_cut(SPAN_LIT("a\x80\x80\x80\x80"), 3), 3);
}

static void counts_are_characters_and_units(void **state)
{
	struct span s = SPAN_LIT("a\xc3\xa9\xf0\x9f\x98\x80\xff");

	(void)state;
	assert_int_equal(utf8_count(s), 4);
	assert_int_equal(utf8_wide_units(s), LB_WCHAR_SIZE == 2 ? 5 : 4);
}

static void wide_text_converts_both_ways(void **state)
{
	struct span s = SPAN_LIT("a\xc3\xa9\xf0\x9f\x98\x80z");
	struct span rest = s;
	struct strbuf back = STRBUF_INIT;
	utf_wide wide[8] = {0};
	size_t n = utf8_to_wide(&rest, wide, 8);

	(void)state;
	assert_int_equal(n, utf8_wide_units(s));
	assert_int_equal(rest.n, 0);
	assert_int_equal(wide_length(wide), n);
	assert_true(wide_to_utf8(wide, n, &back));
	assert_true(span_eq(strbuf_span(&back), s));
	strbuf_release(&back);
}

static void a_surrogate_pair_is_not_split(void **state)
{
	struct span rest = SPAN_LIT("a\xf0\x9f\x98\x80z");
	utf_wide wide[8];

	(void)state;
	if (LB_WCHAR_SIZE != 2) { /* there are none */
		assert_int_equal(utf8_to_wide(&rest, wide, 2), 2);
		assert_int_equal(rest.n, 1);
		return;
	}
	assert_int_equal(utf8_to_wide(&rest, wide, 2), 1);
	assert_int_equal(rest.n, 5);
	assert_int_equal(utf8_to_wide(&rest, wide, 2), 2);
	assert_int_equal(utf8_to_wide(&rest, wide, 0), 0);
	assert_int_equal(utf8_to_wide(&rest, wide, 2), 1);
	assert_int_equal(rest.n, 0);
}

static void broken_text_fails_or_is_replaced(void **state)
{
	static const utf_wide lone[] = {'a', 0xD800, 'b', 0xDC00};
	struct strbuf out = STRBUF_INIT;
	struct span rest = SPAN_LIT("a\xff");
	utf_wide wide[4];

	(void)state;
	assert_false(wide_to_utf8(lone, 4, &out));
	assert_string_equal(strbuf_text(&out), "a");
	strbuf_clear(&out);
	wide_to_utf8_lenient(lone, 4, &out);
	assert_string_equal(strbuf_text(&out), "a\xef\xbf\xbd"
					       "b\xef\xbf\xbd");
	assert_int_equal(utf8_to_wide(&rest, wide, 4), 2);
	assert_int_equal(wide[1], 0xFFFD);
	strbuf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_point_survives_utf8),
		cmocka_unit_test(every_code_point_survives_the_wide_form),
		cmocka_unit_test(invalid_sequences_are_seen),
		cmocka_unit_test(a_cut_never_falls_inside_a_character),
		cmocka_unit_test(counts_are_characters_and_units),
		cmocka_unit_test(wide_text_converts_both_ways),
		cmocka_unit_test(a_surrogate_pair_is_not_split),
		cmocka_unit_test(broken_text_fails_or_is_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
