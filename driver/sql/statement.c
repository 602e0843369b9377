#include "sql/statement.h"

#include <sql.h>
#include <sqlext.h>

/*
 * Patterns over the first words: `...` stands for any number of words, `~` for
 * the words that may stand between CREATE and what is created.
 */
struct kind_row {
	const char *pattern;
	enum statement_kind kind;
};

static const struct kind_row kinds[] = {
	{"SELECT", SQLK_SELECT},
	{"VALUES", SQLK_SELECT},
	{"TABLE", SQLK_SELECT},
	{"SHOW", SQLK_SELECT},
	{"FETCH", SQLK_SELECT},
	{"EXPLAIN", SQLK_SELECT},
	{"INSERT", SQLK_INSERT},
	{"UPDATE", SQLK_UPDATE},
	{"DELETE", SQLK_DELETE},
	{"MERGE", SQLK_MERGE},
	{"WITH", SQLK_WITH},
	{"CALL", SQLK_CALL},
	{"CREATE", SQLK_DDL},
	{"ALTER", SQLK_DDL},
	{"DROP", SQLK_DDL},
	{"COMMENT", SQLK_DDL},
	{"GRANT", SQLK_DDL},
	{"REVOKE", SQLK_DDL},
	{"TRUNCATE", SQLK_DDL},
	{"IMPORT FOREIGN SCHEMA", SQLK_DDL},
	{"SECURITY LABEL", SQLK_DDL},
	{"REASSIGN OWNED", SQLK_DDL},
	{"BEGIN", SQLK_BEGIN},
	{"START TRANSACTION", SQLK_BEGIN},
	{"COMMIT PREPARED", SQLK_OTHER},
	{"ROLLBACK PREPARED", SQLK_OTHER},
	{"COMMIT", SQLK_COMMIT},
	{"END", SQLK_COMMIT},
	{"ROLLBACK TO", SQLK_SAVEPOINT},
	{"ROLLBACK WORK TO", SQLK_SAVEPOINT},
	{"ROLLBACK TRANSACTION TO", SQLK_SAVEPOINT},
	{"ROLLBACK", SQLK_ROLLBACK},
	{"ABORT", SQLK_ROLLBACK},
	{"SAVEPOINT", SQLK_SAVEPOINT},
	{"RELEASE", SQLK_SAVEPOINT},
	{"SET", SQLK_SET},
	{"RESET", SQLK_SET},
	{"DISCARD", SQLK_SET},
	{"COPY", SQLK_COPY},
};

/* What PostgreSQL refuses inside a transaction block (PreventInTransactionBlock), as far as the text tells. */
static const char *const outside_transaction[] = {
	"VACUUM",
	"CREATE DATABASE",
	"DROP DATABASE",
	"ALTER DATABASE ... SET TABLESPACE",
	"CREATE TABLESPACE",
	"DROP TABLESPACE",
	"ALTER SYSTEM",
	"CREATE INDEX CONCURRENTLY",
	"CREATE UNIQUE INDEX CONCURRENTLY",
	"DROP INDEX CONCURRENTLY",
	"REINDEX ... CONCURRENTLY",
	"REINDEX DATABASE",
	"REINDEX SYSTEM",
	"REINDEX SCHEMA",
	"ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY",
	"COMMIT PREPARED",
	"ROLLBACK PREPARED",
	"DISCARD ALL",
	"CREATE SUBSCRIPTION",
	"DROP SUBSCRIPTION",
	"ALTER SUBSCRIPTION ... PUBLICATION",
};

/* SQLGetDiagField, "Values of the Dynamic Function Fields". */
struct function_row {
	const char *pattern;
	const char *name;
	int code;
};

