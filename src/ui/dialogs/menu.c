/* SPDX-License-Identifier: MIT
 * The menu on the account name. */
#include "dialogs.h"

const char *menu_label(enum menu_item item)
{
	static const char *const labels[] = {
		[MENU_SETTINGS] = "Settings & Contacts",
		[MENU_SERVICES] = "Service Access",
		[MENU_ACTIVITY] = "Activity",
		[MENU_SWITCH] = "Switch Account…",
		[MENU_LOCK] = "Lock",
		[MENU_SIGN_OUT] = "Sign Out",
	};
	_Static_assert(sizeof(labels) / sizeof(*labels) == MENU_COUNT, "a label an item");

	return labels[item];
}

static void body(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	(void)model;
	for (size_t i = 0; i < MENU_COUNT; i++) {
		draw_dialog_item(pane, i, i == dialog->item, menu_label((enum menu_item)i));
	}
}

const struct dialog_view dialog_menu = {"Account", 24, true, body, NULL, NULL};
