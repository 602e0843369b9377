#include "odbc/env.h"

#include "base/mem.h"
#include "odbc/attr.h"
#include "odbc/stmt.h"
#include "odbc/tran.h"

#include <string.h>

struct env *env_new(void)
{
	struct env *env = mem_new(sizeof(*env));

	if (!env)
		return NULL;
	if (!lock_init(&env->lock)) {
		mem_free(env);
		return NULL;
	}
	handle_init(&env->head, HANDLE_ENV, NULL, &env->lock);
	env_attr_defaults(env);
	return env;
}

SQLRETURN env_free(struct env *env)
{
	lock_take(&env->lock);
	if (env->head.children) { /* SQLFreeHandle, HY010: connections are still allocated */
		SQLRETURN rc;

		diag_clear(&env->head.diag);
		rc = diag_postf(&env->head.diag, STATE_SEQUENCE_ERROR,
				"the environment still has connections; free them first");
		lock_drop(&env->lock);
		return rc;
	}
	handle_release(&env->head);
	lock_drop(&env->lock);
	lock_release(&env->lock);
	mem_free(env);
	return SQL_SUCCESS;
}

/*
 * SQLEndTran on an environment: every connection gets its own attempt and keeps
 * its own records.  The first failure is also told on the environment, where
 * the caller looks.
 */
SQLRETURN env_end_tran(struct env *env, SQLSMALLINT operation)
{
	SQLRETURN worst = SQL_SUCCESS;

	for (struct handle *h = env->head.children; h; h = h->next) {
		struct dbc *dbc = (struct dbc *)h;
		SQLRETURN rc = SQL_SUCCESS;

		lock_take(&dbc->lock);
		if (dbc->connected) {
			diag_clear(&h->diag);
			rc = dbc_end_tran(dbc, operation);
			h->diag.rc = rc;
		}
		if (rc == SQL_ERROR && worst != SQL_ERROR && diag_record(&h->diag, 1))
			diag_repeat(&env->head.diag, diag_record(&h->diag, 1));
		lock_drop(&dbc->lock);
		if (rc == SQL_ERROR || (rc != SQL_SUCCESS && worst == SQL_SUCCESS))
			worst = rc;
	}
	return worst;
}
