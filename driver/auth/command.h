/*
 * Runs a shell command, or a program, and reads what it prints.  Its input is
 * empty.  Any thread; no signal is raised, and the process's signal handlers
 * are left alone.
 */
#ifndef AUTH_COMMAND_H
#define AUTH_COMMAND_H

#include "base/clock.h"
#include "base/strbuf.h"

enum command_status { COMMAND_OK, COMMAND_NOT_STARTED, COMMAND_FAILED, COMMAND_TIMEOUT, COMMAND_TOO_LONG };

/* exit_code (of COMMAND_FAILED): as the shell counts, 128 + n for signal n; -1 when it is not known.  What the
 * command writes to stderr stays the application's. */
enum command_status command_run(const char *command, const struct clock *clock, int64_t deadline_us, struct strbuf *out,
				int *exit_code) LB_MUST_USE;

/* A program by its path, or by its name in PATH; no shell looks at the words, which end with NULL.  `errors` gets
 * the beginning of what it writes to stderr. */
enum command_status program_run(const char *const words[], const struct clock *clock, int64_t deadline_us,
				struct strbuf *out, struct strbuf *errors, int *exit_code) LB_MUST_USE;

#endif
