/*
 * How a sign-in in the browser (id_u2m.c) is shown.  The driver opens the
 * browser; a program at a terminal shows the address as well.
 */
#ifndef AUTH_U2M_H
#define AUTH_U2M_H

#include <stdbool.h>
#include <stdint.h>

struct u2m_ui {
	/* Shows the page.  False: that was not possible, and there is no sense in waiting. */
	bool (*show)(void *data, const char *url);
	void *data;
};

/* NULL: browser_open().  Set while no sign-in is under way. */
void u2m_use(const struct u2m_ui *other);

#endif
