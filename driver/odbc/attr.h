/*
 * Environment, connection and statement attributes: SQLGetEnvAttr, SQLSetEnvAttr
 * and the Connect and Stmt forms, from the rows of attrs.def.
 *
 * Texts are UTF-8 here: the API converts an application's text before a set and
 * hands `text` to the application's buffer after a get.  Numbers and pointers
 * are written by the callee, straight to *value and in the width of the
 * attribute.  Errors are posted on the handle.  The caller holds its lock.
 */
#ifndef ODBC_ATTR_H
#define ODBC_ATTR_H

#include "odbc/handle.h"
#include "base/span.h"
#include "base/strbuf.h"

#include <sql.h>
#include <sqlext.h>

struct env;
struct dbc;
struct stmt;

struct attr_in {
	SQLPOINTER value;    /* the number itself, or the application's pointer */
	SQLINTEGER length;   /* StringLength or an SQL_IS_... code, as given */
	struct span text;    /* for text attributes, when text_read */
	bool text_read;
	bool wide;           /* set by a W function; see given_token.c, other attributes have `text` */
};

struct attr_out {
	SQLPOINTER value;    /* may be NULL: only the length is wanted */
	SQLINTEGER room;     /* bytes at value; fixed-size values ignore it */
	SQLINTEGER *length;  /* may be NULL; the callee writes it for numbers, the API for texts */
	bool is_text;        /* out: the answer is `text`, value was not touched */
	struct strbuf text;  /* out; released by the caller */
};

/* Is this attribute a text (in the API's two character sets)?  False for unknown ones. */
bool attr_is_text(enum handle_kind kind, SQLINTEGER attr);

SQLRETURN env_get_attr(struct env *env, SQLINTEGER attr, SQLPOINTER value, SQLINTEGER room, SQLINTEGER *len);
SQLRETURN env_set_attr(struct env *env, SQLINTEGER attr, SQLPOINTER value, SQLINTEGER len);

SQLRETURN dbc_get_attr(struct dbc *dbc, SQLINTEGER attr, struct attr_out *out);
SQLRETURN dbc_set_attr(struct dbc *dbc, SQLINTEGER attr, const struct attr_in *in);

SQLRETURN stmt_get_attr(struct stmt *s, SQLINTEGER attr, struct attr_out *out);
SQLRETURN stmt_set_attr(struct stmt *s, SQLINTEGER attr, const struct attr_in *in);

/* Gives every attribute of the handle the default of its row (dbc_new, stmt_new; env_new). */
void env_attr_defaults(struct env *env);
void dbc_attr_defaults(struct dbc *dbc);
void stmt_attr_defaults(struct stmt *s);

#endif
