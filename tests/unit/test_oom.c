/*
 * Memory runs out in the parts that need no server: every allocation of each
 * case fails once, alone and with all behind it.  What is returned must say so,
 * nothing may be left behind, and without a word the result is the usual one.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../oom/fail.h"

#include "auth/cache.h"
#include "auth/call.h"
#include "auth/http.h"
#include "auth/token.h"
#include "base/rows_mem.h"
#include "base/utf.h"
#include "config/connstr.h"
#include "config/dsn.h"
#include "config/settings.h"
#include "conv/chunk.h"
#include "conv/matrix.h"
#include "sql/translate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum said { SAID_NOTHING, SAID_NO_MEMORY, SAID_OTHER };

/* A case writes what it found into `out`, which does not fail. */
struct result {
	char text[4096];
	size_t n;
};
typedef enum said case_fn(struct result *out);

static void keep(struct result *out, struct span s)
{
	size_t n = s.n < sizeof(out->text) - out->n ? s.n : sizeof(out->text) - out->n;

	if (n)
		memcpy(out->text + out->n, s.p, n);
	out->n += n;
}

static void run_sticky(const char *name, case_fn *run, const struct result *usual, bool sticky)
{
	for (long n = 1;; n++) {
		static struct result got;
		const long before = fail_live();
		enum said said;
		bool hit;

		got.n = 0;
		fail_start(n, sticky);
		said = run(&got);
		hit = fail_stop();
		if (fail_live() != before)
			fail_msg("%s, allocation %ld: %ld blocks are left", name, n, fail_live() - before);
		if (said == SAID_OTHER)
			fail_msg("%s, allocation %ld: the error is not that memory is short", name, n);
		if (said == SAID_NOTHING && (got.n != usual->n || memcmp(got.text, usual->text, got.n) != 0))
			fail_msg("%s, allocation %ld: nothing is said, but the result is another: %.*s", name, n, (int)got.n, got.text);
		if (!hit)
			break;
	}
}

static void run_all(const char *name, case_fn *run)
{
	static struct result usual;

	usual.n = 0;
	fail_start(0, false);
	if (run(&usual) != SAID_NOTHING)
		fail_msg("%s fails with all the memory there is", name);
	if (fail_count() == 0)
		fail_msg("%s allocates nothing: it tests nothing", name);
	run_sticky(name, run, &usual, false);
	run_sticky(name, run, &usual, true);
}

/* ---- sql ---- */

static enum said translating(struct result *out)
{
	static const char sql[] =
		"SELECT {fn CONCAT(a, {fn UCASE(?)})}, {ts '2024-01-02 03:04:05'}, {d '2024-01-02'} FROM {oj t LEFT OUTER JOIN u ON t.a = "
		"u.a} WHERE b LIKE ? {escape '!'}; {? = call f(?, ?)}; UPDATE t SET a = ?, b = $tag$ ? $tag$ -- ?\n WHERE c = '?'";
	const struct translate_options options = {.noscan = false};
	struct translate_error err = {.at = 0};
	struct translation t = {.params = 0};
	const enum translate_status status = translate(SPAN_LIT(sql), &options, &t, &err);

	if (status == TRANSLATE_OK)
		for (size_t i = 0; i < t.part_count; i++)
			keep(out, t.parts[i].text);
	translation_release(&t);
	return status == TRANSLATE_OK ? SAID_NOTHING : status == TRANSLATE_NO_MEMORY ? SAID_NO_MEMORY : SAID_OTHER;
}

/* ---- config ---- */

static enum said of_setting(enum setting_status status)
{
	return status == SETTING_OK ? SAID_NOTHING : status == SETTING_NO_MEMORY ? SAID_NO_MEMORY : SAID_OTHER;
}

static enum said connection_string(struct result *out)
{
	static const char text[] =
		"Driver={A } }} name};AuthType=password;Server=ep-x.database.us-east-1.cloud.databricks.com;Port=5433;UID=me;"
		"PWD={a;b}}c};NoSuchThing=1;AnotherOne=2;UserAgentEntry=Acme_BI/3.5;ApplicationName=report;Database=d";
	struct settings s = {.port = 0}, copy = {.port = 0};
	struct strbuf unknown = STRBUF_INIT, why = STRBUF_INIT, chosen = STRBUF_INIT, printed = STRBUF_SECRET;
	enum said said = of_setting(connstr_load(SPAN_LIT(text), &s, SOURCE_STRING, &unknown, &why));

