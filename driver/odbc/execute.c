#include "odbc/execute.h"

#include "base/trace.h"
#include "odbc/batch.h"
#include "odbc/call.h"
#include "odbc/diagpost.h"
#include "odbc/output.h"
#include "odbc/positioned.h"
#include "odbc/reconnect.h"
#include "odbc/tran.h"
#include "pg/statements.h"

#include <string.h>

#define TRIES_AT_MOST 32          /* each finds out the type of one more parameter */
#define SECONDS_AT_MOST (UINT32_MAX) /* of a time-out: more than a century is none */
#define LOST_AT_MOST 2            /* prepared statements that were not there: then none are kept any more */
#define PARTS_PREPARED_AT_MOST 64 /* well below what the session remembers: entries of one packet must not push each other out */

int64_t stmt_deadline(const struct stmt *s)
{
	if (s->query_timeout == 0 || s->query_timeout > SECONDS_AT_MOST)
		return CLOCK_NEVER;
	return clock_mono(&clock_system) + (int64_t)s->query_timeout * 1000000;
}

/* ---- diagnostics ---- */

void stmt_post_notices(struct stmt *s)
{
	struct pg_notice *n;

	while ((n = session_take_notice(&s->dbc->session)) != NULL) {
		(void)diag_post_server(&s->head.diag, "01000", true, 0, span_of(n->text));
		pg_notice_free(n);
	}
	if (s->dbc->session.notice_lost)
		(void)diag_post_no_memory(&s->head.diag);
	s->dbc->session.notice_lost = false;
}

static bool any_notices(const struct stmt *s)
{
	return s->dbc->session.notices != NULL || s->dbc->session.notice_lost;
}

/* An index is an object like others, and a relation, to the server; ODBC has codes for it. */
static void index_state(int function, char sqlstate[6])
{
	if (function == SQL_DIAG_DROP_INDEX && strcmp(sqlstate, "42704") == 0)
		memcpy(sqlstate, "42S12", 6);
	else if (function == SQL_DIAG_CREATE_INDEX && strcmp(sqlstate, "42P07") == 0)
		memcpy(sqlstate, "42S11", 6);
}

SQLRETURN stmt_post_packet_error(struct stmt *s, const struct packet *p)
{
	struct pg_error e = *packet_error(p); /* its texts stay the packet's */

	if (packet_timed_out(p) && !e.fatal)
		return diag_postf(&s->head.diag, STATE_TIMEOUT, "The statement did not finish in %lu s (SQL_ATTR_QUERY_TIMEOUT) and "
				  "was cancelled", (unsigned long)s->query_timeout);
	index_state(s->function_code, e.sqlstate);
	return post_pg(&s->head.diag, &e);
}

/* ---- results ---- */

/* The same statement again: its description stands.  What origins.h added does not come from the result. */
static bool ird_stands(const struct stmt *s, const struct statement_column *columns, size_t n)
{
	if (n == 0 || n > INT16_MAX || s->ird->count != (SQLSMALLINT)n || s->ird->origins_known)
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct desc_rec *rec = desc_rec(s->ird, (SQLSMALLINT)(i + 1));

		if (rec->oid != columns[i].oid || rec->typmod != columns[i].typmod || rec->table != columns[i].table ||
		    rec->attribute != columns[i].attribute || !rec->name || strcmp(rec->name, columns[i].name) != 0)
			return false;
	}
	return true;
}

SQLRETURN stmt_fill_ird(struct stmt *s, const struct statement_column *columns, size_t n)
{
	if (ird_stands(s, columns, n))
		return SQL_SUCCESS;
	desc_shrink(s->ird, 0);
	if (n > INT16_MAX || !desc_grow(s->ird, (SQLSMALLINT)n))
		return diag_post_no_memory(&s->head.diag);
	for (size_t i = 0; i < n; i++) {
		struct desc_rec *rec = desc_rec(s->ird, (SQLINTEGER)i + 1);

		const int32_t typmod = type_typmod_within(type_by_oid(columns[i].oid), columns[i].typmod, s->dbc->settings.text_length);

		if (!desc_describe(rec, columns[i].oid, typmod, s->dbc->text_width, span_of(columns[i].name), NULL))
			return diag_post_no_memory(&s->head.diag);
		rec->table = columns[i].table;
		rec->attribute = columns[i].attribute;
		rec->updatable = rec->table ? SQL_ATTR_READWRITE_UNKNOWN : SQL_ATTR_READONLY;
	}
	s->ird->origins_known = false;
	s->ird->generation++;
	return SQL_SUCCESS;
}

