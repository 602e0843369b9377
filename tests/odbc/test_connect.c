/* Connecting: by DSN, DSN-less, by endpoint, project and password; the completed string; warnings. */
#include "harness.h"

#include <string.h>

static SQLHDBC dbc;

static void close_it(void)
{
	dbc_close(dbc);
	dbc = SQL_NULL_HDBC;
}

/* Connects, asks who it is, and closes. */
static void works(const char *string, const char *user)
{
	char *completed;

	dbc = dbc_new();
	if (OK_D(dbc, x_driver_connect_out(dbc, string, &completed))) {
		CHECK_STR(query(dbc, "select current_user"), format("%s\n", user));
		CHECK_HAS_NOT(completed, setting("LB_CLIENT_SECRET"));
		CHECK(strlen(completed) > 0);
	}
	close_it();
}

static void by_dsn(void)
{
	works(format("DSN=%s", setting("LB_TEST_DSN")), setting("LB_CLIENT_ID"));
	if (!IODBC) /* looks for a data source with the braces in its name */
		works(format("DSN={%s};", setting("LB_TEST_DSN")), setting("LB_CLIENT_ID"));
}

static void by_endpoint_without_a_dsn(void)
{
	works(format("%sEndpoint=%s", oauth_string(), setting("LB_ENDPOINT")), setting("LB_CLIENT_ID"));
}

static void by_project(void)
{
	works(format("%sProject=shop", oauth_string()), setting("LB_CLIENT_ID"));
	works(format("%sProject=shop;Branch=production;Endpoint=primary", oauth_string()), setting("LB_CLIENT_ID"));
}

static void by_branch(void)
{
	works(format("%sProject=shop;Branch=dev", oauth_string_at(setting("LB_PGPORT_DEV"))), setting("LB_CLIENT_ID"));
}

static void by_password(void)
{
	works(password_string(), setting("LB_NATIVE_USER"));
	works("DSN=lakebase-password", setting("LB_NATIVE_USER"));
}

/* As with psql: "require" wants encryption, and a root certificate only where one is named. */
static void require_encrypts_and_verifies_nothing(void)
{
	const char *string = format("%sAuthType=password;Server=%s;Port=%s;UID=%s;PWD={%s};", driver_keyword(), setting("LB_PGHOST"),
				    setting("LB_PGPORT"), setting("LB_NATIVE_USER"), setting("LB_NATIVE_PASSWORD"));

	dbc = dbc_new();
	if (OK_D(dbc, x_driver_connect(dbc, format("%sSSLMode=require", string))))
		CHECK_STR(query(dbc, "select ssl from pg_stat_ssl where pid = pg_backend_pid()"), "1\n");
	close_it();
	dbc = dbc_new();
	FAILS_D(dbc, x_driver_connect(dbc, format("%sSSLMode=verify-ca", string)), "08001");
	close_it();
	dbc = dbc_new();
	FAILS_D(dbc, x_driver_connect(dbc, string), "08001");
	close_it();
}

static void by_token(void)
{
	const char *token = control("credential");

	works(format("%sAuthType=token;Server=%s;Port=%s;UID=%s;AccessToken={%.*s};SSLRootCert=%s", driver_keyword(), setting("LB_PGHOST"),
		     setting("LB_PGPORT"), setting("LB_CLIENT_ID"), (int)strcspn(token, "\n"), token, setting("LB_TEST_CA")),
	      setting("LB_CLIENT_ID"));
}

static void the_aliases_of_others(void)
{
	works(format("%sAuthMech=11;Auth_Flow=1;Auth_Client_ID=%s;Auth_Client_Secret={%s};Workspace=%s;Host=%s;Port=%s;Database=%s;"
		     "SSLRootCert=%s", driver_keyword(), setting("LB_CLIENT_ID"), setting("LB_CLIENT_SECRET"), setting("LB_WORKSPACE_URL"),
		     setting("LB_PGHOST"), setting("LB_PGPORT"), setting("LB_DATABASE"), setting("LB_TEST_CA")),
	      setting("LB_CLIENT_ID"));
}

static void sqlconnect(void)
{
	dbc = dbc_new();
	OK_D(dbc, x_connect(dbc, setting("LB_TEST_DSN"), NULL, NULL));
	CHECK_STR(query(dbc, "select 1"), "1\n");
	close_it();
	dbc = dbc_new();
	OK_D(dbc, x_connect(dbc, "lakebase-password", setting("LB_NATIVE_USER"), setting("LB_NATIVE_PASSWORD")));
	CHECK_STR(query(dbc, "select current_user"), format("%s\n", setting("LB_NATIVE_USER")));
	close_it();
	dbc = dbc_new();
	FAILS_D(dbc, x_connect(dbc, "lakebase-password", setting("LB_NATIVE_USER"), "wrong"), "28000");
	close_it();
	dbc = dbc_new();
	FAILS_D(dbc, x_connect(dbc, "no-such-dsn", NULL, NULL), "IM002");
	close_it();
}

static void the_completed_string(void)
{
	char *completed;

	dbc = dbc_new();
	OK_D(dbc, x_driver_connect_out(dbc, format("%sEndpoint=%s", oauth_string(), setting("LB_ENDPOINT")), &completed));
	CHECK_HAS(completed, setting("LB_CLIENT_ID"));
	CHECK_HAS(completed, setting("LB_ENDPOINT"));
	CHECK_HAS_NOT(completed, setting("LB_CLIENT_SECRET"));
	CHECK_HAS_NOT(completed, "eyJ"); /* how a token begins */
	close_it();
	dbc = dbc_new();
	OK_D(dbc, x_driver_connect_out(dbc, format("DSN=%s", setting("LB_TEST_DSN")), &completed));
	CHECK_HAS(completed, format("DSN=%s", setting("LB_TEST_DSN")));
	CHECK_HAS_NOT(completed, setting("LB_CLIENT_SECRET"));
	close_it();
	dbc = dbc_new();
	OK_D(dbc, x_driver_connect_out(dbc, "DSN=lakebase-password", &completed));
	CHECK_HAS_NOT(completed, setting("LB_NATIVE_PASSWORD")); /* it was in the DSN, not in the string */
	close_it();
}

