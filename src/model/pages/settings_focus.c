/* SPDX-License-Identifier: MIT
 * The buttons and the list of Settings & Contacts: which one has the keys, and where they lead. */
#include "settings_focus.h"

#include "../list.h"

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

/* The row of the page that a button is in: up and down go from row to row, left and right within one. */
static int row_of(enum settings_focus focus)
{
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

	return rows[focus];
}

static void turn(struct settings *page, int direction)
{
	int focus = (int)page->focus;

	do {
		focus = (focus + direction + SETTINGS_FOCUS_COUNT) % SETTINGS_FOCUS_COUNT;
	} while (!settings_can_focus(page, (enum settings_focus)focus));
	page->focus = (enum settings_focus)focus;
}

static void sideways(struct settings *page, int direction)
{
	enum settings_focus before = page->focus;

	turn(page, direction);
	if (row_of(page->focus) != row_of(before)) {
		page->focus = before;
	}
}

/* The first button of the next row there is, if there is one. */
static void to_row(struct settings *page, int direction)
{
	const int last = row_of(SETTINGS_CONTACTS);

	for (int row = row_of(page->focus) + direction; row >= 0 && row <= last; row += direction) {
		for (enum settings_focus focus = 0; focus < SETTINGS_FOCUS_COUNT; focus++) {
			if (row_of(focus) == row && settings_can_focus(page, focus)) {
				page->focus = focus;
				return;
			}
		}
	}
}

static void up_or_down(struct model *model, enum action action)
{
	struct settings *page = &model->settings;
	bool in_list = page->focus == SETTINGS_CONTACTS;

	if (in_list && (action == ACTION_DOWN || page->contact > 0)) {
		page->contact = list_step(
			action, page->contact, model_contacts_matching(model, NULL, 0));
	} else {
		to_row(page, action == ACTION_DOWN ? 1 : -1);
	}
}

static void jump(struct model *model, enum action action)
{
	struct settings *page = &model->settings;

	if (page->focus == SETTINGS_CONTACTS) {
		page->contact = list_step(
			action, page->contact, model_contacts_matching(model, NULL, 0));
	} else if (action == ACTION_FIRST || action == ACTION_PAGE_UP) {
		page->focus = SETTINGS_EMAIL;
	} else if (settings_can_focus(page, SETTINGS_CONTACTS)) {
		page->focus = SETTINGS_CONTACTS;
	}
}

void settings_move(struct model *model, enum action action)
{
	struct settings *page = &model->settings;

	if (!settings_can_focus(page, page->focus)) {
		page->focus = SETTINGS_KEY_SHOW;
	}
	if (action == ACTION_NEXT || action == ACTION_PREVIOUS) {
		turn(page, action == ACTION_NEXT ? 1 : -1);
	} else if (action == ACTION_LEFT || action == ACTION_RIGHT) {
		sideways(page, action == ACTION_RIGHT ? 1 : -1);
	} else if (action == ACTION_UP || action == ACTION_DOWN) {
		up_or_down(model, action);
	} else if (list_is_move(action)) {
		jump(model, action);
	}
	page->searching = page->searching && page->focus == SETTINGS_CONTACTS;
}