/* All rows are read before the first is asked for: a static cursor is a snapshot. */
static SQLRETURN read_all(struct stmt *s)
{
	struct pg_error err = {.fatal = false};
	SQLRETURN rc = SQL_SUCCESS;

	if (!packet_detach(s->packet, &err))
		rc = post_pg(&s->head.diag, &err);
	else if (pg_error_set(packet_error(s->packet)))
		rc = stmt_post_packet_error(s, s->packet);
	else
		s->row_count = (SQLLEN)rows_total(s->rows);
	pg_error_release(&err);
	if (rc != SQL_SUCCESS)
		(void)stmt_close(s);
	return rc;
}

static SQLRETURN open_result(struct stmt *s)
{
	const struct statement_column *columns;
	size_t n;

	s->rows = packet_take_rows(s->packet);
	columns = packet_columns(s->packet, &n);
	if (!s->rows || stmt_fill_ird(s, columns, n) != SQL_SUCCESS)
		return SQL_ERROR;
	s->phase = PHASE_CURSOR;
	s->row_count = packet_affected(s->packet);
	s->scrollable = s->cursor_type != SQL_CURSOR_FORWARD_ONLY;
	s->of_text = true;
	if ((s->scrollable || s->dbc->settings.fetch_mode == FETCH_MODE_WHOLE) && read_all(s) != SQL_SUCCESS)
		return SQL_ERROR;
	s->changeable = s->concurrency != SQL_CONCUR_READ_ONLY && s->scrollable && change_possible(s);
	if (s->concurrency == SQL_CONCUR_READ_ONLY || s->changeable)
		return SQL_SUCCESS;
	return diag_postf(&s->head.diag, STATE_OPTION_CHANGED, "The cursor is read-only (SQL_ATTR_CONCURRENCY): only the rows of a static "
			  "cursor over one table, without DISTINCT, GROUP BY, joins and UNION, can be changed through it");
}

SQLRETURN stmt_take_event(struct stmt *s)
{
	const enum packet_event event = packet_next(s->packet);
	const bool noticed = any_notices(s);
	SQLRETURN rc = SQL_SUCCESS;

	s->result_generation++;
	s->row_number = 0;
	s->row_set = s->current_row = 0;
	s->at_end = false;
	s->fetched = FETCHED_NOT;
	changes_clear(&s->changes);
	s->changeable = s->of_text = false;
	s->part = packet_ordinal(s->packet);
	stmt_post_notices(s);
	switch (event) {
	case PACKET_ROWS:
		rc = open_result(s);
		break;
	case PACKET_COUNT:
		desc_shrink(s->ird, 0);
		s->row_count = packet_affected(s->packet);
		s->phase = PHASE_EXECUTED;
		break;
	case PACKET_DONE:
		return SQL_NO_DATA;
	case PACKET_ERROR:
		s->phase = s->prepared ? PHASE_PREPARED : PHASE_ALLOCATED;
		return stmt_post_packet_error(s, s->packet);
	}
	return rc == SQL_SUCCESS && noticed ? SQL_SUCCESS_WITH_INFO : rc;
}

SQLRETURN stmt_more_results(struct stmt *s)
{
	SQLRETURN rc;

	if (s->phase != PHASE_CURSOR && s->phase != PHASE_EXECUTED)
		return SQL_NO_DATA;
	stmt_getdata_reset(s);
	rows_free(s->rows);
	s->rows = NULL;
	rc = stmt_take_event(s);
	if (rc == SQL_NO_DATA) {
		(void)stmt_close(s);
		s->row_count = -1;
		if (!s->prepared)
			desc_shrink(s->ird, 0);
	}
	return rc;
}

