#include "odbc/given_token.h"

#include "auth/secret_file.h"
#include "base/clock.h"
#include "base/fiber.h"
#include "base/trace.h"
#include "base/utf.h"
#include "odbc/dbc.h"

#include <string.h>

#define TOKEN_MOST ((size_t)64 << 10)

void given_token_clear(struct given_token *g)
{
	g->text.secret = true;
	strbuf_release(&g->text);
	g->provider = (struct lb_token_provider){0};
	g->wrong = NULL;
}

/* ---- taking it ---- */

/* It is said here, and again by the function that connects. */
static SQLRETURN refuse(struct dbc *dbc, const char *words)
{
	dbc->given.wrong = words;
	return diag_postf(&dbc->head.diag, STATE_INVALID_VALUE, "%s", words);
}

/*
 * Driver managers keep the value until there is a driver, and then do not say by which function it was set:
 * unixODBC replays wide text through the ANSI function, iODBC narrow text through the wide one.  A token is ASCII
 * and has no zero in it, so its second byte tells.  Read byte by byte: of a text that ends with SQL_NTS nothing
 * behind its first zero is ours.
 */
static bool is_wide(const char *p, SQLINTEGER length, bool wide_function)
{
	return p[0] != '\0' && (length == SQL_NTS ? wide_function : length > 1) && p[1] == '\0';
}

static void add_narrow(struct strbuf *out, const char *p, SQLINTEGER length)
{
	strbuf_add_span(out, length == SQL_NTS ? span_of(p) : span_make(p, (size_t)length));
}

/* Whatever is not ASCII becomes a character that no token has. */
static void add_wide(struct strbuf *out, const char *p, SQLINTEGER length)
{
	const size_t most = length == SQL_NTS ? SIZE_MAX : (size_t)length / sizeof(utf_wide);
	utf_wide unit;

	for (size_t i = 0; i < most; i++) {
		memcpy(&unit, p + i * sizeof(unit), sizeof(unit));
		if (unit == 0 && length == SQL_NTS)
			break;
		strbuf_add_char(out, unit < 0x80 ? (char)unit : ' ');
	}
}

/* A connection that signed in some other way cannot begin to use a token. */
static SQLRETURN check_time(struct dbc *dbc, const char *attribute)
{
	if (!dbc->connected || dbc->settings.token_given)
		return SQL_SUCCESS;
	return diag_postf(&dbc->head.diag, STATE_CANNOT_SET_NOW, "%s must be set before connecting", attribute);
}

/* NULL: it is a token, or nothing. */
static const char *flaw_of(struct span token)
{
	if (token.n == 1)
		return "SQL_ATTR_LB_TOKEN has one character: give its length in bytes instead of SQL_NTS, for of wide text the "
		       "driver manager keeps the first byte only";
	if (token.n > TOKEN_MOST)
		return "SQL_ATTR_LB_TOKEN is longer than 64 KiB";
	if (token.n && !secret_is_word(token))
		return "SQL_ATTR_LB_TOKEN has spaces, line ends or other characters in it that no token has";
	return NULL;
}

SQLRETURN given_token_take_text(struct dbc *dbc, const struct attr_in *in)
{
	struct strbuf *text = &dbc->given.text;
	const SQLINTEGER length = in->length ? in->length : SQL_NTS; /* iODBC forgets it before connecting */
	const char *p = in->value, *flaw;
	SQLRETURN rc = check_time(dbc, "SQL_ATTR_LB_TOKEN");

	if (rc != SQL_SUCCESS)
		return rc;
	dbc->given.wrong = NULL;
	text->secret = true;
	strbuf_release(text);
	if (!p)
		return SQL_SUCCESS;
	if (length < 0 && length != SQL_NTS)
		return refuse(dbc, "the length of SQL_ATTR_LB_TOKEN has to be given in bytes");
	if (is_wide(p, length, in->wide))
		add_wide(text, p, length);
	else
		add_narrow(text, p, length);
	while (text->n && text->p[text->n - 1] == '\0') /* the terminator was counted */
		strbuf_cut(text, text->n - 1);
	flaw = strbuf_failed(text) ? "out of memory" : flaw_of(strbuf_span(text));
	if (!flaw)
		return SQL_SUCCESS;
	strbuf_release(text);
	return refuse(dbc, flaw);
}

SQLRETURN given_token_take_provider(struct dbc *dbc, const struct attr_in *in)
{
	const struct lb_token_provider *p = in->value;
	SQLRETURN rc = check_time(dbc, "SQL_ATTR_LB_TOKEN_PROVIDER");

	if (rc != SQL_SUCCESS)
		return rc;
	dbc->given.wrong = NULL;
	dbc->given.provider = (struct lb_token_provider){0};
	if (!p)
		return SQL_SUCCESS;
	if (p->size < sizeof(*p) || !p->function)
		return refuse(dbc, "SQL_ATTR_LB_TOKEN_PROVIDER: size has to be sizeof(struct lb_token_provider), and function "
			      "must not be NULL");
	dbc->given.provider = *p;
	return SQL_SUCCESS;
}

