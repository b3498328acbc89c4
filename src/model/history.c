/* SPDX-License-Identifier: MIT */
#include "history.h"

#include <stdio.h>

#include "keyturn/memory.h"

static struct history_entry *note(struct model *model, enum history_event event, const char *user,
	const char *fingerprint, struct effects *effects)
{
	struct effect *effect = effect_add(effects, EFFECT_RECORD);

	effect->entry = memory_alloc(sizeof(*effect->entry));
	history_entry_init(effect->entry, event, model->url, user, fingerprint);
	return effect->entry;
}

void history_note(struct model *model, enum history_event event, const char *fingerprint,
	const char *issued, struct effects *effects)
{
	struct history_entry *entry = note(
		model, event, model->session.user_name, fingerprint, effects);

	snprintf(entry->new_fingerprint, sizeof(entry->new_fingerprint), "%s", issued);
}

void history_note_of(struct model *model, enum history_event event, const char *user,
	const char *what, struct effects *effects)
{
	struct history_entry *entry = note(model, event, user, "", effects);

	snprintf(entry->detail, sizeof(entry->detail), "%s", what);
}

void history_note_change(struct model *model, const char *user, const char *what,
	const char *result, struct effects *effects)
{
	struct history_entry *entry = note(model, HISTORY_CHANGED, user, "", effects);

	snprintf(entry->result, sizeof(entry->result), "%s", result);
	snprintf(entry->detail, sizeof(entry->detail), "%s", what);
}

void history_ask(struct effects *effects)
{
	effect_add(effects, EFFECT_HISTORY);
}
