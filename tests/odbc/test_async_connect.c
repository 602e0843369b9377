/*
 * Connection functions by polling (SQL_ATTR_ASYNC_DBC_FUNCTIONS_ENABLE): no thread, no call that takes long.  This
 * program is linked with the driver itself: neither driver manager lets SQLDriverConnect pass half-way (test_async).
 */
#include "harness.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define P(n) ((SQLPOINTER)(uintptr_t)(n))
#define ROOM 4000

/* What a call was given has to stay until it is through. */
struct one {
	SQLHDBC dbc;
	tchar *in, out[ROOM];
	SQLSMALLINT length;
	SQLRETURN rc;
	int polls;
	double longest; /* seconds of one call */
};

static void one_string(struct one *c, const char *string)
{
	const size_t bytes = (text_units(string) + 1) * sizeof(tchar);

	free(c->in);
	c->in = malloc(bytes);
	memcpy(c->in, text_to(string), bytes);
}

static struct one *one_new(const char *string)
{
	struct one *c = calloc(1, sizeof(*c));

	one_string(c, string);
	c->dbc = dbc_new();
	OK_D(c->dbc, SQLSetConnectAttr(c->dbc, SQL_ATTR_ASYNC_DBC_FUNCTIONS_ENABLE, P(SQL_ASYNC_DBC_ENABLE_ON), 0));
	c->rc = SQL_STILL_EXECUTING;
	return c;
}

static SQLRETURN one_poll(struct one *c)
{
	const double begin = seconds();

	c->rc = CALL(SQLDriverConnect)(c->dbc, NULL, c->in, SQL_NTS, c->out, ROOM, &c->length, SQL_DRIVER_NOPROMPT);
	if (seconds() - begin > c->longest)
		c->longest = seconds() - begin;
	c->polls += c->rc == SQL_STILL_EXECUTING;
	return c->rc;
}

static SQLRETURN one_finish(struct one *c)
{
	while (one_poll(c) == SQL_STILL_EXECUTING)
		pause_ms(2);
	return c->rc;
}

/* Until it is through, and well. */
static bool one_connect(struct one *c)
{
	return OK_D(c->dbc, one_finish(c));
}

static void one_free(struct one *c)
{
	SQLRETURN rc;

	if (SQL_SUCCEEDED(c->rc)) {
		while ((rc = SQLDisconnect(c->dbc)) == SQL_STILL_EXECUTING)
			pause_ms(1);
		CHECK_INT(rc, SQL_SUCCESS);
	}
	CHECK_INT(SQLFreeHandle(SQL_HANDLE_DBC, c->dbc), SQL_SUCCESS);
	free(c->in);
	free(c);
}

static const char *dsn(const char *more)
{
	return format("DSN=%s;%s", setting("LB_TEST_DSN"), more);
}

/* The first sign-in of this process: token, endpoint and credential come from a workspace that takes its time. */
static void the_workspace_is_waited_for(void)
{
	struct one *c = one_new(dsn(""));

	control("fault http slow --delay 700 --times 2");
	one_connect(c);
	control("fault clear");
	CHECK(c->polls > 50);
	CHECK(c->longest < 0.5);
	CHECK_HAS(text_from(c->out, (size_t)c->length), format("DSN=%s", setting("LB_TEST_DSN")));
	one_free(c);
}

static void the_server_is_waited_for(void)
{
	struct one *c = one_new("DSN=lakebase-tap");

	control("fault net latency=200");
	one_connect(c);
	control("fault clear");
	CHECK(c->polls > 50);
	CHECK(c->longest < 0.3);
	one_free(c);
}

#define MANY 50

static void fifty_connections_at_once(void)
{
	static struct one *all[MANY];
	int left = MANY;
	double begin;

	control("fault net latency=150");
	for (int i = 0; i < MANY; i++)
		all[i] = one_new("DSN=lakebase-tap");
	begin = seconds();
	while (left) {
		for (int i = 0; i < MANY; i++)
			if (all[i]->rc == SQL_STILL_EXECUTING && one_poll(all[i]) != SQL_STILL_EXECUTING)
				left--;
		pause_ms(1);
	}
	note("%d connections in %.1f s", MANY, seconds() - begin);
	CHECK(seconds() - begin < 20); /* one after the other, more than half a minute */
	control("fault clear");
	for (int i = 0; i < MANY; i++) {
		CHECK_INT(all[i]->rc, SQL_SUCCESS);
		CHECK_STR(query(all[i]->dbc, "select 1"), "1\n");
		one_free(all[i]);
	}
}

