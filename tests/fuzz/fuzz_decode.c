/*
 * libFuzzer: any bytes as a cell of every kind and format, to every C type; and
 * as a value of every C type, to every kind and format.  Nothing is written
 * outside the room (the address sanitizer sees to that: each room is a block of
 * its own), texts end in NUL, the length does not depend on whether there is a
 * buffer, and what was made for the server can be read as what it sends.
 *
 * The first byte: room (6 bits), a roomy buffer, an odd address.
 */
#include "conv/matrix.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct way {
	size_t room;
	size_t shift; /* the address of the target */
};

static void check(bool ok)
{
	if (!ok)
		__builtin_trap();
}

static bool is_warning(enum conv_status s)
{
	return s == CONV_RIGHT_TRUNC || s == CONV_FRACTION_TRUNC;
}

static void check_terminated(const struct c_target *to, enum conv_status s, size_t unit)
{
	const char zero[sizeof(SQLWCHAR)] = {0};
	size_t units = to->room > 0 ? (size_t)to->room / unit : 0;
	bool found = false;

	for (size_t i = 0; i < units && !found; i++)
		found = memcmp((const char *)to->data + i * unit, zero, unit) == 0;
	check(found || units == 0);
	if (s == CONV_OK)
		check((size_t)to->length / unit < units);
}

static void check_result(const struct c_target *to, enum c_type c, enum conv_status s)
{
	if (conv_failed(s))
		return;
	check(s == CONV_OK || is_warning(s));
	check(to->length >= 0);
	if (c == C_TYPE_CHAR)
		check_terminated(to, s, 1);
	else if (c == C_TYPE_WCHAR)
		check_terminated(to, s, sizeof(SQLWCHAR));
	else if (c != C_TYPE_BINARY)
		check((size_t)to->length == c_type_size(c));
	else if (s == CONV_OK)
		check(to->length <= to->room);
}

static void to_c(const struct conv_step *step, struct span cell, const struct way *way, struct strbuf *scratch)
{
	size_t room = c_type_is_variable(step->to) ? way->room : c_type_size(step->to);
	char *block = malloc(room + way->shift + 1);
	struct c_target to = {.room = (SQLLEN)room, .precision = 20, .scale = 3, .leading = 6};
	enum conv_status s, without;
	SQLLEN length;

	check(block != NULL);
	block[way->shift + room] = '\x5a'; /* one byte more, so that an empty room has an address */
	to.data = block + way->shift;
	s = conv_run(step, cell, &to, scratch);
	check(s >= 0 && s < CONV_STATUS_COUNT && s != CONV_NULL);
	check(block[way->shift + room] == '\x5a');
	check_result(&to, step->to, s);
	length = to.length;
	to.data = NULL;
	without = conv_run(step, cell, &to, scratch);
	if (!conv_failed(s) && !conv_failed(without))
		check(to.length == length);
	free(block);
}

static void from_c(const struct param_step *step, enum c_type c, enum pg_kind kind, enum wire_format format,
		   const struct c_source *from)
{
	struct strbuf out = STRBUF_INIT, scratch = STRBUF_INIT;
	enum conv_status s = conv_param(step, from, &out, &scratch);
	struct conv_step back;

	check(s >= 0 && s < CONV_STATUS_COUNT && s != CONV_NULL);
	(void)c;
	if (!conv_failed(s) && format == WIRE_BINARY && conv_to_c(&back, kind, format, C_TYPE_CHAR)) {
		struct value v;

		check(back.decode(strbuf_span(&out), &v, &scratch) != CONV_BAD_WIRE);
	}
	strbuf_release(&out);
	strbuf_release(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strbuf scratch = STRBUF_INIT;
	struct way way;
	struct span cell;

	if (size == 0)
		return 0;
	way.room = (data[0] & 0x3f) + (data[0] & 0x40 ? 128u : 0u);
	way.shift = data[0] >> 7;
	cell = span_make((const char *)data + 1, size - 1);
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		for (int format = WIRE_TEXT; format <= WIRE_BINARY; format++) {
			for (int c = 0; c < C_TYPE_COUNT; c++) {
				struct c_source from = {.data = cell.p, .length = (SQLLEN)cell.n};
				struct conv_step step;
				struct param_step param;

				if (conv_to_c(&step, (enum pg_kind)kind, (enum wire_format)format, (enum c_type)c))
					to_c(&step, cell, &way, &scratch);
				if (cell.n >= c_type_size((enum c_type)c) &&
				    conv_from_c(&param, (enum c_type)c, (enum pg_kind)kind, (enum wire_format)format))
					from_c(&param, (enum c_type)c, (enum pg_kind)kind, (enum wire_format)format, &from);
			}
		}
	}
	strbuf_release(&scratch);
	return 0;
}
