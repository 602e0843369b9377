/*
 * One PostgreSQL session over libpq; only this folder includes libpq-fe.h.
 * Opens with a deadline, watches the socket, cancels from another thread,
 * closes.  What is sent and read over it is pg/packet.  Knows nothing of ODBC.
 *
 * Between connecting and the application's first statement nothing is sent:
 * settings ride in the startup packet.
 *
 * All calls need the connection's lock, except session_cancel().
 */
#ifndef PG_SESSION_H
#define PG_SESSION_H

#include "base/clock.h"
#include "base/lock.h"
#include "base/strbuf.h"
#include "pg/error.h"

#include <stdbool.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct pg_conn;   /* libpq's PGconn */
struct canceller;
struct packet;
struct statements;

enum session_tran { TRAN_IDLE, TRAN_ACTIVE, TRAN_FAILED, TRAN_UNKNOWN };

struct session {
	struct pg_conn *conn;
	struct lock cancel_lock;       /* guards `cancel`; the one lock session_cancel() takes */
	struct canceller *cancel;
	bool cancel_lock_ready;
	atomic_bool cancel_asked;      /* since the packet was sent */
	bool dead;
	struct packet *packet;         /* what is under way, see pg/packet.h; NULL before the first */
	unsigned statements_lost;      /* how often a statement that we had prepared was not there: a pooler changes the session */
	struct statements *statements; /* prepared on this session, see pg/statements.h */
	struct pg_notice *notices, **notices_end;
	bool notice_lost;              /* memory was short for one */
};

/* How to connect; all borrowed, NULL = libpq's default unless said otherwise. */
struct session_target {
	const char *host;
	uint32_t port;
	const char *database, *user, *password;
	const char *ssl_mode;
	const char *ssl_root_cert;     /* NULL: the system's */
	const char *ssl_cert, *ssl_key;
	const char *application_name;
	const char *options;           /* "-c name=value ..." */
	uint32_t keepalives_idle, keepalives_interval, keepalives_count; /* seconds; 0 = the system's */
	uint32_t tcp_user_timeout_ms;  /* 0 = the system's */
};

/* How far a session has come while it opens; a second try begins again with the first. */
enum session_phase { SESSION_BEGUN, SESSION_RESOLVED, SESSION_CONNECTED, SESSION_ENCRYPTED, SESSION_READY, SESSION_PHASES };

/* For a program that shows the steps of connecting; set while no session opens, NULL: nobody looks. */
void session_observe(void (*fn)(void *data, enum session_phase phase), void *data);

/* `s` is zeroed, or was closed.  Of several addresses behind the name each gets its share of the time to accept the
 * connection, at most 10 seconds. */
bool session_open(struct session *s, const struct session_target *t, int64_t deadline_us, struct pg_error *err) LB_MUST_USE;
/* Forgets what was done in the session since it was opened (DISCARD ALL); what the startup packet said holds again.
 * False: nobody knows what is left in it. */
bool session_reset(struct session *s, int64_t deadline_us, struct pg_error *err) LB_MUST_USE;
void session_close(struct session *s); /* accepts a session that was never opened; it can be opened again */
void session_release(struct session *s); /* the end: SQLCancel may use its lock until here */

/* From local state: a zero-time look at the socket, no round trip. */
bool session_alive(struct session *s);

/* The other side has closed, or the network was given up.  Rows that came before can still be read. */
bool session_hung_up(const struct session *s);

enum session_tran session_tran(const struct session *s);
int session_server_version(const struct session *s); /* 170004 */
const char *session_parameter(const struct session *s, const char *name); /* ParameterStatus; NULL if unknown */
const char *session_database(const struct session *s);
const char *session_user(const struct session *s);
const char *session_host(const struct session *s);

/* Is the session's time zone UTC?  Then timestamptz can be read in binary format. */
bool session_is_utc(const struct session *s);

/* Takes the oldest waiting notice, or NULL; the caller frees it with pg_notice_free(). */
struct pg_notice *session_take_notice(struct session *s);

/* From any thread, without the connection's lock: asks the server to stop what it does.  Gives up after 5 seconds:
 * false, the server has not taken the request. */
bool session_cancel(struct session *s, struct strbuf *why);

/* Sends what is buffered and waits until libpq has a result (or input) to look at.
 * False: the deadline passed (err->timed_out) or the session is lost. */
bool session_wait(struct session *s, int64_t deadline_us, struct pg_error *err) LB_MUST_USE;

#endif
