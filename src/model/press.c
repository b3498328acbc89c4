/* SPDX-License-Identifier: MIT
 * A key is text for a field first, then an action. */
#include "press.h"

#include "dialog.h"
#include "dialogs/leave.h"
#include "dialogs/once.h"
#include "dialogs/reset.h"
#include "forms/form.h"
#include "line.h"
#include "lock.h"
#include "page.h"
#include "refusal.h"
#include "reveal.h"
#include "session.h"
#include "toast.h"

static void quit(struct model *model, struct effects *effects)
{
	leave_at_once(model, EXIT_STATUS_INTERRUPTED, effects);
}

static void suspend(struct model *model, struct effects *effects)
{
	reveal_hide(model, effects);
	effect_add(effects, EFFECT_SUSPEND);
}

static void repaint(struct model *model, struct effects *effects)
{
	(void)model;
	effect_add(effects, EFFECT_REPAINT);
}

/* With its token revoked the session can read no key any more. */
static bool can_read_key(struct model *model, struct effects *effects)
{
	if (reset_is_under_way(model, effects)) {
		return false;
	}
	if (model->rotation.token_revoked && model->reveal.what != REVEAL_KEY) {
		toast(model, effects, TOAST_ERROR,
			"this session's token is revoked; sign in again to see the new key");
		return false;
	}
	return true;
}

static void show(struct model *model, struct effects *effects)
{
	if (once_on_top(model)) {
		once_show(model, effects);
	} else if (can_read_key(model, effects)) {
		reveal_toggle(model, REVEAL_KEY, effects);
	}
}

static void copy(struct model *model, struct effects *effects)
{
	if (once_on_top(model)) {
		once_copy(model, effects);
	} else if (can_read_key(model, effects)) {
		reveal_copy(model, effects);
	}
}

static void lock(struct model *model, struct effects *effects)
{
	lock_now(model, NULL, effects);
}

/* Actions that are the same wherever they can be asked for: they do something, or open a dialog or a
 * page. All others are for the dialog or page that has the keys. */
enum everywhere { NOT_EVERYWHERE, DOES, OPENS_DIALOG, OPENS_PAGE };

static const struct {
	enum everywhere how;
	void (*does)(struct model *model, struct effects *effects);
	enum dialog_kind dialog;
	enum page page;
	bool ends_session; /* not while a reset is under way */
} everywhere[ACTION_COUNT] = {
	[ACTION_QUIT] = {DOES, .does = quit},
	[ACTION_SUSPEND] = {DOES, .does = suspend},
	[ACTION_REPAINT] = {DOES, .does = repaint},
	[ACTION_SHOW] = {DOES, .does = show},
	[ACTION_COPY] = {DOES, .does = copy},
	[ACTION_RESET] = {DOES, .does = reset_open},
	[ACTION_HELP] = {OPENS_DIALOG, .dialog = DIALOG_HELP},
	[ACTION_PALETTE] = {OPENS_DIALOG, .dialog = DIALOG_PALETTE},
	[ACTION_MESSAGES] = {OPENS_DIALOG, .dialog = DIALOG_MESSAGES},
	[ACTION_MENU] = {OPENS_DIALOG, .dialog = DIALOG_MENU},
	[ACTION_SETTINGS] = {OPENS_PAGE, .page = PAGE_SETTINGS},
	[ACTION_SERVICES] = {OPENS_PAGE, .page = PAGE_SERVICES},
	[ACTION_ACTIVITY] = {OPENS_PAGE, .page = PAGE_ACTIVITY},
	[ACTION_SWITCH] = {OPENS_DIALOG, .dialog = DIALOG_SWITCH, .ends_session = true},
	[ACTION_LOCK] = {DOES, .does = lock, .ends_session = true},
	[ACTION_SIGN_OUT] = {DOES, .does = session_sign_out, .ends_session = true},
};

/* A button or row may stand for an action that has a name and perhaps a key of its own. */
static enum action meant(struct model *model, enum action action)
{
	enum action other = ACTION_NONE;

