#include "odbc/scroll.h"

static struct scroll on(int64_t row, int64_t last)
{
	if (row < 1)
		return (struct scroll){SCROLL_BEFORE, 0};
	return row > last ? (struct scroll){SCROLL_AFTER, 0} : (struct scroll){SCROLL_ON, row};
}

/* A row set that would begin before row 1 by less than its own size begins at row 1 instead. */
static struct scroll clip(int64_t row, bool near_enough, int64_t last, bool *clipped)
{
	if (row >= 1 || !near_enough)
		return on(row, last);
	*clipped = true;
	return on(1, last);
}

static struct scroll next(struct scroll now, int64_t size, int64_t last)
{
	switch (now.place) {
	case SCROLL_BEFORE:
		return on(1, last);
	case SCROLL_ON:
		return on(now.start + size, last);
	default:
		return now;
	}
}

static struct scroll prior(struct scroll now, int64_t size, int64_t last, bool *clipped)
{
	switch (now.place) {
	case SCROLL_ON:
		return clip(now.start - size, now.start > 1, last, clipped);
	case SCROLL_AFTER:
		return clip(last - size + 1, true, last, clipped);
	default:
		return now;
	}
}

static struct scroll absolute(int64_t offset, int64_t size, int64_t last, bool *clipped)
{
	if (offset < 0)
		return clip(last + offset + 1, -offset <= size, last, clipped);
	return on(offset, last);
}

static struct scroll relative(struct scroll now, int64_t offset, int64_t size, int64_t last, bool *clipped)
{
	if ((now.place == SCROLL_BEFORE && offset > 0) || (now.place == SCROLL_AFTER && offset < 0))
		return absolute(offset, size, last, clipped);
	if (now.place != SCROLL_ON)
		return now;
	return clip(now.start + offset, now.start > 1 && -offset <= size, last, clipped);
}

bool scroll_to(struct scroll now, SQLSMALLINT orientation, int64_t offset, int64_t size, int64_t last, struct scroll *to,
	       bool *clipped)
{
	*clipped = false;
	/* Distances beyond any result: keeps the sums below from overflowing. */
	if (offset > INT32_MAX * INT64_C(1024))
		offset = INT32_MAX * INT64_C(1024);
	if (offset < -INT32_MAX * INT64_C(1024))
		offset = -INT32_MAX * INT64_C(1024);
	switch (orientation) {
	case SQL_FETCH_NEXT:
		*to = next(now, size, last);
		return true;
	case SQL_FETCH_PRIOR:
		*to = prior(now, size, last, clipped);
		return true;
	case SQL_FETCH_FIRST:
		*to = on(1, last);
		return true;
	case SQL_FETCH_LAST:
		*to = on(last > size ? last - size + 1 : 1, last);
		return true;
	case SQL_FETCH_ABSOLUTE:
		*to = absolute(offset, size, last, clipped);
		return true;
	case SQL_FETCH_RELATIVE:
		*to = relative(now, offset, size, last, clipped);
		return true;
	default:
		return false;
	}
}
