/*
 * databricks_auth.c - logging in as on Lakebase.
 *
 * pg_hba.conf says "trust" for every host line, so the server itself has asked
 * for nothing when the hook below runs.  The hook then does what Lakebase does:
 * a role that has a password proves it by SCRAM; any other role is asked for a
 * clear-text password, which has to be a database credential of that very role.
 * (With a "password" line this could not be built: the server would have
 * compared and failed already, and a hook cannot turn a failure around.)
 *
 * Without this module those lines let everybody in.  The control command
 * therefore sees a login without a password refused before it reports ready.
 */
#include "postgres.h"

/*
 * Distributions build with GSSAPI, whose headers need not be installed here.
 * struct Port keeps its layout without it, by design, for modules' sake.
 */
#undef ENABLE_GSS

#include "fmgr.h"
#include "jwt.h"
#include "libpq/auth.h"
#include "libpq/crypt.h"
#include "libpq/hba.h"
#include "libpq/libpq.h"
#include "libpq/libpq-be.h"
#include "libpq/pqformat.h"
#include "libpq/sasl.h"
#include "libpq/scram.h"
#include "storage/ipc.h"
#include "utils/guc.h"

PG_MODULE_MAGIC;
void		_PG_init(void);

#define MAX_TOKEN_LENGTH 65536

static char *key_directory;
static char *issuer;
static char *audience;
static char *endpoints;
static int	leeway;
static bool native_login;
static ClientAuthentication_hook_type previous_hook;

/* Asks for a clear-text password and returns it, or ends the process when the client leaves. */
static char *
ask_for_password(Port *port)
{
	StringInfoData message;
	int			type;

	sendAuthRequest(port, AUTH_REQ_PASSWORD, NULL, 0);
	pq_startmsgread();
	type = pq_getbyte();
	if (type == EOF)
		proc_exit(0);
	if (type != 'p')
		ereport(FATAL,
				(errcode(ERRCODE_PROTOCOL_VIOLATION),
				 errmsg("expected password response, got message type %d", type)));
	initStringInfo(&message);
	if (pq_getmessage(&message, MAX_TOKEN_LENGTH))
		proc_exit(0);
	if (strlen(message.data) + 1 != (size_t) message.len)
		ereport(FATAL,
				(errcode(ERRCODE_PROTOCOL_VIOLATION),
				 errmsg("invalid password packet size")));
	return message.data;
}

static void
check_token(Port *port)
{
	JwtRules	rules = {key_directory, issuer, audience, endpoints, leeway};
	char	   *token = ask_for_password(port);
	const char *reason;
	JwtVerdict	verdict = jwt_check(token, port->user_name, &rules, &reason);

	explicit_bzero(token, strlen(token));
	switch (verdict)
	{
		case JWT_ACCEPTED:
			return;
		case JWT_MALFORMED:
			ereport(FATAL,
					(errcode(ERRCODE_INVALID_PASSWORD),
					 errmsg("Provided authentication token is not a valid JWT encoding"),
					 errdetail_log("databricks_auth: %s", reason)));
			break;
		case JWT_REFUSED:
			ereport(FATAL,
					(errcode(ERRCODE_INVALID_PASSWORD),
					 errmsg("Invalid authorization for databricks identity login"),
					 errdetail_log("databricks_auth: %s", reason)));
			break;
		case JWT_OTHER_IDENTITY:
			ereport(FATAL,
					(errcode(ERRCODE_INVALID_PASSWORD),
					 errmsg("The token's identity did not match the role \"%s\"", port->user_name),
					 errdetail_log("databricks_auth: %s", reason)));
			break;
	}
}

/* True when the role has a SCRAM verifier; then the exchange is done here, too. */
static bool
checked_natively(Port *port)
{
	const char *detail = NULL;
	char	   *verifier = get_role_password(port->user_name, &detail);

	if (!verifier || get_password_type(verifier) != PASSWORD_TYPE_SCRAM_SHA_256)
		return false;
	if (CheckSASLAuth(&pg_be_scram_mech, port, verifier, &detail) != STATUS_OK)
		ereport(FATAL,
				(errcode(ERRCODE_INVALID_PASSWORD),
				 errmsg("password authentication failed for user \"%s\"", port->user_name),
				 detail ? errdetail_log("%s", detail) : 0));
	return true;
}

static void
authenticate(Port *port, int status)
{
	if (previous_hook)
		previous_hook(port, status);
	if (status != STATUS_OK || port->hba->auth_method != uaTrust ||
		port->hba->conntype == ctLocal)
		return;
	if (!native_login || !checked_natively(port))
		check_token(port);
}

static void
define_string(const char *name, const char *description, char **variable)
{
	DefineCustomStringVariable(name, description, NULL, variable, "",
							   PGC_SIGHUP, GUC_SUPERUSER_ONLY, NULL, NULL, NULL);
}

void
_PG_init(void)
{
	define_string("databricks_auth.key_directory", "Directory of the workspace's public keys.", &key_directory);
	define_string("databricks_auth.issuer", "Issuer that a credential must name.", &issuer);
	define_string("databricks_auth.audience", "Audience that a credential must name.", &audience);
	define_string("databricks_auth.endpoints", "Endpoints, one of which a credential must name.", &endpoints);
	DefineCustomIntVariable("databricks_auth.leeway", "Clock difference to forgive.", NULL,
							&leeway, 0, 0, 3600, PGC_SIGHUP, GUC_UNIT_S, NULL, NULL, NULL);
	DefineCustomBoolVariable("databricks_auth.native_login", "Whether roles may log in by password.", NULL,
							 &native_login, true, PGC_SIGHUP, 0, NULL, NULL, NULL);
	previous_hook = ClientAuthentication_hook;
	ClientAuthentication_hook = authenticate;
}
