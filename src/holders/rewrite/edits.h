/* SPDX-License-Identifier: MIT
 * What to write where: the stretches of a file that hold parts of the old credential, and the new ones in
 * the form that each of them has. */
#ifndef KEYTURN_HOLDERS_EDITS_H
#define KEYTURN_HOLDERS_EDITS_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/buffer.h"
#include "keyturn/rewrite.h"

/* One stretch of bytes and what comes in its place. */
struct edit {
	size_t offset, length;
	unsigned parts; /* a bit for each that is replaced in it */
	struct buffer text;
};

struct edits {
	struct edit *list;
	size_t count; /* ascending, apart from each other */
};

enum edits_verdict {
	EDITS_READY,
	EDITS_STALE,      /* an occurrence is not the old value */
	EDITS_UNREADABLE, /* an occurrence's text cannot be read as one with the old value in it; the
			   * error says why */
	EDITS_REFUSED,    /* the new value cannot stand there as it is; the error says why */
};

/* Pure. edits_finish() is due whatever comes out. */
enum edits_verdict edits_plan(struct edits *edits, const struct rewrite *rewrite,
	const char *content, size_t len, struct error *error);
void edits_finish(struct edits *edits);

/* The content with the edits made. */
void edits_apply(
	const struct edits *edits, const char *content, size_t len, struct buffer *changed);
bool edits_keep_length(const struct edits *edits);

/* Whether between one edit and the next the file would hold parts of both credentials. */
bool edits_mix(const struct edits *edits);

/* Whether every occurrence, moved by what the ones before it grew, holds the new part, and none of the old
 * ones. Pure. */
bool edits_made(const struct rewrite *rewrite, const char *content, size_t len);

#endif
