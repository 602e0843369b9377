/*
 * Is a statement nothing but INSERT INTO table [(columns)] VALUES ($1, ..., $n),
 * one row of parameters in their order?  Then many rows of values can travel as
 * one array a column.  Works on the translated text; pure.
 */
#ifndef SQL_INSERT_H
#define SQL_INSERT_H

#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>

struct insert_shape {
	struct span head;    /* INSERT INTO table (columns): what stands before VALUES */
	struct span table;   /* as written, with its schema and quotes */
	struct span columns; /* between the parentheses, as written; absent: not named */
	size_t column_count; /* of those */
	size_t params;       /* $1 ... $params */
};

bool insert_shape(struct span text, struct insert_shape *out);

#endif
