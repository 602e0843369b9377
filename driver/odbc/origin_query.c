/*
 * The catalog query behind the fields of an IRD, see origins.h.
 *
 * The nullability of a column is not that of its table's column: an outer join
 * makes NULLs where the table allows none, and the server names the table all
 * the same.  SQL_NO_NULLS is therefore said only of texts without the words
 * that could do this.
 */
#include "odbc/execute.h"
#include "odbc/origins.h"
#include "sql/lexer.h"

/*
 * $1 the tables, $2 the types, as arrays.  A column can be changed when the server says so of its table or view,
 * it is not computed, and the role may.
 */
static const char query[] =
	"select 1, a.attrelid, a.attnum, n.nspname, c.relname, a.attname,"
	" a.attnotnull or t.typnotnull,"
	" a.attidentity <> '' or coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid) like 'nextval(%', false),"
	" a.attnum > 0 and a.attgenerated = '' and a.attidentity <> 'a'"
	" and pg_catalog.pg_column_is_updatable(c.oid, a.attnum, false)"
	" and pg_catalog.has_column_privilege(c.oid, a.attnum, 'UPDATE')"
	" from pg_catalog.pg_attribute a"
	" join pg_catalog.pg_class c on c.oid = a.attrelid"
	" join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
	" join pg_catalog.pg_type t on t.oid = a.atttypid"
	" left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum and a.attgenerated = ''"
	" where a.attrelid = any ($1::pg_catalog.oid[]) and not a.attisdropped"
	" union all"
	" select 2, t.oid, 0, n.nspname, null, t.typname, false, false, false"
	" from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace"
	" where t.oid = any ($2::pg_catalog.oid[])";

enum { IS_TYPE, OID, NUMBER, SCHEMA, TABLE, NAME, NOT_NULL, AUTO_UNIQUE, UPDATABLE };

/* ---- what an outer join, or anything like it, could do ---- */

static bool word_is_one_of(struct span word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (span_iis(word, words[i]))
			return true;
	return false;
}

/* FETCH and EXECUTE run a text that is not here; MERGE joins as an outer join does, and gives back old and new rows. */
static bool may_add_nulls(struct span text)
{
	static const char *const first[] = {"SELECT", "WITH", "TABLE", "INSERT", "UPDATE", "DELETE"};
	static const char *const adding[] = {"LEFT", "RIGHT", "FULL", "ROLLUP", "CUBE", "SETS", "OLD", "NEW", "MERGE"};
	struct token token = {.flaw = NULL};
	bool begun = false;

	while (sql_next_word(&text, &token)) {
		if (token.kind != TOK_WORD)
			continue;
		if (!begun && !word_is_one_of(token.text, first, LB_COUNT(first)))
			return true;
		begun = true;
		if (word_is_one_of(token.text, adding, LB_COUNT(adding)))
			return true;
	}
	return false;
}

/* ---- from the cache into the IRD ---- */

static bool copy(char **to, const char *from)
{
	const struct span text = span_of(from ? from : "");
	char *made = mem_dup(text.p, text.n);

	if (!made)
		return false;
	mem_free(*to);
	*to = made;
	return true;
}

static bool fill_table(const struct dbc *dbc, struct desc_rec *r, bool null_rows)
{
	const struct origin_table *t = origins_table(&dbc->origins, r->table);
	const struct origin_column *c = t ? origins_column(t, r->attribute) : NULL;

	if (!c)
		return true;
	r->auto_unique = c->auto_unique ? SQL_TRUE : SQL_FALSE;
	r->updatable = c->updatable ? SQL_ATTR_WRITE : SQL_ATTR_READONLY;
	/* a view's columns are never marked: what they hold is not known */
	r->nullable = c->not_null && !null_rows ? SQL_NO_NULLS : SQL_NULLABLE;
	if (c->not_null && null_rows)
		r->nullable = SQL_NULLABLE_UNKNOWN;
	return copy(&r->base_column_name, c->name) && copy(&r->base_table_name, t->name) && copy(&r->table_name, t->name) &&
	       copy(&r->schema_name, t->schema) && copy(&r->catalog_name, session_database(&dbc->session));
}

static bool type_is_unknown(const struct desc_rec *r)
{
	return r->oid && type_oid(type_by_oid(r->oid)) == 0;
}

static bool fill_type(const struct dbc *dbc, struct desc_rec *r)
{
	const struct origin_type *t = type_is_unknown(r) ? origins_type(&dbc->origins, r->oid) : NULL;

	return !t || !t->name || (copy(&r->type_name, t->name) && copy(&r->local_type_name, t->name));
}

