#include "auth/call.h"

#include "auth/crypto.h"
#include "auth/retry.h"
#include "auth/token.h"
#include "base/fiber.h"
#include "base/trace.h"

#include <string.h>

#define ATTEMPT_MAX_US (60 * INT64_C(1000000))

void auth_error_release(struct auth_error *e)
{
	strbuf_release(&e->text);
	*e = (struct auth_error){0};
}

bool auth_fail(struct auth_error *err, enum auth_step step, const char *sqlstate, const char *fmt, ...)
{
	va_list args;

	err->step = step;
	memcpy(err->sqlstate, sqlstate, 6);
	va_start(args, fmt);
	strbuf_vprintf(&err->text, fmt, args);
	va_end(args);
	return false;
}

/* A server may repeat what it was sent. */
static void hide(struct strbuf *text, const char *secret)
{
	size_t n = secret ? strlen(secret) : 0;

	for (size_t i = 0; n >= 4 && i + n <= text->n; i++)
		if (memcmp(text->p + i, secret, n) == 0)
			memset(text->p + i, '*', n);
}

static void hide_secrets(const struct call *c, const struct call_request *q, struct strbuf *text)
{
	hide(text, q->secret);
	for (int id = 0; id < KW_COUNT; id++)
		if ((keywords[id].flags & KEYWORD_SECRET) && keywords[id].type == KEYWORD_TEXT)
			hide(text, *(char *const *)((const char *)c->settings + keywords[id].offset));
}

static const char *where(const struct call *c, const struct call_request *q)
{
	return q->base ? q->base : c->settings->workspace;
}

/* ---- no answer ---- */

static const struct failure_row {
	enum http_failure failure;
	unsigned attempts; /* how often it is worth trying; 0: until the deadline */
	const char *sqlstate;
	const char *hint;
} failures[] = {
	{HTTP_NO_HOST, 3, "08001", "The host name does not resolve: check Workspace, and the DNS of this machine"},
	{HTTP_NO_PROXY_HOST, 3, "08001", "The proxy's host name does not resolve: check Proxy, or the variable "
		"https_proxy"},
	{HTTP_NO_CONNECTION, 5, "08001",
	 "Check Workspace, and that this machine may reach port 443 of it (firewall; Proxy if there is one)"},
	{HTTP_BAD_CERTIFICATE, 1, "08001",
	 "The certificate of the workspace is not trusted: if a company's own authority signed it, or a proxy that "
	 "looks into TLS connections, give that authority's certificates as a file in SSLRootCert"},
	{HTTP_BAD_CA_FILE, 1, "08001", "The file that SSLRootCert names cannot be read as certificates (PEM)"},
	{HTTP_TLS_BROKEN, 2, "08001", "What answers there is no workspace: check the host and port in Workspace"},
	{HTTP_TIMEOUT, 0, "HYT00", "Nothing answered in time: check Workspace and the network (Proxy), or raise "
		"LoginTimeout"},
	{HTTP_TOO_BIG, 1, "08001", "The answer is far too long: check that Workspace is the URL of a workspace"},
	{HTTP_BROKEN, 5, "08001", "The connection broke: check the network (Proxy)"},
	{HTTP_PROXY_REFUSED, 1, "08001", "The proxy did not let the request through: check Proxy, or the variable "
		"https_proxy (http://user:password@host:port where it wants to know who asks)"},
	{HTTP_NO_MEMORY, 1, "HY001", "Out of memory"},
};

static const struct failure_row *failure_row(enum http_failure failure)
{
	for (size_t i = 0; i < LB_COUNT(failures); i++)
		if (failures[i].failure == failure)
			return &failures[i];
	return &failures[LB_COUNT(failures) - 1];
}

static bool fail_unanswered(const struct call *c, const struct call_request *q, const struct http_reply *r)
{
	const struct failure_row *row = failure_row(r->failure);
	const bool about_us = r->failure == HTTP_BAD_CA_FILE || r->failure == HTTP_PROXY_REFUSED ||
			      r->failure == HTTP_NO_PROXY_HOST || r->failure == HTTP_NO_MEMORY;

	auth_fail(c->err, q->step, row->sqlstate, "%s at %s failed: %s. %s", q->doing, where(c, q),
		  r->detail.n ? strbuf_text(&r->detail) : "no answer",
		  q->unreachable && !about_us ? q->unreachable : row->hint);
	hide_secrets(c, q, &c->err->text);
	return false;
}

/* ---- an answer that is an error ---- */

#define ANY (-1)
#define CHECK_SECRET \
	"Check ClientId and ClientSecret: secrets are made in the workspace's settings, Identity and access, " \
	"Service principals, Secrets, and live two years at most"

