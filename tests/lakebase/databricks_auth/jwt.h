/*
 * jwt.h - verification of a Lakebase database credential.
 */
#ifndef DATABRICKS_AUTH_JWT_H
#define DATABRICKS_AUTH_JWT_H

/* What a credential has to say to be accepted; an empty string means "anything". */
typedef struct JwtRules
{
	const char *key_directory;	/* holds <kid>.pem, one public key each */
	const char *issuer;
	const char *audience;
	const char *endpoints;		/* comma separated resource names */
	int			leeway;			/* seconds of clock difference to forgive */
} JwtRules;

typedef enum JwtVerdict
{
	JWT_ACCEPTED,
	JWT_MALFORMED,				/* not a JWT at all: a password, a PAT */
	JWT_REFUSED,				/* a JWT, but expired, forged or for elsewhere */
	JWT_OTHER_IDENTITY			/* a good JWT of somebody else */
} JwtVerdict;

/* "reason" is for the server's log only; the client learns the verdict. */
extern JwtVerdict jwt_check(const char *jwt, const char *role,
							const JwtRules *rules, const char **reason);

#endif
