#include "odbc/batch.h"

#include "odbc/batch_arrays.h"
#include "odbc/batch_impl.h"
#include "odbc/call.h"
#include "odbc/diagpost.h"
#include "odbc/execute.h"
#include "odbc/tran.h"

bool batch_pending(const struct batch *b, size_t set)
{
	return b->statuses[set] == SQL_PARAM_UNUSED && !params_ignored(b->s, set);
}

void batch_set_failed(struct batch *b, size_t set)
{
	b->statuses[set] = SQL_PARAM_ERROR;
	b->failed++;
}

void batch_sent_worked(struct batch *b, int64_t affected)
{
	for (size_t i = 0; i < b->sent_count; i++)
		b->statuses[b->sent[i]] = SQL_PARAM_SUCCESS;
	b->affected += affected;
}

void batch_progress(struct batch *b, size_t sets)
{
	desc_store_count(b->s->ipd->rows_processed_ptr, sets);
}

/* Puts the sets [from, to) into the packet; stops at the size limit and says where. */
static size_t add_sets(struct batch *b, size_t from, size_t to, size_t at_most)
{
	struct stmt *s = b->s;
	const struct sql_part *part = &s->text.parts[0];
	struct strbuf text = STRBUF_INIT;
	struct statement *st = NULL;
	size_t bytes = 0, set;

	b->sent_count = 0;
	strbuf_add_span(&text, part->text);
	if (strbuf_failed(&text)) {
		packet_fail_memory(s->packet);
		return to;
	}
	for (set = from; set < to && b->sent_count < at_most && bytes < BYTES_AT_MOST; set++) {
		struct packet_values v;
		SQLRETURN rc;

		if (!batch_pending(b, set))
			continue;
		rc = params_encode(s, set);
		if (rc != SQL_ERROR && part->kind == SQLK_CALL) { /* defaults can differ from set to set */
			strbuf_clear(&text);
			rc = call_spell(s, part, set, &text);
		}
		if (rc == SQL_ERROR) {
			batch_set_failed(b, set);
			continue;
		}
		v = params_values(s, part);
		if (b->sent_count == 0)
			st = stmt_prepared(s, part, &v);
		if (st)
			packet_add_execute(s->packet, st, &v, false);
		else
			packet_add_query(s->packet, strbuf_text(&text), &v, false);
		bytes += s->params.arena.n;
		b->sent[b->sent_count++] = set;
	}
	strbuf_release(&text);
	return set;
}

/* The row count of a set that returns rows (RETURNING): known when they are read. */
static bool count_rows(struct stmt *s, int64_t *n)
{
	struct rows *rows = packet_take_rows(s->packet);
	enum rows_status status;

	while ((status = rows_advance(rows, 1)) == ROWS_OK)
		(*n)++;
	rows_free(rows);
	return status == ROWS_END;
}

/* Reads the answers; returns the ordinal of the set that failed, or sent_count. */
static size_t read_answers(struct batch *b, int64_t *affected)
{
	struct stmt *s = b->s;
	size_t answered = 0;

	*affected = 0;
	for (;;) {
		switch (packet_next(s->packet)) {
		case PACKET_COUNT:
			if (packet_affected(s->packet) > 0)
				*affected += packet_affected(s->packet);
			answered++;
			break;
		case PACKET_ROWS:
			if (!count_rows(s, affected))
				return answered;
			answered++;
			break;
		case PACKET_ERROR:
			/* an error behind the last answer (a deferred constraint) is the last set's */
			if (answered == b->sent_count && answered > 0)
				answered--;
			return answered;
		case PACKET_DONE:
			return b->sent_count;
		}
	}
}

void batch_post_error(struct batch *b, size_t set)
{
	struct diag *d = &b->s->head.diag;
	const size_t before = d->count;

	(void)stmt_post_packet_error(b->s, b->s->packet);
	for (size_t i = before; i < d->count; i++)
		d->records[i].row = (SQLLEN)set + 1;
}

/* Not a set is bad, what was prepared is gone: the packet goes again. */
bool batch_again(struct batch *b)
{
	if (b->again == AGAIN_AT_MOST || !forget_stale(b->s->dbc, b->s->packet))
		return false;
	b->again++;
	return true;
}

/* One packet of sets out of [from, to), as many as fit.  *bad is the set that failed, or NO_SET. */
static void run_packet(struct batch *b, size_t from, size_t to, size_t at_most, size_t *bad)
{
	struct stmt *s = b->s;
	bool savepoint;
	int64_t affected;
	size_t wrong;

	*bad = NO_SET;
	if (!stmt_packet_begin(s)) {
		b->lost = true;
		return;
	}
	savepoint = tran_before(s->dbc, s->packet, &s->text);
	(void)add_sets(b, from, to, at_most);
	if (savepoint)
		tran_after(s->packet);
	if (!packet_send(s->packet, stmt_deadline(s))) {
		(void)stmt_post_packet_error(s, s->packet);
		b->lost = true;
		return;
	}
	wrong = read_answers(b, &affected);
	if (wrong < b->sent_count && batch_again(b))
		return;
	if (wrong < b->sent_count) {
		*bad = b->sent[wrong];
		return;
	}
	batch_sent_worked(b, affected);
}

