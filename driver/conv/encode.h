/*
 * From the hub to application memory: one function per value class and C type,
 * after ODBC Programmer's Reference, appendix D, "Converting Data from SQL to
 * C Data Types".  Used through conv/matrix only.
 *
 * Every function sets to->length on success and on the two warnings; after a
 * failure the target and the length are undefined.  to->data may be NULL: then
 * only the length and the status are made.  Targets need not be aligned.
 * Pure, no allocation, no locale; any thread.
 */
#ifndef CONV_ENCODE_H
#define CONV_ENCODE_H

#include "conv/matrix.h"

/* The integer targets: X(argument, name, C type, least, greatest). */
#define ENCODE_INTEGERS(X, arg)                                   \
	X(arg, stinyint, SQLSCHAR, INT8_MIN, INT8_MAX)            \
	X(arg, utinyint, SQLCHAR, 0, UINT8_MAX)                   \
	X(arg, sshort, SQLSMALLINT, INT16_MIN, INT16_MAX)         \
	X(arg, ushort, SQLUSMALLINT, 0, UINT16_MAX)               \
	X(arg, slong, SQLINTEGER, INT32_MIN, INT32_MAX)           \
	X(arg, ulong, SQLUINTEGER, 0, UINT32_MAX)                 \
	X(arg, sbigint, SQLBIGINT, INT64_MIN, INT64_MAX)          \
	X(arg, ubigint, SQLUBIGINT, 0, UINT64_MAX)

/* The interval targets: X(argument, name, code of SQLINTERVAL). */
#define ENCODE_INTERVALS_SINGLE(X, arg)             \
	X(arg, interval_year, SQL_IS_YEAR)          \
	X(arg, interval_month, SQL_IS_MONTH)        \
	X(arg, interval_day, SQL_IS_DAY)            \
	X(arg, interval_hour, SQL_IS_HOUR)          \
	X(arg, interval_minute, SQL_IS_MINUTE)      \
	X(arg, interval_second, SQL_IS_SECOND)
#define ENCODE_INTERVALS_MULTI(X, arg)                                  \
	X(arg, interval_year_to_month, SQL_IS_YEAR_TO_MONTH)            \
	X(arg, interval_day_to_hour, SQL_IS_DAY_TO_HOUR)                \
	X(arg, interval_day_to_minute, SQL_IS_DAY_TO_MINUTE)            \
	X(arg, interval_day_to_second, SQL_IS_DAY_TO_SECOND)            \
	X(arg, interval_hour_to_minute, SQL_IS_HOUR_TO_MINUTE)          \
	X(arg, interval_hour_to_second, SQL_IS_HOUR_TO_SECOND)          \
	X(arg, interval_minute_to_second, SQL_IS_MINUTE_TO_SECOND)

#define ENCODE(cls, target) \
	enum conv_status encode_##cls##_##target(const struct value *v, struct c_target *to) LB_MUST_USE;
#define ENCODE_INTEGER(cls, name, type, least, greatest) ENCODE(cls, name)
#define ENCODE_INTERVAL(cls, name, code) ENCODE(cls, name)

/* encode_num.c */
#define ENCODE_NUMBERS(cls)                      \
	ENCODE_INTEGERS(ENCODE_INTEGER, cls)     \
	ENCODE(cls, bit)                         \
	ENCODE(cls, float)                       \
	ENCODE(cls, double)                      \
	ENCODE(cls, numeric)
ENCODE_NUMBERS(int)
ENCODE_NUMBERS(double)
ENCODE_NUMBERS(decimal)
ENCODE_NUMBERS(text)
#undef ENCODE_NUMBERS

/* Single-field intervals give their one number; see encode_misc.c. */
ENCODE_INTEGERS(ENCODE_INTEGER, interval)
ENCODE(interval, numeric)

/* encode_text.c */
#define ENCODE_TEXTS(cls) ENCODE(cls, char) ENCODE(cls, wchar)
ENCODE_TEXTS(int)
ENCODE_TEXTS(double)
ENCODE_TEXTS(decimal)
ENCODE_TEXTS(text)
ENCODE_TEXTS(bytes)
ENCODE_TEXTS(date)
ENCODE_TEXTS(time)
ENCODE_TEXTS(timestamp)
ENCODE_TEXTS(interval)
ENCODE_TEXTS(uuid)
#undef ENCODE_TEXTS

/* Appends the whole text of any value, as the functions above would give it with enough room. */
void encode_append(const struct value *v, struct strbuf *out);

/* encode_time.c */
ENCODE(date, date)
ENCODE(date, timestamp)
ENCODE(time, time)
ENCODE(time, timestamp)
ENCODE(timestamp, date)
ENCODE(timestamp, time)
ENCODE(timestamp, timestamp)
ENCODE(text, date)
ENCODE(text, time)
ENCODE(text, timestamp)

/* encode_misc.c */
ENCODE_INTERVALS_SINGLE(ENCODE_INTERVAL, interval)
ENCODE_INTERVALS_MULTI(ENCODE_INTERVAL, interval)
ENCODE_INTERVALS_SINGLE(ENCODE_INTERVAL, text)
ENCODE_INTERVALS_MULTI(ENCODE_INTERVAL, text)
ENCODE_INTERVALS_SINGLE(ENCODE_INTERVAL, int)
ENCODE_INTERVALS_SINGLE(ENCODE_INTERVAL, decimal)
ENCODE(uuid, guid)
ENCODE(text, guid)
ENCODE(text, binary)
ENCODE(bytes, binary)
ENCODE(uuid, binary)
/* Fixed-size values as the bytes of their default C type; the width is that of the PostgreSQL type. */
ENCODE(bool, binary)
ENCODE(int2, binary)
ENCODE(int4, binary)
ENCODE(int8, binary)
ENCODE(oid, binary)
ENCODE(double, binary)
ENCODE(decimal, binary)
ENCODE(date, binary)
ENCODE(time, binary)
ENCODE(timestamp, binary)
ENCODE(interval, binary)

#undef ENCODE
#undef ENCODE_INTEGER
#undef ENCODE_INTERVAL

/* Writes one fixed-size C value and its length. */
void encode_store(struct c_target *to, const void *value, size_t size);

/* ASCII text of which `whole` characters must fit (22003); the rest may be cut (01004). */
enum conv_status encode_store_ascii(struct c_target *to, const char *text, size_t n, size_t whole) LB_MUST_USE;

/* The same into SQLWCHAR units. */
enum conv_status encode_store_ascii_wide(struct c_target *to, const char *text, size_t n, size_t whole) LB_MUST_USE;

/* Bytes that are not cut: 22003 when they do not fit. */
enum conv_status encode_store_whole(struct c_target *to, const void *bytes, size_t n) LB_MUST_USE;

#endif
