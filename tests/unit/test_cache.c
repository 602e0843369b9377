#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/cache.h"

#include <string.h>
#include <unistd.h>

#define SECOND INT64_C(1000000)

static int64_t now_us;

static int64_t fake_now(void *data)
{
	(void)data;
	return __atomic_load_n(&now_us, __ATOMIC_SEQ_CST);
}

static void fake_sleep(void *data, int64_t us)
{
	(void)data;
	__atomic_add_fetch(&now_us, us, __ATOMIC_SEQ_CST);
}

static const struct clock fake_clock = {fake_now, fake_now, fake_sleep, NULL};

static struct cache cache;

/* What the next fetches do. */
struct server {
	int calls;
	int64_t life_us;
	bool fails;
	const char *sqlstate;
	unsigned delay_us;
};

static bool fetch(void *data, struct strbuf *value, int64_t *life_us, struct auth_error *err)
{
	struct server *s = data;
	int call = __atomic_add_fetch(&s->calls, 1, __ATOMIC_SEQ_CST);

	if (s->delay_us)
		usleep(s->delay_us);
	if (s->fails) {
		memcpy(err->sqlstate, s->sqlstate, 6);
		strbuf_printf(&err->text, "failure %d", call);
		return false;
	}
	strbuf_printf(value, "token %d", call);
	*life_us = s->life_us;
	return true;
}

static bool get(struct server *s, const char *key, struct strbuf *out, bool *from_cache, struct auth_error *err)
{
	struct cache_request q = {span_of(key), fetch, s, &fake_clock, CLOCK_NEVER};

	return cache_get(&cache, &q, out, from_cache, err);
}

/* Gets it and says which token it was; 0 when it failed. */
static int get_number(struct server *s, const char *key)
{
	struct strbuf out = STRBUF_SECRET;
	struct auth_error err = {0};
	int n = 0;

	if (get(s, key, &out, NULL, &err))
		n = strbuf_text(&out)[6] - '0';
	auth_error_release(&err);
	strbuf_release(&out);
	return n;
}

static int begin(void **state)
{
	(void)state;
	now_us = 1000 * SECOND;
	return cache_init(&cache) ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	cache_release(&cache);
	return 0;
}

static void a_token_is_renewed_five_minutes_ahead(void **state)
{
	struct server s = {.life_us = 3600 * SECOND};

	(void)state;
	assert_int_equal(get_number(&s, "a"), 1);
	now_us += 3299 * SECOND;
	assert_int_equal(get_number(&s, "a"), 1);
	now_us += 2 * SECOND;
	assert_int_equal(get_number(&s, "a"), 2);
	assert_int_equal(get_number(&s, "b"), 3); /* another key is another token */
}

static void a_token_of_twenty_seconds_is_used_for_fifteen(void **state)
{
	struct server s = {.life_us = 20 * SECOND};

	(void)state;
	assert_int_equal(get_number(&s, "a"), 1);
	now_us += 14 * SECOND;
	assert_int_equal(get_number(&s, "a"), 1);
	now_us += 2 * SECOND;
	assert_int_equal(get_number(&s, "a"), 2);
}

static void a_failed_renewal_keeps_the_good_token_to_its_end(void **state)
{
	struct server s = {.life_us = 3600 * SECOND};

	(void)state;
	assert_int_equal(get_number(&s, "a"), 1);
	s.fails = true;
	s.sqlstate = "08001";
	now_us += 3400 * SECOND;
	assert_int_equal(get_number(&s, "a"), 1);
	assert_int_equal(get_number(&s, "a"), 1);
	assert_int_equal(s.calls, 2); /* it does not try again at once */
	now_us += 100 * SECOND;
	assert_int_equal(get_number(&s, "a"), 1);
	assert_int_equal(s.calls, 3);
	now_us += 101 * SECOND;
	assert_int_equal(get_number(&s, "a"), 0);
}

