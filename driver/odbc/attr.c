#include "odbc/attr.h"

#include "odbc/given_token.h"
#include "odbc/reset.h"
#include "odbc/stmt.h"
#include "odbc/tran.h"

#include <string.h>

/* Attributes of ODBC 3.8 that unixODBC's headers name only in part. */
#define ATTR_ASYNC_STMT_EVENT     29
#define ATTR_ASYNC_STMT_PCALLBACK 30
#define ATTR_ASYNC_STMT_PCONTEXT  31
#define ATTR_DBC_INFO_TOKEN       118
#define ATTR_ASYNC_DBC_EVENT      119
#define ATTR_ASYNC_DBC_PCALLBACK  120
#define ATTR_ASYNC_DBC_PCONTEXT   121

#define RESET_CONNECTION_YES 1 /* SQL_RESET_CONNECTION_YES */
#define ALL UINT64_MAX

enum value_type { TYPE_U32, TYPE_ULEN, TYPE_PTR, TYPE_TEXT };
enum set_when { WHEN_ANY, WHEN_BEFORE, WHEN_CLOSED };
enum attr_shape { SHAPE_NUMBER, SHAPE_HEADER, SHAPE_OTHER, SHAPE_REFUSED };
enum beyond { BEYOND_REFUSE, BEYOND_CHANGE };

struct attr_row;
typedef SQLRETURN attr_get_fn(struct handle *h, struct attr_out *out);
typedef SQLRETURN attr_set_fn(struct handle *h, const struct attr_in *in);

struct attr_row {
	SQLINTEGER id;
	const char *name;
	enum attr_shape shape;
	enum value_type type;
	enum set_when when;
	size_t desc;                  /* SHAPE_HEADER: where the statement keeps the descriptor */
	size_t offset, size;          /* the member */
	uint64_t def, low, high, can;
	enum beyond beyond;
	attr_get_fn *get;             /* NULL: cannot be read */
	attr_set_fn *set;             /* NULL: cannot be set */
};

static attr_get_fn get_env_version, get_env_nts, get_access_mode, get_autocommit, get_login_timeout, get_isolation,
	get_catalog, get_dead, get_no_auto_ipd, get_token, get_app_row, get_app_param, get_imp_row, get_imp_param,
	get_bookmark, get_row_number, get_concurrency, get_cursor_type, get_scrollable, get_sensitivity;
static attr_set_fn set_env_version, set_env_nts, set_access_mode, set_autocommit, set_login_timeout, set_isolation,
	set_catalog, set_ansi_app, set_reset, set_token, set_token_provider, set_app_row, set_app_param, set_imp,
	set_concurrency, set_cursor_type, set_scrollable, set_sensitivity;

#define get_NONE NULL
#define set_NONE NULL