/* A refused login is tried again after a pause; the pause is no reason to hold the thread. */
static void a_pause_between_two_tries(void)
{
	struct one *c = one_new(dsn("LoginTimeout=60"));

	control("fault login 2");
	one_connect(c);
	CHECK(c->longest < 0.3);
	one_free(c);
}

static void an_error_comes_with_the_last_call(void)
{
	struct one *c = one_new(format("DSN=lakebase-password;Port=%s;PWD=wrong", setting("LB_PGPORT_TAP")));

	control("fault net latency=20");
	CHECK_INT(one_finish(c), SQL_ERROR);
	control("fault clear");
	CHECK(c->polls > 0);
	CHECK_STR(diag_state(SQL_HANDLE_DBC, c->dbc, 1), "28000");
	one_string(c, "DSN=lakebase-password"); /* the handle is good for another try */
	one_connect(c);
	one_free(c);
}

static void warnings_survive_the_waiting(void)
{
	struct one *c = one_new("DSN=lakebase-tap;Colour=blue");

	control("fault net latency=20");
	CHECK_INT(one_poll(c), SQL_STILL_EXECUTING);
	CHECK_STR(diag_state(SQL_HANDLE_DBC, c->dbc, 1), ""); /* none yet */
	CHECK_INT(one_finish(c), SQL_SUCCESS_WITH_INFO);
	control("fault clear");
	CHECK_STR(diag_state(SQL_HANDLE_DBC, c->dbc, 1), "01S00");
	one_free(c);
}

/* SQL_ATTR_LOGIN_TIMEOUT counts while nobody looks. */
static void the_login_timeout_holds(void)
{
	struct one *c = one_new("DSN=lakebase-tap;LoginTimeout=1");

	control("fault net stall");
	CHECK_INT(one_poll(c), SQL_STILL_EXECUTING);
	pause_ms(1200);
	CHECK_INT(one_finish(c), SQL_ERROR);
	CHECK_STR(diag_state(SQL_HANDLE_DBC, c->dbc, 1), "HYT00");
	control("fault clear");
	one_free(c);
}

static void cancelled(void)
{
	struct one *c = one_new("DSN=lakebase-tap;LoginTimeout=60");
	const double begin = seconds();

	control("fault net stall");
	for (int i = 0; i < 50; i++) {
		CHECK_INT(one_poll(c), SQL_STILL_EXECUTING);
		pause_ms(2);
	}
	CHECK_INT(SQLCancelHandle(SQL_HANDLE_DBC, c->dbc), SQL_SUCCESS);
	CHECK_INT(one_finish(c), SQL_ERROR);
	CHECK_STR(diag_state(SQL_HANDLE_DBC, c->dbc, 1), "HY008");
	CHECK(seconds() - begin < 20);
	control("fault clear");
	CHECK_INT(SQLCancelHandle(SQL_HANDLE_DBC, c->dbc), SQL_SUCCESS); /* nothing is under way */
	one_connect(c);
	CHECK_STR(query(c->dbc, "select 1"), "1\n");
	one_free(c);
}

static void cancelled_while_the_workspace_does_not_answer(void)
{
	struct one *c = one_new(format("DSN=%s;ClientId=%s;ClientSecret=%s;LoginTimeout=60", setting("LB_TEST_DSN"),
				       setting("LB_AWKWARD_CLIENT_ID"), setting("LB_AWKWARD_CLIENT_SECRET")));
	const double begin = seconds();

	control("fault http hang");
	for (int i = 0; i < 50; i++) {
		CHECK_INT(one_poll(c), SQL_STILL_EXECUTING);
		pause_ms(2);
	}
	CHECK_INT(SQLCancelHandle(SQL_HANDLE_DBC, c->dbc), SQL_SUCCESS);
	CHECK_INT(one_finish(c), SQL_ERROR);
	CHECK_STR(diag_state(SQL_HANDLE_DBC, c->dbc, 1), "HY008");
	CHECK(seconds() - begin < 20);
	control("fault clear");
	one_free(c);
}

