/*
 * UPDATE and DELETE ... WHERE CURRENT OF a cursor of this connection.  The
 * server knows no such cursor: the condition becomes one for the key of the row
 * that the cursor is on.  A name that no statement has is left to the server,
 * where the application may have declared one.
 */
#ifndef ODBC_POSITIONED_H
#define ODBC_POSITIONED_H

#include "odbc/stmt.h"

/* Does the text consist of one such statement? */
bool positioned(const struct stmt *s);

/* Its text for the row where the cursor is now, into s->positioned. */
SQLRETURN positioned_spell(struct stmt *s);

/* It was run: the cursor learns of it; 01001 when no row was changed. */
SQLRETURN positioned_done(struct stmt *s, SQLRETURN rc);

#endif
