#include "odbc/diagpost.h"

#include "diag/pgstates.h"

/* The same codes as conv_sqlstate(); the unit test compares them. */
static const enum sqlstate states[CONV_STATUS_COUNT] = {
	[CONV_RIGHT_TRUNC] = STATE_RIGHT_TRUNCATED,
	[CONV_FRACTION_TRUNC] = STATE_FRACTION_TRUNCATED,
	[CONV_RANGE] = STATE_OUT_OF_RANGE,
	[CONV_BAD_TEXT] = STATE_INVALID_CHARACTER,
	[CONV_BAD_DATETIME] = STATE_INVALID_DATETIME,
	[CONV_DATETIME_OVERFLOW] = STATE_DATETIME_OVERFLOW,
	[CONV_INTERVAL_OVERFLOW] = STATE_INTERVAL_OVERFLOW,
	[CONV_STRING_TRUNC] = STATE_STRING_TRUNCATED,
	[CONV_BAD_WIRE] = STATE_GENERAL_ERROR,
	[CONV_NO_MEMORY] = STATE_OUT_OF_MEMORY,
};

SQLRETURN post_conv(struct diag *d, enum conv_status status, SQLLEN row, SQLINTEGER column)
{
	if (status == CONV_OK || status == CONV_NULL)
		return SQL_SUCCESS;
	if (status == CONV_NO_MEMORY)
		return diag_post_no_memory(d);
	return diag_post_at(d, (unsigned)status < CONV_STATUS_COUNT ? states[status] : STATE_GENERAL_ERROR, row, column);
}

SQLRETURN post_pg(struct diag *d, const struct pg_error *e)
{
	const bool lost = e->fatal || pgstate_ends_session(e->sqlstate);

	if (e->no_memory)
		return diag_post_no_memory(d);
	if (e->timed_out)
		return diag_postf(d, STATE_TIMEOUT, "%s", strbuf_text(&e->text));
	return diag_post_server(d, lost ? sqlstate_code(STATE_LINK_FAILURE) : pgstate_to_odbc(e->sqlstate), false, 0,
				strbuf_span(&e->text));
}
