/*
 * lakebase-odbc test: the way of a connection, step by step.  Signing in goes
 * through auth/credential.h, one question at a time; what it fetches is in the
 * cache when SQLDriverConnect asks for the same.  From DNS to login it is the
 * driver's own connect, watched through session_observe().
 */
#include "auth/credential.h"
#include "base/clock.h"
#include "cli/cli.h"
#include "cli/out.h"
#include "cli/progress.h"
#include "config/connstr.h"
#include "pg/session.h"

#include <sql.h>
#include <sqlext.h>
#include <string.h>

struct watch { /* how far the connect has come; times of the monotonic clock */
	int64_t began, at[SESSION_PHASES];
	bool reached[SESSION_PHASES];
	unsigned tries;
};

struct course {
	struct cli *cli;
	struct cli_target target;
	struct strbuf json;
	int64_t began, step_began, deadline_us;
	const char *step;
	bool stopped;
	struct watch watch;
	struct strbuf state;  /* of the endpoint, before connecting */
	struct strbuf host;
};

/* ---- printing ---- */

static void add_ms(struct strbuf *out, int64_t us)
{
	strbuf_printf(out, "%lld.%lld", (long long)(us / 1000), (long long)(us % 1000 / 100));
}

/* On a terminal the step stands there while it is under way. */
static void step_begin(struct course *r, const char *name)
{
	struct strbuf line = STRBUF_INIT;

	r->step = name;
	r->step_began = clock_mono(&clock_system);
	if (r->cli->json || !out_is_tty(stdout))
		return;
	strbuf_add_text(&line, "  ...   ");
	add_coloured(&line, BOLD, name);
	out_buffer(&line);
	(void)!out_flush();
	progress_start(stdout, strbuf_text(&line));
	strbuf_release(&line);
}

enum outcome { STEP_OK, STEP_FAILED, STEP_SKIPPED };

static void print_step(struct course *r, enum outcome outcome, int64_t us, struct span detail)
{
	static const char *const words[] = {"ok", "FAILED", "-"};
	static const enum colour colours[] = {GREEN, RED, DIM};
	struct strbuf line = STRBUF_INIT, ms = STRBUF_INIT;

	progress_stop();
	add_ms(&ms, us);
	if (r->cli->json) {
		strbuf_add_text(&r->json, r->json.n ? ",\n    {" : "\n    {");
		json_member(&r->json, "step", span_of(r->step));
		json_member(&r->json, "outcome", span_of(outcome == STEP_OK ? "ok" : outcome == STEP_FAILED ? "failed" : "skipped"));
		strbuf_printf(&r->json, ", \"ms\": %s", strbuf_text(&ms));
		json_member(&r->json, "detail", detail);
		strbuf_add_text(&r->json, "}");
	} else {
		if (out_is_tty(stdout))
			strbuf_add_text(&line, "\r\033[K");
		strbuf_add_text(&line, "  ");
		add_coloured(&line, colours[outcome], words[outcome]);
		add_padded(&line, SPAN_NONE, outcome == STEP_OK ? 6 : outcome == STEP_FAILED ? 2 : 7);
		add_padded(&line, span_of(r->step), 13);
		for (size_t n = ms.n; n < 9; n++)
			strbuf_add_char(&line, ' ');
		strbuf_printf(&line, "%s ms  ", outcome == STEP_SKIPPED ? "-" : strbuf_text(&ms));
		strbuf_add_span(&line, detail);
		strbuf_add_char(&line, '\n');
		out_buffer(&line);
		(void)!out_flush();
	}
	strbuf_release(&line);
	strbuf_release(&ms);
}

static void step_ok(struct course *r, const char *detail)
{
	print_step(r, STEP_OK, clock_mono(&clock_system) - r->step_began, span_of(detail));
}

static void step_skip(struct course *r, const char *name, const char *detail)
{
	r->step = name;
	print_step(r, STEP_SKIPPED, 0, span_of(detail));
}

static void print_end(struct course *r, const char *sqlstate, const char *message)
{
	struct strbuf out = STRBUF_INIT, ms = STRBUF_INIT;

	add_ms(&ms, clock_mono(&clock_system) - r->began);
	if (r->cli->json) {
		strbuf_add_text(&out, "{");
		json_member_bool(&out, "ok", message == NULL);
		strbuf_printf(&out, ", \"ms\": %s, \"steps\": [%s\n  ]", strbuf_text(&ms), strbuf_text(&r->json));
		if (message) {
			json_member(&out, "stopped_at", span_of(r->step));
			json_member(&out, "sqlstate", span_of(sqlstate));
			json_member(&out, "message", span_of(message));
		}
		strbuf_add_text(&out, "}\n");
	} else if (message) {
		add_coloured(&out, RED, "Stopped at ");
		add_coloured(&out, RED, r->step);
		strbuf_printf(&out, " [%s]: %s\n", sqlstate, message);
	} else {
		add_coloured(&out, GREEN, "It works");
		strbuf_printf(&out, ", in %s ms.\n", strbuf_text(&ms));
	}
	out_buffer(&out);
	strbuf_release(&out);
	strbuf_release(&ms);
}

