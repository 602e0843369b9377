#include "odbc/async_call.h"

struct async_call *async_call_new(void)
{
	struct async_call *c = mem_new(sizeof(*c));

	if (c)
		c->fiber = fiber_new();
	if (c && !c->fiber) {
		mem_free(c);
		c = NULL;
	}
	return c;
}

void async_call_end(struct async_call *c)
{
	fiber_stop(c->fiber);
	while (!fiber_resume(c->fiber))
		;
}

void async_call_free(struct async_call *c)
{
	if (c)
		fiber_free(c->fiber);
	mem_free(c);
}
