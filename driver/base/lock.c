#include "base/lock.h"

#include "base/clock.h"
#include "base/fiber.h"

#include <assert.h>
#include <errno.h>
#include <time.h>

bool lock_init(struct lock *l)
{
	pthread_mutexattr_t attr;

	*l = (struct lock){0};
	if (pthread_mutexattr_init(&attr) != 0)
		return false;
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
	l->ready = pthread_mutex_init(&l->mutex, &attr) == 0;
	pthread_mutexattr_destroy(&attr);
	return l->ready;
}

void lock_release(struct lock *l)
{
	if (l->ready)
		pthread_mutex_destroy(&l->mutex);
	l->ready = false;
}

void lock_take(struct lock *l)
{
	pthread_mutex_lock(&l->mutex);
	l->owner = pthread_self();
	l->depth++;
}

void lock_drop(struct lock *l)
{
	l->depth--;
	pthread_mutex_unlock(&l->mutex);
}

void lock_assert_held(const struct lock *l)
{
	(void)l;
	assert(l->depth > 0 && pthread_equal(l->owner, pthread_self()));
}

bool signal_init(struct signal *s)
{
	pthread_condattr_t attr;

	*s = (struct signal){0};
	if (pthread_condattr_init(&attr) != 0)
		return false;
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	s->ready = pthread_cond_init(&s->cond, &attr) == 0;
	pthread_condattr_destroy(&attr);
	return s->ready;
}

void signal_release(struct signal *s)
{
	if (s->ready)
		pthread_cond_destroy(&s->cond);
	s->ready = false;
}

void signal_all(struct signal *s)
{
	pthread_cond_broadcast(&s->cond);
}

bool signal_wait(struct signal *s, struct lock *l, int64_t deadline_us)
{
	struct timespec until = {.tv_sec = (time_t)(deadline_us / 1000000),
				 .tv_nsec = (long)(deadline_us % 1000000) * 1000};
	int rc;

	assert(l->depth == 1);
	if (fiber_inside()) { /* nobody of this thread could wake us: we look again ourselves */
		lock_drop(l);
		fiber_pause();
		lock_take(l);
		return clock_mono(&clock_system) < deadline_us && !fiber_stopped();
	}
	l->depth = 0;
	rc = pthread_cond_timedwait(&s->cond, &l->mutex, &until);
	l->owner = pthread_self();
	l->depth = 1;
	return rc != ETIMEDOUT;
}
