#include "odbc/reconnect.h"

#include "base/trace.h"
#include "sql/lexer.h"

#include <string.h>

/* Words that come with state of the session.  A function may do the same unseen; docs say so. */
static bool word_ties(struct span word)
{
	static const char *const words[] = {"TEMP", "TEMPORARY", "LISTEN", "PREPARE", "LOAD", "DECLARE", "SET_CONFIG", "LO_OPEN"};
	static const char first[] = "TLPDStlpds"; /* their letters, and those below: most words are none of them */

	if (!memchr(first, word.p[0], sizeof(first) - 1))
		return false;
	for (size_t i = 0; i < LB_COUNT(words); i++)
		if (span_iis(word, words[i]))
			return true;
	return span_istarts(word, "PG_TEMP") || span_istarts(word, "PG_ADVISORY") || span_istarts(word, "PG_TRY_ADVISORY");
}

static bool part_ties(const struct sql_part *part)
{
	struct span rest = part->text;
	struct token token = {.flaw = NULL};

	if (part->kind == SQLK_SET)
		return true;
	while (sql_next_word(&rest, &token))
		if (token.kind == TOK_WORD && word_ties(token.text))
			return true;
	return false;
}

/* Whatever is not plain reading and writing could rename what origins.h remembers. */
static bool may_change_tables(enum statement_kind kind)
{
	switch (kind) {
	case SQLK_SELECT:
	case SQLK_INSERT:
	case SQLK_UPDATE:
	case SQLK_DELETE:
	case SQLK_MERGE:
	case SQLK_WITH:
	case SQLK_BEGIN:
	case SQLK_COMMIT:
	case SQLK_COPY:
	case SQLK_EMPTY:
		return false;
	default:
		return true;
	}
}

bool text_ties(const struct translation *text)
{
	for (size_t i = 0; i < text->part_count; i++)
		if (part_ties(&text->parts[i]))
			return true;
	return false;
}

void dbc_note_text(struct dbc *dbc, const struct translation *text, bool ties)
{
	dbc->tied |= ties;
	for (size_t i = 0; i < text->part_count; i++)
		if (may_change_tables(text->parts[i].kind))
			origins_clear(&dbc->origins);
}

void dbc_note_state(struct dbc *dbc)
{
	if (!dbc->session.dead) {
		dbc->in_transaction = session_tran(&dbc->session) != TRAN_IDLE;
		return;
	}
	/* The application has just been told. */
	dbc->transaction_lost = dbc->in_transaction && dbc->autocommit == SQL_AUTOCOMMIT_OFF;
	dbc->in_transaction = false;
	dbc->tied = false;
}

void dbc_note_end(struct dbc *dbc, bool several)
{
	const enum session_tran tran = session_tran(&dbc->session);

	if (!dbc->session.dead && tran != TRAN_UNKNOWN)
		dbc->in_transaction = tran != TRAN_IDLE;
	else if (dbc->session.dead && several)
		dbc->in_transaction = true; /* what a part may have begun is gone, and nobody has been told */
}

static SQLRETURN transaction_lost(struct diag *d)
{
	return diag_postf(d, STATE_LINK_FAILURE, "The connection was lost, and with it the transaction: end it with "
			  "SQLEndTran(SQL_ROLLBACK) and begin again");
}

/* 08S01 in front of why it could not be opened again. */
static SQLRETURN not_reopened(struct dbc *dbc, struct diag *d)
{
	const struct diag_record *why = diag_record(&dbc->head.diag, 1);
	SQLRETURN rc;

	rc = diag_postf(d, STATE_LINK_FAILURE, "The connection was lost and could not be opened again: %s",
			why && why->message ? why->message : "out of memory");
	if (d != &dbc->head.diag)
		diag_clear(&dbc->head.diag);
	return rc;
}

SQLRETURN dbc_ready(struct dbc *dbc, struct diag *d)
{
	if (dbc->transaction_lost)
		return transaction_lost(d);
	if (session_alive(&dbc->session))
		return SQL_SUCCESS;
	dbc->session.dead = true;
	if (dbc->in_transaction) {
		dbc_note_state(dbc);
		return transaction_lost(d);
	}
	if (dbc->tied) {
		dbc->tied = false;
		return diag_postf(d, STATE_LINK_FAILURE, "The connection was lost, and with it what the session held (temporary "
				  "tables, settings, locks); the next statement runs in a new session");
	}
	trace_write(TRACE_CONNECT, TRACE_INFO, "the connection was lost while idle; opening it again");
	session_close(&dbc->session);
	if (dbc_open_session(dbc) != SQL_SUCCESS)
		return not_reopened(dbc, d);
	return SQL_SUCCESS;
}
