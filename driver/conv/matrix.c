#include "conv/matrix.h"

#include "conv/decode.h"
#include "conv/direct.h"
#include "conv/encode.h"
#include "conv/from_c.h"
#include "conv/interval_fields.h"
#include "conv/to_wire.h"

/* ---- results ---- */

static const struct {
	enum value_class cls;
	decode_fn *decode[2];
	encode_fn *binary; /* as SQL_C_BINARY: the width is known to the kind only */
} kinds[KIND_COUNT] = {
#define KIND(id, name, cls, binary) [KIND_##id] = {VALUE_##cls, {decode_##name##_text, decode_##name##_binary}, binary},
	KIND(BOOL, bool, INT, encode_bool_binary)
	KIND(INT2, int2, INT, encode_int2_binary)
	KIND(INT4, int4, INT, encode_int4_binary)
	KIND(INT8, int8, INT, encode_int8_binary)
	KIND(OID, oid, INT, encode_oid_binary)
	KIND(FLOAT4, float4, DOUBLE, encode_double_binary)
	KIND(FLOAT8, float8, DOUBLE, encode_double_binary)
	KIND(NUMERIC, numeric, DECIMAL, encode_decimal_binary)
	KIND(TEXT, text, TEXT, encode_text_binary)
	KIND(BYTEA, bytea, BYTES, encode_bytes_binary)
	KIND(DATE, date, DATE, encode_date_binary)
	KIND(TIME, time, TIME, encode_time_binary)
	KIND(TIMETZ, timetz, TIME, encode_time_binary)
	KIND(TIMESTAMP, timestamp, TIMESTAMP, encode_timestamp_binary)
	KIND(TIMESTAMPTZ, timestamptz, TIMESTAMP, encode_timestamp_binary)
	KIND(INTERVAL, interval, INTERVAL, encode_interval_binary)
	KIND(UUID, uuid, UUID, encode_uuid_binary)
	KIND(JSONB, jsonb, TEXT, encode_text_binary)
	KIND(BIT, bit, TEXT, encode_text_binary)
#undef KIND
	[KIND_MONEY] = {VALUE_DECIMAL, {decode_money_text, NULL}, encode_decimal_binary},
	[KIND_OTHER] = {VALUE_TEXT, {decode_other_text, NULL}, encode_text_binary},
};

