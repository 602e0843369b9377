#include "auth/ready.h"

#include "auth/command.h"
#include "auth/secret_file.h"
#include "auth/token.h"

static bool fail(const struct call *c, const char *keyword, const char *words)
{
	return auth_fail(c->err, AUTH_STEP_CONFIG, "28000", "%s gave no database credential: %s", keyword, words);
}

static bool read_file(const struct call *c, struct strbuf *out)
{
	const char *wrong = "";

	return secret_file_read(c->settings->access_token_file, out, &wrong) || fail(c, "AccessTokenFile", wrong);
}

static bool run_command(const struct call *c, struct strbuf *out)
{
	static const char *const words[] = {
		[COMMAND_NOT_STARTED] = "the shell could not be started",
		[COMMAND_FAILED] = "the command failed",
		[COMMAND_TIMEOUT] = "the command did not end within LoginTimeout",
		[COMMAND_TOO_LONG] = "the command printed too much",
	};
	int code;
	enum command_status status = command_run(c->settings->access_token_command, c->clock, c->deadline_us, out,
		&code);

	if (status == COMMAND_OK)
		return true;
	if (status == COMMAND_TIMEOUT)
		return auth_fail(c->err, AUTH_STEP_CONFIG, "HYT00", "AccessTokenCommand: %s", words[status]);
	fail(c, "AccessTokenCommand", words[status]);
	if (status == COMMAND_FAILED && code >= 0)
		strbuf_printf(&c->err->text, " (exit code %d)", code);
	return false;
}

/* The token alone, or the JSON that `databricks postgres generate-database-credential` prints. */
static bool take(const struct call *c, const char *keyword, struct span text, struct strbuf *out)
{
	struct credential_reply reply;
	const char *wrong = "";

	text = span_trim(text);
	if (text.n && text.p[0] == '{') {
		if (!credential_reply_parse(text, &reply, &wrong))
			return fail(c, keyword, wrong);
		strbuf_add_text(out, reply.token);
		credential_reply_release(&reply);
		return true;
	}
	if (text.n && !secret_is_word(text))
		return fail(c, keyword, "it is not a single word");
	strbuf_add_span(out, text);
	return text.n > 0 || fail(c, keyword, "it is empty");
}

bool ready_credential(const struct call *c, struct strbuf *out)
{
	const struct settings *s = c->settings;
	struct strbuf text = STRBUF_SECRET;
	bool ok;

	if (s->access_token)
		ok = take(c, "AccessToken", span_of(s->access_token), out);
	else if (s->access_token_file)
		ok = read_file(c, &text) && take(c, "AccessTokenFile", strbuf_span(&text), out);
	else
		ok = run_command(c, &text) && take(c, "AccessTokenCommand", strbuf_span(&text), out);
	strbuf_release(&text);
	return ok && (!strbuf_failed(out) || auth_fail(c->err, AUTH_STEP_CONFIG, "HY001", "out of memory"));
}
