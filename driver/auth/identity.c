#include "auth/identity.h"

#include "auth/crypto.h"

static const struct identity *const identities[] = {
	&identity_m2m, &identity_pat, &identity_u2m, &identity_databricks_cli, &identity_azure_client_secret,
	&identity_azure_msi, &identity_azure_cli, &identity_env_oidc, &identity_file_oidc, &identity_github_oidc,
};

const struct identity *identity_for(int auth_type)
{
	for (size_t i = 0; i < LB_COUNT(identities); i++)
		if ((int)identities[i]->type == auth_type)
			return identities[i];
	return NULL;
}

bool identity_key(const struct settings *s, struct strbuf *out)
{
	const char *const parts[] = {s->workspace, s->workspace_id, s->client_id, s->client_secret,
				     s->token,     s->scope,        s->proxy,     s->ssl_root_cert,
				     s->token_cache_pass_phrase, s->profile, s->databricks_cli_path, s->azure_tenant_id,
				     s->azure_client_id, s->azure_client_secret, s->azure_workspace_resource_id,
				     s->azure_authority_host, s->azure_metadata_host, s->oidc_token,
				     s->oidc_token_file, s->token_audience, s->github_url, s->github_token};
	struct strbuf all = STRBUF_SECRET;
	bool ok;

	strbuf_printf(&all, "%d %d", s->auth_type, s->azure_environment);
	/* Who may not open a browser neither waits for one nor spoils it for another. */
	if (s->auth_type == AUTH_EXTERNAL_BROWSER)
		strbuf_printf(&all, "%d%d%d", s->may_prompt, s->token_cache, s->token_cache_store);
	for (size_t i = 0; i < LB_COUNT(parts); i++) {
		strbuf_add_char(&all, '\0');
		strbuf_add_text(&all, parts[i] ? parts[i] : "");
	}
	ok = !strbuf_failed(&all) && crypto_sha256_hex(strbuf_span(&all), out);
	strbuf_release(&all);
	return ok;
}

void identity_lines(struct span token, struct span *bearer, struct span *management)
{
	if (!span_split(&token, '\n', bearer))
		*bearer = SPAN_NONE;
	*management = token;
}

void identity_bearer(struct span token, struct strbuf *out)
{
	strbuf_add_text(out, "Bearer ");
	strbuf_add_span(out, token);
}
