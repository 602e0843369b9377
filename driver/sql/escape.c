#include "sql/escape.h"

#include "sql/escape_fn.h"
#include "sql/literal.h"

bool translator_fail(struct translator *t, enum translate_status status, const char *what)
{
	t->status = status;
	t->err->at = (size_t)(t->tok.text.p - t->input.p);
	t->err->what = what;
	return false;
}

bool translator_next(struct translator *t)
{
	if (!sql_next(&t->rest, &t->tok))
		return false;
	if (t->tok.flaw)
		return translator_fail(t, TRANSLATE_UNTERMINATED, t->tok.flaw);
	return true;
}

/* Inside braces the text must go on. */
static bool next_inside(struct translator *t)
{
	if (translator_next(t))
		return true;
	if (t->status == TRANSLATE_OK)
		translator_fail(t, TRANSLATE_UNTERMINATED, "an escape has no closing brace");
	return false;
}

static bool next_inside_word(struct translator *t)
{
	do {
		if (!next_inside(t))
			return false;
	} while (t->tok.kind == TOK_SPACE || t->tok.kind == TOK_COMMENT);
	return true;
}

static bool bad_escape(struct translator *t, const char *what)
{
	return translator_fail(t, TRANSLATE_BAD_ESCAPE, what);
}

static bool expect_close(struct translator *t)
{
	if (!next_inside_word(t))
		return false;
	return t->tok.kind == TOK_CLOSE_BRACE || bad_escape(t, "'}' expected");
}

static bool is_quote(char c)
{
	return c == '\'' || c == '"';
}

/* Two bytes that would become one token where the input had two. */
static bool grow_together(char a, char b)
{
	if (sql_is_operator_byte(a))
		return sql_is_operator_byte(b);
	return (sql_is_word_byte(a) || is_quote(a)) && (sql_is_word_byte(b) || is_quote(b));
}

static void put(struct translator *t, struct strbuf *out, struct span piece, bool replaced)
{
	if (piece.n == 0)
		return;
	if ((replaced || t->replaced) && out->n && grow_together(out->p[out->n - 1], piece.p[0]))
		strbuf_add_char(out, ' ');
	strbuf_add_span(out, piece);
	t->replaced = replaced;
}

static bool put_marker(struct translator *t, struct strbuf *out)
{
	size_t number;

	if (t->params == ESCAPE_PARAMS)
		return translator_fail(t, TRANSLATE_TOO_MANY_PARAMS, "parameter 65536, which is more than PostgreSQL takes: use arrays "
				       "of parameters (SQL_ATTR_PARAMSET_SIZE) or fewer rows at once; it stands");
	t->params++;
	if (t->opt.keep_markers) {
		put(t, out, SPAN_LIT("?"), false);
		return true;
	}
	number = t->params - (t->call_value ? 1 : 0);
	put(t, out, SPAN_LIT("$"), true);
	strbuf_add_uint(out, number);
	return true;
}

static bool put_own_param(struct translator *t, struct strbuf *out)
{
	uint64_t n;

	if (!span_uint(span_make(t->tok.text.p + 1, t->tok.text.n - 1), ESCAPE_PARAMS, &n))
		return translator_fail(t, TRANSLATE_TOO_MANY_PARAMS, "parameter number above 65535");
	if (n > t->own_params)
		t->own_params = (size_t)n;
	put(t, out, t->tok.text, false);
	return true;
}

/* The rest of an escape, as it is; ends on its closing brace. */
static bool copy_to_close(struct translator *t, struct strbuf *out)
{
	while (next_inside(t)) {
		if (t->tok.kind == TOK_CLOSE_BRACE)
			return true;
		if (token_is(&t->tok, ';'))
			return bad_escape(t, "';' inside an escape");
		if (!escape_token(t, out))
			return false;
	}
	return false;
}

/* {oj ...} and {escape '\'}. */
static bool copy_escape(struct translator *t, struct strbuf *out, struct span head)
{
	put(t, out, head, true);
	if (!next_inside_word(t))
		return false;
	if (t->tok.kind == TOK_CLOSE_BRACE)
		return bad_escape(t, "empty escape");
	t->replaced = true;
	return escape_token(t, out) && copy_to_close(t, out);
}

static bool oj_escape(struct translator *t, struct strbuf *out)
{
	return copy_escape(t, out, SPAN_LIT(""));
}

static bool like_escape(struct translator *t, struct strbuf *out)
{
	return copy_escape(t, out, SPAN_LIT("ESCAPE "));
}

