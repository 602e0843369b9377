/*
 * The driver manager's pool (CPTimeout): one login for many users of a connection, and nothing of one user reaches
 * the next.  The program makes the driver manager's file that turns pooling on.  A string of its own for each test
 * is a pool of its own.
 */
#include "harness.h"

#include <lakebase_odbc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define P(n) ((SQLPOINTER)(uintptr_t)(n))
#define RESET_CONNECTION 116 /* SQL_ATTR_RESET_CONNECTION */

static const char *pool;
static SQLHDBC user;

/* Back to the pool, and out of it again. */
static void next_user(void)
{
	dbc_close(user);
	user = dbc_open(pool);
}

static char *first_user(const char *string)
{
	pool = string;
	user = dbc_open(pool);
	return query(user, "select pg_backend_pid()");
}

static char *pid(void)
{
	return query(user, "select pg_backend_pid()");
}

static SQLUINTEGER number(SQLINTEGER attribute)
{
	SQLULEN n = 0;

	OK_D(user, CALL(SQLGetConnectAttr)(user, attribute, &n, 0, NULL));
	return (SQLUINTEGER)n;
}

/* ---- the login ---- */

static void many_users_cost_one_login(void)
{
	char *wire;

	control("wire --clear");
	control("log --clear");
	for (int i = 0; i < 5; i++) {
		SQLHDBC dbc = dbc_new();

		OK_D(dbc, x_driver_connect(dbc, "DSN=lakebase-tap;QueryTimeout=101"));
		CHECK_STR(query(dbc, "select 1"), "1\n");
		dbc_close(dbc);
	}
	pause_ms(50);
	wire = control("wire");
	CHECK_INT(count_lines(wire, "\"name\":\"StartupMessage\"", NULL), 1);
	CHECK_INT(count_lines(wire, "\"name\":\"Terminate\"", NULL), 0);
}

/* What a pool pays for getting a connection back: nothing is asked when somebody takes it out again. */
static void taking_one_out_costs_no_round_trip(void)
{
	SQLHDBC dbc = dbc_new();
	SQLULEN dead = 99;
	char *wire;

	OK_D(dbc, x_driver_connect(dbc, "DSN=lakebase-tap;QueryTimeout=102"));
	CHECK_STR(query(dbc, "select 1"), "1\n");
	dbc_close(dbc);
	pause_ms(50);
	control("wire --clear");
	dbc = dbc_new();
	OK_D(dbc, x_driver_connect(dbc, "DSN=lakebase-tap;QueryTimeout=102"));
	OK_D(dbc, CALL(SQLGetConnectAttr)(dbc, SQL_ATTR_CONNECTION_DEAD, &dead, 0, NULL));
	CHECK_INT((SQLUINTEGER)dead, SQL_CD_FALSE);
	pause_ms(50);
	wire = control("wire");
	if (!CHECK_INT(count_lines(wire, "\"from\":\"client\"", NULL), 0))
		note("%s", wire);
	dbc_close(dbc);
}

/* ---- what must not reach the next user ---- */

static void leave_state_behind(SQLHDBC dbc)
{
	run(dbc, "set search_path to pg_catalog");
	run(dbc, "set work_mem to '12345kB'");
	run(dbc, "set mine.own to 'secret'");
	run(dbc, "set default_transaction_isolation to serializable");
	run(dbc, "set datestyle to 'SQL, DMY'");
	run(dbc, "create temp table pooled_temp (a int)");
	run(dbc, "listen pooled_channel");
	run(dbc, "select pg_advisory_lock(770077)");
	run(dbc, "prepare pooled_plan as select 1");
	run(dbc, "declare pooled_cursor cursor with hold for select generate_series(1, 10)");
}