static const struct function_row functions[] = {
	{"ALTER DOMAIN", "ALTER DOMAIN", SQL_DIAG_ALTER_DOMAIN},
	{"ALTER TABLE", "ALTER TABLE", SQL_DIAG_ALTER_TABLE},
	{"CREATE COLLATION", "CREATE COLLATION", SQL_DIAG_CREATE_COLLATION},
	{"CREATE DOMAIN", "CREATE DOMAIN", SQL_DIAG_CREATE_DOMAIN},
	{"CREATE ~ INDEX", "CREATE INDEX", SQL_DIAG_CREATE_INDEX},
	{"CREATE SCHEMA", "CREATE SCHEMA", SQL_DIAG_CREATE_SCHEMA},
	{"CREATE ~ TABLE", "CREATE TABLE", SQL_DIAG_CREATE_TABLE},
	{"CREATE ~ VIEW", "CREATE VIEW", SQL_DIAG_CREATE_VIEW},
	{"DROP COLLATION", "DROP COLLATION", SQL_DIAG_DROP_COLLATION},
	{"DROP DOMAIN", "DROP DOMAIN", SQL_DIAG_DROP_DOMAIN},
	{"DROP INDEX", "DROP INDEX", SQL_DIAG_DROP_INDEX},
	{"DROP SCHEMA", "DROP SCHEMA", SQL_DIAG_DROP_SCHEMA},
	{"DROP TABLE", "DROP TABLE", SQL_DIAG_DROP_TABLE},
	{"DROP VIEW", "DROP VIEW", SQL_DIAG_DROP_VIEW},
	{"GRANT", "GRANT", SQL_DIAG_GRANT},
	{"REVOKE", "REVOKE", SQL_DIAG_REVOKE},
	{NULL, "INSERT", SQL_DIAG_INSERT},
	{NULL, "UPDATE WHERE", SQL_DIAG_UPDATE_WHERE},
	{NULL, "DELETE WHERE", SQL_DIAG_DELETE_WHERE},
	{NULL, "DYNAMIC UPDATE CURSOR", SQL_DIAG_DYNAMIC_UPDATE_CURSOR},
	{NULL, "DYNAMIC DELETE CURSOR", SQL_DIAG_DYNAMIC_DELETE_CURSOR},
	{NULL, "SELECT CURSOR", SQL_DIAG_SELECT_CURSOR},
	{NULL, "CALL", SQL_DIAG_CALL},
};

static bool one_of(struct span word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (span_iis(word, list[i]))
			return true;
	return false;
}

static bool is_modifier(struct span word)
{
	static const char *const words[] = {"OR", "REPLACE", "TEMP", "TEMPORARY", "GLOBAL", "LOCAL", "UNLOGGED",
					    "RECURSIVE", "UNIQUE"};

	return one_of(word, words, LB_COUNT(words));
}

static bool is_change(struct span word)
{
	static const char *const words[] = {"INSERT", "UPDATE", "DELETE", "MERGE"};

	return one_of(word, words, LB_COUNT(words));
}

static bool is_verb(struct span word)
{
	static const char *const words[] = {"SELECT", "VALUES", "TABLE", "CREATE", "DECLARE", "EXECUTE", "REFRESH"};

	return is_change(word) || one_of(word, words, LB_COUNT(words));
}

/* After `...` the first place where the next word fits counts; the patterns are such that this is enough. */
static bool words_match(const struct statement *s, const char *pattern)
{
	struct span rest = span_of(pattern);
	struct span want;
	size_t i = 0;
	bool gap = false;

	/* the first letter speaks against most patterns */
	if (pattern[0] != '~' && pattern[0] != '.' &&
	    (s->word_count == 0 || s->words[0].n == 0 || ascii_lower(s->words[0].p[0]) != ascii_lower(pattern[0])))
		return false;
	while (span_split(&rest, ' ', &want)) {
		if (span_is(want, "~")) {
			while (i < s->word_count && is_modifier(s->words[i]))
				i++;
		} else if (span_is(want, "...")) {
			gap = true;
		} else {
			while (gap && i < s->word_count && !span_ieq(s->words[i], want))
				i++;
			gap = false;
			if (i >= s->word_count || !span_ieq(s->words[i++], want))
				return false;
		}
	}
	return true;
}

static bool first_is(const struct statement *s, const char *word)
{
	return s->word_count && span_iis(s->words[0], word);
}

static bool is_routine(const struct statement *s)
{
	return words_match(s, "CREATE FUNCTION") || words_match(s, "CREATE PROCEDURE") ||
	       words_match(s, "CREATE OR REPLACE FUNCTION") || words_match(s, "CREATE OR REPLACE PROCEDURE");
}

static void note_body(struct statement *s, struct span word)
{
	if (s->bodies == 0) {
		if (span_iis(word, "ATOMIC") && span_iis(s->before, "BEGIN") && is_routine(s))
			s->bodies = 1;
	} else if (span_iis(word, "CASE")) {
		s->bodies++;
	} else if (span_iis(word, "END")) {
		s->bodies--;
	}
}

static void note_with(struct statement *s, struct span word)
{
	bool explain = first_is(s, "EXPLAIN");

	if (!explain && !first_is(s, "WITH"))
		return;
	if (is_change(word) && (s->mark == '(' || s->mark == ')'))
		s->writes = true;
	if (s->parens != s->top || s->verb.p || !is_verb(word) || s->mark == ',')
		return;
	if (span_iis(s->before, "WITH") || span_iis(s->before, "RECURSIVE"))
		return;
	s->verb = word;
	if (is_change(word) || span_iis(word, "CREATE") || span_iis(word, "REFRESH"))
		s->writes = true;
}

