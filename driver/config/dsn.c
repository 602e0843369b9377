#include "config/dsn.h"

#include "config/connstr.h"
#include "config/ini.h"

#include <errno.h>
#include <iniparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef LB_SYSCONFDIR
#define LB_SYSCONFDIR "/etc"
#endif

#define FILE_MAX (4u << 20) /* an odbc.ini beyond this is not one */

/* ---- files ---- */

/* False: errno says why. */
static bool read_file(const char *path, struct strbuf *out)
{
	FILE *file = fopen(path, "re");
	bool ok = file != NULL;
	size_t got = 1;
	char *room;

	out->limit = FILE_MAX;
	if (file)
		(void)setvbuf(file, NULL, _IONBF, 0); /* no second copy of the secrets in there */
	while (ok && got > 0) {
		room = strbuf_reserve(out, 16384);
		if (!room) {
			errno = out->n + 16384 > FILE_MAX ? EFBIG : ENOMEM;
			ok = false;
			break;
		}
		got = fread(room, 1, 16384, file);
		strbuf_grew(out, got);
		ok = !ferror(file);
	}
	if (file)
		(void)fclose(file);
	return ok;
}

/*
 * One section, kept in an iniparser dictionary under "section:key" with the key in lower case.  The lines come
 * from ini.h: iniparser_load() cuts values at ; and #, and refuses the whole file for one line over 1 KiB.
 */
struct section {
	dictionary *pairs;
	bool found;
	bool failed;
};

#define SECTION "s"

static void section_release(struct section *s)
{
	if (!s->pairs)
		return;
	for (size_t i = 0; i < (size_t)s->pairs->size; i++) /* signed or not: as the version of iniparser has it */
		if (s->pairs->key[i] && s->pairs->val[i])
			mem_wipe(s->pairs->val[i], strlen(s->pairs->val[i]));
	iniparser_freedict(s->pairs);
	s->pairs = NULL;
}

static void section_add(struct section *s, struct span key, struct span value)
{
	struct strbuf name = STRBUF_INIT, text = STRBUF_SECRET;

	strbuf_add_text(&name, SECTION ":");
	for (size_t i = 0; i < key.n; i++)
		strbuf_add_char(&name, ascii_lower(key.p[i]));
	strbuf_add_span(&text, value);
	if (strbuf_failed(&name) || strbuf_failed(&text))
		s->failed = true;
	/* the first one counts, as everywhere; iniparser_set() of 4.2 would cut the value at 1,024 bytes */
	else if (!iniparser_find_entry(s->pairs, strbuf_text(&name)) &&
		 dictionary_set(s->pairs, strbuf_text(&name), strbuf_text(&text)) != 0)
		s->failed = true;
	strbuf_release(&name);
	strbuf_release(&text);
}

static void section_read(struct section *s, struct span text, struct span name, enum ini_dialect dialect)
{
	struct ini_line line;
	bool inside = false;

	s->pairs = dictionary_new(0);
	if (!s->pairs || iniparser_set(s->pairs, SECTION, NULL) != 0) {
		s->failed = true;
		return;
	}
	while (ini_next(&text, dialect, &line)) {
		if (line.kind == INI_SECTION) {
			inside = span_ieq(line.name, name);
			s->found |= inside;
		} else if (inside && memchr(line.value.p, 0, line.value.n) == NULL) {
			section_add(s, line.name, line.value);
		}
	}
}

/* Calls fn for each pair until it says no. */
typedef enum dsn_status pair_fn(void *data, struct span key, struct span value);

static enum dsn_status section_each(const struct section *s, pair_fn *fn, void *data)
{
	int n = iniparser_getsecnkeys(s->pairs, SECTION);
	const char **keys = mem_array((size_t)n + 1, sizeof(*keys));
	enum dsn_status status = DSN_OK;

	if (!keys)
		return DSN_NO_MEMORY;
	if (n > 0 && !iniparser_getseckeys(s->pairs, SECTION, keys))
		status = DSN_NO_MEMORY;
	for (int i = 0; i < n && status == DSN_OK; i++)
		status = fn(data, span_of(keys[i] + sizeof(SECTION)), span_of(iniparser_getstring(s->pairs, keys[i],
			"")));
	mem_free(keys);
	return status;
}

