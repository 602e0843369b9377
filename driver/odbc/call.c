#include "odbc/call.h"

#include "sql/lexer.h"

bool call_has_marker(const struct stmt *s, size_t marker)
{
	for (size_t i = 0; i < s->text.part_count; i++) {
		const struct sql_part *part = &s->text.parts[i];

		if (marker >= part->first_param && marker < part->first_param + part->params)
			return part->kind == SQLK_CALL;
	}
	return false;
}

/* One argument: its text, and the number of the parameter when it is nothing else; 0: something else. */
struct argument {
	struct span text;
	uint64_t number;
};

/* Cuts the next argument off *rest, which begins behind `(` or `,`.  *last: `)` ended it. */
static bool next_argument(struct span *rest, struct argument *arg, bool *last)
{
	struct token token = {.flaw = NULL};
	const char *begin = rest->p;
	size_t depth = 0, words = 0;

	arg->number = 0;
	while (sql_next_word(rest, &token)) {
		if (depth == 0 && (token_is(&token, ',') || token_is(&token, ')'))) {
			arg->text = span_trim(span_make(begin, (size_t)(token.text.p - begin)));
			*last = token_is(&token, ')');
			if (words != 1)
				arg->number = 0;
			return true;
		}
		if (token_is(&token, '(') || token_is(&token, '['))
			depth++;
		else if (depth && (token_is(&token, ')') || token_is(&token, ']')))
			depth--;
		words++;
		if (token.kind != TOK_PARAM ||
		    !span_uint(span_make(token.text.p + 1, token.text.n - 1), UINT16_MAX, &arg->number))
			arg->number = 0;
	}
	return false;
}

static void add_name(struct strbuf *out, const char *name)
{
	strbuf_add_char(out, '"');
	for (; *name; name++) {
		if (*name == '"')
			strbuf_add_char(out, '"');
		strbuf_add_char(out, *name);
	}
	strbuf_add_text(out, "\" => ");
}

static const char *name_of(const struct stmt *s, size_t marker)
{
	const struct desc_rec *rec = desc_rec(s->ipd, (SQLINTEGER)marker + 1);

	return rec && rec->unnamed == SQL_NAMED ? rec->name : NULL;
}

static SQLRETURN spell_arguments(struct stmt *s, const struct sql_part *part, size_t set, struct span *rest, struct strbuf *out)
{
	const size_t first = part->first_param + (part->returns_value ? 1 : 0);
	bool last = false, skipped = false, any = false;
	struct argument arg;

	while (!last) {
		const char *name;

		if (!next_argument(rest, &arg, &last))
			return SQL_SUCCESS; /* no list that we understand: the server says what is wrong */
		if (arg.number && params_is_default(s, first + (size_t)arg.number - 1, set)) {
			skipped = true;
			continue;
		}
		name = arg.number ? name_of(s, first + (size_t)arg.number - 1) : NULL;
		if (skipped && !name)
			return diag_postf(&s->head.diag, STATE_DEFAULT_PARAMETER, "A parameter stands behind one that is SQL_DEFAULT_PARAM: "
					  "give it the name of its argument (SQL_DESC_NAME)");
		if (any)
			strbuf_add_text(out, ", ");
		if (name)
			add_name(out, name);
		strbuf_add_span(out, arg.text);
		any = true;
	}
	strbuf_add_char(out, ')');
	return SQL_SUCCESS;
}

SQLRETURN call_spell(struct stmt *s, const struct sql_part *part, size_t set, struct strbuf *out)
{
	struct span rest = part->text;
	struct token token = {.flaw = NULL};
	SQLRETURN rc;

	while (sql_next(&rest, &token)) {
		strbuf_add_span(out, token.text);
		if (!token_is(&token, '('))
			continue;
		rc = spell_arguments(s, part, set, &rest, out);
		if (rc != SQL_SUCCESS)
			return rc;
		strbuf_add_span(out, rest);
		break;
	}
	return strbuf_failed(out) ? diag_post_no_memory(&s->head.diag) : SQL_SUCCESS;
}
