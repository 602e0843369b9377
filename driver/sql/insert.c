#include "sql/insert.h"

#include "sql/lexer.h"

struct reader {
	struct span rest;
	struct token tok;
	const char *end; /* of the token before */
	bool more;
};

static void next(struct reader *r)
{
	r->end = r->tok.text.p ? r->tok.text.p + r->tok.text.n : r->rest.p;
	r->more = sql_next_word(&r->rest, &r->tok);
}

static bool word(struct reader *r, const char *text)
{
	const bool is = r->more && r->tok.kind == TOK_WORD && span_iis(r->tok.text, text);

	if (is)
		next(r);
	return is;
}

static bool mark(struct reader *r, char c)
{
	const bool is = r->more && token_is(&r->tok, c);

	if (is)
		next(r);
	return is;
}

/* U&"..." needs an UESCAPE clause to be read; nobody writes it. */
static bool name(struct reader *r)
{
	const bool is = r->more && !r->tok.flaw &&
			(r->tok.kind == TOK_WORD || (r->tok.kind == TOK_QUOTED_WORD && r->tok.text.p[0] == '"'));

	if (is)
		next(r);
	return is;
}

static bool table(struct reader *r, struct span *out)
{
	const char *start = r->tok.text.p;

	do {
		if (!name(r))
			return false;
	} while (mark(r, '.'));
	*out = span_make(start, (size_t)(r->end - start));
	return true;
}

static bool columns(struct reader *r, struct insert_shape *out)
{
	const char *start;

	if (!mark(r, '('))
		return true;
	start = r->tok.text.p;
	do {
		if (!name(r))
			return false;
		out->column_count++;
	} while (mark(r, ','));
	out->columns = span_make(start, (size_t)(r->end - start));
	return mark(r, ')');
}

/* Exactly $n. */
static bool param(struct reader *r, size_t n)
{
	uint64_t number;
	const bool is = r->more && r->tok.kind == TOK_PARAM &&
			span_uint(span_make(r->tok.text.p + 1, r->tok.text.n - 1), UINT16_MAX, &number) && number == n;

	if (is)
		next(r);
	return is;
}

static bool values(struct reader *r, struct insert_shape *out)
{
	if (!word(r, "VALUES") || !mark(r, '('))
		return false;
	do {
		if (!param(r, ++out->params))
			return false;
	} while (mark(r, ','));
	return mark(r, ')') && !r->more;
}

bool insert_shape(struct span text, struct insert_shape *out)
{
	struct reader r = {.rest = text};

	*out = (struct insert_shape){.table = SPAN_NONE, .columns = SPAN_NONE};
	next(&r);
	if (!word(&r, "INSERT") || !word(&r, "INTO") || !table(&r, &out->table) || !columns(&r, out))
		return false;
	out->head = span_make(text.p, (size_t)(r.end - text.p));
	return values(&r, out) && (out->column_count == 0 || out->column_count == out->params);
}
