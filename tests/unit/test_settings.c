#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf.h"
#include "config/connstr.h"

#include <string.h>

#define M2M "Workspace=https://w.cloud.databricks.com;ClientId=i;ClientSecret=s3cr3t;Project=p;"
#define W "Workspace=https://w;Project=p;"
#define LOCAL "Server=h;UID=u;PWD=p;"

static struct settings s;
static struct strbuf why, chosen;

static bool finish(const char *text)
{
	settings_release(&s);
	strbuf_release(&why);
	strbuf_release(&chosen);
	return connstr_load(span_of(text), &s, SOURCE_STRING, NULL, &why) == SETTING_OK && settings_finish(&s, &why,
		&chosen);
}

static int release(void **state)
{
	(void)state;
	settings_release(&s);
	strbuf_release(&why);
	strbuf_release(&chosen);
	return 0;
}

/* What is wrong, and a word that the message must have. */
static void wrong_settings_are_refused_with_the_remedy(void **state)
{
	static const struct {
		const char *text, *words;
	} rows[] = {
		{"", "ClientId and ClientSecret"},
		{"Server=h;UID=u", "no way to sign in is complete (UID is there without PWD): give"},
		{"Workspace=https://w;Project=p;ClientSecret=s;UID=u",
			"(ClientSecret is there without ClientId, UID is there without PWD)"},
		{"AuthType=oauth-m2m;ClientId=i;ClientSecret=s;Project=p", "Workspace is missing"},
		{"AuthType=oauth-m2m;Workspace=https://w;ClientId=i;Project=p", "ClientSecret is missing"},
		{"AuthType=oauth-m2m;Workspace=https://w;ClientSecret=s;Project=p", "ClientId is missing"},
		{"Workspace=https://w;ClientId=i;ClientSecret=s", "Project is missing"},
		{"Workspace=https://w;ClientId=i;ClientSecret=s;Endpoint=e", "Endpoint=e needs Project"},
		{"Workspace=https://w;ClientId=i;ClientSecret=s;Instance=i;Project=p", "Instance names a Provisioned"},
		{"AuthType=password;UID=u;PWD=p", "Server is missing"},
		{"AuthType=password;Server=h;PWD=p", "UID is missing"},
		{"AuthType=token;Server=h", "AccessTokenCommand"},
		{M2M "Server=https://w.cloud.databricks.com/", "Workspace="},
		{LOCAL "Host=adb-1.2.azuredatabricks.net", NULL}, /* Server came first */
		{"Host=adb-1.2.azuredatabricks.net;UID=u;PWD=p", "Workspace="},
		{"Server=https://h;UID=u;PWD=p", "Workspace="},
		{"Server=a/b;UID=u;PWD=p", "not a host name"},
		{"Server=h:5433;UID=u;PWD=p", "write Server=h;Port=5433"},
		{"Server=h,5433;UID=u;PWD=p", "write Server=h;Port=5433"},
		{"Server=::1;UID=u;PWD=p", NULL},
		{"Server=postgresql://u:secret@h/d;UID=u;PWD=p", "is a URL of PostgreSQL: write its parts"},
		{M2M "Server=ep-a-pooler.database.x.cloud.databricks.com", "pooler"},
		{"Server=ep-a-pooler.database.x.cloud.databricks.com;UID=u;PWD=p", NULL},
		{"Workspace=http://w;ClientId=i;ClientSecret=s;Project=p", "https://"},
		{"Workspace=https://ep-a.database.x.cloud.databricks.com;ClientId=i;ClientSecret=s;Project=p",
			"Server"},
		{M2M "SSLMode=prefer", "SSLMode=verify-full"},
		{M2M "SSLMode=require", NULL},
		{LOCAL "SSLMode=disable", NULL},
		{LOCAL "Port=0", "Port=0"},
		{LOCAL "Port=65536", "65535"},
		{LOCAL "Port=x", "a whole number"},
		{LOCAL "ReadOnly=maybe", "0 or 1"},
		{LOCAL "SSLMode=strict", "verify-ca or verify-full"},
		{LOCAL "UserAgentEntry=two words/1", "Acme_BI/3.5"},
		{LOCAL "UserAgentEntry=a/", "Acme_BI/3.5"},
		{LOCAL "UserAgentEntry=Acme_BI/3.5", NULL},
		{"AuthType=databricks-cli;Project=p", "Workspace is missing"},
		{"AuthType=azure-cli;Project=p", "Workspace is missing"},
		{W "AuthType=azure-client-secret;AzureClientSecret=s", "AzureClientId is missing"},
		{W "AuthType=azure-client-secret;AzureClientId=i", "AzureClientSecret is missing"},
		{W "AuthType=azure-client-secret;UID=i;PWD=s", NULL},
		{W "AuthType=azure-client-secret;UID=i;PWD=s;AzureAuthorityHost=http://h", "AzureAuthorityHost"},
		{W "AuthType=azure-client-secret;UID=i;PWD=s;AzureAuthorityHost=https://h/x?y", "AzureAuthorityHost"},
		{W "AuthType=azure-msi;AzureMetadataHost=http://169.254.169.254/", NULL},
		{W "AuthType=azure-msi;AzureMetadataHost=http://localhost:40342", NULL},
		{W "AuthType=azure-msi;AzureMetadataHost=http://localhost.example", "an address of this machine"},
		{W "AuthType=azure-msi;AzureMetadataHost=https://h", NULL},
		{W "AzureEnvironment=mars;AuthType=azure-msi", "public, usgovernment or china"},
		{W "AuthType=azure-msi;AzureWorkspaceResourceId=/a\r\nX-Header: b", "line ends"},
		{W "AuthType=github-oidc;ActionsIdTokenRequestUrl=https://h;ActionsIdTokenRequestToken=a\nb", "line ends"},
		{W "AuthType=env-oidc", "DATABRICKS_OIDC_TOKEN"},
		{W "AuthType=file-oidc", "OidcTokenFile is missing"},
		{W "AuthType=github-oidc", "id-token: write"},
		{W "AuthType=github-oidc;ActionsIdTokenRequestUrl=http://h?a=b;ActionsIdTokenRequestToken=t", "https://"},
		{W "AuthType=github-oidc;ActionsIdTokenRequestUrl=https://h?a=b;ActionsIdTokenRequestToken=t", NULL},
		{W "OidcToken=t;OidcTokenFile=f", "both given"},
		{"AuthMech=11;Auth_Flow=2;Workspace=https://w;Project=p", NULL},
		{"AuthMech=5", "AuthMech=5"},
		{LOCAL "ClientId=i;ClientSecret=s", "both given"},
		{LOCAL "AuthType=password;ClientId=i;ClientSecret=s", NULL},
		{"Server=h;UID=u;PWD=dapi0123456789abcdef0123456789abcdef", "AuthType=pat"},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(rows); i++) {
		bool ok = finish(rows[i].text);

		if (ok == (rows[i].words != NULL) || (rows[i].words && !strstr(strbuf_text(&why), rows[i].words)))
			fail_msg("row %u (%s): %s", (unsigned)i, rows[i].text, strbuf_text(&why));
	}
}

