/* The whole way from settings to a login, against a workspace that is a table of answers, and a clock that
 * only moves forward. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/credential.h"
#include "auth/http.h"
#include "config/connstr.h"

#include <string.h>

#define SECOND INT64_C(1000000)
#define START (1770397200 * SECOND) /* 2026-02-06T17:00:00Z */
#define M2M "Workspace=https://w;ClientId=i d;ClientSecret=s:%cret;"
#define FULL "projects/shop/branches/production/endpoints/primary"
#define E_PRIMARY \
	"{\"name\":\"" FULL "\",\"uid\":\"ep-1\",\"status\":{\"endpoint_type\":\"ENDPOINT_TYPE_READ_WRITE\",\"current_state\":\"IDLE\"," \
	"\"hosts\":{\"host\":\"h1\"}}}"
#define E_REPLICA \
	"{\"name\":\"projects/shop/branches/production/endpoints/replica\",\"status\":{\"endpoint_type\":\"ENDPOINT_TYPE_READ_ONLY\"," \
	"\"hosts\":{\"host\":\"h2\",\"read_only_host\":\"h2\"}}}"
#define API "/api/2.0/postgres/"

static int64_t now_us;
static int64_t server_ahead_us; /* its clock, in the Date of its answers; 0: it sends none */

static int64_t fake_now(void *data)
{
	(void)data;
	return now_us;
}

static void fake_sleep(void *data, int64_t us)
{
	(void)data;
	now_us += us;
}

static const struct clock fake_clock = {fake_now, fake_now, fake_sleep, NULL};

/* ---- the workspace ---- */

struct answer {
	const char *path; /* behind https://w, without the query */
	int status;
	const char *body;
	const char *header; /* Retry-After or Location */
	int times;          /* 0: always */
	enum http_failure failure;
};

static const struct answer usual[] = {
	{"/oidc/v1/token", 200, "{\"access_token\":\"WT\",\"token_type\":\"Bearer\",\"expires_in\":3600}", NULL, 0, 0},
	{API FULL, 200, E_PRIMARY, NULL, 0, 0},
	{API "projects", 200, "{\"projects\":[{\"name\":\"projects/shop\",\"status\":{\"display_name\":\"The Shop\"}},"
			      "{\"name\":\"projects/empty\"}]}", NULL, 0, 0},
	{API "projects/shop", 200,
		"{\"name\":\"projects/shop\",\"status\":{\"default_branch\":\"projects/shop/branches/production\"}}",
	 NULL, 0, 0},
	{API "projects/empty", 200, "{\"name\":\"projects/empty\"}", NULL, 0, 0},
	{API "projects/shop/branches", 200,
		"{\"branches\":[{\"name\":\"projects/shop/branches/production\",\"status\":{\"default\":true}},"
					    "{\"name\":\"projects/shop/branches/old\",\"status\":{\"current_state\":\"ARCHIVED\"}}]}", NULL, 0, 0},
	{API "projects/empty/branches", 200, "{\"branches\":[{\"name\":\"projects/empty/branches/alpha\"},"
					     "{\"name\":\"projects/empty/branches/beta\"}]}", NULL, 0, 0},
	{API "projects/shop/branches/production/endpoints", 200, "{\"endpoints\":[" E_PRIMARY "," E_REPLICA "]}", NULL,
		0, 0},
	{API "projects/empty/branches/alpha/endpoints", 200, "{}", NULL, 0, 0},
	{API "projects/empty/branches/beta/endpoints", 403, "{}", NULL, 0, 0},
	{API "projects/shop/branches/old/endpoints", 200, "{}", NULL, 0, 0},
	{API "credentials", 200, "{\"token\":\"DBTOKEN\",\"expire_time\":\"2026-02-06T18:00:00Z\"}", NULL, 0, 0},
	{"/api/2.0/database/instances/classic", 200,
		"{\"name\":\"classic\",\"state\":\"AVAILABLE\",\"read_write_dns\":\"ih\"}", NULL, 0, 0},
	{"/api/2.0/database/instances/off", 200, "{\"name\":\"off\",\"effective_stopped\":true}", NULL, 0, 0},
	{"/api/2.0/database/instances", 200, "{\"database_instances\":[{\"name\":\"classic\"}]}", NULL, 0, 0},
	{"/api/2.0/database/credentials", 200, "{\"token\":\"ITOKEN\",\"expiration_time\":\"2026-02-06T18:00:00Z\"}",
		NULL, 0, 0},
	{"/api/2.0/preview/scim/v2/Me", 200, "{\"userName\":\"alice@example.com\"}", NULL, 0, 0},
};

