/* SPDX-License-Identifier: MIT */
#include "click.h"

#include "dialog.h"
#include "page.h"
#include "press.h"
#include "toast.h"

unsigned model_layer(const struct model *model)
{
	const struct dialog *top = model_dialog(model);

	return (unsigned)model->page << 8 | (top != NULL ? (unsigned)top->kind + 1 : 0);
}

static bool presses(const struct model *model, size_t item)
{
	const struct dialog_ops *ops = dialog_ops(model, model->dialog_count);
	enum click_manner manner = ops->click_on != NULL ? ops->click_on(model, item) : ops->click;

	return manner == CLICK_PRESSES ||
		(manner == CLICK_PRESSES_SELECTED && model_dialog(model)->item == item &&
			!model_dialog(model)->doubted);
}

/* A press at once does not wait for the focus: nobody typed ahead what the pointer is on. */
static void click_dialog(
	struct model *model, const struct click *click, bool alone, struct effects *effects)
{
	const struct dialog_ops *ops = dialog_ops(model, model->dialog_count);
	struct dialog *dialog = dialog_top(model);
	size_t item = (size_t)click->stop;
	const struct key key = {.code = KEYPRESS_CLICK, .burst = !alone};

	if (item >= dialog_items(model)) {
		return;
	}
	bool pressed = alone && presses(model, item);
	dialog->doubted = false; /* the pointer is a focus of its own */
	dialog->held = true;
	dialog->first = click->line;
	if (pressed) {
		dialog->item = item;
		press_action(model, ACTION_ACTIVATE, &key, effects);
		return;
	}
	dialog_focus(model, item);
	if (ops->selected != NULL) {
		ops->selected(model, effects);
	}
}

static void click_page(struct model *model, const struct click *click, struct effects *effects)
{
	bool account = click->stop == CLICK_ACCOUNT;

	if (account && !action_available(model, ACTION_MENU)) {
		return;
	}
	bool pressed = page_ops(model)->click(model, click->stop, click->line);
	if (account) {
		press_action(model, ACTION_MENU, NULL, effects);
	} else if (pressed && !click->burst) {
		press_action(model, ACTION_ACTIVATE, NULL, effects);
	}
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
	model->ignoring = false;
	if (click->layer != model_layer(model) || !action_available(model, ACTION_ACTIVATE)) {
		return;
	}
	if (model->dialog_count > 0) {
		click_dialog(model, click, !click->burst, effects);
	} else {
		click_page(model, click, effects);
	}
}
