/*
 * Threads with a connection each share nothing of the driver's while they prepare, bind, execute and fetch: no lock
 * that two of them take, no byte of global memory that changes.  This program's pthread_mutex_lock() is the one that
 * the driver calls; its global memory is what the loader says of the library.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* dl_iterate_phdr(), RTLD_NEXT */
#endif

#include "harness.h"

#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 4
#define ROUNDS 50
#define LOCKS 1024 /* at most, of a run of this program */

struct range {
	uintptr_t from, to;
};

static struct range code[8], data[8];
static size_t codes, datas;

/* ---- what the driver locks ---- */

struct seen {
	atomic_uintptr_t lock;
	atomic_uintptr_t thread; /* the first that took it */
	atomic_bool shared;
};

static struct seen seen[LOCKS];
static atomic_bool watching;

static bool from_driver(uintptr_t caller)
{
	for (size_t i = 0; i < codes; i++)
		if (caller >= code[i].from && caller < code[i].to)
			return true;
	return false;
}

static void note_lock(uintptr_t lock)
{
	const uintptr_t me = (uintptr_t)pthread_self();

	for (size_t n = 0, i = lock / 16 % LOCKS; n < LOCKS; n++, i = (i + 1) % LOCKS) {
		uintptr_t none = 0;

		if (atomic_compare_exchange_strong(&seen[i].lock, &none, lock) || none == lock) {
			none = 0;
			if (!atomic_compare_exchange_strong(&seen[i].thread, &none, me) && none != me)
				atomic_store(&seen[i].shared, true);
			return;
		}
	}
}

__attribute__((visibility("default"))) int pthread_mutex_lock(pthread_mutex_t *mutex)
{
	static int (*_Atomic real)(pthread_mutex_t *);
	int (*lock)(pthread_mutex_t *) = atomic_load(&real);

	if (!lock) {
		void *found = dlsym(RTLD_NEXT, "pthread_mutex_lock");

		memcpy(&lock, &found, sizeof(lock));
		atomic_store(&real, lock);
	}
	if (atomic_load_explicit(&watching, memory_order_relaxed) && from_driver((uintptr_t)__builtin_return_address(0)))
		note_lock((uintptr_t)mutex);
	return lock(mutex);
}

/* ---- what it writes ---- */

static int look(struct dl_phdr_info *info, size_t size, void *none)
{
	(void)size;
	(void)none;
	if (!strstr(info->dlpi_name, "liblakebaseodbc.so"))
		return 0;
	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];
		const struct range r = {info->dlpi_addr + p->p_vaddr, info->dlpi_addr + p->p_vaddr + p->p_memsz};

		if (p->p_type == PT_LOAD && p->p_flags & PF_X && codes < COUNT(code))
			code[codes++] = r;
		if (p->p_type == PT_LOAD && p->p_flags & PF_W && datas < COUNT(data))
			data[datas++] = r;
	}
	return 1;
}

/* Byte by byte and unchecked: what lies between variables is not ours to read, says the address sanitizer. */
__attribute__((no_sanitize("address"))) static char *copy(char *to, struct range r)
{
	for (const volatile char *p = (const volatile char *)r.from; p < (const volatile char *)r.to; p++)
		*to++ = *p;
	return to;
}

static char *snapshot(size_t *n)
{
	char *all, *at;

	*n = 0;
	for (size_t i = 0; i < datas; i++)
		*n += data[i].to - data[i].from;
	all = at = malloc(*n + 1);
	for (size_t i = 0; all && i < datas; i++)
		at = copy(at, data[i]);
	return all;
}

/* ---- the work ---- */

static SQLHDBC dbs[THREADS];
static pthread_barrier_t start, end;

