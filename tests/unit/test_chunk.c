#include "conv_cases.h"

#include "conv/chunk.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* Reads the whole in parts of `room` bytes; false when it stops moving. */
static bool read_parts(enum pg_kind kind, enum wire_format format, struct span cell, enum c_type to, SQLLEN room,
		       size_t offset, struct strbuf *out)
{
	struct strbuf scratch = STRBUF_INIT;
	struct conv_step step;
	struct chunk c;
	SQLLEN unit = to == C_TYPE_WCHAR ? (SQLLEN)sizeof(utf_wide) : 1, end = to == C_TYPE_BINARY ? 0 : unit, expected = -1;
	bool moved = true;

	assert_true(conv_to_c(&step, kind, format, to));
	assert_int_equal(chunk_start(&c, &step, kind, cell, &scratch), CONV_OK);
	while (!c.done && moved) {
		char data[64];
		struct c_target target = {.data = data + offset, .room = room};
		enum conv_status s;
		SQLLEN given;

		memset(data, 0x7f, sizeof(data));
		s = chunk_next(&c, &target, &scratch);
		assert_true(s == CONV_OK || s == CONV_RIGHT_TRUNC);
		assert_true(expected < 0 || target.length == expected);
		assert_true((s == CONV_OK) == c.done);
		for (size_t i = offset + (size_t)room; i < sizeof(data); i++)
			assert_int_equal(data[i], 0x7f);
		if (s == CONV_OK) {
			given = target.length;
			assert_true(given + end <= room);
		} else {
			given = target.length - c.left;
			moved = given > 0;
		}
		if (end && room >= end)
			for (SQLLEN i = 0; i < end; i++)
				assert_int_equal(data[offset + (size_t)(given + i)], 0);
		strbuf_add(out, data + offset, (size_t)given);
		expected = target.length - given;
	}
	moved = c.done;
	chunk_release(&c);
	strbuf_release(&scratch);
	return moved;
}

static const char emoji[] = "a\xf0\x9f\x98\x80" "b\xf0\x9f\x98\x80";
static const char *const texts[] = {"", "a", "hello, world", "h\xc3\xa9llo", "\xe6\x97\xa5\xe6\x9c\xac", emoji};

static void wide_of(struct span text, struct strbuf *out)
{
	utf_wide units[64];
	size_t n = utf8_to_wide(&text, units, LB_COUNT(units));

	strbuf_add(out, units, n * sizeof(utf_wide));
}

static void parts_of_any_size_make_the_same_whole(void **state)
{
	static const enum c_type targets[] = {C_TYPE_CHAR, C_TYPE_WCHAR, C_TYPE_BINARY};

	(void)state;
	for (size_t t = 0; t < LB_COUNT(texts); t++)
		for (size_t k = 0; k < LB_COUNT(targets); k++)
			for (SQLLEN room = 0; room <= 20; room++)
				for (size_t offset = 0; offset < 2; offset++) {
					struct strbuf got = STRBUF_INIT, want = STRBUF_INIT;
					struct span text = span_of(texts[t]);
					bool all = read_parts(KIND_TEXT, WIRE_BINARY, text, targets[k], room, offset, &got);

					if (targets[k] == C_TYPE_WCHAR)
						wide_of(text, &want);
					else
						strbuf_add_span(&want, text);
					if (all)
						assert_true(span_eq(strbuf_span(&got), strbuf_span(&want)));
					else /* what was given is a beginning of it */
						assert_true(got.n <= want.n && span_eq(strbuf_span(&got), span_make(strbuf_text(&want), got.n)));
					/* room for one byte or unit, and the terminator: the reader moves on */
					if (room >= (targets[k] == C_TYPE_BINARY ? 1 : targets[k] == C_TYPE_CHAR ? 2 : 2 * (SQLLEN)sizeof(utf_wide)))
						assert_true(all);
					strbuf_release(&got);
					strbuf_release(&want);
				}
}

