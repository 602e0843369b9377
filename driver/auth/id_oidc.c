/*
 * Workload identity federation: an ID token of an issuer that the workspace
 * trusts is exchanged for a workspace token (RFC 8693).  The ID token comes
 * from the environment, a file, or GitHub Actions.
 */
#include "auth/form.h"
#include "auth/identity.h"
#include "auth/secret_file.h"
#include "auth/token.h"
#include "base/trace.h"

#define LIFE_UNKNOWN (300 * INT64_C(1000000)) /* expires_in is only recommended: RFC 6749 5.1 */
#define TOKEN_PATH "/oidc/v1/token"

static bool no_memory(const struct call *c)
{
	return auth_fail(c->err, AUTH_STEP_IDENTITY, "HY001", "out of memory");
}

/* ---- the exchange ---- */

#define POLICY \
	"Check ClientId (the application id of the service principal; left out for account-wide federation), and the " \
	"federation policy in Databricks: issuer, subject and audience have to be those of the token"

static const struct call_hint exchange_hints[] = {
	{400, "invalid_scope", "28000", "Check Scope: all-apis, or postgres, must be allowed for this client"},
	{400, "expired", "28000", "The ID token is too old: whoever writes it has to write a new one"},
	{400, "\"exp\"", "28000", "The ID token is too old: whoever writes it has to write a new one"},
	{400, "", "28000", POLICY},
	{401, "", "28000", POLICY},
	{0, NULL, NULL, NULL},
};

static bool take_token(const struct call *c, const struct call_request *q, const struct http_reply *reply,
		       struct strbuf *token, int64_t *life_us)
{
	struct oauth_reply parsed;
	const char *wrong = "";

	if (!oauth_reply_parse(strbuf_span(&reply->body), &parsed, &wrong))
		return call_unexpected(c, q, reply, wrong);
	strbuf_add_text(token, parsed.access_token);
	*life_us = parsed.expires_in_s ? parsed.expires_in_s * 1000000 : LIFE_UNKNOWN;
	oauth_reply_release(&parsed);
	return !strbuf_failed(token) || no_memory(c);
}

