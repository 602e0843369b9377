/*
 * SQLGetTypeInfo: no server is asked.  Every type of pg_types.def that is for
 * CREATE TABLE, once for each SQL type it can be reported as, in narrow and in
 * wide characters: what SQLColumns returns must be found here, and Power BI
 * binds text only where there is an SQL_WVARCHAR row.
 */
#include "catalog/columns.h"

#include "base/strbuf.h"

#define TIME_SCALE 6        /* microseconds */
#define NUMERIC_SCALE 1000
#define DECLARED_LENGTH 10485760 /* the largest n of varchar(n) */
#define OID_BIT 1560
#define SINGLE_BIT 1             /* type modifier of bit(1) */

/* How close a row is to its SQL type; the order among rows of one DATA_TYPE. */
enum rank { RANK_EXACT, RANK_CLOSE, RANK_SERIAL, RANK_COUNT };

struct entry {
	const struct pg_type *type;
	int32_t typmod;
	SQLSMALLINT sql_type;
	const char *name;
	enum rank rank;
};

struct entries {
	struct entry *at;
	size_t n, room;
};

/* Rows beside those that the table gives: further names, and SQL types that a PostgreSQL type serves as well. */
static const struct extra {
	uint32_t oid;
	SQLSMALLINT sql_type;
	const char *name;
	enum rank rank;
} extras[] = {
	{1700, SQL_NUMERIC, "numeric", RANK_EXACT},
	{1700, SQL_DECIMAL, "decimal", RANK_EXACT},
	{701, SQL_DOUBLE, "float8", RANK_EXACT},
	{701, SQL_FLOAT, "float8", RANK_CLOSE},
	{17, SQL_VARBINARY, "bytea", RANK_CLOSE},
	{17, SQL_LONGVARBINARY, "bytea", RANK_CLOSE},
	{1043, SQL_VARCHAR, "varchar", RANK_EXACT},
	{1043, SQL_WVARCHAR, "varchar", RANK_EXACT},
	{1042, SQL_CHAR, "bpchar", RANK_EXACT},
	{1042, SQL_WCHAR, "bpchar", RANK_EXACT},
	{25, SQL_LONGVARCHAR, "text", RANK_EXACT},
	{25, SQL_WLONGVARCHAR, "text", RANK_EXACT},
	{21, SQL_SMALLINT, "smallserial", RANK_SERIAL},
	{23, SQL_INTEGER, "serial", RANK_SERIAL},
	{20, SQL_BIGINT, "bigserial", RANK_SERIAL},
};

/* The field masks of pg_type's interval modifier, above 16 bits of precision (all ones: not given). */
#define RANGE(fields) ((int32_t)(((uint32_t)(fields) << 16) | 0xffff))
#define MONTH 0x0002
#define YEAR 0x0004
#define DAY 0x0008
#define HOUR 0x0400
#define MINUTE 0x0800
#define SECOND 0x1000
#define OID_INTERVAL 1186

static const struct {
	int32_t typmod;
	const char *name;
} intervals[] = {
	{RANGE(YEAR), "interval year"},
	{RANGE(MONTH), "interval month"},
	{RANGE(DAY), "interval day"},
	{RANGE(HOUR), "interval hour"},
	{RANGE(MINUTE), "interval minute"},
	{RANGE(SECOND), "interval second"},
	{RANGE(YEAR | MONTH), "interval year to month"},
	{RANGE(DAY | HOUR), "interval day to hour"},
	{RANGE(DAY | HOUR | MINUTE), "interval day to minute"},
	{RANGE(DAY | HOUR | MINUTE | SECOND), "interval day to second"},
	{RANGE(HOUR | MINUTE), "interval hour to minute"},
	{RANGE(HOUR | MINUTE | SECOND), "interval hour to second"},
	{RANGE(MINUTE | SECOND), "interval minute to second"},
};

static bool has_entry(const struct entries *list, SQLSMALLINT sql_type, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->at[i].sql_type == sql_type && span_is(span_of(list->at[i].name), name))
			return true;
	return false;
}

static bool add_entry(struct entries *list, struct entry e)
{
	if (has_entry(list, e.sql_type, e.name))
		return true;
	if (list->n == list->room) {
		size_t room = list->room ? list->room * 2 : 64;
		struct entry *at = mem_resize(list->at, room, sizeof(*at));

		if (!at)
			return false;
		list->at = at;
		list->room = room;
	}
	list->at[list->n++] = e;
	return true;
}

