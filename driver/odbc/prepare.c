#include "odbc/execute.h"
#include "odbc/reconnect.h"
#include "odbc/stmt.h"
#include "odbc/tran.h"

#define OF_IODBC (sizeof(SQLWCHAR) == 4)
#define TRIES_AT_MOST 32 /* each finds out the type of one more parameter */

static SQLRETURN post_translate(struct diag *d, enum translate_status status, const struct translate_error *err)
{
	static const enum sqlstate states[] = {
		[TRANSLATE_NO_MEMORY] = STATE_OUT_OF_MEMORY, [TRANSLATE_UNTERMINATED] = STATE_SYNTAX_ERROR,
		[TRANSLATE_BAD_ESCAPE] = STATE_SYNTAX_ERROR, [TRANSLATE_BAD_LITERAL] = STATE_INVALID_DATETIME,
		[TRANSLATE_TOO_MANY_PARAMS] = STATE_WRONG_PARAMETER_COUNT,
	};

	if (status == TRANSLATE_NO_MEMORY)
		return diag_post_no_memory(d);
	return diag_postf(d, states[status], "%s at character %zu of the statement", err->what, err->at + 1);
}

/* Takes the text into the statement; an old one is gone either way. */
SQLRETURN stmt_set_text(struct stmt *s, struct span sql)
{
	const struct translate_options options = {.noscan = s->noscan == SQL_NOSCAN_ON};
	struct translate_error err = {.at = 0};
	enum translate_status status;

	s->prepared = s->described = s->types_described = false;
	s->phase = PHASE_ALLOCATED;
	desc_shrink(s->ird, 0);
	translation_release(&s->text);
	strbuf_clear(&s->params.as_text);
	arrays_release(&s->arrays);
	status = translate(sql, &options, &s->text, &err);
	if (status != TRANSLATE_OK)
		return post_translate(&s->head.diag, status, &err);
	if (s->text.params > DESC_RECORDS) { /* of all statements of the text together */
		const size_t n = s->text.params;

		translation_release(&s->text);
		return diag_postf(&s->head.diag, STATE_WRONG_PARAMETER_COUNT, "The text has %zu parameter markers; %d at most can be "
				  "bound: use arrays of parameters (SQL_ATTR_PARAMSET_SIZE), or fewer rows or statements at once", n,
				  DESC_RECORDS);
	}
	s->ties = text_ties(&s->text);
	return SQL_SUCCESS;
}

SQLRETURN stmt_prepare(struct stmt *s, struct span sql)
{
	SQLRETURN rc = stmt_begin(s);

	if (rc != SQL_SUCCESS)
		return rc;
	if (!sql.p)
		return diag_post(&s->head.diag, STATE_NULL_POINTER);
	rc = stmt_set_text(s, sql);
	if (rc != SQL_SUCCESS)
		return rc;
	/* Nothing is sent yet: the first execution, or a question about columns, carries the Parse. */
	s->prepared = true;
	s->phase = PHASE_PREPARED;
	/* unixODBC 2.3 loses the state of a statement whose SQLNumResultCols was not through at once; iODBC 3.52 that of one
	 * whose SQLPrepare was not.  A failure is none yet: with the types of the bound parameters the text may do. */
	if (!OF_IODBC && s->async_enable == SQL_ASYNC_ENABLE_ON && stmt_describe(s) == SQL_ERROR)
		diag_clear(&s->head.diag);
	return SQL_SUCCESS;
}

SQLRETURN stmt_native_sql(struct dbc *dbc, struct span sql, struct strbuf *out)
{
	const struct translate_options options = {.keep_markers = true};
	struct translate_error err = {.at = 0};
	struct translation text = {.params = 0};
	const enum translate_status status = translate(sql, &options, &text, &err);
	SQLRETURN rc = SQL_SUCCESS;

	if (status == TRANSLATE_OK)
		strbuf_add_span(out, strbuf_span(&text.sql));
	else
		rc = post_translate(&dbc->head.diag, status, &err);
	translation_release(&text);
	return rc;
}

SQLRETURN stmt_num_params(struct stmt *s, SQLSMALLINT *out)
{
	if (s->phase == PHASE_ALLOCATED)
		return diag_post(&s->head.diag, STATE_SEQUENCE_ERROR);
	if (out)
		*out = (SQLSMALLINT)s->text.params;
	if (s->text.params > INT16_MAX)
		return diag_postf(&s->head.diag, STATE_WARNING, "The statement has %zu parameter markers: the number that "
				  "SQLNumParams gave back is right when it is read as SQLUSMALLINT", s->text.params);
	return SQL_SUCCESS;
}

/* ---- asking the server what a prepared text is, without executing it ---- */

