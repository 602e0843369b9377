#include "odbc/browse.h"

#include "auth/credential.h"
#include "auth/token.h"
#include "auth/workspace.h"
#include "base/fiber.h"
#include "base/rows_mem.h"
#include "config/choice.h"
#include "config/connstr.h"
#include "config/dsn.h"
#include "odbc/dbc.h"
#include "odbc/execute.h"
#include "odbc/stmt.h"

#include <sqlext.h>
#include <string.h>

/* ---- the browse result: KEY:what the user reads=?;*OPTIONAL:...={a,b}; ---- */

static const struct {
	enum keyword_id id;
	const char *title;
} titles[] = {
	{KW_auth_type, "Way to sign in"}, {KW_workspace, "URL of the Databricks workspace"},
	{KW_client_id, "Client ID of the service principal"}, {KW_client_secret, "OAuth secret"},
	{KW_token, "Personal access token"}, {KW_server, "Host name of the endpoint"}, {KW_uid, "User"}, {KW_pwd, "Password"},
	{KW_access_token, "Database credential"}, {KW_azure_client_id, "Azure client ID"},
	{KW_azure_client_secret, "Azure client secret"}, {KW_oidc_token, "ID token"}, {KW_oidc_token_file, "File with the ID token"},
};

static const char *title_of(enum keyword_id id)
{
	for (size_t i = 0; i < LB_COUNT(titles); i++)
		if (titles[i].id == id)
			return titles[i].title;
	return keywords[id].name;
}

static void begin_item(struct strbuf *out, enum keyword_id id, bool optional)
{
	strbuf_printf(out, "%s%s:%s=", optional ? "*" : "", keywords[id].name, title_of(id));
}

static void ask_for(struct strbuf *out, enum keyword_id id, bool optional)
{
	begin_item(out, id, optional);
	strbuf_add_text(out, "?;");
}

/* The result has no way to quote: a value with these is not offered, but can be given. */
static bool can_be_listed(struct span value)
{
	for (size_t i = 0; i < value.n; i++)
		if (span_find(SPAN_LIT(",;{}=?*:"), value.p[i]) < 8)
			return false;
	return value.n > 0;
}

static void add_choice(struct strbuf *list, struct span value)
{
	if (!can_be_listed(value))
		return;
	if (list->n)
		strbuf_add_char(list, ',');
	strbuf_add_span(list, value);
}

static void ask_for_one_of(struct strbuf *out, enum keyword_id id, const struct strbuf *list, bool optional)
{
	if (!list->n) {
		ask_for(out, id, optional);
		return;
	}
	begin_item(out, id, optional);
	strbuf_add_char(out, '{');
	strbuf_add_span(out, strbuf_span(list));
	strbuf_add_text(out, "};");
}

/* ---- what is known so far ---- */

static SQLRETURN post(struct dbc *dbc, enum sqlstate state, const struct strbuf *words)
{
	if (strbuf_failed(words))
		return diag_post_no_memory(&dbc->head.diag);
	return diag_postf(&dbc->head.diag, state, "%s", strbuf_text(words));
}

static SQLRETURN post_dsn(struct dbc *dbc, enum dsn_status status, const struct strbuf *why)
{
	if (status == DSN_OK)
		return SQL_SUCCESS;
	if (status == DSN_NO_MEMORY)
		return diag_post_no_memory(&dbc->head.diag);
	return post(dbc, status == DSN_NOT_FOUND ? STATE_NO_SUCH_DSN : STATE_GENERAL_ERROR, why);
}

/* The string, the catalog of SQL_ATTR_CURRENT_CATALOG, then the places behind them, in the order of their weight. */
static SQLRETURN load(struct dbc *dbc, struct span text, struct settings *s)
{
	struct strbuf why = STRBUF_INIT;
	enum setting_status set = connstr_load(text, s, SOURCE_STRING, NULL, &why);
	enum dsn_status status = DSN_OK;
	SQLRETURN rc;

	if (set == SETTING_OK && dbc->current_catalog)
		set = settings_set(s, SPAN_LIT("Database"), span_of(dbc->current_catalog), SOURCE_STRING, &why);
	if (set != SETTING_OK) {
		rc = set == SETTING_NO_MEMORY ? diag_post_no_memory(&dbc->head.diag) : post(dbc, STATE_GENERAL_ERROR, &why);
	} else {
		if (s->dsn)
			status = dsn_load(span_of(s->dsn), s, NULL, &why);
		if (status == DSN_OK)
			status = profile_load(s, &why);
		if (status == DSN_OK)
			status = environment_load(s, &why);
		rc = post_dsn(dbc, status, &why);
	}
	strbuf_release(&why);
	return rc;
}

/* ---- the steps; each asks (SQL_NEED_DATA), or lets the next one go on ---- */

static SQLRETURN ask_way(struct dbc *dbc, struct strbuf *out)
{
	struct strbuf list = STRBUF_INIT;
	SQLRETURN rc;

	for (int i = AUTH_UNSET + 1; keyword_choice(KW_auth_type, i).p; i++)
		add_choice(&list, keyword_choice(KW_auth_type, i));
	ask_for_one_of(out, KW_auth_type, &list, false);
	rc = strbuf_failed(&list) ? diag_post_no_memory(&dbc->head.diag) : SQL_NEED_DATA;
	strbuf_release(&list);
	return rc;
}

