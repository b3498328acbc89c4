/* SPDX-License-Identifier: MIT
 * The messages of the session, read again. */
#include "model_private.h"

static void messages_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	(void)key;
	(void)effects;
	dialog_scroll(model, action, model_log_length(model));
}

const struct dialog_ops messages_dialog = {.action = messages_action};
