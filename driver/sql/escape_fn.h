/*
 * {fn name(arguments)}: the table of scalar functions and its replacements.
 * Private to sql/.
 */
#ifndef SQL_ESCAPE_FN_H
#define SQL_ESCAPE_FN_H

#include "base/strbuf.h"

#define ESCAPE_ARGS 4

struct escape_call {
	struct span name;
	struct span all;               /* what stands between the parentheses */
	struct span args[ESCAPE_ARGS]; /* trimmed; only the first few are kept */
	size_t count;
	bool bare;                     /* no parentheses at all */
};

enum escape_fn_status {
	ESCAPE_FN_OK,
	ESCAPE_FN_ARGUMENTS, /* known, but not with that many arguments */
	ESCAPE_FN_UNIT,      /* argument 1 is no SQL_TSI_ name, or argument 2 no SQL_ type */
};

/* Appends the replacement.  A function that is not in the table is passed on as it is. */
enum escape_fn_status escape_fn_write(const struct escape_call *call, struct strbuf *out);

#endif