static SQLRETURN identity_step(struct dbc *dbc, struct settings *s, struct strbuf *out)
{
	struct strbuf why = STRBUF_INIT, nobody_reads = STRBUF_INIT;
	enum keyword_id id = KW_dsn;
	SQLRETURN rc = SQL_SUCCESS;
	size_t at = 0;

	s->no_target = true;
	if (!settings_finish(s, &why, NULL)) {
		if (strbuf_failed(&why)) {
			rc = diag_post_no_memory(&dbc->head.diag);
		} else if (s->auth_type == AUTH_UNSET && !auth_type_decide(s, &nobody_reads, NULL)) {
			rc = ask_way(dbc, out);
		} else {
			while (settings_missing(s, &at, &id)) {
				ask_for(out, id, false);
				rc = SQL_NEED_DATA;
			}
			if (rc == SQL_SUCCESS)
				rc = post(dbc, STATE_GENERAL_ERROR, &why);
		}
	}
	strbuf_release(&why);
	strbuf_release(&nobody_reads);
	return rc;
}

struct places {
	struct strbuf endpoints, instances;
};

static void add_place(void *data, const struct endpoint_row *row)
{
	struct places *p = data;

	if (!row->resource->disabled && !row->resource->stopped && row->resource->name)
		add_choice(row->instance ? &p->instances : &p->endpoints, span_of(row->resource->name));
}

static int64_t deadline_of(const struct dbc *dbc, const struct settings *s)
{
	const uint32_t seconds = dbc->login_timeout_set ? dbc->login_timeout : s->login_timeout;

	return seconds ? clock_mono(&clock_system) + (int64_t)seconds * 1000000 : CLOCK_NEVER;
}

static SQLRETURN post_auth(struct dbc *dbc, const struct auth_error *err)
{
	if (memcmp(err->sqlstate, "HY001", 6) == 0 || strbuf_failed(&err->text))
		return diag_post_no_memory(&dbc->head.diag);
	return diag_post_code(&dbc->head.diag, err->sqlstate, strbuf_span(&err->text));
}

/* The token that the application gave by an attribute, in its place. */
static SQLRETURN take_given(struct dbc *dbc, struct settings *s)
{
	SQLRETURN rc;

	dbc->settings = *s; /* there and back */
	rc = given_token_use(dbc, LB_TOKEN_CONNECT, deadline_of(dbc, s));
	*s = dbc->settings;
	dbc->settings = (struct settings){0};
	return rc;
}

static SQLRETURN target_step(struct dbc *dbc, struct settings *s, struct strbuf *out)
{
	struct auth_error err = {.http_status = 0};
	struct places p = {STRBUF_INIT, STRBUF_INIT};
	SQLRETURN rc = SQL_NEED_DATA;

	if (!settings_mints(s) || s->project || s->branch || s->endpoint || s->instance || s->server)
		return SQL_SUCCESS;
	if (take_given(dbc, s) != SQL_SUCCESS)
		return SQL_ERROR;
	if (!login_endpoints(s, deadline_of(dbc, s), add_place, &p, &err)) {
		rc = post_auth(dbc, &err);
	} else if (strbuf_failed(&p.endpoints) || strbuf_failed(&p.instances)) {
		rc = diag_post_no_memory(&dbc->head.diag);
	} else { /* one of the two, where there are both */
		ask_for_one_of(out, KW_endpoint, &p.endpoints, p.instances.n > 0);
		if (p.instances.n)
			ask_for_one_of(out, KW_instance, &p.instances, true);
	}
	auth_error_release(&err);
	strbuf_release(&p.endpoints);
	strbuf_release(&p.instances);
	return rc;
}

static SQLRETURN list_databases(struct dbc *dbc, struct strbuf *list)
{
	static const char query[] =
		"select datname from pg_catalog.pg_database where datallowconn and not datistemplate"
		" and pg_catalog.has_database_privilege(oid, 'CONNECT') order by datname";
	struct stmt *s = stmt_new(dbc);
	struct rows_mem *rows = NULL;
	SQLRETURN rc = SQL_ERROR;

	if (!s)
		rc = diag_post_no_memory(&dbc->head.diag);
	else if (!SQL_SUCCEEDED(stmt_run_query(s, query, NULL, 0, &rows)))
		diag_repeat(&dbc->head.diag, diag_record(&s->head.diag, 1));
	else
		rc = SQL_SUCCESS;
	for (size_t i = 0; SQL_SUCCEEDED(rc) && i < rows_mem_count(rows); i++)
		add_choice(list, rows_mem_at(rows, i, 0));
	if (rows)
		rows_free(rows_mem_rows(rows));
	stmt_free(s);
	return rc;
}

