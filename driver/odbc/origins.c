#include "odbc/origins.h"

#include "odbc/desc.h"

#include <sqlext.h>

#define REMEMBERED_AT_MOST 1000 /* tables, or types: then it begins anew */

void origins_clear(struct origins *o)
{
	for (size_t i = 0; i < o->table_count; i++) {
		struct origin_table *t = &o->tables[i];

		for (size_t c = 0; c < t->count; c++)
			mem_free(t->columns[c].name);
		mem_free(t->columns);
		mem_free(t->schema);
		mem_free(t->name);
	}
	for (size_t i = 0; i < o->type_count; i++)
		mem_free(o->types[i].name);
	mem_free(o->tables);
	mem_free(o->types);
	*o = (struct origins){0};
}

static struct origin_table *find_table(const struct origins *o, uint32_t oid)
{
	for (size_t i = 0; i < o->table_count; i++)
		if (o->tables[i].oid == oid)
			return &o->tables[i];
	return NULL;
}

static struct origin_type *find_type(const struct origins *o, uint32_t oid)
{
	for (size_t i = 0; i < o->type_count; i++)
		if (o->types[i].oid == oid)
			return &o->types[i];
	return NULL;
}

const struct origin_table *origins_table(const struct origins *o, uint32_t oid)
{
	return find_table(o, oid);
}

const struct origin_type *origins_type(const struct origins *o, uint32_t oid)
{
	return find_type(o, oid);
}

const struct origin_column *origins_column(const struct origin_table *t, int16_t number)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->columns[i].number == number)
			return &t->columns[i];
	return NULL;
}

/* Room for one more in an array; NULL leaves the old one as it is. */
static void *one_more(void *array, size_t count, size_t *room, size_t size)
{
	void *grown;

	if (count < *room)
		return array;
	grown = mem_resize(array, *room ? *room * 2 : 8, size);
	if (grown)
		*room = *room ? *room * 2 : 8;
	return grown;
}

static bool set_name(char **to, struct span name)
{
	char *copy = mem_dup(name.p ? name.p : "", name.n);

	if (!copy)
		return false;
	mem_free(*to);
	*to = copy;
	return true;
}

bool origins_add_table(struct origins *o, uint32_t oid)
{
	struct origin_table *grown;

	if (o->table_count == REMEMBERED_AT_MOST)
		origins_clear(o);
	grown = one_more(o->tables, o->table_count, &o->table_room, sizeof(*grown));
	if (!grown)
		return false;
	o->tables = grown;
	o->tables[o->table_count++] = (struct origin_table){.oid = oid};
	return true;
}

bool origins_name_table(struct origins *o, uint32_t oid, struct span schema, struct span name)
{
	struct origin_table *t = find_table(o, oid);

	return !t || t->name || (set_name(&t->schema, schema) && set_name(&t->name, name));
}

bool origins_add_column(struct origins *o, uint32_t oid, struct origin_column facts, struct span name)
{
	struct origin_table *t = find_table(o, oid);
	struct origin_column *grown;

	if (!t)
		return true;
	facts.name = NULL;
	if (!set_name(&facts.name, name))
		return false;
	grown = one_more(t->columns, t->count, &t->room, sizeof(*grown));
	if (!grown) {
		mem_free(facts.name);
		return false;
	}
	t->columns = grown;
	t->columns[t->count++] = facts;
	return true;
}

bool origins_add_type(struct origins *o, uint32_t oid)
{
	struct origin_type *grown;

	if (o->type_count == REMEMBERED_AT_MOST)
		origins_clear(o);
	grown = one_more(o->types, o->type_count, &o->type_room, sizeof(*grown));
	if (!grown)
		return false;
	o->types = grown;
	o->types[o->type_count++] = (struct origin_type){.oid = oid};
	return true;
}

bool origins_name_type(struct origins *o, uint32_t oid, struct span name)
{
	struct origin_type *t = find_type(o, oid);

	return !t || set_name(&t->name, name);
}

bool origins_field(const struct desc_rec *r, SQLSMALLINT field)
{
	switch (field) {
	case SQL_DESC_LOCAL_TYPE_NAME:
	case SQL_DESC_TYPE_NAME:
		return r->oid && type_oid(type_by_oid(r->oid)) == 0;
	case SQL_DESC_AUTO_UNIQUE_VALUE:
	case SQL_DESC_BASE_COLUMN_NAME:
	case SQL_DESC_BASE_TABLE_NAME:
	case SQL_DESC_CATALOG_NAME:
	case SQL_DESC_NULLABLE:
	case SQL_COLUMN_NULLABLE:
	case SQL_DESC_SCHEMA_NAME:
	case SQL_DESC_TABLE_NAME:
	case SQL_DESC_UPDATABLE:
		return r->table != 0;
	default:
		return false;
	}
}
