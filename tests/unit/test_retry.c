#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/retry.h"
#include "auth/when.h"
#include "base/mem.h"

#define SECOND INT64_C(1000000)

static void http_statuses_that_waiting_cures(void **state)
{
	static const struct {
		int status;
		bool token;
		enum retry_class want;
	} rows[] = {
		{0, false, RETRY_TRANSIENT}, {429, false, RETRY_TRANSIENT}, {503, false, RETRY_TRANSIENT},
		{502, true, RETRY_TRANSIENT}, {504, true, RETRY_TRANSIENT}, {502, false, RETRY_NEVER}, {504, false,
			RETRY_NEVER},
		{400, true, RETRY_NEVER}, {401, true, RETRY_NEVER}, {403, false, RETRY_NEVER}, {404, false,
			RETRY_NEVER},
		{500, false, RETRY_NEVER}, {303, false, RETRY_NEVER}, {200, false, RETRY_NEVER},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(rows); i++)
		assert_int_equal(retry_http(rows[i].status, rows[i].token), rows[i].want);
}

static void logins_that_waiting_or_a_fresh_credential_cures(void **state)
{
	static const struct {
		const char *state, *message;
		enum retry_class native, minted;
	} rows[] = {
		{"28P01", "password authentication failed for user \"x\"", RETRY_NEVER, RETRY_FRESH},
		{"28000", "role \"x\" does not exist", RETRY_NEVER, RETRY_NEVER},
		{"3D000", "database \"x\" does not exist", RETRY_NEVER, RETRY_NEVER},
		{"XX000", "External authorization failed", RETRY_NEVER, RETRY_TRANSIENT},
		{"28P01", "Invalid authorization for databricks identity login", RETRY_NEVER, RETRY_FRESH},
		{"28P01", "Failed to decode token for role \"x\"", RETRY_NEVER, RETRY_FRESH},
		{"28P01", "token's identity did not match", RETRY_NEVER, RETRY_NEVER},
		{"57P03", "the database system is starting up", RETRY_WAKING, RETRY_WAKING},
		{"57P01", "terminating connection due to administrator command", RETRY_WAKING, RETRY_WAKING},
		{"08006", "anything", RETRY_WAKING, RETRY_WAKING},
		{"42501", "permission denied", RETRY_NEVER, RETRY_NEVER},
		{"53300", "too many connections", RETRY_NEVER, RETRY_NEVER},
		{"", "connection to server at \"h\", port 5432 failed: Connection refused", RETRY_REFUSED, RETRY_REFUSED},
		{"", "timeout expired", RETRY_WAKING, RETRY_WAKING},
		{"", "server closed the connection unexpectedly", RETRY_WAKING, RETRY_WAKING},
		{"", "could not translate host name \"h\" to address: Name or service not known", RETRY_NEVER,
			RETRY_NEVER},
		{"", "could not translate host name \"h\" to address: Temporary failure in name resolution",
			RETRY_WAKING, RETRY_WAKING},
		{"", "SSL error: certificate verify failed", RETRY_NEVER, RETRY_NEVER},
		{"", "server certificate for \"a\" does not match host name \"b\"", RETRY_NEVER, RETRY_NEVER},
		{"", "root certificate file \"x\" does not exist", RETRY_NEVER, RETRY_NEVER},
		{"", "SASL authentication failed", RETRY_NEVER, RETRY_NEVER},
		{"", "Invalid protocol version: 196608", RETRY_NEVER, RETRY_NEVER},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(rows); i++) {
		enum retry_class native = retry_login(span_of(rows[i].state), span_of(rows[i].message), false);
		enum retry_class minted = retry_login(span_of(rows[i].state), span_of(rows[i].message), true);

		if (native != rows[i].native || minted != rows[i].minted)
			fail_msg("%s: %d %d", rows[i].message, native, minted);
	}
}

static void waits_grow_from_a_quarter_to_ten_seconds(void **state)
{
	int64_t most = SECOND / 4;

	(void)state;
	for (unsigned attempt = 1; attempt < 40; attempt++) {
		for (uint32_t seed = 0; seed < 50; seed++) {
			int64_t wait = retry_wait(RETRY_TRANSIENT, attempt, 0, seed, 0, 1000 * SECOND);

			assert_true(wait > most / 4 * 3 - 2 && wait <= most);
		}
		most = most * 2 < 10 * SECOND ? most * 2 : 10 * SECOND;
	}
	assert_true(retry_wait(RETRY_WAKING, 3, 0, 1, 0, INT64_MAX) != retry_wait(RETRY_WAKING, 3, 0, 2, 0, INT64_MAX));
}

