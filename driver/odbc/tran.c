#include "odbc/tran.h"

#include "odbc/diagpost.h"

#include <string.h>

static const char *isolation_name(SQLUINTEGER level)
{
	switch (level) {
	case SQL_TXN_SERIALIZABLE:
		return "SERIALIZABLE";
	case SQL_TXN_REPEATABLE_READ:
		return "REPEATABLE READ";
	case SQL_TXN_READ_UNCOMMITTED:
		return "READ UNCOMMITTED";
	default:
		return "READ COMMITTED";
	}
}

/* Statements that manage transactions or savepoints themselves: ours would tangle with theirs. */
static bool manages_transaction(const struct translation *text)
{
	for (size_t i = 0; i < text->part_count; i++)
		switch (text->parts[i].kind) {
		case SQLK_BEGIN:
		case SQLK_COMMIT:
		case SQLK_ROLLBACK:
		case SQLK_SAVEPOINT:
			return true;
		default:
			break;
		}
	return false;
}

static bool outside_transaction(const struct translation *text)
{
	for (size_t i = 0; i < text->part_count; i++)
		if (text->parts[i].outside_transaction)
			return true;
	return false;
}

bool tran_before(struct dbc *dbc, struct packet *p, const struct translation *text)
{
	if (dbc->autocommit == SQL_AUTOCOMMIT_ON || manages_transaction(text))
		return false;
	if (session_tran(&dbc->session) == TRAN_IDLE) {
		if (!outside_transaction(text))
			packet_add_begin(p, "BEGIN");
		return false;
	}
	if (session_tran(&dbc->session) != TRAN_ACTIVE || dbc->settings.error_rollback != ERROR_ROLLBACK_STATEMENT)
		return false;
	packet_add_savepoint(p);
	return true;
}

void tran_after(struct packet *p)
{
	packet_add_release(p);
}

/* SQL_ATTR_CONNECTION_TIMEOUT is for what is neither a query nor a login. */
static int64_t deadline_of(const struct dbc *dbc)
{
	return dbc->connection_timeout ? clock_mono(&clock_system) + (int64_t)dbc->connection_timeout * 1000000 : CLOCK_NEVER;
}

/* The connection broke meanwhile.  A rollback has what it wanted then: the server rolls back what nobody commits. */
static SQLRETURN post_broken(struct dbc *dbc, const char *sql, const struct pg_error *err)
{
	if (strcmp(sql, "ROLLBACK") == 0)
		return SQL_SUCCESS;
	if (strcmp(sql, "COMMIT") == 0)
		return diag_postf(&dbc->head.diag, STATE_TRANSACTION_UNKNOWN, "The connection was lost during the commit, and nobody "
				  "knows whether the server has done it: %s", strbuf_text(&err->text));
	return post_pg(&dbc->head.diag, err);
}

static SQLRETURN run(struct dbc *dbc, const char *sql)
{
	const int64_t deadline = deadline_of(dbc);
	struct pg_error err = {.fatal = false};
	SQLRETURN rc;

	if (packet_run(&dbc->session, sql, deadline, &err))
		rc = SQL_SUCCESS;
	else if (err.fatal)
		rc = post_broken(dbc, sql, &err);
	else if (!err.no_memory && clock_mono(&clock_system) >= deadline)
		rc = diag_postf(&dbc->head.diag, STATE_CONNECTION_TIMEOUT, "The server was not through with %s in %lu s "
				"(SQL_ATTR_CONNECTION_TIMEOUT) and was told to stop", sql, (unsigned long)dbc->connection_timeout);
	else
		rc = post_pg(&dbc->head.diag, &err);
	pg_error_release(&err);
	return rc;
}

/* The server has rolled back what was open when the connection broke: that is what a rollback wanted. */
static SQLRETURN end_lost(struct dbc *dbc, SQLSMALLINT operation)
{
	const bool something = dbc->transaction_lost || dbc->in_transaction;

	dbc->transaction_lost = dbc->in_transaction = false;
	if (operation == SQL_ROLLBACK || !something)
		return SQL_SUCCESS;
	return diag_postf(&dbc->head.diag, STATE_TRANSACTION_UNKNOWN, "The connection was lost; the server has rolled back what "
			  "was not committed");
}

SQLRETURN dbc_end_tran(struct dbc *dbc, SQLSMALLINT operation)
{
	SQLRETURN rc;

	if (operation != SQL_COMMIT && operation != SQL_ROLLBACK)
		return diag_post(&dbc->head.diag, STATE_INVALID_OPERATION_CODE);
	if (dbc_in_call(dbc))
		return diag_postf(&dbc->head.diag, STATE_SEQUENCE_ERROR,
				  "a statement of this connection waits for data; finish or cancel it");
	if (dbc->transaction_lost || !session_alive(&dbc->session))
		return end_lost(dbc, operation);
	switch (session_tran(&dbc->session)) {
	case TRAN_IDLE:
		return SQL_SUCCESS;
	case TRAN_FAILED:
		/* COMMIT of a failed transaction "succeeds" as a rollback on the server: say so instead. */
		if (operation == SQL_COMMIT) {
			rc = run(dbc, "ROLLBACK");
			dbc->in_transaction = false;
			return rc == SQL_SUCCESS ? diag_post(&dbc->head.diag, STATE_TRANSACTION_ROLLED_BACK) : rc;
		}
		break;
	default:
		break;
	}
	rc = run(dbc, operation == SQL_COMMIT ? "COMMIT" : "ROLLBACK");
	if (operation == SQL_ROLLBACK)
		origins_clear(&dbc->origins); /* tables may have been made and renamed in it */
	dbc->in_transaction = false; /* also when the connection broke: the application has been told */
	return rc;
}

SQLRETURN dbc_set_isolation(struct dbc *dbc)
{
	struct strbuf sql = STRBUF_INIT;
	SQLRETURN rc;

	strbuf_printf(&sql, "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL %s, READ %s",
		      isolation_name(dbc->txn_isolation), dbc->access_mode == SQL_MODE_READ_ONLY ? "ONLY" : "WRITE");
	rc = strbuf_failed(&sql) ? diag_post_no_memory(&dbc->head.diag) : run(dbc, strbuf_text(&sql));
	strbuf_release(&sql);
	return rc;
}
