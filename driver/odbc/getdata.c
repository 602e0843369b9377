/*
 * SQLGetData: any column of the current row, in any order, bound or not, in as
 * many pieces as the application likes (ODBC Programmer's Reference, SQLGetData,
 * "Retrieving Variable-Length Data in Parts").
 */
#include "base/utf.h"
#include "odbc/bookmark.h"
#include "odbc/diagpost.h"
#include "odbc/stmt.h"

void stmt_getdata_reset(struct stmt *s)
{
	if (s->getdata_column >= 0)
		chunk_release(&s->chunk);
	s->getdata_column = -1;
}

static SQLRETURN check(struct stmt *s, SQLUSMALLINT column, SQLLEN room)
{
	struct diag *d = &s->head.diag;

	if (!s->rows)
		return diag_postf(d, STATE_INVALID_CURSOR, "There is no open result set");
	if (!s->row_set || s->current_row >= s->row_set)
		return diag_postf(d, STATE_INVALID_CURSOR, "The cursor is not on a row: fetch first");
	if (change_mark(&s->changes, s->row_number + s->current_row - 1) == SQL_ROW_DELETED)
		return diag_postf(d, STATE_INVALID_POSITION, "The row was deleted");
	if (column == 0 && !bookmarks_on(s))
		return diag_postf(d, STATE_INVALID_INDEX, "Bookmarks are off: columns are numbered from 1");
	if (column > s->ird->count)
		return diag_postf(d, STATE_INVALID_INDEX, "Column %u does not exist: the result has %d", column, s->ird->count);
	if (room < 0)
		return diag_post(d, STATE_INVALID_LENGTH);
	return SQL_SUCCESS;
}

static bool still_reading(const struct stmt *s, SQLUSMALLINT column, const struct conv_step *step)
{
	return s->getdata_column == (int)column && s->chunk.step.to == step->to;
}

static SQLRETURN null_cell(struct stmt *s, SQLUSMALLINT column, SQLLEN *indicator)
{
	if (!indicator)
		return diag_post_at(&s->head.diag, STATE_INDICATOR_NEEDED, (SQLLEN)s->current_row + 1, column);
	s->chunk.done = true;
	*indicator = SQL_NULL_DATA;
	return SQL_SUCCESS;
}

/* The first piece: starts reading the cell; a NULL needs no reading. */
static SQLRETURN start(struct stmt *s, SQLUSMALLINT column, const struct conv_step *step, struct span cell)
{
	const enum pg_kind kind = column ? type_kind(type_by_oid(desc_rec(s->ird, column)->oid)) : KIND_BYTEA;
	enum conv_status status;

	stmt_getdata_reset(s);
	s->getdata_column = column;
	s->chunk = (struct chunk){.step = *step};
	if (!cell.p)
		return SQL_SUCCESS;
	if (column && s->max_length && column_has_max_length(kind) && cell.n > s->max_length)
		cell.n = utf8_cut(cell, s->max_length);
	status = chunk_start(&s->chunk, step, kind, cell, &s->scratch);
	if (!conv_failed(status))
		return SQL_SUCCESS;
	stmt_getdata_reset(s);
	return post_conv(&s->head.diag, status, (SQLLEN)s->current_row + 1, column);
}

static SQLRETURN next_piece(struct stmt *s, SQLUSMALLINT column, struct c_target *to, SQLLEN *indicator)
{
	const enum conv_status status = chunk_next(&s->chunk, to, &s->scratch);

	if (conv_failed(status)) {
		stmt_getdata_reset(s);
		return post_conv(&s->head.diag, status, (SQLLEN)s->current_row + 1, column);
	}
	if (indicator)
		*indicator = to->length;
	return status == CONV_OK ? SQL_SUCCESS : post_conv(&s->head.diag, status, (SQLLEN)s->current_row + 1, column);
}

SQLRETURN stmt_get_data(struct stmt *s, SQLUSMALLINT column, SQLSMALLINT c_type, SQLPOINTER data, SQLLEN room, SQLLEN *indicator)
{
	const struct desc_rec *ard = desc_rec(s->ard, column);
	SQLRETURN rc = check(s, column, room);
	struct conv_step step;
	struct c_target to;
	struct span cell;

	if (rc != SQL_SUCCESS)
		return rc;
	/* SQL_ARD_TYPE: type, precision and scale are those of the column's record in the ARD; one that is not there is a new one */
	if (c_type == SQL_ARD_TYPE)
		c_type = ard ? ard->concise_type : SQL_C_DEFAULT;
	else
		ard = NULL;
	rc = column ? column_step(s, column, c_type, &step) : bookmark_step(s, c_type, &step);
	if (rc != SQL_SUCCESS)
		return rc;
	cell = column ? rows_cell(s->rows, s->current_row, column - 1u) :
			bookmark_cell(&s->bookmark, &step, s->row_number + s->current_row);
	if (!still_reading(s, column, &step)) {
		rc = start(s, column, &step, cell);
		if (rc != SQL_SUCCESS)
			return rc;
	}
	if (s->chunk.done)
		return SQL_NO_DATA;
	if (!cell.p)
		return null_cell(s, column, indicator);
	column_target(ard, &step, &to);
	to.data = data;
	to.room = room;
	return next_piece(s, column, &to, indicator);
}
