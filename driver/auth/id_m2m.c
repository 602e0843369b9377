/* A service principal with a client secret: RFC 6749 4.4. */
#include "auth/base64.h"
#include "auth/form.h"
#include "auth/identity.h"
#include "auth/token.h"

#define LIFE_UNKNOWN (300 * INT64_C(1000000)) /* expires_in is only recommended: RFC 6749 5.1 */

/* Both are form-encoded before they are joined and Base64-encoded: RFC 6749 2.3.1. */
static void add_basic(struct strbuf *out, const char *id, const char *secret)
{
	struct strbuf pair = STRBUF_SECRET;

	form_add(&pair, span_of(id));
	strbuf_add_char(&pair, ':');
	form_add(&pair, span_of(secret));
	strbuf_add_text(out, "Basic ");
	base64_encode(strbuf_span(&pair), out);
	out->failed |= strbuf_failed(&pair);
	strbuf_release(&pair);
}

static bool take_reply(const struct call *c, const struct call_request *q, const struct http_reply *reply,
		       struct strbuf *token, int64_t *life_us)
{
	struct oauth_reply parsed;
	const char *wrong = "";

	if (!oauth_reply_parse(strbuf_span(&reply->body), &parsed, &wrong))
		return call_unexpected(c, q, reply, wrong);
	strbuf_add_text(token, parsed.access_token);
	*life_us = parsed.expires_in_s ? parsed.expires_in_s * 1000000 : LIFE_UNKNOWN;
	oauth_reply_release(&parsed);
	return true;
}

static bool m2m_fetch(const struct call *c, struct strbuf *token, int64_t *life_us)
{
	struct strbuf basic = STRBUF_SECRET, form = STRBUF_INIT;
	struct http_reply reply = HTTP_REPLY_INIT;
	struct call_request q = {
		.step = AUTH_STEP_IDENTITY, .doing = "signing in with ClientId and ClientSecret", .method = "POST",
		.path = "/oidc/v1/token", .content_type = "application/x-www-form-urlencoded",
	};
	bool ok;

	add_basic(&basic, c->settings->client_id, c->settings->client_secret);
	strbuf_add_text(&form, "grant_type=client_credentials&scope=");
	form_add(&form, span_of(c->settings->scope));
	q.authorization = strbuf_span(&basic);
	q.body = strbuf_span(&form);
	if (strbuf_failed(&basic) || strbuf_failed(&form))
		ok = auth_fail(c->err, AUTH_STEP_IDENTITY, "HY001", "out of memory");
	else
		ok = call_send(c, &q, &reply) && take_reply(c, &q, &reply, token, life_us);
	http_reply_release(&reply);
	strbuf_release(&basic);
	strbuf_release(&form);
	return ok;
}

static const char *m2m_user(const struct settings *s)
{
	return s->client_id;
}

const struct identity identity_m2m = {AUTH_OAUTH_M2M, m2m_fetch, m2m_user, NULL, false};