/* Appendix D, "Converting Data from SQL to C Data Types": what is not here is 07006. */
static encode_fn *const encoders[VALUE_CLASS_COUNT][C_TYPE_COUNT] = {
#define TEXTS(cls) [C_TYPE_CHAR] = encode_##cls##_char, [C_TYPE_WCHAR] = encode_##cls##_wchar
#define INTEGERS(cls)                                                                              \
	[C_TYPE_STINYINT] = encode_##cls##_stinyint, [C_TYPE_UTINYINT] = encode_##cls##_utinyint, \
	[C_TYPE_SSHORT] = encode_##cls##_sshort, [C_TYPE_USHORT] = encode_##cls##_ushort,         \
	[C_TYPE_SLONG] = encode_##cls##_slong, [C_TYPE_ULONG] = encode_##cls##_ulong,             \
	[C_TYPE_SBIGINT] = encode_##cls##_sbigint, [C_TYPE_UBIGINT] = encode_##cls##_ubigint,     \
	[C_TYPE_NUMERIC] = encode_##cls##_numeric
#define NUMBERS(cls)                                                                 \
	INTEGERS(cls), [C_TYPE_BIT] = encode_##cls##_bit, [C_TYPE_FLOAT] = encode_##cls##_float, \
	[C_TYPE_DOUBLE] = encode_##cls##_double
#define SINGLE(cls)                                                  \
	[C_TYPE_INTERVAL_YEAR] = encode_##cls##_interval_year,       \
	[C_TYPE_INTERVAL_MONTH] = encode_##cls##_interval_month,     \
	[C_TYPE_INTERVAL_DAY] = encode_##cls##_interval_day,         \
	[C_TYPE_INTERVAL_HOUR] = encode_##cls##_interval_hour,       \
	[C_TYPE_INTERVAL_MINUTE] = encode_##cls##_interval_minute,   \
	[C_TYPE_INTERVAL_SECOND] = encode_##cls##_interval_second
#define MULTI(cls)                                                                         \
	[C_TYPE_INTERVAL_YEAR_TO_MONTH] = encode_##cls##_interval_year_to_month,           \
	[C_TYPE_INTERVAL_DAY_TO_HOUR] = encode_##cls##_interval_day_to_hour,               \
	[C_TYPE_INTERVAL_DAY_TO_MINUTE] = encode_##cls##_interval_day_to_minute,           \
	[C_TYPE_INTERVAL_DAY_TO_SECOND] = encode_##cls##_interval_day_to_second,           \
	[C_TYPE_INTERVAL_HOUR_TO_MINUTE] = encode_##cls##_interval_hour_to_minute,         \
	[C_TYPE_INTERVAL_HOUR_TO_SECOND] = encode_##cls##_interval_hour_to_second,         \
	[C_TYPE_INTERVAL_MINUTE_TO_SECOND] = encode_##cls##_interval_minute_to_second
	[VALUE_INT] = {TEXTS(int), NUMBERS(int), SINGLE(int)},
	[VALUE_DOUBLE] = {TEXTS(double), NUMBERS(double)},
	[VALUE_DECIMAL] = {TEXTS(decimal), NUMBERS(decimal), SINGLE(decimal)},
	[VALUE_TEXT] = {TEXTS(text), NUMBERS(text), SINGLE(text), MULTI(text), [C_TYPE_GUID] = encode_text_guid,
			[C_TYPE_DATE] = encode_text_date, [C_TYPE_TIME] = encode_text_time,
			[C_TYPE_TIMESTAMP] = encode_text_timestamp},
	[VALUE_BYTES] = {TEXTS(bytes)},
	[VALUE_DATE] = {TEXTS(date), [C_TYPE_DATE] = encode_date_date, [C_TYPE_TIMESTAMP] = encode_date_timestamp},
	[VALUE_TIME] = {TEXTS(time), [C_TYPE_TIME] = encode_time_time, [C_TYPE_TIMESTAMP] = encode_time_timestamp},
	[VALUE_TIMESTAMP] = {TEXTS(timestamp), [C_TYPE_DATE] = encode_timestamp_date,
			     [C_TYPE_TIME] = encode_timestamp_time, [C_TYPE_TIMESTAMP] = encode_timestamp_timestamp},
	[VALUE_INTERVAL] = {TEXTS(interval), INTEGERS(interval), SINGLE(interval), MULTI(interval)},
	[VALUE_UUID] = {TEXTS(uuid), [C_TYPE_GUID] = encode_uuid_guid},
#undef TEXTS
#undef INTEGERS
#undef NUMBERS
#undef SINGLE
#undef MULTI
};

bool conv_to_c(struct conv_step *out, enum pg_kind from, enum wire_format format, enum c_type to)
{
	encode_fn *encode = to == C_TYPE_BINARY ? kinds[from].binary : encoders[kinds[from].cls][to];

	/* A boolean is SQL_BIT, which has no place among the intervals. */
	if (!encode || !kinds[from].decode[format] || (from == KIND_BOOL && c_type_is_interval(to)))
		return false;
	*out = (struct conv_step){
		.direct = direct_of(from, format, to), .decode = kinds[from].decode[format], .encode = encode, .to = to,
	};
	out->verbatim = direct_is_verbatim(from, format, &out->verbatim_as);
	return true;
}

enum conv_status conv_run(const struct conv_step *step, struct span cell, struct c_target *to, struct strbuf *scratch)
{
	struct value v;
	enum conv_status s;

	if (step->direct)
		return step->direct(cell, to);
	s = step->decode(cell, &v, scratch);
	return s == CONV_OK ? step->encode(&v, to) : s;
}

bool conv_binary_known(enum pg_kind kind)
{
	return kinds[kind].decode[WIRE_BINARY] != NULL;
}

/* ---- parameters ---- */

