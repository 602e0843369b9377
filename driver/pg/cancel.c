#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "pg/cancel.h"

#include "base/lock.h"

#include <libpq-fe.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>

#ifdef HAVE_PQCANCELCREATE
#define REQUEST PGcancelConn /* encrypted as the session is */
#else
#define REQUEST PGcancel
#endif

struct canceller {
	struct lock lock;
	struct signal done;
	unsigned holders;
	bool running;      /* a request is under way; the next one who wants to cancel waits for it as well */
	bool taken;        /* the last one reached the server */
	struct strbuf why; /* it did not */
	REQUEST *request;  /* used by the one that runs */
};

#ifdef HAVE_PQCANCELCREATE
static REQUEST *request_new(PGconn *conn)
{
	return PQcancelCreate(conn);
}

static void request_free(REQUEST *r)
{
	PQcancelFinish(r);
}

static bool request_send(REQUEST *r, struct strbuf *why)
{
	const bool ok = PQcancelBlocking(r) == 1;

	if (!ok)
		strbuf_add_span(why, span_trim(span_of(PQcancelErrorMessage(r))));
	PQcancelReset(r);
	return ok;
}
#else
static REQUEST *request_new(PGconn *conn)
{
	return PQgetCancel(conn);
}

static void request_free(REQUEST *r)
{
	PQfreeCancel(r);
}

static bool request_send(REQUEST *r, struct strbuf *why)
{
	char text[256] = ""; /* libpq's interface */
	const bool ok = PQcancel(r, text, sizeof(text)) == 1;

	if (!ok)
		strbuf_add_span(why, span_trim(span_of(text)));
	return ok;
}
#endif

struct canceller *canceller_new(struct pg_conn *conn)
{
	struct canceller *c = mem_new(sizeof(*c));

	if (!c)
		return NULL;
	c->holders = 1;
	c->request = request_new(conn);
	if (lock_init(&c->lock) && signal_init(&c->done) && c->request)
		return c;
	canceller_drop(c);
	return NULL;
}

struct canceller *canceller_hold(struct canceller *c)
{
	if (c) {
		lock_take(&c->lock);
		c->holders++;
		lock_drop(&c->lock);
	}
	return c;
}

void canceller_drop(struct canceller *c)
{
	bool last = true;

	if (!c)
		return;
	if (c->lock.ready) {
		lock_take(&c->lock);
		last = --c->holders == 0;
		lock_drop(&c->lock);
	}
	if (!last)
		return;
	if (c->request)
		request_free(c->request);
	strbuf_release(&c->why);
	signal_release(&c->done);
	lock_release(&c->lock);
	mem_free(c);
}

static void *run(void *data)
{
	struct canceller *c = data;
	struct strbuf why = STRBUF_INIT;
	const bool taken = request_send(c->request, &why);

	lock_take(&c->lock);
	c->taken = taken;
	strbuf_release(&c->why);
	c->why = why;
	c->running = false;
	signal_all(&c->done);
	lock_drop(&c->lock);
	canceller_drop(c);
	return NULL;
}

/* The application's signals are none of the thread's business. */
static bool start_thread(struct canceller *c)
{
	sigset_t all, before;
	pthread_attr_t attr;
	pthread_t thread;
	bool ok;

	if (pthread_attr_init(&attr) != 0)
		return false;
	(void)pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	ok = pthread_create(&thread, &attr, run, c) == 0;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	(void)pthread_attr_destroy(&attr);
	return ok;
}

bool canceller_send(struct canceller *c, int64_t deadline_us, struct strbuf *why)
{
	bool start, taken;

	lock_take(&c->lock);
	start = !c->running;
	if (start) {
		c->running = true;
		c->holders++; /* the thread's */
	}
	lock_drop(&c->lock);
	if (start && !start_thread(c))
		(void)run(c); /* better late than not at all */
	lock_take(&c->lock);
	while (c->running && signal_wait(&c->done, &c->lock, deadline_us))
		;
	taken = !c->running && c->taken;
	if (!taken && why)
		strbuf_add_span(why, c->running ? SPAN_LIT("the server does not answer") : strbuf_span(&c->why));
	lock_drop(&c->lock);
	return taken;
}
