/*
 * The server's SQLSTATEs as ODBC's: pure, constant data.
 *
 * By default the server's own code passes through (a unique violation is 23505,
 * not 23000), since applications look for it.  A code is replaced only where
 * ODBC has a state of its own for exactly that case, or where the session is
 * gone.  Whether 57014 is an application's cancel (HY008) or a timer of ours
 * (HYT00) only the caller knows; the table says HY008.
 */
#ifndef DIAG_PGSTATES_H
#define DIAG_PGSTATES_H

#include <stdbool.h>

/* The ODBC state; the argument itself when it passes through.  "" and NULL give "HY000". */
const char *pgstate_to_odbc(const char *server);

/* Classes 00, 01 and 02 are no errors; a notice's 00000 becomes 01000. */
bool pgstate_is_warning(const char *server);

/* Does the server close the session after this one? */
bool pgstate_ends_session(const char *server);

#endif
