/*
 * Packets are dropped, addresses die, names move: how soon it is noticed, that nothing is sent twice, and that the
 * connection comes back.  Not for itself: tests/clients/network/run builds the network.
 *
 * 10.99.1.1 and 10.99.1.2 are the database, 10.99.1.4 is its read-only endpoint, nobody listens at 10.99.1.3.
 */
#include "harness.h"

#include <pthread.h>
#include <string.h>

#define P(n)  ((SQLPOINTER)(uintptr_t)(n))
#define A     "10.99.1.1"
#define B     "10.99.1.2"
#define NONE  "10.99.1.3"
#define RO    "10.99.1.4"
#define HOST  "Server=moving.database.local.lakebase.test;"

/* Dead after 3 seconds without an answer; the probes begin after 1. */
#define SOON  "KeepAliveTime=1;KeepAliveInterval=1;KeepAliveCount=2;TcpUserTimeout=3;"
#define SOON_S 10 /* the kernel's timers are coarse, and the machine may be busy */

static SQLHDBC user;

static void net(const char *command)
{
	(void)shell(format("%s %s", setting("LB_NET"), command));
}

static void net_later(double s, const char *command)
{
	(void)shell(format("(sleep %.1f; %s %s) > /dev/null 2>&1 &", s, setting("LB_NET"), command));
}

static void open_at(const char *addresses, const char *more)
{
	net(format("name %s", addresses));
	user = dbc_open(format(HOST "%s", more));
}

static void leave(void)
{
	dbc_close(user);
	net("heal " A);
	net("heal " B);
}

static SQLUINTEGER dead(void)
{
	SQLUINTEGER is = 99;

	OK_D(user, CALL(SQLGetConnectAttr)(user, SQL_ATTR_CONNECTION_DEAD, &is, 0, NULL));
	return is;
}

/* How long until the connection is known to be dead. */
static double until_dead(double at_most)
{
	const double from = seconds();

	while (dead() == SQL_CD_FALSE && seconds() - from < at_most)
		pause_ms(50);
	return seconds() - from;
}

static void cut_and_notice(void)
{
	double s;

	net("cut " A);
	CHECK_INT(dead(), SQL_CD_FALSE); /* nobody can know yet */
	s = until_dead(SOON_S + 5);
	CHECK_INT(dead(), SQL_CD_TRUE);
	CHECK(s >= 1 && s < SOON_S);
}

static const char *t;

static void make_table(void)
{
	t = table_name("network");
	run(db, format("create table %s (a int)", t));
}

static void check_count(const char *want)
{
	CHECK_STR(query(db, format("select count(*) from %s", t)), format("%s\n", want));
}

/* ---- idle ---- */

static void an_idle_connection_is_opened_again(void)
{
	open_at(A, SOON);
	CHECK_STR(query(user, "select 1"), "1\n");
	cut_and_notice();
	net("heal " A);
	CHECK_STR(query(user, "select 1"), "1\n");
	CHECK_INT(dead(), SQL_CD_FALSE);
	leave();
}

static void with_a_transaction_it_ends(void)
{
	SQLHSTMT s;

	make_table();
	open_at(A, SOON);
	OK_D(user, SQLSetConnectAttr(user, SQL_ATTR_AUTOCOMMIT, P(SQL_AUTOCOMMIT_OFF), 0));
	run(user, format("insert into %s values (1)", t));
	cut_and_notice();
	net("heal " A);
	s = stmt_new(user);
	FAILS_S(s, x_exec(s, format("insert into %s values (2)", t)), "08S01");
	stmt_free(s);
	OK_D(user, SQLEndTran(SQL_HANDLE_DBC, user, SQL_ROLLBACK));
	run(user, format("insert into %s values (3)", t));
	OK_D(user, SQLEndTran(SQL_HANDLE_DBC, user, SQL_COMMIT));
	CHECK_STR(query(db, format("select a from %s", t)), "3\n");
	leave();
	run(db, format("drop table %s", t));
}

static void with_a_temporary_table_the_application_is_told(void)
{
	SQLHSTMT s;

	open_at(A, SOON);
	run(user, "create temp table mine (a int)");
	cut_and_notice();
	net("heal " A);
	s = stmt_new(user);
	FAILS_S(s, x_exec(s, "select 1"), "08S01");
	OK_S(s, x_exec(s, "select 1"));
	stmt_free(s);
	leave();
}

