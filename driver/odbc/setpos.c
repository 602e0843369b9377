#include "odbc/setpos.h"

#include "odbc/change.h"
#include "odbc/stmt.h"

/* ---- one row of the row set ---- */

static SQLRETURN row_of(struct stmt *s, size_t buffer, size_t *row)
{
	*row = s->row_number - 1 + buffer;
	return SQL_SUCCESS;
}

static SQLRETURN new_row(struct stmt *s, size_t buffer, size_t *row)
{
	(void)buffer;
	*row = rows_total(s->rows);
	return SQL_SUCCESS;
}

/* The status of a row that is gone is SQL_ROW_DELETED, of the others that of a fetch. */
static SQLRETURN refresh_one(struct stmt *s, size_t buffer)
{
	const size_t row = s->row_number - 1 + buffer;
	SQLUSMALLINT status = SQL_ROW_DELETED;
	SQLRETURN rc = change_one(s, CHANGE_REFRESH, row, 0);

	if (rc != SQL_ERROR && change_mark(&s->changes, row) != SQL_ROW_DELETED)
		status = fetch_row_into(s, row, buffer, false);
	if (row_statuses(s))
		row_statuses(s)[buffer] = status;
	return status == SQL_ROW_ERROR ? SQL_ERROR : rc;
}

static const struct row_request operations[] = {
	[SQL_REFRESH] = {.one = refresh_one, .status = SQL_ROW_SUCCESS},
	[SQL_UPDATE] = {.place = row_of, .kind = CHANGE_UPDATE, .takes_values = true, .status = SQL_ROW_UPDATED},
	[SQL_DELETE] = {.place = row_of, .kind = CHANGE_DELETE, .status = SQL_ROW_DELETED},
	[SQL_ADD] = {.place = new_row, .kind = CHANGE_INSERT, .takes_values = true, .status = SQL_ROW_ADDED},
};

/* ---- the call ---- */

static SQLRETURN check_change(struct stmt *s, SQLUSMALLINT operation)
{
	struct diag *d = &s->head.diag;

	if (operation != SQL_REFRESH && s->concurrency == SQL_CONCUR_READ_ONLY)
		return diag_postf(d, STATE_INVALID_ATTRIBUTE_ID, "The cursor is read-only: set SQL_ATTR_CURSOR_TYPE to SQL_CURSOR_STATIC and "
				  "SQL_ATTR_CONCURRENCY to SQL_CONCUR_VALUES before it is opened");
	if (!s->scrollable)
		return diag_postf(d, STATE_NOT_IMPLEMENTED, "SQLSetPos reads and changes rows of static cursors: set SQL_ATTR_CURSOR_TYPE to "
				  "SQL_CURSOR_STATIC");
	return change_target(s);
}

static SQLRETURN change(struct stmt *s, SQLULEN row, SQLUSMALLINT operation, size_t rows)
{
	struct row_request r = operations[operation];

	if (row > rows)
		return diag_postf(&s->head.diag, STATE_ROW_VALUE_RANGE, "the row set has the rows 1 to %zu", rows);
	if (check_change(s, operation) == SQL_ERROR)
		return SQL_ERROR;
	r.first = row ? row - 1 : 0;
	r.count = row ? 1 : rows;
	r.obeys_operations = row == 0;
	stmt_getdata_reset(s);
	if (row && operation != SQL_ADD)
		s->current_row = row - 1;
	return row_request_start(s, &r);
}

SQLRETURN stmt_set_pos(struct stmt *s, SQLULEN row, SQLUSMALLINT operation, SQLUSMALLINT lock)
{
	struct diag *d = &s->head.diag;

	if (operation > SQL_ADD || lock > SQL_LOCK_UNLOCK)
		return diag_post(d, STATE_INVALID_ATTRIBUTE_ID);
	if (lock != SQL_LOCK_NO_CHANGE)
		return diag_postf(d, STATE_NOT_IMPLEMENTED, "SQLSetPos cannot lock rows; use SELECT ... FOR UPDATE");
	if (operation == SQL_ADD)
		return change(s, row, operation, s->fetched == FETCHED_EXTENDED ? s->rowset_size : s->ard->array_size);
	if (s->row_set == 0)
		return diag_postf(d, STATE_INVALID_CURSOR, "the cursor is on no row; fetch first");
	if (operation != SQL_POSITION)
		return change(s, row, operation, s->row_set);
	if (row == 0 || row > s->row_set)
		return diag_postf(d, STATE_ROW_VALUE_RANGE, "the row set has the rows 1 to %lu",
				  (unsigned long)s->row_set);
	s->current_row = row - 1;
	stmt_getdata_reset(s);
	return SQL_SUCCESS;
}
