/* SPDX-License-Identifier: MIT
 * What a service issues to sign in with: named parts that belong together. An API key has one part; an
 * EC2 credential has two, access and secret, and so does an application credential, ID and secret. All
 * parts are searched for, replaced and masked alike; the type says which of them are secret.
 *
 * Where keyturn gets the credential that it signs in with is in credential_source.h. */
#ifndef KEYTURN_CREDENTIAL_H
#define KEYTURN_CREDENTIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/account.h"
#include "keyturn/secret.h"

/* keyturn names what it creates, to find it again when the answer was lost. */
enum { CREDENTIAL_PARTS_MAX = 2, KEY_NAME_SIZE = 64 };

struct credential_part {
	const char *name; /* "key", "access", "secret": the name, never the value */
	bool secret;      /* false: may be shown without asking */
	bool readable; /* the service returns it on every read; false: only once, when it is issued */
};

struct credential_type {
	const char *name; /* "API key" */
	size_t part_count;
	struct credential_part parts[CREDENTIAL_PARTS_MAX];
};

extern const struct credential_type credential_api_key, credential_ec2, credential_application;

/* True when every part can be read again later. */
bool credential_type_is_readable(const struct credential_type *type);

/* One credential; zeroed, none. Whoever holds it owns the links to its parts. */
struct credential {
	const struct credential_type *type; /* NULL: none */
	char id[ACCOUNT_ID_SIZE]; /* the service's ID for it; "" where a user has only one */
	struct secret *parts[CREDENTIAL_PARTS_MAX]; /* NULL: this part is not known */
};

/* What is kept of a credential once its bytes are gone: enough to recognise them, in files too. */
struct credential_trace {
	char id[ACCOUNT_ID_SIZE];
	char fingerprint[SECRET_FINGERPRINT_SIZE]; /* of the last part, the secret one; "": none */
	struct {
		size_t length; /* bytes; 0: there is no such part */
		unsigned char hash[SECRET_HASH_SIZE];
	} parts[CREDENTIAL_PARTS_MAX];
};

/* An API key. Takes over the link `key`; NULL gives no credential. */
struct credential credential_of_key(struct secret *key);

bool credential_is_whole(const struct credential *credential); /* true when every part is known */
struct credential credential_link(const struct credential *credential);
struct credential credential_copy(const struct credential *credential); /* for another thread */
struct credential credential_take(struct credential *from);             /* leaves none there */
void credential_drop(struct credential *credential);                    /* leaves none */

/* The part to sign in with: an API key itself, otherwise the last part. Borrowed; NULL for no credential. */
struct secret *credential_secret(const struct credential *credential);

/* The trace of a complete credential; zeroed for none. */
void credential_trace(const struct credential *credential, struct credential_trace *trace);
bool credential_is_traced(const struct credential_trace *trace); /* there was one */

/* True when every part of a complete credential matches the trace. */
bool credential_matches(const struct credential *credential, const struct credential_trace *trace);

#endif
