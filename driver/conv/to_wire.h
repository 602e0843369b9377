/*
 * struct value -> the bytes of one parameter (to_wire_fn of matrix.h), appended
 * to `out` without a length word.  One text form serves every kind (what
 * PostgreSQL's input functions read); binary forms exist for the kinds below.
 *
 * A value of another class is converted: text is parsed (22018, 22007), numbers
 * are checked (22003), fractions that a whole-number type cannot hold are dropped
 * with CONV_FRACTION_TRUNC (appendix D, "Converting Data from C to SQL Data Types":
 * the caller decides whether that is an error; the bytes are there).  A pair that has no
 * meaning (a uuid for an int4) is CONV_BAD_TEXT; conv_from_c() should not let it
 * come so far.  `scratch` is appended to, never cleared: the value may live there.
 *
 * to_wire.c has numbers, text and the table; to_wire_bytes.c bytea, uuid and bit strings; to_wire_time.c dates, times
 * and intervals.  Pure; any thread.
 */
#ifndef CONV_TO_WIRE_H
#define CONV_TO_WIRE_H

#include "conv/matrix.h"

/* What such a function returns: its status, unless the bytes found no memory. */
static inline enum conv_status to_wire_end(enum conv_status s, const struct strbuf *out)
{
	return strbuf_failed(out) ? CONV_NO_MEMORY : s;
}

/* The text form of any value, for parameters of any kind in WIRE_TEXT. */
to_wire_fn to_wire_text;

/* Text forms that check and convert to the kind first, as the binary ones do. */
to_wire_fn to_wire_bool_text, to_wire_int2_text, to_wire_int4_text, to_wire_int8_text, to_wire_oid_text;
to_wire_fn to_wire_float4_text, to_wire_float8_text, to_wire_numeric_text, to_wire_bytea_text;
to_wire_fn to_wire_date_text, to_wire_time_text, to_wire_timetz_text, to_wire_timestamp_text;
to_wire_fn to_wire_timestamptz_text, to_wire_interval_text, to_wire_uuid_text, to_wire_bit_text;

to_wire_fn to_wire_bool_binary, to_wire_int2_binary, to_wire_int4_binary, to_wire_int8_binary, to_wire_oid_binary;
to_wire_fn to_wire_float4_binary, to_wire_float8_binary, to_wire_numeric_binary;
to_wire_fn to_wire_text_binary; /* KIND_TEXT: the text form; a value of bytes is taken as text */
to_wire_fn to_wire_bytea_binary, to_wire_date_binary, to_wire_time_binary, to_wire_timetz_binary;
to_wire_fn to_wire_timestamp_binary, to_wire_timestamptz_binary, to_wire_interval_binary;
to_wire_fn to_wire_uuid_binary, to_wire_jsonb_binary, to_wire_bit_binary;

/*
 * The function of a kind and format; NULL: this kind has no binary form for parameters.  That is MONEY and
 * OTHER, and TIMETZ and TIMESTAMPTZ since a value without an offset means the session's time zone, which
 * only the server knows (the two binary functions serve values that have one).  A TIME for a timestamp kind,
 * which means today's date, works in text only for the same reason.
 */
to_wire_fn *to_wire_of(enum pg_kind kind, enum wire_format format);

/*
 * Text forms of the date and time classes, for encoders too: "2024-01-31", "0044-03-15 BC",
 * "12:00:00.5", "... +05:30", "infinity"; intervals as PostgreSQL's style "postgres".
 * digits: digits of the fraction shown, or -1 for as many as are needed.
 * Return the length; the room that they need is WIRE_TIME_TEXT_MAX; no NUL.
 */
#define WIRE_TIME_TEXT_MAX 128
size_t to_wire_date_chars(const struct datetime *d, char out[WIRE_TIME_TEXT_MAX]);
size_t to_wire_time_chars(const struct datetime *d, int digits, char out[WIRE_TIME_TEXT_MAX]);
size_t to_wire_timestamp_chars(const struct datetime *d, int digits, char out[WIRE_TIME_TEXT_MAX]);
size_t to_wire_interval_chars(const struct interval *v, char out[WIRE_TIME_TEXT_MAX]);
void to_wire_hex(struct span bytes, struct strbuf *out); /* bytea's text form, "\x00ff" */
void to_wire_uuid_chars(const char bytes[16], char out[36]);

#endif
