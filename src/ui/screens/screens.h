/* SPDX-License-Identifier: MIT
 * The pages, a file each. */
#ifndef KEYTURN_UI_SCREENS_H
#define KEYTURN_UI_SCREENS_H

#include "../widgets/widgets.h"

struct screen {
	const char *title;
	void (*draw)(const struct model *model, struct pane *pane);
};

#define X(id, name) extern const struct screen screen_##name;
PAGE_TABLE(X)
#undef X

#endif
