/*
 * A packet: the commands that travel to the server together, and the reading of
 * what comes back.  BEGIN and SAVEPOINT ride in front of the statement that
 * needs them, RELEASE behind it, all in one flush: one round trip.
 *
 *   packet_begin     the session is ours (the result somebody else was reading is taken into memory)
 *   packet_add_...   in the order of execution
 *   packet_send
 *   packet_next      one event for each statement of the application, then PACKET_DONE
 *   packet_free      whatever is left is read and dropped, or cancelled
 *
 * After an error the server skips the rest of the packet; the packet then rolls
 * back to its savepoint (or ends the transaction that it began itself), so that
 * the transaction is as it was before the packet.
 *
 * A packet belongs to the statement that made it; the session knows the one that
 * has the connection.  All calls need the connection's lock.
 */
#ifndef PG_PACKET_H
#define PG_PACKET_H

#include "base/rows.h"
#include "base/rows_mem.h"
#include "pg/error.h"
#include "pg/session.h"
#include "pg/statements.h"

enum packet_event {
	PACKET_ROWS,  /* a result set: packet_take_rows(), packet_columns() */
	PACKET_COUNT, /* no result set: packet_affected() */
	PACKET_ERROR, /* packet_error(); the rest of the packet was skipped */
	PACKET_DONE,
};

/* Parameter values as libpq takes them. */
struct packet_values {
	size_t n;
	const uint32_t *oids;
	const char *const *values;
	const int *lengths;
	const int *formats;
};

struct packet *packet_new(void) LB_MUST_USE;
void packet_free(struct packet *p); /* accepts NULL */

/* Starts over with an empty packet that has the session. */
bool packet_begin(struct packet *p, struct session *s, struct pg_error *err) LB_MUST_USE;

/* Adding fails only for want of memory or a lost connection; packet_send() undoes what was added before, and reports it. */
void packet_add_quiet(struct packet *p, const char *sql);
void packet_fail_memory(struct packet *p); /* the caller could not make what it wanted to add */
void packet_add_begin(struct packet *p, const char *sql); /* and ROLLBACK should the packet fail */
void packet_add_savepoint(struct packet *p);
void packet_add_release(struct packet *p);
void packet_add_prepare(struct packet *p, struct statement *st);  /* nothing when it is prepared already */
void packet_add_describe(struct packet *p, struct statement *st); /* fills st->types and st->columns */
void packet_add_execute(struct packet *p, struct statement *st, const struct packet_values *v, bool binary);
void packet_add_query(struct packet *p, const char *sql, const struct packet_values *v, bool binary); /* not prepared */

/* The session is closed or lost: nothing more will be read. */
void packet_lose(struct packet *p);

/* Reads or cancels what is left; the packet can be used again. */
void packet_abandon(struct packet *p);

/* The rest of a SELECT may be cancelled instead of read when the application closes its cursor early. */
void packet_allow_cancel(struct packet *p);

/* Adds the Sync and starts sending.  deadline_us: for the first event; then the server is asked to cancel. */
bool packet_send(struct packet *p, int64_t deadline_us) LB_MUST_USE;

enum packet_event packet_next(struct packet *p);

/* Of the last event. */
size_t packet_ordinal(const struct packet *p);    /* which packet_add_execute/query, from 0 */
int64_t packet_affected(const struct packet *p);  /* rows, -1 when the command has no count (or is still streaming) */
const struct pg_error *packet_error(const struct packet *p);
const struct statement_column *packet_columns(const struct packet *p, size_t *n);

/* The rows of PACKET_ROWS; the caller owns and frees them, before the packet. */
struct rows *packet_take_rows(struct packet *p);

/* Takes what is not read yet into memory, so that the session is free.  What has no room there is dropped, and whoever
 * asks for it is told (no_memory); false: the connection is lost. */
bool packet_detach(struct packet *p, struct pg_error *err) LB_MUST_USE;

/* Where the transaction stood when the packet began; libpq itself only says "active" while one is under way. */
enum session_tran packet_tran(const struct packet *p);

/* Did the error come from our own deadline? */
bool packet_timed_out(const struct packet *p);

/* One command without parameters and rows, there and back. */
bool packet_run(struct session *s, const char *sql, int64_t deadline_us, struct pg_error *err) LB_MUST_USE;

/* A COPY statement, which cannot travel in a packet.  Only server-side files; STDIN and STDOUT set *refused. */
bool packet_run_copy(struct session *s, const char *sql, int64_t *affected, bool *refused, struct pg_error *err) LB_MUST_USE;

#endif
