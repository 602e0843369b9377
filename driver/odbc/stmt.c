#include "odbc/stmt.h"

#include "odbc/bookmark.h"
#include "odbc/reconnect.h"

#include <string.h>

struct stmt *stmt_new(struct dbc *dbc)
{
	struct stmt *s = mem_new(sizeof(*s));

	if (!s)
		return NULL;
	handle_init(&s->head, HANDLE_STMT, &dbc->head, &dbc->lock);
	s->dbc = dbc;
	s->getdata_column = -1;
	s->row_count = -1;
	s->function = "";
	s->query_timeout = dbc->settings.query_timeout;
	s->concurrency = SQL_CONCUR_READ_ONLY;
	s->cursor_type = SQL_CURSOR_FORWARD_ONLY;
	s->retrieve_data = SQL_RD_ON;
	s->metadata_id = dbc->metadata_id;
	s->async_enable = dbc->async_enable;
	s->rowset_size = 1;
	s->packet = packet_new();
	s->ard = s->own_ard = desc_new(dbc, DESC_ARD, s);
	s->apd = s->own_apd = desc_new(dbc, DESC_APD, s);
	s->ird = s->own_ird = desc_new(dbc, DESC_IRD, s);
	s->ipd = s->own_ipd = desc_new(dbc, DESC_IPD, s);
	if (s->packet && s->own_ard && s->own_apd && s->own_ird && s->own_ipd)
		return s;
	stmt_free(s);
	return NULL;
}

void stmt_free(struct stmt *s)
{
	if (!s)
		return;
	(void)stmt_close(s);
	params_late_stop(s);
	params_release(&s->params);
	arrays_release(&s->arrays);
	fetch_plan_release(&s->plan);
	translation_release(&s->text);
	strbuf_release(&s->other_call);
	strbuf_release(&s->positioned);
	packet_free(s->packet);
	async_call_free(s->async);
	strbuf_release(&s->scratch);
	mem_free(s->cursor_name);
	desc_free(s->own_ard);
	desc_free(s->own_apd);
	desc_free(s->own_ird);
	desc_free(s->own_ipd);
	handle_release(&s->head);
	mem_free(s);
}

/* ---- the end of a result ---- */

SQLRETURN stmt_close(struct stmt *s)
{
	const bool under_way = s->packet && s->dbc->connected && !s->dbc->session.dead;

	stmt_getdata_reset(s);
	params_late_stop(s);
	rows_free(s->rows);
	s->rows = NULL;
	if (s->packet)
		packet_abandon(s->packet);
	if (under_way)
		dbc_note_end(s->dbc, s->text.part_count > 1);
	s->row_number = 0;
	s->row_set = s->current_row = 0;
	s->at_end = false;
	s->fetched = FETCHED_NOT;
	changes_clear(&s->changes);
	s->changeable = s->of_text = false;
	s->phase = s->prepared ? PHASE_PREPARED : PHASE_ALLOCATED;
	return SQL_SUCCESS;
}

SQLRETURN stmt_close_cursor(struct stmt *s)
{
	if (s->phase != PHASE_CURSOR)
		return diag_postf(&s->head.diag, STATE_INVALID_CURSOR, "No cursor is open");
	return stmt_close(s);
}

SQLRETURN stmt_begin(struct stmt *s)
{
	if (s->phase == PHASE_CURSOR)
		return diag_postf(&s->head.diag, STATE_INVALID_CURSOR, "A result set is open: close it first (SQLCloseCursor)");
	(void)stmt_close(s);
	s->row_count = -1;
	s->function = "";
	s->function_code = SQL_DIAG_UNKNOWN_STATEMENT;
	return SQL_SUCCESS;
}

void stmt_unbind(struct stmt *s)
{
	desc_shrink(s->ard, 0);
	desc_rec_clear(desc_rec(s->ard, 0), DESC_ARD);
	s->ard->generation++;
}

void stmt_reset_params(struct stmt *s)
{
	desc_shrink(s->apd, 0);
	s->apd->generation++;
}

/* ---- bindings ---- */

