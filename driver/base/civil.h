/*
 * Calendar arithmetic: proleptic Gregorian dates <-> days since 2000-01-01
 * (PostgreSQL's epoch), time of day <-> microseconds since midnight.
 * Years are astronomical: 0 is 1 BC, -4712 is 4713 BC.  PostgreSQL's whole
 * range fits; nothing overflows for years within +-10,000,000.
 * Pure; knows no time zone and no locale.
 */
#ifndef BASE_CIVIL_H
#define BASE_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

#define CIVIL_US_PER_SECOND INT64_C(1000000)
#define CIVIL_US_PER_DAY (INT64_C(86400) * CIVIL_US_PER_SECOND)

#define CIVIL_UNIX_EPOCH (-10957) /* 1970-01-01 as days since 2000-01-01 */

/* What PostgreSQL holds: dates from 4714-11-24 BC (Julian day 0) to 5874897-12-31, timestamps to 294276-12-31. */
#define CIVIL_DATE_MIN (-2451545)
#define CIVIL_DATE_MAX 2145031948
#define CIVIL_TIMESTAMP_MIN INT64_C(-211813488000000000) /* microseconds since 2000-01-01 */
#define CIVIL_TIMESTAMP_MAX INT64_C(9223371331199999999)

struct civil_date {
	int64_t year; /* astronomical */
	int month;    /* 1..12 */
	int day;      /* 1..31 */
};

struct civil_time {
	int hour;   /* 0..24 (24:00:00 only) */
	int minute; /* 0..59 */
	int second; /* 0..59 */
	int us;     /* 0..999999 */
};

bool civil_is_leap(int64_t year);
int civil_month_days(int64_t year, int month); /* 0 for a month that does not exist */
bool civil_date_valid(int64_t year, int month, int day); /* the calendar only, any year */

int64_t civil_days(int64_t year, int month, int day); /* of a valid date */
struct civil_date civil_date_of(int64_t days);

int64_t civil_us(int hour, int minute, int second, int us);
struct civil_time civil_time_of(int64_t us); /* 0 .. 86,400,000,000 */

/* Splits microseconds since 2000-01-01 00:00 into days and a time of day that is never negative. */
void civil_split(int64_t timestamp_us, int64_t *days, int64_t *us);

/* The opposite; false when it does not fit into 64 bits. */
bool civil_join(int64_t days, int64_t us, int64_t *timestamp_us);

#endif
