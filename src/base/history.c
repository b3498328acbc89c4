/* SPDX-License-Identifier: MIT */
#include "keyturn/history.h"

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
};

const char *history_event_name(enum history_event event)
{
	return event_names[event];
}
