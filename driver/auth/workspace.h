/*
 * What the driver asks of the workspace: where the database is, a credential
 * for it, and who the token belongs to.
 */
#ifndef AUTH_WORKSPACE_H
#define AUTH_WORKSPACE_H

#include "auth/call.h"

struct target {
	bool instance; /* Provisioned: `name` is the instance's, otherwise the endpoint's full resource name */
	char *name;
	char *host;
};

void target_release(struct target *t);

/* How the calls get the identity's token, and what to do when it was refused (another one, once). */
struct workspace {
	const struct call *call;
	/* Replaces `token`; from_cache: worth dropping and asking again. */
	bool (*identity)(void *data, struct strbuf *token, bool *from_cache);
	void (*refused)(void *data, const struct strbuf *token);
	void *data;
};

/* The target that needs no question: Server together with Instance or a full Endpoint. */
bool workspace_target_given(const struct settings *s, struct target *out);

/* Finds endpoint or instance, and its host, from Project/Branch/Endpoint, Instance or Server. */
bool workspace_find(const struct workspace *w, struct target *out) LB_MUST_USE;

bool workspace_mint(const struct workspace *w, const struct target *t, struct strbuf *credential,
		    int64_t *life_us) LB_MUST_USE;

/* Appends the identity's user name. */
bool workspace_me(const struct workspace *w, struct strbuf *out) LB_MUST_USE;

/* What endpoint.c needs: one GET or POST with the identity's token. */
bool workspace_call(const struct workspace *w, struct call_request *q, struct http_reply *reply) LB_MUST_USE;

#endif
