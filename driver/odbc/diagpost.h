/*
 * What other layers return, made into diagnostic records.
 */
#ifndef ODBC_DIAGPOST_H
#define ODBC_DIAGPOST_H

#include "conv/value.h"
#include "diag/diag.h"
#include "pg/error.h"

/*
 * A value on its way to the application: a cell, with its row and column from 1, or an output parameter, whose row is
 * SQL_NO_ROW_NUMBER.  CONV_OK and CONV_NULL post nothing and give SQL_SUCCESS.  A failure says which column it was:
 * the records of most drivers do not, and applications show nothing but the text.
 */
SQLRETURN post_conv(struct diag *d, enum conv_status status, SQLLEN row, SQLINTEGER column);

/* A parameter on its way to the server, with its set and marker from 1; oid: what it is sent as, 0: as text. */
SQLRETURN post_conv_param(struct diag *d, enum conv_status status, SQLLEN set, SQLINTEGER marker, uint32_t oid);

/* What the server or libpq said.  A lost session is 08S01, with the server's last words. */
SQLRETURN post_pg(struct diag *d, const struct pg_error *e);

#endif