/* Which there are is asked in the one that is there without asking: a session for this alone. */
static SQLRETURN database_step(struct dbc *dbc, struct settings *s, struct strbuf *out)
{
	struct strbuf list = STRBUF_INIT, why = STRBUF_INIT;
	SQLRETURN rc;

	if (settings_given(s, KW_database))
		return SQL_SUCCESS;
	s->no_target = false;
	if (!settings_finish(s, &why, NULL)) {
		rc = post(dbc, STATE_GENERAL_ERROR, &why);
	} else {
		dbc->settings = *s; /* moved */
		*s = (struct settings){0};
		rc = dbc_open_session(dbc);
		if (rc == SQL_SUCCESS)
			rc = list_databases(dbc, &list);
		session_close(&dbc->session);
		settings_release(&dbc->settings);
	}
	if (rc == SQL_SUCCESS) {
		ask_for_one_of(out, KW_database, &list, false);
		rc = strbuf_failed(&list) ? diag_post_no_memory(&dbc->head.diag) : SQL_NEED_DATA;
	}
	strbuf_release(&list);
	strbuf_release(&why);
	return rc;
}

static SQLRETURN next_step(struct dbc *dbc, struct span text, struct strbuf *answer)
{
	/* whoever browses has somebody in front of it */
	struct settings s = {.may_prompt = true, .token_given = given_token_set(&dbc->given)};
	SQLRETURN rc = load(dbc, text, &s);

	if (rc == SQL_SUCCESS)
		rc = identity_step(dbc, &s, answer);
	if (rc == SQL_SUCCESS)
		rc = target_step(dbc, &s, answer);
	if (rc == SQL_SUCCESS)
		rc = database_step(dbc, &s, answer);
	settings_release(&s);
	if (rc == SQL_SUCCESS)
		rc = dbc_driver_connect(dbc, text, SQL_DRIVER_COMPLETE, answer);
	if (rc == SQL_NEED_DATA && strbuf_failed(answer))
		rc = diag_post_no_memory(&dbc->head.diag);
	return rc;
}

/* ---- a request ---- */

/* 01S00: no keyword of ours, or misspelt. */
static SQLRETURN check_names(struct dbc *dbc, struct span request)
{
	struct strbuf unknown = STRBUF_INIT, why = STRBUF_INIT;
	struct settings s = {0};
	const enum setting_status status = connstr_load(request, &s, SOURCE_STRING, &unknown, &why);
	SQLRETURN rc = SQL_SUCCESS;

	if (status == SETTING_NO_MEMORY || strbuf_failed(&unknown))
		rc = diag_post_no_memory(&dbc->head.diag);
	else if (status != SETTING_OK)
		rc = post(dbc, STATE_GENERAL_ERROR, &why);
	else if (unknown.n) {
		diag_postf(&dbc->head.diag, STATE_INVALID_ATTRIBUTE, "unknown keywords: %s", strbuf_text(&unknown));
		rc = SQL_ERROR;
	}
	settings_release(&s);
	strbuf_release(&unknown);
	strbuf_release(&why);
	return rc;
}

static bool is_fatal(const struct dbc *dbc)
{
	const struct diag_record *first = diag_record(&dbc->head.diag, 1);

	return fiber_stopped() || !first || strcmp(first->state, "HY001") == 0;
}

/* The application can correct what it said, and go on. */
static SQLRETURN ask_again(struct dbc *dbc, struct strbuf *answer)
{
	strbuf_clear(answer);
	strbuf_add_span(answer, strbuf_span(&dbc->browse.asked));
	return strbuf_failed(answer) ? diag_post_no_memory(&dbc->head.diag) : SQL_NEED_DATA;
}

static SQLRETURN keep(struct dbc *dbc, struct strbuf *text, const struct strbuf *answer)
{
	struct browse *b = &dbc->browse;

	strbuf_release(&b->text);
	b->text = *text; /* moved */
	*text = STRBUF_SECRET;
	strbuf_clear(&b->asked);
	strbuf_add_span(&b->asked, strbuf_span(answer));
	b->under_way = true;
	return strbuf_failed(&b->asked) ? diag_post_no_memory(&dbc->head.diag) : SQL_NEED_DATA;
}

SQLRETURN dbc_browse(struct dbc *dbc, struct span request, struct strbuf *answer)
{
	struct strbuf text = STRBUF_SECRET;
	SQLRETURN rc;

	if (dbc->browse.under_way && span_trim(request).n == 0)
		return ask_again(dbc, answer); /* of a result that did not fit */
	rc = dbc->browse.under_way ? check_names(dbc, request) : SQL_SUCCESS;
	if (rc == SQL_SUCCESS) {
		strbuf_add_span(&text, request);
		strbuf_add_char(&text, ';');
		strbuf_add_span(&text, strbuf_span(&dbc->browse.text));
		rc = strbuf_failed(&text) ? diag_post_no_memory(&dbc->head.diag) : next_step(dbc, strbuf_span(&text), answer);
	}
	if (rc == SQL_NEED_DATA) {
		if (!dbc->browse.under_way) /* the first request goes on without them */
			(void)check_names(dbc, request);
		rc = keep(dbc, &text, answer);
	} else if (rc == SQL_ERROR && dbc->browse.under_way && !is_fatal(dbc)) {
		rc = ask_again(dbc, answer);
	}
	strbuf_release(&text);
	return rc;
}
