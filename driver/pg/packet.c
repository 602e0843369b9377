#include "pg/packet_impl.h"

#include <string.h>

#define SAVEPOINT_NAME "lb_statement"
#define CANCEL_GRACE_US 15000000 /* how long a server may take to obey a cancel request */
#define SKIP_BEFORE_CANCEL 256   /* rows of an abandoned result that are read before it is cancelled */

/* ---- building ---- */

struct packet *packet_new(void)
{
	struct packet *p = mem_new(sizeof(*p));

	if (p)
		p->outcomes_end = &p->outcomes;
	return p;
}

static void outcome_free(struct outcome *o)
{
	for (size_t i = 0; i < o->column_count; i++)
		mem_free(o->columns[i].name);
	mem_free(o->columns);
	pg_error_release(&o->error);
	rows_free(o->rows);
	mem_free(o);
}

static void clear_columns(struct packet *p)
{
	for (size_t i = 0; i < p->column_count; i++)
		mem_free(p->columns[i].name);
	mem_free(p->columns);
	p->columns = NULL;
	p->column_count = 0;
}

static void drop_outcomes(struct packet *p)
{
	struct outcome *o;

	while ((o = p->outcomes) != NULL) {
		p->outcomes = o->next;
		outcome_free(o);
	}
	p->outcomes_end = &p->outcomes;
}

/* NOLINTBEGIN(misc-no-recursion): one packet takes another's place and reads that one's rest, which is the last of its
 * kind; and the first command of a packet brings those that close dropped statements.  Two levels at most. */
static void finish_unread(struct packet *p);

void packet_free(struct packet *p)
{
	if (!p)
		return;
	finish_unread(p);
	drop_outcomes(p);
	clear_columns(p);
	pg_error_release(&p->error);
	mem_free(p->items);
	mem_free(p);
}

static void start_over(struct packet *p, struct session *s)
{
	finish_unread(p);
	drop_outcomes(p);
	clear_columns(p);
	pg_error_release(&p->error);
	p->s = s;
	p->count = p->head = 0;
	p->broken = p->began = p->savepoint = p->may_cancel = p->failed = p->timed_out = p->closing = p->unread = false;
	p->skipped = 0;
	p->user = p->ordinal = 0;
	p->affected = -1;
}

/* Close the server side of statements that were dropped from the list: it rides along. */
static void close_dropped(struct packet *p)
{
	struct strbuf sql = STRBUF_INIT;
	uint64_t name;

	if (session_tran(p->s) == TRAN_FAILED)
		return;
	while ((name = statements_next_dropped(p->s->statements)) != 0) {
		strbuf_clear(&sql);
		strbuf_add_text(&sql, "DEALLOCATE lb_");
		strbuf_add_uint(&sql, name);
		if (!strbuf_failed(&sql))
			packet_add_quiet(p, strbuf_text(&sql));
	}
	strbuf_release(&sql);
}

bool packet_begin(struct packet *p, struct session *s, struct pg_error *err)
{
	start_over(p, s);
	if (s->packet && s->packet != p && s->packet->live && !packet_detach(s->packet, err))
		return false;
	s->packet = NULL;
	p->tran = session_tran(s);
	s->packet = p;
	p->close_due = true;
	return true;
}

static void broken(struct packet *p)
{
	if (p->broken)
		return;
	p->broken = true;
	if (PQstatus(p->s->conn) == CONNECTION_BAD)
		pg_error_from_conn(&p->error, p->s);
	else
		pg_error_no_memory(&p->error);
}

void packet_fail_memory(struct packet *p)
{
	if (!p->broken)
		pg_error_no_memory(&p->error);
	p->broken = true;
}

/*
 * May a command be added?  Its item has room before libpq gets it, because what
 * is in libpq's queue cannot be taken out again; so have the two of packet_send().
 */
static bool open_for_more(struct packet *p)
{
	if (p->close_due) {
		p->close_due = false;
		close_dropped(p);
	}
	if (p->broken)
		return false;
	if (p->count + 3 > p->room) {
		const size_t room = p->room ? p->room * 2 : 8;
		void *grown = mem_resize(p->items, room, sizeof(*p->items));

		if (!grown) {
			broken(p);
			return false;
		}
		p->items = grown;
		p->room = room;
	}
	return true;
}

static void add_item(struct packet *p, enum item_role role, struct statement *st)
{
	p->items[p->count++] = (struct packet_item){role, st};
}

static void sent(struct packet *p, int ok, enum item_role role, struct statement *st)
{
	if (ok)
		add_item(p, role, st);
	else
		broken(p);
}

