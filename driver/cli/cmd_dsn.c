/* lakebase-odbc add, list, remove: data sources in odbc.ini. */
#include "cli/cli.h"
#include "cli/ini_edit.h"
#include "cli/out.h"
#include "config/connstr.h"
#include "config/dsn.h"
#include "config/ini.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define DRIVER_NAME "Lakebase ODBC Driver"

/* ---- the file ---- */

/* The user's own: --file, $ODBCINI or ~/.odbc.ini. */
static bool user_file(const struct cli *c, struct strbuf *path)
{
	if (c->file)
		strbuf_add_text(path, c->file);
	else if (!dsn_file(0, path) && !dsn_file(1, path))
		return false;
	return !strbuf_failed(path);
}

static enum cli_exit file_error(const struct cli *c, const char *doing, const char *path, int error)
{
	struct strbuf words = STRBUF_INIT;

	strbuf_printf(&words, "%s cannot be %s: %s", path, doing,
		      error == EACCES || error == EPERM ? "no permission" :
		      error == ENOENT ? "the folder does not exist" :
		      error == EFBIG ? "it is too large to be an odbc.ini" :
		      error == ENOSPC ? "no space is left" : error == EROFS ? "the file system is read-only" :
		      error == EISDIR ? "it is a folder" : "the system refuses");
	if (c)
		out_error(c, CLI_FAILED, NULL, strbuf_text(&words));
	strbuf_release(&words);
	return CLI_FAILED;
}

struct edit { /* one change of the file */
	const struct cli *cli;
	struct strbuf path, old, new; /* secret, but for the path */
};

static enum cli_exit edit_begin(struct edit *e, const struct cli *c)
{
	*e = (struct edit){.cli = c, .old = STRBUF_SECRET, .new = STRBUF_SECRET};
	if (!user_file(c, &e->path))
		return out_error(c, CLI_FAILED, NULL, "there is no home folder: set HOME or ODBCINI, or give --file");
	if (!ini_read(strbuf_text(&e->path), &e->old))
		return file_error(c, "read", strbuf_text(&e->path), errno);
	return CLI_OK;
}

static enum cli_exit edit_write(struct edit *e)
{
	if (strbuf_failed(&e->new))
		return out_error(e->cli, CLI_FAILED, "HY001", "out of memory");
	if (!ini_write(strbuf_text(&e->path), strbuf_span(&e->new)))
		return file_error(e->cli, "written", strbuf_text(&e->path), errno);
	return CLI_OK;
}

static void edit_end(struct edit *e)
{
	strbuf_release(&e->path);
	strbuf_release(&e->old);
	strbuf_release(&e->new);
}

static bool name_is_good(struct span name)
{
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] < ' ' || strchr("[]{}(),;?*=!@\\", name.p[i]))
			return false;
	return name.n > 0 && name.n <= 32 && span_trim(name).n == name.n; /* SQL_MAX_DSN_LENGTH */
}

static bool is_ours(struct span driver)
{
	static const char part[] = "lakebase";

	for (size_t i = 0; i + sizeof(part) - 1 <= driver.n; i++)
		if (span_iis(span_make(driver.p + i, sizeof(part) - 1), part))
			return true;
	return false;
}

/* ---- add ---- */

struct adding {
	const struct cli *cli;
	struct settings settings;
	struct strbuf section, why; /* secret */
	bool has_driver;
};

/* A line of standard input, without showing it where that is a terminal. */
static bool read_secret(struct span key, struct strbuf *out)
{
	struct termios shown, hidden;
	const bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &shown) == 0;
	char c = '\0';
	ssize_t n;

	if (terminal) {
		struct strbuf prompt = STRBUF_INIT;

		strbuf_printf(&prompt, "%.*s: ", (int)key.n, key.p);
		(void)fputs(strbuf_text(&prompt), stderr);
		strbuf_release(&prompt);
		hidden = shown;
		hidden.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
	}
	while ((n = read(STDIN_FILENO, &c, 1)) == 1 && c != '\n')
		if (c != '\r')
			strbuf_add_char(out, c);
	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
		(void)fputs("\n", stderr);
	}
	return n >= 0 && out->n && !strbuf_failed(out);
}

