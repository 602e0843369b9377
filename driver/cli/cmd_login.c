/* lakebase-odbc login, logout, whoami, endpoints: the identity at the workspace. */
#include "auth/browser.h"
#include "auth/credential.h"
#include "auth/token.h"
#include "auth/token_store.h"
#include "auth/u2m.h"
#include "auth/workspace.h"
#include "cli/cli.h"
#include "cli/out.h"
#include "cli/progress.h"

#include <string.h>

#define LOGIN_TIMEOUT_S 300

static int64_t deadline(const struct cli *c, const struct settings *s, uint32_t usual_s)
{
	const uint32_t seconds = c->timeout_s ? c->timeout_s : usual_s ? usual_s : s->login_timeout;

	return seconds ? clock_mono(&clock_system) + (int64_t)seconds * 1000000 : CLOCK_NEVER;
}

static enum cli_exit load(const struct cli *c, struct cli_target *t, enum target_use use)
{
	struct strbuf why = STRBUF_INIT;
	enum cli_exit code;

	if (!cli_target_load(t, c->args[0], use, &code, &why))
		out_error(c, code, code == CLI_NOTHING ? "IM002" : "HY000", strbuf_text(&why));
	else if (t->notes.n)
		out_note("note: unknown keywords are ignored: %s", strbuf_text(&t->notes));
	strbuf_release(&why);
	return code;
}

/* On standard error, where a person looks; programs have --json. */
static void progress_begin(const struct cli *c, const char *words)
{
	if (!c->json)
		progress_start(stderr, words);
}

static enum cli_exit auth_failed(const struct cli *c, struct auth_error *err)
{
	progress_stop();
	out_error(c, CLI_FAILED, err->sqlstate, strbuf_text(&err->text));
	auth_error_release(err);
	return CLI_FAILED;
}

/* ---- login ---- */

/* The address goes to standard error: output is for the result. */
static bool show(void *data, const char *url)
{
	const struct cli *c = data;

	progress_stop();
	if (c->no_browser)
		out_note("Open this address in a browser of this machine:\n\n%s\n", url);
	else if (browser_open(url))
		out_note("Sign in with the browser. If no page opens, this is the address:\n\n%s\n", url);
	else
		out_note("No browser could be opened. Open this address in one of this machine:\n\n%s\n", url);
	progress_begin(c, "Waiting for the browser,");
	return true;
}

static enum cli_exit print_signed_in(const struct cli *c, const struct settings *s, struct span role)
{
	struct token_store store;
	struct strbuf line = STRBUF_INIT;
	const bool ok = token_store_init(&store, s), keyring = ok && token_store_in_keyring(&store);
	const bool encrypted = store.pass_phrase && !keyring;

	progress_stop();

	if (c->json) {
		strbuf_add_text(&line, "{");
		json_member_bool(&line, "ok", true);
		json_member(&line, "workspace", span_of(s->workspace));
		json_member(&line, "user", role);
		json_member(&line, "file", ok && store.path.n ? strbuf_span(&store.path) : SPAN_NONE);
		json_member_bool(&line, "encrypted", encrypted);
		json_member_bool(&line, "keyring", keyring);
		strbuf_add_text(&line, "}\n");
	} else {
		strbuf_printf(&line, "Signed in at %s as %.*s.\n", s->workspace, (int)role.n, role.p);
		if (keyring)
			strbuf_add_text(&line, "Stored in the desktop's keyring.\n");
		else if (ok && store.path.n)
			strbuf_printf(&line, "Stored in %s%s.\n", strbuf_text(&store.path), encrypted ? ", encrypted" : "");
		else
			strbuf_add_text(&line, "Nothing is stored (EnableTokenCache=0, or there is no home folder).\n");
	}
	out_buffer(&line);
	strbuf_release(&line);
	token_store_release(&store);
	return ok ? CLI_OK : CLI_FAILED;
}

enum cli_exit cmd_login(struct cli *c)
{
	const struct u2m_ui ui = {show, c};
	struct auth_error err = {.http_status = 0};
	struct strbuf role = STRBUF_INIT;
	struct cli_target t;
	enum cli_exit code = load(c, &t, USE_BROWSER);

	if (code == CLI_OK) {
		t.settings.may_prompt = t.settings.sign_in_anew = true;
		u2m_use(&ui);
		progress_begin(c, "Signing in,");
		if (login_identity(&t.settings, deadline(c, &t.settings, LOGIN_TIMEOUT_S), &role, NULL, &err))
			code = print_signed_in(c, &t.settings, strbuf_span(&role));
		else
			code = auth_failed(c, &err);
		u2m_use(NULL);
	}
	strbuf_release(&role);
	cli_target_release(&t);
	return code;
}

/* ---- logout ---- */

static enum cli_exit forget(const struct cli *c, const struct settings *s)
{
	struct token_store store;
	struct strbuf words = STRBUF_INIT;
	enum store_status status = STORE_NO_MEMORY;
	enum cli_exit code = CLI_OK;

	if (token_store_init(&store, s)) {
		progress_begin(c, "Signing out,");
		/* Who renews the tokens right now would write them again. */
		status = token_store_lock(&store, &clock_system, deadline(c, s, 0));
		if (status == STORE_OK)
			status = token_store_forget(&store);
	}
	progress_stop();
	if (status == STORE_OK) {
		if (c->json) {
			strbuf_add_text(&words, "{");
			json_member_bool(&words, "ok", true);
			json_member(&words, "workspace", span_of(s->workspace));
			strbuf_add_text(&words, "}\n");
		} else {
			strbuf_printf(&words, "Signed out at %s.\n", s->workspace);
		}
		out_buffer(&words);
	} else {
		token_store_explain(&store, status, &words);
		if (status == STORE_NONE)
			strbuf_printf(&words, " at %s", s->workspace);
		code = out_error(c, status == STORE_NONE ? CLI_NOTHING : CLI_FAILED, NULL, strbuf_text(&words));
	}
	strbuf_release(&words);
	token_store_release(&store);
	return code;
}

