/* SPDX-License-Identifier: MIT
 * The page after sign-in: ways to Settings & Contacts, Service Access and the account menu; and at first
 * start the offer to save the account as a profile. */
#include "pages.h"

#include <stdio.h>

#include "../dialogs/leave.h"
#include "../list.h"

static enum action home_means(const struct model *model, enum action action)
{
	static const enum action buttons[HOME_FOCUS_COUNT] = {
		[HOME_SETTINGS] = ACTION_SETTINGS,
		[HOME_SERVICES] = ACTION_SERVICES,
		[HOME_MENU] = ACTION_MENU,
	};

	return action == ACTION_ACTIVATE ? buttons[model->home.focus] : ACTION_NONE;
}

bool model_offers_profile(const struct model *model)
{
	return model->options.may_save_profile && !model->home.saved;
}

static const char *home_enter_word(const struct model *model)
{
	return model->home.focus == HOME_SAVE ? "Save" : "Open";
}

static const char *home_back_word(const struct model *model)
{
	(void)model;
	return "Quit";
}

static bool has(const struct model *model, enum home_focus focus)
{
	return focus != HOME_SAVE || model_offers_profile(model);
}

static void turn(struct model *model, int direction)
{
	do {
		model->home.focus = (enum home_focus)(
			((int)model->home.focus + direction + HOME_FOCUS_COUNT) % HOME_FOCUS_COUNT);
	} while (!has(model, model->home.focus));
}

/* The menu is at the top of the screen, the buttons are below it. */
static void move(struct model *model, enum action action)
{
	static const enum home_focus order[] = {HOME_MENU, HOME_SETTINGS, HOME_SERVICES, HOME_SAVE};
	const size_t count = has(model, HOME_SAVE) ? HOME_FOCUS_COUNT : HOME_FOCUS_COUNT - 1;
	size_t at = 0;

	while (at + 1 < count && order[at] != model->home.focus) {
		at++;
	}
	model->home.focus = order[list_step(action, at, count)];
}

static void save(struct model *model, struct effects *effects)
{
	struct effect *effect = effect_add(effects, EFFECT_SAVE_PROFILE);

	snprintf(effect->url, sizeof(effect->url), "%s", model->url);
	snprintf(effect->user, sizeof(effect->user), "%s", model->session.user_name);
	model->home.saved = true;
	model->home.focus = HOME_SETTINGS;
}

static void home_action(struct model *model, enum action action, struct effects *effects)
{
	if (action == ACTION_BACK) {
		leave_ask(model, effects);
	} else if (action == ACTION_ACTIVATE && model->home.focus == HOME_SAVE) {
		save(model, effects);
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
	if (stop == CLICK_ACCOUNT) {
		model->home.focus = HOME_MENU;
		return true;
	}
	if (stop != HOME_SETTINGS && stop != HOME_SERVICES && stop != HOME_SAVE) {
		return false;
	}
	model->home.focus = (enum home_focus)stop;
	return true;
}

const struct page_ops home_page = {.context = CONTEXT_HOME,
	.action = home_action,
	.means = home_means,
	.click = home_click,
	.enter_word = home_enter_word,
	.back_word = home_back_word};
