#include "pg/packet_impl.h"

#include <string.h>

#define CANCEL_AGAIN_US 1000000  /* the server forgets a request to cancel that overtakes the statement */
#define CANCEL_GRACE_US 15000000 /* how long a server may take to obey a cancel request */
#define SKIP_BEFORE_CANCEL 256   /* rows of an abandoned result that are read before it is cancelled */

/* Also when the connection is in a state that nobody knows. */
void packet_lose(struct packet *p)
{
	p->s->dead = true;
	p->error.fatal = true;
	if (!p->error.text.n)
		strbuf_add_text(&p->error.text, "the connection to the server was lost");
	p->live = false;
	p->head = p->count;
	if (p->s->packet == p)
		p->s->packet = NULL;
}

static bool wait_until(struct packet *p, int64_t deadline)
{
	for (;;) {
		const int64_t look = clock_mono(&clock_system) + CANCEL_AGAIN_US;

		if (look >= deadline)
			return session_wait(p->s, deadline, &p->error);
		if (session_wait(p->s, look, &p->error))
			return true;
		if (!p->error.timed_out)
			return false;
		pg_error_release(&p->error);
		if (atomic_load(&p->s->cancel_asked))
			(void)session_cancel(p->s, NULL);
	}
}

static bool wait_for_answer(struct packet *p)
{
	if (wait_until(p, p->deadline))
		return true;
	if (p->error.timed_out && !p->timed_out) {
		/* Our own deadline: ask the server to stop and hear what it says. */
		p->timed_out = true;
		pg_error_release(&p->error);
		if (session_cancel(p->s, NULL)) {
			p->deadline = clock_mono(&clock_system) + CANCEL_GRACE_US;
			if (wait_until(p, p->deadline))
				return true;
		} else {
			strbuf_add_text(&p->error.text, "the time for the statement is over, and the server cannot be reached to "
				       "stop it: nobody knows how far it has come");
		}
	}
	packet_lose(p);
	return false;
}

bool packet_read(struct packet *p, PGresult **out)
{
	*out = NULL;
	if (!p->live)
		return false;
	if (!wait_for_answer(p))
		return false;
	*out = PQgetResult(p->s->conn);
	return true;
}

static void fill_columns(struct statement_column *columns, const PGresult *r, bool *ok)
{
	for (int i = 0; i < PQnfields(r); i++) {
		const char *name = PQfname(r, i);

		columns[i] = (struct statement_column){
			.oid = PQftype(r, i), .typmod = PQfmod(r, i), .table = PQftable(r, i),
			.attribute = (int16_t)PQftablecol(r, i), .name = mem_dup(name, strlen(name)),
		};
		if (!columns[i].name)
			*ok = false;
	}
}

static bool learn_columns(struct statement *st, const PGresult *r)
{
	const size_t n = (size_t)PQnfields(r);
	bool ok = true;

	statement_clear_columns(st);
	st->columns = mem_array(n, sizeof(*st->columns));
	if (!st->columns)
		return false;
	st->column_count = n;
	fill_columns(st->columns, r, &ok);
	st->described = ok;
	return ok;
}

static bool learn_types(struct statement *st, const PGresult *r)
{
	const int n = PQnparams(r);
	uint32_t *types = mem_array((size_t)n, sizeof(*types));
	bool ok;

	if (!types)
		return false;
	for (int i = 0; i < n; i++)
		types[i] = PQparamtype(r, i);
	ok = statement_set_types(st, types, (size_t)n);
	mem_free(types);
	return ok;
}

static bool keep_columns(struct packet *p, const PGresult *r)
{
	const size_t n = (size_t)PQnfields(r);
	bool ok = true;

	packet_clear_columns(p);
	p->columns = mem_array(n, sizeof(*p->columns));
	if (!p->columns)
		return false;
	p->column_count = n;
	fill_columns(p->columns, r, &ok);
	return ok;
}

static void note_error(struct packet *p, const PGresult *r)
{
	if (!p->failed)
		pg_error_from_result(&p->error, p->s, r);
	p->failed = true;
}

