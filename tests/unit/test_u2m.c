/* Signing in with the browser, without one: the page is "visited" by a thread, the workspace is a function. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "free_port.h"

#include "auth/base64.h"
#include "auth/credential.h"
#include "auth/crypto.h"
#include "auth/form.h"
#include "auth/http.h"
#include "auth/token_store.h"
#include "auth/u2m.h"
#include "config/connstr.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SECOND INT64_C(1000000)
#define PERSON person("")
#define JWT "e30.eyJzdWIiOiJhbGljZUBleGFtcGxlLmNvbSJ9.x" /* {"sub":"alice@example.com"} */

static char folder[] = "/tmp/lakebase-u2m.XXXXXX";

static uint16_t port;

static const char *person(const char *more)
{
	static struct strbuf text;

	strbuf_clear(&text);
	strbuf_printf(&text, "Workspace=https://w;AuthType=external-browser;OAuth2RedirectUrlPort=%u;%s", port, more);
	return strbuf_text(&text);
}

/* ---- the workspace ---- */

static struct strbuf challenge, form;
static unsigned asked, refreshed, failing;
static enum http_failure failure;
static int status;
static const char *life = "3600";

static void answer(void *data, const struct http_request *q, struct http_reply *r)
{
	struct strbuf grant = STRBUF_INIT;

	(void)data;
	strbuf_clear(&form);
	strbuf_add_span(&form, q->body.p ? q->body : SPAN_LIT(""));
	r->failure = HTTP_ANSWERED;
	r->status = 200;
	if (strcmp(q->url, "https://w/oidc/v1/token") != 0) {
		strbuf_add_text(&r->body, "{\"userName\":\"alice@example.com\"}");
		return;
	}
	asked++;
	if (!form_find(strbuf_span(&form), "grant_type", &grant))
		strbuf_add_text(&grant, "?");
	if (span_is(strbuf_span(&grant), "refresh_token"))
		refreshed++;
	if (failing) {
		failing--;
		r->failure = failure;
		r->status = failure == HTTP_ANSWERED ? status : 0;
		strbuf_printf(&r->body, "{\"error\":\"invalid_grant\",\"error_description\":\"it repeats %s\"}", strbuf_text(&form));
	} else {
		strbuf_printf(&r->body, "{\"access_token\":\"" JWT "%u\",\"refresh_token\":\"R%u\",\"expires_in\":\"%s\"}", asked,
			      asked, life);
	}
	strbuf_release(&grant);
}

static const struct http_client fake_http = {answer, NULL};

/* ---- the browser ---- */

static struct strbuf url;
static unsigned shown;
static const char *say; /* what comes back, instead of code and state */
static bool broken;

static void *visit(void *data)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
	struct strbuf request = STRBUF_INIT, state = STRBUF_INIT;
	struct span query = strbuf_span(&url), before;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	char page[256];

	(void)data;
	span_split(&query, '?', &before);
	if (!form_find(query, "state", &state) || connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0)
		return NULL;
	if (say)
		strbuf_printf(&request, "GET /%s HTTP/1.1\r\n\r\n", say);
	else
		strbuf_printf(&request, "GET /?code=C%%2B1&state=%s HTTP/1.1\r\n\r\n", strbuf_text(&state));
	(void)!write(fd, request.p, request.n);
	while (read(fd, page, sizeof(page)) > 0)
		;
	close(fd);
	strbuf_release(&request);
	strbuf_release(&state);
	return NULL;
}

static pthread_t visitor;

static bool show(void *data, const char *address)
{
	struct span query, before;

	(void)data;
	shown++;
	strbuf_clear(&url);
	strbuf_add_text(&url, address);
	query = strbuf_span(&url);
	span_split(&query, '?', &before);
	assert_true(form_find(query, "code_challenge", &challenge));
	return !broken && pthread_create(&visitor, NULL, visit, NULL) == 0;
}

static const struct u2m_ui ui = {show, NULL};

/* ---- one sign-in ---- */

static struct settings s;
static struct auth_error err;
static struct strbuf role;

static bool sign_in(const char *string, bool may_prompt)
{
	struct strbuf why = STRBUF_INIT;
	unsigned before = shown;
	bool ok;

	settings_release(&s);
	auth_error_release(&err);
	strbuf_clear(&role);
	s.no_target = true;
	s.may_prompt = may_prompt;
	assert_int_equal(connstr_load(span_of(string), &s, SOURCE_STRING, NULL, &why), SETTING_OK);
	if (!settings_finish(&s, &why, NULL))
		fail_msg("%s", strbuf_text(&why));
	ok = login_identity(&s, clock_mono(&clock_system) + 3 * SECOND, &role, NULL, &err);
	if (shown > before && !broken)
		pthread_join(visitor, NULL);
	strbuf_release(&why);
	return ok;
}

