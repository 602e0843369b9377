/*
 * Tokens that the application gives by SQL_ATTR_LB_TOKEN and SQL_ATTR_LB_TOKEN_PROVIDER (include/lakebase_odbc.h):
 * before connecting, through the driver manager, which keeps them until there is a driver.
 */
#include "harness.h"

#include <lakebase_odbc.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The application's side of a function: what to answer, and what it was asked. */
struct user {
	const char *tokens[4]; /* the last one again and again */
	const char *refusal;   /* instead of a token */
	int asked;
	int reasons[8];
	struct lb_token_request last;
	char where[200], name[200];
	char *stack;
};

static int give(void *context, const struct lb_token_request *request, char *buffer, size_t room)
{
	struct user *u = context;
	int i = u->asked < 3 ? u->asked : 3;
	char here = 0;

	if (u->asked < 8)
		u->reasons[u->asked] = request->reason;
	u->asked++;
	u->last = *request;
	u->stack = &here;
	snprintf(u->where, sizeof(u->where), "%s", request->where);
	snprintf(u->name, sizeof(u->name), "%s", request->user ? request->user : "-");
	if (u->refusal) {
		snprintf(buffer, room, "%s", u->refusal);
		return -1;
	}
	while (!u->tokens[i])
		i--;
	memcpy(buffer, u->tokens[i], strlen(u->tokens[i]));
	return (int)strlen(u->tokens[i]);
}

static const char *credential(const char *options)
{
	char *token = control(format("credential %s", options));

	token[strcspn(token, "\n")] = '\0';
	return token;
}

static const char *target(const char *port)
{
	return format("%sServer=%s;Port=%s;SSLRootCert=%s;LoginTimeout=20;", driver_keyword(), setting("LB_PGHOST"), port, setting("LB_TEST_CA"));
}

static const char *database(void)
{
	return format("%sAuthType=token", target(setting("LB_PGPORT")));
}

static const char *workspace(void)
{
	return format("%sAuthType=pat;Workspace=%s;Endpoint=%s;Port=%s;SSLRootCert=%s;LoginTimeout=20;", driver_keyword(),
		      setting("LB_WORKSPACE_URL"), setting("LB_ENDPOINT"), setting("LB_PGPORT"), setting("LB_TEST_CA"));
}

static SQLRETURN set_text(SQLHDBC dbc, const char *token)
{
	return CALL(SQLSetConnectAttr)(dbc, SQL_ATTR_LB_TOKEN, text_to(token), (SQLINTEGER)(text_units(token) * sizeof(tchar)));
}

static SQLRETURN set_user(SQLHDBC dbc, struct user *u)
{
	/* static: iODBC keeps only the pointer until it connects */
	static struct lb_token_provider provider;

	provider = (struct lb_token_provider){sizeof(provider), give, u};
	return CALL(SQLSetConnectAttr)(dbc, SQL_ATTR_LB_TOKEN_PROVIDER, &provider, sizeof(provider));
}

static SQLHDBC open_with(struct user *u, const char *string)
{
	SQLHDBC dbc = dbc_new();

	OK_D(dbc, set_user(dbc, u));
	OK_D(dbc, x_driver_connect(dbc, string));
	return dbc;
}

static char *who(SQLHDBC dbc)
{
	return query(dbc, "select current_user");
}

static void end_session_of(SQLHDBC dbc)
{
	char *pid = query(dbc, "select pg_backend_pid()");

	CHECK_STR(query(db, format("select pg_terminate_backend(%s)", pid)), "1\n");
	pause_ms(200);
}

/* ---- text ---- */

static void a_text(void)
{
	const char *token = credential("");
	SQLHDBC dbc = dbc_new();

	OK_D(dbc, set_text(dbc, token));
	OK_D(dbc, x_driver_connect(dbc, database()));
	CHECK_STR(who(dbc), format("%s\n", setting("LB_CLIENT_ID")));
	end_session_of(dbc); /* and it is used again */
	CHECK_STR(who(dbc), format("%s\n", setting("LB_CLIENT_ID")));
	dbc_close(dbc);
}

