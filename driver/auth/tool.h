/*
 * A token from a command line tool that somebody is signed in to.
 */
#ifndef AUTH_TOOL_H
#define AUTH_TOOL_H

#include "auth/call.h"

struct tool {
	const char *title;   /* "the Azure CLI": how a message begins */
	const char *missing; /* what to do where there is none */
	const char *remedy;  /* what to do when it fails */
};

/*
 * Runs it and takes the token from the JSON that it prints (bearer_reply_parse() in token.h).  `words` ends with
 * NULL.  On false the error says what the tool said.
 */
bool tool_token(const struct call *c, const struct tool *tool, const char *const words[], struct strbuf *token,
		int64_t *life_us) LB_MUST_USE;

/* How long a token is good that ends at expires_us of the wall clock; five minutes if nobody says. */
int64_t tool_life(const struct call *c, int64_t expires_us);

#endif
