/*
 * What was fetched and is still good: tokens, credentials, hosts.  One cache
 * for the process, keyed by text that holds no secret.
 *
 * However many threads ask for a key, one of them fetches and the others wait
 * for it; a failure is shared with those who waited.  A value is fetched again
 * a while before it runs out (a quarter of its life, at most 5 minutes); if
 * that fails, the old one serves until its end.  The lock is not held while
 * fetching.
 */
#ifndef AUTH_CACHE_H
#define AUTH_CACHE_H

#include "auth/credential.h"
#include "base/clock.h"
#include "base/lock.h"
#include "base/strbuf.h"

struct cache_entry;

struct cache {
	struct lock lock;
	struct signal changed;
	struct cache_entry *entries;
};

bool cache_init(struct cache *c) LB_MUST_USE;
void cache_release(struct cache *c);
void cache_clear(struct cache *c); /* entries that are being fetched stay until that is done */

/* Puts the value into `value` (secret) and how long it is good into *life_us. */
typedef bool cache_fetch_fn(void *data, struct strbuf *value, int64_t *life_us, struct auth_error *err);

struct cache_request {
	struct span key;
	cache_fetch_fn *fetch;
	void *data;
	const struct clock *clock;
	int64_t deadline_us; /* of the monotonic clock: how long to wait for another's fetch */
};

/* from_cache (may be NULL): the value was there before this call. */
bool cache_get(struct cache *c, const struct cache_request *q, struct strbuf *out, bool *from_cache,
	       struct auth_error *err) LB_MUST_USE;

/* Forgets the value of the key; with `only`, only if it is that one. */
void cache_drop(struct cache *c, struct span key, const struct strbuf *only);

#endif
