/* Identities of others: Microsoft Entra ID, managed identities, ID tokens, command line tools.  The network is a
 * table of answers by URL, and a clock that stands still. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/credential.h"
#include "auth/form.h"
#include "auth/http.h"
#include "config/connstr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECOND INT64_C(1000000)
#define START (1770397200 * SECOND) /* 2026-02-06T17:00:00Z */
#define FULL "projects/p/branches/b/endpoints/e"
#define TARGET "Server=h;Endpoint=" FULL ";"
#define AT_W "Workspace=https://w;" TARGET
#define SECRET AT_W "AuthType=azure-client-secret;AzureClientId=app;AzureClientSecret=s+cret;"
#define MSI AT_W "AuthType=azure-msi;"
#define ENV AT_W "AuthType=env-oidc;OidcToken=ID1;"
#define GITHUB AT_W "AuthType=github-oidc;ClientId=app;ActionsIdTokenRequestToken=runner;ActionsIdTokenRequestUrl="
#define MINT "/api/2.0/postgres/credentials"
#define TOKEN "/oidc/v1/token"
#define DATABRICKS "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d"

static int64_t now_us;

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

/* ---- the network ---- */

static const struct answer {
	const char *url;
	int status;
	const char *body, *location;
	enum http_failure failure;
} usual[] = {
	{"https://w/aad/auth", 302, "", "https://login.microsoftonline.com/tenant-1/oauth2/authorize?x=y", 0},
	{"https://login.microsoftonline.com/tenant-1/oauth2/token", 200,
	 "{\"token_type\":\"Bearer\",\"access_token\":\"ENTRA\",\"expires_in\":\"3600\",\"expires_on\":\"1770400800\"}", NULL, 0},
	{"https://login.microsoftonline.us/t/oauth2/token", 200, "{\"access_token\":\"US\",\"expires_on\":\"1770400800\"}", NULL, 0},
	{"https://login.chinacloudapi.cn/t/oauth2/token", 200, "{\"access_token\":\"CN\",\"expires_on\":\"1770400800\"}", NULL, 0},
	{"http://169.254.169.254/metadata/identity/oauth2/token", 200,
	 "{\"access_token\":\"e30.eyJzdWIiOiJ3aG8ifQ.x\",\"expires_on\":\"1770400800\"}", NULL, 0},
	{"https://g/token", 200, "{\"count\":1,\"value\":\"JOB\"}", NULL, 0},
	{"https://w" TOKEN, 200, "{\"access_token\":\"e30.eyJzdWIiOiJ3aG8ifQ.x\",\"token_type\":\"Bearer\",\"expires_in\":600}",
	 NULL, 0},
	{"https://w" MINT, 200, "{\"token\":\"DB\",\"expire_time\":\"2026-02-06T18:00:00Z\"}", NULL, 0},
	{"https://w.databricks.azure.us" MINT, 200, "{\"token\":\"DB\",\"expire_time\":\"2026-02-06T18:00:00Z\"}", NULL, 0},
	{"https://w/api/2.0/preview/scim/v2/Me", 200, "{\"userName\":\"me@example.com\"}", NULL, 0},
};

static struct answer special[2]; /* come first */

/* What was asked: the last request for each URL, and how many there were. */
struct asked {
	struct strbuf url, body, authorization, headers;
	bool local;
	unsigned times;
};

static struct asked asked[16];
static struct strbuf order; /* "GET https://...\n" */

static struct asked *find_asked(const char *prefix)
{
	for (size_t i = 0; i < LB_COUNT(asked); i++)
		if (asked[i].times && span_starts(strbuf_span(&asked[i].url), prefix))
			return &asked[i];
	fail_msg("nobody asked %s:\n%s", prefix, strbuf_text(&order));
	return NULL;
}

static void note(const struct http_request *q)
{
	size_t i = 0;

	strbuf_printf(&order, "%s %s\n", q->method, q->url);
	while (i + 1 < LB_COUNT(asked) && asked[i].times && !span_is(strbuf_span(&asked[i].url), q->url))
		i++;
	asked[i].times++;
	asked[i].local = q->local;
	strbuf_clear(&asked[i].url);
	strbuf_clear(&asked[i].body);
	strbuf_clear(&asked[i].authorization);
	strbuf_clear(&asked[i].headers);
	strbuf_add_text(&asked[i].url, q->url);
	strbuf_add_span(&asked[i].body, q->body);
	strbuf_add_span(&asked[i].authorization, q->authorization);
	for (size_t h = 0; h < HTTP_HEADERS_MAX; h++)
		if (q->headers[h].value.p)
			strbuf_printf(&asked[i].headers, "%s: %.*s\n", q->headers[h].name, (int)q->headers[h].value.n,
				      q->headers[h].value.p);
}

