/*
 * ODBC escapes, { }, and markers: what one token of the input becomes.
 *
 * translate.c walks the tokens of a statement and hands each to escape_token(),
 * which writes it; for a `{` it reads on to the `}` that belongs to it.  The
 * first error stops everything: status and err are set and false is returned.
 *
 * escapes_info_mask() is what SQLGetInfo claims, from the same table.
 */
#ifndef SQL_ESCAPE_H
#define SQL_ESCAPE_H

#include "sql/lexer.h"
#include "sql/translate.h"

#include <stdint.h>

#define ESCAPE_DEPTH 64
#define ESCAPE_PARAMS 65535 /* what the protocol's 16 bits can count */

struct translator {
	struct span input;
	struct span rest;
	struct token tok;
	struct translate_options opt;
	enum translate_status status;
	struct translate_error *err;
	size_t room;        /* most bytes that an expanded escape may make the output */
	unsigned depth;     /* braces that are open */
	bool replaced;      /* what was written last is not how it stood in the input */

	/* About the statement at hand; translate.c starts it afresh at each `;`. */
	bool started;       /* something significant came before this token */
	size_t params;
	size_t own_params;  /* greatest n of the statement's own $n */
	bool call;          /* {call} or {?= call} */
	bool call_value;    /* {?= call} */
	size_t call_at;     /* where its text begins in the output */
};

bool translator_fail(struct translator *t, enum translate_status status, const char *what);

/* The next token, spaces and comments included; false at the end and on an unterminated one. */
bool translator_next(struct translator *t);

/* Writes the token that stands in t->tok. */
bool escape_token(struct translator *t, struct strbuf *out);

/*
 * The bits for SQL_STRING_FUNCTIONS, SQL_NUMERIC_FUNCTIONS, SQL_TIMEDATE_FUNCTIONS,
 * SQL_SYSTEM_FUNCTIONS, SQL_CONVERT_FUNCTIONS, SQL_TIMEDATE_ADD_INTERVALS,
 * SQL_TIMEDATE_DIFF_INTERVALS and SQL_OJ_CAPABILITIES; 0 for any other.
 */
uint32_t escapes_info_mask(int info_type);

#endif
