/* The environment handle: the ODBC version the application asked for, and its connections. */
#ifndef ODBC_ENV_H
#define ODBC_ENV_H

#include "odbc/handle.h"

struct env {
	struct handle head;
	struct lock lock;
	SQLINTEGER odbc_version;       /* SQL_OV_ODBC2, SQL_OV_ODBC3, SQL_OV_ODBC3_80; 0 = not set yet */
	SQLUINTEGER connection_pooling; /* kept for SQLGetEnvAttr; the driver manager pools */
	SQLUINTEGER cp_match;
	SQLINTEGER output_nts;         /* SQL_TRUE, always */
};

struct env *env_new(void) LB_MUST_USE;
SQLRETURN env_free(struct env *env); /* HY010 while it has connections; takes the lock itself */

/* SQLEndTran on all connections; the caller holds the environment's lock. */
SQLRETURN env_end_tran(struct env *env, SQLSMALLINT operation);

#endif