static void a_short_buffer_for_it(void)
{
	tchar out[8];
	SQLSMALLINT n = 0, whole = 0;

	dbc = dbc_new();
	OK_D(dbc, CALL(SQLDriverConnect)(dbc, NULL, text_to(format("DSN=%s", setting("LB_TEST_DSN"))), SQL_NTS, NULL, 0, &whole,
					 SQL_DRIVER_NOPROMPT));
	close_it();
	dbc = dbc_new();
	RC_D(dbc, CALL(SQLDriverConnect)(dbc, NULL, text_to(format("DSN=%s", setting("LB_TEST_DSN"))), SQL_NTS, out, 8, &n,
					 SQL_DRIVER_NOPROMPT), SQL_SUCCESS_WITH_INFO);
	CHECK_STR(text_from(out, 4), "DSN=");
	CHECK_INT(out[7], 0);
	if (!IODBC) { /* loses the record by its next call, and gives a length of its own */
		CHECK_STR(diag_state(SQL_HANDLE_DBC, dbc, 1), "01004");
		CHECK(n > 8);
		CHECK_INT(n, whole);
	}
	CHECK_STR(query(dbc, "select 1"), "1\n"); /* a warning: it is connected */
	close_it();
}

static void unknown_keywords_warn(void)
{
	dbc = dbc_new();
	RC_D(dbc, x_driver_connect(dbc, format("DSN=%s;NoSuchKeyword=1", setting("LB_TEST_DSN"))), SQL_SUCCESS_WITH_INFO);
	if (!IODBC) { /* loses the record by its next call */
		CHECK_STR(diag_state(SQL_HANDLE_DBC, dbc, 1), "01S00");
		CHECK_HAS(diag_text(SQL_HANDLE_DBC, dbc, 1), "NoSuchKeyword");
	}
	CHECK_STR(query(dbc, "select 1"), "1\n");
	close_it();
}

static void bad_values_are_errors(void)
{
	dbc = dbc_new();
	CHECK_INT(x_driver_connect(dbc, format("DSN=%s;SSLMode=sometimes", setting("LB_TEST_DSN"))), SQL_ERROR);
	CHECK_HAS(diag_text(SQL_HANDLE_DBC, dbc, 1), "SSLMode");
	close_it();
	dbc = dbc_new();
	CHECK_INT(x_driver_connect(dbc, format("DSN=%s;Port=many", setting("LB_TEST_DSN"))), SQL_ERROR);
	CHECK_HAS(diag_text(SQL_HANDLE_DBC, dbc, 1), "Port");
	close_it();
	dbc = dbc_new();
	CHECK_INT(x_driver_connect(dbc, format("DSN=%s;SSLMode=disable", setting("LB_TEST_DSN"))), SQL_ERROR); /* not with OAuth */
	close_it();
}

static void connecting_twice(void)
{
	dbc = dbc_open("");
	FAILS_D(dbc, x_driver_connect(dbc, format("DSN=%s", setting("LB_TEST_DSN"))), "08002");
	CHECK_STR(query(dbc, "select 1"), "1\n");
	close_it();
}

static void again_on_the_same_handle(void)
{
	dbc = dbc_new();
	for (int i = 0; i < 3; i++) {
		OK_D(dbc, x_driver_connect(dbc, format("DSN=%s", setting("LB_TEST_DSN"))));
		CHECK_STR(query(dbc, "select 1"), "1\n");
		OK_D(dbc, SQLDisconnect(dbc));
	}
	FAILS_D(dbc, SQLDisconnect(dbc), "08003");
	SQLFreeHandle(SQL_HANDLE_DBC, dbc);
}

static void schema_and_names(void)
{
	dbc = dbc_open("Schema=sales,public;ApplicationName=my app");
	CHECK_STR(query(dbc, "show search_path"), "sales,public\n");
	CHECK_STR(query(dbc, "show application_name"), "my app\n");
	close_it();
}

static void the_read_only_endpoint(void)
{
	dbc = dbc_new();
	if (OK_D(dbc, x_driver_connect(dbc, "DSN=lakebase-ro"))) {
		SQLHSTMT s = stmt_new(dbc);

		FAILS_S(s, x_exec(s, "create table nowhere (a int)"), "25006");
		stmt_free(s);
	}
	close_it();
}

static void disconnecting_frees_statements(void)
{
	dbc = dbc_open("");
	OK_S(SQL_NULL_HSTMT, x_exec(stmt_new(dbc), "select generate_series(1, 100000)"));
	OK_D(dbc, SQLDisconnect(dbc));
	SQLFreeHandle(SQL_HANDLE_DBC, dbc);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(by_dsn), TEST(by_endpoint_without_a_dsn), TEST(by_project), TEST(by_branch), TEST(by_password), TEST(by_token),
		TEST(the_aliases_of_others), TEST(sqlconnect), TEST(the_completed_string), TEST(a_short_buffer_for_it),
		TEST(unknown_keywords_warn), TEST(bad_values_are_errors), TEST(connecting_twice), TEST(again_on_the_same_handle),
		TEST(schema_and_names), TEST(the_read_only_endpoint), TEST(disconnecting_frees_statements),
		TEST(require_encrypts_and_verifies_nothing),
	};

	return test_main(argc, argv, tests, COUNT(tests), NO_CONNECTION);
}
