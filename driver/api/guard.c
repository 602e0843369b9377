#include "api/guard.h"

#include "base/trace.h"

#include <assert.h>
#include <string.h>

struct entry {
	const char *name;
	const char *states;
};

static const struct entry entries[API_COUNT] = {
#define ENTRY(name, form, kind, id, states) [API_##name] = {#name, states},
#include "api/entry_points.def"
#undef ENTRY
};

/* ---- trace ---- */

static const char *rc_name(SQLRETURN rc)
{
	switch (rc) {
	case SQL_SUCCESS:
		return "success";
	case SQL_SUCCESS_WITH_INFO:
		return "success with info";
	case SQL_NO_DATA:
		return "no data";
	case SQL_NEED_DATA:
		return "need data";
	case SQL_STILL_EXECUTING:
		return "still executing";
	case SQL_INVALID_HANDLE:
		return "invalid handle";
	default:
		return "error";
	}
}

static void trace_enter(enum entry_point fn, SQLHANDLE h)
{
	if (trace_on(TRACE_DEBUG))
		trace_write(TRACE_API, TRACE_DEBUG, "%s %p", entries[fn].name, h);
}

static void trace_leave(const struct handle *h, SQLRETURN rc)
{
	const struct diag_record *first;

	if (!trace_on(TRACE_DEBUG))
		return;
	first = h ? diag_record(&h->diag, 1) : NULL;
	trace_write(TRACE_API, TRACE_DEBUG, "%p -> %s%s%s", (const void *)h, rc_name(rc), first ? " " : "",
		    first ? first->state : "");
}

SQLRETURN api_traced(enum entry_point fn, SQLRETURN rc)
{
	if (trace_on(TRACE_DEBUG))
		trace_write(TRACE_API, TRACE_DEBUG, "%s -> %s", entries[fn].name, rc_name(rc));
	return rc;
}

/* ---- entering ---- */

bool api_check(SQLHANDLE h, enum handle_kind kind, enum entry_point fn)
{
	const bool ok = handle_is(h, kind);

	trace_enter(fn, h);
	if (!ok)
		api_traced(fn, SQL_INVALID_HANDLE);
	return ok;
}

static struct handle *enter(SQLHANDLE h, enum handle_kind kind, enum entry_point fn)
{
	struct handle *head = h;

	if (!api_check(h, kind, fn))
		return NULL;
	lock_take(head->lock);
	diag_clear(&head->diag);
	return head;
}

/* The state's character in the row of the function; functions of kind ANY check by themselves. */
static char verdict(enum entry_point fn, size_t state)
{
	const char *states = entries[fn].states;

	assert(states[0] == '\0' || state < strlen(states));
	return states[0] ? states[state] : '+';
}

static SQLRETURN refuse(struct handle *h, enum entry_point fn, char why)
{
	struct diag *d = &h->diag;
	SQLRETURN rc;

	switch (why) {
	case 'c':
		rc = diag_postf(d, STATE_INVALID_CURSOR, "%s: there is no open result set", entries[fn].name);
		break;
	case '2':
		rc = diag_postf(d, STATE_CONNECTION_IN_USE, "%s: the handle is connected already", entries[fn].name);
		break;
	case '3':
		rc = diag_postf(d, STATE_CONNECTION_NOT_OPEN, "%s: the handle is not connected", entries[fn].name);
		break;
	default:
		rc = diag_postf(d, STATE_SEQUENCE_ERROR, "%s cannot be called now: function sequence error",
				entries[fn].name);
		break;
	}
	return api_leave(h, rc);
}

static SQLRETURN check_state(struct handle *h, enum entry_point fn, size_t state)
{
	const char why = verdict(fn, state);

	return why == '+' ? SQL_SUCCESS : refuse(h, fn, why);
}

/* May the function want the server? */
static bool may_wait(enum entry_point fn)
{
	const char *states = entries[fn].states;

	switch (fn) {
	case API_SQLCloseCursor:
	case API_SQLDisconnect:
	case API_SQLEndTran:
	case API_SQLFreeHandle:
	case API_SQLFreeStmt:
	case API_SQLSetConnectAttr:
		return true;
	default:
		return strlen(states) > PHASE_ASYNC && states[PHASE_ASYNC] == '+';
	}
}