static void a_text_with_a_terminator(void)
{
	const char *token = credential("");
	SQLHDBC dbc = dbc_new();

	OK_D(dbc, CALL(SQLSetConnectAttr)(dbc, SQL_ATTR_LB_TOKEN, text_to(token), SQL_NTS));
	OK_D(dbc, x_driver_connect(dbc, database()));
	CHECK_STR(who(dbc), format("%s\n", setting("LB_CLIENT_ID")));
	dbc_close(dbc);
}

/* What older versions of unixODBC keep of wide text with SQL_NTS. */
static void the_first_byte_of_a_text(void)
{
	static char one[8] = "e";
	SQLHDBC dbc = dbc_new();

	OK_D(dbc, SQLSetConnectAttr(dbc, SQL_ATTR_LB_TOKEN, one, SQL_NTS));
	FAILS_D(dbc, x_driver_connect(dbc, database()), "28000");
	CHECK_HAS(diag_all(SQL_HANDLE_DBC, dbc), "length in bytes");
	dbc_close(dbc);
}

static void a_newer_text_while_connected(void)
{
	SQLHDBC dbc = dbc_new();

	OK_D(dbc, set_text(dbc, credential("")));
	OK_D(dbc, x_driver_connect(dbc, database()));
	OK_D(dbc, set_text(dbc, credential("--expires-in -5")));
	end_session_of(dbc);
	CHECK_STR(who(dbc), "ERROR 08S01");
	OK_D(dbc, set_text(dbc, credential("")));
	CHECK_STR(who(dbc), format("%s\n", setting("LB_CLIENT_ID")));
	FAILS_D(dbc, set_text(dbc, "two words"), "HY024");
	dbc_close(dbc);
}

static void a_text_of_the_workspace(void)
{
	SQLHDBC dbc = dbc_new();

	OK_D(dbc, set_text(dbc, setting("LB_PAT")));
	OK_D(dbc, x_driver_connect(dbc, workspace()));
	CHECK(strlen(who(dbc)) > 1);
	dbc_close(dbc);
}

static void a_text_that_is_no_token(void)
{
	SQLHDBC dbc = dbc_new();

	OK_D(dbc, set_text(dbc, "two words")); /* the driver manager does not know better */
	FAILS_D(dbc, x_driver_connect(dbc, database()), "28000");
	CHECK_HAS(diag_all(SQL_HANDLE_DBC, dbc), "has spaces");
	dbc_close(dbc);
	dbc = dbc_new(); /* of a text that is set twice, iODBC hands over the first one last */
	OK_D(dbc, set_text(dbc, setting("LB_PAT")));
	FAILS_D(dbc, x_driver_connect(dbc, database()), "28000");
	CHECK_HAS(diag_all(SQL_HANDLE_DBC, dbc), "AuthType=pat");
	dbc_close(dbc);
}

static void it_cannot_be_read(void)
{
	struct user u = {.tokens = {credential("")}};
	SQLHDBC dbc = open_with(&u, database());
	char buffer[64] = "";
	SQLINTEGER n = 0;

	FAILS_D(dbc, CALL(SQLGetConnectAttr)(dbc, SQL_ATTR_LB_TOKEN, buffer, sizeof(buffer), &n), "HY092");
	FAILS_D(dbc, CALL(SQLGetConnectAttr)(dbc, SQL_ATTR_LB_TOKEN_PROVIDER, buffer, sizeof(buffer), &n), "HY092");
	CHECK_STR(buffer, "");
	dbc_close(dbc);
}

/* ---- a function ---- */

static void a_function_for_the_database(void)
{
	struct user u = {.tokens = {credential("")}};
	SQLHDBC dbc = open_with(&u, database());

	CHECK_STR(who(dbc), format("%s\n", setting("LB_CLIENT_ID")));
	CHECK_INT(u.asked, 1);
	CHECK_INT(u.last.size, sizeof(u.last));
	CHECK_INT(u.last.reason, LB_TOKEN_CONNECT);
	CHECK_INT(u.last.kind, LB_TOKEN_DATABASE);
	CHECK(u.last.timeout_ms > 10000 && u.last.timeout_ms <= 20000);
	CHECK_STR(u.where, setting("LB_PGHOST"));
	CHECK_STR(u.name, "-");
	dbc_close(dbc);
}

static void a_function_for_the_workspace(void)
{
	struct user u = {.tokens = {setting("LB_PAT")}};
	SQLHDBC dbc = open_with(&u, workspace());

	CHECK(strlen(who(dbc)) > 1);
	CHECK_INT(u.asked, 1);
	CHECK_INT(u.last.kind, LB_TOKEN_WORKSPACE);
	CHECK_STR(u.where, setting("LB_WORKSPACE_URL"));
	dbc_close(dbc);
}

