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

struct strbuf;

/* SQL_SUCCESS_WITH_INFO with 01001: the row is not as it was read, and nothing was done. */
SQLRETURN change_update(struct stmt *s, size_t row, size_t buffer);
SQLRETURN change_delete(struct stmt *s, size_t row);

/* The new row is the last one of the result. */
SQLRETURN change_insert(struct stmt *s, size_t buffer);

/* Reads the row anew; one that is gone is marked SQL_ROW_DELETED. */
SQLRETURN change_refresh(struct stmt *s, size_t row);

/* Is a bound column's value of this buffer to come by SQLParamData?  The first from *column (from 1) on. */
bool change_next_late(struct stmt *s, size_t buffer, size_t *column, enum c_type *c);

/* The application's window on the result is where it was before rows elsewhere were read. */
void change_restore_window(struct stmt *s);

/* `id = '42' and part = 'x'` for the present row, to stand in another statement's text. */
SQLRETURN change_condition(struct stmt *s, struct strbuf *out);

#endif
