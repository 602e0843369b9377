#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/base64.h"
#include "auth/http.h"
#include "auth/token.h"

#include <string.h>

static void oauth_replies(void **state)
{
	static const struct {
		const char *json;
		const char *token; /* NULL: refused */
		int64_t seconds;
	} rows[] = {
		{"{\"access_token\":\"abc\",\"token_type\":\"Bearer\",\"expires_in\":3600}", "abc", 3600},
		{"{\"access_token\":\"abc\",\"token_type\":\"bearer\",\"expires_in\":\"3600\"}", "abc", 3600},
		{"{\"access_token\":\"abc\"}", "abc", 0},
		{"{\"access_token\":\"abc\",\"expires_in\":-5}", "abc", 0},
		{"{\"access_token\":\"abc\",\"expires_in\":1e300}", "abc", 0},
		{"{\"access_token\":\"a\\nb\"}", NULL, 0},
		{"{\"access_token\":\"\"}", NULL, 0},
		{"{\"access_token\":17}", NULL, 0},
		{"{\"access_token\":\"abc\",\"token_type\":\"mac\"}", NULL, 0},
		{"{}", NULL, 0},
		{"[]", NULL, 0},
		{"", NULL, 0},
		{"{\"access_token\":\"abc\"", NULL, 0},
		{"<html>", NULL, 0},
		{"null", NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(rows); i++) {
		struct oauth_reply r;
		const char *wrong = NULL;
		bool ok = oauth_reply_parse(span_of(rows[i].json), &r, &wrong);

		if (ok != (rows[i].token != NULL))
			fail_msg("%s", rows[i].json);
		if (ok) {
			assert_string_equal(r.access_token, rows[i].token);
			assert_int_equal(r.expires_in_s, rows[i].seconds);
			oauth_reply_release(&r);
		} else {
			assert_non_null(wrong);
		}
	}
}

static void tokens_of_other_sources(void **state)
{
	static const struct {
		const char *json;
		const char *token; /* NULL: refused */
		int64_t seconds;
	} rows[] = {
		{"{\"access_token\":\"abc\",\"expires_on\":\"1770397200\"}", "abc", 1770397200},
		{"{\"access_token\":\"abc\",\"expires_on\":1770397200,\"expires_in\":\"5\"}", "abc", 1770397200},
		{"{\"access_token\":\"abc\",\"expiry\":\"2026-02-06T17:00:00.123456789Z\"}", "abc", 1770397200},
		{"{\"access_token\":\"abc\",\"expiry\":\"2026-02-06 18:00:00.5+01:00\"}", "abc", 1770397200},
		{"{\"accessToken\":\"abc\",\"expiresOn\":\"2026-02-06 17:00:00.000000\",\"expires_on\":1770397200}", "abc",
		 1770397200},
		{"{\"accessToken\":\"e30.eyJleHAiOjE3NzAzOTcyMDB9.x\",\"expiresOn\":\"2026-02-06 17:00:00.000000\"}",
		 "e30.eyJleHAiOjE3NzAzOTcyMDB9.x", 1770397200},
		{"{\"count\":1,\"value\":\"abc\"}", "abc", 0},
		{"{\"accessToken\":\"abc\",\"expires_on\":\"tomorrow\"}", "abc", 0},
		{"{\"access_token\":\"a b\"}", NULL, 0},
		{"{\"value\":\"\"}", NULL, 0},
		{"{\"expires_on\":1}", NULL, 0},
		{"[]", NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(rows); i++) {
		struct bearer_reply r;
		const char *wrong = NULL;
		bool ok = bearer_reply_parse(span_of(rows[i].json), &r, &wrong);

		if (ok != (rows[i].token != NULL))
			fail_msg("%s", rows[i].json);
		if (ok) {
			assert_string_equal(r.token, rows[i].token);
			assert_int_equal(r.expires_us / 1000000, rows[i].seconds);
			bearer_reply_release(&r);
		} else {
			assert_non_null(wrong);
		}
	}
	assert_int_equal(jwt_expiry(SPAN_LIT("e30.eyJleHAiOiIxNyJ9.x")), 17000000);
	assert_int_equal(jwt_expiry(SPAN_LIT("e30.e30.x")), 0);
	assert_int_equal(jwt_expiry(SPAN_LIT("abc")), 0);
}

static void credentials_of_both_apis(void **state)
{
	struct credential_reply r;
	const char *wrong;

	(void)state;
	assert_true(credential_reply_parse(SPAN_LIT("{\"token\":\"t\",\"expire_time\":\"1970-01-01T00:00:01Z\"}"), &r,
		&wrong));
	assert_string_equal(r.token, "t");
	assert_int_equal(r.expires_us, 1000000);
	credential_reply_release(&r);
	assert_true(credential_reply_parse(SPAN_LIT("{\"token\":\"t\",\"expiration_time\":\"1970-01-01T00:00:02.5Z\"}"),
		&r, &wrong));
	assert_int_equal(r.expires_us, 2500000);
	credential_reply_release(&r);
	assert_true(credential_reply_parse(SPAN_LIT("{\"token\":\"t\",\"expire_time\":\"soon\"}"), &r, &wrong));
	assert_int_equal(r.expires_us, 0);
	credential_reply_release(&r);
	assert_false(credential_reply_parse(SPAN_LIT("{\"expire_time\":\"1970-01-01T00:00:01Z\"}"), &r, &wrong));
	assert_string_equal(wrong, "token is missing");
}

static void a_credential_of_8_kib_is_whole(void **state)
{
	struct strbuf json = STRBUF_INIT;
	struct credential_reply r;
	const char *wrong;

	(void)state;
	strbuf_add_text(&json, "{\"token\":\"");
	for (int i = 0; i < 8192; i++)
		strbuf_add_char(&json, 'x');
	strbuf_add_text(&json, "\"}");
	assert_true(credential_reply_parse(strbuf_span(&json), &r, &wrong));
	assert_int_equal(strlen(r.token), 8192);
	credential_reply_release(&r);
	strbuf_release(&json);
}

static void deep_and_long_documents_are_refused(void **state)
{
	struct strbuf json = STRBUF_INIT;
	struct oauth_reply r;
	const char *wrong;

	(void)state;
	for (int i = 0; i < 5000; i++)
		strbuf_add_text(&json, "{\"a\":");
	assert_false(oauth_reply_parse(strbuf_span(&json), &r, &wrong));
	strbuf_clear(&json);
	strbuf_add_text(&json,
		"{\"access_token\":\"[[[[[[[[[[[[[[[[[[[[[[[[\\\"[[\"}"); /* brackets in texts do not count */
	assert_true(oauth_reply_parse(strbuf_span(&json), &r, &wrong));
	oauth_reply_release(&r);
	strbuf_clear(&json);
	strbuf_add_text(&json, "{\"access_token\":\"abc\"}");
	for (size_t i = 0; i < HTTP_BODY_MAX; i++)
		strbuf_add_char(&json, ' ');
	assert_false(oauth_reply_parse(strbuf_span(&json), &r, &wrong));
	strbuf_release(&json);
}

static void lists_have_pages(void **state)
{
	struct resource_list list = {0};
	struct strbuf page = STRBUF_INIT;
	const char *wrong;

	(void)state;
	assert_true(resource_list_parse(SPAN_LIT("{\"endpoints\":[{\"name\":\"projects/p/branches/b/endpoints/e\",\"uid\":\"u\",\"status\":{"
						 "\"endpoint_type\":\"ENDPOINT_TYPE_READ_ONLY\",\"disabled\":true,\"hosts\":{\"host\":\"h\","
						 "\"read_only_host\":\"r\"}}},{}],\"next_page_token\":\"n\"}"),
					"endpoints", &list, &page, &wrong));
	assert_int_equal(list.n, 2);
	assert_string_equal(list.rows[0].host, "h");
	assert_string_equal(list.rows[0].read_only_host, "r");
	assert_true(list.rows[0].disabled);
	assert_null(list.rows[1].name);
	assert_string_equal(strbuf_text(&page), "n");
	assert_true(resource_list_parse(SPAN_LIT("{}"), "endpoints", &list, &page, &wrong));
	assert_int_equal(list.n, 2);
	assert_int_equal(page.n, 0);
	assert_false(resource_list_parse(SPAN_LIT("{\"endpoints\":{}}"), "endpoints", &list, &page, &wrong));
	resource_list_release(&list);
	strbuf_release(&page);
}

static void errors_in_every_shape(void **state)
{
	static const struct {
		const char *body, *code, *message;
	} rows[] = {
		{"{\"error_code\":\"RESOURCE_DOES_NOT_EXIST\",\"message\":\"no such thing\",\"details\":[]}",
			"RESOURCE_DOES_NOT_EXIST",
		 "no such thing"},
		{"{\"error_code\":404,\"message\":\"m\"}", "404", "m"},
		{"{\"error\":\"invalid_client\",\"error_description\":\"d\"}", "invalid_client", "d"},
		{"{\"error\":\"a whole sentence\"}", "", "a whole sentence"},
		{"{\"error\":{\"code\":\"C\",\"message\":\"m\"}}", "C", "m"},
		{"{\"schemas\":[],\"detail\":\"scim\",\"status\":\"403\",\"scimType\":\"sensitive\"}", "sensitive",
			"scim"},
		{"{\"errorCode\":\"E1\",\"errorSummary\":\"sum\"}", "E1", "sum"},
		{"PERMISSION_DENIED: you may not", "PERMISSION_DENIED", "you may not"},
		{"plain words: here", "", "plain words: here"},
		{"<!DOCTYPE html><html><title>T</title><pre class=x>\n the\n\treason </pre>", "", "the reason"},
		{"<html><head><title>Bad Gateway</title></head>", "", "Bad Gateway"},
		{"{\"cut off", "", ""},
		{"", "", ""},
		{"a\x01" "b\xff" "c", "", "a b c"},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(rows); i++) {
		struct error_reply e;

		error_reply_parse(span_of(rows[i].body), &e);
		if (strcmp(strbuf_text(&e.code), rows[i].code) != 0 || strcmp(strbuf_text(&e.message),
			rows[i].message) != 0)
			fail_msg("row %u: %s / %s", (unsigned)i, strbuf_text(&e.code), strbuf_text(&e.message));
		error_reply_release(&e);
	}
}

static void claims_of_a_jwt(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_true(jwt_claim(SPAN_LIT("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZUBleGFtcGxlLmNvbSJ9.x"), "sub", &out));
	assert_string_equal(strbuf_text(&out), "alice@example.com");
	assert_false(jwt_claim(SPAN_LIT("dapi0123"), "sub", &out));
	assert_false(jwt_claim(SPAN_LIT("a.b"), "sub", &out));
	assert_false(jwt_claim(SPAN_LIT("a.!!.c"), "sub", &out));
	assert_false(jwt_claim(SPAN_LIT(""), "sub", &out));
	strbuf_release(&out);
}

static void base64_of_rfc_4648(void **state)
{
	static const char *const rows[][2] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foobar",
		"Zm9vYmFy"}};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(rows); i++) {
		struct strbuf coded = STRBUF_INIT, back = STRBUF_INIT;

		base64_encode(span_of(rows[i][0]), &coded);
		assert_string_equal(strbuf_text(&coded), rows[i][1]);
		assert_true(base64url_decode(strbuf_span(&coded), &back));
		assert_string_equal(strbuf_text(&back), rows[i][0]);
		strbuf_release(&coded);
		strbuf_release(&back);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(oauth_replies),
		cmocka_unit_test(tokens_of_other_sources),
		cmocka_unit_test(credentials_of_both_apis),
		cmocka_unit_test(a_credential_of_8_kib_is_whole),
		cmocka_unit_test(deep_and_long_documents_are_refused),
		cmocka_unit_test(lists_have_pages),
		cmocka_unit_test(errors_in_every_shape),
		cmocka_unit_test(claims_of_a_jwt),
		cmocka_unit_test(base64_of_rfc_4648),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