static bool stop_at(struct course *r, int64_t us, const char *sqlstate, const char *message)
{
	print_step(r, STEP_FAILED, us, SPAN_LIT(""));
	print_end(r, sqlstate, message);
	r->stopped = true;
	return false;
}

static bool stop(struct course *r, const char *sqlstate, const char *message)
{
	return stop_at(r, clock_mono(&clock_system) - r->step_began, sqlstate, message);
}

static bool stop_auth(struct course *r, struct auth_error *err)
{
	stop(r, err->sqlstate, strbuf_text(&err->text));
	auth_error_release(err);
	return false;
}

/* ---- settings to credential ---- */

static bool do_settings(struct course *r, enum cli_exit *code)
{
	const struct settings *s = &r->target.settings;
	struct strbuf why = STRBUF_INIT, detail = STRBUF_INIT;
	bool ok;

	step_begin(r, "settings");
	ok = cli_target_load(&r->target, r->cli->args[0], USE_DATABASE, code, &why);
	if (!ok) {
		stop(r, *code == CLI_NOTHING ? "IM002" : "HY000", strbuf_text(&why));
	} else {
		const struct span type = keyword_choice(KW_auth_type, s->auth_type);
		const uint32_t seconds = r->cli->timeout_s ? r->cli->timeout_s : s->login_timeout;

		if (settings_given(s, KW_auth_type))
			strbuf_printf(&detail, "AuthType=%.*s", (int)type.n, type.p);
		else
			strbuf_add_span(&detail, strbuf_span(&r->target.chosen));
		strbuf_printf(&detail, "; Database=%s; SSLMode=%s", s->database, ssl_mode_name((enum ssl_mode)s->ssl_mode));
		if (r->target.notes.n)
			strbuf_printf(&detail, "; unknown keywords are ignored: %s", strbuf_text(&r->target.notes));
		r->deadline_us = seconds ? clock_mono(&clock_system) + (int64_t)seconds * 1000000 : CLOCK_NEVER;
		step_ok(r, strbuf_text(&detail));
	}
	strbuf_release(&why);
	strbuf_release(&detail);
	return ok;
}

static bool do_workspace(struct course *r)
{
	const struct settings *s = &r->target.settings;
	struct auth_error err = {.http_status = 0};
	struct strbuf role = STRBUF_INIT, detail = STRBUF_INIT;
	int64_t life_us = 0;
	bool ok;

	if (!settings_mints(s)) {
		step_skip(r, "workspace", "this AuthType does not need it");
		step_skip(r, "sign-in", "this AuthType does not need it");
		return true;
	}
	step_begin(r, "workspace");
	if (!login_reach(s, r->deadline_us, &err))
		return stop_auth(r, &err);
	step_ok(r, s->workspace);
	step_begin(r, "sign-in");
	ok = login_identity(s, r->deadline_us, &role, &life_us, &err);
	if (ok) {
		strbuf_printf(&detail, "as %s", strbuf_text(&role));
		if (life_us)
			strbuf_printf(&detail, ", for %lld s", (long long)(life_us / 1000000));
		step_ok(r, strbuf_text(&detail));
	} else {
		stop_auth(r, &err);
	}
	strbuf_release(&role);
	strbuf_release(&detail);
	return ok;
}

/* The state is asked for first: the login wakes the endpoint.  Not to get it is no failure. */
static bool do_credential(struct course *r)
{
	const struct settings *s = &r->target.settings;
	struct login login = {.password = STRBUF_SECRET};
	struct auth_error err = {.http_status = 0};
	struct strbuf name = STRBUF_INIT, detail = STRBUF_INIT;
	bool ok;

	step_begin(r, "credential");
	if (settings_mints(s) && !login_target(s, r->deadline_us, &name, &r->state, &err))
		auth_error_release(&err);
	ok = login_get(s, r->deadline_us, false, NULL, &login, &err);
	if (ok) {
		strbuf_add_text(&r->host, login.host);
		strbuf_printf(&detail, "%s%s%s", !settings_mints(s) ? "from the settings" : "minted",
			      name.n ? " for " : "", strbuf_text(&name));
		if (r->state.n)
			strbuf_printf(&detail, " (%s)", strbuf_text(&r->state));
		step_ok(r, strbuf_text(&detail));
	} else {
		stop_auth(r, &err);
	}
	login_release(&login);
	strbuf_release(&name);
	strbuf_release(&detail);
	return ok;
}

