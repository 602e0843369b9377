/* The entry points with SQLCHAR text, which is UTF-8 whatever the locale says. */
#include <limits.h>

#define XCHAR SQLCHAR
#define FN(name) name
#define NOW(name) name##_now
#define RUN(name) name##_run
#define TEXT_FORM FORM_ANSI
#include "api/text_entry.inc"
