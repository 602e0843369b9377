#include "auth/loopback.h"

#include "auth/form.h"
#include "base/fiber.h"
#include "base/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

#define VISITORS 16               /* browsers open connections ahead of need, and say nothing on them */
#define REQUEST_MAX (32u << 10)   /* codes can be long */
#define SEND_MS 2000

/* ---- listening ---- */

static int listen_on(int family, uint16_t port)
{
	const struct sockaddr_in v4 = {
		.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)},
	};
	const struct sockaddr_in6 v6 = {
		.sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = IN6ADDR_LOOPBACK_INIT,
	};
	const int fd = socket(family, SOCK_STREAM, 0), on = 1;
	int failed, kept;

	if (fd < 0)
		return -1;
	fcntl(fd, F_SETFD, FD_CLOEXEC); /* the browser is no heir */
	fcntl(fd, F_SETFL, O_NONBLOCK);
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (family == AF_INET) {
		failed = bind(fd, (const struct sockaddr *)&v4, sizeof(v4));
	} else {
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
		failed = bind(fd, (const struct sockaddr *)&v6, sizeof(v6));
	}
	if (failed || listen(fd, VISITORS) != 0) {
		kept = errno;
		close(fd);
		errno = kept;
		return -1;
	}
	return fd;
}

/* Both families: "localhost" is either.  A machine may lack one of them, but nobody else may have it. */
static bool open_port(struct loopback *l, uint16_t port)
{
	l->listeners[0] = listen_on(AF_INET, port);
	if (l->listeners[0] < 0 && errno == EADDRINUSE)
		return false;
	l->listeners[1] = listen_on(AF_INET6, port);
	if (l->listeners[1] < 0 && errno == EADDRINUSE) {
		loopback_close(l);
		errno = EADDRINUSE;
		return false;
	}
	l->port = port;
	return l->listeners[0] >= 0 || l->listeners[1] >= 0;
}

bool loopback_open(struct loopback *l, uint16_t port)
{
	*l = LOOPBACK_INIT;
	if (port)
		return open_port(l, port);
	for (uint16_t p = LOOPBACK_FIRST; p <= LOOPBACK_LAST; p++)
		if (open_port(l, p))
			return true;
	return false;
}

/* ---- pages ---- */

#define STYLE \
	"body{font:17px/1.5 system-ui,sans-serif;max-width:30em;margin:12vh auto;padding:0 1.5em;color:#1b2733;background:#fff}" \
	"h1{font-size:1.4em;font-weight:600}.mark{font-size:2.6em}.small{color:#5a6b7b;font-size:.85em}" \
	"@media(prefers-color-scheme:dark){body{background:#12181f;color:#e6edf3}.small{color:#93a3b3}}"

static void add_escaped(struct strbuf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '<' || *text == '>' || *text == '&' || *text == '"' || *text == '\'')
			strbuf_printf(out, "&#%d;", *text);
		else
			strbuf_add_char(out, *text);
	}
}

static void add_page(struct strbuf *out, int status, const char *title, const char *words)
{
	struct strbuf body = STRBUF_INIT;

	strbuf_add_text(&body, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
		"<meta name=\"viewport\" content=\"width=device-width\"><link rel=\"icon\" href=\"data:,\"><title>");
	add_escaped(&body, title);
	strbuf_add_text(&body, "</title><style>" STYLE "</style></head><body>");
	strbuf_printf(&body, "<p class=\"mark\" aria-hidden=\"true\">%s</p><h1>", status == 200 ? "&#10003;" : "&#9888;");
	add_escaped(&body, title);
	strbuf_add_text(&body, "</h1><p>");
	add_escaped(&body, words);
	strbuf_add_text(&body, "</p><p class=\"small\">Lakebase ODBC Driver</p></body></html>\n");
	strbuf_printf(out, "HTTP/1.1 %d %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %zu\r\n"
		"Connection: close\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
		"X-Content-Type-Options: nosniff\r\n"
		"Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; img-src data:\r\n\r\n",
		status, status == 200 ? "OK" : status == 404 ? "Not Found" : "Bad Request", body.n);
	strbuf_add_span(out, strbuf_span(&body));
	strbuf_release(&body);
}

