/*
 * One HTTPS request and its answer (HTTP only where `local` says so).  libcurl is included in http.c only; a
 * test hands in a struct http_client of its own.
 *
 * TLS is always verified, against ca_file or the system's certificates.
 * Redirects are never followed: a workspace that answers with one is telling
 * something.  Answers are at most HTTP_BODY_MAX bytes.  No retries here.
 * Any thread; the library is initialised once, and no signal is raised.
 */
#ifndef AUTH_HTTP_H
#define AUTH_HTTP_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

#define HTTP_BODY_MAX (256u << 10)

struct http_header {
	const char *name;
	struct span value; /* absent: the header is not sent */
};

#define HTTP_HEADERS_MAX 2

/* All borrowed; NULL and absent spans for what is not wanted. */
struct http_request {
	const char *method;
	const char *url;
	struct span authorization; /* value of the header */
	const char *content_type;
	struct span body;
	const char *user_agent;
	const char *workspace_id;  /* X-Databricks-Workspace-Id */
	struct http_header headers[HTTP_HEADERS_MAX];
	const char *ca_file;
	const char *proxy;
	bool local;                /* a service of this machine: HTTP is allowed, and no proxy is asked */
	int64_t timeout_us;        /* > 0 */
};

enum http_failure {
	HTTP_ANSWERED, /* whatever the status */
	HTTP_NO_HOST, HTTP_NO_PROXY_HOST, HTTP_NO_CONNECTION, HTTP_BAD_CERTIFICATE, HTTP_BAD_CA_FILE, HTTP_TLS_BROKEN,
	HTTP_TIMEOUT, HTTP_TOO_BIG, HTTP_BROKEN, HTTP_NO_MEMORY, HTTP_PROXY_REFUSED,
};

struct http_reply {
	enum http_failure failure;
	struct strbuf detail; /* of a failure, in libcurl's words */
	int status;
	struct strbuf body;   /* secret */
	struct strbuf content_type, location, retry_after;
	int64_t date_us;      /* the server's clock, from Date; 0 if it did not say */
	bool too_big;         /* the body was */
};

#define HTTP_REPLY_INIT ((struct http_reply){.body = {.secret = true, .limit = HTTP_BODY_MAX}})

void http_reply_release(struct http_reply *r); /* ready for the next one */

struct http_client {
	void (*send)(void *data, const struct http_request *request, struct http_reply *reply);
	void *data;
};

extern const struct http_client http_curl;

/* Closes idle connections that are kept for the next login. */
void http_forget_all(void);

#endif
