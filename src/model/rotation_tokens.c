/* SPDX-License-Identifier: MIT
 * It leaked: tokens outlive the key, so those that can be found are revoked too, each shown to be
 * dead; this session's own comes last. */
#include "rotation_private.h"

#include <stdlib.h>

/* For another user's key the session is none of those that leaked, and may be needed on. */
static void own(struct turn *turn)
{
	if (turn->rotation->user_id[0] != '\0') {
		works_close(turn);
		return;
	}
	turn->rotation->tokens_phase = TOKENS_OWN;
	rotation_ask(turn, IDENTITY_REVOKE);
}

static void ask_about(struct turn *turn, enum identity_op op, enum rotation_tokens phase)
{
	struct rotation *rotation = turn->rotation;

	rotation->tokens_phase = phase;
	rotation_ask(turn, op)->secret = secret_link(rotation->tokens[rotation->index]);
}

static void next(struct turn *turn)
{
	if (turn->rotation->index < turn->rotation->token_count) {
		ask_about(turn, IDENTITY_REVOKE_TOKEN, TOKENS_REVOKING);
	} else {
		own(turn);
	}
}

void tokens_start(struct turn *turn)
{
	rotation_enter(turn, ROTATION_REVOKING);
	turn->rotation->index = 0;
	turn->rotation->tokens_phase = TOKENS_FINDING;
	works_ask(turn, WORK_TOKENS);
}

bool tokens_found(struct turn *turn, struct work_event *event)
{
	struct rotation *rotation = turn->rotation;

	if (rotation->tokens_phase != TOKENS_FINDING) {
		return false;
	}
	tokens_drop(rotation);
	rotation->tokens = event->tokens;
	rotation->token_count = event->token_count;
	event->tokens = NULL;
	event->token_count = 0;
	next(turn);
	return true;
}

/* Dead is what the service refuses now, whoever ended it. */
static void checked(struct turn *turn, const struct identity_reply *reply)
{
	struct rotation *rotation = turn->rotation;

	if (reply->outcome == OUTCOME_REFUSED && reply->error.kind == ERROR_SESSION_ENDED) {
		rotation->tokens_revoked++;
	}
	rotation->index++;
	next(turn);
}

bool tokens_replied(struct turn *turn, const struct identity_reply *reply)
{
	struct rotation *rotation = turn->rotation;

	switch (rotation->tokens_phase) {
	case TOKENS_REVOKING:
		ask_about(turn, IDENTITY_CHECK_TOKEN, TOKENS_CHECKING);
		return true;
	case TOKENS_CHECKING:
		checked(turn, reply);
		return true;
	case TOKENS_OWN:
		rotation->token_revoked = reply->outcome == OUTCOME_OK;
		works_close(turn);
		return true;
	case TOKENS_FINDING:
		break;
	}
	return false;
}

void tokens_forget(struct rotation *rotation)
{
	for (size_t i = 0; i < rotation->token_count; i++) {
		rotation_drop(&rotation->tokens[i]);
	}
}

void tokens_drop(struct rotation *rotation)
{
	tokens_forget(rotation);
	free(rotation->tokens);
	rotation->tokens = NULL;
	rotation->token_count = 0;
}