/* Readers that take a buffer which was too small to be full put the wrong text together otherwise, or never end. */
static void a_large_piece_is_full_and_a_small_one_ends_between_characters(void **state)
{
	static const enum c_type targets[] = {C_TYPE_CHAR, C_TYPE_WCHAR};
	struct strbuf text = STRBUF_INIT, wide = STRBUF_INIT;
	utf_wide units[1024];

	(void)state;
	strbuf_add_text(&text, "a");
	for (int i = 0; i < 300; i++)
		strbuf_add_text(&text, "\xf0\x9f\x98\x80");
	strbuf_add(&wide, units, utf8_to_wide(&(struct span){text.p, text.n}, units, LB_COUNT(units)) * sizeof(utf_wide));
	for (size_t k = 0; k < LB_COUNT(targets); k++)
		for (size_t room = 8; room < 600; room += sizeof(utf_wide)) {
			const size_t unit = targets[k] == C_TYPE_WCHAR ? sizeof(utf_wide) : 1;
			const size_t units_of_face = unit == 1 ? 4 : 4 / sizeof(utf_wide);
			const struct span want = strbuf_span(unit == 1 ? &text : &wide);
			struct strbuf scratch = STRBUF_INIT;
			struct conv_step step;
			struct chunk c;
			size_t at = 0;

			assert_true(conv_to_c(&step, KIND_TEXT, WIRE_BINARY, targets[k]));
			assert_int_equal(chunk_start(&c, &step, KIND_TEXT, strbuf_span(&text), &scratch), CONV_OK);
			while (!c.done) {
				utf_wide data[300];
				struct c_target to = {.data = data, .room = (SQLLEN)room};
				const enum conv_status s = chunk_next(&c, &to, &scratch);
				const size_t given = (size_t)(to.length - c.left);

				assert_int_equal((size_t)to.length, want.n - at);
				assert_memory_equal(data, want.p + at, given);
				at += given;
				if (s == CONV_OK)
					break;
				if (room - unit >= CHUNK_FILL)
					assert_int_equal(given, room - unit);
				else
					assert_int_equal((at / unit - 1) % units_of_face, 0);
			}
			assert_int_equal(at, want.n);
			chunk_release(&c);
			strbuf_release(&scratch);
		}
	strbuf_release(&text);
	strbuf_release(&wide);
}

static void bytes_as_digits_never_split_a_byte(void **state)
{
	(void)state;
	for (SQLLEN room = 3; room <= 20; room++) {
		struct strbuf got = STRBUF_INIT, text = STRBUF_INIT;
		struct span cell = span_make("\x00\xde\xad\xbe\xef", 5);

		assert_true(read_parts(KIND_BYTEA, WIRE_BINARY, cell, C_TYPE_CHAR, room, 0, &got));
		assert_true(span_is(strbuf_span(&got), "00DEADBEEF"));
		assert_true(read_parts(KIND_BYTEA, WIRE_TEXT, SPAN_LIT("\\x00deadbeef"), C_TYPE_CHAR, room, 0, &text));
		assert_true(span_is(strbuf_span(&text), "00DEADBEEF"));
		strbuf_release(&got);
		strbuf_release(&text);
	}
}

/* The digits of bytea are put together by the same readers. */
static void large_pieces_of_digits_are_full(void **state)
{
	static const enum c_type targets[] = {C_TYPE_CHAR, C_TYPE_WCHAR};
	static const char bytes[700] = {0x1f, 0x2e};
	const struct span cell = span_make(bytes, sizeof(bytes));

	(void)state;
	for (size_t k = 0; k < LB_COUNT(targets); k++)
		for (size_t room = 2 * sizeof(utf_wide); room < 600; room += sizeof(utf_wide)) {
			const size_t unit = targets[k] == C_TYPE_WCHAR ? sizeof(utf_wide) : 1;
			struct strbuf scratch = STRBUF_INIT;
			struct conv_step step;
			struct chunk c;
			size_t at = 0;

			assert_true(conv_to_c(&step, KIND_BYTEA, WIRE_BINARY, targets[k]));
			assert_int_equal(chunk_start(&c, &step, KIND_BYTEA, cell, &scratch), CONV_OK);
			while (!c.done) {
				utf_wide data[300];
				struct c_target to = {.data = data, .room = (SQLLEN)room};
				const enum conv_status s = chunk_next(&c, &to, &scratch);
				const size_t given = (size_t)(to.length - c.left) / unit;
				const struct span narrow = span_make((const char *)data, given);

				assert_int_equal((size_t)to.length, (2 * sizeof(bytes) - at) * unit);
				for (size_t i = 0; i < given; i++)
					assert_int_equal(unit == 1 ? narrow.p[i] : (char)data[i],
							 at + i < 4 ? "1F2E"[at + i] : '0');
				at += given;
				if (s == CONV_OK)
					break;
				if (room - unit >= CHUNK_FILL || room == 2 * unit)
					assert_int_equal(given, room / unit - 1);
				else
					assert_int_equal(at % 2, 0);
			}
			assert_int_equal(at, 2 * sizeof(bytes));
			chunk_release(&c);
			strbuf_release(&scratch);
		}
}