/* The other side restarts while nothing gets through: it does not know the connection any more, and says so. */
static void the_other_side_has_forgotten_it(void)
{
	open_at(A, SOON);
	CHECK_STR(query(user, "select 1"), "1\n");
	net("cut " A);
	net("down " A);
	net("up " A);
	net("heal " A);
	CHECK(until_dead(SOON_S) < SOON_S);
	CHECK_STR(query(user, "select 1"), "1\n");
	leave();
}

static void disconnecting_does_not_wait(void)
{
	double from;

	open_at(A, "");
	CHECK_STR(query(user, "select 1"), "1\n");
	net("cut " A);
	from = seconds();
	OK_D(user, SQLDisconnect(user));
	CHECK(seconds() - from < 4);
	(void)SQLFreeHandle(SQL_HANDLE_DBC, user);
	net("heal " A);
}

static void dead_with_rows_left(void)
{
	SQLHSTMT s;

	open_at(A, SOON);
	s = stmt_new(user);
	OK_S(s, x_exec(s, "select generate_series(1, 100)"));
	OK_S(s, SQLFetch(s));
	cut_and_notice();
	net("heal " A);
	OK_S(s, SQLFetch(s));
	stmt_free(s);
	CHECK_STR(query(user, "select 1"), "1\n");
	leave();
}

/* The kernel's own timer, of a connection with no keyword for it: gateways forget the silent after some minutes. */
static void the_defaults_probe_within_a_minute(void)
{
	char *timers;

	open_at(A, "");
	CHECK_STR(query(user, "select 1"), "1\n");
	pause_ms(1500);
	timers = shell("ss -Htno dst " A);
	CHECK_HAS(timers, "keepalive,5"); /* 5x seconds left */
	CHECK_HAS(timers, "sec");
	leave();
}

/* ---- statements ---- */

/* What is sent into the void ends with TcpUserTimeout, and has never arrived. */
static void a_statement_that_does_not_arrive(void)
{
	SQLHSTMT s;
	double from;

	make_table();
	open_at(A, "KeepAliveTime=60;TcpUserTimeout=3");
	CHECK_STR(query(user, "select 1"), "1\n");
	net("cut " A);
	s = stmt_new(user);
	from = seconds();
	FAILS_S(s, x_exec(s, format("insert into %s values (1)", t)), "08S01");
	CHECK(seconds() - from >= 2 && seconds() - from < SOON_S);
	CHECK_INT(dead(), SQL_CD_TRUE);
	net("heal " A);
	pause_ms(1500);
	check_count("0"); /* the kernel does not send it later either */
	OK_S(s, x_exec(s, format("insert into %s values (1)", t)));
	check_count("1");
	stmt_free(s);
	leave();
	run(db, format("drop table %s", t));
}

/* It arrives and is carried out, but its answer is lost: once, not twice. */
static void a_statement_whose_answer_is_lost(void)
{
	SQLHSTMT s;
	double from;

	make_table();
	open_at(A, SOON);
	CHECK_STR(query(user, "select 1"), "1\n");
	s = stmt_new(user);
	net_later(0.5, "cut " A);
	from = seconds();
	FAILS_S(s, x_exec(s, format("with x as (select pg_sleep(2)) insert into %s select 1 from x", t)), "08S01");
	CHECK(seconds() - from < SOON_S + 2);
	CHECK_INT(dead(), SQL_CD_TRUE);
	net("heal " A);
	pause_ms(2500);
	check_count("1");
	OK_S(s, x_exec(s, "select 1"));
	stmt_free(s);
	check_count("1");
	leave();
	run(db, format("drop table %s", t));
}

static void end_sleepers(void)
{
	run(db, "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(77)%' and pid <> pg_backend_pid()");
}

/* The server cannot be asked to stop, and that must not take long either. */
static void the_query_timeout_is_kept(void)
{
	SQLHSTMT s;
	double from;

	open_at(A, "QueryTimeout=2");
	CHECK_STR(query(user, "select 1"), "1\n");
	s = stmt_new(user);
	net_later(0.5, "cut " A);
	from = seconds();
	FAILS_S(s, x_exec(s, "select pg_sleep(77)"), "08S01");
	CHECK_HAS(diag_text(SQL_HANDLE_STMT, s, 1), "cannot be reached");
	CHECK(seconds() - from >= 2 && seconds() - from < 13);
	CHECK_INT(dead(), SQL_CD_TRUE);
	net("heal " A);
	OK_S(s, x_exec(s, "select 1"));
	stmt_free(s);
	leave();
	end_sleepers();
}

