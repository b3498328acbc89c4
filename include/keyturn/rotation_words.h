/* SPDX-License-Identifier: MIT
 * A rotation in words: steps, proofs, outcomes and what is left, for the panel, the commands and the
 * history alike. File and hook names in the texts are unfiltered: whoever shows them cleans them. */
#ifndef KEYTURN_ROTATION_WORDS_H
#define KEYTURN_ROTATION_WORDS_H

#include "keyturn/rotation.h"

/* What is going on in this step, as a sentence: "Running the configured commands."; "" for nothing. */
const char *rotation_step_text(const struct rotation *rotation);

const char *rotation_proof_name(enum rotation_proof proof); /* "accepted", "refused", "unknown" */
const char *rotation_hook_status_name(enum rotation_hook_status status); /* "not-run", "done" … */
const char *rotation_new_proof_text(const struct rotation *rotation); /* "the new key signs in" */
const char *rotation_old_proof_text(const struct rotation *rotation);
const char *rotation_new_proof_note(const struct rotation *rotation); /* "no answer", or "" */
const char *rotation_old_proof_note(const struct rotation *rotation);

/* "new key accepted, old key refused", for the history. */
void rotation_proofs_text(const struct rotation *rotation, char *out, size_t size);

const char *rotation_outcome_name(const struct rotation *rotation); /* "done", "partial" … */
const char *rotation_outcome_line(const struct rotation *rotation); /* "the key is new" */
const char *rotation_outcome_text(const struct rotation *rotation); /* a sentence for the panel */
const char *rotation_outcome_next(const struct rotation *rotation); /* what to do then */

/* What is left for the user to do, one sentence for each file, process, hook or token. */
void rotation_each_left(
	const struct rotation *rotation, void (*say)(void *data, const char *sentence), void *data);

#endif
