/*
 * A call of a statement that stopped half-way: what api/async.c needs to go on
 * with it.  Made with the first such call, freed with the statement.
 */
#ifndef ODBC_ASYNC_CALL_H
#define ODBC_ASYNC_CALL_H

#include "base/fiber.h"

#include <sql.h>
#include <stdint.h>

#define ASYNC_ARGS_MOST 13 /* SQLForeignKeys */

struct stmt;

typedef SQLRETURN async_run(const intptr_t *args);

struct async_call {
	struct fiber *fiber;
	int fn;     /* enum entry_point */
	async_run *run;
	intptr_t args[ASYNC_ARGS_MOST];
	SQLRETURN rc;
	struct stmt *stmt;
	int phase;  /* enum stmt_phase: what the call had made of it when it paused */
	bool going; /* somebody resumes it right now */
};

struct async_call *async_call_new(void) LB_MUST_USE; /* NULL: no memory */
void async_call_free(struct async_call *c);          /* accepts NULL; not while it is stopped */

#endif
