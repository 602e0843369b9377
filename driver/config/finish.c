#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "base/utf.h"
#include "config/choice.h"
#include "config/settings.h"

#include <string.h>

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0.0.0"
#endif

#define APPLICATION_NAME_MAX 63 /* NAMEDATALEN - 1: PostgreSQL cuts the rest off */

/* One member of the settings, for the tables below. */
static const char *text_of(const struct settings *s, int id)
{
	return *(char *const *)((const char *)s + keywords[id].offset);
}

/* Takes over the text of a buffer; the source stays what it was. */
static bool replace_text(char **field, struct strbuf *text)
{
	char *fresh = strbuf_steal(text);

	if (!fresh)
		return false;
	if (*field)
		mem_wipe(*field, strlen(*field));
	mem_free(*field);
	*field = fresh;
	return true;
}

static bool replace_with(char **field, const char *text)
{
	struct strbuf copy = STRBUF_SECRET;

	strbuf_add_text(&copy, text);
	return replace_text(field, &copy);
}

static bool out_of_memory(struct strbuf *why)
{
	strbuf_add_text(why, "out of memory");
	why->failed = true; /* the state for it is another */
	return false;
}

static bool fill_defaults(struct settings *s, struct strbuf *why)
{
	for (int id = 0; id < KW_COUNT; id++) {
		if (s->source[id] != SOURCE_NONE || !keywords[id].def)
			continue;
		if (settings_set(s, span_of(keywords[id].name), span_of(keywords[id].def), SOURCE_DEFAULT,
			why) != SETTING_OK)
			return out_of_memory(why);
	}
	return true;
}

bool settings_mints(const struct settings *s)
{
	return s->auth_type != AUTH_PASSWORD && s->auth_type != AUTH_TOKEN;
}

/* ---- user and secret that tools know only as UID and PWD ---- */

/* Copies a text to a keyword that is not given; its source is the default, so that it is not printed twice. */
static bool stand_in(struct settings *s, enum keyword_id to, char **to_text, const char *from)
{
	if (*to_text || !from)
		return true;
	s->source[to] = SOURCE_DEFAULT;
	return replace_with(to_text, from);
}

/* Auth_Client_ID of the Databricks driver, and what a tool asks for.  DATABRICKS_CLIENT_... of the environment
 * belong to another way of signing in. */
static bool take_azure(struct settings *s)
{
	const char *id = s->source[KW_client_id] < SOURCE_ENVIRONMENT ? s->client_id : NULL;
	const char *secret = s->source[KW_client_secret] < SOURCE_ENVIRONMENT ? s->client_secret : NULL;

	if (!stand_in(s, KW_azure_client_id, &s->azure_client_id, id))
		return false;
	if (s->auth_type == AUTH_AZURE_MSI || s->azure_client_secret)
		return true;
	return stand_in(s, KW_azure_client_secret, &s->azure_client_secret, secret) &&
	       stand_in(s, KW_azure_client_id, &s->azure_client_id, s->uid) &&
	       stand_in(s, KW_azure_client_secret, &s->azure_client_secret, s->pwd);
}

/* A tool that asks for a user name and a password can sign in with any of these. */
static bool take_uid_pwd(struct settings *s)
{
	if (s->auth_type == AUTH_OAUTH_M2M && !s->client_secret)
		return stand_in(s, KW_client_id, &s->client_id, s->uid) &&
		       stand_in(s, KW_client_secret, &s->client_secret, s->pwd);
	if (s->auth_type == AUTH_AZURE_CLIENT_SECRET || s->auth_type == AUTH_AZURE_MSI)
		return take_azure(s);
	if (s->auth_type == AUTH_PAT) {
		/* UID=token is how the Databricks driver says that PWD is one; it is nobody's role. */
		if (s->uid && span_iis(span_of(s->uid), "token")) {
			mem_free(s->uid);
			s->uid = NULL;
			s->source[KW_uid] = SOURCE_NONE;
		}
		return stand_in(s, KW_token, &s->token, s->pwd);
	}
	return true;
}