static void check_clean(SQLHDBC dbc)
{
	CHECK_STR(query(dbc, "show search_path"), "\"$user\", public\n");
	CHECK_STR(query(dbc, "select setting = reset_val and source <> 'session' from pg_settings where name = 'work_mem'"), "1\n");
	CHECK_STR(query(dbc, "select coalesce(current_setting('mine.own', true), '')"), "\n");
	CHECK_STR(query(dbc, "show default_transaction_isolation"), "read committed\n");
	CHECK_STR(query(dbc, "show datestyle"), "ISO, MDY\n");
	CHECK_STR(query(dbc, "select date '2026-01-31'"), "2026-01-31\n");
	CHECK_STR(query(dbc, "select to_regclass('pg_temp.pooled_temp') is null"), "1\n");
	CHECK_STR(query(dbc, "select count(*) from pg_listening_channels()"), "0\n");
	CHECK_STR(query(dbc, "select count(*) from pg_locks where locktype = 'advisory' and objid = 770077"), "0\n");
	CHECK_STR(query(dbc, "select count(*) from pg_prepared_statements where name = 'pooled_plan'"), "0\n");
	CHECK_STR(query(dbc, "select count(*) from pg_cursors where name = 'pooled_cursor'"), "0\n");
}

static void session_state_does_not_leak(void)
{
	char *before = first_user("QueryTimeout=103");

	check_clean(user);
	leave_state_behind(user);
	next_user();
	CHECK_STR(pid(), before);
	check_clean(user);
	dbc_close(user);
}

/* Others wait for the lock as long as the connection lies in the pool, if it is not let go there. */
static void what_others_wait_for_is_let_go_at_once(void)
{
	const char *t = table_name("pool");

	run(db, format("create table %s (a int)", t));
	first_user("QueryTimeout=105");
	run(user, "select pg_advisory_lock(770078)");
	run(user, format("begin; insert into %s values (1)", t));
	dbc_close(user);
	CHECK_STR(query(db, "select pg_try_advisory_lock(770078)"), "1\n");
	run(db, "select pg_advisory_unlock(770078)");
	run(db, "set lock_timeout to '2s'");
	run(db, format("drop table %s", t)); /* not locked by the transaction */
	run(db, "reset lock_timeout");
}

static void an_open_transaction_is_rolled_back(void)
{
	const char *t = table_name("pool");
	char *before = first_user("QueryTimeout=106");

	run(db, format("create table %s (a int)", t));
	run(user, format("begin; insert into %s values (1)", t));
	next_user();
	CHECK_STR(pid(), before);
	CHECK_STR(query(user, format("select count(*) from %s", t)), "0\n");
	run(user, format("insert into %s values (2)", t)); /* and it is on its own again */
	CHECK_STR(query(db, format("select a from %s", t)), "2\n");
	dbc_close(user);
	run(db, format("drop table %s", t));
}

static void a_failed_transaction_is_rolled_back(void)
{
	char *before = first_user("QueryTimeout=107");

	run(user, "begin");
	CHECK_STR(query(user, "select 1/0"), "ERROR 22012");
	next_user();
	CHECK_STR(pid(), before);
	CHECK_STR(query(user, "select 1"), "1\n");
	dbc_close(user);
}

static void attributes_do_not_leak(void)
{
	char *before = first_user("QueryTimeout=108");

	OK_D(user, SQLSetConnectAttr(user, SQL_ATTR_TXN_ISOLATION, P(SQL_TXN_SERIALIZABLE), 0));
	OK_D(user, SQLSetConnectAttr(user, SQL_ATTR_ACCESS_MODE, P(SQL_MODE_READ_ONLY), 0));
	OK_D(user, SQLSetConnectAttr(user, SQL_ATTR_METADATA_ID, P(SQL_TRUE), 0));
	OK_D(user, SQLSetConnectAttr(user, SQL_ATTR_CONNECTION_TIMEOUT, P(33), 0));
	CHECK_STR(query(user, "show transaction_isolation"), "serializable\n");
	next_user();
	CHECK_STR(pid(), before);
	CHECK_INT(number(SQL_ATTR_TXN_ISOLATION), SQL_TXN_READ_COMMITTED);
	CHECK_INT(number(SQL_ATTR_METADATA_ID), SQL_FALSE);
	CHECK_INT(number(SQL_ATTR_CONNECTION_TIMEOUT), 0);
	CHECK_STR(query(user, "show transaction_isolation"), "read committed\n");
	CHECK_STR(query(user, "show transaction_read_only"), "off\n");
	dbc_close(user);
}