static struct answer special[4]; /* come first */
static struct strbuf log_text;   /* "POST /oidc/v1/token\n..." */
static struct strbuf last_body, last_authorization, last_agent;

static const struct answer *find(struct span path)
{
	for (size_t i = 0; i < LB_COUNT(special); i++)
		if (special[i].path && span_is(path, special[i].path)) {
			if (special[i].times && special[i].times-- == 1) {
				static struct answer last;

				last = special[i];
				special[i].path = NULL;
				return &last;
			}
			return &special[i];
		}
	for (size_t i = 0; i < LB_COUNT(usual); i++)
		if (span_is(path, usual[i].path))
			return &usual[i];
	return NULL;
}

static void answer(void *data, const struct http_request *q, struct http_reply *r)
{
	struct span path = span_make(q->url + strlen("https://w"), strlen(q->url) - strlen("https://w"));
	const struct answer *a;

	(void)data;
	path.n = span_find(path, '?');
	strbuf_printf(&log_text, "%s %.*s\n", q->method, (int)path.n, path.p);
	strbuf_clear(&last_authorization);
	strbuf_add_span(&last_authorization, q->authorization);
	strbuf_clear(&last_agent);
	strbuf_add_text(&last_agent, q->user_agent);
	if (q->body.p) {
		strbuf_clear(&last_body);
		strbuf_add_span(&last_body, q->body);
	}
	a = find(path);
	r->failure = a ? a->failure : HTTP_ANSWERED;
	r->status = a ? a->status : 404;
	strbuf_add_text(&r->body, a ? a->body : "{\"error_code\":\"RESOURCE_DOES_NOT_EXIST\",\"message\":\"not "
		"there\"}");
	if (a && a->header)
		strbuf_add_text(r->status == 429 ? &r->retry_after : &r->location, a->header);
	r->date_us = server_ahead_us ? now_us + server_ahead_us : 0;
	if (a && a->failure == HTTP_TIMEOUT)
		now_us += q->timeout_us;
}

static const struct http_client fake_http = {answer, NULL};

/* ---- one login ---- */

static struct settings s;
static struct login login;
static struct auth_error err;

static void forget(void)
{
	login_release(&login);
	auth_error_release(&err);
	settings_release(&s);
}

static bool sign_in_again(bool fresh, const char *refused)
{
	struct strbuf old = STRBUF_INIT;
	bool ok;

	login_release(&login);
	auth_error_release(&err);
	if (refused)
		strbuf_add_text(&old, refused);
	ok = login_get(&s, now_us + 120 * SECOND, fresh, refused ? &old : NULL, &login, &err);
	strbuf_release(&old);
	return ok;
}

static bool sign_in(const char *text)
{
	struct strbuf why = STRBUF_INIT;

	forget();
	if (connstr_load(span_of(text), &s, SOURCE_STRING, NULL, &why) != SETTING_OK || !settings_finish(&s, &why,
		NULL))
		fail_msg("%s: %s", text, strbuf_text(&why));
	strbuf_release(&why);
	return sign_in_again(false, NULL);
}

static int begin(void **state)
{
	(void)state;
	login_use(&fake_http, &fake_clock);
	login_forget_all();
	now_us = START;
	memset(special, 0, sizeof(special));
	strbuf_clear(&log_text);
	return 0;
}

static int end(void **state)
{
	(void)state;
	forget();
	login_forget_all();
	login_use(NULL, NULL);
	strbuf_release(&log_text);
	strbuf_release(&last_body);
	strbuf_release(&last_authorization);
	strbuf_release(&last_agent);
	return 0;
}

