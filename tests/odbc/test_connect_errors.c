/* Connecting goes wrong: the SQLSTATE, what the message tells to do, and that no secret is in it. */
#include "harness.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char said[65536]; /* every message of this program */

/* The connect has to fail with this state and these words; gives the seconds it took. */
static double refused(const char *string, const char *state, const char *words)
{
	SQLHDBC dbc = dbc_new();
	const double begin = seconds();
	const SQLRETURN rc = x_driver_connect(dbc, string);
	const double took = seconds() - begin;
	const char *all = diag_all(SQL_HANDLE_DBC, dbc);

	if (CHECK_INT(rc, SQL_ERROR)) {
		if (*state)
			CHECK_STR(diag_state(SQL_HANDLE_DBC, dbc, 1), state);
		CHECK_HAS(all, words);
		strncat(said, all, sizeof(said) - strlen(said) - 1);
	}
	dbc_close(dbc);
	return took;
}

static char *oauth(const char *id, const char *secret)
{
	return format("%sAuthType=oauth-m2m;Workspace=%s;ClientId=%s;ClientSecret={%s};SSLRootCert=%s;Port=%s;", driver_keyword(),
		      setting("LB_WORKSPACE_URL"), id, secret, setting("LB_TEST_CA"), setting("LB_PGPORT"));
}

static void a_wrong_client_secret(void)
{
	refused(format("%sEndpoint=%s", oauth(setting("LB_CLIENT_ID"), "dose-this-is-wrong"), setting("LB_ENDPOINT")), "28000", "ClientSecret");
	CHECK_HAS_NOT(said, "dose-this-is-wrong");
}

static void an_unknown_client(void)
{
	refused(format("%sEndpoint=%s", oauth("00000000-0000-0000-0000-000000000000", "dose-x"), setting("LB_ENDPOINT")), "28000", "Client");
}

static void an_unknown_project(void)
{
	refused(format("%sProject=no-such-project", oauth_string()), "08001", "no-such-project");
	refused(format("%sProject=shop;Branch=no-such-branch", oauth_string()), "08001", "no-such-branch");
	refused(format("%sEndpoint=projects/shop/branches/production/endpoints/no-such-endpoint", oauth_string()), "08001",
		"no-such-endpoint");
}

static void a_role_that_does_not_exist(void)
{
	refused(format("%sEndpoint=%s", oauth(setting("LB_NOROLE_CLIENT_ID"), setting("LB_NOROLE_CLIENT_SECRET")), setting("LB_ENDPOINT")),
		"28000", "databricks_create_role");
	refused(format("%sUID=nobody@example.com;PWD=x", format("%sAuthType=password;Server=%s;Port=%s;SSLRootCert=%s;", driver_keyword(),
		       setting("LB_PGHOST"), setting("LB_PGPORT"), setting("LB_TEST_CA"))), "28000", "AuthType");
}

static void a_wrong_password(void)
{
	refused(format("%sAuthType=password;Server=%s;Port=%s;UID=%s;PWD=wrong-password-7;SSLRootCert=%s;", driver_keyword(),
		       setting("LB_PGHOST"), setting("LB_PGPORT"), setting("LB_NATIVE_USER"), setting("LB_TEST_CA")), "28000", "PWD");
	CHECK_HAS_NOT(said, "wrong-password-7");
}

static void an_unknown_database(void)
{
	refused(format("%sDatabase=no_such_db", password_string()), "3D000", "Database");
}

static void a_certificate_of_somebody_else(void)
{
	const char *file = format("%s/odbc-other-ca-%ld.pem", *setting("TMPDIR") ? setting("TMPDIR") : "/tmp", (long)getpid());

	shell(format("openssl req -x509 -newkey rsa:2048 -nodes -keyout /dev/null -out %s -subj /CN=other -days 2 2>&1", file));
	refused(format("%sAuthType=password;Server=%s;Port=%s;UID=%s;PWD={%s};SSLRootCert=%s", driver_keyword(), setting("LB_PGHOST"),
		       setting("LB_PGPORT"), setting("LB_NATIVE_USER"), setting("LB_NATIVE_PASSWORD"), file), "08001", "SSLRootCert");
	refused(format("%sAuthType=oauth-m2m;Workspace=%s;ClientId=%s;ClientSecret={%s};SSLRootCert=%s;Port=%s;Endpoint=%s", driver_keyword(),
		       setting("LB_WORKSPACE_URL"), setting("LB_CLIENT_ID"), setting("LB_CLIENT_SECRET"), file, setting("LB_PGPORT"),
		       setting("LB_ENDPOINT")), "08001", "SSLRootCert");
	unlink(file);
	refused(format("%sAuthType=password;Server=%s;Port=%s;UID=%s;PWD={%s};SSLRootCert=/no/such/file.pem", driver_keyword(),
		       setting("LB_PGHOST"), setting("LB_PGPORT"), setting("LB_NATIVE_USER"), setting("LB_NATIVE_PASSWORD")), "08001",
		"SSLRootCert");
}

static void a_host_that_does_not_resolve(void)
{
	refused(format("%sAuthType=password;Server=no-such-host.invalid;UID=x;PWD=y;LoginTimeout=5", driver_keyword()), "08001", "Server");
	refused(format("%sAuthType=oauth-m2m;Workspace=https://no-such-host.invalid;ClientId=a;ClientSecret=b;Endpoint=%s;LoginTimeout=5",
		       driver_keyword(), setting("LB_ENDPOINT")), "08001", "Workspace");
}

static void nothing_listens_there(void)
{
	refused(format("%sAuthType=password;Server=localhost;Port=1;UID=x;PWD=y;LoginTimeout=2", driver_keyword()), "08001", "Port");
}

