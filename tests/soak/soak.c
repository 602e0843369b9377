/*
 * Forty threads connect, query and idle for a while, as a service would, while their sessions are ended, their endpoint
 * falls asleep, tokens run out and the workspace refuses calls.  Through the driver manager.  Prints TAP and figures.
 *
 *   soak SECONDS
 *
 * Up to two minutes: the endpoint sleeps every ten seconds, and a call is refused now and then.  Longer: it sleeps every
 * minute, and the workspace refuses about one call of twenty.
 *
 * What has to hold (product: staying connected): a connection is always got; a statement on a connection that was lost
 * while idle does not fail; one with an open transaction or a setting of its own is told once, with 08S01, and works
 * again afterwards.  A statement that was under way while the endpoint went to sleep may fail, with 08S01.
 *
 * The token lives are the caller's business: tests/soak/run.
 */
#include <dirent.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sql.h>
#include <sqlext.h>

#define THREADS    40
#define SHORT_S    120
#define STUCK_S    90
#define RSS_KB     8192L /* growth that is no leak: pools of malloc, one for each core */
#define LIBRARY_FILES 4 /* /dev/urandom and the like */
#define P(n)       ((SQLPOINTER)(intptr_t)(n))
#define TEXT(s)    ((SQLCHAR *)(uintptr_t)(s))

enum role { IDLER, CHURNER, IN_TRANSACTION, WITH_SETTING, ROLES };

static const char *const role_names[] = {"idle", "connect and go", "in a transaction", "with a setting"};

struct worker {
	enum role role;
	unsigned seed;
	pthread_t thread;
	pthread_mutex_t lock;  /* held while a call runs: who ends sessions takes it, so that it strikes only the idle */
	_Atomic double beat;
	SQLHDBC db;
	SQLHSTMT st;
	SQLINTEGER pid;        /* of its session; 0: not known */
	bool struck;           /* its session was ended since its last statement */
	double held;           /* since when the session holds what a new one would not; 0: nothing */
};

static SQLHENV env;
static struct worker workers[THREADS];
static atomic_bool stop;
static atomic_uint failures, connects, statements, told, under_way, struck, slept, refused;
static pthread_mutex_t sleep_lock = PTHREAD_MUTEX_INITIALIZER;
static double sleep_from, sleep_to; /* of the last one; sleep_to < sleep_from: it falls asleep right now */

static double now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void pause_ms(long ms)
{
	const struct timespec t = {ms / 1000, ms % 1000 * 1000000};

	(void)nanosleep(&t, NULL);
}

static long chance(struct worker *w, long low, long high)
{
	return low + (long)rand_r(&w->seed) % (high - low + 1);
}

static void complain(const struct worker *w, const char *what, SQLSMALLINT kind, SQLHANDLE h)
{
	SQLCHAR state[6] = "", message[1024] = "";
	SQLINTEGER native;

	if (h)
		(void)SQLGetDiagRec(kind, h, 1, state, &native, message, sizeof(message), NULL);
	if (atomic_fetch_add(&failures, 1) < 20)
		printf("# %.1f %s: %s: %s %s\n", now(), w ? role_names[w->role] : "soak", what, (char *)state, (char *)message);
}

static bool lost(SQLHSTMT st)
{
	SQLCHAR state[6] = "";
	SQLINTEGER native;

	(void)SQLGetDiagRec(SQL_HANDLE_STMT, st, 1, state, &native, NULL, 0, NULL);
	return strcmp((char *)state, "08S01") == 0;
}

/* Did the endpoint go to sleep while this ran? */
static bool slept_since(double from)
{
	bool yes;

	(void)pthread_mutex_lock(&sleep_lock);
	yes = sleep_from > 0 && (sleep_to < sleep_from || sleep_to >= from);
	(void)pthread_mutex_unlock(&sleep_lock);
	return yes;
}

/* ---- what a worker does ---- */

static bool connect_it(struct worker *w)
{
	if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_DBC, env, &w->db))) {
		complain(w, "new connection", SQL_HANDLE_ENV, env);
		return false;
	}
	if (!SQL_SUCCEEDED(SQLDriverConnect(w->db, NULL, TEXT("DSN=lakebase;UserAgentEntry=soak/1;LoginTimeout=60"), SQL_NTS, NULL, 0,
					    NULL, SQL_DRIVER_NOPROMPT))) {
		complain(w, "connect", SQL_HANDLE_DBC, w->db);
		(void)SQLFreeHandle(SQL_HANDLE_DBC, w->db);
		w->db = NULL;
		return false;
	}
	atomic_fetch_add(&connects, 1);
	if (w->role == IN_TRANSACTION)
		(void)SQLSetConnectAttr(w->db, SQL_ATTR_AUTOCOMMIT, P(SQL_AUTOCOMMIT_OFF), 0);
	if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, w->db, &w->st)))
		complain(w, "statement", SQL_HANDLE_DBC, w->db);
	w->pid = 0;
	w->struck = false;
	w->held = 0;
	return w->st != NULL;
}

