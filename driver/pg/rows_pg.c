/*
 * Rows that arrive from the server in blocks, one PGresult each: of one row, or of
 * some where libpq can (chunked rows, 17).
 *
 * A window of one row is read in place.  A larger window is copied into one
 * arena and its PGresults are freed as it goes: they are two kilobytes each, so
 * a row set of thousands would otherwise take megabytes of cold memory.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "pg/packet_impl.h"

struct rows_pg {
	struct rows rows;
	struct packet *packet;  /* NULL once everything was read */
	PGresult *block;
	int next;               /* its first row that was not handed out */
	int shown;              /* the window, when it is one row */
	struct rows_mem *window; /* the window, when it is more */
	struct rows_mem *rest;  /* everything after the window, once detached */
	bool in_row;            /* the window is `shown` */
	bool from_rest;         /* the window is that of `rest` */
	bool failed;
};

static struct rows_pg *from_rows(struct rows *r)
{
	return (struct rows_pg *)r; /* rows is the first member */
}

#ifdef HAVE_PQSETCHUNKEDROWSMODE
/* So many that what a block costs is little for each row; so few that large values do not add up. */
#define ROWS_OF_BLOCK 32

void rows_pg_ask(struct packet *p)
{
	(void)PQsetChunkedRowsMode(p->s->conn, ROWS_OF_BLOCK);
}

bool rows_pg_is_block(const PGresult *r)
{
	return PQresultStatus(r) == PGRES_TUPLES_CHUNK;
}
#else
void rows_pg_ask(struct packet *p)
{
	(void)PQsetSingleRowMode(p->s->conn);
}

bool rows_pg_is_block(const PGresult *r)
{
	return PQresultStatus(r) == PGRES_SINGLE_TUPLE;
}
#endif

/* The next block; false at the end (*ok) or after a failure (!*ok). */
static bool read_block(struct rows_pg *r, bool *ok)
{
	struct packet *p = r->packet;
	PGresult *res = NULL, *end;

	if (packet_read(p, &res) && rows_pg_is_block(res)) {
		r->block = res;
		r->next = 0;
		return true;
	}
	/* The end, or an error: either way nothing more comes. */
	r->packet = NULL;
	p->reader = NULL;
	*ok = false;
	if (res && PQresultStatus(res) == PGRES_TUPLES_OK) {
		const struct span count = span_of(PQcmdTuples(res));
		uint64_t n;

		if (span_uint(count, INT64_MAX, &n))
			p->affected = (int64_t)n;
		*ok = packet_read(p, &end) && packet_item_done(p);
	} else if (res) {
		p->failed = true;
		pg_error_from_result(&p->error, p->s, res);
		if (packet_read(p, &end))
			(void)packet_item_done(p);
	}
	PQclear(res);
	r->failed = !*ok;
	return false;
}

/* Is there a row at block and next?  If not, that was the end (*ok) or a failure (!*ok). */
static bool row_waits(struct rows_pg *r, bool *ok)
{
	*ok = !r->failed;
	if (r->block && r->next < PQntuples(r->block))
		return true;
	PQclear(r->block);
	r->block = NULL;
	return r->packet && read_block(r, ok);
}

static bool copy_row(struct rows_mem *m, const PGresult *res, int row)
{
	const int columns = PQnfields(res);

	for (int i = 0; i < columns; i++) {
		const int n = PQgetlength(res, row, i); /* 0 for NULL, too */

		if (!rows_mem_add(m, n == 0 && PQgetisnull(res, row, i) ? SPAN_NONE :
							 span_make(PQgetvalue(res, row, i), (size_t)n)))
			return false;
	}
	return true;
}

static enum rows_status fill_window(struct rows_pg *r, size_t want)
{
	bool ok = true;

	if (!r->packet && !r->block)
		return ROWS_END;
	if (!r->window)
		r->window = rows_mem_new(r->rows.columns, r->rows.binary);
	if (!r->window) {
		if (r->packet)
			pg_error_no_memory(&r->packet->error);
		return ROWS_ERROR;
	}
	rows_mem_clear(r->window);
	for (size_t n = 0; n < want; n++) {
		if (!row_waits(r, &ok))
			break;
		ok = copy_row(r->window, r->block, r->next++);
		if (!ok) {
			if (r->packet)
				pg_error_no_memory(&r->packet->error);
			r->failed = true;
			break;
		}
	}
	r->rows.window = rows_mem_count(r->window);
	rows_mem_lend(r->window, &r->rows);
	r->rows.cut = !ok && r->rows.window;
	if (r->rows.window)
		return ROWS_OK;
	return ok ? ROWS_END : ROWS_ERROR;
}

static enum rows_status advance(struct rows *rows, size_t want)
{
	struct rows_pg *r = from_rows(rows);
	bool ok;

