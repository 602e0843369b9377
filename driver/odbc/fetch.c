#include "base/utf.h"
#include "odbc/bookmark.h"
#include "odbc/diagpost.h"
#include "odbc/execute.h"
#include "odbc/scroll.h"
#include "odbc/stmt.h"

#include <string.h>

static void store_length(char *at, SQLLEN value)
{
	memcpy(at, &value, sizeof(value)); /* row-wise buffers need not be aligned */
}

/* One cell into the application's memory; the status goes to the slow path only when it is not CONV_OK. */
static enum conv_status put_cell(struct stmt *s, struct plan_column *c, struct span cell, size_t row, ptrdiff_t offset)
{
	char *indicator = c->indicator ? c->indicator + offset + row * c->length_stride : NULL;
	char *length = c->length ? c->length + offset + row * c->length_stride : NULL;
	enum conv_status status;

	if (!cell.p) {
		if (!indicator)
			return CONV_NULL;
		store_length(indicator, SQL_NULL_DATA);
		return CONV_OK;
	}
	if (c->max_bytes && cell.n > c->max_bytes)
		cell.n = utf8_cut(cell, c->max_bytes);
	c->target.data = c->data ? c->data + offset + row * c->data_stride : NULL;
	status = conv_run(&c->step, cell, &c->target, &s->scratch);
	if (conv_failed(status))
		return status;
	if (length) {
		store_length(length, c->target.length);
		if (indicator)
			store_length(indicator, 0);
	} else if (indicator) {
		store_length(indicator, c->target.length);
	}
	return status;
}

/* Posts the status of a cell with its row and column. */
static SQLRETURN note(struct stmt *s, enum conv_status status, size_t row, size_t column)
{
	if (status == CONV_NULL)
		return diag_post_at(&s->head.diag, STATE_INDICATOR_NEEDED, (SQLLEN)row + 1, (SQLINTEGER)column + 1);
	return post_conv(&s->head.diag, status, (SQLLEN)row + 1, (SQLINTEGER)column + 1);
}

static SQLUSMALLINT worse(SQLUSMALLINT status, SQLRETURN rc)
{
	if (rc == SQL_ERROR)
		return SQL_ROW_ERROR;
	return status == SQL_ROW_SUCCESS ? SQL_ROW_SUCCESS_WITH_INFO : status;
}

static SQLUSMALLINT put_bookmark(struct stmt *s, SQLULEN number, size_t row, ptrdiff_t offset)
{
	struct plan_column *c = &s->plan.bookmark;
	struct bookmark b;
	const enum conv_status cs = put_cell(s, c, bookmark_cell(&b, &c->step, number), row, offset);

	if (cs == CONV_OK)
		return SQL_ROW_SUCCESS;
	return worse(SQL_ROW_SUCCESS, post_conv(&s->head.diag, cs, (SQLLEN)row + 1, 0));
}

/* A row of the window, which has this number in the result, into a row of the buffers. */
static SQLUSMALLINT put_row(struct stmt *s, size_t from, SQLULEN number, size_t row, ptrdiff_t offset)
{
	SQLUSMALLINT status = s->plan.has_bookmark ? put_bookmark(s, number, row, offset) : SQL_ROW_SUCCESS;

	for (size_t i = 0; i < s->plan.count; i++) {
		struct plan_column *c = &s->plan.columns[i];
		const enum conv_status cs = put_cell(s, c, rows_cell(s->rows, from, c->source), row, offset);

		if (cs != CONV_OK)
			status = worse(status, note(s, cs, row, c->source));
	}
	return status;
}

static void set_status(SQLUSMALLINT *array, size_t row, SQLUSMALLINT status)
{
	if (array)
		array[row] = status;
}

/* "Row Status Array": what was deleted through the cursor is a hole, what was updated is said once. */
static SQLUSMALLINT fetched_row(struct stmt *s, size_t row, ptrdiff_t offset)
{
	const SQLUSMALLINT mark = change_mark(&s->changes, s->row_number + row - 1);
	SQLUSMALLINT status = SQL_ROW_SUCCESS;

	if (mark == SQL_ROW_DELETED)
		return mark;
	if (s->retrieve_data != SQL_RD_OFF)
		status = put_row(s, row, s->row_number + row, row, offset);
	if (mark && status == SQL_ROW_SUCCESS) {
		change_unmark(&s->changes, s->row_number + row - 1);
		return mark;
	}
	return status;
}

