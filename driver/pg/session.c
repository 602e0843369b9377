#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "pg/session.h"

#include "base/wait.h"
#include "pg/address.h"
#include "pg/cancel.h"
#include "pg/packet.h"
#include "pg/statements.h"

#include <libpq-fe.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* ---- opening ---- */

/* Three repeated SYNs; who has not accepted by then is asked again, by an address that may be another one. */
#define ACCEPT_US (10 * (int64_t)1000000)
#define ACCEPT_AT_LEAST_US ((int64_t)1000000)
#define CANCEL_US (5 * (int64_t)1000000)

#define PARAMS_AT_MOST 24

struct conninfo { /* keyword and value arrays for PQconnectStartParams() */
	const char *keyword[PARAMS_AT_MOST + 1], *value[PARAMS_AT_MOST + 1];
	size_t n;
	struct strbuf numbers[5]; /* texts of the numeric values */
	size_t number_count;
};

static void add_param(struct conninfo *c, const char *keyword, const char *value)
{
	if (value && c->n < PARAMS_AT_MOST) {
		c->keyword[c->n] = keyword;
		c->value[c->n++] = value;
	}
}

static void add_number(struct conninfo *c, const char *keyword, uint32_t number)
{
	struct strbuf *text;

	if (number == 0 || c->number_count == LB_COUNT(c->numbers))
		return;
	text = &c->numbers[c->number_count++];
	strbuf_add_uint(text, number);
	add_param(c, keyword, strbuf_text(text));
}

static bool number_failed(const struct conninfo *c)
{
	for (size_t i = 0; i < c->number_count; i++)
		if (strbuf_failed(&c->numbers[i]))
			return true;
	return false;
}

/* Where the distributions keep the system's root certificates. */
static const char *file_of_roots(void)
{
	static const char *const files[] = {
		"/etc/ssl/certs/ca-certificates.crt", /* Debian, Ubuntu, Alpine */
		"/etc/pki/tls/certs/ca-bundle.crt",   /* RHEL, Fedora */
		"/etc/ssl/ca-bundle.pem",             /* SUSE */
		"/etc/ssl/cert.pem",                  /* macOS, BSD */
	};

	for (size_t i = 0; i < LB_COUNT(files); i++)
		if (access(files[i], R_OK) == 0)
			return files[i];
	return NULL;
}

/*
 * What the server's certificate is checked with.  libpq takes "system" since 16, and with verify-full only; any file
 * makes it verify, even with sslmode=require, so who asked for encryption alone gets none.
 */
static const char *roots_for(const struct session_target *t)
{
	if (t->ssl_root_cert)
		return t->ssl_root_cert;
#ifdef LB_LIBPQ_HAS_SYSTEM_ROOTS
	if (strcmp(t->ssl_mode, "verify-full") == 0)
		return "system";
#endif
	return span_starts(span_of(t->ssl_mode), "verify-") ? file_of_roots() : NULL;
}

static void collect_params(struct conninfo *c, const struct session_target *t, const char *address)
{
	add_param(c, "host", t->host);
	add_param(c, "hostaddr", address);
	add_number(c, "port", t->port);
	add_param(c, "dbname", t->database);
	add_param(c, "user", t->user);
	add_param(c, "password", t->password);
	add_param(c, "sslmode", t->ssl_mode);
	add_param(c, "sslrootcert", roots_for(t));
	add_param(c, "sslcert", t->ssl_cert);
	add_param(c, "sslkey", t->ssl_key);
	add_param(c, "application_name", t->application_name);
	add_param(c, "options", t->options);
	add_param(c, "client_encoding", "UTF8");
	add_param(c, "gssencmode", "disable"); /* saves a round trip that a managed server only refuses */
	add_number(c, "keepalives_idle", t->keepalives_idle);
	add_number(c, "keepalives_interval", t->keepalives_interval);
	add_number(c, "keepalives_count", t->keepalives_count);
	add_number(c, "tcp_user_timeout", t->tcp_user_timeout_ms);
}

static void (*observer)(void *data, enum session_phase phase);
static void *observer_data;

void session_observe(void (*fn)(void *data, enum session_phase phase), void *data)
{
	observer = fn;
	observer_data = data;
}

