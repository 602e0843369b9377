/* SQLBrowseConnect: what is asked for step by step, from which values, and what a wrong answer leads to. */
#include "harness.h"

#include <lakebase_odbc.h>
#include <string.h>

#define ROOM 4000

static SQLHDBC dbc;
static char *result; /* the browse result, or the completed string */

static SQLRETURN browse(const char *request)
{
	tchar *out = ring_alloc(ROOM * sizeof(tchar));
	SQLSMALLINT n = 0;
	const SQLRETURN rc = CALL(SQLBrowseConnect)(dbc, text_to(request), SQL_NTS, out, ROOM, &n);

	result = SQL_SUCCEEDED(rc) || rc == SQL_NEED_DATA ? text_from(out, (size_t)n) : format("%s", "");
	return rc;
}

#define BROWSE(request, want) RC_D(dbc, browse(request), want)

/* iODBC hands the text that comes with SQL_NEED_DATA to callers of the function with W only. */
#define KEPT_BACK (IODBC && C_TEXT == SQL_C_CHAR)
#define ASKS(want) CHECK_STR(result, KEPT_BACK ? "" : (want))
#define ASKS_WITH(part) CHECK_HAS(result, KEPT_BACK ? "" : (part))

static char *driver(const char *more)
{
	return format("%sSSLRootCert=%s;%s", driver_keyword(), setting("LB_TEST_CA"), more);
}

static void begin(void)
{
	dbc = dbc_new();
}

static void end(void)
{
	CHECK_INT(SQLDisconnect(dbc), SQL_SUCCESS);
	CHECK_INT(SQLFreeHandle(SQL_HANDLE_DBC, dbc), SQL_SUCCESS);
}

/* From nothing but the driver's name to a connection. */
static void step_by_step(void)
{
	begin();
	BROWSE(driver(""), SQL_NEED_DATA);
	ASKS("AuthType:Way to sign in={oauth-m2m,external-browser,databricks-cli,pat,azure-client-secret,azure-msi,"
			  "azure-cli,env-oidc,file-oidc,github-oidc,password,token};");
	BROWSE("AuthType=oauth-m2m", SQL_NEED_DATA);
	ASKS("Workspace:URL of the Databricks workspace=?;ClientId:Client ID of the service principal=?;"
			  "ClientSecret:OAuth secret=?;");
	BROWSE(format("Workspace=%s;ClientId=%s;ClientSecret=%s", setting("LB_WORKSPACE_URL"), setting("LB_CLIENT_ID"),
		      setting("LB_CLIENT_SECRET")), SQL_NEED_DATA);
	ASKS_WITH("*Endpoint:Endpoint={");
	ASKS_WITH(setting("LB_ENDPOINT"));
	ASKS_WITH(setting("LB_ENDPOINT_DEV"));
	CHECK_HAS_NOT(result, setting("LB_ENDPOINT_DISABLED"));
	ASKS_WITH(format("*Instance:Instance={%s", setting("LB_INSTANCE")));
	BROWSE(format("Endpoint=%s;Port=%s", setting("LB_ENDPOINT"), setting("LB_PGPORT")), SQL_NEED_DATA);
	ASKS_WITH("Database:Database={");
	ASKS_WITH(setting("LB_DATABASE"));
	CHECK_HAS_NOT(result, "template");
	BROWSE(format("Database=%s", setting("LB_DATABASE")), SQL_SUCCESS);
	CHECK_HAS(result, format("Endpoint=%s;", setting("LB_ENDPOINT")));
	CHECK_HAS_NOT(result, setting("LB_CLIENT_SECRET"));
	CHECK_STR(query(dbc, "select current_database()"), format("%s\n", setting("LB_DATABASE")));
	end();
}

