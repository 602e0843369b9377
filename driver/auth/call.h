/*
 * One call to the workspace with everything around the HTTP request: tries
 * again what waiting can cure, within the deadline, and turns what went wrong
 * into a struct auth_error that says what to do.
 */
#ifndef AUTH_CALL_H
#define AUTH_CALL_H

#include "auth/credential.h"
#include "auth/http.h"
#include "base/clock.h"
#include "config/settings.h"

/* What all calls of one login share; all borrowed. */
struct call {
	const struct settings *settings;
	const struct http_client *http;
	const struct clock *clock;
	const char *user_agent;
	int64_t deadline_us;
	struct auth_error *err;
};

/* What to say about an answer; the first row that fits decides. */
struct call_hint {
	int status;       /* -1: any */
	const char *text; /* part of the answer's message or code, in any case */
	const char *sqlstate;
	const char *hint;
};

struct call_request {
	enum auth_step step;
	const char *doing;         /* "reading the project": how a message begins */
	const char *method;
	const char *base;          /* another URL instead of the workspace's */
	const char *path;          /* behind that URL */
	struct http_header headers[HTTP_HEADERS_MAX];
	bool local;                /* as in http.h */
	bool redirects;            /* a redirect is the answer that is wanted */
	int64_t timeout_us;        /* of one try; 0: as usual */
	unsigned attempts;         /* at most so many when there is no answer; 0: as usual */
	const char *unreachable;   /* what to say when there is no answer, instead of words about Workspace */
	const struct call_hint *hints; /* of an answer, before those about the workspace; ends with an empty row */
	struct span authorization;
	const char *content_type;  /* of the body */
	struct span body;          /* absent for GET */
	const char *secret;        /* a text of the body that no message may show; NULL: none */
	bool once;                 /* never sent again once the server may have got it: single-use codes and tokens */
};

/* True when the answer was a success (2xx); its body is in `reply`. */
bool call_send(const struct call *c, const struct call_request *q, struct http_reply *reply) LB_MUST_USE;

/* Fills in the error, which must be empty, and returns false. */
bool auth_fail(struct auth_error *err, enum auth_step step, const char *sqlstate, const char *fmt, ...) LB_PRINTF(4, 5);

/* The answer was a success, but no such document: `wrong` from token.h. */
bool call_unexpected(const struct call *c, const struct call_request *q, const struct http_reply *reply,
		     const char *wrong);

/* How long something is good that the server says ends at expires_us of the wall clock: by the server's own clock. */
int64_t call_life(const struct call *c, const struct http_reply *reply, int64_t expires_us);

#endif
