/*
 * The JSON documents of the workspace, as structs.  The only file that knows
 * cJSON.  Documents come from outside: at most HTTP_BODY_MAX bytes and 16
 * levels deep, fields may be missing or of another type.  Pure; texts owned.
 *
 * The parsers return false and set *wrong to a few static words that fit
 * behind "the answer is not what was expected: ", or to token_no_memory.
 */
#ifndef AUTH_TOKEN_H
#define AUTH_TOKEN_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

extern const char token_no_memory[]; /* compared by address */

/* RFC 6749 5.1 */
struct oauth_reply {
	char *access_token;    /* required; wiped on release */
	char *token_type;
	char *refresh_token;   /* wiped on release */
	int64_t expires_in_s;  /* 0: not said */
};

bool oauth_reply_parse(struct span body, struct oauth_reply *out, const char **wrong) LB_MUST_USE;
void oauth_reply_release(struct oauth_reply *r);

/* A token as other sources hand it out: Microsoft Entra ID and its metadata service (access_token, expires_on),
 * the Databricks CLI (access_token, expiry), the Azure CLI (accessToken, expires_on), GitHub (value). */
struct bearer_reply {
	char *token;           /* required; wiped on release */
	int64_t expires_us;    /* wall clock; 0: not said, here or in the token itself */
};

bool bearer_reply_parse(struct span body, struct bearer_reply *out, const char **wrong) LB_MUST_USE;
void bearer_reply_release(struct bearer_reply *r);

/* A browser sign-in as auth/token_store keeps it.  The secrets stand in the document, or sealed in `sealed`. */
struct stored_reply {
	char *version;         /* required */
	char *workspace, *client_id, *scope;
	char *refresh_token, *access_token, *expires; /* expires: seconds since 1970, in digits; wiped on release */
	char *salt, *nonce, *sealed; /* base64url */
	char *kept_in;         /* "keyring": the tokens are there */
	int64_t rounds, life_s;
};

bool stored_reply_parse(struct span body, struct stored_reply *out, const char **wrong) LB_MUST_USE;
void stored_reply_release(struct stored_reply *r);

/* A minted database credential, of both APIs. */
struct credential_reply {
	char *token;           /* required; wiped on release */
	int64_t expires_us;    /* wall clock; 0: not said */
};

bool credential_reply_parse(struct span body, struct credential_reply *out, const char **wrong) LB_MUST_USE;
void credential_reply_release(struct credential_reply *r);

/* A project, branch, endpoint or Provisioned instance: the members that one has are set, the others NULL. */
struct resource {
	char *name;            /* projects/p/branches/b/endpoints/e; required except for instances */
	char *uid;
	char *display_name;
	char *state;           /* ACTIVE, IDLE, ARCHIVED, STOPPED ... */
	char *type;            /* ENDPOINT_TYPE_READ_ONLY ... */
	char *default_branch;
	char *host, *read_only_host;
	bool is_default;       /* a branch */
	bool disabled;         /* an endpoint */
	bool stopped;          /* an instance */
};

struct resource_list {
	struct resource *rows;
	size_t n;
};

bool resource_parse(struct span body, struct resource *out, const char **wrong) LB_MUST_USE;
/* Appends the objects of body[key]; next_page gets the page token, empty at the end. */
bool resource_list_parse(struct span body, const char *key, struct resource_list *list, struct strbuf *next_page,
			 const char **wrong) LB_MUST_USE;
void resource_release(struct resource *r);
void resource_list_release(struct resource_list *l);

/* SCIM Me: userName. */
bool user_name_parse(struct span body, struct strbuf *out, const char **wrong) LB_MUST_USE;

/* What an error answer says, in any of its shapes (JSON of three APIs, text, HTML), fit to be shown. */
struct error_reply {
	struct strbuf code;    /* RESOURCE_DOES_NOT_EXIST, invalid_client; empty if none */
	struct strbuf message; /* one line, at most 500 bytes; empty if nothing was said */
	bool html;
};

void error_reply_parse(struct span body, struct error_reply *out);
void error_reply_release(struct error_reply *e);

/* A text claim from the payload of a JWT, which is not verified here; false when it is none. */
bool jwt_claim(struct span jwt, const char *claim, struct strbuf *out) LB_MUST_USE;

/* When a JWT says that it ends (RFC 7519 4.1.4), wall clock; 0 when it is none, or does not say. */
int64_t jwt_expiry(struct span jwt);

#endif
