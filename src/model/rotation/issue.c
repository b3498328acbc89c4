/* SPDX-License-Identifier: MIT
 * The one request for a new credential, and learning what became of it. */
#include <stdio.h>
#include <string.h>

#include "machine.h"

enum { UNCHANGED_READS = 3, REMOVE_TRIES = 5 };

static void take_new(struct turn *turn, struct credential credential)
{
	struct rotation *rotation = turn->rotation;

	credential_drop(&rotation->new_credential);
	rotation->new_credential = credential;
	credential_trace(&rotation->new_credential, &rotation->new_trace);
	places_take_up(rotation);
	rotation->outcome = ROTATION_OUTCOME_NEW;
	memset(&rotation->error, 0, sizeof(rotation->error));
	tell(turn, ROTATION_ISSUED, 0);
}

/* Compared by hashes: after an interruption that is all that is known of the old one. */
static bool is_old(const struct rotation *rotation, const struct identity_reply *reply)
{
	return credential_matches(&reply->credential, &rotation->old_trace);
}

static bool is_new(const struct rotation *rotation, const struct identity_reply *reply)
{
	return reply->outcome == OUTCOME_OK && credential_is_whole(&reply->credential) &&
		!is_old(rotation, reply);
}

/* ---- ISSUING ---- */

static enum go issuing_enter(struct turn *turn)
{
	turn->rotation->outcome = ROTATION_OUTCOME_UNDETERMINED;
	ask(turn, turn->rotation->kind->issue);
	return GO_STAY;
}

static enum go issuing_reply(struct turn *turn, struct identity_reply *reply)
{
	struct rotation *rotation = turn->rotation;

	if (is_new(rotation, reply)) {
		take_new(turn, credential_take(&reply->credential));
		return GO_ON;
	}
	if (reply->outcome == OUTCOME_REFUSED) {
		rotation->error = reply->error;
		rotation->outcome = ROTATION_OUTCOME_UNCHANGED;
		return GO_CLOSE;
	}
	if (reply->outcome == OUTCOME_OK) {
		error_set(&rotation->error, ERROR_OUTCOME_UNKNOWN,
			credential_is_whole(&reply->credential)
				? "the service answered with the old key"
				: "the service answered without a key");
	} else {
		rotation->error = reply->error;
	}
	return GO_ON;
}

/* Nobody waits any more. What was sent is left to the service: its answer is not wanted, but neither
 * is it called back. */
static enum go stop_learning(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	rotation->stopping = true;
	if (rotation->error.kind == ERROR_NONE) {
		error_set(&rotation->error, ERROR_OUTCOME_UNKNOWN, "not waited for");
	}
	return GO_FINISH;
}

const struct step issuing_step = {
	.enter = issuing_enter, .reply = issuing_reply, .cancel = stop_learning};

/* ---- LEARNING ---- */

static enum go learning_ask(struct turn *turn)
{
	ask(turn, turn->rotation->kind->learn);
	return GO_STAY;
}

/* Since an interruption there was time enough: then it is read at once. */
static enum go learning_enter(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	if (rotation->outcome == ROTATION_OUTCOME_NEW) {
		return GO_ON;
	}
	rotation->unchanged_reads = 0;
	if (rotation->resumed) {
		return learning_ask(turn);
	}
	ask_wait(turn, 0);
	return GO_STAY;
}

static enum go wait_on(struct turn *turn)
{
	ask_wait(turn, turn->rotation->tries);
	return GO_STAY;
}

/* A service that never says would be asked for ever: the journal keeps what is not known, and 'resume'
 * asks again. */
static enum go learn_on(struct turn *turn, const struct identity_reply *reply)
{
	struct rotation *rotation = turn->rotation;

	if (rotation->tries < ROTATION_LEARN_TRIES) {
		return wait_on(turn);
	}
	if (rotation->error.kind == ERROR_NONE && reply->outcome != OUTCOME_OK) {
		rotation->error = reply->error;
	} else if (rotation->error.kind == ERROR_NONE) {
		error_set(&rotation->error, ERROR_OUTCOME_UNKNOWN,
			"the key was read %d times, and it is not the new one",
			ROTATION_LEARN_TRIES);
	}
	return GO_FINISH;
}

static enum go unchanged_again(struct turn *turn, const struct identity_reply *reply)
{
	struct rotation *rotation = turn->rotation;

	/* What the journal knows to be new is not unchanged, whatever a stale read says. */
	if (rotation->noted_fingerprint[0] != '\0' ||
		++rotation->unchanged_reads < UNCHANGED_READS) {
		return learn_on(turn, reply);
	}
	rotation->outcome = ROTATION_OUTCOME_UNCHANGED;
	if (rotation->error.kind == ERROR_OUTCOME_UNKNOWN) { /* it is known now */
		rotation->error.kind = ERROR_SERVICE;
	}
	return GO_CLOSE;
}

/* Asking again would not help: somebody else has to, or with another session. */
static bool may_not_read(const struct identity_reply *reply)
{
	return reply->outcome == OUTCOME_REFUSED &&
		(reply->error.kind == ERROR_FORBIDDEN || reply->error.kind == ERROR_SESSION_ENDED ||
			reply->error.kind == ERROR_USER_DISABLED);
}

/* There is a new one, but the service does not give its secret part again. What was kept of it in a
 * file is as good; else nobody will ever know it. */
static enum go found_unreadable(struct turn *turn, struct identity_reply *reply)
{
	struct rotation *rotation = turn->rotation;

