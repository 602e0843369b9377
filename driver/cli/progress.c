#include "cli/progress.h"

#include "base/clock.h"
#include "base/strbuf.h"
#include "cli/out.h"

#include <pthread.h>
#include <unistd.h>

#define SECOND INT64_C(1000000)

static struct {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	pthread_t thread;
	FILE *to;
	struct strbuf words;
	int64_t began;
	bool running, shown;
} line = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void take_away(void)
{
	if (line.shown)
		(void)fputs("\r\033[K", line.to);
	line.shown = false;
	(void)fflush(line.to);
}

static void show(int64_t seconds)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_printf(&text, "\r\033[K%s %lld s", strbuf_text(&line.words), (long long)seconds);
	(void)fputs(strbuf_text(&text), line.to);
	(void)fflush(line.to);
	strbuf_release(&text);
	line.shown = true;
}

/* Until a time of the real clock, which is what the condition waits by. */
static void wait_a_second(void)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec++;
	pthread_cond_timedwait(&line.changed, &line.mutex, &until);
}

static void *tick(void *unused)
{
	pthread_mutex_lock(&line.mutex);
	while (line.running) {
		const int64_t seconds = (clock_mono(&clock_system) - line.began) / SECOND;

		if (seconds >= 1)
			show(seconds);
		wait_a_second();
	}
	pthread_mutex_unlock(&line.mutex);
	return unused;
}

void progress_start(FILE *to, const char *words)
{
	if (!out_is_tty(to))
		return;
	progress_stop();
	line.to = to;
	strbuf_clear(&line.words);
	strbuf_add_text(&line.words, words);
	line.began = clock_mono(&clock_system);
	line.shown = false;
	line.running = true;
	if (pthread_create(&line.thread, NULL, tick, NULL) != 0)
		line.running = false;
}

void progress_say(const char *words)
{
	if (!line.running)
		return;
	pthread_mutex_lock(&line.mutex);
	strbuf_clear(&line.words);
	strbuf_add_text(&line.words, words);
	pthread_mutex_unlock(&line.mutex);
}

void progress_stop(void)
{
	if (!line.running)
		return;
	pthread_mutex_lock(&line.mutex);
	line.running = false;
	pthread_cond_signal(&line.changed);
	pthread_mutex_unlock(&line.mutex);
	pthread_join(line.thread, NULL);
	take_away();
	strbuf_release(&line.words);
}
