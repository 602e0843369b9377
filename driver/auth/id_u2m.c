/*
 * A person, in the browser: authorization code with PKCE (RFC 7636) and a
 * redirect to this machine (RFC 8252), then refresh tokens, which
 * auth/token_store keeps.  A browser is opened only where the application
 * allows it.
 */
#include "auth/base64.h"
#include "auth/browser.h"
#include "auth/crypto.h"
#include "auth/form.h"
#include "auth/identity.h"
#include "auth/loopback.h"
#include "auth/token.h"
#include "auth/token_store.h"
#include "auth/u2m.h"
#include "base/trace.h"

#include <string.h>

#define SECOND INT64_C(1000000)
#define LIFE_UNKNOWN_S 300   /* expires_in is only recommended: RFC 6749 5.1 */
#define AHEAD_MOST (300 * SECOND)
#define VERIFIER_BYTES 64
#define STATE_BYTES 16

static bool open_browser(void *data, const char *url)
{
	(void)data;
	return browser_open(url);
}

static const struct u2m_ui browser_ui = {open_browser, NULL};
static const struct u2m_ui *ui = &browser_ui;

void u2m_use(const struct u2m_ui *other)
{
	ui = other ? other : &browser_ui;
}

static bool no_memory(const struct call *c)
{
	return auth_fail(c->err, AUTH_STEP_IDENTITY, "HY001", "out of memory");
}

/* ---- words ---- */

/* What to type: the data source where there is one, or else the workspace. */
static void add_remedy(struct strbuf *out, const struct settings *s)
{
	strbuf_add_text(out, "run: lakebase-odbc login ");
	if (s->dsn)
		strbuf_printf(out, span_find(span_of(s->dsn), ' ') < strlen(s->dsn) ? "'%s'" : "%s", s->dsn);
	else if (s->client_id || s->redirect_url || s->redirect_port || s->token_cache_pass_phrase || s->ssl_root_cert ||
		 s->proxy)
		strbuf_printf(out, "'Workspace=%s;...' with the keywords of this connection", s->workspace);
	else
		strbuf_add_text(out, s->workspace);
}

/* Nobody is there to sign in. */
static bool fail_nobody(const struct call *c, const char *why)
{
	struct strbuf remedy = STRBUF_INIT;

	add_remedy(&remedy, c->settings);
	auth_fail(c->err, AUTH_STEP_IDENTITY, "28000", "%s, and this application does not allow the driver to open a "
		"browser; %s", why, strbuf_text(&remedy));
	strbuf_release(&remedy);
	return false;
}

static bool fail_store(const struct call *c, const struct token_store *t, enum store_status status)
{
	struct strbuf why = STRBUF_INIT;

	token_store_explain(t, status, &why);
	if (status == STORE_SEALED)
		strbuf_add_text(&why, ": give the right one, or sign in again");
	if (status == STORE_SEALED || status == STORE_KEYRING) {
		strbuf_add_text(&why, "; ");
		add_remedy(&why, c->settings);
	}
	auth_fail(c->err, AUTH_STEP_IDENTITY, status == STORE_SEALED || status == STORE_KEYRING ? "28000" : status == STORE_BUSY ? "HYT00" :
		  status == STORE_NO_MEMORY ? "HY001" : "HY000", "%s", strbuf_text(&why));
	strbuf_release(&why);
	return false;
}

/* ---- the token endpoint ---- */

struct tokens { /* one question to the token endpoint */
	const struct call *call;
	const char *doing;
	struct strbuf form;  /* secret */
	const char *secret;  /* what no message may show */
	bool dead;           /* out: the grant is not valid (any more) */
};

static bool take_tokens(const struct tokens *t, const struct call_request *q, const struct http_reply *reply,
			struct stored *s)
{
	struct oauth_reply parsed;
	const char *wrong = "";

