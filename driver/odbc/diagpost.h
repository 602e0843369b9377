/*
 * What other layers return, made into diagnostic records.
 */
#ifndef ODBC_DIAGPOST_H
#define ODBC_DIAGPOST_H

#include "conv/value.h"
#include "diag/diag.h"
#include "pg/error.h"

/* CONV_OK and CONV_NULL post nothing and give SQL_SUCCESS. */
SQLRETURN post_conv(struct diag *d, enum conv_status status, SQLLEN row, SQLINTEGER column);

/* What the server or libpq said.  A lost session is 08S01, with the server's last words. */
SQLRETURN post_pg(struct diag *d, const struct pg_error *e);

#endif
