#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/civil.h"

static void known_days(void **state)
{
	(void)state;
	assert_true(civil_days(2000, 1, 1) == 0);
	assert_true(civil_days(1970, 1, 1) == CIVIL_UNIX_EPOCH);
	assert_true(civil_days(-4713, 11, 24) == CIVIL_DATE_MIN);
	assert_true(civil_days(5874897, 12, 31) == CIVIL_DATE_MAX);
	assert_true(civil_days(0, 3, 1) == -730425);
	assert_true(civil_days(1, 1, 1) == -730119);
}

static void check_day(int64_t days)
{
	struct civil_date d = civil_date_of(days);

	if (!civil_date_valid(d.year, d.month, d.day) || civil_days(d.year, d.month, d.day) != days)
		fail_msg("day %lld", (long long)days);
}

static void every_day_of_800_years_follows_its_neighbour(void **state)
{
	struct civil_date last = civil_date_of(civil_days(-400, 1, 1) - 1);

	(void)state;
	for (int64_t day = civil_days(-400, 1, 1); day < civil_days(400, 1, 1); day++) {
		struct civil_date d = civil_date_of(day);
		bool next_day = d.year == last.year && d.month == last.month && d.day == last.day + 1;
		bool next_month = d.day == 1 && last.day == civil_month_days(last.year, last.month) &&
				  d.year * 12 + d.month == last.year * 12 + last.month + 1;

		if (!next_day && !next_month)
			fail_msg("day %lld", (long long)day);
		last = d;
		check_day(day);
	}
}

static void the_whole_range_survives(void **state)
{
	(void)state;
	for (int64_t day = CIVIL_DATE_MIN; day <= CIVIL_DATE_MAX; day += 9973)
		check_day(day);
	check_day(CIVIL_DATE_MIN);
	check_day(CIVIL_DATE_MAX);
}

static void the_calendar_knows_its_months(void **state)
{
	(void)state;
	assert_true(civil_date_valid(2000, 2, 29));
	assert_false(civil_date_valid(1900, 2, 29));
	assert_true(civil_date_valid(0, 2, 29)); /* 1 BC */
	assert_true(civil_date_valid(-4, 2, 29)); /* 5 BC */
	assert_false(civil_date_valid(2001, 4, 31));
	assert_false(civil_date_valid(2001, 0, 1));
	assert_false(civil_date_valid(2001, 13, 1));
	assert_false(civil_date_valid(2001, 1, 0));
}

static void times_split_and_join(void **state)
{
	struct civil_time t = civil_time_of(civil_us(23, 59, 58, 999999));

	(void)state;
	assert_int_equal(t.hour, 23);
	assert_int_equal(t.minute, 59);
	assert_int_equal(t.second, 58);
	assert_int_equal(t.us, 999999);
	t = civil_time_of(CIVIL_US_PER_DAY);
	assert_int_equal(t.hour, 24);
	assert_int_equal(t.minute, 0);
}

static void timestamps_before_2000_have_a_time_of_day(void **state)
{
	int64_t days, us, back;

	(void)state;
	civil_split(-1, &days, &us);
	assert_true(days == -1 && us == CIVIL_US_PER_DAY - 1);
	civil_split(INT64_MIN, &days, &us);
	assert_true(us >= 0 && us < CIVIL_US_PER_DAY);
	assert_true(civil_join(days, us, &back) && back == INT64_MIN);
	civil_split(INT64_MAX, &days, &us);
	assert_true(civil_join(days, us, &back) && back == INT64_MAX);
	assert_false(civil_join(days + 1, us, &back));
	assert_false(civil_join(-INT64_C(200000000), 0, &back));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_days),
		cmocka_unit_test(every_day_of_800_years_follows_its_neighbour),
		cmocka_unit_test(the_whole_range_survives),
		cmocka_unit_test(the_calendar_knows_its_months),
		cmocka_unit_test(times_split_and_join),
		cmocka_unit_test(timestamps_before_2000_have_a_time_of_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
