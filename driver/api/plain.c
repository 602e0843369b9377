/* The entry points without text. */
#define FN(name) name
#define NOW(name) name##_now
#define RUN(name) name##_run
#include "api/async.h"
#include "api/guard.h"
#include "base/trace.h"
#include "odbc/attr.h"
#include "odbc/bulk.h"
#include "odbc/descfield.h"
#include "odbc/describe.h"
#include "odbc/setpos.h"
#include "odbc/tran.h"

/* ---- handles ---- */

static SQLRETURN alloc_env(SQLHANDLE *out)
{
	if (!out)
		return SQL_ERROR; /* no handle to keep a record on */
	*out = env_new();
	return *out ? SQL_SUCCESS : SQL_ERROR;
}

static SQLRETURN alloc_dbc(SQLHANDLE parent, SQLHANDLE *out)
{
	struct env *env;
	SQLRETURN rc = api_enter_env(parent, API_SQLAllocHandle, &env);

	if (rc != SQL_SUCCESS)
		return rc;
	if (!out)
		rc = diag_post(&env->head.diag, STATE_NULL_POINTER);
	else if (env->odbc_version == 0)
		rc = diag_postf(&env->head.diag, STATE_SEQUENCE_ERROR, "set SQL_ATTR_ODBC_VERSION first");
	else if (!(*out = dbc_new(env)))
		rc = diag_post_no_memory(&env->head.diag);
	return api_leave(&env->head, rc);
}

/* Statements and descriptors need an open connection. */
static SQLRETURN alloc_child(SQLSMALLINT kind, SQLHANDLE parent, SQLHANDLE *out)
{
	struct dbc *dbc;
	SQLRETURN rc = api_enter_dbc(parent, API_SQLAllocHandle, &dbc);

	if (rc != SQL_SUCCESS)
		return rc;
	if (!out)
		rc = diag_post(&dbc->head.diag, STATE_NULL_POINTER);
	else if (!dbc->connected)
		rc = diag_post(&dbc->head.diag, STATE_CONNECTION_NOT_OPEN);
	else if (kind == SQL_HANDLE_STMT)
		*out = stmt_new(dbc);
	else
		*out = desc_new(dbc, DESC_ARD, NULL);
	if (rc == SQL_SUCCESS && out && !*out)
		rc = diag_post_no_memory(&dbc->head.diag);
	return api_leave(&dbc->head, rc);
}

LB_EXPORT SQLRETURN SQL_API SQLAllocHandle(SQLSMALLINT kind, SQLHANDLE parent, SQLHANDLE *out)
{
	if (out)
		*out = SQL_NULL_HANDLE;
	switch (kind) {
	case SQL_HANDLE_ENV:
		return api_traced(API_SQLAllocHandle, alloc_env(out));
	case SQL_HANDLE_DBC:
		return alloc_dbc(parent, out);
	case SQL_HANDLE_STMT:
	case SQL_HANDLE_DESC:
		return alloc_child(kind, parent, out);
	default: /* the driver manager answers HY092 before it comes to this */
		return api_traced(API_SQLAllocHandle, SQL_ERROR);
	}
}

static SQLRETURN free_stmt(SQLHANDLE h, enum entry_point fn)
{
	struct stmt *s;
	struct lock *lock;
	SQLRETURN rc = api_enter_stmt(h, fn, &s);

	if (rc != SQL_SUCCESS)
		return rc;
	if (s->phase == PHASE_NEED_DATA || s->phase == PHASE_ASYNC)
		return api_leave(&s->head, diag_post(&s->head.diag, STATE_SEQUENCE_ERROR));
	lock = s->head.lock; /* the connection's: it stays */
	stmt_free(s);
	lock_drop(lock);
	return api_traced(fn, SQL_SUCCESS);
}

static SQLRETURN free_desc(SQLHANDLE h)
{
	struct desc *d;
	struct lock *lock;
	SQLRETURN rc = api_enter_desc(h, API_SQLFreeHandle, &d);

	if (rc != SQL_SUCCESS)
		return rc;
	if (d->implicit)
		return api_leave(&d->head, diag_post(&d->head.diag, STATE_AUTOMATIC_DESCRIPTOR));
	lock = d->head.lock;
	desc_free(d);
	lock_drop(lock);
	return api_traced(API_SQLFreeHandle, SQL_SUCCESS);
}

