/*
 * Does the driver manager ask for itself, or does it pass on what an application asks?
 *
 * unixODBC says that a connection goes to the next user of its pool (SQL_ATTR_RESET_CONNECTION) only where the
 * application set ODBC 3.80.  Of older ones, and most are, the driver sees nothing but the question whether the
 * connection is dead, asked by the pool before it hands it out.  An application may ask the same in the middle of
 * its work, and then nothing may be reset; who it was is seen by the function in the driver manager that calls us.
 */
#ifndef API_POOL_H
#define API_POOL_H

#include <sql.h>
#include <stdbool.h>

/* `caller`: where an exported SQLGetConnectAttr returns to; the rest are that function's arguments. */
bool pool_asks(const void *caller, SQLINTEGER attr, SQLINTEGER room, const SQLINTEGER *length);

#endif
