#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/wire.h"

#include <string.h>

static void reads_every_width_from_the_big_end(void **state)
{
	static const char bytes[] = "\x01\xff\xfe\x80\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x02"
				    "\x3f\x80\x00\x00\xc0\x08\x00\x00\x00\x00\x00\x00xy";
	struct wire w = wire_read(span_make(bytes, sizeof(bytes) - 1));
	struct span rest;

	(void)state;
	assert_int_equal(wire_u8(&w), 1);
	assert_int_equal(wire_i16(&w), -2);
	assert_true(wire_u32(&w) == 0x80000001u);
	assert_true(wire_i64(&w) == 2);
	assert_true(wire_float(&w) == 1.0f);
	assert_true(wire_double(&w) == -3.0);
	assert_false(wire_done(&w));
	rest = wire_bytes(&w, 2);
	assert_true(span_is(rest, "xy"));
	assert_true(wire_done(&w));
}

static void reading_past_the_end_gives_zero_for_ever(void **state)
{
	struct wire w = wire_read(SPAN_LIT("\x01\x02\x03"));

	(void)state;
	assert_int_equal(wire_u32(&w), 0);
	assert_true(w.bad);
	assert_int_equal(wire_u8(&w), 0);
	assert_null(wire_bytes(&w, 0).p);
	assert_false(wire_done(&w));
}

static void an_absent_span_is_empty(void **state)
{
	struct wire w = wire_read(SPAN_NONE);

	(void)state;
	assert_non_null(wire_bytes(&w, 0).p);
	assert_true(wire_done(&w));
	assert_int_equal(wire_u16(&w), 0);
	assert_true(w.bad);
}

static void what_is_written_reads_back(void **state)
{
	struct strbuf b = STRBUF_INIT;
	struct wire w;

	(void)state;
	wire_put_u8(&b, 200);
	wire_put_u16(&b, 65535);
	wire_put_i16(&b, INT16_MIN);
	wire_put_i32(&b, INT32_MIN);
	wire_put_u32(&b, UINT32_MAX);
	wire_put_i64(&b, INT64_MIN);
	wire_put_u64(&b, UINT64_MAX);
	wire_put_float(&b, -0.5f);
	wire_put_double(&b, 1e300);
	assert_false(strbuf_failed(&b));
	assert_memory_equal(b.p, "\xc8\xff\xff\x80\x00\x80\x00\x00\x00", 9);
	w = wire_read(strbuf_span(&b));
	assert_int_equal(wire_u8(&w), 200);
	assert_int_equal(wire_u16(&w), 65535);
	assert_int_equal(wire_i16(&w), INT16_MIN);
	assert_true(wire_i32(&w) == INT32_MIN);
	assert_true(wire_u32(&w) == UINT32_MAX);
	assert_true(wire_i64(&w) == INT64_MIN);
	assert_true(wire_u64(&w) == UINT64_MAX);
	assert_true(wire_float(&w) == -0.5f);
	assert_true(wire_double(&w) == 1e300);
	assert_true(wire_done(&w));
	strbuf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_width_from_the_big_end),
		cmocka_unit_test(reading_past_the_end_gives_zero_for_ever),
		cmocka_unit_test(an_absent_span_is_empty),
		cmocka_unit_test(what_is_written_reads_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