	if (said == SAID_NOTHING && !settings_finish(&s, &why, &chosen))
		said = strbuf_failed(&why) ? SAID_NO_MEMORY : SAID_OTHER;
	if (said == SAID_NOTHING && !settings_copy(&copy, &s))
		said = SAID_NO_MEMORY;
	if (said == SAID_NOTHING) {
		settings_print(&copy, SPAN_NONE, SPAN_LIT("x"), &printed);
		keep(out, strbuf_span(&printed));
		keep(out, strbuf_span(&unknown));
		keep(out, span_of(copy.application_name));
	}
	if (said == SAID_NOTHING && (strbuf_failed(&unknown) || strbuf_failed(&printed) || strbuf_failed(&chosen)))
		said = SAID_NO_MEMORY;
	settings_release(&s);
	settings_release(&copy);
	strbuf_release(&unknown);
	strbuf_release(&why);
	strbuf_release(&chosen);
	strbuf_release(&printed);
	return said;
}

static char ini_path[64];

static enum said data_source(struct result *out)
{
	struct settings s = {.port = 0};
	struct strbuf unknown = STRBUF_INIT, why = STRBUF_INIT, chosen = STRBUF_INIT;
	enum dsn_status status;
	enum said said = of_setting(settings_set(&s, SPAN_LIT("DSN"), SPAN_LIT("one"), SOURCE_STRING, &why));

	if (said == SAID_NOTHING) {
		status = settings_load_rest(&s, &unknown, &why, &chosen);
		said = status == DSN_OK && !strbuf_failed(&unknown) && !strbuf_failed(&chosen) ? SAID_NOTHING :
			status == DSN_NO_MEMORY || status == DSN_OK || strbuf_failed(&why) ? SAID_NO_MEMORY : SAID_OTHER;
	}
	if (said == SAID_NOTHING) {
		keep(out, span_of(s.server));
		keep(out, span_of(s.uid));
		keep(out, strbuf_span(&unknown));
	}
	settings_release(&s);
	strbuf_release(&unknown);
	strbuf_release(&why);
	strbuf_release(&chosen);
	return said;
}

/* ---- auth ---- */

static enum said of_parser(bool ok, const char *wrong)
{
	return ok ? SAID_NOTHING : wrong == token_no_memory ? SAID_NO_MEMORY : SAID_OTHER;
}

static enum said tokens(struct result *out)
{
	struct oauth_reply oauth;
	struct resource_list list = {0};
	struct resource one;
	struct strbuf page = STRBUF_INIT;
	const char *wrong = "";
	enum said said;
	bool ok;

	ok = oauth_reply_parse(SPAN_LIT("{\"access_token\":\"abc\",\"token_type\":\"Bearer\",\"expires_in\":\"3600\"}"), &oauth, &wrong);
	said = of_parser(ok, wrong);
	if (ok)
		keep(out, span_of(oauth.token_type));
	oauth_reply_release(&oauth);
	if (said != SAID_NOTHING)
		return said;
	ok = resource_parse(SPAN_LIT("{\"name\":\"n\",\"status\":{\"hosts\":{\"host\":\"h\"},\"current_state\":\"ACTIVE\"}}"), &one, &wrong);
	said = of_parser(ok, wrong);
	if (ok)
		keep(out, span_of(one.host));
	resource_release(&one);
	if (said != SAID_NOTHING)
		return said;
	ok = resource_list_parse(SPAN_LIT("{\"rows\":[{\"name\":\"a\"},{\"name\":\"b\",\"uid\":\"u\"}],\"next_page_token\":\"p\"}"), "rows",
				 &list, &page, &wrong);
	said = of_parser(ok, wrong);
	if (ok)
		keep(out, strbuf_span(&page));
	for (size_t i = 0; ok && i < list.n; i++)
		keep(out, span_of(list.rows[i].name));
	resource_list_release(&list);
	strbuf_release(&page);
	return said;
}

