/*
 * One row changed through a cursor: the statement that does it, with the values
 * that the application bound to the columns, and the row as the server then has
 * it in the memory of the cursor.  SQLSetPos and SQLBulkOperations are loops
 * over these.
 *
 * Rows are counted from 0: `row` over the whole result, `buffer` in the bound
 * row set.  What is wrong is posted; the caller adds the number of the row.
 */
#ifndef ODBC_CHANGE_H
#define ODBC_CHANGE_H

#include "odbc/change_target.h"
#include "type/c_types.h"

struct stmt;

enum change_kind {
	CHANGE_UPDATE,
	CHANGE_DELETE,
	CHANGE_INSERT,  /* the new row is the last one of the result; `row` says nothing */
	CHANGE_REFRESH, /* reads the row anew; one that is gone is marked SQL_ROW_DELETED */
};

/* SQL_SUCCESS_WITH_INFO with 01001: the row is not as it was read, and nothing was done. */
SQLRETURN change_one(struct stmt *s, enum change_kind kind, size_t row, size_t buffer);

/*
 * n rows in one round trip.  CHANGE_AGAIN: nothing was done, and done one by one each row says what is wrong with it.
 * Otherwise rcs[i] is what change_one() would have given back, its records with the number of the buffer, and changed[i]
 * whether a row was changed.
 */
enum change_outcome { CHANGE_DONE, CHANGE_AGAIN, CHANGE_FAILED };
enum change_outcome change_many(struct stmt *s, enum change_kind kind, const size_t *rows, const size_t *buffers, size_t n,
				SQLRETURN *rcs, bool *changed);

/* Records from number `from` on that have no row are of this one of the row set. */
struct diag;
void change_number_records(struct diag *d, size_t from, size_t buffer);

/* Is a bound column's value of this buffer to come by SQLParamData?  The first from *column (from 1) on. */
bool change_next_late(struct stmt *s, size_t buffer, size_t *column, enum c_type *c);

/* The application's window on the result is where it was before rows elsewhere were read. */
void change_restore_window(struct stmt *s);

#endif
