/*
 * A connection that is found dead before a statement is sent is opened again,
 * unless the application would lose something without noticing: an open
 * transaction, or session state that the driver cannot rebuild (temporary
 * tables, settings, prepared names, LISTEN, advisory locks).  Then 08S01 says
 * so first, and the next statement gets a new session.  A statement that may
 * have reached the server is never sent twice.
 */
#ifndef ODBC_RECONNECT_H
#define ODBC_RECONNECT_H

#include "odbc/dbc.h"
#include "sql/translate.h"

/* Before anything is sent: the session is alive, or is opened again.  Posts 08S01 on `d` otherwise. */
SQLRETURN dbc_ready(struct dbc *dbc, struct diag *d);

/* After something was sent: remembers where the transaction stands. */
void dbc_note_state(struct dbc *dbc);

/* A statement's packet is over, which began on a live session: only now it is known how the last of several parts left
 * the transaction. */
void dbc_note_end(struct dbc *dbc, bool several);

/* Does this text leave something in the session that a new one would not have?  Reads all of it: ask once. */
bool text_ties(const struct translation *text);

/* Before a text is sent; if it ties, the session is tied from now on. */
void dbc_note_text(struct dbc *dbc, const struct translation *text, bool ties);

#endif
