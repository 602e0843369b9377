#include "odbc/batch_arrays.h"

#include "base/wire.h"
#include "odbc/batch_impl.h"
#include "odbc/diagpost.h"
#include "odbc/execute.h"
#include "odbc/tran.h"
#include "sql/lexer.h"

#include <string.h>

#define TEXT_OID 25
#define HEADER_BYTES 20
#define ARRAYS_AT_MOST 10000 /* sets of one packet */

/* Types whose arrays are known by number. */
static const struct {
	uint32_t element, array;
} array_types[] = {
	{16, 1000}, {17, 1001}, {20, 1016}, {21, 1005}, {23, 1007}, {25, 1009}, {26, 1028}, {114, 199}, {700, 1021}, {701, 1022},
	{790, 791}, {1042, 1014}, {1043, 1015}, {1082, 1182}, {1083, 1183}, {1114, 1115}, {1184, 1185}, {1186, 1187},
	{1266, 1270}, {1700, 1231}, {2950, 2951}, {3802, 3807},
};

/* What a character parameter may become by a cast that reads the text as the type's own input does. */
static const uint32_t from_text[] = {16, 20, 21, 23, 114, 700, 701, 1082, 1083, 1114, 1184, 1186, 1266, 1700, 2950, 3802};

/* $1 the table, $2 the columns with points between them, or NULL for all. */
static const char question[] =
	"SELECT a.atttypid, a.attidentity <> 'a' AND a.attgenerated = '' FROM pg_catalog.pg_class c"
	" JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
	" WHERE c.oid = pg_catalog.to_regclass($1) AND c.relkind = 'r' AND NOT c.relhasrules AND NOT c.relrowsecurity"
	" AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t"
	" WHERE t.tgrelid = c.oid AND (NOT t.tgisinternal OR t.tgconstrrelid = c.oid))"
	" AND ($2::text IS NULL OR a.attname::text = ANY (pg_catalog.parse_ident($2)))"
	" ORDER BY CASE WHEN $2 IS NULL THEN a.attnum ELSE pg_catalog.array_position(pg_catalog.parse_ident($2), a.attname::text) END";

static void drop_arrays(struct batch_arrays *a)
{
	for (size_t i = 0; a->columns && i < a->n; i++)
		strbuf_release(&a->columns[i].bytes);
	mem_free(a->columns);
	mem_free(a->oids);
	mem_free(a->values);
	mem_free(a->lengths);
	mem_free(a->formats);
	a->columns = NULL;
	a->oids = NULL;
	a->values = NULL;
	a->lengths = a->formats = NULL;
	strbuf_release(&a->text);
	strbuf_release(&a->copy);
	strbuf_release(&a->out);
}

void arrays_release(struct batch_arrays *a)
{
	drop_arrays(a);
	mem_free(a->targets);
	*a = (struct batch_arrays){.asked = false};
}

void arrays_end(struct stmt *s)
{
	drop_arrays(&s->arrays);
}

/* ---- asking ---- */

/* a, "B c" to a."B c": what parse_ident() takes apart. */
static void dotted(struct span columns, struct strbuf *out)
{
	struct token tok = {.kind = TOK_END};

	while (sql_next_word(&columns, &tok)) {
		if (token_is(&tok, ','))
			strbuf_add_char(out, '.');
		else
			strbuf_add_span(out, tok.text);
	}
}

static bool keep_targets(struct batch_arrays *a, const struct rows_mem *rows, size_t n)
{
	if (rows_mem_count(rows) < n)
		return false;
	a->targets = mem_array(n, sizeof(*a->targets));
	if (!a->targets)
		return false;
	a->n = n;
	a->plain = rows_mem_count(rows) == n; /* INSERT takes the first of more columns, COPY does not */
	for (size_t i = 0; i < n; i++) {
		uint64_t oid;

		if (!span_uint(rows_mem_at(rows, i, 0), UINT32_MAX, &oid))
			return false;
		a->targets[i] = (uint32_t)oid;
		a->plain &= span_is(rows_mem_at(rows, i, 1), "t");
	}
	return true;
}

static void ask(struct stmt *s, const struct insert_shape *shape)
{
	struct batch_arrays *a = &s->arrays;
	struct strbuf columns = STRBUF_INIT;
	const size_t before = diag_count(&s->head.diag);
	struct rows_mem *rows = NULL;

	a->asked = true;
	dotted(shape->columns, &columns);
	if (!strbuf_failed(&columns)) {
		const struct span values[] = {shape->table, shape->columns.p ? strbuf_span(&columns) : SPAN_NONE};

		if (stmt_run_query(s, question, values, LB_COUNT(values), &rows) == SQL_SUCCESS)
			a->possible = keep_targets(a, rows, shape->params);
	}
	atomic_store(&s->busy, true); /* the query has ended, the statement has not */
	diag_cut(&s->head.diag, before); /* whatever is wrong with the table, the sets themselves will be told */
	if (rows)
		rows_free(rows_mem_rows(rows));
	strbuf_release(&columns);
}

/* ---- the statement ---- */

