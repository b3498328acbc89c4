/* SPDX-License-Identifier: MIT
 * The steps by their numbers; what each does is in the file that is named beside it in machine.h. */
#include <stddef.h>

#include "machine.h"

const struct step *step_of(enum rotation_step step)
{
	static const struct step *const steps[ROTATION_STEP_COUNT] = {
		[ROTATION_IDLE] = &idle_step,
		[ROTATION_READING_OLD] = &reading_old_step,
		[ROTATION_CONFIRMING] = &confirming_step,
		[ROTATION_BEGINNING] = &beginning_step,
		[ROTATION_ISSUING] = &issuing_step,
		[ROTATION_LEARNING] = &learning_step,
		[ROTATION_REMOVING] = &removing_step,
		[ROTATION_NOTING_NEW] = &noting_new_step,
		[ROTATION_KEEPING] = &keeping_step,
		[ROTATION_PROVING_NEW] = &proving_new_step,
		[ROTATION_UPDATING] = &updating_step,
		[ROTATION_RECHECKING] = &rechecking_step,
		[ROTATION_HOOKING] = &hooking_step,
		[ROTATION_DELETING] = &deleting_step,
		[ROTATION_PROVING_OLD] = &proving_old_step,
		[ROTATION_REVOKING] = &revoking_step,
		[ROTATION_CLOSING] = &closing_step,
		[ROTATION_FINISHED] = &finished_step,
	};

	return steps[step];
}

/* Before the confirmation every kind goes the same way. */
enum rotation_step step_after(const struct rotation_kind *kind, enum rotation_step step)
{
	const enum rotation_step *at = kind->order;

	if (step < ROTATION_CONFIRMING) {
		return (enum rotation_step)(step + 1);
	}
	if (step == ROTATION_CONFIRMING) {
		return *at;
	}
	while (*at != step && *at != ROTATION_FINISHED) {
		at++;
	}
	return *at == ROTATION_FINISHED ? ROTATION_FINISHED : at[1];
}
