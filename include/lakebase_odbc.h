/*
 * Connection attributes of the Lakebase ODBC driver: an application gives it the
 * token to sign in with, or a function that makes one.
 *
 * SPDX-License-Identifier: Apache-2.0
 *
 * Set one of the two before connecting, and say in the connection string or the
 * data source what the token is:
 *
 *	AuthType=token  a database credential, the password of the PostgreSQL role.
 *	                Server has to be given; UID is the token's subject unless given.
 *	                What "auto" takes where nothing else is complete.
 *	AuthType=pat    a token of the workspace (OAuth or personal access token), with
 *	                which the driver finds the endpoint and has the database
 *	                credential made.  Workspace has to be given.
 *
 *	#include <lakebase_odbc.h>
 *
 *	static int token(void *context, const struct lb_token_request *request, char *buffer, size_t room)
 *	{
 *		const struct user *user = context;
 *		const char *text = token_of(user, request->reason == LB_TOKEN_REFUSED);
 *
 *		return (int)snprintf(buffer, room, "%s", text);
 *	}
 *
 *	struct lb_token_provider provider = {sizeof(provider), token, user};
 *
 *	SQLSetConnectAttr(dbc, SQL_ATTR_LB_TOKEN_PROVIDER, &provider, sizeof(provider));
 *	SQLDriverConnect(dbc, NULL, "Driver={Lakebase ODBC Driver};Server=...;AuthType=token", SQL_NTS, ...);
 *
 * Neither attribute can be read back from the driver.  (Before connecting it is
 * the driver manager that keeps the values, and it shows them to whoever asks
 * it with SQLGetConnectAttr: a function is the better way for what must not lie
 * about in memory.)  No token is ever in the trace, a message or a completed
 * connection string.
 *
 * Driver managers' pools: what is given here is not part of their key, so a
 * connection that was opened with it ends when it is given back, and its next
 * user gets a connection of his own.
 */
#ifndef LAKEBASE_ODBC_H
#define LAKEBASE_ODBC_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The token itself: printable characters without spaces, at most 64 KiB.  From the W functions it may be wide.
 * NULL takes it back.  Where a function is given as well, it is the function that counts.
 *
 * Give the length in bytes.  SQL_NTS is allowed too; of wide text, older versions of unixODBC keep the first byte
 * only until they connect, which then fails and says so.  iODBC keeps only the pointer until it connects: with it the
 * text has to end with a NUL and to stay where it is.
 *
 * The text is used again when the connection has to be opened anew, so give the next one in time; it may be set
 * while connected, and is used from the next time on.
 */
#define SQL_ATTR_LB_TOKEN (0x4000 + 0x0b1)

/*
 * A pointer to a struct lb_token_provider, with sizeof(struct lb_token_provider) as the length.  The driver copies
 * the struct; until the connection is open it must stay where it is (iODBC keeps only the pointer until then).
 */
#define SQL_ATTR_LB_TOKEN_PROVIDER (0x4000 + 0x0b2)

/* Why a token is wanted. */
#define LB_TOKEN_CONNECT   1 /* the application connects */
#define LB_TOKEN_RECONNECT 2 /* an idle connection was lost and is opened again, inside of some statement */
#define LB_TOKEN_REFUSED   3 /* the last one was not taken: give another one, not one that you keep */

/* What it is for: see above. */
#define LB_TOKEN_DATABASE  1 /* AuthType=token */
#define LB_TOKEN_WORKSPACE 2 /* AuthType=pat */

struct lb_token_request {
	size_t size;         /* of this struct: later versions may add members */
	int32_t reason;      /* LB_TOKEN_CONNECT ... */
	int32_t kind;        /* LB_TOKEN_DATABASE ... */
	int32_t timeout_ms;  /* what is left of the login timeout; -1: there is none */
	const char *where;   /* UTF-8: the server, or the URL of the workspace */
	const char *user;    /* UTF-8: UID as given, or NULL */
};

/*
 * Writes the token into `buffer` (without a terminator, or with one) and returns its length in bytes.  When there is
 * none it returns -1, and may write the reason there, as UTF-8 with a terminator: it becomes part of the message of
 * the function that connects (SQLSTATE 28000).  `room` is at least 64 KiB.  The buffer is wiped afterwards.
 *
 * It is called on the thread that called the ODBC function, on that thread's own stack (also in asynchronous
 * calls), while this connection is locked: it must not call ODBC functions with this connection's handles; others
 * it may use.  Several connections with the same function may ask at the same time, on their threads.  It is asked
 * once each time when a session is opened, and once more when the token was not taken; the driver does not keep
 * the token for another connection, so keep it yourself if it is dear.  It may take its time, but nobody
 * interrupts it: the login timeout is looked at only when it has come back.  It must return (no longjmp, no
 * exception).
 */
typedef int (*lb_token_function)(void *context, const struct lb_token_request *request, char *buffer, size_t room);

/* `context` is handed to the function as it is.  It must be valid until the connection handle is freed, or until
 * SQL_ATTR_LB_TOKEN_PROVIDER is set to something else. */
struct lb_token_provider {
	size_t size; /* sizeof(struct lb_token_provider) */
	lb_token_function function;
	void *context;
};

#ifdef __cplusplus
}
#endif

#endif