static bool contains(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

/* ---- tests ---- */

static void m2m_takes_three_calls_and_then_none(void **state)
{
	(void)state;
	assert_true(sign_in(M2M "UserAgentEntry=Acme_BI/3.5;Endpoint=" FULL));
	assert_string_equal(strbuf_text(&log_text), "POST /oidc/v1/token\nGET " API FULL "\nPOST " API "credentials\n");
	assert_string_equal(login.host, "h1");
	assert_string_equal(login.user, "i d");
	assert_string_equal(strbuf_text(&login.password), "DBTOKEN");
	assert_true(login.minted);
	assert_false(login.from_cache);
	assert_string_equal(strbuf_text(&last_body), "{\"endpoint\":\"" FULL "\"}");
	assert_string_equal(strbuf_text(&last_authorization), "Bearer WT");
	assert_true(span_starts(strbuf_span(&last_agent), "Acme_BI/3.5 lakebase_odbc/"));
	assert_true(contains(strbuf_text(&last_agent), " os/"));
	strbuf_clear(&log_text);
	assert_true(sign_in_again(false, NULL));
	assert_true(login.from_cache);
	assert_int_equal(log_text.n, 0);
}

static void id_and_secret_are_form_encoded_before_base64(void **state)
{
	(void)state;
	special[0] = (struct answer){"/oidc/v1/token", 401, "{\"error\":\"invalid_client\"}", NULL, 0, 0};
	assert_false(sign_in(M2M "Endpoint=" FULL));
	/* i+d:s%3A%25cret */
	assert_string_equal(strbuf_text(&last_authorization), "Basic aStkOnMlM0ElMjVjcmV0");
	assert_string_equal(strbuf_text(&last_body), "grant_type=client_credentials&scope=all-apis");
}

static void targets_are_found_however_they_are_named(void **state)
{
	static const struct {
		const char *text, *host, *words; /* words of the error */
	} rows[] = {
		{"Project=shop", "h1", NULL},
		{"Project=projects/shop", "h1", NULL},
		{"Project=The Shop", "h1", NULL},
		{"Project=shop;Branch=production;Endpoint=replica", "h2", NULL},
		{"Project=shop;Endpoint=primary", "h1", NULL},
		{"Endpoint=projects/shop", "h1", NULL},
		{"Project=shop;ReadOnly=1", "h2", NULL},
		{"Endpoint=" FULL ";ReadOnly=1", "h2", NULL},
		{"Endpoint=" FULL ";Server=mine", "mine", NULL},
		{"Server=H1", "H1", NULL},
		{"Instance=classic", "ih", NULL},
		{"Project=shp", NULL, "shop, empty"},
		{"Project=empty", NULL, "alpha, beta"},
		{"Project=empty;Branch=alpha", NULL, "no read-write endpoint"},
		{"Project=shop;Branch=nope", NULL, "production, old"},
		{"Project=shop;Branch=old", NULL, "ARCHIVED"},
		{"Project=shop;Endpoint=nope", NULL, "primary, replica"},
		{"Endpoint=projects/shop/branches/production/endpoints/nope", NULL, "primary, replica"},
		{"Server=elsewhere", NULL, "belongs to no endpoint"},
		{"Instance=off", NULL, "stopped"},
		{"Instance=nope", NULL, "classic"},
		{"Instance=classic;ReadOnly=1", NULL, "read-only"},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(rows); i++) {
		struct strbuf text = STRBUF_INIT;
		bool ok;

		strbuf_add_text(&text, M2M);
		strbuf_add_text(&text, rows[i].text);
		ok = sign_in(strbuf_text(&text));
		if (ok != (rows[i].host != NULL))
			fail_msg("%s: %s", rows[i].text, strbuf_text(&err.text));
		if (ok) {
			assert_string_equal(login.host, rows[i].host);
		} else {
			assert_int_equal(err.step, AUTH_STEP_TARGET);
			if (!contains(strbuf_text(&err.text), rows[i].words))
				fail_msg("%s: %s", rows[i].text, strbuf_text(&err.text));
		}
		strbuf_release(&text);
	}
}

static void a_given_host_and_full_name_need_no_question(void **state)
{
	(void)state;
	assert_true(sign_in(M2M "Server=mine;Endpoint=" FULL));
	assert_string_equal(strbuf_text(&log_text), "POST /oidc/v1/token\nPOST " API "credentials\n");
}

static void lists_are_read_to_the_last_page(void **state)
{
	(void)state;
	special[0] = (struct answer){API "projects", 200, "{\"projects\":[],\"next_page_token\":\"a/b\"}", NULL, 1, 0};
	assert_false(sign_in(M2M "Project=nope"));
	assert_true(contains(strbuf_text(&err.text), "shop, empty"));
}

static void errors_say_what_to_do(void **state)
{
	static const struct {
		struct answer answer;
		const char *sqlstate, *words;
	} rows[] = {
		{{"/oidc/v1/token", 401, "{\"error\":\"invalid_client\",\"error_description\":\"bad s:%cret\"}", NULL,
			0, 0}, "28000",
		 "Check ClientId and ClientSecret"},
		{{"/oidc/v1/token", 400, "{\"error\":\"invalid_scope\"}", NULL, 0, 0}, "28000", "Check Scope"},
		{{"/oidc/v1/token", 404, "<html>", NULL, 0, 0}, "08001", "Workspace is the URL"},
		{{"/oidc/v1/token", 200, "<html>login</html>", NULL, 0, 0}, "08001", "a web page"},
		{{"/oidc/v1/token", 200, "{", NULL, 0, 0}, "08001", "not a JSON object"},
		{{"/oidc/v1/token", 303, "", "/login.html?error=private-link-validation-error", 0, 0}, "08004",
			"PrivateLink"},
		{{"/oidc/v1/token", 302, "", "/login", 0, 0}, "08004", "redirect"},
		{{"/oidc/v1/token", 403, "{\"message\":\"Source IP 1.2.3.4 is blocked by Databricks IP ACL\"}", NULL, 0,
			0}, "08004",
		 "IP access list"},
		{{API "credentials", 403, "{\"message\":\"Unauthorized network access to workspace: 1\"}", NULL, 0, 0},
			"08004",
		 "network policy"},
		{{API "credentials", 403, "{\"message\":\"does not have required scopes: postgres\"}", NULL, 0, 0},
			"28000",
		 "Scope=all-apis"},
		{{API "credentials", 403, "{\"message\":\"no\"}", NULL, 0, 0}, "28000", "permission"},
		{{API "credentials", 500, "oops", NULL, 0, 0}, "08001", "oops"},
		{{API "credentials", 429, "{}", "1000", 0, 0}, "08004", "raise LoginTimeout"},
		{{"/oidc/v1/token", 0, "", NULL, 0, HTTP_NO_HOST}, "08001", "does not resolve"},
		{{"/oidc/v1/token", 0, "", NULL, 0, HTTP_BAD_CERTIFICATE}, "08001", "SSLRootCert"},
		{{"/oidc/v1/token", 0, "", NULL, 0, HTTP_NO_CONNECTION}, "08001", "port 443"},
		{{"/oidc/v1/token", 0, "", NULL, 0, HTTP_TIMEOUT}, "HYT00", "LoginTimeout"},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(rows); i++) {
		begin(NULL);
		special[0] = rows[i].answer;
		if (sign_in(M2M "Endpoint=" FULL))
			fail_msg("row %u", (unsigned)i);
		if (strcmp(err.sqlstate, rows[i].sqlstate) != 0 || !contains(strbuf_text(&err.text), rows[i].words))
			fail_msg("row %u: %s %s", (unsigned)i, err.sqlstate, strbuf_text(&err.text));
		assert_false(contains(strbuf_text(&err.text), "s:%cret")); /* even if the server repeats it */
		assert_true(contains(strbuf_text(&err.text), "https://w"));
	}
}

static void busy_workspaces_are_waited_for(void **state)
{
	(void)state;
	special[0] = (struct answer){"/oidc/v1/token", 429, "{}", "7", 2, 0};
	special[1] = (struct answer){API "credentials", 503, "", NULL, 1, 0};
	assert_true(sign_in(M2M "Endpoint=" FULL));
	assert_true(now_us - START >= 14 * SECOND && now_us - START < 16 * SECOND);
	begin(NULL);
	special[0] = (struct answer){"/oidc/v1/token", 0, "", NULL, 3, HTTP_BROKEN};
	assert_true(sign_in(M2M "Endpoint=" FULL));
}

static void a_refused_credential_is_minted_once_more(void **state)
{
	(void)state;
	assert_true(sign_in(M2M "Endpoint=" FULL));
	strbuf_clear(&log_text);
	special[0] = (struct answer){API "credentials", 200,
		"{\"token\":\"NEWER\",\"expire_time\":\"2026-02-06T18:00:00Z\"}", NULL, 0, 0};
	assert_true(sign_in_again(true, "DBTOKEN"));
	assert_string_equal(strbuf_text(&log_text), "POST " API "credentials\n");
	assert_string_equal(strbuf_text(&login.password), "NEWER");
	assert_true(sign_in_again(true, "DBTOKEN")); /* somebody else's refusal: the newer one serves */
	assert_true(login.from_cache);
	assert_string_equal(strbuf_text(&log_text), "POST " API "credentials\n");
}

static void a_refused_workspace_token_is_fetched_once_more(void **state)
{
	(void)state;
	assert_true(sign_in(M2M "Endpoint=" FULL));
	special[0] = (struct answer){API "credentials", 401, "{}", NULL, 1, 0};
	strbuf_clear(&log_text);
	assert_true(sign_in_again(true, NULL));
	assert_string_equal(strbuf_text(&log_text), "POST " API "credentials\nPOST /oidc/v1/token\nPOST "
		"" API "credentials\n");
}

static void an_endpoint_that_is_gone_is_looked_up_again(void **state)
{
	(void)state;
	assert_true(sign_in(M2M "Endpoint=" FULL));
	special[0] = (struct answer){API "credentials", 404, "{}", NULL, 1, 0};
	strbuf_clear(&log_text);
	assert_true(sign_in_again(true, NULL));
	assert_string_equal(strbuf_text(&log_text), "POST " API "credentials\nGET " API FULL "\nPOST "
		"" API "credentials\n");
}

static void credentials_are_not_shared_between_secrets(void **state)
{
	(void)state;
	assert_true(sign_in(M2M "Endpoint=" FULL));
	special[0] = (struct answer){"/oidc/v1/token", 401, "{}", NULL, 0, 0};
	assert_false(sign_in("Workspace=https://w;ClientId=i d;ClientSecret=guess;Endpoint=" FULL));
	assert_string_equal(err.sqlstate, "28000");
}

static void a_credential_is_renewed_before_it_runs_out(void **state)
{
	(void)state;
	assert_true(sign_in(M2M "Endpoint=" FULL));
	now_us += 3200 * SECOND;
	strbuf_clear(&log_text);
	assert_true(sign_in_again(false, NULL));
	assert_true(login.from_cache);
	now_us += 200 * SECOND; /* less than five minutes are left: both are renewed */
	special[0] = (struct answer){API "credentials", 200,
		"{\"token\":\"NEWER\",\"expire_time\":\"2026-02-06T19:00:00Z\"}", NULL, 0, 0};
	assert_true(sign_in_again(false, NULL));
	assert_string_equal(strbuf_text(&login.password), "NEWER");
	assert_true(contains(strbuf_text(&log_text), "POST /oidc/v1/token\n"));
}

/* Credentials end at a time of the server's; this machine's clock may say what it wants. */
static void the_clock_of_this_machine_may_be_wrong(void **state)
{
	static const int64_t ahead[] = {3 * 3600 * SECOND, -3 * 3600 * SECOND};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(ahead); i++) {
		begin(NULL);
		server_ahead_us = ahead[i];
		now_us -= ahead[i];
		assert_true(sign_in(M2M "Endpoint=" FULL)); /* good for an hour */
		now_us += 3200 * SECOND;
		assert_true(sign_in_again(false, NULL));
		assert_true(login.from_cache);
		now_us += 500 * SECOND;
		strbuf_clear(&log_text);
		special[0] = (struct answer){API "credentials", 200,
			"{\"token\":\"NEWER\",\"expire_time\":\"2026-02-06T20:00:00Z\"}", NULL, 0, 0};
		assert_true(sign_in_again(false, NULL));
		assert_string_equal(strbuf_text(&login.password), "NEWER");
	}
	server_ahead_us = 0;
}

