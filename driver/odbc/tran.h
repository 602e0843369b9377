/*
 * Transactions: BEGIN and SAVEPOINT in front of the statement that needs them,
 * in the same packet; commit and rollback; isolation.
 */
#ifndef ODBC_TRAN_H
#define ODBC_TRAN_H

#include "odbc/dbc.h"
#include "pg/packet.h"
#include "sql/translate.h"

/* What goes in front of these parts; true when tran_after() has something to add behind them. */
bool tran_before(struct dbc *dbc, struct packet *p, const struct translation *text);
void tran_after(struct packet *p);

/* SQLEndTran on a connection: SQL_COMMIT or SQL_ROLLBACK.  No round trip when no transaction is open. */
SQLRETURN dbc_end_tran(struct dbc *dbc, SQLSMALLINT operation);

/* Applies dbc->txn_isolation and dbc->access_mode to the session. */
SQLRETURN dbc_set_isolation(struct dbc *dbc);

#endif