static bool fetch_value(void *data, struct strbuf *value, int64_t *life_us, struct auth_error *err)
{
	(void)data;
	(void)err;
	strbuf_add_text(value, "a value that is longer than the first block of a text buffer");
	*life_us = 3600 * INT64_C(1000000);
	return true;
}

static bool fetch_nothing(void *data, struct strbuf *value, int64_t *life_us, struct auth_error *err)
{
	(void)data;
	(void)value;
	(void)life_us;
	return auth_fail(err, AUTH_STEP_IDENTITY, "28000", "the words of a failure");
}

static enum said caching(struct result *out)
{
	struct cache c;
	struct cache_request q = {SPAN_LIT("key"), fetch_value, NULL, &clock_system, INT64_MAX};
	struct strbuf value = STRBUF_SECRET;
	struct auth_error err = {.http_status = 0};
	enum said said = SAID_NOTHING;
	bool from_cache = false;

	if (!cache_init(&c))
		return SAID_OTHER; /* it allocates nothing of ours */
	for (int i = 0; i < 2 && said == SAID_NOTHING; i++)
		if (!cache_get(&c, &q, &value, &from_cache, &err)) /* no words: the caller says that memory is short */
			said = err.text.n == 0 || strcmp(err.sqlstate, "HY001") == 0 ? SAID_NO_MEMORY : SAID_OTHER;
	q.key = SPAN_LIT("another key");
	q.fetch = fetch_nothing;
	if (said == SAID_NOTHING) {
		keep(out, strbuf_span(&value));
		if (cache_get(&c, &q, &value, NULL, &err))
			said = SAID_OTHER;
		else if (err.text.n == 0)
			said = SAID_NO_MEMORY;
		else
			keep(out, strbuf_span(&err.text));
	}
	auth_error_release(&err);
	strbuf_release(&value);
	cache_release(&c);
	return said;
}

/* Whatever is asked, there is a token in it. */
static void answer(void *data, const struct http_request *q, struct http_reply *r)
{
	const bool tenant = span_ends(span_of(q->url), "/aad/auth");

	(void)data;
	r->status = tenant ? 302 : 200;
	strbuf_add_text(&r->body, "{\"access_token\":\"ACCESS\",\"expires_in\":3600,\"value\":\"ID\",\"token\":\"DB\",\"userName\":\"me\","
			"\"name\":\"projects/p/branches/b/endpoints/e\",\"status\":{\"hosts\":{\"host\":\"h\"}}}");
	if (tenant)
		strbuf_add_text(&r->location, "https://login.example/tenant/oauth2/authorize");
	if (strbuf_failed(&r->body) || strbuf_failed(&r->location))
		r->failure = HTTP_NO_MEMORY;
}

static enum said signing_in_as(const char *how, struct result *out)
{
	struct settings s = {.port = 0};
	struct login login = {.minted = false};
	struct auth_error err = {.http_status = 0};
	struct strbuf why = STRBUF_INIT, text = STRBUF_INIT;
	enum said said;

	strbuf_printf(&text, "Workspace=https://w;Server=h;Endpoint=projects/p/branches/b/endpoints/e;%s", how);
	said = strbuf_failed(&text) ? SAID_NO_MEMORY :
		of_setting(connstr_load(strbuf_span(&text), &s, SOURCE_STRING, NULL, &why));
	if (said == SAID_NOTHING && !settings_finish(&s, &why, NULL))
		said = strbuf_failed(&why) ? SAID_NO_MEMORY : SAID_OTHER;
	if (said == SAID_NOTHING && !login_get(&s, clock_mono(&clock_system) + 60000000, false, NULL, &login, &err))
		said = strcmp(err.sqlstate, "HY001") == 0 ? SAID_NO_MEMORY : SAID_OTHER;
	if (said == SAID_NOTHING) {
		keep(out, span_of(login.user));
		keep(out, strbuf_span(&login.password));
	}
	login_release(&login);
	auth_error_release(&err);
	settings_release(&s);
	strbuf_release(&why);
	strbuf_release(&text);
	login_forget_all();
	return said;
}