/* One question, with the types in `types` (0: the server decides).  *number: the parameter whose type it could not find. */
static SQLRETURN ask_once(struct stmt *s, const struct sql_part *part, const uint32_t *types, struct statement **out, size_t *number)
{
	struct session *session = &s->dbc->session;
	struct pg_error err = {.fatal = false};
	SQLRETURN rc = SQL_SUCCESS;
	struct statement *st;

	*number = 0;
	if (!packet_begin(s->packet, session, &err)) {
		pg_error_release(&err);
		return diag_post_no_memory(&s->head.diag);
	}
	st = statements_get(session->statements, part->text, types, part->params - (part->returns_value ? 1 : 0));
	*out = st;
	if (st)
		st->unnamed = !keeps_statements(s->dbc);
	if (!st || ((st->prepared || st->unnamed) && st->described && st->types_known)) {
		packet_abandon(s->packet);
		return st ? SQL_SUCCESS : diag_post_no_memory(&s->head.diag);
	}
	/* a description that fails must not cost the application its transaction */
	if (session_tran(session) == TRAN_ACTIVE)
		packet_add_savepoint(s->packet);
	packet_add_prepare(s->packet, st);
	packet_add_describe(s->packet, st);
	if (session_tran(session) == TRAN_ACTIVE)
		packet_add_release(s->packet);
	if (!packet_send(s->packet, stmt_deadline(s)) || packet_next(s->packet) != PACKET_DONE) {
		rc = stmt_post_packet_error(s, s->packet);
		(void)packet_type_not_known(s->packet, number);
	}
	stmt_post_notices(s);
	dbc_note_state(s->dbc);
	return rc;
}

/* What the server finds no type for is text, as it is when it is executed. */
static SQLRETURN ask(struct stmt *s, const struct sql_part *part, struct statement **out)
{
	const size_t before = diag_count(&s->head.diag);
	size_t number;
	uint32_t *types;
	SQLRETURN rc;

	rc = dbc_ready(s->dbc, &s->head.diag);
	if (rc != SQL_SUCCESS)
		return rc;
	types = mem_array(part->params, sizeof(*types));
	if (!types)
		return diag_post_no_memory(&s->head.diag);
	rc = ask_once(s, part, types, out, &number);
	for (size_t tries = 0; number && number <= part->params && !types[number - 1] && tries < TRIES_AT_MOST; tries++) {
		types[number - 1] = TEXT_OID;
		diag_cut(&s->head.diag, before);
		rc = ask_once(s, part, types, out, &number);
	}
	mem_free(types);
	return rc;
}

SQLRETURN stmt_describe(struct stmt *s)
{
	struct statement *st = NULL;
	SQLRETURN rc;

	if (s->described || s->phase != PHASE_PREPARED)
		return SQL_SUCCESS;
	if (s->text.part_count == 0 || s->text.parts[0].kind == SQLK_COPY || s->text.parts[0].kind == SQLK_EMPTY)
		return SQL_SUCCESS;
	rc = ask(s, &s->text.parts[0], &st);
	if (rc == SQL_ERROR)
		return rc;
	s->described = true;
	return stmt_fill_ird(s, st->columns, st->column_count) == SQL_SUCCESS ? rc : SQL_ERROR;
}

/* The types of the markers of one part, as the server sees them, into the IPD. */
static SQLRETURN fill_types(struct stmt *s, const struct sql_part *part, const struct statement *st)
{
	const size_t at = part->first_param + (part->returns_value ? 1 : 0);

	for (size_t i = 0; i < st->params; i++) {
		const SQLINTEGER number = (SQLINTEGER)(at + i + 1);
		struct desc_rec *rec;

		if (number > s->ipd->count && !desc_grow(s->ipd, number))
			return diag_post_no_memory(&s->head.diag);
		rec = desc_rec(s->ipd, number);
		rec->oid = st->types[i]; /* what the application bound stays as it is */
		rec->typmod = TYPMOD_NONE;
	}
	return SQL_SUCCESS;
}

static SQLRETURN describe_params(struct stmt *s)
{
	for (size_t i = 0; i < s->text.part_count && !s->types_described; i++) {
		const struct sql_part *part = &s->text.parts[i];
		struct statement *st = NULL;
		SQLRETURN rc;

		if (part->params == 0)
			continue;
		rc = ask(s, part, &st);
		if (rc == SQL_ERROR || !st)
			return SQL_ERROR;
		if (fill_types(s, part, st) != SQL_SUCCESS)
			return SQL_ERROR;
	}
	s->types_described = true;
	return SQL_SUCCESS;
}

/* In states S4 to S7 the statement's packet has results that are still to be read: the question goes in one of its own. */
SQLRETURN stmt_describe_params(struct stmt *s)
{
	struct packet *const own = s->packet;
	SQLRETURN rc;

	if (s->types_described || s->phase == PHASE_PREPARED)
		return describe_params(s);
	s->packet = packet_new();
	rc = s->packet ? describe_params(s) : diag_post_no_memory(&s->head.diag);
	packet_free(s->packet);
	s->packet = own;
	return rc;
}
