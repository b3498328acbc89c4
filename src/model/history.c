/* SPDX-License-Identifier: MIT */
#include "history.h"

#include <stdio.h>

#include "keyturn/memory.h"

void history_note(struct model *model, enum history_event event, const char *fingerprint,
	const char *issued, struct effects *effects)
{
	struct effect *effect = effect_add(effects, EFFECT_RECORD);

	effect->entry = memory_alloc(sizeof(*effect->entry));
	history_entry_init(effect->entry, event, model->url, model->session.user_name, fingerprint);
	snprintf(effect->entry->new_fingerprint, sizeof(effect->entry->new_fingerprint), "%s",
		issued);
}

void history_note_change(struct model *model, const char *user, const char *what,
	const char *result, struct effects *effects)
{
	struct effect *effect = effect_add(effects, EFFECT_RECORD);
	struct history_entry *entry = memory_alloc(sizeof(*entry));

	history_entry_init(entry, HISTORY_CHANGED, model->url, user, "");
	snprintf(entry->result, sizeof(entry->result), "%s", result);
	snprintf(entry->detail, sizeof(entry->detail), "%s", what);
	effect->entry = entry;
}

void history_ask(struct effects *effects)
{
	effect_add(effects, EFFECT_HISTORY);
}