/* A commit that takes two seconds, and so many rows before it. */
static void begin_slow_commit(const char *seconds)
{
	OK_D(user, SQLSetConnectAttr(user, SQL_ATTR_AUTOCOMMIT, P(SQL_AUTOCOMMIT_OFF), 0));
	run(user, format("create function %s_wait() returns trigger language plpgsql as "
			 "$$ begin perform pg_sleep(%s); return null; end $$", t, seconds));
	run(user, format("create constraint trigger wait after insert on %s deferrable initially deferred for each row "
			 "execute function %s_wait()", t, t));
	OK_D(user, SQLEndTran(SQL_HANDLE_DBC, user, SQL_COMMIT));
	run(user, format("insert into %s values (1)", t));
}

static void a_commit_whose_answer_is_lost(void)
{
	make_table();
	open_at(A, SOON);
	begin_slow_commit("2");
	net_later(0.5, "cut " A);
	FAILS_D(user, SQLEndTran(SQL_HANDLE_DBC, user, SQL_COMMIT), "08007");
	CHECK_INT(dead(), SQL_CD_TRUE);
	net("heal " A);
	pause_ms(2500);
	check_count("1");
	CHECK_STR(query(user, format("select count(*) from %s", t)), "1\n");
	OK_D(user, SQLEndTran(SQL_HANDLE_DBC, user, SQL_COMMIT));
	leave();
	run(db, format("drop table %s; drop function %s_wait()", t, t));
}

static void the_connection_timeout_ends_a_commit(void)
{
	double from;

	make_table();
	open_at(A, "");
	begin_slow_commit("77");
	OK_D(user, SQLSetConnectAttr(user, SQL_ATTR_CONNECTION_TIMEOUT, P(2), 0));
	from = seconds();
	FAILS_D(user, SQLEndTran(SQL_HANDLE_DBC, user, SQL_COMMIT), "HYT01");
	CHECK(seconds() - from >= 2 && seconds() - from < SOON_S);
	CHECK_INT(dead(), SQL_CD_FALSE);
	check_count("0");
	OK_D(user, SQLEndTran(SQL_HANDLE_DBC, user, SQL_ROLLBACK));
	run(user, format("alter table %s disable trigger wait", t));
	run(user, format("insert into %s values (2)", t));
	net("cut " A);
	from = seconds();
	FAILS_D(user, SQLEndTran(SQL_HANDLE_DBC, user, SQL_COMMIT), "08007");
	CHECK(seconds() - from >= 2 && seconds() - from < 13);
	CHECK_INT(dead(), SQL_CD_TRUE);
	leave();
	run(db, format("select pg_terminate_backend(pid) from pg_stat_activity where query like 'insert into %s%%'", t));
	run(db, format("drop table %s; drop function %s_wait()", t, t));
}

static SQLHSTMT cancelled;
static double cancel_took;

static void *cancel(void *data)
{
	double from;

	(void)data;
	pause_ms(1000);
	from = seconds();
	(void)SQLCancel(cancelled);
	cancel_took = seconds() - from;
	return NULL;
}

static void cancelling_does_not_hang(void)
{
	pthread_t thread;

	open_at(A, SOON);
	cancelled = stmt_new(user);
	net_later(0.4, "cut " A);
	if (!CHECK_INT(pthread_create(&thread, NULL, cancel, NULL), 0))
		return;
	FAILS_S(cancelled, x_exec(cancelled, "select pg_sleep(77)"), "08S01");
	(void)pthread_join(thread, NULL);
	CHECK(cancel_took < 8);
	stmt_free(cancelled);
	leave();
	end_sleepers();
}

