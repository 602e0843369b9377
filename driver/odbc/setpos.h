/*
 * SQLSetPos: the row of the row set that SQLGetData reads, and rows read anew,
 * updated, deleted and added through a static cursor (change.h).
 */
#ifndef ODBC_SETPOS_H
#define ODBC_SETPOS_H

#include <sql.h>

struct stmt;

SQLRETURN stmt_set_pos(struct stmt *s, SQLULEN row, SQLUSMALLINT operation, SQLUSMALLINT lock);

#endif