static void a_role_with_a_password(void)
{
	begin();
	BROWSE(driver("AuthType=password"), SQL_NEED_DATA);
	ASKS("Server:Host name of the endpoint=?;UID:User=?;PWD:Password=?;");
	BROWSE(format("Server=%s;Port=%s;UID=%s;PWD=%s", setting("LB_PGHOST"), setting("LB_PGPORT"), setting("LB_NATIVE_USER"),
		      setting("LB_NATIVE_PASSWORD")), SQL_NEED_DATA);
	ASKS_WITH("Database:Database={");
	BROWSE(format("Database=%s", setting("LB_DATABASE")), SQL_SUCCESS);
	CHECK_STR(query(dbc, "select current_user"), format("%s\n", setting("LB_NATIVE_USER")));
	end();
}

static void a_data_source_that_lacks_nothing(void)
{
	begin();
	BROWSE(format("DSN=%s", setting("LB_TEST_DSN")), SQL_SUCCESS);
	CHECK_HAS(result, format("DSN=%s;", setting("LB_TEST_DSN")));
	CHECK_STR(query(dbc, "select 1"), "1\n");
	FAILS_D(dbc, browse("Database=x"), "08002");
	end();
}

/* Recoverable: the same is asked for again, and the next answer counts. */
static void a_wrong_answer(void)
{
	char *asked;

	begin();
	BROWSE(driver("AuthType=password"), SQL_NEED_DATA);
	asked = result;
	BROWSE(format("Server=%s;Port=%s;UID=%s;PWD=wrong", setting("LB_PGHOST"), setting("LB_PGPORT"), setting("LB_NATIVE_USER")),
	       SQL_NEED_DATA);
	CHECK_STR(diag_state(SQL_HANDLE_DBC, dbc, 1), "28000");
	ASKS(asked);
	BROWSE(format("Server=%s;Port=%s;UID=%s;PWD=%s", setting("LB_PGHOST"), setting("LB_PGPORT"), setting("LB_NATIVE_USER"),
		      setting("LB_NATIVE_PASSWORD")), SQL_NEED_DATA);
	asked = result;
	BROWSE("Database=not_there", SQL_NEED_DATA);
	CHECK_STR(diag_state(SQL_HANDLE_DBC, dbc, 1), "3D000");
	ASKS(asked);
	BROWSE(format("Database=%s", setting("LB_DATABASE")), SQL_SUCCESS);
	end();
}

static void the_workspace_refuses(void)
{
	begin();
	BROWSE(driver(format("Workspace=%s;AuthType=pat", setting("LB_WORKSPACE_URL"))), SQL_NEED_DATA);
	ASKS("Token:Personal access token=?;");
	BROWSE("Token=dapi00000000000000000000000000000000", SQL_NEED_DATA);
	CHECK_STR(diag_state(SQL_HANDLE_DBC, dbc, 1), "28000");
	ASKS("Token:Personal access token=?;");
	BROWSE(format("Token=%s", setting("LB_PAT")), SQL_NEED_DATA);
	ASKS_WITH("Endpoint:");
	end(); /* SQLDisconnect gives up browsing */
}

static int give(void *context, const struct lb_token_request *request, char *buffer, size_t room)
{
	const char *token = setting("LB_PAT");

	(void)context;
	(void)request;
	if (strlen(token) > room)
		return -1;
	memcpy(buffer, token, strlen(token));
	return (int)strlen(token);
}

/* Nothing is asked for that the application gave by an attribute. */
static void a_token_by_an_attribute(void)
{
	static const struct lb_token_provider provider = {sizeof(provider), give, NULL};

	begin();
	OK_D(dbc, CALL(SQLSetConnectAttr)(dbc, SQL_ATTR_LB_TOKEN_PROVIDER, (SQLPOINTER)(uintptr_t)&provider, sizeof(provider)));
	BROWSE(driver("AuthType=pat"), SQL_NEED_DATA);
	ASKS("Workspace:URL of the Databricks workspace=?;");
	BROWSE(format("Workspace=%s", setting("LB_WORKSPACE_URL")), SQL_NEED_DATA);
	ASKS_WITH(setting("LB_ENDPOINT"));
	BROWSE(format("Endpoint=%s;Port=%s;Database=%s", setting("LB_ENDPOINT"), setting("LB_PGPORT"), setting("LB_DATABASE")),
	       SQL_SUCCESS);
	CHECK_HAS_NOT(result, setting("LB_PAT"));
	CHECK_STR(query(dbc, "select 1"), "1\n");
	end();
}