static void a_lost_connection_asks_again(void)
{
	struct user u = {.tokens = {credential(""), credential(""), credential("")}};
	SQLHDBC dbc = open_with(&u, format("%s;UID=%s", database(), setting("LB_CLIENT_ID")));
	SQLHSTMT s;

	end_session_of(dbc);
	CHECK_STR(who(dbc), format("%s\n", setting("LB_CLIENT_ID")));
	CHECK_INT(u.asked, 2);
	CHECK_INT(u.reasons[1], LB_TOKEN_RECONNECT);
	CHECK_STR(u.name, setting("LB_CLIENT_ID"));
	u.refusal = "nobody is there any more";
	end_session_of(dbc);
	s = stmt_new(dbc);
	FAILS_S(s, x_exec(s, "select 1"), "08S01");
	CHECK_HAS(diag_all(SQL_HANDLE_STMT, s), "nobody is there any more");
	stmt_free(s);
	dbc_close(dbc);
}

static void a_refused_token_asks_once_more(void)
{
	struct user u = {.tokens = {credential("--expires-in -5"), credential("")}};
	SQLHDBC dbc = open_with(&u, database());

	CHECK_STR(who(dbc), format("%s\n", setting("LB_CLIENT_ID")));
	CHECK_INT(u.asked, 2);
	CHECK_INT(u.reasons[0], LB_TOKEN_CONNECT);
	CHECK_INT(u.reasons[1], LB_TOKEN_REFUSED);
	dbc_close(dbc);
	u = (struct user){.tokens = {credential("--expires-in -5")}};
	dbc = dbc_new();
	OK_D(dbc, set_user(dbc, &u));
	FAILS_D(dbc, x_driver_connect(dbc, database()), "28000");
	CHECK_INT(u.asked, 2);
	CHECK_HAS_NOT(diag_all(SQL_HANDLE_DBC, dbc), "eyJ");
	dbc_close(dbc);
}

static void so_does_one_that_the_workspace_refuses(void)
{
	struct user u = {.tokens = {"dapi00000000000000000000000000000000", setting("LB_PAT")}};
	SQLHDBC dbc = open_with(&u, workspace());

	CHECK(strlen(who(dbc)) > 1);
	CHECK_INT(u.asked, 2);
	CHECK_INT(u.reasons[1], LB_TOKEN_REFUSED);
	dbc_close(dbc);
	u = (struct user){.tokens = {"dapi00000000000000000000000000000000"}};
	dbc = dbc_new();
	OK_D(dbc, set_user(dbc, &u));
	FAILS_D(dbc, x_driver_connect(dbc, workspace()), "28000");
	CHECK_INT(u.asked, 2);
	dbc_close(dbc);
}

static void without_a_token(void)
{
	struct user u = {.refusal = "the vault is shut"};
	SQLHDBC dbc = dbc_new();

	OK_D(dbc, set_user(dbc, &u));
	FAILS_D(dbc, x_driver_connect(dbc, database()), "28000");
	CHECK_HAS(diag_all(SQL_HANDLE_DBC, dbc), "the vault is shut");
	u = (struct user){.tokens = {""}};
	FAILS_D(dbc, x_driver_connect(dbc, database()), "28000");
	CHECK_HAS(diag_all(SQL_HANDLE_DBC, dbc), "is empty");
	u = (struct user){.tokens = {"a b"}};
	FAILS_D(dbc, x_driver_connect(dbc, database()), "28000");
	dbc_close(dbc);
}

static void a_struct_that_is_none(void)
{
	struct lb_token_provider provider = {sizeof(provider), NULL, NULL};
	SQLHDBC dbc = dbc_new();

	OK_D(dbc, CALL(SQLSetConnectAttr)(dbc, SQL_ATTR_LB_TOKEN_PROVIDER, &provider, sizeof(provider)));
	FAILS_D(dbc, x_driver_connect(dbc, database()), "28000");
	CHECK_HAS(diag_all(SQL_HANDLE_DBC, dbc), "function must not be NULL");
	dbc_close(dbc);
}

