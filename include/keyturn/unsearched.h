/* SPDX-License-Identifier: MIT
 * What a search did not look into, and why, so that nothing is passed over in silence. Data only. Text in
 * here is the file system's, unfiltered; it is cleaned where it is drawn or printed. */
#ifndef KEYTURN_UNSEARCHED_H
#define KEYTURN_UNSEARCHED_H

#include <stdbool.h>
#include <stddef.h>

enum unsearched_kind {
	UNSEARCHED_UNREADABLE,  /* below a root: it may hold the key, so it is left for the user */
	UNSEARCHED_SYSTEM,      /* cannot be read either, but is outside the roots */
	UNSEARCHED_FILE_SYSTEM, /* is on another file system */
	UNSEARCHED_LINK,        /* a link that is not followed */
	UNSEARCHED_LARGE,       /* compressed, and too large to look into */
	UNSEARCHED_FORMAT,      /* compressed or packed in a way that is not opened */
	UNSEARCHED_SLOW,        /* took too long */
	UNSEARCHED_COUNT
};

struct unsearched {
	enum unsearched_kind kind;
	char *path, *reason; /* "Permission denied" */
};

/* So many of each kind are listed; the others are only counted. */
enum { UNSEARCHED_LISTED = 1000, UNSEARCHED_LINE_SIZE = 512 };

struct unsearched_list {
	struct unsearched *items; /* owned, in the order in which they were met */
	size_t count;
	size_t counts[UNSEARCHED_COUNT]; /* of all, listed or not */
};

/* The texts are copied. */
void unsearched_add(struct unsearched_list *list, enum unsearched_kind kind, const char *path,
	const char *reason);

size_t unsearched_total(const struct unsearched_list *list); /* listed or not */

/* "3 could not be read, 1 on another file system"; "" when there is none. */
void unsearched_line(const struct unsearched_list *list, char line[UNSEARCHED_LINE_SIZE]);

/* What a group of them is called: "could not be read". */
const char *unsearched_heading(enum unsearched_kind kind);

/* The list is empty again afterwards. */
struct unsearched_list unsearched_take(struct unsearched_list *list);
void unsearched_finish(struct unsearched_list *list);

#endif
