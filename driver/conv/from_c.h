/*
 * From application memory to the hub: one function per C type, and a few for
 * pairs where the PostgreSQL type decides what the C value means.  After ODBC
 * Programmer's Reference, appendix D, "Converting Data from C to SQL Data Types".
 * Used through conv/matrix only.
 *
 * Sources need not be aligned.  Values borrow from the source or from scratch,
 * to which the functions append.  What the hub cannot hold exactly (billionths
 * of a second) is cut with CONV_FRACTION_TRUNC.  Pure; any thread.
 */
#ifndef CONV_FROM_C_H
#define CONV_FROM_C_H

#include "conv/matrix.h"

from_c_fn from_c_char, from_c_wchar, from_c_binary;
from_c_fn from_c_bit, from_c_stinyint, from_c_utinyint, from_c_sshort, from_c_ushort, from_c_slong, from_c_ulong;
from_c_fn from_c_sbigint, from_c_ubigint, from_c_float, from_c_double, from_c_numeric;
from_c_fn from_c_date, from_c_time, from_c_timestamp, from_c_guid, from_c_interval;

/* Characters for bytea: two hexadecimal digits a byte. */
from_c_fn from_c_char_hex, from_c_wchar_hex;

/* A time for a timestamp takes the current date; a timestamp for a date must be midnight (22008). */
from_c_fn from_c_time_today, from_c_timestamp_date, from_c_timestamp_time;

/* A single-field interval for an exact number, and the other way round; characters for an interval (from_interval.c). */
from_c_fn from_c_interval_number;
from_c_fn from_c_stinyint_interval, from_c_utinyint_interval, from_c_sshort_interval, from_c_ushort_interval;
from_c_fn from_c_slong_interval, from_c_ulong_interval, from_c_sbigint_interval, from_c_ubigint_interval;
from_c_fn from_c_numeric_interval, from_c_char_interval, from_c_wchar_interval;

/* SQL_C_BINARY for a type of fixed size: the bytes of its default C type, 22003 unless there are exactly as many. */
from_c_fn from_c_binary_bit, from_c_binary_sshort, from_c_binary_slong, from_c_binary_ulong, from_c_binary_sbigint;
from_c_fn from_c_binary_float, from_c_binary_double, from_c_binary_date, from_c_binary_time, from_c_binary_timestamp;
from_c_fn from_c_binary_interval, from_c_binary_uuid, from_c_binary_text;

#endif