LB_EXPORT SQLRETURN SQL_API SQLFreeHandle(SQLSMALLINT kind, SQLHANDLE h)
{
	SQLRETURN rc = SQL_INVALID_HANDLE;

	switch (kind) {
	case SQL_HANDLE_ENV:
		if (api_check(h, HANDLE_ENV, API_SQLFreeHandle))
			rc = api_traced(API_SQLFreeHandle, env_free(h));
		return rc;
	case SQL_HANDLE_DBC:
		if (api_check(h, HANDLE_DBC, API_SQLFreeHandle))
			rc = api_traced(API_SQLFreeHandle, dbc_free(h));
		return rc;
	case SQL_HANDLE_STMT:
		return free_stmt(h, API_SQLFreeHandle);
	case SQL_HANDLE_DESC:
		return free_desc(h);
	default:
		return rc;
	}
}

LB_EXPORT SQLRETURN SQL_API SQLFreeStmt(SQLHSTMT h, SQLUSMALLINT option)
{
	struct stmt *s;
	SQLRETURN rc;

	if (option == SQL_DROP)
		return free_stmt(h, API_SQLFreeStmt);
	rc = api_enter_stmt(h, API_SQLFreeStmt, &s);
	if (rc != SQL_SUCCESS)
		return rc;
	switch (option) {
	case SQL_CLOSE:
		rc = stmt_close(s);
		break;
	case SQL_UNBIND:
		stmt_unbind(s);
		break;
	case SQL_RESET_PARAMS:
		stmt_reset_params(s);
		break;
	default:
		rc = diag_post(&s->head.diag, STATE_INVALID_ATTRIBUTE_ID);
		break;
	}
	return api_leave(&s->head, rc);
}

/* ---- environment and connection ---- */

LB_EXPORT SQLRETURN SQL_API SQLGetEnvAttr(SQLHENV h, SQLINTEGER attr, SQLPOINTER value, SQLINTEGER room,
					  SQLINTEGER *length)
{
	struct env *env;
	SQLRETURN rc = api_enter_env(h, API_SQLGetEnvAttr, &env);

	return rc == SQL_SUCCESS ? api_leave(&env->head, env_get_attr(env, attr, value, room, length)) : rc;
}

LB_EXPORT SQLRETURN SQL_API SQLSetEnvAttr(SQLHENV h, SQLINTEGER attr, SQLPOINTER value, SQLINTEGER length)
{
	struct env *env;
	SQLRETURN rc = api_enter_env(h, API_SQLSetEnvAttr, &env);

	return rc == SQL_SUCCESS ? api_leave(&env->head, env_set_attr(env, attr, value, length)) : rc;
}

static SQLRETURN NOW(SQLDisconnect)(SQLHDBC h)
{
	struct dbc *dbc;
	SQLRETURN rc = api_enter_dbc(h, API_SQLDisconnect, &dbc);

	return rc == SQL_SUCCESS ? api_leave(&dbc->head, dbc_disconnect(dbc)) : rc;
}

static SQLRETURN end_env(SQLHANDLE h, SQLSMALLINT operation)
{
	struct env *env;
	SQLRETURN rc = api_enter_env(h, API_SQLEndTran, &env);

	if (rc != SQL_SUCCESS)
		return rc;
	rc = operation == SQL_COMMIT || operation == SQL_ROLLBACK
		     ? env_end_tran(env, operation)
		     : diag_post(&env->head.diag, STATE_INVALID_OPERATION_CODE);
	return api_leave(&env->head, rc);
}

static SQLRETURN end_dbc(SQLHANDLE h, SQLSMALLINT operation)
{
	struct dbc *dbc;
	SQLRETURN rc = api_enter_dbc(h, API_SQLEndTran, &dbc);

	if (rc != SQL_SUCCESS)
		return rc;
	if (!dbc->connected)
		rc = diag_post(&dbc->head.diag, STATE_CONNECTION_NOT_OPEN);
	else if (operation != SQL_COMMIT && operation != SQL_ROLLBACK)
		rc = diag_post(&dbc->head.diag, STATE_INVALID_OPERATION_CODE);
	else
		rc = dbc_end_tran(dbc, operation);
	return api_leave(&dbc->head, rc);
}

static SQLRETURN RUN(SQLEndTran)(const intptr_t *v)
{
	return end_dbc((SQLHANDLE)v[0], (SQLSMALLINT)v[1]);
}

LB_EXPORT SQLRETURN SQL_API SQLEndTran(SQLSMALLINT kind, SQLHANDLE h, SQLSMALLINT operation)
{
	switch (kind) {
	case SQL_HANDLE_ENV:
		return end_env(h, operation);
	case SQL_HANDLE_DBC:
		if (async_wanted(h)) {
			const intptr_t v[] = {N(h), N(operation)};

			return api_async(h, API_SQLEndTran, RUN(SQLEndTran), v, LB_COUNT(v));
		}
		return end_dbc(h, operation);
	default:
		return SQL_INVALID_HANDLE;
	}
}

