#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/number.h"
#include "base/mem.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool prints(double value, bool single, const char *want)
{
	char text[NUMBER_TEXT_MAX];
	size_t n = single ? number_from_float((float)value, text) : number_from_double(value, text);

	return span_is(span_make(text, n), want);
}

static void doubles_print_as_postgresql_prints_them(void **state)
{
	static const struct {
		double value;
		const char *text;
	} cases[] = {
		{0.0, "0"},		{-0.0, "-0"},		{1.0, "1"},	       {0.1, "0.1"},
		{1e15, "1e+15"},	{1e14, "100000000000000"}, {1e-4, "0.0001"},   {1e-5, "1e-05"},
		{5e-324, "5e-324"},	{1e23, "9.999999999999999e+22"}, {1e22, "1e+22"}, {1.5e300, "1.5e+300"},
		{0.30000000000000004, "0.30000000000000004"}, {123456.789, "123456.789"},
		{1.7976931348623157e308, "1.7976931348623157e+308"},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(cases); i++)
		if (!prints(cases[i].value, false, cases[i].text))
			fail_msg("%s", cases[i].text);
	assert_true(prints((double)NAN, false, "NaN"));
	assert_true(prints(-(double)INFINITY, false, "-Infinity"));
	assert_true(prints(0.1, true, "0.1"));
	assert_true(prints(1e6, true, "1e+06"));
	assert_true(prints(999999, true, "999999"));
	assert_true(prints(16777216, true, "1.6777216e+07"));
	/* Powers of two: the neighbour of the nearest eight digits reads back, they themselves do not. */
	assert_true(prints(1237940039285380274899124224.0, true, "1.2379401e+27"));
	assert_true(prints(1.5e10, true, "1.5000001e+10"));
}

