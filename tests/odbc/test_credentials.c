/*
 * A database credential of 8 KiB on every path by which one comes: minted, in a string, a file, from a command, in
 * odbc.ini, from the environment; for a new connection, one that is opened again, and one that is handed out by a pool.
 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/lakebase-credentials.XXXXXX";

static char *path(const char *name)
{
	return format("%s/%s", folder, name);
}

static void write_file(const char *name, const char *text)
{
	FILE *f = fopen(path(name), "we");

	if (!CHECK(f != NULL))
		return;
	(void)fputs(text, f);
	(void)fclose(f);
	(void)chmod(path(name), 0700);
}

/* Made by the local Lakebase, 8 KiB of it padding; the usual one is made once. */
static char *long_credential(const char *options)
{
	static char usual[16384];
	char *token;

	if (!*options && *usual)
		return usual;

	control("set padding=8192");
	token = control(format("credential %s", options));
	control("set padding=0");
	token[strcspn(token, "\n")] = 0;
	CHECK(strlen(token) > 8192 && strlen(token) < sizeof(usual));
	if (!*options)
		(void)snprintf(usual, sizeof(usual), "%s", token);
	return token;
}

static char *by_token(const char *more)
{
	return format("%sAuthType=token;Server=%s;Port=%s;UID=%s;SSLRootCert=%s;%s;LoginTimeout=20", driver_keyword(),
		      setting("LB_PGHOST"), setting("LB_PGPORT"), setting("LB_CLIENT_ID"), setting("LB_TEST_CA"), more);
}

static SQLHDBC signed_in(const char *string)
{
	SQLHDBC dbc = dbc_new();

	if (OK_D(dbc, x_driver_connect(dbc, string)))
		CHECK_STR(query(dbc, "select current_user"), format("%s\n", setting("LB_CLIENT_ID")));
	return dbc;
}

static void end_session(SQLHDBC dbc)
{
	run(db, format("select pg_terminate_backend(%s)", query(dbc, "select pg_backend_pid()")));
	pause_ms(200);
}

/* ---- minted ---- */

static void minted(void)
{
	SQLHDBC dbc;

	control("set padding=8192");
	CHECK_STR(fresh_process(format("DSN=%s", setting("LB_TEST_DSN"))), format("ok %s\n", setting("LB_CLIENT_ID")));
	control("ttl --credential 1");
	dbc = signed_in(format("DSN=%s;UserAgentEntry=Long/1", setting("LB_TEST_DSN")));
	pause_ms(1300);
	end_session(dbc); /* the one it signed in with is out of date by now */
	CHECK_STR(query(dbc, "select 1"), "1\n");
	dbc_close(dbc);
	control("ttl --credential 3600");
	control("set padding=0");
}

/* ---- given ---- */

static void in_the_string(void)
{
	char *token = long_credential(""), *completed = NULL;
	SQLHDBC dbc = dbc_new();

	if (OK_D(dbc, x_driver_connect_out(dbc, by_token(format("AccessToken={%s}", token)), &completed))) {
		CHECK_HAS_NOT(completed, token);
		CHECK_STR(query(dbc, "select current_user"), format("%s\n", setting("LB_CLIENT_ID")));
		end_session(dbc);
		CHECK_STR(query(dbc, "select 1"), "1\n");
	}
	dbc_close(dbc);
}

/* Runs with a data source that has it.  unixODBC cuts what it reads for us from its files; the driver reads them itself. */
static void with_data_source(void (*connect)(void))
{
	const char *was = getenv("ODBCINI");
	char *keep = was ? format("%s", was) : NULL;

	write_file("odbc.ini", format("[long]\nDriver=%s\nAuthType=token\nServer=%s\nPort=%s\nUID=%s\nSSLRootCert=%s\nAccessToken=%s\n",
				      *setting("LB_TEST_DRIVER") ? setting("LB_TEST_DRIVER") : "Lakebase ODBC Driver",
				      setting("LB_PGHOST"), setting("LB_PGPORT"), setting("LB_CLIENT_ID"), setting("LB_TEST_CA"),
				      long_credential("")));
	setenv("ODBCINI", path("odbc.ini"), 1);
	connect();
	if (keep)
		setenv("ODBCINI", keep, 1);
	else
		unsetenv("ODBCINI");
}

static void driver_connect_long(void)
{
	CHECK_STR(fresh_process("DSN=long"), format("ok %s\n", setting("LB_CLIENT_ID")));
}

static void in_a_data_source(void)
{
	with_data_source(driver_connect_long);
}

static void connect_long(void)
{
	SQLHDBC dbc = dbc_new();

	if (OK_D(dbc, x_connect(dbc, "long", setting("LB_CLIENT_ID"), NULL)))
		CHECK_STR(query(dbc, "select current_user"), format("%s\n", setting("LB_CLIENT_ID")));
	dbc_close(dbc);
}

