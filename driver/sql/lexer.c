#include "sql/lexer.h"

#include "base/mem.h"

#include <stdint.h>
#include <string.h>

enum byte_class {
	B_OTHER,
	B_SPACE,
	B_LETTER,
	B_DIGIT,
	B_QUOTE,
	B_DOUBLE_QUOTE,
	B_DOLLAR,
	B_DOT,
	B_COLON,
	B_OPERATOR,
	B_PUNCTUATION,
	B_OPEN_BRACE,
	B_CLOSE_BRACE,
};

static const uint8_t byte_class[256] = {
	['\t'] = B_SPACE,	['\n'] = B_SPACE,	['\v'] = B_SPACE,	['\f'] = B_SPACE,
	['\r'] = B_SPACE,	[' '] = B_SPACE,
	['A' ... 'Z'] = B_LETTER,	['a' ... 'z'] = B_LETTER,
	['_'] = B_LETTER,	[0x80 ... 0xff] = B_LETTER,
	['0' ... '9'] = B_DIGIT,
	['\''] = B_QUOTE,	['"'] = B_DOUBLE_QUOTE,	['$'] = B_DOLLAR,	['.'] = B_DOT,	[':'] = B_COLON,
	['~'] = B_OPERATOR,	['!'] = B_OPERATOR,	['@'] = B_OPERATOR,	['#'] = B_OPERATOR,
	['^'] = B_OPERATOR,	['&'] = B_OPERATOR,	['|'] = B_OPERATOR,	['`'] = B_OPERATOR,
	['?'] = B_OPERATOR,	['+'] = B_OPERATOR,	['-'] = B_OPERATOR,	['*'] = B_OPERATOR,
	['/'] = B_OPERATOR,	['%'] = B_OPERATOR,	['<'] = B_OPERATOR,	['>'] = B_OPERATOR,
	['='] = B_OPERATOR,
	['('] = B_PUNCTUATION,	[')'] = B_PUNCTUATION,	['['] = B_PUNCTUATION,	[']'] = B_PUNCTUATION,
	[','] = B_PUNCTUATION,	[';'] = B_PUNCTUATION,
	['{'] = B_OPEN_BRACE,	['}'] = B_CLOSE_BRACE,
};

static enum byte_class class_at(struct span s, size_t i)
{
	return i < s.n ? (enum byte_class)byte_class[(unsigned char)s.p[i]] : B_OTHER;
}

static bool byte_at(struct span s, size_t i, char c)
{
	return i < s.n && s.p[i] == c;
}

bool sql_is_word_byte(char c)
{
	enum byte_class k = (enum byte_class)byte_class[(unsigned char)c];

	return k == B_LETTER || k == B_DIGIT || k == B_DOLLAR;
}

bool sql_is_operator_byte(char c)
{
	return byte_class[(unsigned char)c] == B_OPERATOR;
}

static size_t skip_line(struct span s, size_t i)
{
	while (i < s.n && s.p[i] != '\n' && s.p[i] != '\r')
		i++;
	return i;
}

static size_t lex_block_comment(struct span s, const char **flaw)
{
	size_t depth = 0;
	size_t i = 0;

	while (i + 1 < s.n) {
		if (s.p[i] == '/' && s.p[i + 1] == '*') {
			depth++;
			i += 2;
		} else if (s.p[i] == '*' && s.p[i + 1] == '/') {
			i += 2;
			if (--depth == 0)
				return i;
		} else {
			i++;
		}
	}
	*flaw = "unterminated comment";
	return s.n;
}

/*
 * 'a' newline 'b' is one literal to PostgreSQL, and the second piece is read by
 * the rules of the first, which matters for E'...'.  Returns the offset behind
 * the next opening quote, or 0 where the literal ends.
 */
static size_t continued_string(struct span s, size_t i)
{
	bool newline = false;

	for (; i < s.n; i++) {
		if (s.p[i] == '\n' || s.p[i] == '\r')
			newline = true;
		else if (s.p[i] == '-' && byte_at(s, i + 1, '-'))
			i = skip_line(s, i) - 1;
		else if (class_at(s, i) != B_SPACE)
			break;
	}
	return newline && byte_at(s, i, '\'') ? i + 1 : 0;
}

/* From behind the opening quote. */
static size_t lex_quoted(struct span s, size_t i, char quote, bool backslashes, const char **flaw)
{
	while (i < s.n) {
		if (backslashes && s.p[i] == '\\') {
			i += 2;
		} else if (s.p[i] != quote) {
			i++;
		} else if (byte_at(s, i + 1, quote)) {
			i += 2;
		} else {
			size_t next = quote == '\'' ? continued_string(s, i + 1) : 0;

			if (!next)
				return i + 1;
			i = next;
		}
	}
	*flaw = quote == '"' ? "unterminated quoted identifier" : "unterminated quoted string";
	return s.n;
}

