/* Descriptors: access of every field, types, binding, copying, and columns described from them. */
#include "stub_engine.h"

#include "odbc/descfield.h"
#include "odbc/describe.h"
#include "tsv.h"

#define OID_INT4      23
#define OID_FLOAT8    701
#define OID_VARCHAR   1043
#define OID_DATE      1082
#define OID_TIMESTAMP 1114
#define OID_NUMERIC   1700

static struct desc *desc_of_kind(int kind)
{
	struct desc *all[] = {world.stmt.ard, world.stmt.apd, world.stmt.ird, world.stmt.ipd};

	return all[kind];
}

static SQLRETURN set(struct desc *d, SQLSMALLINT rec, SQLSMALLINT field, uint64_t n)
{
	struct attr_in in = number_in(n);

	return desc_set_field(d, rec, field, &in);
}

static SQLRETURN set_ptr(struct desc *d, SQLSMALLINT rec, SQLSMALLINT field, void *p)
{
	struct attr_in in = {.value = p};

	return desc_set_field(d, rec, field, &in);
}

static SQLSMALLINT get16(struct desc *d, SQLSMALLINT rec, SQLSMALLINT field)
{
	SQLSMALLINT n = -99;
	struct attr_out out = {.value = &n};

	assert_int_equal(desc_get_field(d, rec, field, &out), SQL_SUCCESS);
	return n;
}

static void describe(struct desc *d, SQLSMALLINT rec, uint32_t oid, int32_t typmod, const char *name)
{
	assert_true(desc_grow(d, rec));
	assert_true(desc_describe(desc_rec(d, rec), oid, typmod, TEXT_NARROW, span_of(name), NULL));
}

static void make_columns(void)
{
	describe(world.stmt.ird, 1, OID_INT4, TYPMOD_NONE, "id");
	describe(world.stmt.ird, 2, OID_NUMERIC, ((10 << 16) | 2) + 4, "price");
	describe(world.stmt.ird, 3, OID_TIMESTAMP, TYPMOD_NONE, "at");
	describe(world.stmt.ird, 4, OID_VARCHAR, 30 + 4, NULL);
	describe(world.stmt.ird, 5, OID_FLOAT8, TYPMOD_NONE, "weight");
	describe(world.stmt.ird, 6, OID_DATE, TYPMOD_NONE, "day");
	world.stmt.phase = PHASE_CURSOR;
}

/* ---- access ---- */

static void check_read(const struct tsv *t, int kind, bool readable)
{
	unsigned char memory[8];
	SQLINTEGER length = 0;
	struct attr_out out = {.value = memory, .length = &length};
	struct desc *d = desc_of_kind(kind);
	const bool text = strcmp(t->columns[7], "text") == 0;
	SQLRETURN rc = desc_get_field(d, 1, (SQLSMALLINT)tsv_number(t, 0), &out);

	strbuf_release(&out.text);
	if ((rc == SQL_SUCCESS) != readable)
		fail_msg("%s:%d: reading %s of descriptor %d gave %d", t->name, t->line, t->columns[1], kind, rc);
	if (!readable) {
		assert_state(&d->head, "HY091");
		return;
	}
	if (out.is_text != text || desc_field_is_text((SQLSMALLINT)tsv_number(t, 0)) != text ||
	    (!text && length != tsv_number(t, 7)))
		fail_msg("%s:%d: %s has %d bytes", t->name, t->line, t->columns[1], (int)length);
}

static void check_write(const struct tsv *t, int kind, const char *access)
{
	struct desc *d = desc_of_kind(kind);
	const bool writable = strcmp(access, "RW") == 0;
	/* a value that every writable field takes */
	struct attr_in in = {.value = (SQLPOINTER)(uintptr_t)(tsv_number(t, 0) == SQL_DESC_COUNT ? 3 : 1)};
	SQLRETURN rc;

	if (strcmp(t->columns[1], "SQL_DESC_DATA_PTR") == 0)
		in.value = NULL;
	rc = desc_set_field(d, 1, (SQLSMALLINT)tsv_number(t, 0), &in);
	if (kind == DESC_IPD && tsv_number(t, 0) == SQL_DESC_DATA_PTR) {
		diag_clear(&d->head.diag); /* a consistency check, which may fail */
		return;
	}
	if ((rc == SQL_SUCCESS) != writable)
		fail_msg("%s:%d: writing %s of descriptor %d gave %d", t->name, t->line, t->columns[1], kind, rc);
	if (!writable)
		assert_state(&d->head, kind == DESC_IRD ? "HY016" : "HY091");
}