SQLRETURN stmt_bind_col(struct stmt *s, SQLUSMALLINT column, SQLSMALLINT c_type, SQLPOINTER data, SQLLEN room, SQLLEN *indicator)
{
	struct diag *d = &s->head.diag;
	struct desc_rec *rec;
	enum c_type c;

	if (column == 0 && !bookmarks_on(s))
		return diag_postf(d, STATE_INVALID_INDEX, "Bookmarks are off: columns are numbered from 1");
	if (column == 0 && !bookmark_type(c_type))
		return diag_postf(d, STATE_INVALID_BUFFER_TYPE, "A bookmark is bound as SQL_C_BOOKMARK or SQL_C_VARBOOKMARK");
	if (column > INT16_MAX)
		return diag_postf(d, STATE_INVALID_INDEX, "Column %u is more than a result can have", column);
	if (c_type != SQL_C_DEFAULT && !c_type_of(c_type, &c))
		return diag_postf(d, STATE_INVALID_BUFFER_TYPE, "%d is not an SQL_C_ type", c_type);
	if (room < 0)
		return diag_post(d, STATE_INVALID_LENGTH);
	if (!data && !indicator && column > (SQLUSMALLINT)s->ard->count)
		return SQL_SUCCESS; /* unbinding what is not bound */
	if (!desc_grow(s->ard, column))
		return diag_post_no_memory(d);
	rec = desc_rec(s->ard, column);
	desc_set_concise(rec, c_type);
	rec->data_ptr = data;
	rec->octet_length = room;
	rec->indicator_ptr = rec->octet_length_ptr = indicator;
	if (!data && !indicator) { /* the highest bound column is the count (SQLBindCol, "Unbinding Columns") */
		SQLINTEGER count = s->ard->count;

		while (count > 0 && !desc_rec(s->ard, count)->data_ptr && !desc_rec(s->ard, count)->indicator_ptr)
			count--;
		desc_shrink(s->ard, count);
	}
	s->ard->generation++;
	return SQL_SUCCESS;
}

/* What SQLBindParameter's ColumnSize and DecimalDigits mean, by SQL type (SQLBindParameter, "ColumnSize Argument"). */
static void set_size(struct desc_rec *ipd, SQLSMALLINT sql_type, SQLULEN size, SQLSMALLINT digits)
{
	switch (type_verbose(sql_type)) {
	case SQL_NUMERIC:
	case SQL_DECIMAL:
		ipd->precision = (SQLSMALLINT)(size > INT16_MAX ? INT16_MAX : size);
		ipd->scale = digits;
		break;
	case SQL_DATETIME:
		ipd->length = size;
		ipd->precision = digits;
		break;
	case SQL_INTERVAL:
		ipd->length = size;
		ipd->precision = digits;
		break;
	default:
		ipd->length = size;
	}
}

SQLRETURN stmt_bind_parameter(struct stmt *s, SQLUSMALLINT number, SQLSMALLINT direction, SQLSMALLINT c_type,
			      SQLSMALLINT sql_type, SQLULEN size, SQLSMALLINT digits, SQLPOINTER data, SQLLEN room,
			      SQLLEN *indicator)
{
	struct diag *d = &s->head.diag;
	struct desc_rec *apd, *ipd;
	enum c_type c;

	if (direction == SQL_PARAM_INPUT_OUTPUT && room == SQL_SETPARAM_VALUE_MAX) { /* SQLSetParam of ODBC 1, as the driver manager maps it */
		direction = SQL_PARAM_INPUT;
		room = 0;
	}
	if (number == 0)
		return diag_postf(d, STATE_INVALID_INDEX, "Parameters are numbered from 1");
	if (direction == SQL_PARAM_OUTPUT_STREAM || direction == SQL_PARAM_INPUT_OUTPUT_STREAM)
		return diag_postf(d, STATE_NOT_IMPLEMENTED, "Output parameters are not streamed: bind a buffer, or SELECT from the function "
				  "and read the column with SQLGetData");
	if (direction != SQL_PARAM_INPUT && direction != SQL_PARAM_OUTPUT && direction != SQL_PARAM_INPUT_OUTPUT)
		return diag_postf(d, STATE_INVALID_PARAMETER_TYPE, "%d is not a direction of parameters", direction);
	if (c_type != SQL_C_DEFAULT && !c_type_of(c_type, &c))
		return diag_postf(d, STATE_INVALID_BUFFER_TYPE, "%d is not an SQL_C_ type", c_type);
	if (!type_by_sql_type(sql_type))
		return diag_postf(d, STATE_INVALID_SQL_TYPE, "%d is not an SQL type of this driver", sql_type);
	if (room < 0)
		return diag_post(d, STATE_INVALID_LENGTH);
	if (!data && !indicator && direction != SQL_PARAM_OUTPUT)
		return diag_postf(d, STATE_NULL_POINTER, "A parameter needs a data pointer or an indicator that says SQL_NULL_DATA");
	if (!desc_grow(s->apd, number) || !desc_grow(s->ipd, number))
		return diag_post_no_memory(d);
	apd = desc_rec(s->apd, number);
	ipd = desc_rec(s->ipd, number);
	desc_set_concise(apd, c_type);
	apd->data_ptr = data;
	apd->octet_length = room;
	apd->indicator_ptr = apd->octet_length_ptr = indicator;
	desc_set_concise(ipd, sql_type);
	ipd->parameter_type = direction;
	set_size(ipd, sql_type, size, digits);
	s->apd->generation++;
	s->ipd->generation++;
	return SQL_SUCCESS;
}