/* Reads the answers of the present item to their end. */
static bool skip_answers(struct packet *p)
{
	for (;;) {
		PGresult *r;

		if (!packet_read(p, &r))
			return false;
		if (!r)
			return true;
		if (PQresultStatus(r) == PGRES_FATAL_ERROR)
			note_error(p, r);
		PQclear(r);
		/* Reading a few rows to the end is cheaper than a cancel request; reading millions is not. */
		if (p->closing && p->may_cancel && ++p->skipped == SKIP_BEFORE_CANCEL)
			(void)session_cancel(p->s, NULL);
	}
}

static void learn(struct packet *p, struct statement *st, const PGresult *r)
{
	if (PQresultStatus(r) == PGRES_COMMAND_OK && !(learn_types(st, r) && learn_columns(st, r))) {
		p->failed = true;
		pg_error_no_memory(&p->error);
	}
}

static bool read_quiet(struct packet *p)
{
	const struct packet_item *item = &p->items[p->head];
	PGresult *r;

	if (!packet_read(p, &r))
		return false;
	if (r && item->role == ITEM_DESCRIBE)
		learn(p, item->st, r);
	if (r && item->role == ITEM_PREPARE)
		item->st->prepared = !item->st->unnamed && PQresultStatus(r) == PGRES_COMMAND_OK;
	if (r && PQresultStatus(r) == PGRES_FATAL_ERROR)
		note_error(p, r);
	PQclear(r);
	if (r && !skip_answers(p))
		return false;
	p->head++;
	return true;
}

static bool queue(struct session *s, const char *sql)
{
	return PQsendQueryParams(s->conn, sql, 0, NULL, NULL, NULL, NULL, 0) == 1;
}

/* Sends what is queued and reads to the Sync; false when a command failed. */
static bool run_queue(struct session *s)
{
	const int64_t deadline = clock_mono(&clock_system) + CANCEL_GRACE_US;
	struct pg_error why = {.fatal = false};
	ExecStatusType status = PGRES_COMMAND_OK;
	bool ok = PQpipelineSync(s->conn) == 1, gap = false;

	while (ok && status != PGRES_PIPELINE_SYNC) {
		PGresult *r;

		ok = session_wait(s, deadline, &why);
		if (!ok)
			break;
		r = PQgetResult(s->conn);
		if (r) {
			status = PQresultStatus(r);
			ok = status == PGRES_COMMAND_OK || status == PGRES_PIPELINE_SYNC;
		} else {
			ok = !gap; /* one ends each command; two would be the end of everything */
		}
		gap = !r;
		PQclear(r);
	}
	pg_error_release(&why);
	return ok;
}

/*
 * A failed packet leaves the transaction as it found it.  Without a packet of its
 * own: what undoes a failure for want of memory must not need any.
 */
static void recover(struct packet *p)
{
	struct session *s = p->s;
	bool ok = true;

	if (session_tran(s) != TRAN_FAILED)
		return;
	if (p->began)
		ok = queue(s, "ROLLBACK") && run_queue(s);
	else if (p->savepoint)
		ok = queue(s, "ROLLBACK TO SAVEPOINT " SAVEPOINT_NAME) && queue(s, "RELEASE SAVEPOINT " SAVEPOINT_NAME) &&
		     run_queue(s);
	if (!ok)
		s->dead = true; /* nobody knows where the transaction stands */
}

static bool read_sync(struct packet *p)
{
	PGresult *r;

	if (!packet_read(p, &r))
		return false;
	if (r && PQresultStatus(r) == PGRES_FATAL_ERROR) { /* a deferred constraint at the implicit commit, for example */
		note_error(p, r);
		PQclear(r);
		return skip_answers(p);
	}
	if (r && PQresultStatus(r) == PGRES_PIPELINE_SYNC)
		p->head++;
	PQclear(r);
	if (p->head < p->count)
		return true;
	p->live = false;
	if (p->s->packet == p)
		p->s->packet = NULL;
	recover(p);
	return true;
}

/* Is a statement of the application still unanswered? */
static bool users_left(const struct packet *p)
{
	for (size_t i = p->head; i < p->count; i++)
		if (p->items[i].role == ITEM_USER)
			return true;
	return false;
}

