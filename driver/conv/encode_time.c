/*
 * Dates and times to SQL_DATE_STRUCT, SQL_TIME_STRUCT and SQL_TIMESTAMP_STRUCT.
 * Appendix D, "SQL to C: Date", "Time", "Timestamp" and "Character": what a
 * smaller type cannot hold is lost with 01S07.
 *
 * Ours, where the reference is silent: years are astronomical (0 is 1 BC, -43
 * is 44 BC); a year outside SQLSMALLINT and the infinities are 22008; the time
 * 24:00:00 has no structure either (hours end at 23): 22008 as a time, the
 * next day at 00:00:00 as a timestamp; fields are those of the value's own
 * offset, which the structures do not show.
 */
#include "conv/encode.h"

#include "base/civil.h"
#include "conv/decode.h"

#define NS_PER_US 1000

/* ---- the three structures ---- */

static bool date_fields(int64_t days, SQL_DATE_STRUCT *out)
{
	struct civil_date date = civil_date_of(days);

	if (date.year < INT16_MIN || date.year > INT16_MAX)
		return false;
	*out = (SQL_DATE_STRUCT){(SQLSMALLINT)date.year, (SQLUSMALLINT)date.month, (SQLUSMALLINT)date.day};
	return true;
}

static enum conv_status store_date(struct c_target *to, const struct datetime *t)
{
	SQL_DATE_STRUCT date;

	if (t->kind != VALUE_FINITE || !date_fields(t->days, &date))
		return CONV_DATETIME_OVERFLOW;
	encode_store(to, &date, sizeof(date));
	return t->us ? CONV_FRACTION_TRUNC : CONV_OK;
}

static enum conv_status store_time(struct c_target *to, const struct datetime *t)
{
	struct civil_time clock;
	SQL_TIME_STRUCT time;

	if (t->kind != VALUE_FINITE || t->us >= CIVIL_US_PER_DAY)
		return CONV_DATETIME_OVERFLOW;
	clock = civil_time_of(t->us);
	time = (SQL_TIME_STRUCT){(SQLUSMALLINT)clock.hour, (SQLUSMALLINT)clock.minute, (SQLUSMALLINT)clock.second};
	encode_store(to, &time, sizeof(time));
	return clock.us ? CONV_FRACTION_TRUNC : CONV_OK;
}

static enum conv_status store_timestamp(struct c_target *to, int64_t days, int64_t us)
{
	SQL_DATE_STRUCT date;
	SQL_TIMESTAMP_STRUCT stamp;
	struct civil_time clock;

	if (us >= CIVIL_US_PER_DAY) {
		days++;
		us -= CIVIL_US_PER_DAY;
	}
	if (!date_fields(days, &date))
		return CONV_DATETIME_OVERFLOW;
	clock = civil_time_of(us);
	stamp = (SQL_TIMESTAMP_STRUCT){
		.year = date.year, .month = date.month, .day = date.day,
		.hour = (SQLUSMALLINT)clock.hour, .minute = (SQLUSMALLINT)clock.minute,
		.second = (SQLUSMALLINT)clock.second, .fraction = (SQLUINTEGER)clock.us * NS_PER_US,
	};
	encode_store(to, &stamp, sizeof(stamp));
	return CONV_OK;
}

/* ---- between the classes ---- */

enum conv_status encode_date_date(const struct value *v, struct c_target *to)
{
	struct datetime day = {.kind = v->datetime.kind, .days = v->datetime.days};

	return store_date(to, &day);
}

enum conv_status encode_date_timestamp(const struct value *v, struct c_target *to)
{
	if (v->datetime.kind != VALUE_FINITE)
		return CONV_DATETIME_OVERFLOW;
	return store_timestamp(to, v->datetime.days, 0);
}

enum conv_status encode_time_time(const struct value *v, struct c_target *to)
{
	return store_time(to, &v->datetime);
}

enum conv_status encode_time_timestamp(const struct value *v, struct c_target *to)
{
	return store_timestamp(to, to->today_days, v->datetime.us);
}

enum conv_status encode_timestamp_date(const struct value *v, struct c_target *to)
{
	return store_date(to, &v->datetime);
}

enum conv_status encode_timestamp_time(const struct value *v, struct c_target *to)
{
	return store_time(to, &v->datetime);
}

enum conv_status encode_timestamp_timestamp(const struct value *v, struct c_target *to)
{
	if (v->datetime.kind != VALUE_FINITE)
		return CONV_DATETIME_OVERFLOW;
	return store_timestamp(to, v->datetime.days, v->datetime.us);
}

/* ---- text: a date, a time or a timestamp, whatever the target ---- */

static bool read_timestamp(struct span text, struct datetime *out)
{
	*out = (struct datetime){.kind = VALUE_FINITE};
	return decode_read_timestamp(text, out);
}

static bool read_time(struct span text, struct datetime *out)
{
	*out = (struct datetime){.kind = VALUE_FINITE};
	return decode_read_time(text, out);
}

enum conv_status encode_text_date(const struct value *v, struct c_target *to)
{
	struct datetime t;

	return read_timestamp(v->span, &t) ? store_date(to, &t) : CONV_BAD_TEXT;
}

/* A date alone is no time-value. */
enum conv_status encode_text_time(const struct value *v, struct c_target *to)
{
	struct datetime t;

	if (span_find(v->span, ':') == v->span.n)
		return CONV_BAD_TEXT;
	return read_time(v->span, &t) || read_timestamp(v->span, &t) ? store_time(to, &t) : CONV_BAD_TEXT;
}

enum conv_status encode_text_timestamp(const struct value *v, struct c_target *to)
{
	struct datetime t;

	if (read_time(v->span, &t))
		return store_timestamp(to, to->today_days, t.us);
	if (!read_timestamp(v->span, &t))
		return CONV_BAD_TEXT;
	return t.kind == VALUE_FINITE ? store_timestamp(to, t.days, t.us) : CONV_DATETIME_OVERFLOW;
}