static size_t lex_word(struct span s, struct token *tok)
{
	char first = ascii_lower(s.p[0]);
	size_t i = 1;

	tok->kind = TOK_STRING;
	if (byte_at(s, 1, '\'') && (first == 'e' || first == 'b' || first == 'x' || first == 'n'))
		return lex_quoted(s, 2, '\'', first == 'e', &tok->flaw);
	if (first == 'u' && byte_at(s, 1, '&') && byte_at(s, 2, '\''))
		return lex_quoted(s, 3, '\'', false, &tok->flaw);
	if (first == 'u' && byte_at(s, 1, '&') && byte_at(s, 2, '"')) {
		tok->kind = TOK_QUOTED_WORD;
		return lex_quoted(s, 3, '"', false, &tok->flaw);
	}
	tok->kind = TOK_WORD;
	while (i < s.n && sql_is_word_byte(s.p[i]))
		i++;
	return i;
}

static size_t lex_dollar(struct span s, struct token *tok)
{
	size_t i = 1;
	size_t tag;

	if (class_at(s, i) == B_DIGIT) {
		while (class_at(s, i) == B_DIGIT)
			i++;
		tok->kind = TOK_PARAM;
		return i;
	}
	while (class_at(s, i) == B_LETTER || (i > 1 && class_at(s, i) == B_DIGIT))
		i++;
	if (!byte_at(s, i, '$')) {
		tok->kind = TOK_OTHER;
		return 1;
	}
	tag = i + 1;
	tok->kind = TOK_DOLLAR;
	for (i = tag; i + tag <= s.n;) {
		const char *hit = memchr(s.p + i, '$', s.n - i - tag + 1);

		if (!hit)
			break;
		i = (size_t)(hit - s.p);
		if (memcmp(hit, s.p, tag) == 0)
			return i + tag;
		i++;
	}
	tok->flaw = "unterminated dollar-quoted string";
	return s.n;
}

static bool is_digit_of(char c, char base)
{
	char low = ascii_lower(c);

	if (base == 'x')
		return ascii_is_digit(c) || (low >= 'a' && low <= 'f');
	return c >= '0' && c <= (base == 'b' ? '1' : base == 'o' ? '7' : '9');
}

/* Digits with single underscores between them. */
static size_t skip_digits(struct span s, size_t i, char base)
{
	while (i < s.n && is_digit_of(s.p[i], base)) {
		i++;
		if (byte_at(s, i, '_') && i + 1 < s.n && is_digit_of(s.p[i + 1], base))
			i++;
	}
	return i;
}

static size_t lex_number(struct span s)
{
	size_t i;
	size_t exponent;

	if (s.p[0] == '0' && s.n > 2) {
		char base = ascii_lower(s.p[1]);
		size_t digits = byte_at(s, 2, '_') ? 3 : 2;

		if ((base == 'x' || base == 'o' || base == 'b') && digits < s.n && is_digit_of(s.p[digits], base))
			return skip_digits(s, digits, base);
	}
	i = skip_digits(s, 0, 'd');
	if (byte_at(s, i, '.') && !byte_at(s, i + 1, '.'))
		i = skip_digits(s, i + 1, 'd');
	if (byte_at(s, i, 'e') || byte_at(s, i, 'E')) {
		exponent = i + 1;
		if (byte_at(s, exponent, '+') || byte_at(s, exponent, '-'))
			exponent++;
		if (class_at(s, exponent) == B_DIGIT)
			i = skip_digits(s, exponent, 'd');
	}
	return i;
}

/*
 * Words after which a value is still to come: a question mark behind one of
 * these is a marker, where behind any other word it may be an operator.
 * (`x LIKE ?||'%'` against `doc ?| array[...]`.)
 */
static bool word_awaits_operand(struct span word)
{
	static const char *const words[] = {
		"all", "and", "any", "as", "asymmetric", "between", "by", "call", "case", "distinct", "else",
		"escape", "except", "fetch", "first", "for", "from", "groups", "having", "ilike", "in", "intersect",
		"into", "is", "lateral", "like", "limit", "next", "not", "offset", "on", "or", "placing", "range",
		"return", "returning", "rows", "select", "set", "similar", "some", "symmetric", "then", "to",
		"uescape", "union", "using", "values", "variadic", "when", "where", "with", "zone",
	};

	for (size_t i = 0; i < LB_COUNT(words); i++)
		if (span_iis(word, words[i]))
			return true;
	return false;
}

static bool ends_operand(const struct token *tok)
{
	switch (tok->kind) {
	case TOK_WORD:
		return !word_awaits_operand(tok->text);
	case TOK_QUOTED_WORD:
	case TOK_STRING:
	case TOK_DOLLAR:
	case TOK_NUMBER:
	case TOK_PARAM:
	case TOK_MARKER:
	case TOK_CLOSE_BRACE:
		return true;
	case TOK_PUNCTUATION:
		return tok->text.p[0] == ')' || tok->text.p[0] == ']';
	case TOK_SPACE:
	case TOK_COMMENT:
		return tok->after_operand;
	default:
		return false;
	}
}

/*
 * The rule for question marks:
 *   ??                        a question mark for PostgreSQL, whatever stands around it
 *   one of the operators      when it is the whole operator and follows a value: `doc ?| keys`
 *   any other                 a marker, also inside a run of operator bytes: `a=?`, `'%'||?||'%'`
 * So the operator `?` alone is written `??`.  The operators are those of jsonb,
 * hstore, ltree and the geometric types.
 */
