/* Whoever is signed in to the Databricks CLI: it keeps the refresh token, and prints an access token that is good. */
#include "auth/identity.h"
#include "auth/tool.h"

static const struct tool databricks = {
	.title = "the Databricks CLI",
	.missing = "Install it (a version from 0.207.1 on; the old one in Python cannot do it), or say where it is with "
		   "DatabricksCliPath",
};

/* What to type for a new sign-in. */
static void add_login(struct strbuf *out, const struct settings *s, bool by_profile)
{
	strbuf_add_text(out, "Sign in with it: databricks auth login --host ");
	strbuf_add_text(out, s->workspace);
	if (by_profile)
		strbuf_printf(out, " --profile %s", s->profile);
}

static bool cli_fetch(const struct call *c, struct strbuf *token, int64_t *life_us)
{
	const struct settings *s = c->settings;
	/* Several profiles may have the same host, and the CLI does not guess. */
	const bool by_profile = s->profile && s->source[KW_workspace] == SOURCE_PROFILE;
	const char *const words[] = {
		s->databricks_cli_path ? s->databricks_cli_path : "databricks", "auth", "token",
		by_profile ? "--profile" : "--host", by_profile ? s->profile : s->workspace, NULL,
	};
	struct strbuf remedy = STRBUF_INIT;
	struct tool tool = databricks;
	bool ok;

	add_login(&remedy, s, by_profile);
	tool.remedy = strbuf_text(&remedy);
	ok = tool_token(c, &tool, words, token, life_us);
	strbuf_release(&remedy);
	return ok;
}

static const char *cli_user(const struct settings *s)
{
	(void)s;
	return NULL;
}

const struct identity identity_databricks_cli = {AUTH_DATABRICKS_CLI, cli_fetch, cli_user, NULL, false};
