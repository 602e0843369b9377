#include "base/wait.h"

#include "base/clock.h"
#include "base/fiber.h"

#include <errno.h>
#include <poll.h>

static int poll_ms(int64_t deadline_us)
{
	int64_t left;

	if (deadline_us == CLOCK_NEVER)
		return -1;
	left = (deadline_us - clock_mono(&clock_system) + 999) / 1000;
	if (left <= 0)
		return 0;
	return left > 3600000 ? 3600000 : (int)left;
}

/* Not inlined: errno belongs to the thread, and a pause may end in another one. */
static __attribute__((noinline)) bool look(int fd, short events, int ms)
{
	struct pollfd p = {.fd = fd, .events = events};
	const int n = poll(&p, 1, ms);

	return n > 0 || (n < 0 && errno == EINTR);
}

bool wait_fd(int fd, short events, int64_t deadline_us)
{
	if (!fiber_inside())
		return look(fd, events, poll_ms(deadline_us)) || clock_mono(&clock_system) < deadline_us;
	while (!look(fd, events, 0)) {
		if (clock_mono(&clock_system) >= deadline_us || fiber_stopped())
			return false;
		fiber_pause();
	}
	return true;
}
