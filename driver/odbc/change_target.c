#include "odbc/change_target.h"

#include "odbc/execute.h"
#include "odbc/stmt.h"
#include "sql/one_table.h"

#include <string.h>

/* What a row of the answer is about. */
enum { TABLE_NAME = '1', COLUMN = '2', COLUMN_READ_ONLY = '3', KEY = '4' };
enum { WHAT, NUMBER, WORDS };

#define CTID (-1)
#define XMIN (-2)

/* $1 the table.  Keys: the primary one first, then the smallest. */
static const char query[] =
	"select 1 as what, 0 as number, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as words"
	" from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = $1::pg_catalog.oid"
	" union all"
	" select case when a.attnum < 0 or a.attgenerated <> '' or a.attidentity = 'a' then 3 else 2 end, a.attnum,"
	" pg_catalog.quote_ident(a.attname)"
	" from pg_catalog.pg_attribute a where a.attrelid = $1::pg_catalog.oid and not a.attisdropped"
	" union all"
	" select 4, (pg_catalog.row_number() over (order by i.indisprimary desc, i.indnkeyatts, i.indexrelid))::integer,"
	" (select pg_catalog.string_agg(i.indkey[k - 1]::text, ' ') from pg_catalog.generate_series(1, i.indnkeyatts::integer) k)"
	" from pg_catalog.pg_index i"
	" where i.indrelid = $1::pg_catalog.oid and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null"
	" and (i.indisprimary or i.indimmediate)"
	" and not exists (select 1 from pg_catalog.generate_series(1, i.indnkeyatts::integer) k"
	" join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[k - 1] where not a.attnotnull)"
	" order by 1, 2";

void changes_clear(struct changes *c)
{
	for (size_t i = 0; i < c->count; i++)
		mem_free(c->columns[i].name);
	mem_free(c->columns);
	mem_free(c->table);
	mem_free(c->marks);
	*c = (struct changes){0};
}

/* ---- marks ---- */

SQLUSMALLINT change_mark(const struct changes *c, size_t row)
{
	return row < c->mark_room ? c->marks[row] : 0;
}

bool change_set_mark(struct changes *c, size_t row, SQLUSMALLINT mark)
{
	size_t room = c->mark_room ? c->mark_room : 64;
	SQLUSMALLINT *grown;

	if (row >= c->mark_room) {
		while (room <= row)
			room *= 2;
		grown = mem_resize(c->marks, room, sizeof(*grown));
		if (!grown)
			return false;
		memset(grown + c->mark_room, 0, (room - c->mark_room) * sizeof(*grown));
		c->marks = grown;
		c->mark_room = room;
	}
	c->marks[row] = mark;
	return true;
}

void change_unmark(struct changes *c, size_t row)
{
	if (row < c->mark_room)
		c->marks[row] = 0;
}

/* ---- the target ---- */

/* The one table that columns come from; 0: none, or more than one. */
static uint32_t table_of(struct stmt *s)
{
	uint32_t table = 0;

	for (SQLINTEGER i = 1; i <= s->ird->count; i++) {
		const uint32_t of = desc_rec(s->ird, i)->table;

		if (of && table && of != table)
			return 0;
		if (of)
			table = of;
	}
	return table;
}

bool change_possible(struct stmt *s)
{
	return s->of_text && s->text.part_count == 1 && s->text.parts[0].kind == SQLK_SELECT && table_of(s) != 0 &&
	       sql_rows_of_one_table(s->text.parts[0].text);
}

/* json, xml, points and what extensions bring may have no equality, or one that means something else. */
static bool comparable(uint32_t oid)
{
	static const uint32_t texts[] = {18 /* "char" */, 19 /* name */, 25 /* text */, 1042 /* bpchar */, 1043 /* varchar */};
	const struct pg_type *t = type_by_oid(oid);

	if (type_oid(t) != oid || type_kind(t) == KIND_OTHER)
		return false;
	if (type_kind(t) != KIND_TEXT)
		return true;
	for (size_t i = 0; i < LB_COUNT(texts); i++)
		if (oid == texts[i])
			return true;
	return false;
}

static struct target_column *column_of(struct changes *c, int64_t attribute)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->columns[i].attribute == attribute)
			return &c->columns[i];
	return NULL;
}

static bool take_columns(struct stmt *s, uint32_t table)
{
	struct changes *c = &s->changes;

	c->columns = mem_array(s->ird->count, sizeof(*c->columns));
	if (!c->columns)
		return false;
	for (SQLINTEGER i = 1; i <= s->ird->count; i++) {
		const struct desc_rec *r = desc_rec(s->ird, i);

		if (r->table != table)
			continue;
		c->columns[c->count] = (struct target_column){.column = (SQLSMALLINT)i, .attribute = r->attribute,
			.repeated = column_of(c, r->attribute) != NULL,
			.comparable = comparable(r->oid) || r->attribute == XMIN};
		c->count++;
	}
	return true;
}

