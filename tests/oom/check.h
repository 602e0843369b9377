/*
 * What the scenarios are written with.  A scenario calls the driver as an
 * application does and notes down what it got.  It runs once without a failure,
 * which makes the expected notes, and then once for each allocation that it
 * makes, with that one failing.  Then
 *
 *   - a call that fails says HY001, and the scenario ends there;
 *   - a scenario in which nothing was said must have noted what was expected;
 *   - afterwards the statement and the connection work, or the connection is
 *     lost and can be freed and made again.
 */
#ifndef OOM_CHECK_H
#define OOM_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>

extern SQLHENV env;
extern SQLHDBC db;
extern SQLHSTMT st;
extern unsigned serial; /* of this run: put into a text, it makes the driver see a new one */

struct scenario {
	const char *name;
	void (*run)(void);
	bool alone; /* makes its own connection: db and st are not there */
};

/* Is the call to be followed by others?  Notes the return code. */
bool went(const char *what, SQLSMALLINT kind, SQLHANDLE h, SQLRETURN rc);
bool went_wrong(const char *what, SQLSMALLINT kind, SQLHANDLE h, SQLRETURN rc, const char *state); /* as it should */

#define OK_(kind, h, call) do { if (!went(#call, kind, h, call)) return; } while (0)
#define S(call) OK_(SQL_HANDLE_STMT, st, call)
#define D(call) OK_(SQL_HANDLE_DBC, db, call)
#define S_FAILS(call, state) do { if (!went_wrong(#call, SQL_HANDLE_STMT, st, call, state)) return; } while (0)
#define D_FAILS(call, state) do { if (!went_wrong(#call, SQL_HANDLE_DBC, db, call, state)) return; } while (0)

void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
void note_bytes(const void *p, size_t n);
void note_cell(SQLLEN indicator, const void *p, size_t n);

SQLCHAR *text(const char *format, ...) __attribute__((format(printf, 1, 2))); /* valid for the next 16 calls */
SQLWCHAR *wide(const char *ascii);                                            /* the same */
const char *setting(const char *name);

extern const struct scenario scenarios[];
extern const size_t scenario_count;

#endif