static void a_cell_decoded_into_scratch_outlives_scratch(void **state)
{
	struct strbuf scratch = STRBUF_INIT;
	struct conv_step step;
	struct chunk c;
	char data[8];
	struct c_target to = {.data = data, .room = sizeof(data)};

	(void)state;
	assert_true(conv_to_c(&step, KIND_BYTEA, WIRE_TEXT, C_TYPE_BINARY));
	assert_int_equal(chunk_start(&c, &step, KIND_BYTEA, SPAN_LIT("\\x0102030405"), &scratch), CONV_OK);
	strbuf_release(&scratch);
	assert_int_equal(chunk_next(&c, &to, &scratch), CONV_OK);
	assert_int_equal(to.length, 5);
	assert_memory_equal(data, "\1\2\3\4\5", 5);
	chunk_release(&c);
	strbuf_release(&scratch);
}

static void a_number_too_long_for_the_buffer_can_be_asked_for_again(void **state)
{
	struct strbuf scratch = STRBUF_INIT;
	struct conv_step step;
	struct chunk c;
	char data[16];
	struct c_target to = {.data = data, .room = 3};

	(void)state;
	assert_true(conv_to_c(&step, KIND_NUMERIC, WIRE_TEXT, C_TYPE_CHAR));
	assert_int_equal(chunk_start(&c, &step, KIND_NUMERIC, SPAN_LIT("1234.5"), &scratch), CONV_OK);
	assert_int_equal(chunk_next(&c, &to, &scratch), CONV_RANGE);
	to.room = 0;
	assert_int_equal(chunk_next(&c, &to, &scratch), CONV_RIGHT_TRUNC);
	assert_int_equal(to.length, 6);
	to.room = sizeof(data);
	assert_int_equal(chunk_next(&c, &to, &scratch), CONV_OK);
	assert_string_equal(data, "1234.5");
	assert_true(c.done);
	chunk_release(&c);
	strbuf_release(&scratch);
}

static void a_fixed_size_value_is_one_piece(void **state)
{
	struct strbuf scratch = STRBUF_INIT;
	struct conv_step step;
	struct chunk c;
	SQLINTEGER value = 0;
	struct c_target to = {.data = &value};

	(void)state;
	assert_true(conv_to_c(&step, KIND_INT4, WIRE_BINARY, C_TYPE_SLONG));
	assert_int_equal(chunk_start(&c, &step, KIND_INT4, span_make("\0\0\1\0", 4), &scratch), CONV_OK);
	assert_int_equal(chunk_next(&c, &to, &scratch), CONV_OK);
	assert_int_equal(value, 256);
	assert_true(c.done);
	chunk_release(&c);
	strbuf_release(&scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_of_any_size_make_the_same_whole),
		cmocka_unit_test(a_large_piece_is_full_and_a_small_one_ends_between_characters),
		cmocka_unit_test(bytes_as_digits_never_split_a_byte),
		cmocka_unit_test(large_pieces_of_digits_are_full),
		cmocka_unit_test(a_cell_decoded_into_scratch_outlives_scratch),
		cmocka_unit_test(a_number_too_long_for_the_buffer_can_be_asked_for_again),
		cmocka_unit_test(a_fixed_size_value_is_one_piece),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