#define NUMBER(owner, n, i, t, w, m, d, lo, hi, c, b) \
	{.id = i, .name = n, .shape = SHAPE_NUMBER, .type = TYPE_##t, .when = WHEN_##w, \
	 .offset = offsetof(struct owner, m), .size = sizeof(((struct owner *)0)->m), \
	 .def = d, .low = lo, .high = hi, .can = c, .beyond = BEYOND_##b},
#define OTHER(n, i, t, w, g, s) \
	{.id = i, .name = n, .shape = SHAPE_OTHER, .type = TYPE_##t, .when = WHEN_##w, .get = get_##g, .set = set_##s},
#define REFUSED(n, i, t) {.id = i, .name = n, .shape = SHAPE_REFUSED, .type = TYPE_##t},

static const struct attr_row env_rows[] = {
#define ENV_NUMBER(i, ...)  NUMBER(env, #i, i, __VA_ARGS__)
#define ENV_OTHER(i, ...)   OTHER(#i, i, __VA_ARGS__)
#define DBC_NUMBER(...)
#define DBC_OTHER(...)
#define DBC_REFUSED(...)
#define STMT_NUMBER(...)
#define STMT_HEADER(...)
#define STMT_OTHER(...)
#define STMT_REFUSED(...)
#include "odbc/attrs.def"
#undef ENV_NUMBER
#undef ENV_OTHER
#undef DBC_NUMBER
#undef DBC_OTHER
#undef DBC_REFUSED
};

static const struct attr_row dbc_rows[] = {
#define ENV_NUMBER(...)
#define ENV_OTHER(...)
#define DBC_NUMBER(i, ...)  NUMBER(dbc, #i, i, __VA_ARGS__)
#define DBC_OTHER(i, ...)   OTHER(#i, i, __VA_ARGS__)
#define DBC_REFUSED(i, ...) REFUSED(#i, i, __VA_ARGS__)
#include "odbc/attrs.def"
#undef DBC_NUMBER
#undef DBC_OTHER
#undef DBC_REFUSED
#undef STMT_NUMBER
#undef STMT_HEADER
#undef STMT_OTHER
#undef STMT_REFUSED
};

static const struct attr_row stmt_rows[] = {
#define DBC_NUMBER(...)
#define DBC_OTHER(...)
#define DBC_REFUSED(...)
#define STMT_NUMBER(i, ...)  NUMBER(stmt, #i, i, __VA_ARGS__)
#define STMT_OTHER(i, ...)   OTHER(#i, i, __VA_ARGS__)
#define STMT_REFUSED(i, ...) REFUSED(#i, i, __VA_ARGS__)
#define STMT_HEADER(i, t, d, m, lo) \
	{.id = i, .name = #i, .shape = SHAPE_HEADER, .type = TYPE_##t, .desc = offsetof(struct stmt, d), \
	 .offset = offsetof(struct desc, m), .size = sizeof(((struct desc *)0)->m), .low = lo, \
	 .high = sizeof(((struct desc *)0)->m) == sizeof(SQLINTEGER) ? INT32_MAX : ALL},
#include "odbc/attrs.def"
#undef ENV_NUMBER
#undef ENV_OTHER
#undef DBC_NUMBER
#undef DBC_OTHER
#undef DBC_REFUSED
#undef STMT_NUMBER
#undef STMT_HEADER
#undef STMT_OTHER
#undef STMT_REFUSED
};
#undef NUMBER
#undef OTHER
#undef REFUSED

static const struct attr_row *row_find(const struct attr_row *rows, size_t n, SQLINTEGER id)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].id == id)
			return &rows[i];
	return NULL;
}

static const struct attr_row *row_of(enum handle_kind kind, SQLINTEGER id)
{
	switch (kind) {
	case HANDLE_ENV:
		return row_find(env_rows, LB_COUNT(env_rows), id);
	case HANDLE_DBC:
		return row_find(dbc_rows, LB_COUNT(dbc_rows), id);
	case HANDLE_STMT:
		return row_find(stmt_rows, LB_COUNT(stmt_rows), id);
	case HANDLE_DESC:
		break;
	}
	return NULL;
}

bool attr_is_text(enum handle_kind kind, SQLINTEGER attr)
{
	const struct attr_row *row = row_of(kind, attr);

	return row && row->type == TYPE_TEXT;
}

/* ---- values ---- */

/* Members are 32 or 64 bits wide: numbers and pointers alike. */
static uint64_t load(const void *at, size_t size)
{
	uint32_t narrow;
	uint64_t wide;

	if (size == sizeof(narrow)) {
		memcpy(&narrow, at, sizeof(narrow));
		return narrow;
	}
	memcpy(&wide, at, sizeof(wide));
	return wide;
}

static void keep(void *at, size_t size, uint64_t value)
{
	const uint32_t narrow = (uint32_t)value;

	if (size == sizeof(narrow))
		memcpy(at, &narrow, sizeof(narrow));
	else
		memcpy(at, &value, sizeof(value));
}

static SQLRETURN give(struct attr_out *out, enum value_type type, uint64_t value)
{
	const size_t size = type == TYPE_U32 ? sizeof(SQLUINTEGER) : sizeof(SQLULEN);

	if (out->value)
		keep(out->value, size, value);
	if (out->length)
		*out->length = (SQLINTEGER)size;
	return SQL_SUCCESS;
}

