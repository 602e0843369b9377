/*
 * COPY ... FROM STDIN, for many rows: a stream of its own, which libpq does not let travel in a packet.  BEGIN or
 * SAVEPOINT ride in front of it and RELEASE behind it; it takes two round trips, whatever the number of rows.
 *
 *   copy_in_begin    the session is ours, and the server waits for rows
 *   copy_in_put      bytes of the format that the statement named
 *   copy_in_end      what became of it; after every copy_in_begin that was true
 *
 * After a failure the transaction is as it was before, as with packets.
 */
#ifndef PG_COPY_IN_H
#define PG_COPY_IN_H

#include "pg/error.h"
#include "pg/session.h"

enum copy_in_tran { COPY_IN_PLAIN, COPY_IN_BEGIN, COPY_IN_SAVEPOINT };

struct copy_in { /* zeroed before the first use; copy_in_release() after the last */
	struct session *s;
	enum copy_in_tran tran;
	int64_t deadline;
	struct pg_error error;
	bool failed;
	bool timed_out;
	int64_t affected;
	uint64_t line; /* which row the error is about, from 1; 0: the server did not say */
};

/* False: `error` says why, and nothing happened. */
bool copy_in_begin(struct copy_in *c, struct session *s, enum copy_in_tran tran, const char *sql, int64_t deadline_us) LB_MUST_USE;

/* False: it has failed, only copy_in_end() is left. */
bool copy_in_put(struct copy_in *c, const char *bytes, size_t n) LB_MUST_USE;

/* `give_up`: the caller could not make the rest. */
bool copy_in_end(struct copy_in *c, bool give_up) LB_MUST_USE;

void copy_in_release(struct copy_in *c);

#endif
