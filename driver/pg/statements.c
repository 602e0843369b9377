#include "pg/statements.h"

#include "base/clock.h"

#include <string.h>
#include <unistd.h>

#define STATEMENTS_AT_MOST 256

struct statements {
	struct statement *first;
	size_t count;
	uint64_t last_name;
	uint64_t tag;     /* of this list's names: no other client's is the same */
	uint64_t dropped[STATEMENTS_AT_MOST]; /* prepared on the server, no longer in the list */
	size_t dropped_count;
};

/* The moment, the process and the place in it; mixed as splitmix64 does. */
static uint64_t make_tag(const void *place)
{
	uint64_t x = (uint64_t)clock_wall(&clock_system) ^ (uint64_t)getpid() << 40 ^ (uint64_t)(uintptr_t)place;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

struct statements *statements_new(void)
{
	struct statements *list = mem_new(sizeof(*list));

	if (list)
		list->tag = make_tag(list);
	return list;
}

void statement_name(const struct statements *list, uint64_t number, struct strbuf *out)
{
	strbuf_add_text(out, "lb_");
	strbuf_add_uint(out, list->tag);
	strbuf_add_char(out, '_');
	strbuf_add_uint(out, number);
}

void statement_clear_columns(struct statement *st)
{
	for (size_t i = 0; i < st->column_count; i++)
		mem_free(st->columns[i].name);
	mem_free(st->columns);
	st->columns = NULL;
	st->column_count = 0;
	st->described = false;
}

static void statement_free(struct statement *st)
{
	statement_clear_columns(st);
	mem_free(st->types);
	mem_free(st->oids);
	mem_free(st->sql);
	mem_free(st);
}

void statements_free(struct statements *list)
{
	struct statement *next;

	if (!list)
		return;
	for (struct statement *st = list->first; st; st = next) {
		next = st->next;
		statement_free(st);
	}
	mem_free(list);
}

/* FNV-1a over the text and the types. */
static uint64_t hash_of(struct span sql, const uint32_t *oids, size_t params)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < sql.n; i++)
		h = (h ^ (unsigned char)sql.p[i]) * 0x100000001b3u;
	for (size_t i = 0; i < params; i++)
		h = (h ^ oids[i]) * 0x100000001b3u;
	return h;
}

static bool same(const struct statement *st, uint64_t hash, struct span sql, const uint32_t *oids, size_t params)
{
	return st->hash == hash && st->params == params && span_eq(span_make(st->sql, st->sql_length), sql) &&
	       (params == 0 || memcmp(st->oids, oids, params * sizeof(*oids)) == 0);
}

static struct statement *statement_new(struct span sql, const uint32_t *oids, size_t params)
{
	struct statement *st = mem_new(sizeof(*st));

	if (!st)
		return NULL;
	st->sql = mem_dup(sql.p, sql.n);
	st->oids = mem_array(params, sizeof(*oids));
	if (!st->sql || !st->oids) {
		statement_free(st);
		return NULL;
	}
	st->sql_length = sql.n;
	if (params)
		memcpy(st->oids, oids, params * sizeof(*oids));
	st->params = params;
	return st;
}

/* Makes room by dropping the last of the list; its server side is closed with the next packet. */
static void drop_last(struct statements *list)
{
	struct statement **at = &list->first, *st;

	if (!*at)
		return;
	while ((*at)->next)
		at = &(*at)->next;
	st = *at;
	*at = NULL;
	list->count--;
	if (st->prepared && list->dropped_count < LB_COUNT(list->dropped))
		list->dropped[list->dropped_count++] = st->name;
	statement_free(st);
}

struct statement *statements_get(struct statements *list, struct span sql, const uint32_t *oids, size_t params)
{
	const uint64_t hash = hash_of(sql, oids, params);
	struct statement **at, *st;

	for (at = &list->first, st = *at; st && !same(st, hash, sql, oids, params); st = *at)
		at = &st->next;
	if (st) {
		*at = st->next;
	} else {
		st = statement_new(sql, oids, params);
		if (!st)
			return NULL;
		st->hash = hash;
		st->name = ++list->last_name;
		if (list->count == STATEMENTS_AT_MOST)
			drop_last(list);
		list->count++;
	}
	st->next = list->first;
	list->first = st;
	return st;
}

uint64_t statements_next_dropped(struct statements *list)
{
	return list->dropped_count ? list->dropped[--list->dropped_count] : 0;
}

void statements_forget(struct statements *list)
{
	for (struct statement *st = list->first; st; st = st->next) {
		st->prepared = st->types_known = false;
		statement_clear_columns(st); /* the same text may mean other tables next time */
		st->name = ++list->last_name; /* never a name that may still exist */
	}
	list->dropped_count = 0;
}

bool statement_set_types(struct statement *st, const uint32_t *types, size_t n)
{
	uint32_t *copy = mem_array(n, sizeof(*copy));

	if (!copy)
		return false;
	if (n)
		memcpy(copy, types, n * sizeof(*copy));
	mem_free(st->types);
	st->types = copy;
	st->types_known = true;
	return true;
}