	if (!oauth_reply_parse(strbuf_span(&reply->body), &parsed, &wrong))
		return call_unexpected(t->call, q, reply, wrong);
	if (parsed.refresh_token) { /* a server that does not rotate sends none: the old one stays */
		strbuf_clear(&s->refresh_token);
		strbuf_add_text(&s->refresh_token, parsed.refresh_token);
	}
	strbuf_clear(&s->access_token);
	strbuf_add_text(&s->access_token, parsed.access_token);
	s->life_s = parsed.expires_in_s ? parsed.expires_in_s : LIFE_UNKNOWN_S;
	s->expires_us = clock_wall(t->call->clock) + s->life_s * SECOND;
	oauth_reply_release(&parsed);
	return (!strbuf_failed(&s->refresh_token) && !strbuf_failed(&s->access_token)) || no_memory(t->call);
}

/* RFC 6749 5.2; or in the words that the workspace uses for it. */
static bool is_dead(const struct http_reply *reply)
{
	struct error_reply said;
	bool dead;

	if (reply->failure != HTTP_ANSWERED || (reply->status != 400 && reply->status != 401))
		return false;
	error_reply_parse(strbuf_span(&reply->body), &said);
	dead = span_is(strbuf_span(&said.code), "invalid_grant") ||
	       span_istarts(strbuf_span(&said.message), "refresh token is invalid");
	error_reply_release(&said);
	return dead;
}

static bool ask(struct tokens *t, struct stored *s)
{
	const struct settings *set = t->call->settings;
	struct call_request q = {
		.step = AUTH_STEP_IDENTITY, .doing = t->doing, .method = "POST", .path = "/oidc/v1/token",
		.content_type = "application/x-www-form-urlencoded", .secret = t->secret, .once = true,
	};
	struct http_reply reply = HTTP_REPLY_INIT;
	bool ok;

	form_add_pair(&t->form, "client_id", token_store_client(set));
	form_add_pair(&t->form, "client_secret", set->client_secret);
	q.body = strbuf_span(&t->form);
	ok = strbuf_failed(&t->form) ? no_memory(t->call) : call_send(t->call, &q, &reply);
	if (ok)
		ok = take_tokens(t, &q, &reply, s);
	else
		t->dead = is_dead(&reply);
	http_reply_release(&reply);
	return ok;
}

/* False: *dead says whether that was the end of this sign-in. */
static bool refresh(const struct call *c, struct stored *s, bool *dead)
{
	struct tokens t = {
		.call = c, .doing = "renewing the sign-in", .form = STRBUF_SECRET, .secret = strbuf_text(&s->refresh_token),
	};
	bool ok;

	form_add_pair(&t.form, "grant_type", "refresh_token");
	form_add_pair(&t.form, "refresh_token", strbuf_text(&s->refresh_token));
	ok = ask(&t, s);
	*dead = t.dead;
	strbuf_release(&t.form);
	return ok;
}

/* ---- the browser ---- */

struct sign_in {
	const struct call *call;
	struct loopback loopback;
	struct strbuf verifier, state; /* secret */
	struct strbuf redirect, url;
	struct loopback_answer answer;
};

static void sign_in_release(struct sign_in *i)
{
	loopback_close(&i->loopback);
	loopback_answer_release(&i->answer);
	strbuf_release(&i->verifier);
	strbuf_release(&i->state);
	strbuf_release(&i->redirect);
	strbuf_release(&i->url);
}

static bool add_random(struct strbuf *out, size_t n)
{
	unsigned char bytes[VERIFIER_BYTES];
	const bool ok = crypto_random(bytes, n);

	if (ok)
		base64url_encode(span_make((const char *)bytes, n), out);
	mem_wipe(bytes, sizeof(bytes));
	return ok && !strbuf_failed(out);
}

/* Port and path of http://host:port/path, which settings_finish() has looked at. */
static uint16_t port_of(const struct settings *s, const char **path)
{
	struct span rest = span_of(s->redirect_url), part = SPAN_NONE;
	uint64_t port = s->redirect_port;

	*path = "/";
	if (!s->redirect_url)
		return (uint16_t)port;
	rest = span_make(rest.p + strlen("http://"), rest.n - strlen("http://"));
	span_split(&rest, '/', &part);
	if (rest.p)
		*path = rest.p - 1;
	rest = part;
	span_split(&rest, ':', &part);
	return rest.p && span_uint(rest, 65535, &port) ? (uint16_t)port : 0;
}

