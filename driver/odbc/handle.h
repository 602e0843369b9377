/*
 * The common head of the four handles.  It is the first member of struct env,
 * dbc, stmt and desc, so a checked SQLHANDLE can be cast either way.
 * Parents own their children: freeing a parent frees what it still has.
 * The lock of a connection covers the connection, its statements and its
 * descriptors; an environment has its own.  Order: environment, connection.
 */
#ifndef ODBC_HANDLE_H
#define ODBC_HANDLE_H

#include "base/lock.h"
#include "diag/diag.h"

#include <sql.h>
#include <stdatomic.h>
#include <stdint.h>

enum handle_kind {
	HANDLE_ENV = SQL_HANDLE_ENV,
	HANDLE_DBC = SQL_HANDLE_DBC,
	HANDLE_STMT = SQL_HANDLE_STMT,
	HANDLE_DESC = SQL_HANDLE_DESC,
};

struct handle {
	_Atomic uint32_t magic; /* HANDLE_MAGIC + kind while alive, 0 once freed */
	enum handle_kind kind;
	struct diag diag;
	struct lock *lock;      /* that of the environment or of the connection */
	struct handle *parent;
	struct handle *children; /* first child; siblings are linked by next/prev */
	struct handle *next, *prev;
};

#define HANDLE_MAGIC 0x4c42a100u

void handle_init(struct handle *h, enum handle_kind kind, struct handle *parent, struct lock *lock);
void handle_release(struct handle *h); /* unlinks, clears the magic, releases the diagnostics */

/* Is this pointer a live handle of that kind? */
bool handle_is(const void *h, enum handle_kind kind);

#endif
