#include "odbc/batch.h"

#include "odbc/batch_arrays.h"
#include "odbc/call.h"
#include "odbc/diagpost.h"
#include "odbc/execute.h"
#include "odbc/tran.h"

#include <string.h>

#define NO_SET SIZE_MAX
#define SETS_AT_MOST 1000           /* of one packet */
#define ARRAYS_AT_MOST 10000        /* sets of one packet, when they go as arrays */
#define BYTES_AT_MOST ((size_t)4 * 1024 * 1024)

struct batch {
	struct stmt *s;
	SQLUSMALLINT *statuses;     /* of the application, or our own */
	SQLUSMALLINT *own;
	size_t sets;
	size_t *sent;               /* set numbers of the present packet, by ordinal */
	size_t sent_count;
	int64_t affected;
	bool lost;                  /* the connection, or the transaction */
	size_t failed;
};

static bool pending(const struct batch *b, size_t set)
{
	return b->statuses[set] == SQL_PARAM_UNUSED && !params_ignored(b->s, set);
}

/* Puts the sets [from, to) into the packet; stops at the size limit and says where. */
static size_t add_sets(struct batch *b, size_t from, size_t to)
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
	for (set = from; set < to && b->sent_count < SETS_AT_MOST && bytes < BYTES_AT_MOST; set++) {
		struct packet_values v;
		SQLRETURN rc;

		if (!pending(b, set))
			continue;
		rc = params_encode(s, set);
		if (rc != SQL_ERROR && part->kind == SQLK_CALL) { /* defaults can differ from set to set */
			strbuf_clear(&text);
			rc = call_spell(s, part, set, &text);
		}
		if (rc == SQL_ERROR) {
			b->statuses[set] = SQL_PARAM_ERROR;
			b->failed++;
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

static void post_set_error(struct batch *b, size_t set)
{
	struct diag *d = &b->s->head.diag;
	const size_t before = d->count;

	(void)stmt_post_packet_error(b->s, b->s->packet);
	for (size_t i = before; i < d->count; i++)
		d->records[i].row = (SQLLEN)set + 1;
}

/* One packet of sets out of [from, to), as many as fit.  *bad is the set that failed, or NO_SET. */
static void run_packet(struct batch *b, size_t from, size_t to, size_t *bad)
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
	(void)add_sets(b, from, to);
	if (savepoint)
		tran_after(s->packet);
	if (!packet_send(s->packet, stmt_deadline(s))) {
		(void)stmt_post_packet_error(s, s->packet);
		b->lost = true;
		return;
	}
	wrong = read_answers(b, &affected);
	if (wrong < b->sent_count) {
		*bad = b->sent[wrong];
		return;
	}
	for (size_t i = 0; i < b->sent_count; i++)
		b->statuses[b->sent[i]] = SQL_PARAM_SUCCESS;
	b->affected += affected;
}

/*
 * The sets [from, to), each by its own execution.  A failed packet was undone as
 * a whole: the sets before the bad one are sent again (they work), then those
 * behind it.
 */
static void run_each(struct batch *b, size_t from, size_t to)
{
	size_t limit = to;

	while (!b->lost) {
		size_t bad;

		while (from < to && !pending(b, from))
			from++;
		if (from == to)
			return;
		if (from >= limit)
			limit = to;
		run_packet(b, from, limit, &bad);
		if (bad == NO_SET)
			continue;
		b->statuses[bad] = SQL_PARAM_ERROR;
		b->failed++;
		post_set_error(b, bad);
		limit = bad;
		if (b->s->dbc->session.dead || session_tran(&b->s->dbc->session) == TRAN_FAILED || packet_timed_out(b->s->packet))
			b->lost = true;
	}
}

/* Fills the arrays from [from, b->sets); says where it stopped. */
static size_t fill_arrays(struct batch *b, size_t from, size_t at_most)
{
	struct stmt *s = b->s;
	size_t bytes = 0, set;

	b->sent_count = 0;
	arrays_start(s);
	for (set = from; set < b->sets && b->sent_count < at_most && bytes < BYTES_AT_MOST; set++) {
		if (!pending(b, set))
			continue;
		if (params_encode(s, set) == SQL_ERROR) {
			b->statuses[set] = SQL_PARAM_ERROR;
			b->failed++;
			continue;
		}
		if (!arrays_add_set(s)) {
			b->sent_count = 0;
			return set + 1;
		}
		bytes += s->params.arena.n;
		b->sent[b->sent_count++] = set;
	}
	return set;
}

/* Not the values are wrong: somebody or the clock wants the statement to end. */
static bool must_stop(const struct stmt *s)
{
	return s->dbc->session.dead || session_tran(&s->dbc->session) == TRAN_FAILED || packet_timed_out(s->packet) ||
	       strncmp(packet_error(s->packet)->sqlstate, "57", 2) == 0;
}

static bool answered_well(struct batch *b)
{
	enum packet_event event = packet_next(b->s->packet);
	int64_t affected = 0;

	if (event == PACKET_COUNT) {
		affected = packet_affected(b->s->packet);
		event = packet_next(b->s->packet);
	}
	if (event != PACKET_DONE)
		return false;
	for (size_t i = 0; i < b->sent_count; i++)
		b->statuses[b->sent[i]] = SQL_PARAM_SUCCESS;
	b->affected += affected;
	return true;
}

/* One packet of arrays from `from`, up to *to.  False: nothing of it happened. */
static bool run_arrays(struct batch *b, size_t from, size_t at_most, size_t *to)
{
	struct stmt *s = b->s;
	bool savepoint;

	*to = fill_arrays(b, from, at_most);
	if (b->sent_count == 0)
		return false;
	if (!stmt_packet_begin(s)) {
		b->lost = true;
		return false;
	}
	savepoint = tran_before(s->dbc, s->packet, &s->text);
	arrays_send(s, b->sent_count);
	if (savepoint)
		tran_after(s->packet);
	if (!packet_send(s->packet, stmt_deadline(s)) && must_stop(s)) {
		(void)stmt_post_packet_error(s, s->packet);
		b->lost = true;
		return false;
	}
	if (answered_well(b))
		return true;
	if (must_stop(s)) {
		b->statuses[b->sent[0]] = SQL_PARAM_ERROR;
		b->failed++;
		post_set_error(b, b->sent[0]);
		b->lost = true;
	}
	return false;
}

/* What fails as arrays goes again in smaller ones, then set by set: that finds out which one it is. */
static void run_by_arrays(struct batch *b)
{
	size_t from = 0, at_most = ARRAYS_AT_MOST;

	while (!b->lost && from < b->sets) {
		const size_t failed = b->failed;
		size_t to;

		if (run_arrays(b, from, at_most, &to)) {
			from = to;
		} else if (!b->lost && b->sent_count > SETS_AT_MOST) {
			at_most = SETS_AT_MOST;
		} else if (!b->lost) {
			run_each(b, from, to);
			if (b->failed == failed && b->sent_count)
				break; /* each for itself works: arrays do not fit here */
			from = to;
			at_most = ARRAYS_AT_MOST;
		}
	}
	if (!b->lost && from < b->sets) {
		b->s->arrays.possible = false;
		run_each(b, from, b->sets);
	}
}

static void run_all(struct batch *b)
{
	if (arrays_begin(b->s)) {
		run_by_arrays(b);
		arrays_end(b->s);
	} else {
		run_each(b, 0, b->sets);
	}
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
		from = add_sets(b, from, b->sets);
	if (savepoint)
		tran_after(s->packet);
	if (!packet_send(s->packet, stmt_deadline(s)))
		return stmt_post_packet_error(s, s->packet);
	for (size_t i = 0; i < b->sets; i++)
		if (pending(b, i))
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
		rc = run_selects(&b);
	} else {
		run_all(&b);
		rc = finish(&b);
	}
	if (s->ipd->rows_processed_ptr) {
		SQLULEN processed = 0;

		for (size_t i = 0; i < b.sets; i++)
			processed += b.statuses[i] != SQL_PARAM_UNUSED;
		*s->ipd->rows_processed_ptr = processed;
	}
	mem_free(b.own);
	mem_free(b.sent);
	return rc;
}
