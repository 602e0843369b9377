/*
 * What SQLGetDiagRec and SQLGetDiagField answer, as UTF-8.  Posts nothing
 * (SQLGetDiagRec, "Diagnostics": the function does not post error values for
 * itself).  The caller holds the handle's lock.
 */
#ifndef API_DIAGAPI_H
#define API_DIAGAPI_H

#include "odbc/attr.h"
#include "odbc/handle.h"

/* The code that the application expects: of ODBC 2 or of ODBC 3. */
const char *diagapi_state(const struct handle *h, const struct diag_record *r);

/* "[Lakebase][ODBC Driver]..."; appends to out, which has text even when memory is short. */
struct span diagapi_message(const struct diag_record *r, struct strbuf *out);

/* What kind of handle SQLGetDiagField is asked about. */
SQLSMALLINT diagapi_kind(SQLSMALLINT kind, SQLHANDLE h);

/* SQL_SUCCESS, SQL_NO_DATA or SQL_ERROR; a text (out->is_text) is in *text, valid as long as out->text and the
 * records. */
SQLRETURN diagapi_field(const struct handle *h, SQLSMALLINT number, SQLSMALLINT field, struct attr_out *out,
			struct span *text);

#endif