static void disconnect_it(struct worker *w)
{
	if (w->st)
		(void)SQLFreeHandle(SQL_HANDLE_STMT, w->st);
	if (w->db) {
		(void)SQLEndTran(SQL_HANDLE_DBC, w->db, SQL_ROLLBACK);
		if (!SQL_SUCCEEDED(SQLDisconnect(w->db)))
			complain(w, "disconnect", SQL_HANDLE_DBC, w->db);
		(void)SQLFreeHandle(SQL_HANDLE_DBC, w->db);
	}
	w->st = NULL;
	w->db = NULL;
	w->pid = 0;
}

/* One question with a known answer, which also says which session it is. */
static SQLRETURN ask(struct worker *w)
{
	SQLINTEGER number = (SQLINTEGER)chance(w, 0, 1000000), got = -1, pid = 0;
	SQLRETURN rc;

	(void)SQLBindParameter(w->st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &number, 0, NULL);
	rc = SQLExecDirect(w->st, TEXT("select ? + 1, pg_backend_pid(), repeat('x', 500) from generate_series(1, 20)"), SQL_NTS);
	if (SQL_SUCCEEDED(rc)) {
		(void)SQLBindCol(w->st, 1, SQL_C_SLONG, &got, 0, NULL);
		(void)SQLBindCol(w->st, 2, SQL_C_SLONG, &pid, 0, NULL);
		rc = SQLFetch(w->st);
		if (SQL_SUCCEEDED(rc) && got != number + 1)
			complain(w, "a wrong answer", SQL_HANDLE_STMT, NULL);
	}
	if (SQL_SUCCEEDED(rc))
		w->pid = pid;
	return rc;
}

static void tidy(struct worker *w)
{
	(void)SQLFreeStmt(w->st, SQL_CLOSE);
	(void)SQLFreeStmt(w->st, SQL_UNBIND);
	(void)SQLFreeStmt(w->st, SQL_RESET_PARAMS);
}

/* Was it right to fail?  Then the session has lost what it held, or the statement was under way. */
static bool rightly(struct worker *w, bool was_struck, double from)
{
	if (!lost(w->st))
		return false;
	if (w->held > 0 && (was_struck || slept_since(w->held))) {
		w->held = 0;
		atomic_fetch_add(&told, 1);
		return true;
	}
	if (!slept_since(from))
		return false;
	atomic_fetch_add(&under_way, 1);
	return true;
}

static bool one_statement(struct worker *w, SQLRETURN (*run)(struct worker *))
{
	const double from = now();
	const bool was_struck = w->struck;
	const SQLRETURN rc = run(w);
	bool ok = SQL_SUCCEEDED(rc);

	w->struck = false;
	atomic_fetch_add(&statements, 1);
	if (ok && was_struck && w->held > 0)
		complain(w, "what was lost was not told", SQL_HANDLE_STMT, NULL);
	else if (!ok && !rightly(w, was_struck, from))
		complain(w, was_struck ? "after its session was ended" : "query", SQL_HANDLE_STMT, w->st);
	tidy(w);
	return ok;
}

static void idle(struct worker *w, long low, long high)
{
	const long ms = chance(w, low, high);

	(void)pthread_mutex_unlock(&w->lock);
	pause_ms(ms);
	(void)pthread_mutex_lock(&w->lock);
}

/* The transaction is open while the worker idles. */
static void in_transaction(struct worker *w)
{
	const double from = now();

	if (one_statement(w, ask)) {
		w->held = from;
		idle(w, 50, 500);
		(void)one_statement(w, ask);
	}
	if (!SQL_SUCCEEDED(SQLEndTran(SQL_HANDLE_DBC, w->db, SQL_ROLLBACK)))
		complain(w, "rollback", SQL_HANDLE_DBC, w->db);
	w->struck = false;
	w->held = 0;
}

static SQLRETURN set(struct worker *w)
{
	return SQLExecDirect(w->st, TEXT("set work_mem to '5MB'"), SQL_NTS);
}

