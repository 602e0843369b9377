#include "auth/http.h"

#include "auth/when.h"
#include "base/clock.h"
#include "base/fiber.h"
#include "base/trace.h"

#include <curl/curl.h>
#include <pthread.h>
#include <string.h>

#define CONNECT_TIMEOUT_MS 15000L
#define IDLE_CHANNELS 2

void http_reply_release(struct http_reply *r)
{
	strbuf_release(&r->detail);
	strbuf_release(&r->body);
	strbuf_release(&r->content_type);
	strbuf_release(&r->location);
	strbuf_release(&r->retry_after);
	*r = HTTP_REPLY_INIT;
}

/* ---- idle channels: a channel keeps its connection, so the calls of one login share a TLS handshake ---- */

struct channel {
	CURL *easy;
	CURLM *multi; /* has the connection */
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool usable;
static pthread_mutex_t idle_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct channel idle[IDLE_CHANNELS];

static void initialise(void)
{
	usable = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

static void channel_close(struct channel *c)
{
	if (c->easy)
		curl_easy_cleanup(c->easy);
	if (c->multi)
		curl_multi_cleanup(c->multi);
	*c = (struct channel){NULL, NULL};
}

static bool channel_take(struct channel *c)
{
	*c = (struct channel){NULL, NULL};
	pthread_once(&once, initialise);
	if (!usable)
		return false;
	pthread_mutex_lock(&idle_mutex);
	for (int i = 0; i < IDLE_CHANNELS && !c->easy; i++) {
		*c = idle[i];
		idle[i] = (struct channel){NULL, NULL};
	}
	pthread_mutex_unlock(&idle_mutex);
	if (c->easy)
		return true;
	c->easy = curl_easy_init();
	c->multi = curl_multi_init();
	if (c->easy && c->multi)
		return true;
	channel_close(c);
	return false;
}

static void channel_give(struct channel *c)
{
	curl_easy_reset(c->easy); /* forgets options and secrets */
	pthread_mutex_lock(&idle_mutex);
	for (int i = 0; i < IDLE_CHANNELS && c->easy; i++)
		if (!idle[i].easy) {
			idle[i] = *c;
			*c = (struct channel){NULL, NULL};
		}
	pthread_mutex_unlock(&idle_mutex);
	channel_close(c);
}

void http_forget_all(void)
{
	struct channel old[IDLE_CHANNELS];

	pthread_mutex_lock(&idle_mutex);
	memcpy(old, idle, sizeof(old));
	memset(idle, 0, sizeof(idle));
	pthread_mutex_unlock(&idle_mutex);
	for (int i = 0; i < IDLE_CHANNELS; i++)
		channel_close(&old[i]);
}

/* ---- the answer ---- */

static size_t on_body(char *bytes, size_t size, size_t n, void *data)
{
	struct http_reply *r = data;

	r->too_big = size * n > HTTP_BODY_MAX - r->body.n;
	strbuf_add(&r->body, bytes, size * n);
	return strbuf_failed(&r->body) ? 0 : size * n;
}

static size_t on_header(char *bytes, size_t size, size_t n, void *data)
{
	struct http_reply *r = data;
	const struct {
		const char *name;
		struct strbuf *to;
	} wanted[] = {
		{"content-type", &r->content_type}, {"location", &r->location}, {"retry-after", &r->retry_after},
	};
	struct span line = span_make(bytes, size * n), name, value;
	size_t colon = span_find(line, ':');

	if (colon == line.n)
		return size * n;
	name = span_make(line.p, colon);
	value = span_trim(span_make(line.p + colon + 1, line.n - colon - 1));
	for (size_t i = 0; i < LB_COUNT(wanted); i++)
		if (span_iis(name, wanted[i].name)) {
			strbuf_clear(wanted[i].to);
			strbuf_add_span(wanted[i].to, value);
			if (strbuf_failed(wanted[i].to))
				return 0;
		}
	if (span_iis(name, "date") && !when_http(value, &r->date_us))
		r->date_us = 0;
	return size * n;
}

static enum http_failure failure_of(CURLcode code, const struct http_reply *r)
{
	static const struct {
		CURLcode code;
		enum http_failure failure;
	} rows[] = {
		{CURLE_COULDNT_RESOLVE_HOST, HTTP_NO_HOST},
		{CURLE_COULDNT_RESOLVE_PROXY, HTTP_NO_PROXY_HOST},
		{CURLE_COULDNT_CONNECT, HTTP_NO_CONNECTION},
		{CURLE_PEER_FAILED_VERIFICATION, HTTP_BAD_CERTIFICATE},
		{CURLE_SSL_ISSUER_ERROR, HTTP_BAD_CERTIFICATE},
		{CURLE_SSL_CACERT_BADFILE, HTTP_BAD_CA_FILE},
		{CURLE_SSL_CONNECT_ERROR, HTTP_TLS_BROKEN},
		{CURLE_OPERATION_TIMEDOUT, HTTP_TIMEOUT},
		{CURLE_OUT_OF_MEMORY, HTTP_NO_MEMORY},
	};

	if (code == CURLE_WRITE_ERROR) /* on_body() or on_header() */
		return r->too_big ? HTTP_TOO_BIG : HTTP_NO_MEMORY;
	for (size_t i = 0; i < LB_COUNT(rows); i++)
		if (rows[i].code == code)
			return rows[i].failure;
	return HTTP_BROKEN;
}

/* ---- the request ---- */

static bool add_header(struct curl_slist **list, const char *name, struct span value)
{
	struct strbuf line = STRBUF_SECRET;
	struct curl_slist *longer = NULL;

	if (!value.p)
		return true;
	strbuf_printf(&line, "%s: ", name);
	strbuf_add_span(&line, value);
	if (!strbuf_failed(&line))
		longer = curl_slist_append(*list, strbuf_text(&line));
	if (longer)
		*list = longer;
	strbuf_release(&line);
	return longer != NULL;
}

static void headers_free(struct curl_slist *list)
{
	for (struct curl_slist *l = list; l; l = l->next)
		mem_wipe(l->data, strlen(l->data));
	curl_slist_free_all(list);
}

#define SET(option, value) (ok = ok && curl_easy_setopt(handle, option, value) == CURLE_OK)

static bool set_request(CURL *handle, const struct http_request *q, struct curl_slist *headers)
{
	long timeout_ms = q->timeout_us / 1000 > 3600000 ? 3600000L : (long)(q->timeout_us / 1000);
	bool ok = true;

	SET(CURLOPT_URL, q->url);
#if LIBCURL_VERSION_NUM >= 0x075500
	SET(CURLOPT_PROTOCOLS_STR, q->local ? "http,https" : "https");
#else
	SET(CURLOPT_PROTOCOLS, q->local ? (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS) : (long)CURLPROTO_HTTPS);
#endif
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
	SET(CURLOPT_TIMEOUT_MS, timeout_ms > 0 ? timeout_ms : 1L);
	SET(CURLOPT_USERAGENT, q->user_agent);
	SET(CURLOPT_HTTPHEADER, headers);
	if (q->ca_file) {
		SET(CURLOPT_CAINFO, q->ca_file);
		/* For a proxy that is itself asked by TLS, which not every libcurl can. */
		(void)curl_easy_setopt(handle, CURLOPT_PROXY_CAINFO, q->ca_file);
	}
	if (q->local)
		SET(CURLOPT_NOPROXY, "*");
	else if (q->proxy)
		SET(CURLOPT_PROXY, q->proxy);
	if (q->body.p) {
		SET(CURLOPT_POST, 1L);
		SET(CURLOPT_POSTFIELDSIZE, (long)q->body.n);
		SET(CURLOPT_POSTFIELDS, q->body.p); /* borrowed by libcurl */
	}
	SET(CURLOPT_CUSTOMREQUEST, q->method);
	return ok;
}

static bool set_reply(CURL *handle, struct http_reply *r, char *words)
{
	bool ok = true;

	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, r);
	SET(CURLOPT_HEADERFUNCTION, on_header);
	SET(CURLOPT_HEADERDATA, r);
	SET(CURLOPT_ERRORBUFFER, words);
	return ok;
}

#undef SET

/* ---- sending ---- */

/* An asynchronous call pauses instead (base/fiber). */
static bool wait_for_more(CURLM *multi)
{
	if (fiber_inside()) {
		fiber_pause();
		return !fiber_stopped();
	}
#if LIBCURL_VERSION_NUM >= 0x074200
	return curl_multi_poll(multi, NULL, 0, 1000, NULL) == CURLM_OK;
#else
	int sockets = 0;

	if (curl_multi_wait(multi, NULL, 0, 1000, &sockets) != CURLM_OK)
		return false;
	if (sockets == 0) /* it did not wait: there is no socket while a name is resolved */
		clock_sleep(&clock_system, 10000);
	return true;
#endif
}

static CURLcode perform(const struct channel *c)
{
	CURLcode code = CURLE_OPERATION_TIMEDOUT;
	int running = 1, left = 0;
	CURLMsg *message;

	if (curl_multi_add_handle(c->multi, c->easy) != CURLM_OK)
		return CURLE_OUT_OF_MEMORY;
	while (curl_multi_perform(c->multi, &running) == CURLM_OK && running > 0 && wait_for_more(c->multi))
		;
	while ((message = curl_multi_info_read(c->multi, &left)))
		if (message->msg == CURLMSG_DONE)
			code = message->data.result;
	curl_multi_remove_handle(c->multi, c->easy);
	return code;
}

static void curl_send(void *data, const struct http_request *q, struct http_reply *r)
{
	struct curl_slist *headers = NULL;
	char words[CURL_ERROR_SIZE] = "";
	struct channel c;
	CURLcode code;
	long status = 0, tunnel = 0;
	bool ok;

	(void)data;
	r->failure = HTTP_NO_MEMORY;
	if (!channel_take(&c))
		return;
	ok = add_header(&headers, "Authorization", q->authorization) &&
	     add_header(&headers, "Content-Type", span_of(q->content_type)) &&
	     add_header(&headers, "X-Databricks-Workspace-Id", span_of(q->workspace_id)) &&
	     add_header(&headers, "Accept", SPAN_LIT("application/json"));
	for (size_t i = 0; i < HTTP_HEADERS_MAX; i++)
		ok = ok && add_header(&headers, q->headers[i].name, q->headers[i].value);
	if (!ok || !set_request(c.easy, q, headers) || !set_reply(c.easy, r, words))
		goto done;
	code = perform(&c);
	curl_easy_getinfo(c.easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(c.easy, CURLINFO_HTTP_CONNECTCODE, &tunnel);
	r->failure = code == CURLE_OK ? HTTP_ANSWERED : tunnel >= 400 ? HTTP_PROXY_REFUSED : failure_of(code, r);
	r->status = r->failure == HTTP_ANSWERED ? (int)status : 0;
	if (code != CURLE_OK)
		strbuf_add_text(&r->detail, *words ? words : curl_easy_strerror(code));
	trace_write(TRACE_HTTP, TRACE_DEBUG, "%s %s: %d %s", q->method, q->url, r->status, strbuf_text(&r->detail));
done:
	channel_give(&c);
	headers_free(headers);
}

const struct http_client http_curl = {curl_send, NULL};
