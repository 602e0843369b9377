/*
 * Memory.  Every allocation of the driver goes through here, so that sizes
 * are checked for overflow in one place and a test can fail each one in turn
 * (it wraps malloc, calloc, realloc and free at link time; nothing here knows).
 *
 * All functions return NULL when memory is short and never allocate 0 bytes.
 * Blocks are freed with mem_free(), which accepts NULL.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

#ifdef __GNUC__
#define LB_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define LB_MUST_USE __attribute__((warn_unused_result))
#else
#define LB_PRINTF(fmt, args)
#define LB_MUST_USE
#endif

#define LB_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Zeroed memory for one object, or for n objects of the given size. */
void *mem_new(size_t size) LB_MUST_USE;
void *mem_array(size_t n, size_t size) LB_MUST_USE;

/* Grow or shrink to n objects; new memory is not zeroed.  The old block stays valid on failure. */
void *mem_resize(void *block, size_t n, size_t size) LB_MUST_USE;

/* A NUL-terminated copy of n bytes. */
char *mem_dup(const char *p, size_t n) LB_MUST_USE;

void mem_free(void *block);

/* Overwrites memory that held a secret; not optimised away. */
void mem_wipe(void *p, size_t n);

#endif
