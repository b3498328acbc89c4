/* SPDX-License-Identifier: MIT
 * The pages, a file each. ui.c lists them by `enum page`. */
#ifndef KEYTURN_UI_SCREENS_H
#define KEYTURN_UI_SCREENS_H

#include "../widgets/widgets.h"

struct screen {
	const char *title;
	void (*draw)(const struct model *model, struct pane *pane);
};

extern const struct screen screen_sign_in, screen_home, screen_settings, screen_services,
	screen_activity;

#endif
