/* SPDX-License-Identifier: MIT */
#include "forms/matcher.h"

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "forms/form.h"
#include "forms/prefix_filter.h"
#include "keyturn/memory.h"

enum {
	VECTOR = 32,
	STEP = 4 * VECTOR,
	NEAR = 16384, /* stays in the innermost cache while the needles take turns */
};

struct matcher {
	struct needles needles;
	size_t plain[MATCHER_PARTS_MAX]; /* the part as it is: its needle's index */
	struct prefix_filter *filter;    /* sodium_malloc; NULL where the processor cannot use it */
};

/* Every needle has as many bytes as the prefix: keys that are too short are not looked for. */
static bool make_filter(struct matcher *matcher)
{
	bool usable = prefix_filter_usable();

	for (size_t i = 0; i < matcher->needles.count; i++) {
		usable = usable && matcher->needles.list[i].length >= FILTER_PREFIX;
	}
	if (!usable) {
		return true;
	}
	matcher->filter = sodium_malloc(sizeof(*matcher->filter));
	if (matcher->filter == NULL) {
		return false;
	}
	memset(matcher->filter, 0, sizeof(*matcher->filter));
	for (size_t i = 0; i < matcher->needles.count; i++) {
		prefix_filter_add(matcher->filter, (unsigned)(i % FILTER_GROUPS),
			matcher->needles.list[i].bytes);
	}
	sodium_mprotect_readonly(matcher->filter);
	return true;
}

static void add_part(struct matcher *matcher, unsigned part, struct secret *secret)
{
	const char *bytes = secret_open(secret);
	const struct form *form;

	matcher->plain[part] = matcher->needles.count;
	matcher->needles.part = part;
	for (unsigned i = 0; (form = form_of((enum holder_encoding)i)) != NULL; i++) {
		form->add_needles(&matcher->needles, bytes, secret_length(secret));
	}
	secret_close(secret);
}

struct matcher *matcher_create(struct secret *const *parts, size_t count)
{
	struct matcher *matcher = memory_alloc(sizeof(*matcher));

	for (unsigned i = 0; i < count && i < MATCHER_PARTS_MAX; i++) {
		if (parts[i] != NULL) {
			add_part(matcher, i, parts[i]);
		}
	}
	if (!needles_seal(&matcher->needles) || !make_filter(matcher)) {
		matcher_destroy(matcher);
		return NULL;
	}
	return matcher;
}

void matcher_destroy(struct matcher *matcher)
{
	if (matcher != NULL) {
		needles_finish(&matcher->needles);
		sodium_free(matcher->filter);
		free(matcher);
	}
}

size_t matcher_overlap(const struct matcher *matcher)
{
	return matcher->needles.longest - 1;
}

const unsigned char *matcher_part(const struct matcher *matcher, unsigned part, size_t *len)
{
	const struct needle *plain = &matcher->needles.list[matcher->plain[part]];

	*len = plain->length;
	return plain->bytes;
}

bool matcher_has_extent(const struct needle *needle)
{
	return form_of(needle->encoding)->extent != NULL;
}

bool matcher_extent(const struct matcher *matcher, const unsigned char *data, size_t len, size_t at,
	const struct needle *needle, size_t *start, size_t *end)
{
	const struct form *form = form_of(needle->encoding);
	struct form_hit hit = {.data = data, .len = len, .at = at, .needle = needle};

	if (form->extent == NULL) {
		*start = at;
		*end = at + needle->length;
		return true;
	}
	hit.key = matcher_part(matcher, needle->part, &hit.key_length);
	return form->extent(&hit, start, end);
}

/* ---- searching ---- */

typedef unsigned char vector __attribute__((vector_size(VECTOR), aligned(1), may_alias));
typedef uint64_t words __attribute__((vector_size(VECTOR)));

static size_t find_slowly(
	const struct needle *needle, const unsigned char *data, size_t from, size_t count)
{
	const unsigned char last = needle->bytes[needle->length - 1];

	for (size_t i = from; i < count; i++) {
		if (data[i] == needle->bytes[0] && data[i + needle->length - 1] == last &&
			memcmp(data + i, needle->bytes, needle->length) == 0) {
			return i;
		}
	}
	return count;
}

/* Which of VECTOR bytes are `byte`. */
#define SAME(data, byte) (*(const vector *)(data) == (byte))