/* ---- using it ---- */

struct question {
	const struct lb_token_provider *provider;
	const struct lb_token_request *request;
	char *buffer;
	int length;
};

static void ask(void *data)
{
	struct question *q = data;

	q->length = q->provider->function(q->provider->context, q->request, q->buffer, TOKEN_MOST);
}

static int32_t left_ms(int64_t deadline_us)
{
	const int64_t left = deadline_us - clock_mono(&clock_system);

	if (deadline_us == CLOCK_NEVER)
		return -1;
	return left <= 0 ? 0 : left / 1000 > INT32_MAX ? INT32_MAX : (int32_t)(left / 1000);
}

static SQLRETURN no_answer(struct dbc *dbc, char *reason)
{
	struct span words;

	reason[TOKEN_MOST] = '\0';
	words = span_trim(span_of(reason));
	if (words.n == 0 || !utf8_valid(words))
		words = SPAN_LIT("it gave no reason");
	return diag_postf(&dbc->head.diag, STATE_INVALID_AUTHORIZATION, "the application's function gave no token: %.*s",
			  (int)words.n, words.p);
}

/* The answer is written into `out`, which wipes it. */
static SQLRETURN ask_function(struct dbc *dbc, int reason, int64_t deadline_us, struct strbuf *out)
{
	const struct settings *s = &dbc->settings;
	const bool minting = settings_mints(s);
	const struct lb_token_request request = {
		.size = sizeof(request),
		.reason = reason,
		.kind = minting ? LB_TOKEN_WORKSPACE : LB_TOKEN_DATABASE,
		.timeout_ms = left_ms(deadline_us),
		.where = minting ? s->workspace : s->server,
		.user = s->uid,
	};
	struct question q = {&dbc->given.provider, &request, strbuf_reserve(out, TOKEN_MOST + 1), -1};

	if (!q.buffer)
		return diag_post_no_memory(&dbc->head.diag);
	memset(q.buffer, 0, TOKEN_MOST + 1);
	trace_write(TRACE_AUTH, TRACE_INFO, "asking the application for a token (reason %d)", reason);
	fiber_outside(ask, &q);
	if (q.length < 0)
		return no_answer(dbc, q.buffer);
	if ((size_t)q.length > TOKEN_MOST || !secret_is_word(span_make(q.buffer, (size_t)q.length)))
		return diag_postf(&dbc->head.diag, STATE_INVALID_AUTHORIZATION, "the application's function gave no token: what it gave "
				  "is empty, too long, or has spaces or line ends in it");
	strbuf_grew(out, (size_t)q.length);
	return SQL_SUCCESS;
}

static bool replace(char **field, const struct strbuf *token)
{
	char *copy = mem_dup(token->p, token->n);

	if (!copy)
		return false;
	if (*field)
		mem_wipe(*field, strlen(*field));
	mem_free(*field);
	*field = copy;
	return true;
}

SQLRETURN given_token_use(struct dbc *dbc, int reason, int64_t deadline_us)
{
	struct settings *s = &dbc->settings;
	struct strbuf answer = STRBUF_SECRET;
	const struct strbuf *token = &dbc->given.text;
	SQLRETURN rc = SQL_SUCCESS;

	if (!s->token_given)
		return SQL_SUCCESS;
	if (dbc->given.wrong)
		return diag_postf(&dbc->head.diag, STATE_INVALID_AUTHORIZATION, "%s", dbc->given.wrong);
	if (dbc->given.provider.function) {
		rc = ask_function(dbc, reason, deadline_us, &answer);
		token = &answer;
	} else if (token->n == 0) {
		rc = diag_postf(&dbc->head.diag, STATE_INVALID_AUTHORIZATION, "the token that the application had given by an attribute "
				"was taken back");
	}
	if (rc == SQL_SUCCESS && !settings_mints(s) && settings_is_pat(token->p))
		rc = diag_postf(&dbc->head.diag, STATE_INVALID_AUTHORIZATION, "the application gave a Databricks personal access token, which "
				"PostgreSQL does not take as a password: write AuthType=pat and Workspace=https://...");
	if (rc == SQL_SUCCESS && !replace(settings_mints(s) ? &s->token : &s->access_token, token))
		rc = diag_post_no_memory(&dbc->head.diag);
	strbuf_release(&answer);
	return rc;
}