static void with_setting(struct worker *w)
{
	const double from = now();

	if (!one_statement(w, set))
		return;
	w->held = from;
	(void)one_statement(w, ask);
	idle(w, 50, 2000);
	(void)one_statement(w, ask);
}

static void turn(struct worker *w)
{
	if (!w->db && !connect_it(w)) {
		disconnect_it(w);
		return;
	}
	switch (w->role) {
	case IN_TRANSACTION:
		in_transaction(w);
		break;
	case WITH_SETTING:
		with_setting(w);
		break;
	default:
		(void)one_statement(w, ask);
	}
	if (w->role == CHURNER || chance(w, 0, 40) == 0)
		disconnect_it(w);
}

static void *work(void *data)
{
	struct worker *w = data;

	while (!atomic_load(&stop)) {
		(void)pthread_mutex_lock(&w->lock);
		turn(w);
		(void)pthread_mutex_unlock(&w->lock);
		atomic_store(&w->beat, now());
		pause_ms(w->role == CHURNER ? chance(w, 200, 1500) : chance(w, 20, 2500));
	}
	disconnect_it(w);
	atomic_store(&w->beat, 0);
	return NULL;
}

/* ---- what happens to them ---- */

static bool control(const char *arguments)
{
	char command[512];
	const char *program = getenv("LB_CONTROL");

	(void)snprintf(command, sizeof(command), "%s %s > /dev/null 2>&1", program ? program : "false", arguments);
	return system(command) == 0; /* NOLINT(cert-env33-c): the local Lakebase's own tool */
}

/* Ends the session of a worker that does nothing at the moment, and waits until it is gone. */
static void strike(struct worker *w, struct worker *by)
{
	SQLCHAR sql[200];
	SQLINTEGER gone = 0;

	if (pthread_mutex_trylock(&w->lock) != 0)
		return;
	if (w->db && w->pid) {
		(void)snprintf((char *)sql, sizeof(sql), "select pg_terminate_backend(%d, 5000)::int", (int)w->pid);
		if (SQL_SUCCEEDED(SQLExecDirect(by->st, sql, SQL_NTS)) && SQL_SUCCEEDED(SQLFetch(by->st)))
			(void)SQLGetData(by->st, 1, SQL_C_SLONG, &gone, sizeof(gone), NULL);
		(void)SQLFreeStmt(by->st, SQL_CLOSE);
		if (gone) {
			w->struck = true;
			w->pid = 0;
			atomic_fetch_add(&struck, 1);
			pause_ms(20); /* the end of the stream arrives */
		}
	}
	(void)pthread_mutex_unlock(&w->lock);
}

static void fall_asleep(void)
{
	(void)pthread_mutex_lock(&sleep_lock);
	sleep_from = now();
	sleep_to = 0;
	(void)pthread_mutex_unlock(&sleep_lock);
	if (control("sleep --wake-ms 700"))
		atomic_fetch_add(&slept, 1);
	else
		complain(NULL, "the endpoint could not be put to sleep", 0, NULL);
	(void)pthread_mutex_lock(&sleep_lock);
	sleep_to = now() + 0.5;
	(void)pthread_mutex_unlock(&sleep_lock);
}

/* A service with these lives makes about eight calls a minute: one of twenty would be none in a short run. */
static void refuse_one(struct worker *by)
{
	static const char *const kinds[] = {"fault http 429 --retry-after 1", "fault http 503"};

	if (control(kinds[chance(by, 0, 1)]))
		atomic_fetch_add(&refused, 1);
}

/* 1/38 + 1/42: one call of twenty. */
static void refuse_some(void)
{
	if (control("fault http 429 --retry-after 1 --every 38") && control("fault http 503 --every 42"))
		atomic_fetch_add(&refused, 1);
}

static long rss_kb(void)
{
	FILE *f = fopen("/proc/self/status", "re");
	char line[200];
	long kb = 0;

	while (f && fgets(line, sizeof(line), f))
		if (strncmp(line, "VmRSS:", 6) == 0)
			kb = strtol(line + 6, NULL, 10);
	if (f)
		(void)fclose(f);
	return kb;
}

static long entries(const char *folder)
{
	DIR *d = opendir(folder);
	long n = 0;

	while (d && readdir(d))
		n++;
	if (d)
		(void)closedir(d);
	return n;
}

