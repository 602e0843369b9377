/*
 * SQLConnect and SQLDriverConnect: a list of steps, each of which is somebody
 * else's work.
 *
 *   the string          config/connstr
 *   the rest            config/dsn: data source, profile, environment, defaults
 *   the trace           base/trace
 *   whom and where      auth/credential
 *   the session         pg/session, tried again as auth/retry says
 *   the completed string
 */
#include "odbc/dbc.h"

#include "auth/credential.h"
#include "auth/retry.h"
#include "base/clock.h"
#include "base/fiber.h"
#include "base/trace.h"
#include "config/connstr.h"
#include "config/dsn.h"
#include "odbc/login_error.h"

#include <sqlext.h>
#include <string.h>

/* ---- settings ---- */

static SQLRETURN post_words(struct dbc *dbc, enum sqlstate state, struct strbuf *why)
{
	if (strbuf_failed(why))
		return diag_post_no_memory(&dbc->head.diag);
	return diag_postf(&dbc->head.diag, state, "%s", strbuf_text(why));
}

static SQLRETURN post_setting(struct dbc *dbc, enum setting_status status, struct strbuf *why)
{
	switch (status) {
	case SETTING_NO_MEMORY:
		return diag_post_no_memory(&dbc->head.diag);
	case SETTING_BAD_VALUE:
		return post_words(dbc, STATE_GENERAL_ERROR, why);
	default:
		return SQL_SUCCESS;
	}
}

/* One setting that the application gave outside a connection string; nothing given is nothing said. */
static SQLRETURN set_one(struct dbc *dbc, const char *name, struct span value)
{
	struct strbuf why = STRBUF_INIT;
	SQLRETURN rc;

	if (value.n == 0)
		return SQL_SUCCESS;
	rc = post_setting(dbc, settings_set(&dbc->settings, span_of(name), value, SOURCE_STRING, &why), &why);
	strbuf_release(&why);
	return rc;
}

static SQLRETURN load_string(struct dbc *dbc, struct span text, struct strbuf *unknown)
{
	struct strbuf why = STRBUF_INIT;
	SQLRETURN rc;

	rc = post_setting(dbc, connstr_load(text, &dbc->settings, SOURCE_STRING, unknown, &why), &why);
	strbuf_release(&why);
	return rc;
}

static SQLRETURN post_dsn(struct dbc *dbc, enum dsn_status status, struct strbuf *why)
{
	switch (status) {
	case DSN_OK:
		return SQL_SUCCESS;
	case DSN_NO_MEMORY:
		return diag_post_no_memory(&dbc->head.diag);
	case DSN_NOT_FOUND:
		return post_words(dbc, dbc->settings.dsn ? STATE_NO_SUCH_DSN : STATE_GENERAL_ERROR, why);
	default:
		return post_words(dbc, STATE_GENERAL_ERROR, why);
	}
}

/* Attributes set before connecting, then what stands behind the string.  01S00 names what nobody understood. */
static SQLRETURN load_rest(struct dbc *dbc, struct strbuf *unknown)
{
	struct strbuf why = STRBUF_INIT, chosen = STRBUF_INIT;
	SQLRETURN rc = set_one(dbc, "Database", span_of(dbc->current_catalog));

	dbc->settings.token_given = given_token_set(&dbc->given);
	if (rc == SQL_SUCCESS) {
		const enum dsn_status status = settings_load_rest(&dbc->settings, unknown, &why, &chosen);

		if (status != DSN_OK && unknown->n) /* a misspelt keyword is often why */
			strbuf_printf(&why, "; unknown keywords: %s", strbuf_text(unknown));
		rc = post_dsn(dbc, status, &why);
	}
	if (rc == SQL_SUCCESS && strbuf_failed(unknown))
		rc = diag_post_no_memory(&dbc->head.diag);
	if (rc == SQL_SUCCESS) {
		trace_configure((enum trace_level)dbc->settings.log_level, dbc->settings.log_file);
		trace_write(TRACE_CONNECT, TRACE_INFO, "settings are complete: %s", strbuf_text(&chosen));
		if (unknown->n)
			diag_postf(&dbc->head.diag, STATE_INVALID_ATTRIBUTE, "unknown keywords were ignored: %s",
				   strbuf_text(unknown));
	}
	strbuf_release(&why);
	strbuf_release(&chosen);
	return rc;
}

/* ---- the session ---- */

/* The words of a "-c name=value": spaces and backslashes are escaped (libpq, "options"). */
static void add_option(struct strbuf *out, const char *name, const char *value)
{
	strbuf_printf(out, "%s-c %s=", out->n ? " " : "", name);
	for (; *value; value++) {
		if (ascii_is_space(*value) || *value == '\\')
			strbuf_add_char(out, '\\');
		strbuf_add_char(out, *value);
	}
}

