/* SPDX-License-Identifier: MIT */
#include "forms/needles.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"

enum { FIRST_SIZE = 2048 };

/* The needles' bytes may move. */
static bool make_room(struct needles *needles, size_t len)
{
	const size_t least = needles->used + len;
	const size_t size = least > FIRST_SIZE ? 2 * least : FIRST_SIZE;

	if (needles->exhausted || least <= needles->size) {
		return !needles->exhausted;
	}
	unsigned char *bytes = sodium_malloc(size);
	if (bytes == NULL) {
		needles->exhausted = true;
		return false;
	}
	for (size_t i = 0; i < needles->count; i++) {
		struct needle *needle = &needles->list[i];
		needle->bytes = bytes + (needle->bytes - needles->bytes);
	}
	if (needles->bytes != NULL) {
		memcpy(bytes, needles->bytes, needles->used);
		sodium_free(needles->bytes);
	}
	needles->bytes = bytes;
	needles->size = size;
	return true;
}

void needles_add(struct needles *needles, const struct needle *needle)
{
	const size_t len = needle->length;

	for (size_t i = 0; i < needles->count; i++) {
		const struct needle *other = &needles->list[i];
		if (other->part == needles->part && other->length == len &&
			memcmp(other->bytes, needle->bytes, len) == 0) {
			return;
		}
	}
	if (!make_room(needles, len)) {
		return;
	}
	struct needle copy = *needle;
	copy.bytes = memcpy(needles->bytes + needles->used, needle->bytes, len);
	copy.part = needles->part;
	needles->list = memory_grow(needles->list, needles->count, sizeof(*needles->list));
	needles->list[needles->count++] = copy;
	needles->used += len;
}

bool needles_seal(struct needles *needles)
{
	if (!needles->exhausted) {
		sodium_mprotect_readonly(needles->bytes);
	}
	return !needles->exhausted;
}

void needles_finish(struct needles *needles)
{
	sodium_free(needles->bytes);
	free(needles->list);
	*needles = (struct needles){0};
}
