#include "odbc/positioned.h"

#include "odbc/change.h"
#include "odbc/diagpost.h"
#include "sql/lexer.h"

bool positioned(const struct stmt *s)
{
	const int function = s->text.part_count == 1 ? s->text.parts[0].function : SQL_DIAG_UNKNOWN_STATEMENT;

	return function == SQL_DIAG_DYNAMIC_UPDATE_CURSOR || function == SQL_DIAG_DYNAMIC_DELETE_CURSOR;
}

/* ---- the text ---- */

struct place {
	size_t from, to;    /* CURRENT OF name */
	struct span cursor; /* as written */
	struct span table;  /* as written, schema and quotes included */
};

/* UPDATE [ONLY] name, DELETE FROM [ONLY] name */
static struct span table_name(struct span rest)
{
	struct token tok = {.flaw = NULL};
	const char *from = NULL, *to = NULL;
	bool wants_name = true;

	while (sql_next_word(&rest, &tok)) {
		const bool name = tok.kind == TOK_WORD || tok.kind == TOK_QUOTED_WORD;

		if (!from && tok.kind == TOK_WORD && (span_iis(tok.text, "UPDATE") || span_iis(tok.text, "DELETE") ||
						      span_iis(tok.text, "FROM") || span_iis(tok.text, "ONLY")))
			continue;
		if (wants_name ? !name : !token_is(&tok, '.'))
			break;
		from = from ? from : tok.text.p;
		to = tok.text.p + tok.text.n;
		wants_name = !wants_name;
	}
	return from ? span_make(from, (size_t)(to - from)) : SPAN_NONE;
}

static bool find_place(struct span text, struct place *out)
{
	struct span rest = text;
	struct token tok = {.flaw = NULL};

	out->table = table_name(text);
	while (sql_next_word(&rest, &tok)) {
		const char *const start = tok.text.p;

		if (tok.kind != TOK_WORD || !span_iis(tok.text, "CURRENT"))
			continue;
		if (!sql_next_word(&rest, &tok) || !span_iis(tok.text, "OF") || !sql_next_word(&rest, &tok))
			continue;
		out->from = (size_t)(start - text.p);
		out->to = (size_t)(tok.text.p - text.p) + tok.text.n;
		out->cursor = tok.text;
		return tok.kind == TOK_WORD || tok.kind == TOK_QUOTED_WORD;
	}
	return false;
}

/* As it stands; without quotes, its case says nothing where no other name is the same to the letter. */
static struct stmt *find_cursor(struct stmt *s, struct span name)
{
	const bool quoted = name.n >= 2 && name.p[0] == '"';
	struct stmt *like = NULL;

	if (quoted)
		name = span_make(name.p + 1, name.n - 2);
	for (struct handle *h = s->dbc->head.children; h; h = h->next) {
		struct stmt *other = (struct stmt *)h;

		if (h->kind != HANDLE_STMT || other == s || !other->cursor_name)
			continue;
		if (span_is(name, other->cursor_name))
			return other;
		if (!quoted && span_iis(name, other->cursor_name))
			like = other;
	}
	return like;
}

static void repeat(struct diag *to, struct diag *from, size_t before)
{
	if (from->out_of_memory)
		(void)diag_post_no_memory(to);
	from->out_of_memory = false;
	for (size_t i = before; i < from->count; i++)
		diag_repeat(to, &from->records[i]);
	diag_cut(from, before);
}

/* ---- the condition ---- */

/* Texts of values, with quotes doubled: as in standard SQL, which sessions of this driver read. */
static void add_literal(struct span value, struct strbuf *out)
{
	strbuf_add_char(out, '\'');
	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] == '\'')
			strbuf_add_char(out, '\'');
		strbuf_add_char(out, value.p[i]);
	}
	strbuf_add_char(out, '\'');
}

/* The characters of a cell of the present row, whatever its format. */
static SQLRETURN cell_text(struct stmt *s, SQLSMALLINT column, struct strbuf *out)
{
	const struct span cell = rows_cell(s->rows, s->current_row, (size_t)column - 1);
	struct c_target to = {.data = NULL};
	struct conv_step step;
	enum conv_status status;

	strbuf_clear(out);
	if (!s->rows->binary) {
		strbuf_add_span(out, cell);
		return strbuf_failed(out) ? diag_post_no_memory(&s->head.diag) : SQL_SUCCESS;
	}
	if (column_step(s, (SQLUSMALLINT)column, SQL_C_CHAR, &step) != SQL_SUCCESS)
		return SQL_ERROR;
	status = conv_run(&step, cell, &to, &s->scratch); /* without a place: how long it is */
	for (SQLLEN i = 0; i <= to.length; i++)
		strbuf_add_char(out, '\0');
	if (strbuf_failed(out))
		return diag_post_no_memory(&s->head.diag);
	to.data = out->p;
	to.room = to.length + 1;
	if (!conv_failed(status))
		status = conv_run(&step, cell, &to, &s->scratch);
	out->n = (size_t)to.length;
	return conv_failed(status) ? post_conv(&s->head.diag, status, SQL_NO_ROW_NUMBER, column) : SQL_SUCCESS;
}