static void access_is_that_of_the_reference(void **state)
{
	struct tsv t;
	int rows = 0;

	(void)state;
	world.stmt.phase = PHASE_CURSOR;
	for (int kind = DESC_ARD; kind <= DESC_IPD; kind++)
		assert_true(desc_grow(desc_of_kind(kind), 3));
	assert_true(tsv_open(&t, "desc_fields.tsv"));
	while (tsv_next(&t)) {
		assert_int_equal(t.count, 8);
		for (int kind = DESC_ARD; kind <= DESC_IPD; kind++) {
			check_read(&t, kind, strcmp(t.columns[3 + kind], "-") != 0);
			check_write(&t, kind, t.columns[3 + kind]);
			assert_true(desc_grow(desc_of_kind(kind), 3));
		}
		rows++;
	}
	tsv_close(&t);
	assert_int_equal(rows, 41);
	assert_int_equal(set(world.stmt.ard, 1, 4711, 0), SQL_ERROR);
	assert_state(&world.stmt.ard->head, "HY091");
	assert_int_equal(set(world.stmt.ird, 1, 4711, 0), SQL_ERROR);
	assert_state(&world.stmt.ird->head, "HY091");
}

static void new_records_hold_the_defaults(void **state)
{
	(void)state;
	assert_true(desc_grow(world.stmt.ard, 1) && desc_grow(world.stmt.ipd, 1));
	assert_int_equal(get16(world.stmt.ard, 1, SQL_DESC_CONCISE_TYPE), SQL_C_DEFAULT);
	assert_int_equal(get16(world.stmt.ard, 1, SQL_DESC_TYPE), SQL_C_DEFAULT);
	assert_int_equal(get16(world.stmt.ipd, 1, SQL_DESC_PARAMETER_TYPE), SQL_PARAM_INPUT);
	assert_int_equal(get16(world.stmt.ipd, 1, SQL_DESC_NULLABLE), SQL_NULLABLE);
	assert_int_equal(get16(world.stmt.ard, 0, SQL_DESC_ALLOC_TYPE), SQL_DESC_ALLOC_AUTO);
}

static void records_outside_are_no_data_or_07009(void **state)
{
	struct attr_out out = {0};
	struct desc_rec_out rec;

	(void)state;
	assert_int_equal(desc_get_field(world.stmt.ard, 5, SQL_DESC_TYPE, &out), SQL_NO_DATA);
	assert_int_equal(desc_get_rec(world.stmt.ard, 5, &rec), SQL_NO_DATA);
	assert_int_equal(desc_get_field(world.stmt.ard, -1, SQL_DESC_TYPE, &out), SQL_ERROR);
	assert_state(&world.stmt.ard->head, "07009");
	assert_int_equal(set(world.stmt.ard, -1, SQL_DESC_LENGTH, 1), SQL_ERROR);
	assert_state(&world.stmt.ard->head, "07009");
	assert_int_equal(set(world.stmt.ipd, 0, SQL_DESC_LENGTH, 1), SQL_ERROR);
	assert_state(&world.stmt.ipd->head, "07009");
	assert_int_equal(set(world.stmt.apd, 0, SQL_DESC_LENGTH, 1), SQL_ERROR);
	assert_state(&world.stmt.apd->head, "07009");
	assert_int_equal(set(world.stmt.ard, 0, SQL_DESC_LENGTH, 1), SQL_SUCCESS); /* the bookmark */
	world.stmt.phase = PHASE_CURSOR;
	assert_int_equal(desc_get_field(world.stmt.ird, 0, SQL_DESC_TYPE, &out), SQL_ERROR);
	assert_state(&world.stmt.ird->head, "07009");
}

/* ---- types and binding ---- */

