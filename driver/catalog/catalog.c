#include "catalog/catalog.h"

#include "catalog/args.h"
#include "catalog/columns.h"
#include "catalog/queries.h"
#include "odbc/execute.h"

/* Length word in front of the characters in the type modifier of varchar and char. */
#define TYPMOD_HEADER 4
#define TYPMOD_LONGEST 10485760

static struct catalog_style style_of(const struct stmt *s)
{
	return (struct catalog_style){
		.odbc2 = s->dbc->env->odbc_version == SQL_OV_ODBC2,
		.width = s->dbc->text_width,
		.text_length = s->dbc->settings.text_length,
	};
}

static bool describe(struct stmt *s, enum catalog_result result, const struct rows_mem *rows)
{
	struct catalog_style style = style_of(s);
	size_t n;
	const struct catalog_column *c = catalog_result_columns(result, &n);

	desc_shrink(s->ird, 0);
	if (!desc_grow(s->ird, (SQLSMALLINT)n))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct desc_rec *rec = desc_rec(s->ird, (SQLINTEGER)i + 1);
		size_t size = catalog_text_size(&c[i], rows, i);
		int32_t typmod = TYPMOD_NONE;

		if (size)
			typmod = (int32_t)(size < TYPMOD_LONGEST ? size : TYPMOD_LONGEST) + TYPMOD_HEADER;
		if (!desc_describe(rec, c[i].oid, typmod, style.width,
				   span_of(style.odbc2 ? c[i].odbc2_name : c[i].name), NULL))
			return false;
		rec->nullable = c[i].nullable;
		rec->updatable = SQL_ATTR_READONLY;
	}
	return true;
}

/* The rows become the statement's result; they are taken over in any case. */
static SQLRETURN give(struct stmt *s, enum catalog_result result, struct rows_mem *rows)
{
	if (!rows)
		return diag_post_no_memory(&s->head.diag);
	if (!describe(s, result, rows)) {
		rows_free(rows_mem_rows(rows));
		return diag_post_no_memory(&s->head.diag);
	}
	return stmt_give_rows(s, rows_mem_rows(rows), (SQLLEN)rows_mem_count(rows));
}

static SQLRETURN run_begun(struct stmt *s, enum catalog_result result, const char *sql, struct catalog_args *a)
{
	struct rows_mem *query = NULL;
	SQLRETURN rc;

	if (args_failed(a))
		rc = diag_post_no_memory(&s->head.diag);
	else
		rc = stmt_run_query(s, sql, a->value, a->n, &query);
	if (SQL_SUCCEEDED(rc)) {
		SQLRETURN given = give(s, result, catalog_fill(result, query, style_of(s)));

		rc = given == SQL_SUCCESS ? rc : given;
	}
	if (query)
		rows_free(rows_mem_rows(query));
	return rc;
}

/* Runs the query and releases the arguments. */
static SQLRETURN run(struct stmt *s, enum catalog_result result, const char *sql, struct catalog_args *a)
{
	SQLRETURN rc = stmt_begin(s);

	if (SQL_SUCCEEDED(rc))
		rc = run_begun(s, result, sql, a);
	args_release(a);
	return rc;
}

static struct catalog_args args_for(const struct stmt *s)
{
	return (struct catalog_args){.metadata_id = s->metadata_id == SQL_TRUE};
}

/*
 * "Arguments in Catalog Functions": identifiers must be given.  The catalog may
 * be left out, though, since there is one only.
 */
static bool identifier_missing(const struct stmt *s, struct span arg)
{
	return s->metadata_id == SQL_TRUE && !arg.p;
}

static SQLRETURN missing(struct stmt *s, const char *what)
{
	return diag_postf(&s->head.diag, STATE_NULL_POINTER, "the %s name must not be a null pointer", what);
}

/* ---- tables ---- */

static bool is_empty(struct span arg)
{
	return arg.p && !arg.n;
}

/*
 * The three lists of SQLTables' comments.  Catalogs are listed only if no table
 * type is given: Excel asks for the tables of catalog "%" with empty names.
 */
