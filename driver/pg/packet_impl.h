/* The inside of a packet, shared by packet.c (building), packet_read.c, packet_run.c (whole commands) and rows_pg.c (rows). */
#ifndef PG_PACKET_IMPL_H
#define PG_PACKET_IMPL_H

#include "pg/packet.h"

#include <libpq-fe.h>

enum item_role { ITEM_QUIET, ITEM_PREPARE, ITEM_DESCRIBE, ITEM_USER, ITEM_SYNC };

struct packet_item {
	enum item_role role;
	struct statement *st; /* entry to fill from the answer, or NULL */
};

/* An event that was read ahead because somebody else needed the session. */
struct outcome {
	struct outcome *next;
	enum packet_event event;
	size_t ordinal;
	int64_t affected;
	struct pg_error error;
	struct statement_column *columns;
	size_t column_count;
	struct rows *rows;
};

struct packet {
	struct session *s;
	struct packet_item *items;
	size_t count, room, head;
	bool live;        /* has the session: answers are still to be read */
	bool broken;      /* building failed, or answers had no room; why is in `error` */
	bool close_due;   /* nothing is added yet: statements that were dropped go first */
	bool began, savepoint, may_cancel;
	enum session_tran tran; /* of the session when the packet began */
	bool failed;      /* the server reported an error */
	bool timed_out;
	int64_t deadline;
	size_t user;      /* user items answered so far */
	size_t ordinal;
	int64_t affected;
	struct pg_error error;
	struct statement_column *columns;
	size_t column_count;
	struct rows_pg *reader; /* rows that are still arriving */
	struct rows *rows_waiting; /* for packet_take_rows() */
	bool unread;            /* rows of the present item were given up before their end */
	bool closing;           /* nobody wants the rest */
	size_t skipped;         /* answers dropped while closing */
	struct outcome *outcomes, **outcomes_end;
};

#define SAVEPOINT_NAME "lb_statement"

/* packet.c */
void packet_outcome_free(struct outcome *o);
void packet_drop_outcomes(struct packet *p);
void packet_clear_columns(struct packet *p);

/* packet_read.c */
bool packet_drain(struct packet *p);         /* reads what is left, for nobody; false: an error came up (p->error) */
void packet_finish_unread(struct packet *p); /* gives up what is left, so that the session is free */

/* The next answer of the present item, NULL at its end.  False: the connection is lost (p->error). */
bool packet_read(struct packet *p, PGresult **out);

/* The present item is answered.  Reads on when no statement of the application is left.
 * False: an error came up (p->error). */
bool packet_item_done(struct packet *p);

/* rows_pg.c */
void rows_pg_ask(struct packet *p); /* the answer of the present item shall come in blocks of rows */
bool rows_pg_is_block(const PGresult *r);
struct rows_pg *rows_pg_new(struct packet *p, size_t columns, bool binary, PGresult *first);
struct rows *rows_pg_rows(struct rows_pg *r);
bool rows_pg_detach(struct rows_pg *r);  /* reads the rest into memory; false: p->error */
bool rows_pg_skip(struct rows_pg *r);    /* reads and drops the rest; false: p->error */

#endif
