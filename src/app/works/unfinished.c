/* SPDX-License-Identifier: MIT
 * What an earlier process left in the journal. */
#include <string.h>

#include "works_private.h"

struct wanted {
	const char *service, *user;
	struct journal_record *record;
	bool found;
};

static bool is_wanted(void *data, const struct journal_record *record)
{
	struct wanted *wanted = data;

	/* 'keyturn resume' finishes an undo, and those whose keys go into files. */
	wanted->found = record->phase != JOURNAL_UNDOING && record->phase != JOURNAL_PLANNED &&
		record->keys_dir[0] == '\0' && strcmp(record->service, wanted->service) == 0 &&
		strcmp(record->user, wanted->user) == 0;
	if (wanted->found) {
		*wanted->record = *record;
	}
	return !wanted->found;
}

/* One that another process is at work on is none to finish: no error. */
static bool take_over(struct store *store, int64_t id, struct error *error)
{
	bool taken = journal_adopt(store, id, error);

	if (!taken && error->kind == ERROR_UNFINISHED) {
		*error = (struct error){0};
	}
	return taken;
}

bool works_find_unfinished(struct store *store, const char *service, const char *user,
	struct work_event *found, struct error *error)
{
	struct wanted wanted = {.service = service, .user = user, .record = &found->record};

	return journal_unfinished(store, is_wanted, &wanted, error) && wanted.found &&
		take_over(store, found->record.id, error) &&
		journal_places(store, found->record.id, &found->places, &found->place_count, error);
}
