/*
 * What a statement is, from its first words: kind, whether it returns rows or
 * must stay out of a transaction, and where it ends.  Fed with the tokens of
 * one statement; private to sql/.
 */
#ifndef SQL_STATEMENT_H
#define SQL_STATEMENT_H

#include "sql/lexer.h"
#include "sql/translate.h"

#define STATEMENT_WORDS 16

struct statement {
	struct span words[STATEMENT_WORDS]; /* the first keywords and names, at most one parenthesis deep */
	size_t word_count;
	size_t parens;
	size_t top;         /* parentheses around the whole: (SELECT ...) */
	size_t bodies;      /* BEGIN ATOMIC ... END, and CASE ... END inside */
	bool any;           /* something but spaces and comments */
	bool call;          /* the statement is a {call} escape */
	bool call_value;    /* ... with ?= */
	bool returning;
	bool into;
	bool writes;        /* INSERT and the like inside WITH or EXPLAIN */
	bool positioned;    /* WHERE CURRENT OF */
	struct span verb;   /* main verb behind WITH ... or EXPLAIN ... */
	struct span before; /* the word just seen, or absent when it was something else */
	char mark;          /* the punctuation just seen, or 0 */
};

/* Every token but spaces and comments; for an escape, its opening brace only. */
void statement_note(struct statement *s, const struct token *tok);

/* Whether a `;` here would end the statement. */
bool statement_may_end(const struct statement *s);

void statement_describe(const struct statement *s, struct sql_part *part);

#endif