/* The session is in the middle of an asynchronous call of the connection, or of another statement. */
static SQLRETURN check_async(struct handle *h, const struct dbc *dbc, enum entry_point fn)
{
	if (atomic_load(&dbc->calling) && (h->kind == HANDLE_DBC ? fn != API_SQLGetFunctions : may_wait(fn)))
		return api_leave(h, diag_postf(&h->diag, STATE_SEQUENCE_ERROR,
					       "%s cannot be called now: another function of the connection is still executing; "
					       "call that one again", entries[fn].name));
	if (!dbc->async_stmt || &dbc->async_stmt->head == h || !may_wait(fn))
		return SQL_SUCCESS;
	return api_leave(h, diag_postf(&h->diag, STATE_SEQUENCE_ERROR,
				       "%s cannot be called now: another statement of this connection is still executing; "
				       "wait for it or cancel it", entries[fn].name));
}

SQLRETURN api_enter_env(SQLHENV h, enum entry_point fn, struct env **env)
{
	*env = (struct env *)enter(h, HANDLE_ENV, fn);
	return *env ? SQL_SUCCESS : SQL_INVALID_HANDLE;
}

SQLRETURN api_enter_dbc(SQLHDBC h, enum entry_point fn, struct dbc **dbc)
{
	SQLRETURN rc;

	*dbc = (struct dbc *)enter(h, HANDLE_DBC, fn);
	if (!*dbc)
		return SQL_INVALID_HANDLE;
	rc = check_async(&(*dbc)->head, *dbc, fn);
	if (rc != SQL_SUCCESS || (fn == API_SQLDisconnect && (*dbc)->browse.under_way))
		return rc;
	return check_state(&(*dbc)->head, fn, (*dbc)->connected ? 1 : 0);
}

SQLRETURN api_enter_stmt(SQLHSTMT h, enum entry_point fn, struct stmt **stmt)
{
	SQLRETURN rc;

	*stmt = (struct stmt *)enter(h, HANDLE_STMT, fn);
	if (!*stmt)
		return SQL_INVALID_HANDLE;
	rc = check_async(&(*stmt)->head, (*stmt)->dbc, fn);
	return rc == SQL_SUCCESS ? check_state(&(*stmt)->head, fn, (size_t)(*stmt)->phase) : rc;
}

SQLRETURN api_enter_desc(SQLHDESC h, enum entry_point fn, struct desc **desc)
{
	*desc = (struct desc *)enter(h, HANDLE_DESC, fn);
	if (!*desc)
		return SQL_INVALID_HANDLE;
	return check_state(&(*desc)->head, fn, (*desc)->stmt ? (size_t)(*desc)->stmt->phase : PHASE_ALLOCATED);
}

struct handle *api_look(SQLSMALLINT kind, SQLHANDLE h, enum entry_point fn)
{
	struct handle *head = h;

	if (kind < SQL_HANDLE_ENV || kind > SQL_HANDLE_DESC || !api_check(h, (enum handle_kind)kind, fn))
		return NULL;
	lock_take(head->lock);
	return head;
}

SQLRETURN api_look_done(struct handle *h, SQLRETURN rc)
{
	lock_drop(h->lock);
	return rc;
}

/* ---- leaving ---- */

/*
 * Header fields of SQLExecute and the like, true after every other call too.  iODBC asks for the columns before the
 * application can ask for these.
 */
static void note_execution(struct stmt *s)
{
	struct diag *d = &s->head.diag;

	d->row_count = s->row_count;
	d->cursor_row_count = s->rows && s->scrollable ? (SQLLEN)rows_total(s->rows) : -1;
	d->function = s->function;
	d->function_code = s->function_code;
}

SQLRETURN api_leave(struct handle *h, SQLRETURN rc)
{
	if (h->kind == HANDLE_STMT)
		note_execution((struct stmt *)h);
	if (rc == SQL_SUCCESS && diag_count(&h->diag))
		rc = SQL_SUCCESS_WITH_INFO;
	if (rc == SQL_ERROR && !diag_count(&h->diag)) /* an error without words would leave the user in the dark */
		diag_post(&h->diag, STATE_GENERAL_ERROR);
	h->diag.rc = rc;
	trace_leave(h, rc);
	lock_drop(h->lock);
	return rc;
}

const struct env *api_env_of(const struct handle *h)
{
	while (h->parent)
		h = h->parent;
	return (const struct env *)h;
}
