/*
 * lakebase-odbc, the program for the person at the keyboard.  It is an
 * application of the driver's own code: settings from config/, signing in from
 * auth/, connecting through the entry points.  Nothing is done a second way.
 *
 * One thread, and one that shows progress (progress.h).  Commands write what was asked for to standard output and
 * everything else to standard error, and return one of the codes below.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/strbuf.h"
#include "config/settings.h"

enum cli_exit {
	CLI_OK = 0,
	CLI_FAILED = 1,  /* it was tried and did not work */
	CLI_USAGE = 2,   /* the command line cannot be understood */
	CLI_NOTHING = 3, /* no such data source; nobody to log out */
};

struct cli {
	struct span *args;         /* behind the name of the command; options are taken out */
	size_t n_args;
	bool json, no_browser, replace, force;
	const char *driver, *file; /* NULL: not given */
	uint32_t timeout_s;        /* 0: not given */
};

struct cli_command {
	const char *name, *arguments, *summary, *help;
	const char *options;       /* those of cli_options[] that it knows, separated by spaces */
	size_t least, most;        /* arguments */
	enum cli_exit (*run)(struct cli *c);
};

enum cli_exit cmd_test(struct cli *c);
enum cli_exit cmd_add(struct cli *c);
enum cli_exit cmd_list(struct cli *c);
enum cli_exit cmd_remove(struct cli *c);
enum cli_exit cmd_login(struct cli *c);
enum cli_exit cmd_logout(struct cli *c);
enum cli_exit cmd_whoami(struct cli *c);
enum cli_exit cmd_endpoints(struct cli *c);

/* What a command works on: a data source, a connection string, or the address of a workspace. */
enum target_kind { TARGET_DSN, TARGET_STRING, TARGET_URL };

struct cli_target {
	enum target_kind kind;
	struct settings settings;
	struct strbuf text;   /* the connection string; secret */
	struct strbuf chosen; /* why this AuthType */
	struct strbuf notes;  /* keywords that were not understood */
};

#define CLI_TARGET_INIT ((struct cli_target){.text = {.secret = true}})

/* What load_target() has to make possible. */
enum target_use {
	USE_DATABASE,  /* connect to it */
	USE_WORKSPACE, /* only sign in at the workspace */
	USE_BROWSER,   /* the same, as a person */
};

/* False: the words in `why`, the exit code in *code. */
bool cli_target_load(struct cli_target *t, struct span arg, enum target_use use, enum cli_exit *code, struct strbuf *why);
void cli_target_release(struct cli_target *t);

#endif
