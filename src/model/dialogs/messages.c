/* SPDX-License-Identifier: MIT
 * The messages of the session, read again. */
#include "dialogs.h"

#include "keyturn/text.h"

static bool messages_matches(const struct model *model, size_t index, const char *text)
{
	return text_contains(model_log(model, index)->text, text);
}

const struct dialog_ops messages_dialog = {.count = model_log_length,
	.matches = messages_matches,
	.enter = "Close",
	.action = dialog_scroll};
