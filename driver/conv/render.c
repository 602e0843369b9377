#include "conv/render.h"

#include "base/number.h"

/*
 * Appendix D lets the fraction of the seconds go, and what stands behind it
 * (the offset) with it; but never " BC", which would make another year of it.
 */
static size_t whole_seconds(struct span text)
{
	size_t first = span_find(text, ':'), second;

	if (first == text.n || span_ends(text, "BC"))
		return text.n;
	second = first + 1 + span_find(span_make(text.p + first + 1, text.n - first - 1), ':');
	return second + 3 <= text.n ? second + 3 : text.n;
}

size_t render_whole(enum value_class cls, struct span text)
{
	switch (cls) {
	case VALUE_DOUBLE:
		/* Cutting an exponent would make another number of it. */
		return span_find(text, 'e') < text.n ? text.n : span_find(text, '.');
	case VALUE_DECIMAL:
		return span_find(text, '.');
	case VALUE_TIME:
	case VALUE_TIMESTAMP:
	case VALUE_INTERVAL:
		return whole_seconds(text);
	case VALUE_TEXT:
	case VALUE_BYTES:
		return 0;
	default:
		return text.n;
	}
}

void render(const struct value *v, struct rendered *out)
{
	out->n = 0;
	switch (v->cls) {
	case VALUE_INT:
		out->n = number_from_int(v->i, out->text);
		break;
	case VALUE_DOUBLE:
		out->n = v->single ? number_from_float((float)v->d, out->text) : number_from_double(v->d, out->text);
		break;
	case VALUE_DATE:
		out->n = to_wire_date_chars(&v->datetime, out->text);
		break;
	case VALUE_TIME:
		out->n = to_wire_time_chars(&v->datetime, -1, out->text);
		break;
	case VALUE_TIMESTAMP:
		out->n = to_wire_timestamp_chars(&v->datetime, -1, out->text);
		break;
	case VALUE_INTERVAL:
		out->n = to_wire_interval_chars(&v->interval, out->text);
		break;
	case VALUE_UUID:
		to_wire_uuid_chars(v->span.p, out->text);
		out->n = 36;
		break;
	default: /* text, bytes and decimal have functions of their own */
		break;
	}
	out->whole = render_whole(v->cls, span_make(out->text, out->n));
}