static const char *isolation_setting(SQLUINTEGER level)
{
	switch (level) {
	case SQL_TXN_SERIALIZABLE:
		return "serializable";
	case SQL_TXN_REPEATABLE_READ:
		return "repeatable read";
	case SQL_TXN_READ_UNCOMMITTED:
		return "read uncommitted";
	default:
		return "read committed";
	}
}

/* Session settings ride in the startup packet: no round trip of their own. */
static void collect_options(const struct dbc *dbc, struct strbuf *out)
{
	if (dbc->settings.schema)
		add_option(out, "search_path", dbc->settings.schema);
	if (dbc->txn_isolation_set)
		add_option(out, "default_transaction_isolation", isolation_setting(dbc->txn_isolation));
	if (dbc->access_mode == SQL_MODE_READ_ONLY)
		add_option(out, "default_transaction_read_only", "on");
}

struct attempt { /* what one connect works with; released as a whole */
	struct dbc *dbc;
	int64_t deadline_us;
	uint32_t timeout_s;
	struct login login;
	struct strbuf refused;  /* the credential that the server did not take */
	struct strbuf options, ssl_mode;
	struct pg_error error;  /* of the last try */
	unsigned tries;
	bool fresh;             /* ask for a new credential */
	bool asked, asked_again; /* the application for its token */
	bool token_refused;
	bool looked_again;      /* asked where the target is now */
	bool fresh_tried;
};

static void attempt_release(struct attempt *a)
{
	login_release(&a->login);
	strbuf_release(&a->refused);
	strbuf_release(&a->options);
	strbuf_release(&a->ssl_mode);
	pg_error_release(&a->error);
}

/* SQL_ATTR_LOGIN_TIMEOUT over the keyword; 0 waits for ever. */
static void set_deadline(struct attempt *a)
{
	a->timeout_s = a->dbc->login_timeout_set ? a->dbc->login_timeout : a->dbc->settings.login_timeout;
	a->deadline_us = a->timeout_s ? clock_mono(&clock_system) + (int64_t)a->timeout_s * 1000000 : CLOCK_NEVER;
}

static bool can_ask(const struct dbc *dbc)
{
	return dbc->settings.token_given && dbc->given.provider.function;
}

/* The token that the application gives: asked for once for all tries, and once more when it was not taken. */
static SQLRETURN get_given(struct attempt *a)
{
	const bool again = a->token_refused && !a->asked_again && can_ask(a->dbc);

	if (a->asked && !again)
		return SQL_SUCCESS;
	a->asked = true;
	a->asked_again = a->asked_again || again;
	return given_token_use(a->dbc, again ? LB_TOKEN_REFUSED : a->dbc->connected ? LB_TOKEN_RECONNECT : LB_TOKEN_CONNECT,
			       a->deadline_us);
}

static bool ask_login(struct attempt *a, struct auth_error *err)
{
	const struct settings *s = &a->dbc->settings;

	login_release(&a->login);
	if (!login_get(s, a->deadline_us, a->fresh, a->refused.n ? &a->refused : NULL, &a->login, err))
		return false;
	if (can_ask(a->dbc))
		a->login.minted = true; /* there may be a fresh one */
	return true;
}

static SQLRETURN post_auth_error(struct dbc *dbc, const struct auth_error *err)
{
	if (memcmp(err->sqlstate, "HY001", 6) == 0 || strbuf_failed(&err->text))
		return diag_post_no_memory(&dbc->head.diag);
	return diag_post_code(&dbc->head.diag, err->sqlstate, strbuf_span(&err->text));
}

static SQLRETURN get_login(struct attempt *a)
{
	struct auth_error err = {.http_status = 0};
	SQLRETURN rc = get_given(a);
	bool ok;

	if (rc != SQL_SUCCESS)
		return rc;
	ok = ask_login(a, &err);
	if (!ok && err.http_status == 401 && can_ask(a->dbc) && !a->asked_again) {
		a->token_refused = true; /* by the workspace */
		rc = get_given(a);
		auth_error_release(&err);
		ok = rc == SQL_SUCCESS && ask_login(a, &err);
	}
	if (!ok && rc == SQL_SUCCESS)
		rc = post_auth_error(a->dbc, &err);
	auth_error_release(&err);
	return rc;
}