/* One thread, two ways at once: the one that is not polled must not make the other one wait for it. */
static void a_synchronous_one_does_not_wait_for_a_stopped_one(void)
{
	char *who = format("DSN=%s;ClientId=%s;ClientSecret=%s;LoginTimeout=30", setting("LB_TEST_DSN"),
			   setting("LB_AWKWARD_CLIENT_ID"), setting("LB_AWKWARD_CLIENT_SECRET"));
	struct one *c = one_new(who);
	SQLHDBC other = dbc_new();
	const double begin = seconds();

	control("fault http slow --delay 200 --times 1");
	CHECK_INT(one_poll(c), SQL_STILL_EXECUTING); /* it fetches the token that the other one wants too */
	OK_D(other, x_driver_connect(other, who));
	CHECK(seconds() - begin < 10);
	dbc_close(other);
	one_connect(c);
	one_free(c);
}

#define REFUSED(call)                                                    \
	do {                                                             \
		CHECK_INT(call, SQL_ERROR);                              \
		CHECK_STR(diag_state(SQL_HANDLE_DBC, c->dbc, 1), "HY010"); \
	} while (0)

static void meanwhile(void)
{
	struct one *c = one_new("DSN=lakebase-tap");
	SQLUSMALLINT claimed = 0;
	SQLHSTMT s;
	SQLULEN n;

	control("fault net latency=20");
	CHECK_INT(one_poll(c), SQL_STILL_EXECUTING);
	REFUSED(SQLDisconnect(c->dbc));
	REFUSED(SQLEndTran(SQL_HANDLE_DBC, c->dbc, SQL_COMMIT));
	REFUSED(SQLSetConnectAttr(c->dbc, SQL_ATTR_LOGIN_TIMEOUT, P(5), 0));
	REFUSED(SQLGetConnectAttr(c->dbc, SQL_ATTR_AUTOCOMMIT, &n, 0, NULL));
	REFUSED(SQLAllocHandle(SQL_HANDLE_STMT, c->dbc, &s));
	CHECK_INT(SQLGetFunctions(c->dbc, SQL_API_SQLCONNECT, &claimed), SQL_SUCCESS);
	CHECK_INT(SQLFreeHandle(SQL_HANDLE_ENV, env), SQL_ERROR);
	CHECK_INT(one_finish(c), SQL_SUCCESS); /* and those refusals are no warnings of it */
	control("fault clear");
	one_free(c);
}

static void *poll_on(void *arg)
{
	one_finish(arg);
	return NULL;
}

static void another_thread_goes_on(void)
{
	struct one *c = one_new("DSN=lakebase-tap");
	pthread_t thread;

	control("fault net latency=20");
	CHECK_INT(one_poll(c), SQL_STILL_EXECUTING);
	pthread_create(&thread, NULL, poll_on, c);
	pthread_join(thread, NULL);
	control("fault clear");
	CHECK_INT(c->rc, SQL_SUCCESS);
	CHECK_STR(query(c->dbc, "select 1"), "1\n");
	one_free(c);
}

static void transactions_end_so_too(void)
{
	struct one *c = one_new("DSN=lakebase-tap");
	const char *t = table_name("async_end");
	SQLHSTMT s;
	SQLRETURN rc;
	int polls = 0;

	one_connect(c);
	s = stmt_new(c->dbc);
	OK_D(c->dbc, SQLSetConnectAttr(c->dbc, SQL_ATTR_AUTOCOMMIT, P(SQL_AUTOCOMMIT_OFF), 0));
	OK_S(s, x_exec(s, format("create table %s (a int)", t)));
	control("fault net latency=100");
	for (; (rc = SQLEndTran(SQL_HANDLE_DBC, c->dbc, SQL_COMMIT)) == SQL_STILL_EXECUTING; polls++) {
		if (polls == 0) {
			FAILS_S(s, x_exec(s, "select 1"), "HY010");
			CHECK_INT(SQLEndTran(SQL_HANDLE_DBC, c->dbc, SQL_ROLLBACK), SQL_STILL_EXECUTING); /* that of the first call */
			CHECK_INT(SQLEndTran(SQL_HANDLE_ENV, env, SQL_COMMIT), SQL_ERROR);
		}
		pause_ms(2);
	}
	control("fault clear");
	CHECK_INT(rc, SQL_SUCCESS);
	CHECK(IODBC ? polls == 0 : polls > 10); /* it would make an error of SQL_STILL_EXECUTING */
	stmt_free(s);
	OK_D(c->dbc, SQLSetConnectAttr(c->dbc, SQL_ATTR_AUTOCOMMIT, P(SQL_AUTOCOMMIT_ON), 0));
	CHECK_STR(query(c->dbc, format("select count(*) from %s", t)), "0\n"); /* it is there */
	run(c->dbc, format("drop table %s", t));
	one_free(c);
}

