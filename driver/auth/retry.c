#include "auth/retry.h"

#include "auth/when.h"

#include <string.h>

#define SECOND INT64_C(1000000)
#define WAIT_FIRST (SECOND / 4)
#define WAIT_MOST (10 * SECOND)
#define REFUSED_TRIES 9 /* 27 to 36 s, by the jitter */

enum retry_class retry_http(int status, bool token_endpoint)
{
	static const struct {
		int status;
		bool token_endpoint_only;
	} curable[] = {{0, false}, {429, false}, {503, false}, {502, true}, {504, true}};

	for (size_t i = 0; i < sizeof(curable) / sizeof(curable[0]); i++)
		if (curable[i].status == status && (token_endpoint || !curable[i].token_endpoint_only))
			return RETRY_TRANSIENT;
	return RETRY_NEVER;
}

/*
 * The first row that fits decides: `state` is the beginning of the SQLSTATE ("" fits all, "-" a message of libpq,
 * which has none), `text` a part of the message, in lower case.
 */
static const struct login_rule {
	const char *state, *text;
	enum retry_class native, minted;
} login_rules[] = {
	/* Lakebase's gateway words these without a telling SQLSTATE; new roles and branches take up to a minute. */
	{"", "external authorization failed", RETRY_NEVER, RETRY_TRANSIENT},
	{"", "endpoint is temporarily unavailable", RETRY_TRANSIENT, RETRY_TRANSIENT},
	{"", "does not exist", RETRY_NEVER, RETRY_NEVER}, /* role, database */
	{"", "identity did not match", RETRY_NEVER, RETRY_NEVER},
	{"", "sasl authentication failed", RETRY_NEVER, RETRY_NEVER},
	{"", "invalid protocol version", RETRY_NEVER, RETRY_NEVER},
	{"", "invalid authorization for databricks identity", RETRY_NEVER, RETRY_FRESH},
	{"", "failed to decode token", RETRY_NEVER, RETRY_FRESH},
	{"", "not a valid jwt", RETRY_NEVER, RETRY_FRESH},
	{"", "password authentication failed", RETRY_NEVER, RETRY_FRESH},
	{"28", "", RETRY_NEVER, RETRY_FRESH},
	{"57P01", "", RETRY_WAKING, RETRY_WAKING},
	{"57P02", "", RETRY_WAKING, RETRY_WAKING},
	{"57P03", "", RETRY_WAKING, RETRY_WAKING},
	{"08P01", "", RETRY_NEVER, RETRY_NEVER},
	{"08", "", RETRY_WAKING, RETRY_WAKING},
	/* libpq's own words: what is configured wrongly stays wrong, the rest may be an endpoint that is waking up */
	{"-", "certificate", RETRY_NEVER, RETRY_NEVER},
	{"-", "does not match host name", RETRY_NEVER, RETRY_NEVER},
	{"-", "does not support ssl", RETRY_NEVER, RETRY_NEVER},
	{"-", "private key", RETRY_NEVER, RETRY_NEVER},
	{"-", "invalid", RETRY_NEVER, RETRY_NEVER},
	{"-", "unsupported", RETRY_NEVER, RETRY_NEVER},
	{"-", "tlsv1 alert", RETRY_NEVER, RETRY_NEVER},
	{"-", "name or service not known", RETRY_NEVER, RETRY_NEVER},
	{"-", "nodename nor servname", RETRY_NEVER, RETRY_NEVER},
	{"-", "no address associated", RETRY_NEVER, RETRY_NEVER},
	{"-", "out of memory", RETRY_NEVER, RETRY_NEVER},
	{"-", "connection refused", RETRY_REFUSED, RETRY_REFUSED},
	{"-", "", RETRY_WAKING, RETRY_WAKING},
	{"", "", RETRY_NEVER, RETRY_NEVER},
};

static bool contains(struct span text, const char *part)
{
	struct span want = span_of(part);

	for (size_t i = 0; i + want.n <= text.n; i++)
		if (span_ieq(span_make(text.p + i, want.n), want))
			return true;
	return false;
}

enum retry_class retry_login(struct span sqlstate, struct span message, bool minted)
{
	size_t i = 0;

	for (;; i++) {
		const struct login_rule *rule = &login_rules[i];
		bool state = rule->state[0] == '-' ? sqlstate.n == 0 : span_starts(sqlstate, rule->state);

		if (state && contains(message, rule->text))
			return minted ? rule->minted : rule->native;
	}
}

/* Spreads neighbouring seeds (MurmurHash3's last step). */
static uint32_t mix(uint32_t x)
{
	x ^= x >> 16;
	x *= 0x85ebca6bu;
	x ^= x >> 13;
	x *= 0xc2b2ae35u;
	return x ^ (x >> 16);
}

int64_t retry_wait(enum retry_class c, unsigned attempt, int64_t retry_after_us, uint32_t seed, int64_t now_us,
		   int64_t deadline_us)
{
	int64_t wait = WAIT_FIRST;

	if (c == RETRY_NEVER || (c == RETRY_REFUSED && attempt >= REFUSED_TRIES))
		return -1;
	if (c == RETRY_FRESH)
		return attempt <= 1 && now_us < deadline_us ? 0 : -1;
	for (unsigned i = 1; i < attempt && wait < WAIT_MOST; i++)
		wait *= 2;
	if (wait > WAIT_MOST)
		wait = WAIT_MOST;
	wait -= wait / 4 * (mix(seed + attempt) % 1024) / 1024; /* many clients must not come back together */
	if (wait < retry_after_us)
		wait = retry_after_us;
	return now_us >= deadline_us || wait >= deadline_us - now_us ? -1 : wait;
}

int64_t retry_after(struct span value, int64_t wall_now_us)
{
	uint64_t seconds;
	int64_t when;

	value = span_trim(value);
	if (span_uint(value, INT32_MAX, &seconds))
		return (int64_t)seconds * SECOND;
	if (when_http(value, &when) && when > wall_now_us)
		return when - wall_now_us;
	return 0;
}