/* One credential of 8 KiB by each way. */
static void eight_kilobytes(void)
{
	struct user u = {.tokens = {NULL}};
	SQLHDBC dbc = dbc_new();
	const char *token;

	control("set padding=8192");
	token = credential("");
	control("set padding=0");
	CHECK(strlen(token) > 8192);
	OK_D(dbc, set_text(dbc, token));
	OK_D(dbc, x_driver_connect(dbc, database()));
	CHECK(strlen(who(dbc)) > 1);
	dbc_close(dbc);
	u.tokens[0] = token;
	dbc = open_with(&u, database());
	CHECK(strlen(who(dbc)) > 1);
	dbc_close(dbc);
}

/* An asynchronous call has a small stack of its own; the application's function runs on the application's. */
static void asynchronously_on_the_stack_of_the_caller(void)
{
	struct user u = {.tokens = {credential("")}};
	SQLHDBC dbc = open_with(&u, database());
	SQLHSTMT s = stmt_new(dbc);
	char here = 0;
	SQLRETURN rc;

	end_session_of(dbc);
	OK_S(s, SQLSetStmtAttr(s, SQL_ATTR_ASYNC_ENABLE, (SQLPOINTER)SQL_ASYNC_ENABLE_ON, 0));
	while ((rc = x_exec(s, "select 7")) == SQL_STILL_EXECUTING)
		pause_ms(2);
	OK_S(s, rc);
	CHECK_INT(u.asked, 2);
	if (!SANITIZED) /* where locals are not on the stack */
		CHECK(u.stack - &here > -(1 << 20) && u.stack - &here < 1 << 20);
	OK_S(s, SQLSetStmtAttr(s, SQL_ATTR_ASYNC_ENABLE, (SQLPOINTER)SQL_ASYNC_ENABLE_OFF, 0));
	stmt_free(s);
	dbc_close(dbc);
}

/* ---- what it goes with ---- */

static void refused(const char *string, const char *words)
{
	struct user u = {.tokens = {"abcdefgh"}};
	SQLHDBC dbc = dbc_new();

	OK_D(dbc, set_user(dbc, &u));
	FAILS_D(dbc, x_driver_connect(dbc, string), "HY000");
	CHECK_HAS(diag_all(SQL_HANDLE_DBC, dbc), words);
	CHECK_INT(u.asked, 0);
	dbc_close(dbc);
}

static void only_with_the_right_auth_type(void)
{
	struct user u = {.tokens = {credential("")}};
	SQLHDBC dbc;

	refused("DSN=lakebase", "AuthType=pat");
	refused(password_string(), "AuthType=pat");
	refused("DSN=lakebase;AuthType=oauth-m2m", "does not take one");
	refused(format("%s;AccessToken=abcdefgh", database()), "AccessToken is given");
	refused(format("%sToken=abcdefgh", workspace()), "Token is given");
	dbc = open_with(&u, target(setting("LB_PGPORT"))); /* nothing else is complete: AuthType=token */
	CHECK_STR(who(dbc), format("%s\n", setting("LB_CLIENT_ID")));
	dbc_close(dbc);
	FAILS_D(db, set_text(db, "abcdefgh"), "HY011"); /* signed in some other way */
}

/* A token of one user never serves another, even though the string is the same. */
static void users_side_by_side(void)
{
	struct user app = {.tokens = {credential("")}};
	struct user alice = {.tokens = {credential(format("--subject %s", setting("LB_USER")))}};
	SQLHDBC a = open_with(&app, database()), b = open_with(&alice, database());

	CHECK_STR(who(a), format("%s\n", setting("LB_CLIENT_ID")));
	CHECK_STR(who(b), format("%s\n", setting("LB_USER")));
	end_session_of(a);
	end_session_of(b);
	CHECK_STR(who(b), format("%s\n", setting("LB_USER")));
	CHECK_STR(who(a), format("%s\n", setting("LB_CLIENT_ID")));
	CHECK_INT(app.asked, 2);
	CHECK_INT(alice.asked, 2);
	dbc_close(a);
	dbc_close(b);
}

/* ---- threads ---- */

struct worker {
	pthread_t thread;
	struct user user;
	const char *string;
	char who[64];
};

