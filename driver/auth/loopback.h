/*
 * The little web server on localhost to which the browser brings the answer of
 * a sign-in: RFC 8252 7.3.  Listens on 127.0.0.1 and ::1, on this machine only.
 *
 * Exactly one answer is taken: one with the state that this sign-in began with.
 * Everything else gets a page that says what it is, and the waiting goes on, so
 * that another page in the browser can neither slip in a code nor end it.  The
 * browser that brought the answer waits for loopback_finish(), so its page says
 * how the sign-in really ended.  One thread.
 */
#ifndef AUTH_LOOPBACK_H
#define AUTH_LOOPBACK_H

#include "base/clock.h"
#include "base/strbuf.h"

#define LOOPBACK_FIRST 8020 /* the ports that the public client is registered with */
#define LOOPBACK_LAST 8040

struct loopback {
	int listeners[2]; /* -1: none */
	int browser;      /* who brought the answer and waits for the last page; -1: nobody */
	uint16_t port;
};

#define LOOPBACK_INIT ((struct loopback){{-1, -1}, -1, 0})

/* port 0: the first free one of the range.  False: errno says why the last one could not be had. */
bool loopback_open(struct loopback *l, uint16_t port) LB_MUST_USE;
void loopback_close(struct loopback *l);

enum loopback_status {
	LOOPBACK_CODE,    /* `code` has it */
	LOOPBACK_REFUSED, /* `error` and perhaps `description` say why */
	LOOPBACK_TIMEOUT,
	LOOPBACK_BROKEN,  /* the system does not let us */
};

struct loopback_answer {
	struct strbuf code;               /* secret */
	struct strbuf error, description; /* in the words of the server: not to be trusted */
	unsigned strangers;               /* answers that belong to another sign-in */
};

#define LOOPBACK_ANSWER_INIT ((struct loopback_answer){.code = {.secret = true}})

void loopback_answer_release(struct loopback_answer *a);

/* path: "/" or what is registered, "/callback" */
enum loopback_status loopback_wait(struct loopback *l, const char *path, struct span state, const struct clock *clock,
				   int64_t deadline_us, struct loopback_answer *out) LB_MUST_USE;

/* The last page; `words` (one sentence, plain text) is shown in it. */
void loopback_finish(struct loopback *l, bool ok, const char *words);

#endif