/* ---- running ---- */

static bool worth_preparing(enum statement_kind kind)
{
	switch (kind) {
	case SQLK_SELECT:
	case SQLK_INSERT:
	case SQLK_UPDATE:
	case SQLK_DELETE:
	case SQLK_MERGE:
	case SQLK_WITH:
		return true;
	default:
		return false;
	}
}

/* Binary is unreadable where there is no decoder, and a waste where the application wants characters. */
static bool wants_characters(const struct stmt *s)
{
	size_t characters = 0, bound = 0;

	for (SQLINTEGER i = 1; i <= s->ard->count; i++) {
		const struct desc_rec *rec = desc_rec(s->ard, i);

		if (!rec->data_ptr)
			continue;
		bound++;
		characters += rec->concise_type == SQL_C_CHAR || rec->concise_type == SQL_C_WCHAR;
	}
	return bound == 0 || characters * 2 > bound;
}

static bool result_format(const struct stmt *s, const struct statement *st)
{
	const int wanted = s->dbc->settings.result_format;

	if (!st->described || st->column_count == 0 || wanted == RESULT_FORMAT_TEXT ||
	    (wanted == RESULT_FORMAT_AUTO && wants_characters(s)))
		return false;
	for (size_t i = 0; i < st->column_count; i++) {
		const enum pg_kind kind = type_kind(type_by_oid(st->columns[i].oid));

		if (!conv_binary_known(kind))
			return false;
		/* binary timestamptz is UTC; only the server knows what the session's zone makes of it */
		if ((kind == KIND_TIMESTAMPTZ || kind == KIND_TIMETZ) && !session_is_utc(&s->dbc->session))
			return false;
	}
	return true;
}

/* The prepared statement is gone (a pooler, DISCARD in a function) or no longer fits its tables. */
static bool plan_is_stale(const struct packet *p)
{
	const struct pg_error *e = packet_error(p);

	return strcmp(e->sqlstate, "26000") == 0 ||
	       (strcmp(e->sqlstate, "0A000") == 0 && span_starts(strbuf_span(&e->primary), "cached plan"));
}

/* Behind a pooler each packet may meet another session: what was prepared in one is missing in the next. */
bool keeps_statements(const struct dbc *dbc)
{
	return dbc->settings.server_prepare != SERVER_PREPARE_NEVER && dbc->session.statements_lost < LOST_AT_MOST;
}

bool forget_stale(struct dbc *dbc, const struct packet *p)
{
	if (dbc->session.dead || session_tran(&dbc->session) == TRAN_FAILED || !plan_is_stale(p))
		return false;
	if (strcmp(packet_error(p)->sqlstate, "26000") == 0 && dbc->session.statements_lost < LOST_AT_MOST)
		dbc->session.statements_lost++;
	statements_forget(dbc->session.statements);
	return true;
}

/* A text that runs once is not worth a server-side statement. */
bool worth_keeping(const struct dbc *dbc, struct statement *st)
{
	const bool first = st->uses++ == 0;

	return !first || st->prepared || dbc->settings.server_prepare == SERVER_PREPARE_ALWAYS;
}

/* The statement of this part on the server, prepared in this packet if it is not yet; NULL: send the text. */
struct statement *stmt_prepared(struct stmt *s, const struct sql_part *part, const struct packet_values *v)
{
	struct statement *st;

	const bool kept = keeps_statements(s->dbc);

	if (!worth_preparing(part->kind) || s->text.part_count > PARTS_PREPARED_AT_MOST)
		return NULL;
	st = statements_get(s->dbc->session.statements, part->text, v->oids, v->n);
	if (!st || (kept && !worth_keeping(s->dbc, st) && !s->prepared))
		return NULL;
	st->unnamed = !kept;
	packet_add_prepare(s->packet, st);
	return st;
}

