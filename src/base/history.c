/* SPDX-License-Identifier: MIT */
#include "keyturn/history.h"

#include <stdio.h>

static const char *const event_names[HISTORY_EVENT_COUNT] = {
	[HISTORY_SHOWN] = "shown",
	[HISTORY_COPIED] = "copied",
	[HISTORY_RESET] = "reset",
	[HISTORY_PROVED] = "proved",
	[HISTORY_UPDATED] = "updated",
	[HISTORY_LEFT] = "left",
	[HISTORY_HOOK] = "hook",
	[HISTORY_REVOKED] = "revoked",
	[HISTORY_RESUMED] = "resumed",
	[HISTORY_RESTORED] = "restored",
	[HISTORY_UNDONE] = "undone",
	[HISTORY_CHANGED] = "changed",
};

void history_entry_init(struct history_entry *entry, enum history_event event, const char *service,
	const char *user, const char *fingerprint)
{
	*entry = (struct history_entry){.event = event, .result = "done"};
	snprintf(entry->service, sizeof(entry->service), "%s", service);
	snprintf(entry->user, sizeof(entry->user), "%s", user);
	snprintf(entry->fingerprint, sizeof(entry->fingerprint), "%s", fingerprint);
}

bool history_of_key(const struct history_entry *entry)
{
	bool seen = entry->event == HISTORY_SHOWN || entry->event == HISTORY_COPIED;

	return entry->event != HISTORY_CHANGED && (!seen || entry->detail[0] == '\0');
}

const char *history_event_name(enum history_event event)
{
	return event_names[event];
}