static void auth_type_follows_what_is_complete(void **state)
{
	static const struct {
		const char *text;
		enum auth_type type;
	} rows[] = {
		{M2M, AUTH_OAUTH_M2M},
		{LOCAL, AUTH_PASSWORD},
		{"Workspace=https://w;Token=t;Project=p", AUTH_PAT},
		{"Server=h;AccessTokenFile=/f", AUTH_TOKEN},
		{"AuthMech=11;Auth_Flow=1;Auth_Client_ID=i;Auth_Client_Secret=s;Workspace=https://w;Project=p",
			AUTH_OAUTH_M2M},
		{"AuthMech=3;UID=token;PWD=dapi1;Workspace=https://w;Project=p", AUTH_PAT},
		{"AuthMech=11;Auth_Flow=0;Auth_AccessToken=t;Workspace=https://w;Project=p", AUTH_PAT},
		{"AuthMech=11;Auth_Flow=3;Auth_Client_ID=i;Workspace=https://w;Project=p", AUTH_AZURE_MSI},
		{W "AzureClientId=i;AzureClientSecret=s", AUTH_AZURE_CLIENT_SECRET},
		{W "AzureUseMsi=1", AUTH_AZURE_MSI},
		{W "AzureUseMsi=0;Token=t", AUTH_PAT},
		{W "OidcToken=t", AUTH_ENV_OIDC},
		{W "OidcTokenFile=f;ClientId=i", AUTH_FILE_OIDC},
		{W "ActionsIdTokenRequestUrl=https://g?a=b;ActionsIdTokenRequestToken=t", AUTH_GITHUB_OIDC},
		{W "ActionsIdTokenRequestUrl=https://g?a=b;ActionsIdTokenRequestToken=t;Token=t", AUTH_PAT},
		{W "DatabricksCliPath=/x", AUTH_DATABRICKS_CLI},
		{W "DatabricksCliPath=/x;ClientId=i;ClientSecret=s", AUTH_OAUTH_M2M},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(rows); i++) {
		if (!finish(rows[i].text))
			fail_msg("%s: %s", rows[i].text, strbuf_text(&why));
		assert_int_equal(s.auth_type, rows[i].type);
		assert_true(chosen.n > 0);
	}
}

