/* SPDX-License-Identifier: MIT
 * Running processes that got the key in their environment or arguments (proc(5)). */
#ifndef KEYTURN_HOLDERS_PROCESSES_H
#define KEYTURN_HOLDERS_PROCESSES_H

#include "search/walk.h"

/* This user's processes, for root everybody's; not this one. */
void processes_search(struct walker *walker);

#endif