/* The text inside a plain '...', where t->tok must be one. */
static bool literal_text(struct translator *t, struct span *text)
{
	if (t->tok.kind != TOK_STRING || t->tok.text.p[0] != '\'')
		return bad_escape(t, "quoted literal expected in an escape");
	*text = span_make(t->tok.text.p + 1, t->tok.text.n - 2);
	return true;
}

struct literal_row {
	bool (*valid)(struct span text);
	const char *before;
	const char *after;
	const char *complaint;
};

static bool literal_escape(struct translator *t, struct strbuf *out, const struct literal_row *row)
{
	struct span text;

	if (!next_inside_word(t) || !literal_text(t, &text))
		return false;
	if (!row->valid(text))
		return translator_fail(t, TRANSLATE_BAD_LITERAL, row->complaint);
	put(t, out, span_of(row->before), true);
	put(t, out, t->tok.text, true);
	put(t, out, span_of(row->after), true);
	return expect_close(t);
}

static bool date_escape(struct translator *t, struct strbuf *out)
{
	static const struct literal_row row = {literal_is_date, "DATE ", "", "{d} is no date, yyyy-mm-dd"};

	return literal_escape(t, out, &row);
}

static bool time_escape(struct translator *t, struct strbuf *out)
{
	static const struct literal_row row = {literal_is_time, "TIME ", "", "{t} is no time, hh:mm:ss"};

	return literal_escape(t, out, &row);
}

static bool timestamp_escape(struct translator *t, struct strbuf *out)
{
	static const struct literal_row row = {literal_is_timestamp, "TIMESTAMP ", "",
					       "{ts} is no timestamp, yyyy-mm-dd hh:mm:ss[.f...]"};

	return literal_escape(t, out, &row);
}

static bool guid_escape(struct translator *t, struct strbuf *out)
{
	static const struct literal_row row = {literal_is_guid, "", "::uuid", "{guid} is no GUID"};

	return literal_escape(t, out, &row);
}

/* One end of an interval qualifier and its numbers: DAY(3), SECOND(2, 6).  Ends on the token behind it. */
struct interval_field {
	struct span word;
	struct span numbers[2];
};

static bool interval_field(struct translator *t, struct interval_field *field)
{
	size_t n = 0;

	if (t->tok.kind != TOK_WORD)
		return bad_escape(t, "interval field expected");
	field->word = t->tok.text;
	if (!next_inside_word(t))
		return false;
	if (!token_is(&t->tok, '('))
		return true;
	do {
		if (!next_inside_word(t))
			return false;
		if (t->tok.kind != TOK_NUMBER || n == 2)
			return bad_escape(t, "interval precision expected");
		field->numbers[n++] = t->tok.text;
		if (!next_inside_word(t))
			return false;
	} while (token_is(&t->tok, ','));
	if (!token_is(&t->tok, ')'))
		return bad_escape(t, "')' expected");
	return next_inside_word(t);
}

struct interval {
	bool negative;
	struct span text;
	struct interval_field lead;
	struct interval_field trail; /* word absent for a single field */
};

static bool interval_value(struct translator *t, struct interval *i)
{
	if (!next_inside_word(t))
		return false;
	if (span_is(t->tok.text, "-") || span_is(t->tok.text, "+")) {
		i->negative = t->tok.text.p[0] == '-';
		if (!next_inside_word(t))
			return false;
	}
	if (!literal_text(t, &i->text))
		return false;
	if (i->text.n && (i->text.p[0] == '-' || i->text.p[0] == '+')) {
		i->negative ^= i->text.p[0] == '-';
		i->text = span_make(i->text.p + 1, i->text.n - 1);
	}
	return true;
}

static bool interval_parse(struct translator *t, struct interval *i)
{
	struct token literal;
	bool known;

	if (!interval_value(t, i))
		return false;
	literal = t->tok;
	if (!next_inside_word(t) || !interval_field(t, &i->lead))
		return false;
	if (t->tok.kind == TOK_WORD && span_iis(t->tok.text, "TO"))
		if (!next_inside_word(t) || !interval_field(t, &i->trail))
			return false;
	if (t->tok.kind != TOK_CLOSE_BRACE)
		return bad_escape(t, "'}' expected");
	if (literal_is_interval(i->text, i->lead.word, i->trail.word, &known))
		return true;
	if (!known)
		return bad_escape(t, "unknown interval type");
	t->tok = literal;
	return translator_fail(t, TRANSLATE_BAD_LITERAL, "{interval} does not have the form of its type");
}

