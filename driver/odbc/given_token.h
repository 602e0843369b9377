/*
 * A token that the application gives by an attribute of the connection
 * (include/lakebase_odbc.h): as text, or by a function that is asked.
 *
 * Owned by the connection handle and guarded by its lock, which is held while
 * the application's function runs.
 */
#ifndef ODBC_GIVEN_TOKEN_H
#define ODBC_GIVEN_TOKEN_H

#include "base/strbuf.h"
#include "lakebase_odbc.h"
#include "odbc/attr.h"

struct given_token {
	struct strbuf text; /* secret */
	struct lb_token_provider provider;
	const char *wrong; /* why the last value was not taken: driver managers do not report that when they replay it */
};

static inline bool given_token_set(const struct given_token *g)
{
	return g->text.n > 0 || g->provider.function || g->wrong;
}

void given_token_clear(struct given_token *g);

/* SQLSetConnectAttr; posts on the connection. */
SQLRETURN given_token_take_text(struct dbc *dbc, const struct attr_in *in);
SQLRETURN given_token_take_provider(struct dbc *dbc, const struct attr_in *in);

/*
 * Puts the token for the next sign-in into the settings, where one was given; asks the function for it, with
 * `reason` LB_TOKEN_....  Posts on the connection when there is none.
 */
SQLRETURN given_token_use(struct dbc *dbc, int reason, int64_t deadline_us) LB_MUST_USE;

#endif
