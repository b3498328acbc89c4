/* SPDX-License-Identifier: MIT
 * Activity: what was done to keys from this machine, newest first, with a search over it. */
#include "activity.h"

#include <stdlib.h>
#include <string.h>

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

size_t model_activity_matching(const struct model *model, size_t *indices, size_t max)
{
	const struct activity *activity = &model->activity;
	size_t count = 0;

	for (size_t i = 0; i < activity->count; i++) {
		if (!matches(&activity->entries[i], activity->list.search.text)) {
			continue;
		}
		if (count < max) {
			indices[count] = i;
		}
		count++;
	}
	return count;
}

/* When this user's key was last reset here, by the history; 0: never. */
static int64_t last_reset(const struct model *model)
{
	const struct activity *activity = &model->activity;

	for (size_t i = 0; i < activity->count; i++) {
		const struct history_entry *entry = &activity->entries[i];
		if (entry->event == HISTORY_RESET && strcmp(entry->result, "new") == 0 &&
			strcmp(entry->service, model->url) == 0 &&
			strcmp(entry->user, model->session.user_name) == 0) {
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
	model->settings.last_reset = last_reset(model);
	size_t count = model_activity_matching(model, NULL, 0);
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
	history_ask(effects);
}

static void activity_action(struct model *model, enum action action, struct effects *effects)
{
	size_t count = model_activity_matching(model, NULL, 0);

	if (!list_action(&model->activity.list, action, count) && action == ACTION_BACK) {
		page_open(model, PAGE_HOME, effects);
	}
}

static void activity_text(struct model *model, uint32_t code)
{
	list_text(&model->activity.list, code);
}

static bool activity_click(struct model *model, int stop, size_t line)
{
	list_click(&model->activity.list, stop, line, model_activity_matching(model, NULL, 0));
	return false;
}

static bool activity_takes_text(const struct model *model)
{
	return model->activity.list.searching;
}

static const char *activity_enter_word(const struct model *model)
{
	return model->activity.list.searching ? "Keep" : NULL;
}

const struct page_ops activity_page = {.context = CONTEXT_ACTIVITY,
	.way = ACTION_ACTIVITY,
	.open = activity_open,
	.action = activity_action,
	.text = activity_text,
	.takes_text = activity_takes_text,
	.click = activity_click,
	.enter_word = activity_enter_word};