/* One type with one modifier, in both widths. */
static bool add_type(struct entries *list, const struct pg_type *t, int32_t typmod, const char *name)
{
	static const enum text_width widths[] = {TEXT_NARROW, TEXT_WIDE};

	for (size_t i = 0; i < LB_COUNT(widths); i++) {
		SQLSMALLINT sql_type = type_sql_type(t, typmod, widths[i]);
		enum rank rank = type_by_sql_type(sql_type) == t ? RANK_EXACT : RANK_CLOSE;

		if (!add_entry(list, (struct entry){t, typmod, sql_type, name, rank}))
			return false;
	}
	return true;
}

/* bit is bit(1), which is a truth value. */
static bool add_single_bit(struct entries *list, const struct pg_type *t)
{
	return type_oid(t) != OID_BIT || add_type(list, t, SINGLE_BIT, type_name(t));
}

static bool collect(struct entries *list)
{
	const struct pg_type *interval = type_by_oid(OID_INTERVAL);

	/* the rows whose name is the best for their SQL type come first */
	for (size_t i = 0; i < LB_COUNT(extras); i++) {
		const struct extra *x = &extras[i];

		if (!add_entry(list, (struct entry){type_by_oid(x->oid), TYPMOD_NONE, x->sql_type, x->name, x->rank}))
			return false;
	}
	for (size_t i = 0; i < type_count(); i++) {
		const struct pg_type *t = type_at(i);

		if (type_in_typeinfo(t) && (!add_type(list, t, TYPMOD_NONE, type_name(t)) || !add_single_bit(list, t)))
			return false;
	}
	for (size_t i = 0; i < LB_COUNT(intervals); i++) {
		SQLSMALLINT sql_type = type_sql_type(interval, intervals[i].typmod, TEXT_WIDE);

		if (type_verbose(sql_type) == SQL_INTERVAL && !has_entry(list, sql_type, type_name(interval)) &&
		    !add_type(list, interval, intervals[i].typmod, intervals[i].name))
			return false;
	}
	return true;
}

/* ---- one row ---- */

struct row {
	struct rows_mem *out;
	struct strbuf number;
	bool ok;
};

static void cell(struct row *r, struct span value)
{
	r->ok = r->ok && rows_mem_add(r->out, value);
}

static void text(struct row *r, const char *value)
{
	cell(r, span_of(value));
}

static void number(struct row *r, int64_t value)
{
	strbuf_clear(&r->number);
	strbuf_add_int(&r->number, value);
	r->ok = r->ok && !strbuf_failed(&r->number);
	cell(r, strbuf_span(&r->number));
}

static void number_if(struct row *r, bool applies, int64_t value)
{
	if (applies)
		number(r, value);
	else
		cell(r, SPAN_NONE);
}

static void text_unless_empty(struct row *r, const char *value)
{
	text(r, value && *value ? value : NULL);
}

static bool is_number(const struct pg_type *t)
{
	return type_radix(t) != 0;
}

/* Interval types without seconds have no fraction to declare. */
static bool has_no_seconds(const struct entry *e)
{
	return type_verbose(e->sql_type) == SQL_INTERVAL && !span_ends(span_of(e->name), "second");
}

/* MINIMUM_SCALE and MAXIMUM_SCALE; NULL where there is no scale. */
static void scales(struct row *r, const struct entry *e)
{
	bool applies = type_has_decimal_digits(e->type) && !has_no_seconds(e);
	int64_t low = 0, high;

	switch (type_kind(e->type)) {
	case KIND_NUMERIC:
		high = NUMERIC_SCALE;
		break;
	case KIND_TIME:
	case KIND_TIMETZ:
	case KIND_TIMESTAMP:
	case KIND_TIMESTAMPTZ:
	case KIND_INTERVAL:
		high = TIME_SCALE;
		break;
	default:
		low = high = type_decimal_digits(e->type, TYPMOD_NONE);
	}
	number_if(r, applies, low);
	number_if(r, applies, high);
}

static const char *create_params(const struct entry *e)
{
	return e->typmod == SINGLE_BIT || has_no_seconds(e) ? NULL : type_create_params(e->type);
}

/* varchar holds more than it lets anybody declare; what is built from this row is a declaration. */
static int64_t column_size(const struct entry *e)
{
	SQLULEN size = type_max_size(e->type, e->typmod);

	if (type_kind(e->type) == KIND_TEXT && type_create_params(e->type) && size > DECLARED_LENGTH)
		size = DECLARED_LENGTH;
	return size > INT32_MAX ? INT32_MAX : (int64_t)size;
}

