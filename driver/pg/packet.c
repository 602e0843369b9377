#include "pg/packet_impl.h"

/* ---- building ---- */

struct packet *packet_new(void)
{
	struct packet *p = mem_new(sizeof(*p));

	if (p)
		p->outcomes_end = &p->outcomes;
	return p;
}

void packet_outcome_free(struct outcome *o)
{
	for (size_t i = 0; i < o->column_count; i++)
		mem_free(o->columns[i].name);
	mem_free(o->columns);
	pg_error_release(&o->error);
	rows_free(o->rows);
	mem_free(o);
}

void packet_clear_columns(struct packet *p)
{
	for (size_t i = 0; i < p->column_count; i++)
		mem_free(p->columns[i].name);
	mem_free(p->columns);
	p->columns = NULL;
	p->column_count = 0;
}

void packet_drop_outcomes(struct packet *p)
{
	struct outcome *o;

	while ((o = p->outcomes) != NULL) {
		p->outcomes = o->next;
		packet_outcome_free(o);
	}
	p->outcomes_end = &p->outcomes;
}

/* NOLINTBEGIN(misc-no-recursion): one packet takes another's place and reads that one's rest, which is the last of its
 * kind; and the first command of a packet brings those that close dropped statements.  Two levels at most. */

void packet_free(struct packet *p)
{
	if (!p)
		return;
	packet_finish_unread(p);
	packet_drop_outcomes(p);
	packet_clear_columns(p);
	pg_error_release(&p->error);
	mem_free(p->items);
	mem_free(p);
}

static void start_over(struct packet *p, struct session *s)
{
	packet_finish_unread(p);
	packet_drop_outcomes(p);
	packet_clear_columns(p);
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
		strbuf_add_text(&sql, "DEALLOCATE ");
		statement_name(p->s->statements, name, &sql);
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

static void name_of(const struct packet *p, const struct statement *st, struct strbuf *out)
{
	if (!st->unnamed)
		statement_name(p->s->statements, st->name, out);
}

void packet_add_prepare(struct packet *p, struct statement *st)
{
	struct strbuf name = STRBUF_INIT;

	if ((st->prepared && !st->unnamed) || !open_for_more(p))
		return;
	name_of(p, st, &name);
	sent(p, !strbuf_failed(&name) && PQsendPrepare(p->s->conn, strbuf_text(&name), st->sql, (int)st->params, st->oids),
	     ITEM_PREPARE, st);
	strbuf_release(&name);
}

void packet_add_describe(struct packet *p, struct statement *st)
{
	struct strbuf name = STRBUF_INIT;

	if (!open_for_more(p))
		return;
	name_of(p, st, &name);
	sent(p, !strbuf_failed(&name) && PQsendDescribePrepared(p->s->conn, strbuf_text(&name)), ITEM_DESCRIBE, st);
	strbuf_release(&name);
}

void packet_add_execute(struct packet *p, struct statement *st, const struct packet_values *v, bool binary)
{
	struct strbuf name = STRBUF_INIT;

	if (!open_for_more(p))
		return;
	name_of(p, st, &name);
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
	return packet_drain(p);
}

bool packet_send(struct packet *p, int64_t deadline_us)
{
	if (open_for_more(p))
		sent(p, PQpipelineSync(p->s->conn), ITEM_SYNC, NULL);
	p->deadline = deadline_us;
	if (!p->broken) {
		p->live = true;
		atomic_store(&p->s->cancel_asked, false);
		return true;
	}
	if (!undo(p))
		packet_lose(p);
	p->s->packet = NULL;
	return false;
}
/* NOLINTEND(misc-no-recursion) */
