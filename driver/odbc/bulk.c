#include "odbc/bulk.h"

#include "odbc/bookmark.h"
#include "odbc/bound.h"
#include "odbc/change.h"
#include "odbc/stmt.h"

#include <string.h>

/* ---- one row of the buffers ---- */

/* The row (from 0) whose bookmark stands in column 0. */
static SQLRETURN marked_row(struct stmt *s, size_t buffer, size_t *row)
{
	const struct desc_rec *rec = desc_rec(s->ard, 0);
	const enum c_type c = rec->concise_type == SQL_C_BOOKMARK || rec->concise_type == SQL_C_ULONG ? C_TYPE_UBIGINT : C_TYPE_BINARY;
	SQLULEN number;
	SQLRETURN rc;

	if (!rec->data_ptr)
		return diag_postf(&s->head.diag, STATE_INVALID_BOOKMARK, "Column 0, which has the bookmarks, is not bound");
	rc = bookmark_row(s, bound_at(s->ard, rec, c, buffer).data, &number);
	if (rc == SQL_SUCCESS && change_mark(&s->changes, number - 1) == SQL_ROW_DELETED)
		return diag_postf(&s->head.diag, STATE_INVALID_BOOKMARK, "The row of the bookmark was deleted");
	*row = number - 1;
	return rc;
}

static SQLRETURN new_row(struct stmt *s, size_t buffer, size_t *row)
{
	(void)buffer;
	*row = rows_total(s->rows);
	return SQL_SUCCESS;
}

/* The bookmark of the new row goes into column 0 where that is bound. */
static SQLRETURN give_bookmark(struct stmt *s, size_t buffer, size_t row)
{
	return bookmarks_on(s) && fetch_row_into(s, row, buffer, true) == SQL_ROW_ERROR ? SQL_ERROR : SQL_SUCCESS;
}

static SQLRETURN fetch_one(struct stmt *s, size_t buffer)
{
	size_t row = 0;
	const SQLRETURN rc = marked_row(s, buffer, &row);
	SQLUSMALLINT status;

	if (rc != SQL_SUCCESS)
		return rc;
	status = fetch_row_into(s, row, buffer, false);
	if (row_statuses(s))
		row_statuses(s)[buffer] = status;
	return status == SQL_ROW_ERROR ? SQL_ERROR : status == SQL_ROW_SUCCESS ? SQL_SUCCESS : SQL_SUCCESS_WITH_INFO;
}

static const struct row_request operations[] = {
	[SQL_ADD] = {.place = new_row, .kind = CHANGE_INSERT, .added = give_bookmark, .takes_values = true, .status = SQL_ROW_ADDED},
	[SQL_UPDATE_BY_BOOKMARK] = {.place = marked_row, .kind = CHANGE_UPDATE, .takes_values = true, .status = SQL_ROW_UPDATED},
	[SQL_DELETE_BY_BOOKMARK] = {.place = marked_row, .kind = CHANGE_DELETE, .status = SQL_ROW_DELETED},
	[SQL_FETCH_BY_BOOKMARK] = {.one = fetch_one, .status = SQL_ROW_SUCCESS},
};

/* ---- the call ---- */

static SQLRETURN check(struct stmt *s, SQLSMALLINT operation)
{
	struct diag *d = &s->head.diag;

	if (operation < SQL_ADD || (size_t)operation >= LB_COUNT(operations))
		return diag_post(d, STATE_INVALID_ATTRIBUTE_ID);
	if (s->fetched == FETCHED_EXTENDED)
		return diag_postf(d, STATE_SEQUENCE_ERROR, "SQLExtendedFetch and SQLBulkOperations cannot use one cursor");
	if (operation != SQL_FETCH_BY_BOOKMARK && s->concurrency == SQL_CONCUR_READ_ONLY)
		return diag_postf(d, STATE_INVALID_ATTRIBUTE_ID, "The cursor is read-only: set SQL_ATTR_CURSOR_TYPE to SQL_CURSOR_STATIC and "
				  "SQL_ATTR_CONCURRENCY to SQL_CONCUR_VALUES before it is opened");
	if (!s->scrollable)
		return diag_postf(d, STATE_NOT_IMPLEMENTED, "SQLBulkOperations needs a static cursor: set SQL_ATTR_CURSOR_TYPE to "
				  "SQL_CURSOR_STATIC");
	if (operation != SQL_ADD && !bookmarks_on(s))
		return diag_postf(d, STATE_INVALID_ATTRIBUTE_ID, "Bookmarks are off: set SQL_ATTR_USE_BOOKMARKS before the cursor is opened");
	return operation == SQL_FETCH_BY_BOOKMARK ? SQL_SUCCESS : change_target(s);
}

SQLRETURN stmt_bulk_operations(struct stmt *s, SQLSMALLINT operation)
{
	struct row_request r;

	if (check(s, operation) == SQL_ERROR)
		return SQL_ERROR;
	r = operations[operation];
	r.count = s->ard->array_size;
	stmt_getdata_reset(s);
	return row_request_start(s, &r);
}
