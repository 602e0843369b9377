/*
 * The text of the values whose text is short: everything but text, bytes and
 * decimal; and how much of it must arrive for the value to mean something.
 * Pure; no locale; any thread.
 */
#ifndef CONV_RENDER_H
#define CONV_RENDER_H

#include "conv/to_wire.h"

struct rendered {
	char text[WIRE_TIME_TEXT_MAX]; /* ASCII, not terminated */
	size_t n;
	size_t whole; /* characters that must not be cut off (22003); those behind them may be (01004) */
};

/* For VALUE_INT, _DOUBLE, _DATE, _TIME, _TIMESTAMP, _INTERVAL and _UUID. */
void render(const struct value *v, struct rendered *out);

/* The same for text that is already there: how much of the text of a value of this class must not be cut off. */
size_t render_whole(enum value_class cls, struct span text);

#endif
