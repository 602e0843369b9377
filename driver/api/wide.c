/* The entry points with SQLWCHAR text: the same code once more. */
#include <limits.h>
#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>

#define XCHAR SQLWCHAR
#define FN(name) name##W
#define NOW(name) name##W_now
#define RUN(name) name##W_run
#define TEXT_FORM FORM_WIDE
#include "api/text_entry.inc"
