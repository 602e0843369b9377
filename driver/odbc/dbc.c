#include "odbc/dbc.h"

#include "base/mem.h"
#include "base/trace.h"
#include "odbc/attr.h"
#include "odbc/stmt.h"

struct dbc *dbc_new(struct env *env)
{
	struct dbc *dbc = mem_new(sizeof(*dbc));

	lock_assert_held(&env->lock);
	if (!dbc)
		return NULL;
	if (!lock_init(&dbc->lock)) {
		mem_free(dbc);
		return NULL;
	}
	dbc->env = env;
	handle_init(&dbc->head, HANDLE_DBC, &env->head, &dbc->lock);
	dbc_attr_defaults(dbc);
	return dbc;
}

/*
 * unixODBC and iODBC take SQL_STILL_EXECUTING of SQLDriverConnect for a failure and free the handle at once; the
 * application, which calls the function again, would never get a connection.  Its next handles connect in one go.
 */
static atomic_bool connecting_is_given_up;

bool dbc_is_async(const struct dbc *dbc)
{
	if (dbc->connected && sizeof(SQLWCHAR) == 4) /* iODBC makes an error of SQL_STILL_EXECUTING of SQLEndTran */
		return false;
	return dbc->async_dbc && (dbc->connected || !atomic_load(&connecting_is_given_up));
}

static void give_up(struct dbc *dbc)
{
	if (!dbc->connected) {
		atomic_store(&connecting_is_given_up, true);
		trace_write(TRACE_CONNECT, TRACE_INFO, "a connection was freed while it was being opened asynchronously; "
			    "from now on they are opened synchronously");
	}
	async_call_end(dbc->async);
}

/* Takes the two locks itself, in their order; the caller holds neither. */
SQLRETURN dbc_free(struct dbc *dbc)
{
	struct env *env = dbc->env;

	if (atomic_load(&dbc->calling))
		give_up(dbc);
	lock_take(&env->lock);
	lock_take(&dbc->lock);
	if (dbc->connected) {
		SQLRETURN rc;

		diag_clear(&dbc->head.diag);
		rc = diag_postf(&dbc->head.diag, STATE_SEQUENCE_ERROR,
				"the connection is still open; disconnect it first");
		lock_drop(&dbc->lock);
		lock_drop(&env->lock);
		return rc;
	}
	handle_release(&dbc->head);
	lock_drop(&dbc->lock);
	lock_drop(&env->lock);
	lock_release(&dbc->lock);
	session_release(&dbc->session);
	async_call_free(dbc->async);
	browse_release(&dbc->browse);
	settings_release(&dbc->settings);
	mem_free(dbc->dsn);
	mem_free(dbc->current_catalog);
	given_token_clear(&dbc->given);
	mem_free(dbc);
	return SQL_SUCCESS;
}

static struct handle *first_child(struct dbc *dbc, enum handle_kind kind)
{
	struct handle *h = dbc->head.children;

	while (h && h->kind != kind)
		h = h->next;
	return h;
}

/* Statements first: each frees the implicit descriptors that it owns, and lets go of the explicit ones. */
void dbc_free_children(struct dbc *dbc)
{
	struct handle *h;

	while ((h = first_child(dbc, HANDLE_STMT)))
		stmt_free((struct stmt *)h);
	while ((h = first_child(dbc, HANDLE_DESC)))
		desc_free((struct desc *)h);
}

bool dbc_in_call(const struct dbc *dbc)
{
	if (atomic_load(&dbc->calling))
		return true;
	for (const struct handle *h = dbc->head.children; h; h = h->next)
		if (h->kind == HANDLE_STMT && (((const struct stmt *)h)->phase == PHASE_ASYNC ||
					       ((const struct stmt *)h)->phase == PHASE_NEED_DATA))
			return true;
	return false;
}

/*
 * SQLDisconnect, 25000: in manual-commit mode the application has to say whether
 * its work is to be kept.  In autocommit mode nothing is in doubt (a BEGIN of
 * the application's own SQL is rolled back by the server), and a session that is
 * lost holds no transaction.
 */
SQLRETURN dbc_disconnect(struct dbc *dbc)
{
	const enum session_tran tran = session_tran(&dbc->session);

	if (!dbc->connected) { /* SQLBrowseConnect ends here */
		browse_release(&dbc->browse);
		return SQL_SUCCESS;
	}
	if (dbc_in_call(dbc))
		return diag_postf(&dbc->head.diag, STATE_SEQUENCE_ERROR,
				  "a statement of this connection is still executing or waits for data; finish or cancel it");
	if (dbc->autocommit == SQL_AUTOCOMMIT_OFF && (tran == TRAN_ACTIVE || tran == TRAN_FAILED) &&
	    session_alive(&dbc->session))
		return diag_postf(&dbc->head.diag, STATE_TRANSACTION_STATE,
				  "a transaction is open; commit it or roll it back, then disconnect");
	dbc_free_children(dbc);
	session_close(&dbc->session);
	origins_clear(&dbc->origins);
	settings_release(&dbc->settings);
	mem_free(dbc->dsn);
	dbc->dsn = NULL;
	dbc->connected = false;
	trace_write(TRACE_CONNECT, TRACE_INFO, "disconnected");
	return SQL_SUCCESS;
}

SQLRETURN dbc_post_session_error(struct dbc *dbc, struct diag *diag)
{
	if (dbc->connected && session_alive(&dbc->session))
		return diag_postf(diag, STATE_GENERAL_ERROR, "the session refused the command without a reason");
	return diag_postf(diag, STATE_LINK_FAILURE,
			  "the connection to the server is lost; what was not committed is rolled back; connect again");
}