static bool listen_for_answer(struct sign_in *i, const char **path)
{
	const struct call *c = i->call;
	const uint16_t port = port_of(c->settings, path);

	if (!loopback_open(&i->loopback, port)) {
		if (port)
			return auth_fail(c->err, AUTH_STEP_IDENTITY, "HY000", "port %u on localhost, to which the browser "
				"has to bring the answer, is taken: end the program that has it, or register another "
				"one (OAuth2RedirectUrlPort)", port);
		return auth_fail(c->err, AUTH_STEP_IDENTITY, "HY000", "none of the ports %u to %u on localhost, to which "
			"the browser has to bring the answer, is free", LOOPBACK_FIRST, LOOPBACK_LAST);
	}
	if (c->settings->redirect_url)
		strbuf_add_text(&i->redirect, c->settings->redirect_url);
	else
		strbuf_printf(&i->redirect, "http://localhost:%u", i->loopback.port);
	return !strbuf_failed(&i->redirect) || no_memory(c);
}

/* offline_access is what makes the answer bring a refresh token. */
static bool make_url(struct sign_in *i)
{
	const struct settings *s = i->call->settings;
	struct strbuf hash = STRBUF_INIT, challenge = STRBUF_INIT, query = STRBUF_SECRET, scope = STRBUF_INIT;
	bool ok = add_random(&i->verifier, VERIFIER_BYTES) && add_random(&i->state, STATE_BYTES) &&
		  crypto_sha256(strbuf_span(&i->verifier), &hash);

	base64url_encode(strbuf_span(&hash), &challenge);
	strbuf_printf(&scope, "offline_access %s", s->scope);
	form_add_pair(&query, "response_type", "code");
	form_add_pair(&query, "client_id", token_store_client(s));
	form_add_pair(&query, "redirect_uri", strbuf_text(&i->redirect));
	form_add_pair(&query, "scope", strbuf_text(&scope));
	form_add_pair(&query, "state", strbuf_text(&i->state));
	form_add_pair(&query, "code_challenge", strbuf_text(&challenge));
	form_add_pair(&query, "code_challenge_method", "S256");
	strbuf_printf(&i->url, "%s/oidc/v1/authorize?%s", s->workspace, strbuf_text(&query));
	ok = ok && !strbuf_failed(&scope) && !strbuf_failed(&challenge) && !strbuf_failed(&query) &&
	     !strbuf_failed(&i->url);
	strbuf_release(&hash);
	strbuf_release(&challenge);
	strbuf_release(&query);
	strbuf_release(&scope);
	return ok || no_memory(i->call);
}

/* The words of a stranger, on one line and not too long. */
static void add_safe(struct strbuf *out, const struct strbuf *words)
{
	for (size_t n = 0; n < words->n && n < 300; n++) {
		const unsigned char c = (unsigned char)words->p[n];

		strbuf_add_char(out, c < ' ' || c >= 0x7f ? ' ' : (char)c);
	}
	if (out->n && out->p[out->n - 1] == '.') /* a sentence of ours follows */
		strbuf_cut(out, out->n - 1);
}

static bool fail_refused(struct sign_in *i)
{
	const struct call *c = i->call;
	const bool denied = span_is(strbuf_span(&i->answer.error), "access_denied");
	struct strbuf words = STRBUF_INIT;

	add_safe(&words, &i->answer.error);
	if (i->answer.description.n) {
		strbuf_add_text(&words, ": ");
		add_safe(&words, &i->answer.description);
	}
	auth_fail(c->err, AUTH_STEP_IDENTITY, "28000", "signing in with the browser at %s failed: %s. %s",
		  c->settings->workspace, strbuf_text(&words),
		  denied ? "Somebody said no on the page; try again" :
			   "Check ClientId, Scope and OAuth2RedirectUrl, as they are registered with the OAuth application");
	strbuf_release(&words);
	return false;
}

