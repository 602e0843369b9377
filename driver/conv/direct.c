#include "conv/direct.h"

#include "base/civil.h"
#include "base/number.h"
#include "base/utf.h"
#include "base/wire.h"
#include "conv/encode.h"
#include "conv/render.h"

/* ---- binary numbers ---- */

#define INTEGER(from, read, name, type, least, greatest)                                    \
	static enum conv_status from##_##name(struct span cell, struct c_target *to)        \
	{                                                                                   \
		struct wire w = wire_read(cell);                                            \
		int64_t i = read(&w);                                                       \
		type x = (type)i;                                                           \
                                                                                            \
		if (!wire_done(&w))                                                         \
			return CONV_BAD_WIRE;                                               \
		if (i < (int64_t)(least) || i > (int64_t)(greatest))                        \
			return CONV_RANGE;                                                  \
		encode_store(to, &x, sizeof(x));                                            \
		return CONV_OK;                                                             \
	}
#define INTEGERS(from, read)                                                      \
	INTEGER(from, read, sshort, SQLSMALLINT, INT16_MIN, INT16_MAX)            \
	INTEGER(from, read, slong, SQLINTEGER, INT32_MIN, INT32_MAX)              \
	INTEGER(from, read, sbigint, int64_t, INT64_MIN, INT64_MAX)
INTEGERS(int2, wire_i16)
INTEGERS(int4, wire_i32)
INTEGERS(int8, wire_i64)

#define INTEGER_CHAR(from, read)                                                  \
	static enum conv_status from##_char(struct span cell, struct c_target *to) \
	{                                                                         \
		struct wire w = wire_read(cell);                                  \
		int64_t i = read(&w);                                             \
		char text[NUMBER_TEXT_MAX];                                       \
		size_t n;                                                         \
                                                                                  \
		if (!wire_done(&w))                                               \
			return CONV_BAD_WIRE;                                     \
		n = number_from_int(i, text);                                     \
		return encode_store_ascii(to, text, n, n);                        \
	}
INTEGER_CHAR(int2, wire_i16)
INTEGER_CHAR(int4, wire_i32)
INTEGER_CHAR(int8, wire_i64)

#define REAL(name, read, type)                                               \
	static enum conv_status name(struct span cell, struct c_target *to)  \
	{                                                                    \
		struct wire w = wire_read(cell);                             \
		type x = (type)read(&w);                                     \
                                                                             \
		if (!wire_done(&w))                                          \
			return CONV_BAD_WIRE;                                \
		encode_store(to, &x, sizeof(x));                             \
		return CONV_OK;                                              \
	}
REAL(float4_float, wire_float, float)
REAL(float4_double, wire_float, double)
REAL(float8_double, wire_double, double)
REAL(int4_double, wire_i32, double)

static enum conv_status bool_bit(struct span cell, struct c_target *to)
{
	unsigned char bit;

	if (cell.n != 1)
		return CONV_BAD_WIRE;
	bit = cell.p[0] != 0;
	encode_store(to, &bit, sizeof(bit));
	return CONV_OK;
}

/* ---- text and bytes are what they are ---- */

static enum conv_status text_char(struct span cell, struct c_target *to)
{
	struct value v = {.cls = VALUE_TEXT, .span = cell};

	return encode_text_char(&v, to);
}

static enum conv_status text_wchar(struct span cell, struct c_target *to)
{
	struct value v = {.cls = VALUE_TEXT, .span = cell};

	return encode_text_wchar(&v, to);
}

static enum conv_status bytes_binary(struct span cell, struct c_target *to)
{
	struct value v = {.cls = VALUE_BYTES, .span = cell};

	return encode_bytes_binary(&v, to);
}

/* ---- binary date and timestamp ---- */

static enum conv_status date_date(struct span cell, struct c_target *to)
{
	struct wire w = wire_read(cell);
	struct value v = {.cls = VALUE_DATE, .datetime = {.kind = VALUE_FINITE, .days = wire_i32(&w)}};

	if (!wire_done(&w))
		return CONV_BAD_WIRE;
	/* PostgreSQL's infinities are the ends of the type; no year of theirs fits a structure either. */
	return encode_date_date(&v, to);
}

static enum conv_status timestamp_timestamp(struct span cell, struct c_target *to)
{
	struct wire w = wire_read(cell);
	struct value v = {.cls = VALUE_TIMESTAMP, .datetime = {.kind = VALUE_FINITE}};
	int64_t us = wire_i64(&w);

