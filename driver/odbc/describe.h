/*
 * SQLDescribeCol, SQLColAttribute (with the codes of ODBC 2's SQLColAttributes)
 * and SQLDescribeParam: the IRD and the IPD as the application asks for them.
 * A prepared statement is described by the server first (stmt_describe).
 *
 * Errors are posted on the statement.  The caller holds the connection's lock.
 */
#ifndef ODBC_DESCRIBE_H
#define ODBC_DESCRIBE_H

#include "odbc/attr.h"

struct stmt;

struct col_out {
	struct span name;    /* borrowed from the IRD; never absent */
	SQLSMALLINT type;    /* concise; the ODBC 2 code for an ODBC 2 application */
	SQLULEN size;
	SQLSMALLINT digits;
	SQLSMALLINT nullable;
};

SQLRETURN stmt_describe_col(struct stmt *s, SQLUSMALLINT col, struct col_out *out);

/* Texts through `out`, numbers through *number (may be NULL). */
SQLRETURN stmt_col_attribute(struct stmt *s, SQLUSMALLINT col, SQLUSMALLINT field, struct attr_out *out,
			     SQLLEN *number);

/* Any of the four may be NULL. */
SQLRETURN stmt_describe_param(struct stmt *s, SQLUSMALLINT n, SQLSMALLINT *type, SQLULEN *size, SQLSMALLINT *digits,
			      SQLSMALLINT *nullable);

#endif