void packet_add_quiet(struct packet *p, const char *sql)
{
	if (open_for_more(p))
		sent(p, PQsendQueryParams(p->s->conn, sql, 0, NULL, NULL, NULL, NULL, 0), ITEM_QUIET, NULL);
}

void packet_add_begin(struct packet *p, const char *sql)
{
	packet_add_quiet(p, sql);
	p->began = true;
}

void packet_add_savepoint(struct packet *p)
{
	packet_add_quiet(p, "SAVEPOINT " SAVEPOINT_NAME);
	p->savepoint = true;
}

void packet_add_release(struct packet *p)
{
	packet_add_quiet(p, "RELEASE SAVEPOINT " SAVEPOINT_NAME);
}

static void name_of(const struct statement *st, struct strbuf *out)
{
	strbuf_add_text(out, "lb_");
	strbuf_add_uint(out, st->name);
}

void packet_add_prepare(struct packet *p, struct statement *st)
{
	struct strbuf name = STRBUF_INIT;

	if (st->prepared || !open_for_more(p))
		return;
	name_of(st, &name);
	sent(p, !strbuf_failed(&name) && PQsendPrepare(p->s->conn, strbuf_text(&name), st->sql, (int)st->params, st->oids),
	     ITEM_PREPARE, st);
	strbuf_release(&name);
}

void packet_add_describe(struct packet *p, struct statement *st)
{
	struct strbuf name = STRBUF_INIT;

	if (!open_for_more(p))
		return;
	name_of(st, &name);
	sent(p, !strbuf_failed(&name) && PQsendDescribePrepared(p->s->conn, strbuf_text(&name)), ITEM_DESCRIBE, st);
	strbuf_release(&name);
}

void packet_add_execute(struct packet *p, struct statement *st, const struct packet_values *v, bool binary)
{
	struct strbuf name = STRBUF_INIT;

	if (!open_for_more(p))
		return;
	name_of(st, &name);
	sent(p, !strbuf_failed(&name) && PQsendQueryPrepared(p->s->conn, strbuf_text(&name), (int)v->n, v->values, v->lengths,
							      v->formats, binary ? 1 : 0),
	     ITEM_USER, st->described ? NULL : st);
	strbuf_release(&name);
}

void packet_add_query(struct packet *p, const char *sql, const struct packet_values *v, bool binary)
{
	if (open_for_more(p))
		sent(p, PQsendQueryParams(p->s->conn, sql, (int)v->n, v->oids, v->values, v->lengths, v->formats, binary ? 1 : 0),
		     ITEM_USER, NULL);
}

void packet_allow_cancel(struct packet *p)
{
	p->may_cancel = true;
}

static bool drain(struct packet *p);

/* Part of a packet that could not be finished is in libpq's queue: an error behind it undoes it. */
static bool undo(struct packet *p)
{
	if (PQstatus(p->s->conn) == CONNECTION_BAD)
		return false;
	if (p->count == 0)
		return true;
	if (!PQsendQueryParams(p->s->conn, "UNDO", 0, NULL, NULL, NULL, NULL, 0) || !PQpipelineSync(p->s->conn))
		return false;
	add_item(p, ITEM_QUIET, NULL);
	add_item(p, ITEM_SYNC, NULL);
	p->live = p->failed = true; /* what is to be told is told already */
	return drain(p);
}

bool packet_send(struct packet *p, int64_t deadline_us)
{
	if (open_for_more(p))
		sent(p, PQpipelineSync(p->s->conn), ITEM_SYNC, NULL);
	p->deadline = deadline_us;
	if (!p->broken) {
		p->live = true;
		return true;
	}
	if (!undo(p))
		packet_lose(p);
	p->s->packet = NULL;
	return false;
}

/* ---- reading ---- */

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

