/* A token that the user brings: a personal access token, or a workspace token made elsewhere. */
#include "auth/identity.h"

#define LIFE (3600 * INT64_C(1000000)) /* nothing is fetched, so the length is of no matter */

/* It becomes a part of a header: nothing may hide behind a line end. */
static bool is_printable(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || (unsigned char)s.p[i] >= 0x7f)
			return false;
	return s.n > 0;
}

static bool pat_fetch(const struct call *c, struct strbuf *token, int64_t *life_us)
{
	struct span given = span_trim(span_of(c->settings->token));

	if (!is_printable(given))
		return auth_fail(c->err, AUTH_STEP_CONFIG, "28000",
			"Token has spaces or line ends in it: write the token only");
	strbuf_add_span(token, given);
	*life_us = LIFE;
	return !strbuf_failed(token);
}

static const char *pat_user(const struct settings *s)
{
	(void)s;
	return NULL;
}

const struct identity identity_pat = {AUTH_PAT, pat_fetch, pat_user, NULL};
