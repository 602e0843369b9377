/*
 * The one question the connection asks of auth/: whom do we log in as, where,
 * and with which password?  Two steps behind it (identity token, then minted
 * database credential), cached in the process, one request at a time per key.
 * See driver/README.md "Signing in".
 *
 * Thread safe.  No lock is held while HTTP is under way, except that others who
 * want the same credential wait for the one who fetches it.
 */
#ifndef AUTH_CREDENTIAL_H
#define AUTH_CREDENTIAL_H

#include "base/clock.h"
#include "base/strbuf.h"
#include "config/settings.h"

#include <stdbool.h>

enum auth_step { AUTH_STEP_CONFIG, AUTH_STEP_IDENTITY, AUTH_STEP_TARGET, AUTH_STEP_MINT };

/* Why it failed; `sqlstate` is the ODBC code that fits, `text` says what happened and what to do. */
struct auth_error {
	enum auth_step step;
	char sqlstate[6];   /* 28000, 08001, 08004, HYT00, HY000, HY001 */
	int http_status;    /* 0: no answer */
	struct strbuf text; /* owned; never a secret */
};

void auth_error_release(struct auth_error *e);

/* Where to connect and as whom; all owned. */
struct login {
	char *host;
	char *user;
	struct strbuf password; /* secret */
	bool minted;            /* a cached database credential: worth one retry with a fresh one */
	bool from_cache;        /* it was in the cache before this call */
	bool host_cached;       /* the host was */
};

void login_release(struct login *l);

/*
 * Resolves the target and gets the credential, within deadline_us (monotonic).
 * `fresh`: drop a cached database credential first (the server refused it);
 * give the refused one in `refused` so that a newer one somebody else has
 * fetched meanwhile is used instead of being dropped.
 */
bool login_get(const struct settings *s, int64_t deadline_us, bool fresh, const struct strbuf *refused,
	       struct login *out, struct auth_error *err) LB_MUST_USE;

/* The host that was found earlier does not answer any more: the next login_get() asks where the target is now. */
void login_forget_target(const struct settings *s);

/*
 * Single steps of it, for a program that shows them (driver/cli).  What they fetch is in the cache afterwards.
 * Settings of an AuthType without a workspace (password, token) are refused.
 */

/* Whether a workspace answers there at all; nobody signs in. */
bool login_reach(const struct settings *s, int64_t deadline_us, struct auth_error *err) LB_MUST_USE;
/* Signs in and appends the PostgreSQL role that goes with it; *left_us (may be NULL): how long the token is good,
 * 0 when it was there already. */
bool login_identity(const struct settings *s, int64_t deadline_us, struct strbuf *role, int64_t *left_us,
		    struct auth_error *err) LB_MUST_USE;
/* Appends the name that the workspace itself has for the identity. */
bool login_me(const struct settings *s, int64_t deadline_us, struct strbuf *name, struct auth_error *err) LB_MUST_USE;
/* Appends the resource name of the target, and its state. */
bool login_target(const struct settings *s, int64_t deadline_us, struct strbuf *name, struct strbuf *state,
		  struct auth_error *err) LB_MUST_USE;
/* All that the identity may see; see workspace.h. */
struct endpoint_row;
bool login_endpoints(const struct settings *s, int64_t deadline_us, void (*fn)(void *, const struct endpoint_row *),
		     void *data, struct auth_error *err) LB_MUST_USE;

/* Other HTTP and another clock, for tests; NULL: the real ones. */
struct http_client;
void login_use(const struct http_client *http, const struct clock *clock);

/* Forgets everything; for tests and for a library that is unloaded. */
void login_forget_all(void);

#endif
