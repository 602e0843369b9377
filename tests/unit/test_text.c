/* Text across the API: what is taken in, and what an application's buffer gets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "api/text.h"

#define SMILE "\xf0\x9f\x98\x80" /* U+1F600: four bytes, a surrogate pair */

static struct diag diag;

static int setup(void **state)
{
	(void)state;
	diag_init(&diag);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	diag_release(&diag);
	return 0;
}

static void assert_state(const char *code)
{
	const struct diag_record *r = diag_record(&diag, 1);

	assert_non_null(r);
	assert_string_equal(r->state, code);
	diag_clear(&diag);
}

/* ---- in ---- */

struct ansi_in {
	const char *p;
	SQLINTEGER n;
	const char *text; /* NULL: refused */
	const char *code;
};

static void ansi_arguments_are_counted_or_terminated_and_must_be_utf8(void **state)
{
	static const struct ansi_in cases[] = {
		{"select 1", SQL_NTS, "select 1", NULL},
		{"select 1", 6, "select", NULL},
		{"", SQL_NTS, "", NULL},
		{"x", 0, "", NULL},
		{"caf\xc3\xa9", SQL_NTS, "caf\xc3\xa9", NULL},
		{"abc\0", 4, "abc", NULL}, /* the terminator was counted */
		{"a\0b", 3, NULL, "HY090"},
		{"caf\xc3", SQL_NTS, NULL, "22018"},
		{"\xe9", 1, NULL, "22018"},         /* Latin-1 */
		{"\xed\xa0\x80", 3, NULL, "22018"}, /* a surrogate in UTF-8 */
		{"abc", -1, NULL, "HY090"},
		{"abc", -2, NULL, "HY090"},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(cases); i++) {
		struct text t = TEXT_INIT;
		SQLRETURN rc = text_take(&diag, FORM_ANSI, cases[i].p, cases[i].n, IN_CHARS, &t);

		if (cases[i].text) {
			assert_int_equal(rc, SQL_SUCCESS);
			assert_true(span_is(t.span, cases[i].text));
		} else {
			assert_int_equal(rc, SQL_ERROR);
			assert_state(cases[i].code);
		}
		text_release(&t);
	}
}

static void null_is_absent_and_not_empty(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	assert_int_equal(text_take(&diag, FORM_ANSI, NULL, 0, IN_CHARS, &t), SQL_SUCCESS);
	assert_null(t.span.p);
	assert_int_equal(text_take(&diag, FORM_WIDE, NULL, SQL_NTS, IN_CHARS, &t), SQL_SUCCESS);
	assert_null(t.span.p);
	assert_int_equal(text_take(&diag, FORM_WIDE, NULL, -17, IN_CHARS, &t), SQL_SUCCESS);
	assert_null(t.span.p);
	assert_int_equal(text_take(&diag, FORM_WIDE, &(utf_wide){0}, 0, IN_CHARS, &t), SQL_SUCCESS);
	assert_non_null(t.span.p);
	assert_int_equal(t.span.n, 0);
	text_release(&t);
}

static SQLRETURN take_wide(const utf_wide *p, SQLINTEGER n, enum text_unit unit, struct text *t)
{
	*t = TEXT_INIT;
	return text_take(&diag, FORM_WIDE, p, n, unit, t);
}

static void wide_arguments_count_characters_or_bytes(void **state)
{
	static const utf_wide cafe[] = {'c', 'a', 'f', 0xe9, 'X', 0};
	struct text t;

	(void)state;
	assert_int_equal(take_wide(cafe, 4, IN_CHARS, &t), SQL_SUCCESS);
	assert_true(span_is(t.span, "caf\xc3\xa9"));
	text_release(&t);
	assert_int_equal(take_wide(cafe, 4 * (SQLINTEGER)sizeof(utf_wide), IN_BYTES, &t), SQL_SUCCESS);
	assert_true(span_is(t.span, "caf\xc3\xa9"));
	text_release(&t);
	assert_int_equal(take_wide(cafe, SQL_NTS, IN_BYTES, &t), SQL_SUCCESS);
	assert_true(span_is(t.span, "caf\xc3\xa9X"));
	text_release(&t);
	assert_int_equal(take_wide(cafe, 3, IN_BYTES, &t), SQL_ERROR);
	assert_state("HY090");
	text_release(&t);
	assert_int_equal(take_wide(cafe, -5, IN_CHARS, &t), SQL_ERROR);
	assert_state("HY090");
	text_release(&t);
}

