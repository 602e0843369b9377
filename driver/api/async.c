#include "api/async.h"

#include <string.h>

static struct stmt *stmt_of(struct handle *h)
{
	return h->kind == HANDLE_STMT ? (struct stmt *)h : NULL;
}

static struct async_call **place_of(struct handle *h)
{
	struct stmt *s = stmt_of(h);

	return s ? &s->async : &((struct dbc *)h)->async;
}

static bool is_stopped(struct handle *h)
{
	const struct stmt *s = stmt_of(h);

	return s ? s->phase == PHASE_ASYNC : atomic_load(&((struct dbc *)h)->calling);
}

static void run(void *arg)
{
	struct async_call *c = arg;

	c->rc = c->run(c->args);
}

/* The call has entered (api_enter_...): it holds the connection's lock, which others want while it is stopped. */
static void pausing(void *arg)
{
	struct async_call *c = arg;
	struct stmt *s = stmt_of(c->head);

	c->going = false;
	c->diag = c->head->diag;
	diag_init(&c->head->diag);
	c->head->diag.rc = SQL_STILL_EXECUTING;
	if (s) {
		c->phase = (int)s->phase;
		s->phase = PHASE_ASYNC;
		s->dbc->async_stmt = s;
	} else {
		atomic_store(&((struct dbc *)c->head)->calling, true);
	}
	lock_drop(c->head->lock);
}

static void resuming(void *arg)
{
	struct async_call *c = arg;
	struct stmt *s = stmt_of(c->head);

	lock_take(c->head->lock);
	diag_release(&c->head->diag);
	c->head->diag = c->diag;
	if (s) {
		s->phase = (enum stmt_phase)c->phase;
		s->dbc->async_stmt = NULL;
	} else {
		atomic_store(&((struct dbc *)c->head)->calling, false);
	}
}

static SQLRETURN refuse(struct handle *h, const char *why)
{
	diag_clear(&h->diag);
	return api_leave(h, diag_postf(&h->diag, STATE_SEQUENCE_ERROR, "%s", why));
}

/* Whatever it gave up for: the application knows why. */
static SQLRETURN through(struct async_call *c)
{
	struct handle *h = c->head;

	if (c->rc != SQL_ERROR || !atomic_load(&c->cancelled))
		return c->rc;
	lock_take(h->lock);
	diag_clear(&h->diag);
	return api_leave(h, diag_post(&h->diag, STATE_CANCELED));
}

static SQLRETURN go_on(struct handle *h, enum entry_point fn)
{
	struct async_call *c = *place_of(h);

	if (c->fn != (int)fn)
		return refuse(h, "Another function of this handle is still executing: call that one again");
	if (c->going)
		return refuse(h, "Another thread is in this call already");
	c->going = true;
	lock_drop(h->lock);
	return fiber_resume(c->fiber) ? through(c) : SQL_STILL_EXECUTING;
}

static SQLRETURN start(struct handle *h, enum entry_point fn, async_run *function, const intptr_t *args, size_t n)
{
	struct fiber_task task = {run, pausing, resuming, NULL};
	struct async_call **place = place_of(h), *c;

	if (!*place)
		*place = async_call_new();
	if (!*place) {
		diag_clear(&h->diag);
		return api_leave(h, diag_post_no_memory(&h->diag));
	}
	c = *place;
	c->head = h;
	c->fn = (int)fn;
	c->run = function;
	atomic_store(&c->cancelled, false);
	memcpy(c->args, args, n * sizeof(*args));
	task.arg = c;
	lock_drop(h->lock); /* the call itself enters */
	return fiber_start(c->fiber, &task) ? through(c) : SQL_STILL_EXECUTING;
}

SQLRETURN api_async(SQLHANDLE handle, enum entry_point fn, async_run *function, const intptr_t *args, size_t n)
{
	struct handle *h = handle;

	lock_take(h->lock);
	return is_stopped(h) ? go_on(h, fn) : start(h, fn, function, args, n);
}

SQLRETURN api_async_cancel(struct dbc *dbc)
{
	struct async_call *c = dbc->async;

	if (!atomic_load(&dbc->calling))
		return SQL_SUCCESS; /* nothing is under way, or it has just ended */
	if (dbc->connected) {
		(void)session_cancel(&dbc->session, NULL); /* the call reports what the server makes of it */
	} else {
		atomic_store(&c->cancelled, true);
		fiber_stop(c->fiber);
	}
	return SQL_SUCCESS;
}
