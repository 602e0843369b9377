#include "odbc/reset.h"

#include "base/clock.h"
#include "base/trace.h"
#include "odbc/attr.h"
#include "odbc/diagpost.h"
#include "odbc/tran.h"

/* unixODBC holds the lock of all its pools meanwhile: a server that does not answer is given up soon. */
#define RESET_US (5 * (int64_t)1000000)

static SQLRETURN reset_session(struct dbc *dbc)
{
	struct pg_error err = {.fatal = false};
	SQLRETURN rc = SQL_SUCCESS;

	dbc->in_transaction = dbc->transaction_lost = dbc->tied = false;
	if (!session_alive(&dbc->session)) {
		dbc->session.dead = true;
		return dbc_post_session_error(dbc, &dbc->head.diag);
	}
	if (!session_reset(&dbc->session, clock_mono(&clock_system) + RESET_US, &err)) {
		trace_write(TRACE_CONNECT, TRACE_INFO, "the session could not be reset and is given up: %s",
			    strbuf_text(&err.text));
		dbc->session.dead = true; /* whoever asks is told so, and nobody gets what is left in it */
		rc = dbc_post_session_error(dbc, &dbc->head.diag);
	}
	pg_error_release(&err);
	return rc;
}

/* The pool's key does not have the identity that signed in: the next user may be somebody else. */
static SQLRETURN end_session(struct dbc *dbc)
{
	dbc->in_transaction = dbc->transaction_lost = dbc->tied = false;
	session_close(&dbc->session);
	dbc->session.dead = true;
	trace_write(TRACE_CONNECT, TRACE_INFO, "the connection had a token of the application's and ends with its user");
	return SQL_SUCCESS;
}

/*
 * The handles that are left are the driver manager's orphans: unixODBC forgets its own
 * side of them when a connection goes back to its pool, and never tells the driver.
 */
SQLRETURN dbc_reset(struct dbc *dbc)
{
	SQLRETURN rc = SQL_SUCCESS;

	if (dbc->async_stmt)
		return diag_postf(&dbc->head.diag, STATE_SEQUENCE_ERROR,
				  "a statement of this connection is still executing; wait for it or cancel it");
	dbc_free_children(dbc);
	dbc_attr_defaults(dbc);
	given_token_clear(&dbc->given);
	if (!dbc->connected)
		return SQL_SUCCESS;
	if (dbc->settings.token_given)
		return end_session(dbc);
	rc = reset_session(dbc);
	/* set before connecting, so the session's own reset brings it back */
	if (rc == SQL_SUCCESS && dbc->tran_in_startup)
		rc = dbc_set_isolation(dbc);
	trace_write(TRACE_CONNECT, TRACE_INFO, "the connection was reset for its next user");
	return rc;
}

void dbc_reset_unasked(struct dbc *dbc)
{
	if (dbc_reset(dbc) != SQL_SUCCESS)
		dbc->session.dead = true;
	diag_clear(&dbc->head.diag);
}
