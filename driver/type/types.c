#include "type/types.h"

#include "base/mem.h"
#include "base/utf.h"

#define TEXT_LIMIT 1073741823
#define WIDE_LIMIT (INT32_MAX / sizeof(utf_wide))
#define CHAR_LIMIT 10485760
#define BIT_LIMIT 83886080
#define NO_DIGITS (-1)

#define ZONE_CHARS 9 /* "+HH:MM:SS" */

enum { INFO = 1, NOSIGN = 2, CASE = 4, FIXED = 8 };
enum searchable { NONE = SQL_PRED_NONE, BASIC = SQL_PRED_BASIC, ALL = SQL_PRED_SEARCHABLE };

struct pg_type {
	uint32_t oid;
	const char *name;
	enum pg_kind kind;
	SQLSMALLINT narrow, wide;
	int32_t size;
	SQLSMALLINT digits;
	SQLSMALLINT searchable;
	const char *prefix, *suffix, *params;
	int flags;
};

static const struct pg_type types[] = {
#define PG_TYPE(oid, name, kind, narrow, wide, size, digits, searchable, prefix, suffix, params, flags) \
	{oid, name, KIND_##kind, narrow, wide, size, digits, searchable, prefix, suffix, params, flags},
#include "type/pg_types.def"
#undef PG_TYPE
};

/*
 * What a parameter of an SQL type is sent as.  SQL_CHAR is varchar and not bpchar: a char(n) that becomes
 * text loses its trailing spaces, and with them what the application stored.
 */
static const struct {
	SQLSMALLINT sql_type;
	uint32_t oid;
} parameters[] = {
	{SQL_CHAR, 1043},      {SQL_VARCHAR, 1043},        {SQL_LONGVARCHAR, 25},   {SQL_WCHAR, 1043},
	{SQL_WVARCHAR, 1043},  {SQL_WLONGVARCHAR, 25},     {SQL_BIT, 16},           {SQL_TINYINT, 21},
	{SQL_SMALLINT, 21},    {SQL_INTEGER, 23},          {SQL_BIGINT, 20},        {SQL_REAL, 700},
	{SQL_FLOAT, 701},      {SQL_DOUBLE, 701},          {SQL_DECIMAL, 1700},     {SQL_NUMERIC, 1700},
	{SQL_BINARY, 17},      {SQL_VARBINARY, 17},        {SQL_LONGVARBINARY, 17}, {SQL_TYPE_DATE, 1082},
	{SQL_TYPE_TIME, 1083}, {SQL_TYPE_TIMESTAMP, 1114}, {SQL_DATE, 1082},        {SQL_TIME, 1083},
	{SQL_TIMESTAMP, 1114}, {SQL_GUID, 2950},
};

/* ---- look-up ---- */

const struct pg_type *type_by_oid(uint32_t oid)
{
	for (size_t i = 1; i < LB_COUNT(types); i++)
		if (types[i].oid == oid)
			return &types[i];
	return &types[0];
}

static bool is_interval(SQLSMALLINT concise)
{
	return concise >= SQL_INTERVAL_YEAR && concise <= SQL_INTERVAL_MINUTE_TO_SECOND;
}

const struct pg_type *type_by_sql_type(SQLSMALLINT sql_type)
{
	if (is_interval(sql_type))
		return type_by_oid(1186);
	for (size_t i = 0; i < LB_COUNT(parameters); i++)
		if (parameters[i].sql_type == sql_type)
			return type_by_oid(parameters[i].oid);
	return NULL;
}

size_t type_count(void)
{
	return LB_COUNT(types);
}

const struct pg_type *type_at(size_t i)
{
	return &types[i];
}

bool type_in_typeinfo(const struct pg_type *t)
{
	return t->flags & INFO;
}

uint32_t type_oid(const struct pg_type *t)
{
	return t->oid;
}

const char *type_name(const struct pg_type *t)
{
	return t->name;
}

enum pg_kind type_kind(const struct pg_type *t)
{
	return t->kind;
}

/* ---- type modifiers ---- */

/* The n of char(n), varchar(n), bit(n); -1 without one. */
static int32_t declared_length(const struct pg_type *t, int32_t typmod)
{
	if (typmod < TYPMOD_NONE && t->size == TEXT_LIMIT)
		return TYPMOD_NONE - typmod; /* type_typmod_within() */
	if (t->oid == 1042 || t->oid == 1043)
		return typmod > 4 ? typmod - 4 : -1; /* counted with the length word of a varlena */
	if (t->kind == KIND_BIT)
		return typmod > 0 ? typmod : -1;
	return -1;
}

struct numeric_modifier {
	int32_t precision, scale;
};

/* numeric: ((precision << 16) | (scale & 0x7ff)) + 4, the scale being 11 bits with a sign since PostgreSQL 15. */
static bool numeric_modifier(int32_t typmod, struct numeric_modifier *out)
{
	uint32_t bits;

	if (typmod < 4)
		return false;
	bits = (uint32_t)typmod - 4;
	out->precision = (int32_t)(bits >> 16 & 0xFFFF);
	out->scale = (int32_t)((bits & 0x7FF) ^ 1024) - 1024;
	return true;
}

/* Digits of the fraction of a second. */
static int32_t second_digits(const struct pg_type *t, int32_t typmod)
{
	int32_t p = t->kind == KIND_INTERVAL && typmod >= 0 ? typmod & 0xFFFF : typmod;

	return p >= 0 && p <= 6 ? p : 6;
}

static int32_t fraction_chars(int32_t digits)
{
	return digits ? digits + 1 : 0;
}

/* The field masks of interval modifiers: bits 1, 2, 3, 10, 11, 12 of the upper half are month, year, day, ... */
enum { MONTH = 1 << 1, YEAR = 1 << 2, DAY = 1 << 3, HOUR = 1 << 10, MINUTE = 1 << 11, SECOND = 1 << 12 };

/*
 * Each interval SQL type with its fields and the size of its literal (appendix D, "Interval Data Type Length")
 * beside the leading field and the fraction of the second.
 */
static const struct interval_row {
	SQLSMALLINT sql_type;
	int fields;
	int32_t chars;
	SQLSMALLINT code;
} intervals[] = {
	{SQL_INTERVAL_YEAR, YEAR, 0, SQL_CODE_YEAR},
	{SQL_INTERVAL_MONTH, MONTH, 0, SQL_CODE_MONTH},
	{SQL_INTERVAL_DAY, DAY, 0, SQL_CODE_DAY},
	{SQL_INTERVAL_HOUR, HOUR, 0, SQL_CODE_HOUR},
	{SQL_INTERVAL_MINUTE, MINUTE, 0, SQL_CODE_MINUTE},
	{SQL_INTERVAL_SECOND, SECOND, 0, SQL_CODE_SECOND},
	{SQL_INTERVAL_YEAR_TO_MONTH, YEAR | MONTH, 3, SQL_CODE_YEAR_TO_MONTH},
	{SQL_INTERVAL_DAY_TO_HOUR, DAY | HOUR, 3, SQL_CODE_DAY_TO_HOUR},
	{SQL_INTERVAL_DAY_TO_MINUTE, DAY | HOUR | MINUTE, 6, SQL_CODE_DAY_TO_MINUTE},
	{SQL_INTERVAL_DAY_TO_SECOND, DAY | HOUR | MINUTE | SECOND, 9, SQL_CODE_DAY_TO_SECOND},
	{SQL_INTERVAL_HOUR_TO_MINUTE, HOUR | MINUTE, 3, SQL_CODE_HOUR_TO_MINUTE},
	{SQL_INTERVAL_HOUR_TO_SECOND, HOUR | MINUTE | SECOND, 6, SQL_CODE_HOUR_TO_SECOND},
	{SQL_INTERVAL_MINUTE_TO_SECOND, MINUTE | SECOND, 3, SQL_CODE_MINUTE_TO_SECOND},
};

static const struct interval_row *interval_by_modifier(int32_t typmod)
{
	if (typmod < 0)
		return NULL;
	for (size_t i = 0; i < LB_COUNT(intervals); i++)
		if (intervals[i].fields == (typmod >> 16 & 0x7FFF))
			return &intervals[i];
	return NULL;
}

static const struct interval_row *interval_by_sql_type(SQLSMALLINT concise)
{
	for (size_t i = 0; i < LB_COUNT(intervals); i++)
		if (intervals[i].sql_type == concise)
			return &intervals[i];
	return NULL;
}

/* The most digits that the leading field can have: PostgreSQL keeps 32 bits of months and days, 64 of microseconds. */
SQLINTEGER type_interval_leading(SQLSMALLINT concise)
{
	if (!is_interval(concise))
		return 0;
	return concise == SQL_INTERVAL_YEAR || concise == SQL_INTERVAL_YEAR_TO_MONTH ? 9 : 10;
}

/* ---- SQL types ---- */

static bool is_single_bit(const struct pg_type *t, int32_t typmod)
{
	return t->oid == 1560 && typmod == 1;
}

SQLSMALLINT type_sql_type(const struct pg_type *t, int32_t typmod, enum text_width width)
{
	if (is_single_bit(t, typmod))
		return SQL_BIT;
	if (t->kind == KIND_INTERVAL) {
		const struct interval_row *row = interval_by_modifier(typmod);

		if (row)
			return row->sql_type;
	}
	return width == TEXT_WIDE ? t->wide : t->narrow;
}

SQLSMALLINT type_verbose(SQLSMALLINT concise)
{
	if (is_interval(concise))
		return SQL_INTERVAL;
	if (concise == SQL_TYPE_DATE || concise == SQL_TYPE_TIME || concise == SQL_TYPE_TIMESTAMP)
		return SQL_DATETIME;
	return concise;
}

SQLSMALLINT type_datetime_code(SQLSMALLINT concise)
{
	const struct interval_row *row = interval_by_sql_type(concise);

	if (row)
		return row->code;
	return concise == SQL_TYPE_DATE	       ? SQL_CODE_DATE
	       : concise == SQL_TYPE_TIME      ? SQL_CODE_TIME
	       : concise == SQL_TYPE_TIMESTAMP ? SQL_CODE_TIMESTAMP
					       : 0;
}

SQLSMALLINT type_odbc2(SQLSMALLINT concise)
{
	return concise == SQL_TYPE_DATE	       ? SQL_DATE
	       : concise == SQL_TYPE_TIME      ? SQL_TIME
	       : concise == SQL_TYPE_TIMESTAMP ? SQL_TIMESTAMP
					       : concise;
}

/* ---- sizes ---- */

static SQLULEN interval_size(const struct pg_type *t, const struct interval_row *row, int32_t typmod)
{
	int32_t fraction = row->fields & SECOND ? fraction_chars(second_digits(t, typmod)) : 0;

	return (SQLULEN)type_interval_leading(row->sql_type) + (SQLULEN)row->chars + (SQLULEN)fraction;
}

SQLULEN type_max_size(const struct pg_type *t, int32_t typmod)
{
	const struct interval_row *row;
	struct numeric_modifier m;
	int32_t length = declared_length(t, typmod);

	if (length >= 0)
		return (SQLULEN)length;
	switch (t->kind) {
	case KIND_NUMERIC:
		return numeric_modifier(typmod, &m) ? (SQLULEN)m.precision : (SQLULEN)t->size;
	case KIND_TIME:
		return 8 + (SQLULEN)fraction_chars(second_digits(t, typmod));
	case KIND_TIMETZ:
		return 8 + (SQLULEN)fraction_chars(second_digits(t, typmod)) + ZONE_CHARS;
	case KIND_TIMESTAMP:
	case KIND_TIMESTAMPTZ:
		return 19 + (SQLULEN)fraction_chars(second_digits(t, typmod));
	case KIND_INTERVAL:
		row = interval_by_modifier(typmod);
		return row ? interval_size(t, row, typmod) : (SQLULEN)t->size;
	default:
		return (SQLULEN)t->size;
	}
}

SQLULEN type_column_size(const struct pg_type *t, int32_t typmod)
{
	const SQLULEN size = type_max_size(t, typmod);

	return size == TEXT_LIMIT ? 0 : size;
}

int32_t type_typmod_within(const struct pg_type *t, int32_t typmod, uint32_t text_length)
{
	if (!text_length || type_max_size(t, typmod) != TEXT_LIMIT)
		return typmod;
	return TYPMOD_NONE - (int32_t)(text_length < TEXT_LIMIT ? text_length : TEXT_LIMIT);
}

bool type_has_decimal_digits(const struct pg_type *t)
{
	return t->digits != NO_DIGITS;
}

SQLSMALLINT type_decimal_digits(const struct pg_type *t, int32_t typmod)
{
	const struct interval_row *row;
	struct numeric_modifier m;

	switch (t->kind) {
	case KIND_NUMERIC:
		return numeric_modifier(typmod, &m) ? (SQLSMALLINT)m.scale : t->digits;
	case KIND_TIME:
	case KIND_TIMESTAMP:
	case KIND_TIMESTAMPTZ:
		return (SQLSMALLINT)second_digits(t, typmod);
	case KIND_INTERVAL:
		row = interval_by_modifier(typmod);
		return row && row->fields & SECOND ? (SQLSMALLINT)second_digits(t, typmod) : 0;
	default:
		return t->digits == NO_DIGITS ? 0 : t->digits;
	}
}

static bool is_character(SQLSMALLINT sql_type)
{
	return sql_type == SQL_CHAR || sql_type == SQL_VARCHAR || sql_type == SQL_LONGVARCHAR || sql_type == SQL_WCHAR ||
	       sql_type == SQL_WVARCHAR || sql_type == SQL_WLONGVARCHAR;
}

/*
 * UTF-8 takes up to 4 bytes a character, SQLWCHAR is counted as one unit (appendix D); a value never passes the
 * limit, and catalog functions give the length as a 32-bit number.
 */
static SQLLEN character_octets(SQLULEN characters, enum text_width width)
{
	if (width == TEXT_WIDE)
		return (SQLLEN)((characters < WIDE_LIMIT ? characters : WIDE_LIMIT) * sizeof(utf_wide));
	return characters > TEXT_LIMIT / 4 ? TEXT_LIMIT : (SQLLEN)characters * 4;
}

/* "-", the point, and a 0 before it: whatever numeric(precision, scale) prints; never less than appendix D's p + 2. */
static SQLLEN numeric_display(const struct pg_type *t, int32_t typmod)
{
	SQLLEN precision = (SQLLEN)type_column_size(t, typmod);
	SQLLEN scale = type_decimal_digits(t, typmod);

	if (scale < 0)
		return precision - scale + 2; /* zeroes stand in for the rounded digits */
	return (scale >= precision ? scale + 1 : precision) + 2;
}

/* The bytes of the C structure or number that the default conversion fills in. */
static SQLLEN fixed_octets(SQLSMALLINT sql_type)
{
	switch (sql_type) {
	case SQL_BIT:
		return 1;
	case SQL_SMALLINT:
		return 2;
	case SQL_INTEGER:
	case SQL_REAL:
		return 4;
	case SQL_BIGINT:
	case SQL_DOUBLE:
		return 8;
	case SQL_TYPE_DATE:
		return sizeof(SQL_DATE_STRUCT);
	case SQL_TYPE_TIME:
		return sizeof(SQL_TIME_STRUCT);
	case SQL_TYPE_TIMESTAMP:
		return sizeof(SQL_TIMESTAMP_STRUCT);
	case SQL_GUID:
		return sizeof(SQLGUID);
	default:
		return is_interval(sql_type) ? (SQLLEN)sizeof(SQL_INTERVAL_STRUCT) : 0;
	}
}

SQLLEN type_octet_length(const struct pg_type *t, int32_t typmod, enum text_width width)
{
	SQLSMALLINT sql_type = type_sql_type(t, typmod, width);

	if (is_character(sql_type))
		return character_octets(type_column_size(t, typmod), width);
	if (t->kind == KIND_BYTEA)
		return (SQLLEN)type_column_size(t, typmod);
	if (t->kind == KIND_NUMERIC || t->kind == KIND_MONEY)
		return numeric_display(t, typmod) * (width == TEXT_WIDE ? (SQLLEN)sizeof(utf_wide) : 1);
	return fixed_octets(sql_type);
}

SQLLEN type_display_size(const struct pg_type *t, int32_t typmod)
{
	SQLLEN size = (SQLLEN)type_max_size(t, typmod);

	switch (t->kind) {
	case KIND_INT2:
	case KIND_INT4:
	case KIND_INT8:
	case KIND_OID:
		return t->flags & NOSIGN ? size : size + 1;
	case KIND_FLOAT4:
		return 14;
	case KIND_FLOAT8:
		return 24;
	case KIND_NUMERIC:
	case KIND_MONEY:
		return numeric_display(t, typmod);
	case KIND_BYTEA:
		return size * 2;
	case KIND_TIMESTAMPTZ:
		return size + ZONE_CHARS;
	case KIND_INTERVAL: /* the server's text, "4 years 2 mons", which is longer than a literal ("4-2") */
		return (SQLLEN)t->size;
	default:
		return size;
	}
}

SQLINTEGER type_char_octet_length(const struct pg_type *t, int32_t typmod)
{
	if (!is_character(type_sql_type(t, typmod, TEXT_NARROW)) && t->kind != KIND_BYTEA)
		return 0;
	return (SQLINTEGER)type_octet_length(t, typmod, TEXT_NARROW);
}

/* ---- the rest of the row ---- */

SQLSMALLINT type_radix(const struct pg_type *t)
{
	switch (t->kind) {
	case KIND_INT2:
	case KIND_INT4:
	case KIND_INT8:
	case KIND_OID:
	case KIND_FLOAT4: /* 10 since the column size is in decimal digits */
	case KIND_FLOAT8:
	case KIND_NUMERIC:
	case KIND_MONEY:
		return 10;
	default:
		return 0;
	}
}

bool type_is_unsigned(const struct pg_type *t)
{
	return type_radix(t) == 0 || t->flags & NOSIGN;
}

bool type_is_case_sensitive(const struct pg_type *t)
{
	return t->flags & CASE;
}

bool type_is_fixed_scale(const struct pg_type *t)
{
	return t->flags & FIXED;
}

SQLSMALLINT type_searchable(const struct pg_type *t)
{
	return t->searchable;
}

const char *type_literal_prefix(const struct pg_type *t)
{
	return t->prefix;
}

const char *type_literal_suffix(const struct pg_type *t)
{
	return t->suffix;
}

const char *type_create_params(const struct pg_type *t)
{
	return t->params;
}