/* A personal access token would be refused as a password, after having been shown to the database. */
bool settings_is_pat(const char *text)
{
	struct span s = span_of(text);

	if (!span_starts(s, "dapi") || s.n < 36)
		return false;
	for (size_t i = 4; i < 36; i++)
		if (!ascii_is_digit(s.p[i]) && !(ascii_lower(s.p[i]) >= 'a' && ascii_lower(s.p[i]) <= 'f'))
			return false;
	return true;
}

static bool no_pat_as_password(const struct settings *s, struct strbuf *why)
{
	const char *text = s->auth_type == AUTH_PASSWORD ? s->pwd : s->auth_type == AUTH_TOKEN ? s->access_token : NULL;

	if (!text || !settings_is_pat(text))
		return true;
	strbuf_printf(why, "%s holds a Databricks personal access token, which PostgreSQL does not take as a "
		"password: write AuthType=pat and Workspace=https://...",
			   s->auth_type == AUTH_PASSWORD ? "PWD" : "AccessToken");
	return false;
}

/* ---- what must be there ---- */

static const struct {
	enum auth_type type;
	enum keyword_id need;
	const char *hint;
} needs[] = {
	{AUTH_OAUTH_M2M, KW_workspace, "the URL of the Databricks workspace, https://..."},
	{AUTH_OAUTH_M2M, KW_client_id, "the application id of the service principal"},
	{AUTH_OAUTH_M2M, KW_client_secret, "an OAuth secret of the service principal"},
	{AUTH_EXTERNAL_BROWSER, KW_workspace, "the URL of the Databricks workspace, https://..."},
	{AUTH_DATABRICKS_CLI, KW_workspace, "the URL of the Databricks workspace, https://..."},
	{AUTH_AZURE_CLIENT_SECRET, KW_workspace, "the URL of the Databricks workspace, https://..."},
	{AUTH_AZURE_CLIENT_SECRET, KW_azure_client_id, "the application (client) id of the service principal in Microsoft "
		"Entra ID (variable ARM_CLIENT_ID)"},
	{AUTH_AZURE_CLIENT_SECRET, KW_azure_client_secret, "a client secret of that application (variable "
		"ARM_CLIENT_SECRET)"},
	{AUTH_AZURE_MSI, KW_workspace, "the URL of the Databricks workspace, https://..."},
	{AUTH_AZURE_CLI, KW_workspace, "the URL of the Databricks workspace, https://..."},
	{AUTH_ENV_OIDC, KW_workspace, "the URL of the Databricks workspace, https://..."},
	{AUTH_ENV_OIDC, KW_oidc_token, "an ID token in the environment variable DATABRICKS_OIDC_TOKEN, or in the one that "
		"OidcTokenEnv names, which is not set"},
	{AUTH_FILE_OIDC, KW_workspace, "the URL of the Databricks workspace, https://..."},
	{AUTH_FILE_OIDC, KW_oidc_token_file, "the file with the ID token (variable DATABRICKS_OIDC_TOKEN_FILEPATH)"},
	{AUTH_GITHUB_OIDC, KW_workspace, "the URL of the Databricks workspace, https://..."},
	{AUTH_GITHUB_OIDC, KW_github_url, "a GitHub Actions job that may have an ID token, for which GitHub sets "
		"ACTIONS_ID_TOKEN_REQUEST_URL: write permissions: id-token: write into the workflow"},
	{AUTH_GITHUB_OIDC, KW_github_token, "ACTIONS_ID_TOKEN_REQUEST_TOKEN of the job's environment"},
	{AUTH_PAT, KW_workspace, "the URL of the Databricks workspace, https://..."},
	{AUTH_PAT, KW_token, "the personal access token"},
	{AUTH_PASSWORD, KW_server, "the host name of the endpoint"},
	{AUTH_PASSWORD, KW_uid, "the name of the PostgreSQL role"},
	{AUTH_PASSWORD, KW_pwd, "the password of the PostgreSQL role"},
	{AUTH_TOKEN, KW_server, "the host name of the endpoint"},
};

