/*
 * The door of every exported function.
 *
 *	struct stmt *stmt;
 *	SQLRETURN rc = api_enter_stmt(h, API_SQLFetch, &stmt);
 *
 *	if (rc != SQL_SUCCESS)
 *		return rc;
 *	return api_leave(&stmt->head, stmt_fetch(stmt, SQL_FETCH_NEXT, 0));
 *
 * Entering checks that the handle is alive and of its kind (SQL_INVALID_HANDLE),
 * takes its lock, clears its diagnostics and checks the call against the state of
 * the handle (entry_points.def).  When it does not return SQL_SUCCESS the lock
 * is not held and nothing is to be undone.  Leaving keeps the return code for
 * SQL_DIAG_RETURNCODE and drops the lock; a success with records becomes
 * SQL_SUCCESS_WITH_INFO.
 *
 * Nothing in the driver calls an exported function: the call would land in the
 * driver manager's function of the same name.
 */
#ifndef API_GUARD_H
#define API_GUARD_H

#include "odbc/desc.h"
#include "odbc/env.h"
#include "odbc/stmt.h"

#if defined(__GNUC__)
#define LB_EXPORT __attribute__((visibility("default")))
#else
#define LB_EXPORT
#endif

enum entry_point {
#define ENTRY(name, form, kind, id, states) API_##name,
#include "api/entry_points.def"
#undef ENTRY
	API_COUNT
};

SQLRETURN api_enter_env(SQLHENV h, enum entry_point fn, struct env **env) LB_MUST_USE;
SQLRETURN api_enter_dbc(SQLHDBC h, enum entry_point fn, struct dbc **dbc) LB_MUST_USE;
SQLRETURN api_enter_stmt(SQLHSTMT h, enum entry_point fn, struct stmt **stmt) LB_MUST_USE;
SQLRETURN api_enter_desc(SQLHDESC h, enum entry_point fn, struct desc **desc) LB_MUST_USE;

/* Without the lock, the diagnostics and the states: SQLCancel, and functions that free the handle.
 * False: SQL_INVALID_HANDLE.  The return code then goes through api_traced(). */
bool api_check(SQLHANDLE h, enum handle_kind kind, enum entry_point fn) LB_MUST_USE;
SQLRETURN api_traced(enum entry_point fn, SQLRETURN rc);

/* With the lock, but diagnostics are left as they are: SQLGetDiagRec and SQLGetDiagField. */
struct handle *api_look(SQLSMALLINT kind, SQLHANDLE h, enum entry_point fn) LB_MUST_USE;
SQLRETURN api_look_done(struct handle *h, SQLRETURN rc);

SQLRETURN api_leave(struct handle *h, SQLRETURN rc);

/* The environment that a handle lives in; says which codes the application expects. */
const struct env *api_env_of(const struct handle *h);

#endif