static bool add_line(struct adding *a, struct span key, struct span value)
{
	if (memchr(value.p, '\n', value.n)) {
		strbuf_printf(&a->why, "the value of %.*s has a line end in it, which odbc.ini cannot hold", (int)key.n, key.p);
		return false;
	}
	strbuf_add_span(&a->section, key);
	strbuf_add_char(&a->section, '=');
	strbuf_add_span(&a->section, value);
	strbuf_add_char(&a->section, '\n');
	return true;
}

static bool add_pair(struct adding *a, struct span key, struct span value)
{
	const int id = keyword_find(key);
	struct strbuf line = STRBUF_SECRET, unknown = STRBUF_INIT;
	bool ok = true;

	if (id == KW_driver) {
		a->has_driver = true;
		ok = add_line(a, SPAN_LIT("Driver"), value);
	} else if (id >= 0 && (keywords[id].flags & KEYWORD_INTERNAL)) {
		strbuf_printf(&a->why, "%s has no place in a data source", keywords[id].name);
		ok = false;
	} else {
		if (span_is(value, "-")) {
			ok = read_secret(key, &line);
			value = strbuf_span(&line);
			if (!ok)
				strbuf_printf(&a->why, "no value for %.*s came from standard input", (int)key.n, key.p);
		}
		ok = ok && add_line(a, id >= 0 ? span_of(keywords[id].name) : key, value);
		switch (ok ? settings_set(&a->settings, key, value, SOURCE_DSN, &a->why) : SETTING_OK) {
		case SETTING_UNKNOWN:
			keyword_report_unknown(key, &unknown);
			strbuf_printf(&a->why, "unknown keyword: %s", strbuf_text(&unknown));
			ok = false;
			break;
		case SETTING_BAD_VALUE:
		case SETTING_NO_MEMORY:
			ok = false;
			break;
		case SETTING_OK:
		case SETTING_IGNORED:
			break;
		}
	}
	strbuf_release(&unknown);
	strbuf_release(&line);
	return ok;
}

/* KEYWORD=VALUE, whatever is in the value; or a connection string: what stands alone, or has known keywords only. */
static bool add_argument(struct adding *a, struct span arg)
{
	struct strbuf scratch = STRBUF_SECRET;
	struct span key = SPAN_NONE, value = arg, rest = arg;
	bool ok = true, known = true;

	while (connstr_next(&rest, &scratch, &key, &value))
		known = known && (keyword_find(span_trim(key)) >= 0 || keyword_ignored(span_trim(key)));
	value = arg;
	if (a->cli->n_args > 2 && !known) {
		span_split(&value, '=', &key);
		if (!value.p) {
			strbuf_printf(&a->why, "%.*s is not KEYWORD=VALUE", (int)(arg.n > 60 ? 60 : arg.n), arg.p);
			ok = false;
		}
		if (ok && value.n && value.p[value.n - 1] == ';')
			value.n--;
		ok = ok && add_pair(a, span_trim(key), span_trim(value));
	} else {
		rest = arg;
		if (span_find(arg, '=') == arg.n) {
			strbuf_printf(&a->why, "%.*s is not KEYWORD=VALUE", (int)(arg.n > 60 ? 60 : arg.n), arg.p);
			ok = false;
		}
		while (ok && connstr_next(&rest, &scratch, &key, &value))
			ok = add_pair(a, key, value);
	}
	strbuf_release(&scratch);
	return ok;
}

/* Words about what is still missing; what a user name and password may complete later is no error. */
static void remark_incomplete(struct adding *a)
{
	struct strbuf why = STRBUF_INIT;

	if (profile_load(&a->settings, &why) != DSN_OK || environment_load(&a->settings, &why) != DSN_OK ||
	    !settings_finish(&a->settings, &why, NULL))
		out_note("note: it is not complete yet: %s", strbuf_text(&why));
	strbuf_release(&why);
}

static enum cli_exit write_section(struct adding *a, struct span name)
{
	struct span old;
	struct edit e;
	enum cli_exit code = edit_begin(&e, a->cli);
	struct strbuf words = STRBUF_INIT;

