#include "base/fiber.h"

#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

/* For libpq with OpenSSL below it; memory is taken as it is touched. */
#define STACK_BYTES ((size_t)512 << 10)

#if defined(__SANITIZE_ADDRESS__)
#define LB_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LB_ASAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define LB_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define LB_TSAN 1
#endif
#endif

#ifdef LB_ASAN
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef LB_TSAN
#include <sanitizer/tsan_interface.h>
#endif

struct fiber {
	ucontext_t own, caller;
	char *memory; /* a page that nobody may touch, then the stack */
	size_t page;
	struct fiber_task task;
	struct fiber *outer; /* the fiber that resumed us, if it was one */
	bool done;
	void (*errand)(void *); /* to be run outside, before the fiber goes on */
	void *errand_arg;
	atomic_bool stopped;
#ifdef LB_ASAN
	void *fake_own, *fake_caller;
	const void *caller_stack;
	size_t caller_bytes;
#endif
#ifdef LB_TSAN
	void *tsan_own, *tsan_caller;
#endif
};

static _Thread_local struct fiber *present;

/* Functions of their own: the address of a thread's variable must not be kept over a pause, for another thread may go on. */
static __attribute__((noinline)) struct fiber *get_present(void)
{
	return present;
}

static __attribute__((noinline)) void set_present(struct fiber *f)
{
	present = f;
}

/* ---- what the sanitizers want to know of a change of stack ---- */

static void entering(struct fiber *f)
{
#ifdef LB_ASAN
	__sanitizer_start_switch_fiber(&f->fake_caller, f->memory + f->page, STACK_BYTES);
#endif
#ifdef LB_TSAN
	f->tsan_caller = __tsan_get_current_fiber();
	__tsan_switch_to_fiber(f->tsan_own, 0);
#endif
	(void)f;
}

static void entered(struct fiber *f)
{
#ifdef LB_ASAN
	__sanitizer_finish_switch_fiber(f->fake_own, &f->caller_stack, &f->caller_bytes);
#endif
	(void)f;
}

static void leaving(struct fiber *f)
{
#ifdef LB_ASAN
	__sanitizer_start_switch_fiber(f->done ? NULL : &f->fake_own, f->caller_stack, f->caller_bytes);
#endif
#ifdef LB_TSAN
	__tsan_switch_to_fiber(f->tsan_caller, 0);
#endif
	(void)f;
}

static void left(struct fiber *f)
{
#ifdef LB_ASAN
	__sanitizer_finish_switch_fiber(f->fake_caller, NULL, NULL);
#endif
	(void)f;
}

/* ---- life ---- */

struct fiber *fiber_new(void)
{
	struct fiber *f = mem_new(sizeof(*f));

	if (!f)
		return NULL;
	f->page = (size_t)sysconf(_SC_PAGESIZE);
	f->memory = mmap(NULL, f->page + STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (f->memory == MAP_FAILED || mprotect(f->memory, f->page, PROT_NONE) != 0) {
		if (f->memory != MAP_FAILED)
			munmap(f->memory, f->page + STACK_BYTES);
		mem_free(f);
		return NULL;
	}
#ifdef LB_TSAN
	f->tsan_own = __tsan_create_fiber(0);
#endif
	f->done = true;
	return f;
}

void fiber_free(struct fiber *f)
{
	if (!f)
		return;
#ifdef LB_TSAN
	__tsan_destroy_fiber(f->tsan_own);
#endif
	munmap(f->memory, f->page + STACK_BYTES);
	mem_free(f);
}

/* ---- running ---- */

/* makecontext() passes numbers of the size of int. */
static void begin(unsigned int high, unsigned int low)
{
	struct fiber *f = (struct fiber *)(uintptr_t)(((uint64_t)high << 32) | low);

	entered(f);
	f->task.run(f->task.arg);
	f->done = true;
	leaving(f);
	setcontext(&f->caller);
}

static void enter(struct fiber *f)
{
	f->outer = get_present();
	set_present(f);
	entering(f);
	swapcontext(&f->caller, &f->own);
	left(f);
	set_present(f->outer);
}

bool fiber_resume(struct fiber *f)
{
	enter(f);
	while (f->errand) {
		f->errand(f->errand_arg);
		f->errand = NULL;
		enter(f);
	}
	return f->done;
}

bool fiber_start(struct fiber *f, const struct fiber_task *task)
{
	const uint64_t self = (uintptr_t)f;

	f->task = *task;
	f->done = false;
	atomic_store(&f->stopped, false);
	getcontext(&f->own);
	f->own.uc_stack.ss_sp = f->memory + f->page;
	f->own.uc_stack.ss_size = STACK_BYTES;
	f->own.uc_link = NULL;
	makecontext(&f->own, (void (*)(void))begin, 2, (unsigned int)(self >> 32), (unsigned int)(self & UINT32_MAX));
	return fiber_resume(f);
}

bool fiber_inside(void)
{
	return get_present() != NULL;
}

void fiber_stop(struct fiber *f)
{
	atomic_store(&f->stopped, true);
}

bool fiber_stopped(void)
{
	const struct fiber *f = get_present();

	return f && atomic_load(&f->stopped);
}

void fiber_pause(void)
{
	struct fiber *f = get_present();

	if (f->task.pausing)
		f->task.pausing(f->task.arg);
	leaving(f);
	swapcontext(&f->own, &f->caller);
	entered(f);
	if (f->task.resuming)
		f->task.resuming(f->task.arg);
}

void fiber_outside(void (*fn)(void *), void *arg)
{
	struct fiber *f = get_present();

	if (!f) {
		fn(arg);
		return;
	}
	f->errand = fn;
	f->errand_arg = arg;
	leaving(f);
	swapcontext(&f->own, &f->caller);
	entered(f);
}