/* Closes the connection.  What does not go out in a short time does not go out. */
static void answer(int fd, int status, const char *title, const char *words)
{
	struct strbuf text = STRBUF_INIT;
	struct span rest;
	char rubbish[512];

	add_page(&text, status, title, words);
	rest = strbuf_span(&text);
	while (rest.n) {
		struct pollfd p = {.fd = fd, .events = POLLOUT};
		const ssize_t n = poll(&p, 1, SEND_MS) > 0 ? send(fd, rest.p, rest.n, MSG_NOSIGNAL) : -1;

		if (n <= 0)
			break;
		rest = span_make(rest.p + n, rest.n - (size_t)n);
	}
	/* Unread bytes would make close() a reset, which can overtake the page. */
	shutdown(fd, SHUT_WR);
	while (recv(fd, rubbish, sizeof(rubbish), MSG_DONTWAIT) > 0)
		;
	close(fd);
	strbuf_release(&text);
}

/* ---- requests ---- */

struct visitor {
	int fd;
	struct strbuf request; /* secret: the code is in it */
};

struct waiting {
	struct loopback *l;
	const char *path;
	struct span state;
	struct loopback_answer *out;
	struct visitor visitors[VISITORS];
};

static void visitor_leave(struct visitor *v)
{
	if (v->fd >= 0)
		close(v->fd);
	v->fd = -1;
	strbuf_release(&v->request);
}

static bool same_text(struct span a, struct span b)
{
	unsigned char differ = 0;

	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		differ |= (unsigned char)(a.p[i] ^ b.p[i]);
	return differ == 0;
}

static void refuse(struct visitor *v, int status, const char *title, const char *words)
{
	answer(v->fd, status, title, words);
	v->fd = -1;
	visitor_leave(v);
}

/* The query of an answer.  True: it is the one that is waited for. */
static bool take_answer(struct waiting *w, struct visitor *v, struct span query, enum loopback_status *status)
{
	struct strbuf state = STRBUF_INIT;
	const bool stated = form_find(query, "state", &state), failed = form_find(query, "error", &w->out->error);
	bool ours = stated && same_text(strbuf_span(&state), w->state);

	strbuf_release(&state);
	/* A server that could not even read the request does not know the state. */
	if (!stated && failed)
		ours = true;
	if (!ours) {
		strbuf_clear(&w->out->error);
		w->out->strangers++;
		trace_write(TRACE_AUTH, TRACE_INFO, "an answer with another state came to port %u; waiting on",
			    w->l->port);
		refuse(v, 400, "This belongs to another sign-in",
		       "The answer does not belong to the sign-in that is waiting here. Go back to the page that the "
		       "application opened last, or start again from the application.");
		return false;
	}
	if (failed) {
		if (!form_find(query, "error_description", &w->out->description))
			strbuf_clear(&w->out->description);
		*status = LOOPBACK_REFUSED;
	} else if (form_find(query, "code", &w->out->code) && w->out->code.n) {
		*status = LOOPBACK_CODE;
	} else {
		strbuf_clear(&w->out->code);
		refuse(v, 400, "The answer is not complete", "There is no code in it. Start again from the application.");
		return false;
	}
	w->l->browser = v->fd;
	v->fd = -1;
	return true;
}

/* A whole request: "GET /path?query HTTP/1.1" and what follows. */
static bool take_request(struct waiting *w, struct visitor *v, enum loopback_status *status)
{
	struct span rest = strbuf_span(&v->request), line = SPAN_NONE, method = SPAN_NONE, target = SPAN_NONE, path;

	span_split(&rest, '\n', &line);
	line = span_trim(line);
	if (!span_split(&line, ' ', &method) || !span_split(&line, ' ', &target) || !line.p ||
	    !span_starts(line, "HTTP/1.")) {
		refuse(v, 400, "This is no web request", "Only the browser of a sign-in has something to say here.");
		return false;
	}
	rest = target;
	span_split(&rest, '?', &path);
	if (!span_is(method, "GET") || !span_is(path, w->path)) {
		refuse(v, 404, "Nothing is here", "This address waits for the answer of a sign-in, and for nothing else.");
		return false;
	}
	return take_answer(w, v, rest.p ? rest : SPAN_LIT(""), status);
}

static bool is_whole(const struct strbuf *request)
{
	for (size_t i = 0; i + 1 < request->n; i++)
		if (request->p[i] == '\n' && (request->p[i + 1] == '\n' || (request->p[i + 1] == '\r' &&
			i + 2 < request->n && request->p[i + 2] == '\n')))
			return true;
	return false;
}