#if LB_WCHAR_SIZE == 2
static void half_a_surrogate_pair_is_refused(void **state)
{
	static const utf_wide pair[] = {0xd83d, 0xde00, 0}, high[] = {'a', 0xd83d, 'b', 0}, low[] = {0xde00, 0};
	struct text t;

	(void)state;
	assert_int_equal(take_wide(pair, SQL_NTS, IN_CHARS, &t), SQL_SUCCESS);
	assert_true(span_is(t.span, SMILE));
	text_release(&t);
	assert_int_equal(take_wide(pair, 1, IN_CHARS, &t), SQL_ERROR);
	assert_state("22018");
	text_release(&t);
	assert_int_equal(take_wide(high, SQL_NTS, IN_CHARS, &t), SQL_ERROR);
	assert_state("22018");
	text_release(&t);
	assert_int_equal(take_wide(low, SQL_NTS, IN_CHARS, &t), SQL_ERROR);
	assert_state("22018");
	text_release(&t);
}
#endif

static void one_bad_argument_releases_the_others(void **state)
{
	static const utf_wide good[] = {'g', 'o', 'o', 'd', 0};
	const struct text_arg in[] = {{good, SQL_NTS}, {good, -9}, {good, SQL_NTS}};
	struct text t[3];

	(void)state;
	assert_int_equal(text_take_all(&diag, FORM_WIDE, in, 3, t), SQL_ERROR);
	assert_state("HY090");
	assert_null(t[2].span.p); /* never read */
	text_release_all(t, 3);
}

static void taking_without_a_place_for_records_does_not_crash(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	assert_int_equal(text_take(NULL, FORM_ANSI, "\xff", 1, IN_CHARS, &t), SQL_ERROR);
	assert_int_equal(text_take(NULL, FORM_ANSI, "a", -7, IN_CHARS, &t), SQL_ERROR);
	text_release(&t);
}

/* ---- out ---- */

struct ansi_out {
	const char *text;
	SQLINTEGER room;
	const char *wrote; /* NULL: nothing, not even a terminator */
	SQLRETURN rc;
};

static void ansi_answers_are_cut_between_characters(void **state)
{
	static const struct ansi_out cases[] = {
		{"public", 7, "public", SQL_SUCCESS},
		{"public", 6, "publi", SQL_SUCCESS_WITH_INFO},
		{"public", 1, "", SQL_SUCCESS_WITH_INFO},
		{"public", 0, NULL, SQL_SUCCESS_WITH_INFO},
		{"", 1, "", SQL_SUCCESS},
		{"caf\xc3\xa9", 6, "caf\xc3\xa9", SQL_SUCCESS},
		{"caf\xc3\xa9", 5, "caf", SQL_SUCCESS_WITH_INFO},
		{"a" SMILE, 5, "a", SQL_SUCCESS_WITH_INFO},
		{"a" SMILE, 6, "a" SMILE, SQL_SUCCESS},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(cases); i++) {
		char buffer[16];
		SQLSMALLINT length = -1;
		const struct text_room to = {buffer, cases[i].room, &length, NULL, IN_CHARS};

		memset(buffer, '#', sizeof(buffer));
		assert_int_equal(text_give(&diag, FORM_ANSI, &to, span_of(cases[i].text)), cases[i].rc);
		assert_int_equal(length, strlen(cases[i].text));
		if (cases[i].rc != SQL_SUCCESS)
			assert_state("01004");
		if (cases[i].wrote)
			assert_string_equal(buffer, cases[i].wrote);
		for (size_t at = (size_t)cases[i].room; at < sizeof(buffer); at++)
			assert_int_equal(buffer[at], '#'); /* nothing past the room */
	}
}

