/* SPDX-License-Identifier: MIT
 * Times: reads them as services write them, and writes them for people. Wall times are seconds since the
 * epoch, UTC; monotonic times are milliseconds since some start. */
#ifndef KEYTURN_CLOCK_H
#define KEYTURN_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int64_t clock_monotonic(void); /* ms */
int64_t clock_wall(void);      /* s */

/* Reads ISO 8601 as identity services write it: 2026-11-24T10:11:12[.345](Z|+hh:mm|-hh:mm|nothing,
 * which counts as UTC). False when it is anything else. */
bool clock_parse(const char *text, int64_t *seconds);

/* Reads an ISO 8601 duration of days, hours, minutes and seconds: "PT15M", "P90DT6H30M5S", "PT20M0.000S".
 * A part of a second is dropped. False, with `seconds` as it was, when it is anything else (years and months
 * have no fixed length) or more than a hundred years. */
#define CLOCK_DURATION_MAX (INT64_C(100) * 366 * 24 * 60 * 60)
bool clock_parse_duration(const char *text, int64_t *seconds);

/* "2027-02-09", "2027-02-09 13:45 UTC" or "2027-02-09T13:45:00Z" into `out`; returns `out`. */
char *clock_date(int64_t seconds, char *out, size_t size);
char *clock_minute(int64_t seconds, char *out, size_t size);
char *clock_stamp(int64_t seconds, char *out, size_t size);

/* A length of time in its largest sensible unit: "41 days", "1 hour", "12 s". */
char *clock_span(int64_t seconds, char *out, size_t size);

/* A length of time that a limit is set to, not rounded: "15 minutes", "90 s". */
char *clock_limit(int64_t seconds, char *out, size_t size);

/* How long ago that was: "41 days ago", "just now"; "in the future" when a clock was wrong. */
char *clock_ago(int64_t then, int64_t now, char *out, size_t size);

#endif
