/* SPDX-License-Identifier: MIT
 * What holds the key, for people and for scripts. */
#ifndef KEYTURN_SCAN_PRINT_H
#define KEYTURN_SCAN_PRINT_H

#include <stdint.h>

#include "finding.h"

struct scan_report {
	const char *user;
	struct secret *key; /* for its fingerprint, and to keep it out of what is printed */
	const struct finding *finding;
};

enum exit_status scan_print_text(const struct scan_report *report);
enum exit_status scan_print_json(const struct scan_report *report);

enum { SCAN_SIZE_TEXT = 16 };

/* "12.3 MB" into `out`; returns `out`. */
const char *scan_size(uint64_t bytes, char *out, size_t size);

#endif
