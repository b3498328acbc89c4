/* SPDX-License-Identifier: MIT
 * Looks for a byte string in the memory of a process, the test program's own included. */
#ifndef SUPPORT_MEMSCAN_H
#define SUPPORT_MEMSCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What to look for, held so that holding it is not a copy. */
struct needle;

struct needle *needle_create(const void *bytes, size_t len);
void needle_destroy(struct needle *needle); /* NULL is fine */

enum memscan_result {
	MEMSCAN_DONE,
	MEMSCAN_DENIED, /* the system does not let us look: the test is to be skipped */
};

enum { MEMSCAN_HITS_MAX = 64, MEMSCAN_NAME_MAX = 96 };

struct memscan {
	size_t count; /* occurrences */
	struct {
		uintptr_t address;
		char region[MEMSCAN_NAME_MAX]; /* as in /proc/PID/maps: range, rights, name */
	} hits[MEMSCAN_HITS_MAX];              /* the first of them */
	size_t bytes;                          /* that were read */
	size_t skipped; /* regions of over 4 GB, which sanitizers reserve and nobody fills */
};

/* Counts in all memory that is readable and either writable or not from a file. Memory that is
 * protected against reading, as a closed secret is, is left out unless `guarded` is set. */
enum memscan_result memscan(
	pid_t pid, const struct needle *needle, bool guarded, struct memscan *out);

/* Says to stderr where the needle was found. */
void memscan_print(const struct memscan *scan);

#endif
