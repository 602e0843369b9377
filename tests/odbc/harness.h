/*
 * What the ODBC programs share.  Each program is built twice from one text:
 * test_x calls SQLxxx with UTF-8, test_x_w (-DWIDE) calls SQLxxxW with UTF-16,
 * or with UTF-32 where an SQLWCHAR has four bytes (iODBC).
 * The functions here take and give UTF-8 either way.
 *
 * A program lists its tests and calls test_main, which prints TAP.  Before each
 * test there is a fresh statement `st` on the connection `db` (unless the
 * program asked for none); afterwards the connection is in autocommit again.
 * A check that fails prints file:line, what was expected and what came, and
 * lets the test go on.
 *
 * Texts that functions return live in a ring: they are valid for the next few
 * hundred calls and are freed by the harness.
 *
 * From the environment: LB_TEST_DSN, LB_TEST_DRIVER (name in odbcinst.ini, by
 * default "Lakebase ODBC Driver"), and what `lakebase env` prints.
 */
#ifndef ODBC_HARNESS_H
#define ODBC_HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>

#ifdef WIDE
#define CALL(function) function##W
#define C_TEXT SQL_C_WCHAR   /* the character type of this build */
typedef SQLWCHAR tchar;
#else
#define CALL(function) function
#define C_TEXT SQL_C_CHAR
typedef SQLCHAR tchar;
#endif

/*
 * iODBC calls the functions with W for an application without them too, so the driver describes wide types to both;
 * its own errors have the SQLSTATEs of ODBC 2 (check_state maps them).  What else it does in its own way is
 * said in the test.
 */
#define IODBC (sizeof(SQLWCHAR) == 4)
#define WIDE_TYPES (C_TEXT == SQL_C_WCHAR || IODBC)

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- tests ---- */

struct test {
	const char *name;
	void (*run)(void);
};
#define TEST(function) {#function, function}

enum { WITH_CONNECTION = 0, NO_CONNECTION = 1 };

int test_main(int argc, char **argv, const struct test *tests, size_t n, int flags);
void skip(const char *why);
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

extern SQLHENV env;
extern SQLHDBC db;
extern SQLHSTMT st;

/* ---- checks; each is true when it holds ---- */

bool check_true(const char *file, int line, bool holds, const char *what);
bool check_int(const char *file, int line, const char *what, long long got, long long want);
bool check_str(const char *file, int line, const char *what, const char *got, const char *want);
bool check_has(const char *file, int line, const char *what, const char *got, const char *part, bool wanted);
bool check_near(const char *file, int line, const char *what, double got, double want);
bool check_rc(const char *file, int line, const char *what, SQLSMALLINT type, SQLHANDLE h, SQLRETURN rc, SQLRETURN want);
bool check_ok(const char *file, int line, const char *what, SQLSMALLINT type, SQLHANDLE h, SQLRETURN rc);
bool check_state(const char *file, int line, const char *what, SQLSMALLINT type, SQLHANDLE h, SQLRETURN rc,
		 SQLRETURN want, const char *state);

#define CHECK(holds) check_true(__FILE__, __LINE__, (holds), #holds)
#define CHECK_INT(got, want) check_int(__FILE__, __LINE__, #got, (long long)(got), (long long)(want))
#define CHECK_STR(got, want) check_str(__FILE__, __LINE__, #got, (got), (want))
#define CHECK_HAS(got, part) check_has(__FILE__, __LINE__, #got, (got), (part), true)
#define CHECK_HAS_NOT(got, part) check_has(__FILE__, __LINE__, #got, (got), (part), false)
#define CHECK_NEAR(got, want) check_near(__FILE__, __LINE__, #got, (got), (want))

/* The call on a statement (S) or a connection (D) ... */
#define RC_S(h, call, want) check_rc(__FILE__, __LINE__, #call, SQL_HANDLE_STMT, h, call, want)
#define RC_D(h, call, want) check_rc(__FILE__, __LINE__, #call, SQL_HANDLE_DBC, h, call, want)
#define OK_S(h, call) check_ok(__FILE__, __LINE__, #call, SQL_HANDLE_STMT, h, call) /* succeeds */
#define OK_D(h, call) check_ok(__FILE__, __LINE__, #call, SQL_HANDLE_DBC, h, call)
#define FAILS_S(h, call, state) check_state(__FILE__, __LINE__, #call, SQL_HANDLE_STMT, h, call, SQL_ERROR, state)
#define FAILS_D(h, call, state) check_state(__FILE__, __LINE__, #call, SQL_HANDLE_DBC, h, call, SQL_ERROR, state)
#define INFO_S(h, call, state) check_state(__FILE__, __LINE__, #call, SQL_HANDLE_STMT, h, call, SQL_SUCCESS_WITH_INFO, state)
#define INFO_D(h, call, state) check_state(__FILE__, __LINE__, #call, SQL_HANDLE_DBC, h, call, SQL_SUCCESS_WITH_INFO, state)

