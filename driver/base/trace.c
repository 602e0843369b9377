#include "base/trace.h"

#include "base/clock.h"
#include "base/strbuf.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static const char *const category_names[] = {
	[TRACE_API] = "api", [TRACE_CONNECT] = "connect", [TRACE_AUTH] = "auth", [TRACE_HTTP] = "http", [TRACE_SQL] = "sql",
};

static atomic_int current_level;
static pthread_mutex_t sink_mutex = PTHREAD_MUTEX_INITIALIZER;
static FILE *sink; /* NULL: stderr; kept open for the life of the process */

void trace_configure(enum trace_level level, const char *path)
{
	pthread_mutex_lock(&sink_mutex);
	if (level != TRACE_OFF && !sink && path && *path) {
		sink = fopen(path, "ae"); /* a trace that cannot be opened goes to stderr */
		if (sink)
			(void)setvbuf(sink, NULL, _IOLBF, BUFSIZ);
	}
	pthread_mutex_unlock(&sink_mutex);
	if ((int)level > atomic_load(&current_level))
		atomic_store(&current_level, (int)level);
}

bool trace_on(enum trace_level level)
{
	return atomic_load_explicit(&current_level, memory_order_relaxed) >= (int)level;
}

void trace_write(enum trace_category category, enum trace_level level, const char *fmt, ...)
{
	struct strbuf line = STRBUF_INIT;
	int64_t now;
	struct tm utc;
	time_t seconds;
	va_list args;

	if (!trace_on(level))
		return;
	now = clock_wall(&clock_system);
	seconds = (time_t)(now / 1000000);
	gmtime_r(&seconds, &utc);
	strbuf_printf(&line, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ %ld:%lx %s ", utc.tm_year + 1900, utc.tm_mon + 1,
		      utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, (int)(now % 1000000), (long)getpid(),
		      (unsigned long)pthread_self(), category_names[category]);
	va_start(args, fmt);
	strbuf_vprintf(&line, fmt, args);
	va_end(args);
	strbuf_add_char(&line, '\n');
	pthread_mutex_lock(&sink_mutex);
	(void)fputs(strbuf_text(&line), sink ? sink : stderr); /* a trace that cannot be written is lost */
	pthread_mutex_unlock(&sink_mutex);
	strbuf_release(&line);
}