	if (!wire_done(&w))
		return CONV_BAD_WIRE;
	if (us == INT64_MIN || us == INT64_MAX)
		return CONV_DATETIME_OVERFLOW; /* the infinities */
	civil_split(us, &v.datetime.days, &v.datetime.us);
	return encode_timestamp_timestamp(&v, to);
}

/* ---- cells in text format whose text is already what SQL_C_CHAR gives ---- */

/* What must not be cut off is only looked at when something has to be. */
static enum conv_status copy_char(struct span cell, struct c_target *to, enum value_class cls)
{
	const bool fits = !to->data || (to->room > 0 && cell.n < (size_t)to->room);

	return encode_store_ascii(to, cell.p, cell.n, fits ? 0 : render_whole(cls, cell));
}

static enum conv_status copy_wchar(struct span cell, struct c_target *to, enum value_class cls)
{
	const bool fits = !to->data || (to->room > 0 && cell.n < (size_t)to->room / sizeof(utf_wide));

	return encode_store_ascii_wide(to, cell.p, cell.n, fits ? 0 : render_whole(cls, cell));
}

#define COPY(name, cls)                                                                            \
	static enum conv_status name##_text_char(struct span cell, struct c_target *to)            \
	{                                                                                          \
		return copy_char(cell, to, cls);                                                   \
	}                                                                                          \
	static enum conv_status name##_text_wchar(struct span cell, struct c_target *to)           \
	{                                                                                          \
		return copy_wchar(cell, to, cls);                                                  \
	}
COPY(int, VALUE_INT)
COPY(double, VALUE_DOUBLE)
COPY(decimal, VALUE_DECIMAL)
COPY(date, VALUE_DATE)
COPY(time, VALUE_TIME)
COPY(timestamp, VALUE_TIMESTAMP)
COPY(uuid, VALUE_UUID)

#define INTEGER_TEXT(name, type, least, greatest)                                      \
	static enum conv_status int_text_##name(struct span cell, struct c_target *to) \
	{                                                                              \
		int64_t i;                                                             \
		type x;                                                                \
                                                                                       \
		if (!span_int(cell, &i))                                               \
			return CONV_BAD_WIRE;                                          \
		if (i < (int64_t)(least) || i > (int64_t)(greatest))                   \
			return CONV_RANGE;                                             \
		x = (type)i;                                                           \
		encode_store(to, &x, sizeof(x));                                       \
		return CONV_OK;                                                        \
	}
INTEGER_TEXT(sshort, SQLSMALLINT, INT16_MIN, INT16_MAX)
INTEGER_TEXT(slong, SQLINTEGER, INT32_MIN, INT32_MAX)
INTEGER_TEXT(sbigint, int64_t, INT64_MIN, INT64_MAX)