	if (credential_is_whole(&rotation->kept) &&
		strcmp(rotation->kept.id, reply->credential.id) == 0) {
		take_new(turn, credential_take(&rotation->kept));
		return GO_ON;
	}
	memcpy(rotation->new_trace.id, reply->credential.id, sizeof(rotation->new_trace.id));
	return GO_REMOVE;
}

static enum go learning_reply(struct turn *turn, struct identity_reply *reply)
{
	struct rotation *rotation = turn->rotation;
	bool found = reply->outcome == OUTCOME_OK && reply->credential.type != NULL;
	bool none = reply->outcome != OUTCOME_OK && reply->error.kind == ERROR_NOT_FOUND;
	/* Where the old one lives on, nothing new is the same as before. */
	bool none_before = rotation->kind->overlap || !rotation_had_old(rotation);

	if (is_new(rotation, reply)) {
		take_new(turn, credential_take(&reply->credential));
		return GO_ON;
	}
	if (found && rotation->kind->overlap && !credential_is_whole(&reply->credential)) {
		return found_unreadable(turn, reply);
	}
	if ((found && is_old(rotation, reply)) || (none && none_before)) {
		return unchanged_again(turn, reply);
	}
	if (may_not_read(reply)) {
		rotation->error = reply->error;
		return GO_FINISH;
	}
	return learn_on(turn, reply);
}

static enum go learning_cancel(struct turn *turn)
{
	ask_no_more(turn);
	return stop_learning(turn);
}

const struct step learning_step = {
	.enter = learning_enter,
	.reply = learning_reply,
	.timer = learning_ask,
	.cancel = learning_cancel,
};

/* ---- REMOVING ---- */

static enum go removing_ask(struct turn *turn)
{
	memcpy(ask(turn, IDENTITY_DELETE_KEY)->key_id, turn->rotation->new_trace.id,
		ACCOUNT_ID_SIZE);
	return GO_STAY;
}

static enum go removing_enter(struct turn *turn)
{
	if (turn->rotation->outcome == ROTATION_OUTCOME_NEW) {
		return GO_ON;
	}
	return removing_ask(turn);
}

static enum go removing_reply(struct turn *turn, struct identity_reply *reply)
{
	struct rotation *rotation = turn->rotation;
	bool gone = reply->outcome == OUTCOME_OK || reply->error.kind == ERROR_NOT_FOUND;

	if (gone) {
		rotation->outcome = ROTATION_OUTCOME_UNCHANGED;
		if (rotation->error.kind == ERROR_NONE ||
			rotation->error.kind == ERROR_OUTCOME_UNKNOWN) {
			error_set(&rotation->error, ERROR_SERVICE,
				"the new one was lost on the way, and is deleted again");
		}
		return GO_CLOSE;
	}
	if (rotation->tries < REMOVE_TRIES) {
		return wait_on(turn);
	}
	rotation->error = reply->error;
	return GO_FINISH;
}

const struct step removing_step = {
	.enter = removing_enter,
	.reply = removing_reply,
	.timer = removing_ask,
	.cancel = learning_cancel,
};

/* ---- NOTING_NEW ---- */

static enum go noting_new_enter(struct turn *turn)
{
	const struct rotation *rotation = turn->rotation;
	struct work_order *order = ask_work(turn, WORK_NEW);

	order->note.event = rotation->noted_fingerprint[0] != '\0' ? HISTORY_RESUMED
								   : HISTORY_RESET;
	snprintf(order->note.result, sizeof(order->note.result), "new");
	order->new_credential = credential_link(&rotation->new_credential);
	return GO_STAY;
}

/* Not noted is no loss where the new one can be read again: an interrupted rotation learns it then.
 * Else it must be kept in a file before anything relies on it. */
static enum go noting_new_work(struct turn *turn, struct work_event *event)
{
	struct rotation *rotation = turn->rotation;
	bool kept = event->ok || rotation->noted_fingerprint[0] != '\0'; /* now or before */

	if (!kept && !credential_type_is_readable(rotation->kind->type)) {
		rotation->error = event->error;
		rotation->outcome = ROTATION_OUTCOME_UNDETERMINED;
		credential_drop(&rotation->new_credential);
		return GO_REMOVE;
	}
	return GO_ON;
}

static enum go after_this_work(struct turn *turn)
{
	bool first = !turn->rotation->stopping;

	turn->rotation->stopping = true;
	return first ? GO_STAY : GO_NOWHERE;
}

const struct step noting_new_step = {
	.enter = noting_new_enter, .work = noting_new_work, .cancel = after_this_work};

/* ---- KEEPING ---- */

/* Even when the user has left: it takes a moment, and what is in a file need not be read again. */
static enum go keeping_enter(struct turn *turn)
{
	const struct rotation *rotation = turn->rotation;

	if (rotation->keys_dir[0] == '\0') {
		return GO_ON;
	}
	ask_work(turn, WORK_KEEP)->new_credential = credential_link(&rotation->new_credential);
	return GO_STAY;
}

/* Not kept is no loss, for the service has it: the journal keeps the rotation until it is. */
static enum go keeping_work(struct turn *turn, struct work_event *event)
{
	struct rotation *rotation = turn->rotation;

	rotation->stored = event->ok;
	if (!event->ok) {
		rotation->error = event->error;
		rotation->again = true;
	}
	tell(turn, ROTATION_STORED, 0);
	return GO_ON;
}

const struct step keeping_step = {
	.enter = keeping_enter, .work = keeping_work, .cancel = after_this_work};
