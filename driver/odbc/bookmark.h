/*
 * Bookmarks: column 0 of a result, SQL_FETCH_BOOKMARK.  A bookmark is the
 * number of the row, an SQLULEN in the machine's order, so that the bytes of
 * SQL_C_VARBOOKMARK and the number of SQL_C_BOOKMARK are the same.  It is good
 * for as long as the static cursor is open.
 */
#ifndef ODBC_BOOKMARK_H
#define ODBC_BOOKMARK_H

#include "conv/matrix.h"
#include "odbc/desc.h"

struct stmt;

/* A row's bookmark as the cell of a column: bytes, or a number in the binary format of int8. */
struct bookmark {
	unsigned char bytes[sizeof(uint64_t)];
};

bool bookmarks_on(const struct stmt *s);

/* Record 0 of an IRD says what a bookmark is. */
void bookmark_describe(struct stmt *s);

/* The conversion into a C type: HY003 for those that take no bookmark. */
SQLRETURN bookmark_step(struct stmt *s, SQLSMALLINT sql_c, struct conv_step *out);
bool bookmark_type(SQLSMALLINT sql_c); /* SQL_C_BOOKMARK, SQL_C_VARBOOKMARK, SQL_C_DEFAULT */

struct span bookmark_cell(struct bookmark *b, const struct conv_step *step, SQLULEN row);

/* The row that a bookmark names, in a result that is in memory; HY106, HY111. */
SQLRETURN bookmark_row(struct stmt *s, const void *bookmark, SQLULEN *row);

#endif
