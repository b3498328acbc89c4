/* SPDX-License-Identifier: MIT
 * The page that is shown: what every page says of itself, and going from one to another. */
#ifndef KEYTURN_MODEL_PAGE_H
#define KEYTURN_MODEL_PAGE_H

#include "keyturn/model.h"

/* A page. Members that are not there are NULL or 0, except `context`, `action` and `click`. */
struct page_ops {
	unsigned context; /* the one bit of enum action_context that is this page's */
	enum action way;  /* what opens it from anywhere: not offered on the page itself */
	bool form;        /* letters are text at some stops, so the footer names none */

	void (*open)(struct model *model, struct effects *effects);  /* read what it shows */
	void (*close)(struct model *model, struct effects *effects); /* forget what it read */

	/* An action that no other part took. */
	void (*action)(struct model *model, enum action action, struct effects *effects);
	/* What `action` stands for at the focus: a button may have an action of its own. NONE: it is
	 * the page's. */
	enum action (*means)(const struct model *model, enum action action);
	/* A key that is no action: text for the page's field. */
	void (*text)(struct model *model, uint32_t code);
	bool (*takes_text)(const struct model *model); /* the focus is on a field now */
	/* Moves the focus to what was clicked. True when that is a button: it is pressed too. For
	 * CLICK_ACCOUNT the menu opens whatever is returned. */
	bool (*click)(struct model *model, int stop, size_t line);
	/* The account was changed: what the page shows of it is read again. */
	void (*changed)(struct model *model, struct effects *effects);
	bool (*busy)(const struct model *model); /* only Back and Help can be asked for */

	/* The footer's words for Enter and Back now. Enter's may be NULL: it does nothing. */
	const char *(*enter_word)(const struct model *model);
	const char *(*back_word)(const struct model *model);
	bool (*is_choice)(const struct model *model); /* left and right change the focused field */

	/* What is read from the service, one after another; NULL after the last. */
	struct load *(*load)(struct model *model, size_t index);
	/* True when the answer was one of its loads'. May take parts of `reply`. */
	bool (*reply)(struct model *model, uint32_t ticket, struct identity_reply *reply,
		struct effects *effects);
};

/* The one that is shown. */
const struct page_ops *page_ops(const struct model *model);

/* Closes every dialog and the page; hides what is shown in clear. */
void page_open(struct model *model, enum page page, struct effects *effects);

/* The answer is given to the page that waits for it, shown or not. False: none does. */
bool page_reply(struct model *model, uint32_t ticket, struct identity_reply *reply,
	struct effects *effects);

#endif
