/* SPDX-License-Identifier: MIT */
#include "history.h"

#include <string.h>

void history_note(enum history_event event, const char *fingerprint, struct effects *effects)
{
	struct effect *effect = effect_add(effects, EFFECT_RECORD);

	effect->event = event;
	memcpy(effect->fingerprint, fingerprint, sizeof(effect->fingerprint));
}

void history_ask(struct effects *effects)
{
	effect_add(effects, EFFECT_HISTORY);
}
