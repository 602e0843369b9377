#include "auth/cache.h"

#include "base/fiber.h"

#include <string.h>

#define AHEAD_MOST (300 * INT64_C(1000000))
#define AGAIN_AFTER (10 * INT64_C(1000000)) /* after a renewal ahead of time that failed */

struct cache_entry {
	struct cache_entry *next;
	struct strbuf key, value;
	bool filled;
	unsigned fetching;         /* calls that fetch it now */
	bool may_stop;             /* ... of which one is asynchronous: it goes on when its application polls it */
	uint64_t flights;          /* finished fetches, good or bad */
	int64_t mono_end, mono_renew;
	int64_t wall_end;          /* the monotonic clock stands still while a laptop sleeps, tokens do not */
	struct auth_error error;   /* of the last fetch, if it failed */
	bool error_set;
	unsigned users;            /* threads inside cache_get; the entry must stay */
};

bool cache_init(struct cache *c)
{
	*c = (struct cache){0};
	if (!lock_init(&c->lock))
		return false;
	if (!signal_init(&c->changed)) {
		lock_release(&c->lock);
		return false;
	}
	return true;
}

static void forget_error(struct cache_entry *e)
{
	if (e->error_set)
		auth_error_release(&e->error);
	e->error = (struct auth_error){0};
	e->error_set = false;
}

static void entry_free(struct cache_entry *e)
{
	forget_error(e);
	strbuf_release(&e->key);
	strbuf_release(&e->value);
	mem_free(e);
}

void cache_clear(struct cache *c)
{
	struct cache_entry **at = &c->entries;

	lock_take(&c->lock);
	while (*at) {
		struct cache_entry *e = *at;

		e->filled = false;
		strbuf_clear(&e->value);
		if (e->users) {
			at = &e->next;
		} else {
			*at = e->next;
			entry_free(e);
		}
	}
	lock_drop(&c->lock);
}

void cache_release(struct cache *c)
{
	cache_clear(c);
	signal_release(&c->changed);
	lock_release(&c->lock);
}

static struct cache_entry *find(struct cache *c, struct span key)
{
	struct cache_entry *e = c->entries;

	while (e && !span_eq(strbuf_span(&e->key), key))
		e = e->next;
	return e;
}

/* Still usable; `fresh`: and not about to run out. */
static bool is_good(const struct cache_entry *e, const struct clock *clock, bool fresh)
{
	int64_t now = clock_mono(clock);

	return e->filled && now < (fresh ? e->mono_renew : e->mono_end) && clock_wall(clock) < e->wall_end;
}

/* A process that serves many identities must not collect all of them. */
static void sweep(struct cache *c, const struct clock *clock)
{
	struct cache_entry **at = &c->entries;

	while (*at) {
		struct cache_entry *e = *at;

		if (e->users || is_good(e, clock, false)) {
			at = &e->next;
		} else {
			*at = e->next;
			entry_free(e);
		}
	}
}

static struct cache_entry *find_or_add(struct cache *c, struct span key, const struct clock *clock)
{
	struct cache_entry *e = find(c, key);

	if (e)
		return e;
	sweep(c, clock);
	e = mem_new(sizeof(*e));
	if (!e)
		return NULL;
	e->value.secret = true;
	strbuf_add_span(&e->key, key);
	if (strbuf_failed(&e->key)) {
		entry_free(e);
		return NULL;
	}
	e->next = c->entries;
	c->entries = e;
	return e;
}

static bool copy_error(struct auth_error *to, const struct auth_error *from)
{
	*to = *from;
	to->text = STRBUF_INIT;
	strbuf_add_span(&to->text, strbuf_span(&from->text));
	return !strbuf_failed(&to->text);
}

static void keep(struct cache_entry *e, struct strbuf *value, int64_t life_us, const struct clock *clock)
{
	int64_t now = clock_mono(clock), ahead = life_us / 4 < AHEAD_MOST ? life_us / 4 : AHEAD_MOST;

	strbuf_release(&e->value);
	e->value = *value; /* moved */
	*value = STRBUF_SECRET;
	e->filled = true;
	e->mono_end = now + life_us;
	e->mono_renew = e->mono_end - ahead;
	e->wall_end = clock_wall(clock) + life_us;
}

