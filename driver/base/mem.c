#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void *mem_new(size_t size)
{
	return calloc(1, size ? size : 1);
}

void *mem_array(size_t n, size_t size)
{
	return calloc(n ? n : 1, size ? size : 1); /* calloc checks n * size */
}

void *mem_resize(void *block, size_t n, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(n, size, &total))
		return NULL;
	return realloc(block, total ? total : 1);
}

char *mem_dup(const char *p, size_t n)
{
	char *copy;

	if (n == SIZE_MAX)
		return NULL;
	copy = malloc(n + 1);
	if (!copy)
		return NULL;
	if (n)
		memcpy(copy, p, n);
	copy[n] = '\0';
	return copy;
}

void mem_free(void *block)
{
	free(block);
}

void mem_wipe(void *p, size_t n)
{
	if (p && n) {
		memset(p, 0, n);
		__asm__ __volatile__("" : : "r"(p) : "memory"); /* the store is observed */
	}
}