static void add_part(struct stmt *s, const struct sql_part *part)
{
	const struct packet_values v = params_values(s, part);
	struct statement *st = positioned(s) ? NULL : stmt_prepared(s, part, &v);
	struct strbuf text = STRBUF_INIT;

	if (st) {
		packet_add_execute(s->packet, st, &v, result_format(s, st));
		return;
	}
	if (part->kind != SQLK_CALL)
		strbuf_add_span(&text, positioned(s) ? strbuf_span(&s->positioned) : part->text); /* libpq wants a terminating NUL */
	else if (call_spell(s, part, 0, &text) != SQL_SUCCESS) /* tried before: only memory can be short */
		packet_fail_memory(s->packet);
	if (strbuf_failed(&text))
		packet_fail_memory(s->packet);
	else
		packet_add_query(s->packet, strbuf_text(&text), &v, false);
	strbuf_release(&text);
}

/* May the rest of an abandoned result be cancelled?  Never when that could undo something. */
static bool only_reads(const struct stmt *s, bool savepoint)
{
	for (size_t i = 0; i < s->text.part_count; i++)
		if (s->text.parts[i].kind != SQLK_SELECT)
			return false;
	return savepoint || session_tran(&s->dbc->session) == TRAN_IDLE;
}

bool stmt_packet_begin(struct stmt *s)
{
	struct pg_error err = {.fatal = false};
	bool ok;

	ok = packet_begin(s->packet, &s->dbc->session, &err);
	if (!ok)
		(void)post_pg(&s->head.diag, &err);
	pg_error_release(&err);
	return ok;
}

static SQLRETURN send_once(struct stmt *s)
{
	struct dbc *dbc = s->dbc;
	bool savepoint;

	if (!stmt_packet_begin(s))
		return SQL_ERROR;
	savepoint = tran_before(dbc, s->packet, &s->text);
	if (only_reads(s, savepoint))
		packet_allow_cancel(s->packet);
	for (size_t i = 0; i < s->text.part_count; i++)
		if (s->text.parts[i].kind != SQLK_EMPTY)
			add_part(s, &s->text.parts[i]);
	if (savepoint)
		tran_after(s->packet);
	if (!packet_send(s->packet, stmt_deadline(s)))
		return stmt_post_packet_error(s, s->packet);
	return stmt_take_event(s);
}

/* DISCARD and DEALLOCATE ALL take our prepared statements with them. */
static void forget_discarded(struct stmt *s)
{
	for (size_t i = 0; i < s->text.part_count; i++)
		if (span_istarts(s->text.parts[i].text, "DISCARD") || span_istarts(s->text.parts[i].text, "DEALLOCATE"))
			statements_forget(s->dbc->session.statements);
}

/* The types that the application declared do not go together in this text; the server may find ones that do. */
static bool types_do_not_fit(const struct stmt *s, const struct packet *p)
{
	static const char *const states[] = {"42804", "42883", "42725"};

	if (s->params.untyped || s->text.params == 0)
		return false;
	for (size_t i = 0; i < LB_COUNT(states); i++)
		if (strcmp(packet_error(p)->sqlstate, states[i]) == 0)
			return true;
	return false;
}

/* "could not determine data type of parameter $2", as of `? IS NULL`: whatever the language, the number is in it. */
bool packet_type_not_known(const struct packet *p, size_t *number)
{
	const struct span text = strbuf_span(&packet_error(p)->primary);
	size_t at = 0, end;
	uint64_t n;

	if (strcmp(packet_error(p)->sqlstate, "42P18") != 0)
		return false;
	while (at < text.n && text.p[at] != '$')
		at++;
	for (end = at + 1; end < text.n && ascii_is_digit(text.p[end]);)
		end++;
	if (at == text.n || !span_uint(span_make(text.p + at + 1, end - at - 1), UINT16_MAX, &n) || n == 0)
		return false;
	*number = (size_t)n;
	return true;
}

