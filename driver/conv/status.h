/*
 * What a conversion status means to ODBC: its SQLSTATE, for results and for
 * parameters.  The words are those of the table of diag/.  Pure.
 */
#ifndef CONV_STATUS_H
#define CONV_STATUS_H

#include "conv/value.h"

/* Five characters and NUL; "00000" for CONV_OK and CONV_NULL. */
const char *conv_sqlstate(enum conv_status s);

#endif
