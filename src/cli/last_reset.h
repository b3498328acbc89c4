/* SPDX-License-Identifier: MIT
 * When a key was last reset from this machine, as the history has it. */
#ifndef KEYTURN_LAST_RESET_H
#define KEYTURN_LAST_RESET_H

#include <stddef.h>

#include "keyturn/paths.h"
#include "keyturn/store.h"

struct last_reset {
	struct store
		*store; /* NULL: nothing was recorded here, or `error` says why it is not known */
	struct error error;
};

/* Makes nothing where nothing was recorded. */
void last_reset_open(struct last_reset *last, const char *state_dir);
void last_reset_close(struct last_reset *last);

/* "2026-10-20 09:12 UTC (41 days ago)", or "not from this machine", or why it is not known; returns `out`. */
char *last_reset_text(
	struct last_reset *last, const char *service, const char *user, char *out, size_t size);

#endif