static void the_better_source_decides_how_to_sign_in(void **state)
{
	(void)state;
	release(NULL);
	assert_int_equal(settings_set(&s, SPAN_LIT("Server"), SPAN_LIT("h"), SOURCE_DSN, &why), SETTING_OK);
	assert_int_equal(settings_set(&s, SPAN_LIT("UID"), SPAN_LIT("u"), SOURCE_DSN, &why), SETTING_OK);
	assert_int_equal(settings_set(&s, SPAN_LIT("PWD"), SPAN_LIT("p"), SOURCE_STRING, &why), SETTING_OK);
	assert_int_equal(settings_set(&s, SPAN_LIT("ClientId"), SPAN_LIT("i"), SOURCE_ENVIRONMENT, &why), SETTING_OK);
	assert_int_equal(settings_set(&s, SPAN_LIT("ClientSecret"), SPAN_LIT("s"), SOURCE_ENVIRONMENT, &why),
		SETTING_OK);
	assert_true(settings_finish(&s, &why, &chosen));
	assert_int_equal(s.auth_type, AUTH_PASSWORD);
	assert_string_equal(strbuf_text(&chosen), "AuthType=password, because PWD comes from the connection string");
}

/* What a job or a machine has in its environment anyway does not go before what was set for this driver. */
static void the_environment_of_others_comes_last(void **state)
{
	static const struct {
		const char *workspace, *given; /* in the environment, with the value x */
		const char *chosen;            /* NULL: nothing is complete */
	} rows[] = {
		{"https://w", "AzureClientId AzureClientSecret", NULL},
		{"https://adb-1.azuredatabricks.net", "AzureClientId AzureClientSecret",
		 "AuthType=azure-client-secret, because AzureClientSecret comes from the environment and no other way to sign in "
		 "is complete"},
		{"https://adb-1.databricks.azure.us", "AzureClientId AzureClientSecret Token",
		 "AuthType=pat, because Token comes from the environment"},
		{"https://w", "ActionsIdTokenRequestUrl ActionsIdTokenRequestToken Token",
		 "AuthType=pat, because Token comes from the environment"},
		{"https://w", "DatabricksCliPath Token", "AuthType=pat, because Token comes from the environment"},
		{"https://w", "ActionsIdTokenRequestToken", NULL},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(rows); i++) {
		struct span rest = span_of(rows[i].given), name;
		bool ok;

		release(NULL);
		assert_int_equal(settings_set(&s, SPAN_LIT("Workspace"), span_of(rows[i].workspace), SOURCE_DSN, &why), SETTING_OK);
		assert_int_equal(settings_set(&s, SPAN_LIT("Project"), SPAN_LIT("p"), SOURCE_DSN, &why), SETTING_OK);
		while (span_split(&rest, ' ', &name))
			assert_int_equal(settings_set(&s, name, SPAN_LIT("x"), SOURCE_ENVIRONMENT, &why), SETTING_OK);
		ok = settings_finish(&s, &why, &chosen);
		if (ok != (rows[i].chosen != NULL))
			fail_msg("row %u: %s", (unsigned)i, strbuf_text(&why));
		if (ok)
			assert_string_equal(strbuf_text(&chosen), rows[i].chosen);
	}
}

