/* SPDX-License-Identifier: MIT
 * The messages of the session, read again. */
#include "dialogs.h"

const struct dialog_ops messages_dialog = {
	.count = model_log_length, .enter = "Close", .action = dialog_scroll};
