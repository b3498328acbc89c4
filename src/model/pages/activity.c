/* SPDX-License-Identifier: MIT
 * Activity: what was done to keys from this machine, newest first, with a search over it. */
#include "activity.h"

#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "keyturn/text.h"

#include "../history.h"
#include "../list.h"
#include "pages.h"

static bool matches(const struct history_entry *entry, const char *text)
{
	const char *const parts[] = {history_event_name(entry->event), entry->result, entry->user,
		entry->by, entry->from, entry->detail, entry->fingerprint, entry->new_fingerprint};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (text_contains(parts[i], text)) {
			return true;
		}
	}
	return false;
}

/* ---- rows ---- */

bool model_activity_together(const struct history_entry *one, const struct history_entry *other)
{
	return one->new_fingerprint[0] != '\0' &&
		strcmp(one->new_fingerprint, other->new_fingerprint) == 0 &&
		strcmp(one->fingerprint, other->fingerprint) == 0 &&
		strcmp(one->service, other->service) == 0 && strcmp(one->user, other->user) == 0;
}

/* The newest record of it was seen before. */
static bool is_told(const struct activity *activity, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (model_activity_together(&activity->entries[i], &activity->entries[index])) {
			return true;
		}
	}
	return false;
}

/* The rotation of which the record at `newest` is the newest. */
static struct activity_row rotation_at(const struct activity *activity, size_t newest)
{
	struct activity_row row = {.entry = newest, .rotation = true};

	for (size_t i = newest; i < activity->count; i++) {
		if (model_activity_together(&activity->entries[i], &activity->entries[newest])) {
			row.records++;
			if (activity->entries[i].event == HISTORY_RESET) {
				row.entry = i;
			}
		}
	}
	return row;
}

static int64_t first_number(const struct activity *activity, size_t entry)
{
	int64_t first = activity->entries[entry].number;

	for (size_t i = entry; i < activity->count; i++) {
		if (model_activity_together(&activity->entries[i], &activity->entries[entry])) {
			first = activity->entries[i].number;
		}
	}
	return first;
}

static bool any_matches(const struct activity *activity, size_t newest, const char *text)
{
	for (size_t i = newest; i < activity->count; i++) {
		bool of_it = i == newest ||
			model_activity_together(&activity->entries[i], &activity->entries[newest]);
		if (of_it && matches(&activity->entries[i], text)) {
			return true;
		}
	}
	return false;
}

static size_t add_records(
	const struct activity *activity, size_t newest, struct activity_row *rows, size_t count)
{
	for (size_t i = newest; i < activity->count; i++) {
		if (model_activity_together(&activity->entries[i], &activity->entries[newest])) {
			rows[count++] = (struct activity_row){
				.entry = i, .records = 1, .inside = true};
		}
	}
	return count;
}

size_t model_activity_rows(const struct model *model, struct activity_row *rows)
{
	const struct activity *activity = &model->activity;
	size_t count = 0;

	for (size_t i = 0; i < activity->count; i++) {
		bool alone = activity->entries[i].new_fingerprint[0] == '\0';
		if (is_told(activity, i) || !any_matches(activity, i, activity->list.search.text)) {
			continue;
		}
		rows[count++] = alone ? (struct activity_row){.entry = i, .records = 1}
				      : rotation_at(activity, i);
		if (!alone && first_number(activity, i) == activity->opened) {
			count = add_records(activity, i, rows, count);
		}
	}
	return count;
}

/* To be freed. One more than there are records: an open rotation has a row of its own beside them. */
static struct activity_row *rows_of(const struct model *model, size_t *count)
{
	struct activity_row *rows = memory_array(model->activity.count + 1, sizeof(*rows));

	*count = model_activity_rows(model, rows);
	return rows;
}

static size_t row_count(const struct model *model)
{
	size_t count;

	free(rows_of(model, &count));
	return count;
}

/* ---- what was read ---- */

