/*
 * Base64 (RFC 4648): the plain form for HTTP Basic, the URL form for JWTs.  Pure.
 */
#ifndef AUTH_BASE64_H
#define AUTH_BASE64_H

#include "base/strbuf.h"

void base64_encode(struct span bytes, struct strbuf *out); /* with padding */

void base64url_encode(struct span bytes, struct strbuf *out); /* without padding */

/* The URL form, padding optional; false on any other character. */
bool base64url_decode(struct span text, struct strbuf *out) LB_MUST_USE;

#endif
