/*
 * Waiting for a descriptor.  In an asynchronous call (base/fiber) the call
 * pauses, and the descriptor is looked at again whenever it is resumed;
 * otherwise the thread sleeps.
 */
#ifndef BASE_WAIT_H
#define BASE_WAIT_H

#include <stdbool.h>
#include <stdint.h>

/* Events are those of poll().  True: something happened, or a signal arrived; false: the deadline (clock_mono)
 * passed, or the call is to give up (fiber_stop). */
bool wait_fd(int fd, short events, int64_t deadline_us);

#endif