/* "1 3": are all of them there?  Then they are the key. */
static bool take_key(struct changes *c, struct span numbers)
{
	struct span rest = numbers, one;
	int64_t number;

	while (span_split(&rest, ' ', &one))
		if (!span_int(one, &number) || !column_of(c, number))
			return false;
	rest = numbers;
	while (span_split(&rest, ' ', &one))
		if (span_int(one, &number))
			column_of(c, number)->key = true;
	return true;
}

static bool take_name(struct changes *c, int64_t attribute, struct span name, bool writable)
{
	for (size_t i = 0; i < c->count; i++) {
		if (c->columns[i].attribute != attribute)
			continue;
		c->columns[i].name = mem_dup(name.p, name.n);
		c->columns[i].writable = writable;
		if (!c->columns[i].name)
			return false;
	}
	return true;
}

/* False: no memory.  *key: a key was found, `wanted` says which one would do. */
static bool take_answer(struct changes *c, const struct rows_mem *rows, bool *key, struct span *wanted)
{
	*key = false;
	for (size_t i = 0; i < rows_mem_count(rows); i++) {
		const struct span words = rows_mem_at(rows, i, WORDS);
		const char what = rows_mem_at(rows, i, WHAT).p[0];
		int64_t number = 0;

		(void)span_int(rows_mem_at(rows, i, NUMBER), &number);
		if (what == TABLE_NAME && !(c->table = mem_dup(words.p, words.n)))
			return false;
		if ((what == COLUMN || what == COLUMN_READ_ONLY) && !take_name(c, number, words, what == COLUMN))
			return false;
		if (what != KEY || *key)
			continue;
		*key = take_key(c, words);
		if (!wanted->p)
			*wanted = words;
	}
	return true;
}

/* Which columns the application should select as well. */
static SQLRETURN post_no_key(struct stmt *s, const struct rows_mem *rows, struct span wanted)
{
	struct strbuf names = STRBUF_INIT;
	struct span one;
	SQLRETURN rc;

	while (wanted.p && span_split(&wanted, ' ', &one))
		for (size_t i = 0; i < rows_mem_count(rows); i++)
			if (rows_mem_at(rows, i, WHAT).p[0] != KEY && span_eq(rows_mem_at(rows, i, NUMBER), one) &&
			    rows_mem_at(rows, i, WHAT).p[0] != TABLE_NAME) {
				strbuf_add_text(&names, names.n ? ", " : "");
				strbuf_add_span(&names, rows_mem_at(rows, i, WORDS));
			}
	rc = diag_postf(&s->head.diag, STATE_NOT_IMPLEMENTED, "The rows of this cursor cannot be told from each other, so they cannot "
			"be changed through it: select the key of %s, too (%s)", s->changes.table ? s->changes.table : "the table",
			names.n ? strbuf_text(&names) : "it has no primary key: ctid");
	strbuf_release(&names);
	return rc;
}

static SQLRETURN ask(struct stmt *s, uint32_t table, struct rows_mem **rows)
{
	struct strbuf oid = STRBUF_INIT;
	struct packet *const own = s->packet;
	struct span value;
	SQLRETURN rc;

	strbuf_add_uint(&oid, table);
	value = strbuf_span(&oid);
	s->packet = packet_new();
	if (s->packet && !strbuf_failed(&oid))
		rc = stmt_run_query(s, query, &value, 1, rows);
	else
		rc = diag_post_no_memory(&s->head.diag);
	packet_free(s->packet);
	s->packet = own;
	strbuf_release(&oid);
	return rc;
}

SQLRETURN change_target(struct stmt *s)
{
	struct changes *c = &s->changes;
	const uint32_t table = table_of(s);
	struct rows_mem *rows = NULL;
	struct span wanted = SPAN_NONE;
	bool key = false;
	SQLRETURN rc;

	if (c->generation == s->result_generation)
		return SQL_SUCCESS;
	if (!change_possible(s))
		return diag_postf(&s->head.diag, STATE_NOT_IMPLEMENTED, "Only the rows of a SELECT from one table, without DISTINCT, "
				  "GROUP BY, joins and UNION, can be changed through a cursor");
	changes_clear(c);
	rc = ask(s, table, &rows);
	if (!SQL_SUCCEEDED(rc))
		return rc;
	if (!take_columns(s, table) || !take_answer(c, rows, &key, &wanted))
		rc = diag_post_no_memory(&s->head.diag);
	else if (!key && column_of(c, CTID))
		column_of(c, CTID)->key = true;
	else if (!key)
		rc = post_no_key(s, rows, wanted);
	rows_free(rows_mem_rows(rows));
	if (rc != SQL_ERROR) {
		c->generation = s->result_generation;
		c->oid = table;
	} else {
		changes_clear(c);
	}
	return rc;
}
