/* SPDX-License-Identifier: MIT
 * What a service issues for signing in: named parts that belong together. An API key is one part; an
 * EC2 credential has two, access and secret, and so has an application credential, id and secret. All
 * parts are searched for, replaced and masked alike; which of them is secret says its type.
 *
 * Where the credential of keyturn's own sign-in comes from is in credential_source.h. */
#ifndef KEYTURN_CREDENTIAL_H
#define KEYTURN_CREDENTIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/account.h"
#include "keyturn/secret.h"

/* keyturn names what it creates, so that it is found again when the answer was lost. */
enum { CREDENTIAL_PARTS_MAX = 2, KEY_NAME_SIZE = 64 };

struct credential_part {
	const char *name; /* "key", "access", "secret": never a value */
	bool secret;      /* false: it may be shown without asking */
	bool readable;    /* the service gives it on every read; false: once, when it is issued */
};

struct credential_type {
	const char *name; /* "API key" */
	size_t part_count;
	struct credential_part parts[CREDENTIAL_PARTS_MAX];
};

extern const struct credential_type credential_api_key, credential_ec2, credential_application;

/* True when all parts can be read again later. */
bool credential_type_is_readable(const struct credential_type *type);

/* One credential. Zeroed it is none. The links are its holder's. */
struct credential {
	const struct credential_type *type;         /* NULL: none */
	char id[ACCOUNT_ID_SIZE];                   /* the service's; "" where a user has but one */
	struct secret *parts[CREDENTIAL_PARTS_MAX]; /* NULL: this part is not known */
};

/* What is remembered of one when its bytes are gone: enough to know them again, in files as well. */
struct credential_trace {
	char id[ACCOUNT_ID_SIZE];
	char fingerprint[SECRET_FINGERPRINT_SIZE]; /* of its last part, the secret one; "": none */
	struct {
		size_t length; /* bytes; 0: there is no such part */
		unsigned char hash[SECRET_HASH_SIZE];
	} parts[CREDENTIAL_PARTS_MAX];
};

/* An API key. Takes the link of `key`; NULL gives none. */
struct credential credential_of_key(struct secret *key);

bool credential_is_whole(const struct credential *credential); /* every part is known */
struct credential credential_link(const struct credential *credential);
struct credential credential_copy(const struct credential *credential); /* for another thread */
struct credential credential_take(struct credential *from);             /* leaves none there */
void credential_drop(struct credential *credential);                    /* leaves none */

/* The part that signs in: an API key itself, else the last one. Borrowed; NULL for none. */
struct secret *credential_secret(const struct credential *credential);

/* Of a whole credential; of none it is zeroed. */
void credential_trace(const struct credential *credential, struct credential_trace *trace);
bool credential_is_traced(const struct credential_trace *trace); /* there was one */

/* Whether all parts of a whole credential are those that were traced. */
bool credential_matches(const struct credential *credential, const struct credential_trace *trace);

#endif
