/*
 * SQLSetPos, as far as a read-only cursor goes: SQL_POSITION, so that
 * SQLGetData reaches every row of the row set.  Changing rows says HYC00.
 */
#ifndef ODBC_SETPOS_H
#define ODBC_SETPOS_H

#include <sql.h>

struct stmt;

SQLRETURN stmt_set_pos(struct stmt *s, SQLULEN row, SQLUSMALLINT operation, SQLUSMALLINT lock);

#endif