/* {call f()} does not say whether f is a function or a procedure; the server does (42809). */
static bool calls_the_other_kind(const struct stmt *s, const struct packet *p)
{
	return s->text.part_count == 1 && s->text.parts[0].from_call_escape && strcmp(packet_error(p)->sqlstate, "42809") == 0;
}

static bool respell_call(struct stmt *s)
{
	strbuf_clear(&s->other_call);
	if (!translate_call_other(&s->text.parts[0], &s->other_call) || strbuf_failed(&s->other_call))
		return false;
	s->text.parts[0].text = strbuf_span(&s->other_call);
	s->text.parts[0].from_call_escape = false; /* once */
	return true;
}

/* All are found before anything is executed, and the packet has restored the transaction: trying again is safe. */
static bool try_again(struct stmt *s)
{
	size_t number;

	if (s->dbc->session.dead || session_tran(&s->dbc->session) == TRAN_FAILED)
		return false;
	if (forget_stale(s->dbc, s->packet))
		return true;
	if (calls_the_other_kind(s, s->packet))
		return respell_call(s);
	if (s->text.part_count == 1 && packet_type_not_known(s->packet, &number))
		return params_as_text(s, number - 1 + (s->text.parts[0].returns_value ? 1 : 0)) && params_encode(s, 0) != SQL_ERROR;
	if (!types_do_not_fit(s, s->packet))
		return false;
	s->params.untyped = true;
	return params_plan(s) == SQL_SUCCESS && params_encode(s, 0) != SQL_ERROR;
}

static SQLRETURN run_copy(struct stmt *s)
{
	struct pg_error err = {.fatal = false};
	bool refused;
	int64_t affected;
	SQLRETURN rc = SQL_SUCCESS;
	struct strbuf text = STRBUF_INIT;

	strbuf_add_span(&text, s->text.parts[0].text);
	if (strbuf_failed(&text))
		return diag_post_no_memory(&s->head.diag);
	if (s->dbc->autocommit == SQL_AUTOCOMMIT_OFF && session_tran(&s->dbc->session) == TRAN_IDLE &&
	    !packet_run(&s->dbc->session, "BEGIN", CLOCK_NEVER, &err)) {
		rc = post_pg(&s->head.diag, &err);
	} else if (!packet_run_copy(&s->dbc->session, strbuf_text(&text), &affected, &refused, &err)) {
		rc = refused ? diag_postf(&s->head.diag, STATE_NOT_IMPLEMENTED, "COPY from STDIN and to STDOUT is not available "
					  "through ODBC; use arrays of parameters to load and SELECT to read") :
			       post_pg(&s->head.diag, &err);
	} else {
		s->row_count = affected;
		s->phase = PHASE_EXECUTED;
		desc_shrink(s->ird, 0);
	}
	strbuf_release(&text);
	pg_error_release(&err);
	return rc;
}

/* UPDATE and DELETE of no row: SQL_NO_DATA for ODBC 3 (SQLExecDirect, "Comments"). */
static SQLRETURN searched_nothing(const struct stmt *s, SQLRETURN rc)
{
	const enum statement_kind kind = s->text.part_count == 1 ? s->text.parts[0].kind : SQLK_OTHER;

	if (rc == SQL_SUCCESS && s->phase == PHASE_EXECUTED && s->row_count == 0 && (kind == SQLK_UPDATE || kind == SQLK_DELETE) &&
	    s->dbc->env->odbc_version != SQL_OV_ODBC2)
		return SQL_NO_DATA;
	return rc;
}

SQLRETURN stmt_run(struct stmt *s)
{
	size_t before;
	SQLRETURN rc;

	if (s->text.part_count == 1 && s->text.parts[0].kind == SQLK_COPY)
		return run_copy(s);
	before = diag_count(&s->head.diag);
	rc = send_once(s);
	for (size_t tries = 0; rc == SQL_ERROR && tries < TRIES_AT_MOST && try_again(s); tries++) {
		diag_cut(&s->head.diag, before);
		rc = send_once(s);
	}
	if (rc == SQL_NO_DATA) { /* nothing but comments */
		s->phase = PHASE_EXECUTED;
		s->row_count = 0;
		desc_shrink(s->ird, 0);
		return SQL_SUCCESS;
	}
	if (SQL_SUCCEEDED(rc))
		forget_discarded(s);
	if (SQL_SUCCEEDED(rc) && output_wanted(s)) {
		const SQLRETURN out = output_take(s);

		if (out != SQL_SUCCESS)
			return out;
	}
	return searched_nothing(s, rc);
}