/* The section of one file, pair by pair.  DSN_NOT_FOUND: no such file (errno ENOENT) or no such section (0). */
static enum dsn_status file_section(const char *path, struct span name, enum ini_dialect dialect, pair_fn *fn,
	void *data)
{
	struct strbuf text = STRBUF_SECRET;
	struct section section = {0};
	enum dsn_status status = DSN_NOT_FOUND;

	errno = 0;
	if (read_file(path, &text)) {
		section_read(&section, strbuf_span(&text), name, dialect);
		if (section.failed)
			status = DSN_NO_MEMORY;
		else if (section.found)
			status = section_each(&section, fn, data);
		errno = 0;
	} else if (errno == ENOMEM) {
		status = DSN_NO_MEMORY;
	}
	section_release(&section);
	strbuf_release(&text);
	return status;
}

static bool home_file(const char *name, struct strbuf *path)
{
	const char *home = getenv("HOME");

	if (!home || !*home)
		return false;
	strbuf_printf(path, "%s/%s", home, name);
	return true;
}

/* ---- odbc.ini ---- */

struct loading {
	struct settings *into;
	enum setting_source source;
	struct strbuf *unknown, *why;
};

static enum dsn_status to_status(enum setting_status status)
{
	return status == SETTING_NO_MEMORY ? DSN_NO_MEMORY : status == SETTING_BAD_VALUE ? DSN_BAD : DSN_OK;
}

static enum dsn_status set_pair(void *data, struct span key, struct span value)
{
	struct loading *l = data;
	int id = keyword_find(key);
	enum setting_status status;

	/* A data source's Driver is a file name and no business of ours. */
	if (id >= 0 && (keywords[id].flags & KEYWORD_INTERNAL))
		return DSN_OK;
	status = settings_set(l->into, key, value, l->source, l->why);
	if (status == SETTING_UNKNOWN)
		keyword_report_unknown(key, l->unknown);
	return to_status(status);
}

bool dsn_file(int place, struct strbuf *path)
{
	const char *value;

	switch (place) {
	case 0:
		value = getenv("ODBCINI");
		if (!value || !*value)
			return false;
		strbuf_add_text(path, value);
		return true;
	case 1:
		value = getenv("ODBCINI"); /* where it names this file, that was place 0 */
		return home_file(".odbc.ini", path) && !span_is(strbuf_span(path), value ? value : "");
	default:
#ifdef LB_IODBC
		value = getenv("SYSODBCINI");
		strbuf_add_text(path, value && *value ? value : LB_SYSCONFDIR "/odbc.ini");
#else
		value = getenv("ODBCSYSINI");
		strbuf_printf(path, "%s/odbc.ini", value && *value ? value : LB_SYSCONFDIR);
#endif
		return true;
	}
}

enum dsn_status dsn_load(struct span name, struct settings *into, struct strbuf *unknown, struct strbuf *why)
{
	struct loading l = {into, SOURCE_DSN, unknown, why};
	struct strbuf looked = STRBUF_INIT;
	enum dsn_status status = DSN_NOT_FOUND;

	for (int place = 0; place < DSN_FILES && status == DSN_NOT_FOUND; place++) {
		struct strbuf path = STRBUF_INIT;

		if (dsn_file(place, &path)) {
			status = strbuf_failed(&path) ? DSN_NO_MEMORY :
				file_section(strbuf_text(&path), name, INI_ODBC, set_pair, &l);
			strbuf_printf(&looked, "%s%s", looked.n ? ", " : "", strbuf_text(&path));
			if (status == DSN_NOT_FOUND && errno && errno != ENOENT)
				strbuf_printf(&looked, " (cannot be read: error %d)", errno);
		}
		strbuf_release(&path);
	}
	if (status == DSN_NOT_FOUND)
		strbuf_printf(why, "there is no data source [%.*s] in %s", (int)(name.n > 200 ? 200 : name.n), name.p,
			      strbuf_text(&looked));
	strbuf_release(&looked);
	return status;
}

