/* Whoever is signed in to the Azure CLI: a person, an application, or the machine. */
#include "auth/azure.h"
#include "auth/identity.h"
#include "auth/tool.h"
#include "base/trace.h"

#define WORDS_MAX 10

static const struct tool az = {
	.title = "the Azure CLI",
	.missing = "Install it (az), or sign in another way",
	.remedy = "Sign in with it: az login (with --tenant, if the workspace is in another one)",
};

static bool is_signed_out(const struct auth_error *err)
{
	struct span said = strbuf_span(&err->text);

	for (size_t i = 0; i < said.n; i++)
		if (span_istarts(span_make(said.p + i, said.n - i), "to setup account") ||
		    span_istarts(span_make(said.p + i, said.n - i), "could not be started"))
			return true;
	return false;
}

static bool run_az(const struct call *c, const char *resource, const char *tenant, struct strbuf *token,
		   int64_t *life_us)
{
	const char *const words[WORDS_MAX] = {
		"az", "account", "get-access-token", "--resource", resource, "--output", "json",
		*tenant ? "--tenant" : NULL, tenant, NULL,
	};

	return tool_token(c, &az, words, token, life_us);
}

/* A machine's identity and federated ones cannot be asked by tenant, and a tenant that was only guessed need not be
 * the right one. */
static bool az_get(const struct call *c, const char *resource, void *data, struct strbuf *token, int64_t *life_us)
{
	const char *tenant = data;

	if (run_az(c, resource, tenant, token, life_us))
		return true;
	if (!*tenant || c->settings->azure_tenant_id || is_signed_out(c->err))
		return false;
	trace_write(TRACE_AUTH, TRACE_INFO, "%s; trying without the tenant", strbuf_text(&c->err->text));
	auth_error_release(c->err);
	strbuf_clear(token);
	return run_az(c, resource, "", token, life_us);
}

static bool azure_cli_fetch(const struct call *c, struct strbuf *token, int64_t *life_us)
{
	struct strbuf tenant = STRBUF_INIT;
	bool ok = azure_tenant(c, &tenant);

	if (!ok && !c->settings->azure_tenant_id && c->err->http_status) {
		trace_write(TRACE_AUTH, TRACE_INFO, "%s", strbuf_text(&c->err->text));
		auth_error_release(c->err);
		strbuf_clear(&tenant);
		ok = true; /* the tenant of the sign-in will do */
	}
	ok = ok && azure_tokens(c, az_get, (void *)(uintptr_t)strbuf_text(&tenant), token, life_us);
	strbuf_release(&tenant);
	return ok;
}

/* A person or an application: the workspace knows. */
static const char *azure_cli_user(const struct settings *s)
{
	(void)s;
	return NULL;
}

const struct identity identity_azure_cli = {AUTH_AZURE_CLI, azure_cli_fetch, azure_cli_user, NULL, true};
