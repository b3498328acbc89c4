/* SPDX-License-Identifier: MIT
 * The steps of a rotation, and their order in each kind of rotation. */
#ifndef KEYTURN_ROTATION_KIND_H
#define KEYTURN_ROTATION_KIND_H

#include "keyturn/credential.h"
#include "keyturn/exchange.h"

enum rotation_step {
	ROTATION_IDLE,
	ROTATION_READING_OLD, /* reading the current credential, to search for and compare with */
	ROTATION_CONFIRMING,  /* waiting for the user; the search may be going on */
	ROTATION_BEGINNING,   /* the journal is being written */
	ROTATION_ISSUING,     /* the one request for a new credential is under way */
	ROTATION_LEARNING,    /* no answer: reading the key to learn what happened */
	ROTATION_REMOVING,    /* deleting a new one that nobody can know */
	ROTATION_NOTING_NEW,  /* recording the new one in the journal */
	ROTATION_KEEPING,     /* writing the new one into a file of its own */
	ROTATION_PROVING_NEW, /* does the new one sign in? */
	ROTATION_UPDATING,    /* putting the new one into one place after another */
	ROTATION_RECHECKING,  /* does an updated file still hold the old one? */
	ROTATION_HOOKING,     /* running the configured commands, one after another */
	ROTATION_DELETING,    /* deleting the old one */
	ROTATION_PROVING_OLD, /* is the old one refused? */
	ROTATION_REVOKING, /* it leaked: revoking the tokens that can be found, this session's last */
	ROTATION_CLOSING, /* closing journal and history */
	ROTATION_FINISHED,
	ROTATION_STEP_COUNT
};

/* A kind of rotation: for which credential, and how the service lets it be replaced. In a kind with
 * overlap the old credential stays valid until it is deleted, so that nothing is ever disconnected. */
struct rotation_kind {
	int number; /* in the journal */
	const struct credential_type *type;
	enum identity_op issue; /* the request for a new one */
	enum identity_op learn; /* the request that shows what became of it */
	bool overlap;
	bool unsearched; /* this machine is not searched for the old one: it is one of many */
	const enum rotation_step *order; /* from the confirmation on; FINISHED is the last */
};

extern const struct rotation_kind rotation_of_api_key;     /* reset in place */
extern const struct rotation_kind rotation_of_contact_key; /* the same, one of a batch */
extern const struct rotation_kind rotation_of_ec2, rotation_of_application_credential;
const struct rotation_kind *rotation_kind_find(int number); /* NULL: no kind has this number */

#endif
