#include "config/choice.h"

void auth_type_add(struct strbuf *out, enum auth_type type)
{
	strbuf_add_span(out, keyword_choice(KW_auth_type, (int)type));
}

/* ---- the Databricks ODBC driver's numbers ---- */

static const struct {
	uint32_t mech, flow;
	enum auth_type type;
} databricks_names[] = {
	{3, 0, AUTH_PAT},
	{11, 0, AUTH_PAT}, /* "token pass-through": a ready workspace token */
	{11, 1, AUTH_OAUTH_M2M},
	{11, 2, AUTH_EXTERNAL_BROWSER},
	{11, 3, AUTH_AZURE_MSI},
};

static bool from_databricks_names(struct settings *s, struct strbuf *why)
{
	uint32_t mech = settings_given(s, KW_auth_mech) ? s->auth_mech : 11;
	uint32_t flow = mech == 3 ? 0 : s->auth_flow;

	for (size_t i = 0; i < LB_COUNT(databricks_names); i++)
		if (databricks_names[i].mech == mech && databricks_names[i].flow == flow) {
			s->auth_type = (int)databricks_names[i].type;
			return true;
		}
	strbuf_printf(why, "AuthMech=%u with Auth_Flow=%u is not known here: write AuthType instead, for example "
		"AuthType=oauth-m2m", mech, s->auth_flow);
	return false;
}

/* ---- what is complete ---- */

enum meant {
	FOR_US,    /* who sets this wants to sign in here */
	FOR_AZURE, /* in the environment it may be there for anything in Azure */
	AROUND,    /* it is there anyway, in every job of its kind */
};

/* The keywords that decide: the secret, without which the type is not complete. */
static const struct way {
	enum auth_type type;
	enum keyword_id secret, other; /* the same twice where one is enough */
	enum meant meant;
} ways[] = {
	{AUTH_OAUTH_M2M, KW_client_secret, KW_client_id, FOR_US},
	{AUTH_PAT, KW_token, KW_token, FOR_US},
	{AUTH_TOKEN, KW_access_token, KW_access_token, FOR_US},
	{AUTH_TOKEN, KW_access_token_file, KW_access_token_file, FOR_US},
	{AUTH_TOKEN, KW_access_token_command, KW_access_token_command, FOR_US},
	{AUTH_PASSWORD, KW_pwd, KW_uid, FOR_US},
	{AUTH_ENV_OIDC, KW_oidc_token, KW_oidc_token, FOR_US},
	{AUTH_FILE_OIDC, KW_oidc_token_file, KW_oidc_token_file, FOR_US},
	{AUTH_AZURE_CLIENT_SECRET, KW_azure_client_secret, KW_azure_client_id, FOR_AZURE},
	{AUTH_AZURE_MSI, KW_azure_use_msi, KW_azure_use_msi, FOR_AZURE},
	{AUTH_GITHUB_OIDC, KW_github_token, KW_github_url, AROUND},
	{AUTH_DATABRICKS_CLI, KW_databricks_cli_path, KW_databricks_cli_path, AROUND},
};

static unsigned source_of(const struct settings *s, const struct way *w)
{
	return s->source[w->secret];
}

static bool in_azure(const struct settings *s)
{
	static const char *const domains[] = {".azuredatabricks.net", ".databricks.azure.us", ".databricks.azure.cn"};

	for (size_t i = 0; i < LB_COUNT(domains); i++)
		if (span_ends(span_of(s->workspace), domains[i]))
			return true;
	return s->azure_workspace_resource_id != NULL;
}

static bool is_complete(const struct settings *s, const struct way *w)
{
	if (!settings_given(s, w->secret) || !settings_given(s, w->other))
		return false;
	if (w->type == AUTH_AZURE_MSI && !s->azure_use_msi)
		return false;
	if (w->meant == FOR_AZURE && source_of(s, w) == SOURCE_ENVIRONMENT)
		return in_azure(s);
	return w->meant != AROUND || s->workspace;
}

/* The lowest is taken: first what was certainly meant for us, and of that what stands nearest to the application. */
static unsigned rank(const struct settings *s, const struct way *w)
{
	const bool ours = w->meant == FOR_US || (w->meant == FOR_AZURE && source_of(s, w) != SOURCE_ENVIRONMENT);

	return (ours ? 0 : (unsigned)w->meant * 100) + source_of(s, w);
}

static const struct way *best_way(const struct settings *s)
{
	const struct way *best = NULL;

	for (const struct way *w = ways; w < ways + LB_COUNT(ways); w++)
		if (is_complete(s, w) && (!best || rank(s, w) < rank(s, best)))
			best = w;
	return best;
}

