/* SPDX-License-Identifier: MIT
 * The action table, and what of it can be asked for now. */
#include "keyturn/action.h"

#include <stdio.h>
#include <string.h>

#include "model_private.h"

static const struct action_info infos[ACTION_COUNT] = {[ACTION_NONE] = {"", "", "", 0, {0, 0, 0}},
#define X(id, name, footer, help, contexts, a, b, c) \
	[ACTION_##id] = {name, footer, help, contexts, {a, b, c}},
	ACTION_TABLE(X)
#undef X
};

enum { KEYS_MAX = sizeof(infos[0].keys) / sizeof(infos[0].keys[0]) };

const struct action_info *action_info(enum action action)
{
	return &infos[action];
}

static unsigned context(const struct model *model, size_t dialogs)
{
	static const unsigned pages[] = {
		[PAGE_SIGN_IN] = CONTEXT_SIGN_IN,
		[PAGE_HOME] = CONTEXT_HOME,
		[PAGE_SETTINGS] = CONTEXT_SETTINGS,
		[PAGE_SERVICES] = CONTEXT_SERVICES,
		[PAGE_ACTIVITY] = CONTEXT_ACTIVITY,
	};

	return dialogs > 0 ? CONTEXT_DIALOG : pages[model->page];
}

static bool works_anywhere(enum action action)
{
	return action == ACTION_QUIT || action == ACTION_SUSPEND || action == ACTION_REPAINT;
}

static bool waits_for_sign_in(const struct model *model, size_t dialogs)
{
	return dialogs == 0 && model->page == PAGE_SIGN_IN &&
		model->sign_in.load.state == LOAD_UNDER_WAY;
}

bool action_available_below(const struct model *model, enum action action, size_t dialogs)
{
	if ((infos[action].contexts & context(model, dialogs)) == 0) {
		return false;
	}
	if (works_anywhere(action)) {
		return true;
	}
	if (model->too_small) {
		return false;
	}
	if (waits_for_sign_in(model, dialogs)) {
		return action == ACTION_BACK || action == ACTION_HELP;
	}
	if (action == ACTION_SWITCH) {
		return model->signed_in ||
			(model->options.account_count > 0 && !model->sign_in.locked);
	}
	if (action == ACTION_LOCK) { /* above a shown result, too */
		return model->signed_in;
	}
	if (action == ACTION_HELP) {
		return !dialog_is_open(model, DIALOG_HELP) || dialogs < model->dialog_count;
	}
	if (action == ACTION_SHOW || action == ACTION_COPY) {
		return dialogs == 0 || reset_result_shown(model, dialogs);
	}
	if (action == ACTION_PLACES) {
		return places_can_open(model, dialogs);
	}
	return !(action == ACTION_SETTINGS && model->page == PAGE_SETTINGS) &&
		!(action == ACTION_SERVICES && model->page == PAGE_SERVICES) &&
		!(action == ACTION_ACTIVITY && model->page == PAGE_ACTIVITY);
}

bool action_available(const struct model *model, enum action action)
{
	return action_available_below(model, action, model->dialog_count);
}

static bool has_key(enum action action, uint32_t code)
{
	for (size_t i = 0; i < KEYS_MAX; i++) {
		if (infos[action].keys[i] == code) {
			return true;
		}
	}
	return false;
}

enum action action_for_key(const struct model *model, uint32_t code)
{
	if (code == 0 || (model_text_entry(model) && line_takes(code))) {
		return ACTION_NONE;
	}
	for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
		if (has_key(action, code) && action_available(model, action)) {
			return action;
		}
	}
	return ACTION_NONE;
}

/* ---- the footer ---- */

static const char *dialog_enter_word(const struct model *model, const struct dialog *dialog)
{
	switch (dialog->kind) {
	case DIALOG_MENU:
		return "Open";
	case DIALOG_RESET:
		return reset_enter_word(model);
	case DIALOG_PLACES:
		return places_enter_word(model);
	case DIALOG_RESUME:
		return dialog->item == RESUME_LATER ? "Later" : "Finish";
	case DIALOG_PROGRESS:
		return rotation_under_way(&model->rotation) ? "Stop waiting" : "Close";
	case DIALOG_HELP:
	case DIALOG_MESSAGES:
		return "Close";
	case DIALOG_PALETTE:
		return "Run";
	case DIALOG_SWITCH:
		return "Sign in";
	case DIALOG_LEAVE:
		return dialog->item == LEAVE_STAY ? "Stay" : "Leave";
	}
	return NULL;
}

/* A footer that says another word at each stop would be read aloud at each: there it has none. */
static const char *enter_word(const struct model *model)
{
	if (model->options.accessible) {
		return NULL;
	}
	if (model->dialog_count > 0) {
		return dialog_enter_word(model, model_dialog(model));
	}
	switch (model->page) {
	case PAGE_SIGN_IN:
		return sign_in_enter_word(model);
	case PAGE_HOME:
		return "Open";
	case PAGE_SETTINGS:
		return settings_enter_word(model);
	case PAGE_SERVICES:
		if (model->services.list.searching) {
			return "Keep";
		}
		return model_services_matching(model, NULL, 0) > 0 ? "URL" : NULL;
	case PAGE_ACTIVITY:
		return model->activity.list.searching ? "Keep" : NULL;
	}
	return NULL;
}

static const char *back_word(const struct model *model)
{
	if (model->dialog_count > 0 || (model->page != PAGE_SIGN_IN && model->page != PAGE_HOME)) {
		return infos[ACTION_BACK].footer;
	}
	if (model->page == PAGE_SIGN_IN && model->sign_in.load.state == LOAD_UNDER_WAY) {
		return "Cancel";
	}
	return model->page == PAGE_SIGN_IN && model->sign_in.passcode_step ? "Back" : "Quit";
}

static const char *footer_word(const struct model *model, enum action action)
{
	if (action == ACTION_ACTIVATE) {
		return enter_word(model);
	}
	if (action == ACTION_BACK) {
		return back_word(model);
	}
	if (action == ACTION_SHOW && model->reveal.what == REVEAL_KEY) {
		return "Hide";
	}
	return infos[action].footer;
}

/* In a form a letter is a key at one stop and text at the next. The footer names the key that works
 * at all of them, and need not be drawn again at each. */
static bool is_text_nearby(const struct model *model, uint32_t code)
{
	return model->page == PAGE_SIGN_IN && model->dialog_count == 0 && line_takes(code);
}

/* The first of its keys that reaches the action now, or 0. */
static uint32_t working_key(const struct model *model, enum action action)
{
	for (size_t i = 0; i < KEYS_MAX; i++) {
		uint32_t code = infos[action].keys[i];
		if (code != 0 && !is_text_nearby(model, code) &&
			action_for_key(model, code) == action) {
			return code;
		}
	}
	return 0;
}

size_t action_footer(const struct model *model, struct footer_item *items, size_t max)
{
	const char *entered = enter_word(model);
	size_t count = 0;

	for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT && count < max; action++) {
		const char *word = footer_word(model, action);
		uint32_t code = working_key(model, action);
		if (word == NULL || word[0] == '\0' || code == 0) {
			continue;
		}
		if (action != ACTION_ACTIVATE && entered != NULL && strcmp(word, entered) == 0) {
			continue; /* Enter does it */
		}
		items[count].word = word;
		keypress_name(code, items[count].key, sizeof(items[count].key));
		count++;
	}
	return count;
}
