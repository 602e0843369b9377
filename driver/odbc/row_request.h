/*
 * What SQLSetPos and SQLBulkOperations have in common: something is done with
 * each of some rows of the row set, perhaps after their data-at-execution
 * values were collected, and the row status array tells how it went.
 */
#ifndef ODBC_ROW_REQUEST_H
#define ODBC_ROW_REQUEST_H

#include "odbc/change.h"

#include <sql.h>
#include <stdbool.h>
#include <stddef.h>

struct stmt;

struct row_request {
	/* reading: one row of the row set (from 0), whose status it sets */
	SQLRETURN (*one)(struct stmt *s, size_t buffer);
	/* changing: which row of the result it is, what is done with it, and what follows when it was added */
	SQLRETURN (*place)(struct stmt *s, size_t buffer, size_t *row);
	enum change_kind kind;
	SQLRETURN (*added)(struct stmt *s, size_t buffer, size_t row);
	size_t first, count;
	bool takes_values;     /* from the bound columns, so that SQLParamData may be needed */
	bool obeys_operations; /* SQL_ATTR_ROW_OPERATION_PTR: rows that are ignored */
	SQLUSMALLINT status;   /* of a row that was changed */
};

/* SQL_NEED_DATA: it runs when all values are there. */
SQLRETURN row_request_start(struct stmt *s, const struct row_request *request);

/* The row status array that the last fetch filled; NULL: none. */
SQLUSMALLINT *row_statuses(const struct stmt *s);

#endif