/* ---- texts ---- */

void *ring_alloc(size_t size);                      /* zeroed */
char *format(const char *format, ...) __attribute__((format(printf, 1, 2)));
tchar *text_to(const char *utf8);                   /* to this build's width, terminated */
char *text_from(const tchar *text, size_t units);
tchar *text_arg(const char *utf8);                  /* for calls where NULL means "not given" */
SQLSMALLINT text_arg_length(const char *utf8);
#define ARG(text) text_arg(text), text_arg_length(text)
SQLWCHAR *utf16_to(const char *utf8);               /* UTF-32 under iODBC; so are the next two */
char *utf16_from(const SQLWCHAR *text, size_t units);
size_t utf16_units(const char *utf8);
size_t text_units(const char *utf8);                /* of this build: bytes, or units of SQLWCHAR */
char *to_hex(const void *bytes, size_t n);
const char *setting(const char *name);              /* an environment variable; "" without one */
char *table_name(const char *stem);                 /* unique to this process */

/* ---- handles and diagnostics ---- */

SQLHDBC dbc_new(void);
SQLHDBC dbc_open(const char *more);                 /* LB_TEST_DSN and more keywords; NULL (and a failure) if it cannot */
void dbc_close(SQLHDBC dbc);
SQLHSTMT stmt_new(SQLHDBC dbc);
void stmt_free(SQLHSTMT stmt);
char *driver_keyword(void);                         /* Driver={...}; */
char *oauth_string(void);                           /* DSN-less: everything but the target */
char *oauth_string_at(const char *port);            /* the same for another endpoint's port */
char *password_string(void);                        /* DSN-less, native password role */

char *diag_state(SQLSMALLINT type, SQLHANDLE h, int record); /* "" without such a record */
char *diag_text(SQLSMALLINT type, SQLHANDLE h, int record);
char *diag_all(SQLSMALLINT type, SQLHANDLE h);      /* state and text of every record, one a line */
bool with_state(SQLHSTMT stmt, const char *state);  /* one of the records has it */

/* ---- ODBC by UTF-8 ---- */

SQLRETURN x_driver_connect(SQLHDBC dbc, const char *string);
SQLRETURN x_driver_connect_out(SQLHDBC dbc, const char *string, char **completed);
SQLRETURN x_connect(SQLHDBC dbc, const char *dsn, const char *uid, const char *pwd);
SQLRETURN x_exec(SQLHSTMT stmt, const char *sql);
SQLRETURN x_prepare(SQLHSTMT stmt, const char *sql);
SQLRETURN x_describe(SQLHSTMT stmt, int col, char **name, SQLSMALLINT *type, SQLULEN *size, SQLSMALLINT *digits,
		     SQLSMALLINT *nullable);
char *x_col_text(SQLHSTMT stmt, int col, SQLUSMALLINT field);
SQLLEN x_col_number(SQLHSTMT stmt, int col, SQLUSMALLINT field);
char *x_info(SQLHDBC dbc, SQLUSMALLINT type);       /* a text of SQLGetInfo */
char *x_native(SQLHDBC dbc, const char *sql);
SQLRETURN x_tables(SQLHSTMT stmt, const char *cat, const char *schema, const char *table, const char *type);
SQLRETURN x_columns(SQLHSTMT stmt, const char *cat, const char *schema, const char *table, const char *column);

/* ---- results ---- */

char *cell(SQLHSTMT stmt, int col);                 /* the whole value as text; "<null>" */
char *rows_of(SQLHSTMT stmt);                       /* the rest of the result: "a|b\nc|d\n" */
char *query(SQLHDBC dbc, const char *sql);          /* runs it; rows_of, or "ERROR state" */
bool run(SQLHDBC dbc, const char *sql);             /* a statement that has to work */
SQLRETURN bind_text(SQLHSTMT stmt, int number, const char *utf8); /* a VARCHAR parameter; NULL for NULL */

/* ---- the local Lakebase and other programs ---- */

char *shell(const char *command);                   /* what it printed */
char *control(const char *arguments);               /* tests/lakebase/lakebase ... */
int count_lines(const char *text, const char *part, const char *part2); /* lines that hold both; part2 may be NULL */
char *fresh_process(const char *string);            /* connects there: "ok", or state and message */
double seconds(void);
void pause_ms(int ms);

/* Memory cannot be measured where the sanitizer keeps freed blocks. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#endif