	if (code == CLI_OK && !a->cli->replace && ini_section(strbuf_span(&e.old), name, &old)) {
		strbuf_printf(&words, "%s has a data source [%.*s] already: give another name, or --replace",
			      strbuf_text(&e.path), (int)name.n, name.p);
		code = out_error(a->cli, CLI_FAILED, NULL, strbuf_text(&words));
	}
	if (code == CLI_OK) {
		ini_replace(strbuf_span(&e.old), name, strbuf_span(&a->section), &e.new);
		code = edit_write(&e);
	}
	if (code == CLI_OK && a->cli->json) {
		strbuf_add_text(&words, "{");
		json_member_bool(&words, "ok", true);
		json_member(&words, "name", name);
		json_member(&words, "file", strbuf_span(&e.path));
		strbuf_add_text(&words, "}\n");
		out_buffer(&words);
	} else if (code == CLI_OK) {
		remark_incomplete(a);
		strbuf_printf(&words, "%s: [%.*s] is there; try it with: lakebase-odbc test %.*s\n", strbuf_text(&e.path),
			      (int)name.n, name.p, (int)name.n, name.p);
		out_buffer(&words);
	}
	strbuf_release(&words);
	edit_end(&e);
	return code;
}

enum cli_exit cmd_add(struct cli *c)
{
	struct adding a = {.cli = c, .section = STRBUF_SECRET, .why = STRBUF_INIT};
	struct strbuf pairs = STRBUF_SECRET;
	const struct span name = c->args[0];
	enum cli_exit code = CLI_OK;
	bool ok = true;

	if (!name_is_good(name))
		return out_error(c, CLI_USAGE, NULL, "a data source's name has 1 to 32 characters, and none of []{}(),;?*=!@\\");
	for (size_t i = 1; ok && i < c->n_args; i++)
		ok = add_argument(&a, c->args[i]);
	if (ok) {
		strbuf_printf(&pairs, "[%.*s]\n", (int)name.n, name.p);
		if (!a.has_driver)
			strbuf_printf(&pairs, "Driver=%s\n", c->driver ? c->driver : DRIVER_NAME);
		strbuf_add_span(&pairs, strbuf_span(&a.section));
		strbuf_clear(&a.section);
		strbuf_add_span(&a.section, strbuf_span(&pairs));
		code = strbuf_failed(&a.section) ? out_error(c, CLI_FAILED, "HY001", "out of memory") : write_section(&a, name);
	} else {
		code = out_error(c, CLI_USAGE, NULL, strbuf_text(&a.why));
	}
	strbuf_release(&pairs);
	strbuf_release(&a.section);
	strbuf_release(&a.why);
	settings_release(&a.settings);
	return code;
}

/* ---- list ---- */

struct listing {
	const struct cli *cli;
	struct strbuf out;
	struct strbuf seen; /* names, one a line: the first file that has one counts */
	size_t n;
};

static bool seen_before(struct listing *l, struct span name)
{
	struct span rest = strbuf_span(&l->seen), line;

	while (span_split(&rest, '\n', &line))
		if (span_ieq(line, name))
			return true;
	strbuf_add_span(&l->seen, name);
	strbuf_add_char(&l->seen, '\n');
	return false;
}

/* Where it leads, in a word. */
static struct span place_of(const struct settings *s)
{
	const char *const places[] = {s->endpoint, s->project, s->instance, s->server, s->workspace, s->profile};

	for (size_t i = 0; i < LB_COUNT(places); i++)
		if (places[i])
			return span_of(places[i]);
	return SPAN_LIT("");
}

