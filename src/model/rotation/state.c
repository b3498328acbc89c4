/* SPDX-License-Identifier: MIT
 * What can be asked of a rotation, without changing it. */
#include "keyturn/rotation.h"

#include <string.h>

bool rotation_under_way(const struct rotation *rotation)
{
	return rotation->step >= ROTATION_BEGINNING && rotation->step < ROTATION_FINISHED;
}

bool rotation_had_old(const struct rotation *rotation)
{
	return credential_is_traced(&rotation->old_trace);
}

bool rotation_is_kept(const struct rotation *rotation)
{
	return rotation->step == ROTATION_FINISHED && rotation->journal != 0 && !rotation->closed;
}

bool rotation_is_past(const struct rotation *rotation, enum rotation_step step)
{
	const enum rotation_step *at = rotation->kind->order;

	while (*at != step && *at != rotation->step && *at != ROTATION_FINISHED) {
		at++;
	}
	return *at == step && rotation->step != step && rotation->step > ROTATION_CONFIRMING;
}

static void count_place(struct rotation_counts *counts, const struct holder *place)
{
	switch (place->status) {
	case HOLDER_UPDATED:
		counts->updated++;
		return;
	case HOLDER_EXCLUDED:
		counts->excluded++;
		return;
	case HOLDER_CHANGED_MEANWHILE:
	case HOLDER_FAILED:
		counts->failed++;
		return;
	case HOLDER_FOUND:
	case HOLDER_LEFT:
	case HOLDER_RESTORED: /* of finished ones */
		break;
	}
	switch (place->action) {
	case HOLDER_UPDATE:
		counts->update++;
		break;
	case HOLDER_MANUAL:
		counts->manual++;
		break;
	case HOLDER_RESTART:
		counts->restart++;
		break;
	}
}

struct rotation_counts rotation_count(const struct rotation *rotation)
{
	struct rotation_counts counts = {0};

	for (size_t i = 0; i < rotation->place_count; i++) {
		count_place(&counts, rotation->places[i]);
	}
	return counts;
}

bool rotation_is_restarted(const struct rotation *rotation, const struct holder *place)
{
	for (size_t i = 0; i < rotation->place_count; i++) {
		const struct holder *process = rotation->places[i];
		if (process->kind == HOLDER_PROCESS && process->name != NULL &&
			strncmp(place->afterwards, "restart ", strlen("restart ")) == 0 &&
			strstr(place->afterwards, process->name) != NULL) {
			return true;
		}
	}
	return false;
}

/* Something is to be done about a file that was updated. */
static bool wants_more(const struct rotation *rotation)
{
	for (size_t i = 0; i < rotation->place_count; i++) {
		const struct holder *place = rotation->places[i];
		if (place->status == HOLDER_UPDATED && place->afterwards != NULL &&
			!rotation_is_restarted(rotation, place)) {
			return true;
		}
	}
	return false;
}

size_t rotation_hooks_done(const struct rotation *rotation)
{
	size_t count = 0;

	for (size_t i = 0; i < rotation->hook_count; i++) {
		count += rotation->hooks[i].status == HOOK_OK;
	}
	return count;
}

bool rotation_is_unstored(const struct rotation *rotation)
{
	return rotation->outcome == ROTATION_OUTCOME_NEW && rotation->keys_dir[0] != '\0' &&
		!rotation->stored;
}

/* The old one may still sign in. */
static bool lives_on(const struct rotation *rotation)
{
	return rotation_had_old(rotation) && rotation->old_proof != PROOF_REFUSED &&
		(rotation->old_proof == PROOF_ACCEPTED || !rotation->old_deleted);
}

bool rotation_something_left(const struct rotation *rotation)
{
	const struct rotation_counts counts = rotation_count(rotation);
	bool left = counts.update + counts.manual + counts.restart + counts.failed +
			counts.excluded + rotation->unreadable >
		0;

	left = left || rotation_is_unstored(rotation) || lives_on(rotation) ||
		wants_more(rotation) ||
		(rotation->leaked &&
			((rotation->user_id[0] == '\0' && !rotation->token_revoked) ||
				rotation->tokens_revoked < rotation->token_count)) ||
		rotation_hooks_done(rotation) < rotation->hook_count;
	return rotation->outcome == ROTATION_OUTCOME_NEW &&
		(left || !rotation_had_old(rotation) || rotation->new_proof != PROOF_ACCEPTED ||
			rotation->search == SEARCH_STOPPED || rotation->error.kind != ERROR_NONE);
}