	r->in_row = r->from_rest = false;
	rows->window = 0;
	rows->places = NULL;
	if (r->rest) {
		enum rows_status status = rows_advance(rows_mem_rows(r->rest), want);

		if (status == ROWS_OK) {
			r->from_rest = true;
			rows->window = rows_mem_rows(r->rest)->window;
			rows->cut = r->failed && rows->window < want;
			return ROWS_OK;
		}
		return r->failed ? ROWS_ERROR : ROWS_END;
	}
	if (r->failed)
		return ROWS_ERROR;
	if (want > 1)
		return fill_window(r, want);
	r->in_row = row_waits(r, &ok);
	rows->window = r->in_row ? 1 : 0;
	if (r->in_row) {
		r->shown = r->next++;
		return ROWS_OK;
	}
	return ok ? ROWS_END : ROWS_ERROR;
}

static struct span cell(const struct rows *rows, size_t row, size_t column)
{
	const struct rows_pg *r = (const struct rows_pg *)rows;
	const int at = (int)column;

	if (r->in_row)
		return PQgetisnull(r->block, r->shown, at) ? SPAN_NONE :
			span_make(PQgetvalue(r->block, r->shown, at), (size_t)PQgetlength(r->block, r->shown, at));
	if (r->from_rest)
		return rows_cell(rows_mem_rows(r->rest), row, column);
	return rows_mem_at(r->window, row, column);
}

static void release(struct rows *rows)
{
	struct rows_pg *r = from_rows(rows);

	if (r->packet) { /* the packet drops the rest when it is freed or asked for more */
		r->packet->reader = NULL;
		r->packet->unread = true;
	}
	PQclear(r->block);
	if (r->window)
		rows_free(rows_mem_rows(r->window));
	if (r->rest)
		rows_free(rows_mem_rows(r->rest));
	mem_free(r);
}

/* Only what was detached before its first row was handed out can be sought in; an empty result has no rows at all. */
static size_t total(const struct rows *rows)
{
	const struct rows_pg *r = (const struct rows_pg *)rows;

	return r->rest ? rows_total(rows_mem_rows(r->rest)) : 0;
}

static void seek(struct rows *rows, size_t first, size_t want)
{
	struct rows_pg *r = from_rows(rows);

	rows_seek(rows_mem_rows(r->rest), first, want);
	r->in_row = false;
	r->from_rest = true;
	rows->places = NULL;
	rows->window = rows_mem_rows(r->rest)->window;
}

static bool put(struct rows *rows, size_t row, size_t column, struct span value)
{
	return rows_put(rows_mem_rows(from_rows(rows)->rest), row, column, value);
}

/* An empty result has no rows in memory before the first one is added. */
static bool add(struct rows *rows, struct span value)
{
	struct rows_pg *r = from_rows(rows);

	if (!r->rest)
		r->rest = rows_mem_new(r->rows.columns, r->rows.binary);
	return r->rest && rows_add(rows_mem_rows(r->rest), value);
}

static const struct rows_ops ops = {advance, cell, release, total, seek, put, add};

struct rows_pg *rows_pg_new(struct packet *p, size_t columns, bool binary, PGresult *first)
{
	struct rows_pg *r = mem_new(sizeof(*r));

	if (!r)
		return NULL;
	r->rows = (struct rows){.ops = &ops, .columns = columns, .binary = binary};
	r->packet = p;
	r->block = first;
	return r;
}

struct rows *rows_pg_rows(struct rows_pg *r)
{
	return &r->rows;
}

/* What is left of the block that is shown, and everything behind it.  False: there was no room (*ok), or it failed. */
static bool copy_rest(struct rows_pg *r, bool *ok)
{
	PGresult *shown = r->in_row ? r->block : NULL;
	bool room = true;

	*ok = true;
	if (shown) { /* somebody is reading it in place */
		while (room && r->next < PQntuples(shown))
			room = copy_row(r->rest, shown, r->next++);
		r->block = NULL;
	}
	while (room && row_waits(r, ok))
		room = copy_row(r->rest, r->block, r->next++);
	if (shown) {
		PQclear(r->block);
		r->block = shown;
		r->next = PQntuples(shown);
	}
	return room && *ok;
}

bool rows_pg_detach(struct rows_pg *r)
{
	struct packet *p = r->packet;
	bool ok = true;

	if (!p)
		return true;
	r->rest = rows_mem_new(r->rows.columns, r->rows.binary);
	if (r->rest && (copy_rest(r, &ok) || !ok))
		return ok;
	r->failed = true;
	r->packet = NULL;
	p->reader = NULL;
	pg_error_no_memory(&p->error);
	return false;
}

bool rows_pg_skip(struct rows_pg *r)
{
	bool ok;

	while (row_waits(r, &ok))
		r->next = PQntuples(r->block);
	return ok;
}
