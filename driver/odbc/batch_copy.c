/*
 * The sets of a large array as rows of COPY ... FROM STDIN in binary format.
 *
 * Where INSERT and COPY differ, they go another way: rules, triggers and row
 * security (batch_arrays.c asks for them), columns that are GENERATED ALWAYS, and
 * values that would have to be cast, which COPY does not do.
 *
 * COPY of fewer than some thousand rows costs the server more than an INSERT of
 * arrays, and two round trips instead of one; of more, half as much.
 */
#include "base/wire.h"
#include "odbc/batch_impl.h"
#include "odbc/diagpost.h"
#include "odbc/execute.h"
#include "pg/copy_in.h"

#include <string.h>

#define COPY_FROM 5000      /* sets */
#define COPY_AT_MOST 100000 /* sets of one COPY: all of them are sent before a failure is seen */
#define PIECE_BYTES 65536
#define END_OF_ROWS UINT16_MAX

static const char header[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0"; /* signature, flags, length of the extension: 19 bytes */

/* Is this how the column itself reads and writes binary?  An INSERT would cast the rest. */
static bool same_type(const struct param_plan *plan, uint32_t target)
{
	const struct pg_type *type = type_by_oid(target);

	if (plan->oid)
		return plan->binary && plan->oid == target;
	return !plan->binary && type_oid(type) == target && type_kind(type) == KIND_TEXT;
}

void copy_write(struct stmt *s, const struct insert_shape *shape)
{
	struct batch_arrays *a = &s->arrays;

	strbuf_clear(&a->copy);
	if (!a->plain)
		return;
	for (size_t i = 0; i < a->n; i++)
		if (!same_type(&s->params.plans[i], a->targets[i]))
			return;
	strbuf_add_text(&a->copy, "COPY ");
	strbuf_add_span(&a->copy, shape->table);
	if (shape->columns.p) {
		strbuf_add_text(&a->copy, " (");
		strbuf_add_span(&a->copy, shape->columns);
		strbuf_add_char(&a->copy, ')');
	}
	strbuf_add_text(&a->copy, " FROM STDIN (FORMAT binary)");
	if (strbuf_failed(&a->copy))
		strbuf_clear(&a->copy); /* then as arrays */
}

static size_t from_how_many(const struct stmt *s)
{
	switch (s->dbc->settings.array_insert) {
	case ARRAY_INSERT_COPY:
		return 1;
	case ARRAY_INSERT_ALWAYS:
		return SIZE_MAX;
	default:
		return COPY_FROM;
	}
}

bool copy_wanted(const struct stmt *s)
{
	return s->arrays.copy.n && s->apd->array_size >= from_how_many(s);
}

/* One row behind what is waiting to be sent; false: it cannot be made. */
static bool add_row(struct stmt *s, size_t set)
{
	struct strbuf *out = &s->arrays.out;
	const size_t before = out->n;

	wire_put_u16(out, (uint16_t)s->arrays.n);
	for (size_t i = 0; i < s->arrays.n; i++) {
		if (params_append(s, i, set, out) == SQL_ERROR) {
			strbuf_cut(out, before);
			return false;
		}
	}
	return !strbuf_failed(out);
}

static bool send_waiting(struct copy_in *c, struct strbuf *out)
{
	const bool ok = !strbuf_failed(out) && copy_in_put(c, strbuf_text(out), out->n);

	strbuf_clear(out);
	return ok;
}

static bool send_rows(struct batch *b, struct copy_in *c, size_t from, size_t to)
{
	struct stmt *s = b->s;
	struct strbuf *out = &s->arrays.out;

	strbuf_clear(out);
	strbuf_add(out, header, sizeof(header) - 1);
	for (size_t set = from; set < to; set++) {
		if (!batch_pending(b, set))
			continue;
		if (add_row(s, set))
			b->sent[b->sent_count++] = set;
		else if (!strbuf_failed(out))
			batch_set_failed(b, set);
		if ((strbuf_failed(out) || out->n >= PIECE_BYTES) && !send_waiting(c, out))
			return false;
	}
	wire_put_u16(out, END_OF_ROWS);
	return send_waiting(c, out);
}

/* Not the values are wrong: somebody or the clock wants the statement to end. */
static bool must_stop(const struct stmt *s, const struct copy_in *c)
{
	return s->dbc->session.dead || session_tran(&s->dbc->session) == TRAN_FAILED || c->timed_out ||
	       strncmp(c->error.sqlstate, "57", 2) == 0;
}

static void post_end(struct batch *b, const struct copy_in *c)
{
	struct stmt *s = b->s;

	if (b->sent_count)
		batch_set_failed(b, b->sent[0]);
	if (c->timed_out && !c->error.fatal)
		(void)diag_postf(&s->head.diag, STATE_TIMEOUT, "The statement did not finish in %lu s (SQL_ATTR_QUERY_TIMEOUT) and was "
				 "cancelled", (unsigned long)s->query_timeout);
	else
		(void)post_pg(&s->head.diag, &c->error);
	b->lost = true;
}

static enum copy_in_tran transaction(const struct dbc *dbc)
{
	if (dbc->autocommit == SQL_AUTOCOMMIT_ON)
		return COPY_IN_PLAIN;
	return session_tran(&dbc->session) == TRAN_IDLE ? COPY_IN_BEGIN : COPY_IN_SAVEPOINT;
}

/* The sets [from, to) by one COPY.  False: nothing of it happened; *bad is the set that the server named, or NO_SET. */
static bool run_copy(struct batch *b, size_t from, size_t to, size_t *bad)
{
	struct stmt *s = b->s;
	const size_t before = diag_count(&s->head.diag);
	struct copy_in c = {.s = NULL};
	bool ok;

	*bad = NO_SET;
	b->sent_count = 0;
	ok = copy_in_begin(&c, &s->dbc->session, transaction(s->dbc), strbuf_text(&s->arrays.copy), stmt_deadline(s));
	if (ok) {
		const bool sent = send_rows(b, &c, from, to);

		ok = copy_in_end(&c, !sent);
	}
	if (ok)
		batch_sent_worked(b, c.affected > 0 ? c.affected : 0);
	else if (must_stop(s, &c))
		post_end(b, &c);
	else if (c.line > 0 && c.line <= b->sent_count)
		*bad = b->sent[c.line - 1];
	if (!ok && !b->lost) { /* they are tried again, and what is wrong with them is said then */
		diag_cut(&s->head.diag, before);
		for (size_t set = from; set < to; set++)
			if (b->statuses[set] == SQL_PARAM_ERROR) {
				b->statuses[set] = SQL_PARAM_UNUSED;
				b->failed--;
			}
	}
	copy_in_release(&c);
	return ok;
}

/* COPY where it pays. */
static bool run_range(struct batch *b, size_t from, size_t to, size_t *bad)
{
	*bad = NO_SET;
	if (to - from >= from_how_many(b->s))
		return run_copy(b, from, to, bad);
	batch_by_arrays(b, from, to);
	return !b->lost;
}

/*
 * A COPY that fails names the row.  What is before it goes again and works, the
 * row itself is an INSERT that says what is wrong with it (a row that only
 * collided with another bad one is none), and then comes the rest, in halves as
 * large: what is sent in vain stays about as much as what is kept.
 */
void batch_by_copy(struct batch *b)
{
	size_t from = 0, at_most = COPY_AT_MOST;

	while (!b->lost && from < b->sets) {
		const size_t to = b->sets - from < at_most ? b->sets : from + at_most;
		size_t bad, end = to, again;

		if (run_range(b, from, to, &bad)) {
			at_most = at_most > COPY_AT_MOST / 2 ? COPY_AT_MOST : at_most * 2;
		} else if (!b->lost && bad != NO_SET) {
			if (from < bad && !run_range(b, from, bad, &again) && !b->lost)
				batch_by_arrays(b, from, bad);
			if (!b->lost)
				batch_each(b, bad, bad + 1);
			end = bad + 1;
			at_most = at_most > 2 ? at_most / 2 : 1;
		} else if (!b->lost) {
			batch_by_arrays(b, from, to);
		}
		from = end;
		batch_progress(b, from);
	}
}
