#include "fail.h"

#include <stddef.h>
#include <stdlib.h>

/* The linker's --wrap: calls of mem_x come to __wrap_mem_x, __real_mem_x is the original. */
#define WRAPS(type, name, ...) \
	type __real_##name(__VA_ARGS__); \
	type __wrap_##name(__VA_ARGS__);

WRAPS(void *, mem_new, size_t)
WRAPS(void *, mem_array, size_t, size_t)
WRAPS(void *, mem_resize, void *, size_t, size_t)
WRAPS(char *, mem_dup, const char *, size_t)
WRAPS(void, mem_free, void *)

#ifdef __SANITIZE_ADDRESS__
void __sanitizer_print_stack_trace(void);
#define SHOW_STACK() __sanitizer_print_stack_trace()
#else
#define SHOW_STACK() ((void)0)
#endif

static long count, failing, live;
static bool on, sticky, happened;

void fail_start(long nth, bool from_there_on)
{
	count = 0;
	failing = nth;
	sticky = from_there_on;
	happened = false;
	on = nth > 0;
}

void fail_pause(void)
{
	on = false;
}

bool fail_stop(void)
{
	on = false;
	return happened;
}

bool fail_happened(void)
{
	return happened;
}

long fail_count(void)
{
	return count;
}

long fail_live(void)
{
	return live;
}

/* LB_OOM_STACK=1 shows where; for looking at one case. */
static bool fails(void)
{
	count++;
	if (!on || !(count == failing || (sticky && count > failing)))
		return false;
	if (!happened && getenv("LB_OOM_STACK"))
		SHOW_STACK();
	happened = true;
	return true;
}

static void *counted(void *p)
{
	live += p != NULL;
	return p;
}

void *__wrap_mem_new(size_t size)
{
	return fails() ? NULL : counted(__real_mem_new(size));
}

void *__wrap_mem_array(size_t n, size_t size)
{
	return fails() ? NULL : counted(__real_mem_array(n, size));
}

void *__wrap_mem_resize(void *block, size_t n, size_t size)
{
	if (fails())
		return NULL;
	return block ? __real_mem_resize(block, n, size) : counted(__real_mem_resize(block, n, size));
}

char *__wrap_mem_dup(const char *p, size_t n)
{
	return fails() ? NULL : counted(__real_mem_dup(p, n));
}

void __wrap_mem_free(void *block)
{
	live -= block != NULL;
	__real_mem_free(block);
}