enum cli_exit cmd_logout(struct cli *c)
{
	struct cli_target t;
	enum cli_exit code = load(c, &t, USE_BROWSER);

	if (code == CLI_OK)
		code = forget(c, &t.settings);
	cli_target_release(&t);
	return code;
}

/* ---- whoami ---- */

enum cli_exit cmd_whoami(struct cli *c)
{
	struct auth_error err = {.http_status = 0};
	struct strbuf name = STRBUF_INIT, role = STRBUF_INIT, out = STRBUF_INIT;
	struct cli_target t;
	enum cli_exit code = load(c, &t, USE_WORKSPACE);
	const struct settings *s = &t.settings;

	if (code == CLI_OK) {
		const int64_t until = deadline(c, s, 0);

		progress_begin(c, "Asking the workspace,");
		if (!login_identity(s, until, &role, NULL, &err) || !login_me(s, until, &name, &err))
			code = auth_failed(c, &err);
	}
	progress_stop();
	if (code == CLI_OK && c->json) {
		strbuf_add_text(&out, "{");
		json_member_bool(&out, "ok", true);
		json_member(&out, "user", strbuf_span(&name));
		json_member(&out, "role", strbuf_span(&role));
		json_member(&out, "workspace", span_of(s->workspace));
		json_member(&out, "auth_type", keyword_choice(KW_auth_type, s->auth_type));
		strbuf_add_text(&out, "}\n");
	} else if (code == CLI_OK) {
		const struct span type = keyword_choice(KW_auth_type, s->auth_type);

		strbuf_printf(&out, "%s at %s (AuthType=%.*s)\n", strbuf_text(&name), s->workspace, (int)type.n, type.p);
		if (!span_eq(strbuf_span(&name), strbuf_span(&role)))
			strbuf_printf(&out, "PostgreSQL role: %s\n", strbuf_text(&role));
	}
	out_buffer(&out);
	strbuf_release(&name);
	strbuf_release(&role);
	strbuf_release(&out);
	cli_target_release(&t);
	return code;
}

/* ---- endpoints ---- */

struct table {
	const struct cli *cli;
	struct strbuf out;
	size_t n;
};

static struct span short_type(const struct endpoint_row *row)
{
	const struct span type = span_of(row->resource->type);

	if (row->instance)
		return SPAN_LIT("instance");
	if (span_is(type, "ENDPOINT_TYPE_READ_ONLY"))
		return SPAN_LIT("read-only");
	return span_is(type, "ENDPOINT_TYPE_READ_WRITE") ? SPAN_LIT("read-write") : type.p ? type : SPAN_LIT("");
}

static void add_endpoint(void *data, const struct endpoint_row *row)
{
	struct table *t = data;
	const struct resource *r = row->resource;
	const struct span state = r->disabled ? SPAN_LIT("DISABLED") : r->stopped ? SPAN_LIT("STOPPED") : span_of(r->state);

	if (t->cli->json) {
		strbuf_add_text(&t->out, t->n ? ",\n  {" : "\n  {");
		json_member(&t->out, row->instance ? "instance" : "endpoint", span_of(r->name));
		json_member(&t->out, "project", span_of(row->project));
		json_member(&t->out, "branch", span_of(row->branch));
		json_member(&t->out, "type", short_type(row));
		json_member(&t->out, "state", state);
		json_member(&t->out, "host", span_of(r->host));
		json_member(&t->out, "read_only_host", span_of(r->read_only_host));
		strbuf_add_text(&t->out, "}");
	} else {
		add_padded(&t->out, state.p ? state : SPAN_LIT("?"), 10);
		strbuf_add_char(&t->out, ' ');
		add_padded(&t->out, short_type(row), 11);
		strbuf_printf(&t->out, "%s=%s  ", row->instance ? "Instance" : "Endpoint", r->name);
		add_coloured(&t->out, DIM, r->host ? r->host : r->read_only_host ? r->read_only_host : "");
		strbuf_add_char(&t->out, '\n');
	}
	t->n++;
}

enum cli_exit cmd_endpoints(struct cli *c)
{
	struct auth_error err = {.http_status = 0};
	struct table table = {.cli = c};
	struct cli_target t;
	enum cli_exit code = load(c, &t, USE_WORKSPACE);

	if (c->json)
		strbuf_add_text(&table.out, "[");
	if (code == CLI_OK)
		progress_begin(c, "Asking the workspace,");
	if (code == CLI_OK && !login_endpoints(&t.settings, deadline(c, &t.settings, 0), add_endpoint, &table, &err))
		code = auth_failed(c, &err);
	progress_stop();
	if (c->json)
		strbuf_add_text(&table.out, table.n ? "\n]\n" : "]\n");
	else if (code == CLI_OK && table.n == 0)
		out_note("this identity sees no endpoint at %s: it needs a permission on a Lakebase project (CAN USE)",
			 t.settings.workspace);
	if (code == CLI_OK)
		out_buffer(&table.out);
	strbuf_release(&table.out);
	cli_target_release(&t);
	return code;
}
