/* SPDX-License-Identifier: MIT */
#include "forms/wide.h"

#include <string.h>

void wide_append(struct buffer *text, const char *plain, size_t len, size_t unit)
{
	static const char zeros[WIDE_MAX - 1];

	for (size_t i = 0; i < len; i++) {
		if (i > 0) {
			buffer_append(text, zeros, unit - 1);
		}
		buffer_append(text, plain + i, 1);
	}
}

void wide_add_needles(struct needles *needles, const char *key, size_t len)
{
	for (size_t unit = 2; unit <= WIDE_MAX; unit *= 2) {
		struct buffer text;
		buffer_init(&text, len * unit);
		wide_append(&text, key, len, unit);
		needles_add(needles,
			&(struct needle){.bytes = (const unsigned char *)text.data,
				.length = text.len,
				.layer = NEEDLE_WIDE,
				.unit = unit,
				.windows = 2});
		buffer_finish(&text);
	}
}

/* Whether an ASCII character is at `at`, with the zeros that part it from the next one. */
static bool goes_on(const unsigned char *data, size_t len, size_t at, size_t unit)
{
	if (len - at <= unit || data[at + unit] == 0) {
		return false;
	}
	for (size_t i = 1; i < unit; i++) {
		if (data[at + i] != 0) {
			return false;
		}
	}
	return true;
}

size_t wide_narrow(const unsigned char *data, size_t len, size_t at, size_t unit, size_t reach,
	struct buffer *narrow)
{
	size_t start = at, end = at;

	for (size_t i = 0; i < reach && start >= unit && data[start - unit] != 0 &&
		goes_on(data, len, start - unit, unit);
		i++) {
		start -= unit;
	}
	for (size_t i = 0; i < reach && goes_on(data, len, end, unit); i++) {
		end += unit;
	}
	for (size_t i = start; i <= end; i += unit) {
		buffer_append(narrow, data + i, 1);
	}
	return start;
}

void wide_count(struct wide_tally *tally, const unsigned char *data, size_t len)
{
	for (size_t i = 0; i < len; i++, tally->size++) {
		if (tally->size < sizeof(tally->head)) {
			tally->head[tally->size] = data[i];
		}
		if (data[i] != 0) {
			continue;
		}
		tally->zeros[tally->size % WIDE_MAX]++;
		/* A pair that two blocks share is counted by none: the zeros alone say enough. */
		tally->empty_pairs += tally->size % 2 == 0 && i + 1 < len && data[i + 1] == 0;
	}
}

bool wide_has_zeros(const struct wide_tally *tally)
{
	return (tally->zeros[0] | tally->zeros[1] | tally->zeros[2] | tally->zeros[3]) != 0;
}

bool wide_is_utf16(const struct wide_tally *tally)
{
	const uint64_t even = tally->zeros[0] + tally->zeros[2];
	const uint64_t odd = tally->zeros[1] + tally->zeros[3];
	const bool little = memcmp(tally->head, "\xff\xfe", 2) == 0;
	const bool big = memcmp(tally->head, "\xfe\xff", 2) == 0;

	if (tally->size % 2 != 0 || tally->empty_pairs > 0) {
		return false;
	}
	/* Without a mark most characters must be ASCII's, and none have its zero on the other side. */
	return little || big || (even == 0 && odd > tally->size / 4) ||
		(odd == 0 && even > tally->size / 4);
}
