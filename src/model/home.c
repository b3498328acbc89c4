/* SPDX-License-Identifier: MIT
 * The page after sign-in: ways to Settings & Contacts, Service Access and the account menu. */
#include "model_private.h"

static void activate(struct model *model, struct effects *effects)
{
	switch (model->home.focus) {
	case HOME_SETTINGS:
		page_open(model, PAGE_SETTINGS, effects);
		break;
	case HOME_SERVICES:
		page_open(model, PAGE_SERVICES, effects);
		break;
	case HOME_MENU:
		dialog_open(model, DIALOG_MENU, effects);
		break;
	case HOME_FOCUS_COUNT:
		break;
	}
}

static void turn(struct model *model, int direction)
{
	model->home.focus = (enum home_focus)(
		((int)model->home.focus + direction + HOME_FOCUS_COUNT) % HOME_FOCUS_COUNT);
}

/* The menu is at the top of the screen, the buttons are below it. */
static void move(struct model *model, enum action action)
{
	static const enum home_focus downwards[] = {HOME_MENU, HOME_SETTINGS, HOME_SERVICES};
	size_t at = 0;

	while (downwards[at] != model->home.focus) {
		at++;
	}
	model->home.focus = downwards[list_step(action, at, HOME_FOCUS_COUNT)];
}

static void home_action(struct model *model, enum action action, struct effects *effects)
{
	if (action == ACTION_ACTIVATE) {
		activate(model, effects);
	} else if (action == ACTION_BACK) {
		leave_ask(model, EXIT_STATUS_DONE, effects);
	} else if (action == ACTION_NEXT || action == ACTION_RIGHT) {
		turn(model, 1);
	} else if (action == ACTION_PREVIOUS || action == ACTION_LEFT) {
		turn(model, -1);
	} else if (list_is_move(action)) {
		move(model, action);
	}
}

static bool home_click(struct model *model, int stop, size_t line)
{
	(void)line;
	if (stop != HOME_SETTINGS && stop != HOME_SERVICES) {
		return false;
	}
	model->home.focus = (enum home_focus)stop;
	return true;
}

const struct page_ops home_page = {.action = home_action, .click = home_click};
