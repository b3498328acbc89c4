/* SPDX-License-Identifier: MIT
 * The steps of a rotation, and in which order each kind of rotation takes them. */
#ifndef KEYTURN_ROTATION_KIND_H
#define KEYTURN_ROTATION_KIND_H

#include "keyturn/credential.h"
#include "keyturn/exchange.h"

enum rotation_step {
	ROTATION_IDLE,
	ROTATION_READING_OLD, /* the credential as it is now, to search for and to compare with */
	ROTATION_CONFIRMING,  /* waiting for the user; the search may be going on */
	ROTATION_BEGINNING,   /* the journal is being written */
	ROTATION_ISSUING,     /* the one request for a new credential is under way */
	ROTATION_LEARNING,    /* no answer: reading until it is known what happened */
	ROTATION_REMOVING,    /* a new one that nobody can know is deleted again */
	ROTATION_NOTING_NEW,  /* the journal learns that there is a new one */
	ROTATION_PROVING_NEW, /* does the new one sign in? */
	ROTATION_UPDATING,    /* the new one goes into place after place */
	ROTATION_RECHECKING,  /* does an updated file still hold the old one? */
	ROTATION_HOOKING,     /* the configured commands, one after another */
	ROTATION_DELETING,    /* the old one ends */
	ROTATION_PROVING_OLD, /* is the old one refused? */
	ROTATION_REVOKING,    /* it leaked: tokens that can be found end too, this session's last */
	ROTATION_CLOSING,     /* journal and history */
	ROTATION_FINISHED,
	ROTATION_STEP_COUNT
};

/* A kind of rotation: of which credential, and how the service lets it be replaced. The old one of a
 * kind with overlap lives on until it is deleted, so that nothing is ever disconnected. */
struct rotation_kind {
	int number; /* in the journal */
	const struct credential_type *type;
	enum identity_op issue; /* makes the new one */
	enum identity_op learn; /* tells what became of that */
	bool overlap;
	const enum rotation_step *order; /* from the confirmation on; FINISHED is the last */
};

extern const struct rotation_kind rotation_of_api_key; /* reset in place */
extern const struct rotation_kind rotation_of_ec2, rotation_of_application_credential;
const struct rotation_kind *rotation_kind_find(int number); /* NULL: none has it */

#endif
