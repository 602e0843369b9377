#include "api/text.h"

#include <limits.h>
#include <string.h>

_Static_assert(sizeof(SQLWCHAR) == sizeof(utf_wide), "LB_WCHAR_SIZE must be the size of the driver manager's SQLWCHAR");

/* ---- in ---- */

void text_release(struct text *t)
{
	strbuf_release(&t->own);
	t->span = SPAN_NONE;
}

static SQLRETURN bad_length(struct diag *diag, SQLINTEGER length)
{
	return diag ? diag_postf(diag, STATE_INVALID_LENGTH, "invalid string or buffer length %ld", (long)length)
		    : SQL_ERROR;
}

static SQLRETURN bad_text(struct diag *diag, const char *what)
{
	return diag ? diag_postf(diag, STATE_INVALID_CHARACTER, "a text argument is not valid %s", what) : SQL_ERROR;
}

static SQLRETURN check_nul(struct diag *diag, struct span s)
{
	if (s.n == 0 || span_find(s, '\0') == s.n)
		return SQL_SUCCESS;
	return diag ? diag_postf(diag, STATE_INVALID_LENGTH,
				 "a text argument contains a NUL character; PostgreSQL texts cannot")
		    : SQL_ERROR;
}

static SQLRETURN take_ansi(struct diag *diag, const char *p, SQLINTEGER length, struct text *out)
{
	size_t n = length == SQL_NTS ? strlen(p) : (size_t)length;

	while (n && p[n - 1] == '\0')
		n--;
	out->span = span_make(p, n);
	if (!utf8_valid(out->span))
		return bad_text(diag, "UTF-8");
	return check_nul(diag, out->span);
}

static SQLRETURN take_wide(struct diag *diag, const utf_wide *p, SQLINTEGER length, enum text_unit unit,
			   struct text *out)
{
	size_t n;

	if (length == SQL_NTS)
		n = wide_length(p);
	else if (unit == IN_CHARS)
		n = (size_t)length;
	else if ((size_t)length % sizeof(*p))
		return bad_length(diag, length); /* half a character */
	else
		n = (size_t)length / sizeof(*p);
	while (n && p[n - 1] == 0)
		n--;
	if (!wide_to_utf8(p, n, &out->own) && !strbuf_failed(&out->own))
		return bad_text(diag, sizeof(*p) == 2 ? "UTF-16: it has half of a surrogate pair" : "UTF-32");
	if (strbuf_failed(&out->own))
		return diag ? diag_post_no_memory(diag) : SQL_ERROR;
	out->span = strbuf_span(&out->own);
	return check_nul(diag, out->span);
}

SQLRETURN text_take(struct diag *diag, enum text_form form, const void *p, SQLINTEGER length, enum text_unit unit,
		    struct text *out)
{
	out->span = SPAN_NONE;
	if (!p)
		return SQL_SUCCESS;
	if (length < 0 && length != SQL_NTS)
		return bad_length(diag, length);
	return form == FORM_WIDE ? take_wide(diag, p, length, unit, out) : take_ansi(diag, p, length, out);
}

SQLRETURN text_take_all(struct diag *diag, enum text_form form, const struct text_arg *in, size_t n, struct text *out)
{
	SQLRETURN rc = SQL_SUCCESS;

	for (size_t i = 0; i < n; i++)
		out[i] = TEXT_INIT;
	for (size_t i = 0; i < n && rc == SQL_SUCCESS; i++)
		rc = text_take(diag, form, in[i].p, in[i].length, IN_CHARS, &out[i]);
	return rc;
}

void text_release_all(struct text *t, size_t n)
{
	for (size_t i = 0; i < n; i++)
		text_release(&t[i]);
}

/* ---- out ---- */

static void set_length(const struct text_room *to, size_t units)
{
	if (to->length16)
		*to->length16 = units > SHRT_MAX ? SHRT_MAX : (SQLSMALLINT)units;
	if (to->length32)
		*to->length32 = units > INT_MAX ? INT_MAX : (SQLINTEGER)units;
}

/* Both return whether the whole text was written. */
static bool give_ansi(char *out, size_t room, struct span text)
{
	size_t n;

	if (room == 0)
		return false;
	n = utf8_cut(text, room - 1);
	if (n)
		memcpy(out, text.p, n);
	out[n] = '\0';
	return n == text.n;
}

static bool give_wide(utf_wide *out, size_t room, struct span text)
{
	if (room == 0)
		return false;
	out[utf8_to_wide(&text, out, room - 1)] = 0;
	return text.n == 0;
}

SQLRETURN text_give(struct diag *diag, enum text_form form, const struct text_room *to, struct span text)
{
	const size_t unit = form == FORM_WIDE && to->unit == IN_BYTES ? sizeof(utf_wide) : 1;
	bool whole;

	if (to->room < 0)
		return bad_length(diag, to->room);
	set_length(to, (form == FORM_WIDE ? utf8_wide_units(text) : text.n) * unit);
	if (!to->p)
		return SQL_SUCCESS;
	whole = form == FORM_WIDE ? give_wide(to->p, (size_t)to->room / unit, text)
				  : give_ansi(to->p, (size_t)to->room, text);
	if (whole)
		return SQL_SUCCESS;
	return diag ? diag_post(diag, STATE_RIGHT_TRUNCATED) : SQL_SUCCESS_WITH_INFO;
}
