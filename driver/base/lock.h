/*
 * Mutexes.  Lock order, outermost first: environment, connection, credential
 * cache (see driver/README.md).  A connection's lock is recursive for one
 * reason only: SQLEndTran on an environment enters each of its connections.
 */
#ifndef BASE_LOCK_H
#define BASE_LOCK_H

#include "base/mem.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct lock {
	pthread_mutex_t mutex;
	pthread_t owner; /* meaningful while depth > 0 */
	int depth;
	bool ready;
};

struct signal { /* a condition variable on the monotonic clock */
	pthread_cond_t cond;
	bool ready;
};

bool lock_init(struct lock *l) LB_MUST_USE;
void lock_release(struct lock *l); /* accepts a lock that was never initialised */
void lock_take(struct lock *l);
void lock_drop(struct lock *l);
void lock_assert_held(const struct lock *l); /* debug builds only */

bool signal_init(struct signal *s) LB_MUST_USE;
void signal_release(struct signal *s);
void signal_all(struct signal *s);

/* Waits with the lock held once (released meanwhile); false when deadline_us of the monotonic clock passed. */
bool signal_wait(struct signal *s, struct lock *l, int64_t deadline_us) LB_MUST_USE;

#endif