/* The first row that fits decides; `text` is part of the answer's message or code, in any case. */
static const struct hint_row {
	int step, status;
	const char *text;
	const char *sqlstate;
	const char *hint;
} hints[] = {
	{ANY, 403, "IP ACL", "08004", "Ask the workspace's administrator to allow this machine's address (IP access "
		"list)"},
	{ANY, 403, "network access", "08004",
	 "Signing in worked, but the network policy of the workspace does not let this machine use Lakebase: ask its "
	 "administrator"},
	{AUTH_STEP_IDENTITY, 400, "invalid_scope", "28000", "Check Scope: all-apis, or postgres, must be allowed for "
		"this client"},
	{AUTH_STEP_IDENTITY, 400, "invalid_client", "28000", CHECK_SECRET},
	{AUTH_STEP_IDENTITY, 401, "", "28000", CHECK_SECRET},
	{AUTH_STEP_IDENTITY, 403, "", "28000", "The service principal needs the entitlement Workspace access in this "
		"workspace"},
	{AUTH_STEP_IDENTITY, 404, "", "08001", "There is no sign-in at this address: check that Workspace is the URL "
		"of a workspace"},
	{AUTH_STEP_IDENTITY, 400, "", "28000", "Check ClientId, ClientSecret and Scope"},
	{ANY, 401, "", "28000",
	 "The workspace does not accept the token: check that it is of this workspace and has not expired (Token, "
	 "ClientId)"},
	{ANY, 403, "scope", "28000", "The token may not be used for Lakebase: write Scope=all-apis or leave Scope out"},
	{ANY, 403, "", "28000",
	 "The signed-in identity may not do this: it needs a permission on the Lakebase project (CAN USE) and "
	 "Workspace access"},
	{ANY, 404, "", "08001", "Check Project, Branch and Endpoint (or Instance)"},
	{ANY, 429, "", "08004", "The workspace has had too many requests: raise LoginTimeout, or try again later"},
	{ANY, 503, "", "08001", "The workspace is not available: raise LoginTimeout, or try again later"},
	{ANY, ANY, "", "08001", "If this goes on, look at the status of the workspace"},
};

static bool contains(struct span text, const char *part)
{
	struct span want = span_of(part);

	for (size_t i = 0; i + want.n <= text.n; i++)
		if (span_ieq(span_make(text.p + i, want.n), want))
			return true;
	return want.n == 0;
}

static bool fits(int status, const char *text, int said_status, const struct error_reply *said)
{
	return (status == ANY || status == said_status) &&
	       (contains(strbuf_span(&said->message), text) || contains(strbuf_span(&said->code), text));
}

static void find_hint(const struct call_request *q, int status, const struct error_reply *said, const char **sqlstate,
		      const char **hint)
{
	const struct hint_row *h = hints;

	for (const struct call_hint *own = q->hints; own && own->hint; own++)
		if (fits(own->status, own->text, status, said)) {
			*sqlstate = own->sqlstate;
			*hint = own->hint;
			return;
		}
	while ((h->step != ANY && h->step != (int)q->step) || !fits(h->status, h->text, status, said))
		h++;
	*sqlstate = h->sqlstate;
	*hint = h->hint;
}

static bool fail_redirected(const struct call *c, const struct call_request *q, const struct http_reply *r)
{
	bool private_link = contains(strbuf_span(&r->location), "private-link");

	return auth_fail(c->err, q->step, "08004",
			 "%s at %s failed: the answer is a redirect (HTTP %d)%s. %s", q->doing, where(c, q),
			 r->status,
			 private_link ? " to a page about private links" : "",
			 private_link ? "The workspace takes requests from its private network (PrivateLink) only: "
			 	"connect from there, or ask its administrator"
				      : q->unreachable ? q->unreachable : "Check that Workspace is the URL of the workspace itself, as in the address "
				      	"bar of the browser");
}

static bool fail_answered(const struct call *c, const struct call_request *q, const struct http_reply *r)
{
	struct error_reply said;
	const char *sqlstate, *hint;

	c->err->http_status = r->status;
	if (r->status >= 300 && r->status < 400)
		return fail_redirected(c, q, r);
	error_reply_parse(strbuf_span(&r->body), &said);
	if (said.message.n && said.message.p[said.message.n - 1] == '.')
		strbuf_cut(&said.message, said.message.n - 1);
	find_hint(q, r->status, &said, &sqlstate, &hint);
	auth_fail(c->err, q->step, sqlstate, "%s at %s failed: %s%s%s (HTTP %d). %s", q->doing, where(c, q),
		  strbuf_text(&said.code), said.code.n && said.message.n ? ": " : "",
		  said.message.n || said.code.n ? strbuf_text(&said.message) : "the answer does not say why", r->status,
		  hint);
	if (r->retry_after.n)
		strbuf_printf(&c->err->text, " (the server asks to wait: %.40s)", strbuf_text(&r->retry_after));
	hide_secrets(c, q, &c->err->text);
	error_reply_release(&said);
	return false;
}