static bool somebody_is_stuck(void)
{
	bool stuck = false;

	for (size_t i = 0; i < THREADS; i++) {
		const double beat = atomic_load(&workers[i].beat);

		if (beat > 0 && now() - beat > STUCK_S) {
			printf("# thread %zu (%s) has done nothing for %.0f s\n", i, role_names[workers[i].role], now() - beat);
			stuck = true;
		}
	}
	return stuck;
}

/* The weather, until the time is over; what memory was in use after the first third goes into *kb. */
static bool weather(double seconds, long *kb)
{
	struct worker by = {.role = IDLER, .seed = 7};
	const bool is_short = seconds <= SHORT_S;
	const double from = now(), every = is_short ? 10 : 60;
	double next_sleep = from + every, next_fault = from + 3;
	bool stuck = false;

	if (!connect_it(&by))
		return false;
	if (!is_short)
		refuse_some();
	while (now() - from < seconds && !stuck) {
		strike(&workers[chance(&by, 0, THREADS - 1)], &by);
		if (is_short && now() > next_fault) {
			refuse_one(&by);
			next_fault = now() + (double)chance(&by, 10, 30);
		}
		if (now() > next_sleep) {
			fall_asleep();
			next_sleep = now() + every;
		}
		if (!*kb && now() - from > seconds / 3)
			*kb = rss_kb();
		stuck = somebody_is_stuck();
		pause_ms(chance(&by, 50, 400));
	}
	disconnect_it(&by);
	return !stuck;
}

static void start_all(void)
{
	for (size_t i = 0; i < THREADS; i++) {
		struct worker *w = &workers[i];

		w->role = i < 20 ? IDLER : (i < 30 ? CHURNER : (i < 35 ? IN_TRANSACTION : WITH_SETTING));
		w->seed = (unsigned)i + 1;
		atomic_store(&w->beat, now());
		(void)pthread_mutex_init(&w->lock, NULL);
		if (pthread_create(&w->thread, NULL, work, w) != 0)
			complain(w, "a thread could not be started", 0, NULL);
	}
}

/* All are disconnected: what is open beyond the beginning is a leak, but for what libraries open once. */
static bool nothing_is_left(long files, long threads)
{
	const long more_files = entries("/proc/self/fd") - files, more_threads = entries("/proc/self/task") - threads;

	printf("# %ld files and %ld threads more than at the beginning\n", more_files, more_threads);
	return more_files <= LIBRARY_FILES && more_threads <= 0;
}

static int verdict(int number, bool ok, const char *what)
{
	printf("%s %d - %s\n", ok ? "ok" : "not ok", number, what);
	return ok ? 0 : 1;
}

int main(int argc, char **argv)
{
	const double seconds = argc > 1 ? strtod(argv[1], NULL) : 30;
	long early = 0, late, files, threads;
	bool moving;
	int bad = 0;

	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	(void)SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &env);
	(void)SQLSetEnvAttr(env, SQL_ATTR_ODBC_VERSION, P(SQL_OV_ODBC3_80), 0);
	files = entries("/proc/self/fd");
	threads = entries("/proc/self/task");
	start_all();
	moving = weather(seconds, &early);
	late = rss_kb();
	atomic_store(&stop, true);
	if (!moving) { /* whoever is stuck cannot be waited for */
		(void)verdict(1, false, "no thread is stuck");
		(void)fflush(stdout);
		_Exit(1);
	}
	for (size_t i = 0; i < THREADS; i++)
		(void)pthread_join(workers[i].thread, NULL);
	printf("# %u connects, %u statements; %u sessions ended, %u sleeps, %u refused calls; %u told, %u under way; %ld -> %ld kB\n",
	       atomic_load(&connects), atomic_load(&statements), atomic_load(&struck), atomic_load(&slept), atomic_load(&refused),
	       atomic_load(&told), atomic_load(&under_way), early, late);
	bad += verdict(1, true, "no thread is stuck");
	bad += verdict(2, atomic_load(&failures) == 0, "nothing failed that must not fail");
	bad += verdict(3, atomic_load(&struck) > 0 && atomic_load(&slept) > 0 && atomic_load(&refused) > 0, "there was weather");
	if (getenv("LB_SOAK_NO_MEMORY")) /* the sanitizer keeps freed memory */
		puts("# memory is not looked at");
	else
		bad += verdict(4, late - early < RSS_KB, "memory does not grow");
	bad += verdict(5, nothing_is_left(files, threads), "no file and no thread is left");
	(void)SQLFreeHandle(SQL_HANDLE_ENV, env);
	return bad ? 1 : 0;
}
