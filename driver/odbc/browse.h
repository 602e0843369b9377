/*
 * SQLBrowseConnect: what a connection still lacks, asked for in steps (ODBC
 * Programmer's Reference, "SQLBrowseConnect Function").
 *
 *   the way to sign in     AuthType, when nothing given so far decides it
 *   what that way needs    Workspace, ClientId ..., UID, PWD ...
 *   where to               Endpoint and Instance, with those that the identity may see
 *   the database           Database, with those of the endpoint that the role may connect to
 *
 * A step that lacks nothing is not asked.  Each request goes in front of what
 * was said before, so that a later value takes the place of an earlier one; a
 * request that fails is forgotten, and the same is asked for again.
 */
#ifndef ODBC_BROWSE_H
#define ODBC_BROWSE_H

#include "base/strbuf.h"

#include <sql.h>

struct dbc;

struct browse { /* zeroed: not browsing */
	bool under_way;
	struct strbuf text;  /* the connection string so far; secret */
	struct strbuf asked; /* the browse result that the application has */
};

static inline void browse_release(struct browse *b) /* zeroed again */
{
	strbuf_release(&b->text);
	strbuf_release(&b->asked);
	*b = (struct browse){.under_way = false};
}

/* SQL_SUCCESS: connected, `answer` has the completed string; SQL_NEED_DATA: it has the browse result.
 * SQL_ERROR at the first request, or when memory is short. */
SQLRETURN dbc_browse(struct dbc *dbc, struct span request, struct strbuf *answer);

#endif