/* Reads everything to the end of the packet, whatever it is. */
bool packet_drain(struct packet *p)
{
	while (p->live && p->head < p->count) {
		bool ok;

		if (p->items[p->head].role == ITEM_SYNC) {
			ok = read_sync(p);
		} else if (p->items[p->head].role == ITEM_PREPARE) {
			ok = read_quiet(p); /* it may be prepared now, whether somebody waits for it or not */
		} else {
			ok = skip_answers(p);
			p->head++;
		}
		if (!ok)
			return false;
	}
	return true;
}

bool packet_item_done(struct packet *p)
{
	p->head++;
	p->user++;
	if (p->failed || !users_left(p))
		return packet_drain(p) && !p->failed;
	return true;
}

static enum packet_event fail_event(struct packet *p)
{
	if (p->live)
		(void)packet_drain(p);
	if (p->broken && !pg_error_set(&p->error)) /* it was told with an earlier result */
		pg_error_no_memory(&p->error);
	return PACKET_ERROR;
}

static enum packet_event rows_event(struct packet *p, PGresult *r)
{
	const bool streaming = rows_pg_is_block(r);
	const size_t columns = (size_t)PQnfields(r);
	const bool binary = columns > 0 && PQfformat(r, 0) == 1;
	struct statement *st = p->items[p->head].st;

	p->items[p->head].st = NULL;
	if (!keep_columns(p, r) || (st && !learn_columns(st, r)) ||
	    !(p->reader = rows_pg_new(streaming ? p : NULL, columns, binary, streaming ? r : NULL))) {
		PQclear(r);
		p->failed = true;
		pg_error_no_memory(&p->error);
		return fail_event(p);
	}
	p->rows_waiting = rows_pg_rows(p->reader);
	p->deadline = CLOCK_NEVER;
	if (streaming)
		return PACKET_ROWS;
	p->reader = NULL;
	p->affected = 0;
	PQclear(r);
	if (skip_answers(p) && packet_item_done(p))
		return PACKET_ROWS;
	rows_free(p->rows_waiting);
	p->rows_waiting = NULL;
	return fail_event(p);
}

static enum packet_event count_event(struct packet *p, PGresult *r)
{
	uint64_t n;

	p->affected = span_uint(span_of(PQcmdTuples(r)), INT64_MAX, &n) ? (int64_t)n : -1;
	PQclear(r);
	packet_clear_columns(p);
	if (p->items[p->head].st)
		p->items[p->head].st->described = true; /* it has no columns */
	if (skip_answers(p) && packet_item_done(p))
		return PACKET_COUNT;
	return fail_event(p);
}

static enum packet_event user_event(struct packet *p)
{
	PGresult *r;

	p->ordinal = p->user;
	p->affected = -1;
	rows_pg_ask(p);
	if (!packet_read(p, &r))
		return PACKET_ERROR;
	if (rows_pg_is_block(r))
		return rows_event(p, r);
	switch (PQresultStatus(r)) {
	case PGRES_TUPLES_OK:
		return rows_event(p, r);
	case PGRES_COMMAND_OK:
	case PGRES_EMPTY_QUERY:
		return count_event(p, r);
	default:
		if (!p->failed)
			pg_error_from_result(&p->error, p->s, r);
		p->failed = true;
		PQclear(r);
		return fail_event(p);
	}
}

static enum packet_event next_outcome(struct packet *p)
{
	struct outcome *o = p->outcomes;
	const enum packet_event event = o->event;

	p->outcomes = o->next;
	if (!p->outcomes)
		p->outcomes_end = &p->outcomes;
	p->ordinal = o->ordinal;
	p->affected = o->affected;
	packet_clear_columns(p);
	p->columns = o->columns;
	p->column_count = o->column_count;
	o->columns = NULL;
	o->column_count = 0;
	pg_error_release(&p->error);
	p->error = o->error;
	o->error = (struct pg_error){0};
	p->rows_waiting = o->rows;
	o->rows = NULL;
	packet_outcome_free(o);
	return event;
}

