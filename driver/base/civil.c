#include "base/civil.h"

/*
 * Days are counted in eras of 400 years whose years begin on 1 March, so that
 * the leap day is the last day of its year.
 */
#define ERA_YEARS 400
#define ERA_DAYS 146097
#define MARCH_EPOCH 730425 /* days from 1 March of year 0 to 2000-01-01 */

bool civil_is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int civil_month_days(int64_t year, int month)
{
	static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (month < 1 || month > 12)
		return 0;
	return days[month - 1] + (month == 2 && civil_is_leap(year));
}

bool civil_date_valid(int64_t year, int month, int day)
{
	return day >= 1 && day <= civil_month_days(year, month);
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int64_t civil_days(int64_t year, int month, int day)
{
	int64_t y = month > 2 ? year : year - 1;
	int64_t era = floor_div(y, ERA_YEARS);
	int64_t of_era = y - era * ERA_YEARS;
	int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - MARCH_EPOCH;
}

struct civil_date civil_date_of(int64_t days)
{
	int64_t n = days + MARCH_EPOCH;
	int64_t era = floor_div(n, ERA_DAYS);
	int64_t day = n - era * ERA_DAYS;
	int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	int64_t of_year = day - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * of_year + 2) / 153; /* 0 is March */
	struct civil_date d;

	d.day = (int)(of_year - (153 * month + 2) / 5 + 1);
	d.month = (int)(month < 10 ? month + 3 : month - 9);
	d.year = era * ERA_YEARS + year + (month >= 10);
	return d;
}

int64_t civil_us(int hour, int minute, int second, int us)
{
	return ((int64_t)hour * 3600 + (int64_t)minute * 60 + second) * CIVIL_US_PER_SECOND + us;
}

struct civil_time civil_time_of(int64_t us)
{
	int64_t seconds = us / CIVIL_US_PER_SECOND;
	struct civil_time t;

	t.us = (int)(us % CIVIL_US_PER_SECOND);
	t.second = (int)(seconds % 60);
	t.minute = (int)(seconds / 60 % 60);
	t.hour = (int)(seconds / 3600);
	return t;
}

void civil_split(int64_t timestamp_us, int64_t *days, int64_t *us)
{
	*days = floor_div(timestamp_us, CIVIL_US_PER_DAY);
	*us = timestamp_us % CIVIL_US_PER_DAY;
	if (*us < 0)
		*us += CIVIL_US_PER_DAY;
}

bool civil_join(int64_t days, int64_t us, int64_t *timestamp_us)
{
	int64_t start;

	/* One day nearer to zero, so that the first day of the range does not overflow before `us` is added. */
	if (days < 0) {
		days++;
		us -= CIVIL_US_PER_DAY;
	}
	return !__builtin_mul_overflow(days, CIVIL_US_PER_DAY, &start) &&
	       !__builtin_add_overflow(start, us, timestamp_us);
}