/* ... and what belongs to another way of signing in does not fill its gaps. */
static void names_of_the_databricks_driver_serve_azure(void **state)
{
	(void)state;
	assert_true(finish(W "AuthType=azure-client-secret;Auth_Client_ID=i;Auth_Client_Secret=s"));
	assert_string_equal(s.azure_client_id, "i");
	assert_string_equal(s.azure_client_secret, "s");
	release(NULL);
	assert_int_equal(settings_set(&s, SPAN_LIT("AuthType"), SPAN_LIT("azure-msi"), SOURCE_DSN, &why), SETTING_OK);
	assert_int_equal(settings_set(&s, SPAN_LIT("Workspace"), SPAN_LIT("w"), SOURCE_DSN, &why), SETTING_OK);
	assert_int_equal(settings_set(&s, SPAN_LIT("Project"), SPAN_LIT("p"), SOURCE_DSN, &why), SETTING_OK);
	assert_int_equal(settings_set(&s, SPAN_LIT("ClientId"), SPAN_LIT("i"), SOURCE_ENVIRONMENT, &why), SETTING_OK);
	assert_true(settings_finish(&s, &why, &chosen));
	assert_null(s.azure_client_id);
	assert_string_equal(strbuf_text(&chosen), "AuthType=azure-msi, as the data source says");
}

static void uid_and_pwd_can_be_the_service_principal(void **state)
{
	(void)state;
	assert_true(finish("AuthType=oauth-m2m;Workspace=https://w;Project=p;UID=client;PWD=secret"));
	assert_string_equal(s.client_id, "client");
	assert_string_equal(s.client_secret, "secret");
	assert_true(finish("AuthMech=3;UID=token;PWD=dapi1;Workspace=https://w;Project=p"));
	assert_null(s.uid); /* "token" is nobody's role */
	assert_string_equal(s.token, "dapi1");
}

static void workspace_is_normalised(void **state)
{
	static const char *const same[] = {"W.Cloud.Databricks.com", "https://w.cloud.databricks.com/",
					   "https://w.cloud.databricks.com/?o=123#x",
					   "HTTPS://w.cloud.databricks.com/sql/editor"};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(same); i++) {
		struct strbuf text = STRBUF_INIT;

		strbuf_printf(&text, "ClientId=i;ClientSecret=s;Project=p;Workspace={%s}", same[i]);
		assert_true(finish(strbuf_text(&text)));
		assert_string_equal(s.workspace, "https://w.cloud.databricks.com");
		if (strstr(same[i], "o=123"))
			assert_string_equal(s.workspace_id, "123");
		strbuf_release(&text);
	}
}