static bool fail_late(struct sign_in *i)
{
	const struct call *c = i->call;
	struct strbuf remedy = STRBUF_INIT;

	if (c->settings->sign_in_anew) {
		strbuf_add_text(&remedy, "Try again");
	} else {
		strbuf_add_text(&remedy, "Raise LoginTimeout, or ");
		add_remedy(&remedy, c->settings);
	}
	auth_fail(c->err, AUTH_STEP_IDENTITY, "HYT00", "signing in with the browser at %s failed: nobody finished it in "
		"time%s. %s", c->settings->workspace,
		i->answer.strangers ? " (answers that belong to another sign-in came and were not taken)" : "",
		strbuf_text(&remedy));
	strbuf_release(&remedy);
	return false;
}

static bool wait_for_answer(struct sign_in *i, const char *path)
{
	const struct call *c = i->call;

	switch (loopback_wait(&i->loopback, path, strbuf_span(&i->state), c->clock, c->deadline_us, &i->answer)) {
	case LOOPBACK_CODE:
		return true;
	case LOOPBACK_REFUSED:
		return fail_refused(i);
	case LOOPBACK_TIMEOUT:
		return fail_late(i);
	case LOOPBACK_BROKEN:
		break;
	}
	return auth_fail(c->err, AUTH_STEP_IDENTITY, "HY000", "listening on localhost:%u for the answer of the browser "
		"does not work any more", i->loopback.port);
}

static bool exchange(struct sign_in *i, struct stored *s)
{
	struct tokens t = {
		.call = i->call, .doing = "exchanging the code of the browser", .form = STRBUF_SECRET,
		.secret = strbuf_text(&i->answer.code),
	};
	bool ok;

	form_add_pair(&t.form, "grant_type", "authorization_code");
	form_add_pair(&t.form, "code", strbuf_text(&i->answer.code));
	form_add_pair(&t.form, "redirect_uri", strbuf_text(&i->redirect));
	form_add_pair(&t.form, "code_verifier", strbuf_text(&i->verifier));
	ok = ask(&t, s);
	strbuf_release(&t.form);
	return ok;
}

static bool browse(const struct call *c, struct stored *s)
{
	struct sign_in i = {
		.call = c, .loopback = LOOPBACK_INIT, .verifier = STRBUF_SECRET, .state = STRBUF_SECRET,
		.answer = LOOPBACK_ANSWER_INIT,
	};
	const char *path;
	bool ok = listen_for_answer(&i, &path) && make_url(&i);

	if (ok && !ui->show(ui->data, strbuf_text(&i.url))) {
		struct strbuf remedy = STRBUF_INIT;

		add_remedy(&remedy, c->settings);
		ok = auth_fail(c->err, AUTH_STEP_IDENTITY, "28000", "no browser could be opened for signing in: set the "
			"variable BROWSER, or %s, which shows the address", strbuf_text(&remedy));
		strbuf_release(&remedy);
	}
	ok = ok && wait_for_answer(&i, path);
	stored_release(s);
	ok = ok && exchange(&i, s);
	loopback_finish(&i.loopback, ok, ok ? "You can close this window and go back to the application." :
			strbuf_text(&c->err->text));
	sign_in_release(&i);
	return ok;
}

/* ---- the whole ---- */

/* Good for a while, not only now. */
static bool is_fresh(const struct stored *s, const struct clock *clock)
{
	const int64_t quarter = s->life_s * SECOND / 4;

	return s->access_token.n && s->expires_us - clock_wall(clock) > (quarter < AHEAD_MOST ? quarter : AHEAD_MOST);
}

static bool use(const struct call *c, const struct stored *s, struct strbuf *token, int64_t *life_us)
{
	strbuf_clear(token);
	strbuf_add_span(token, strbuf_span(&s->access_token));
	*life_us = s->expires_us - clock_wall(c->clock);
	return !strbuf_failed(token) || no_memory(c);
}

/* Losing a new refresh token would end the sign-in with the process; the token in hand is good all the same. */
static bool keep(const struct call *c, struct token_store *t, const struct stored *s)
{
	const enum store_status status = token_store_write(t, s);
	struct strbuf why = STRBUF_INIT;

	if (status == STORE_OK)
		return true;
	token_store_explain(t, status, &why);
	trace_write(TRACE_AUTH, TRACE_ERROR, "the sign-in could not be stored: %s", strbuf_text(&why));
	strbuf_release(&why);
	return !c->settings->sign_in_anew || fail_store(c, t, status);
}

