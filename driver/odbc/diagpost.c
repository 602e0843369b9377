#include "odbc/diagpost.h"

#include "diag/pgstates.h"
#include "type/types.h"

#define TEXT_OID 25

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

/* What the value would have had to do, between "Parameter 3 " and its type; the others have the default text. */
static const char *const verbs[CONV_STATUS_COUNT] = {
	[CONV_RANGE] = "is out of the range of",
	[CONV_BAD_TEXT] = "cannot be read as",
	[CONV_BAD_DATETIME] = "cannot be read as",
	[CONV_DATETIME_OVERFLOW] = "does not fit into",
	[CONV_INTERVAL_OVERFLOW] = "does not fit into",
	[CONV_STRING_TRUNC] = "is too long for",
};

static SQLRETURN post_value(struct diag *d, enum conv_status status, SQLLEN row, SQLINTEGER number, const char *what,
			    const char *into)
{
	const enum sqlstate state = (unsigned)status < CONV_STATUS_COUNT ? states[status] : STATE_GENERAL_ERROR;

	if (status == CONV_OK || status == CONV_NULL)
		return SQL_SUCCESS;
	if (status == CONV_NO_MEMORY)
		return diag_post_no_memory(d);
	if ((unsigned)status >= CONV_STATUS_COUNT || !verbs[status])
		return diag_post_at(d, state, row, number);
	return diag_postf_at(d, state, row, number, "%s %d %s %s", what, (int)number, verbs[status], into);
}

SQLRETURN post_conv(struct diag *d, enum conv_status status, SQLLEN row, SQLINTEGER column)
{
	return post_value(d, status, row, column, row == SQL_NO_ROW_NUMBER ? "Output parameter" : "Column",
			  "the C type that was asked for");
}

SQLRETURN post_conv_param(struct diag *d, enum conv_status status, SQLLEN set, SQLINTEGER marker, uint32_t oid)
{
	const struct pg_type *t = type_by_oid(oid ? oid : TEXT_OID);
	const bool is_text = type_kind(t) == KIND_TEXT || type_kind(t) == KIND_OTHER;

	return post_value(d, status, set, marker, "Parameter",
			  is_text && status == CONV_BAD_TEXT ? "text: it is not UTF-8, or not UTF-16 if it is wide"
							     : type_name(t));
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
