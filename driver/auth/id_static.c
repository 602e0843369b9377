/* A token that the user brings: a personal access token, or a workspace token made elsewhere. */
#include "auth/identity.h"
#include "auth/secret_file.h"

#define LIFE (3600 * INT64_C(1000000)) /* nothing is fetched, so the length is of no matter */

static bool pat_fetch(const struct call *c, struct strbuf *token, int64_t *life_us)
{
	struct span given = span_trim(span_of(c->settings->token));

	if (!secret_is_word(given))
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

const struct identity identity_pat = {AUTH_PAT, pat_fetch, pat_user, NULL, false};