/* Tells the observer of the phases up to the one that libpq has reached. */
static void observe(const struct session *s, enum session_phase *next)
{
	enum session_phase reached = SESSION_RESOLVED; /* told before */

	switch (PQstatus(s->conn)) {
	case CONNECTION_BAD:
		return;
	case CONNECTION_STARTED:
	case CONNECTION_NEEDED:
		break;
	case CONNECTION_SSL_STARTUP:
		reached = SESSION_CONNECTED;
		break;
	case CONNECTION_OK:
		reached = SESSION_READY;
		break;
	default:
		reached = PQsslInUse(s->conn) ? SESSION_ENCRYPTED : SESSION_CONNECTED;
	}
	for (; *next <= reached; ++*next)
		if (*next != SESSION_ENCRYPTED || PQsslInUse(s->conn))
			observer(observer_data, *next);
}

/* Has nobody accepted the TCP connection yet? */
static bool knocking(const struct session *s)
{
	return PQstatus(s->conn) == CONNECTION_STARTED || PQstatus(s->conn) == CONNECTION_NEEDED;
}

/* One address that is silent: not the end of the time, for another one may answer, or the name may lead elsewhere. */
static void nobody_accepted(struct pg_error *err, const struct session *s, int64_t waited_us)
{
	pg_error_release(err);
	strbuf_printf(&err->text, "connection to server at \"%s\" (%s), port %s failed: no answer within %d s", PQhost(s->conn),
		      PQhostaddr(s->conn), PQport(s->conn), (int)((waited_us + 500000) / 1000000));
	err->fatal = true;
}

static bool finish_connecting(struct session *s, int64_t accept_us, int64_t deadline_us, struct pg_error *err)
{
	const int64_t began = clock_mono(&clock_system);
	PostgresPollingStatusType step = PGRES_POLLING_WRITING;
	enum session_phase next = SESSION_CONNECTED;

	while (step != PGRES_POLLING_OK) {
		const int64_t until = knocking(s) && accept_us < deadline_us ? accept_us : deadline_us;

		if (step == PGRES_POLLING_FAILED) {
			pg_error_from_login(err, s);
			return false;
		}
		if (!wait_fd(PQsocket(s->conn), step == PGRES_POLLING_READING ? POLLIN : POLLOUT, until)) {
			if (until < deadline_us)
				nobody_accepted(err, s, until - began);
			else
				pg_error_timeout(err, "the server did not answer in time");
			return false;
		}
		step = PQconnectPoll(s->conn);
		if (observer)
			observe(s, &next);
	}
	return true;
}

/*
 * Our decoders read ISO dates.  Nearly every server has that as its default and
 * says so in ParameterStatus; only where a role or database changed it does
 * connecting cost one more round trip.
 */
static bool check_date_style(struct session *s, int64_t deadline_us, struct pg_error *err)
{
	if (span_istarts(span_of(session_parameter(s, "DateStyle")), "ISO"))
		return true;
	return packet_run(s, "SET datestyle TO ISO", deadline_us, err);
}

static bool open_at(struct session *s, const struct session_target *t, const char *address, int64_t accept_us,
		    int64_t deadline_us, struct pg_error *err)
{
	struct conninfo c = {.n = 0};
	bool ok = false;

	collect_params(&c, t, address);
	s->statements = statements_new();
	if (s->cancel_lock_ready && s->statements && !number_failed(&c))
		s->conn = PQconnectStartParams(c.keyword, c.value, 0);
	for (size_t i = 0; i < c.number_count; i++)
		strbuf_release(&c.numbers[i]);
	if (!s->conn) {
		pg_error_no_memory(err);
		goto done;
	}
	PQsetNoticeReceiver(s->conn, pg_notice_receive, s);
	PQsetErrorVerbosity(s->conn, PQERRORS_VERBOSE); /* the SQLSTATE of a refused login: libpq has no other way to tell it */
	if (PQstatus(s->conn) == CONNECTION_BAD) {
		pg_error_from_conn(err, s);
		goto done;
	}
	if (!finish_connecting(s, accept_us, deadline_us, err))
		goto done;
	PQsetErrorVerbosity(s->conn, PQERRORS_DEFAULT);
	s->cancel = canceller_new(s->conn);
	if (!s->cancel || PQsetnonblocking(s->conn, 1) != 0 || !PQenterPipelineMode(s->conn)) {
		pg_error_no_memory(err);
		goto done;
	}
	ok = check_date_style(s, deadline_us, err);
done:
	if (!ok)
		session_close(s);
	return ok;
}

