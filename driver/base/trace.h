/*
 * The trace: what the driver did, safe to attach to a bug report.  One line a
 * message: time, thread, category, text.  Off by default; levels and the file
 * come from the LogLevel and LogFile keywords (process-wide: the most talkative
 * connection wins).  Values of keywords that are SECRET, tokens, passwords and
 * parameter values are never handed to it; callers print "***" instead.
 * Pure modules do not trace; services trace at debug level only.
 * Any thread may call any function.
 */
#ifndef BASE_TRACE_H
#define BASE_TRACE_H

#include "base/mem.h"

#include <stdbool.h>

enum trace_level { TRACE_OFF, TRACE_ERROR, TRACE_INFO, TRACE_DEBUG };

enum trace_category { TRACE_API, TRACE_CONNECT, TRACE_AUTH, TRACE_HTTP, TRACE_SQL };

void trace_configure(enum trace_level level, const char *path); /* path NULL or "": stderr */
bool trace_on(enum trace_level level);
void trace_write(enum trace_category category, enum trace_level level, const char *fmt, ...) LB_PRINTF(3, 4);

#endif