static bool check_needs(const struct settings *s, struct strbuf *why)
{
	for (size_t i = 0; i < LB_COUNT(needs); i++) {
		if ((int)needs[i].type != s->auth_type || text_of(s, (int)needs[i].need))
			continue;
		if (needs[i].need == KW_token && s->token_given)
			continue;
		strbuf_printf(why, "%s is missing: AuthType=", keywords[needs[i].need].name);
		auth_type_add(why, needs[i].type);
		strbuf_printf(why, " needs %s", needs[i].hint);
		return false;
	}
	if (s->auth_type == AUTH_TOKEN && !s->token_given && !s->access_token && !s->access_token_file && !s->access_token_command) {
		strbuf_add_text(why, "AccessToken is missing: AuthType=token needs a database credential, from "
			"AccessToken, AccessTokenFile or AccessTokenCommand");
		return false;
	}
	return true;
}

/*
 * Who connects with the same string without the attribute must not sign in by it: driver managers' pools know the
 * string only.
 */
static bool check_given_token(const struct settings *s, struct strbuf *why)
{
	static const enum keyword_id others[] = {KW_token, KW_access_token, KW_access_token_file, KW_access_token_command};

	if (!s->token_given)
		return true;
	if (s->auth_type != AUTH_TOKEN && s->auth_type != AUTH_PAT) {
		strbuf_add_text(why, "the application gave a token by an attribute of the connection, but AuthType=");
		auth_type_add(why, (enum auth_type)s->auth_type);
		strbuf_add_text(why, " does not take one: write AuthType=token for a database credential, AuthType=pat for a "
				"token of the workspace");
		return false;
	}
	for (size_t i = 0; i < LB_COUNT(others); i++)
		if (s->source[others[i]] == SOURCE_STRING || s->source[others[i]] == SOURCE_DSN) {
			strbuf_printf(why, "%s is given, and a token by an attribute of the connection: leave one of them out",
				      keywords[others[i]].name);
			return false;
		}
	return true;
}

bool settings_missing(const struct settings *s, size_t *at, enum keyword_id *id)
{
	while (*at < LB_COUNT(needs)) {
		const size_t i = (*at)++;

		*id = needs[i].need;
		if ((int)needs[i].type == s->auth_type && !text_of(s, (int)*id) && !(*id == KW_token && s->token_given))
			return true;
	}
	*id = KW_access_token;
	return (*at)++ == LB_COUNT(needs) && s->auth_type == AUTH_TOKEN && !s->token_given && !s->access_token &&
	       !s->access_token_file && !s->access_token_command;
}

static bool check_target(const struct settings *s, struct strbuf *why)
{
	bool full = s->endpoint && span_starts(span_of(s->endpoint), "projects/");

	if (!settings_mints(s) || s->no_target)
		return true;
	if (s->instance && (s->project || s->branch || s->endpoint)) {
		strbuf_add_text(why, "Instance names a Provisioned instance and cannot stand together with Project, "
			"Branch or Endpoint: give one or the other");
		return false;
	}
	if (!s->project && !full && (s->branch || s->endpoint)) {
		strbuf_printf(why, "%s=%s needs Project as well, or the full name "
			"Endpoint=projects/.../branches/.../endpoints/...",
			      s->endpoint ? "Endpoint" : "Branch", s->endpoint ? s->endpoint : s->branch);
		return false;
	}
	if (!s->project && !s->endpoint && !s->instance && !s->server) {
		strbuf_add_text(why, "Project is missing: say which Lakebase to connect to with Project (and Branch, "
			"Endpoint), Instance or Server");
		return false;
	}
	return true;
}

/* ---- hosts ---- */

static const char *const workspace_domains[] = {
	".cloud.databricks.com", ".cloud.databricks.us", ".azuredatabricks.net",
	".databricks.azure.us",  ".databricks.azure.cn", ".gcp.databricks.com",
};

static bool is_databricks_host(struct span host)
{
	for (size_t i = 0; i < LB_COUNT(workspace_domains); i++) {
		struct span domain = span_of(workspace_domains[i]);

		if (host.n > domain.n && span_ieq(span_make(host.p + host.n - domain.n, domain.n), domain))
			return true;
	}
	return false;
}

/* Database hosts are <name>.database.<region>.<domain>. */
static bool is_database_host(struct span host)
{
	struct span label;

	while (span_split(&host, '.', &label))
		if (span_iis(label, "database"))
			return true;
	return false;
}

