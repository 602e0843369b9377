/*
 * The plan of a fetch: for each bound column, which conversion and where to.
 * Made once when a binding meets a result; the loop in fetch.c only calls.
 * It is stale when the ARD or the result changed (generations).
 */
#ifndef ODBC_FETCH_PLAN_H
#define ODBC_FETCH_PLAN_H

#include "conv/matrix.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stmt;
struct desc;

struct plan_column {
	struct conv_step step;
	size_t source;           /* column of the result, from 0 */
	size_t max_bytes;        /* SQL_ATTR_MAX_LENGTH for character and binary columns; 0 = none */
	struct c_target target;  /* precision, scale and room; data is set per row */
	char *data;
	char *indicator;         /* NULL: none */
	char *length;            /* NULL: none, or the same as indicator */
	size_t data_stride, length_stride; /* bytes from row to row */
};

struct fetch_plan {
	struct plan_column *columns;
	size_t count;
	struct plan_column bookmark;
	bool has_bookmark;
	const struct desc *ard;
	uint64_t ard_generation, result; /* what it was made of; 0 = never made */
	SQLULEN max_length, use_bookmarks;
	bool ready;
};

/* Makes the plan if it is stale; posts 07006 or 07009 on the statement and returns SQL_ERROR when it cannot be made. */
SQLRETURN fetch_plan_update(struct stmt *s);
void fetch_plan_release(struct fetch_plan *p);

/* The conversion of one column of the present result into a C type; posts HY003 or 07006. */
SQLRETURN column_step(struct stmt *s, SQLUSMALLINT column, SQLSMALLINT sql_c, struct conv_step *out);

int64_t local_today(void); /* days since 2000-01-01, in the process's time zone */

/* Is the kind one that SQL_ATTR_MAX_LENGTH cuts? */
bool column_has_max_length(enum pg_kind kind);

/* What a conversion needs to know of its target, from the descriptor record of the column (may be NULL). */
struct desc_rec;
void column_target(const struct desc_rec *ard, const struct conv_step *step, struct c_target *to);

#endif
