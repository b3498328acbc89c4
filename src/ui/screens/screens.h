/* SPDX-License-Identifier: MIT
 * The pages, a file each. */
#ifndef KEYTURN_UI_SCREENS_H
#define KEYTURN_UI_SCREENS_H

#include "../widgets/widgets.h"

struct screen {
	const char *title;
	void (*draw)(const struct model *model, struct pane *pane);
	/* Beside it where there is place: all that is known of what is selected; NULL: nothing more. */
	void (*detail)(const struct model *model, struct pane *pane);
};

void settings_detail(const struct model *model, struct pane *pane);
void draw_contacts(const struct model *model, struct pane *pane); /* the end of that page */
/* Of whose key the page is about. */
void key_detail(const struct model *model, const struct load *load, struct pane *pane);

#define X(id, name) extern const struct screen screen_##name;
PAGE_TABLE(X)
#undef X

#endif
