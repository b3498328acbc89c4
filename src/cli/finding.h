/* SPDX-License-Identifier: MIT
 * The search for what holds a key, for commands: waits for its end and keeps what was found. */
#ifndef KEYTURN_FINDING_H
#define KEYTURN_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "context.h"
#include "keyturn/search.h"

struct finding {
	struct holder **holders; /* by path, then process */
	size_t holder_count;
	struct unsearched_list unsearched;
	struct search_summary summary;
};

/* Searches `paths` (absolute, NULL-terminated); when there are none, what the configuration says,
 * the known places and the processes; for the demo its home. Progress goes to stderr when that is a
 * terminal, but not with --accessible, where a line that changes would be read again and again. False
 * with `error`: Ctrl-C gives ERROR_INTERRUPTED. Finished by the caller in any case. */
bool finding_search(struct finding *finding, const struct context *context, struct secret *key,
	char *const *paths, struct error *error);
void finding_finish(struct finding *finding); /* zeroed is fine */

void finding_free_words(char **words); /* NULL is fine */

#endif