/* The digits of a fraction; the other precision, how long the first number may be, PostgreSQL has no word for. */
static struct span interval_precision(const struct interval *i)
{
	if (i->trail.word.p)
		return span_iis(i->trail.word, "SECOND") ? i->trail.numbers[0] : SPAN_NONE;
	return i->lead.numbers[1];
}

/* The sign goes before the whole: PostgreSQL would take the one in '-1 2:03' for the day alone. */
static bool interval_escape(struct translator *t, struct strbuf *out)
{
	struct interval i = {0};
	uint64_t digits;

	if (!interval_parse(t, &i))
		return false;
	put(t, out, i.negative ? SPAN_LIT("(-INTERVAL '") : SPAN_LIT("INTERVAL '"), true);
	strbuf_add_span(out, i.text);
	strbuf_add_text(out, "' ");
	strbuf_add_span(out, i.lead.word);
	if (i.trail.word.p) {
		strbuf_add_text(out, " TO ");
		strbuf_add_span(out, i.trail.word);
	}
	if (interval_precision(&i).p && span_uint(interval_precision(&i), 6, &digits))
		strbuf_printf(out, "(%u)", (unsigned)digits);
	if (i.negative)
		strbuf_add_char(out, ')');
	return true;
}

/* Escapes within escapes come back here through escape_token(); escape() stops at ESCAPE_DEPTH. */
/* NOLINTBEGIN(misc-no-recursion): bounded, see above */
static bool call_tail(struct translator *t, struct strbuf *out)
{
	bool arguments = false;

	if (!next_inside_word(t))
		return false;
	if (t->tok.kind != TOK_WORD && t->tok.kind != TOK_QUOTED_WORD)
		return bad_escape(t, "procedure name expected");
	t->call_at = out->n;
	put(t, out, t->call_value ? SPAN_LIT("SELECT * FROM ") : SPAN_LIT("CALL "), true);
	do {
		arguments |= token_is(&t->tok, '(');
		if (token_is(&t->tok, ';'))
			return bad_escape(t, "';' inside an escape");
		if (!escape_token(t, out) || !next_inside(t))
			return false;
	} while (t->tok.kind != TOK_CLOSE_BRACE);
	if (!arguments)
		strbuf_add_text(out, "()");
	t->replaced = true;
	return true;
}

static bool call_escape(struct translator *t, struct strbuf *out)
{
	if (t->started || t->depth > 1)
		return bad_escape(t, "{call} must be the whole statement");
	t->started = true;
	t->call = true;
	return call_tail(t, out);
}

/* {?= call f()}: the first marker is the value that comes back. */
static bool call_value_escape(struct translator *t, struct strbuf *out)
{
	if (!next_inside_word(t))
		return false;
	if (!span_is(t->tok.text, "="))
		return bad_escape(t, "'=' expected");
	if (!next_inside_word(t))
		return false;
	if (!span_iis(t->tok.text, "CALL"))
		return bad_escape(t, "CALL expected");
	t->params++;
	t->call_value = true;
	return call_escape(t, out);
}

/* Where an argument lies in the buffer that collects them, which may still move. */
struct argument {
	size_t at;
	size_t end;
};

static bool collect_arguments(struct translator *t, struct strbuf *text, struct argument *args, size_t *count)
{
	size_t parens = 0;

	args[0].at = 0;
	*count = 0;
	while (next_inside(t)) {
		bool opens = token_is(&t->tok, '(') || token_is(&t->tok, '[');
		bool closes = token_is(&t->tok, ')') || token_is(&t->tok, ']');
		bool comma = token_is(&t->tok, ',') && parens == 0;

		if (token_is(&t->tok, ';') || t->tok.kind == TOK_CLOSE_BRACE)
			return bad_escape(t, "')' expected in a scalar function");
		if (comma || (closes && parens == 0)) {
			if (*count < ESCAPE_ARGS)
				args[*count].end = text->n;
			++*count;
			if (!comma)
				return true;
			if (*count < ESCAPE_ARGS)
				args[*count].at = text->n + 1;
		}
		if (opens)
			parens++;
		else if (closes)
			parens--;
		/* The arguments may change places: a comment to the end of the line would swallow what follows. */
		if (t->tok.kind == TOK_COMMENT)
			strbuf_add_char(text, ' ');
		else if (!escape_token(t, text))
			return false;
	}
	return false;
}

static bool no_memory(struct translator *t)
{
	return translator_fail(t, TRANSLATE_NO_MEMORY, "out of memory");
}