/*
 * The sets [from, to), each by its own execution.  A failed packet was undone as
 * a whole: the sets before the bad one are sent again (they work), then those
 * behind it, fewer at a time the more of them are bad.
 */
void batch_each(struct batch *b, size_t from, size_t to)
{
	size_t limit = to, at_most = SETS_AT_MOST;

	while (!b->lost) {
		size_t bad;

		while (from < to && !batch_pending(b, from))
			from++;
		batch_progress(b, from);
		if (from == to)
			return;
		if (from >= limit)
			limit = to;
		run_packet(b, from, limit, limit < to ? SETS_AT_MOST : at_most, &bad);
		if (bad == NO_SET) {
			if (limit == to)
				at_most = at_most > SETS_AT_MOST / 2 ? SETS_AT_MOST : at_most * 2;
			continue;
		}
		batch_set_failed(b, bad);
		batch_post_error(b, bad);
		limit = bad;
		at_most = at_most > 4 ? at_most / 4 : 1;
		if (b->s->dbc->session.dead || session_tran(&b->s->dbc->session) == TRAN_FAILED || packet_timed_out(b->s->packet))
			b->lost = true;
	}
}

static void run_all(struct batch *b)
{
	if (!arrays_begin(b->s)) {
		batch_each(b, 0, b->sets);
		return;
	}
	if (copy_wanted(b->s))
		batch_by_copy(b);
	else
		batch_by_arrays(b, 0, b->sets);
	arrays_end(b->s);
}

/* SELECT with arrays: one result set per set, in one packet, read with SQLMoreResults (SQL_PAS_BATCH). */
static SQLRETURN run_selects(struct batch *b)
{
	struct stmt *s = b->s;
	bool savepoint;

	if (!stmt_packet_begin(s))
		return SQL_ERROR;
	savepoint = tran_before(s->dbc, s->packet, &s->text);
	for (size_t from = 0; from < b->sets;)
		from = add_sets(b, from, b->sets, SETS_AT_MOST);
	if (savepoint)
		tran_after(s->packet);
	if (!packet_send(s->packet, stmt_deadline(s)))
		return stmt_post_packet_error(s, s->packet);
	for (size_t i = 0; i < b->sets; i++)
		if (batch_pending(b, i))
			b->statuses[i] = SQL_PARAM_SUCCESS;
	return stmt_take_event(s);
}

static SQLRETURN finish(struct batch *b)
{
	struct stmt *s = b->s;

	s->row_count = b->affected;
	s->phase = PHASE_EXECUTED;
	desc_shrink(s->ird, 0);
	stmt_post_notices(s);
	if (b->failed == 0 && !b->lost)
		return diag_count(&s->head.diag) ? SQL_SUCCESS_WITH_INFO : SQL_SUCCESS;
	/* Applications that do not look at the statuses must not take lost rows for success. */
	s->phase = s->prepared ? PHASE_PREPARED : PHASE_ALLOCATED;
	return SQL_ERROR;
}

SQLRETURN batch_run(struct stmt *s)
{
	struct batch b = {.s = s, .sets = s->apd->array_size};
	SQLRETURN rc;

	b.own = s->ipd->array_status_ptr ? NULL : mem_array(b.sets, sizeof(*b.own));
	b.statuses = s->ipd->array_status_ptr ? s->ipd->array_status_ptr : b.own;
	b.sent = mem_array(b.sets, sizeof(*b.sent));
	if (!b.statuses || !b.sent) {
		mem_free(b.own);
		mem_free(b.sent);
		return diag_post_no_memory(&s->head.diag);
	}
	for (size_t i = 0; i < b.sets; i++)
		b.statuses[i] = SQL_PARAM_UNUSED;
	if (s->text.parts[0].kind == SQLK_SELECT) {
		const size_t before = diag_count(&s->head.diag);

		rc = run_selects(&b);
		if (rc == SQL_ERROR && batch_again(&b)) {
			diag_cut(&s->head.diag, before);
			for (size_t i = 0; i < b.sets; i++)
				b.statuses[i] = SQL_PARAM_UNUSED;
			rc = run_selects(&b);
		}
	} else {
		run_all(&b);
		rc = finish(&b);
	}
	if (s->ipd->rows_processed_ptr) {
		SQLULEN processed = 0;

		for (size_t i = 0; i < b.sets; i++)
			processed += b.statuses[i] != SQL_PARAM_UNUSED;
		desc_store_count(s->ipd->rows_processed_ptr, processed);
	}
	mem_free(b.own);
	mem_free(b.sent);
	return rc;
}
