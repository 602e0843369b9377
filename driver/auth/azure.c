#include "auth/azure.h"

#include "auth/token.h"
#include "auth/tool.h"
#include "base/trace.h"

#define MARGIN (40 * INT64_C(1000000)) /* Azure Databricks does not take a token that has less than 30 s left */

static const struct cloud_row {
	const char *name, *domain; /* a word of AzureEnvironment; of workspaces in it */
	struct azure_cloud cloud;
} clouds[] = {
	{"public", ".azuredatabricks.net", {"https://login.microsoftonline.com", "https://management.core.windows.net/"}},
	{"usgovernment", ".databricks.azure.us",
	 {"https://login.microsoftonline.us", "https://management.core.usgovcloudapi.net/"}},
	{"china", ".databricks.azure.cn", {"https://login.chinacloudapi.cn", "https://management.core.chinacloudapi.cn/"}},
};

const struct azure_cloud *azure_cloud(const struct settings *s)
{
	const bool given = settings_given(s, KW_azure_environment);
	struct span name = keyword_choice(KW_azure_environment, s->azure_environment);

	for (size_t i = 0; i < LB_COUNT(clouds); i++)
		if (given ? span_is(name, clouds[i].name) : span_ends(span_of(s->workspace), clouds[i].domain))
			return &clouds[i].cloud;
	return &clouds[0].cloud;
}

/* ---- tenant ---- */

static bool is_tenant(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_is_alpha(s.p[i]) && !ascii_is_digit(s.p[i]) && s.p[i] != '-' && s.p[i] != '.')
			return false;
	return s.n > 0;
}

/* https://login.microsoftonline.com/<tenant>/oauth2/authorize?... */
static struct span tenant_of(struct span url)
{
	struct span scheme, nothing, host, tenant = SPAN_NONE;

	if (!span_split(&url, '/', &scheme) || !span_split(&url, '/', &nothing) || nothing.n ||
	    !span_split(&url, '/', &host) || !host.n || !span_split(&url, '/', &tenant) || !url.p)
		return SPAN_NONE;
	return is_tenant(tenant) ? tenant : SPAN_NONE;
}

bool azure_tenant(const struct call *c, struct strbuf *tenant)
{
	const char *given = c->settings->azure_tenant_id;
	const struct call_request q = {
		.step = AUTH_STEP_IDENTITY, .doing = "looking for the tenant (AzureTenantId is not given)", .method = "GET",
		.path = "/aad/auth", .redirects = true,
		.unreachable = "Give AzureTenantId; or check that Workspace is the URL of a workspace in Azure",
	};
	struct http_reply reply = HTTP_REPLY_INIT;
	struct span found;
	bool ok = true;

	if (given && !is_tenant(span_of(given)))
		return auth_fail(c->err, AUTH_STEP_CONFIG, "28000", "AzureTenantId is not allowed: write the directory "
				 "(tenant) id, or a domain name of it");
	if (given) {
		strbuf_add_text(tenant, given);
	} else if (call_send(c, &q, &reply)) {
		found = tenant_of(strbuf_span(&reply.location));
		ok = found.n || call_unexpected(c, &q, &reply, "no redirect to Microsoft Entra ID");
		strbuf_add_span(tenant, found);
	} else {
		ok = false;
	}
	if (ok && !given)
		trace_write(TRACE_AUTH, TRACE_INFO, "the workspace belongs to tenant %s", strbuf_text(tenant));
	http_reply_release(&reply);
	return ok && (!strbuf_failed(tenant) || auth_fail(c->err, AUTH_STEP_IDENTITY, "HY001", "out of memory"));
}

/* ---- tokens ---- */

bool azure_tokens(const struct call *c, azure_get_fn *get, void *data, struct strbuf *token, int64_t *life_us)
{
	struct strbuf management = STRBUF_SECRET;
	int64_t management_life = 0;
	bool ok = get(c, AZURE_DATABRICKS, data, token, life_us);

	if (ok && c->settings->azure_workspace_resource_id) {
		ok = get(c, azure_cloud(c->settings)->management, data, &management, &management_life);
		strbuf_add_char(token, '\n');
		strbuf_add_span(token, strbuf_span(&management));
		if (management_life < *life_us)
			*life_us = management_life;
		token->failed |= strbuf_failed(&management);
	}
	if (ok)
		*life_us = *life_us > MARGIN ? *life_us - MARGIN : 0;
	strbuf_release(&management);
	return ok && (!strbuf_failed(token) || auth_fail(c->err, AUTH_STEP_IDENTITY, "HY001", "out of memory"));
}

bool azure_take(const struct call *c, const struct call_request *q, const struct http_reply *reply,
		struct strbuf *token, int64_t *life_us)
{
	struct bearer_reply parsed;
	const char *wrong = "";

	if (!bearer_reply_parse(strbuf_span(&reply->body), &parsed, &wrong))
		return call_unexpected(c, q, reply, wrong);
	strbuf_add_text(token, parsed.token);
	*life_us = parsed.expires_us ? call_life(c, reply, parsed.expires_us) : tool_life(c, 0);
	bearer_reply_release(&parsed);
	return true;
}
