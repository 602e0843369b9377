/*
 * Time, replaceable by a test.  Two clocks: `mono_us` never goes back and is
 * for deadlines and cache life; `wall_us` is the time of day (microseconds
 * since 1970, UTC) and is for expiry times that a server wrote down.
 * `sleep_us` waits; a test's clock just moves forward.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

struct clock {
	int64_t (*mono_us)(void *data);
	int64_t (*wall_us)(void *data);
	void (*sleep_us)(void *data, int64_t us);
	void *data;
};

extern const struct clock clock_system;

static inline int64_t clock_mono(const struct clock *c)
{
	return c->mono_us(c->data);
}

static inline int64_t clock_wall(const struct clock *c)
{
	return c->wall_us(c->data);
}

static inline void clock_sleep(const struct clock *c, int64_t us)
{
	c->sleep_us(c->data, us);
}

#define CLOCK_NEVER INT64_MAX /* a deadline that does not come */

#endif
