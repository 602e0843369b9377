/*
 * The next token of PostgreSQL's SQL, with ODBC's braces and markers.
 *
 * The rules are those of PostgreSQL's own scanner (src/backend/parser/scan.l),
 * standard_conforming_strings on.  Tokens cover the input exactly: spaces and
 * comments are tokens too, and joining the texts of all tokens gives the input
 * back.  Nothing is allocated and nothing is kept between calls but what stands
 * in the caller's token.  Bytes >= 0x80 are letters, so UTF-8 never splits.
 *
 * What a question mark means is decided here and nowhere else; see
 * question_is_operator() in lexer.c.
 */
#ifndef SQL_LEXER_H
#define SQL_LEXER_H

#include "base/span.h"

#include <stdbool.h>

enum token_kind {
	TOK_END,
	TOK_SPACE,
	TOK_COMMENT,      /* -- to the end of the line (without it), or nested slash-star */
	TOK_WORD,         /* keyword or identifier */
	TOK_QUOTED_WORD,  /* "..." and U&"..." */
	TOK_STRING,       /* '...', E'...', U&'...', B'...', X'...', N'...' */
	TOK_DOLLAR,       /* $tag$...$tag$ */
	TOK_NUMBER,
	TOK_PARAM,        /* $1 */
	TOK_OPERATOR,     /* by longest match; also :: := .. */
	TOK_PUNCTUATION,  /* one of ( ) [ ] , ; . : */
	TOK_MARKER,       /* ? */
	TOK_QUESTION,     /* ?? */
	TOK_OPEN_BRACE,
	TOK_CLOSE_BRACE,
	TOK_OTHER,        /* one byte that can start nothing */
	TOK_KIND_COUNT
};

struct token {
	enum token_kind kind;
	struct span text;
	const char *flaw;   /* NULL, or static words: "unterminated quoted string"; the text goes to the end */
	bool after_operand; /* the token, spaces and comments included, follows something that has a value */
};

/*
 * Cuts the next token off the front of *rest; false, and TOK_END, when there is
 * none.  `tok` is zeroed before the first call and handed back unchanged for
 * each next one: whether a question mark can be an operator depends on what
 * stands before it.
 */
bool sql_next(struct span *rest, struct token *tok);

/* The same, without spaces and comments. */
bool sql_next_word(struct span *rest, struct token *tok);

static inline bool token_is(const struct token *tok, char punctuation)
{
	return tok->kind == TOK_PUNCTUATION && tok->text.p[0] == punctuation;
}

/* Letters, digits, _, $ and bytes >= 0x80: two of these side by side become one token. */
bool sql_is_word_byte(char c);
bool sql_is_operator_byte(char c);

#endif
