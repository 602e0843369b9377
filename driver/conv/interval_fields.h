/*
 * The thirteen shapes of SQL_INTERVAL_STRUCT: which fields each has, and the
 * text of an ODBC interval literal.  Shared by both directions.
 * Pure; no allocation; any thread.
 */
#ifndef CONV_INTERVAL_FIELDS_H
#define CONV_INTERVAL_FIELDS_H

#include "conv/value.h"

#include <sql.h>
#include <sqlext.h>

enum interval_field { FIELD_YEAR, FIELD_MONTH, FIELD_DAY, FIELD_HOUR, FIELD_MINUTE, FIELD_SECOND };

struct interval_shape {
	enum interval_field leading, trailing;
};

bool interval_shape_of(SQLINTERVAL code, struct interval_shape *out);

/* How many of the field make one of the next greater (12 months, 24 hours, ...); 0 for the greatest ones. */
unsigned interval_field_limit(enum interval_field f);

/* Microseconds of one day, hour, minute or second. */
int64_t interval_field_us(enum interval_field f);

/*
 * An interval literal: `INTERVAL '1-2' YEAR TO MONTH`, or its value alone
 * ("1-2", "-3 04:05:06.7", "12"), which then is read in the given shape.
 * A fraction beyond microseconds is dropped and told by *lost.
 */
bool interval_literal_read(struct span text, struct interval_shape shape, struct interval *out, bool *lost);

#endif