/* "https://Host:443/path?o=1" -> host "Host:443", query "o=1". */
static void split_url(struct span url, struct span *scheme, struct span *host, struct span *query)
{
	url = span_trim(url);
	*scheme = *query = SPAN_NONE;
	for (size_t i = 0; i + 2 < url.n; i++)
		if (url.p[i] == ':' && url.p[i + 1] == '/' && url.p[i + 2] == '/') {
			*scheme = span_make(url.p, i);
			url = span_make(url.p + i + 3, url.n - i - 3);
			break;
		}
	url.n = span_find(url, '#');
	*host = span_make(url.p, span_find(url, '?'));
	if (host->n < url.n)
		*query = span_make(url.p + host->n + 1, url.n - host->n - 1);
	host->n = span_find(*host, '/');
}

static bool host_is_clean(struct span host)
{
	for (size_t i = 0; i < host.n; i++)
		if (!ascii_is_alpha(host.p[i]) && !ascii_is_digit(host.p[i]) &&
		    span_find(SPAN_LIT(".-_:[]"), host.p[i]) == 6)
			return false;
	return host.n > 0;
}

/* A pasted address carries the workspace's number: .../?o=1234567890 */
static bool take_workspace_id(struct settings *s, struct span query)
{
	struct span part;
	struct strbuf id = STRBUF_INIT;
	uint64_t number;

	while (span_split(&query, '&', &part)) {
		if (s->workspace_id || !span_starts(part, "o="))
			continue;
		part = span_make(part.p + 2, part.n - 2);
		if (!span_uint(part, UINT64_MAX, &number))
			continue;
		strbuf_add_span(&id, part);
		if (!replace_text(&s->workspace_id, &id))
			return false;
		s->source[KW_workspace_id] = SOURCE_DEFAULT;
	}
	return true;
}

static bool normalise_workspace(struct settings *s, struct strbuf *why)
{
	struct span scheme, host, query;
	struct strbuf url = STRBUF_INIT;

	if (!s->workspace)
		return true;
	split_url(span_of(s->workspace), &scheme, &host, &query);
	if (!host_is_clean(host) || (scheme.p && !span_iis(scheme, "https"))) {
		strbuf_printf(why, "Workspace=%.200s is not the URL of a workspace: write https:// and the host name, "
			"as in the address bar of the browser",
			      span_find(span_of(s->workspace), '@') < strlen(s->workspace) ? "..." : s->workspace);
		return false;
	}
	if (is_databricks_host(host) && is_database_host(host)) {
		strbuf_printf(why, "Workspace=%s is the host of a database: that belongs into Server; Workspace is "
			"the URL of the Databricks workspace", s->workspace);
		return false;
	}
	if (!take_workspace_id(s, query))
		return out_of_memory(why);
	strbuf_add_text(&url, "https://");
	for (size_t i = 0; i < host.n; i++)
		strbuf_add_char(&url, ascii_lower(host.p[i]));
	return replace_text(&s->workspace, &url) || out_of_memory(why);
}

static bool is_postgres_url(struct span text)
{
	return span_istarts(text, "postgres://") || span_istarts(text, "postgresql://");
}

/* "host:5432", as other tools take it, and "host,1433" of SQL Server; an IPv6 address has more than one colon. */
static bool has_port(struct span text, struct span *name, struct span *port)
{
	size_t at = span_find(text, ':');
	uint64_t number;

	if (at >= text.n)
		at = span_find(text, ',');
	if (!at || at >= text.n || at > 200)
		return false;
	*name = span_make(text.p, at);
	*port = span_trim(span_make(text.p + at + 1, text.n - at - 1));
	return span_uint(*port, 65535, &number);
}