static enum said identities(struct result *out)
{
	static const struct http_client fake = {answer, NULL};
	static const char *const ways[] = {
		"AuthType=azure-client-secret;AzureClientId=i;AzureClientSecret=s;AzureWorkspaceResourceId=/r", "AuthType=azure-msi",
		"AuthType=env-oidc;OidcToken=ID;ClientId=i",
		"ActionsIdTokenRequestUrl=https://g/?v=2;ActionsIdTokenRequestToken=t;ClientId=i",
		"AuthType=databricks-cli;DatabricksCliPath=/nonexistent",
	};
	enum said said = SAID_NOTHING;

	login_use(&fake, NULL);
	for (size_t i = 0; i + 1 < LB_COUNT(ways) && said == SAID_NOTHING; i++)
		said = signing_in_as(ways[i], out);
	if (said == SAID_NOTHING && signing_in_as(ways[LB_COUNT(ways) - 1], out) == SAID_NOTHING)
		said = SAID_OTHER; /* there is no such program */
	login_use(NULL, NULL);
	return said;
}

/* ---- rows and values ---- */

static int by_first(const struct rows_mem *m, size_t a, size_t b)
{
	const struct span x = rows_mem_at(m, a, 0), y = rows_mem_at(m, b, 0);

	return (int)x.p[0] - (int)y.p[0];
}

static enum said rows(struct result *out)
{
	struct rows_mem *m = rows_mem_new(2, false);
	bool ok = m != NULL;

	for (int i = 0; ok && i < 200; i++) {
		const char letter = (char)('a' + (200 - i) % 26);

		ok = rows_mem_add(m, span_make(&letter, 1)) && rows_mem_add(m, i % 3 ? SPAN_LIT("some more text") : SPAN_NONE);
	}
	ok = ok && rows_mem_sort(m, by_first);
	if (ok)
		for (size_t i = 0; i < rows_mem_count(m); i++)
			keep(out, rows_mem_at(m, i, 0));
	if (m)
		rows_free(rows_mem_rows(m));
	return ok ? SAID_NOTHING : SAID_NO_MEMORY;
}

static enum said of_conv(enum conv_status status)
{
	return status == CONV_OK || status == CONV_RIGHT_TRUNC ? SAID_NOTHING : status == CONV_NO_MEMORY ? SAID_NO_MEMORY : SAID_OTHER;
}

#define LONG_BYTES "\\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

/* Values that go through the scratch buffer, into a C value and in pieces. */
static enum said converting(struct result *out)
{
	static const struct {
		enum pg_kind from;
		const char *text;
		enum c_type to;
	} cells[] = {
		{KIND_BYTEA, LONG_BYTES, C_TYPE_BINARY}, {KIND_BYTEA, LONG_BYTES, C_TYPE_CHAR}, {KIND_BYTEA, LONG_BYTES, C_TYPE_WCHAR},
		{KIND_NUMERIC, "123456789012345678901234567890.123456", C_TYPE_WCHAR}, {KIND_TEXT, "12.5", C_TYPE_DOUBLE},
		{KIND_INTERVAL, "1 day 02:03:04", C_TYPE_CHAR}, {KIND_JSONB, "{\"a\": 1}", C_TYPE_WCHAR},
	};
	struct strbuf scratch = STRBUF_INIT;
	enum said said = SAID_NOTHING;

	for (size_t i = 0; i < LB_COUNT(cells) && said == SAID_NOTHING; i++) {
		struct conv_step step;
		struct chunk chunk = {.done = false};
		char place[128 * sizeof(utf_wide)];
		struct c_target to = {.data = place, .room = sizeof(place)};

		if (!conv_to_c(&step, cells[i].from, WIRE_TEXT, cells[i].to))
			return SAID_OTHER;
		said = of_conv(conv_run(&step, span_of(cells[i].text), &to, &scratch));
		if (said == SAID_NOTHING)
			keep(out, span_make(place, to.length < (SQLLEN)sizeof(place) ? (size_t)to.length : sizeof(place)));
		if (said == SAID_NOTHING)
			said = of_conv(chunk_start(&chunk, &step, cells[i].from, span_of(cells[i].text), &scratch));
		for (int piece = 0; said == SAID_NOTHING && !chunk.done && piece < 20; piece++) {
			to.room = 32 * sizeof(utf_wide);
			said = of_conv(chunk_next(&chunk, &to, &scratch));
			if (said == SAID_NOTHING)
				keep(out, span_make(place, 8));
		}
		chunk_release(&chunk);
	}
	strbuf_release(&scratch);
	return said;
}