static bool question_is_operator(struct span op, bool after_operand)
{
	static const char *const operators[] = {
		"?|", "?&", "@?", "?#", "?-", "?||", "?-|", "?@>", "?<@", "?~", "?@", "^?",
	};

	for (size_t i = 0; after_operand && i < LB_COUNT(operators); i++)
		if (span_is(op, operators[i]))
			return true;
	return false;
}

/* A run of operator bytes ends at a comment, and in + or - only if it has one of the bytes no SQL operator has. */
static size_t operator_length(struct span s)
{
	static const char exotics[] = {'~', '!', '@', '#', '^', '&', '|', '`', '?', '%'};
	size_t n = 0;
	bool exotic = false;

	for (; class_at(s, n) == B_OPERATOR; n++)
		if ((s.p[n] == '-' && byte_at(s, n + 1, '-')) || (s.p[n] == '/' && byte_at(s, n + 1, '*')))
			break;
	for (size_t i = 0; i + 1 < n && !exotic; i++)
		exotic = memchr(exotics, s.p[i], sizeof(exotics)) != NULL;
	while (!exotic && n > 1 && (s.p[n - 1] == '+' || s.p[n - 1] == '-'))
		n--;
	return n;
}

static size_t lex_operator(struct span s, struct token *tok)
{
	size_t n;
	size_t mark;

	if (s.p[0] == '-' && byte_at(s, 1, '-')) {
		tok->kind = TOK_COMMENT;
		return skip_line(s, 0);
	}
	if (s.p[0] == '/' && byte_at(s, 1, '*')) {
		tok->kind = TOK_COMMENT;
		return lex_block_comment(s, &tok->flaw);
	}
	tok->kind = TOK_OPERATOR;
	n = operator_length(s);
	mark = span_find(span_make(s.p, n), '?');
	if (mark == n)
		return n;
	if (mark == 0 && byte_at(s, 1, '?')) {
		tok->kind = TOK_QUESTION;
		return 2;
	}
	if (question_is_operator(span_make(s.p, n), tok->after_operand))
		return n;
	if (mark == 0) {
		tok->kind = TOK_MARKER;
		return 1;
	}
	return operator_length(span_make(s.p, mark));
}

static size_t skip_class(struct span s, size_t i, enum byte_class k)
{
	while (class_at(s, i) == k)
		i++;
	return i;
}

static size_t lex_colon(struct span s, struct token *tok)
{
	bool two = byte_at(s, 1, ':') || byte_at(s, 1, '=');

	tok->kind = two ? TOK_OPERATOR : TOK_PUNCTUATION;
	return two ? 2 : 1;
}

static size_t lex_dot(struct span s, struct token *tok)
{
	if (class_at(s, 1) == B_DIGIT) {
		tok->kind = TOK_NUMBER;
		return lex_number(s);
	}
	tok->kind = byte_at(s, 1, '.') ? TOK_OPERATOR : TOK_PUNCTUATION;
	return tok->kind == TOK_OPERATOR ? 2 : 1;
}

static size_t lex(struct span s, struct token *tok)
{
	switch (class_at(s, 0)) {
	case B_SPACE:
		tok->kind = TOK_SPACE;
		return skip_class(s, 1, B_SPACE);
	case B_LETTER:
		return lex_word(s, tok);
	case B_DIGIT:
		tok->kind = TOK_NUMBER;
		return lex_number(s);
	case B_QUOTE:
		tok->kind = TOK_STRING;
		return lex_quoted(s, 1, '\'', false, &tok->flaw);
	case B_DOUBLE_QUOTE:
		tok->kind = TOK_QUOTED_WORD;
		return lex_quoted(s, 1, '"', false, &tok->flaw);
	case B_DOLLAR:
		return lex_dollar(s, tok);
	case B_DOT:
		return lex_dot(s, tok);
	case B_COLON:
		return lex_colon(s, tok);
	case B_OPERATOR:
		return lex_operator(s, tok);
	case B_PUNCTUATION:
		tok->kind = TOK_PUNCTUATION;
		return 1;
	case B_OPEN_BRACE:
		tok->kind = TOK_OPEN_BRACE;
		return 1;
	case B_CLOSE_BRACE:
		tok->kind = TOK_CLOSE_BRACE;
		return 1;
	case B_OTHER:
	default:
		tok->kind = TOK_OTHER;
		return 1;
	}
}

bool sql_next(struct span *rest, struct token *tok)
{
	size_t n;

	tok->after_operand = ends_operand(tok);
	tok->flaw = NULL;
	if (rest->n == 0) {
		tok->kind = TOK_END;
		tok->text = span_make(rest->p, 0);
		return false;
	}
	n = lex(*rest, tok);
	tok->text = span_make(rest->p, n);
	rest->p += n;
	rest->n -= n;
	return true;
}

bool sql_next_word(struct span *rest, struct token *tok)
{
	while (sql_next(rest, tok))
		if (tok->kind != TOK_SPACE && tok->kind != TOK_COMMENT)
			return true;
	return false;
}
