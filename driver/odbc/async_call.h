/*
 * A call that stopped half-way: what api/async.c needs to go on with it.  A
 * statement and a connection have one each, made with the first such call and
 * freed with the handle.
 */
#ifndef ODBC_ASYNC_CALL_H
#define ODBC_ASYNC_CALL_H

#include "base/fiber.h"
#include "diag/diag.h"

#include <sql.h>
#include <stdatomic.h>
#include <stdint.h>

#define ASYNC_ARGS_MOST 13 /* SQLForeignKeys */

struct handle;

typedef SQLRETURN async_run(const intptr_t *args);

struct async_call {
	struct fiber *fiber;
	int fn;     /* enum entry_point */
	async_run *run;
	intptr_t args[ASYNC_ARGS_MOST];
	SQLRETURN rc;
	struct handle *head;   /* whose call it is */
	struct diag diag;      /* what it has posted; meanwhile the handle keeps what other calls post */
	int phase;             /* of a statement, enum stmt_phase: what the call had made of it when it paused */
	atomic_bool cancelled; /* SQLCancelHandle wants it to give up */
	bool going;            /* somebody resumes it right now */
};

struct async_call *async_call_new(void) LB_MUST_USE; /* NULL: no memory */
void async_call_free(struct async_call *c);          /* accepts NULL; not while it is stopped */

/* Makes it give up, and runs it to its end; nobody may be in it. */
void async_call_end(struct async_call *c);

#endif
