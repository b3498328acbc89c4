/* SPDX-License-Identifier: MIT
 * The dialogs over the page: what every dialog says of itself, and the stack of those that are
 * open. The top one has the keys. */
#ifndef KEYTURN_MODEL_DIALOG_H
#define KEYTURN_MODEL_DIALOG_H

#include "keyturn/model.h"

/* Buttons are pressed at once, rows by a click on the selected one; rows that are only to be read
 * never: Enter would close their dialog. */
enum click_manner { CLICK_SELECTS, CLICK_PRESSES, CLICK_PRESSES_SELECTED };

/* A dialog. Members that are not there are NULL or 0, except `action`. The functions are asked about
 * the dialog on top, unless they say otherwise. */
struct dialog_ops {
	/* How many items there are: always as many, or by what is there now. */
	size_t items;
	size_t (*count)(const struct model *model);

	/* Of a list that can be searched: whether row `index` of `count` matches. */
	bool (*matches)(const struct model *model, size_t index, const char *text);

	/* The footer's word for Enter: always the same, or by item; NULL: it does nothing. */
	const char *enter;
	const char *(*enter_word)(const struct model *model);

	/* What a click does: always the same, or by item. */
	enum click_manner click;
	enum click_manner (*click_on)(const struct model *model, size_t item);
	/* A click selected the item and did not press it. */
	void (*selected)(struct model *model, struct effects *effects);

	/* Whether an action that few dialogs have (Show, Copy, Places, Refresh) can be asked for. The dialog
	 * may be below others. */
	bool (*offers)(const struct model *model, enum action action);

	/* `key` is what asked for it: a button that must not be pressed by accident looks at it. */
	void (*action)(struct model *model, enum action action, const struct key *key,
		struct effects *effects);
	/* What `action` stands for at this item: it is done after the dialog was closed. NONE: it is
	 * the dialog's own. */
	enum action (*means)(const struct model *model, enum action action);
	/* A key that is no action. A dialog with this takes letters as text. */
	void (*text)(struct model *model, uint32_t code);
	bool (*takes_text)(const struct model *model); /* whether it does now; NULL: always */

	/* As of a page (page.h): what is read for it from the service. The dialog may be closed. */
	struct load *(*load)(struct model *model, size_t index);
	bool (*reply)(struct model *model, uint32_t ticket, struct identity_reply *reply,
		struct effects *effects);
	void (*changed)(struct model *model, struct effects *effects);
};

/* A press on a button that matters counts when it came alone and not in the wake of another key. */
enum { CONFIRM_MS_MIN = 300 };

/* ---- the stack ---- */

struct dialog *dialog_open(struct model *model, enum dialog_kind kind, struct effects *effects);
void dialog_close(struct model *model);
void dialog_close_kind(struct model *model, enum dialog_kind kind);
bool dialog_is_open(const struct model *model, enum dialog_kind kind);
void dialog_in_sight(struct model *model); /* the top one is again: its time begins anew */

/* ---- the top one ---- */

struct dialog *dialog_top(struct model *model); /* or NULL */
size_t dialog_items(const struct model *model); /* of a list those that match its search */
size_t dialog_row(const struct model *model);   /* of a list, the selected one's index in all */
/* Takes what a list's search takes; true when it was used. */
bool dialog_search(struct model *model, enum action action);
void dialog_search_text(struct model *model, uint32_t code);
void dialog_focus(struct model *model, size_t item); /* and its time starts anew */
void dialog_doubt(struct model *model); /* of all: what is no key came, a yes wants a fresh focus */
bool dialog_doubted(struct model *model, struct effects *effects); /* and then says so */
/* Moves over the dialog's items; true when `action` was a move. */
bool dialog_move(struct model *model, enum action action);
/* All that a dialog of rows to read does: scroll and close. */
void dialog_scroll(
	struct model *model, enum action action, const struct key *key, struct effects *effects);

/* ---- what dialogs read, open or not ---- */

bool dialog_reply(struct model *model, uint32_t ticket, struct identity_reply *reply,
	struct effects *effects);
void dialog_changed(struct model *model, struct effects *effects); /* the account was */

/* The `count`-th from below, from 1. */
const struct dialog_ops *dialog_ops(const struct model *model, size_t count);

#endif
