/*
 * What SQLSetPos and SQLBulkOperations have in common: something is done with
 * each of some rows of the row set, perhaps after their data-at-execution
 * values were collected, and the row status array tells how it went.
 */
#ifndef ODBC_ROW_REQUEST_H
#define ODBC_ROW_REQUEST_H

#include <sql.h>
#include <stdbool.h>
#include <stddef.h>

struct stmt;

struct row_request {
	SQLRETURN (*one)(struct stmt *s, size_t buffer); /* a row of the row set, from 0 */
	size_t first, count;
	bool takes_values;     /* from the bound columns, so that SQLParamData may be needed */
	bool obeys_operations; /* SQL_ATTR_ROW_OPERATION_PTR: rows that are ignored */
	bool counts;           /* SQLRowCount tells how many were changed */
	SQLUSMALLINT status;   /* of a row that was changed; of the others `one` leaves it to the loop */
};

/* SQL_NEED_DATA: it runs when all values are there. */
SQLRETURN row_request_start(struct stmt *s, const struct row_request *request);

/* The row status array that the last fetch filled; NULL: none. */
SQLUSMALLINT *row_statuses(const struct stmt *s);

#endif