static from_c_fn *const plain[C_TYPE_COUNT] = {
	[C_TYPE_CHAR] = from_c_char, [C_TYPE_WCHAR] = from_c_wchar, [C_TYPE_BINARY] = from_c_binary,
	[C_TYPE_BIT] = from_c_bit, [C_TYPE_STINYINT] = from_c_stinyint, [C_TYPE_UTINYINT] = from_c_utinyint,
	[C_TYPE_SSHORT] = from_c_sshort, [C_TYPE_USHORT] = from_c_ushort, [C_TYPE_SLONG] = from_c_slong,
	[C_TYPE_ULONG] = from_c_ulong, [C_TYPE_SBIGINT] = from_c_sbigint, [C_TYPE_UBIGINT] = from_c_ubigint,
	[C_TYPE_FLOAT] = from_c_float, [C_TYPE_DOUBLE] = from_c_double, [C_TYPE_NUMERIC] = from_c_numeric,
	[C_TYPE_DATE] = from_c_date, [C_TYPE_TIME] = from_c_time, [C_TYPE_TIMESTAMP] = from_c_timestamp,
	[C_TYPE_GUID] = from_c_guid,
};

/* Columns of appendix D, "Converting Data from C to SQL Data Types". */
enum kind_group { GROUP_TEXT, GROUP_BYTES, GROUP_EXACT, GROUP_APPROXIMATE, GROUP_BIT, GROUP_DATE, GROUP_TIME,
		  GROUP_TIMESTAMP, GROUP_INTERVAL, GROUP_GUID, GROUP_COUNT };

static const struct {
	enum kind_group group;
	from_c_fn *binary; /* what SQL_C_BINARY means for it */
} targets[KIND_COUNT] = {
	[KIND_BOOL] = {GROUP_BIT, from_c_binary_bit},
	[KIND_INT2] = {GROUP_EXACT, from_c_binary_sshort},
	[KIND_INT4] = {GROUP_EXACT, from_c_binary_slong},
	[KIND_INT8] = {GROUP_EXACT, from_c_binary_sbigint},
	[KIND_OID] = {GROUP_EXACT, from_c_binary_ulong},
	[KIND_FLOAT4] = {GROUP_APPROXIMATE, from_c_binary_float},
	[KIND_FLOAT8] = {GROUP_APPROXIMATE, from_c_binary_double},
	[KIND_NUMERIC] = {GROUP_EXACT, from_c_binary_text},
	[KIND_MONEY] = {GROUP_EXACT, from_c_binary_text},
	[KIND_TEXT] = {GROUP_TEXT, from_c_binary_text},
	[KIND_JSONB] = {GROUP_TEXT, from_c_binary_text},
	[KIND_BIT] = {GROUP_TEXT, from_c_binary_text},
	[KIND_OTHER] = {GROUP_TEXT, from_c_binary_text},
	[KIND_BYTEA] = {GROUP_BYTES, from_c_binary},
	[KIND_DATE] = {GROUP_DATE, from_c_binary_date},
	[KIND_TIME] = {GROUP_TIME, from_c_binary_time},
	[KIND_TIMETZ] = {GROUP_TIME, from_c_binary_time},
	[KIND_TIMESTAMP] = {GROUP_TIMESTAMP, from_c_binary_timestamp},
	[KIND_TIMESTAMPTZ] = {GROUP_TIMESTAMP, from_c_binary_timestamp},
	[KIND_INTERVAL] = {GROUP_INTERVAL, from_c_binary_interval},
	[KIND_UUID] = {GROUP_GUID, from_c_binary_uuid},
};

static from_c_fn *from_text(enum c_type from, enum kind_group to)
{
	if (to == GROUP_INTERVAL)
		return from == C_TYPE_CHAR ? from_c_char_interval : from_c_wchar_interval;
	if (to != GROUP_BYTES)
		return plain[from];
	return from == C_TYPE_CHAR ? from_c_char_hex : from_c_wchar_hex;
}

