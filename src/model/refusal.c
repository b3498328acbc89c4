/* SPDX-License-Identifier: MIT */
#include "refusal.h"

#include <string.h>

#include "line.h"
#include "page.h"
#include "toast.h"

enum { KEY_NAME_MAX = 16, KEYS_MAX = 3 };

static bool ends_session(enum action action)
{
	return action == ACTION_SWITCH || action == ACTION_LOCK || action == ACTION_SIGN_OUT;
}

static bool reads_key(enum action action)
{
	return action == ACTION_SHOW || action == ACTION_COPY || action == ACTION_PLACES;
}

const char *refusal_on_page(const struct model *model, enum action action)
{
	enum page page;

	if (!model->signed_in && !action_available_below(model, action, 0)) {
		return "sign in first";
	}
	if (rotation_under_way(&model->rotation) && (ends_session(action) || reads_key(action))) {
		return "a reset is under way";
	}
	if (action_available_below(model, action, 0) || action_page(action, &page)) {
		return NULL;
	}
	if (action == ACTION_SEARCH) {
		return "there is nothing to search on this page";
	}
	return action == page_ops(model)->way ? "you are there" : "not on this page";
}

/* ---- keys ---- */

static enum action stands_for(uint32_t code)
{
	for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
		for (size_t i = 0; i < KEYS_MAX; i++) {
			if (action_info(action)->keys[i] == code) {
				return action;
			}
		}
	}
	return ACTION_NONE;
}

static const char *why(const struct model *model, enum action action)
{
	enum page page;

	if (model->dialog_count > 0) {
		return "not while this is open; Esc closes it";
	}
	if (!model->signed_in) {
		return page_ops(model)->busy != NULL && page_ops(model)->busy(model)
			? "signing in; Esc cancels"
			: "sign in first";
	}
	return action_page(action, &page) ? "this works on Settings & Contacts; ':' goes there"
					  : "not on this page";
}

void refusal_of_search(struct model *model, struct effects *effects)
{
	model->ignoring = true;
	toast_hint(model, effects,
		"There is nothing to search here; letters are ignored until Esc or Enter");
}

void refusal_of_key(struct model *model, uint32_t code, struct effects *effects)
{
	enum action action = stands_for(code);
	char key[KEY_NAME_MAX];

	keypress_name(code, key, sizeof(key));
	if (action == ACTION_SEARCH) {
		refusal_of_search(model, effects);
	} else if (action == ACTION_NONE) {
		toast_hint(model, effects, "%s does nothing here; F1 shows the keys that do", key);
	} else {
		toast_hint(model, effects, "%s (%s): %s", key, action_info(action)->name,
			why(model, action));
	}
}

bool refusal_ignores(struct model *model, uint32_t code, struct effects *effects)
{
	char bytes[4];

	if (!model->ignoring) {
		return false;
	}
	if (key_text(code, bytes) > 0) {
		refusal_of_search(model, effects);
		return true;
	}
	model->ignoring = false;
	model->toast_on = false;
	return code == KEYPRESS_ESCAPE || code == KEYPRESS_ENTER;
}

void refusal_of_enter(struct model *model, struct effects *effects)
{
	toast_hint(model, effects, "There is nothing to open or press here");
}
