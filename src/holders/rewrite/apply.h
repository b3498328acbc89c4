/* SPDX-License-Identifier: MIT
 * Two ways to put edits into a file: a new file renamed over it, and writing into it. */
#ifndef KEYTURN_HOLDERS_APPLY_H
#define KEYTURN_HOLDERS_APPLY_H

#include "rewrite/edits.h"
#include "rewrite/target.h"

enum applied {
	APPLIED,
	APPLIED_NOT,      /* not as it was any more */
	APPLIED_IN_PLACE, /* not possible by a rename: it must be done in place */
	APPLIED_FAILED,
};

/* It has several names, is a mount of its own, or somebody has it open for writing. replace_file() finds
 * that and more out too, but only where a new file can be made beside it. */
bool must_be_in_place(const struct target *target);

enum applied replace_file(
	const struct target *target, const struct buffer *changed, struct error *error);
enum applied change_in_place(
	const struct target *target, const struct edits *edits, struct error *error);

/* Leftovers of a run that was killed. */
void residue_remove(int directory);

#endif