static void *work(void *data)
{
	struct worker *w = data;
	struct lb_token_provider provider = {sizeof(provider), give, &w->user};
	SQLHDBC dbc = dbc_new();

	OK_D(dbc, CALL(SQLSetConnectAttr)(dbc, SQL_ATTR_LB_TOKEN_PROVIDER, &provider, sizeof(provider)));
	if (OK_D(dbc, x_driver_connect(dbc, w->string)))
		snprintf(w->who, sizeof(w->who), "%s", who(dbc));
	dbc_close(dbc);
	return NULL;
}

static void at_once(struct worker *w, size_t n)
{
	for (size_t i = 0; i < n; i++)
		CHECK_INT(pthread_create(&w[i].thread, NULL, work, &w[i]), 0);
	for (size_t i = 0; i < n; i++)
		pthread_join(w[i].thread, NULL);
}

static void threads_with_tokens_of_their_own(void)
{
	static struct worker w[12];
	const char *const subjects[] = {setting("LB_CLIENT_ID"), setting("LB_USER")};

	for (size_t i = 0; i < COUNT(w); i++)
		w[i] = (struct worker){.user = {.tokens = {credential(format("--subject %s", subjects[i % 2]))}}, .string = database()};
	at_once(w, COUNT(w));
	for (size_t i = 0; i < COUNT(w); i++) {
		CHECK_STR(w[i].who, format("%s\n", subjects[i % 2]));
		CHECK_INT(w[i].user.asked, 1);
	}
}

/* Each is asked for its token; who has the same one shares the credential. */
static void threads_with_the_same_token(void)
{
	static struct worker w[12];

	for (size_t i = 0; i < COUNT(w); i++)
		w[i] = (struct worker){.user = {.tokens = {setting("LB_PAT")}}, .string = format("%sUserAgentEntry=Same/1", workspace())};
	control("log --clear");
	at_once(w, COUNT(w));
	for (size_t i = 0; i < COUNT(w); i++)
		CHECK_INT(w[i].user.asked, 1);
	CHECK(count_lines(control("log"), "\"path\":\"/api/2.0/postgres/credentials\"", NULL) <= 1);
}

static void the_credential_of_one_is_not_the_others(void)
{
	struct user good = {.tokens = {setting("LB_PAT")}}, bad = {.tokens = {"dapi00000000000000000000000000000000"}};
	SQLHDBC a = open_with(&good, workspace()), b = dbc_new();

	OK_D(b, set_user(b, &bad));
	FAILS_D(b, x_driver_connect(b, workspace()), "28000"); /* though one for the endpoint is in the cache */
	dbc_close(a);
	dbc_close(b);
}

static void nothing_in_the_trace(void)
{
	const char *file = format("%s/odbc-given-%ld.log", *setting("TMPDIR") ? setting("TMPDIR") : "/tmp", (long)getpid());
	struct user u = {.tokens = {credential("--expires-in -5"), credential("")}};
	char *completed = NULL, *trace;
	SQLHDBC dbc = dbc_new();

	OK_D(dbc, set_user(dbc, &u));
	OK_D(dbc, x_driver_connect_out(dbc, format("%s;LogLevel=debug;LogFile=%s", database(), file), &completed));
	CHECK_HAS_NOT(completed, "eyJ");
	dbc_close(dbc);
	dbc = dbc_open("LogLevel=off"); /* of the whole process */
	dbc_close(dbc);
	trace = shell(format("cat %s; rm -f %s", file, file));
	CHECK_HAS(trace, "asking the application for a token");
	CHECK_HAS_NOT(trace, "eyJ");
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(a_text), TEST(a_text_with_a_terminator), TEST(the_first_byte_of_a_text),
		TEST(a_newer_text_while_connected), TEST(a_text_of_the_workspace),
		TEST(a_text_that_is_no_token), TEST(it_cannot_be_read), TEST(a_function_for_the_database),
		TEST(a_function_for_the_workspace), TEST(a_lost_connection_asks_again), TEST(a_refused_token_asks_once_more),
		TEST(so_does_one_that_the_workspace_refuses), TEST(without_a_token), TEST(a_struct_that_is_none),
		TEST(eight_kilobytes), TEST(asynchronously_on_the_stack_of_the_caller), TEST(only_with_the_right_auth_type),
		TEST(users_side_by_side), TEST(threads_with_tokens_of_their_own), TEST(threads_with_the_same_token),
		TEST(the_credential_of_one_is_not_the_others), TEST(nothing_in_the_trace),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