static enum packet_event read_event(struct packet *p)
{
	if (p->reader && !rows_pg_skip(p->reader))
		return PACKET_ERROR;
	if (p->unread) {
		p->unread = false;
		if (p->live && !(skip_answers(p) && packet_item_done(p)))
			return PACKET_ERROR;
	}
	while (p->live) {
		bool ok;

		switch (p->items[p->head].role) {
		case ITEM_USER:
			if (!p->failed)
				return user_event(p);
			ok = skip_answers(p);
			p->head++;
			break;
		case ITEM_SYNC:
			ok = read_sync(p);
			break;
		default:
			ok = read_quiet(p);
		}
		if (!ok)
			return PACKET_ERROR;
		if (p->failed)
			return fail_event(p);
	}
	return p->broken ? fail_event(p) : PACKET_DONE;
}

enum packet_event packet_next(struct packet *p)
{
	rows_free(p->rows_waiting); /* nobody took them */
	p->rows_waiting = NULL;
	return p->outcomes ? next_outcome(p) : read_event(p);
}

size_t packet_ordinal(const struct packet *p)
{
	return p->ordinal;
}

int64_t packet_affected(const struct packet *p)
{
	return p->affected;
}

const struct pg_error *packet_error(const struct packet *p)
{
	return &p->error;
}

enum session_tran packet_tran(const struct packet *p)
{
	return p->began ? TRAN_ACTIVE : p->tran;
}

bool packet_timed_out(const struct packet *p)
{
	return p->timed_out;
}

const struct statement_column *packet_columns(const struct packet *p, size_t *n)
{
	*n = p->column_count;
	return p->columns;
}

struct rows *packet_take_rows(struct packet *p)
{
	struct rows *rows = p->rows_waiting;

	p->rows_waiting = NULL;
	return rows;
}

/* ---- giving the session up ---- */

static bool keep_outcome(struct packet *p, enum packet_event event)
{
	struct outcome *o = mem_new(sizeof(*o));

	if (!o)
		return false;
	o->event = event;
	o->ordinal = p->ordinal;
	o->columns = p->columns;
	o->column_count = p->column_count;
	p->columns = NULL;
	p->column_count = 0;
	o->rows = packet_take_rows(p);
	if (event == PACKET_ROWS && p->reader && !rows_pg_detach(p->reader))
		p->failed = true; /* its rows say so when they are read */
	p->broken |= p->error.no_memory;
	o->affected = p->affected;
	o->error = p->error;
	p->error = (struct pg_error){0};
	*p->outcomes_end = o;
	p->outcomes_end = &o->next;
	return true;
}

bool packet_detach(struct packet *p, struct pg_error *err)
{
	/* What the application was told last stays as it is. */
	struct statement_column *const columns = p->columns;
	const size_t column_count = p->column_count, ordinal = p->ordinal;
	struct rows *const waiting = p->rows_waiting;
	bool ok = !p->reader || rows_pg_detach(p->reader) || !p->error.no_memory;

	p->columns = NULL;
	p->column_count = 0;
	p->rows_waiting = NULL;
	while (ok && p->live) {
		const enum packet_event event = read_event(p);

		if (event == PACKET_DONE)
			break;
		ok = keep_outcome(p, event);
	}
	if (!ok) { /* what there was no room for is dropped; who asks for it is told */
		rows_free(p->rows_waiting);
		p->failed = p->broken = true;
		pg_error_no_memory(&p->error);
		(void)packet_drain(p);
	}
	packet_clear_columns(p);
	p->columns = columns;
	p->column_count = column_count;
	p->ordinal = ordinal;
	p->rows_waiting = waiting;
	if (p->s->dead)
		pg_error_from_conn(err, p->s);
	return !p->s->dead;
}

/* Nobody wants what is left. */
void packet_finish_unread(struct packet *p)
{
	rows_free(p->rows_waiting);
	p->rows_waiting = NULL;
	if (!p->s)
		return;
	p->closing = true;
	p->deadline = CLOCK_NEVER;
	if (p->live)
		(void)packet_drain(p);
	if (p->s->packet == p)
		p->s->packet = NULL;
}

void packet_abandon(struct packet *p)
{
	packet_finish_unread(p);
	packet_drop_outcomes(p);
}
