/* SPDX-License-Identifier: MIT
 * It leaked: tokens outlive the key, so those that can be found are revoked too, each shown to be
 * dead; this session's own comes last. */
#include <stdlib.h>

#include "machine.h"

static enum go over(struct turn *turn)
{
	tell(turn, ROTATION_REVOKED, 0);
	return GO_ON;
}

/* For another user's key the session is none of those that leaked, and may be needed on. */
static enum go own(struct turn *turn)
{
	if (turn->rotation->user_id[0] != '\0') {
		return over(turn);
	}
	turn->rotation->tokens_phase = TOKENS_OWN;
	ask(turn, IDENTITY_REVOKE);
	return GO_STAY;
}

static enum go ask_about(struct turn *turn, enum identity_op op, enum rotation_tokens phase)
{
	struct rotation *rotation = turn->rotation;

	rotation->tokens_phase = phase;
	ask(turn, op)->secret = secret_link(rotation->tokens[rotation->index]);
	return GO_STAY;
}

static enum go next(struct turn *turn)
{
	return turn->rotation->index < turn->rotation->token_count
		? ask_about(turn, IDENTITY_REVOKE_TOKEN, TOKENS_REVOKING)
		: own(turn);
}

static enum go revoking_enter(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	if (!rotation->leaked || rotation->stopping) {
		return GO_ON;
	}
	rotation->index = 0;
	rotation->tokens_phase = TOKENS_FINDING;
	ask_work(turn, WORK_TOKENS);
	return GO_STAY;
}

static enum go revoking_work(struct turn *turn, struct work_event *event)
{
	struct rotation *rotation = turn->rotation;

	if (rotation->tokens_phase != TOKENS_FINDING) {
		return GO_NOWHERE;
	}
	tokens_drop(rotation);
	rotation->tokens = event->tokens;
	rotation->token_count = event->token_count;
	event->tokens = NULL;
	event->token_count = 0;
	return next(turn);
}

/* Dead is what the service refuses now, whoever ended it. */
static enum go checked(struct turn *turn, const struct identity_reply *reply)
{
	struct rotation *rotation = turn->rotation;

	if (reply->outcome == OUTCOME_REFUSED && reply->error.kind == ERROR_SESSION_ENDED) {
		rotation->tokens_revoked++;
	}
	rotation->index++;
	return next(turn);
}

static enum go revoking_reply(struct turn *turn, struct identity_reply *reply)
{
	struct rotation *rotation = turn->rotation;

	switch (rotation->tokens_phase) {
	case TOKENS_REVOKING:
		return ask_about(turn, IDENTITY_CHECK_TOKEN, TOKENS_CHECKING);
	case TOKENS_CHECKING:
		return checked(turn, reply);
	case TOKENS_OWN:
		rotation->token_revoked = reply->outcome == OUTCOME_OK;
		return over(turn);
	case TOKENS_FINDING:
		break;
	}
	return GO_NOWHERE;
}

static enum go revoking_cancel(struct turn *turn)
{
	ask_no_more(turn);
	return over(turn);
}

const struct step revoking_step = {
	.enter = revoking_enter,
	.reply = revoking_reply,
	.work = revoking_work,
	.cancel = revoking_cancel,
};

void tokens_forget(struct rotation *rotation)
{
	for (size_t i = 0; i < rotation->token_count; i++) {
		secret_unlink(rotation->tokens[i]);
		rotation->tokens[i] = NULL;
	}
}

void tokens_drop(struct rotation *rotation)
{
	tokens_forget(rotation);
	free(rotation->tokens);
	rotation->tokens = NULL;
	rotation->token_count = 0;
}
