/* SPDX-License-Identifier: MIT
 * What the dialogs do, a file each. */
#ifndef KEYTURN_MODEL_DIALOGS_H
#define KEYTURN_MODEL_DIALOGS_H

#include "../dialog.h"

#define X(id, name) extern const struct dialog_ops name##_dialog;
DIALOG_TABLE(X)
#undef X

#endif
