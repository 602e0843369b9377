/*
 * Descriptors: ARD, APD (what the application bound), IRD, IPD (what the
 * columns and parameters are).  Records are numbered from 1 as in ODBC; record
 * 0 is the bookmark.  Bindings are read from here by the fetch plan and the
 * parameter plan; `generation` changes with every change, so that a plan knows
 * when it is stale.  The rules of access are in descfields.def.
 */
#ifndef ODBC_DESC_H
#define ODBC_DESC_H

#include "odbc/handle.h"
#include "type/types.h"

#include <sqlext.h>

enum desc_kind { DESC_ARD, DESC_APD, DESC_IRD, DESC_IPD };

struct dbc;

/* Parameters are numbered with 16 bits, by SQLBindParameter as by PostgreSQL's protocol; what counts them with an
 * SQLSMALLINT (SQL_DESC_COUNT, SQLNumParams) gives the same 16 bits. */
#define DESC_RECORDS UINT16_MAX

struct desc_rec {
	/* what the application sets (ARD, APD) and what describes (IRD, IPD) */
	SQLSMALLINT type;             /* verbose: SQL_DATETIME, SQL_INTERVAL, ... */
	SQLSMALLINT concise_type;
	SQLSMALLINT datetime_code;    /* SQL_DESC_DATETIME_INTERVAL_CODE */
	SQLINTEGER datetime_precision; /* SQL_DESC_DATETIME_INTERVAL_PRECISION: leading precision of intervals */
	SQLULEN length;               /* characters (bytes for binary): SQL_DESC_LENGTH */
	SQLLEN octet_length;
	SQLSMALLINT precision;
	SQLSMALLINT scale;
	SQLPOINTER data_ptr;          /* deferred; NULL = not bound */
	SQLLEN *indicator_ptr;
	SQLLEN *octet_length_ptr;
	SQLSMALLINT parameter_type;   /* SQL_PARAM_INPUT ... */
	SQLSMALLINT nullable;
	SQLSMALLINT unnamed;          /* SQL_NAMED, SQL_UNNAMED */
	SQLSMALLINT searchable;
	SQLSMALLINT updatable;
	SQLSMALLINT fixed_prec_scale;
	SQLSMALLINT is_unsigned;
	SQLINTEGER case_sensitive;
	SQLINTEGER auto_unique;
	SQLINTEGER num_prec_radix;
	SQLSMALLINT rowver;
	SQLLEN display_size;
	/* texts, owned, UTF-8, NULL = empty */
	char *name, *label, *base_column_name, *base_table_name, *catalog_name, *schema_name, *table_name;
	char *type_name, *local_type_name, *literal_prefix, *literal_suffix;
	/* ours */
	bool scale_set;               /* the application set SQL_DESC_SCALE after the type */
	uint32_t oid;                 /* PostgreSQL type; 0 = not known */
	int32_t typmod;
	uint32_t table;               /* an IRD's column is one of this table; 0 = it is computed */
	int16_t attribute;            /* ... and which */
};

struct desc {
	struct handle head;           /* parent: the connection, for implicit ones too */
	enum desc_kind kind;          /* explicit ones become ARD or APD by use; DESC_ARD until then */
	bool implicit;                /* SQL_DESC_ALLOC_TYPE is SQL_DESC_ALLOC_AUTO */
	struct stmt *stmt;            /* owner of an implicit descriptor */
	SQLULEN array_size;           /* 1 */
	SQLUSMALLINT *array_status_ptr;
	SQLLEN *bind_offset_ptr;
	SQLINTEGER bind_type;         /* SQL_BIND_BY_COLUMN or bytes of a row */
	SQLULEN *rows_processed_ptr;
	SQLUSMALLINT count;           /* highest record number; above 32,767 only as parameters, DESC_RECORDS at most */
	struct desc_rec *recs;        /* recs[0] is the bookmark; room for count + 1 */
	size_t room;
	uint64_t generation;
	bool origins_known;           /* of an IRD: the fields that only the catalogs know are filled in (origins.h) */
};

struct desc *desc_new(struct dbc *dbc, enum desc_kind kind, struct stmt *owner) LB_MUST_USE; /* owner NULL: explicit */
void desc_free(struct desc *d); /* statements that used an explicit one go back to their implicit one */

/* Makes room for records up to number and raises count; new records hold the defaults of the kind. */
bool desc_grow(struct desc *d, SQLINTEGER number) LB_MUST_USE;
void desc_shrink(struct desc *d, SQLINTEGER count); /* releases the records above */
void desc_rec_clear(struct desc_rec *r, enum desc_kind kind); /* frees the texts, sets the defaults */

/* The record, or NULL above count. */
struct desc_rec *desc_rec(struct desc *d, SQLINTEGER number);

/*
 * Fills an IRD or IPD record from a PostgreSQL type: all of type/types.  `name`
 * may be absent (unnamed).  type_name NULL: that of the table.
 */
bool desc_describe(struct desc_rec *r, uint32_t oid, int32_t typmod, enum text_width width, struct span name,
		   const char *type_name) LB_MUST_USE;

/* How far all bound addresses are shifted; read anew at every execution and fetch. */
ptrdiff_t desc_bind_offset(const struct desc *d);

/*
 * Stores a number of rows or sets where the application asked for it; NULL: it did not.  Not every application aligns
 * its SQLULEN: R's RODBC has it behind an int.
 */
void desc_store_count(SQLULEN *at, SQLULEN n);

/* Sets type, concise_type and datetime code from one concise type, with the defaults that it implies. */
void desc_set_concise(struct desc_rec *r, SQLSMALLINT concise);

#endif
