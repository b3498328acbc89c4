/* SPDX-License-Identifier: MIT
 * Limits each client to a number of requests per second. */
#ifndef SANDBOX_LIMIT_H
#define SANDBOX_LIMIT_H

#include <stdbool.h>

struct limit;

struct limit *limit_create(int per_second);
void limit_destroy(struct limit *limit);

/* Counts a request by `who`; false when it is one too many. */
bool limit_pass(struct limit *limit, const char *who);

#endif