static void by_sql_connect(void)
{
	with_data_source(connect_long);
}

/* ---- a file ---- */

static void in_a_file(void)
{
	SQLHDBC dbc;

	write_file("token", format("%s\n", long_credential("")));
	dbc = signed_in(by_token(format("AccessTokenFile=%s", path("token"))));
	end_session(dbc);
	CHECK_STR(query(dbc, "select 1"), "1\n");
	dbc_close(dbc);
}

/* Whoever keeps the file up to date need not tell anybody. */
static void the_file_is_read_at_each_sign_in(void)
{
	SQLHDBC dbc;
	SQLHDBC other = dbc_new();
	char *string = by_token(format("AccessTokenFile=%s", path("token")));

	write_file("token", long_credential(""));
	dbc = signed_in(string);
	write_file("token", long_credential("--expires-in -5"));
	FAILS_D(other, x_driver_connect(other, string), "28000");
	end_session(dbc);
	CHECK_STR(query(dbc, "select 1"), "ERROR 08S01"); /* it cannot sign in again either */
	write_file("token", long_credential(""));
	CHECK_STR(query(dbc, "select 1"), "1\n");
	OK_D(other, x_driver_connect(other, string));
	dbc_close(other);
	dbc_close(dbc);
}

static void a_file_that_is_not_there(void)
{
	SQLHDBC dbc = dbc_new();

	FAILS_D(dbc, x_driver_connect(dbc, by_token("AccessTokenFile=/nowhere/token")), "28000");
	CHECK_HAS(diag_text(SQL_HANDLE_DBC, dbc, 1), "AccessTokenFile");
	CHECK_HAS(diag_text(SQL_HANDLE_DBC, dbc, 1), "no such file");
	(void)SQLFreeHandle(SQL_HANDLE_DBC, dbc);
}

/* ---- a command ---- */

static void from_a_command(void)
{
	SQLHDBC dbc;

	write_file("token", long_credential(""));
	write_file("count", "");
	write_file("command", format("#!/bin/sh\necho x >> %s\ncat %s\n", path("count"), path("token")));
	dbc = signed_in(by_token(format("AccessTokenCommand=%s", path("command"))));
	end_session(dbc);
	CHECK_STR(query(dbc, "select 1"), "1\n");
	dbc_close(dbc);
	CHECK(count_lines(shell(format("cat %s", path("count"))), "x", NULL) >= 1);
}

static void from_a_command_that_prints_json(void)
{
	write_file("token", format("{\"token\": \"%s\", \"expire_time\": \"2099-01-01T00:00:00Z\"}\n", long_credential("")));
	dbc_close(signed_in(by_token(format("AccessTokenCommand={cat %s}", path("token")))));
}

/* The new one is asked for when the server did not take the old one: the command, too, may keep what it made. */
static void a_command_is_asked_again(void)
{
	SQLHDBC dbc;

	write_file("command", format("#!/bin/sh\ncat %s\n", path("token")));
	write_file("token", long_credential("--expires-in 3"));
	dbc = signed_in(by_token(format("AccessTokenCommand=%s", path("command"))));
	pause_ms(3200);
	write_file("token", long_credential(""));
	end_session(dbc);
	CHECK_STR(query(dbc, "select 1"), "1\n");
	dbc_close(dbc);
}

static void a_command_that_fails(void)
{
	SQLHDBC dbc = dbc_new();
	const double from = seconds();

	FAILS_D(dbc, x_driver_connect(dbc, by_token("AccessTokenCommand={exit 3}")), "28000");
	CHECK_HAS(diag_text(SQL_HANDLE_DBC, dbc, 1), "exit code 3");
	FAILS_D(dbc, x_driver_connect(dbc, by_token("LoginTimeout=1;AccessTokenCommand=sleep 60")), "HYT00");
	CHECK(seconds() - from < 8);
	(void)SQLFreeHandle(SQL_HANDLE_DBC, dbc);
}


int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(minted), TEST(in_the_string), TEST(in_a_data_source), TEST(by_sql_connect), TEST(in_a_file),
		TEST(the_file_is_read_at_each_sign_in), TEST(a_file_that_is_not_there), TEST(from_a_command),
		TEST(from_a_command_that_prints_json), TEST(a_command_is_asked_again), TEST(a_command_that_fails),
	};
	int rc;

	if (!mkdtemp(folder)) {
		puts("Bail out! no folder for files");
		return 1;
	}
	rc = test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
	for (const char *const *name = (const char *const[]){"token", "count", "command", "odbc.ini", NULL}; *name; name++)
		(void)unlink(path(*name));
	(void)rmdir(folder);
	return rc;
}