static const struct answer *find_answer(struct span url)
{
	for (size_t i = 0; i < LB_COUNT(special); i++)
		if (special[i].url && span_is(url, special[i].url))
			return &special[i];
	for (size_t i = 0; i < LB_COUNT(usual); i++)
		if (span_is(url, usual[i].url))
			return &usual[i];
	return NULL;
}

static void answer(void *data, const struct http_request *q, struct http_reply *r)
{
	struct span url = span_of(q->url);
	const struct answer *a;

	(void)data;
	note(q);
	url.n = span_find(url, '?');
	a = find_answer(url);
	r->failure = a ? a->failure : HTTP_ANSWERED;
	r->status = a ? a->status : 404;
	strbuf_add_text(&r->body, a ? a->body : "{}");
	if (a && a->location)
		strbuf_add_text(&r->location, a->location);
	if (r->failure == HTTP_TIMEOUT)
		now_us += q->timeout_us;
}

static const struct http_client fake_http = {answer, NULL};

/* ---- one login ---- */

static struct settings s;
static struct login login;
static struct auth_error err;
static char folder[] = "/tmp/test_identities.XXXXXX";

static void forget(void)
{
	login_release(&login);
	auth_error_release(&err);
	settings_release(&s);
	for (size_t i = 0; i < LB_COUNT(asked); i++) {
		strbuf_release(&asked[i].url);
		strbuf_release(&asked[i].body);
		strbuf_release(&asked[i].authorization);
		strbuf_release(&asked[i].headers);
		asked[i].times = 0;
	}
	strbuf_release(&order);
}

static bool sign_in(const char *text)
{
	struct strbuf why = STRBUF_INIT;

	forget();
	if (connstr_load(span_of(text), &s, SOURCE_STRING, NULL, &why) != SETTING_OK || !settings_finish(&s, &why, NULL))
		fail_msg("%s: %s", text, strbuf_text(&why));
	strbuf_release(&why);
	return login_get(&s, now_us + 120 * SECOND, false, NULL, &login, &err);
}

static void must_sign_in(const char *text, const char *user)
{
	if (!sign_in(text))
		fail_msg("%s: %s", text, strbuf_text(&err.text));
	assert_string_equal(login.user, user);
	assert_string_equal(strbuf_text(&login.password), "DB");
}

static void must_fail(const char *text, const char *sqlstate, const char *words)
{
	if (sign_in(text))
		fail_msg("%s is good", text);
	if (strcmp(err.sqlstate, sqlstate) != 0 || !strstr(strbuf_text(&err.text), words))
		fail_msg("%s: %s %s", text, err.sqlstate, strbuf_text(&err.text));
}

static int begin(void **state)
{
	(void)state;
	login_use(&fake_http, &fake_clock);
	login_forget_all();
	now_us = START;
	memset(special, 0, sizeof(special));
	return 0;
}

static const char *path_of(const char *name)
{
	static struct strbuf path;

	strbuf_release(&path);
	if (name)
		strbuf_printf(&path, "%s/%s", folder, name);
	return strbuf_text(&path);
}

static int end(void **state)
{
	(void)state;
	forget();
	login_forget_all();
	login_use(NULL, NULL);
	unlink(path_of("tool"));
	unlink(path_of("id-token"));
	rmdir(folder);
	path_of(NULL);
	return 0;
}

