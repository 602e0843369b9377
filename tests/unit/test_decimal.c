#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "conv/decimal.h"

#include <math.h>
#include <string.h>

static struct strbuf scratch, shown;

static int setup(void **state)
{
	(void)state;
	strbuf_clear(&scratch);
	strbuf_clear(&shown);
	return strbuf_reserve(&scratch, 1 << 16) ? 0 : -1; /* several decimals live in it, so it must not move */
}

static int teardown(void **state)
{
	(void)state;
	strbuf_release(&scratch);
	strbuf_release(&shown);
	return 0;
}

static struct decimal of(const char *text)
{
	struct decimal d = {0};

	if (decimal_from_text(span_of(text), &d, &scratch) != CONV_OK)
		fail_msg("'%s' is refused", text);
	return d;
}

static const char *text_of(const struct decimal *d)
{
	strbuf_clear(&shown);
	decimal_to_text(d, &shown);
	return strbuf_text(&shown);
}

static void text_prints_without_exponent(void **state)
{
	static const char *const cases[][2] = {
		{"0", "0"},	       {"-0", "0"},	    {"-0.00", "0.00"}, {"007", "7"},	     {"1.50", "1.50"},
		{".5", "0.5"},	       {"5.", "5"},	    {"1e3", "1000"},   {"1.5e1", "15"},	     {"1.5e-3", "0.0015"},
		{"-12e-1", "-1.2"},    {"+1", "1"},	    {" 2 ", "2"},      {"nan", "NaN"},	     {"-inf", "-Infinity"},
		{"0.0e5", "0"},	       {"100e-2", "1.00"},  {"0e-3", "0.000"}, {"000.1000", "0.1000"},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(cases); i++) {
		struct decimal d = of(cases[i][0]);

		assert_string_equal(text_of(&d), cases[i][1]);
	}
}

static void an_exponent_makes_up_for_millions_of_zeroes(void **state)
{
	struct strbuf text = STRBUF_INIT;
	struct decimal d;

	(void)state;
	strbuf_add_text(&text, "0.");
	for (int i = 0; i < 20000000; i++)
		strbuf_add_char(&text, '0');
	strbuf_add_text(&text, "5e20000001");
	d = of(strbuf_text(&text));
	assert_int_equal(decimal_truncate(&d, 0), CONV_OK);
	assert_string_equal(text_of(&d), "5");
	d = of("0e999999999999");
	assert_string_equal(text_of(&d), "0");
	assert_int_equal(decimal_from_text(SPAN_LIT("1e99999999999999999999"), &d, &scratch), CONV_RANGE);
	assert_int_equal(decimal_from_text(SPAN_LIT("1e-99999999999999999999"), &d, &scratch), CONV_RANGE);
	strbuf_release(&text);
}

static void text_that_is_no_number_is_refused(void **state)
{
	static const char *const bad[] = {"", " ", "-", ".", "1e", "1e+", "1.2.3", "1a", "0x1", "--1", "1 2", "e5"};
	struct decimal d;

	(void)state;
	for (size_t i = 0; i < LB_COUNT(bad); i++)
		if (decimal_from_text(span_of(bad[i]), &d, &scratch) != CONV_BAD_TEXT)
			fail_msg("'%s'", bad[i]);
	assert_int_equal(decimal_from_text(SPAN_LIT("1e131072"), &d, &scratch), CONV_RANGE);
	assert_int_equal(decimal_from_text(SPAN_LIT("1e-16384"), &d, &scratch), CONV_RANGE);
	assert_int_equal(decimal_from_text(SPAN_LIT("1e99999999999999999999"), &d, &scratch), CONV_RANGE);
}