static void note_word(struct statement *s, struct span word)
{
	if (s->word_count == 0)
		s->top = s->parens;
	if (s->word_count < STATEMENT_WORDS && s->parens <= s->top + 1)
		s->words[s->word_count++] = word;
	if (s->parens == 0)
		note_body(s, word);
	if (s->word_count > 1)
		note_with(s, word);
	if (s->parens <= s->top) {
		s->returning |= span_iis(word, "RETURNING");
		s->into |= span_iis(word, "INTO");
		s->positioned |= span_iis(word, "OF") && span_iis(s->before, "CURRENT");
	}
	s->before = word;
	s->mark = 0;
}

void statement_note(struct statement *s, const struct token *tok)
{
	s->any = true;
	if (tok->kind == TOK_WORD) {
		note_word(s, tok->text);
		return;
	}
	s->before = SPAN_NONE;
	s->mark = tok->text.p[0];
	if (token_is(tok, '('))
		s->parens++;
	else if (token_is(tok, ')') && s->parens)
		s->parens--;
}

bool statement_may_end(const struct statement *s)
{
	return s->parens == 0 && s->bodies == 0;
}

static enum statement_kind kind_of(struct span verb)
{
	for (size_t i = 0; i < LB_COUNT(kinds); i++)
		if (span_iis(verb, kinds[i].pattern))
			return kinds[i].kind;
	return SQLK_WITH;
}

static enum statement_kind statement_kind(const struct statement *s)
{
	if (s->call)
		return SQLK_CALL;
	if (!s->any)
		return SQLK_EMPTY;
	for (size_t i = 0; i < LB_COUNT(kinds); i++)
		if (words_match(s, kinds[i].pattern))
			return kinds[i].kind == SQLK_WITH ? kind_of(s->verb) : kinds[i].kind;
	return SQLK_OTHER;
}

static int function_code(const struct statement *s, enum statement_kind kind)
{
	switch (kind) {
	case SQLK_SELECT:
		return s->into && !first_is(s, "EXPLAIN") ? SQL_DIAG_UNKNOWN_STATEMENT : SQL_DIAG_SELECT_CURSOR;
	case SQLK_INSERT:
		return SQL_DIAG_INSERT;
	case SQLK_UPDATE:
		return s->positioned ? SQL_DIAG_DYNAMIC_UPDATE_CURSOR : SQL_DIAG_UPDATE_WHERE;
	case SQLK_DELETE:
		return s->positioned ? SQL_DIAG_DYNAMIC_DELETE_CURSOR : SQL_DIAG_DELETE_WHERE;
	case SQLK_CALL:
		return SQL_DIAG_CALL;
	default:
		break;
	}
	for (size_t i = 0; i < LB_COUNT(functions); i++)
		if (functions[i].pattern && words_match(s, functions[i].pattern))
			return functions[i].code;
	return SQL_DIAG_UNKNOWN_STATEMENT;
}

static bool likely_rows(const struct statement *s, enum statement_kind kind)
{
	switch (kind) {
	case SQLK_SELECT:
		return first_is(s, "EXPLAIN") || first_is(s, "FETCH") || !s->into;
	case SQLK_INSERT:
	case SQLK_UPDATE:
	case SQLK_DELETE:
	case SQLK_MERGE:
		return s->returning;
	case SQLK_CALL:
	case SQLK_WITH:
		return true;
	default:
		return first_is(s, "EXECUTE");
	}
}

static bool likely_writes(const struct statement *s, enum statement_kind kind)
{
	switch (kind) {
	case SQLK_SELECT:
		if (first_is(s, "EXPLAIN"))
			return s->writes && words_match(s, "EXPLAIN ... ANALYZE");
		return s->into || s->writes;
	case SQLK_BEGIN:
	case SQLK_COMMIT:
	case SQLK_ROLLBACK:
	case SQLK_SAVEPOINT:
	case SQLK_SET:
	case SQLK_EMPTY:
		return false;
	default:
		return true;
	}
}

void statement_describe(const struct statement *s, struct sql_part *part)
{
	part->kind = statement_kind(s);
	part->returns_value = s->call_value;
	part->from_call_escape = s->call;
	part->function = function_code(s, part->kind);
	part->returns_rows_likely = likely_rows(s, part->kind);
	part->writes = likely_writes(s, part->kind);
	for (size_t i = 0; i < LB_COUNT(outside_transaction) && !part->outside_transaction; i++)
		part->outside_transaction = words_match(s, outside_transaction[i]);
}

const char *statement_function(const struct sql_part *part, int *code)
{
	*code = part->function;
	for (size_t i = 0; i < LB_COUNT(functions); i++)
		if (functions[i].code == part->function)
			return functions[i].name;
	return "";
}
