#include "api/async.h"

#include <string.h>

static void run(void *arg)
{
	struct async_call *c = arg;

	c->rc = c->run(c->args);
}

/* The call has entered (api_enter_stmt): it holds the connection's lock, which others want while it is stopped. */
static void pausing(void *arg)
{
	struct async_call *c = arg;
	struct stmt *s = c->stmt;

	c->phase = (int)s->phase;
	c->going = false;
	s->phase = PHASE_ASYNC;
	s->dbc->async_stmt = s;
	lock_drop(s->head.lock);
}

static void resuming(void *arg)
{
	struct async_call *c = arg;
	struct stmt *s = c->stmt;

	lock_take(s->head.lock);
	s->phase = (enum stmt_phase)c->phase;
	s->dbc->async_stmt = NULL;
}

static SQLRETURN refuse(struct stmt *s, const char *why)
{
	diag_clear(&s->head.diag);
	return api_leave(&s->head, diag_postf(&s->head.diag, STATE_SEQUENCE_ERROR, "%s", why));
}

static SQLRETURN go_on(struct stmt *s, enum entry_point fn)
{
	struct async_call *c = s->async;

	if (c->fn != (int)fn)
		return refuse(s, "Another function of this statement is still executing: call that one again");
	if (c->going)
		return refuse(s, "Another thread is in this call already");
	c->going = true;
	lock_drop(s->head.lock);
	return fiber_resume(c->fiber) ? c->rc : SQL_STILL_EXECUTING;
}

static SQLRETURN start(struct stmt *s, enum entry_point fn, async_run *function, const intptr_t *args, size_t n)
{
	struct fiber_task task = {run, pausing, resuming, NULL};
	struct async_call *c;

	if (!s->async)
		s->async = async_call_new();
	if (!s->async) {
		diag_clear(&s->head.diag);
		return api_leave(&s->head, diag_post_no_memory(&s->head.diag));
	}
	c = s->async;
	c->stmt = s;
	c->fn = (int)fn;
	c->run = function;
	memcpy(c->args, args, n * sizeof(*args));
	task.arg = c;
	lock_drop(s->head.lock); /* the call itself enters */
	return fiber_start(c->fiber, &task) ? c->rc : SQL_STILL_EXECUTING;
}

SQLRETURN api_async(SQLHSTMT h, enum entry_point fn, async_run *function, const intptr_t *args, size_t n)
{
	struct stmt *s = h;

	lock_take(s->head.lock);
	return s->phase == PHASE_ASYNC ? go_on(s, fn) : start(s, fn, function, args, n);
}