static void a_concise_type_sets_its_relatives(void **state)
{
	struct desc *d = world.stmt.ard;

	(void)state;
	assert_int_equal(set(d, 2, SQL_DESC_CONCISE_TYPE, SQL_C_TYPE_TIMESTAMP), SQL_SUCCESS);
	assert_int_equal(d->count, 2);
	assert_int_equal(get16(d, 2, SQL_DESC_TYPE), SQL_DATETIME);
	assert_int_equal(get16(d, 2, SQL_DESC_DATETIME_INTERVAL_CODE), SQL_CODE_TIMESTAMP);
	assert_int_equal(get16(d, 2, SQL_DESC_PRECISION), 6);
	assert_int_equal(set(d, 2, SQL_DESC_CONCISE_TYPE, SQL_C_INTERVAL_DAY_TO_SECOND), SQL_SUCCESS);
	assert_int_equal(get16(d, 2, SQL_DESC_TYPE), SQL_INTERVAL);
	assert_int_equal(desc_rec(d, 2)->datetime_precision, 2);
	assert_int_equal(set(d, 2, SQL_DESC_CONCISE_TYPE, SQL_C_NUMERIC), SQL_SUCCESS);
	assert_int_equal(get16(d, 2, SQL_DESC_DATETIME_INTERVAL_CODE), 0);
	assert_int_equal(get16(d, 2, SQL_DESC_PRECISION), 38);
	assert_int_equal(set(d, 2, SQL_DESC_CONCISE_TYPE, 4711), SQL_ERROR);
	assert_state(&d->head, "HY021");
}

static void a_verbose_type_waits_for_its_code(void **state)
{
	struct desc *d = world.stmt.ipd;

	(void)state;
	assert_int_equal(set(d, 1, SQL_DESC_TYPE, SQL_DATETIME), SQL_SUCCESS);
	assert_int_equal(set(d, 1, SQL_DESC_DATA_PTR, 1), SQL_ERROR);
	assert_state(&d->head, "HY021");
	assert_int_equal(set(d, 1, SQL_DESC_DATETIME_INTERVAL_CODE, SQL_CODE_DATE), SQL_SUCCESS);
	assert_int_equal(get16(d, 1, SQL_DESC_CONCISE_TYPE), SQL_TYPE_DATE);
	assert_int_equal(set(d, 1, SQL_DESC_DATA_PTR, 1), SQL_SUCCESS);
	assert_int_equal(set(d, 1, SQL_DESC_DATETIME_INTERVAL_CODE, 9), SQL_ERROR);
	assert_state(&d->head, "HY021");
	assert_int_equal(set(d, 1, SQL_DESC_TYPE, SQL_TYPE_DATE), SQL_ERROR);
	assert_state(&d->head, "HY021");
}

static void changing_a_bound_record_unbinds_it(void **state)
{
	struct desc *d = world.stmt.ard;
	SQLLEN length = 0;
	int value = 0;

	(void)state;
	assert_int_equal(set(d, 1, SQL_DESC_TYPE, (uint64_t)SQL_C_SLONG), SQL_SUCCESS);
	assert_int_equal(set_ptr(d, 1, SQL_DESC_DATA_PTR, &value), SQL_SUCCESS);
	assert_int_equal(set_ptr(d, 1, SQL_DESC_INDICATOR_PTR, &length), SQL_SUCCESS);
	assert_ptr_equal(desc_rec(d, 1)->data_ptr, &value);
	assert_int_equal(set(d, 1, SQL_DESC_OCTET_LENGTH, 8), SQL_SUCCESS);
	assert_null(desc_rec(d, 1)->data_ptr);
	assert_ptr_equal(desc_rec(d, 1)->indicator_ptr, &length);
}

static void unbinding_the_last_column_lowers_the_count(void **state)
{
	struct desc *d = world.stmt.ard;
	int value = 0;

	(void)state;
	for (SQLSMALLINT i = 1; i <= 4; i++) {
		assert_int_equal(set(d, i, SQL_DESC_TYPE, (uint64_t)SQL_C_SLONG), SQL_SUCCESS);
		if (i != 3)
			assert_int_equal(set_ptr(d, i, SQL_DESC_DATA_PTR, &value), SQL_SUCCESS);
	}
	assert_int_equal(set_ptr(d, 1, SQL_DESC_DATA_PTR, NULL), SQL_SUCCESS);
	assert_int_equal(get16(d, 0, SQL_DESC_COUNT), 4);
	assert_int_equal(set_ptr(d, 4, SQL_DESC_DATA_PTR, NULL), SQL_SUCCESS);
	assert_int_equal(get16(d, 0, SQL_DESC_COUNT), 2);
	assert_int_equal(set(d, 0, SQL_DESC_COUNT, 0), SQL_SUCCESS);
	assert_true(desc_grow(d, 2));
	assert_null(desc_rec(d, 2)->data_ptr); /* removed means removed */
	assert_int_equal(desc_rec(d, 2)->type, SQL_C_DEFAULT);
}

