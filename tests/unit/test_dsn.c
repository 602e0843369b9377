#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config/dsn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/test_dsn.XXXXXX";
static struct settings s;
static struct strbuf why, unknown;

/* The path of a file of this test, valid until the next call; written if there is a text. */
static const char *file(const char *name, const char *text)
{
	static struct strbuf path;
	FILE *f;

	strbuf_clear(&path);
	strbuf_printf(&path, "%s/%s", folder, name);
	if (text) {
		f = fopen(strbuf_text(&path), "w");
		assert_non_null(f);
		fputs(text, f);
		fclose(f);
	}
	return strbuf_text(&path);
}

static void forget(void)
{
	settings_release(&s);
	strbuf_release(&why);
	strbuf_release(&unknown);
}

static int begin(void **state)
{
	static const char *const unset[] = {"DATABRICKS_HOST", "DATABRICKS_CLIENT_ID", "DATABRICKS_CLIENT_SECRET",
		"DATABRICKS_TOKEN",
					    "DATABRICKS_AUTH_TYPE", "DATABRICKS_CONFIG_PROFILE",
					    "DATABRICKS_CONFIG_FILE",
					    "DATABRICKS_WORKSPACE_ID", "ODBCINI"};

	(void)state;
	forget();
	for (size_t i = 0; i < LB_COUNT(unset); i++)
		unsetenv(unset[i]);
	setenv("HOME", folder, 1);
	setenv("ODBCSYSINI", folder, 1);
	setenv("SYSODBCINI", file("odbc.ini", NULL), 1); /* the same for iODBC */
	unlink(file("odbc.ini", NULL));
	unlink(file(".odbc.ini", NULL));
	unlink(file("other.ini", NULL));
	unlink(file(".databrickscfg", NULL));
	return 0;
}

static void the_first_file_that_has_the_section_counts(void **state)
{
	(void)state;
	file("odbc.ini", "[lb]\nUID=system\n[both]\nUID=system\n");
	file(".odbc.ini", "[both]\nUID=home\n");
	assert_int_equal(dsn_load(SPAN_LIT("LB"), &s, &unknown, &why), DSN_OK);
	assert_string_equal(s.uid, "system");
	forget();
	assert_int_equal(dsn_load(SPAN_LIT("both"), &s, &unknown, &why), DSN_OK);
	assert_string_equal(s.uid, "home");
	forget();
	setenv("ODBCINI", file("other.ini", "[both]\nUID=variable\n"), 1);
	assert_int_equal(dsn_load(SPAN_LIT("both"), &s, &unknown, &why), DSN_OK);
	assert_string_equal(s.uid, "variable");
}

static void a_missing_section_names_the_files(void **state)
{
	(void)state;
	assert_int_equal(dsn_load(SPAN_LIT("nope"), &s, &unknown, &why), DSN_NOT_FOUND);
	assert_non_null(strstr(strbuf_text(&why), "[nope]"));
	assert_non_null(strstr(strbuf_text(&why), ".odbc.ini"));
}

static void values_come_as_they_stand(void **state)
{
	(void)state;
	file("odbc.ini", "\xef\xbb\xbf; comment\n[lb]\r\nDriver = /some/lib.so\r\nClientSecret = a;b#c=\"d\" 'e'\\ \r\n"
			 "  PWD={x}  \nUID=first\nuid=second\nrubbish\nFoo=1\n[other]\nPort=1\n");
	assert_int_equal(dsn_load(SPAN_LIT("lb"), &s, &unknown, &why), DSN_OK);
	assert_string_equal(s.client_secret, "a;b#c=\"d\" 'e'\\");
	assert_string_equal(s.pwd, "{x}");
	assert_string_equal(s.uid, "first");
	assert_null(s.driver);
	assert_int_equal(s.source[KW_port], SOURCE_NONE);
	assert_string_equal(strbuf_text(&unknown), "foo");
}

static void a_long_value_is_not_cut_and_spoils_nothing(void **state)
{
	struct strbuf text = STRBUF_INIT;

	(void)state;
	strbuf_add_text(&text, "[other]\nX=");
	for (int i = 0; i < 5000; i++)
		strbuf_add_char(&text, 'y');
	strbuf_add_text(&text, "\n[lb]\nAccessToken=");
	for (int i = 0; i < 8192; i++)
		strbuf_add_char(&text, 't');
	file("odbc.ini", strbuf_text(&text));
	assert_int_equal(dsn_load(SPAN_LIT("lb"), &s, &unknown, &why), DSN_OK);
	assert_int_equal(strlen(s.access_token), 8192);
	strbuf_release(&text);
}

static void a_bad_value_is_an_error(void **state)
{
	(void)state;
	file("odbc.ini", "[lb]\nPort=many\n");
	assert_int_equal(dsn_load(SPAN_LIT("lb"), &s, &unknown, &why), DSN_BAD);
	assert_non_null(strstr(strbuf_text(&why), "Port=many"));
}

static void a_profile_is_read_as_databricks_writes_it(void **state)
{
	(void)state;
	file(".databrickscfg", "[DEFAULT]\nhost = https://default\n[p]\nhost = \"https://h\" # "
		"comment\nclient_id=i\nclient_secret = a#b;c\n"
			       "scopes = all-apis, offline_access\nauth_type = oauth-m2m\njobs-api-version = 2.0\n");
	s.profile = mem_dup("p", 1);
	s.source[KW_profile] = SOURCE_STRING;
	assert_int_equal(profile_load(&s, &why), DSN_OK);
	assert_string_equal(s.workspace, "https://h");
	assert_string_equal(s.client_secret, "a#b;c");
	assert_string_equal(s.scope, "all-apis offline_access");
	assert_int_equal(s.auth_type, AUTH_OAUTH_M2M);
	forget();
	setenv("DATABRICKS_CONFIG_PROFILE", "missing", 1);
	assert_int_equal(profile_load(&s, &why), DSN_NOT_FOUND);
	assert_non_null(strstr(strbuf_text(&why), "[missing]"));
}

