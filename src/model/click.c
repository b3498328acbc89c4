/* SPDX-License-Identifier: MIT
 * What a click does: the focus goes to what was clicked, and a button is pressed. */
#include "model_private.h"

unsigned model_layer(const struct model *model)
{
	const struct dialog *top = model_dialog(model);

	return (unsigned)model->page << 8 | (top != NULL ? (unsigned)top->kind + 1 : 0);
}

static size_t item_count(const struct model *model, enum dialog_kind kind)
{
	switch (kind) {
	case DIALOG_MENU:
		return MENU_COUNT;
	case DIALOG_RESET:
		return RESET_ITEM_COUNT;
	case DIALOG_PLACES:
		return model->rotation.place_count;
	case DIALOG_RESUME:
		return RESUME_ITEM_COUNT;
	case DIALOG_PROGRESS:
		return 1;
	case DIALOG_HELP:
		return model_help_actions(model, NULL, 0);
	case DIALOG_PALETTE:
		return model_palette_matching(model, NULL, 0);
	case DIALOG_MESSAGES:
		return model_log_length(model);
	case DIALOG_SWITCH:
		return model->options.account_count + 1;
	case DIALOG_LEAVE:
		return LEAVE_GO + 1;
	}
	return 0;
}

/* Buttons are pressed at once, rows by a click on the selected one; rows that are only to be read
 * never: Enter would close their dialog. */
enum manner { PRESSED, PRESSED_AT_SECOND, NOT_PRESSED };

static enum manner manner_of(const struct model *model, enum dialog_kind kind, size_t item)
{
	switch (kind) {
	case DIALOG_MENU:
	case DIALOG_RESUME:
	case DIALOG_PROGRESS:
	case DIALOG_LEAVE:
		return PRESSED;
	case DIALOG_RESET:
		return item == RESET_GENERATE ? PRESSED_AT_SECOND : PRESSED;
	case DIALOG_PALETTE:
	case DIALOG_SWITCH:
		return PRESSED_AT_SECOND;
	case DIALOG_PLACES:
		return model->rotation.step == ROTATION_CONFIRMING ? PRESSED_AT_SECOND
								   : NOT_PRESSED;
	case DIALOG_HELP:
	case DIALOG_MESSAGES:
		break;
	}
	return NOT_PRESSED;
}

/* A press at once does not wait for the focus: nobody typed ahead what the pointer is on. */
static void click_dialog(
	struct model *model, const struct click *click, bool alone, struct effects *effects)
{
	size_t item = (size_t)click->stop;
	const struct key key = {.code = KEYPRESS_CLICK, .burst = !alone};
	struct dialog *dialog = dialog_top(model);
	enum manner manner = manner_of(model, dialog->kind, item);
	bool there = dialog->item == item && !dialog->doubted;

	if (item >= item_count(model, dialog->kind)) {
		return;
	}
	dialog->doubted = false; /* the pointer is a focus of its own */
	dialog->held = true;
	dialog->first = click->line;
	bool pressed = alone && (manner == PRESSED || (manner == PRESSED_AT_SECOND && there));
	if (pressed) {
		dialog->item = item;
		dialog_action(model, ACTION_ACTIVATE, &key, effects);
		return;
	}
	dialog_focus(model, item);
	if (dialog->kind == DIALOG_RESET && item == RESET_GENERATE &&
		model->rotation.step == ROTATION_CONFIRMING) {
		toast(model, effects, TOAST_INFO, "Click once more, or press Enter, to confirm");
	}
}

static void click_account(struct model *model, struct effects *effects)
{
	if (!action_available(model, ACTION_MENU)) {
		return;
	}
	if (model->page == PAGE_HOME) {
		model->home.focus = HOME_MENU;
	}
	press_action(model, ACTION_MENU, NULL, effects);
}

/* One that came together with other keys was aimed at an older picture: it presses nothing. One on
 * a page or dialog that is not there any more is nothing. */
void click_take(struct model *model, const struct click *click, struct effects *effects)
{
	model->last_key = model->now;
	if (model->leaving) {
		return;
	}
	toast_key(model);
	if (click->layer != model_layer(model) || !action_available(model, ACTION_ACTIVATE)) {
		return;
	}
	if (model->dialog_count > 0) {
		click_dialog(model, click, !click->burst, effects);
	} else if (click->stop == CLICK_ACCOUNT) {
		click_account(model, effects);
	} else if (page_click(model, click->stop, click->line) && !click->burst) {
		page_action(model, ACTION_ACTIVATE, effects);
	}
}
