/*
 * Short cuts for the pairs that applications read by the million: cell to C
 * buffer in one function.  Each gives what decode and encode together give,
 * byte for byte; the tests run both ways over all cases.
 * Used through conv/matrix only.
 */
#ifndef CONV_DIRECT_H
#define CONV_DIRECT_H

#include "conv/matrix.h"

/* NULL: there is none. */
direct_fn *direct_of(enum pg_kind kind, enum wire_format format, enum c_type to);

/* Are the bytes of such cells already what SQL_C_CHAR shows (and SQL_C_WCHAR, in its units)?  *as: whose rules of cutting apply. */
bool direct_is_verbatim(enum pg_kind kind, enum wire_format format, enum value_class *as);

#endif
