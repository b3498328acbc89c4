/* SPDX-License-Identifier: MIT
 * Searches the memory of a process, even the test program's own, for a byte string. */
#ifndef SUPPORT_MEMSCAN_H
#define SUPPORT_MEMSCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What to search for, kept so that keeping it does not count as a copy. */
struct needle;

struct needle *needle_create(const void *bytes, size_t len);
void needle_destroy(struct needle *needle); /* NULL is fine */

enum memscan_result {
	MEMSCAN_DONE,
	MEMSCAN_DENIED, /* the system does not allow it: skip the test */
};

enum { MEMSCAN_HITS_MAX = 64, MEMSCAN_NAME_MAX = 96 };

struct memscan {
	size_t count; /* occurrences */
	struct {
		uintptr_t address;
		char region[MEMSCAN_NAME_MAX]; /* as in /proc/PID/maps: range, rights, name */
	} hits[MEMSCAN_HITS_MAX];              /* the first one */
	size_t bytes;                          /* bytes read */
	size_t skipped; /* regions of over 4 GB, which sanitizers reserve and leave empty */
};

/* Counts matches in all readable memory that is writable or not from a file. Memory protected against
 * reading, such as a closed secret, is skipped unless `guarded` is set. */
enum memscan_result memscan(
	pid_t pid, const struct needle *needle, bool guarded, struct memscan *out);

/* Prints to stderr where the needle was found. */
void memscan_print(const struct memscan *scan);

#endif