/* ---- the connect ---- */

static void on_phase(void *data, enum session_phase phase)
{
	struct course *r = data;
	struct watch *w = &r->watch;

	if (phase == SESSION_BEGUN) {
		memset(w->reached, 0, sizeof(w->reached));
		w->tries++;
		if (w->tries > 1 && !r->cli->json) {
			struct strbuf words = STRBUF_INIT;

			strbuf_printf(&words, "  ...   connect, try %u,", w->tries);
			progress_say(strbuf_text(&words));
			strbuf_release(&words);
		}
	}
	w->reached[phase] = true;
	w->at[phase] = clock_mono(&clock_system);
}

/* "[Lakebase][ODBC Driver]" in front says nothing here. */
static const char *without_prefix(const char *text)
{
	while (*text == '[') {
		const char *end = strchr(text, ']');

		if (!end)
			break;
		text = end + 1;
	}
	while (*text == ' ')
		text++;
	return text;
}

static void read_diag(SQLSMALLINT type, SQLHANDLE handle, char state[6], struct strbuf *text)
{
	SQLCHAR code[6] = "HY000";
	SQLINTEGER native;
	SQLSMALLINT n = 0;
	char *room = strbuf_reserve(text, 8192);

	memcpy(state, "HY000", 6);
	if (!room || !SQL_SUCCEEDED(SQLGetDiagRec(type, handle, 1, code, &native, (SQLCHAR *)room, 8192, &n)))
		return;
	strbuf_grew(text, n < 8192 ? (size_t)n : 8191);
	memcpy(state, code, 6);
}

static const struct {
	enum session_phase phase;
	const char *name;
} phases[] = {
	{SESSION_RESOLVED, "dns"}, {SESSION_CONNECTED, "tcp"}, {SESSION_ENCRYPTED, "tls"}, {SESSION_READY, "login"},
};

static void phase_detail(const struct course *r, enum session_phase phase, struct strbuf *out)
{
	const struct settings *s = &r->target.settings;

	switch (phase) {
	case SESSION_RESOLVED:
		strbuf_add_span(out, strbuf_span(&r->host));
		break;
	case SESSION_CONNECTED:
		strbuf_printf(out, "port %u", s->port);
		break;
	case SESSION_ENCRYPTED:
		strbuf_add_text(out, s->ssl_mode == SSL_VERIFY_FULL ? "certificate and host name are verified" :
				s->ssl_mode == SSL_VERIFY_CA || s->ssl_root_cert ? "certificate is verified, the host name is not" :
							       "the certificate is not verified");
		break;
	default:
		strbuf_printf(out, "database %s", s->database);
	}
}

/* The lines of what was reached; true: all of it. */
static bool print_phases(struct course *r)
{
	const struct watch *w = &r->watch;
	int64_t since = w->at[SESSION_BEGUN];

	for (size_t i = 0; i < LB_COUNT(phases); i++) {
		struct strbuf detail = STRBUF_INIT;
		int64_t us;

		r->step = phases[i].name;
		if (!w->reached[phases[i].phase]) {
			if (phases[i].phase != SESSION_ENCRYPTED || !w->reached[SESSION_READY])
				return false;
			print_step(r, STEP_SKIPPED, 0, SPAN_LIT("not encrypted"));
			continue;
		}
		us = w->at[phases[i].phase] - since;
		since = w->at[phases[i].phase];
		phase_detail(r, phases[i].phase, &detail);
		print_step(r, STEP_OK, us > 0 ? us : 0, strbuf_span(&detail));
		strbuf_release(&detail);
	}
	return true;
}

/* What waking cost: tries before the last one, and a login that was held until the endpoint was up. */
static void print_wake_up(struct course *r)
{
	const struct watch *w = &r->watch;
	const bool slept = w->tries > 1 || span_is(strbuf_span(&r->state), "IDLE");
	struct strbuf detail = STRBUF_INIT;

	if (!settings_mints(&r->target.settings) && w->tries < 2) {
		step_skip(r, "wake-up", "the server answered at once");
		return;
	}
	r->step = "wake-up";
	if (slept)
		strbuf_printf(&detail, "the endpoint was asleep%s", w->tries > 1 ? "" : " (login waited for it)");
	else
		strbuf_add_text(&detail, "the endpoint was awake");
	if (w->tries > 1)
		strbuf_printf(&detail, "; %u tries", w->tries);
	print_step(r, STEP_OK, slept ? w->at[w->tries > 1 ? SESSION_BEGUN : SESSION_READY] - w->began : 0, strbuf_span(&detail));
	strbuf_release(&detail);
}

