/*
 * Where a scrollable cursor goes: the positioning rules of SQLFetchScroll
 * ("Cursor Positioning Rules"), row numbers from 1.  Pure.
 */
#ifndef ODBC_SCROLL_H
#define ODBC_SCROLL_H

#include <sql.h>
#include <sqlext.h>
#include <stdbool.h>
#include <stdint.h>

enum scroll_place { SCROLL_BEFORE, SCROLL_ON, SCROLL_AFTER };

struct scroll {
	enum scroll_place place;
	int64_t start; /* first row of the row set, when SCROLL_ON */
};

/*
 * From `now` by an orientation and offset, with row sets of `size` rows over
 * `last` rows.  *clipped: the row set began before row 1 and was moved there
 * (01S06).  False: the orientation is none of SQL_FETCH_NEXT ... RELATIVE.
 */
bool scroll_to(struct scroll now, SQLSMALLINT orientation, int64_t offset, int64_t size, int64_t last, struct scroll *to,
	       bool *clipped);

#endif
