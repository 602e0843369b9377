/*
 * application/x-www-form-urlencoded (WHATWG URL 5): bodies of token requests,
 * and the query with which a browser comes back.  Pure.
 */
#ifndef AUTH_FORM_H
#define AUTH_FORM_H

#include "base/strbuf.h"

/* Appends the text so that it can stand on either side of "=". */
void form_add(struct strbuf *out, struct span text);

/* Appends "&name=value", without the "&" at the beginning; a NULL value is left out. */
void form_add_pair(struct strbuf *out, const char *name, const char *value);

/* The value of a name in a query, decoded; false when it is not there or cannot be decoded. */
bool form_find(struct span query, const char *name, struct strbuf *value) LB_MUST_USE;

#endif