static bool check_server(const struct settings *s, struct strbuf *why)
{
	struct span scheme, host, query, label, rest, name, port;

	if (!s->server)
		return true;
	if (is_postgres_url(span_of(s->server))) { /* may have a password in it: not repeated */
		strbuf_add_text(why, "Server is a URL of PostgreSQL: write its parts as Server, Port, Database, UID and PWD");
		return false;
	}
	if (has_port(span_of(s->server), &name, &port)) {
		strbuf_printf(why, "Server=%.200s has a port in it: write Server=%.*s;Port=%.*s", s->server, (int)name.n,
			      name.p, (int)port.n, port.p);
		return false;
	}
	split_url(span_of(s->server), &scheme, &host, &query);
	if ((scheme.p || is_databricks_host(host)) && !is_database_host(host)) {
		strbuf_printf(why, "Server=%.200s is the address of a workspace: write it as Workspace=, and name the "
			"database with Project, or with the host name of its endpoint as Server", s->server);
		return false;
	}
	if (!span_eq(host, span_of(s->server)) || !host_is_clean(host)) {
		strbuf_printf(why, "Server=%.200s is not a host name: leave out everything before and after it",
			      s->server);
		return false;
	}
	rest = host;
	if (s->auth_type != AUTH_PASSWORD && span_split(&rest, '.', &label) && span_ends(label, "-pooler")) {
		strbuf_printf(why, "Server=%s is a connection pooler, which takes native passwords only: leave out "
			"\"-pooler\", or use AuthType=password", s->server);
		return false;
	}
	return true;
}

static bool check_ranges(const struct settings *s, struct strbuf *why)
{
	uint64_t id;

	if (s->workspace_id && !span_uint(span_of(s->workspace_id), UINT64_MAX, &id)) {
		strbuf_add_text(why, "WorkspaceId is not allowed: write the number behind ?o= in the workspace's "
			"address");
		return false;
	}
	if (s->port == 0 || s->port > 65535) {
		strbuf_printf(why, "Port=%u is not allowed: write a number from 1 to 65535; Lakebase uses 5432",
			s->port);
		return false;
	}
	if (s->auth_type != AUTH_PASSWORD && s->ssl_mode < SSL_REQUIRE) {
		strbuf_add_text(why, "SSLMode=");
		strbuf_add_span(why, keyword_choice(KW_ssl_mode, s->ssl_mode));
		strbuf_add_text(why, " could send the database credential in clear text: with this AuthType write "
			"SSLMode=verify-full (or leave it out), verify-ca or require");
		return false;
	}
	return true;
}

/* ---- where the browser brings the answer ---- */

/* Only this machine may get it: RFC 8252 7.3. */
static bool check_redirect(const struct settings *s, struct strbuf *why)
{
	struct span rest = span_of(s->redirect_url), host = SPAN_NONE, port = SPAN_NONE;
	uint64_t number = 0;
	bool ok = true;

	if (s->redirect_port > 65535) {
		strbuf_printf(why, "OAuth2RedirectUrlPort=%u is not allowed: write a number from 1 to 65535, or 0",
			      s->redirect_port);
		return false;
	}
	if (!s->redirect_url)
		return true;
	ok = span_starts(rest, "http://");
	if (ok) {
		rest = span_make(rest.p + 7, rest.n - 7);
		ok = span_split(&rest, '/', &port) && span_split(&port, ':', &host) && port.p &&
		     (span_is(host, "localhost") || span_is(host, "127.0.0.1")) && span_uint(port, 65535, &number) && number;
	}
	for (size_t i = 0; ok && rest.p && i < rest.n; i++)
		ok = (unsigned char)rest.p[i] > ' ' && (unsigned char)rest.p[i] < 0x7f && rest.p[i] != '?' && rest.p[i] != '#';
	if (!ok)
		strbuf_add_text(why, "OAuth2RedirectUrl is not allowed: write http://localhost:port, or "
			"http://localhost:port/path, exactly as it is registered with the OAuth application");
	return ok;
}

/* ---- where identities are asked for ---- */

static bool is_this_machine(struct span host)
{
	struct span name;

	if (span_istarts(host, "[::1]"))
		return true;
	span_split(&host, ':', &name);
	return span_iis(name, "localhost") || span_starts(name, "127.") || span_starts(name, "169.254.");
}