/* When the user's key was last reset here, by the history; 0: never. */
static int64_t last_reset(const struct model *model, const char *user)
{
	const struct activity *activity = &model->activity;

	for (size_t i = 0; i < activity->count; i++) {
		const struct history_entry *entry = &activity->entries[i];
		if (entry->event == HISTORY_RESET && strcmp(entry->result, "new") == 0 &&
			strcmp(entry->service, model->url) == 0 && strcmp(entry->user, user) == 0) {
			return entry->wall;
		}
	}
	return 0;
}

void activity_take(struct model *model, struct work_event *work)
{
	struct activity *activity = &model->activity;

	if (!model->signed_in) {
		return;
	}
	activity->failed = work->error.kind != ERROR_NONE;
	if (activity->failed) {
		return;
	}
	free(activity->entries);
	activity->entries = work->entries;
	activity->count = work->entry_count;
	activity->loaded = true;
	work->entries = NULL;
	work->entry_count = 0;
	model->settings.key.last_reset = last_reset(model, model->session.user_name);
	model->contact.key.last_reset = last_reset(model, model->contact.user.name);
	size_t count = row_count(model);
	if (activity->list.selected >= count) {
		activity->list.selected = count > 0 ? count - 1 : 0;
	}
}

void activity_free(struct model *model)
{
	free(model->activity.entries);
	memset(&model->activity, 0, sizeof(model->activity));
}

static void activity_open(struct model *model, struct effects *effects)
{
	memset(&model->activity.list, 0, sizeof(model->activity.list));
	model->activity.opened = 0;
	history_ask(effects);
}

/* ---- keys ---- */

/* The rotation that the selected row is, or is inside of; false: it is neither. */
static bool selected_rotation(const struct model *model, struct activity_row *found)
{
	size_t count, at = model->activity.list.selected;
	struct activity_row *rows = rows_of(model, &count);
	bool any = at < count && (rows[at].rotation || rows[at].inside);

	if (any) {
		*found = rows[at];
	}
	free(rows);
	return any;
}

/* The row of `entry` as one of a rotation, when what is open has changed. */
static void select_rotation(struct model *model, size_t entry)
{
	const struct activity *activity = &model->activity;
	size_t count;
	struct activity_row *rows = rows_of(model, &count);

	for (size_t i = 0; i < count; i++) {
		if (rows[i].rotation &&
			model_activity_together(
				&activity->entries[rows[i].entry], &activity->entries[entry])) {
			model->activity.list.selected = i;
		}
	}
	free(rows);
}

static void open_or_close(struct model *model)
{
	struct activity *activity = &model->activity;
	struct activity_row row;

	if (selected_rotation(model, &row)) {
		int64_t first = first_number(activity, row.entry);
		activity->opened = activity->opened == first ? 0 : first;
		select_rotation(model, row.entry);
	}
}

static void activity_action(struct model *model, enum action action, struct effects *effects)
{
	if (list_action(&model->activity.list, action, row_count(model))) {
		return;
	}
	if (action == ACTION_BACK) {
		page_open(model, PAGE_HOME, effects);
	} else if (action == ACTION_ACTIVATE) {
		open_or_close(model);
	}
}

static void activity_text(struct model *model, uint32_t code)
{
	list_text(&model->activity.list, code);
}

static bool activity_click(struct model *model, int stop, size_t line)
{
	bool again = stop == LIST_ROWS && line == model->activity.list.selected;
	struct activity_row row;

	list_click(&model->activity.list, stop, line, row_count(model));
	return again && selected_rotation(model, &row) && row.rotation; /* opens or closes it */
}

static bool activity_takes_text(const struct model *model)
{
	return model->activity.list.searching;
}

static const char *activity_enter_word(const struct model *model)
{
	struct activity_row row;

	if (model->activity.list.searching) {
		return "Keep";
	}
	if (!selected_rotation(model, &row)) {
		return NULL;
	}
	return first_number(&model->activity, row.entry) == model->activity.opened ? "Close"
										   : "Records";
}

const struct page_ops activity_page = {.context = CONTEXT_ACTIVITY,
	.way = ACTION_ACTIVITY,
	.open = activity_open,
	.action = activity_action,
	.text = activity_text,
	.takes_text = activity_takes_text,
	.click = activity_click,
	.enter_word = activity_enter_word};
