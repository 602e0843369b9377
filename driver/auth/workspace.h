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
	bool foreign; /* struct identity's */
};

/* The target that needs no question: Server together with Instance or a full Endpoint. */
bool workspace_target_given(const struct settings *s, struct target *out);

/* Finds endpoint or instance, and its host, from Project/Branch/Endpoint, Instance or Server. */
bool workspace_find(const struct workspace *w, struct target *out) LB_MUST_USE;

bool workspace_mint(const struct workspace *w, const struct target *t, struct strbuf *credential,
		    int64_t *life_us) LB_MUST_USE;

/* Appends the identity's user name. */
bool workspace_me(const struct workspace *w, struct strbuf *out) LB_MUST_USE;

/* Appends the state that the workspace gives for the target: ACTIVE, IDLE ...; nothing where it gives none. */
bool workspace_state(const struct workspace *w, const struct target *t, struct strbuf *out) LB_MUST_USE;

/* One endpoint or Provisioned instance, NULL for what does not apply; all borrowed, for the time of the call. */
struct endpoint_row {
	const char *project, *branch; /* full resource names */
	const struct resource *resource;
	bool instance;
};

typedef void endpoint_fn(void *data, const struct endpoint_row *row);

/* Everything that the identity may see. */
bool workspace_each_endpoint(const struct workspace *w, endpoint_fn *fn, void *data) LB_MUST_USE;

struct resource_list;

/* All pages of a list, the objects of `key`. */
bool workspace_list(const struct workspace *w, const char *doing, const char *path, const char *key,
		    struct resource_list *out) LB_MUST_USE;
/* The same below a resource; what may not be read is empty. */
bool workspace_list_below(const struct workspace *w, const char *doing, const char *parent, const char *key,
			  struct resource_list *out) LB_MUST_USE;

/* What endpoint.c needs: one GET or POST with the identity's token. */
bool workspace_call(const struct workspace *w, struct call_request *q, struct http_reply *reply) LB_MUST_USE;

#endif
