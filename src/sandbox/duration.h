/* SPDX-License-Identifier: MIT
 * Durations as the service writes them: ISO 8601, in days, hours, minutes and seconds. Years and
 * months have no fixed length and are refused, as by the password policy's page. */
#ifndef SANDBOX_DURATION_H
#define SANDBOX_DURATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DURATION_MAX = 64 }; /* room for one as text */

/* "P90DT6H30M5S", "PT20M0.000S"; false for anything else, or for more than a hundred years. */
bool duration_parse(const char *text, int64_t *seconds);

/* "PT15M", "P90DT6H30M5S"; "PT0S" for none. Returns `out`. */
char *duration_text(int64_t seconds, char out[DURATION_MAX]);

#endif
