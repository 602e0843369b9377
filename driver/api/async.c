#include "api/async.h"

#include <string.h>

static void run_call(void *arg)
{
	struct async_call *c = arg;

	c->rc = c->run(c->args);
}

/*
 * The call holds the connection's lock while it runs (api_enter_stmt), and it
 * still does when it pauses: whoever resumes it gives the lock away and takes it
 * again.
 */
static SQLRETURN paused(struct stmt *s, struct async_call *c)
{
	c->phase = (int)s->phase;
	s->phase = PHASE_ASYNC;
	s->dbc->async_stmt = s;
	lock_drop(s->head.lock);
	return SQL_STILL_EXECUTING;
}

static SQLRETURN go_on(struct stmt *s, struct async_call *c)
{
	s->phase = (enum stmt_phase)c->phase;
	s->dbc->async_stmt = NULL;
	return fiber_resume(c->fiber) ? c->rc : paused(s, c);
}

static SQLRETURN start(struct stmt *s, enum entry_point fn, async_run *run, const intptr_t *args, size_t n)
{
	struct async_call *c = s->async;

	c->fn = (int)fn;
	c->run = run;
	memcpy(c->args, args, n * sizeof(*args));
	lock_drop(s->head.lock); /* the call itself enters */
	return fiber_start(c->fiber, run_call, c) ? c->rc : paused(s, c);
}

SQLRETURN api_async(SQLHSTMT h, enum entry_point fn, async_run *run, const intptr_t *args, size_t n)
{
	struct stmt *s = h;

	lock_take(s->head.lock);
	if (s->phase != PHASE_ASYNC) {
		if (!s->async)
			s->async = async_call_new();
		if (s->async)
			return start(s, fn, run, args, n);
		diag_clear(&s->head.diag);
		return api_leave(&s->head, diag_post_no_memory(&s->head.diag));
	}
	if (s->async->fn == (int)fn)
		return go_on(s, s->async);
	diag_clear(&s->head.diag);
	return api_leave(&s->head, diag_postf(&s->head.diag, STATE_SEQUENCE_ERROR,
					      "Another function of this statement is still executing: call that one again"));
}