/* What is left of the time is shared by the addresses that are left. */
static int64_t accept_until(size_t addresses, int64_t deadline_us)
{
	const int64_t now = clock_mono(&clock_system);
	int64_t share = (deadline_us - now) / (int64_t)addresses;

	if (share > ACCEPT_US)
		share = ACCEPT_US;
	return now + (share < ACCEPT_AT_LEAST_US ? ACCEPT_AT_LEAST_US : share);
}

/* Nobody of a server's spoke: another address may lead to one that does. */
static bool another_may_do(const struct pg_error *e, int64_t deadline_us)
{
	return !e->sqlstate[0] && !e->no_memory && !e->timed_out && clock_mono(&clock_system) < deadline_us;
}

static bool open_any(struct session *s, const struct session_target *t, struct addresses *a, int64_t deadline_us,
		     struct pg_error *err)
{
	struct strbuf said = STRBUF_INIT; /* of all that failed, as libpq does it */
	bool ok;

	for (;;) {
		const char *address = addresses_next(a);

		ok = open_at(s, t, address, accept_until(a->left + 1, deadline_us), deadline_us, err);
		if (ok || a->left == 0 || !another_may_do(err, deadline_us))
			break;
		strbuf_add_span(&said, strbuf_span(&err->text));
		strbuf_add_text(&said, "; ");
	}
	if (!ok && said.n) {
		strbuf_add_span(&said, strbuf_span(&err->text));
		strbuf_release(&err->text);
		err->text = said;
		err->no_memory = err->no_memory || strbuf_failed(&said);
	} else {
		strbuf_release(&said);
	}
	return ok;
}

bool session_open(struct session *s, const struct session_target *t, int64_t deadline_us, struct pg_error *err)
{
	struct addresses a = {.list = NULL};
	bool ok;

	s->notices_end = &s->notices;
	s->dead = false;
	s->statements_lost = 0;
	if (observer)
		observer(observer_data, SESSION_BEGUN);
	if (!s->cancel_lock_ready)
		s->cancel_lock_ready = lock_init(&s->cancel_lock);
	ok = addresses_find(&a, t->host, err);
	if (ok && observer)
		observer(observer_data, SESSION_RESOLVED);
	ok = ok && open_any(s, t, &a, deadline_us, err);
	addresses_release(&a);
	return ok;
}

static void drop_notices(struct session *s)
{
	while (s->notices) {
		struct pg_notice *n = session_take_notice(s);

		pg_notice_free(n);
	}
}

bool session_reset(struct session *s, int64_t deadline_us, struct pg_error *err)
{
	bool ok = session_tran(s) == TRAN_IDLE || packet_run(s, "ROLLBACK", deadline_us, err);

	statements_forget(s->statements); /* first, for DISCARD ALL has to be alone in its packet */
	ok = ok && packet_run(s, "DISCARD ALL", deadline_us, err) && check_date_style(s, deadline_us, err);
	drop_notices(s);
	return ok;
}

void session_close(struct session *s)
{
	if (s->packet)
		packet_lose(s->packet); /* its owner frees it, later */
	statements_free(s->statements);
	if (s->cancel_lock_ready) {
		lock_take(&s->cancel_lock);
		canceller_drop(s->cancel);
		s->cancel = NULL;
		lock_drop(&s->cancel_lock);
	}
	PQfinish(s->conn);
	drop_notices(s);
	s->conn = NULL;
	s->packet = NULL;
	s->statements = NULL;
	s->dead = false;
}

void session_release(struct session *s)
{
	session_close(s);
	lock_release(&s->cancel_lock);
	s->cancel_lock_ready = false;
}

/* ---- facts ---- */

/* Reads what an idle connection has received: a notice, or the server's farewell and the end of the stream. */
static void hear_idle(struct session *s)
{
	struct pollfd p = {.fd = PQsocket(s->conn), .events = POLLIN};

	for (int i = 0; i < 8 && !s->dead && poll(&p, 1, 0) > 0; i++) {
		if (!PQconsumeInput(s->conn))
			s->dead = true;
		else
			(void)PQisBusy(s->conn); /* parses it */
	}
}