static void keywords_that_nobody_knows(void)
{
	char *asked;

	begin();
	BROWSE(driver("AuthType=password;Colour=blue"), SQL_NEED_DATA);
	CHECK_STR(diag_state(SQL_HANDLE_DBC, dbc, 1), "01S00");
	asked = result;
	BROWSE("Servr=localhost", SQL_NEED_DATA);
	CHECK_STR(diag_state(SQL_HANDLE_DBC, dbc, 1), "01S00");
	CHECK_HAS(diag_text(SQL_HANDLE_DBC, dbc, 1), "Server");
	ASKS(asked);
	BROWSE("Port=many", SQL_NEED_DATA);
	CHECK_HAS(diag_text(SQL_HANDLE_DBC, dbc, 1), "Port");
	ASKS(asked);
	end();
}

static void a_small_buffer(void)
{
	SQLSMALLINT n = 0;
	tchar out[11] = {0};

	begin();
	RC_D(dbc, CALL(SQLBrowseConnect)(dbc, text_to(driver("AuthType=password")), SQL_NTS, out, 11, &n), SQL_NEED_DATA);
	CHECK_STR(diag_state(SQL_HANDLE_DBC, dbc, 1), "01004");
	CHECK_STR(text_from(out, 10), KEPT_BACK ? "" : "Server:Hos");
	BROWSE("", SQL_NEED_DATA); /* once more */
	ASKS("Server:Host name of the endpoint=?;UID:User=?;PWD:Password=?;");
	end();
}

/* The catalog that was set before is an answer too; iODBC tells the driver of it when there is a connection. */
static void the_catalog_is_known_already(void)
{
	begin();
	OK_D(dbc, CALL(SQLSetConnectAttr)(dbc, SQL_ATTR_CURRENT_CATALOG, text_to(setting("LB_DATABASE")), SQL_NTS));
	BROWSE(driver(format("AuthType=password;Server=%s;Port=%s;UID=%s;PWD=%s", setting("LB_PGHOST"), setting("LB_PGPORT"),
			     setting("LB_NATIVE_USER"), setting("LB_NATIVE_PASSWORD"))), IODBC ? SQL_NEED_DATA : SQL_SUCCESS);
	end();
}

static void errors_of_the_first_request(void)
{
	begin();
	RC_D(dbc, browse("DSN=no_such_source"), SQL_ERROR);
	CHECK_STR(diag_state(SQL_HANDLE_DBC, dbc, 1), "IM002");
	RC_D(dbc, browse(driver("AuthType=magic")), SQL_ERROR);
	CHECK_HAS(diag_text(SQL_HANDLE_DBC, dbc, 1), "AuthType");
	OK_D(dbc, x_driver_connect(dbc, format("DSN=%s", setting("LB_TEST_DSN")))); /* the handle is as it was */
	end();
}

static void it_is_claimed(void)
{
	SQLUSMALLINT claimed = 0;

	OK_D(db, SQLGetFunctions(db, SQL_API_SQLBROWSECONNECT, &claimed));
	CHECK_INT(claimed, SQL_TRUE);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(step_by_step), TEST(a_role_with_a_password), TEST(a_data_source_that_lacks_nothing), TEST(a_wrong_answer),
		TEST(the_workspace_refuses), TEST(a_token_by_an_attribute),
		TEST(keywords_that_nobody_knows), TEST(a_small_buffer), TEST(the_catalog_is_known_already),
		TEST(errors_of_the_first_request), TEST(it_is_claimed),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