static void browsing_too(void)
{
	struct one *c = one_new(format("%sAuthType=password;SSLRootCert=%s;Server=%s;Port=%s;UID=%s;PWD=%s", driver_keyword(),
				       setting("LB_TEST_CA"), setting("LB_PGHOST"), setting("LB_PGPORT_TAP"), setting("LB_NATIVE_USER"),
				       setting("LB_NATIVE_PASSWORD")));
	int polls = 0;

	control("fault net latency=20");
	while ((c->rc = CALL(SQLBrowseConnect)(c->dbc, c->in, SQL_NTS, c->out, ROOM, &c->length)) == SQL_STILL_EXECUTING) {
		polls++;
		pause_ms(2);
	}
	control("fault clear");
	CHECK_INT(c->rc, SQL_NEED_DATA);
	CHECK(polls > 0);
	CHECK_HAS(text_from(c->out, (size_t)c->length), "Database:Database={");
	CHECK_INT(SQLDisconnect(c->dbc), SQL_SUCCESS); /* no more of it */
	one_free(c);
}

static void what_is_claimed(void)
{
	struct one *c = one_new(dsn(""));
	SQLUINTEGER n = 99;

	one_connect(c);
	OK_D(c->dbc, SQLGetInfo(c->dbc, SQL_ASYNC_DBC_FUNCTIONS, &n, sizeof(n), NULL));
	CHECK_INT(n, SQL_ASYNC_DBC_CAPABLE);
	OK_D(c->dbc, SQLGetConnectAttr(c->dbc, SQL_ATTR_ASYNC_DBC_FUNCTIONS_ENABLE, &n, 0, NULL));
	CHECK_INT(n, SQL_ASYNC_DBC_ENABLE_ON);
	FAILS_D(c->dbc, SQLSetConnectAttr(c->dbc, SQL_ATTR_ASYNC_DBC_FUNCTIONS_ENABLE, P(7), 0), "HY024");
	one_free(c);
}

/* What a driver manager does that knows nothing of this.  The last test: this process connects synchronously then. */
static void a_handle_that_is_freed_half_way(void)
{
	struct one *c = one_new("DSN=lakebase-tap;LoginTimeout=60");
	SQLHDBC old = c->dbc;
	const double begin = seconds();

	control("fault net latency=200");
	CHECK_INT(one_poll(c), SQL_STILL_EXECUTING);
	CHECK_INT(SQLFreeHandle(SQL_HANDLE_DBC, old), SQL_SUCCESS);
	CHECK(seconds() - begin < 5);
	control("fault clear");
	c->dbc = dbc_new();
	OK_D(c->dbc, SQLSetConnectAttr(c->dbc, SQL_ATTR_ASYNC_DBC_FUNCTIONS_ENABLE, P(SQL_ASYNC_DBC_ENABLE_ON), 0));
	CHECK_INT(one_poll(c), SQL_SUCCESS);
	one_free(c);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(the_workspace_is_waited_for), TEST(the_server_is_waited_for), TEST(fifty_connections_at_once),
		TEST(a_pause_between_two_tries), TEST(an_error_comes_with_the_last_call), TEST(warnings_survive_the_waiting),
		TEST(the_login_timeout_holds), TEST(cancelled), TEST(cancelled_while_the_workspace_does_not_answer),
		TEST(a_synchronous_one_does_not_wait_for_a_stopped_one), TEST(meanwhile), TEST(another_thread_goes_on),
		TEST(transactions_end_so_too), TEST(browsing_too), TEST(what_is_claimed), TEST(a_handle_that_is_freed_half_way),
	};

	return test_main(argc, argv, tests, COUNT(tests), NO_CONNECTION);
}