static void names_belong_to_parameters(void **state)
{
	static const char long_name[] = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl";
	struct attr_in name = text_in("amount"), too_long = text_in(long_name);

	(void)state;
	assert_int_equal(desc_set_field(world.stmt.ipd, 1, SQL_DESC_NAME, &name), SQL_SUCCESS);
	assert_int_equal(get16(world.stmt.ipd, 1, SQL_DESC_UNNAMED), SQL_NAMED);
	assert_int_equal(set(world.stmt.ipd, 1, SQL_DESC_UNNAMED, SQL_NAMED), SQL_ERROR);
	assert_state(&world.stmt.ipd->head, "HY092");
	assert_int_equal(set(world.stmt.ipd, 1, SQL_DESC_UNNAMED, SQL_UNNAMED), SQL_SUCCESS);
	assert_null(desc_rec(world.stmt.ipd, 1)->name);
	assert_int_equal(desc_set_field(world.stmt.ipd, 1, SQL_DESC_NAME, &too_long), SQL_ERROR);
	assert_state(&world.stmt.ipd->head, "22001");
	assert_int_equal(set(world.stmt.ipd, 1, SQL_DESC_PARAMETER_TYPE, 3), SQL_ERROR);
	assert_state(&world.stmt.ipd->head, "HY105");
}

static void set_rec_binds_or_says_why_not(void **state)
{
	struct desc *d = world.stmt.ard;
	SQLLEN length = 0;
	char data[20];
	struct desc_rec_out out;

	(void)state;
	assert_int_equal(desc_set_rec(d, 1, SQL_DATETIME, SQL_CODE_TIME, 6, 0, 0, data, &length, &length), SQL_SUCCESS);
	assert_int_equal(desc_get_rec(d, 1, &out), SQL_SUCCESS);
	assert_int_equal(out.type, SQL_DATETIME);
	assert_int_equal(out.subtype, SQL_CODE_TIME);
	assert_int_equal(out.length, 6);
	assert_int_equal(desc_rec(d, 1)->concise_type, SQL_C_TYPE_TIME);
	assert_ptr_equal(desc_rec(d, 1)->octet_length_ptr, &length);
	assert_int_equal(desc_set_rec(d, 1, SQL_C_NUMERIC, 0, 19, 0, 0, data, &length, &length), SQL_ERROR);
	assert_state(&d->head, "HY021");
	assert_null(desc_rec(d, 1)->data_ptr);
	assert_int_equal(desc_set_rec(world.stmt.ird, 1, SQL_CHAR, 0, 1, 0, 0, NULL, NULL, NULL), SQL_ERROR);
	assert_state(&world.stmt.ird->head, "HY016");
}

/* ---- copying ---- */

static void copies_own_their_texts(void **state)
{
	struct desc *d = desc_new(&world.dbc, DESC_ARD, NULL);

	(void)state;
	assert_non_null(d);
	make_columns();
	assert_true(desc_grow(d, 9));
	assert_int_equal(desc_copy(world.stmt.ird, d), SQL_SUCCESS);
	assert_int_equal(d->count, 6);
	assert_string_equal(desc_rec(d, 2)->name, "price");
	assert_ptr_not_equal(desc_rec(d, 2)->name, desc_rec(world.stmt.ird, 2)->name);
	assert_int_equal(get16(d, 0, SQL_DESC_ALLOC_TYPE), SQL_DESC_ALLOC_USER);
	assert_int_equal(desc_copy(d, world.stmt.ird), SQL_ERROR);
	assert_state(&world.stmt.ird->head, "HY016");
	assert_int_equal(desc_copy(world.other.ird, d), SQL_ERROR); /* not prepared */
	assert_state(&d->head, "HY007");
	desc_free(d);
}

/* ---- IRD of a prepared statement ---- */