/* Renews what is stored.  False without words: somebody has to sign in. */
static bool renew(const struct call *c, struct token_store *t, struct stored *s, bool *ask_somebody)
{
	bool dead = false;

	*ask_somebody = true;
	if (s->refresh_token.n == 0)
		return false;
	if (refresh(c, s, &dead))
		return keep(c, t, s);
	if (dead) {
		auth_error_release(c->err);
		(void)!token_store_forget(t);
		trace_write(TRACE_AUTH, TRACE_INFO, "the stored sign-in is not valid any more");
		return false;
	}
	*ask_somebody = false;
	if (!s->access_token.n || s->expires_us <= clock_wall(c->clock) + 10 * SECOND)
		return false;
	auth_error_release(c->err); /* the old one is still good */
	return true;
}

/* Holding the lock: nobody else changes what is stored. */
static bool fetch_locked(const struct call *c, struct token_store *t, struct stored *s)
{
	const struct settings *set = c->settings;
	enum store_status status = STORE_NONE;
	bool ask_somebody = true;

	if (!set->sign_in_anew) {
		status = token_store_read(t, s);
		if (status == STORE_OK && is_fresh(s, c->clock))
			return true;
		if (status == STORE_OK && renew(c, t, s, &ask_somebody))
			return true;
		if (!ask_somebody)
			return false;
	}
	if (!set->may_prompt)
		return fail_nobody(c, status == STORE_OK ? "the sign-in at the workspace has ended" :
				      "nobody is signed in at the workspace");
	return browse(c, s) && keep(c, t, s);
}

/* Before the lock: most connections find a token that is good, and those that cannot succeed must not wait. */
static bool fetch_stored(const struct call *c, struct token_store *t, struct stored *s, bool *done)
{
	const enum store_status status = token_store_read(t, s);
	struct strbuf why = STRBUF_INIT;

	*done = status == STORE_OK && is_fresh(s, c->clock);
	if (*done || status == STORE_OK)
		return true;
	if (status == STORE_SEALED || status == STORE_KEYRING || status == STORE_UNSAFE || status == STORE_NO_MEMORY || status == STORE_FILE) {
		*done = true;
		return fail_store(c, t, status);
	}
	if (c->settings->may_prompt)
		return true;
	*done = true;
	token_store_explain(t, status, &why);
	strbuf_printf(&why, " at %s", c->settings->workspace);
	fail_nobody(c, strbuf_text(&why));
	strbuf_release(&why);
	return false;
}

static bool u2m_fetch(const struct call *c, struct strbuf *token, int64_t *life_us)
{
	struct stored s = STORED_INIT;
	struct token_store t;
	enum store_status status;
	bool ok = token_store_init(&t, c->settings) || no_memory(c), done = false;

	if (ok && !c->settings->sign_in_anew)
		ok = fetch_stored(c, &t, &s, &done);
	if (ok && !done) {
		status = token_store_lock(&t, c->clock, c->deadline_us);
		ok = status == STORE_OK ? fetch_locked(c, &t, &s) : fail_store(c, &t, status);
	}
	ok = ok && use(c, &s, token, life_us);
	stored_release(&s);
	token_store_release(&t);
	return ok;
}

static void u2m_refused(const struct call *c, const struct strbuf *token)
{
	struct stored s = STORED_INIT;
	struct token_store t;

	if (token_store_init(&t, c->settings) && token_store_lock(&t, c->clock, c->deadline_us) == STORE_OK &&
	    token_store_read(&t, &s) == STORE_OK && span_eq(strbuf_span(&s.access_token), strbuf_span(token))) {
		strbuf_clear(&s.access_token);
		s.expires_us = 0;
		(void)!token_store_write(&t, &s);
	}
	stored_release(&s);
	token_store_release(&t);
}

static const char *u2m_user(const struct settings *s)
{
	(void)s;
	return NULL;
}

const struct identity identity_u2m = {AUTH_EXTERNAL_BROWSER, u2m_fetch, u2m_user, u2m_refused, false};
