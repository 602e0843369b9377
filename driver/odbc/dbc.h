/*
 * The connection handle: settings, session, connection attributes, and the
 * statements and descriptors that live on it.
 */
#ifndef ODBC_DBC_H
#define ODBC_DBC_H

#include "config/settings.h"
#include "odbc/async_call.h"
#include "odbc/browse.h"
#include "odbc/env.h"
#include "odbc/given_token.h"
#include "odbc/handle.h"
#include "odbc/origins.h"
#include "pg/session.h"
#include "type/types.h"

struct dbc {
	struct handle head;
	struct env *env;
	struct lock lock;             /* recursive: SQLEndTran(ENV) enters each connection */
	struct async_call *async;     /* of this handle's own functions; NULL before the first */
	atomic_bool calling;          /* such a call has stopped half-way: nothing else may be done */
	struct stmt *async_stmt;        /* whose call has stopped half-way and has the session; NULL: none */
	struct browse browse;         /* SQLBrowseConnect is under way */
	bool connected;               /* between a successful connect and SQLDisconnect */
	enum text_width text_width;   /* TEXT_WIDE when connected through a W function */
	struct settings settings;     /* valid while connected; attributes set earlier are below */
	struct session session;
	char *dsn;                    /* name of the data source, NULL for DSN-less connections */
	bool in_transaction;          /* after the last packet: what would be lost with the connection */
	bool transaction_lost;        /* ... was lost, and SQLEndTran has not been called yet */
	bool tran_in_startup;         /* the startup packet had isolation or access mode */
	bool tied;                    /* the session holds what a new one would not: see reconnect.h */
	struct origins origins;       /* what the catalogs said of the columns of results */

	/* connection attributes (attrs.def) */
	SQLUINTEGER access_mode;      /* SQL_MODE_READ_WRITE */
	SQLUINTEGER autocommit;       /* SQL_AUTOCOMMIT_ON */
	SQLUINTEGER login_timeout;    /* seconds; 0 = the default of the settings */
	bool login_timeout_set;
	SQLUINTEGER connection_timeout; /* seconds, 0 = none */
	SQLUINTEGER txn_isolation;    /* SQL_TXN_READ_COMMITTED */
	bool txn_isolation_set;
	SQLUINTEGER metadata_id;
	SQLUINTEGER odbc_cursors;
	SQLUINTEGER packet_size;
	SQLUINTEGER async_dbc;        /* SQL_ATTR_ASYNC_DBC_FUNCTIONS_ENABLE */
	SQLULEN async_enable;           /* what new statements begin with */
	SQLPOINTER quiet_mode;
	char *current_catalog;        /* asked for before connecting; owned */
	struct given_token given;     /* SQL_ATTR_LB_TOKEN... */

	uint64_t cursor_names;        /* counter for SQL_CUR... names */
};

struct dbc *dbc_new(struct env *env) LB_MUST_USE; /* the caller holds the environment's lock */
/* HY010 while connected; takes both locks itself.  A call that has stopped half-way is made to give up. */
SQLRETURN dbc_free(struct dbc *dbc);

/* Is a statement of this connection executing, or waiting for SQLPutData?  Then only it can go on (HY010). */
bool dbc_in_call(const struct dbc *dbc);

/* Do functions of this handle run asynchronously now? */
bool dbc_is_async(const struct dbc *dbc);

/* connect.c */
SQLRETURN dbc_connect(struct dbc *dbc, struct span dsn, struct span uid, struct span pwd);
/* completed: receives the completed connection string (secrets left out). */
SQLRETURN dbc_driver_connect(struct dbc *dbc, struct span text, SQLUSMALLINT completion, struct strbuf *completed);
SQLRETURN dbc_disconnect(struct dbc *dbc);

/* Frees the statements and descriptors that are left; none may be executing. */
void dbc_free_children(struct dbc *dbc);

/* Signs in and opens dbc->session as the settings say; posts on the connection when it cannot. */
SQLRETURN dbc_open_session(struct dbc *dbc);

/* The error of the session as records: 08S01 when the connection is gone. */
SQLRETURN dbc_post_session_error(struct dbc *dbc, struct diag *diag);

#endif
