/* SPDX-License-Identifier: MIT
 * Putting back the files of one rotation: for 'undo', and for 'resume' when that was interrupted. */
#ifndef KEYTURN_UNDOING_H
#define KEYTURN_UNDOING_H

#include <stdio.h>

#include <json-c/json.h>

#include "keyturn/rewrite.h"
#include "keyturn/store.h"
#include "options.h"

struct undoing_file {
	size_t index;               /* in the journal's list */
	const struct holder *place; /* has a backup */
	enum rewrite_result result; /* what putting it back would come to, or came to */
	char *reason;               /* why not; or NULL */
};

struct undoing {
	struct store *store;
	struct journal_record record;
	bool begun; /* by an earlier run, which was interrupted */
	bool done;
	struct holder **places;
	size_t place_count;
	struct undoing_file *files;
	size_t file_count;
};

/* Reads what is to be put back, and looks at each file. The caller finishes in any case. */
bool undoing_open(struct undoing *undoing, struct store *store, const struct journal_record *record,
	struct error *error);
void undoing_finish(struct undoing *undoing); /* zeroed is fine */

/* How many files would come, or came, to this. */
size_t undoing_count(const struct undoing *undoing, enum rewrite_result result);

/* Does it, each step in the journal before the next. False with `error` when that could not be kept, or after
 * a signal (ERROR_INTERRUPTED): then the next undo or resume goes on. */
bool undoing_run(struct undoing *undoing, struct error *error);

/* What would be done, or was. */
void undoing_print(FILE *out, const struct undoing *undoing);
struct json_object *undoing_json(const struct undoing *undoing);
enum exit_status undoing_status(const struct undoing *undoing);

#endif