SQLUSMALLINT fetch_row_into(struct stmt *s, size_t row, size_t buffer, bool only_bookmark)
{
	const ptrdiff_t offset = desc_bind_offset(s->ard);

	if (fetch_plan_update(s) != SQL_SUCCESS)
		return SQL_ROW_ERROR;
	if (only_bookmark)
		return s->plan.has_bookmark ? put_bookmark(s, row + 1, buffer, offset) : SQL_ROW_SUCCESS;
	rows_seek(s->rows, row, 1);
	return put_row(s, 0, row + 1, buffer, offset);
}

/* The rows of the window into the bound columns. */
static SQLRETURN put_rows(struct stmt *s, SQLUSMALLINT *statuses, size_t array_size)
{
	const ptrdiff_t offset = desc_bind_offset(s->ard);
	size_t errors = 0, infos = 0;

	for (size_t row = 0; row < s->row_set; row++) {
		const SQLUSMALLINT status = fetched_row(s, row, offset);

		set_status(statuses, row, status);
		errors += status == SQL_ROW_ERROR;
		infos += status == SQL_ROW_SUCCESS_WITH_INFO;
	}
	for (size_t row = s->row_set; row < array_size; row++)
		set_status(statuses, row, SQL_ROW_NOROW);
	if (errors && errors == s->row_set)
		return SQL_ERROR;
	if (errors)
		return diag_post(&s->head.diag, STATE_ERROR_IN_ROW);
	return infos ? SQL_SUCCESS_WITH_INFO : SQL_SUCCESS;
}

static size_t rows_wanted(const struct stmt *s, size_t array_size)
{
	const SQLULEN seen = s->row_number ? s->row_number + s->row_set - 1 : 0;

	if (s->max_rows && s->max_rows - seen < array_size)
		return s->max_rows - seen;
	return array_size;
}

static void end_reached(struct stmt *s, SQLUSMALLINT *statuses, size_t array_size)
{
	s->at_end = true;
	s->row_number += s->row_set;
	s->row_set = 0;
	for (size_t row = 0; row < array_size; row++)
		set_status(statuses, row, SQL_ROW_NOROW);
}

static SQLRETURN source_failed(struct stmt *s)
{
	return s->packet ? stmt_post_packet_error(s, s->packet) : diag_post_no_memory(&s->head.diag);
}

static SQLRETURN fetch_next(struct stmt *s, size_t array_size, SQLULEN *fetched, SQLUSMALLINT *statuses)
{
	const size_t want = rows_wanted(s, array_size);
	enum rows_status status;
	SQLRETURN rc;

	desc_store_count(fetched, 0);
	stmt_getdata_reset(s);
	rc = fetch_plan_update(s);
	if (rc != SQL_SUCCESS)
		return rc;
	atomic_store(&s->busy, true); /* SQLCancel reaches a fetch that waits for the server */
	status = s->at_end || want == 0 ? ROWS_END : rows_advance(s->rows, want);
	atomic_store(&s->busy, false);
	stmt_post_notices(s);
	if (status == ROWS_ERROR) {
		end_reached(s, statuses, array_size);
		return source_failed(s);
	}
	if (status == ROWS_END) {
		end_reached(s, statuses, array_size);
		return SQL_NO_DATA;
	}
	s->row_number = s->row_number ? s->row_number + s->row_set : 1;
	s->row_set = s->rows->window;
	s->current_row = 0;
	desc_store_count(fetched, s->row_set);
	rc = put_rows(s, statuses, array_size);
	if (!s->rows->cut)
		return rc;
	s->at_end = true; /* a row set that is merely short would pass for the last one */
	return source_failed(s);
}

static struct scroll position(const struct stmt *s)
{
	if (s->at_end)
		return (struct scroll){SCROLL_AFTER, 0};
	return s->row_number ? (struct scroll){SCROLL_ON, (int64_t)s->row_number} : (struct scroll){SCROLL_BEFORE, 0};
}

static SQLRETURN leave_result(struct stmt *s, enum scroll_place place, SQLUSMALLINT *statuses, size_t array_size)
{
	s->at_end = place == SCROLL_AFTER;
	s->row_number = 0;
	s->row_set = 0;
	for (size_t row = 0; row < array_size; row++)
		set_status(statuses, row, SQL_ROW_NOROW);
	return SQL_NO_DATA;
}