/* The number that the application passed: 32-bit attributes may have anything in the upper half of the pointer. */
static uint64_t taken(const struct attr_row *row, const struct attr_in *in)
{
	const uintptr_t value = (uintptr_t)in->value;

	return row->type == TYPE_U32 ? (uint32_t)value : (uint64_t)value;
}

static SQLUINTEGER in_u32(const struct attr_in *in)
{
	return (SQLUINTEGER)(uintptr_t)in->value;
}

static SQLRETURN bad_value(struct handle *h, const char *attr, uint64_t value)
{
	return diag_postf(&h->diag, STATE_INVALID_VALUE, "%llu is not a value of %s", (unsigned long long)value, attr);
}

static SQLRETURN not_implemented(struct handle *h, const struct attr_row *row)
{
	return diag_postf(&h->diag, STATE_NOT_IMPLEMENTED, "%s is not available in this driver", row->name);
}

static SQLRETURN unknown(struct handle *h, SQLINTEGER id)
{
	return diag_postf(&h->diag, STATE_INVALID_ATTRIBUTE_ID, "attribute %ld is not known here", (long)id);
}

static char *member(struct handle *h, const struct attr_row *row)
{
	if (row->shape == SHAPE_HEADER)
		return (char *)*(struct desc **)(void *)((char *)h + row->desc) + row->offset;
	return (char *)h + row->offset;
}

/* ---- the two ways through the table ---- */

static SQLRETURN get_attr(struct handle *h, SQLINTEGER id, struct attr_out *out)
{
	const struct attr_row *row = row_of(h->kind, id);

	if (!row)
		return unknown(h, id);
	switch (row->shape) {
	case SHAPE_REFUSED:
		return not_implemented(h, row);
	case SHAPE_OTHER:
		return row->get ? row->get(h, out) : unknown(h, id);
	case SHAPE_NUMBER:
	case SHAPE_HEADER:
		break;
	}
	return give(out, row->type, load(member(h, row), row->size));
}

/* SQLSetConnectAttr, "Set before or after connection?"; SQLSetStmtAttr, 24000 and HY011. */
static SQLRETURN settable_now(struct handle *h, const struct attr_row *row)
{
	if (row->when == WHEN_BEFORE && ((struct dbc *)h)->connected)
		return diag_postf(&h->diag, STATE_CANNOT_SET_NOW, "%s must be set before connecting", row->name);
	if (row->when == WHEN_CLOSED) {
		const struct stmt *s = (const struct stmt *)h;

		if (s->phase == PHASE_CURSOR || s->phase == PHASE_EXECUTED)
			return diag_postf(&h->diag, STATE_INVALID_CURSOR, "%s cannot be set while a cursor is open or a statement "
					  "is executed; close it first (SQLFreeStmt)", row->name);
		if (s->prepared)
			return diag_postf(&h->diag, STATE_CANNOT_SET_NOW, "%s must be set before SQLPrepare", row->name);
	}
	return SQL_SUCCESS;
}

static SQLRETURN set_number(struct handle *h, const struct attr_row *row, const struct attr_in *in)
{
	const uint64_t value = taken(row, in);

	if (value < row->low || value > row->high)
		return bad_value(h, row->name, value);
	if (value <= row->can) {
		keep(member(h, row), row->size, value);
		return SQL_SUCCESS;
	}
	if (row->beyond == BEYOND_REFUSE)
		return diag_postf(&h->diag, STATE_NOT_IMPLEMENTED, "%s = %llu is not available in this driver", row->name,
				  (unsigned long long)value);
	keep(member(h, row), row->size, row->def);
	return diag_postf(&h->diag, STATE_OPTION_CHANGED, "%s = %llu is not available; %llu is used instead", row->name,
			  (unsigned long long)value, (unsigned long long)row->def);
}

