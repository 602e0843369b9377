/*
 * The catalog functions and SQLGetTypeInfo, below the entry points: arguments
 * are UTF-8 (absent: the application gave NULL), results are rows in memory
 * given to the statement, diagnostics are posted on it.  One round trip each,
 * none for SQLGetTypeInfo.
 *
 * A connection sees one database, so that another catalog has nothing in it.
 * Empty catalogs and schemas restrict nothing: every table has both.  Where a
 * function is about one table and no schema is given, it is the table that the
 * search path finds, else the first schema's by name.
 * All calls need the connection's lock (api_enter).
 */
#ifndef CATALOG_CATALOG_H
#define CATALOG_CATALOG_H

#include "odbc/stmt.h"

SQLRETURN catalog_tables(struct stmt *s, struct span catalog, struct span schema, struct span table, struct span type);
SQLRETURN catalog_columns(struct stmt *s, struct span catalog, struct span schema, struct span table,
			  struct span column);
SQLRETURN catalog_primary_keys(struct stmt *s, struct span catalog, struct span schema, struct span table);
SQLRETURN catalog_foreign_keys(struct stmt *s, struct span pk_catalog, struct span pk_schema, struct span pk_table,
			       struct span fk_catalog, struct span fk_schema, struct span fk_table);
SQLRETURN catalog_statistics(struct stmt *s, struct span catalog, struct span schema, struct span table,
			     SQLUSMALLINT unique, SQLUSMALLINT reserved);
SQLRETURN catalog_special_columns(struct stmt *s, SQLUSMALLINT kind, struct span catalog, struct span schema,
				  struct span table, SQLUSMALLINT scope, SQLUSMALLINT nullable);
SQLRETURN catalog_table_privileges(struct stmt *s, struct span catalog, struct span schema, struct span table);
SQLRETURN catalog_column_privileges(struct stmt *s, struct span catalog, struct span schema, struct span table,
				    struct span column);
SQLRETURN catalog_procedures(struct stmt *s, struct span catalog, struct span schema, struct span procedure);
SQLRETURN catalog_procedure_columns(struct stmt *s, struct span catalog, struct span schema, struct span procedure,
				    struct span column);
SQLRETURN typeinfo(struct stmt *s, SQLSMALLINT type);

#endif