static const char *special_list(struct span catalog, struct span schema, struct span table, struct span type)
{
	if (!is_empty(table))
		return NULL;
	if (span_is(catalog, SQL_ALL_CATALOGS) && is_empty(schema) && !type.n)
		return sql_catalogs;
	if (is_empty(catalog) && span_is(schema, SQL_ALL_SCHEMAS) && !type.n)
		return sql_schemas;
	if (is_empty(catalog) && is_empty(schema) && span_is(type, SQL_ALL_TABLE_TYPES))
		return sql_table_types;
	return NULL;
}

SQLRETURN catalog_tables(struct stmt *s, struct span catalog, struct span schema, struct span table, struct span type)
{
	struct catalog_args a = args_for(s);
	const char *list = special_list(catalog, schema, table, type);

	if (list)
		return run(s, RESULT_tables, list, &a);
	if (identifier_missing(s, schema))
		return missing(s, "schema");
	if (identifier_missing(s, table))
		return missing(s, "table");
	args_pattern(&a, args_unless_empty(catalog));
	args_pattern(&a, args_unless_empty(schema));
	args_pattern(&a, args_unless_empty(table));
	args_table_types(&a, type);
	return run(s, RESULT_tables, sql_tables, &a);
}

SQLRETURN catalog_columns(struct stmt *s, struct span catalog, struct span schema, struct span table,
			  struct span column)
{
	struct catalog_args a = args_for(s);

	if (identifier_missing(s, schema))
		return missing(s, "schema");
	if (identifier_missing(s, table))
		return missing(s, "table");
	if (identifier_missing(s, column))
		return missing(s, "column");
	args_pattern(&a, args_unless_empty(catalog));
	args_pattern(&a, args_unless_empty(schema));
	args_pattern(&a, table);
	args_pattern(&a, args_unless_empty(column));
	return run(s, RESULT_columns, sql_columns, &a);
}

/* ---- one table ---- */

static void add_table(struct catalog_args *a, struct span catalog, struct span schema, struct span table)
{
	args_name(a, args_catalog(catalog));
	args_name(a, args_unless_empty(schema));
	args_name(a, table);
}

SQLRETURN catalog_primary_keys(struct stmt *s, struct span catalog, struct span schema, struct span table)
{
	struct catalog_args a = args_for(s);

	if (!table.p)
		return missing(s, "table");
	if (identifier_missing(s, schema))
		return missing(s, "schema");
	add_table(&a, catalog, schema, table);
	return run(s, RESULT_primary_keys, sql_primary_keys, &a);
}

SQLRETURN catalog_foreign_keys(struct stmt *s, struct span pk_catalog, struct span pk_schema, struct span pk_table,
			       struct span fk_catalog, struct span fk_schema, struct span fk_table)
{
	struct catalog_args a = args_for(s);

	/* an empty name stands for "any" as a null pointer does: no table has it */
	pk_table = args_unless_empty(pk_table);
	fk_table = args_unless_empty(fk_table);
	if (!pk_table.p && !fk_table.p)
		return missing(s, "primary key table and foreign key table");
	add_table(&a, pk_catalog, pk_schema, pk_table);
	add_table(&a, fk_catalog, fk_schema, fk_table);
	return run(s, RESULT_foreign_keys, sql_foreign_keys, &a);
}

SQLRETURN catalog_statistics(struct stmt *s, struct span catalog, struct span schema, struct span table,
			     SQLUSMALLINT unique, SQLUSMALLINT reserved)
{
	struct catalog_args a = args_for(s);

	if (!table.p)
		return missing(s, "table");
	if (identifier_missing(s, schema))
		return missing(s, "schema");
	if (unique != SQL_INDEX_UNIQUE && unique != SQL_INDEX_ALL)
		return diag_post(&s->head.diag, STATE_UNIQUENESS_RANGE);
	if (reserved != SQL_QUICK && reserved != SQL_ENSURE)
		return diag_post(&s->head.diag, STATE_ACCURACY_RANGE);
	add_table(&a, catalog, schema, table);
	args_text(&a, unique == SQL_INDEX_UNIQUE ? "unique" : NULL);
	return run(s, RESULT_statistics, sql_statistics, &a);
}