static SQLRETURN set_header(struct handle *h, const struct attr_row *row, const struct attr_in *in)
{
	const uint64_t value = taken(row, in);

	if (value < row->low || value > row->high)
		return bad_value(h, row->name, value);
	keep(member(h, row), row->size, value);
	(*(struct desc **)(void *)((char *)h + row->desc))->generation++;
	return SQL_SUCCESS;
}

static SQLRETURN set_attr(struct handle *h, SQLINTEGER id, const struct attr_in *in)
{
	const struct attr_row *row = row_of(h->kind, id);
	SQLRETURN rc;

	if (!row)
		return unknown(h, id);
	if (row->shape == SHAPE_REFUSED)
		return not_implemented(h, row);
	if (row->shape == SHAPE_HEADER)
		return set_header(h, row, in);
	if (row->shape == SHAPE_OTHER && !row->set)
		return diag_postf(&h->diag, STATE_INVALID_ATTRIBUTE_ID, "%s can only be read", row->name);
	rc = settable_now(h, row);
	if (rc != SQL_SUCCESS)
		return rc;
	return row->shape == SHAPE_NUMBER ? set_number(h, row, in) : row->set(h, in);
}

static void set_defaults(struct handle *h, const struct attr_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].shape == SHAPE_NUMBER)
			keep(member(h, &rows[i]), rows[i].size, rows[i].def);
}

/* ---- environment ---- */

static SQLRETURN get_env_version(struct handle *h, struct attr_out *out)
{
	return give(out, TYPE_U32, (uint32_t)((struct env *)h)->odbc_version);
}

static SQLRETURN set_env_version(struct handle *h, const struct attr_in *in)
{
	switch (in_u32(in)) {
	case SQL_OV_ODBC2:
	case SQL_OV_ODBC3:
	case SQL_OV_ODBC3_80:
		((struct env *)h)->odbc_version = (SQLINTEGER)in_u32(in);
		return SQL_SUCCESS;
	default:
		return bad_value(h, "SQL_ATTR_ODBC_VERSION", in_u32(in));
	}
}

static SQLRETURN get_env_nts(struct handle *h, struct attr_out *out)
{
	return give(out, TYPE_U32, (uint32_t)((struct env *)h)->output_nts);
}

/* SQLSetEnvAttr: SQL_FALSE is HYC00, the driver always terminates its texts. */
static SQLRETURN set_env_nts(struct handle *h, const struct attr_in *in)
{
	switch (in_u32(in)) {
	case SQL_TRUE:
		return SQL_SUCCESS;
	case SQL_FALSE:
		return diag_postf(&h->diag, STATE_NOT_IMPLEMENTED, "texts without a terminator are not available");
	default:
		return bad_value(h, "SQL_ATTR_OUTPUT_NTS", in_u32(in));
	}
}

void env_attr_defaults(struct env *env)
{
	set_defaults(&env->head, env_rows, LB_COUNT(env_rows));
	env->odbc_version = 0;
	env->output_nts = SQL_TRUE;
}

SQLRETURN env_get_attr(struct env *env, SQLINTEGER attr, SQLPOINTER value, SQLINTEGER room, SQLINTEGER *len)
{
	struct attr_out out = {.value = value, .room = room, .length = len};

	return get_attr(&env->head, attr, &out); /* no environment attribute is a text */
}

SQLRETURN env_set_attr(struct env *env, SQLINTEGER attr, SQLPOINTER value, SQLINTEGER len)
{
	const struct attr_in in = {.value = value, .length = len};

	return set_attr(&env->head, attr, &in);
}

/* ---- connection ---- */

static bool in_transaction(const struct dbc *dbc)
{
	return dbc->connected && session_tran(&dbc->session) != TRAN_IDLE;
}

static SQLRETURN get_access_mode(struct handle *h, struct attr_out *out)
{
	return give(out, TYPE_U32, ((struct dbc *)h)->access_mode);
}

