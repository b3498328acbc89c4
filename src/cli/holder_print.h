/* SPDX-License-Identifier: MIT
 * A place that holds a key, as every command prints it: with the key's bytes masked, since a name may
 * have them in it ("backup-KEY.sh"). */
#ifndef KEYTURN_HOLDER_PRINT_H
#define KEYTURN_HOLDER_PRINT_H

#include <json-c/json.h>

#include "keyturn/credential.h"
#include "keyturn/holder.h"
#include "keyturn/secret.h"
#include "keyturn/unsearched.h"

/* What to mask: known by its hash, so that it works when the key itself is gone. */
struct mask {
	unsigned char hash[SECRET_HASH_SIZE];
	size_t length; /* 0: nothing */
};

struct mask mask_of(struct secret *key); /* NULL: nothing */
struct mask mask_of_trace(const struct credential_trace *trace);

/* A copy with stars in the key's place; the caller's to free. */
char *masked(const char *text, const struct mask *mask);

/* The members "unreadable", "not_searched" and how many there are, of which those lists may have a part. */
void unsearched_json(
	struct json_object *object, const struct unsearched_list *list, const struct mask *mask);

/* The members of a holder as --json has them; what its occurrences are parts of
 * is of that `type`. `status` too when it is past the plan. */
struct json_object *holder_json(const struct holder *holder, const struct credential_type *type,
	const struct mask *mask, bool status);

#endif
