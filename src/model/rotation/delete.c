/* SPDX-License-Identifier: MIT
 * The end of an old credential that lived on beside the new one. */
#include <string.h>

#include "machine.h"

enum { DELETE_TRIES = 5 };

static enum go deleting_ask(struct turn *turn)
{
	memcpy(ask(turn, IDENTITY_DELETE_KEY)->key_id, turn->rotation->old_trace.id,
		ACCOUNT_ID_SIZE);
	return GO_STAY;
}

/* What could not be updated, or not be looked at again, keeps the old one alive; the user is told. */
static bool is_needed_still(const struct rotation *rotation)
{
	const struct rotation_counts counts = rotation_count(rotation);

	return counts.failed > 0 || counts.update > 0 || rotation->error.kind != ERROR_NONE;
}

static enum go deleting_enter(struct turn *turn)
{
	const struct rotation *rotation = turn->rotation;

	if (!rotation_had_old(rotation)) {
		return GO_ON;
	}
	if (rotation->stopping || rotation->again || rotation->new_proof != PROOF_ACCEPTED) {
		return GO_FINISH; /* later, from the journal */
	}
	return is_needed_still(rotation) ? GO_ON : deleting_ask(turn);
}

static enum go deleting_reply(struct turn *turn, struct identity_reply *reply)
{
	struct rotation *rotation = turn->rotation;

	if (reply->outcome == OUTCOME_OK || reply->error.kind == ERROR_NOT_FOUND) {
		rotation->old_deleted = true;
		tell(turn, ROTATION_OLD_DELETED, 0);
		return GO_ON;
	}
	if (rotation->tries < DELETE_TRIES && reply->outcome == OUTCOME_UNKNOWN) {
		ask_wait(turn, rotation->tries - 1);
		return GO_STAY;
	}
	rotation->error = reply->error;
	return GO_FINISH;
}

static enum go deleting_cancel(struct turn *turn)
{
	ask_no_more(turn);
	turn->rotation->stopping = true;
	return GO_FINISH;
}

const struct step deleting_step = {
	.enter = deleting_enter,
	.reply = deleting_reply,
	.timer = deleting_ask,
	.cancel = deleting_cancel,
};
