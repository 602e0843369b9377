/*
 * Arrays of parameters: many sets in one packet, with the truth per set
 * (SQL_ATTR_PARAM_STATUS_PTR) and one row count over all of them.
 *
 * What an application sees does not depend on how the sets travel: each set
 * succeeds or fails by itself, failed sets change nothing, the others stay.
 */
#ifndef ODBC_BATCH_H
#define ODBC_BATCH_H

#include "odbc/stmt.h"

SQLRETURN batch_run(struct stmt *s);

#endif
