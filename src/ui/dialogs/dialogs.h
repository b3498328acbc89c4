/* SPDX-License-Identifier: MIT
 * What opens above a page, a file each. */
#ifndef KEYTURN_UI_DIALOGS_H
#define KEYTURN_UI_DIALOGS_H

#include "../dialog.h"

#define X(id, name) extern const struct dialog_view dialog_##name;
DIALOG_TABLE(X)
#undef X

/* The account menu's words, which the palette and the footer do not have. */
const char *menu_label(enum menu_item item);

#endif