static bool wait_for_answer(struct packet *p)
{
	if (session_wait(p->s, p->deadline, &p->error))
		return true;
	if (p->error.timed_out && !p->timed_out) {
		/* Our own deadline: ask the server to stop and hear what it says. */
		p->timed_out = true;
		pg_error_release(&p->error);
		(void)session_cancel(p->s, NULL);
		p->deadline = clock_mono(&clock_system) + CANCEL_GRACE_US;
		if (session_wait(p->s, p->deadline, &p->error))
			return true;
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

	clear_columns(p);
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
		item->st->prepared = PQresultStatus(r) == PGRES_COMMAND_OK;
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
static bool drain(struct packet *p)
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
		return drain(p) && !p->failed;
	return true;
}

static enum packet_event fail_event(struct packet *p)
{
	if (p->live)
		(void)drain(p);
	if (p->broken && !pg_error_set(&p->error)) /* it was told with an earlier result */
		pg_error_no_memory(&p->error);
	return PACKET_ERROR;
}

static enum packet_event rows_event(struct packet *p, PGresult *r)
{
	const bool streaming = PQresultStatus(r) == PGRES_SINGLE_TUPLE;
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
	clear_columns(p);
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
	(void)PQsetSingleRowMode(p->s->conn);
	if (!packet_read(p, &r))
		return PACKET_ERROR;
	switch (PQresultStatus(r)) {
	case PGRES_SINGLE_TUPLE:
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
	clear_columns(p);
	p->columns = o->columns;
	p->column_count = o->column_count;
	o->columns = NULL;
	o->column_count = 0;
	pg_error_release(&p->error);
	p->error = o->error;
	o->error = (struct pg_error){0};
	p->rows_waiting = o->rows;
	o->rows = NULL;
	outcome_free(o);
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
		(void)drain(p);
	}
	clear_columns(p);
	p->columns = columns;
	p->column_count = column_count;
	p->ordinal = ordinal;
	p->rows_waiting = waiting;
	if (p->s->dead)
		pg_error_from_conn(err, p->s);
	return !p->s->dead;
}

/* Nobody wants what is left. */
static void finish_unread(struct packet *p)
{
	rows_free(p->rows_waiting);
	p->rows_waiting = NULL;
	if (!p->s)
		return;
	p->closing = true;
	p->deadline = CLOCK_NEVER;
	if (p->live)
		(void)drain(p);
	if (p->s->packet == p)
		p->s->packet = NULL;
}

void packet_abandon(struct packet *p)
{
	finish_unread(p);
	drop_outcomes(p);
}

/* ---- whole commands ---- */

bool packet_run(struct session *s, const char *sql, int64_t deadline_us, struct pg_error *err)
{
	struct packet *p = packet_new();
	bool ok = false;

	if (!p) {
		pg_error_no_memory(err);
		return false;
	}
	if (packet_begin(p, s, err)) {
		packet_add_quiet(p, sql);
		ok = packet_send(p, deadline_us) && packet_next(p) == PACKET_DONE;
		if (!ok) {
			pg_error_release(err);
			*err = p->error;
			p->error = (struct pg_error){0};
		}
	}
	packet_free(p);
	return ok;
}

/* One answer of a COPY; false when there are no more. */
static bool copy_answer(struct session *s, int64_t *affected, bool *refused, bool *ok, struct pg_error *err)
{
	PGresult *r;
	uint64_t n;

	if (!session_wait(s, CLOCK_NEVER, err)) {
		s->dead = err->fatal = true;
		*ok = false;
		return false;
	}
	r = PQgetResult(s->conn);
	if (!r)
		return false;
	switch (PQresultStatus(r)) {
	case PGRES_COMMAND_OK:
		*affected = span_uint(span_of(PQcmdTuples(r)), INT64_MAX, &n) ? (int64_t)n : -1;
		break;
	case PGRES_COPY_IN:
		*refused = true;
		(void)PQputCopyEnd(s->conn, "COPY FROM STDIN is not available through ODBC");
		break;
	case PGRES_COPY_OUT:
		*refused = true;
		(void)session_cancel(s, NULL);
		for (;;) {
			char *line = NULL;
			const int got = PQgetCopyData(s->conn, &line, 0);

			PQfreemem(line);
			if (got < 0)
				break;
		}
		break;
	default:
		if (*ok)
			pg_error_from_result(err, s, r);
		*ok = false;
	}
	PQclear(r);
	return true;
}

bool packet_run_copy(struct session *s, const char *sql, int64_t *affected, bool *refused, struct pg_error *err)
{
	bool ok = true;

	*affected = -1;
	*refused = false;
	if (s->packet && s->packet->live && !packet_detach(s->packet, err))
		return false;
	if (!PQexitPipelineMode(s->conn) || !PQsendQuery(s->conn, sql)) {
		pg_error_from_conn(err, s);
		ok = false;
	}
	while (ok && copy_answer(s, affected, refused, &ok, err))
		;
	while (!ok && !s->dead && copy_answer(s, affected, refused, &ok, err))
		; /* the answers behind an error */
	if (!s->dead && !PQenterPipelineMode(s->conn)) {
		pg_error_from_conn(err, s);
		s->dead = err->fatal = true;
		ok = false;
	}
	return ok && !*refused;
}
/* NOLINTEND(misc-no-recursion) */