/* ---- Databricks profiles and environment ---- */

/* What Databricks' own tools call our keywords, in files and in the environment. */
static const struct {
	const char *key, *variable;
	enum keyword_id id;
	bool signs_in; /* part of a way to sign in: not taken where another way is given already */
} databricks_names[] = {
	{"host", "DATABRICKS_HOST", KW_workspace, false},
	{"workspace_id", "DATABRICKS_WORKSPACE_ID", KW_workspace_id, false},
	{"client_id", "DATABRICKS_CLIENT_ID", KW_client_id, true},
	{"client_secret", "DATABRICKS_CLIENT_SECRET", KW_client_secret, true},
	{"token", "DATABRICKS_TOKEN", KW_token, true},
	{"auth_type", "DATABRICKS_AUTH_TYPE", KW_auth_type, true},
	{"scopes", NULL, KW_scope, true},
	{"databricks_cli_path", "DATABRICKS_CLI_PATH", KW_databricks_cli_path, false},
	{"azure_tenant_id", "ARM_TENANT_ID", KW_azure_tenant_id, true},
	{"azure_client_id", "ARM_CLIENT_ID", KW_azure_client_id, true},
	{"azure_client_secret", "ARM_CLIENT_SECRET", KW_azure_client_secret, true},
	{"azure_use_msi", "ARM_USE_MSI", KW_azure_use_msi, true},
	{"azure_workspace_resource_id", "DATABRICKS_AZURE_RESOURCE_ID", KW_azure_workspace_resource_id, false},
	{"azure_environment", "ARM_ENVIRONMENT", KW_azure_environment, false},
	/* what the Azure SDKs call them */
	{NULL, "AZURE_AUTHORITY_HOST", KW_azure_authority_host, false},
	{NULL, "AZURE_POD_IDENTITY_AUTHORITY_HOST", KW_azure_metadata_host, false},
	{"oidc_token_env", "DATABRICKS_OIDC_TOKEN_ENV", KW_oidc_token_env, true},
	{"oidc_token_filepath", "DATABRICKS_OIDC_TOKEN_FILEPATH", KW_oidc_token_file, true},
	{"audience", "DATABRICKS_TOKEN_AUDIENCE", KW_token_audience, false},
	{NULL, "ACTIONS_ID_TOKEN_REQUEST_URL", KW_github_url, true},
	{NULL, "ACTIONS_ID_TOKEN_REQUEST_TOKEN", KW_github_token, true},
};

static const enum keyword_id ways_to_sign_in[] = {
	KW_pwd, KW_client_secret, KW_token, KW_access_token, KW_access_token_file, KW_access_token_command,
	KW_azure_client_secret, KW_azure_use_msi, KW_oidc_token, KW_oidc_token_file,
};

static bool knows_how_to_sign_in(const struct settings *s)
{
	for (size_t i = 0; i < LB_COUNT(ways_to_sign_in); i++)
		if (s->source[ways_to_sign_in[i]] != SOURCE_NONE)
			return true;
	return false;
}

/* scopes = a, b: commas between them, where OAuth wants spaces. */
static enum dsn_status set_scopes(struct loading *l, struct span value)
{
	struct strbuf scopes = STRBUF_INIT;
	struct span part;
	enum setting_status status;

	while (span_split(&value, ',', &part)) {
		part = span_trim(part);
		if (scopes.n && part.n)
			strbuf_add_char(&scopes, ' ');
		strbuf_add_span(&scopes, part);
	}
	status = strbuf_failed(&scopes) ? SETTING_NO_MEMORY :
		settings_set(l->into, span_of(keywords[KW_scope].name), strbuf_span(&scopes), l->source, l->why);
	strbuf_release(&scopes);
	return to_status(status);
}

static enum dsn_status set_databricks(struct loading *l, size_t row, struct span value)
{
	enum keyword_id id = databricks_names[row].id;

	if (id == KW_scope)
		return set_scopes(l, value);
	return to_status(settings_set(l->into, span_of(keywords[id].name), value, l->source, l->why));
}