/* Hosts are remembered for an hour, unless somebody finds that nobody answers there. */
static void a_target_that_moved_is_looked_up_again(void **state)
{
	(void)state;
	assert_true(sign_in(M2M "Endpoint=" FULL));
	assert_string_equal(login.host, "h1");
	assert_false(login.host_cached);
	special[0] = (struct answer){API FULL, 200, "{\"name\":\"" FULL "\",\"status\":{\"hosts\":{\"host\":\"h9\"}}}", NULL, 0, 0};
	assert_true(sign_in_again(false, NULL));
	assert_string_equal(login.host, "h1");
	assert_true(login.host_cached);
	login_forget_target(&s);
	strbuf_clear(&log_text);
	assert_true(sign_in_again(false, NULL));
	assert_string_equal(login.host, "h9");
	assert_false(login.host_cached);
	assert_string_equal(strbuf_text(&log_text), "GET " API FULL "\n");
	now_us += 3601 * SECOND;
	strbuf_clear(&log_text);
	assert_true(sign_in_again(false, NULL));
	assert_true(contains(strbuf_text(&log_text), "GET " API FULL "\n"));
}

static void pat_asks_who_it_belongs_to(void **state)
{
	(void)state;
	assert_true(sign_in("Workspace=https://w;Token=dapi1;Endpoint=" FULL));
	assert_string_equal(login.user, "alice@example.com");
	assert_string_equal(strbuf_text(&last_authorization), "Bearer dapi1");
	assert_true(sign_in("Workspace=https://w;Token=dapi1;UID=group;Endpoint=" FULL));
	assert_string_equal(login.user, "group");
	assert_false(sign_in("Workspace=https://w;Token={da pi};Endpoint=" FULL));
}