static bool exchange(const struct call *c, const char *id_token, struct strbuf *token, int64_t *life_us)
{
	struct strbuf form = STRBUF_SECRET;
	struct http_reply reply = HTTP_REPLY_INIT;
	struct call_request q = {
		.step = AUTH_STEP_IDENTITY, .doing = "exchanging the ID token", .method = "POST", .path = TOKEN_PATH,
		.content_type = "application/x-www-form-urlencoded", .secret = id_token, .hints = exchange_hints,
	};
	bool ok;

	form_add_pair(&form, "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
	form_add_pair(&form, "subject_token", id_token);
	form_add_pair(&form, "subject_token_type", "urn:ietf:params:oauth:token-type:jwt");
	form_add_pair(&form, "scope", c->settings->scope);
	form_add_pair(&form, "client_id", c->settings->client_id);
	q.body = strbuf_span(&form);
	ok = strbuf_failed(&form) ? no_memory(c) : call_send(c, &q, &reply) && take_token(c, &q, &reply, token, life_us);
	http_reply_release(&reply);
	strbuf_release(&form);
	return ok;
}

static const char *oidc_user(const struct settings *s)
{
	return s->client_id; /* NULL: the workspace token tells */
}

/* ---- from the environment ---- */

static bool env_fetch(const struct call *c, struct strbuf *token, int64_t *life_us)
{
	struct strbuf id_token = STRBUF_SECRET;
	bool ok;

	strbuf_add_span(&id_token, span_trim(span_of(c->settings->oidc_token)));
	if (strbuf_failed(&id_token))
		ok = no_memory(c);
	else if (!secret_is_word(strbuf_span(&id_token)))
		ok = auth_fail(c->err, AUTH_STEP_CONFIG, "28000", "the variable %s holds no ID token: it is not a single "
			       "word", c->settings->oidc_token_env ? c->settings->oidc_token_env : "DATABRICKS_OIDC_TOKEN");
	else
		ok = exchange(c, strbuf_text(&id_token), token, life_us);
	strbuf_release(&id_token);
	return ok;
}

const struct identity identity_env_oidc = {AUTH_ENV_OIDC, env_fetch, oidc_user, NULL, false};

/* ---- from a file, which somebody keeps fresh ---- */

static bool file_fetch(const struct call *c, struct strbuf *token, int64_t *life_us)
{
	struct strbuf text = STRBUF_SECRET, id_token = STRBUF_SECRET;
	const char *wrong = "it is not a single word";
	bool ok = secret_file_read(c->settings->oidc_token_file, &text, &wrong);

	if (ok) {
		strbuf_add_span(&id_token, span_trim(strbuf_span(&text)));
		ok = secret_is_word(strbuf_span(&id_token));
		wrong = id_token.n ? "it is not a single word" : "it is empty";
	}
	if (strbuf_failed(&id_token))
		ok = no_memory(c);
	else if (!ok)
		auth_fail(c->err, AUTH_STEP_CONFIG, "28000", "OidcTokenFile=%s gave no ID token: %s",
			  c->settings->oidc_token_file, wrong);
	else
		ok = exchange(c, strbuf_text(&id_token), token, life_us);
	strbuf_release(&text);
	strbuf_release(&id_token);
	return ok;
}

const struct identity identity_file_oidc = {AUTH_FILE_OIDC, file_fetch, oidc_user, NULL, false};

/* ---- from GitHub Actions ---- */

#define GITHUB_RULES \
	"Check that the workflow has permissions: id-token: write, and that this process belongs to the job, which is " \
	"still running"

static const struct call_hint github_hints[] = {
	{-1, "", "28000", GITHUB_RULES},
	{0, NULL, NULL, NULL},
};

static bool take_github(const struct call *c, const struct call_request *q, const struct http_reply *reply,
			struct strbuf *id_token)
{
	struct bearer_reply parsed;
	const char *wrong = "";

	if (!bearer_reply_parse(strbuf_span(&reply->body), &parsed, &wrong))
		return call_unexpected(c, q, reply, wrong);
	strbuf_add_text(id_token, parsed.token);
	bearer_reply_release(&parsed);
	return !strbuf_failed(id_token) || no_memory(c);
}

/* ...?api-version=2.0&audience=... : the address has a query already. */
static void add_audience(struct strbuf *path, const struct settings *s)
{
	struct strbuf audience = STRBUF_INIT;

	strbuf_printf(path, "%saudience=", span_find(span_of(s->github_url), '?') < span_of(s->github_url).n ? "&" : "?");
	if (s->token_audience)
		strbuf_add_text(&audience, s->token_audience);
	else
		strbuf_printf(&audience, "%s" TOKEN_PATH, s->workspace);
	trace_write(TRACE_AUTH, TRACE_INFO, "asking GitHub for an ID token for %s", strbuf_text(&audience));
	form_add(path, strbuf_span(&audience));
	path->failed |= strbuf_failed(&audience);
	strbuf_release(&audience);
}

static bool ask_github(const struct call *c, struct strbuf *id_token)
{
	struct strbuf bearer = STRBUF_SECRET, path = STRBUF_INIT;
	struct http_reply reply = HTTP_REPLY_INIT;
	struct call_request q = {
		.step = AUTH_STEP_IDENTITY, .doing = "asking for the ID token of the GitHub Actions job", .method = "GET",
		.base = c->settings->github_url, .unreachable = GITHUB_RULES, .hints = github_hints,
	};
	bool ok;

	add_audience(&path, c->settings);
	identity_bearer(span_of(c->settings->github_token), &bearer);
	q.path = strbuf_text(&path);
	q.authorization = strbuf_span(&bearer);
	ok = strbuf_failed(&path) || strbuf_failed(&bearer) ? no_memory(c) :
		call_send(c, &q, &reply) && take_github(c, &q, &reply, id_token);
	http_reply_release(&reply);
	strbuf_release(&bearer);
	strbuf_release(&path);
	return ok;
}

static bool github_fetch(const struct call *c, struct strbuf *token, int64_t *life_us)
{
	struct strbuf id_token = STRBUF_SECRET;
	bool ok = ask_github(c, &id_token) && exchange(c, strbuf_text(&id_token), token, life_us);

	strbuf_release(&id_token);
	return ok;
}

const struct identity identity_github_oidc = {AUTH_GITHUB_OIDC, github_fetch, oidc_user, NULL, false};
