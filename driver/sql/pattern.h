/*
 * The text arguments of catalog functions, and the value to bind for each.
 *
 * ODBC has four sorts (reference: "Arguments in Catalog Functions"): ordinary
 * ones taken as they are, search patterns with % _ and \, identifiers when
 * SQL_ATTR_METADATA_ID is true, and lists of values (table types).  A pattern
 * without wildcards is an exact value, so that the query can use equality.
 *
 * In a pattern a \ before %, _ or \ takes its meaning away; before anything else
 * it is an ordinary character, so that a name with a backslash that somebody
 * forgot to double is still found.
 *
 * Memory: values are appended to the caller's buffer; ask strbuf_failed().
 */
#ifndef SQL_PATTERN_H
#define SQL_PATTERN_H

#include "base/strbuf.h"

enum argument_sort {
	ARGUMENT_ORDINARY,
	ARGUMENT_PATTERN,
	ARGUMENT_IDENTIFIER,
};

enum argument_match {
	MATCH_ANY,   /* absent, or a pattern of nothing but %: no condition */
	MATCH_EXACT, /* column = value */
	MATCH_LIKE,  /* column LIKE value, with PostgreSQL's own escape, \ */
};

/* The value is appended to `out`, none for MATCH_ANY. */
enum argument_match argument_value(enum argument_sort sort, struct span arg, struct strbuf *out);

bool pattern_is_exact(struct span pattern);                      /* has no wildcard */
void pattern_unescape(struct span pattern, struct strbuf *out);  /* the one value of an exact pattern */
void pattern_like(struct span pattern, struct strbuf *out);      /* for LIKE */

/* Unquoted: folded to lower case, trailing blanks removed.  "Quoted": as it stands inside, "" undone. */
void identifier_value(struct span arg, struct strbuf *out);

/*
 * Cuts the next value off a list such as  TABLE, 'VIEW' ; single quotes and
 * blanks around it are removed.  False at the end.
 */
bool value_list_next(struct span *rest, struct span *value);

#endif