/* A server that is there but does not answer, as a gateway that hangs: the packets are acknowledged. */
static void the_query_timeout_is_kept_where_the_server_hangs(void)
{
	SQLHSTMT s;
	double from;

	open_at(A, "QueryTimeout=2");
	CHECK_STR(query(user, "select 1"), "1\n");
	s = stmt_new(user);
	control("fault net stall");
	from = seconds();
	FAILS_S(s, x_exec(s, "select 1"), "08S01");
	CHECK(seconds() - from >= 2 && seconds() - from < 13);
	control("fault clear");
	OK_S(s, x_exec(s, "select 1"));
	stmt_free(s);
	leave();
}

/* ---- addresses ---- */

static void the_first_of_two_addresses_is_silent(void)
{
	const double from = seconds();
	double s;

	net("cut " A);
	open_at(A " " B, "LoginTimeout=6");
	s = seconds() - from;
	CHECK_STR(query(user, "select 1"), "1\n");
	CHECK(s >= 2 && s < 6);
	leave();
}

static void the_first_of_two_addresses_refuses(void)
{
	const double from = seconds();

	open_at(NONE " " B, "");
	CHECK_STR(query(user, "select 1"), "1\n");
	CHECK(seconds() - from < 6);
	leave();
}

/* Waiting for an address that is gone does not help: the name is asked again. */
static void the_name_moves_while_somebody_connects(void)
{
	const double from = seconds();

	net("cut " A);
	net_later(3, "name " B);
	open_at(A, "LoginTimeout=40");
	CHECK_STR(query(user, "select 1"), "1\n");
	CHECK(seconds() - from < 25);
	leave();
}

static void no_address_answers(void)
{
	const double from = seconds();
	SQLHDBC dbc = dbc_new();

	net("cut " A);
	net("cut " B);
	net("name " A " " B);
	FAILS_D(dbc, x_driver_connect(dbc, format("DSN=%s;" HOST "LoginTimeout=4", setting("LB_TEST_DSN"))), "HYT00");
	CHECK(seconds() - from < 9);
	(void)SQLFreeHandle(SQL_HANDLE_DBC, dbc);
	net("heal " A);
	net("heal " B);
}

static void an_idle_connection_follows_its_name(void)
{
	open_at(A, SOON);
	CHECK_STR(query(user, "select 1"), "1\n");
	net("cut " A);
	net("name " B);
	CHECK(until_dead(SOON_S) < SOON_S);
	CHECK_STR(query(user, "select 1"), "1\n"); /* where it was, nobody answers */
	CHECK_INT(dead(), SQL_CD_FALSE);
	leave();
}

static void the_old_address_was_demoted(void)
{
	SQLHSTMT s;
	char *by_password = format("AuthType=password;UID=%s;PWD={%s};" SOON, setting("LB_NATIVE_USER"), setting("LB_NATIVE_PASSWORD"));

	make_table();
	run(db, format("grant insert on %s to %s", t, setting("LB_NATIVE_USER")));
	open_at(RO, by_password);
	for (int i = 0; i < 100 && strcmp(query(user, format("select to_regclass('%s') is null", t)), "1\n") == 0; i++)
		pause_ms(100); /* it follows at its own pace */
	s = stmt_new(user);
	FAILS_S(s, x_exec(s, format("insert into %s values (1)", t)), "25006");
	net("name " A);
	net("down " RO);
	net("up " RO);
	CHECK(until_dead(SOON_S) < SOON_S);
	OK_S(s, x_exec(s, format("insert into %s values (1)", t)));
	check_count("1");
	stmt_free(s);
	leave();
	run(db, format("drop table %s", t));
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(an_idle_connection_is_opened_again), TEST(with_a_transaction_it_ends),
		TEST(with_a_temporary_table_the_application_is_told), TEST(the_other_side_has_forgotten_it),
		TEST(disconnecting_does_not_wait), TEST(dead_with_rows_left), TEST(the_defaults_probe_within_a_minute),
		TEST(a_statement_that_does_not_arrive),
		TEST(a_statement_whose_answer_is_lost), TEST(a_commit_whose_answer_is_lost),
		TEST(the_connection_timeout_ends_a_commit), TEST(the_query_timeout_is_kept), TEST(cancelling_does_not_hang),
		TEST(the_query_timeout_is_kept_where_the_server_hangs),
		TEST(the_first_of_two_addresses_is_silent), TEST(the_first_of_two_addresses_refuses),
		TEST(the_name_moves_while_somebody_connects), TEST(no_address_answers),
		TEST(an_idle_connection_follows_its_name), TEST(the_old_address_was_demoted),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
