#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* pipe2 */
#endif
#include "auth/command.h"

#include "base/fiber.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#define OUTPUT_MAX (64u << 10)
#define ERRORS_MAX (4u << 10)

extern char **environ; /* NOLINT(readability-redundant-declaration): unistd.h has it on some systems only */

static bool close_on_exec_pipe(int ends[2])
{
#ifdef __linux__
	return pipe2(ends, O_CLOEXEC) == 0;
#else
	if (pipe(ends) != 0)
		return false;
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	return true;
#endif
}

#ifdef __GLIBC__
#if __GLIBC_PREREQ(2, 34)
#define HAVE_CLOSE_FROM
#endif
#endif

#ifdef POSIX_SPAWN_CLOEXEC_DEFAULT /* macOS */
#define SPAWN_FLAGS (POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_CLOEXEC_DEFAULT)
#else
#define SPAWN_FLAGS POSIX_SPAWN_SETPGROUP
#endif

/*
 * What the process has open is not the command's business: libcurl's connections to the workspace are not marked
 * close-on-exec.  An older C library has no call for it; there they stay open in the command.
 */
static bool close_the_rest(posix_spawn_file_actions_t *files)
{
#if defined(HAVE_CLOSE_FROM)
	return posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1) == 0;
#elif defined(POSIX_SPAWN_CLOEXEC_DEFAULT)
	return posix_spawn_file_actions_addinherit_np(files, STDERR_FILENO) == 0;
#else
	(void)files;
	return true;
#endif
}

/* Its own process group, so that whatever it starts can be stopped too.  errors < 0: the application's stderr. */
static bool start(char *const argv[], int output, int errors, pid_t *child)
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
	     posix_spawn_file_actions_adddup2(&files, output, 1) == 0 &&
	     (errors < 0 || posix_spawn_file_actions_adddup2(&files, errors, 2) == 0) &&
	     close_the_rest(&files) && posix_spawnattr_setflags(&attr, SPAWN_FLAGS) == 0 &&
	     posix_spawnattr_setpgroup(&attr, 0) == 0 && posix_spawnp(child, argv[0], &files, &attr, argv, environ) == 0;
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return ok;
}

/* One of the two things that are read; fd -1 when it is at its end, or not wanted. */
struct stream {
	int fd;
	struct strbuf *to;
	size_t most;
	bool drop_rest;
};

static enum command_status read_some(struct stream *s)
{
	char *room = strbuf_reserve(s->to, 4096);
	ssize_t got;

	if (!room)
		return COMMAND_TOO_LONG;
	got = read(s->fd, room, 4096);
	if (got > 0)
		strbuf_grew(s->to, (size_t)got);
	else if (got == 0)
		s->fd = -1;
	else if (errno != EINTR && errno != EAGAIN)
		return COMMAND_FAILED;
	if (s->to->n > s->most) {
		if (!s->drop_rest)
			return COMMAND_TOO_LONG;
		strbuf_cut(s->to, s->most);
	}
	return COMMAND_OK;
}

/* Until the output ends; a child that lives on with the error stream open does not matter. */
static enum command_status read_all(struct stream s[2], const struct clock *clock, int64_t deadline_us)
{
	enum command_status status = COMMAND_OK;

	while (status == COMMAND_OK && s[0].fd >= 0) {
		struct pollfd wait[] = {{.fd = s[0].fd, .events = POLLIN}, {.fd = s[1].fd, .events = POLLIN}};
		int64_t left_ms = (deadline_us - clock_mono(clock)) / 1000;

		if (left_ms <= 0 || fiber_stopped())
			return COMMAND_TIMEOUT;
		if (poll(wait, 2, fiber_inside() ? 0 : left_ms > 1000 ? 1000 : (int)left_ms) <= 0) {
			if (fiber_inside())
				fiber_pause();
			continue;
		}
		if (wait[1].revents)
			status = read_some(&s[1]);
		if (wait[0].revents && status == COMMAND_OK)
			status = read_some(&s[0]);
	}
	while (status == COMMAND_OK && s[1].fd >= 0) { /* what it said last */
		struct pollfd wait = {.fd = s[1].fd, .events = POLLIN};

		if (poll(&wait, 1, 0) <= 0)
			break;
		status = read_some(&s[1]);
	}
	return status;
}

/* -1: the application ignores SIGCHLD or reaps all children itself. */
static int wait_for(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static enum command_status run(char *const argv[], const struct clock *clock, int64_t deadline_us, struct strbuf *out,
			       struct strbuf *errors, int *exit_code)
{
	int ends[2] = {-1, -1}, error_ends[2] = {-1, -1}, code;
	enum command_status status = COMMAND_NOT_STARTED;
	pid_t child = -1;

	*exit_code = -1;
	if (close_on_exec_pipe(ends) && (!errors || close_on_exec_pipe(error_ends)) &&
	    start(argv, ends[1], error_ends[1], &child))
		status = COMMAND_OK;
	if (ends[1] >= 0)
		close(ends[1]);
	if (error_ends[1] >= 0)
		close(error_ends[1]);
	if (status == COMMAND_OK) {
		struct stream streams[] = {{ends[0], out, OUTPUT_MAX, false}, {error_ends[0], errors, ERRORS_MAX, true}};

		status = read_all(streams, clock, deadline_us);
		if (status != COMMAND_OK)
			kill(-child, SIGKILL);
		code = wait_for(child);
		if (status == COMMAND_OK && code > 0) {
			*exit_code = code;
			status = COMMAND_FAILED;
		}
	}
	if (ends[0] >= 0)
		close(ends[0]);
	if (error_ends[0] >= 0)
		close(error_ends[0]);
	return status;
}

enum command_status command_run(const char *command, const struct clock *clock, int64_t deadline_us, struct strbuf *out,
				int *exit_code)
{
	char *const argv[] = {(char *)(uintptr_t)"/bin/sh", (char *)(uintptr_t)"-c", (char *)(uintptr_t)command, NULL};

	return run(argv, clock, deadline_us, out, NULL, exit_code);
}

enum command_status program_run(const char *const words[], const struct clock *clock, int64_t deadline_us,
				struct strbuf *out, struct strbuf *errors, int *exit_code)
{
	return run((char *const *)(uintptr_t)words, clock, deadline_us, out, errors, exit_code);
}
