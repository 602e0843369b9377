#include "auth/browser.h"

#include "base/clock.h"
#include "base/fiber.h"
#include "base/strbuf.h"
#include "base/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_MAX 32
#define FAILS_WITHIN_US 500000 /* who cannot open a page says so at once */
#define LOOK_US 20000

extern char **environ;

#ifdef __APPLE__
static const char *const desktop_ways[] = {"open"};
#else
static const char *const desktop_ways[] = {"xdg-open", "wslview", "x-www-browser"};
#endif

/* A browser that we started and that still runs: taken note of when it has ended, next time. */
static _Atomic pid_t started;

/* Its own process group: ^C in the terminal is meant for us. */
static bool spawn(char *const argv[], pid_t *child)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	bool ok;

	if (posix_spawn_file_actions_init(&files) != 0)
		return false;
	if (posix_spawnattr_init(&attr) != 0) {
		posix_spawn_file_actions_destroy(&files);
		return false;
	}
	ok = posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0) == 0 &&
	     posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0) == 0 &&
	     posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0) == 0 &&
	     posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP) == 0 && posix_spawnattr_setpgroup(&attr, 0) == 0 &&
	     posix_spawnp(child, argv[0], &files, &attr, argv, environ) == 0;
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return ok;
}

/* False: it ended at once, and not well. */
static bool works(pid_t child)
{
	const int64_t until = clock_mono(&clock_system) + FAILS_WITHIN_US;
	pid_t before;
	int status;

	while (clock_mono(&clock_system) < until && !fiber_stopped()) {
		const pid_t got = waitpid(child, &status, WNOHANG);

		if (got == child)
			return WIFEXITED(status) && WEXITSTATUS(status) == 0;
		if (got < 0 && errno != EINTR)
			return true; /* the application reaps its children itself */
		clock_sleep(&clock_system, LOOK_US);
	}
	before = atomic_exchange(&started, child);
	if (before > 0)
		(void)waitpid(before, &status, WNOHANG);
	return true;
}

/* One word of the command with %s replaced by the address. */
static void add_word(struct strbuf *out, struct span word, const char *url, bool *has_url)
{
	for (size_t i = 0; i < word.n; i++) {
		if (word.p[i] == '%' && i + 1 < word.n && (word.p[i + 1] == 's' || word.p[i + 1] == '%')) {
			i++;
			if (word.p[i] == 's') {
				strbuf_add_text(out, url);
				*has_url = true;
				continue;
			}
		}
		strbuf_add_char(out, word.p[i]);
	}
}

static bool try_command(struct span command, const char *url)
{
	struct strbuf words[WORDS_MAX] = {STRBUF_INIT};
	char *argv[WORDS_MAX + 1] = {NULL};
	bool has_url = false, ok = true;
	struct span word;
	size_t n = 0;
	pid_t child;

	while (n < WORDS_MAX - 1 && span_split(&command, ' ', &word))
		if (word.n)
			add_word(&words[n++], word, url, &has_url);
	if (n && !has_url)
		strbuf_add_text(&words[n++], url);
	for (size_t i = 0; i < n; i++) {
		ok = ok && !strbuf_failed(&words[i]);
		argv[i] = words[i].p;
	}
	ok = ok && n && spawn(argv, &child) && works(child);
	trace_write(TRACE_AUTH, TRACE_INFO, "browser: %s %s", n ? strbuf_text(&words[0]) : "", ok ? "opened" : "does not work");
	for (size_t i = 0; i < n; i++)
		strbuf_release(&words[i]);
	return ok;
}

/* In a terminal without a desktop, xdg-open would put a text browser into the middle of the application. */
static bool has_desktop(void)
{
#ifdef __APPLE__
	return true;
#else
	static const char *const names[] = {"DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"};

	for (size_t i = 0; i < LB_COUNT(names); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return true;
	}
	return false;
#endif
}

bool browser_open(const char *url)
{
	const char *wanted = getenv("BROWSER");
	struct span rest = wanted && *wanted ? span_of(wanted) : SPAN_NONE, command;

	while (span_split(&rest, ':', &command))
		if (try_command(command, url))
			return true;
	if (!has_desktop())
		return false;
	for (size_t i = 0; i < LB_COUNT(desktop_ways); i++)
		if (try_command(span_of(desktop_ways[i]), url))
			return true;
	return false;
}