bool session_alive(struct session *s)
{
	if (!s->conn || s->dead || PQstatus(s->conn) == CONNECTION_BAD || PQsocket(s->conn) < 0)
		return false;
	if (!s->packet) /* otherwise whoever reads the results will notice */
		hear_idle(s);
	return !s->dead;
}

bool session_hung_up(const struct session *s)
{
#ifdef POLLRDHUP
	struct pollfd p = {.fd = s->conn ? PQsocket(s->conn) : -1, .events = POLLRDHUP};
#else
	struct pollfd p = {.fd = s->conn ? PQsocket(s->conn) : -1};
#endif

	return p.fd >= 0 && poll(&p, 1, 0) > 0 && p.revents != 0;
}

enum session_tran session_tran(const struct session *s)
{
	if (s->packet)
		return packet_tran(s->packet);
	switch (s->conn ? PQtransactionStatus(s->conn) : PQTRANS_UNKNOWN) {
	case PQTRANS_IDLE:
		return TRAN_IDLE;
	case PQTRANS_INTRANS:
	case PQTRANS_ACTIVE:
		return TRAN_ACTIVE;
	case PQTRANS_INERROR:
		return TRAN_FAILED;
	default:
		return TRAN_UNKNOWN;
	}
}

int session_server_version(const struct session *s)
{
	return s->conn ? PQserverVersion(s->conn) : 0;
}

const char *session_parameter(const struct session *s, const char *name)
{
	return s->conn ? PQparameterStatus(s->conn, name) : NULL;
}

const char *session_database(const struct session *s)
{
	return s->conn ? PQdb(s->conn) : NULL;
}

const char *session_user(const struct session *s)
{
	return s->conn ? PQuser(s->conn) : NULL;
}

const char *session_host(const struct session *s)
{
	return s->conn ? PQhost(s->conn) : NULL;
}

bool session_is_utc(const struct session *s)
{
	static const char *const names[] = {"UTC", "Etc/UTC", "GMT", "Etc/GMT", "UCT", "Etc/UCT", "Zulu", "Etc/Zulu",
					    "Universal", "Etc/Universal", "GMT0", "Etc/GMT0", "Etc/Greenwich", "Greenwich"};
	const struct span zone = span_of(session_parameter(s, "TimeZone"));

	for (size_t i = 0; zone.p && i < LB_COUNT(names); i++)
		if (span_iis(zone, names[i]))
			return true;
	return false;
}

struct pg_notice *session_take_notice(struct session *s)
{
	struct pg_notice *n = s->notices;

	if (n) {
		s->notices = n->next;
		if (!s->notices)
			s->notices_end = &s->notices;
		n->next = NULL;
	}
	return n;
}

/* ---- waiting ---- */

/*
 * Writes and reads at the same time: a server that is busy sending results does
 * not read more statements until somebody takes the results, so a packet larger
 * than the socket buffers would otherwise hang both sides.
 */
bool session_wait(struct session *s, int64_t deadline_us, struct pg_error *err)
{
	for (;;) {
		const int unsent = PQflush(s->conn);

		if (unsent < 0) {
			/* The server may have said why before it closed: read what is there. */
			if (PQconsumeInput(s->conn) && !PQisBusy(s->conn))
				return true;
			pg_error_from_conn(err, s);
			return false;
		}
		if (unsent == 0 && !PQisBusy(s->conn))
			return true;
		if (!wait_fd(PQsocket(s->conn), (short)(unsent ? POLLIN | POLLOUT : POLLIN), deadline_us)) {
			pg_error_timeout(err, "the time for the statement is over");
			return false;
		}
		if (!PQconsumeInput(s->conn)) {
			pg_error_from_conn(err, s);
			return false;
		}
	}
}

bool session_cancel(struct session *s, struct strbuf *why)
{
	struct canceller *c;
	bool ok;

	if (!s->cancel_lock_ready)
		return false;
	lock_take(&s->cancel_lock);
	c = canceller_hold(s->cancel);
	atomic_store(&s->cancel_asked, true);
	lock_drop(&s->cancel_lock);
	ok = c && canceller_send(c, clock_mono(&clock_system) + CANCEL_US, why);
	canceller_drop(c);
	return ok;
}