static from_c_fn *from_interval(enum c_type from, enum kind_group to)
{
	bool single = from >= C_TYPE_INTERVAL_YEAR && from <= C_TYPE_INTERVAL_SECOND;

	if (to == GROUP_TEXT || to == GROUP_INTERVAL)
		return from_c_interval;
	return to == GROUP_EXACT && single ? from_c_interval_number : NULL;
}

static from_c_fn *from_datetime(enum c_type from, enum kind_group to)
{
	static from_c_fn *const table[][GROUP_COUNT] = {
		[C_TYPE_DATE] = {[GROUP_TEXT] = from_c_date, [GROUP_DATE] = from_c_date, [GROUP_TIMESTAMP] = from_c_date},
		[C_TYPE_TIME] = {[GROUP_TEXT] = from_c_time, [GROUP_TIME] = from_c_time,
				 [GROUP_TIMESTAMP] = from_c_time_today},
		[C_TYPE_TIMESTAMP] = {[GROUP_TEXT] = from_c_timestamp, [GROUP_DATE] = from_c_timestamp_date,
				      [GROUP_TIME] = from_c_timestamp_time, [GROUP_TIMESTAMP] = from_c_timestamp},
	};

	return table[from][to];
}

/* An exact number becomes a single-field interval only ("C to SQL: Numeric", note a); conv_interval_fits() says which. */
static from_c_fn *from_number(enum c_type from, enum kind_group to)
{
	static from_c_fn *const intervals[C_TYPE_COUNT] = {
		[C_TYPE_STINYINT] = from_c_stinyint_interval, [C_TYPE_UTINYINT] = from_c_utinyint_interval,
		[C_TYPE_SSHORT] = from_c_sshort_interval, [C_TYPE_USHORT] = from_c_ushort_interval,
		[C_TYPE_SLONG] = from_c_slong_interval, [C_TYPE_ULONG] = from_c_ulong_interval,
		[C_TYPE_SBIGINT] = from_c_sbigint_interval, [C_TYPE_UBIGINT] = from_c_ubigint_interval,
		[C_TYPE_NUMERIC] = from_c_numeric_interval,
	};
	bool legal = to == GROUP_TEXT || to == GROUP_EXACT || to == GROUP_APPROXIMATE || to == GROUP_BIT;

	if (to == GROUP_INTERVAL)
		return intervals[from];
	return legal ? plain[from] : NULL;
}

static from_c_fn *from_of(enum c_type from, enum pg_kind to)
{
	enum kind_group group = targets[to].group;

	switch (from) {
	case C_TYPE_CHAR:
	case C_TYPE_WCHAR:
		return from_text(from, group);
	case C_TYPE_BINARY:
		return targets[to].binary;
	case C_TYPE_DATE:
	case C_TYPE_TIME:
	case C_TYPE_TIMESTAMP:
		return from_datetime(from, group);
	case C_TYPE_GUID:
		return group == GROUP_TEXT || group == GROUP_GUID ? from_c_guid : NULL;
	default:
		return c_type_is_interval(from) ? from_interval(from, group) : from_number(from, group);
	}
}

bool conv_from_c(struct param_step *out, enum c_type from, enum pg_kind to, enum wire_format format)
{
	*out = (struct param_step){.from = from_of(from, to), .to = to_wire_of(to, format)};
	return out->from && out->to;
}

/* "C to SQL: Year-Month Intervals" and "Day-Time Intervals": the two kinds do not mix. */
bool conv_interval_fits(enum c_type from, SQLSMALLINT sql_type)
{
	struct interval_shape c, sql;

	if (!interval_shape_of((SQLINTERVAL)(sql_type - CONCISE_INTERVAL), &sql) || c_type_is_variable(from))
		return true;
	if (!c_type_is_interval(from))
		return sql.leading == sql.trailing;
	return interval_shape_of((SQLINTERVAL)(c_type_sql_c(from) - CONCISE_INTERVAL), &c) &&
	       (c.leading <= FIELD_MONTH) == (sql.leading <= FIELD_MONTH);
}

enum conv_status conv_param(const struct param_step *step, const struct c_source *from, struct strbuf *out,
			    struct strbuf *scratch)
{
	struct value v;
	enum conv_status taken, given;

