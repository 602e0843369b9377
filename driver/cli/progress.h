/*
 * A line on a terminal while something takes its time: what it is, and for how
 * many seconds already.  A thread of its own writes it, from the second second
 * on; nothing is written where there is no terminal.
 *
 * One at a time.  Whoever prints to the same terminal stops it first.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdio.h>

/* `words` is copied; the seconds follow it.  to: stdout or stderr, whichever is the terminal to use. */
void progress_start(FILE *to, const char *words);
void progress_say(const char *words); /* others instead, from the next second on */
void progress_stop(void);             /* takes the line away */

#endif
