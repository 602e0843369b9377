#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "auth/credential.h"
#include "cli/cli.h"
#include "cli/out.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0.0.0"
#endif

#define WHAT "WHAT is a data source of odbc.ini, a connection string (\"Workspace=https://...;Project=...\")"

static const struct cli_command commands[] = {
	{"test", "WHAT", "connect step by step; say where it stops, why, and what to do",
	 WHAT ".\n"
	 "Goes the way of every connection: settings, workspace, sign-in, credential, DNS, TCP, TLS,\n"
	 "login, wake-up, first query. No browser is opened, as in an application that runs alone.",
	 "--json --timeout", 1, 1, cmd_test},
	{"add", "NAME KEYWORD=VALUE...", "write a data source to odbc.ini",
	 "The keywords are those of the README, one to an argument, or a whole connection string.\n"
	 "A value of - is read from standard input, one line for each, so that a secret does not\n"
	 "stand in the list of processes: lakebase-odbc add shop Workspace=https://... ClientSecret=-\n"
	 "The file is $ODBCINI or ~/.odbc.ini; it becomes readable for its owner only (0600), and\n"
	 "everything else in it stays as it is.",
	 "--json --replace --driver --file", 2, 64, cmd_add},
	{"list", "", "show the data sources of this driver",
	 "Those in $ODBCINI, ~/.odbc.ini and the system's odbc.ini, without secrets.", "--json", 0, 0, cmd_list},
	{"remove", "NAME", "take a data source out of odbc.ini",
	 "The file is $ODBCINI or ~/.odbc.ini. A data source of another driver is left alone unless\n"
	 "--force is given.",
	 "--json --force --file", 1, 1, cmd_remove},
	{"login", "WHAT", "sign in with the browser (AuthType=external-browser)",
	 WHAT ",\nor the address of a workspace (https://...).\n"
	 "The sign-in is stored for connections of this user, in applications that cannot open a\n"
	 "browser too: in the desktop's keyring where there is one, otherwise below\n"
	 "$XDG_CONFIG_HOME/lakebase-odbc (~/.config/lakebase-odbc), readable for its owner only,\n"
	 "encrypted where TokenCachePassPhrase is given. What runs without a desktop (cron, ssh)\n"
	 "needs the file: TokenCacheStore=file.",
	 "--json --no-browser --timeout", 1, 1, cmd_login},
	{"logout", "WHAT", "forget a sign-in", WHAT ",\nor the address of a workspace.", "--json", 1, 1, cmd_logout},
	{"whoami", "WHAT", "show who signs in at the workspace", WHAT ",\nor the address of a workspace.", "--json --timeout",
	 1, 1, cmd_whoami},
	{"endpoints", "WHAT", "show the endpoints that the identity can see", WHAT ",\nor the address of a workspace.",
	 "--json --timeout", 1, 1, cmd_endpoints},
};

static const struct {
	const char *name, *value, *help;
} options[] = {
	{"--json", NULL, "print JSON, for programs"},
	{"--timeout", "SECONDS", "how long it may take (login: 300; otherwise LoginTimeout)"},
	{"--no-browser", NULL, "only show the address, and wait"},
	{"--replace", NULL, "overwrite a data source of that name"},
	{"--driver", "NAME", "the driver as odbcinst.ini calls it, or its file (Lakebase ODBC Driver)"},
	{"--file", "PATH", "another file than odbc.ini of the user"},
	{"--force", NULL, "even if it is of another driver"},
	{"--help", NULL, "show this"},
};

#define EXIT_CODES \
	"Exit codes: 0 done, 1 it did not work, 2 the command line is wrong, 3 no such data source, or\nnobody to log out.\n"

static bool has_word(const char *list, struct span word)
{
	struct span rest = span_of(list), one;

	while (span_split(&rest, ' ', &one))
		if (span_eq(one, word))
			return true;
	return false;
}

static void help(void)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_add_text(&text, "Usage: lakebase-odbc COMMAND [ARGUMENT...]\n\nThe command line of the Lakebase ODBC driver.\n\n");
	for (size_t i = 0; i < LB_COUNT(commands); i++) {
		strbuf_add_text(&text, "  ");
		add_padded(&text, span_of(commands[i].name), 11);
		strbuf_printf(&text, "%s\n", commands[i].summary);
	}
	strbuf_add_text(&text, "\nlakebase-odbc COMMAND --help says more; --json prints for programs; --version.\n" EXIT_CODES);
	out_buffer(&text);
	strbuf_release(&text);
}

static void help_command(const struct cli_command *cmd)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_printf(&text, "Usage: lakebase-odbc %s [OPTION...]%s%s\n\n%c%s.\n%s\n\n", cmd->name, *cmd->arguments ? " " : "",
		      cmd->arguments, ascii_upper(*cmd->summary), cmd->summary + 1, cmd->help);
	for (size_t i = 0; i < LB_COUNT(options); i++) {
		struct strbuf left = STRBUF_INIT;

		if (has_word(cmd->options, span_of(options[i].name)) || span_is(span_of(options[i].name), "--help")) {
			strbuf_printf(&left, "%s %s", options[i].name, options[i].value ? options[i].value : "");
			strbuf_add_text(&text, "  ");
			add_padded(&text, strbuf_span(&left), 20);
			strbuf_printf(&text, "%s\n", options[i].help);
		}
		strbuf_release(&left);
	}
	strbuf_add_text(&text, "\n" EXIT_CODES);
	out_buffer(&text);
	strbuf_release(&text);
}

