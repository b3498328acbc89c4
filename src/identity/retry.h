/* SPDX-License-Identifier: MIT
 * When a read that the service put off is tried again. */
#ifndef KEYTURN_IDENTITY_RETRY_H
#define KEYTURN_IDENTITY_RETRY_H

#include <stdbool.h>
#include <stdint.h>

enum { RETRY_TRIES = 4, RETRY_SECONDS_MAX = 60 };

/* Milliseconds to wait after try number `tries` (from 1): what the service asked for, at most a
 * minute, else 1, 2, 4 s and up to a quarter more, by `random`, so that clients do not come back
 * in step. */
uint64_t retry_delay(int tries, int retry_after, uint64_t random);

/* 413 and 429 are rate limits, 503 is a pause (Rackspace Identity v2.0 docs, "Limits"). */
bool retry_wanted(int status, int tries);

#endif