static SQLRETURN set_access_mode(struct handle *h, const struct attr_in *in)
{
	struct dbc *dbc = (struct dbc *)h;
	const SQLUINTEGER old = dbc->access_mode;
	SQLRETURN rc = SQL_SUCCESS;

	if (in_u32(in) > SQL_MODE_READ_ONLY)
		return bad_value(h, "SQL_ATTR_ACCESS_MODE", in_u32(in));
	dbc->access_mode = in_u32(in);
	if (dbc->connected && dbc->access_mode != old)
		rc = dbc_set_isolation(dbc);
	if (!SQL_SUCCEEDED(rc))
		dbc->access_mode = old;
	return rc;
}

static SQLRETURN get_autocommit(struct handle *h, struct attr_out *out)
{
	return give(out, TYPE_U32, ((struct dbc *)h)->autocommit);
}

/* "Commit Mode": going to autocommit commits what is open; a commit that fails leaves the mode as it was. */
static SQLRETURN set_autocommit(struct handle *h, const struct attr_in *in)
{
	struct dbc *dbc = (struct dbc *)h;
	SQLRETURN rc = SQL_SUCCESS;

	if (in_u32(in) > SQL_AUTOCOMMIT_ON)
		return bad_value(h, "SQL_ATTR_AUTOCOMMIT", in_u32(in));
	if (in_u32(in) == SQL_AUTOCOMMIT_ON && dbc->autocommit == SQL_AUTOCOMMIT_OFF && in_transaction(dbc))
		rc = dbc_end_tran(dbc, SQL_COMMIT);
	if (SQL_SUCCEEDED(rc))
		dbc->autocommit = in_u32(in);
	return rc;
}

static SQLRETURN get_login_timeout(struct handle *h, struct attr_out *out)
{
	return give(out, TYPE_U32, ((struct dbc *)h)->login_timeout);
}

static SQLRETURN set_login_timeout(struct handle *h, const struct attr_in *in)
{
	struct dbc *dbc = (struct dbc *)h;

	dbc->login_timeout = in_u32(in);
	dbc->login_timeout_set = true;
	return SQL_SUCCESS;
}

static SQLRETURN get_isolation(struct handle *h, struct attr_out *out)
{
	return give(out, TYPE_U32, ((struct dbc *)h)->txn_isolation);
}

static SQLRETURN set_isolation(struct handle *h, const struct attr_in *in)
{
	struct dbc *dbc = (struct dbc *)h;
	const SQLUINTEGER level = in_u32(in), old = dbc->txn_isolation;
	const bool was_set = dbc->txn_isolation_set;
	SQLRETURN rc = SQL_SUCCESS;

	if (level != SQL_TXN_READ_UNCOMMITTED && level != SQL_TXN_READ_COMMITTED && level != SQL_TXN_REPEATABLE_READ &&
	    level != SQL_TXN_SERIALIZABLE)
		return bad_value(h, "SQL_ATTR_TXN_ISOLATION", level);
	if (in_transaction(dbc))
		return diag_postf(&h->diag, STATE_CANNOT_SET_NOW,
				  "the isolation level cannot change inside a transaction; commit or roll back first");
	dbc->txn_isolation = level;
	dbc->txn_isolation_set = true;
	if (dbc->connected && (level != old || !was_set))
		rc = dbc_set_isolation(dbc);
	if (!SQL_SUCCEEDED(rc)) {
		dbc->txn_isolation = old;
		dbc->txn_isolation_set = was_set;
	}
	return rc;
}

static SQLRETURN get_catalog(struct handle *h, struct attr_out *out)
{
	struct dbc *dbc = (struct dbc *)h;
	const char *name = dbc->connected ? session_database(&dbc->session) : dbc->current_catalog;

	out->is_text = true;
	strbuf_add_text(&out->text, name ? name : "");
	return strbuf_failed(&out->text) ? diag_post_no_memory(&h->diag) : SQL_SUCCESS;
}