static bool open_session(struct attempt *a)
{
	const struct settings *s = &a->dbc->settings;
	const struct session_target target = {
		.host = a->login.host,
		.port = s->port,
		.database = s->database,
		.user = a->login.user,
		.password = strbuf_text(&a->login.password),
		.ssl_mode = strbuf_text(&a->ssl_mode),
		.ssl_root_cert = s->ssl_root_cert,
		.ssl_cert = s->ssl_cert,
		.ssl_key = s->ssl_key,
		.application_name = s->application_name,
		.options = a->options.n ? strbuf_text(&a->options) : NULL,
		.keepalives_idle = s->keepalive_time,
		.keepalives_interval = s->keepalive_interval,
		.keepalives_count = s->keepalive_count,
		.tcp_user_timeout_ms =
			s->tcp_user_timeout < UINT32_MAX / 1000 ? s->tcp_user_timeout * 1000 : UINT32_MAX,
	};

	pg_error_release(&a->error);
	trace_write(TRACE_CONNECT, TRACE_INFO, "connecting to %s:%u, database %s, as %s", target.host, target.port,
		    target.database, target.user);
	return session_open(&a->dbc->session, &target, a->deadline_us, &a->error);
}

/* Keeps the password that was refused, so that a newer one from another thread is not thrown away. */
static void want_fresh(struct attempt *a)
{
	a->fresh = a->login.minted;
	a->token_refused = !settings_mints(&a->dbc->settings);
	strbuf_clear(&a->refused);
	strbuf_add_span(&a->refused, strbuf_span(&a->login.password));
}

/*
 * What retry_login() is to judge by.  libpq has no SQLSTATE for a failed login: where it was the server that
 * spoke, the code that its words stand for takes that place, so that a refusal is not taken for a sleeping
 * endpoint and tried until the time is over.
 */
static struct span retry_state(const struct attempt *a)
{
	const struct span state = span_of(a->error.sqlstate);
	const struct login_error e = login_error_of(state, strbuf_span(&a->error.text), a->login.minted);

	if (state.n || !e.from_server)
		return state;
	return strcmp(e.state, "08004") == 0 ? SPAN_LIT("53300") : span_of(e.state);
}

/* Nobody answers at the host that was found for some earlier connection: the target may have moved. */
static bool may_have_moved(struct attempt *a)
{
	if (!a->login.host_cached || a->looked_again || a->error.no_memory ||
	    login_error_of(span_of(a->error.sqlstate), strbuf_span(&a->error.text), a->login.minted).from_server)
		return false;
	a->looked_again = true;
	trace_write(TRACE_CONNECT, TRACE_INFO, "%s does not answer; asking the workspace where the target is now", a->login.host);
	login_forget_target(&a->dbc->settings);
	return !a->error.timed_out;
}

/* After a failed try: waits as long as its class of failure wants.  False: there is no sense in another one. */
static bool wait_for_next(struct attempt *a)
{
	enum retry_class class;
	int64_t wait;

	if (fiber_stopped())
		return false;
	if (may_have_moved(a))
		return true;
	if (a->error.no_memory || a->error.timed_out)
		return false;
	class = retry_login(retry_state(a), strbuf_span(&a->error.text), a->login.minted);
	if (class == RETRY_NEVER || (class == RETRY_FRESH && a->fresh_tried))
		return false;
	if (class == RETRY_FRESH) {
		a->fresh_tried = true;
		want_fresh(a);
		trace_write(TRACE_CONNECT, TRACE_INFO, "the login was refused; once more with a new credential");
		return true;
	}
	if (class == RETRY_TRANSIENT)
		want_fresh(a);
	wait = retry_wait(class, a->tries, 0, (uint32_t)(uintptr_t)a->dbc ^ (uint32_t)clock_mono(&clock_system),
			  clock_mono(&clock_system), a->deadline_us);
	if (wait < 0)
		return false;
	trace_write(TRACE_CONNECT, TRACE_INFO, "try %u failed: %s; the next one in %d ms", a->tries,
		    strbuf_text(&a->error.text), (int)(wait / 1000));
	clock_sleep(&clock_system, wait);
	return !fiber_stopped();
}

/* libpq's messages have lines of their own; a record is one. */
static void add_in_one_line(struct strbuf *out, struct span text)
{
	bool gap = false;

	for (size_t i = 0; i < text.n; i++) {
		const bool space = ascii_is_space(text.p[i]);

		if (!space && gap)
			strbuf_add_char(out, ' ');
		if (!space)
			strbuf_add_char(out, text.p[i]);
		gap = space;
	}
}

static SQLRETURN post_login_error(struct attempt *a)
{
	struct diag *d = &a->dbc->head.diag;
	const struct span said = span_trim(strbuf_span(&a->error.text));
	const struct login_error e = login_error_of(span_of(a->error.sqlstate), said, a->login.minted);
	struct strbuf words = STRBUF_INIT;
	SQLRETURN rc;

	if (a->error.no_memory)
		return diag_post_no_memory(d);
	if (a->error.timed_out)
		return diag_postf(d, STATE_TIMEOUT,
				  "the login timeout of %u seconds is over and %s has not answered; "
				  "an endpoint that sleeps needs time to wake: raise LoginTimeout",
				  a->timeout_s, a->login.host);
	add_in_one_line(&words, said);
	if (a->tries > 1) /* libpq asks: "Is the server running on that host ...?" */
		strbuf_printf(&words, "%sgave up after %u tries", span_ends(strbuf_span(&words), "?") ? " " : "; ", a->tries);
	if (e.remedy)
		strbuf_printf(&words, "; %s", e.remedy);
	if (strbuf_failed(&words))
		rc = diag_post_no_memory(d);
	else if (e.from_server)
		rc = diag_post_server(d, e.state, false, 0, strbuf_span(&words));
	else
		rc = diag_post_code(d, e.state, strbuf_span(&words));
	strbuf_release(&words);
	return rc;
}