static void reading_a_prepared_row_descriptor_describes_it(void **state)
{
	struct attr_out out = {0};

	(void)state;
	assert_int_equal(desc_get_field(world.stmt.ird, 1, SQL_DESC_TYPE, &out), SQL_ERROR);
	assert_state(&world.stmt.ird->head, "HY007");
	world.stmt.phase = PHASE_PREPARED;
	assert_int_equal(desc_get_field(world.stmt.ird, 1, SQL_DESC_TYPE, &out), SQL_NO_DATA);
	assert_int_equal(world.described, 1);
	world.describe_rc = SQL_ERROR;
	assert_int_equal(desc_get_field(world.stmt.ird, 1, SQL_DESC_TYPE, &out), SQL_ERROR);
	assert_state(&world.stmt.ird->head, "42P01");
}

/* ---- SQLDescribeCol, SQLColAttribute, SQLDescribeParam ---- */

static void check_col(SQLUSMALLINT col, SQLSMALLINT type, SQLULEN size, SQLSMALLINT digits)
{
	struct col_out out;

	assert_int_equal(stmt_describe_col(&world.stmt, col, &out), SQL_SUCCESS);
	if (out.type != type || out.size != size || out.digits != digits)
		fail_msg("column %u: type %d, size %lu, digits %d", (unsigned)col, out.type, (unsigned long)out.size,
			 out.digits);
}

static void columns_are_described_by_size_and_digits(void **state)
{
	struct col_out out;

	(void)state;
	make_columns();
	check_col(1, SQL_INTEGER, 10, 0);
	check_col(2, SQL_NUMERIC, 10, 2);
	check_col(3, SQL_TYPE_TIMESTAMP, 26, 6);
	check_col(4, SQL_VARCHAR, 30, 0);
	check_col(6, SQL_TYPE_DATE, 10, 0);
	assert_int_equal(stmt_describe_col(&world.stmt, 4, &out), SQL_SUCCESS);
	assert_int_equal(out.name.n, 0);
	assert_non_null(out.name.p);
	assert_int_equal(stmt_describe_col(&world.stmt, 7, &out), SQL_ERROR);
	assert_state(&world.stmt.head, "07009");
	assert_int_equal(stmt_describe_col(&world.stmt, 0, &out), SQL_ERROR);
	assert_state(&world.stmt.head, "07009");
	assert_int_equal(stmt_describe_col(&world.other, 1, &out), SQL_ERROR);
	assert_state(&world.other.head, "HY010");
	world.other.phase = PHASE_EXECUTED;
	assert_int_equal(stmt_describe_col(&world.other, 1, &out), SQL_ERROR);
	assert_state(&world.other.head, "07005");
	world.env.odbc_version = SQL_OV_ODBC2;
	check_col(3, SQL_TIMESTAMP, 26, 6);
	check_col(6, SQL_DATE, 10, 0);
}

static SQLLEN col_number(SQLUSMALLINT col, SQLUSMALLINT field)
{
	SQLLEN n = -99;
	struct attr_out out = {0};

	assert_int_equal(stmt_col_attribute(&world.stmt, col, field, &out, &n), SQL_SUCCESS);
	assert_false(out.is_text);
	return n;
}

static void check_col_text(SQLUSMALLINT col, SQLUSMALLINT field, const char *expected)
{
	struct attr_out out = {0};

	assert_int_equal(stmt_col_attribute(&world.stmt, col, field, &out, NULL), SQL_SUCCESS);
	assert_true(out.is_text);
	assert_string_equal(strbuf_text(&out.text), expected);
	strbuf_release(&out.text);
}