static bool out_of_memory(struct auth_error *err)
{
	memcpy(err->sqlstate, "HY001", 6);
	return false;
}

/* Called with the lock, which is dropped meanwhile.  True: the entry has a value that can be used. */
static bool fetch(struct cache *c, struct cache_entry *e, const struct cache_request *q, struct auth_error *err)
{
	struct strbuf value = STRBUF_SECRET;
	int64_t life_us = 0;
	bool ok;

	e->fetching++;
	e->may_stop = e->may_stop || fiber_inside();
	lock_drop(&c->lock);
	ok = q->fetch(q->data, &value, &life_us, err) && !strbuf_failed(&value);
	lock_take(&c->lock);
	e->fetching--;
	e->may_stop = e->may_stop && e->fetching;
	e->flights++;
	forget_error(e);
	if (ok) {
		keep(e, &value, life_us, q->clock);
	} else if (is_good(e, q->clock, false)) {
		e->mono_renew = clock_mono(q->clock) + AGAIN_AFTER;
		auth_error_release(err);
		ok = true;
	} else {
		e->error_set = copy_error(&e->error, err);
	}
	strbuf_release(&value);
	signal_all(&c->changed);
	return ok;
}

/* Waiting for a call that this very thread has to poll would last for ever. */
static bool somebody_else_fetches(const struct cache_entry *e)
{
	return e->fetching && (!e->may_stop || fiber_inside());
}

/* A failure for want of time is the fetcher's own: those who have more time try themselves. */
static bool is_shared(const struct cache_entry *e)
{
	return e->error_set && strcmp(e->error.sqlstate, "HYT00") != 0;
}

static bool time_is_up(struct auth_error *err)
{
	memcpy(err->sqlstate, "HYT00", 6);
	strbuf_add_text(&err->text, "another connection is still fetching the credential, and LoginTimeout is over");
	return false;
}

static bool get(struct cache *c, struct cache_entry *e, const struct cache_request *q, bool *from_cache,
		struct auth_error *err)
{
	uint64_t seen = e->flights;
	bool waited = false;

	for (;;) {
		if (is_good(e, q->clock, true) || (e->fetching && is_good(e, q->clock, false))) {
			*from_cache = !waited;
			return true;
		}
		if (waited && e->flights != seen && is_shared(e))
			return copy_error(err, &e->error) ? false : out_of_memory(err);
		if (!somebody_else_fetches(e))
			break;
		waited = true;
		seen = e->flights;
		if (!signal_wait(&c->changed, &c->lock, q->deadline_us) && e->fetching && e->flights == seen)
			return time_is_up(err);
	}
	*from_cache = false;
	return fetch(c, e, q, err);
}

bool cache_get(struct cache *c, const struct cache_request *q, struct strbuf *out, bool *from_cache,
	       struct auth_error *err)
{
	struct cache_entry *e;
	bool before = false, ok;

	lock_take(&c->lock);
	e = find_or_add(c, q->key, q->clock);
	if (!e) {
		lock_drop(&c->lock);
		return out_of_memory(err);
	}
	e->users++;
	ok = get(c, e, q, &before, err);
	if (ok) {
		strbuf_clear(out);
		strbuf_add_span(out, strbuf_span(&e->value));
		if (strbuf_failed(out))
			ok = out_of_memory(err);
	}
	e->users--;
	lock_drop(&c->lock);
	if (from_cache)
		*from_cache = before;
	return ok;
}

void cache_drop(struct cache *c, struct span key, const struct strbuf *only)
{
	struct cache_entry *e;

	lock_take(&c->lock);
	e = find(c, key);
	if (e && (!only || span_eq(strbuf_span(&e->value), strbuf_span(only)))) {
		e->filled = false;
		strbuf_clear(&e->value);
	}
	lock_drop(&c->lock);
}
