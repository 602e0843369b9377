/*
 * The settings of one connection, one member per row of keywords.def.
 * Pure.  Values come from several sources; the first that gives a keyword wins,
 * so apply them in order of precedence: connection string, DSN, profile,
 * environment; settings_finish() then fills in the defaults.
 * Text members are owned, NULL when not given; SECRET ones are wiped on release.
 */
#ifndef CONFIG_SETTINGS_H
#define CONFIG_SETTINGS_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum keyword_id {
#define KEYWORD(field, type, def, name, aliases, flags, choices, help) KW_##field,
#include "config/keywords.def"
#undef KEYWORD
	KW_COUNT
};

enum auth_type {
	AUTH_UNSET, AUTH_OAUTH_M2M, AUTH_EXTERNAL_BROWSER, AUTH_DATABRICKS_CLI, AUTH_PAT, AUTH_AZURE_CLIENT_SECRET,
	AUTH_AZURE_MSI, AUTH_AZURE_CLI, AUTH_ENV_OIDC, AUTH_FILE_OIDC, AUTH_GITHUB_OIDC, AUTH_PASSWORD, AUTH_TOKEN,
};

enum ssl_mode { SSL_DISABLE, SSL_ALLOW, SSL_PREFER, SSL_REQUIRE, SSL_VERIFY_CA, SSL_VERIFY_FULL };

enum token_cache_store { TOKEN_CACHE_AUTO, TOKEN_CACHE_FILE, TOKEN_CACHE_KEYRING };
enum array_insert { ARRAY_INSERT_AUTO, ARRAY_INSERT_ALWAYS, ARRAY_INSERT_NEVER, ARRAY_INSERT_COPY };
enum result_format { RESULT_FORMAT_AUTO, RESULT_FORMAT_TEXT, RESULT_FORMAT_BINARY };
enum server_prepare { SERVER_PREPARE_AUTO, SERVER_PREPARE_ALWAYS, SERVER_PREPARE_NEVER };
enum fetch_mode { FETCH_MODE_STREAM, FETCH_MODE_WHOLE };
enum error_rollback { ERROR_ROLLBACK_STATEMENT, ERROR_ROLLBACK_TRANSACTION };

/* LogLevel: the values of enum trace_level. */

/* C types of the members by the row's type: TEXT char *, UINT uint32_t, BOOL bool, CHOICE int (index into choices). */
#define SETTINGS_TEXT char *
#define SETTINGS_UINT uint32_t
#define SETTINGS_BOOL bool
#define SETTINGS_CHOICE int

enum setting_source { SOURCE_NONE, SOURCE_STRING, SOURCE_DSN, SOURCE_PROFILE, SOURCE_ENVIRONMENT, SOURCE_DEFAULT };

struct settings {
#define KEYWORD(field, type, def, name, aliases, flags, choices, help) SETTINGS_##type field;
#include "config/keywords.def"
#undef KEYWORD
	unsigned char source[KW_COUNT]; /* enum setting_source */

	/* No keywords: what the caller allows and wants.  Set them before settings_finish(). */
	bool may_prompt;    /* a browser may be opened for signing in */
	bool sign_in_anew;  /* by the browser, even where a sign-in is stored */
	bool token_given;   /* Token or AccessToken will come from the application, by an attribute */
	bool no_target;     /* only the workspace is wanted: Project and the like may be missing */
};

enum keyword_type { KEYWORD_TEXT, KEYWORD_UINT, KEYWORD_BOOL, KEYWORD_CHOICE };

enum keyword_flags {
	KEYWORD_PLAIN = 0,
	KEYWORD_SECRET = 1,   /* hidden in dialogs, never traced, never in a completed connection string */
	KEYWORD_INTERNAL = 2, /* DSN, Driver ...: understood by the connection functions, not a setting of its own */
};

struct keyword {
	const char *name;
	const char *aliases;   /* "Host Servername": separated by spaces; NULL for none */
	enum keyword_type type;
	unsigned flags;
	const char *def;       /* default as text, NULL for none */
	const char *choices;   /* "a b c": separated by spaces, for KEYWORD_CHOICE */
	const char *help;      /* one line */
	size_t offset;
};

extern const struct keyword keywords[KW_COUNT];

/* The word number `index` of a KEYWORD_CHOICE row; absent beyond the last. */
struct span keyword_choice(int id, int index);
/* The same for libpq, which wants a terminated text. */
const char *ssl_mode_name(enum ssl_mode mode);

/* Keywords of other drivers that need no answer, like Trusted_Connection. */
bool keyword_ignored(struct span name);

/* By name or alias, ignoring case; -1 when there is none. */
int keyword_find(struct span name);
/* The keyword (or alias) nearest to a misspelt one, or NULL when nothing is near. */
const char *keyword_nearest(struct span name);

enum setting_status { SETTING_OK, SETTING_UNKNOWN, SETTING_BAD_VALUE, SETTING_NO_MEMORY, SETTING_IGNORED };

/* Sets one keyword unless a better source already did (SETTING_OK all the same).  On SETTING_BAD_VALUE
 * the words (keyword, what is allowed; never the value of a secret) are appended to `why`.  SETTING_IGNORED is
 * no trouble either: an empty value, which means "not given", or a keyword of other drivers that is of no use here. */
enum setting_status settings_set(struct settings *s, struct span name, struct span value, enum setting_source source,
				 struct strbuf *why) LB_MUST_USE;

/* Whether a better source than the default gave it. */
bool settings_given(const struct settings *s, enum keyword_id id);
/* True when AuthType makes the driver mint the database credential, by way of the workspace. */
bool settings_mints(const struct settings *s);

/* Whether a text looks like a Databricks personal access token. */
bool settings_is_pat(const char *text);

/* Defaults, the AuthType that the given keywords make complete, and what must fit together.  On false `why`
 * has the words: which keyword is wrong or missing, and what to write instead; `chosen` (may be NULL) gets the
 * reason for the AuthType, for the trace. */
bool settings_finish(struct settings *s, struct strbuf *why, struct strbuf *chosen) LB_MUST_USE;

/* The next keyword that the AuthType cannot do without and nobody gave, of all from *at = 0; after settings_finish(). */
bool settings_missing(const struct settings *s, size_t *at, enum keyword_id *id);

bool settings_copy(struct settings *to, const struct settings *from) LB_MUST_USE;
void settings_release(struct settings *s);

/* The connection string of what came from the application and the DSN's name: "DSN=x;Key=value;..."; SECRET
 * rows are left out, except PWD where it came in the connection string. */
void settings_print(const struct settings *s, struct span dsn, struct span driver, struct strbuf *out);

#endif
