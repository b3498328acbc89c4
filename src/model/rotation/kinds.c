/* SPDX-License-Identifier: MIT
 * The kinds of rotation: which steps each takes, in which order. A step that has nothing to do goes on
 * to the next by itself: LEARNING when the answer came, RECHECKING when nothing was updated. */
#include "keyturn/rotation_kind.h"

/* The service puts a new key in the place of the old one, which is dead from then on. */
static const enum rotation_step reset_in_place[] = {
	ROTATION_BEGINNING,
	ROTATION_ISSUING,
	ROTATION_LEARNING,
	ROTATION_NOTING_NEW,
	ROTATION_PROVING_NEW,
	ROTATION_PROVING_OLD,
	ROTATION_UPDATING,
	ROTATION_RECHECKING,
	ROTATION_HOOKING,
	ROTATION_REVOKING,
	ROTATION_CLOSING,
	ROTATION_FINISHED,
};

/* One of many: nothing was searched for, and the new key goes into a file of its own or to a command. */
static const enum rotation_step reset_and_keep[] = {
	ROTATION_BEGINNING,
	ROTATION_ISSUING,
	ROTATION_LEARNING,
	ROTATION_NOTING_NEW,
	ROTATION_KEEPING,
	ROTATION_PROVING_NEW,
	ROTATION_PROVING_OLD,
	ROTATION_HOOKING,
	ROTATION_CLOSING,
	ROTATION_FINISHED,
};

/* Create, place, prove, delete: the old one lives until the new one is in its places. That the new one
 * signs in is proved before it is written anywhere, and that no updated file holds the old one before
 * that is deleted. */
static const enum rotation_step create_and_delete[] = {
	ROTATION_BEGINNING,
	ROTATION_ISSUING,
	ROTATION_LEARNING,
	ROTATION_REMOVING,
	ROTATION_NOTING_NEW,
	ROTATION_PROVING_NEW,
	ROTATION_UPDATING,
	ROTATION_RECHECKING,
	ROTATION_HOOKING,
	ROTATION_DELETING,
	ROTATION_PROVING_OLD,
	ROTATION_REVOKING,
	ROTATION_CLOSING,
	ROTATION_FINISHED,
};

const struct rotation_kind rotation_of_api_key = {
	.number = 0,
	.type = &credential_api_key,
	.issue = IDENTITY_RESET_KEY,
	.learn = IDENTITY_GET_KEY,
	.order = reset_in_place,
};

const struct rotation_kind rotation_of_ec2 = {
	.number = 1,
	.type = &credential_ec2,
	.issue = IDENTITY_CREATE_KEY,
	.learn = IDENTITY_FIND_KEY,
	.overlap = true,
	.order = create_and_delete,
};

const struct rotation_kind rotation_of_application_credential = {
	.number = 2,
	.type = &credential_application,
	.issue = IDENTITY_CREATE_KEY,
	.learn = IDENTITY_FIND_KEY,
	.overlap = true,
	.order = create_and_delete,
};

const struct rotation_kind rotation_of_contact_key = {
	.number = 3,
	.type = &credential_api_key,
	.issue = IDENTITY_RESET_KEY,
	.learn = IDENTITY_GET_KEY,
	.unsearched = true,
	.order = reset_and_keep,
};

const struct rotation_kind *rotation_kind_find(int number)
{
	static const struct rotation_kind *const kinds[] = {&rotation_of_api_key, &rotation_of_ec2,
		&rotation_of_application_credential, &rotation_of_contact_key};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (kinds[i]->number == number) {
			return kinds[i];
		}
	}
	return NULL;
}
