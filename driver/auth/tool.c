#include "auth/tool.h"

#include "auth/command.h"
#include "auth/token.h"

#define LIFE_UNKNOWN (300 * INT64_C(1000000))

int64_t tool_life(const struct call *c, int64_t expires_us)
{
	const int64_t now = clock_wall(c->clock);

	if (!expires_us)
		return LIFE_UNKNOWN;
	return expires_us > now ? expires_us - now : 0;
}

static bool take(const struct call *c, const struct tool *tool, struct span printed, struct strbuf *token,
		 int64_t *life_us)
{
	struct bearer_reply reply;
	const char *wrong = "";

	if (!bearer_reply_parse(span_trim(printed), &reply, &wrong))
		return auth_fail(c->err, AUTH_STEP_IDENTITY, wrong == token_no_memory ? "HY001" : "28000",
				 "%s gave no token: what it printed is not as expected (%s). %s", tool->title, wrong,
				 tool->missing);
	strbuf_add_text(token, reply.token);
	*life_us = tool_life(c, reply.expires_us);
	bearer_reply_release(&reply);
	return !strbuf_failed(token) || auth_fail(c->err, AUTH_STEP_IDENTITY, "HY001", "out of memory");
}

static bool fail(const struct call *c, const struct tool *tool, enum command_status status, const struct strbuf *errors,
		 int code)
{
	struct error_reply said;

	if (status == COMMAND_NOT_STARTED)
		return auth_fail(c->err, AUTH_STEP_IDENTITY, "28000", "%s could not be started. %s", tool->title,
				 tool->missing);
	if (status == COMMAND_TIMEOUT)
		return auth_fail(c->err, AUTH_STEP_IDENTITY, "HYT00",
				 "%s did not end in time: raise LoginTimeout, or try it by hand", tool->title);
	if (status == COMMAND_TOO_LONG)
		return auth_fail(c->err, AUTH_STEP_IDENTITY, "28000", "%s gave no token: it printed far too much. %s",
				 tool->title, tool->missing);
	error_reply_parse(strbuf_span(errors), &said);
	auth_fail(c->err, AUTH_STEP_IDENTITY, "28000", "%s gave no token: %s%s%s (exit code %d). %s", tool->title,
		  strbuf_text(&said.code), said.code.n && said.message.n ? ": " : "",
		  said.code.n || said.message.n ? strbuf_text(&said.message) : "it does not say why", code,
		  code == 127 ? tool->missing : tool->remedy);
	error_reply_release(&said);
	return false;
}

bool tool_token(const struct call *c, const struct tool *tool, const char *const words[], struct strbuf *token,
		int64_t *life_us)
{
	struct strbuf printed = STRBUF_SECRET, errors = STRBUF_INIT;
	int code;
	enum command_status status = program_run(words, c->clock, c->deadline_us, &printed, &errors, &code);
	bool ok;

	if (strbuf_failed(&printed) || strbuf_failed(&errors))
		ok = auth_fail(c->err, AUTH_STEP_IDENTITY, "HY001", "out of memory");
	else if (status == COMMAND_OK)
		ok = take(c, tool, strbuf_span(&printed), token, life_us);
	else
		ok = fail(c, tool, status, &errors, code);
	strbuf_release(&printed);
	strbuf_release(&errors);
	return ok;
}
