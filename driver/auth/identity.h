/*
 * The first step of signing in: who are we, proved by a token of the
 * workspace.  One struct of functions per method; no state.
 */
#ifndef AUTH_IDENTITY_H
#define AUTH_IDENTITY_H

#include "auth/call.h"

struct identity {
	enum auth_type type;
	/* Gets a token and how long it is good.  A second line, behind a line end, is a token of Azure's management
	 * service, which says that the identity may do something with the workspace's resource. */
	bool (*fetch)(const struct call *c, struct strbuf *token, int64_t *life_us);
	/* The PostgreSQL role that goes with it, if the settings tell; NULL: the workspace must be asked. */
	const char *(*user)(const struct settings *s);
	/* The workspace did not take the token: it must not come again.  NULL: it would not anyway. */
	void (*refused)(const struct call *c, const struct strbuf *token);
	/* The token is not the workspace's own: what it says of its subject is not the name that it has there. */
	bool foreign;
};

extern const struct identity identity_m2m, identity_pat, identity_u2m, identity_databricks_cli,
	identity_azure_client_secret, identity_azure_msi, identity_azure_cli, identity_env_oidc, identity_file_oidc,
	identity_github_oidc;

const struct identity *identity_for(int auth_type); /* NULL: none, the type signs in at the database only */

/* Appends a name for the identity to build cache keys of: no secret, but different for different secrets. */
bool identity_key(const struct settings *s, struct strbuf *out) LB_MUST_USE;

/* The two lines of such a token; `management` is absent if there is one only. */
void identity_lines(struct span token, struct span *bearer, struct span *management);

/* Appends "Bearer <token>". */
void identity_bearer(struct span token, struct strbuf *out);

#endif
