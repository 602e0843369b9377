/*
 * Wire bytes -> struct value: one function per kind and format (decode_fn of
 * matrix.h).  The cell is not NULL.  A function that needs the scratch buffer
 * clears it first; the others leave it alone; spans of the value borrow from
 * the cell or from scratch.  Bytes that no server sends give CONV_BAD_WIRE.
 *
 * Text is what PostgreSQL prints with DateStyle ISO; intervals are read in all
 * four styles, bytea in both.
 *
 *   class of the value         kinds
 *   VALUE_INT                  BOOL INT2 INT4 INT8 OID
 *   VALUE_DOUBLE               FLOAT4 (single) FLOAT8
 *   VALUE_DECIMAL              NUMERIC MONEY
 *   VALUE_TEXT                 TEXT JSONB BIT ("0101") OTHER
 *   VALUE_BYTES                BYTEA
 *   VALUE_DATE, _TIME, _TIMESTAMP, _INTERVAL, _UUID
 *
 * timestamptz: binary is UTC (offset 0); text keeps the session's local fields
 * and offset.  timetz keeps the offset of the value in both.
 */
#ifndef CONV_DECODE_H
#define CONV_DECODE_H

#include "conv/matrix.h"

decode_fn decode_bool_text, decode_bool_binary;
decode_fn decode_int2_text, decode_int2_binary;
decode_fn decode_int4_text, decode_int4_binary;
decode_fn decode_int8_text, decode_int8_binary;
decode_fn decode_oid_text, decode_oid_binary;
decode_fn decode_float4_text, decode_float4_binary;
decode_fn decode_float8_text, decode_float8_binary;
decode_fn decode_numeric_text, decode_numeric_binary;
decode_fn decode_text_text, decode_text_binary;
decode_fn decode_bytea_text, decode_bytea_binary;
decode_fn decode_date_text, decode_date_binary;
decode_fn decode_time_text, decode_time_binary;
decode_fn decode_timetz_text, decode_timetz_binary;
decode_fn decode_timestamp_text, decode_timestamp_binary;
decode_fn decode_timestamptz_text, decode_timestamptz_binary;
decode_fn decode_interval_text, decode_interval_binary;
decode_fn decode_uuid_text, decode_uuid_binary;
decode_fn decode_jsonb_text, decode_jsonb_binary;
decode_fn decode_bit_text, decode_bit_binary;
decode_fn decode_money_text; /* binary: in units that only the server's locale knows */
decode_fn decode_other_text; /* binary: unknown */

/*
 * Readers of PostgreSQL's text forms that others need too (parameters given as text).
 * The whole span must be used up, spaces around it apart; false otherwise.
 * They check the calendar, not PostgreSQL's range.
 */
bool decode_read_date(struct span text, struct datetime *out);      /* y-m-d[ BC], infinity */
bool decode_read_time(struct span text, struct datetime *out);      /* h:m[:s[.f]][zone] */
bool decode_read_timestamp(struct span text, struct datetime *out); /* date[ |T]time[zone][ BC], or a date alone */
bool decode_read_interval(struct span text, struct interval *out);
bool decode_read_uuid(struct span text, char out[16]); /* 32 digits, hyphens and braces optional */

/* bytea text, "\x..." or with backslash escapes, appended; CONV_BAD_TEXT. */
enum conv_status decode_read_bytea(struct span text, struct strbuf *out) LB_MUST_USE;

#endif
