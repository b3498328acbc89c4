/* SPDX-License-Identifier: MIT
 * Showing what the keys are worth: the service is asked, by signing in with each. */
#include "machine.h"

enum { PROBES_MAX = 5, UNKNOWN_OLD_MAX = 4 };

static enum rotation_proof proof_of(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_OK:
		return PROOF_ACCEPTED;
	case OUTCOME_REFUSED:
		return PROOF_REFUSED;
	case OUTCOME_UNKNOWN:
		break;
	}
	return PROOF_UNKNOWN;
}

/* What was not tried is not known; what was shown before stays. */
static void set_unknown(struct turn *turn, enum rotation_proof *proof, enum rotation_news_kind news)
{
	if (*proof == PROOF_NONE) {
		*proof = PROOF_UNKNOWN;
		tell(turn, news, 0);
	}
}

/* ---- PROVING_NEW ---- */

static enum go proving_new_ask(struct turn *turn)
{
	ask_probe(turn, &turn->rotation->new_credential);
	return GO_STAY;
}

static enum go skip_new(struct turn *turn)
{
	set_unknown(turn, &turn->rotation->new_proof, ROTATION_NEW_PROVED);
	return GO_ON;
}

static enum go proving_new_enter(struct turn *turn)
{
	return turn->rotation->stopping ? skip_new(turn) : proving_new_ask(turn);
}

/* A new key needs time to be known everywhere at the service. */
static enum go proving_new_reply(struct turn *turn, struct identity_reply *reply)
{
	struct rotation *rotation = turn->rotation;

	if (reply->outcome != OUTCOME_OK && rotation->tries < PROBES_MAX) {
		ask_wait(turn, rotation->tries - 1);
		return GO_STAY;
	}
	rotation->new_proof = proof_of(reply->outcome);
	tell(turn, ROTATION_NEW_PROVED, 0);
	return GO_ON;
}

static enum go proving_new_cancel(struct turn *turn)
{
	ask_no_more(turn);
	turn->rotation->stopping = true;
	return skip_new(turn);
}

const struct step proving_new_step = {
	.enter = proving_new_enter,
	.reply = proving_new_reply,
	.timer = proving_new_ask,
	.cancel = proving_new_cancel,
};

/* ---- PROVING_OLD ---- */

static enum go proving_old_ask(struct turn *turn)
{
	ask_probe(turn, &turn->rotation->old_credential);
	return GO_STAY;
}

static enum go skip_old(struct turn *turn)
{
	if (rotation_had_old(turn->rotation)) {
		set_unknown(turn, &turn->rotation->old_proof, ROTATION_OLD_PROVED);
	}
	return GO_ON;
}

/* After an interruption the old one is not known any more, and cannot be tried. */
static enum go proving_old_enter(struct turn *turn)
{
	const struct rotation *rotation = turn->rotation;

	if (rotation->kind->overlap && !rotation->old_deleted) {
		return GO_ON; /* it is alive, on purpose */
	}
	return rotation->stopping || !credential_is_whole(&rotation->old_credential)
		? skip_old(turn)
		: proving_old_ask(turn);
}

static enum go proving_old_reply(struct turn *turn, struct identity_reply *reply)
{
	struct rotation *rotation = turn->rotation;
	int tries_max = reply->outcome == OUTCOME_OK ? PROBES_MAX : UNKNOWN_OLD_MAX;

	if (reply->outcome != OUTCOME_REFUSED && rotation->tries < tries_max) {
		ask_wait(turn, rotation->tries - 1);
		return GO_STAY;
	}
	rotation->old_proof = proof_of(reply->outcome);
	tell(turn, ROTATION_OLD_PROVED, 0);
	return GO_ON;
}

static enum go proving_old_cancel(struct turn *turn)
{
	ask_no_more(turn);
	turn->rotation->stopping = true;
	return skip_old(turn);
}

const struct step proving_old_step = {
	.enter = proving_old_enter,
	.reply = proving_old_reply,
	.timer = proving_old_ask,
	.cancel = proving_old_cancel,
};
