/*
 * Identities of Microsoft Entra ID that a program has: an application with a
 * secret, and the managed identity of the machine.
 */
#include "auth/azure.h"
#include "auth/form.h"
#include "auth/identity.h"
#include "base/trace.h"

#define SECOND INT64_C(1000000)
#define METADATA_HOST "http://169.254.169.254"

static bool no_memory(const struct call *c)
{
	return auth_fail(c->err, AUTH_STEP_IDENTITY, "HY001", "out of memory");
}

/* ---- azure-client-secret ---- */

/* Microsoft's own numbers stand in the message; they are what one searches for. */
static const struct call_hint entra_hints[] = {
	{-1, "AADSTS7000222", "28000", "The client secret has expired: make a new one for the application in Microsoft "
		"Entra ID, and give it as AzureClientSecret"},
	{-1, "AADSTS7000215", "28000", "Check AzureClientSecret: it has to be the secret's value, not its id"},
	{-1, "AADSTS700016", "28000", "Check AzureClientId and AzureTenantId: there is no such application in this "
		"tenant"},
	{-1, "AADSTS90002", "28000", "Check AzureTenantId: there is no such tenant (AzureEnvironment names the cloud)"},
	{400, "", "28000", "Check AzureTenantId, AzureClientId and AzureClientSecret"},
	{401, "", "28000", "Check AzureTenantId, AzureClientId and AzureClientSecret"},
	{404, "", "08001", "Check AzureAuthorityHost and AzureTenantId"},
	{429, "", "08004", "Microsoft Entra ID has had too many requests: raise LoginTimeout, or try again later"},
	{-1, "", "08001", "If this goes on, look at the status of Microsoft Entra ID"},
	{0, NULL, NULL, NULL},
};

static bool entra_get(const struct call *c, const char *resource, void *tenant, struct strbuf *token, int64_t *life_us)
{
	const struct settings *s = c->settings;
	struct strbuf form = STRBUF_SECRET, path = STRBUF_INIT;
	struct http_reply reply = HTTP_REPLY_INIT;
	struct call_request q = {
		.step = AUTH_STEP_IDENTITY, .doing = "signing in with AzureClientId and AzureClientSecret", .method = "POST",
		.base = s->azure_authority_host ? s->azure_authority_host : azure_cloud(s)->authority,
		.content_type = "application/x-www-form-urlencoded", .hints = entra_hints,
		.unreachable = "Check that this machine may reach it (firewall; Proxy if there is one), AzureEnvironment and "
			       "AzureAuthorityHost; SSLRootCert has to trust it, too",
	};
	bool ok;

	strbuf_printf(&path, "/%s/oauth2/token", (const char *)tenant);
	form_add_pair(&form, "grant_type", "client_credentials");
	form_add_pair(&form, "client_id", s->azure_client_id);
	form_add_pair(&form, "client_secret", s->azure_client_secret);
	form_add_pair(&form, "resource", resource);
	q.path = strbuf_text(&path);
	q.body = strbuf_span(&form);
	ok = strbuf_failed(&form) || strbuf_failed(&path) ? no_memory(c) :
		call_send(c, &q, &reply) && azure_take(c, &q, &reply, token, life_us);
	http_reply_release(&reply);
	strbuf_release(&form);
	strbuf_release(&path);
	return ok;
}

static bool secret_fetch(const struct call *c, struct strbuf *token, int64_t *life_us)
{
	struct strbuf tenant = STRBUF_INIT;
	bool ok = azure_tenant(c, &tenant);

	ok = ok && azure_tokens(c, entra_get, (void *)(uintptr_t)strbuf_text(&tenant), token, life_us);
	strbuf_release(&tenant);
	return ok;
}

/* The workspace names service principals by their application id. */
static const char *secret_user(const struct settings *s)
{
	return s->azure_client_id;
}

const struct identity identity_azure_client_secret = {
	AUTH_AZURE_CLIENT_SECRET, secret_fetch, secret_user, NULL, true,
};

/* ---- azure-msi ---- */

#define NO_IDENTITY \
	"Check that the machine has a managed identity; if it has several, AzureClientId says which one (its client id)"

static const struct call_hint metadata_hints[] = {
	{400, "", "28000", NO_IDENTITY},
	{404, "", "28000", NO_IDENTITY},
	{-1, "", "08001", "If this goes on, look at the metadata service of this machine"},
	{0, NULL, NULL, NULL},
};

/* Several tries are of use only where there is such a service; elsewhere nobody should wait long for nothing. */
static bool metadata_get(const struct call *c, const char *resource, void *data, struct strbuf *token, int64_t *life_us)
{
	const struct settings *s = c->settings;
	struct strbuf path = STRBUF_INIT;
	struct http_reply reply = HTTP_REPLY_INIT;
	struct call_request q = {
		.step = AUTH_STEP_IDENTITY, .doing = "asking for a token of the machine's managed identity", .method = "GET",
		.base = s->azure_metadata_host ? s->azure_metadata_host : METADATA_HOST, .local = true,
		.headers = {{"Metadata", SPAN_LIT("true")}}, .timeout_us = 10 * SECOND, .attempts = 2,
		.hints = metadata_hints,
		.unreachable = "AuthType=azure-msi works on machines of Azure only, where this address answers; another one "
			       "can be given as AzureMetadataHost",
	};
	bool ok;

	(void)data;
	strbuf_add_text(&path, "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=");
	form_add(&path, span_of(resource));
	form_add_pair(&path, "client_id", s->azure_client_id);
	q.path = strbuf_text(&path);
	ok = strbuf_failed(&path) ? no_memory(c) :
		call_send(c, &q, &reply) && azure_take(c, &q, &reply, token, life_us);
	http_reply_release(&reply);
	strbuf_release(&path);
	return ok;
}

static bool msi_fetch(const struct call *c, struct strbuf *token, int64_t *life_us)
{
	trace_write(TRACE_AUTH, TRACE_INFO, "managed identity: %s",
		    c->settings->azure_client_id ? c->settings->azure_client_id : "the machine's own");
	return azure_tokens(c, metadata_get, NULL, token, life_us);
}

const struct identity identity_azure_msi = {AUTH_AZURE_MSI, msi_fetch, secret_user, NULL, true};