/* "https://host[:port]", without "/" at the end; a service of this machine may be asked by HTTP. */
static bool normalise_url(char **field, enum keyword_id id, bool local, struct strbuf *why)
{
	struct span scheme, host, query;
	struct strbuf url = STRBUF_INIT;

	if (!*field)
		return true;
	split_url(span_of(*field), &scheme, &host, &query);
	if (!host_is_clean(host) || query.p ||
	    (scheme.p && !span_iis(scheme, "https") && !(local && span_iis(scheme, "http") && is_this_machine(host)))) {
		strbuf_printf(why, "%s is not allowed: write https:// and a host name%s", keywords[id].name,
			      local ? ", or http:// and an address of this machine (127.0.0.1, 169.254.169.254)" : "");
		return false;
	}
	strbuf_add_text(&url, scheme.p && span_iis(scheme, "http") ? "http://" : "https://");
	strbuf_add_span(&url, host);
	return replace_text(field, &url) || out_of_memory(why);
}

/* It travels in a header, where a line end would begin another one. */
static bool fits_header(const struct settings *s, enum keyword_id id, struct strbuf *why)
{
	for (const char *p = text_of(s, (int)id); p && *p; p++)
		if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f) {
			strbuf_printf(why, "%s is not allowed: it has spaces, line ends or other characters in it that do not "
				"belong there", keywords[id].name);
			return false;
		}
	return true;
}

/* The environment may have such addresses for other programs: they matter only where they are used. */
static bool check_identity_urls(struct settings *s, struct strbuf *why)
{
	if (!fits_header(s, KW_azure_workspace_resource_id, why) || !fits_header(s, KW_github_token, why))
		return false;
	switch ((enum auth_type)s->auth_type) {
	case AUTH_AZURE_CLIENT_SECRET:
		return normalise_url(&s->azure_authority_host, KW_azure_authority_host, false, why);
	case AUTH_AZURE_MSI:
		return normalise_url(&s->azure_metadata_host, KW_azure_metadata_host, true, why);
	case AUTH_GITHUB_OIDC:
		if (span_istarts(span_of(s->github_url), "https://"))
			return true;
		strbuf_printf(why, "%s is not allowed: it has to begin with https://", keywords[KW_github_url].name);
		return false;
	default:
		return true;
	}
}

/* ---- names that travel ---- */

static bool is_product_token(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_is_alpha(s.p[i]) && !ascii_is_digit(s.p[i]) && span_find(SPAN_LIT("_.+-"), s.p[i]) == 4)
			return false;
	return s.n > 0;
}

static bool check_user_agent(const struct settings *s, struct strbuf *why)
{
	struct span rest = span_of(s->user_agent_entry), name = SPAN_NONE;

	if (!rest.p)
		return true;
	span_split(&rest, '/', &name);
	if (is_product_token(name) && (!rest.p || is_product_token(rest)))
		return true;
	strbuf_add_text(why, "UserAgentEntry is not allowed: write Company_Product/version, with letters, digits and "
		"_ . + - only, for example Acme_BI/3.5");
	return false;
}

/* "Acme_BI/3.5 report" of the two keywords, or who we are; short enough that PostgreSQL does not cut a character. */
static bool set_application_name(struct settings *s, struct strbuf *why)
{
	struct strbuf name = STRBUF_INIT;

	if (s->user_agent_entry &&
	    (!s->application_name || !span_starts(span_of(s->application_name), s->user_agent_entry))) {
		strbuf_add_text(&name, s->user_agent_entry);
		if (s->application_name)
			strbuf_add_char(&name, ' ');
	}
	if (s->application_name)
		strbuf_add_text(&name, s->application_name);
	else if (!s->user_agent_entry)
		strbuf_add_text(&name, "lakebase_odbc/" PACKAGE_VERSION);
	strbuf_cut(&name, utf8_cut(strbuf_span(&name), APPLICATION_NAME_MAX));
	return replace_text(&s->application_name, &name) || out_of_memory(why);
}

bool settings_finish(struct settings *s, struct strbuf *why, struct strbuf *chosen)
{
	if (!fill_defaults(s, why))
		return false;
	if (!normalise_workspace(s, why) || !auth_type_decide(s, why, chosen))
		return false;
	if (!take_uid_pwd(s))
		return out_of_memory(why);
	return check_given_token(s, why) && no_pat_as_password(s, why) && check_server(s, why) && check_needs(s, why) && check_target(s, why) &&
	       check_ranges(s, why) && check_redirect(s, why) && check_identity_urls(s, why) &&
	       check_user_agent(s, why) && set_application_name(s, why);
}
