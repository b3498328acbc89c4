/* SPDX-License-Identifier: MIT
 * The rotations whose files can be put back, for 'undo' and 'history'. */
#ifndef KEYTURN_BACKUPS_H
#define KEYTURN_BACKUPS_H

#include <stdbool.h>

#include <json-c/json.h>

#include "keyturn/store.h"

struct backups {
	struct journal_record *records; /* newest first; each has a backup that is there still */
	size_t count;
};

bool backups_find(struct backups *backups, struct store *store, struct error *error);
void backups_finish(struct backups *backups); /* zeroed is fine */

/* Each of them with its files and where their backups are, on standard output; or as "backups" in `object`. No
 * backups, no words. */
bool backups_print(const struct backups *backups, struct store *store, struct error *error);
bool backups_add_json(const struct backups *backups, struct store *store,
	struct json_object *object, struct error *error);

#endif
