/*
 * Is each row of a query a row of one table?  Then a cursor can change it: see
 * odbc/change_target.h.  By its words only: SELECT without joins, set
 * operations, DISTINCT and grouping, from one name.  Pure.
 */
#ifndef SQL_ONE_TABLE_H
#define SQL_ONE_TABLE_H

#include "base/span.h"

#include <stdbool.h>

bool sql_rows_of_one_table(struct span text);

#endif