/* ---- results that the driver makes ---- */

SQLRETURN stmt_give_rows(struct stmt *s, struct rows *rows, SQLLEN count)
{
	s->rows = rows;
	s->row_count = count;
	s->row_number = 0;
	s->row_set = 0;
	s->at_end = false;
	s->fetched = FETCHED_NOT;
	s->prepared = false;
	translation_release(&s->text); /* what was prepared is gone, and its parameters with it */
	s->of_text = s->changeable = false;
	s->scrollable = s->cursor_type != SQL_CURSOR_FORWARD_ONLY;
	s->result_generation++;
	s->phase = PHASE_CURSOR;
	return SQL_SUCCESS;
}

SQLRETURN stmt_row_count(struct stmt *s, SQLLEN *out)
{
	if (!out)
		return diag_post(&s->head.diag, STATE_NULL_POINTER);
	*out = s->row_count;
	return SQL_SUCCESS;
}

SQLRETURN stmt_num_result_cols(struct stmt *s, SQLSMALLINT *out)
{
	SQLRETURN rc = s->phase == PHASE_PREPARED ? stmt_describe(s) : SQL_SUCCESS;

	if (SQL_SUCCEEDED(rc) && out)
		*out = (SQLSMALLINT)s->ird->count;
	return rc;
}

/* ---- cursor names ---- */

static bool name_taken(const struct stmt *s, struct span name)
{
	for (const struct handle *h = s->dbc->head.children; h; h = h->next) {
		const struct stmt *other = (const struct stmt *)h;

		if (h->kind == HANDLE_STMT && other != s && other->cursor_name && span_is(name, other->cursor_name))
			return true;
	}
	return false;
}

SQLRETURN stmt_set_cursor_name(struct stmt *s, struct span name)
{
	struct diag *d = &s->head.diag;
	char *copy;

	if (!name.p)
		return diag_post(d, STATE_NULL_POINTER);
	if (s->phase == PHASE_CURSOR || s->phase == PHASE_EXECUTED)
		return diag_postf(d, STATE_INVALID_CURSOR, "The statement is executed: its cursor's name cannot change");
	if (name.n == 0 || name.n > 63 || span_istarts(name, "SQL_CUR") || span_istarts(name, "SQLCUR"))
		return diag_postf(d, STATE_INVALID_CURSOR_NAME, "A cursor name has 1 to 63 bytes and does not begin with SQL_CUR");
	if (name_taken(s, name))
		return diag_post(d, STATE_DUPLICATE_CURSOR_NAME);
	copy = mem_dup(name.p, name.n);
	if (!copy)
		return diag_post_no_memory(d);
	mem_free(s->cursor_name);
	s->cursor_name = copy;
	return SQL_SUCCESS;
}

SQLRETURN stmt_get_cursor_name(struct stmt *s, struct span *name)
{
	struct strbuf made = STRBUF_INIT;

	if (!s->cursor_name) {
		strbuf_add_text(&made, "SQL_CUR");
		strbuf_add_uint(&made, ++s->dbc->cursor_names);
		s->cursor_name = strbuf_steal(&made);
	}
	if (!s->cursor_name)
		return diag_post_no_memory(&s->head.diag);
	*name = span_of(s->cursor_name);
	return SQL_SUCCESS;
}

/* ---- cancelling ---- */

SQLRETURN stmt_cancel(struct stmt *s)
{
	if (atomic_load(&s->busy)) {
		struct strbuf why = STRBUF_INIT;

		/* The statement that runs reports HY008 itself; a cancel that comes too late is no error. */
		(void)session_cancel(&s->dbc->session, &why);
		strbuf_release(&why);
		return SQL_SUCCESS;
	}
	lock_take(&s->dbc->lock);
	if (s->phase == PHASE_NEED_DATA) {
		s->phase = s->phase_before_data;
		params_late_stop(s);
	}
	lock_drop(&s->dbc->lock);
	return SQL_SUCCESS;
}