static void a_workspace_url_as_server(void)
{
	refused(format("%sAuthType=oauth-m2m;Server=https://adb-1234567890123456.7.azuredatabricks.net;ClientId=a;ClientSecret=b",
		       driver_keyword()), "", "Workspace");
	refused(format("%sAuthType=password;Server=dbc-a1b2345c-d6e7.cloud.databricks.com;UID=x;PWD=y", driver_keyword()), "", "Workspace");
}

static void a_pooled_host_with_oauth(void)
{
	control("log --clear");
	refused(format("%sServer=ep-cool-darkness-123456-pooler.database.us-east-1.cloud.databricks.com", oauth_string()), "", "pooler");
	CHECK_STR(control("log"), ""); /* before anything is sent */
}

static void nothing_to_go_by(void)
{
	refused(format("%sAuthType=oauth-m2m;ClientId=a;ClientSecret=b", driver_keyword()), "", "Workspace");
	refused(oauth_string(), "", "Project");
	refused(format("%sAuthType=oauth-m2m;Workspace=%s;Endpoint=%s;ClientId=a", driver_keyword(), setting("LB_WORKSPACE_URL"),
		       setting("LB_ENDPOINT")), "", "ClientSecret");
}

static void the_login_timeout(void)
{
	double took;

	control("fault net stall");
	took = refused(format("%sLoginTimeout=2", password_string()), "HYT00", "LoginTimeout");
	CHECK(took > 1.5 && took < 6);
	control("fault clear");
	control("fault http hang");
	took = refused(format("%sEndpoint=%s;LoginTimeout=2", oauth(setting("LB_OUTSIDER_CLIENT_ID"), setting("LB_OUTSIDER_CLIENT_SECRET")),
			      setting("LB_ENDPOINT")), "HYT00", "");
	CHECK(took > 1.5 && took < 6);
	control("fault clear");
}

static void an_outsider(void)
{
	/* signs in at the workspace, but the project is not his */
	refused(format("%sEndpoint=%s;LoginTimeout=10", oauth(setting("LB_OUTSIDER_CLIENT_ID"), setting("LB_OUTSIDER_CLIENT_SECRET")),
		       setting("LB_ENDPOINT")), "", "");
}

static void a_workspace_that_answers_nonsense(void)
{
	static const char *const kinds[] = {"html", "garbage", "empty", "private-link", "ip-acl"};

	for (size_t i = 0; i < COUNT(kinds); i++) {
		char *out;

		control(format("fault http %s --times 100", kinds[i]));
		out = fresh_process(format("%sEndpoint=%s;LoginTimeout=5", oauth_string(), setting("LB_ENDPOINT")));
		control("fault clear");
		if (!CHECK(strncmp(out, "ok", 2) != 0) || !CHECK_HAS(out, "[Lakebase]"))
			note("  ... %s", kinds[i]);
		strncat(said, out, sizeof(said) - strlen(said) - 1);
	}
}

static void no_secret_in_any_message(void)
{
	CHECK(strlen(said) > 1000);
	CHECK_HAS_NOT(said, setting("LB_CLIENT_SECRET"));
	CHECK_HAS_NOT(said, setting("LB_NOROLE_CLIENT_SECRET"));
	CHECK_HAS_NOT(said, setting("LB_OUTSIDER_CLIENT_SECRET"));
	CHECK_HAS_NOT(said, setting("LB_NATIVE_PASSWORD"));
	CHECK_HAS_NOT(said, "eyJ");
}

static void no_secret_in_the_trace(void)
{
	const char *file = format("%s/odbc-trace-%ld.log", *setting("TMPDIR") ? setting("TMPDIR") : "/tmp", (long)getpid());
	const char *more = format("LogLevel=debug;LogFile=%s", file);
	char *trace, *token = control("credential --expires-in -5");

	CHECK_HAS(fresh_process(format("%sEndpoint=%s;%s", oauth_string(), setting("LB_ENDPOINT"), more)), "ok");
	CHECK_HAS(fresh_process(format("%s%s", password_string(), more)), "ok");
	CHECK_HAS(fresh_process(format("%sEndpoint=%s;%s", oauth(setting("LB_CLIENT_ID"), "dose-wrong-one"), setting("LB_ENDPOINT"), more)), "28000");
	CHECK_HAS(fresh_process(format("%sAuthType=token;Server=%s;Port=%s;UID=%s;AccessToken={%.*s};SSLRootCert=%s;%s", driver_keyword(),
				       setting("LB_PGHOST"), setting("LB_PGPORT"), setting("LB_CLIENT_ID"), (int)strcspn(token, "\n"), token,
				       setting("LB_TEST_CA"), more)), "28000");
	trace = shell(format("cat %s; rm -f %s", file, file));
	CHECK(strlen(trace) > 200);
	CHECK_HAS_NOT(trace, setting("LB_CLIENT_SECRET"));
	CHECK_HAS_NOT(trace, setting("LB_NATIVE_PASSWORD"));
	CHECK_HAS_NOT(trace, "dose-wrong-one");
	CHECK_HAS_NOT(trace, "eyJ");
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(a_wrong_client_secret), TEST(an_unknown_client), TEST(an_unknown_project), TEST(a_role_that_does_not_exist),
		TEST(a_wrong_password), TEST(an_unknown_database), TEST(a_certificate_of_somebody_else), TEST(a_host_that_does_not_resolve),
		TEST(nothing_listens_there), TEST(a_workspace_url_as_server), TEST(a_pooled_host_with_oauth), TEST(nothing_to_go_by),
		TEST(the_login_timeout), TEST(an_outsider), TEST(a_workspace_that_answers_nonsense), TEST(no_secret_in_any_message),
		TEST(no_secret_in_the_trace),
	};

	return test_main(argc, argv, tests, COUNT(tests), NO_CONNECTION);
}
