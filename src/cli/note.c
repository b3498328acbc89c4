/* SPDX-License-Identifier: MIT */
#include "note.h"

#include <stdio.h>

void note(struct context *context, const struct history_entry *entry)
{
	struct error error;
	char message[2 * ERROR_DETAIL_MAX];
	struct store *store = context_store(context, &error);

	if (store == NULL || !history_add(store, entry, &error)) {
		fprintf(stderr, "keyturn: not noted in the history: %s\n",
			error_message(&error, message, sizeof(message)));
	}
	store_close(store);
}
