#include "auth/workspace.h"

#include "auth/crypto.h"
#include "auth/identity.h"
#include "auth/token.h"
#include "base/json.h"

#define LIFE_UNKNOWN (900 * INT64_C(1000000)) /* the workspace did not say; an hour is the rule,
	five minutes the least */

void target_release(struct target *t)
{
	mem_free(t->name);
	mem_free(t->host);
	*t = (struct target){0};
}

/* Whose token is one of Microsoft Entra ID. */
static const struct call_hint foreign_hints[] = {
	{401, "", "28000", "The workspace does not accept the token of Microsoft Entra ID: check that the workspace is in "
		"Azure, and AzureTenantId"},
	{403, "not a member", "28000", "Add the identity to the workspace; or give the workspace's resource as "
		"AzureWorkspaceResourceId, if the identity has the role Contributor on it"},
	{0, NULL, NULL, NULL},
};

static bool send_as(const struct workspace *w, struct call_request *q, const struct strbuf *token,
	struct http_reply *reply)
{
	struct strbuf bearer = STRBUF_SECRET;
	struct span own, management;
	bool ok;

	identity_lines(strbuf_span(token), &own, &management);
	identity_bearer(own, &bearer);
	q->authorization = strbuf_span(&bearer);
	q->headers[0] = (struct http_header){"X-Databricks-Azure-SP-Management-Token", management};
	q->headers[1] = (struct http_header){"X-Databricks-Azure-Workspace-Resource-Id", SPAN_NONE};
	if (w->foreign) {
		q->headers[1].value = span_of(w->call->settings->azure_workspace_resource_id);
		q->hints = foreign_hints;
	}
	ok = strbuf_failed(&bearer) ? auth_fail(w->call->err, q->step, "HY001", "out of memory") :
				      call_send(w->call, q, reply);
	q->authorization = q->headers[0].value = q->headers[1].value = SPAN_NONE;
	strbuf_release(&bearer);
	return ok;
}

bool workspace_call(const struct workspace *w, struct call_request *q, struct http_reply *reply)
{
	struct strbuf token = STRBUF_SECRET;
	bool from_cache = false, ok;

	ok = w->identity(w->data, &token, &from_cache) && send_as(w, q, &token, reply);
	if (!ok && from_cache && w->call->err->http_status == 401) {
		w->refused(w->data, &token);
		auth_error_release(w->call->err);
		ok = w->identity(w->data, &token, &from_cache) && send_as(w, q, &token, reply);
	}
	strbuf_release(&token);
	return ok;
}

static bool mint_body(const struct target *t, struct strbuf *out)
{
	if (!t->instance) {
		strbuf_add_text(out, "{\"endpoint\":");
		json_add_text(out, span_of(t->name));
		strbuf_add_text(out, "}");
		return !strbuf_failed(out);
	}
	strbuf_add_text(out, "{\"request_id\":\"");
	if (!crypto_uuid(out))
		return false;
	strbuf_add_text(out, "\",\"instance_names\":[");
	json_add_text(out, span_of(t->name));
	strbuf_add_text(out, "]}");
	return !strbuf_failed(out);
}

static bool take_credential(const struct workspace *w, const struct call_request *q, const struct http_reply *reply,
			    struct strbuf *credential, int64_t *life_us)
{
	struct credential_reply parsed;
	const char *wrong = "";

	if (!credential_reply_parse(strbuf_span(&reply->body), &parsed, &wrong))
		return call_unexpected(w->call, q, reply, wrong);
	strbuf_add_text(credential, parsed.token);
	*life_us = parsed.expires_us ? call_life(w->call, reply, parsed.expires_us) : LIFE_UNKNOWN;
	credential_reply_release(&parsed);
	return true;
}

bool workspace_mint(const struct workspace *w, const struct target *t, struct strbuf *credential, int64_t *life_us)
{
	struct strbuf body = STRBUF_INIT;
	struct http_reply reply = HTTP_REPLY_INIT;
	struct call_request q = {
		.step = AUTH_STEP_MINT, .doing = "getting a database credential", .method = "POST",
		.path = t->instance ? "/api/2.0/database/credentials" : "/api/2.0/postgres/credentials",
		.content_type = "application/json",
	};
	bool ok;

	if (mint_body(t, &body)) {
		q.body = strbuf_span(&body);
		ok = workspace_call(w, &q, &reply) && take_credential(w, &q, &reply, credential, life_us);
	} else {
		ok = auth_fail(w->call->err, AUTH_STEP_MINT, "HY001", "out of memory");
	}
	http_reply_release(&reply);
	strbuf_release(&body);
	return ok;
}

bool workspace_me(const struct workspace *w, struct strbuf *out)
{
	struct http_reply reply = HTTP_REPLY_INIT;
	struct call_request q = {
		.step = AUTH_STEP_IDENTITY, .doing = "asking for the user's name (UID is not given)", .method = "GET",
		.path = "/api/2.0/preview/scim/v2/Me",
	};
	const char *wrong = "";
	bool ok = workspace_call(w, &q, &reply);

	if (ok && !user_name_parse(strbuf_span(&reply.body), out, &wrong))
		ok = call_unexpected(w->call, &q, &reply, wrong);
	else if (!ok && w->call->err->http_status == 403)
		strbuf_add_text(&w->call->err->text, ". Or give the PostgreSQL role as UID, so that nobody needs to "
			"be asked");
	http_reply_release(&reply);
	return ok;
}
