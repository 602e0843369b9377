#include "sql/translate.h"

#include "sql/escape.h"
#include "sql/lexer.h"
#include "sql/statement.h"

static struct sql_part *add_part(struct translation *out)
{
	struct sql_part *part;

	if (out->part_count == out->part_room) {
		size_t room = out->part_room ? 2 * out->part_room : 1;
		struct sql_part *parts = mem_resize(out->parts, room, sizeof(*parts));

		if (!parts)
			return NULL;
		out->parts = parts;
		out->part_room = room;
	}
	part = &out->parts[out->part_count++];
	*part = (struct sql_part){0};
	return part;
}

/* In the body of a function and in PREPARE, $1 is somebody else's parameter. */
static bool owns_params(enum statement_kind kind)
{
	switch (kind) {
	case SQLK_SELECT:
	case SQLK_INSERT:
	case SQLK_UPDATE:
	case SQLK_DELETE:
	case SQLK_MERGE:
	case SQLK_WITH:
	case SQLK_CALL:
		return true;
	default:
		return false;
	}
}

/* The statement lies in out->sql from `at` to its end. */
static bool end_part(struct translator *t, const struct statement *s, struct translation *out, size_t at)
{
	struct sql_part *part;

	if (!s->any && (out->part_count || t->rest.n))
		return true;
	part = add_part(out);
	if (!part)
		return translator_fail(t, TRANSLATE_NO_MEMORY, "out of memory");
	statement_describe(s, part);
	if (owns_params(part->kind) && t->own_params) {
		if (t->params)
			return translator_fail(t, TRANSLATE_BAD_ESCAPE, "both ? and $n parameters in one statement");
		t->params = t->own_params;
	}
	part->at = at;
	part->text.n = out->sql.n - at;
	part->call_at = t->call_at - (part->from_call_escape ? at : 0);
	part->first_param = out->params;
	part->params = t->params;
	out->params += t->params;
	return true;
}

static void start_part(struct translator *t, struct statement *s)
{
	*s = (struct statement){0};
	t->started = false;
	t->params = 0;
	t->own_params = 0;
	t->call = false;
	t->call_value = false;
	t->call_at = 0;
}

static bool translate_token(struct translator *t, struct statement *s, struct strbuf *out)
{
	t->started = s->any;
	if (t->call && t->tok.kind != TOK_SPACE && t->tok.kind != TOK_COMMENT)
		return translator_fail(t, TRANSLATE_BAD_ESCAPE, "{call} must be the whole statement");
	if (t->tok.kind != TOK_SPACE && t->tok.kind != TOK_COMMENT)
		statement_note(s, &t->tok);
	if (!escape_token(t, out))
		return false;
	s->call = t->call;
	s->call_value = t->call_value;
	return true;
}

static bool translate_all(struct translator *t, struct translation *out)
{
	struct statement s;
	size_t at = 0;

	start_part(t, &s);
	while (translator_next(t)) {
		if (!token_is(&t->tok, ';') || !statement_may_end(&s)) {
			if (!translate_token(t, &s, &out->sql))
				return false;
			continue;
		}
		if (!end_part(t, &s, out, at))
			return false;
		strbuf_add_char(&out->sql, ';');
		at = out->sql.n;
		start_part(t, &s);
		t->replaced = false;
	}
	return t->status == TRANSLATE_OK && end_part(t, &s, out, at);
}

enum translate_status translate(struct span sql, const struct translate_options *opt, struct translation *out,
				struct translate_error *err)
{
	struct translator t = {
		.input = span_make(sql.p ? sql.p : "", sql.n),
		.opt = *opt,
		.err = err,
		/* Nested functions that use an argument twice would double without end. */
		.room = 16 * sql.n + ((size_t)1 << 20),
	};

	*err = (struct translate_error){0};
	t.rest = t.input;
	if (translate_all(&t, out) && strbuf_failed(&out->sql))
		translator_fail(&t, TRANSLATE_NO_MEMORY, "out of memory");
	if (t.status != TRANSLATE_OK) {
		translation_release(out);
		return t.status;
	}
	for (size_t i = 0; i < out->part_count; i++)
		out->parts[i].text.p = strbuf_text(&out->sql) + out->parts[i].at;
	return TRANSLATE_OK;
}

void translation_release(struct translation *t)
{
	strbuf_release(&t->sql);
	mem_free(t->parts);
	*t = (struct translation){0};
}

bool translate_call_other(const struct sql_part *part, struct strbuf *out)
{
	static const char call[] = "CALL ";
	static const char select[] = "SELECT * FROM ";
	const char *from = part->returns_value ? select : call;
	struct span tail;

	if (!part->from_call_escape)
		return false;
	tail = span_make(part->text.p + part->call_at, part->text.n - part->call_at);
	strbuf_add(out, part->text.p, part->call_at);
	strbuf_add_text(out, part->returns_value ? call : select);
	strbuf_add(out, tail.p + span_of(from).n, tail.n - span_of(from).n);
	return true;
}
