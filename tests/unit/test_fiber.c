#include "base/clock.h"
#include "base/fiber.h"
#include "base/lock.h"
#include "base/wait.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void count_to_three(void *arg)
{
	int *n = arg;

	for (int i = 0; i < 3; i++) {
		++*n;
		fiber_pause();
	}
	++*n;
}

static void it_goes_on_where_it_stopped(void **state)
{
	struct fiber *f = fiber_new();
	int n = 0;

	(void)state;
	assert_non_null(f);
	for (int round = 0; round < 2; round++) { /* and can be used again */
		n = 0;
		assert_false(fiber_inside());
		assert_false(fiber_start(f, &(struct fiber_task){.run = count_to_three, .arg = &n}));
		assert_int_equal(n, 1);
		assert_false(fiber_resume(f));
		assert_false(fiber_resume(f));
		assert_int_equal(n, 3);
		assert_true(fiber_resume(f));
		assert_int_equal(n, 4);
	}
	fiber_free(f);
}

static void one_inside_another(void *arg)
{
	struct fiber *inner = fiber_new();
	int n = 0;

	assert_true(fiber_inside());
	assert_false(fiber_start(inner, &(struct fiber_task){.run = count_to_three, .arg = &n}));
	fiber_pause(); /* the outer one */
	while (!fiber_resume(inner))
		;
	assert_int_equal(n, 4);
	fiber_free(inner);
	*(bool *)arg = true;
}

static void fibers_nest(void **state)
{
	struct fiber *f = fiber_new();
	bool through = false;

	(void)state;
	assert_false(fiber_start(f, &(struct fiber_task){.run = one_inside_another, .arg = &through}));
	assert_true(fiber_resume(f));
	assert_true(through);
	fiber_free(f);
}

static void *resume_elsewhere(void *arg)
{
	return fiber_resume(arg) ? arg : NULL;
}

static void another_thread_may_go_on(void **state)
{
	struct fiber *f = fiber_new();
	int n = 0;

	(void)state;
	assert_false(fiber_start(f, &(struct fiber_task){.run = count_to_three, .arg = &n}));
	for (int i = 0; i < 3; i++) {
		pthread_t thread;
		void *through;

		assert_int_equal(pthread_create(&thread, NULL, resume_elsewhere, f), 0);
		pthread_join(thread, &through);
		assert_int_equal(through != NULL, i == 2);
	}
	assert_int_equal(n, 4);
	fiber_free(f);
}

static void deep(void *arg)
{
	volatile char block[200 * 1024];

	memset((char *)block, 1, sizeof(block));
	fiber_pause();
	*(int *)arg = block[sizeof(block) - 1];
}

static void the_stack_has_room(void **state)
{
	struct fiber *f = fiber_new();
	int n = 0;

	(void)state;
	assert_false(fiber_start(f, &(struct fiber_task){.run = deep, .arg = &n}));
	assert_true(fiber_resume(f));
	assert_int_equal(n, 1);
	fiber_free(f);
}

/* ---- what waits pauses ---- */

static int ends[2];
static bool heard;

static void listen_once(void *arg)
{
	heard = wait_fd(ends[0], POLLIN, *(int64_t *)arg);
}

static void waiting_for_a_descriptor_pauses(void **state)
{
	struct fiber *f = fiber_new();
	int64_t deadline = CLOCK_NEVER;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_false(fiber_start(f, &(struct fiber_task){.run = listen_once, .arg = &deadline}));
	assert_false(fiber_resume(f));
	assert_int_equal(write(ends[1], "x", 1), 1);
	assert_true(fiber_resume(f));
	assert_true(heard);
	assert_int_equal(read(ends[0], &(char){0}, 1), 1);
	deadline = clock_mono(&clock_system) + 20000;
	assert_false(fiber_start(f, &(struct fiber_task){.run = listen_once, .arg = &deadline}));
	usleep(30000);
	assert_true(fiber_resume(f));
	assert_false(heard);
	fiber_free(f);
	close(ends[0]);
	close(ends[1]);
}

