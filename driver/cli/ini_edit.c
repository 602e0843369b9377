#include "cli/ini_edit.h"

#include "config/ini.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define INI_LIMIT (4u << 20)

/* ---- text ---- */

static size_t line_start(struct span text, size_t at)
{
	while (at > 0 && text.p[at - 1] != '\n')
		at--;
	return at;
}

static size_t line_end(struct span text, size_t at)
{
	while (at < text.n && text.p[at] != '\n')
		at++;
	return at < text.n ? at + 1 : at;
}

bool ini_section(struct span text, struct span name, struct span *section)
{
	struct span rest = text;
	struct ini_line line;
	size_t from = 0, to = 0;
	bool inside = false, found = false;

	while (ini_next(&rest, INI_ODBC, &line)) {
		const size_t at = (size_t)(line.name.p - text.p);

		if (line.kind == INI_SECTION) {
			if (found)
				break;
			inside = span_ieq(line.name, name);
			if (inside) {
				found = true;
				from = line_start(text, at);
			}
		}
		if (inside)
			to = line_end(text, at);
	}
	*section = span_make(text.p + from, to - from);
	return found;
}

struct span ini_value(struct span section, const char *key)
{
	struct ini_line line;

	while (ini_next(&section, INI_ODBC, &line))
		if (line.kind == INI_PAIR && span_iis(line.name, key))
			return line.value;
	return SPAN_NONE;
}

void ini_replace(struct span text, struct span name, struct span section, struct strbuf *out)
{
	struct span old, after;

	if (!ini_section(text, name, &old)) {
		strbuf_add_span(out, text);
		if (section.n && text.n && text.p[text.n - 1] != '\n')
			strbuf_add_char(out, '\n');
		if (section.n && text.n)
			strbuf_add_char(out, '\n');
		strbuf_add_span(out, section);
		return;
	}
	strbuf_add_span(out, span_make(text.p, (size_t)(old.p - text.p)));
	strbuf_add_span(out, section);
	after = span_make(old.p + old.n, text.n - (size_t)(old.p - text.p) - old.n);
	/* A section takes the blank lines behind it along. */
	while (!section.n && after.n && (after.p[0] == '\n' || (after.p[0] == '\r' && after.n > 1 && after.p[1] == '\n')))
		after = after.p[0] == '\n' ? span_make(after.p + 1, after.n - 1) : span_make(after.p + 2, after.n - 2);
	strbuf_add_span(out, after);
}

/* ---- files ---- */

bool ini_read(const char *path, struct strbuf *out)
{
	FILE *file = fopen(path, "re");
	size_t got = 1;
	bool ok = file != NULL;

	if (!file)
		return errno == ENOENT;
	out->limit = INI_LIMIT;
	while (ok && got > 0) {
		char *room = strbuf_reserve(out, 16384);

		if (!room) {
			errno = EFBIG;
			ok = false;
			break;
		}
		got = fread(room, 1, 16384, file);
		strbuf_grew(out, got);
		ok = !ferror(file);
	}
	(void)fclose(file); /* nothing was written */
	return ok;
}

static bool write_all(int fd, struct span text)
{
	while (text.n) {
		const ssize_t n = write(fd, text.p, text.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		text = span_make(text.p + n, text.n - (size_t)n);
	}
	return fsync(fd) == 0;
}

bool ini_write(const char *path, struct span text)
{
	char *real = realpath(path, NULL);
	const char *to = real ? real : path;
	struct strbuf temporary = STRBUF_INIT;
	struct stat old;
	bool ok;
	int fd = -1;

	strbuf_printf(&temporary, "%s.XXXXXX", to);
	if (!strbuf_failed(&temporary))
		fd = mkstemp(temporary.p); /* mode 0600 */
	ok = fd >= 0 && write_all(fd, text);
	if (ok && stat(to, &old) == 0 && old.st_uid != geteuid())
		ok = fchown(fd, old.st_uid, old.st_gid) == 0; /* root in a user's file */
	if (fd >= 0 && close(fd) != 0)
		ok = false;
	if (ok)
		ok = rename(strbuf_text(&temporary), to) == 0;
	if (!ok && fd >= 0) {
		const int kept = errno;

		(void)unlink(strbuf_text(&temporary));
		errno = kept;
	}
	strbuf_release(&temporary);
	free(real);
	return ok;
}