static direct_fn *const table[KIND_COUNT][2][C_TYPE_COUNT] = {
#define INTEGER_ROWS(kind, from)                                                                               \
	[kind][WIRE_BINARY] = {[C_TYPE_SSHORT] = from##_sshort, [C_TYPE_SLONG] = from##_slong,                 \
			       [C_TYPE_SBIGINT] = from##_sbigint, [C_TYPE_CHAR] = from##_char},                \
	[kind][WIRE_TEXT] = {[C_TYPE_SSHORT] = int_text_sshort, [C_TYPE_SLONG] = int_text_slong,               \
			     [C_TYPE_SBIGINT] = int_text_sbigint, [C_TYPE_CHAR] = int_text_char, [C_TYPE_WCHAR] = int_text_wchar},
	INTEGER_ROWS(KIND_INT2, int2)
	INTEGER_ROWS(KIND_INT8, int8)
#undef INTEGER_ROWS
	[KIND_INT4][WIRE_BINARY] = {[C_TYPE_SSHORT] = int4_sshort, [C_TYPE_SLONG] = int4_slong,
				    [C_TYPE_SBIGINT] = int4_sbigint, [C_TYPE_CHAR] = int4_char,
				    [C_TYPE_DOUBLE] = int4_double},
	[KIND_INT4][WIRE_TEXT] = {[C_TYPE_SSHORT] = int_text_sshort, [C_TYPE_SLONG] = int_text_slong,
				  [C_TYPE_SBIGINT] = int_text_sbigint, [C_TYPE_CHAR] = int_text_char, [C_TYPE_WCHAR] = int_text_wchar},
	[KIND_FLOAT4][WIRE_BINARY] = {[C_TYPE_FLOAT] = float4_float, [C_TYPE_DOUBLE] = float4_double},
	[KIND_OID][WIRE_TEXT] = {[C_TYPE_CHAR] = int_text_char, [C_TYPE_WCHAR] = int_text_wchar},
	[KIND_FLOAT4][WIRE_TEXT] = {[C_TYPE_CHAR] = double_text_char, [C_TYPE_WCHAR] = double_text_wchar},
	[KIND_FLOAT8][WIRE_TEXT] = {[C_TYPE_CHAR] = double_text_char, [C_TYPE_WCHAR] = double_text_wchar},
	[KIND_FLOAT8][WIRE_BINARY] = {[C_TYPE_DOUBLE] = float8_double},
	[KIND_BOOL][WIRE_BINARY] = {[C_TYPE_BIT] = bool_bit},
#define TEXT_ROW {[C_TYPE_CHAR] = text_char, [C_TYPE_WCHAR] = text_wchar, [C_TYPE_BINARY] = bytes_binary}
	[KIND_TEXT] = {[WIRE_TEXT] = TEXT_ROW, [WIRE_BINARY] = TEXT_ROW},
	[KIND_JSONB][WIRE_TEXT] = TEXT_ROW,
	[KIND_BIT][WIRE_TEXT] = TEXT_ROW,
	[KIND_OTHER][WIRE_TEXT] = TEXT_ROW,
#undef TEXT_ROW
	[KIND_BYTEA][WIRE_BINARY] = {[C_TYPE_BINARY] = bytes_binary},
	[KIND_DATE][WIRE_BINARY] = {[C_TYPE_DATE] = date_date},
	[KIND_TIMESTAMP][WIRE_BINARY] = {[C_TYPE_TIMESTAMP] = timestamp_timestamp},
	[KIND_NUMERIC][WIRE_TEXT] = {[C_TYPE_CHAR] = decimal_text_char, [C_TYPE_WCHAR] = decimal_text_wchar},
	[KIND_DATE][WIRE_TEXT] = {[C_TYPE_CHAR] = date_text_char, [C_TYPE_WCHAR] = date_text_wchar},
	[KIND_TIME][WIRE_TEXT] = {[C_TYPE_CHAR] = time_text_char, [C_TYPE_WCHAR] = time_text_wchar},
	[KIND_TIMETZ][WIRE_TEXT] = {[C_TYPE_CHAR] = time_text_char, [C_TYPE_WCHAR] = time_text_wchar},
	[KIND_TIMESTAMP][WIRE_TEXT] = {[C_TYPE_CHAR] = timestamp_text_char, [C_TYPE_WCHAR] = timestamp_text_wchar},
	[KIND_TIMESTAMPTZ][WIRE_TEXT] = {[C_TYPE_CHAR] = timestamp_text_char, [C_TYPE_WCHAR] = timestamp_text_wchar},
	[KIND_UUID][WIRE_TEXT] = {[C_TYPE_CHAR] = uuid_text_char, [C_TYPE_WCHAR] = uuid_text_wchar},
};

direct_fn *direct_of(enum pg_kind kind, enum wire_format format, enum c_type to)
{
	return table[kind][format][to];
}

bool direct_is_verbatim(enum pg_kind kind, enum wire_format format, enum value_class *as)
{
	static const struct {
		bool text, binary;
		enum value_class cls;
	} rows[KIND_COUNT] = {
		[KIND_INT2] = {true, false, VALUE_INT}, [KIND_INT4] = {true, false, VALUE_INT},
		[KIND_INT8] = {true, false, VALUE_INT}, [KIND_OID] = {true, false, VALUE_INT},
		[KIND_FLOAT4] = {true, false, VALUE_DOUBLE}, [KIND_FLOAT8] = {true, false, VALUE_DOUBLE},
		[KIND_NUMERIC] = {true, false, VALUE_DECIMAL}, [KIND_UUID] = {true, false, VALUE_UUID},
		[KIND_DATE] = {true, false, VALUE_DATE}, [KIND_TIME] = {true, false, VALUE_TIME},
		[KIND_TIMETZ] = {true, false, VALUE_TIME}, [KIND_TIMESTAMP] = {true, false, VALUE_TIMESTAMP},
		[KIND_TIMESTAMPTZ] = {true, false, VALUE_TIMESTAMP}, [KIND_TEXT] = {true, true, VALUE_TEXT},
		[KIND_JSONB] = {true, false, VALUE_TEXT}, [KIND_BIT] = {true, false, VALUE_TEXT},
		[KIND_OTHER] = {true, false, VALUE_TEXT},
	};

	*as = rows[kind].cls;
	return format == WIRE_TEXT ? rows[kind].text : rows[kind].binary;
}