static void a_short_buffer_gets_the_beginning_and_the_whole_length(void **state)
{
	struct decimal d = of("-1234.5");
	char room[8] = "~~~~~~~";

	(void)state;
	assert_int_equal(decimal_to_chars(&d, room, 3), 7);
	assert_string_equal(room, "-12~~~~");
	assert_int_equal(decimal_whole_length(&d), 5);
	d = of("0.01");
	assert_int_equal(decimal_whole_length(&d), 1);
	d = of("12e4");
	assert_int_equal(decimal_to_chars(&d, room, 7), 6);
	assert_memory_equal(room, "120000~", 7);
}

static void integers_truncate_and_overflow(void **state)
{
	struct decimal d;
	uint64_t u = 0;
	int64_t i = 0;

	(void)state;
	d = of("-9223372036854775808");
	assert_int_equal(decimal_to_int(&d, &i), CONV_OK);
	assert_true(i == INT64_MIN);
	d = of("9223372036854775808");
	assert_int_equal(decimal_to_int(&d, &i), CONV_RANGE);
	assert_int_equal(decimal_to_uint(&d, &u), CONV_OK);
	d = of("18446744073709551615.9");
	assert_int_equal(decimal_to_uint(&d, &u), CONV_FRACTION_TRUNC);
	assert_true(u == UINT64_MAX);
	d = of("18446744073709551616");
	assert_int_equal(decimal_to_uint(&d, &u), CONV_RANGE);
	d = of("-0.9");
	assert_int_equal(decimal_to_uint(&d, &u), CONV_FRACTION_TRUNC);
	assert_true(u == 0);
	d = of("-1");
	assert_int_equal(decimal_to_uint(&d, &u), CONV_RANGE);
	d = of("12.000");
	assert_int_equal(decimal_to_int(&d, &i), CONV_OK);
	d = of("1e100000");
	assert_int_equal(decimal_to_int(&d, &i), CONV_RANGE);
	d = of("NaN");
	assert_int_equal(decimal_to_int(&d, &i), CONV_RANGE);
}

static void the_structure_holds_38_digits(void **state)
{
	SQL_NUMERIC_STRUCT n;
	struct decimal d = of("-12.345"), back;

	(void)state;
	assert_int_equal(decimal_to_numeric_struct(&d, 10, 2, &n), CONV_FRACTION_TRUNC);
	assert_int_equal(n.precision, 10);
	assert_int_equal(n.scale, 2);
	assert_int_equal(n.sign, 0);
	assert_int_equal(n.val[0] | n.val[1] << 8, 1234);
	assert_int_equal(decimal_from_numeric_struct(&n, &back, &scratch), CONV_OK);
	assert_string_equal(text_of(&back), "-12.34");

	d = of("99999999999999999999999999999999999999");
	assert_int_equal(decimal_to_numeric_struct(&d, 0, 0, &n), CONV_OK);
	assert_int_equal(n.sign, 1);
	assert_int_equal(decimal_from_numeric_struct(&n, &back, &scratch), CONV_OK);
	assert_string_equal(text_of(&back), "99999999999999999999999999999999999999");
	d = of("100000000000000000000000000000000000000");
	assert_int_equal(decimal_to_numeric_struct(&d, 38, 0, &n), CONV_RANGE);
	d = of("1000");
	assert_int_equal(decimal_to_numeric_struct(&d, 5, 2, &n), CONV_RANGE);
	assert_int_equal(decimal_to_numeric_struct(&d, 3, -2, &n), CONV_OK);
	assert_int_equal(n.val[0], 10);
	assert_int_equal(decimal_from_numeric_struct(&n, &back, &scratch), CONV_OK);
	assert_string_equal(text_of(&back), "1000");
	d = of("Infinity");
	assert_int_equal(decimal_to_numeric_struct(&d, 38, 0, &n), CONV_RANGE);
	d = of("-0.001");
	assert_int_equal(decimal_to_numeric_struct(&d, 5, 2, &n), CONV_FRACTION_TRUNC);
	assert_int_equal(n.sign, 1); /* no negative zero */
}