static void a_profile_has_azure_keys_too(void **state)
{
	(void)state;
	file(".databrickscfg", "[a]\nhost = https://h\nazure_client_id = i\nazure_client_secret = s\nazure_tenant_id = t\n"
			       "azure_use_msi = true\nazure_environment = USGOVERNMENT\nazure_workspace_resource_id = /r\n"
			       "databricks_cli_path = /c\naudience = a\n");
	s.profile = mem_dup("a", 1);
	s.source[KW_profile] = SOURCE_STRING;
	assert_int_equal(profile_load(&s, &why), DSN_OK);
	assert_string_equal(s.azure_client_id, "i");
	assert_string_equal(s.azure_client_secret, "s");
	assert_string_equal(s.azure_tenant_id, "t");
	assert_true(s.azure_use_msi);
	assert_int_equal(s.azure_environment, 1);
	assert_string_equal(s.azure_workspace_resource_id, "/r");
	assert_string_equal(s.databricks_cli_path, "/c");
	assert_string_equal(s.token_audience, "a");
}

static void an_id_token_comes_from_the_variable_that_is_named(void **state)
{
	(void)state;
	setenv("DATABRICKS_OIDC_TOKEN", "usual", 1);
	setenv("MINE", "mine", 1);
	assert_int_equal(environment_load(&s, &why), DSN_OK);
	assert_string_equal(s.oidc_token, "usual");
	forget();
	setenv("DATABRICKS_OIDC_TOKEN_ENV", "MINE", 1);
	assert_int_equal(environment_load(&s, &why), DSN_OK);
	assert_string_equal(s.oidc_token, "mine");
	forget();
	unsetenv("MINE");
	assert_int_equal(environment_load(&s, &why), DSN_OK);
	assert_null(s.oidc_token);
	forget();
	/* a password does not keep out what AuthType asks for by name */
	setenv("MINE", "mine", 1);
	assert_int_equal(settings_set(&s, SPAN_LIT("PWD"), SPAN_LIT("p"), SOURCE_STRING, &why), SETTING_OK);
	assert_int_equal(environment_load(&s, &why), DSN_OK);
	assert_null(s.oidc_token);
	assert_int_equal(settings_set(&s, SPAN_LIT("AuthType"), SPAN_LIT("env-oidc"), SOURCE_STRING, &why), SETTING_OK);
	assert_int_equal(environment_load(&s, &why), DSN_OK);
	assert_string_equal(s.oidc_token, "mine");
	unsetenv("MINE");
	unsetenv("DATABRICKS_OIDC_TOKEN_ENV");
	unsetenv("DATABRICKS_OIDC_TOKEN");
}

static void the_default_profile_does_not_meddle(void **state)
{
	(void)state;
	file(".databrickscfg", "[DEFAULT]\nhost = https://default\ntoken = t\n");
	assert_int_equal(settings_set(&s, SPAN_LIT("PWD"), SPAN_LIT("p"), SOURCE_STRING, &why), SETTING_OK);
	assert_int_equal(profile_load(&s, &why), DSN_OK);
	assert_null(s.workspace);
	forget();
	assert_int_equal(profile_load(&s, &why), DSN_OK);
	assert_string_equal(s.workspace, "https://default");
	assert_string_equal(s.token, "t");
}

static void the_environment_fills_only_gaps(void **state)
{
	(void)state;
	setenv("DATABRICKS_HOST", "https://env", 1);
	setenv("DATABRICKS_CLIENT_ID", "env", 1);
	setenv("DATABRICKS_CLIENT_SECRET", "env", 1);
	file("odbc.ini", "[lb]\nProject=p\nClientId=dsn\nAuthType=oauth-m2m\n[native]\nServer=h\nUID=u\nPWD=p\n");
	s.dsn = mem_dup("lb", 2);
	assert_int_equal(settings_load_rest(&s, &unknown, &why, NULL), DSN_OK);
	assert_string_equal(s.client_id, "dsn");
	assert_string_equal(s.client_secret, "env");
	assert_string_equal(s.workspace, "https://env");
	forget();
	s.dsn = mem_dup("native", 6);
	assert_int_equal(settings_load_rest(&s, &unknown, &why, NULL), DSN_OK);
	assert_int_equal(s.auth_type, AUTH_PASSWORD);
	assert_null(s.client_secret);
}

static int end(void **state)
{
	begin(state);
	rmdir(folder);
	return 0;
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_first_file_that_has_the_section_counts, begin),
		cmocka_unit_test_setup(a_missing_section_names_the_files, begin),
		cmocka_unit_test_setup(values_come_as_they_stand, begin),
		cmocka_unit_test_setup(a_long_value_is_not_cut_and_spoils_nothing, begin),
		cmocka_unit_test_setup(a_bad_value_is_an_error, begin),
		cmocka_unit_test_setup(a_profile_is_read_as_databricks_writes_it, begin),
		cmocka_unit_test_setup(a_profile_has_azure_keys_too, begin),
		cmocka_unit_test_setup(an_id_token_comes_from_the_variable_that_is_named, begin),
		cmocka_unit_test_setup(the_default_profile_does_not_meddle, begin),
		cmocka_unit_test_setup(the_environment_fills_only_gaps, begin),
	};

	return cmocka_run_group_tests(tests, make_folder, end);
}