static void write_file(const char *name, const char *text, mode_t mode)
{
	FILE *file = fopen(path_of(name), "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	assert_int_equal(chmod(path_of(name), mode), 0);
}

static void has_pair(const struct strbuf *form, const char *name, const char *want)
{
	struct strbuf value = STRBUF_INIT;
	const bool found = form_find(strbuf_span(form), name, &value);

	assert_int_equal(found, want != NULL);
	if (want)
		assert_string_equal(strbuf_text(&value), want);
	strbuf_release(&value);
}

/* ---- Microsoft Entra ID ---- */

static void an_application_asks_in_the_tenant_of_the_workspace(void **state)
{
	const struct asked *a;

	(void)state;
	must_sign_in(SECRET, "app");
	assert_string_equal(strbuf_text(&order),
			    "GET https://w/aad/auth\n"
			    "POST https://login.microsoftonline.com/tenant-1/oauth2/token\n"
			    "POST https://w" MINT "\n");
	a = find_asked("https://login");
	assert_string_equal(strbuf_text(&a->body),
			    "grant_type=client_credentials&client_id=app&client_secret=s%2Bcret&resource=" DATABRICKS);
	assert_int_equal(a->authorization.n, 0);
	assert_false(a->local);
	a = find_asked("https://w" MINT);
	assert_string_equal(strbuf_text(&a->authorization), "Bearer ENTRA");
	assert_int_equal(a->headers.n, 0);
}

static void clouds_have_their_own_addresses(void **state)
{
	(void)state;
	must_sign_in("Workspace=https://w.databricks.azure.us;" TARGET
		     "AuthType=azure-client-secret;AzureClientId=app;AzureClientSecret=s;AzureTenantId=t", "app");
	assert_non_null(find_asked("https://login.microsoftonline.us/t/oauth2/token"));
	must_sign_in(SECRET "AzureEnvironment=China;AzureTenantId=t;AzureWorkspaceResourceId=/r", "app");
	has_pair(&find_asked("https://login.chinacloudapi.cn/t/")->body, "resource", "https://management.core.chinacloudapi.cn/");
}

static void the_resource_brings_a_management_token(void **state)
{
	const struct asked *a;

	(void)state;
	must_sign_in(SECRET "AzureWorkspaceResourceId=/subscriptions/x", "app");
	a = find_asked("https://login");
	assert_int_equal(a->times, 2);
	has_pair(&a->body, "resource", "https://management.core.windows.net/");
	a = find_asked("https://w" MINT);
	assert_string_equal(strbuf_text(&a->authorization), "Bearer ENTRA");
	assert_string_equal(strbuf_text(&a->headers), "X-Databricks-Azure-SP-Management-Token: ENTRA\n"
						      "X-Databricks-Azure-Workspace-Resource-Id: /subscriptions/x\n");
}

static void a_token_of_entra_ends_early(void **state)
{
	struct strbuf role = STRBUF_INIT;
	int64_t left = 0;

	(void)state;
	must_sign_in(SECRET, "app");
	login_forget_all();
	assert_true(login_identity(&s, now_us + 60 * SECOND, &role, &left, &err));
	assert_int_equal(left, 3560 * SECOND);
	strbuf_release(&role);
}

static void the_metadata_service_is_of_this_machine(void **state)
{
	const struct asked *a;

	(void)state;
	must_sign_in(MSI, "me@example.com"); /* who the machine is, the workspace knows */
	a = find_asked("http://169");
	assert_string_equal(strbuf_text(&a->url), "http://169.254.169.254/metadata/identity/oauth2/token?"
						  "api-version=2018-02-01&resource=" DATABRICKS);
	assert_string_equal(strbuf_text(&a->headers), "Metadata: true\n");
	assert_true(a->local);
	assert_false(find_asked("https://w" MINT)->local);
	must_sign_in(MSI "AzureClientId=one", "one");
	assert_true(span_ends(strbuf_span(&find_asked("http://169")->url), "&client_id=one"));
}

static void machines_outside_of_azure_do_not_wait_long(void **state)
{
	(void)state;
	special[0] = (struct answer){"http://169.254.169.254/metadata/identity/oauth2/token", 0, "", NULL, HTTP_TIMEOUT};
	must_fail(MSI, "HYT00", "on machines of Azure only");
	assert_in_range(now_us - START, 20 * SECOND, 25 * SECOND);
}

static void errors_of_azure_say_what_to_do(void **state)
{
	static const struct {
		struct answer answer;
		const char *text, *sqlstate, *words;
	} rows[] = {
		{{"https://login.microsoftonline.com/tenant-1/oauth2/token", 401,
		  "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000222: expired. s+cret\"}", NULL, 0},
		 SECRET, "28000", "make a new one"},
		{{"https://login.microsoftonline.com/tenant-1/oauth2/token", 400,
		  "{\"error\":\"unauthorized_client\",\"error_description\":\"AADSTS700016: x\"}", NULL, 0},
		 SECRET, "28000", "no such application"},
		{{"https://login.microsoftonline.com/tenant-1/oauth2/token", 400, "{\"error\":\"invalid_request\"}", NULL, 0},
		 SECRET, "28000", "Check AzureTenantId"},
		{{"https://login.microsoftonline.com/tenant-1/oauth2/token", 200, "<html>", NULL, 0}, SECRET, "08001", "a web page"},
		{{"https://login.microsoftonline.com/tenant-1/oauth2/token", 0, "", NULL, HTTP_NO_HOST}, SECRET, "08001",
		 "AzureAuthorityHost"},
		{{"https://login.microsoftonline.com/tenant-1/oauth2/token", 0, "", NULL, HTTP_PROXY_REFUSED}, SECRET, "08001",
		 "The proxy did not let"},
		{{"https://w/aad/auth", 404, "", NULL, 0}, SECRET, "08001", "AzureTenantId is not given"},
		{{"https://w/aad/auth", 302, "", "https://elsewhere/", 0}, SECRET, "08001", "Give AzureTenantId"},
		{{"https://w/aad/auth", 302, "", "https://login/a%2Fb/oauth2", 0}, SECRET, "08001", "Give AzureTenantId"},
		{{"https://w/aad/auth", 200, "{}", NULL, 0}, SECRET, "08001", "no redirect to Microsoft Entra ID"},
		{{"https://w" MINT, 401, "{}", NULL, 0}, SECRET, "28000", "does not accept the token of Microsoft Entra ID"},
		{{"https://w" MINT, 403, "{\"message\":\"app is not a member of this workspace\"}", NULL, 0}, SECRET, "28000",
		 "AzureWorkspaceResourceId"},
		{{"http://169.254.169.254/metadata/identity/oauth2/token", 400,
		  "{\"error\":\"invalid_request\",\"error_description\":\"Identity not found\"}", NULL, 0},
		 MSI, "28000", "AzureClientId says which one"},
		{{"x", 0, "", NULL, 0}, SECRET "AzureTenantId=a/b", "28000", "AzureTenantId is not allowed"},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(rows); i++) {
		begin(NULL);
		special[0] = rows[i].answer;
		must_fail(rows[i].text, rows[i].sqlstate, rows[i].words);
		assert_null(strstr(strbuf_text(&err.text), "s+cret")); /* even if the server repeats it */
	}
}

/* ---- ID tokens ---- */

static void an_id_token_is_exchanged(void **state)
{
	const struct asked *a;

	(void)state;
	must_sign_in(ENV "ClientId=app", "app");
	assert_string_equal(strbuf_text(&order), "POST https://w" TOKEN "\nPOST https://w" MINT "\n");
	a = find_asked("https://w" TOKEN);
	assert_int_equal(a->authorization.n, 0);
	has_pair(&a->body, "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
	has_pair(&a->body, "subject_token", "ID1");
	has_pair(&a->body, "subject_token_type", "urn:ietf:params:oauth:token-type:jwt");
	has_pair(&a->body, "scope", "all-apis");
	has_pair(&a->body, "client_id", "app");
	must_sign_in(ENV, "who"); /* without an id, the workspace's token says who it is */
	has_pair(&find_asked("https://w" TOKEN)->body, "client_id", NULL);
	must_sign_in(AT_W "AuthType=env-oidc;OidcToken=ID2", "who"); /* another token, another identity */
	assert_int_equal(find_asked("https://w" TOKEN)->times, 1);
	must_fail(AT_W "AuthType=env-oidc;OidcToken=I D", "28000", "DATABRICKS_OIDC_TOKEN");
	special[0] = (struct answer){"https://w" TOKEN, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"ID9 no\"}", NULL, 0};
	must_fail(AT_W "AuthType=env-oidc;OidcToken=ID9;ClientId=app", "28000", "federation policy");
}

static void the_file_is_read_anew(void **state)
{
	struct strbuf text = STRBUF_INIT;

	(void)state;
	strbuf_printf(&text, AT_W "AuthType=file-oidc;ClientId=app;OidcTokenFile=%s", path_of("id-token"));
	must_fail(strbuf_text(&text), "28000", "there is no such file");
	write_file("id-token", " \n", 0600);
	must_fail(strbuf_text(&text), "28000", "it is empty");
	write_file("id-token", "FIRST\n", 0600);
	must_sign_in(strbuf_text(&text), "app");
	has_pair(&find_asked("https://w" TOKEN)->body, "subject_token", "FIRST");
	write_file("id-token", "SECOND", 0600);
	now_us += 3400 * SECOND; /* the workspace token has run out, and the credential is about to */
	special[0] = (struct answer){"https://w" MINT, 200, "{\"token\":\"DB\",\"expire_time\":\"2026-02-06T19:00:00Z\"}", NULL, 0};
	must_sign_in(strbuf_text(&text), "app");
	has_pair(&find_asked("https://w" TOKEN)->body, "subject_token", "SECOND");
	strbuf_release(&text);
}

static void github_is_asked_for_the_workspace(void **state)
{
	const struct asked *a;

	(void)state;
	must_sign_in(GITHUB "https://g/token?api-version=2.0", "app");
	a = find_asked("https://g/");
	assert_string_equal(strbuf_text(&a->url), "https://g/token?api-version=2.0&audience=https%3A%2F%2Fw%2Foidc%2Fv1%2Ftoken");
	assert_string_equal(strbuf_text(&a->authorization), "Bearer runner");
	has_pair(&find_asked("https://w" TOKEN)->body, "subject_token", "JOB");
	must_sign_in(GITHUB "https://g/token;TokenAudience=a b", "app");
	assert_string_equal(strbuf_text(&find_asked("https://g/")->url), "https://g/token?audience=a+b");
	special[0] = (struct answer){"https://g/token", 401, "{\"message\":\"no, runner\"}", NULL, 0};
	must_fail(GITHUB "https://g/token?x=y", "28000", "id-token: write");
	assert_null(strstr(strbuf_text(&err.text), "runner"));
}

/* ---- the Databricks CLI ---- */

static void the_cli_is_asked_and_its_words_are_passed_on(void **state)
{
	struct strbuf text = STRBUF_INIT;

	(void)state;
	strbuf_printf(&text, AT_W "AuthType=databricks-cli;DatabricksCliPath=%s", path_of("tool"));
	must_fail(strbuf_text(&text), "28000", "DatabricksCliPath");
	write_file("tool",
		   "#!/bin/sh\n[ \"$*\" = 'auth token --host https://w' ] || exit 9\n"
		   "echo 'for the eye' >&2\n"
		   "echo '{\"access_token\":\"e30.eyJzdWIiOiJ3aG8ifQ.x\",\"expiry\":\"2026-02-06T18:00:00.123456789Z\"}'\n", 0700);
	must_sign_in(strbuf_text(&text), "who");
	login_forget_all();
	write_file("tool", "#!/bin/sh\necho 'Error: not\tconfigured' >&2\nexit 1\n", 0700);
	must_fail(strbuf_text(&text), "28000", "not configured (exit code 1). Sign in with it: databricks auth login --host https://w");
	write_file("tool", "#!/bin/sh\ni=0\nwhile [ $i -lt 3000 ]; do echo 'a long complaint that fills the pipe' >&2; i=$((i+1)); "
			   "done\nexit 1\n", 0700);
	must_fail(strbuf_text(&text), "28000", "a long complaint");
	assert_in_range(err.text.n, 100, 1000);
	write_file("tool", "#!/bin/sh\nyes\n", 0700);
	must_fail(strbuf_text(&text), "28000", "far too much");
	write_file("tool", "#!/bin/sh\necho hello\n", 0700);
	must_fail(strbuf_text(&text), "28000", "not a JSON object");
	strbuf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_application_asks_in_the_tenant_of_the_workspace, begin),
		cmocka_unit_test_setup(clouds_have_their_own_addresses, begin),
		cmocka_unit_test_setup(the_resource_brings_a_management_token, begin),
		cmocka_unit_test_setup(a_token_of_entra_ends_early, begin),
		cmocka_unit_test_setup(the_metadata_service_is_of_this_machine, begin),
		cmocka_unit_test_setup(machines_outside_of_azure_do_not_wait_long, begin),
		cmocka_unit_test_setup(errors_of_azure_say_what_to_do, begin),
		cmocka_unit_test_setup(an_id_token_is_exchanged, begin),
		cmocka_unit_test_setup(the_file_is_read_anew, begin),
		cmocka_unit_test_setup(github_is_asked_for_the_workspace, begin),
		cmocka_unit_test_setup(the_cli_is_asked_and_its_words_are_passed_on, begin),
	};

	if (!mkdtemp(folder))
		return 99;
	return cmocka_run_group_tests(tests, NULL, end);
}