static enum said parameters(struct result *out)
{
	static const SQL_NUMERIC_STRUCT number = {.precision = 30, .scale = 5, .sign = 1, .val = {1, 2, 3, 4, 5, 6, 7, 8, 9}};
	static const utf_wide wide[] = {'a', 'b', 0xe4, 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r'};
	static const struct {
		enum c_type from;
		enum pg_kind to;
		const void *data;
		size_t n;
	} values[] = {
		{C_TYPE_NUMERIC, KIND_NUMERIC, &number, sizeof(number)}, {C_TYPE_WCHAR, KIND_TEXT, wide, sizeof(wide)},
		{C_TYPE_CHAR, KIND_NUMERIC, "1234567890.5", 12}, {C_TYPE_CHAR, KIND_BYTEA, "00ff10", 6},
		{C_TYPE_BINARY, KIND_BYTEA, LONG_BYTES, sizeof(LONG_BYTES)}, {C_TYPE_CHAR, KIND_TIMESTAMP, "2024-01-02 03:04:05", 19},
	};
	struct strbuf bytes = STRBUF_INIT, scratch = STRBUF_INIT;
	enum said said = SAID_NOTHING;

	for (size_t i = 0; i < LB_COUNT(values) && said == SAID_NOTHING; i++) {
		const struct c_source from = {.data = values[i].data, .length = (SQLLEN)values[i].n, .precision = 30, .scale = 5};
		struct param_step step;

		if (!conv_from_c(&step, values[i].from, values[i].to, WIRE_TEXT))
			return SAID_OTHER;
		said = of_conv(conv_param(&step, &from, &bytes, &scratch));
		if (said == SAID_NOTHING && strbuf_failed(&bytes))
			said = SAID_NO_MEMORY;
	}
	if (said == SAID_NOTHING)
		keep(out, strbuf_span(&bytes));
	strbuf_release(&bytes);
	strbuf_release(&scratch);
	return said;
}

/* ---- cases ---- */

#define CASE(function)                        \
	static void test_##function(void **state) \
	{                                     \
		(void)state;                  \
		run_all(#function, function); \
	}

CASE(translating)
CASE(connection_string)
CASE(data_source)
CASE(tokens)
CASE(caching)
CASE(identities)
CASE(rows)
CASE(converting)
CASE(parameters)

static int make_ini(void **state)
{
	static const char text[] = "[other]\nUID=nobody\n[one]\nAuthType=password\nServer=localhost\nUID=me\nPWD=a;b\nStrange=1\n";
	int fd;

	(void)state;
	(void)snprintf(ini_path, sizeof(ini_path), "%s", "/tmp/test_oom.XXXXXX");
	fd = mkstemp(ini_path);
	if (fd < 0 || write(fd, text, sizeof(text) - 1) != (ssize_t)sizeof(text) - 1 || close(fd) != 0)
		return -1;
	unsetenv("DATABRICKS_CONFIG_PROFILE");
	setenv("HOME", "/nonexistent", 1);
	return setenv("ODBCINI", ini_path, 1);
}

static int drop_ini(void **state)
{
	(void)state;
	return unlink(ini_path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_translating), cmocka_unit_test(test_connection_string), cmocka_unit_test(test_data_source),
		cmocka_unit_test(test_tokens), cmocka_unit_test(test_caching), cmocka_unit_test(test_identities),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_converting), cmocka_unit_test(test_parameters),
	};

	return cmocka_run_group_tests(tests, make_ini, drop_ini);
}