/* `id = '42' and part = 'x'` for the row that the cursor is on. */
static SQLRETURN key_condition(struct stmt *s, struct strbuf *out)
{
	struct strbuf value = STRBUF_INIT;
	const char *before = "";
	SQLRETURN rc = SQL_SUCCESS;

	for (size_t i = 0; i < s->changes.count && rc == SQL_SUCCESS; i++) {
		const struct target_column *col = &s->changes.columns[i];

		if (!col->key || col->repeated)
			continue;
		rc = cell_text(s, col->column, &value);
		strbuf_add_text(out, before);
		strbuf_add_text(out, col->name);
		strbuf_add_text(out, " = ");
		add_literal(strbuf_span(&value), out);
		before = " AND ";
	}
	strbuf_release(&value);
	return rc;
}

/* The condition for the row that the cursor is on; its own records become the statement's. */
static SQLRETURN condition(struct stmt *s, struct stmt *cursor, struct strbuf *out)
{
	const size_t before = diag_count(&cursor->head.diag);
	SQLRETURN rc;

	if (cursor->phase != PHASE_CURSOR || cursor->row_set == 0)
		return diag_postf(&s->head.diag, STATE_INVALID_CURSOR, "The cursor %s is on no row", cursor->cursor_name);
	if (change_mark(&cursor->changes, cursor->row_number - 1 + cursor->current_row) == SQL_ROW_DELETED)
		return diag_postf(&s->head.diag, STATE_INVALID_CURSOR, "The row that the cursor %s is on was deleted", cursor->cursor_name);
	rc = change_target(cursor);
	if (rc != SQL_ERROR)
		rc = key_condition(cursor, out);
	if (rc == SQL_ERROR)
		repeat(&s->head.diag, &cursor->head.diag, before);
	return rc;
}

SQLRETURN positioned_spell(struct stmt *s)
{
	const struct span text = s->text.parts[0].text;
	struct strbuf *out = &s->positioned;
	struct place at;
	SQLRETURN rc = SQL_SUCCESS;

	strbuf_clear(out);
	s->cursor = find_place(text, &at) ? find_cursor(s, at.cursor) : NULL;
	if (!s->cursor) {
		strbuf_add_span(out, text);
	} else {
		strbuf_add_span(out, span_make(text.p, at.from));
		strbuf_add_char(out, '(');
		rc = condition(s, s->cursor, out);
		/* another table may have a column of the same name */
		strbuf_add_text(out, " AND pg_catalog.to_regclass(");
		add_literal(at.table, out);
		strbuf_printf(out, ")::pg_catalog.oid = %u)", (unsigned)s->cursor->changes.oid);
		strbuf_add_span(out, span_make(text.p + at.to, text.n - at.to));
	}
	if (rc == SQL_ERROR)
		return rc;
	return strbuf_failed(out) ? diag_post_no_memory(&s->head.diag) : SQL_SUCCESS;
}

/* ---- afterwards ---- */

/* The row as the server now has it, and its status. */
static SQLRETURN tell_cursor(struct stmt *s, struct stmt *cursor)
{
	const size_t row = cursor->row_number - 1 + cursor->current_row, before = diag_count(&cursor->head.diag);
	const bool gone = s->text.parts[0].kind == SQLK_DELETE;
	SQLRETURN rc = SQL_SUCCESS;

	if (row_statuses(cursor))
		row_statuses(cursor)[cursor->current_row] = gone ? SQL_ROW_DELETED : SQL_ROW_UPDATED;
	if (!gone && cursor->scrollable) {
		rc = change_one(cursor, CHANGE_REFRESH, row, 0);
		change_restore_window(cursor);
	}
	if (rc == SQL_ERROR)
		repeat(&s->head.diag, &cursor->head.diag, before);
	else if (change_mark(&cursor->changes, row) != SQL_ROW_DELETED &&
		 !change_set_mark(&cursor->changes, row, gone ? SQL_ROW_DELETED : SQL_ROW_UPDATED))
		rc = diag_post_no_memory(&s->head.diag);
	return rc;
}

/* While an asynchronous call waited, the cursor may have been freed. */
static struct stmt *still_there(struct stmt *s)
{
	for (struct handle *h = s->dbc->head.children; h; h = h->next)
		if (h == &s->cursor->head)
			return s->cursor;
	return NULL;
}

SQLRETURN positioned_done(struct stmt *s, SQLRETURN rc)
{
	struct stmt *const cursor = s->cursor ? still_there(s) : NULL;
	const bool changed = s->row_count > 0;
	SQLRETURN told;

	s->cursor = NULL;
	if (!cursor || cursor->row_set == 0 || (!SQL_SUCCEEDED(rc) && rc != SQL_NO_DATA))
		return rc;
	if (!changed) {
		(void)diag_postf(&s->head.diag, STATE_CURSOR_CONFLICT, "The row that the cursor is on is not there any more");
		return SQL_SUCCESS_WITH_INFO;
	}
	told = tell_cursor(s, cursor);
	return told == SQL_ERROR ? told : rc;
}