static SQLRETURN sign_in(struct attempt *a)
{
	set_deadline(a);
	a->dbc->tran_in_startup = a->dbc->txn_isolation_set || a->dbc->access_mode == SQL_MODE_READ_ONLY;
	collect_options(a->dbc, &a->options);
	strbuf_add_span(&a->ssl_mode, keyword_choice(KW_ssl_mode, a->dbc->settings.ssl_mode));
	if (strbuf_failed(&a->options) || strbuf_failed(&a->ssl_mode))
		return diag_post_no_memory(&a->dbc->head.diag);
	for (;;) {
		const SQLRETURN rc = get_login(a);

		if (rc != SQL_SUCCESS)
			return rc;
		a->tries++;
		if (open_session(a))
			return SQL_SUCCESS;
		if (!wait_for_next(a))
			return post_login_error(a);
	}
}

SQLRETURN dbc_open_session(struct dbc *dbc)
{
	struct attempt a = {.dbc = dbc, .login = {.password = STRBUF_SECRET}, .refused = STRBUF_SECRET};
	SQLRETURN rc = sign_in(&a);

	attempt_release(&a);
	return rc;
}

/* ---- the two functions ---- */

static SQLRETURN keep_name(struct dbc *dbc)
{
	const char *name = dbc->settings.dsn;

	dbc->dsn = name ? mem_dup(name, strlen(name)) : NULL;
	return name && !dbc->dsn ? diag_post_no_memory(&dbc->head.diag) : SQL_SUCCESS;
}

/* From settings of the first source to an open connection; on failure the handle is as it was. */
static SQLRETURN connect_with(struct dbc *dbc, SQLRETURN rc, struct strbuf *unknown)
{
	if (rc == SQL_SUCCESS)
		rc = load_rest(dbc, unknown);
	if (rc == SQL_SUCCESS)
		rc = keep_name(dbc);
	if (rc == SQL_SUCCESS)
		rc = dbc_open_session(dbc);
	if (rc == SQL_SUCCESS) {
		dbc->connected = true;
		browse_release(&dbc->browse); /* of a driver manager that lets other functions connect meanwhile */
		dbc->settings.may_prompt = false; /* a later reconnect happens inside some statement */
		dbc->in_transaction = dbc->transaction_lost = dbc->tied = false;
		trace_write(TRACE_CONNECT, TRACE_INFO, "connected");
	} else {
		settings_release(&dbc->settings);
		mem_free(dbc->dsn);
		dbc->dsn = NULL;
	}
	strbuf_release(unknown);
	return rc;
}

SQLRETURN dbc_connect(struct dbc *dbc, struct span dsn, struct span uid, struct span pwd)
{
	struct strbuf unknown = STRBUF_INIT;
	SQLRETURN rc = set_one(dbc, "DSN", dsn);

	if (rc == SQL_SUCCESS)
		rc = set_one(dbc, "UID", uid);
	if (rc == SQL_SUCCESS)
		rc = set_one(dbc, "PWD", pwd);
	return connect_with(dbc, rc, &unknown);
}

/*
 * There is no dialog: where the specification allows one (all but
 * SQL_DRIVER_NOPROMPT), a string that is complete connects, and one that is not
 * fails with the words of what is missing.
 */
SQLRETURN dbc_driver_connect(struct dbc *dbc, struct span text, SQLUSMALLINT completion, struct strbuf *completed)
{
	struct strbuf unknown = STRBUF_INIT;
	SQLRETURN rc;

	if (completion > SQL_DRIVER_COMPLETE_REQUIRED)
		return diag_post(&dbc->head.diag, STATE_INVALID_COMPLETION);
	dbc->settings.may_prompt = completion != SQL_DRIVER_NOPROMPT;
	rc = connect_with(dbc, load_string(dbc, text.p ? text : SPAN_LIT(""), &unknown), &unknown);
	if (rc != SQL_SUCCESS)
		return rc;
	settings_print(&dbc->settings, span_of(dbc->settings.dsn), span_of(dbc->settings.driver), completed);
	if (!strbuf_failed(completed))
		return SQL_SUCCESS;
	dbc_disconnect(dbc);
	return diag_post_no_memory(&dbc->head.diag);
}