	if (model->dialog_count == 0) {
		const struct page_ops *page = page_ops(model);
		other = page->means != NULL ? page->means(model, action) : ACTION_NONE;
	} else {
		const struct dialog_ops *dialog = dialog_ops(model, model->dialog_count);
		other = dialog->means != NULL ? dialog->means(model, action) : ACTION_NONE;
		if (other != ACTION_NONE) {
			dialog_close(model);
		}
	}
	return other != ACTION_NONE ? other : action;
}

/* From the list of commands what belongs to another page is done there. */
static bool go_where_it_is(struct model *model, enum action action, struct effects *effects)
{
	enum page page;
	bool elsewhere = model->dialog_count == 0 && model->signed_in &&
		action_page(action, &page) && page != model->page;

	if (elsewhere) {
		page_open(model, page, effects);
	}
	return elsewhere;
}

static void innermost(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	if (model->dialog_count > 0) {
		if (!dialog_search(model, action)) {
			dialog_ops(model, model->dialog_count)->action(model, action, key, effects);
		}
	} else {
		page_ops(model)->action(model, action, effects);
	}
}

void press_action(
	struct model *model, enum action asked, const struct key *key, struct effects *effects)
{
	enum action action = meant(model, asked);
	bool went = go_where_it_is(model, action, effects);

	if (went && action == ACTION_REFRESH) {
		return; /* the page was read as it opened */
	}
	if (everywhere[action].ends_session &&
		(reset_is_under_way(model, effects) || form_is_waited_for(model, effects))) {
		return;
	}
	switch (everywhere[action].how) {
	case DOES:
		everywhere[action].does(model, effects);
		break;
	case OPENS_DIALOG:
		dialog_open(model, everywhere[action].dialog, effects);
		break;
	case OPENS_PAGE:
		page_open(model, everywhere[action].page, effects);
		break;
	case NOT_EVERYWHERE:
		innermost(model, action, key, effects);
		break;
	}
}

static void text(struct model *model, uint32_t code)
{
	if (model->dialog_count > 0 && dialog_top(model)->searching) {
		dialog_search_text(model, code);
	} else if (model->dialog_count > 0) {
		dialog_ops(model, model->dialog_count)->text(model, code);
	} else {
		page_ops(model)->text(model, code);
	}
}

static void pasted(struct model *model, uint32_t code)
{
	char bytes[4];

	if (model_text_entry(model) && !model->too_small && key_text(code, bytes) > 0) {
		text(model, code);
	}
}

static void no_action(struct model *model, uint32_t code, struct effects *effects)
{
	if (model_text_entry(model) && line_takes(code)) {
		text(model, code);
	} else {
		refusal_of_key(model, code, effects);
	}
}

void press_key(struct model *model, const struct key *key, struct effects *effects)
{
	enum action action;

	model->last_key = model->now;
	if (model->leaving) {
		if (key->code == KEYPRESS_CTRL_C && !key->pasted) {
			leave_hurry(model, effects);
		}
		return;
	}
	if (key->pasted) {
		pasted(model, key->code);
		return;
	}
	if (model->too_small && (key->code == KEYPRESS_ESCAPE || key->code == 'q') && !key->burst) {
		leave_at_once(model, EXIT_STATUS_DONE, effects); /* no question fits the window */
		return;
	}
	if (key->code == KEYPRESS_CTRL_L) { /* shows what is there, and changes none of it */
		repaint(model, effects);
		return;
	}
	toast_key(model);
	if (refusal_ignores(model, key->code, effects)) {
		return;
	}
	action = action_for_key(model, key->code);
	if (action == ACTION_ACTIVATE && action_enter_word(model) == NULL) {
		refusal_of_enter(model, effects);
	} else if (action != ACTION_NONE) {
		press_action(model, action, key, effects);
	} else if (!model->too_small) {
		no_action(model, key->code, effects);
	}
}