static bool stop_connect(struct course *r, SQLHDBC dbc)
{
	struct strbuf text = STRBUF_INIT;
	char state[6];
	const char *words;

	read_diag(SQL_HANDLE_DBC, dbc, state, &text);
	words = without_prefix(strbuf_text(&text));
	/* A refusal can come before libpq has said that it knows the address. */
	if (r->watch.tries && !r->watch.reached[SESSION_RESOLVED] && !strstr(words, "translate host name")) {
		r->watch.reached[SESSION_RESOLVED] = true;
		r->watch.at[SESSION_RESOLVED] = r->watch.at[SESSION_BEGUN];
	}
	(void)print_phases(r); /* leaves the name of the one that was not reached */
	stop_at(r, clock_mono(&clock_system) - r->step_began, state, words);
	strbuf_release(&text);
	return false;
}

static bool do_connect(struct course *r, SQLHDBC dbc)
{
	struct strbuf text = STRBUF_SECRET;
	struct strbuf number = STRBUF_INIT;
	SQLRETURN rc;

	/* The first of two equal keywords counts. */
	if (r->cli->timeout_s) {
		strbuf_add_uint(&number, r->cli->timeout_s);
		connstr_add(&text, SPAN_LIT("LoginTimeout"), strbuf_span(&number));
	}
	strbuf_add_span(&text, strbuf_span(&r->target.text));
	step_begin(r, "connect");
	r->watch = (struct watch){.began = r->step_began};
	session_observe(on_phase, r);
	rc = SQLDriverConnect(dbc, NULL, (SQLCHAR *)(uintptr_t)strbuf_text(&text), SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT);
	session_observe(NULL, NULL);
	strbuf_release(&text);
	strbuf_release(&number);
	if (!SQL_SUCCEEDED(rc))
		return stop_connect(r, dbc);
	(void)print_phases(r);
	print_wake_up(r);
	return true;
}

static bool do_query(struct course *r, SQLHDBC dbc)
{
	static const char query[] = "SELECT 'PostgreSQL ' || current_setting('server_version') || ', ' || current_user || ' in ' || "
		"current_database()";
	struct strbuf text = STRBUF_INIT;
	SQLHSTMT stmt = NULL;
	SQLCHAR answer[512] = "";
	SQLLEN n = 0;
	char state[6];
	bool ok;

	step_begin(r, "first query");
	ok = SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, dbc, &stmt)) &&
	     SQL_SUCCEEDED(SQLExecDirect(stmt, (SQLCHAR *)(uintptr_t)query, SQL_NTS)) && SQL_SUCCEEDED(SQLFetch(stmt)) &&
	     SQL_SUCCEEDED(SQLGetData(stmt, 1, SQL_C_CHAR, answer, sizeof(answer), &n));
	if (ok) {
		step_ok(r, (const char *)answer);
	} else {
		read_diag(SQL_HANDLE_STMT, stmt, state, &text);
		stop(r, state, without_prefix(strbuf_text(&text)));
	}
	if (stmt)
		SQLFreeHandle(SQL_HANDLE_STMT, stmt);
	strbuf_release(&text);
	return ok;
}

static bool do_session(struct course *r)
{
	SQLHENV env = NULL;
	SQLHDBC dbc = NULL;
	bool ok, connected = false;

	ok = SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_ENV, NULL, &env)) &&
	     SQL_SUCCEEDED(SQLSetEnvAttr(env, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)(uintptr_t)SQL_OV_ODBC3, 0)) &&
	     SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_DBC, env, &dbc));
	if (!ok) {
		step_begin(r, "connect");
		stop(r, "HY001", "out of memory");
	} else {
		connected = do_connect(r, dbc);
		ok = connected && do_query(r, dbc);
	}
	if (connected)
		SQLDisconnect(dbc);
	if (dbc)
		SQLFreeHandle(SQL_HANDLE_DBC, dbc);
	if (env)
		SQLFreeHandle(SQL_HANDLE_ENV, env);
	return ok;
}

enum cli_exit cmd_test(struct cli *c)
{
	struct course r = {.cli = c, .target = CLI_TARGET_INIT};
	enum cli_exit code = CLI_FAILED;

	r.began = clock_mono(&clock_system);
	if (do_settings(&r, &code)) {
		code = do_workspace(&r) && do_credential(&r) && do_session(&r) ? CLI_OK : CLI_FAILED;
		if (code == CLI_OK)
			print_end(&r, NULL, NULL);
	}
	cli_target_release(&r.target);
	strbuf_release(&r.json);
	strbuf_release(&r.state);
	strbuf_release(&r.host);
	return code;
}
