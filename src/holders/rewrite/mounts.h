/* SPDX-License-Identifier: MIT
 * Mounts of single files. */
#ifndef KEYTURN_HOLDERS_MOUNTS_H
#define KEYTURN_HOLDERS_MOUNTS_H

#include <stdbool.h>

#include "rewrite/target.h"

/* Whether this file alone is mounted at some place, for this process or another. */
bool mounted_by_itself(const struct target *target);

#endif
