/*
 * The hub of all conversions: one value, in one of a few classes, between
 * PostgreSQL's wire formats on one side and ODBC's C types on the other.
 *
 *   wire --decode--> struct value --encode--> C buffer        (results)
 *   C buffer --from_c--> struct value --to_wire--> wire        (parameters)
 *
 * Spans inside a value borrow: from the cell, from the application's buffer, or
 * from the scratch buffer that the caller lends; they are valid until the next
 * conversion with the same scratch.  This module knows no handle, no network,
 * no clock, no locale.
 */
#ifndef CONV_VALUE_H
#define CONV_VALUE_H

#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

enum value_class {
	VALUE_INT,       /* i: integers and booleans */
	VALUE_DOUBLE,    /* d, single says float4 */
	VALUE_DECIMAL,   /* decimal */
	VALUE_TEXT,      /* span, UTF-8 */
	VALUE_BYTES,     /* span */
	VALUE_DATE,      /* datetime.days */
	VALUE_TIME,      /* datetime.us, and the zone where there is one */
	VALUE_TIMESTAMP, /* datetime.days and us, and the zone where there is one */
	VALUE_INTERVAL,  /* interval */
	VALUE_UUID,      /* span of 16 bytes in RFC 9562 order */
	VALUE_CLASS_COUNT
};

enum value_kind { VALUE_FINITE, VALUE_NAN, VALUE_PLUS_INFINITY, VALUE_MINUS_INFINITY };

/* (-1 if negative) * 0.DIGITS * 10^point, that is: `point` digits stand before the decimal point. */
struct decimal {
	enum value_kind kind;
	bool negative;
	struct span digits; /* ASCII digits, no sign, no point; may have zeroes at either end; empty = 0 */
	int32_t point;
	int32_t scale; /* digits to show after the point (PostgreSQL's dscale) */
};

struct datetime {
	enum value_kind kind;  /* 'infinity' and '-infinity' of date and timestamp */
	int64_t days;          /* since 2000-01-01, proleptic Gregorian */
	int64_t us;            /* since midnight, 0 .. 86,400,000,000 (24:00:00 is allowed for time) */
	bool zoned;            /* the value has an offset */
	int32_t offset;        /* seconds east of UTC; days and us are local to it */
};

struct interval { /* as PostgreSQL keeps it; the parts may have different signs */
	enum value_kind kind;
	int32_t months;
	int32_t days;
	int64_t us;
};

struct value {
	enum value_class cls;
	union {
		int64_t i;
		struct {
			double d;
			bool single;
		};
		struct decimal decimal;
		struct span span;
		struct datetime datetime;
		struct interval interval;
	};
};

/* What a conversion says; the number is turned into a row of sqlstates.def by conv_state(). */
enum conv_status {
	CONV_OK,
	CONV_NULL,              /* the cell is NULL */
	CONV_RIGHT_TRUNC,       /* 01004 (22001 for parameters) */
	CONV_FRACTION_TRUNC,    /* 01S07 */
	CONV_RANGE,             /* 22003 */
	CONV_BAD_TEXT,          /* 22018 */
	CONV_BAD_DATETIME,      /* 22007 */
	CONV_DATETIME_OVERFLOW, /* 22008 */
	CONV_INTERVAL_OVERFLOW, /* 22015 */
	CONV_STRING_TRUNC,      /* 22001 */
	CONV_BAD_WIRE,          /* HY000: bytes that the server should not have sent */
	CONV_NO_MEMORY,         /* HY001 */
	CONV_STATUS_COUNT
};

static inline bool conv_failed(enum conv_status s)
{
	return s >= CONV_RANGE;
}

#endif