static void waiting_ends_with_the_deadline(void **state)
{
	(void)state;
	assert_int_equal(retry_wait(RETRY_NEVER, 1, 0, 0, 0, 100 * SECOND), -1);
	assert_int_equal(retry_wait(RETRY_FRESH, 1, 0, 0, 0, 100 * SECOND), 0);
	assert_int_equal(retry_wait(RETRY_FRESH, 2, 0, 0, 0, 100 * SECOND), -1);
	assert_int_equal(retry_wait(RETRY_FRESH, 1, 0, 0, 5, 5), -1);
	assert_int_equal(retry_wait(RETRY_WAKING, 1, 0, 0, 10 * SECOND, 10 * SECOND + 1000), -1);
	assert_int_equal(retry_wait(RETRY_TRANSIENT, 1, 7 * SECOND, 0, 0, 8 * SECOND), 7 * SECOND);
	assert_int_equal(retry_wait(RETRY_TRANSIENT, 1, 7 * SECOND, 0, 0, 6 * SECOND), -1);
	assert_int_equal(retry_wait(RETRY_TRANSIENT, 1, 0, 0, 20, 10), -1);
}

/* Who mistyped Port does not want to look at nothing for two minutes; a restart is over in half of one. */
static void a_port_where_nothing_listens_is_given_up(void **state)
{
	(void)state;
	for (uint32_t seed = 0; seed < 50; seed++) {
		int64_t now = 0, wait;

		for (unsigned attempt = 1; (wait = retry_wait(RETRY_REFUSED, attempt, 0, seed, now, 120 * SECOND)) >= 0; attempt++)
			now += wait;
		assert_true(now > 25 * SECOND && now < 40 * SECOND);
	}
}

static void retry_after_is_seconds_or_a_date(void **state)
{
	int64_t now;

	(void)state;
	assert_true(when_http(SPAN_LIT("Sun, 06 Nov 1994 08:49:37 GMT"), &now));
	assert_int_equal(now, 784111777 * SECOND);
	assert_int_equal(retry_after(SPAN_LIT("12"), 0), 12 * SECOND);
	assert_int_equal(retry_after(SPAN_LIT("Sun, 06 Nov 1994 08:49:47 GMT"), now), 10 * SECOND);
	assert_int_equal(retry_after(SPAN_LIT("Sun, 06 Nov 1994 08:49:07 GMT"), now), 0);
	assert_int_equal(retry_after(SPAN_LIT(""), now), 0);
	assert_int_equal(retry_after(SPAN_LIT("soon"), now), 0);
	assert_int_equal(retry_after(SPAN_LIT("-5"), now), 0);
}

static void rfc_3339_in_all_spellings(void **state)
{
	static const struct {
		const char *text;
		int64_t want; /* -1: refused */
	} rows[] = {
		{"1970-01-01T00:00:00Z", 0},
		{"2026-02-06T17:07:00Z", 1770397620 * SECOND},
		{"2026-02-06t17:07:00z", 1770397620 * SECOND},
		{"2026-02-06 17:07:00 +00:00", 1770397620 * SECOND},
		{"2026-02-06T18:07:00.5+01:00", 1770397620 * SECOND + 500000},
		{"2026-02-06T12:07:00.123456789-05:00", 1770397620 * SECOND + 123456},
		{"2026-02-30T17:07:00Z", -1},
		{"2026-02-06T25:07:00Z", -1},
		{"2026-02-06T17:07:00", -1},
		{"2026-02-06", -1},
		{"", -1},
		{"2026-02-06T17:07:00Zx", -1},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(rows); i++) {
		int64_t got = 0;
		bool ok = when_rfc3339(span_of(rows[i].text), &got);

		if (ok != (rows[i].want >= 0) || (ok && got != rows[i].want))
			fail_msg("%s: %lld", rows[i].text, (long long)got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(http_statuses_that_waiting_cures),
		cmocka_unit_test(logins_that_waiting_or_a_fresh_credential_cures),
		cmocka_unit_test(waits_grow_from_a_quarter_to_ten_seconds),
		cmocka_unit_test(waiting_ends_with_the_deadline),
		cmocka_unit_test(a_port_where_nothing_listens_is_given_up),
		cmocka_unit_test(retry_after_is_seconds_or_a_date),
		cmocka_unit_test(rfc_3339_in_all_spellings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
