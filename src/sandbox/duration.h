/* SPDX-License-Identifier: MIT
 * Durations as the service writes them; clock_parse_duration() reads them (ISO 8601, without years and
 * months, which the password policy's page refuses as well). */
#ifndef SANDBOX_DURATION_H
#define SANDBOX_DURATION_H

#include <stdint.h>

enum { DURATION_MAX = 64 }; /* room for one as text */

/* "PT15M", "P90DT6H30M5S"; "PT0S" for none. Returns `out`. */
char *duration_text(int64_t seconds, char out[DURATION_MAX]);

#endif
