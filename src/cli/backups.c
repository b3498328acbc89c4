/* SPDX-License-Identifier: MIT */
#include "backups.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "holder_print.h"
#include "keyturn/clock.h"
#include "keyturn/memory.h"
#include "output.h"

/* ---- finding ---- */

static bool collect(void *data, const struct journal_record *record)
{
	struct backups *backups = data;

	backups->records = memory_grow(backups->records, backups->count, sizeof(*backups->records));
	backups->records[backups->count++] = *record;
	return true;
}

static bool is_kept(const struct holder *place)
{
	return place->backup != NULL && access(place->backup, F_OK) == 0;
}

/* For each place of a rotation whose backup is there. */
static bool each_kept(struct store *store, const struct journal_record *record,
	void (*each)(void *data, const struct journal_record *record, const struct holder *place),
	void *data, struct error *error)
{
	struct holder **places;
	size_t count;
	const bool ok = journal_places(store, record->id, &places, &count, error);

	for (size_t i = 0; i < count; i++) {
		if (ok && is_kept(places[i])) {
			each(data, record, places[i]);
		}
		holder_destroy(places[i]);
	}
	free(places);
	return ok;
}

static void count_one(void *data, const struct journal_record *record, const struct holder *place)
{
	(void)record;
	(void)place;
	++*(size_t *)data;
}

bool backups_find(struct backups *backups, struct store *store, struct error *error)
{
	size_t kept = 0;
	bool ok;

	*backups = (struct backups){0};
	ok = journal_backed_up(store, collect, backups, error);
	for (size_t i = 0; ok && i < backups->count; i++) {
		size_t files = 0;
		ok = each_kept(store, &backups->records[i], count_one, &files, error);
		if (files > 0) {
			backups->records[kept++] = backups->records[i];
		}
	}
	backups->count = kept;
	return ok;
}

void backups_finish(struct backups *backups)
{
	free(backups->records);
	*backups = (struct backups){0};
}

/* ---- telling ---- */

static void print_one(void *data, const struct journal_record *record, const struct holder *place)
{
	const struct mask mask = mask_of_trace(&record->old_trace);
	char *path = masked(place->path, &mask), *backup = masked(place->backup, &mask);

	(void)data;
	output_row(place->status == HOLDER_RESTORED ? "  put back" : "  file", path);
	output_row("  backup", backup);
	free(path);
	free(backup);
}

bool backups_print(const struct backups *backups, struct store *store, struct error *error)
{
	bool ok = true;

	if (backups->count > 0) {
		paper_words(stdout, PAPER_HEADING, "\nBackups");
		paper_text(stdout, 7, PAPER_PLAIN,
			" (kept for 7 days; 'keyturn undo ID' puts the files of a rotation back)");
	}
	for (size_t i = 0; ok && i < backups->count; i++) {
		const struct journal_record *record = &backups->records[i];
		char label[32], line[1024], minute[32], ago[32];
		snprintf(label, sizeof(label), "ID %lld", (long long)record->id);
		snprintf(line, sizeof(line), "%s (%s), key of %s at %s",
			clock_minute(record->started, minute, sizeof(minute)),
			clock_ago(record->started, clock_wall(), ago, sizeof(ago)), record->user,
			record->service);
		output_row(label, line);
		ok = each_kept(store, record, print_one, NULL, error);
	}
	return ok;
}

static void add_one(void *data, const struct journal_record *record, const struct holder *place)
{
	const struct mask mask = mask_of_trace(&record->old_trace);
	struct json_object *file = json_object_new_object();
	char *path = masked(place->path, &mask), *backup = masked(place->backup, &mask);

	output_member(file, "path", path);
	output_member(file, "status", holder_status_name(place->status));
	output_member(file, "backup", backup);
	json_object_array_add(data, file);
	free(path);
	free(backup);
}

bool backups_add_json(const struct backups *backups, struct store *store,
	struct json_object *object, struct error *error)
{
	struct json_object *list = json_object_new_array();
	bool ok = true;

	for (size_t i = 0; ok && i < backups->count; i++) {
		const struct journal_record *record = &backups->records[i];
		struct json_object *one = json_object_new_object();
		struct json_object *files = json_object_new_array();
		char stamp[32];
		json_object_object_add(one, "id", json_object_new_int64(record->id));
		output_member(one, "time", clock_stamp(record->started, stamp, sizeof(stamp)));
		output_member(one, "user", record->user);
		output_member(one, "service", record->service);
		ok = each_kept(store, record, add_one, files, error);
		json_object_object_add(one, "files", files);
		json_object_array_add(list, one);
	}
	if (backups->count > 0) {
		json_object_object_add(object, "backups", list);
	} else {
		json_object_put(list);
	}
	return ok;
}