static int begin(void **state)
{
	(void)state;
	login_forget_all();
	asked = refreshed = shown = failing = 0;
	status = 400;
	failure = HTTP_ANSWERED;
	life = "3600";
	say = NULL;
	broken = false;
	return 0;
}

static int end(void **state)
{
	struct token_store t;

	(void)state;
	if (s.workspace && token_store_init(&t, &s)) {
		(void)!token_store_forget(&t);
		token_store_release(&t);
	}
	settings_release(&s);
	auth_error_release(&err);
	strbuf_release(&role);
	strbuf_release(&url);
	strbuf_release(&form);
	strbuf_release(&challenge);
	return 0;
}

static bool posted(const char *name, const char *want)
{
	struct strbuf value = STRBUF_INIT;
	bool ok = form_find(strbuf_span(&form), name, &value) && strcmp(strbuf_text(&value), want) == 0;

	strbuf_release(&value);
	return ok;
}

/* As another process would find it: what is stored, nothing in memory. */
static void new_process(void)
{
	login_forget_all();
}

/* ---- tests ---- */

static void the_code_is_exchanged_with_the_verifier_of_the_challenge(void **state)
{
	struct strbuf verifier = STRBUF_INIT, hash = STRBUF_INIT, text = STRBUF_INIT;

	(void)state;
	assert_true(sign_in(PERSON, true));
	assert_string_equal(strbuf_text(&role), "alice@example.com");
	assert_int_equal(shown, 1);
	assert_true(posted("grant_type", "authorization_code"));
	assert_true(posted("code", "C+1"));
	strbuf_printf(&text, "http://localhost:%u", port);
	assert_true(posted("redirect_uri", strbuf_text(&text)));
	strbuf_clear(&text);
	assert_true(posted("client_id", "databricks-cli"));
	assert_false(form_find(strbuf_span(&form), "client_secret", &text));
	assert_true(form_find(strbuf_span(&form), "code_verifier", &verifier));
	assert_in_range(verifier.n, 43, 128); /* RFC 7636 4.1 */
	assert_true(crypto_sha256(strbuf_span(&verifier), &hash));
	base64url_encode(strbuf_span(&hash), &text);
	assert_string_equal(strbuf_text(&text), strbuf_text(&challenge));
	assert_non_null(strstr(strbuf_text(&url), "https://w/oidc/v1/authorize?response_type=code&client_id=databricks-cli&"));
	assert_non_null(strstr(strbuf_text(&url), "scope=offline_access+all-apis"));
	assert_non_null(strstr(strbuf_text(&url), "code_challenge_method=S256"));
	assert_null(strstr(strbuf_text(&url), strbuf_text(&verifier)));
	strbuf_release(&verifier);
	strbuf_release(&hash);
	strbuf_release(&text);
}

static void no_browser_where_none_is_allowed(void **state)
{
	(void)state;
	assert_false(sign_in(PERSON, false));
	assert_string_equal(err.sqlstate, "28000");
	assert_non_null(strstr(strbuf_text(&err.text), "lakebase-odbc login"));
	assert_int_equal(shown + asked, 0);
}

static void what_is_stored_serves_the_next_process(void **state)
{
	(void)state;
	assert_true(sign_in(PERSON, true));
	new_process();
	assert_true(sign_in(PERSON, false));
	assert_int_equal(shown, 1);
	assert_int_equal(asked, 1);
}

static void a_token_that_runs_out_is_renewed_and_the_new_refresh_token_kept(void **state)
{
	(void)state;
	life = "1";
	assert_true(sign_in(PERSON, true));
	new_process();
	usleep(1100000);
	assert_true(sign_in(PERSON, false));
	assert_true(posted("refresh_token", "R1"));
	new_process();
	usleep(1100000);
	assert_true(sign_in(PERSON, false));
	assert_true(posted("refresh_token", "R2"));
	assert_int_equal(shown, 1);
}

static void a_dead_refresh_token_is_forgotten(void **state)
{
	(void)state;
	life = "1";
	assert_true(sign_in(PERSON, true));
	new_process();
	usleep(1100000);
	failing = 1;
	assert_false(sign_in(PERSON, false));
	assert_string_equal(err.sqlstate, "28000");
	assert_non_null(strstr(strbuf_text(&err.text), "has ended"));
	asked = 0;
	assert_false(sign_in(PERSON, false));
	assert_int_equal(asked, 0);
	assert_true(sign_in(PERSON, true));
	assert_int_equal(shown, 2);
}