static SQLRETURN set_catalog(struct handle *h, const struct attr_in *in)
{
	struct dbc *dbc = (struct dbc *)h;
	char *copy;

	if (!in->text_read || !in->text.p)
		return diag_postf(&h->diag, STATE_NULL_POINTER, "the name of the database is missing");
	if (dbc->connected) {
		if (span_is(in->text, session_database(&dbc->session)))
			return SQL_SUCCESS;
		return diag_postf(&h->diag, STATE_NOT_IMPLEMENTED,
				  "a PostgreSQL session cannot change its database; connect again with the other one "
				  "in the keyword Database");
	}
	copy = mem_dup(in->text.p, in->text.n);
	if (!copy)
		return diag_post_no_memory(&h->diag);
	mem_free(dbc->current_catalog);
	dbc->current_catalog = copy;
	return SQL_SUCCESS;
}

static SQLRETURN get_dead(struct handle *h, struct attr_out *out)
{
	struct dbc *dbc = (struct dbc *)h;
	const bool alive = dbc->connected && session_alive(&dbc->session) && !session_hung_up(&dbc->session);

	return give(out, TYPE_U32, (uint64_t)(alive ? SQL_CD_FALSE : SQL_CD_TRUE));
}

static SQLRETURN get_no_auto_ipd(struct handle *h, struct attr_out *out)
{
	(void)h;
	return give(out, TYPE_U32, SQL_FALSE);
}

/* The driver manager's hint; which texts are wide is decided by the functions that the application calls. */
static SQLRETURN set_ansi_app(struct handle *h, const struct attr_in *in)
{
	return in_u32(in) > 1 ? bad_value(h, "SQL_ATTR_ANSI_APP", in_u32(in)) : SQL_SUCCESS;
}

static SQLRETURN set_reset(struct handle *h, const struct attr_in *in)
{
	if (in_u32(in) != RESET_CONNECTION_YES)
		return bad_value(h, "SQL_ATTR_RESET_CONNECTION", in_u32(in));
	return dbc_reset((struct dbc *)h);
}


static SQLRETURN get_token(struct handle *h, struct attr_out *out)
{
	(void)out;
	return diag_postf(&h->diag, STATE_INVALID_ATTRIBUTE_ID, "the token of a connection cannot be read");
}

static SQLRETURN set_token(struct handle *h, const struct attr_in *in)
{
	return given_token_take_text((struct dbc *)h, in);
}

static SQLRETURN set_token_provider(struct handle *h, const struct attr_in *in)
{
	return given_token_take_provider((struct dbc *)h, in);
}

void dbc_attr_defaults(struct dbc *dbc)
{
	set_defaults(&dbc->head, dbc_rows, LB_COUNT(dbc_rows));
	dbc->access_mode = SQL_MODE_READ_WRITE;
	dbc->autocommit = SQL_AUTOCOMMIT_ON;
	dbc->login_timeout = 0;
	dbc->login_timeout_set = false;
	dbc->txn_isolation = SQL_TXN_READ_COMMITTED;
	dbc->txn_isolation_set = false;
}

SQLRETURN dbc_get_attr(struct dbc *dbc, SQLINTEGER attr, struct attr_out *out)
{
	return get_attr(&dbc->head, attr, out);
}

SQLRETURN dbc_set_attr(struct dbc *dbc, SQLINTEGER attr, const struct attr_in *in)
{
	return set_attr(&dbc->head, attr, in);
}

/* ---- statement ---- */

static SQLRETURN give_desc(struct attr_out *out, struct desc *d)
{
	return give(out, TYPE_PTR, (uint64_t)(uintptr_t)d);
}

static SQLRETURN get_app_row(struct handle *h, struct attr_out *out)
{
	return give_desc(out, ((struct stmt *)h)->ard);
}

static SQLRETURN get_app_param(struct handle *h, struct attr_out *out)
{
	return give_desc(out, ((struct stmt *)h)->apd);
}

static SQLRETURN get_imp_row(struct handle *h, struct attr_out *out)
{
	return give_desc(out, ((struct stmt *)h)->ird);
}

static SQLRETURN get_imp_param(struct handle *h, struct attr_out *out)
{
	return give_desc(out, ((struct stmt *)h)->ipd);
}

