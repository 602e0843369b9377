/*
 * Output parameters: the row that a CALL or a function gives back, written to
 * the parameters bound as SQL_PARAM_OUTPUT or SQL_PARAM_INPUT_OUTPUT.  The
 * columns belong to them in the order of the markers; {?= call f()} has the
 * function's result first.
 */
#ifndef ODBC_OUTPUT_H
#define ODBC_OUTPUT_H

#include "odbc/stmt.h"

/* Is any marker of the statement bound for output? */
bool output_wanted(const struct stmt *s);

/* Takes the present result set, if there is one, as the outputs; it is closed afterwards. */
SQLRETURN output_take(struct stmt *s);

#endif
