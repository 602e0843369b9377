/*
 * Asking the server to stop what a session does.  libpq's call connects anew and waits, without a limit where the
 * network has gone silent or the server does not answer, so it runs in a thread of its own and is waited for with a
 * deadline; whoever gives up leaves it behind.
 *
 * A canceller is shared: hold it, use it without any lock, drop it.  All calls are for any thread.
 */
#ifndef PG_CANCEL_H
#define PG_CANCEL_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

struct pg_conn;
struct canceller;

struct canceller *canceller_new(struct pg_conn *conn); /* NULL: memory is short */
struct canceller *canceller_hold(struct canceller *c); /* accepts NULL */
void canceller_drop(struct canceller *c);              /* accepts NULL */

/* True: the server has taken the request, which says nothing of what it does with it.  `why` may be NULL. */
bool canceller_send(struct canceller *c, int64_t deadline_us, struct strbuf *why);

#endif
