#include "odbc/output.h"

#include "odbc/call.h"
#include "odbc/diagpost.h"

#include <string.h>

static bool is_output(const struct stmt *s, size_t marker)
{
	const struct desc_rec *ipd = desc_rec(s->ipd, (SQLINTEGER)marker + 1);

	return ipd && ipd->parameter_type != SQL_PARAM_INPUT;
}

bool output_wanted(const struct stmt *s)
{
	for (size_t i = 0; i < s->text.params; i++)
		if (is_output(s, i) && call_has_marker(s, i)) /* the row of a SELECT stays a row */
			return true;
	return false;
}

/* The bind offset shifts lengths and indicators as it shifts values (SQL_ATTR_PARAM_BIND_OFFSET_PTR). */
static void store_length(SQLLEN *bound, ptrdiff_t offset, SQLLEN value)
{
	memcpy((char *)bound + offset, &value, sizeof(value));
}

static SQLRETURN store_null(struct stmt *s, const struct desc_rec *apd, ptrdiff_t offset, size_t marker)
{
	SQLLEN *indicator = apd->indicator_ptr ? apd->indicator_ptr : apd->octet_length_ptr;

	if (!indicator)
		return diag_postf(&s->head.diag, STATE_INDICATOR_NEEDED, "Parameter %zu is NULL and has no indicator", marker + 1);
	store_length(indicator, offset, SQL_NULL_DATA);
	return SQL_SUCCESS;
}

static SQLRETURN store(struct stmt *s, size_t marker, size_t column)
{
	const struct desc_rec *apd = desc_rec(s->apd, (SQLINTEGER)marker + 1);
	const struct desc_rec *ipd = desc_rec(s->ipd, (SQLINTEGER)marker + 1);
	const SQLSMALLINT c = apd->concise_type == SQL_C_DEFAULT ? c_type_default(ipd->concise_type) : apd->concise_type;
	const ptrdiff_t offset = desc_bind_offset(s->apd);
	const struct span cell = rows_cell(s->rows, 0, column);
	struct conv_step step;
	struct c_target to;
	enum conv_status status;
	SQLRETURN rc;

	rc = column_step(s, (SQLUSMALLINT)(column + 1), c, &step);
	if (rc != SQL_SUCCESS)
		return rc;
	if (!cell.p)
		return store_null(s, apd, offset, marker);
	column_target(apd, &step, &to);
	to.data = apd->data_ptr ? (char *)apd->data_ptr + offset : NULL;
	to.room = apd->octet_length;
	status = conv_run(&step, cell, &to, &s->scratch);
	if (!conv_failed(status) && apd->indicator_ptr && apd->octet_length_ptr)
		store_length(apd->indicator_ptr, offset, 0);
	if (!conv_failed(status) && apd->octet_length_ptr)
		store_length(apd->octet_length_ptr, offset, to.length);
	return post_conv(&s->head.diag, status, SQL_NO_ROW_NUMBER, (SQLINTEGER)marker + 1);
}

static SQLRETURN store_row(struct stmt *s)
{
	SQLRETURN worst = SQL_SUCCESS;
	size_t column = 0;

	for (size_t marker = 0; marker < s->text.params; marker++) {
		SQLRETURN rc;

		if (!is_output(s, marker))
			continue;
		if (column == s->rows->columns)
			return diag_postf(&s->head.diag, STATE_WRONG_PARAMETER_COUNT, "The call gives back %zu values, more parameters "
					  "are bound for output", s->rows->columns);
		rc = store(s, marker, column++);
		if (rc == SQL_ERROR)
			return rc;
		if (rc != SQL_SUCCESS)
			worst = rc;
	}
	return worst;
}

SQLRETURN output_take(struct stmt *s)
{
	SQLRETURN rc = SQL_SUCCESS;

	if (!s->rows)
		return SQL_SUCCESS;
	if (rows_advance(s->rows, 1) == ROWS_OK)
		rc = store_row(s);
	rows_free(s->rows);
	s->rows = NULL;
	desc_shrink(s->ird, 0);
	s->phase = PHASE_EXECUTED;
	return rc;
}
