/*
 * The statement handle.
 *
 * `phase` is the state of the specification's appendix B, reduced to what the
 * driver decides by itself:
 *   S1 PHASE_ALLOCATED   S2/S3 PHASE_PREPARED     S4 PHASE_EXECUTED (no result set)
 *   S5-S7 PHASE_CURSOR   S8-S10 PHASE_NEED_DATA   S11/S12 PHASE_ASYNC
 */
#ifndef ODBC_STMT_H
#define ODBC_STMT_H

#include "base/rows.h"
#include "base/strbuf.h"
#include "conv/chunk.h"
#include "odbc/async_call.h"
#include "odbc/batch_arrays.h"
#include "odbc/bookmark.h"
#include "odbc/change_target.h"
#include "odbc/dbc.h"
#include "odbc/desc.h"
#include "odbc/fetch_plan.h"
#include "odbc/params.h"
#include "odbc/row_request.h"
#include "pg/packet.h"
#include "sql/translate.h"

#include <stdatomic.h>

enum stmt_phase { PHASE_ALLOCATED, PHASE_PREPARED, PHASE_EXECUTED, PHASE_CURSOR, PHASE_NEED_DATA, PHASE_ASYNC };

struct stmt {
	struct handle head;             /* parent: the connection; lock: the connection's */
	struct dbc *dbc;
	enum stmt_phase phase;

	/* descriptors: the implicit ones are owned, the current ones point to them or to explicit ones */
	struct desc *own_ard, *own_apd, *own_ird, *own_ipd;
	struct desc *ard, *apd, *ird, *ipd;

	/* statement attributes (attrs.def) that are not descriptor fields */
	SQLULEN query_timeout;          /* seconds */
	SQLULEN max_rows;
	SQLULEN max_length;
	SQLULEN noscan;                 /* SQL_NOSCAN_OFF */
	SQLULEN cursor_type;            /* SQL_CURSOR_FORWARD_ONLY */
	SQLULEN cursor_scrollable;
	SQLULEN cursor_sensitivity;
	SQLULEN concurrency;            /* SQL_CONCUR_READ_ONLY */
	SQLULEN keyset_size;
	SQLULEN retrieve_data;          /* SQL_RD_ON */
	SQLULEN use_bookmarks;
	SQLPOINTER fetch_bookmark_ptr;
	SQLULEN metadata_id;
	SQLULEN async_enable;
	SQLULEN simulate_cursor;
	SQLULEN enable_auto_ipd;
	SQLULEN rowset_size;            /* SQL_ROWSET_SIZE: SQLExtendedFetch only */

	char *cursor_name;              /* owned; NULL until asked for or set */

	/* the text, when prepared or executed */
	struct translation text;        /* sql/translate: statements, parameters, kinds */
	struct strbuf positioned;       /* the text with WHERE CURRENT OF replaced, while it runs */
	struct stmt *cursor;            /* ... and whose row it was */
	struct strbuf other_call;       /* the other spelling of {call}, once the server asked for it */
	bool ties;                      /* it leaves something in the session: reconnect.h */
	bool prepared;                  /* by SQLPrepare: survives SQLCloseCursor */
	bool described;                 /* the IRD of the prepared text is known */
	bool types_described;           /* the IPD holds the server's parameter types */

	/* the result */
	struct packet *packet;          /* what was sent last; NULL before the first execution */
	size_t part;                    /* which statement of the text the result belongs to */
	struct rows *rows;              /* NULL: no result set; owned, freed before the packet */
	uint64_t result_generation;     /* changes with every new result: plans of the old one are stale */
	atomic_bool busy;               /* a statement is running: SQLCancel reaches the server */
	SQLLEN row_count;               /* SQLRowCount */
	const char *function;           /* SQL_DIAG_DYNAMIC_FUNCTION, static text, and its code */
	int function_code;
	SQLULEN row_number;             /* of the first row in the row set, from 1; 0 before the first fetch */
	size_t row_set;                 /* rows in the present row set */
	size_t current_row;             /* within the row set, from 0: SQLGetData's */
	bool at_end;
	enum { FETCHED_NOT, FETCHED, FETCHED_EXTENDED } fetched; /* states S5, S6, S7: the two ways do not mix */
	bool scrollable;                /* every row is in memory: the cursor goes anywhere */
	bool of_text;                   /* the result is that of the text, not one of the driver's own */
	bool changeable;                /* SQLSetPos and SQLBulkOperations may change its rows */
	struct changes changes;         /* what they need to know for it, and what they did */
	struct row_request request;     /* what they do, while it waits for data */
	SQLUSMALLINT *extended_status;  /* the row status array of SQLExtendedFetch */
	struct fetch_plan plan;

