/* SPDX-License-Identifier: MIT
 * What a file is by the files beside it: a copy of one of an earlier day, or one that another one signs. */
#ifndef KEYTURN_HOLDERS_BESIDE_H
#define KEYTURN_HOLDERS_BESIDE_H

#include <stdbool.h>

/* "app.conf.2026-01-31", "app.old.conf" or "app.conf.1" beside "app.conf". */
bool beside_is_copy(const char *path);

/* "app.conf" beside "app.conf.asc" or "app.conf.sha256". */
bool beside_is_signed(const char *path);

#endif
