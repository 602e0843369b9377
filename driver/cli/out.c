#include "cli/out.h"

#include "base/utf.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool colours_for(int fd)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fd) && !(no && *no) && !(term && span_is(span_of(term), "dumb"));
}

bool out_is_tty(FILE *to)
{
	return colours_for(fileno(to));
}

bool out_is_terminal(void)
{
	return colours_for(STDOUT_FILENO);
}

void out_span(struct span text)
{
	if (text.n)
		(void)fwrite(text.p, 1, text.n, stdout);
}

void out_text(const char *text)
{
	out_span(span_of(text));
}

void out_buffer(const struct strbuf *b)
{
	out_span(strbuf_span(b));
}

bool out_flush(void)
{
	return fflush(stdout) == 0 && !ferror(stdout);
}

static const char *const codes[] = {
	[PLAIN] = "", [GREEN] = "\033[32m", [RED] = "\033[31m", [YELLOW] = "\033[33m", [DIM] = "\033[2m", [BOLD] = "\033[1m",
};

void add_coloured(struct strbuf *out, enum colour c, const char *text)
{
	if (!out_is_terminal() || c == PLAIN) {
		strbuf_add_text(out, text);
		return;
	}
	strbuf_printf(out, "%s%s\033[0m", codes[c], text);
}

static size_t characters(struct span text)
{
	size_t n = 0;

	for (const char *p = text.p, *end = text.p + text.n; p < end; n++)
		(void)utf8_next(&p, end);
	return n;
}

void add_padded(struct strbuf *out, struct span text, size_t width)
{
	strbuf_add_span(out, text);
	for (size_t n = characters(text); n < width; n++)
		strbuf_add_char(out, ' ');
}

void json_member(struct strbuf *out, const char *name, struct span value)
{
	const char last = out->n ? out->p[out->n - 1] : '{';

	if (last != '{' && last != '[')
		strbuf_add_text(out, ", ");
	json_add_text(out, span_of(name));
	strbuf_add_text(out, ": ");
	json_add_text(out, value);
}

void json_member_bool(struct strbuf *out, const char *name, bool value)
{
	const char last = out->n ? out->p[out->n - 1] : '{';

	if (last != '{' && last != '[')
		strbuf_add_text(out, ", ");
	json_add_text(out, span_of(name));
	strbuf_add_text(out, value ? ": true" : ": false");
}

enum cli_exit out_error(const struct cli *c, enum cli_exit code, const char *sqlstate, const char *words)
{
	struct strbuf line = STRBUF_INIT;

	if (c->json) {
		strbuf_add_text(&line, "{");
		json_member_bool(&line, "ok", false);
		json_member(&line, "sqlstate", span_of(sqlstate));
		json_member(&line, "message", span_of(words));
		strbuf_add_text(&line, "}\n");
		out_buffer(&line);
	} else {
		if (colours_for(STDERR_FILENO))
			strbuf_printf(&line, "%slakebase-odbc:\033[0m ", codes[RED]);
		else
			strbuf_add_text(&line, "lakebase-odbc: ");
		strbuf_add_text(&line, words);
		if (sqlstate && *sqlstate)
			strbuf_printf(&line, " [%s]", sqlstate);
		strbuf_add_char(&line, '\n');
		(void)fputs(strbuf_text(&line), stderr);
	}
	strbuf_release(&line);
	return code;
}

void out_note(const char *fmt, ...)
{
	struct strbuf line = STRBUF_INIT;
	va_list args;

	va_start(args, fmt);
	strbuf_vprintf(&line, fmt, args);
	va_end(args);
	strbuf_add_char(&line, '\n');
	(void)fputs(strbuf_text(&line), stderr);
	strbuf_release(&line);
}
