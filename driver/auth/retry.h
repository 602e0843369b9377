/*
 * What waiting can cure, and how long to wait: pure.  Used for HTTP calls and
 * for PostgreSQL logins alike.  The classes are a table (retry.c).
 */
#ifndef AUTH_RETRY_H
#define AUTH_RETRY_H

#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

enum retry_class {
	RETRY_NEVER,       /* wrong password, no such role or database, bad certificate */
	RETRY_WAKING,      /* unreachable, 57P03: the endpoint may be asleep or restarting */
	RETRY_REFUSED,     /* nothing listens: a server that restarts, for half a minute; then a wrong Server or Port */
	RETRY_FRESH,       /* the login was refused and an old credential may be why: once, with a new one */
	RETRY_TRANSIENT,   /* `External authorization failed`, HTTP 429/5xx: a fresh try after a pause */
};

/* A failed HTTP call: status 0 = no answer (network).  token_endpoint: also 502 and 504. */
enum retry_class retry_http(int status, bool token_endpoint);

/* A failed PostgreSQL login: SQLSTATE ("" when the server gave none) and its message.
 * minted: the password was a minted credential. */
enum retry_class retry_login(struct span sqlstate, struct span message, bool minted);

/*
 * Microseconds to wait before try number `attempt` + 1 (attempt from 1), or -1 to stop:
 * exponential from 0.25 s to 10 s, with jitter from `seed`, at least retry_after_us,
 * never past the deadline, and nine tries of RETRY_REFUSED.
 */
int64_t retry_wait(enum retry_class c, unsigned attempt, int64_t retry_after_us, uint32_t seed, int64_t now_us,
		   int64_t deadline_us);

/* A Retry-After value: seconds or an HTTP date; microseconds from now, or 0. */
int64_t retry_after(struct span value, int64_t wall_now_us);

#endif