/* Two ways of the same rank: nobody but the user can say which one is meant. */
static bool is_only_one(const struct settings *s, const struct way *best, struct strbuf *why)
{
	for (const struct way *w = ways; w < ways + LB_COUNT(ways); w++) {
		if (!is_complete(s, w) || rank(s, w) != rank(s, best) || w->type == best->type)
			continue;
		strbuf_printf(why, "%s and %s are both given: say which one to use with AuthType=",
			      keywords[best->secret].name, keywords[w->secret].name);
		auth_type_add(why, best->type);
		strbuf_add_text(why, " or AuthType=");
		auth_type_add(why, w->type);
		return false;
	}
	return true;
}

static const char *source_name(unsigned source)
{
	static const char *const names[] = {
		[SOURCE_NONE] = "nowhere", [SOURCE_STRING] = "the connection string", [SOURCE_DSN] = "the data source",
		[SOURCE_PROFILE] = "the profile", [SOURCE_ENVIRONMENT] = "the environment", [SOURCE_DEFAULT] = "the defaults",
	};

	return source < LB_COUNT(names) ? names[source] : "";
}

static void explain(struct strbuf *chosen, const struct settings *s, const struct way *w)
{
	strbuf_add_text(chosen, "AuthType=");
	auth_type_add(chosen, w->type);
	strbuf_printf(chosen, ", because %s comes from %s%s", keywords[w->secret].name, source_name(source_of(s, w)),
		      rank(s, w) >= 100 ? " and no other way to sign in is complete" : "");
}

/* The application has a token; without it this string must not be good for anything. */
static bool choose_given(struct settings *s, const struct way *other, struct strbuf *why, struct strbuf *chosen)
{
	if (other) {
		strbuf_printf(why, "the application gave a token by an attribute of the connection, and %s comes from %s: say what "
			      "the token is with AuthType=token (a database credential) or AuthType=pat (a token of the workspace)",
			      keywords[other->secret].name, source_name(source_of(s, other)));
		return false;
	}
	s->auth_type = AUTH_TOKEN;
	if (chosen)
		strbuf_add_text(chosen, "AuthType=token, because the application gave a token");
	return true;
}

/* What is half there is most likely what was meant. */
static void add_halves(struct strbuf *why, const struct settings *s)
{
	const char *before = " (";

	for (const struct way *w = ways; w < ways + LB_COUNT(ways); w++) {
		const bool has_secret = settings_given(s, w->secret), has_other = settings_given(s, w->other);

		if (has_secret == has_other || w->meant == AROUND)
			continue;
		strbuf_printf(why, "%s%s is there without %s", before, keywords[has_secret ? w->secret : w->other].name,
			      keywords[has_secret ? w->other : w->secret].name);
		before = ", ";
	}
	if (*before == ',')
		strbuf_add_char(why, ')');
}

/* AuthType=auto */
static bool choose(struct settings *s, struct strbuf *why, struct strbuf *chosen)
{
	const struct way *best = best_way(s);

	if (s->token_given)
		return choose_given(s, best, why, chosen);
	if (!best) {
		strbuf_add_text(why, "no way to sign in is complete");
		add_halves(why, s);
		strbuf_add_text(why, ": give ClientId and ClientSecret "
			"(AuthType=oauth-m2m), Token (AuthType=pat), or UID and PWD (AuthType=password); or write "
			"AuthType=external-browser to sign in with the browser, AuthType=databricks-cli or "
			"AuthType=azure-cli to be who is signed in there");
		return false;
	}
	if (!is_only_one(s, best, why))
		return false;
	s->auth_type = (int)best->type;
	if (chosen)
		explain(chosen, s, best);
	return true;
}

bool auth_type_decide(struct settings *s, struct strbuf *why, struct strbuf *chosen)
{
	const bool numbers = settings_given(s, KW_auth_mech) || settings_given(s, KW_auth_flow);

	if (s->auth_type == AUTH_UNSET && !numbers)
		return choose(s, why, chosen);
	if (s->auth_type == AUTH_UNSET && !from_databricks_names(s, why))
		return false;
	if (chosen) {
		strbuf_add_text(chosen, "AuthType=");
		auth_type_add(chosen, (enum auth_type)s->auth_type);
		if (settings_given(s, KW_auth_type))
			strbuf_printf(chosen, ", as %s says", source_name(s->source[KW_auth_type]));
		else
			strbuf_add_text(chosen, ", from AuthMech and Auth_Flow");
	}
	return true;
}
