/* SPDX-License-Identifier: MIT
 * What a hook prints, made fit to be seen: whole lines, secrets masked, nothing a terminal acts on. */
#ifndef KEYTURN_HOLDERS_HOOK_OUTPUT_H
#define KEYTURN_HOLDERS_HOOK_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/secret.h"
#include "forms/matcher.h"

enum { HOOK_LINE_MAX = 1024, HOOK_LINES_MAX = 500, HOOK_SECRETS = MATCHER_PARTS_MAX };

struct hook_output {
	void (*emit)(void *data, const char *line); /* may be NULL */
	void *data;
	struct matcher *secrets; /* NULL: there are none */
	char *line;              /* as it came: wiped once it is shown */
	size_t len, size;
	unsigned lines;
	bool after_return; /* a line feed belongs to the carriage return before it */
};

/* Secrets may be NULL. */
void hook_output_init(struct hook_output *output, struct secret *const secrets[HOOK_SECRETS],
	void (*emit)(void *data, const char *line), void *data);
void hook_output_finish(struct hook_output *output);

/* Bytes as they come, cut anywhere. Lines that are too long are cut; after too many lines the rest is
 * left out, and a line says so. */
void hook_output_add(struct hook_output *output, const char *bytes, size_t len);
void hook_output_end(struct hook_output *output); /* a last line without its end */

/* Whether the text holds a secret in any form. */
bool hook_output_secret(const struct hook_output *output, const char *text);

#endif
