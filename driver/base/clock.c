#include "base/clock.h"

#include "base/fiber.h"

#include <errno.h>
#include <time.h>

static int64_t read_clock(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t system_mono(void *data)
{
	(void)data;
	return read_clock(CLOCK_MONOTONIC);
}

static int64_t system_wall(void *data)
{
	(void)data;
	return read_clock(CLOCK_REALTIME);
}

static void system_sleep(void *data, int64_t us)
{
	struct timespec left = {.tv_sec = (time_t)(us / 1000000), .tv_nsec = (long)(us % 1000000) * 1000};

	(void)data;
	if (us <= 0)
		return;
	if (fiber_inside()) {
		for (const int64_t until = system_mono(NULL) + us; system_mono(NULL) < until && !fiber_stopped();)
			fiber_pause();
		return;
	}
	while (nanosleep(&left, &left) != 0 && errno == EINTR)
		;
}

const struct clock clock_system = {system_mono, system_wall, system_sleep, 0};