static bool add_row(struct row *r, const struct entry *e, struct catalog_style style)
{
	const struct pg_type *t = e->type;
	bool serial = e->rank == RANK_SERIAL;
	SQLSMALLINT verbose = type_verbose(e->sql_type);

	text(r, e->name);
	number(r, style.odbc2 ? type_odbc2(e->sql_type) : e->sql_type);
	number(r, column_size(e));
	text_unless_empty(r, type_literal_prefix(t));
	text_unless_empty(r, type_literal_suffix(t));
	text_unless_empty(r, create_params(e));
	number(r, serial ? SQL_NO_NULLS : SQL_NULLABLE);
	number(r, type_is_case_sensitive(t) ? SQL_TRUE : SQL_FALSE);
	number(r, type_searchable(t));
	number_if(r, is_number(t), type_is_unsigned(t) ? SQL_TRUE : SQL_FALSE);
	number(r, type_is_fixed_scale(t) ? SQL_TRUE : SQL_FALSE);
	number_if(r, is_number(t), serial ? SQL_TRUE : SQL_FALSE);
	text(r, e->name);
	scales(r, e);
	number(r, verbose);
	number_if(r, verbose == SQL_DATETIME || verbose == SQL_INTERVAL, type_datetime_code(e->sql_type));
	number_if(r, is_number(t), type_radix(t));
	number_if(r, verbose == SQL_INTERVAL, type_interval_leading(e->sql_type));
	return r->ok;
}

/* ---- the result ---- */

bool typeinfo_is_sql_type(SQLSMALLINT type)
{
	static const SQLSMALLINT others[] = {
		SQL_ALL_TYPES, SQL_CHAR, SQL_NUMERIC, SQL_DECIMAL, SQL_INTEGER, SQL_SMALLINT, SQL_FLOAT, SQL_REAL,
		SQL_DOUBLE, SQL_DATETIME, SQL_INTERVAL, SQL_TIMESTAMP, SQL_VARCHAR, SQL_TYPE_DATE, SQL_TYPE_TIME,
		SQL_TYPE_TIMESTAMP, SQL_LONGVARCHAR, SQL_BINARY, SQL_VARBINARY, SQL_LONGVARBINARY, SQL_BIGINT,
		SQL_TINYINT, SQL_BIT, SQL_WCHAR, SQL_WVARCHAR, SQL_WLONGVARCHAR, SQL_GUID,
	};

	if (type >= SQL_INTERVAL_YEAR && type <= SQL_INTERVAL_MINUTE_TO_SECOND)
		return true;
	for (size_t i = 0; i < LB_COUNT(others); i++)
		if (others[i] == type)
			return true;
	return false;
}

/* SQL_DATE and SQL_TYPE_DATE ask for the same rows, whatever version the application is. */
static bool is_wanted(const struct entry *e, SQLSMALLINT type)
{
	return type == SQL_ALL_TYPES || type_odbc2(e->sql_type) == type_odbc2(type);
}

static int by_data_type(const struct rows_mem *m, size_t a, size_t b)
{
	int64_t x = 0, y = 0;

	if (!span_int(rows_mem_at(m, a, 1), &x) || !span_int(rows_mem_at(m, b, 1), &y))
		return 0;
	return (x > y) - (x < y);
}

struct rows_mem *typeinfo_rows(SQLSMALLINT type, struct catalog_style style)
{
	size_t columns;
	struct entries list = {0};
	struct row r = {.ok = collect(&list)};

	catalog_result_columns(RESULT_typeinfo, &columns);
	r.out = r.ok ? rows_mem_new(columns, false) : NULL;
	r.ok = r.out != NULL;
	/* the sort below is stable, so closeness is the order of making */
	for (int rank = 0; r.ok && rank < RANK_COUNT; rank++)
		for (size_t i = 0; r.ok && i < list.n; i++)
			if (list.at[i].rank == (enum rank)rank && is_wanted(&list.at[i], type))
				add_row(&r, &list.at[i], style);
	strbuf_release(&r.number);
	mem_free(list.at);
	if (r.ok && rows_mem_sort(r.out, by_data_type))
		return r.out;
	if (r.out)
		rows_free(rows_mem_rows(r.out));
	return NULL;
}