static enum cli_exit usage(struct cli *c, const struct cli_command *cmd, const char *fmt, ...) LB_PRINTF(3, 4);

static enum cli_exit usage(struct cli *c, const struct cli_command *cmd, const char *fmt, ...)
{
	struct strbuf words = STRBUF_INIT;
	va_list args;

	va_start(args, fmt);
	strbuf_vprintf(&words, fmt, args);
	va_end(args);
	strbuf_printf(&words, "; see lakebase-odbc %s%s--help", cmd ? cmd->name : "", cmd ? " " : "");
	out_error(c, CLI_USAGE, NULL, strbuf_text(&words));
	strbuf_release(&words);
	return CLI_USAGE;
}

static const struct cli_command *find(struct span name)
{
	for (size_t i = 0; i < LB_COUNT(commands); i++)
		if (span_is(name, commands[i].name))
			return &commands[i];
	return NULL;
}

static enum cli_exit unknown_command(struct cli *c, struct span name)
{
	unsigned best = 3; /* must be below */
	const char *near = NULL;

	for (size_t i = 0; i < LB_COUNT(commands); i++) {
		const unsigned d = span_distance(name, span_of(commands[i].name));

		if (d < best && d < name.n) {
			best = d;
			near = commands[i].name;
		}
	}
	if (near)
		return usage(c, NULL, "there is no command '%.*s'; do you mean '%s'?", (int)(name.n > 60 ? 60 : name.n), name.p,
			     near);
	return usage(c, NULL, "there is no command '%.*s'", (int)(name.n > 60 ? 60 : name.n), name.p);
}

/* One option; false with the exit code when it is wrong.  *at moves past its value. */
static bool take_option(struct cli *c, const struct cli_command *cmd, char **argv, int argc, int *at, enum cli_exit *code)
{
	struct span name = span_of(argv[*at]), value = name;
	const char *text = NULL;
	uint64_t number;
	size_t i = 0;

	span_split(&value, '=', &name);
	while (i < LB_COUNT(options) && !span_is(name, options[i].name))
		i++;
	*code = CLI_USAGE;
	if (i == LB_COUNT(options) || !has_word(cmd->options, name)) {
		usage(c, cmd, "%s has no option %.*s", cmd->name, (int)name.n, name.p);
		return false;
	}
	if (options[i].value) {
		text = value.p ? value.p : *at + 1 < argc ? argv[++*at] : NULL;
		if (!text || !*text) {
			usage(c, cmd, "%s needs %s", options[i].name, options[i].value);
			return false;
		}
	}
	c->json |= span_is(name, "--json");
	c->no_browser |= span_is(name, "--no-browser");
	c->replace |= span_is(name, "--replace");
	c->force |= span_is(name, "--force");
	if (span_is(name, "--driver"))
		c->driver = text;
	if (span_is(name, "--file"))
		c->file = text;
	if (span_is(name, "--timeout")) {
		if (!span_uint(span_of(text), 86400, &number) || !number) {
			usage(c, cmd, "--timeout=%s is no number of seconds", text);
			return false;
		}
		c->timeout_s = (uint32_t)number;
	}
	return true;
}

static enum cli_exit run(const struct cli_command *cmd, int argc, char **argv)
{
	struct cli c = {.args = mem_array((size_t)argc, sizeof(struct span))};
	enum cli_exit code = CLI_OK;
	bool only_arguments = false, ok = c.args != NULL;

	for (int i = 0; ok && i < argc; i++) {
		const struct span word = span_of(argv[i]);

		if (only_arguments || word.n < 2 || word.p[0] != '-') {
			c.args[c.n_args++] = word;
		} else if (span_is(word, "--")) {
			only_arguments = true;
		} else if (span_is(word, "--help") || span_is(word, "-h")) {
			help_command(cmd);
			mem_free(c.args);
			return CLI_OK;
		} else {
			ok = take_option(&c, cmd, argv, argc, &i, &code);
		}
	}
	if (ok && c.n_args < cmd->least)
		code = usage(&c, cmd, "%s needs %s", cmd->name, cmd->arguments);
	else if (ok && c.n_args > cmd->most)
		code = usage(&c, cmd, "%s takes %s only", cmd->name, *cmd->arguments ? cmd->arguments : "no arguments, options");
	else if (ok)
		code = cmd->run(&c);
	mem_free(c.args);
	return code;
}

int main(int argc, char **argv)
{
	struct cli none = {.json = false};
	enum cli_exit code = CLI_OK;

	if (argc < 2) {
		code = usage(&none, NULL, "no command is given");
	} else {
		const struct span word = span_of(argv[1]);
		const struct cli_command *cmd = find(span_is(word, "help") && argc > 2 ? span_of(argv[2]) : word);

		if (span_is(word, "help") && cmd)
			help_command(cmd);
		else if (span_is(word, "--help") || span_is(word, "-h") || (span_is(word, "help") && argc == 2))
			help();
		else if (span_is(word, "--version"))
			out_text("lakebase-odbc " PACKAGE_VERSION "\n");
		else if (cmd)
			code = run(cmd, argc - 2, argv + 2);
		else
			code = unknown_command(&none, span_is(word, "help") ? span_of(argv[2]) : word);
	}
	login_forget_all();
	if (!out_flush() && code == CLI_OK)
		code = out_error(&none, CLI_FAILED, NULL, "the output could not be written");
	return (int)code;
}
