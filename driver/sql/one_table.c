#include "sql/one_table.h"

#include "base/mem.h"
#include "sql/lexer.h"

static bool is_one_of(struct span word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (span_iis(word, words[i]))
			return true;
	return false;
}

/* These make other rows of those of a table, wherever they stand outside parentheses. */
static bool makes_other_rows(struct span word)
{
	static const char *const words[] = {"UNION", "INTERSECT", "EXCEPT", "GROUP", "HAVING", "JOIN", "INTO"};

	return is_one_of(word, words, LB_COUNT(words));
}

static bool ends_from(struct span word)
{
	static const char *const words[] = {"WHERE", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR", "WINDOW"};

	return is_one_of(word, words, LB_COUNT(words));
}

bool sql_rows_of_one_table(struct span text)
{
	enum { LIST, FROM, REST } place = LIST;
	struct token tok = {.flaw = NULL};
	struct span before;
	size_t depth = 0;

	if (!sql_next_word(&text, &tok) || tok.kind != TOK_WORD || !span_iis(tok.text, "SELECT"))
		return false;
	before = tok.text;
	while (sql_next_word(&text, &tok)) {
		if (token_is(&tok, '(')) {
			if (place == FROM && span_iis(before, "FROM")) /* a query */
				return false;
			depth++;
		} else if (token_is(&tok, ')')) {
			depth -= depth > 0;
		} else if (depth == 0 && place == FROM && token_is(&tok, ',')) {
			return false;
		} else if (depth == 0 && tok.kind == TOK_WORD) {
			if (makes_other_rows(tok.text) || (span_iis(tok.text, "DISTINCT") && span_iis(before, "SELECT")))
				return false;
			if (place == LIST && span_iis(tok.text, "FROM") && !span_iis(before, "DISTINCT"))
				place = FROM;
			else if (place == FROM && ends_from(tok.text))
				place = REST;
		}
		before = tok.text;
	}
	return place != LIST;
}
