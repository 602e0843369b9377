/*
 * Where the application keeps values: of a parameter in its sets (APD), or of
 * a column in the rows of the row set (ARD).  Column-wise or row-wise, with
 * the bind offset; length words need not be aligned.
 */
#ifndef ODBC_BOUND_H
#define ODBC_BOUND_H

#include "odbc/desc.h"
#include "type/c_types.h"

#include <string.h>

/* One record's bindings, looked up once: row n is n steps on. */
struct binding {
	const char *data, *length, *indicator; /* NULL: not bound; indicator also where it is the same as length */
	size_t step, length_step;
};

struct bound {
	const char *data;
	SQLLEN length;      /* SQL_NTS, SQL_NULL_DATA, a byte count ... */
	bool has_length;
};

struct binding binding_of(const struct desc *d, const struct desc_rec *rec, enum c_type c);

/* The value of row or set number `row` (from 0).  Asked for each cell of an array of parameters. */
static inline struct bound binding_at(const struct binding *b, size_t row)
{
	struct bound at = {.data = b->data, .length = SQL_NTS};
	SQLLEN null;

	if (at.data)
		at.data += row * b->step;
	if (b->length) {
		memcpy(&at.length, b->length + row * b->length_step, sizeof(at.length));
		at.has_length = true;
	}
	if (b->indicator) {
		memcpy(&null, b->indicator + row * b->length_step, sizeof(null));
		if (null == SQL_NULL_DATA)
			at.length = SQL_NULL_DATA;
	}
	return at;
}

/* Both at once, for one value. */
struct bound bound_at(const struct desc *d, const struct desc_rec *rec, enum c_type c, size_t row);

/* Length word to bytes; -1: not a length. */
SQLLEN bound_length(const struct bound *at, enum c_type c);

/* SQL_DATA_AT_EXEC and SQL_LEN_DATA_AT_EXEC(n) */
bool bound_is_late(SQLLEN length);

#endif
