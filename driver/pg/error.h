/*
 * What the server or libpq said, freed from libpq's structures.  Texts are
 * owned; a zeroed struct is empty.
 */
#ifndef PG_ERROR_H
#define PG_ERROR_H

#include "base/strbuf.h"

#include <stdbool.h>

struct pg_conn;
struct pg_result;
struct session;

struct pg_error {
	char sqlstate[6];      /* "" when the server gave none: connection trouble */
	bool fatal;            /* the session is gone */
	bool timed_out;        /* a deadline of ours passed */
	bool no_memory;
	struct strbuf text;    /* message, DETAIL, HINT and position, as the application will read them */
	struct strbuf primary; /* the message alone, for matching */
};

void pg_error_release(struct pg_error *e); /* leaves an empty error */
bool pg_error_set(const struct pg_error *e); /* is there one? */

/* From a failed result; marks the session dead when it is. */
void pg_error_from_result(struct pg_error *e, struct session *s, const struct pg_result *r);
/* Which row of a COPY an error is about, from 1; 0: it does not say. */
uint64_t pg_error_copy_line(const struct pg_result *r);
/* From the connection, when there is no result. */
void pg_error_from_conn(struct pg_error *e, struct session *s);
/* From the connection, when a login was refused: libpq gives the SQLSTATE only inside a verbose message. */
void pg_error_from_login(struct pg_error *e, struct session *s);
void pg_error_timeout(struct pg_error *e, const char *what);
void pg_error_no_memory(struct pg_error *e);

/* A notice of the server that waits to become a 01000 record. */
struct pg_notice {
	struct pg_notice *next;
	char sqlstate[6];
	char *text;
};

void pg_notice_free(struct pg_notice *n);

/* libpq's notice receiver: appends to the session's list (at most 100 wait; later ones are dropped). */
void pg_notice_receive(void *data, const struct pg_result *r);

#endif