static void a_refused_token_is_dropped_but_not_its_successor(void **state)
{
	struct server s = {.life_us = 3600 * SECOND};
	struct strbuf old = STRBUF_INIT;

	(void)state;
	strbuf_add_text(&old, "token 1");
	assert_int_equal(get_number(&s, "a"), 1);
	cache_drop(&cache, SPAN_LIT("a"), &old);
	assert_int_equal(get_number(&s, "a"), 2);
	cache_drop(&cache, SPAN_LIT("a"), &old);
	assert_int_equal(get_number(&s, "a"), 2);
	cache_drop(&cache, SPAN_LIT("a"), NULL);
	assert_int_equal(get_number(&s, "a"), 3);
	strbuf_release(&old);
}

static void from_cache_is_told(void **state)
{
	struct server s = {.life_us = 3600 * SECOND};
	struct strbuf out = STRBUF_SECRET;
	struct auth_error err = {0};
	bool from_cache = true;

	(void)state;
	assert_true(get(&s, "a", &out, &from_cache, &err));
	assert_false(from_cache);
	assert_true(get(&s, "a", &out, &from_cache, &err));
	assert_true(from_cache);
	strbuf_release(&out);
}

/* ---- threads ---- */

#define THREADS 50

struct visitor {
	pthread_t thread;
	struct server *server;
	bool ok;
	char text[32];
};

static void *visit(void *data)
{
	struct visitor *v = data;
	struct strbuf out = STRBUF_SECRET;
	struct auth_error err = {0};

	v->ok = get(v->server, "shared", &out, NULL, &err);
	memcpy(v->text, strbuf_text(v->ok ? &out : &err.text), 9);
	strbuf_release(&out);
	auth_error_release(&err);
	return NULL;
}

static void visit_all(struct visitor *v, struct server *s)
{
	memset(v, 0, THREADS * sizeof(*v));
	for (int i = 0; i < THREADS; i++) {
		v[i].server = s;
		assert_int_equal(pthread_create(&v[i].thread, NULL, visit, &v[i]), 0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(v[i].thread, NULL);
}

static void fifty_threads_fetch_once(void **state)
{
	struct server s = {.life_us = 3600 * SECOND, .delay_us = 100000};
	struct visitor v[THREADS];

	(void)state;
	visit_all(v, &s);
	assert_int_equal(s.calls, 1);
	for (int i = 0; i < THREADS; i++)
		assert_true(v[i].ok && strcmp(v[i].text, "token 1") == 0);
}

static void a_failure_is_shared_by_those_who_waited(void **state)
{
	struct server s = {.fails = true, .sqlstate = "28000", .delay_us = 200000};
	struct visitor v[THREADS];

	(void)state;
	visit_all(v, &s);
	assert_int_equal(s.calls, 1);
	for (int i = 0; i < THREADS; i++)
		assert_true(!v[i].ok && memcmp(v[i].text, "failure 1", 9) == 0);
	assert_int_equal(get_number(&s, "shared"), 0); /* the next one tries itself */
	assert_int_equal(s.calls, 2);
}

static void want_of_time_is_not_shared(void **state)
{
	struct server s = {.fails = true, .sqlstate = "HYT00", .delay_us = 1000};
	struct visitor v[THREADS];

	(void)state;
	visit_all(v, &s);
	assert_int_equal(s.calls, THREADS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_token_is_renewed_five_minutes_ahead, begin, end),
		cmocka_unit_test_setup_teardown(a_token_of_twenty_seconds_is_used_for_fifteen, begin, end),
		cmocka_unit_test_setup_teardown(a_failed_renewal_keeps_the_good_token_to_its_end, begin, end),
		cmocka_unit_test_setup_teardown(a_refused_token_is_dropped_but_not_its_successor, begin, end),
		cmocka_unit_test_setup_teardown(from_cache_is_told, begin, end),
		cmocka_unit_test_setup_teardown(fifty_threads_fetch_once, begin, end),
		cmocka_unit_test_setup_teardown(a_failure_is_shared_by_those_who_waited, begin, end),
		cmocka_unit_test_setup_teardown(want_of_time_is_not_shared, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