/* A xorshift generator: the same numbers on every machine. */
static uint64_t next_bits(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static void any_number_reads_back_as_itself(void **state)
{
	uint64_t seed = 88172645463325252u;
	char text[NUMBER_TEXT_MAX];

	(void)state;
	for (int i = 0; i < 100000; i++) {
		uint64_t bits = next_bits(&seed);
		uint32_t low = (uint32_t)bits;
		double d, d2 = 0;
		float f, f2 = 0;

		memcpy(&d, &bits, sizeof(d));
		memcpy(&f, &low, sizeof(f));
		if (isfinite(d) && (number_parse_double(span_make(text, number_from_double(d, text)), &d2) != NUMBER_OK ||
				    memcmp(&d, &d2, sizeof(d)) != 0))
			fail_msg("double %a", d);
		if (isfinite(f) && (number_parse_float(span_make(text, number_from_float(f, text)), &f2) != NUMBER_OK ||
				    memcmp(&f, &f2, sizeof(f)) != 0))
			fail_msg("float %a", (double)f);
	}
}

static void text_is_read_or_refused(void **state)
{
	static const struct {
		const char *text;
		enum number_status status;
		double value;
	} cases[] = {
		{"1", NUMBER_OK, 1},	      {" -1.5e3 ", NUMBER_OK, -1500}, {"+.5", NUMBER_OK, 0.5},
		{"5.", NUMBER_OK, 5},	      {"1E-2", NUMBER_OK, 0.01},      {"0e999999999999", NUMBER_OK, 0},
		{"1e400", NUMBER_RANGE, (double)INFINITY}, {"1e-400", NUMBER_RANGE, 0},
		{"00000.000001", NUMBER_OK, 1e-6},
		{"", NUMBER_BAD, 0},	      {"-", NUMBER_BAD, 0},	      {".", NUMBER_BAD, 0},
		{"1e", NUMBER_BAD, 0},	      {"1e+", NUMBER_BAD, 0},	      {"1,5", NUMBER_BAD, 0},
		{"0x1p3", NUMBER_BAD, 0},     {"1 2", NUMBER_BAD, 0},	      {"1.2.3", NUMBER_BAD, 0},
		{"infinit", NUMBER_BAD, 0},   {"inf", NUMBER_OK, (double)INFINITY},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(cases); i++) {
		double value = 0;
		enum number_status s = number_parse_double(span_of(cases[i].text), &value);

		if (s != cases[i].status || (s != NUMBER_BAD && value != cases[i].value))
			fail_msg("'%s'", cases[i].text);
	}
}

static void a_thousand_digits_round_once(void **state)
{
	char text[1200];
	double value = 0;

	(void)state;
	memset(text, '0', sizeof(text));
	memcpy(text, "9007199254740993", 16); /* exactly between two doubles */
	text[16] = '.';
	assert_int_equal(number_parse_double(span_make(text, sizeof(text)), &value), NUMBER_OK);
	assert_true(value == 9007199254740992.0);
	text[sizeof(text) - 1] = '1'; /* a trace more */
	assert_int_equal(number_parse_double(span_make(text, sizeof(text)), &value), NUMBER_OK);
	assert_true(value == 9007199254740994.0);
}

static void floats_are_rounded_once(void **state)
{
	float value = 0;

	(void)state;
	/* Just above the middle of two floats; through double it would round down. */
	assert_int_equal(number_parse_float(SPAN_LIT("1.00000005960464477540"), &value), NUMBER_OK);
	assert_true(value == 1.00000011920928955078125f);
	assert_int_equal(number_parse_float(SPAN_LIT("3.5e38"), &value), NUMBER_RANGE);
}

static void whole_numbers_keep_their_ends(void **state)
{
	char text[NUMBER_TEXT_MAX];
	uint64_t u = 0;
	int64_t i = 0;

	(void)state;
	assert_true(span_is(span_make(text, number_from_int(INT64_MIN, text)), "-9223372036854775808"));
	assert_true(span_is(span_make(text, number_from_uint(UINT64_MAX, text)), "18446744073709551615"));
	assert_int_equal(number_parse_int(SPAN_LIT(" -9223372036854775808 "), &i), NUMBER_OK);
	assert_true(i == INT64_MIN);
	assert_int_equal(number_parse_int(SPAN_LIT("9223372036854775808"), &i), NUMBER_RANGE);
	assert_int_equal(number_parse_uint(SPAN_LIT("18446744073709551615"), &u), NUMBER_OK);
	assert_true(u == UINT64_MAX);
	assert_int_equal(number_parse_uint(SPAN_LIT("18446744073709551616"), &u), NUMBER_RANGE);
	assert_int_equal(number_parse_uint(SPAN_LIT("-1"), &u), NUMBER_RANGE);
	assert_int_equal(number_parse_uint(SPAN_LIT("-0"), &u), NUMBER_OK);
	assert_int_equal(number_parse_int(SPAN_LIT("1.0"), &i), NUMBER_BAD);
	assert_int_equal(number_parse_int(SPAN_LIT("+"), &i), NUMBER_BAD);
}

/* A locale whose numbers have a comma, made here: none of that kind may be installed.  Needs the character maps (locales). */
static bool take_comma_locale(char *folder)
{
	static const char make[] =
		"cd \"$LOCPATH\" && printf 'escape_char /\\nLC_NUMERIC\\ndecimal_point \",\"\\nthousands_sep \".\"\\n"
		"grouping 3;3\\nEND LC_NUMERIC\\n' > source && localedef -c --no-archive -i source ./comma > log 2>&1; "
		"test -f comma/LC_NUMERIC";

	return mkdtemp(folder) && setenv("LOCPATH", folder, 1) == 0 && system(make) == 0 && setlocale(LC_NUMERIC, "comma");
}

/* The application's locale is not ours; a comma must not come in or out. */
static void a_locale_with_a_comma_changes_nothing(void **state)
{
	char folder[] = "/tmp/lb-locale.XXXXXX", text[32];
	double value = 0;

	(void)state;
	assert_true(take_comma_locale(folder));
	snprintf(text, sizeof(text), "%.1f", 0.5);
	assert_string_equal(text, "0,5");
	assert_true(prints(0.1, false, "0.1"));
	assert_true(prints(1.25e-7, false, "1.25e-07"));
	assert_int_equal(number_parse_double(SPAN_LIT("2.5"), &value), NUMBER_OK);
	assert_true(value == 2.5);
	assert_int_equal(number_parse_double(SPAN_LIT("2,5"), &value), NUMBER_BAD);
	(void)setlocale(LC_NUMERIC, "C");
	assert_int_equal(system("rm -rf \"$LOCPATH\""), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(doubles_print_as_postgresql_prints_them),
		cmocka_unit_test(any_number_reads_back_as_itself),
		cmocka_unit_test(text_is_read_or_refused),
		cmocka_unit_test(a_thousand_digits_round_once),
		cmocka_unit_test(floats_are_rounded_once),
		cmocka_unit_test(whole_numbers_keep_their_ends),
		cmocka_unit_test(a_locale_with_a_comma_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
