/* SPDX-License-Identifier: MIT */
#include "hooks/hook_output.h"

#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "keyturn/text.h"

static const char mask[] = "********";

void hook_output_init(struct hook_output *output, struct secret *const secrets[HOOK_SECRETS],
	void (*emit)(void *data, const char *line), void *data)
{
	*output = (struct hook_output){.emit = emit, .data = data, .size = HOOK_LINE_MAX};
	for (int i = 0; i < HOOK_SECRETS && output->secrets == NULL; i++) {
		if (secrets[i] != NULL) {
			output->secrets = matcher_create(secrets, HOOK_SECRETS);
		}
	}
	if (output->secrets != NULL) {
		/* One that begins within the line is seen whole. */
		output->size += matcher_overlap(output->secrets);
	}
	const size_t reach = HOOK_LINE_MAX + secret_mask_reach();
	output->size = reach > output->size ? reach : output->size;
	output->line = memory_alloc(output->size);
}

void hook_output_finish(struct hook_output *output)
{
	matcher_destroy(output->secrets);
	if (output->line != NULL) {
		memory_wipe(output->line, output->size);
		free(output->line);
	}
	*output = (struct hook_output){0};
}

static bool mark(void *context, const struct match *match)
{
	memset((char *)context + match->start, 1, match->end - match->start);
	return true;
}

/* The line with each stretch that is a secret's replaced; returns its length. */
static size_t mask_line(const struct hook_output *output, char *out)
{
	char *marks = memory_alloc(output->size);
	size_t shown = output->len < HOOK_LINE_MAX ? output->len : HOOK_LINE_MAX;
	size_t len = 0;

	if (output->secrets != NULL) {
		matcher_each(output->secrets, (unsigned char *)output->line, output->len, 0, mark,
			marks);
	}
	secret_mark(output->line, output->len, marks);
	for (size_t i = 0; i < shown; i++) {
		if (!marks[i]) {
			out[len++] = output->line[i];
		} else if (i == 0 || !marks[i - 1]) {
			memcpy(out + len, mask, sizeof(mask) - 1);
			len += sizeof(mask) - 1;
		}
	}
	free(marks);
	return len;
}

static void emit(const struct hook_output *output, const char *line)
{
	if (output->emit != NULL) {
		output->emit(output->data, line);
	}
}

static void end_line(struct hook_output *output)
{
	char masked[HOOK_LINE_MAX * sizeof(mask)], clean[HOOK_LINE_MAX * 2];

	if (output->lines < HOOK_LINES_MAX) {
		size_t len = mask_line(output, masked);
		text_clean(clean, sizeof(clean), masked, len);
		emit(output, clean);
	} else if (output->lines == HOOK_LINES_MAX) {
		emit(output, "(what follows is not shown)");
	}
	output->lines += output->lines <= HOOK_LINES_MAX;
	memory_wipe(output->line, output->len);
	output->len = 0;
}

void hook_output_add(struct hook_output *output, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '\n' && output->after_return) {
			output->after_return = false;
		} else if (bytes[i] == '\n' || bytes[i] == '\r') {
			end_line(output);
			output->after_return = bytes[i] == '\r';
		} else {
			output->after_return = false;
			if (output->len < output->size) {
				output->line[output->len++] = bytes[i];
			}
		}
	}
}

void hook_output_end(struct hook_output *output)
{
	if (output->len > 0) {
		end_line(output);
	}
}

bool hook_output_secret(const struct hook_output *output, const char *text)
{
	return output->secrets != NULL &&
		matcher_any(output->secrets, (const unsigned char *)text, strlen(text), 0);
}
