/* SPDX-License-Identifier: MIT
 * The files that systemd units take their environment from (systemd.exec(5), EnvironmentFile=). */
#ifndef KEYTURN_HOLDERS_UNITS_H
#define KEYTURN_HOLDERS_UNITS_H

#include "search/roots.h"

/* Adds those that the units of the machine and of the user name; `home` may be NULL. */
void units_add(struct roots *roots, const char *home, struct outbox *outbox);

#endif