SQLRETURN catalog_special_columns(struct stmt *s, SQLUSMALLINT kind, struct span catalog, struct span schema,
				  struct span table, SQLUSMALLINT scope, SQLUSMALLINT nullable)
{
	struct catalog_args a = args_for(s);
	const char *what = "key";

	if (kind != SQL_BEST_ROWID && kind != SQL_ROWVER)
		return diag_post(&s->head.diag, STATE_COLUMN_TYPE_RANGE);
	if (scope > SQL_SCOPE_SESSION)
		return diag_post(&s->head.diag, STATE_SCOPE_RANGE);
	if (nullable != SQL_NO_NULLS && nullable != SQL_NULLABLE)
		return diag_post(&s->head.diag, STATE_NULLABLE_RANGE);
	if (!table.p)
		return missing(s, "table");
	if (identifier_missing(s, schema))
		return missing(s, "schema");
	if (kind == SQL_ROWVER)
		what = "version";
	else if (scope == SQL_SCOPE_CURROW)
		what = "key or ctid"; /* holds no longer than that */
	add_table(&a, catalog, schema, table);
	args_text(&a, what);
	return run(s, RESULT_special_columns, sql_special_columns, &a);
}

/* ---- privileges ---- */

SQLRETURN catalog_table_privileges(struct stmt *s, struct span catalog, struct span schema, struct span table)
{
	struct catalog_args a = args_for(s);

	if (identifier_missing(s, schema))
		return missing(s, "schema");
	if (identifier_missing(s, table))
		return missing(s, "table");
	args_pattern(&a, args_unless_empty(catalog));
	args_pattern(&a, args_unless_empty(schema));
	args_pattern(&a, table);
	return run(s, RESULT_table_privileges, sql_table_privileges, &a);
}

SQLRETURN catalog_column_privileges(struct stmt *s, struct span catalog, struct span schema, struct span table,
				    struct span column)
{
	struct catalog_args a = args_for(s);

	if (!table.p)
		return missing(s, "table");
	if (identifier_missing(s, schema))
		return missing(s, "schema");
	if (identifier_missing(s, column))
		return missing(s, "column");
	add_table(&a, catalog, schema, table);
	args_pattern(&a, args_unless_empty(column));
	return run(s, RESULT_column_privileges, sql_column_privileges, &a);
}

/* ---- procedures ---- */

SQLRETURN catalog_procedures(struct stmt *s, struct span catalog, struct span schema, struct span procedure)
{
	struct catalog_args a = args_for(s);

	if (identifier_missing(s, schema))
		return missing(s, "schema");
	if (identifier_missing(s, procedure))
		return missing(s, "procedure");
	args_pattern(&a, args_unless_empty(catalog));
	args_pattern(&a, args_unless_empty(schema));
	args_pattern(&a, args_unless_empty(procedure));
	return run(s, RESULT_procedures, sql_procedures, &a);
}

SQLRETURN catalog_procedure_columns(struct stmt *s, struct span catalog, struct span schema, struct span procedure,
				    struct span column)
{
	struct catalog_args a = args_for(s);

	if (identifier_missing(s, schema))
		return missing(s, "schema");
	if (identifier_missing(s, procedure))
		return missing(s, "procedure");
	if (identifier_missing(s, column))
		return missing(s, "column");
	args_pattern(&a, args_unless_empty(catalog));
	args_pattern(&a, args_unless_empty(schema));
	args_pattern(&a, args_unless_empty(procedure));
	args_pattern(&a, column); /* "" is the name of a return value */
	return run(s, RESULT_procedure_columns, sql_procedure_columns, &a);
}

/* ---- types ---- */

SQLRETURN typeinfo(struct stmt *s, SQLSMALLINT type)
{
	SQLRETURN rc;

	if (!typeinfo_is_sql_type(type))
		return diag_post(&s->head.diag, STATE_INVALID_SQL_TYPE);
	rc = stmt_begin(s);
	if (!SQL_SUCCEEDED(rc))
		return rc;
	return give(s, RESULT_typeinfo, typeinfo_rows(type, style_of(s)));
}