static void rounding_is_half_away_from_zero(void **state)
{
	static const struct {
		const char *from;
		int32_t scale;
		const char *rounded, *truncated;
	} cases[] = {
		{"2.5", 0, "3", "2"},	      {"-2.5", 0, "-3", "-2"},	 {"0.49", 0, "0", "0"},
		{"9.995", 2, "10.00", "9.99"}, {"999.9", 0, "1000", "999"}, {"0.5", 0, "1", "0"},
		{"0.05", 0, "0", "0"},	      {"1.5", 3, "1.500", "1.500"}, {"0.0005", 3, "0.001", "0.000"},
		{"0", 2, "0.00", "0.00"},     {"1250", -2, "1300", "1200"}, {"0.00049", 3, "0.000", "0.000"},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(cases); i++) {
		struct decimal r = of(cases[i].from), t = of(cases[i].from);
		enum conv_status s = decimal_round(&r, cases[i].scale, &scratch);

		assert_false(conv_failed(s));
		assert_string_equal(text_of(&r), cases[i].rounded);
		assert_int_equal(decimal_truncate(&t, cases[i].scale), s);
		assert_string_equal(text_of(&t), cases[i].truncated);
	}
}

static void doubles_are_the_nearest(void **state)
{
	struct decimal d = of("0.1");
	double value = 0;
	float single = 0;

	(void)state;
	assert_int_equal(decimal_to_double(&d, &value, &scratch), CONV_OK);
	assert_true(value == 0.1);
	assert_int_equal(decimal_to_float(&d, &single, &scratch), CONV_OK);
	assert_true(single == 0.1f);
	d = of("-1e400");
	assert_int_equal(decimal_to_double(&d, &value, &scratch), CONV_RANGE);
	d = of("0");
	assert_int_equal(decimal_to_double(&d, &value, &scratch), CONV_OK);
	assert_true(value == 0.0);
	d = of("NaN");
	assert_int_equal(decimal_to_double(&d, &value, &scratch), CONV_OK);
	assert_true(isnan(value));
	assert_int_equal(decimal_from_double(0.1, false, &d, &scratch), CONV_OK);
	assert_string_equal(text_of(&d), "0.1");
	assert_int_equal(decimal_from_double(1e23, false, &d, &scratch), CONV_OK);
	assert_string_equal(text_of(&d), "99999999999999990000000");
}

/* Spans into the scratch buffer must follow it when it grows. */
static void text_in_scratch_may_be_converted(void **state)
{
	struct decimal d = {0};
	struct span text;

	(void)state;
	strbuf_release(&scratch);
	strbuf_add_text(&scratch, "-98765432109876543210.125");
	text = strbuf_span(&scratch);
	for (int i = 0; i < 10; i++) {
		assert_int_equal(decimal_from_text(span_make(scratch.p, text.n), &d, &scratch), CONV_OK);
		assert_string_equal(text_of(&d), "-98765432109876543210.125");
	}
}

static void scales_beyond_postgresql_are_refused_on_the_wire(void **state)
{
	struct decimal d = of("1");

	(void)state;
	d.point = DECIMAL_WHOLE_MAX + 1;
	assert_int_equal(decimal_to_wire(&d, &shown), CONV_RANGE);
	d.point = -DECIMAL_SCALE_MAX;
	assert_int_equal(decimal_to_wire(&d, &shown), CONV_RANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(text_prints_without_exponent),
		TEST(an_exponent_makes_up_for_millions_of_zeroes),
		TEST(text_that_is_no_number_is_refused),
		TEST(a_short_buffer_gets_the_beginning_and_the_whole_length),
		TEST(integers_truncate_and_overflow),
		TEST(the_structure_holds_38_digits),
		TEST(rounding_is_half_away_from_zero),
		TEST(doubles_are_the_nearest),
		TEST(text_in_scratch_may_be_converted),
		TEST(scales_beyond_postgresql_are_refused_on_the_wire),
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
