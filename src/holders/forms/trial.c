/* SPDX-License-Identifier: MIT */
#include "forms/trial.h"

#include <stdlib.h>
#include <string.h>

#include "forms/exchange.h"
#include "keyturn/memory.h"

/* A value of the same length that has nothing of the old one. */
static char *other_value(const char *old, size_t len)
{
	char *other = memory_alloc(len + 1);

	memset(other, old[0] == 'x' ? 'y' : 'x', len);
	return other;
}

static bool is_left(const struct matcher *matcher, const struct buffer *text)
{
	return matcher_any(matcher, (const unsigned char *)text->data, text->len, 0);
}

const char *trial_write(
	const struct matcher *matcher, const struct occurrence *occurrence, const char *text)
{
	const struct form_place place = {text, occurrence->length, 0, occurrence->length};
	struct exchange exchange = {.count = matcher_part_count(matcher)};
	char *others[CREDENTIAL_PARTS_MAX] = {NULL};
	struct buffer written, meaning;
	const char *trouble;
	unsigned parts = 0;

	for (unsigned i = 0; i < exchange.count; i++) {
		struct exchange_part *part = &exchange.parts[i];
		part->old.bytes = (const char *)matcher_part(matcher, i, &part->old.length);
		part->new_length = part->old.length;
		if (part->old.length > 0) {
			part->new = others[i] = other_value(part->old.bytes, part->old.length);
		}
	}
	buffer_init(&written, 2 * (size_t)occurrence->length + 1);
	buffer_init(&meaning, 4 * (size_t)occurrence->length + 1);
	if (exchange_write(&exchange, occurrence->encoding, occurrence->part, &place, &written,
		    &parts, &meaning, &trouble) == EXCHANGE_DONE &&
		(is_left(matcher, &written) || is_left(matcher, &meaning))) {
		trouble =
			"the base64 text holds the key in a form that keyturn cannot write: put the new "
			"key in by hand";
	}
	buffer_finish(&written);
	buffer_finish(&meaning);
	for (unsigned i = 0; i < exchange.count; i++) {
		free(others[i]);
	}
	return trouble;
}
