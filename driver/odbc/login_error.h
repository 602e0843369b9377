/*
 * A login that PostgreSQL (or the way to it) refused: which SQLSTATE, and what
 * the user can do about it.  libpq hands out no SQLSTATE for a failed login, so
 * where there is none the message decides.  Pure; constant data.
 */
#ifndef ODBC_LOGIN_ERROR_H
#define ODBC_LOGIN_ERROR_H

#include "base/span.h"

#include <stdbool.h>

struct login_error {
	const char *state;  /* 08001, 08004, 28000, 3D000, ... */
	const char *remedy; /* words to put behind the message; NULL: nothing to add */
	bool from_server;   /* the server said it, not libpq or the network */
};

/* sqlstate: "" when the server gave none.  minted: the password was a minted OAuth credential. */
struct login_error login_error_of(struct span sqlstate, struct span message, bool minted);

#endif
