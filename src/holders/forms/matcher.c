/* SPDX-License-Identifier: MIT */
#include "forms/matcher.h"

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "forms/prefix_filter.h"
#include "keyturn/memory.h"

enum {
	NEEDLES_MAX = 16,
	VECTOR = 32,
	STEP = 4 * VECTOR,
	NEAR = 16384, /* stays in the innermost cache while the forms take turns */
	PERCENT = 3,  /* bytes of "%2F" */
};

struct matcher {
	unsigned char *bytes; /* sodium_malloc: the needles' own */
	size_t used;
	size_t longest;
	size_t count;
	struct needle needles[NEEDLES_MAX]; /* the first one is the key as it is */
	struct filter *filter; /* sodium_malloc; NULL where the processor cannot use it */
};

/* ---- making the forms ---- */

static void add(struct matcher *matcher, enum holder_encoding encoding, unsigned shift, size_t len)
{
	struct needle needle = {matcher->bytes + matcher->used, len, encoding, shift};

	for (size_t i = 0; i < matcher->count; i++) {
		if (matcher->needles[i].length == len &&
			memcmp(matcher->needles[i].bytes, needle.bytes, len) == 0) {
			return;
		}
	}
	matcher->needles[matcher->count++] = needle;
	matcher->used += len;
	matcher->longest = len > matcher->longest ? len : matcher->longest;
}

/* Base64 of `shift` other bytes and the key, without the characters at both ends that the bytes
 * around the key decide as well. */
static void add_base64(
	struct matcher *matcher, const unsigned char *key, size_t len, unsigned shift, int variant)
{
	const size_t first = (8 * shift + 5) / 6, end = 8 * (shift + len) / 6;
	const size_t size = sodium_base64_encoded_len(shift + len, variant);
	unsigned char *plain = memory_alloc(shift + len);
	char *text = memory_alloc(size);

	memcpy(plain + shift, key, len);
	sodium_bin2base64(text, size, plain, shift + len, variant);
	memcpy(matcher->bytes + matcher->used, text + first, end - first);
	add(matcher, HOLDER_BASE64, shift, end - first);
	memory_wipe(plain, shift + len);
	memory_wipe(text, size);
	free(plain);
	free(text);
}

/* What encoders leave as it is: RFC 3986's unreserved characters, some also the slash. */
static const struct percent_style {
	const char *kept;
	const char *digits;
} percent_styles[] = {
	{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~", "0123456789ABCDEF"},
	{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~", "0123456789abcdef"},
	{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/", "0123456789ABCDEF"},
	{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/", "0123456789abcdef"},
	{"", "0123456789ABCDEF"},
	{"", "0123456789abcdef"},
};

static void add_percent(struct matcher *matcher, const unsigned char *key, size_t len,
	const struct percent_style *style)
{
	unsigned char *out = matcher->bytes + matcher->used;

	for (size_t i = 0; i < len; i++) {
		if (key[i] != '\0' && strchr(style->kept, key[i]) != NULL) {
			*out++ = key[i];
		} else {
			*out++ = '%';
			*out++ = (unsigned char)style->digits[key[i] >> 4];
			*out++ = (unsigned char)style->digits[key[i] & 15];
		}
	}
	add(matcher, HOLDER_PERCENT, 0, (size_t)(out - matcher->bytes) - matcher->used);
}

/* Every needle has as many bytes as the prefix: keys that are too short are not looked for. */
static bool make_filter(struct matcher *matcher)
{
	bool usable = filter_usable();

	for (size_t i = 0; i < matcher->count; i++) {
		usable = usable && matcher->needles[i].length >= FILTER_PREFIX;
	}
	if (!usable) {
		return true;
	}
	matcher->filter = sodium_malloc(sizeof(*matcher->filter));
	if (matcher->filter == NULL) {
		return false;
	}
	memset(matcher->filter, 0, sizeof(*matcher->filter));
	for (size_t i = 0; i < matcher->count; i++) {
		filter_add(
			matcher->filter, (unsigned)(i % FILTER_GROUPS), matcher->needles[i].bytes);
	}
	sodium_mprotect_readonly(matcher->filter);
	return true;
}

struct matcher *matcher_create(struct secret *key)
{
	static const int variants[] = {sodium_base64_VARIANT_ORIGINAL_NO_PADDING,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING};
	struct matcher *matcher = memory_alloc(sizeof(*matcher));
	const size_t len = secret_length(key);

	matcher->bytes = sodium_malloc(NEEDLES_MAX * (PERCENT * len + VECTOR));
	if (matcher->bytes == NULL) {
		free(matcher);
		return NULL;
	}
	const unsigned char *bytes = (const unsigned char *)secret_open(key);
	memcpy(matcher->bytes, bytes, len);
	add(matcher, HOLDER_PLAIN, 0, len);
	for (unsigned i = 0; i < 3 * sizeof(variants) / sizeof(*variants); i++) {
		add_base64(matcher, bytes, len, i % 3, variants[i / 3]);
	}
	for (size_t i = 0; i < sizeof(percent_styles) / sizeof(*percent_styles); i++) {
		add_percent(matcher, bytes, len, &percent_styles[i]);
	}
	secret_close(key);
	sodium_mprotect_readonly(matcher->bytes);
	if (!make_filter(matcher)) {
		matcher_destroy(matcher);
		return NULL;
	}
	return matcher;
}

void matcher_destroy(struct matcher *matcher)
{
	if (matcher != NULL) {
		sodium_free(matcher->bytes);
		sodium_free(matcher->filter);
		free(matcher);
	}
}

size_t matcher_overlap(const struct matcher *matcher)
{
	return matcher->longest - 1;
}

const unsigned char *matcher_key(const struct matcher *matcher, size_t *len)
{
	*len = matcher->needles[0].length;
	return matcher->needles[0].bytes;
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
		for (size_t i = 0; i < matcher->count; i++) {
			const struct needle *needle = &matcher->needles[i];
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
	for (size_t i = 0; i < matcher->count; i++) {
		const struct needle *needle = &matcher->needles[i];
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
	size_t at = old >= matcher->longest ? old - matcher->longest + 1 : 0;

	for (; at < count; at += FILTER_STEP) {
		at = filter_next(matcher->filter, data, at, count, fits);
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
	for (size_t i = 0; i < matcher->count; i++) {
		const struct needle *needle = &matcher->needles[i];
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