static void password_and_token_make_no_call(void **state)
{
	(void)state;
	assert_true(sign_in("Server=h;UID=u;PWD=p"));
	assert_string_equal(login.host, "h");
	assert_string_equal(strbuf_text(&login.password), "p");
	assert_false(login.minted);
	assert_true(sign_in("Server=h;AccessToken=e30.eyJzdWIiOiJhbGljZUBleGFtcGxlLmNvbSJ9.x"));
	assert_string_equal(login.user, "alice@example.com");
	assert_true(sign_in("Server=h;UID=u;AccessTokenCommand={printf '{\"token\":\"abc\"}}'}"));
	assert_string_equal(strbuf_text(&login.password), "abc");
	assert_false(sign_in("Server=h;UID=u;AccessTokenCommand=exit 3"));
	assert_true(contains(strbuf_text(&err.text), "exit code 3"));
	assert_false(sign_in("Server=h;UID=u;AccessTokenFile=/nonexistent"));
	assert_true(contains(strbuf_text(&err.text), "AccessTokenFile"));
	assert_int_equal(log_text.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(m2m_takes_three_calls_and_then_none, begin),
		cmocka_unit_test_setup(id_and_secret_are_form_encoded_before_base64, begin),
		cmocka_unit_test_setup(targets_are_found_however_they_are_named, begin),
		cmocka_unit_test_setup(a_given_host_and_full_name_need_no_question, begin),
		cmocka_unit_test_setup(lists_are_read_to_the_last_page, begin),
		cmocka_unit_test_setup(errors_say_what_to_do, begin),
		cmocka_unit_test_setup(busy_workspaces_are_waited_for, begin),
		cmocka_unit_test_setup(a_refused_credential_is_minted_once_more, begin),
		cmocka_unit_test_setup(a_refused_workspace_token_is_fetched_once_more, begin),
		cmocka_unit_test_setup(an_endpoint_that_is_gone_is_looked_up_again, begin),
		cmocka_unit_test_setup(credentials_are_not_shared_between_secrets, begin),
		cmocka_unit_test_setup(a_credential_is_renewed_before_it_runs_out, begin),
		cmocka_unit_test_setup(the_clock_of_this_machine_may_be_wrong, begin),
		cmocka_unit_test_setup(a_target_that_moved_is_looked_up_again, begin),
		cmocka_unit_test_setup(pat_asks_who_it_belongs_to, begin),
		cmocka_unit_test_setup(password_and_token_make_no_call, begin),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