/*
 * SQLSetStmtAttr, SQL_ATTR_APP_ROW_DESC: an explicit descriptor of this
 * connection (else HY024), or back to the implicit one, by its handle or by
 * SQL_NULL_HDESC; any other implicit descriptor is HY017.
 */
static SQLRETURN associate(struct stmt *s, const struct attr_in *in, struct desc **slot, struct desc *own,
			   enum desc_kind kind)
{
	struct desc *d = in->value;

	if (!d || d == own) {
		*slot = own;
		own->generation++;
		return SQL_SUCCESS;
	}
	if (!handle_is(d, HANDLE_DESC) || d->head.parent != &s->dbc->head)
		return diag_postf(&s->head.diag, STATE_INVALID_VALUE,
				  "the value is not a descriptor of this statement's connection");
	if (d->implicit)
		return diag_postf(&s->head.diag, STATE_AUTOMATIC_DESCRIPTOR,
				  "the implicit descriptor of another statement cannot be used");
	d->kind = kind;
	d->generation++;
	*slot = d;
	return SQL_SUCCESS;
}

static SQLRETURN set_app_row(struct handle *h, const struct attr_in *in)
{
	struct stmt *s = (struct stmt *)h;

	return associate(s, in, &s->ard, s->own_ard, DESC_ARD);
}

static SQLRETURN set_app_param(struct handle *h, const struct attr_in *in)
{
	struct stmt *s = (struct stmt *)h;

	return associate(s, in, &s->apd, s->own_apd, DESC_APD);
}

static SQLRETURN set_imp(struct handle *h, const struct attr_in *in)
{
	(void)in;
	return diag_postf(&h->diag, STATE_AUTOMATIC_DESCRIPTOR, "implementation descriptors cannot be replaced");
}

/* SQLGetStmtAttr, 24000: not on a row. */
static SQLRETURN get_row_number(struct handle *h, struct attr_out *out)
{
	const struct stmt *s = (const struct stmt *)h;

	if (s->phase != PHASE_CURSOR || s->row_number == 0 || s->at_end)
		return diag_postf(&h->diag, STATE_INVALID_CURSOR, "the cursor is not on a row");
	return give(out, TYPE_ULEN, s->row_number + s->current_row);
}

static SQLRETURN get_bookmark(struct handle *h, struct attr_out *out)
{
	if (((const struct stmt *)h)->use_bookmarks == SQL_UB_OFF)
		return diag_postf(&h->diag, STATE_CANNOT_SET_NOW, "bookmarks are off (SQL_ATTR_USE_BOOKMARKS)");
	return get_row_number(h, out);
}

/*
 * Type, scrollability and sensitivity are three names of one choice
 * (SQLSetStmtAttr): forward-only, or static, which is scrollable and insensitive.
 */
static void choose_cursor(struct stmt *s, SQLULEN type)
{
	const bool scrolls = type == SQL_CURSOR_STATIC;

	s->cursor_type = type;
	s->cursor_scrollable = scrolls ? SQL_SCROLLABLE : SQL_NONSCROLLABLE;
	/* a cursor that changes rows sees its own changes */
	s->cursor_sensitivity = scrolls && s->concurrency == SQL_CONCUR_READ_ONLY ? SQL_INSENSITIVE : SQL_UNSPECIFIED;
}

/* An open cursor whose rows cannot be changed is read-only, whatever was asked for. */
static SQLRETURN get_concurrency(struct handle *h, struct attr_out *out)
{
	const struct stmt *s = (const struct stmt *)h;

	return give(out, TYPE_ULEN, s->phase == PHASE_CURSOR && !s->changeable ? SQL_CONCUR_READ_ONLY : s->concurrency);
}