/* What is wrong with the arguments of a call is found out before anything is sent. */
static SQLRETURN check_calls(struct stmt *s)
{
	struct strbuf text = STRBUF_INIT;
	SQLRETURN rc = SQL_SUCCESS;

	for (size_t i = 0; rc == SQL_SUCCESS && i < s->text.part_count; i++) {
		strbuf_clear(&text);
		if (s->text.parts[i].kind == SQLK_CALL)
			rc = call_spell(s, &s->text.parts[i], 0, &text);
	}
	strbuf_release(&text);
	return rc;
}

static SQLRETURN run_one_set(struct stmt *s)
{
	SQLRETURN rc = params_encode(s, 0), run;

	if (rc != SQL_ERROR && (check_calls(s) != SQL_SUCCESS || (positioned(s) && positioned_spell(s) != SQL_SUCCESS)))
		rc = SQL_ERROR;
	desc_store_count(s->ipd->rows_processed_ptr, 1);
	run = rc == SQL_ERROR ? SQL_ERROR : stmt_run(s);
	if (positioned(s))
		run = positioned_done(s, run);
	if (s->ipd->array_status_ptr)
		s->ipd->array_status_ptr[0] = run == SQL_ERROR ? SQL_PARAM_ERROR :
			(rc != SQL_SUCCESS ? SQL_PARAM_SUCCESS_WITH_INFO : SQL_PARAM_SUCCESS);
	return run == SQL_SUCCESS ? rc : run;
}

SQLRETURN stmt_run_collected(struct stmt *s)
{
	SQLRETURN rc;

	rc = dbc_ready(s->dbc, &s->head.diag);
	if (rc != SQL_SUCCESS)
		return rc;
	dbc_note_text(s->dbc, &s->text, s->ties);
	atomic_store(&s->busy, true);
	if (s->apd->array_size > 1 && s->text.params > 0 && s->text.part_count == 1 && !positioned(s))
		rc = batch_run(s);
	else
		rc = run_one_set(s);
	atomic_store(&s->busy, false);
	dbc_note_state(s->dbc);
	/* values of one execution can be large; the next one starts small again */
	strbuf_release(&s->params.arena);
	return rc;
}

static SQLRETURN start(struct stmt *s)
{
	SQLRETURN rc;

	if (trace_on(TRACE_DEBUG))
		trace_write(TRACE_SQL, TRACE_DEBUG, "%s", strbuf_text(&s->text.sql));
	if (s->text.part_count > 0)
		s->function = statement_function(&s->text.parts[0], &s->function_code);
	s->params.untyped = false;
	s->params.count = 0;
	if (s->text.params > 0) {
		rc = params_plan(s);
		if (rc != SQL_SUCCESS)
			return rc;
		if (params_need_data(s)) {
			params_late_start(s, NULL);
			return SQL_NEED_DATA;
		}
	}
	return stmt_run_collected(s);
}

SQLRETURN stmt_exec_direct(struct stmt *s, struct span sql)
{
	SQLRETURN rc = stmt_begin(s);

	if (rc != SQL_SUCCESS)
		return rc;
	if (!sql.p)
		return diag_post(&s->head.diag, STATE_NULL_POINTER);
	rc = stmt_set_text(s, sql);
	return rc == SQL_SUCCESS ? start(s) : rc;
}

SQLRETURN stmt_execute(struct stmt *s)
{
	SQLRETURN rc;

	if (!s->prepared)
		return diag_postf(&s->head.diag, STATE_SEQUENCE_ERROR, "The statement is not prepared");
	rc = stmt_begin(s);
	return rc == SQL_SUCCESS ? start(s) : rc;
}
