/* SPDX-License-Identifier: MIT
 * The buttons and the list of Settings & Contacts: which one has the keys, and where they lead. */
#include "settings_focus.h"

#include "../list.h"
#include "../stops.h"

bool settings_can_focus(const struct settings *page, enum settings_focus focus)
{
	if (focus == SETTINGS_PIN_SHOW) {
		return page->user_load.state == LOAD_READY && page->has_pin;
	}
	if (focus == SETTINGS_QUESTION) {
		return page->questions_load.state == LOAD_READY && page->questions != NULL &&
			page->questions->count > 0;
	}
	return focus != SETTINGS_CONTACTS ||
		(page->contacts_load.state == LOAD_READY && page->contacts->count > 0);
}

static bool can(const struct model *model, size_t stop)
{
	return settings_can_focus(&model->settings, (enum settings_focus)stop);
}

static const int rows[SETTINGS_FOCUS_COUNT] = {
	[SETTINGS_EMAIL] = 0,
	[SETTINGS_REGION] = 1,
	[SETTINGS_PASSWORD] = 2,
	[SETTINGS_MFA] = 3,
	[SETTINGS_QUESTION] = 4,
	[SETTINGS_PIN_SHOW] = 5,
	[SETTINGS_PIN_CHANGE] = 5,
	[SETTINGS_KEY_SHOW] = 6,
	[SETTINGS_KEY_COPY] = 6,
	[SETTINGS_KEY_RESET] = 6,
	[SETTINGS_CONTACTS] = 7,
};

static const struct stops stops = {.rows = rows, .count = SETTINGS_FOCUS_COUNT, .can = can};

/* In the list they go from row to row; Tab, and up from the first row, leave it. */
static bool is_in_list(const struct settings *page, enum action action)
{
	bool leaves = action == ACTION_NEXT || action == ACTION_PREVIOUS ||
		(action == ACTION_UP && page->contact == 0);

	return page->focus == SETTINGS_CONTACTS && list_is_move(action) && !leaves;
}

void settings_move(struct model *model, enum action action)
{
	struct settings *page = &model->settings;

	if (!settings_can_focus(page, page->focus)) {
		page->focus = SETTINGS_KEY_SHOW;
	}
	if (is_in_list(page, action)) {
		page->contact = list_step(action, page->contact, page->row_count);
	} else {
		page->focus = (enum settings_focus)stops_move(
			&stops, model, (size_t)page->focus, action);
	}
	page->searching = page->searching && page->focus == SETTINGS_CONTACTS;
}
