/* SPDX-License-Identifier: MIT
 * A record in the history of what a command did or showed. */
#ifndef KEYTURN_NOTE_H
#define KEYTURN_NOTE_H

#include "context.h"
#include "keyturn/history.h"

/* A history that cannot be written is told on standard error and no more: what happened has happened. */
void note(struct context *context, const struct history_entry *entry);

#endif
