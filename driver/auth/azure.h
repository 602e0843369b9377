/*
 * What the ways to sign in by way of Microsoft Entra ID share: clouds, the
 * tenant of a workspace, and what the tokens are for.
 */
#ifndef AUTH_AZURE_H
#define AUTH_AZURE_H

#include "auth/call.h"

/* Azure Databricks as an application; the same in every cloud. */
#define AZURE_DATABRICKS "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d"

struct azure_cloud {
	const char *authority;  /* Microsoft Entra ID */
	const char *management; /* for what a management token is */
};

/* By AzureEnvironment, or by the domain of the workspace. */
const struct azure_cloud *azure_cloud(const struct settings *s);

/*
 * Appends the tenant: AzureTenantId, or the one to which the workspace sends people who sign in.
 * False: neither; the error is set.
 */
bool azure_tenant(const struct call *c, struct strbuf *tenant) LB_MUST_USE;

/*
 * The token for Databricks, and behind a line end the one for management, if AzureWorkspaceResourceId is given:
 * `get` appends the one for `resource`.
 */
typedef bool azure_get_fn(const struct call *c, const char *resource, void *data, struct strbuf *token,
			  int64_t *life_us);

bool azure_tokens(const struct call *c, azure_get_fn *get, void *data, struct strbuf *token,
		  int64_t *life_us) LB_MUST_USE;

/* The token of an answer of Microsoft Entra ID or the metadata service. */
bool azure_take(const struct call *c, const struct call_request *q, const struct http_reply *reply,
		struct strbuf *token, int64_t *life_us) LB_MUST_USE;

#endif