static bool hear(struct waiting *w, struct visitor *v, enum loopback_status *status)
{
	char *room = strbuf_reserve(&v->request, 4096);
	const ssize_t n = room ? recv(v->fd, room, 4096, 0) : 0;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0) {
		visitor_leave(v);
		return false;
	}
	strbuf_grew(&v->request, (size_t)n);
	if (is_whole(&v->request)) {
		const bool done = take_request(w, v, status);

		if (v->fd < 0)
			strbuf_release(&v->request);
		return done;
	}
	return false;
}

/* When all places are taken, who came first and has said nothing makes room. */
static void welcome(struct waiting *w, int listener)
{
	const int fd = accept(listener, NULL, NULL);
	size_t place = 0;

	if (fd < 0)
		return;
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	while (place < VISITORS && w->visitors[place].fd >= 0)
		place++;
	if (place == VISITORS) {
		visitor_leave(&w->visitors[0]);
		memmove(&w->visitors[0], &w->visitors[1], sizeof(w->visitors[0]) * (VISITORS - 1));
		place = VISITORS - 1;
	}
	w->visitors[place] = (struct visitor){fd, {.secret = true, .limit = REQUEST_MAX}};
}

/* One look at everybody.  True: the answer is there, or nothing will come any more. */
static bool look(struct waiting *w, int wait_ms, enum loopback_status *status)
{
	struct pollfd p[2 + VISITORS];

	for (size_t i = 0; i < 2; i++)
		p[i] = (struct pollfd){.fd = w->l->listeners[i], .events = POLLIN};
	for (size_t i = 0; i < VISITORS; i++)
		p[2 + i] = (struct pollfd){.fd = w->visitors[i].fd, .events = POLLIN};
	if (poll(p, LB_COUNT(p), wait_ms) < 0) {
		*status = LOOPBACK_BROKEN;
		return errno != EINTR;
	}
	for (size_t i = 0; i < VISITORS; i++)
		if (p[2 + i].revents && hear(w, &w->visitors[i], status))
			return true;
	for (size_t i = 0; i < 2; i++)
		if (p[i].revents)
			welcome(w, w->l->listeners[i]);
	return false;
}

enum loopback_status loopback_wait(struct loopback *l, const char *path, struct span state, const struct clock *clock,
				   int64_t deadline_us, struct loopback_answer *out)
{
	struct waiting w = {.l = l, .path = path, .state = state, .out = out};
	enum loopback_status status = LOOPBACK_TIMEOUT;
	bool done = false;

	for (size_t i = 0; i < VISITORS; i++)
		w.visitors[i].fd = -1;
	while (!done) {
		const int64_t left_ms = (deadline_us - clock_mono(clock) + 999) / 1000;

		status = LOOPBACK_TIMEOUT;
		if (left_ms <= 0 || fiber_stopped())
			break;
		done = look(&w, fiber_inside() ? 0 : left_ms > 1000 ? 1000 : (int)left_ms, &status);
		if (!done && fiber_inside())
			fiber_pause();
	}
	for (size_t i = 0; i < VISITORS; i++)
		visitor_leave(&w.visitors[i]);
	return status;
}

void loopback_answer_release(struct loopback_answer *a)
{
	strbuf_release(&a->code);
	strbuf_release(&a->error);
	strbuf_release(&a->description);
	a->strangers = 0;
}

void loopback_finish(struct loopback *l, bool ok, const char *words)
{
	if (l->browser < 0)
		return;
	answer(l->browser, ok ? 200 : 400, ok ? "You are signed in" : "Signing in did not work", words);
	l->browser = -1;
}

/* Those who came too late are told so: a reload, or a second window. */
void loopback_close(struct loopback *l)
{
	for (size_t i = 0; i < 2; i++) {
		int fd;

		while (l->listeners[i] >= 0 && (fd = accept(l->listeners[i], NULL, NULL)) >= 0)
			answer(fd, 400, "This sign-in is over", "You can close this window.");
		if (l->listeners[i] >= 0)
			close(l->listeners[i]);
	}
	if (l->browser >= 0)
		close(l->browser);
	*l = LOOPBACK_INIT;
}