/* Manual commit, everything ended: the next user is in autocommit. */
static void nor_does_manual_commit(void)
{
	const char *t = table_name("pool");
	char *before = first_user("QueryTimeout=109");

	run(db, format("create table %s (a int)", t));
	OK_D(user, SQLSetConnectAttr(user, SQL_ATTR_AUTOCOMMIT, P(SQL_AUTOCOMMIT_OFF), 0));
	run(user, format("insert into %s values (1)", t));
	OK_D(user, SQLEndTran(SQL_HANDLE_DBC, user, SQL_COMMIT));
	next_user();
	CHECK_STR(pid(), before);
	CHECK_INT(number(SQL_ATTR_AUTOCOMMIT), SQL_AUTOCOMMIT_ON);
	run(user, format("insert into %s values (2)", t));
	CHECK_STR(query(db, format("select count(*) from %s", t)), "2\n");
	dbc_close(user);
	run(db, format("drop table %s", t));
}

/* It was in the startup packet, so DISCARD ALL alone would bring it back. */
static void what_was_set_before_connecting_does_not_leak(void)
{
	char *before;

	pool = "QueryTimeout=110";
	user = dbc_new();
	OK_D(user, SQLSetConnectAttr(user, SQL_ATTR_TXN_ISOLATION, P(SQL_TXN_SERIALIZABLE), 0));
	OK_D(user, SQLSetConnectAttr(user, SQL_ATTR_ACCESS_MODE, P(SQL_MODE_READ_ONLY), 0));
	OK_D(user, x_driver_connect(user, format("DSN=%s;%s", setting("LB_TEST_DSN"), pool)));
	CHECK_STR(query(user, "show transaction_isolation"), "serializable\n");
	before = pid();
	next_user();
	CHECK_STR(pid(), before);
	CHECK_STR(query(user, "show transaction_isolation"), "read committed\n");
	CHECK_STR(query(user, "show transaction_read_only"), "off\n");
	dbc_close(user);
}

/* ---- what has to be there again ---- */

static void settings_of_the_string_hold_again(void)
{
	char *before = first_user("Schema=sales;UserAgentEntry=Pool_Test/1");

	CHECK_STR(query(user, "show search_path"), "sales\n");
	run(user, "set search_path to public");
	run(user, "set application_name to 'somebody else'");
	next_user();
	CHECK_STR(pid(), before);
	CHECK_STR(query(user, "show search_path"), "sales\n");
	CHECK_STR(query(user, "show application_name"), "Pool_Test/1\n");
	CHECK_STR(query(user, "show client_encoding"), "UTF8\n");
	CHECK_STR(query(user, "select count(*) > 0 from customers"), "1\n");
	dbc_close(user);
}

/* ---- what the driver knows of the session ---- */

static void add_one(int n)
{
	SQLHSTMT s = stmt_new(user);
	SQLINTEGER value = n;

	OK_S(s, SQLBindParameter(s, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &value, 0, NULL));
	OK_S(s, x_prepare(s, "select ? + 1"));
	for (int i = 0; i < 3; i++) {
		OK_S(s, SQLExecute(s));
		CHECK_STR(rows_of(s), format("%d\n", n + 1));
		OK_S(s, SQLCloseCursor(s));
	}
	stmt_free(s);
}

static void prepared_statements_are_prepared_again(void)
{
	char *before = first_user("QueryTimeout=111");

	add_one(20);
	CHECK_STR(query(user, "select count(*) from pg_prepared_statements where statement ~ '[+] 1'"), "1\n");
	next_user();
	CHECK_STR(pid(), before);
	CHECK_STR(query(user, "select count(*) from pg_prepared_statements where statement ~ '[+] 1'"), "0\n");
	add_one(30);
	dbc_close(user);
}

/* One text, another table: what was known of its columns is not true any more. */
static void a_text_may_mean_another_table(void)
{
	SQLINTEGER a = 0;
	SQLHSTMT s;
	char *before = first_user("QueryTimeout=112");

	run(user, "create temp table pooled (a int)");
	run(user, "insert into pooled values (7)");
	for (int i = 0; i < 3; i++) {
		s = stmt_new(user);
		OK_S(s, SQLBindCol(s, 1, SQL_C_SLONG, &a, 0, NULL));
		OK_S(s, x_exec(s, "select * from pooled"));
		OK_S(s, SQLFetch(s));
		CHECK_INT(a, 7);
		stmt_free(s);
	}
	next_user();
	CHECK_STR(pid(), before);
	run(user, "create temp table pooled (b xml, c text)");
	run(user, "insert into pooled values ('<x/>', '8')");
	for (int i = 0; i < 3; i++) {
		s = stmt_new(user);
		OK_S(s, SQLBindCol(s, 2, SQL_C_SLONG, &a, 0, NULL));
		OK_S(s, x_exec(s, "select * from pooled"));
		OK_S(s, SQLFetch(s));
		CHECK_INT(a, 8);
		CHECK_STR(cell(s, 1), "<x/>");
		stmt_free(s);
	}
	dbc_close(user);
}

