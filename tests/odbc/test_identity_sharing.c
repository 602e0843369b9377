/*
 * Who the server and the workspace see, and how credentials are shared: one sign-in for fifty threads, names,
 * tokens that are refused, a cached credential that goes stale, an endpoint that sleeps, faults that pass.
 */
#include "harness.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define THREADS 50
#define OAUTH "\"path\":\"/oidc/v1/token\""
#define MINT "\"path\":\"/api/2.0/postgres/credentials\""

static pthread_barrier_t together;

static void *connect_one(void *name)
{
	SQLHDBC dbc;

	pthread_barrier_wait(&together);
	dbc = dbc_new();
	if (OK_D(dbc, x_driver_connect(dbc, format("DSN=%s", setting("LB_TEST_DSN")))))
		snprintf(name, 64, "%s", query(dbc, "select current_user"));
	dbc_close(dbc);
	return NULL;
}

/* Has to be the first test: nothing is cached in this process yet. */
static void fifty_threads_sign_in_once(void)
{
	static char names[THREADS][64];
	pthread_t threads[THREADS];
	char *log;

	control("log --clear");
	pthread_barrier_init(&together, NULL, THREADS);
	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, connect_one, names[i]);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		CHECK_STR(names[i], format("%s\n", setting("LB_CLIENT_ID")));
	}
	pthread_barrier_destroy(&together);
	log = control("log");
	if (!(CHECK_INT(count_lines(log, OAUTH, NULL), 1) && CHECK_INT(count_lines(log, MINT, NULL), 1)))
		note("%s", log);
}

static void a_second_connect_asks_nobody(void)
{
	SQLHDBC dbc;

	control("log --clear");
	dbc = dbc_open("");
	CHECK_STR(control("log"), "");
	dbc_close(dbc);
}

static void names_by_default(void)
{
	SQLHDBC dbc = dbc_open("");
	char *log, *name;

	name = query(dbc, "select application_name from pg_stat_activity where pid = pg_backend_pid()");
	CHECK(strncmp(name, "lakebase_odbc/", 14) == 0);
	name[strcspn(name, "\n")] = 0;
	dbc_close(dbc);
	control("log --clear");
	CHECK_HAS(fresh_process(format("DSN=%s", setting("LB_TEST_DSN"))), "ok");
	log = control("log");
	CHECK(count_lines(log, "", NULL) >= 2);
	CHECK_INT(count_lines(log, format("\"user-agent\":\"%s os/", name), NULL), count_lines(log, "", NULL));
}

static void names_with_a_product(void)
{
	char *log;
	SQLHDBC dbc = dbc_open("UserAgentEntry=Acme_BI/3.5");

	CHECK_STR(query(dbc, "select application_name from pg_stat_activity where pid = pg_backend_pid()"), "Acme_BI/3.5\n");
	dbc_close(dbc);
	control("log --clear");
	CHECK_HAS(fresh_process(format("DSN=%s;UserAgentEntry=Acme_BI/3.5", setting("LB_TEST_DSN"))), "ok");
	log = control("log");
	CHECK_INT(count_lines(log, "\"user-agent\":\"Acme_BI/3.5 lakebase_odbc/", " os/"), count_lines(log, "", NULL));
	dbc = dbc_open("ApplicationName=nightly load;UserAgentEntry=Acme_BI/3.5");
	CHECK_HAS(query(dbc, "show application_name"), "nightly load"); /* what the user named is not lost */
	dbc_close(dbc);
}

static void long_names_are_cut(void)
{
	SQLHDBC dbc = dbc_open("UserAgentEntry=A_product_with_a_name_that_is_a_good_deal_longer_than_sixty_three_bytes/1.0");

	CHECK_STR(query(dbc, "show application_name"), "A_product_with_a_name_that_is_a_good_deal_longer_than_sixty_thr\n");
	dbc_close(dbc);
}

static void refused_token(const char *options, const char *words)
{
	char *token = control(format("credential %s", options));
	SQLHDBC dbc = dbc_new();

	token[strcspn(token, "\n")] = 0;
	if (!FAILS_D(dbc, x_driver_connect(dbc, format("%sAuthType=token;Server=%s;Port=%s;UID=%s;AccessToken={%s};SSLRootCert=%s;LoginTimeout=10",
						       driver_keyword(), setting("LB_PGHOST"), setting("LB_PGPORT"), setting("LB_CLIENT_ID"),
						       token, setting("LB_TEST_CA"))), "28000"))
		note("  ... %s", options);
	CHECK_HAS_NOT(diag_all(SQL_HANDLE_DBC, dbc), token);
	CHECK_HAS(diag_all(SQL_HANDLE_DBC, dbc), words);
	dbc_close(dbc);
}

