#include "odbc/login_error.h"

#include "base/mem.h"
#include "diag/pgstates.h"

#include <string.h>

enum who { ANYBODY, MINTED, NATIVE };

struct row {
	const char *part1, *part2; /* both stand in the message, in this order; part2 may be NULL */
	enum who who;
	const char *state;
	const char *remedy;
};

#define CREATE_ROLE                                                                                              \
	"create the role in this database first with SELECT databricks_create_role('<identity>', 'USER'), "     \
	"or 'SERVICE_PRINCIPAL' or 'GROUP'; UID has to be the name of the identity that signs in"

/* The first row that fits counts; see the table "Login errors" in the user's guide. */
static const struct row rows[] = {
	{"role \"", "does not exist", MINTED, "28000", CREATE_ROLE},
	{"role \"", "does not exist", NATIVE, "28000", "check the keyword UID"},
	{"role \"", "is not permitted to log in", ANYBODY, "28000", "give the role LOGIN, or set UID to another one"},
	{"database \"", "does not exist", ANYBODY, "3D000",
	 "check the keyword Database; every Lakebase branch has databricks_postgres"},
	{"permission denied for database", NULL, ANYBODY, "42501", "GRANT CONNECT ON DATABASE to the role"},
	{"identity did not match", NULL, ANYBODY, "28000",
	 "leave UID out, or set it to the identity that signs in (e-mail address or application id)"},
	{"databricks identity login", NULL, ANYBODY, "28000", CREATE_ROLE},
	{"External authorization failed", NULL, ANYBODY, "28000",
	 "a new project or role needs up to a minute; otherwise check the role, and that this address may connect"},
	{"not a valid JWT", NULL, ANYBODY, "28000",
	 "the role signs in with OAuth; use another AuthType than password, such as oauth-m2m"},
	{"Failed to decode token", NULL, ANYBODY, "28000",
	 "the role takes a database credential; a personal access token or password does not work"},
	{"SASL authentication failed", NULL, MINTED, "28000",
	 "a pooled host (-pooler) takes native passwords only; use the host without -pooler"},
	{"password authentication failed", NULL, MINTED, "28000", CREATE_ROLE},
	{"password authentication failed", NULL, NATIVE, "28000",
	 "check UID and PWD, and that native passwords are enabled; for an OAuth role use another AuthType"},
	{"no password supplied", NULL, ANYBODY, "28000", "give PWD, or another AuthType than password"},
	{"no pg_hba.conf entry", NULL, ANYBODY, "28000", "check SSLMode (require or better), UID and Database"},
	{"Invalid protocol version", NULL, ANYBODY, "08001", "the server wants TLS; set SSLMode=require or better"},
	{"starting up", NULL, ANYBODY, "08001", "the endpoint is waking up; raise LoginTimeout"},
	{"shutting down", NULL, ANYBODY, "08001", "the endpoint is restarting; raise LoginTimeout"},
	{"too many connections", NULL, ANYBODY, "08004", "close idle connections, or use a larger endpoint"},
	{"Too many connections", NULL, ANYBODY, "08004", "close idle connections, or use a larger endpoint"},
	{"remaining connection slots", NULL, ANYBODY, "08004", "close idle connections, or use a larger endpoint"},
	{"endpoint cannot be found", NULL, ANYBODY, "08001", "check the keyword Server: no such endpoint"},
	{"ndpoint is disabled", NULL, ANYBODY, "08001", "enable the endpoint in the workspace"},
	{"could not translate host name", NULL, ANYBODY, "08001", "check the keyword Server: DNS does not know it"},
	{"certificate verify failed", NULL, ANYBODY, "08001",
	 "the certificate is not signed by a trusted root; SSLRootCert names another file of roots"},
	{"root certificate file", NULL, ANYBODY, "08001", "check the keyword SSLRootCert"},
	{"server certificate for", "does not match", ANYBODY, "08001",
	 "the certificate belongs to another host; check the keyword Server"},
	{"does not support SSL", NULL, ANYBODY, "08001", "set SSLMode=disable only where the network is trusted"},
	{"SSL", NULL, ANYBODY, "08001", "TLS could not be set up; check SSLMode, SSLCert and SSLKey"},
	{"onnection refused", NULL, ANYBODY, "08001", "nothing listens there; check Server and Port"},
	{"nreachable", NULL, ANYBODY, "08001", "check the network, and that a firewall lets port 5432 through"},
	{"No route to host", NULL, ANYBODY, "08001", "check the network, and that a firewall lets port 5432 through"},
	{"imed out", NULL, ANYBODY, "08001", "check the network, and that a firewall lets port 5432 through"},
	{"closed the connection unexpectedly", NULL, NATIVE, "08001",
	 "native password login may be off on this endpoint"},
};

/* The text behind the first occurrence of `what`, or an absent span. */
static struct span after(struct span text, const char *what)
{
	const size_t n = strlen(what);

	for (size_t i = 0; i + n <= text.n; i++)
		if (memcmp(text.p + i, what, n) == 0)
			return span_make(text.p + i + n, text.n - i - n);
	return SPAN_NONE;
}

static const struct row *find(struct span message, bool minted)
{
	for (size_t i = 0; i < LB_COUNT(rows); i++) {
		struct span rest;

		if (rows[i].who == (minted ? NATIVE : MINTED))
			continue;
		rest = after(message, rows[i].part1);
		if (rest.p && (!rows[i].part2 || after(rest, rows[i].part2).p))
			return &rows[i];
	}
	return NULL;
}

/* What the server's code means while connecting; NULL: nothing more than the message does. */
static const char *state_of(struct span sqlstate)
{
	static const char *const same[] = {"28000", "3D000", "42501", "08001", "08004"};
	static const char *const map[][2] = {{"28P01", "28000"}, {"53300", "08004"}, {"57P03", "08001"}};

	for (size_t i = 0; i < LB_COUNT(same); i++)
		if (span_is(sqlstate, same[i]))
			return same[i];
	for (size_t i = 0; i < LB_COUNT(map); i++)
		if (span_is(sqlstate, map[i][0]))
			return map[i][1];
	return NULL;
}

struct login_error login_error_of(struct span sqlstate, struct span message, bool minted)
{
	const struct row *row = find(message, minted);
	const char *state = state_of(sqlstate);
	struct login_error e = {
		.from_server = sqlstate.n > 0 || after(message, "FATAL:").p || after(message, "ERROR:").p,
	};

	if (!state)
		state = row ? row->state : e.from_server ? "08004" : "08001";
	e.state = state;
	e.remedy = row ? row->remedy : NULL;
	return e;
}
