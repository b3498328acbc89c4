/* SPDX-License-Identifier: MIT */
#include "last_reset.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "keyturn/clock.h"

struct wanted {
	const char *service, *user;
	int64_t wall; /* 0: not found yet */
};

void last_reset_open(struct last_reset *last, const char *state_dir)
{
	char path[4096];

	*last = (struct last_reset){0};
	snprintf(path, sizeof(path), "%s/state.db", state_dir);
	if (access(path, F_OK) == 0) {
		last->store = store_open(state_dir, &last->error);
	}
}

void last_reset_close(struct last_reset *last)
{
	store_close(last->store);
}

/* A key that an interrupted reset made is noted as resumed. */
static bool look(void *data, const struct history_entry *entry)
{
	struct wanted *wanted = data;
	const bool is_reset = entry->event == HISTORY_RESET || entry->event == HISTORY_RESUMED;

	if (is_reset && strcmp(entry->result, "new") == 0 &&
		strcmp(entry->service, wanted->service) == 0 &&
		strcmp(entry->user, wanted->user) == 0) {
		wanted->wall = entry->wall;
	}
	return wanted->wall == 0;
}

char *last_reset_text(
	struct last_reset *last, const char *service, const char *user, char *out, size_t size)
{
	struct wanted wanted = {.service = service, .user = user};
	char minute[32], ago[32], message[2 * ERROR_DETAIL_MAX];

	if (last->store != NULL) {
		history_list(last->store, look, &wanted, &last->error);
	}
	if (last->error.kind != ERROR_NONE) {
		snprintf(out, size, "not known: %s",
			error_message(&last->error, message, sizeof(message)));
	} else if (wanted.wall == 0) {
		snprintf(out, size, "never from this machine");
	} else {
		snprintf(out, size, "%s (%s)", clock_minute(wanted.wall, minute, sizeof(minute)),
			clock_ago(wanted.wall, clock_wall(), ago, sizeof(ago)));
	}
	return out;
}