bool call_unexpected(const struct call *c, const struct call_request *q, const struct http_reply *r, const char *wrong)
{
	struct span body = span_trim(strbuf_span(&r->body));
	bool html = contains(strbuf_span(&r->content_type), "text/html") || (body.n && body.p[0] == '<');

	if (wrong == token_no_memory)
		return auth_fail(c->err, q->step, "HY001", "out of memory");
	c->err->http_status = r->status;
	return auth_fail(c->err, q->step, "08001", "%s at %s failed: the answer is %s%s%s. %s", q->doing, where(c, q),
			 html ? "a web page" : "not as expected (",
			 html ? "" : wrong, html ? "" : ")",
			 q->unreachable ? q->unreachable : "Check that Workspace is the URL of a Databricks workspace");
}

int64_t call_life(const struct call *c, const struct http_reply *reply, int64_t expires_us)
{
	int64_t now = reply->date_us ? reply->date_us : clock_wall(c->clock);

	return expires_us > now ? expires_us - now : 0;
}

/* ---- sending ---- */

static bool send_once(const struct call *c, const struct call_request *q, struct http_reply *reply)
{
	struct strbuf url = STRBUF_INIT;
	int64_t left = c->deadline_us - clock_mono(c->clock), most = q->timeout_us ? q->timeout_us : ATTEMPT_MAX_US;
	struct http_request request = {
		.method = q->method, .authorization = q->authorization, .content_type = q->content_type,
			.body = q->body,
		.user_agent = c->user_agent, .workspace_id = q->base ? NULL : c->settings->workspace_id,
		.ca_file = c->settings->ssl_root_cert, .local = q->local,
		.proxy = c->settings->proxy, .timeout_us = left < most ? left : most,
	};

	http_reply_release(reply);
	if (left <= 0) {
		reply->failure = HTTP_TIMEOUT;
		return false;
	}
	for (size_t i = 0; i < HTTP_HEADERS_MAX; i++)
		request.headers[i] = q->headers[i];
	strbuf_printf(&url, "%s%s", where(c, q), q->path);
	request.url = strbuf_text(&url);
	if (strbuf_failed(&url))
		reply->failure = HTTP_NO_MEMORY;
	else
		c->http->send(c->http->data, &request, reply);
	strbuf_release(&url);
	return reply->failure == HTTP_ANSWERED && reply->status >= 200 && reply->status < (q->redirects ? 400 : 300);
}

/* Microseconds to wait before the next try, or -1. */
static int64_t pause(const struct call *c, const struct call_request *q, const struct http_reply *r, unsigned attempt,
		     uint32_t seed)
{
	unsigned most = r->failure == HTTP_ANSWERED ? 0 : q->attempts ? q->attempts : failure_row(r->failure)->attempts;

	if (q->once && (r->failure == HTTP_TIMEOUT || r->failure == HTTP_BROKEN || r->failure == HTTP_TOO_BIG ||
			r->status == 500 || r->status == 502 || r->status == 504))
		return -1;
	if (most && attempt >= most)
		return -1;
	return retry_wait(retry_http(r->status, q->step == AUTH_STEP_IDENTITY), attempt,
			  retry_after(strbuf_span(&r->retry_after), clock_wall(c->clock)), seed, clock_mono(c->clock),
			  c->deadline_us);
}

bool call_send(const struct call *c, const struct call_request *q, struct http_reply *reply)
{
	uint32_t seed = 0;
	int64_t wait;

	if (!crypto_random(&seed, sizeof(seed)))
		seed = (uint32_t)clock_mono(c->clock);
	for (unsigned attempt = 1;; attempt++) {
		if (send_once(c, q, reply))
			return true;
		wait = pause(c, q, reply, attempt, seed);
		if (wait < 0)
			break;
		trace_write(TRACE_AUTH, TRACE_DEBUG, "%s: try %u failed (HTTP %d), next in %d ms", q->doing, attempt,
			    reply->status, (int)(wait / 1000));
		clock_sleep(c->clock, wait);
		if (fiber_stopped())
			break;
	}
	return reply->failure == HTTP_ANSWERED ? fail_answered(c, q, reply) : fail_unanswered(c, q, reply);
}
