/* SPDX-License-Identifier: MIT
 * When to retry a read that the service put off. */
#ifndef KEYTURN_IDENTITY_RETRY_H
#define KEYTURN_IDENTITY_RETRY_H

#include <stdbool.h>
#include <stdint.h>

enum { RETRY_TRIES = 4, RETRY_SECONDS_MAX = 60 };

/* Milliseconds to wait after attempt number `tries` (from 1): what the service asked for, at most a
 * minute; otherwise 1, 2, 4 s, and up to a quarter more by `random`, so that clients do not return in
 * step. */
uint64_t retry_delay(int tries, int retry_after, uint64_t random);

/* 413 and 429 are rate limits, 503 is a pause (Rackspace Identity v2.0 docs, "Limits"). */
bool retry_wanted(int status, int tries);

#endif
