/*
 * SQLGetInfo, from the rows of info.def: what this driver and PostgreSQL can
 * do.  Masks of functions and conversions are computed from the tables that
 * implement them, so that what is claimed is what is done.
 *
 * Texts and numbers travel as in odbc/attr.h.  Errors are posted on the
 * connection.  The caller holds its lock.
 */
#ifndef ODBC_INFO_H
#define ODBC_INFO_H

#include "odbc/attr.h"

struct dbc;

/* How an answer is delivered; a wrong width overwrites the application's memory. */
enum info_type { INFO_TEXT, INFO_U16, INFO_U32, INFO_ULEN };

SQLRETURN dbc_get_info(struct dbc *dbc, SQLUSMALLINT id, struct attr_out *out);

/* The rows, for the tests: the type of an id; false: not a row. */
bool info_type_of(SQLUSMALLINT id, enum info_type *type);
size_t info_count(void);
SQLUSMALLINT info_id_at(size_t i); /* ascending */

#endif