	strbuf_clear(scratch);
	taken = step->from(from, &v, scratch);
	if (conv_failed(taken))
		return taken;
	given = step->to(&v, out, scratch);
	return given == CONV_OK ? taken : given;
}

/* ---- SQLGetInfo(SQL_CONVERT_...): PostgreSQL's explicit casts between the types that stand for the SQL types ---- */

#define CVT_TEXT (SQL_CVT_CHAR | SQL_CVT_VARCHAR | SQL_CVT_LONGVARCHAR | \
		  SQL_CVT_WCHAR | SQL_CVT_WVARCHAR | SQL_CVT_WLONGVARCHAR)
#define CVT_NUMBER (SQL_CVT_NUMERIC | SQL_CVT_DECIMAL | SQL_CVT_SMALLINT | SQL_CVT_INTEGER | SQL_CVT_BIGINT | \
		    SQL_CVT_REAL | SQL_CVT_FLOAT | SQL_CVT_DOUBLE)
#define CVT_BYTES (SQL_CVT_BINARY | SQL_CVT_VARBINARY | SQL_CVT_LONGVARBINARY)
#define CVT_INTERVAL (SQL_CVT_INTERVAL_YEAR_MONTH | SQL_CVT_INTERVAL_DAY_TIME)
#define CVT_ALL (CVT_TEXT | CVT_NUMBER | CVT_BYTES | CVT_INTERVAL | SQL_CVT_BIT | SQL_CVT_DATE | SQL_CVT_TIME | \
		 SQL_CVT_TIMESTAMP | SQL_CVT_GUID)

static const struct {
	SQLSMALLINT type;
	SQLUINTEGER mask;
} casts[] = {
	{SQL_CHAR, CVT_ALL}, {SQL_VARCHAR, CVT_ALL}, {SQL_LONGVARCHAR, CVT_ALL},
	{SQL_WCHAR, CVT_ALL}, {SQL_WVARCHAR, CVT_ALL}, {SQL_WLONGVARCHAR, CVT_ALL},
	{SQL_SMALLINT, CVT_TEXT | CVT_NUMBER}, {SQL_BIGINT, CVT_TEXT | CVT_NUMBER},
	{SQL_INTEGER, CVT_TEXT | CVT_NUMBER | SQL_CVT_BIT}, /* int4 is the only number with a cast to boolean */
	{SQL_NUMERIC, CVT_TEXT | CVT_NUMBER}, {SQL_DECIMAL, CVT_TEXT | CVT_NUMBER},
	{SQL_REAL, CVT_TEXT | CVT_NUMBER}, {SQL_FLOAT, CVT_TEXT | CVT_NUMBER}, {SQL_DOUBLE, CVT_TEXT | CVT_NUMBER},
	{SQL_BIT, CVT_TEXT | SQL_CVT_INTEGER | SQL_CVT_BIT},
	{SQL_BINARY, CVT_TEXT | CVT_BYTES}, {SQL_VARBINARY, CVT_TEXT | CVT_BYTES},
	{SQL_LONGVARBINARY, CVT_TEXT | CVT_BYTES},
	{SQL_TYPE_DATE, CVT_TEXT | SQL_CVT_DATE | SQL_CVT_TIMESTAMP},
	{SQL_TYPE_TIME, CVT_TEXT | SQL_CVT_TIME | CVT_INTERVAL},
	{SQL_TYPE_TIMESTAMP, CVT_TEXT | SQL_CVT_DATE | SQL_CVT_TIME | SQL_CVT_TIMESTAMP},
	{SQL_GUID, CVT_TEXT | SQL_CVT_GUID},
};

SQLUINTEGER conv_info_mask(SQLSMALLINT sql_type)
{
	if (sql_type >= SQL_INTERVAL_YEAR && sql_type <= SQL_INTERVAL_MINUTE_TO_SECOND)
		return CVT_TEXT | CVT_INTERVAL | SQL_CVT_TIME;
	for (size_t i = 0; i < LB_COUNT(casts); i++)
		if (casts[i].type == sql_type)
			return casts[i].mask;
	return 0;
}
