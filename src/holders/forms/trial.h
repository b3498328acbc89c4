/* SPDX-License-Identifier: MIT
 * Whether another value could be written where one was found: told before a reset, by doing it in memory. */
#ifndef KEYTURN_HOLDERS_TRIAL_H
#define KEYTURN_HOLDERS_TRIAL_H

#include "forms/matcher.h"
#include "keyturn/holder.h"

/* Writes other values of the same lengths into the occurrence's text and searches that again. NULL, or a
 * sentence why it cannot be written so that nothing of the old ones is left. */
const char *trial_write(
	const struct matcher *matcher, const struct occurrence *occurrence, const char *text);

#endif