static void wide_answers_count_in_the_unit_of_the_function(void **state)
{
	utf_wide buffer[8];
	SQLINTEGER length = -1;
	struct text_room to = {buffer, 3, NULL, &length, IN_CHARS};

	(void)state;
	assert_int_equal(text_give(&diag, FORM_WIDE, &to, SPAN_LIT("abcd")), SQL_SUCCESS_WITH_INFO);
	assert_state("01004");
	assert_int_equal(length, 4);
	assert_int_equal(buffer[1], 'b');
	assert_int_equal(buffer[2], 0);

	memset(buffer, 0x55, sizeof(buffer));
	to = (struct text_room){buffer, 5 * (SQLINTEGER)sizeof(utf_wide), NULL, &length, IN_BYTES};
	assert_int_equal(text_give(&diag, FORM_WIDE, &to, SPAN_LIT("abcd")), SQL_SUCCESS);
	assert_int_equal(length, 4 * sizeof(utf_wide));
	assert_int_equal(buffer[4], 0);

	to.room--; /* half a character of room is none */
	assert_int_equal(text_give(&diag, FORM_WIDE, &to, SPAN_LIT("abcd")), SQL_SUCCESS_WITH_INFO);
	assert_state("01004");
	assert_int_equal(buffer[2], 'c');
	assert_int_equal(buffer[3], 0);
}

#if LB_WCHAR_SIZE == 2
static void a_surrogate_pair_is_never_split(void **state)
{
	utf_wide buffer[4] = {9, 9, 9, 9};
	SQLSMALLINT length = 0;
	const struct text_room to = {buffer, 3, &length, NULL, IN_CHARS};

	(void)state;
	assert_int_equal(text_give(&diag, FORM_WIDE, &to, SPAN_LIT("a" SMILE)), SQL_SUCCESS_WITH_INFO);
	assert_int_equal(length, 3);
	assert_int_equal(buffer[0], 'a');
	assert_int_equal(buffer[1], 0);
	assert_int_equal(buffer[3], 9);
}
#endif

static void only_the_length_is_wanted(void **state)
{
	SQLSMALLINT length = 0;
	const struct text_room to = {NULL, 0, &length, NULL, IN_CHARS}, nothing = {NULL, 0, NULL, NULL, IN_CHARS};

	(void)state;
	assert_int_equal(text_give(&diag, FORM_ANSI, &to, SPAN_LIT("caf\xc3\xa9")), SQL_SUCCESS);
	assert_int_equal(length, 5);
	assert_int_equal(text_give(&diag, FORM_WIDE, &to, SPAN_LIT("caf\xc3\xa9")), SQL_SUCCESS);
	assert_int_equal(length, 4);
	assert_int_equal(text_give(&diag, FORM_ANSI, &nothing, SPAN_LIT("x")), SQL_SUCCESS);
	assert_int_equal(diag_count(&diag), 0);
}

static void a_negative_room_writes_nothing(void **state)
{
	char buffer[4] = "###";
	const struct text_room to = {buffer, -1, NULL, NULL, IN_CHARS};

	(void)state;
	assert_int_equal(text_give(&diag, FORM_ANSI, &to, SPAN_LIT("x")), SQL_ERROR);
	assert_state("HY090");
	assert_string_equal(buffer, "###");
}

static void a_length_of_16_bits_does_not_wrap(void **state)
{
	static char big[70000];
	SQLSMALLINT length16 = 0;
	SQLINTEGER length32 = 0;
	const struct text_room to16 = {NULL, 0, &length16, NULL, IN_CHARS}, to32 = {NULL, 0, NULL, &length32, IN_CHARS};

	(void)state;
	memset(big, 'x', sizeof(big));
	assert_int_equal(text_give(&diag, FORM_ANSI, &to16, span_make(big, sizeof(big))), SQL_SUCCESS);
	assert_int_equal(length16, 32767);
	assert_int_equal(text_give(&diag, FORM_ANSI, &to32, span_make(big, sizeof(big))), SQL_SUCCESS);
	assert_int_equal(length32, 70000);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(ansi_arguments_are_counted_or_terminated_and_must_be_utf8),
		T(null_is_absent_and_not_empty),
		T(wide_arguments_count_characters_or_bytes),
#if LB_WCHAR_SIZE == 2
		T(half_a_surrogate_pair_is_refused),
		T(a_surrogate_pair_is_never_split),
#endif
		T(one_bad_argument_releases_the_others),
		T(taking_without_a_place_for_records_does_not_crash),
		T(ansi_answers_are_cut_between_characters),
		T(wide_answers_count_in_the_unit_of_the_function),
		T(only_the_length_is_wanted),
		T(a_negative_room_writes_nothing),
		T(a_length_of_16_bits_does_not_wrap),
	};
#undef T

	return cmocka_run_group_tests(tests, NULL, NULL);
}