static enum dsn_status set_profile_pair(void *data, struct span key, struct span value)
{
	for (size_t i = 0; i < LB_COUNT(databricks_names); i++)
		if (databricks_names[i].key && span_is(key, databricks_names[i].key))
			return set_databricks(data, i, value);
	return DSN_OK;
}

enum dsn_status profile_load(struct settings *into, struct strbuf *why)
{
	struct loading l = {into, SOURCE_PROFILE, NULL, why};
	struct strbuf path = STRBUF_INIT;
	const char *name = into->profile ? into->profile : getenv("DATABRICKS_CONFIG_PROFILE");
	const char *file = getenv("DATABRICKS_CONFIG_FILE");
	bool named = name && *name;
	enum dsn_status status = DSN_NOT_FOUND;

	if (!named && (into->workspace || knows_how_to_sign_in(into)))
		return DSN_OK;
	if (file && *file)
		strbuf_add_text(&path, file);
	else if (!home_file(".databrickscfg", &path))
		strbuf_add_text(&path, ".databrickscfg");
	status = strbuf_failed(&path) ? DSN_NO_MEMORY :
		file_section(strbuf_text(&path), span_of(named ? name : "DEFAULT"), INI_PROFILE, set_profile_pair, &l);
	if (status == DSN_OK && named && !into->profile) /* the Databricks CLI has to hear of it, too */
		status = to_status(settings_set(into, span_of(keywords[KW_profile].name), span_of(name), SOURCE_ENVIRONMENT,
			why));
	if (status == DSN_NOT_FOUND && !named)
		status = DSN_OK;
	if (status == DSN_NOT_FOUND)
		strbuf_printf(why, "there is no profile [%.200s] in %s: correct Profile, or set DATABRICKS_CONFIG_FILE",
			name,
			      strbuf_text(&path));
	else if (status == DSN_BAD)
		strbuf_printf(why, " (in the profile [%.200s] of %s)", named ? name : "DEFAULT", strbuf_text(&path));
	strbuf_release(&path);
	return status;
}

/* The token itself stands in a variable of which one can choose the name. */
static enum dsn_status set_oidc_token(struct loading *l)
{
	const char *name = l->into->oidc_token_env ? l->into->oidc_token_env : "DATABRICKS_OIDC_TOKEN";
	const char *value = getenv(name);

	return value ? to_status(settings_set(l->into, span_of(keywords[KW_oidc_token].name), span_of(value), l->source,
		l->why)) : DSN_OK;
}

enum dsn_status environment_load(struct settings *into, struct strbuf *why)
{
	struct loading l = {into, SOURCE_ENVIRONMENT, NULL, why};
	/* These two have their token nowhere else. */
	bool here = into->auth_type == AUTH_ENV_OIDC || into->auth_type == AUTH_GITHUB_OIDC;
	bool known = knows_how_to_sign_in(into) && !here;
	enum dsn_status status = DSN_OK;

	for (size_t i = 0; i < LB_COUNT(databricks_names) && status == DSN_OK; i++) {
		const char *value = databricks_names[i].variable ? getenv(databricks_names[i].variable) : NULL;

		if (!value || (known && databricks_names[i].signs_in))
			continue;
		status = set_databricks(&l, i, span_of(value));
		if (status == DSN_BAD)
			strbuf_printf(why, " (in the environment variable %s)", databricks_names[i].variable);
	}
	if (status == DSN_OK && !known)
		status = set_oidc_token(&l);
	return status;
}

enum dsn_status settings_load_rest(struct settings *into, struct strbuf *unknown, struct strbuf *why,
				   struct strbuf *chosen)
{
	enum dsn_status status = DSN_OK;

	if (into->dsn)
		status = dsn_load(span_of(into->dsn), into, unknown, why);
	if (status == DSN_OK)
		status = profile_load(into, why);
	if (status == DSN_OK)
		status = environment_load(into, why);
	if (status == DSN_OK && !settings_finish(into, why, chosen))
		status = DSN_BAD;
	return status;
}
