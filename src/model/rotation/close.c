/* SPDX-License-Identifier: MIT
 * The end: what was done goes into journal and history, or the journal keeps it for later. */
#include <stdio.h>

#include "keyturn/rotation_words.h"
#include "machine.h"

/* ---- CLOSING ---- */

/* "done" only of a key that is new for everybody: it signs in, and the old one does not. */
static const char *proved(const struct rotation *rotation)
{
	bool old_gone = rotation->old_proof == PROOF_REFUSED || !rotation_had_old(rotation);

	if (rotation->new_proof == PROOF_REFUSED || rotation->old_proof == PROOF_ACCEPTED) {
		return "failed";
	}
	return rotation->new_proof == PROOF_ACCEPTED && old_gone ? "done" : "unknown";
}

static void note_end(const struct rotation *rotation, struct history_entry *note)
{
	if (rotation->outcome == ROTATION_OUTCOME_NEW) {
		note->event = HISTORY_PROVED;
		snprintf(note->result, sizeof(note->result), "%s", proved(rotation));
		rotation_proofs_text(rotation, note->detail, sizeof(note->detail));
	} else {
		note->event = HISTORY_RESET;
		snprintf(note->result, sizeof(note->result), "unchanged");
	}
}

static enum go closing_enter(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	if (rotation->again) { /* what may go well later stays in the journal */
		return GO_FINISH;
	}
	places_leave(rotation);
	credential_drop(&rotation->old_credential);
	struct work_order *order = ask_work(turn, WORK_CLOSE);
	work_order_add_places(order, rotation->places, rotation->place_count);
	note_end(rotation, &order->note);
	return GO_STAY;
}

static enum go closing_work(struct turn *turn, struct work_event *event)
{
	struct rotation *rotation = turn->rotation;

	rotation->closed = event->ok;
	if (!event->ok && rotation->error.kind == ERROR_NONE) {
		rotation->error = event->error;
	}
	return GO_FINISH;
}

const struct step closing_step = {.enter = closing_enter, .work = closing_work};

/* ---- FINISHED ---- */

/* The account is let go of, whatever the journal still has. */
static void let_go(struct turn *turn)
{
	struct work_order *order = ask_let_go(turn);

	if (turn->rotation->outcome == ROTATION_OUTCOME_UNDETERMINED) {
		order->note.event = HISTORY_RESET;
		snprintf(order->note.result, sizeof(order->note.result), "unknown");
		snprintf(order->note.detail, sizeof(order->note.detail),
			"'keyturn resume' finishes it");
	}
}

static enum go finished_enter(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	if (rotation_is_kept(rotation)) {
		places_leave(rotation);
		let_go(turn);
	}
	credential_drop(&rotation->old_credential);
	credential_drop(&rotation->kept);
	tokens_forget(rotation);
	return GO_STAY;
}

const struct step finished_step = {.enter = finished_enter};