static uint32_t array_of(uint32_t element)
{
	for (size_t i = 0; i < LB_COUNT(array_types); i++)
		if (array_types[i].element == element)
			return array_types[i].array;
	return 0;
}

static bool readable_from_text(uint32_t oid)
{
	for (size_t i = 0; i < LB_COUNT(from_text); i++)
		if (from_text[i] == oid)
			return true;
	return false;
}

static bool add_column(struct batch_arrays *a, const struct param_plan *plan, size_t i)
{
	const uint32_t target = a->targets[i];
	const struct pg_type *type = type_by_oid(target);
	uint32_t element = plan->oid;
	bool cast = false;

	if (!plan->oid && type_oid(type) == target && type_kind(type) == KIND_TEXT && array_of(target)) {
		element = target;
	} else if (!plan->oid) {
		element = TEXT_OID;
		cast = true;
		if (!readable_from_text(target))
			return false;
	} else if (!plan->binary) {
		return false;
	}
	a->columns[i].element = element;
	a->oids[i] = array_of(element);
	a->formats[i] = 1;
	strbuf_add_text(&a->text, i ? ", pg_catalog.unnest($" : "pg_catalog.unnest($");
	strbuf_add_uint(&a->text, i + 1);
	strbuf_add_char(&a->text, ')');
	if (cast) {
		strbuf_add_text(&a->text, "::pg_catalog.");
		strbuf_add_text(&a->text, type_name(type));
	}
	return a->oids[i] != 0;
}

static bool write_statement(struct stmt *s, const struct insert_shape *shape)
{
	struct batch_arrays *a = &s->arrays;

	a->columns = mem_array(a->n, sizeof(*a->columns));
	a->oids = mem_array(a->n, sizeof(*a->oids));
	a->values = mem_array(a->n, sizeof(*a->values));
	a->lengths = mem_array(a->n, sizeof(*a->lengths));
	a->formats = mem_array(a->n, sizeof(*a->formats));
	if (!a->columns || !a->oids || !a->values || !a->lengths || !a->formats)
		return false;
	strbuf_add_span(&a->text, shape->head);
	strbuf_add_text(&a->text, " SELECT ");
	for (size_t i = 0; i < a->n; i++)
		if (!add_column(a, &s->params.plans[i], i))
			return false;
	return !strbuf_failed(&a->text);
}

/* A failure must leave the transaction as it was, for the sets go again one by one. */
static bool can_be_undone(const struct stmt *s)
{
	switch (session_tran(&s->dbc->session)) {
	case TRAN_IDLE:
		return true;
	case TRAN_ACTIVE:
		return s->dbc->autocommit == SQL_AUTOCOMMIT_OFF && s->dbc->settings.error_rollback == ERROR_ROLLBACK_STATEMENT;
	default:
		return false;
	}
}

static bool wanted(const struct stmt *s)
{
	switch (s->dbc->settings.array_insert) {
	case ARRAY_INSERT_ALWAYS:
	case ARRAY_INSERT_COPY:
		return true;
	case ARRAY_INSERT_NEVER:
		return false;
	default:
		return s->apd->array_size >= ARRAYS_FROM;
	}
}

bool arrays_begin(struct stmt *s)
{
	struct batch_arrays *a = &s->arrays;
	struct insert_shape shape;

	if (!wanted(s) || s->text.parts[0].kind != SQLK_INSERT || (a->asked && !a->possible) || !can_be_undone(s))
		return false;
	if (!insert_shape(s->text.parts[0].text, &shape) || shape.params != s->params.count)
		return false;
	if (!a->asked)
		ask(s, &shape);
	if (a->possible && write_statement(s, &shape)) {
		copy_write(s, &shape);
		return true;
	}
	drop_arrays(a);
	return false;
}

/* ---- the values ---- */

static void start_arrays(struct batch_arrays *a)
{
	for (size_t i = 0; i < a->n; i++) {
		struct array_column *c = &a->columns[i];
		char *header;

		c->any_null = false;
		strbuf_clear(&c->bytes);
		header = strbuf_reserve(&c->bytes, HEADER_BYTES);
		if (header)
			strbuf_grew(&c->bytes, HEADER_BYTES);
	}
}

static bool is_null(const struct strbuf *b, size_t at)
{
	return !strbuf_failed(b) && (unsigned char)b->p[at] == 0xFF; /* the length word is -1 */
}

/* The values of one set, each behind its array's last; how many bytes they are.  False: the arrays are as before. */
static bool add_set(struct stmt *s, size_t set, size_t *bytes)
{
	struct batch_arrays *a = &s->arrays;
	size_t i;

	for (i = 0; i < a->n; i++) {
		struct array_column *c = &a->columns[i];

		c->end = c->bytes.n;
		if (params_append(s, i, set, &c->bytes) == SQL_ERROR)
			break;
		c->any_null |= is_null(&c->bytes, c->end);
		*bytes += c->bytes.n - c->end;
	}
	if (i == a->n)
		return true;
	for (size_t k = 0; k <= i; k++)
		strbuf_cut(&a->columns[k].bytes, a->columns[k].end);
	return false;
}

