/* SPDX-License-Identifier: MIT
 * keyturn history: what was done to keys and users here, by whom, from where; --verify checks the chain of records. */
#include <stdio.h>
#include <stdlib.h>

#include "backups.h"
#include "commands.h"
#include "context.h"
#include "keyturn/clock.h"
#include "keyturn/store.h"
#include "output.h"

static bool add_json(void *data, const struct history_entry *entry)
{
	struct json_object *object = json_object_new_object();
	char stamp[32];

	json_object_object_add(object, "number", json_object_new_int64(entry->number));
	output_member(object, "time", clock_stamp(entry->wall, stamp, sizeof(stamp)));
	output_member(object, "event", history_event_name(entry->event));
	output_member(object, "user", entry->user);
	output_member(object, "service", entry->service);
	output_member(object, "by", entry->by);
	output_member(object, "from", entry->from);
	output_member(object, "fingerprint", entry->fingerprint);
	output_member(object, "new_fingerprint", entry->new_fingerprint);
	output_member(object, "result", entry->result);
	output_member(object, "detail", entry->detail);
	json_object_array_add(data, object);
	return true;
}

static bool print_line(void *data, const struct history_entry *entry)
{
	char stamp[32], ago[32], line[2048];
	const char *whose = history_of_key(entry) ? "key of " : "of ";
	bool *any = data;

	*any = true;
	snprintf(line, sizeof(line), "%-15s %-8s %-9s %s%s%s  %s%s by %s from %s  %s",
		clock_ago(entry->wall, clock_wall(), ago, sizeof(ago)),
		history_event_name(entry->event), entry->result, entry->fingerprint,
		entry->new_fingerprint[0] != '\0' ? " -> " : "", entry->new_fingerprint,
		entry->user[0] != '\0' ? whose : "", entry->user, entry->by, entry->from,
		entry->detail);
	output_row(clock_stamp(entry->wall, stamp, sizeof(stamp)), line);
	return true;
}

static bool list_text(struct store *store, struct error *error)
{
	bool any = false;
	struct backups backups = {0};
	bool ok = history_list(store, print_line, &any, error) &&
		backups_find(&backups, store, error);

	if (ok && !any) {
		printf("No key has been shown, copied or reset from this machine.\n");
	}
	ok = ok && backups_print(&backups, store, error);
	backups_finish(&backups);
	return ok;
}

static bool list_json(struct store *store, struct error *error)
{
	struct json_object *object = json_object_new_object();
	struct json_object *entries = json_object_new_array();
	struct backups backups = {0};
	bool ok = history_list(store, add_json, entries, error) &&
		backups_find(&backups, store, error);

	json_object_object_add(object, "history", entries);
	ok = ok && backups_add_json(&backups, store, object, error);
	backups_finish(&backups);
	if (ok) {
		output_json(object);
	} else {
		json_object_put(object);
	}
	return ok;
}

static bool list(struct store *store, bool json, struct error *error)
{
	return json ? list_json(store, error) : list_text(store, error);
}

static void print_check_json(const struct history_check *check)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "records", json_object_new_int64(check->records));
	json_object_object_add(object, "whole", json_object_new_boolean(history_is_whole(check)));
	if (check->broken != 0) {
		json_object_object_add(object, "broken", json_object_new_int64(check->broken));
	}
	output_member(object, "head", check->head);
	output_member(object, "newest", history_newest_name(check->newest));
	if (check->written != 0) {
		json_object_object_add(object, "written", json_object_new_int64(check->written));
	}
	output_json(object);
}

static void print_newest(const struct history_check *check)
{
	static const char *const sentences[HISTORY_NEWEST_COUNT] = {
		[HISTORY_NEWEST_NONE] = "No records here, or all of them were removed.",
		[HISTORY_NEWEST_PRESENT] = "No record is missing at the end.",
		[HISTORY_NEWEST_UNKNOWN] =
			"history.head is missing, so newer records may have been cut off.\nThe "
			"next record writes it again.",
		[HISTORY_NEWEST_CUT] = "The newest records were cut off.",
		[HISTORY_NEWEST_EMPTIED] = "All records were removed, or state.db was.",
		[HISTORY_NEWEST_DIFFERENT] =
			"history.head names another record: the history was rewritten.",
		[HISTORY_NEWEST_DAMAGED] =
			"history.head was changed, so newer records may have been "
			"cut off.",
	};

	printf("%s\n", sentences[check->newest]);
	if (!history_is_whole(check) && check->written != 0) {
		printf("history.head says that %lld were written.\n", (long long)check->written);
	}
	if (check->newest >= HISTORY_NEWEST_CUT) {
		printf("When you know why, move history.head away; the next record writes a new "
		       "one.\n");
	}
}

static void print_check_text(const struct history_check *check)
{
	if (check->broken != 0) {
		printf("Record %lld was changed, or one before it is missing.\n",
			(long long)check->broken);
	} else if (check->records > 0) {
		printf("%lld %s; %s.\n", (long long)check->records,
			check->records == 1 ? "record" : "records",
			history_is_whole(check) ? "history intact"
						: "those that are there are intact");
	}
	print_newest(check);
	if (history_is_whole(check) && check->records > 0) {
		printf("Head %s\n"
		       "Note the head elsewhere: only that shows whether records and history.head "
		       "were rewritten together.\n",
			check->head);
	}
}

static enum exit_status check_status(const struct history_check *check)
{
	if (history_is_whole(check)) {
		return EXIT_STATUS_DONE;
	}
	return check->broken == 0 && check->newest == HISTORY_NEWEST_UNKNOWN ? EXIT_STATUS_UNKNOWN
									     : EXIT_STATUS_FAILED;
}

static bool verify(struct store *store, bool json, enum exit_status *status, struct error *error)
{
	struct history_check check;

	if (!history_verify(store, &check, error)) {
		return false;
	}
	(json ? print_check_json : print_check_text)(&check);
	*status = check_status(&check);
	return true;
}

enum exit_status command_history(struct options *options)
{
	struct context context;
	struct error error = {0};
	struct store *store = NULL;
	enum exit_status status = EXIT_STATUS_DONE;

	if (!context_open(&context, options, &error) ||
		(store = context_store(&context, &error)) == NULL ||
		!(options->verify ? verify(store, options->json, &status, &error)
				  : list(store, options->json, &error))) {
		status = output_error(options->json, &error);
	} else if (output_end() != EXIT_STATUS_DONE) {
		status = EXIT_STATUS_FAILED;
	}
	store_close(store);
	context_close(&context);
	return status;
}
