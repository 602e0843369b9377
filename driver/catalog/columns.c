#include "catalog/columns.h"

#include "base/strbuf.h"
#include "base/utf.h"

#define OID_INT2 21
#define OID_INT4 23
#define OID_CHAR 1042
#define OID_VARCHAR 1043
#define NULLS_NO SQL_NO_NULLS
#define NULLS_YES SQL_NULLABLE

static const struct catalog_column all_columns[] = {
#define COLUMN(result, name, odbc2, type, size, nullable, source) \
	{RESULT_##result, name, odbc2, OID_##type, size, NULLS_##nullable, SOURCE_##source},
#include "catalog/columns.def"
#undef COLUMN
};

const struct catalog_column *catalog_result_columns(enum catalog_result result, size_t *n)
{
	size_t first = 0, end;

	while (first < LB_COUNT(all_columns) && all_columns[first].result != result)
		first++;
	for (end = first; end < LB_COUNT(all_columns) && all_columns[end].result == result; end++)
		;
	*n = end - first;
	return all_columns + first;
}

static bool takes_cell(enum catalog_source source)
{
	return source == SOURCE_COPY || source == SOURCE_TYPE_NAME || source == SOURCE_RULE;
}

static bool has_type(enum catalog_result result)
{
	size_t n;
	const struct catalog_column *c = catalog_result_columns(result, &n);

	for (size_t i = 0; i < n; i++)
		if (c[i].source == SOURCE_DATA_TYPE)
			return true;
	return false;
}

size_t catalog_query_columns(enum catalog_result result)
{
	size_t n, count = has_type(result) ? 2 : 0;
	const struct catalog_column *c = catalog_result_columns(result, &n);

	for (size_t i = 0; i < n; i++)
		count += takes_cell(c[i].source);
	return count;
}

/* One row being made. */
struct fill {
	struct rows_mem *out;
	struct strbuf number; /* decimal text of a computed cell */
	struct catalog_style style;
	const struct pg_type *type;
	bool known;           /* the type has a row of its own in pg_types.def */
	int32_t typmod;
	SQLSMALLINT concise;
};

typedef bool source_fn(struct fill *f, struct span cell);

static bool add_null(struct fill *f)
{
	return rows_mem_add(f->out, SPAN_NONE);
}

static bool add_number(struct fill *f, int64_t n)
{
	strbuf_clear(&f->number);
	/* the column is an INTEGER: what is longer than that is as long as it can say */
	strbuf_add_int(&f->number, n > INT32_MAX ? INT32_MAX : n);
	return !strbuf_failed(&f->number) && rows_mem_add(f->out, strbuf_span(&f->number));
}

/* For lengths and codes where 0 says "does not apply". */
static bool add_number_or_null(struct fill *f, int64_t n)
{
	return n ? add_number(f, n) : add_null(f);
}

static bool source_copy(struct fill *f, struct span cell)
{
	return rows_mem_add(f->out, cell);
}

static bool source_type_name(struct fill *f, struct span cell)
{
	return rows_mem_add(f->out, f->known ? span_of(type_name(f->type)) : cell);
}

/* ODBC 2 knows no "no action": its RESTRICT means that. */
static bool source_rule(struct fill *f, struct span cell)
{
	if (f->style.odbc2 && span_is(cell, "3"))
		return add_number(f, SQL_RESTRICT);
	return rows_mem_add(f->out, cell);
}

static bool source_data_type(struct fill *f, struct span cell)
{
	(void)cell;
	return add_number(f, f->style.odbc2 ? type_odbc2(f->concise) : f->concise);
}

static bool source_column_size(struct fill *f, struct span cell)
{
	SQLULEN size = type_column_size(f->type, f->typmod);

	(void)cell;
	return add_number(f, size > INT32_MAX ? INT32_MAX : (int64_t)size); /* 0: no limit */
}

static bool source_buffer_length(struct fill *f, struct span cell)
{
	(void)cell;
	return add_number_or_null(f, type_octet_length(f->type, f->typmod, f->style.width));
}

static bool source_decimal_digits(struct fill *f, struct span cell)
{
	(void)cell;
	return type_has_decimal_digits(f->type) ? add_number(f, type_decimal_digits(f->type, f->typmod)) : add_null(f);
}

static bool source_radix(struct fill *f, struct span cell)
{
	(void)cell;
	return add_number_or_null(f, type_radix(f->type));
}

static bool source_sql_data_type(struct fill *f, struct span cell)
{
	(void)cell;
	return add_number(f, type_verbose(f->concise));
}

static bool source_datetime_sub(struct fill *f, struct span cell)
{
	(void)cell;
	return add_number_or_null(f, type_datetime_code(f->concise));
}

static bool is_text_or_bytes(SQLSMALLINT concise)
{
	switch (concise) {
	case SQL_CHAR:
	case SQL_VARCHAR:
	case SQL_LONGVARCHAR:
	case SQL_WCHAR:
	case SQL_WVARCHAR:
	case SQL_WLONGVARCHAR:
	case SQL_BINARY:
	case SQL_VARBINARY:
	case SQL_LONGVARBINARY:
		return true;
	default:
		return false;
	}
}

static bool source_char_octet_length(struct fill *f, struct span cell)
{
	(void)cell;
	if (!is_text_or_bytes(f->concise))
		return add_null(f);
	return add_number_or_null(f, type_char_octet_length(f->type, f->typmod));
}

static source_fn *const sources[SOURCE_COUNT] = {
	[SOURCE_COPY] = source_copy,
	[SOURCE_TYPE_NAME] = source_type_name,
	[SOURCE_RULE] = source_rule,
	[SOURCE_DATA_TYPE] = source_data_type,
	[SOURCE_COLUMN_SIZE] = source_column_size,
	[SOURCE_BUFFER_LENGTH] = source_buffer_length,
	[SOURCE_DECIMAL_DIGITS] = source_decimal_digits,
	[SOURCE_RADIX] = source_radix,
	[SOURCE_SQL_DATA_TYPE] = source_sql_data_type,
	[SOURCE_DATETIME_SUB] = source_datetime_sub,
	[SOURCE_CHAR_OCTET_LENGTH] = source_char_octet_length,
	[SOURCE_OWN] = source_copy, /* no query: never reached */
};

static void read_type(struct fill *f, struct span oid, struct span typmod)
{
	uint64_t number = 0;
	int64_t mod = TYPMOD_NONE;

	if (!span_uint(oid, UINT32_MAX, &number))
		number = 0;
	if (!span_int(typmod, &mod) || mod < INT32_MIN || mod > INT32_MAX)
		mod = TYPMOD_NONE;
	f->type = type_by_oid((uint32_t)number);
	f->known = type_oid(f->type) == (uint32_t)number;
	f->typmod = type_typmod_within(f->type, (int32_t)mod, f->style.text_length);
	f->concise = type_sql_type(f->type, f->typmod, f->style.width);
}

static bool fill_row(struct fill *f, const struct catalog_column *columns, size_t n, const struct rows_mem *query,
		     size_t row, size_t next)
{
	for (size_t i = 0; i < n; i++) {
		struct span cell = SPAN_NONE;

		if (takes_cell(columns[i].source))
			cell = rows_mem_at(query, row, next++);
		if (!sources[columns[i].source](f, cell))
			return false;
	}
	return true;
}

struct rows_mem *catalog_fill(enum catalog_result result, const struct rows_mem *query, struct catalog_style style)
{
	size_t n;
	const struct catalog_column *columns = catalog_result_columns(result, &n);
	bool typed = has_type(result), ok = true;
	struct fill f = {.style = style, .out = rows_mem_new(n, false)};

	for (size_t row = 0; f.out && ok && row < rows_mem_count(query); row++) {
		if (typed)
			read_type(&f, rows_mem_at(query, row, 0), rows_mem_at(query, row, 1));
		ok = fill_row(&f, columns, n, query, row, typed ? 2 : 0);
	}
	strbuf_release(&f.number);
	if (ok)
		return f.out;
	rows_free(rows_mem_rows(f.out));
	return NULL;
}

size_t catalog_text_size(const struct catalog_column *column, const struct rows_mem *rows, size_t index)
{
	size_t size = column->size;

	for (size_t row = 0; size && row < rows_mem_count(rows); row++) {
		struct span cell = rows_mem_at(rows, row, index);

		/* units, which is what a buffer of SQLWCHAR needs */
		if (cell.n > size && utf8_wide_units(cell) > size)
			size = utf8_wide_units(cell);
	}
	return size;
}
