/* PHP loads its extensions with RTLD_DEEPBIND, under which the sanitizer's runtime refuses to work: loaded before it. */
#include <dlfcn.h>

void *dlopen(const char *name, int flags)
{
	void *(*next)(const char *, int) = (void *(*)(const char *, int))dlsym(RTLD_NEXT, "dlopen");

	return next(name, flags & ~RTLD_DEEPBIND);
}