/* ---- from another thread ---- */

static SQLRETURN cancel(SQLHSTMT h, enum entry_point fn)
{
	if (!api_check(h, HANDLE_STMT, fn))
		return SQL_INVALID_HANDLE;
	return api_traced(fn, stmt_cancel(h));
}

LB_EXPORT SQLRETURN SQL_API SQLCancel(SQLHSTMT h)
{
	return cancel(h, API_SQLCancel);
}

LB_EXPORT SQLRETURN SQL_API SQLCancelHandle(SQLSMALLINT kind, SQLHANDLE h)
{
	if (kind == SQL_HANDLE_STMT)
		return cancel(h, API_SQLCancelHandle);
	if (kind != SQL_HANDLE_DBC || !api_check(h, HANDLE_DBC, API_SQLCancelHandle))
		return SQL_INVALID_HANDLE;
	return api_traced(API_SQLCancelHandle, api_async_cancel(h));
}

/* ---- statements ---- */

#define STMT_CALL(name, call)                                                \
	do {                                                                 \
		struct stmt *s;                                              \
		SQLRETURN rc_ = api_enter_stmt(h, API_##name, &s);           \
                                                                             \
		return rc_ == SQL_SUCCESS ? api_leave(&s->head, call) : rc_; \
	} while (0)

static SQLRETURN NOW(SQLExecute)(SQLHSTMT h)
{
	STMT_CALL(SQLExecute, stmt_execute(s));
}

static SQLRETURN NOW(SQLNumParams)(SQLHSTMT h, SQLSMALLINT *count)
{
	STMT_CALL(SQLNumParams, stmt_num_params(s, count));
}

static SQLRETURN NOW(SQLDescribeParam)(SQLHSTMT h, SQLUSMALLINT number, SQLSMALLINT *type, SQLULEN *size,
					     SQLSMALLINT *digits, SQLSMALLINT *nullable)
{
	STMT_CALL(SQLDescribeParam, stmt_describe_param(s, number, type, size, digits, nullable));
}

LB_EXPORT SQLRETURN SQL_API SQLBindParameter(SQLHSTMT h, SQLUSMALLINT number, SQLSMALLINT direction, SQLSMALLINT c_type,
					     SQLSMALLINT sql_type, SQLULEN size, SQLSMALLINT digits, SQLPOINTER data,
					     SQLLEN room, SQLLEN *indicator)
{
	STMT_CALL(SQLBindParameter,
		  stmt_bind_parameter(s, number, direction, c_type, sql_type, size, digits, data, room, indicator));
}

static SQLRETURN NOW(SQLParamData)(SQLHSTMT h, SQLPOINTER *value)
{
	STMT_CALL(SQLParamData, stmt_param_data(s, value));
}

static SQLRETURN NOW(SQLPutData)(SQLHSTMT h, SQLPOINTER data, SQLLEN length)
{
	STMT_CALL(SQLPutData, stmt_put_data(s, data, length));
}

LB_EXPORT SQLRETURN SQL_API SQLRowCount(SQLHSTMT h, SQLLEN *count)
{
	STMT_CALL(SQLRowCount, stmt_row_count(s, count));
}

static SQLRETURN NOW(SQLNumResultCols)(SQLHSTMT h, SQLSMALLINT *count)
{
	STMT_CALL(SQLNumResultCols, stmt_num_result_cols(s, count));
}

LB_EXPORT SQLRETURN SQL_API SQLBindCol(SQLHSTMT h, SQLUSMALLINT column, SQLSMALLINT c_type, SQLPOINTER data,
				       SQLLEN room, SQLLEN *indicator)
{
	STMT_CALL(SQLBindCol, stmt_bind_col(s, column, c_type, data, room, indicator));
}

static SQLRETURN NOW(SQLFetch)(SQLHSTMT h)
{
	STMT_CALL(SQLFetch, stmt_fetch(s, SQL_FETCH_NEXT, 0));
}

static SQLRETURN NOW(SQLFetchScroll)(SQLHSTMT h, SQLSMALLINT orientation, SQLLEN offset)
{
	STMT_CALL(SQLFetchScroll, stmt_fetch(s, orientation, offset));
}

static SQLRETURN NOW(SQLExtendedFetch)(SQLHSTMT h, SQLUSMALLINT orientation, SQLLEN offset, SQLULEN *rows,
					     SQLUSMALLINT *status)
{
	STMT_CALL(SQLExtendedFetch, stmt_extended_fetch(s, orientation, offset, rows, status));
}

static SQLRETURN NOW(SQLSetPos)(SQLHSTMT h, SQLSETPOSIROW row, SQLUSMALLINT operation, SQLUSMALLINT lock)
{
	STMT_CALL(SQLSetPos, stmt_set_pos(s, row, operation, lock));
}

static SQLRETURN NOW(SQLBulkOperations)(SQLHSTMT h, SQLSMALLINT operation)
{
	STMT_CALL(SQLBulkOperations, stmt_bulk_operations(s, operation));
}

static SQLRETURN NOW(SQLGetData)(SQLHSTMT h, SQLUSMALLINT column, SQLSMALLINT c_type, SQLPOINTER data,
				       SQLLEN room, SQLLEN *indicator)
{
	STMT_CALL(SQLGetData, stmt_get_data(s, column, c_type, data, room, indicator));
}

static SQLRETURN NOW(SQLMoreResults)(SQLHSTMT h)
{
	STMT_CALL(SQLMoreResults, stmt_more_results(s));
}

LB_EXPORT SQLRETURN SQL_API SQLCloseCursor(SQLHSTMT h)
{
	STMT_CALL(SQLCloseCursor, stmt_close_cursor(s));
}

#undef STMT_CALL

/* ---- descriptors ---- */

LB_EXPORT SQLRETURN SQL_API SQLSetDescRec(SQLHDESC h, SQLSMALLINT number, SQLSMALLINT type, SQLSMALLINT subtype,
					  SQLLEN length, SQLSMALLINT precision, SQLSMALLINT scale, SQLPOINTER data,
					  SQLLEN *octet_length, SQLLEN *indicator)
{
	struct desc *d;
	SQLRETURN rc = api_enter_desc(h, API_SQLSetDescRec, &d);

	if (rc != SQL_SUCCESS)
		return rc;
	rc = desc_set_rec(d, number, type, subtype, length, precision, scale, data, octet_length, indicator);
	return api_leave(&d->head, rc);
}

/* Source and target may belong to two connections: their locks are taken in the order of their addresses, so that
 * two copies in opposite directions cannot wait for each other. */
LB_EXPORT SQLRETURN SQL_API SQLCopyDesc(SQLHDESC from, SQLHDESC to)
{
	struct lock *first, *second;
	struct desc *target;
	SQLRETURN rc;

	if (!api_check(from, HANDLE_DESC, API_SQLCopyDesc) || !api_check(to, HANDLE_DESC, API_SQLCopyDesc))
		return SQL_INVALID_HANDLE;
	first = ((struct handle *)from)->lock;
	second = ((struct handle *)to)->lock;
	if ((uintptr_t)first > (uintptr_t)second) {
		struct lock *other = first;

		first = second;
		second = other;
	}
	lock_take(first);
	lock_take(second);
	rc = api_enter_desc(to, API_SQLCopyDesc, &target);
	if (rc == SQL_SUCCESS)
		rc = api_leave(&target->head, desc_copy(from, target));
	lock_drop(second);
	lock_drop(first);
	return rc;
}

/* ---- those of them that may wait for the server ---- */

API_ASYNC_1(SQLDisconnect, SQLHDBC)
API_ASYNC_1(SQLExecute, SQLHSTMT)
API_ASYNC_2(SQLNumParams, SQLHSTMT, SQLSMALLINT *)
API_ASYNC_6(SQLDescribeParam, SQLHSTMT, SQLUSMALLINT, SQLSMALLINT *, SQLULEN *, SQLSMALLINT *, SQLSMALLINT *)
API_ASYNC_2(SQLParamData, SQLHSTMT, SQLPOINTER *)
API_ASYNC_3(SQLPutData, SQLHSTMT, SQLPOINTER, SQLLEN)
API_ASYNC_2(SQLNumResultCols, SQLHSTMT, SQLSMALLINT *)
API_ASYNC_1(SQLFetch, SQLHSTMT)
API_ASYNC_3(SQLFetchScroll, SQLHSTMT, SQLSMALLINT, SQLLEN)
API_ASYNC_5(SQLExtendedFetch, SQLHSTMT, SQLUSMALLINT, SQLLEN, SQLULEN *, SQLUSMALLINT *)
API_ASYNC_4(SQLSetPos, SQLHSTMT, SQLSETPOSIROW, SQLUSMALLINT, SQLUSMALLINT)
API_ASYNC_2(SQLBulkOperations, SQLHSTMT, SQLSMALLINT)
API_ASYNC_6(SQLGetData, SQLHSTMT, SQLUSMALLINT, SQLSMALLINT, SQLPOINTER, SQLLEN, SQLLEN *)
API_ASYNC_1(SQLMoreResults, SQLHSTMT)
