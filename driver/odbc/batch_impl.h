/*
 * The inside of an array execution, shared by the ways in which sets travel:
 * batch.c (each by its own execution), batch_arrays.c (one array a column) and
 * batch_copy.c (COPY).  A way that fails leaves its sets pending, and a slower
 * one finds out which of them are bad: only an INSERT of its own says so.
 */
#ifndef ODBC_BATCH_IMPL_H
#define ODBC_BATCH_IMPL_H

#include "odbc/stmt.h"

#define NO_SET SIZE_MAX
#define SETS_AT_MOST 1000           /* of one packet */
#define AGAIN_AT_MOST 8
#define BYTES_AT_MOST ((size_t)4 * 1024 * 1024)

struct batch {
	struct stmt *s;
	SQLUSMALLINT *statuses;     /* of the application, or our own */
	SQLUSMALLINT *own;
	size_t sets;
	size_t *sent;               /* set numbers of what is under way, by ordinal */
	size_t sent_count;
	int64_t affected;
	bool lost;                  /* the connection, or the transaction */
	size_t failed;
	unsigned again;             /* packets that went again because of what is prepared */
};

/* batch.c */
bool batch_pending(const struct batch *b, size_t set);
void batch_set_failed(struct batch *b, size_t set); /* its diagnostics are posted */
void batch_sent_worked(struct batch *b, int64_t affected);
void batch_progress(struct batch *b, size_t sets); /* the sets before this one are done: SQL_ATTR_PARAMS_PROCESSED_PTR */
void batch_post_error(struct batch *b, size_t set);  /* what the packet said, with the number of the set */
bool batch_again(struct batch *b);                      /* true: the failed packet was not executed, and can be sent again */
void batch_each(struct batch *b, size_t from, size_t to);

/* batch_arrays.c */
void batch_by_arrays(struct batch *b, size_t from, size_t to);

/* batch_copy.c */
void copy_write(struct stmt *s, const struct insert_shape *shape); /* s->arrays.copy */
bool copy_wanted(const struct stmt *s);
void batch_by_copy(struct batch *b);

#endif