static void savepoints_work_for_the_next_user(void)
{
	first_user("QueryTimeout=113");
	for (int i = 0; i < 3; i++) {
		OK_D(user, SQLSetConnectAttr(user, SQL_ATTR_AUTOCOMMIT, P(SQL_AUTOCOMMIT_OFF), 0));
		run(user, "create temp table pooled (a int)");
		CHECK_STR(query(user, "select 1/0"), "ERROR 22012");
		run(user, "insert into pooled values (1)");
		CHECK_STR(query(user, "select count(*) from pooled"), "1\n");
		OK_D(user, SQLEndTran(SQL_HANDLE_DBC, user, i == 1 ? SQL_ROLLBACK : SQL_COMMIT));
		next_user();
	}
	dbc_close(user);
}

/* The driver manager never frees what an application forgot: results that are still arriving, descriptors. */
static void forgotten_statements_do_no_harm(void)
{
	char *before = first_user("QueryTimeout=114");

	for (int i = 0; i < 20; i++) {
		SQLHSTMT s = stmt_new(user);
		SQLHDESC d;

		OK_D(user, SQLAllocHandle(SQL_HANDLE_DESC, user, &d));
		OK_S(s, x_exec(s, "select repeat('x', 1000) from generate_series(1, 20000)"));
		OK_S(s, SQLFetch(s));
		(void)stmt_new(user);
		next_user();
		CHECK_STR(pid(), before);
	}
	dbc_close(user);
}

/* ---- connections that died in the pool ---- */

static void one_that_died_in_the_pool_is_not_handed_out(void)
{
	char *before = first_user("QueryTimeout=115");

	leave_state_behind(user); /* lost with the session, and nobody's business */
	dbc_close(user);
	run(db, format("select pg_terminate_backend(%s)", before));
	pause_ms(300);
	user = dbc_open(pool);
	CHECK_INT(number(SQL_ATTR_CONNECTION_DEAD), SQL_CD_FALSE);
	CHECK_STR(query(user, "select 1"), "1\n");
	CHECK(strcmp(pid(), before) != 0);
	dbc_close(user);
}

static void one_that_died_in_use_is_not_handed_out(void)
{
	char *before = first_user("QueryTimeout=116");

	run(user, "create temp table pooled (a int)");
	run(db, format("select pg_terminate_backend(%s)", before));
	pause_ms(300);
	CHECK_INT(number(SQL_ATTR_CONNECTION_DEAD), SQL_CD_TRUE);
	next_user();
	CHECK_INT(number(SQL_ATTR_CONNECTION_DEAD), SQL_CD_FALSE);
	CHECK_STR(query(user, "select 1"), "1\n");
	CHECK(strcmp(pid(), before) != 0);
	dbc_close(user);
}

static void an_endpoint_that_slept_is_woken(void)
{
	char *before = first_user("QueryTimeout=117");

	dbc_close(user);
	control("sleep --wake-ms 300");
	user = dbc_open(pool);
	CHECK_STR(query(user, "select 1"), "1\n");
	CHECK(strcmp(pid(), before) != 0);
	dbc_close(user);
}

/* ---- the attribute itself ---- */

static void the_attribute_takes_one_value(void)
{
	first_user("QueryTimeout=118");
	FAILS_D(user, SQLSetConnectAttr(user, RESET_CONNECTION, P(7), SQL_IS_UINTEGER), "HY024");
	run(user, "set work_mem to '12345kB'");
	OK_D(user, SQLSetConnectAttr(user, RESET_CONNECTION, P(1), SQL_IS_UINTEGER));
	CHECK_STR(query(user, "select current_setting('work_mem') <> '12345kB'"), "1\n");
	dbc_close(user);
}