static SQLRETURN fill(struct stmt *s)
{
	const size_t part = s->phase == PHASE_PREPARED || s->text.part_count == 1 ? 0 : s->part;
	const bool null_rows = part >= s->text.part_count || may_add_nulls(s->text.parts[part].text);

	for (SQLINTEGER i = 1; i <= s->ird->count; i++) {
		struct desc_rec *r = desc_rec(s->ird, i);

		if (!fill_type(s->dbc, r) || (r->table && !fill_table(s->dbc, r, null_rows)))
			return diag_post_no_memory(&s->head.diag);
	}
	s->ird->origins_known = true;
	return SQL_SUCCESS;
}

/* ---- asking ---- */

struct wanted {
	struct strbuf tables, types; /* "{1,2,3}" */
	bool any, ok;
};

static void want(struct strbuf *list, uint32_t oid)
{
	strbuf_add_char(list, list->n ? ',' : '{');
	strbuf_add_uint(list, oid);
}

/* What is asked for is remembered at once, so that what is not found is not asked for again. */
static void collect(struct stmt *s, struct wanted *w)
{
	struct origins *o = &s->dbc->origins;

	for (SQLINTEGER i = 1; i <= s->ird->count; i++) {
		const struct desc_rec *r = desc_rec(s->ird, i);

		if (r->table && !origins_table(o, r->table)) {
			want(&w->tables, r->table);
			w->ok = origins_add_table(o, r->table) && w->ok;
			w->any = true;
		}
		if (type_is_unknown(r) && !origins_type(o, r->oid)) {
			want(&w->types, r->oid);
			w->ok = origins_add_type(o, r->oid) && w->ok;
			w->any = true;
		}
	}
	strbuf_add_text(&w->tables, w->tables.n ? "}" : "{}");
	strbuf_add_text(&w->types, w->types.n ? "}" : "{}");
	w->ok = w->ok && !strbuf_failed(&w->tables) && !strbuf_failed(&w->types);
}

static bool is_true(const struct rows_mem *rows, size_t row, size_t column)
{
	return span_is(rows_mem_at(rows, row, column), "t");
}

static bool remember(struct origins *o, const struct rows_mem *rows, size_t row)
{
	const struct span name = rows_mem_at(rows, row, NAME);
	struct origin_column c = {.not_null = is_true(rows, row, NOT_NULL), .auto_unique = is_true(rows, row, AUTO_UNIQUE),
				  .updatable = is_true(rows, row, UPDATABLE)};
	uint64_t oid = 0;
	int64_t number = 0;

	if (!span_uint(rows_mem_at(rows, row, OID), UINT32_MAX, &oid) || !span_int(rows_mem_at(rows, row, NUMBER), &number))
		return true;
	if (span_is(rows_mem_at(rows, row, IS_TYPE), "2"))
		return origins_name_type(o, (uint32_t)oid, name);
	c.number = (int16_t)number;
	return origins_name_table(o, (uint32_t)oid, rows_mem_at(rows, row, SCHEMA), rows_mem_at(rows, row, TABLE)) &&
	       origins_add_column(o, (uint32_t)oid, c, name);
}

/* In a packet of its own: the statement's may still have a result that is being read. */
static SQLRETURN ask(struct stmt *s, const struct wanted *w)
{
	const struct span values[] = {strbuf_span(&w->tables), strbuf_span(&w->types)};
	struct packet *const own = s->packet;
	struct rows_mem *rows = NULL;
	bool ok = true;
	SQLRETURN rc;

	s->packet = packet_new();
	if (s->packet)
		rc = stmt_run_query(s, query, values, LB_COUNT(values), &rows);
	else
		rc = diag_post_no_memory(&s->head.diag);
	packet_free(s->packet);
	s->packet = own;
	if (!SQL_SUCCEEDED(rc))
		return rc;
	for (size_t i = 0; ok && i < rows_mem_count(rows); i++)
		ok = remember(&s->dbc->origins, rows, i);
	rows_free(rows_mem_rows(rows));
	return ok ? SQL_SUCCESS : diag_post_no_memory(&s->head.diag);
}

SQLRETURN stmt_origins(struct stmt *s)
{
	struct wanted w = {.ok = true};
	SQLRETURN rc = SQL_SUCCESS;

	if (s->ird->origins_known)
		return SQL_SUCCESS;
	/* Nothing can be asked in a transaction that failed: the fields stay "not known". */
	if (session_tran(&s->dbc->session) == TRAN_FAILED)
		return SQL_SUCCESS;
	collect(s, &w);
	if (!w.ok)
		rc = diag_post_no_memory(&s->head.diag);
	else if (w.any)
		rc = ask(s, &w);
	strbuf_release(&w.tables);
	strbuf_release(&w.types);
	if (!SQL_SUCCEEDED(rc)) { /* half of it would be taken for all of it */
		origins_clear(&s->dbc->origins);
		return rc;
	}
	return fill(s);
}
