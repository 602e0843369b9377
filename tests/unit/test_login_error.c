/* Refused logins: the SQLSTATE and the remedy that the user reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "odbc/login_error.h"

#define AT "connection to server at \"ep.example\" (10.0.0.1), port 5432 failed: "

struct login_case {
	const char *state; /* the server's, "" for none */
	const char *message;
	bool minted;
	const char *code;
	bool from_server;
	const char *remedy; /* a word of it; NULL: none */
};

static const struct login_case cases[] = {
	{"", AT "FATAL:  password authentication failed for user \"ada\"", false, "28000", true, "PWD"},
	{"", AT "FATAL:  password authentication failed for user \"ada\"", true, "28000", true,
	 "databricks_create_role"},
	{"", AT "FATAL:  role \"ada\" does not exist", true, "28000", true, "databricks_create_role"},
	{"", AT "FATAL:  role \"ada\" does not exist", false, "28000", true, "UID"},
	{"", AT "FATAL:  database \"main\" does not exist", true, "3D000", true, "databricks_postgres"},
	{"3D000", "anything", true, "3D000", true, NULL},
	{"28P01", "anything", true, "28000", true, NULL},
	{"53300", "sorry", false, "08004", true, NULL},
	{"57P03", "the database system is starting up", true, "08001", true, "LoginTimeout"},
	{"XX000", "ERROR: External authorization failed", true, "28000", true, "minute"},
	{"", AT "FATAL:  token's identity did not match", true, "28000", true, "UID"},
	{"", AT "FATAL:  SASL authentication failed", true, "28000", true, "-pooler"},
	{"", AT "FATAL:  a new refusal of the server", true, "08004", true, NULL},
	{"", AT "Connection refused", false, "08001", false, "Port"},
	{"", "could not translate host name \"ep.example\" to address", true, "08001", false, "DNS"},
	{"", AT "SSL error: certificate verify failed", true, "08001", false, "SSLRootCert"},
	{"", AT "server certificate for \"a\" does not match host name \"b\"", true, "08001", false, "Server"},
	{"", "something new", true, "08001", false, NULL},
	{"", "", true, "08001", false, NULL},
};

static void a_refused_login_names_the_state_and_the_way_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < LB_COUNT(cases); i++) {
		const struct login_case *c = &cases[i];
		const struct login_error e = login_error_of(span_of(c->state), span_of(c->message), c->minted);

		if (strcmp(e.state, c->code) != 0 || e.from_server != c->from_server || !e.remedy != !c->remedy ||
		    (c->remedy && !strstr(e.remedy, c->remedy)))
			fail_msg("case %zu, \"%s\": got %s, %s, \"%s\"", i, c->message, e.state,
				 e.from_server ? "server" : "client", e.remedy ? e.remedy : "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refused_login_names_the_state_and_the_way_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
