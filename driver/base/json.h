/*
 * Writing JSON (RFC 8259).  Reading it is auth/token.c's business.  Pure.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/strbuf.h"

/* A string with its quotes; an absent text becomes null.  The text is UTF-8 and goes through as it is. */
void json_add_text(struct strbuf *out, struct span text);

#endif