static void sleep_a_little(void *arg)
{
	(void)arg;
	clock_sleep(&clock_system, 20000);
}

static void sleeping_pauses(void **state)
{
	struct fiber *f = fiber_new();
	const int64_t began = clock_mono(&clock_system);
	unsigned turns = 0;

	(void)state;
	for (bool through = fiber_start(f, &(struct fiber_task){.run = sleep_a_little, .arg = NULL}); !through; through = fiber_resume(f)) {
		turns++;
		usleep(1000);
	}
	assert_true(turns > 0);
	assert_true(clock_mono(&clock_system) - began >= 20000);
	fiber_free(f);
}

static uintptr_t outside_at;
static int errands;

static void errand(void *arg)
{
	char here[64] = {0};

	assert_false(fiber_inside());
	outside_at = (uintptr_t)__builtin_frame_address(0);
	errands += *(int *)arg + here[0];
}

static void run_errands(void *arg)
{
	fiber_outside(errand, arg);
	fiber_outside(errand, arg);
	fiber_pause();
	fiber_outside(errand, arg);
}

/* The application's functions run on the application's stack, and the caller of the fiber does not notice. */
static void an_errand_runs_outside(void **state)
{
	struct fiber *f = fiber_new();
	const uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	int step = 1;

	(void)state;
	assert_false(fiber_start(f, &(struct fiber_task){.run = run_errands, .arg = &step}));
	assert_int_equal(errands, 2);
	assert_true(here - outside_at < 1 << 16);
	outside_at = 0;
	assert_true(fiber_resume(f));
	assert_int_equal(errands, 3);
	assert_true(here - outside_at < 1 << 16);
	fiber_outside(errand, &step);
	assert_int_equal(errands, 4);
	fiber_free(f);
}

static struct lock lock;
static struct signal changed;
static bool ready;

static void wait_until_ready(void *arg)
{
	(void)arg;
	lock_take(&lock);
	while (!ready)
		assert_true(signal_wait(&changed, &lock, CLOCK_NEVER));
	lock_drop(&lock);
}

/* The one who would wake it may be a call of the same thread. */
static void waiting_for_a_signal_holds_up_nobody(void **state)
{
	struct fiber *f = fiber_new();

	(void)state;
	assert_true(lock_init(&lock) && signal_init(&changed));
	assert_false(fiber_start(f, &(struct fiber_task){.run = wait_until_ready, .arg = NULL}));
	lock_take(&lock);
	ready = true;
	signal_all(&changed);
	lock_drop(&lock);
	assert_true(fiber_resume(f));
	signal_release(&changed);
	lock_release(&lock);
	fiber_free(f);
}

static void give_up_everywhere(void *arg)
{
	(void)arg;
	assert_false(wait_fd(ends[0], POLLIN, CLOCK_NEVER));
	clock_sleep(&clock_system, INT64_C(3600000000));
	lock_take(&lock);
	assert_false(signal_wait(&changed, &lock, CLOCK_NEVER));
	lock_drop(&lock);
	assert_true(fiber_stopped());
}

static void what_is_stopped_waits_no_more(void **state)
{
	struct fiber *f = fiber_new();
	int left = 3;
	bool through;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_true(lock_init(&lock) && signal_init(&changed));
	assert_false(fiber_start(f, &(struct fiber_task){.run = give_up_everywhere, .arg = NULL}));
	fiber_stop(f);
	assert_false(fiber_stopped()); /* outside */
	while (!(through = fiber_resume(f)) && left > 0)
		left--;
	assert_true(through);
	fiber_free(f);
	signal_release(&changed);
	lock_release(&lock);
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_goes_on_where_it_stopped),
		cmocka_unit_test(fibers_nest),
		cmocka_unit_test(another_thread_may_go_on),
		cmocka_unit_test(the_stack_has_room),
		cmocka_unit_test(waiting_for_a_descriptor_pauses),
		cmocka_unit_test(sleeping_pauses),
		cmocka_unit_test(an_errand_runs_outside),
		cmocka_unit_test(waiting_for_a_signal_holds_up_nobody),
		cmocka_unit_test(what_is_stopped_waits_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