static void work(SQLHSTMT s, int round)
{
	SQLINTEGER values[10], fetched[64], k = round;
	SQLULEN rows = 0;
	char *text;

	for (int i = 0; i < 10; i++)
		values[i] = round * 10 + i;
	OK_S(s, SQLSetStmtAttr(s, SQL_ATTR_PARAMSET_SIZE, (SQLPOINTER)10, 0));
	OK_S(s, SQLBindParameter(s, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, values, 0, NULL));
	OK_S(s, x_exec(s, "insert into mine values (?)"));
	OK_S(s, SQLSetStmtAttr(s, SQL_ATTR_PARAMSET_SIZE, (SQLPOINTER)1, 0));
	OK_S(s, SQLBindParameter(s, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &k, 0, NULL));
	OK_S(s, SQLSetStmtAttr(s, SQL_ATTR_ROW_ARRAY_SIZE, (SQLPOINTER)64, 0));
	OK_S(s, SQLSetStmtAttr(s, SQL_ATTR_ROWS_FETCHED_PTR, &rows, 0));
	OK_S(s, SQLBindCol(s, 1, SQL_C_SLONG, fetched, 0, NULL));
	OK_S(s, x_prepare(s, "select a + ? from mine order by a limit 200"));
	OK_S(s, SQLExecute(s));
	while (SQL_SUCCEEDED(SQLFetch(s)))
		;
	OK_S(s, SQLFreeStmt(s, SQL_CLOSE));
	OK_S(s, SQLFreeStmt(s, SQL_UNBIND));
	OK_S(s, SQLFreeStmt(s, SQL_RESET_PARAMS));
	OK_S(s, SQLSetStmtAttr(s, SQL_ATTR_ROW_ARRAY_SIZE, (SQLPOINTER)1, 0));
	OK_S(s, x_exec(s, "select 'text', count(*), 1.5, now() from mine"));
	text = rows_of(s);
	CHECK_HAS(text, "text|");
	OK_S(s, SQLFreeStmt(s, SQL_CLOSE));
	FAILS_S(s, x_exec(s, "select no_such_column"), "42S22");
}

static void *thread(void *which)
{
	SQLHDBC mine = dbs[(size_t)(uintptr_t)which];
	SQLHSTMT s = stmt_new(mine);

	run(mine, "create temp table mine (a int)");
	work(s, 0); /* what happens once has happened */
	pthread_barrier_wait(&start);
	pthread_barrier_wait(&start);
	for (int i = 1; i <= ROUNDS; i++)
		work(s, i);
	pthread_barrier_wait(&end);
	pthread_barrier_wait(&end);
	stmt_free(s);
	return NULL;
}

static size_t count(bool shared)
{
	size_t n = 0;

	for (size_t i = 0; i < LOCKS; i++)
		n += atomic_load(&seen[i].lock) && (!shared || atomic_load(&seen[i].shared));
	return n;
}

static void nothing_is_shared(void)
{
	pthread_t threads[THREADS];
	char *before, *after;
	size_t n, m, changed = 0;

	codes = datas = 0;
	(void)dl_iterate_phdr(look, NULL);
	CHECK(codes > 0 && datas > 0);
	pthread_barrier_init(&start, NULL, THREADS + 1);
	pthread_barrier_init(&end, NULL, THREADS + 1);
	for (size_t i = 0; i < THREADS; i++) {
		dbs[i] = dbc_open("");
		pthread_create(&threads[i], NULL, thread, (void *)(uintptr_t)i);
	}
	pthread_barrier_wait(&start);
	before = snapshot(&n);
	atomic_store(&watching, true);
	pthread_barrier_wait(&start);
	pthread_barrier_wait(&end);
	atomic_store(&watching, false);
	after = snapshot(&m);
	pthread_barrier_wait(&end);
	for (size_t i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		dbc_close(dbs[i]);
	}
	CHECK_INT(m, n);
	CHECK(n > 1000);
	for (size_t i = 0; i < n; i++) {
		if (before[i] != after[i] && changed++ < 8)
			note("byte %#zx of the library's data: %02x, then %02x", i, before[i] & 0xff, after[i] & 0xff);
	}
	CHECK_INT(changed, 0);
	CHECK_INT(count(true), 0);
	CHECK(count(false) >= THREADS); /* each connection's own: we do see them */
	free(before);
	free(after);
	pthread_barrier_destroy(&start);
	pthread_barrier_destroy(&end);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {TEST(nothing_is_shared)};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}
