/*
 * libFuzzer: any bytes as a cell, read in pieces of any size.  The pieces put
 * together are what one large piece is, each ends between characters and in
 * NUL, the length told is what is left, and there is always an end.
 *
 * The first byte seeds the sizes of the pieces.
 */
#include "base/utf.h"
#include "conv/chunk.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
	if (!ok)
		__builtin_trap();
}

struct reading {
	struct conv_step step;
	enum pg_kind kind;
	struct span cell;
	uint32_t seed;
};

/* All of it in one piece; false: it cannot be converted, or is not read in pieces. */
static bool read_whole(const struct reading *r, struct strbuf *out)
{
	struct strbuf scratch = STRBUF_INIT;
	struct chunk c;
	struct c_target to = {.leading = 6};
	bool ok = chunk_start(&c, &r->step, r->kind, r->cell, &scratch) == CONV_OK;

	if (ok && c.form != CHUNK_WHOLE) {
		to.room = c.left + (SQLLEN)sizeof(utf_wide);
		to.data = malloc((size_t)to.room);
		check(to.data != NULL);
		check(chunk_next(&c, &to, &scratch) == CONV_OK && c.done);
		check(to.length == to.room - (SQLLEN)sizeof(utf_wide));
		strbuf_add(out, to.data, (size_t)to.length);
		free(to.data);
	} else {
		ok = false;
	}
	chunk_release(&c);
	strbuf_release(&scratch);
	return ok;
}

static void check_wide(const char *bytes, size_t n)
{
	for (size_t i = 0; i + sizeof(utf_wide) <= n;) {
		utf_wide units[2] = {0, 0};
		const utf_wide *p = units;
		size_t have = n - i < sizeof(units) ? n - i : sizeof(units);

		memcpy(units, bytes + i, have);
		check(wide_next(&p, units + have / sizeof(utf_wide)) != UTF_BAD);
		i += (size_t)(p - units) * sizeof(utf_wide);
	}
}

static void check_end(const struct chunk *c, const struct c_target *to, size_t taken)
{
	static const char zero[sizeof(utf_wide)];
	size_t unit = c->form == CHUNK_WCHAR ? sizeof(utf_wide) : 1;

	if (c->form != CHUNK_BINARY)
		check(taken + unit <= (size_t)to->room && memcmp((char *)to->data + taken, zero, unit) == 0);
}

static void read_pieces(struct reading *r, const struct strbuf *whole)
{
	struct strbuf scratch = STRBUF_INIT, all = STRBUF_INIT;
	struct chunk c;

	check(chunk_start(&c, &r->step, r->kind, r->cell, &scratch) == CONV_OK);
	for (size_t turn = 0; !c.done; turn++) {
		SQLLEN before = c.left;
		struct c_target to = {.leading = 6};
		size_t shift, taken;
		enum conv_status s;
		char *block;

		check(turn < 1000 + 4 * whole->n);
		r->seed = r->seed * 1664525 + 1013904223;
		to.room = (SQLLEN)((r->seed >> 24) % 12 + (turn < 64 ? turn / 16 : turn)); /* a long number wants much at once */
		shift = r->seed >> 20 & 1;
		block = malloc((size_t)to.room + shift + 1);
		check(block != NULL);
		to.data = block + shift;
		block[shift + (size_t)to.room] = '\x5a';
		s = chunk_next(&c, &to, &scratch);
		check(block[shift + (size_t)to.room] == '\x5a');
		check(s == CONV_OK || s == CONV_RIGHT_TRUNC || s == CONV_RANGE);
		check((s == CONV_OK) == c.done);
		if (s != CONV_RANGE) {
			check(to.length == before && c.left <= before);
			taken = (size_t)(before - c.left);
			if (taken)
				check_end(&c, &to, taken);
			strbuf_add(&all, to.data, taken);
		}
		free(block);
	}
	if (c.form == CHUNK_WCHAR)
		check_wide(all.p, all.n);
	check(all.n == whole->n && (all.n == 0 || memcmp(all.p, whole->p, all.n) == 0));
	chunk_release(&c);
	strbuf_release(&all);
	strbuf_release(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum c_type targets[] = {C_TYPE_CHAR, C_TYPE_WCHAR, C_TYPE_BINARY};
	struct reading r;

	if (size == 0)
		return 0;
	r.seed = data[0];
	r.cell = span_make((const char *)data + 1, size - 1);
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		for (int format = WIRE_TEXT; format <= WIRE_BINARY; format++) {
			for (size_t i = 0; i < LB_COUNT(targets); i++) {
				struct strbuf whole = STRBUF_INIT;

				r.kind = (enum pg_kind)kind;
				if (conv_to_c(&r.step, r.kind, (enum wire_format)format, targets[i]) && read_whole(&r, &whole))
					read_pieces(&r, &whole);
				strbuf_release(&whole);
			}
		}
	}
	return 0;
}
