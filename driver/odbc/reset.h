/*
 * A pool hands a connection to its next user (SQL_ATTR_RESET_CONNECTION): what
 * the last one left behind goes, on the server and here, and what the data
 * source asked for at the start holds again.  The login stays.
 *
 * unixODBC asks for it only when the application set ODBC 3.80; of others the
 * driver sees that the pool is about to hand the connection out: api/pool.h.
 */
#ifndef ODBC_RESET_H
#define ODBC_RESET_H

#include "odbc/dbc.h"

/* 08S01 when it could not be done: the session is dead then, so that no pool gives it to anybody. */
SQLRETURN dbc_reset(struct dbc *dbc);

/* The same where nobody waits for an answer: what cannot be reset is dead, and the pool hears of that next. */
void dbc_reset_unasked(struct dbc *dbc);

#endif