/* ---- an application of ODBC 3.0, of whose reuse the driver manager says nothing ---- */

static SQLHENV old_env;

static SQLHDBC old_open(const char *string)
{
	SQLHDBC dbc = NULL;

	if (!old_env) {
		(void)SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &old_env);
		(void)SQLSetEnvAttr(old_env, SQL_ATTR_ODBC_VERSION, P(SQL_OV_ODBC3), 0);
	}
	(void)SQLAllocHandle(SQL_HANDLE_DBC, old_env, &dbc);
	OK_D(dbc, x_driver_connect(dbc, format("DSN=%s;%s", setting("LB_TEST_DSN"), string)));
	return dbc;
}

static void state_of_an_old_application_does_not_leak(void)
{
	const char *t = table_name("pool");
	char *before;

	run(db, format("create table %s (a int)", t));
	user = old_open("QueryTimeout=120");
	before = pid();
	leave_state_behind(user);
	OK_D(user, SQLSetConnectAttr(user, SQL_ATTR_TXN_ISOLATION, P(SQL_TXN_SERIALIZABLE), 0));
	run(user, format("begin; insert into %s values (1)", t));
	dbc_close(user);
	user = old_open("QueryTimeout=120");
	CHECK_STR(pid(), before);
	check_clean(user);
	CHECK_STR(query(user, "show transaction_isolation"), "read committed\n");
	run(user, format("insert into %s values (2)", t));
	CHECK_STR(query(db, format("select a from %s", t)), "2\n");
	dbc_close(user);
	run(db, format("drop table %s", t));
}

/* The same question from the application itself must not cost it anything. */
static void asking_does_not_reset(void)
{
	SQLULEN is = 99;

	user = old_open("QueryTimeout=121");
	run(user, "create temp table kept (a int)");
	run(user, "set work_mem to '12345kB'");
	for (SQLINTEGER length = SQL_IS_INTEGER; length <= 4; length++) {
		OK_D(user, SQLGetConnectAttr(user, SQL_ATTR_CONNECTION_DEAD, &is, length, NULL));
		OK_D(user, SQLGetConnectAttrW(user, SQL_ATTR_CONNECTION_DEAD, &is, length, NULL));
	}
	CHECK_INT((SQLUINTEGER)is, SQL_CD_FALSE);
	CHECK_STR(query(user, "select count(*) from kept"), "0\n");
	CHECK_STR(query(user, "show work_mem"), "12345kB\n");
	dbc_close(user);
}

static void an_old_application_gets_no_dead_one(void)
{
	char *before;

	user = old_open("QueryTimeout=122");
	before = pid();
	run(user, "create temp table lost (a int)");
	dbc_close(user);
	run(db, format("select pg_terminate_backend(%s)", before));
	pause_ms(300);
	user = old_open("QueryTimeout=122");
	CHECK_STR(query(user, "select 1"), "1\n");
	CHECK(strcmp(pid(), before) != 0);
	dbc_close(user);
}

/* The driver manager's file of the caller, with pooling. */
static bool turn_pooling_on(char *folder)
{
	char *from = format("%s/odbcinst.ini", setting("ODBCSYSINI")), *to, line[2048];
	FILE *in = fopen(*setting("ODBCSYSINI") ? from : "/etc/odbcinst.ini", "re"), *out;

	if (!in || !mkdtemp(folder)) {
		if (in)
			(void)fclose(in);
		return false;
	}
	to = format("%s/odbcinst.ini", folder);
	out = fopen(to, "we");
	if (out) {
		(void)fputs("[ODBC]\nPooling=Yes\n\n", out);
		while (fgets(line, sizeof(line), in)) {
			(void)fputs(line, out);
			if (line[0] == '[')
				(void)fputs("CPTimeout=60\n", out);
		}
		(void)fclose(out);
	}
	(void)fclose(in);
	setenv("ODBCSYSINI", folder, 1);
	return out != NULL;
}

/* ---- tokens that the application gives are not part of the pool's key ---- */

static SQLHENV other_env;

static int give(void *context, const struct lb_token_request *request, char *buffer, size_t room)
{
	(void)request;
	return snprintf(buffer, room, "%s", (const char *)context);
}

static char *token_of(const char *subject)
{
	char *token = control(format("credential --subject %s", subject));

	token[strcspn(token, "\n")] = '\0';
	return token;
}

