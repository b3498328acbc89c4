/* SPDX-License-Identifier: MIT
 * So many requests a second for each client. */
#ifndef SANDBOX_LIMIT_H
#define SANDBOX_LIMIT_H

#include <stdbool.h>

struct limit;

struct limit *limit_create(int per_second);
void limit_destroy(struct limit *limit);

/* Counts a request of `who`; false when it is one too many. */
bool limit_pass(struct limit *limit, const char *who);

#endif
