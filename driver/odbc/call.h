/*
 * The argument list of a call as this execution needs it: a parameter that has
 * a name (SQL_DESC_NAME of the IPD) is passed by name, and one whose length is
 * SQL_DEFAULT_PARAM is left out, so that the routine's own default is taken.
 */
#ifndef ODBC_CALL_H
#define ODBC_CALL_H

#include "odbc/stmt.h"

/* Does the marker (from 0 over the whole text) stand in a call? */
bool call_has_marker(const struct stmt *s, size_t marker);

/* The text of the part for one set of parameters, into `out`.  07S01: a parameter behind one that is left out has no name. */
SQLRETURN call_spell(struct stmt *s, const struct sql_part *part, size_t set, struct strbuf *out);

#endif