static SQLHDBC open_as(SQLHENV e, char *token)
{
	static struct lb_token_provider provider;
	SQLHDBC dbc = SQL_NULL_HDBC;

	CHECK(SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_DBC, e, &dbc)));
	provider = (struct lb_token_provider){sizeof(provider), give, token};
	OK_D(dbc, CALL(SQLSetConnectAttr)(dbc, SQL_ATTR_LB_TOKEN_PROVIDER, &provider, sizeof(provider)));
	OK_D(dbc, x_driver_connect(dbc, format("%sServer=%s;Port=%s;SSLRootCert=%s;AuthType=token;QueryTimeout=130", driver_keyword(),
					       setting("LB_PGHOST"), setting("LB_PGPORT"), setting("LB_TEST_CA"))));
	return dbc;
}

static void two_users(SQLHENV e, bool ends_at_once)
{
	char *app = token_of(setting("LB_CLIENT_ID")), *alice = token_of(setting("LB_USER")), *pid_of_app;
	SQLHDBC dbc = open_as(e, app), look = dbc_open("");

	CHECK_STR(query(dbc, "select current_user"), format("%s\n", setting("LB_CLIENT_ID")));
	pid_of_app = query(dbc, "select pg_backend_pid()");
	dbc_close(dbc);
	pause_ms(100);
	if (ends_at_once)
		CHECK_STR(query(look, format("select count(*) from pg_stat_activity where pid = %s", pid_of_app)), "0\n");
	dbc_close(look);
	dbc = open_as(e, alice);
	CHECK_STR(query(dbc, "select current_user"), format("%s\n", setting("LB_USER")));
	dbc_close(dbc);
}

static void two_users_with_tokens_do_not_mix(void)
{
	two_users(env, true);
}

/* The driver manager does not tell the driver of ODBC 3 applications that a connection goes to the pool. */
static void nor_in_applications_of_odbc_3(void)
{
	SQLULEN dead = SQL_CD_TRUE;
	SQLHDBC dbc;

	SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &other_env);
	SQLSetEnvAttr(other_env, SQL_ATTR_ODBC_VERSION, P(SQL_OV_ODBC3), 0);
	two_users(other_env, false);
	dbc = open_as(other_env, token_of(setting("LB_USER")));
	OK_D(dbc, CALL(SQLGetConnectAttr)(dbc, SQL_ATTR_CONNECTION_DEAD, &dead, 0, NULL));
	CHECK_INT((SQLUINTEGER)dead, SQL_CD_FALSE); /* the application is told the truth */
	dbc_close(dbc);
	SQLFreeHandle(SQL_HANDLE_ENV, other_env);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(many_users_cost_one_login), TEST(taking_one_out_costs_no_round_trip), TEST(session_state_does_not_leak),
		TEST(what_others_wait_for_is_let_go_at_once),
		TEST(an_open_transaction_is_rolled_back), TEST(a_failed_transaction_is_rolled_back), TEST(attributes_do_not_leak),
		TEST(nor_does_manual_commit), TEST(what_was_set_before_connecting_does_not_leak),
		TEST(settings_of_the_string_hold_again), TEST(prepared_statements_are_prepared_again),
		TEST(a_text_may_mean_another_table), TEST(savepoints_work_for_the_next_user),
		TEST(forgotten_statements_do_no_harm), TEST(one_that_died_in_the_pool_is_not_handed_out),
		TEST(one_that_died_in_use_is_not_handed_out), TEST(state_of_an_old_application_does_not_leak),
		TEST(asking_does_not_reset), TEST(an_old_application_gets_no_dead_one),
		TEST(two_users_with_tokens_do_not_mix), TEST(nor_in_applications_of_odbc_3), TEST(the_attribute_takes_one_value),
		TEST(an_endpoint_that_slept_is_woken), /* the last one: takes the session of `db` with it */
	};
	char folder[] = "/tmp/lakebase-pool.XXXXXX";
	int rc;

	if (!turn_pooling_on(folder)) {
		puts("Bail out! there is no odbcinst.ini");
		return 1;
	}
	rc = test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
	(void)unlink(format("%s/odbcinst.ini", folder));
	(void)rmdir(folder);
	return rc;
}