static void bad_tokens_are_refused(void)
{
	refused_token("--expires-in -5", "");
	refused_token("--forged", "");
	refused_token("--unknown-key", "");
	refused_token("--endpoint dev", "");
	refused_token(format("--subject %s", setting("LB_USER")), "UID");
}

static void a_stale_credential_is_replaced(void)
{
	SQLHDBC dbc = dbc_open("");

	dbc_close(dbc);
	control("log --clear");
	control(format("fault login 1 --sqlstate 28P01 --message 'password authentication failed for user \"%s\"'", setting("LB_CLIENT_ID")));
	dbc = dbc_open("");
	CHECK_STR(query(dbc, "select 1"), "1\n");
	dbc_close(dbc);
	CHECK_INT(count_lines(control("log"), MINT, NULL), 1);
	control("fault clear");
}

/* Refused twice, with a fresh credential too: reported, not tried for ever. */
static void but_only_once(void)
{
	SQLHDBC dbc = dbc_new();

	control("log --clear");
	control(format("fault login 5 --sqlstate 28P01 --message 'password authentication failed for user \"%s\"'", setting("LB_CLIENT_ID")));
	FAILS_D(dbc, x_driver_connect(dbc, format("DSN=%s", setting("LB_TEST_DSN"))), "28000");
	CHECK_INT(count_lines(control("log"), MINT, NULL), 1);
	control("fault clear");
	dbc_close(dbc);
}

static void transient_refusals_pass(void)
{
	SQLHDBC dbc;

	control("fault login 2"); /* External authorization failed */
	dbc = dbc_open("");
	CHECK_STR(query(dbc, "select 1"), "1\n");
	dbc_close(dbc);
	control("fault clear");
}

static void too_many_requests_pass(void)
{
	const double begin = seconds();
	char *log;

	control("log --clear");
	control("fault http 429 --retry-after 1 --times 2");
	CHECK_HAS(fresh_process(format("DSN=%s", setting("LB_TEST_DSN"))), "ok");
	CHECK(seconds() - begin > 1.9 && seconds() - begin < 15);
	log = control("log");
	CHECK_INT(count_lines(log, "\"status\":429", NULL), 2);
	control("fault clear");
	control("fault http 503 --times 2");
	CHECK_HAS(fresh_process(format("DSN=%s", setting("LB_TEST_DSN"))), "ok");
	control("fault clear");
}

static void a_sleeping_endpoint_wakes(void)
{
	SQLHDBC dbc;
	const double begin = seconds();

	control("sleep --wake-ms 2000");
	dbc = dbc_open("");
	CHECK_STR(query(dbc, "select 1"), "1\n");
	CHECK(seconds() - begin > 1.5);
	dbc_close(dbc);
}

static void a_short_lived_credential_is_renewed(void)
{
	char *log;

	control("ttl --credential 3");
	CHECK_HAS(fresh_process(format("DSN=%s", setting("LB_TEST_DSN"))), "ok");
	{
		SQLHDBC a, b;

		control("log --clear");
		a = dbc_open(format("Endpoint=%s;Port=%s", setting("LB_ENDPOINT_DEV"), setting("LB_PGPORT_DEV")));
		pause_ms(4000);
		b = dbc_open(format("Endpoint=%s;Port=%s", setting("LB_ENDPOINT_DEV"), setting("LB_PGPORT_DEV")));
		CHECK_STR(query(a, "select 'a session outlives its token'"), "a session outlives its token\n");
		CHECK_STR(query(b, "select 1"), "1\n");
		log = control("log");
		CHECK_INT(count_lines(log, MINT, NULL), 2);
		dbc_close(a);
		dbc_close(b);
	}
	control("ttl --credential 3600");
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(fifty_threads_sign_in_once), TEST(a_second_connect_asks_nobody), TEST(names_by_default), TEST(names_with_a_product),
		TEST(long_names_are_cut), TEST(bad_tokens_are_refused), TEST(a_stale_credential_is_replaced), TEST(but_only_once),
		TEST(transient_refusals_pass), TEST(too_many_requests_pass), TEST(a_sleeping_endpoint_wakes),
		TEST(a_short_lived_credential_is_renewed),
	};

	return test_main(argc, argv, tests, COUNT(tests), NO_CONNECTION);
}
