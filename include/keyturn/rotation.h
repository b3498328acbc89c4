/* SPDX-License-Identifier: MIT
 * The reset as one state machine, the same for the panel and the commands.
 *
 *   IDLE → READING_OLD → CONFIRMING → RESETTING ─ answered ───────────→ PROVING_NEW → PROVING_OLD → FINISHED
 *                            │            └─ no answer → LEARNING ─ new ┘
 *                            └ cancel → IDLE                └─ unchanged → FINISHED
 *
 * One confirmation sends at most one reset. Its outcome is NEW, UNCHANGED or UNDETERMINED; while it is
 * undetermined the key is read again until it is known or the user leaves. Every step takes every
 * event; what means nothing in a step changes nothing. */
#ifndef KEYTURN_ROTATION_H
#define KEYTURN_ROTATION_H

#include "keyturn/effect.h"

enum rotation_step {
	ROTATION_IDLE,
	ROTATION_READING_OLD, /* the key as it is now, to compare with afterwards */
	ROTATION_CONFIRMING,  /* waiting for the user */
	ROTATION_RESETTING,   /* the one reset is under way */
	ROTATION_LEARNING,    /* no answer: reading the key until it is known what happened */
	ROTATION_PROVING_NEW, /* does the new key sign in? */
	ROTATION_PROVING_OLD, /* is the old key refused? */
	ROTATION_FINISHED,
	ROTATION_STEP_COUNT
};

enum rotation_outcome {
	ROTATION_OUTCOME_NONE,         /* no reset was sent */
	ROTATION_OUTCOME_UNDETERMINED, /* sent, not known yet */
	ROTATION_OUTCOME_UNCHANGED,    /* the old key is still the key */
	ROTATION_OUTCOME_NEW,
};

enum rotation_proof { PROOF_NONE, PROOF_ACCEPTED, PROOF_REFUSED, PROOF_UNKNOWN };

enum rotation_event_kind {
	ROTATION_EVENT_START,
	ROTATION_EVENT_CONFIRM,
	ROTATION_EVENT_CANCEL, /* before the reset: no. After it: stop waiting, tell what is known */
	ROTATION_EVENT_REPLY,
	ROTATION_EVENT_TIMER,
	ROTATION_EVENT_COUNT
};

struct rotation_event {
	enum rotation_event_kind kind;
	uint32_t ticket;              /* REPLY */
	struct identity_reply *reply; /* REPLY; members may be taken */
};

struct rotation {
	enum rotation_step step;
	enum rotation_outcome outcome;
	char user_id[ACCOUNT_ID_SIZE];     /* "" = the session's own */
	char user_name[ACCOUNT_NAME_SIZE]; /* the probes sign in with it */
	struct secret *old_key;            /* NULL: the user had none */
	struct secret *new_key;
	char old_fingerprint[SECRET_FINGERPRINT_SIZE];
	char new_fingerprint[SECRET_FINGERPRINT_SIZE];
	enum rotation_proof new_proof, old_proof;
	uint32_t ticket;     /* of the request under way; 0: none */
	int tries;           /* in this step */
	int unchanged_reads; /* LEARNING: reads in a row that gave the old key */
	struct error error;  /* why it stopped or is not known; kind NONE when all is well */
};

/* A fresh machine for a user. `id` "" is the session's own user. */
void rotation_init(struct rotation *rotation, const char *id, const char *name);

/* Takes one event; `next_ticket` numbers the requests. Adds effects, returns true when anything
 * changed. Timers are TIMER_ROTATION. */
bool rotation_update(struct rotation *rotation, const struct rotation_event *event,
	uint32_t *next_ticket, struct effects *effects);

/* True from the confirmation until it is finished: leaving now needs care. */
bool rotation_under_way(const struct rotation *rotation);

void rotation_finish(struct rotation *rotation); /* unlinks the keys; the machine is idle */

#endif
