/* SPDX-License-Identifier: MIT
 * The action table, and what of it can be asked for now. */
#include "keyturn/action.h"

#include <string.h>

#include "dialog.h"
#include "line.h"
#include "page.h"

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

static bool works_anywhere(enum action action)
{
	return action == ACTION_QUIT || action == ACTION_SUSPEND || action == ACTION_REPAINT;
}

static bool can_switch(const struct model *model)
{
	return model->signed_in || (model->options.account_count > 0 && !model->sign_in.locked);
}

static bool page_has(const struct model *model, enum action action)
{
	const struct page_ops *page = page_ops(model);

	if (page->busy != NULL && page->busy(model)) {
		return action == ACTION_BACK || action == ACTION_HELP;
	}
	return action != page->way;
}

static bool dialog_has(const struct model *model, enum action action, size_t dialogs)
{
	const struct dialog_ops *dialog = dialog_ops(model, dialogs);
	bool of_few = action == ACTION_SHOW || action == ACTION_COPY || action == ACTION_PLACES ||
		action == ACTION_REFRESH;

	if (action == ACTION_SEARCH) {
		return dialog->matches != NULL;
	}
	if (action == ACTION_HELP) {
		return !dialog_is_open(model, DIALOG_HELP) || dialogs < model->dialog_count;
	}
	return !of_few || (dialog->offers != NULL && dialog->offers(model, action));
}

bool action_available_below(const struct model *model, enum action action, size_t dialogs)
{
	unsigned context = dialogs > 0 ? (unsigned)CONTEXT_DIALOG : page_ops(model)->context;

	if ((infos[action].contexts & context) == 0) {
		return false;
	}
	if (works_anywhere(action)) {
		return true;
	}
	if (model->too_small || (action == ACTION_SWITCH && !can_switch(model)) ||
		(action == ACTION_LOCK && !model->signed_in)) {
		return false;
	}
	return dialogs > 0 ? dialog_has(model, action, dialogs) : page_has(model, action);
}

bool action_available(const struct model *model, enum action action)
{
	return action_available_below(model, action, model->dialog_count);
}

bool model_text_entry(const struct model *model)
{
	if (model->dialog_count > 0) {
		const struct dialog_ops *dialog = dialog_ops(model, model->dialog_count);
		return model_dialog(model)->searching ||
			(dialog->text != NULL &&
				(dialog->takes_text == NULL || dialog->takes_text(model)));
	}
	return page_ops(model)->takes_text != NULL && page_ops(model)->takes_text(model);
}

/* Text for a field, or ignored after a search for which there is nothing. */
static bool is_text(const struct model *model, uint32_t code)
{
	char bytes[4];

	return model->ignoring ? key_text(code, bytes) > 0
			       : model_text_entry(model) && line_takes(code);
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
	if (code == 0 || is_text(model, code)) {
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

bool action_page(enum action action, enum page *page)
{
	*page = PAGE_SETTINGS;
	return action == ACTION_SHOW || action == ACTION_COPY || action == ACTION_RESET ||
		action == ACTION_PLACES || action == ACTION_REFRESH || action == ACTION_ADD ||
		action == ACTION_EDIT || action == ACTION_ENABLE || action == ACTION_DELETE ||
		action == ACTION_SORT;
}

const char *action_synonyms(enum action action)
{
	static const char *const synonyms[ACTION_COUNT] = {
		[ACTION_RESET] = "rotate",
		[ACTION_PLACES] = "scan",
		[ACTION_ADD] = "new user contact create",
		[ACTION_EDIT] = "change user contact",
		[ACTION_ENABLE] = "user contact lock out",
		[ACTION_DELETE] = "remove user contact",
		[ACTION_SORT] = "order contacts users",
		[ACTION_SETTINGS] = "contacts profile pin",
		[ACTION_SERVICES] = "catalog endpoints",
		[ACTION_ACTIVITY] = "history",
		[ACTION_SWITCH] = "profiles accounts",
		[ACTION_SIGN_OUT] = "logout",
		[ACTION_QUIT] = "exit",
	};

	return synonyms[action] != NULL ? synonyms[action] : "";
}

const char *action_enter_word(const struct model *model)
{
	if (model->ignoring) {
		return "Go on";
	}
	if (model->dialog_count > 0 && model_dialog(model)->searching) {
		return "Keep";
	}
	if (model->dialog_count > 0) {
		const struct dialog_ops *dialog = dialog_ops(model, model->dialog_count);
		return dialog->enter_word != NULL ? dialog->enter_word(model) : dialog->enter;
	}
	return page_ops(model)->enter_word != NULL ? page_ops(model)->enter_word(model) : NULL;
}

/* A footer that says another word at each stop would be read aloud at each: there it has none. */
static const char *enter_word(const struct model *model)
{
	return model->options.accessible ? NULL : action_enter_word(model);
}

static const char *back_word(const struct model *model)
{
	if (model->ignoring) {
		return "Go on";
	}
	bool has_own = model->dialog_count == 0 && page_ops(model)->back_word != NULL;

	return has_own ? page_ops(model)->back_word(model) : infos[ACTION_BACK].footer;
}

/* Of what a page has for its list and for the rest, the footer names what the focus is on; read aloud
 * it is the same at each stop. */
static bool is_elsewhere(const struct model *model, enum action action)
{
	const struct page_ops *page = page_ops(model);

	return model->dialog_count == 0 && page->is_near != NULL && !page->is_near(model, action);
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
	if (is_elsewhere(model, action)) {
		return NULL;
	}
	return infos[action].footer;
}

/* In a form a letter is a key at one stop and text at the next. The footer names the key that works
 * at all of them, and need not be drawn again at each. */
static bool is_text_nearby(const struct model *model, uint32_t code)
{
	return model->dialog_count == 0 && page_ops(model)->form && line_takes(code);
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

/* Both arrows in one item; read aloud the footer is the same at each stop. */
static bool has_choice(const struct model *model)
{
	const struct page_ops *page = page_ops(model);

	return model->dialog_count == 0 && !model->options.accessible && page->is_choice != NULL &&
		page->is_choice(model);
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
		if (action == ACTION_ACTIVATE && has_choice(model) && count < max) {
			items[count++] = (struct footer_item){"← →", "Choose"};
		}
	}
	return count;
}