static SQLRETURN set_concurrency(struct handle *h, const struct attr_in *in)
{
	const SQLULEN value = (SQLULEN)(uintptr_t)in->value;
	struct stmt *s = (struct stmt *)h;

	if (value < SQL_CONCUR_READ_ONLY || value > SQL_CONCUR_VALUES)
		return bad_value(h, "SQL_ATTR_CONCURRENCY", value);
	s->concurrency = value == SQL_CONCUR_LOCK ? SQL_CONCUR_ROWVER : value;
	choose_cursor(s, s->cursor_type);
	if (value != SQL_CONCUR_LOCK)
		return SQL_SUCCESS;
	return diag_postf(&h->diag, STATE_OPTION_CHANGED, "rows are not locked by a cursor (use SELECT ... FOR UPDATE); before one is "
			  "changed it is compared with what was read");
}

static SQLRETURN get_cursor_type(struct handle *h, struct attr_out *out)
{
	return give(out, TYPE_ULEN, ((const struct stmt *)h)->cursor_type);
}

static SQLRETURN set_cursor_type(struct handle *h, const struct attr_in *in)
{
	const SQLULEN type = (SQLULEN)(uintptr_t)in->value;

	if (type > SQL_CURSOR_STATIC)
		return bad_value(h, "SQL_ATTR_CURSOR_TYPE", type);
	choose_cursor((struct stmt *)h, type == SQL_CURSOR_FORWARD_ONLY ? SQL_CURSOR_FORWARD_ONLY : SQL_CURSOR_STATIC);
	if (type == SQL_CURSOR_FORWARD_ONLY || type == SQL_CURSOR_STATIC)
		return SQL_SUCCESS;
	return diag_postf(&h->diag, STATE_OPTION_CHANGED, "keyset-driven and dynamic cursors are not available; the cursor is static");
}

static SQLRETURN get_scrollable(struct handle *h, struct attr_out *out)
{
	return give(out, TYPE_ULEN, ((const struct stmt *)h)->cursor_scrollable);
}

static SQLRETURN set_scrollable(struct handle *h, const struct attr_in *in)
{
	const SQLULEN value = (SQLULEN)(uintptr_t)in->value;

	if (value > SQL_SCROLLABLE)
		return bad_value(h, "SQL_ATTR_CURSOR_SCROLLABLE", value);
	choose_cursor((struct stmt *)h, value == SQL_SCROLLABLE ? SQL_CURSOR_STATIC : SQL_CURSOR_FORWARD_ONLY);
	return SQL_SUCCESS;
}

static SQLRETURN get_sensitivity(struct handle *h, struct attr_out *out)
{
	return give(out, TYPE_ULEN, ((const struct stmt *)h)->cursor_sensitivity);
}

static SQLRETURN set_sensitivity(struct handle *h, const struct attr_in *in)
{
	const SQLULEN value = (SQLULEN)(uintptr_t)in->value;

	if (value > SQL_SENSITIVE)
		return bad_value(h, "SQL_ATTR_CURSOR_SENSITIVITY", value);
	if (value == SQL_SENSITIVE)
		return diag_postf(&h->diag, STATE_NOT_IMPLEMENTED, "a cursor does not see the changes of others");
	if (value == SQL_INSENSITIVE) {
		((struct stmt *)h)->concurrency = SQL_CONCUR_READ_ONLY;
		choose_cursor((struct stmt *)h, SQL_CURSOR_STATIC);
	} else {
		((struct stmt *)h)->cursor_sensitivity = SQL_UNSPECIFIED; /* says nothing about the type */
	}
	return SQL_SUCCESS;
}

void stmt_attr_defaults(struct stmt *s)
{
	set_defaults(&s->head, stmt_rows, LB_COUNT(stmt_rows));
	s->concurrency = SQL_CONCUR_READ_ONLY;
	if (s->dbc) { /* the connection says what its statements begin with */
		s->metadata_id = s->dbc->metadata_id;
		s->async_enable = s->dbc->async_enable;
	}
}

SQLRETURN stmt_get_attr(struct stmt *s, SQLINTEGER attr, struct attr_out *out)
{
	return get_attr(&s->head, attr, out);
}

SQLRETURN stmt_set_attr(struct stmt *s, SQLINTEGER attr, const struct attr_in *in)
{
	return set_attr(&s->head, attr, in);
}