	/* SQLGetData */
	int getdata_column;             /* -1: none begun */
	struct chunk chunk;
	struct bookmark bookmark;       /* of the present row, while it is read */

	struct async_call *async;       /* owned; NULL until the first asynchronous call */
	struct param_state params;      /* data-at-execution, encoded values */
	struct batch_arrays arrays;     /* the text as an INSERT of arrays */
	enum stmt_phase phase_before_data; /* while PHASE_NEED_DATA */
	struct strbuf scratch;          /* lent to conversions */
};

struct stmt *stmt_new(struct dbc *dbc) LB_MUST_USE;
void stmt_free(struct stmt *s);

/* prepare.c, execute.c */
SQLRETURN stmt_set_text(struct stmt *s, struct span sql);
int64_t stmt_deadline(const struct stmt *s); /* from SQL_ATTR_QUERY_TIMEOUT */
SQLRETURN stmt_prepare(struct stmt *s, struct span sql);
SQLRETURN stmt_exec_direct(struct stmt *s, struct span sql);
SQLRETURN stmt_execute(struct stmt *s);
SQLRETURN stmt_more_results(struct stmt *s);
SQLRETURN stmt_describe(struct stmt *s); /* makes the IRD valid for a prepared statement, without executing it */
SQLRETURN stmt_describe_params(struct stmt *s); /* the same for the IPD's server-side types */
SQLRETURN stmt_num_params(struct stmt *s, SQLSMALLINT *out);
SQLRETURN stmt_native_sql(struct dbc *dbc, struct span sql, struct strbuf *out);
SQLRETURN stmt_param_data(struct stmt *s, SQLPOINTER *value);
SQLRETURN stmt_run_collected(struct stmt *s); /* execute.c: after the last SQLPutData */
SQLRETURN stmt_put_data(struct stmt *s, SQLPOINTER data, SQLLEN length);

/* the end of a result: SQLCloseCursor, SQLFreeStmt(SQL_CLOSE / SQL_UNBIND / SQL_RESET_PARAMS) */
SQLRETURN stmt_close_cursor(struct stmt *s); /* 24000 when there is none */
SQLRETURN stmt_close(struct stmt *s);        /* no complaint */
void stmt_unbind(struct stmt *s);
void stmt_reset_params(struct stmt *s);

/* bindings */
SQLRETURN stmt_bind_col(struct stmt *s, SQLUSMALLINT column, SQLSMALLINT c_type, SQLPOINTER data, SQLLEN room, SQLLEN *indicator);
SQLRETURN stmt_bind_parameter(struct stmt *s, SQLUSMALLINT number, SQLSMALLINT direction, SQLSMALLINT c_type,
			      SQLSMALLINT sql_type, SQLULEN size, SQLSMALLINT digits, SQLPOINTER data, SQLLEN room,
			      SQLLEN *indicator);

/* fetch.c, getdata.c */
void stmt_getdata_reset(struct stmt *s);
SQLRETURN stmt_fetch(struct stmt *s, SQLSMALLINT orientation, SQLLEN offset);
SQLRETURN stmt_extended_fetch(struct stmt *s, SQLUSMALLINT orientation, SQLLEN offset, SQLULEN *rows, SQLUSMALLINT *status);
SQLRETURN stmt_get_data(struct stmt *s, SQLUSMALLINT column, SQLSMALLINT c_type, SQLPOINTER data, SQLLEN room, SQLLEN *indicator);
/* A row of the result (from 0) into the buffers of a row of the row set, or only its bookmark; gives its status. */
SQLUSMALLINT fetch_row_into(struct stmt *s, size_t row, size_t buffer, bool only_bookmark);
SQLRETURN stmt_row_count(struct stmt *s, SQLLEN *out);
SQLRETURN stmt_num_result_cols(struct stmt *s, SQLSMALLINT *out);

/* A result made by the driver itself (catalog functions, SQLGetTypeInfo).  The
 * caller fills s->ird first (desc_describe); takes the rows over. */
SQLRETURN stmt_give_rows(struct stmt *s, struct rows *rows, SQLLEN count);

/* Called by every function that starts a new result: closes an open one or fails with 24000. */
SQLRETURN stmt_begin(struct stmt *s);

/* from another thread: takes no connection lock */
SQLRETURN stmt_cancel(struct stmt *s);

/* cursor names */
SQLRETURN stmt_set_cursor_name(struct stmt *s, struct span name);
SQLRETURN stmt_get_cursor_name(struct stmt *s, struct span *name);

#endif