/* The server may have taken it: sending it again could end the whole sign-in. */
static void a_single_use_token_is_not_sent_twice(void **state)
{
	static const struct {
		enum http_failure failure;
		int status;
		unsigned calls;
	} rows[] = {{HTTP_BROKEN, 0, 1}, {HTTP_ANSWERED, 502, 1}, {HTTP_ANSWERED, 429, 2}, {HTTP_NO_CONNECTION, 0, 2}};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(rows); i++) {
		life = "1";
		assert_true(sign_in(PERSON, true));
		new_process();
		usleep(1100000);
		failing = 1;
		failure = rows[i].failure;
		status = rows[i].status;
		refreshed = 0;
		assert_int_equal(sign_in(PERSON, false), rows[i].calls == 2);
		if (refreshed != rows[i].calls)
			fail_msg("row %zu: sent %u times", i, refreshed);
		failing = 0;
		end(NULL);
		new_process();
	}
}

static void a_refused_code_is_an_error_that_does_not_show_it(void **state)
{
	(void)state;
	failing = 1;
	assert_false(sign_in(person("ClientId=app;ClientSecret=se-cret;"), true));
	assert_string_equal(err.sqlstate, "28000");
	assert_null(strstr(strbuf_text(&err.text), "se-cret"));
	assert_true(posted("client_secret", "se-cret"));
	assert_true(posted("client_id", "app"));
}

static void a_stranger_cannot_sign_in(void **state)
{
	(void)state;
	say = "?code=stolen&state=guessed";
	assert_false(sign_in(PERSON, true));
	assert_string_equal(err.sqlstate, "HYT00");
	assert_int_equal(asked, 0);
}

static void a_browser_that_does_not_start_is_reported_at_once(void **state)
{
	int64_t began = clock_mono(&clock_system);

	(void)state;
	broken = true;
	assert_false(sign_in(PERSON, true));
	assert_non_null(strstr(strbuf_text(&err.text), "BROWSER"));
	assert_true(clock_mono(&clock_system) - began < SECOND);
}

static void redirect_addresses_stay_on_this_machine(void **state)
{
	static const struct {
		const char *value;
		bool good;
	} rows[] = {
		{"http://localhost:8030/callback", true}, {"http://127.0.0.1:9/", true}, {"http://localhost:8030", true},
		{"https://localhost:8030", false}, {"http://localhost", false}, {"http://localhost:0", false},
		{"http://evil.example:8030", false}, {"http://localhost:8030@evil.example/", false},
		{"http://localhost:99999/", false}, {"http://localhost:8030/?a=b", false}, {"localhost:8030", false},
		{"http://localhost:8030/a b", false},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(rows); i++) {
		struct strbuf text = STRBUF_INIT, why = STRBUF_INIT;

		settings_release(&s);
		s.no_target = true;
		strbuf_printf(&text, "Workspace=https://w;AuthType=external-browser;OAuth2RedirectUrl={%s}", rows[i].value);
		assert_int_equal(connstr_load(strbuf_span(&text), &s, SOURCE_STRING, NULL, &why), SETTING_OK);
		if (settings_finish(&s, &why, NULL) != rows[i].good)
			fail_msg("%s: %s", rows[i].value, strbuf_text(&why));
		strbuf_release(&text);
		strbuf_release(&why);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(the_code_is_exchanged_with_the_verifier_of_the_challenge), TEST(no_browser_where_none_is_allowed),
		TEST(what_is_stored_serves_the_next_process),
		TEST(a_token_that_runs_out_is_renewed_and_the_new_refresh_token_kept),
		TEST(a_dead_refresh_token_is_forgotten), TEST(a_single_use_token_is_not_sent_twice),
		TEST(a_refused_code_is_an_error_that_does_not_show_it), TEST(a_stranger_cannot_sign_in),
		TEST(a_browser_that_does_not_start_is_reported_at_once), TEST(redirect_addresses_stay_on_this_machine),
	};
#undef TEST
	int failed;
	struct strbuf command = STRBUF_INIT;

	unsetenv("DBUS_SESSION_BUS_ADDRESS"); /* the keyring of whoever runs this is not ours */
	unsetenv("XDG_RUNTIME_DIR");
	if (!mkdtemp(folder) || setenv("XDG_CONFIG_HOME", folder, 1) != 0)
		return 99;
	port = free_port();
	login_use(&fake_http, NULL);
	u2m_use(&ui);
	failed = cmocka_run_group_tests_name("u2m", tests, NULL, NULL);
	login_forget_all();
	strbuf_printf(&command, "rm -rf '%s'", folder);
	if (system(strbuf_text(&command)) != 0)
		failed++;
	strbuf_release(&command);
	return failed;
}