static SQLRETURN fetch_anywhere(struct stmt *s, SQLSMALLINT orientation, SQLLEN offset, size_t array_size, SQLULEN *fetched,
				SQLUSMALLINT *statuses)
{
	size_t last = rows_total(s->rows);
	struct scroll to;
	bool clipped;
	SQLRETURN rc;

	if (s->max_rows && last > s->max_rows)
		last = s->max_rows;
	if (!scroll_to(position(s), orientation, offset, (int64_t)array_size, (int64_t)last, &to, &clipped))
		return diag_postf(&s->head.diag, STATE_FETCH_TYPE_RANGE, "Fetch orientation %d is not available", orientation);
	desc_store_count(fetched, 0);
	stmt_getdata_reset(s);
	rc = fetch_plan_update(s);
	if (rc != SQL_SUCCESS)
		return rc;
	if (to.place != SCROLL_ON)
		return leave_result(s, to.place, statuses, array_size);
	rows_seek(s->rows, (size_t)to.start - 1, array_size < last - (size_t)to.start + 1 ? array_size : last - (size_t)to.start + 1);
	s->at_end = false;
	s->row_number = (SQLULEN)to.start;
	s->row_set = s->rows->window;
	s->current_row = 0;
	desc_store_count(fetched, s->row_set);
	rc = put_rows(s, statuses, array_size);
	if (clipped && rc != SQL_ERROR)
		rc = diag_post(&s->head.diag, STATE_FETCH_BEFORE_FIRST);
	return rc;
}

static SQLRETURN fetch(struct stmt *s, SQLSMALLINT orientation, SQLLEN offset, size_t array_size, SQLULEN *fetched,
		       SQLUSMALLINT *statuses)
{
	if (!s->rows)
		return diag_postf(&s->head.diag, STATE_INVALID_CURSOR, "There is no open result set to fetch from");
	if (s->scrollable)
		return fetch_anywhere(s, orientation, offset, array_size, fetched, statuses);
	if (orientation != SQL_FETCH_NEXT)
		return diag_postf(&s->head.diag, STATE_FETCH_TYPE_RANGE, "The cursor is forward-only: only SQL_FETCH_NEXT is possible; "
				  "set SQL_ATTR_CURSOR_TYPE to SQL_CURSOR_STATIC to scroll");
	return fetch_next(s, array_size, fetched, statuses);
}

/* "Cursor Positioning Rules", SQL_FETCH_BOOKMARK: an absolute row, but what lies before the first is not counted from the end. */
static SQLRETURN fetch_bookmark(struct stmt *s, const void *bookmark, SQLLEN offset, size_t array_size, SQLULEN *fetched,
				SQLUSMALLINT *statuses)
{
	SQLULEN row;
	SQLRETURN rc;

	if (!s->rows)
		return diag_postf(&s->head.diag, STATE_INVALID_CURSOR, "There is no open result set to fetch from");
	rc = bookmark_row(s, bookmark, &row);
	if (rc != SQL_SUCCESS)
		return rc;
	if (offset < 0 && (SQLULEN)-(offset + 1) + 1 >= row)
		offset = 0;
	else
		offset = offset > INT32_MAX ? INT32_MAX : offset + (SQLLEN)row;
	return fetch(s, SQL_FETCH_ABSOLUTE, offset, array_size, fetched, statuses);
}

/* Appendix B: a cursor is read by SQLFetch and SQLFetchScroll (S6) or by SQLExtendedFetch (S7). */
static SQLRETURN check_way(struct stmt *s, bool extended)
{
	if (s->fetched == (extended ? FETCHED : FETCHED_EXTENDED))
		return diag_postf(&s->head.diag, STATE_SEQUENCE_ERROR, "SQLExtendedFetch and SQLFetch cannot both read one cursor");
	if (s->rows)
		s->fetched = extended ? FETCHED_EXTENDED : FETCHED;
	return SQL_SUCCESS;
}

SQLRETURN stmt_fetch(struct stmt *s, SQLSMALLINT orientation, SQLLEN offset)
{
	SQLULEN *fetched = s->ird->rows_processed_ptr;
	SQLUSMALLINT *statuses = s->ird->array_status_ptr;

	if (check_way(s, false) != SQL_SUCCESS)
		return SQL_ERROR;
	if (orientation == SQL_FETCH_BOOKMARK)
		return fetch_bookmark(s, s->fetch_bookmark_ptr, offset, s->ard->array_size, fetched, statuses);
	return fetch(s, orientation, offset, s->ard->array_size, fetched, statuses);
}

/* SQLExtendedFetch is given the bookmark itself. */
SQLRETURN stmt_extended_fetch(struct stmt *s, SQLUSMALLINT orientation, SQLLEN offset, SQLULEN *rows, SQLUSMALLINT *status)
{
	if (check_way(s, true) != SQL_SUCCESS)
		return SQL_ERROR;
	s->extended_status = status;
	if (orientation == SQL_FETCH_BOOKMARK)
		return fetch_bookmark(s, &offset, 0, s->rowset_size, rows, status);
	return fetch(s, (SQLSMALLINT)orientation, offset, s->rowset_size, rows, status);
}
