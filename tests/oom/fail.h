/*
 * Makes the driver's own allocations fail, one at a time.  Link with WRAP_MEMORY
 * (tests/oom/local.mk), which leads the calls of base/mem here; the libraries'
 * allocations and the test's own stay as they are.
 *
 *	for (long n = 1;; n++) {
 *		fail_start(n, false);
 *		... whatever is tested ...
 *		if (!fail_stop())
 *			break;  it did not come that far: all have had their turn
 *	}
 *
 * For one thread.
 */
#ifndef OOM_FAIL_H
#define OOM_FAIL_H

#include <stdbool.h>

void fail_start(long nth, bool from_there_on); /* the nth allocation, or all from the nth on; 0: none, only counts */
bool fail_stop(void);                          /* did one fail? */
void fail_pause(void);                         /* nothing fails from here on */
bool fail_happened(void);
long fail_count(void);                         /* allocations since fail_start */

/* Blocks that were allocated and not freed. */
long fail_live(void);

#endif
