/*
 * Many sets of a plain INSERT as one execution with an array for each column:
 *   INSERT INTO t (a, b) SELECT unnest($1), unnest($2)
 * As fast as COPY, in the same packet as BEGIN and SAVEPOINT, and prepared once.
 *
 * Only for tables where nobody can see the difference: ordinary ones without
 * triggers, rules and row security that do not refer to themselves.  That is
 * asked once for each text; with what changes later an INSERT ... SELECT still
 * does what the table says.
 */
#ifndef ODBC_BATCH_ARRAYS_H
#define ODBC_BATCH_ARRAYS_H

#include "base/strbuf.h"
#include "pg/packet.h"
#include "sql/insert.h"

struct stmt;

#define ARRAYS_FROM 100 /* sets: fewer are not worth the question */

struct array_column {
	uint32_t element;    /* type of the elements */
	bool any_null;
	size_t end;          /* of `bytes`, before the set that is being added */
	struct strbuf bytes; /* the array as PostgreSQL's binary format has it */
};

struct batch_arrays {
	bool asked;          /* the targets are known, or known to be impossible */
	bool possible;
	uint32_t *targets;   /* types of the table's columns */
	size_t n;
	bool plain;          /* what INSERT may write to them, COPY may and no more */

	struct strbuf text;
	struct array_column *columns;
	uint32_t *oids;
	const char **values;
	int *lengths, *formats;

	struct strbuf copy;  /* the text as a COPY; empty: that would not be the same */
	struct strbuf out;   /* rows on their way */
};

void arrays_release(struct batch_arrays *a);

/* Can the sets of this execution go as arrays?  Asks the server when it is not known; writes the statement. */
bool arrays_begin(struct stmt *s);

/* The arrays are large and the next execution may be small. */
void arrays_end(struct stmt *s);

#endif
