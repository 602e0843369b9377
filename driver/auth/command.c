#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* pipe2 */
#endif
#include "auth/command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#define OUTPUT_MAX (64u << 10)

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

/* Its own process group, so that whatever the shell starts can be stopped too. */
static bool start(const char *command, int output, pid_t *child)
{
	char *const argv[] = {(char *)(uintptr_t)"sh", (char *)(uintptr_t)"-c", (char *)(uintptr_t)command, NULL};
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
	     close_the_rest(&files) && posix_spawnattr_setflags(&attr, SPAWN_FLAGS) == 0 && posix_spawnattr_setpgroup(&attr, 0) == 0 &&
	     posix_spawn(child, "/bin/sh", &files, &attr, argv, environ) == 0;
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return ok;
}

static enum command_status read_all(int fd, const struct clock *clock, int64_t deadline_us, struct strbuf *out)
{
	for (;;) {
		struct pollfd wait = {.fd = fd, .events = POLLIN};
		int64_t left_ms = (deadline_us - clock_mono(clock)) / 1000;
		char *room = strbuf_reserve(out, 4096);
		ssize_t got;

		if (!room || out->n > OUTPUT_MAX)
			return COMMAND_TOO_LONG;
		if (left_ms <= 0)
			return COMMAND_TIMEOUT;
		if (poll(&wait, 1, left_ms > 1000 ? 1000 : (int)left_ms) <= 0)
			continue;
		got = read(fd, room, 4096);
		if (got == 0)
			return COMMAND_OK;
		if (got > 0)
			strbuf_grew(out, (size_t)got);
		else if (errno != EINTR && errno != EAGAIN)
			return COMMAND_FAILED;
	}
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

enum command_status command_run(const char *command, const struct clock *clock, int64_t deadline_us, struct strbuf *out,
				int *exit_code)
{
	enum command_status status;
	int ends[2], code;
	pid_t child;

	*exit_code = -1;
	if (!close_on_exec_pipe(ends))
		return COMMAND_NOT_STARTED;
	if (!start(command, ends[1], &child)) {
		close(ends[0]);
		close(ends[1]);
		return COMMAND_NOT_STARTED;
	}
	close(ends[1]);
	status = read_all(ends[0], clock, deadline_us, out);
	if (status != COMMAND_OK)
		kill(-child, SIGKILL);
	close(ends[0]);
	code = wait_for(child);
	if (status == COMMAND_OK && code > 0) {
		*exit_code = code;
		status = COMMAND_FAILED;
	}
	return status;
}