/* The first place among `count` where the needle begins, or `count`; it may end behind them:
 * count + length - 1 bytes are there. Its first, middle and last byte are compared in STEP places
 * at once; where they fit, which is seldom, the needle is looked for byte by byte. */
static size_t find(const struct needle *needle, const unsigned char *data, size_t count)
{
	const unsigned char *middle_data = data + needle->length / 2;
	const unsigned char *last_data = data + needle->length - 1;
	const vector first = (vector){0} + needle->bytes[0];
	const vector middle = (vector){0} + needle->bytes[needle->length / 2];
	const vector last = (vector){0} + needle->bytes[needle->length - 1];

	for (size_t at = 0; at < count && count >= STEP; at += STEP) {
		at = at + STEP <= count ? at : count - STEP; /* the rest, some of it again */
		vector some = {0};
		for (size_t i = at; i < at + STEP; i += VECTOR) {
			some |= (vector)(SAME(data + i, first) & SAME(middle_data + i, middle) &
				SAME(last_data + i, last));
		}
		const words any = (words)some;
		if ((any[0] | any[1] | any[2] | any[3]) != 0) {
			size_t found = find_slowly(needle, data, at, at + STEP);
			if (found < at + STEP) {
				return found;
			}
		}
	}
	return count >= STEP ? count : find_slowly(needle, data, 0, count);
}

/* Where a needle may begin in `data`: not so that it would end in the `old` bytes. */
static bool range(const struct needle *needle, size_t len, size_t old, size_t *from, size_t *count)
{
	*from = old >= needle->length ? old - needle->length + 1 : 0;
	*count = len >= needle->length ? len - needle->length + 1 : 0;
	return *from < *count;
}

static bool any_one_by_one(
	const struct matcher *matcher, const unsigned char *data, size_t len, size_t old)
{
	for (size_t near = 0; near < len; near += NEAR) {
		for (size_t i = 0; i < matcher->needles.count; i++) {
			const struct needle *needle = &matcher->needles.list[i];
			size_t from, count;
			if (!range(needle, len, old, &from, &count)) {
				continue;
			}
			from = from > near ? from : near;
			count = count < near + NEAR ? count : near + NEAR;
			if (from < count &&
				find(needle, data + from, count - from) < count - from) {
				return true;
			}
		}
	}
	return false;
}

static bool begins_at(
	const struct matcher *matcher, const unsigned char *data, size_t len, size_t old, size_t at)
{
	for (size_t i = 0; i < matcher->needles.count; i++) {
		const struct needle *needle = &matcher->needles.list[i];
		size_t from, count;
		if (range(needle, len, old, &from, &count) && at >= from && at < count &&
			memcmp(data + at, needle->bytes, needle->length) == 0) {
			return true;
		}
	}
	return false;
}

static bool any_at_once(
	const struct matcher *matcher, const unsigned char *data, size_t len, size_t old)
{
	const size_t count = len - (FILTER_PREFIX - 1);
	unsigned char fits[FILTER_STEP];
	size_t at = old >= matcher->needles.longest ? old - matcher->needles.longest + 1 : 0;

	for (; at < count; at += FILTER_STEP) {
		at = prefix_filter_next(matcher->filter, data, at, count, fits);
		for (size_t i = 0; at < count && i < FILTER_STEP; i++) {
			if (fits[i] != 0 && begins_at(matcher, data, len, old, at + i)) {
				return true;
			}
		}
	}
	return false;
}

bool matcher_any(const struct matcher *matcher, const unsigned char *data, size_t len, size_t old)
{
	const bool enough = len >= FILTER_STEP + FILTER_PREFIX - 1;

	return enough && matcher->filter != NULL ? any_at_once(matcher, data, len, old)
						 : any_one_by_one(matcher, data, len, old);
}

bool matcher_each(const struct matcher *matcher, const unsigned char *data, size_t len, size_t old,
	bool (*hit)(void *context, size_t at, const struct needle *needle), void *context)
{
	for (size_t i = 0; i < matcher->needles.count; i++) {
		const struct needle *needle = &matcher->needles.list[i];
		size_t from, count;
		if (!range(needle, len, old, &from, &count)) {
			continue;
		}
		while ((from += find(needle, data + from, count - from)) < count) {
			if (!hit(context, from, needle)) {
				return false;
			}
			from++;
		}
	}
	return true;
}