static bool fn_expand(struct translator *t, struct strbuf *out, const struct escape_call *call)
{
	struct strbuf text = STRBUF_INIT;
	enum escape_fn_status status = escape_fn_write(call, &text);

	if (strbuf_failed(&text))
		no_memory(t);
	else if (status == ESCAPE_FN_ARGUMENTS)
		bad_escape(t, "wrong number of arguments for a scalar function");
	else if (status == ESCAPE_FN_UNIT)
		bad_escape(t, "unknown SQL_TSI_ interval or SQL_ type in a scalar function");
	else if (text.n > t->room)
		bad_escape(t, "escapes expand to too much text");
	else
		put(t, out, strbuf_span(&text), true);
	strbuf_release(&text);
	return t->status == TRANSLATE_OK;
}

static bool fn_collected(struct translator *t, struct strbuf *out, struct escape_call *call, const struct strbuf *text,
			 const struct argument *args)
{
	if (strbuf_failed(text))
		return no_memory(t);
	call->all = strbuf_span(text);
	for (size_t i = 0; i < call->count && i < ESCAPE_ARGS; i++)
		call->args[i] = span_trim(span_make(call->all.p + args[i].at, args[i].end - args[i].at));
	if (call->count == 1 && call->args[0].n == 0)
		call->count = 0;
	return fn_expand(t, out, call);
}

static bool fn_arguments(struct translator *t, struct strbuf *out, struct escape_call *call)
{
	struct strbuf text = STRBUF_INIT;
	struct argument args[ESCAPE_ARGS] = {{0}};
	bool ok;

	t->replaced = false;
	ok = collect_arguments(t, &text, args, &call->count) && expect_close(t) &&
	     fn_collected(t, out, call, &text, args);
	strbuf_release(&text);
	return ok;
}

static bool fn_escape(struct translator *t, struct strbuf *out)
{
	struct escape_call call = {0};

	if (!next_inside_word(t))
		return false;
	if (t->tok.kind != TOK_WORD && t->tok.kind != TOK_QUOTED_WORD)
		return bad_escape(t, "function name expected");
	call.name = t->tok.text;
	if (!next_inside_word(t))
		return false;
	if (token_is(&t->tok, '('))
		return fn_arguments(t, out, &call);
	if (t->tok.kind == TOK_CLOSE_BRACE) {
		call.bare = true;
		return fn_expand(t, out, &call);
	}
	/* schema.function(...): nothing of ODBC's. */
	put(t, out, call.name, true);
	return escape_token(t, out) && copy_to_close(t, out);
}

struct escape_row {
	const char *word;
	bool (*write)(struct translator *t, struct strbuf *out);
};

static const struct escape_row escapes[] = {
	{"fn", fn_escape},
	{"d", date_escape},
	{"t", time_escape},
	{"ts", timestamp_escape},
	{"oj", oj_escape},
	{"call", call_escape},
	{"escape", like_escape},
	{"interval", interval_escape},
	{"guid", guid_escape},
};

static bool dispatch(struct translator *t, struct strbuf *out)
{
	if (!next_inside_word(t))
		return false;
	if (t->tok.kind == TOK_MARKER)
		return call_value_escape(t, out);
	for (size_t i = 0; i < LB_COUNT(escapes); i++)
		if (t->tok.kind == TOK_WORD && span_iis(t->tok.text, escapes[i].word))
			return escapes[i].write(t, out);
	return bad_escape(t, "unknown escape");
}

static bool escape(struct translator *t, struct strbuf *out)
{
	bool ok;

	if (t->depth == ESCAPE_DEPTH)
		return bad_escape(t, "escapes nested more than 64 deep");
	t->depth++;
	ok = dispatch(t, out);
	t->depth--;
	t->replaced = true;
	return ok;
}

bool escape_token(struct translator *t, struct strbuf *out)
{
	switch (t->tok.kind) {
	case TOK_MARKER:
		return put_marker(t, out);
	case TOK_PARAM:
		return put_own_param(t, out);
	case TOK_QUESTION:
		put(t, out, t->opt.keep_markers ? t->tok.text : SPAN_LIT("?"), false);
		return true;
	case TOK_OPEN_BRACE:
		if (!t->opt.noscan)
			return escape(t, out);
		break;
	case TOK_CLOSE_BRACE:
		if (!t->opt.noscan)
			return bad_escape(t, "'}' without '{'");
		break;
	default:
		break;
	}
	put(t, out, t->tok.text, false);
	return true;
}
/* NOLINTEND(misc-no-recursion) */