static void list_one(struct listing *l, struct span name, struct span section, const char *path)
{
	struct settings s = {0};
	struct strbuf why = STRBUF_INIT;
	struct ini_line line;

	while (ini_next(&section, INI_ODBC, &line))
		if (line.kind == INI_PAIR && !span_iis(line.name, "Driver"))
			(void)!settings_set(&s, line.name, line.value, SOURCE_DSN, &why);
	if (l->cli->json) {
		strbuf_add_text(&l->out, l->n ? ",\n  {" : "\n  {");
		json_member(&l->out, "name", name);
		json_member(&l->out, "workspace", span_of(s.workspace));
		json_member(&l->out, "target", place_of(&s));
		json_member(&l->out, "database", span_of(s.database));
		json_member(&l->out, "auth_type", s.auth_type ? keyword_choice(KW_auth_type, s.auth_type) : SPAN_LIT("auto"));
		json_member(&l->out, "file", span_of(path));
		strbuf_add_text(&l->out, "}");
	} else {
		add_padded(&l->out, name, 20);
		strbuf_add_text(&l->out, "  ");
		add_padded(&l->out, s.auth_type ? keyword_choice(KW_auth_type, s.auth_type) : SPAN_LIT("auto"), 16);
		strbuf_add_text(&l->out, "  ");
		strbuf_add_span(&l->out, place_of(&s));
		strbuf_add_text(&l->out, "  ");
		add_coloured(&l->out, DIM, path);
		strbuf_add_char(&l->out, '\n');
	}
	l->n++;
	strbuf_release(&why);
	settings_release(&s);
}

static void list_file(struct listing *l, const char *path)
{
	struct strbuf text = STRBUF_SECRET;
	struct ini_line line;
	struct span rest, section;

	if (ini_read(path, &text)) {
		rest = strbuf_span(&text);
		while (ini_next(&rest, INI_ODBC, &line))
			if (line.kind == INI_SECTION && ini_section(strbuf_span(&text), line.name, &section) &&
			    !seen_before(l, line.name) && is_ours(ini_value(section, "Driver")))
				list_one(l, line.name, section, path);
	}
	strbuf_release(&text);
}

enum cli_exit cmd_list(struct cli *c)
{
	struct listing l = {.cli = c};

	if (c->json)
		strbuf_add_text(&l.out, "[");
	for (int place = 0; place < DSN_FILES; place++) {
		struct strbuf path = STRBUF_INIT;

		if (dsn_file(place, &path))
			list_file(&l, strbuf_text(&path));
		strbuf_release(&path);
	}
	if (c->json)
		strbuf_add_text(&l.out, l.n ? "\n]\n" : "]\n");
	else if (l.n == 0)
		out_note("there is no data source of this driver; write one with: lakebase-odbc add NAME Workspace=https://... "
			"Project=...");
	out_buffer(&l.out);
	strbuf_release(&l.out);
	strbuf_release(&l.seen);
	return CLI_OK;
}

/* ---- remove ---- */

static enum cli_exit remove_section(struct edit *e, struct span name)
{
	struct strbuf words = STRBUF_INIT;
	struct span section;
	enum cli_exit code;

	if (!ini_section(strbuf_span(&e->old), name, &section)) {
		strbuf_printf(&words, "%s has no data source [%.*s]; lakebase-odbc list shows those there are",
			      strbuf_text(&e->path), (int)name.n, name.p);
		code = out_error(e->cli, CLI_NOTHING, "IM002", strbuf_text(&words));
	} else if (!e->cli->force && !is_ours(ini_value(section, "Driver"))) {
		strbuf_printf(&words, "[%.*s] is no data source of this driver; --force removes it all the same", (int)name.n,
			      name.p);
		code = out_error(e->cli, CLI_FAILED, NULL, strbuf_text(&words));
	} else {
		ini_replace(strbuf_span(&e->old), name, SPAN_NONE, &e->new);
		code = edit_write(e);
		if (code == CLI_OK && e->cli->json) {
			strbuf_add_text(&words, "{");
			json_member_bool(&words, "ok", true);
			json_member(&words, "name", name);
			json_member(&words, "file", strbuf_span(&e->path));
			strbuf_add_text(&words, "}\n");
		} else if (code == CLI_OK) {
			strbuf_printf(&words, "%s: [%.*s] is removed\n", strbuf_text(&e->path), (int)name.n, name.p);
		}
		if (code == CLI_OK)
			out_buffer(&words);
	}
	strbuf_release(&words);
	return code;
}

enum cli_exit cmd_remove(struct cli *c)
{
	struct edit e;
	enum cli_exit code = edit_begin(&e, c);

	if (code == CLI_OK)
		code = remove_section(&e, c->args[0]);
	edit_end(&e);
	return code;
}