static void application_name_fits_and_leads_with_the_product(void **state)
{
	(void)state;
	assert_true(finish(LOCAL));
	assert_true(span_starts(span_of(s.application_name), "lakebase_odbc/"));
	assert_true(finish(LOCAL "UserAgentEntry=Acme_BI/3.5"));
	assert_string_equal(s.application_name, "Acme_BI/3.5");
	assert_true(finish(LOCAL "UserAgentEntry=Acme_BI/3.5;ApplicationName=Report"));
	assert_string_equal(s.application_name, "Acme_BI/3.5 Report");
	/* 62 letters, then a character of two bytes: it goes as a whole */
	assert_true(finish(LOCAL "ApplicationName=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaé"));
	assert_int_equal(strlen(s.application_name), 62);
	assert_true(utf8_valid(span_of(s.application_name)));
}

static void secrets_are_neither_printed_nor_quoted(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_true(finish(M2M "UID=u;PWD=pw;AccessToken=t0k;Proxy={http://a:b@c};Database=d;SSLMode=require;ReadOnly=1;Port=1"
			   ";AuthType=oauth-m2m"));
	settings_print(&s, SPAN_LIT("my dsn"), SPAN_NONE, &out);
	assert_string_equal(strbuf_text(&out), "DSN=my "
		"dsn;Workspace=https://w.cloud.databricks.com;Project=p;Port=1;Database=d;"
					       "ReadOnly=1;AuthType=oauth-m2m;UID=u;PWD=pw;ClientId=i;SSLMode=require;");
	strbuf_release(&out);
	assert_int_equal(settings_set(&s, SPAN_LIT("PWD"), span_make("hush\0hush", 9), SOURCE_STRING, &why),
		SETTING_OK);
	settings_release(&s);
	strbuf_release(&why);
	assert_int_equal(settings_set(&s, SPAN_LIT("PWD"), span_make("hush\0hush", 9), SOURCE_STRING, &why),
		SETTING_BAD_VALUE);
	assert_null(strstr(strbuf_text(&why), "hush"));
}

static void a_pwd_that_did_not_come_in_the_string_does_not_go_out(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	release(NULL);
	assert_int_equal(settings_set(&s, SPAN_LIT("PWD"), SPAN_LIT("p"), SOURCE_DSN, &why), SETTING_OK);
	settings_print(&s, SPAN_NONE, SPAN_LIT("Lakebase ODBC Driver"), &out);
	assert_string_equal(strbuf_text(&out), "Driver=Lakebase ODBC Driver;");
	strbuf_release(&out);
}

static void a_copy_owns_its_texts(void **state)
{
	struct settings copy;

	(void)state;
	assert_true(finish(M2M));
	assert_true(settings_copy(&copy, &s));
	settings_release(&s);
	assert_string_equal(copy.client_secret, "s3cr3t");
	assert_int_equal(copy.port, 5432);
	settings_release(&copy);
}

/* Pools know the string only: it must not be good for anything without the token. */
static void a_token_by_an_attribute_goes_alone(void **state)
{
	static const struct {
		const char *text, *words; /* NULL: it is fine */
		int type;
	} rows[] = {
		{"Server=h", NULL, AUTH_TOKEN},
		{"Server=h;AuthType=token", NULL, AUTH_TOKEN},
		{"Server=h;AuthType=token;UID=u", NULL, AUTH_TOKEN},
		{W "AuthType=pat", NULL, AUTH_PAT},
		{"Server=h;AuthType=token;AccessToken=t", "AccessToken is given", 0},
		{"Server=h;AuthType=token;AccessTokenFile=t", "AccessTokenFile is given", 0},
		{W "AuthType=pat;Token=t", "Token is given", 0},
		{LOCAL, "PWD comes from the connection string", 0},
		{M2M, "ClientSecret comes from", 0},
		{M2M "AuthType=oauth-m2m", "AuthType=oauth-m2m does not take one", 0},
		{"AuthType=token", "Server is missing", 0},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(rows); i++) {
		bool ok;

		settings_release(&s);
		strbuf_release(&why);
		s.token_given = true;
		ok = connstr_load(span_of(rows[i].text), &s, SOURCE_STRING, NULL, &why) == SETTING_OK &&
		     settings_finish(&s, &why, NULL);
		if (ok != !rows[i].words || (ok ? s.auth_type != rows[i].type : !strstr(strbuf_text(&why), rows[i].words)))
			fail_msg("%s: %s", rows[i].text, strbuf_text(&why));
	}
	s.token_given = false;
}