static void column_attributes_answer_in_both_dialects(void **state)
{
	struct attr_out out = {0};

	(void)state;
	make_columns();
	assert_int_equal(col_number(0, SQL_DESC_COUNT), 6);
	assert_int_equal(col_number(0, SQL_COLUMN_COUNT), 6);
	assert_int_equal(col_number(3, SQL_DESC_CONCISE_TYPE), SQL_TYPE_TIMESTAMP);
	assert_int_equal(col_number(3, SQL_DESC_TYPE), SQL_DATETIME);
	assert_int_equal(col_number(2, SQL_DESC_PRECISION), 10);
	assert_int_equal(col_number(2, SQL_DESC_SCALE), 2);
	assert_int_equal(col_number(2, SQL_COLUMN_PRECISION), 10);
	assert_int_equal(col_number(2, SQL_COLUMN_SCALE), 2);
	assert_int_equal(col_number(3, SQL_COLUMN_SCALE), 6);
	assert_int_equal(col_number(3, SQL_DESC_SCALE), 0);
	assert_int_equal(col_number(1, SQL_COLUMN_LENGTH), 4);
	assert_int_equal(col_number(5, SQL_DESC_PRECISION), 53);
	assert_int_equal(col_number(5, SQL_DESC_NUM_PREC_RADIX), 2);
	assert_int_equal(col_number(1, SQL_COLUMN_NULLABLE), SQL_NULLABLE_UNKNOWN);
	assert_int_equal(col_number(4, SQL_DESC_UNNAMED), SQL_UNNAMED);
	assert_int_equal(col_number(1, SQL_DESC_UNSIGNED), SQL_FALSE);
	check_col_text(2, SQL_COLUMN_NAME, "price");
	check_col_text(2, SQL_DESC_NAME, "price");
	check_col_text(2, SQL_DESC_LABEL, "price");
	check_col_text(2, SQL_DESC_TYPE_NAME, "numeric");
	check_col_text(4, SQL_DESC_BASE_TABLE_NAME, "");
	assert_int_equal(stmt_col_attribute(&world.stmt, 1, 4711, &out, NULL), SQL_ERROR);
	assert_state(&world.stmt.head, "HY091");
	assert_int_equal(stmt_col_attribute(&world.stmt, 1, SQL_DESC_ARRAY_SIZE, &out, NULL), SQL_ERROR);
	assert_state(&world.stmt.head, "HY091");
	world.other.phase = PHASE_EXECUTED;
	assert_int_equal(stmt_col_attribute(&world.other, 1, SQL_DESC_NAME, &out, NULL), SQL_ERROR);
	assert_state(&world.other.head, "07005");
}

static void parameters_are_described_by_the_server(void **state)
{
	SQLSMALLINT type = 0, digits = 0, nullable = 0;
	SQLULEN size = 0;

	(void)state;
	world.stmt.phase = PHASE_PREPARED;
	world.stmt.text.params = 2;
	assert_true(desc_grow(world.stmt.ipd, 2));
	desc_rec(world.stmt.ipd, 1)->oid = OID_INT4;
	assert_int_equal(stmt_describe_param(&world.stmt, 1, &type, &size, &digits, &nullable), SQL_SUCCESS);
	assert_int_equal(type, SQL_INTEGER);
	assert_int_equal(size, 10);
	assert_int_equal(nullable, SQL_NULLABLE);
	assert_int_equal(stmt_describe_param(&world.stmt, 2, NULL, NULL, NULL, NULL), SQL_SUCCESS); /* unknown: text */
	assert_int_equal(stmt_describe_param(&world.stmt, 3, &type, &size, &digits, &nullable), SQL_ERROR);
	assert_state(&world.stmt.head, "07009");
	assert_int_equal(stmt_describe_param(&world.stmt, 0, &type, &size, &digits, &nullable), SQL_ERROR);
	assert_state(&world.stmt.head, "07009");
	world.describe_params_rc = SQL_ERROR;
	assert_int_equal(stmt_describe_param(&world.stmt, 1, &type, &size, &digits, &nullable), SQL_ERROR);
	assert_state(&world.stmt.head, "42000");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, world_new, world_free)
	const struct CMUnitTest tests[] = {
		T(access_is_that_of_the_reference),
		T(new_records_hold_the_defaults),
		T(records_outside_are_no_data_or_07009),
		T(a_concise_type_sets_its_relatives),
		T(a_verbose_type_waits_for_its_code),
		T(changing_a_bound_record_unbinds_it),
		T(unbinding_the_last_column_lowers_the_count),
		T(names_belong_to_parameters),
		T(set_rec_binds_or_says_why_not),
		T(copies_own_their_texts),
		T(reading_a_prepared_row_descriptor_describes_it),
		T(columns_are_described_by_size_and_digits),
		T(column_attributes_answer_in_both_dialects),
		T(parameters_are_described_by_the_server),
	};
#undef T

	return cmocka_run_group_tests(tests, NULL, NULL);
}