static bool arrays_failed(const struct batch_arrays *a)
{
	for (size_t i = 0; i < a->n; i++)
		if (strbuf_failed(&a->columns[i].bytes) || a->columns[i].bytes.n > INT32_MAX)
			return true;
	return false;
}

/* Room for `sets` like the first one, so that the arrays do not move while they grow. */
static void make_room(struct batch_arrays *a, size_t sets, size_t bytes)
{
	if (sets > BYTES_AT_MOST / (bytes + 1))
		sets = BYTES_AT_MOST / (bytes + 1);
	for (size_t i = 0; i < a->n && sets; i++)
		if (!strbuf_reserve(&a->columns[i].bytes, (a->columns[i].bytes.n - HEADER_BYTES) * sets))
			return;
}

/* Fills the arrays from [from, to); says where it stopped. */
static size_t fill_arrays(struct batch *b, size_t from, size_t to, size_t at_most)
{
	struct stmt *s = b->s;
	const size_t before = diag_count(&s->head.diag);
	size_t bytes = 0, set;

	b->sent_count = 0;
	start_arrays(&s->arrays);
	for (set = from; set < to && b->sent_count < at_most && bytes < BYTES_AT_MOST; set++) {
		if (!batch_pending(b, set))
			continue;
		if (add_set(s, set, &bytes)) {
			b->sent[b->sent_count++] = set;
		} else if (!arrays_failed(&s->arrays)) {
			batch_set_failed(b, set);
			continue;
		}
		if (b->sent_count == 1)
			make_room(&s->arrays, (to - set < at_most ? to - set : at_most) - 1, bytes);
		if (arrays_failed(&s->arrays)) { /* one by one they need less memory */
			diag_cut(&s->head.diag, before);
			b->sent_count = 0;
			return set + 1;
		}
	}
	return set;
}

/* array_recv(): dimensions, null flag, element type, elements, lower bound. */
static void write_header(struct array_column *c, size_t sets)
{
	const uint32_t fields[] = {1, c->any_null, c->element, (uint32_t)sets, 1};
	struct strbuf header = STRBUF_INIT;

	for (size_t i = 0; i < LB_COUNT(fields); i++)
		wire_put_u32(&header, fields[i]);
	if (strbuf_failed(&header))
		strbuf_clear(&c->bytes); /* no array: the server refuses it, and the sets go one by one */
	else
		memcpy(c->bytes.p, header.p, HEADER_BYTES);
	strbuf_release(&header);
}

/* The arrays become a statement of the packet. */
static void add_statement(struct stmt *s, size_t sets)
{
	struct batch_arrays *a = &s->arrays;
	const struct sql_part part = {.text = strbuf_span(&a->text), .kind = SQLK_INSERT};
	const struct packet_values v = {a->n, a->oids, a->values, a->lengths, a->formats};
	struct statement *st;

	for (size_t i = 0; i < a->n; i++) {
		write_header(&a->columns[i], sets);
		a->values[i] = strbuf_text(&a->columns[i].bytes);
		a->lengths[i] = (int)a->columns[i].bytes.n;
	}
	st = stmt_prepared(s, &part, &v);
	if (st)
		packet_add_execute(s->packet, st, &v, false);
	else
		packet_add_query(s->packet, strbuf_text(&a->text), &v, false);
}

/* ---- running ---- */

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
	if (event == PACKET_DONE)
		batch_sent_worked(b, affected);
	return event == PACKET_DONE;
}

/* One packet of arrays out of [from, to), up to *end.  False: nothing of it happened. */
static bool run_arrays(struct batch *b, size_t from, size_t to, size_t at_most, size_t *end)
{
	struct stmt *s = b->s;
	bool savepoint;

	*end = fill_arrays(b, from, to, at_most);
	if (b->sent_count == 0)
		return false;
	if (!stmt_packet_begin(s)) {
		b->lost = true;
		return false;
	}
	savepoint = tran_before(s->dbc, s->packet, &s->text);
	add_statement(s, b->sent_count);
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
		batch_set_failed(b, b->sent[0]);
		batch_post_error(b, b->sent[0]);
		b->lost = true;
	}
	return false;
}

/* What fails as arrays goes again in smaller ones, then set by set: that finds out which one it is. */
void batch_by_arrays(struct batch *b, size_t from, size_t to)
{
	size_t at_most = ARRAYS_AT_MOST;

	while (!b->lost && from < to && b->s->arrays.possible) {
		const size_t failed = b->failed;
		size_t end;

		if (run_arrays(b, from, to, at_most, &end)) {
			from = end;
		} else if (!b->lost && b->sent_count && batch_again(b)) {
			continue;
		} else if (!b->lost && b->sent_count > SETS_AT_MOST) {
			at_most = SETS_AT_MOST;
		} else if (!b->lost) {
			batch_each(b, from, end);
			if (b->failed == failed && b->sent_count)
				b->s->arrays.possible = false; /* each for itself works: arrays do not fit here */
			from = end;
			at_most = ARRAYS_AT_MOST;
		}
		batch_progress(b, from);
	}
	if (!b->lost)
		batch_each(b, from, to);
}
