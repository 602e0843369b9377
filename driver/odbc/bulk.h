/*
 * SQLBulkOperations: the rows of the row set's buffers added to the table of
 * the cursor, and rows updated, deleted or read by their bookmarks.
 */
#ifndef ODBC_BULK_H
#define ODBC_BULK_H

#include <sql.h>

struct stmt;

SQLRETURN stmt_bulk_operations(struct stmt *s, SQLSMALLINT operation);

#endif
