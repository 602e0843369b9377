/*
 * A call that can stop half-way.  The function runs on a stack of its own; where
 * it would wait it pauses instead, and control goes back to whoever started or
 * resumed it.  Asynchronous ODBC calls are made of this: no thread is involved,
 * and the code in between need not know.
 *
 * Everything in the driver that waits does so through base/wait, which pauses
 * when it can.  A fiber may be resumed by another thread than the one that
 * started it, by one at a time.  It must not hold a mutex over a pause: what the
 * function holds all the time, the hooks give away and take back.
 */
#ifndef BASE_FIBER_H
#define BASE_FIBER_H

#include "base/mem.h"

#include <stdbool.h>

struct fiber;

struct fiber *fiber_new(void) LB_MUST_USE; /* NULL: no memory */
void fiber_free(struct fiber *f);          /* accepts NULL; not while its function is under way */

struct fiber_task {
	void (*run)(void *arg);
	void (*pausing)(void *arg);  /* called inside, before a pause and after it; NULL: nothing to do */
	void (*resuming)(void *arg);
	void *arg;
};

/* Runs the task until it returns (true) or pauses (false: fiber_resume() continues it). */
bool fiber_start(struct fiber *f, const struct fiber_task *task) LB_MUST_USE;
bool fiber_resume(struct fiber *f) LB_MUST_USE;

bool fiber_inside(void);
void fiber_pause(void); /* only inside: stops here until resumed */

/* Calls fn(arg) on the stack of the thread that started or resumed the fiber; outside of one, simply calls it.  For
 * functions of the application, which may need more stack than a fiber has, or know of their own stack only. */
void fiber_outside(void (*fn)(void *), void *arg);

/* From any thread: what waits in it is to give up.  It still has to be resumed until it is through. */
void fiber_stop(struct fiber *f);
bool fiber_stopped(void); /* false outside */

#endif