/* What SQLBrowseConnect asks for. */
static void what_is_missing_can_be_listed(void **state)
{
	static const struct {
		const char *given;
		enum keyword_id missing[4]; /* ends with KW_dsn */
	} cases[] = {
		{"AuthType=oauth-m2m", {KW_workspace, KW_client_id, KW_client_secret, KW_dsn}},
		{"AuthType=oauth-m2m;Workspace=https://w;ClientId=i", {KW_client_secret, KW_dsn}},
		{"AuthType=oauth-m2m;Workspace=https://w;UID=i;PWD=s", {KW_dsn}}, /* they stand in */
		{"AuthType=password;UID=u", {KW_server, KW_pwd, KW_dsn}},
		{"AuthType=token;Server=h", {KW_access_token, KW_dsn}},
		{"AuthType=token;AccessTokenFile=f", {KW_server, KW_dsn}},
		{"AuthType=azure-cli", {KW_workspace, KW_dsn}},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(cases); i++) {
		enum keyword_id id = KW_dsn;
		size_t at = 0, n = 0;

		(void)finish(cases[i].given);
		for (; settings_missing(&s, &at, &id); n++)
			assert_int_equal(id, cases[i].missing[n]);
		assert_int_equal(cases[i].missing[n], KW_dsn);
		assert_false(settings_missing(&s, &at, &id));
	}
}

static void the_table_is_consistent(void **state)
{
	(void)state;
	for (int i = 0; i < KW_COUNT; i++) {
		const struct keyword *k = &keywords[i];
		struct span rest = span_of(k->aliases), alias;

		assert_int_equal(keyword_find(span_of(k->name)), i);
		while (span_split(&rest, ' ', &alias))
			assert_int_equal(keyword_find(alias), i); /* no name twice */
		assert_true((k->type == KEYWORD_CHOICE) == (k->choices != NULL));
		assert_false(keyword_ignored(span_of(k->name)));
		assert_true(strlen(k->help) > 3);
	}
	assert_true(span_is(keyword_choice(KW_auth_type, AUTH_TOKEN), "token"));
	assert_false(keyword_choice(KW_auth_type, AUTH_TOKEN + 1).p);
	for (int m = SSL_DISABLE; m <= SSL_VERIFY_FULL; m++)
		assert_true(span_is(keyword_choice(KW_ssl_mode, m), ssl_mode_name((enum ssl_mode)m)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_settings_are_refused_with_the_remedy),
		cmocka_unit_test(auth_type_follows_what_is_complete),
		cmocka_unit_test(the_better_source_decides_how_to_sign_in),
		cmocka_unit_test(the_environment_of_others_comes_last),
		cmocka_unit_test(names_of_the_databricks_driver_serve_azure),
		cmocka_unit_test(uid_and_pwd_can_be_the_service_principal),
		cmocka_unit_test(workspace_is_normalised),
		cmocka_unit_test(application_name_fits_and_leads_with_the_product),
		cmocka_unit_test(secrets_are_neither_printed_nor_quoted),
		cmocka_unit_test(a_pwd_that_did_not_come_in_the_string_does_not_go_out),
		cmocka_unit_test(a_copy_owns_its_texts),
		cmocka_unit_test(a_token_by_an_attribute_goes_alone),
		cmocka_unit_test(what_is_missing_can_be_listed),
		cmocka_unit_test(the_table_is_consistent),
	};

	return cmocka_run_group_tests(tests, NULL, release);
}
