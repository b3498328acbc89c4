/* SPDX-License-Identifier: MIT */
#include "forms/gram_filter.h"

#include <sodium.h>
#include <string.h>

enum { BITS_LOG = 17, BUCKETS_LOG = 11, BITS = 1 << BITS_LOG, BUCKETS = 1 << BUCKETS_LOG };

struct gram_filter {
	uint64_t bits[BITS / 64]; /* whether a gram with this hash is there */
	uint32_t buckets[BUCKETS];
	size_t step, count;
	struct gram grams[]; /* counted from 1 elsewhere */
};

static uint32_t gram_at(const unsigned char *data)
{
	uint32_t gram;

	memcpy(&gram, data, GRAM);
	return gram;
}

static uint32_t hash(uint32_t gram)
{
	return gram * 0x9e3779b1U;
}

static bool is_set(const struct gram_filter *filter, uint32_t gram)
{
	const uint32_t bit = hash(gram) >> (32 - BITS_LOG);

	return (filter->bits[bit / 64] >> bit % 64 & 1) != 0;
}

static void add(struct gram_filter *filter, uint32_t needle, uint32_t offset, uint32_t bytes)
{
	const uint32_t bit = hash(bytes) >> (32 - BITS_LOG);
	uint32_t *bucket = &filter->buckets[hash(bytes) >> (32 - BUCKETS_LOG)];

	filter->bits[bit / 64] |= UINT64_C(1) << bit % 64;
	filter->grams[filter->count++] = (struct gram){bytes, needle, offset, *bucket};
	*bucket = (uint32_t)filter->count;
}

static size_t gram_count(const struct needle *needle)
{
	return needle->length >= GRAM ? needle->length - GRAM + 1 : 0;
}

/* `step` grams in a row are enough to be met by a step: as many rows as the needle asks for. */
static void add_needle(struct gram_filter *filter, const struct needle *needle, uint32_t index)
{
	const size_t count = gram_count(needle);
	const size_t rows = needle->windows;

	if (rows == 0 || rows * filter->step >= count) {
		for (size_t i = 0; i < count; i++) {
			add(filter, index, (uint32_t)i, gram_at(needle->bytes + i));
		}
		return;
	}
	for (size_t row = 0; row < rows; row++) {
		const size_t first = (2 * row + 1) * count / (2 * rows) - filter->step / 2;
		for (size_t i = first; i < first + filter->step; i++) {
			add(filter, index, (uint32_t)i, gram_at(needle->bytes + i));
		}
	}
}

struct gram_filter *gram_filter_create(const struct needles *needles, size_t step)
{
	size_t most = 0;

	for (size_t i = 0; i < needles->count; i++) {
		most += gram_count(&needles->list[i]);
	}
	struct gram_filter *filter = sodium_malloc(sizeof(*filter) + most * sizeof(struct gram));
	if (filter == NULL) {
		return NULL;
	}
	memset(filter, 0, sizeof(*filter));
	filter->step = step;
	for (size_t i = 0; i < needles->count; i++) {
		add_needle(filter, &needles->list[i], (uint32_t)i);
	}
	sodium_mprotect_readonly(filter);
	return filter;
}

void gram_filter_destroy(struct gram_filter *filter)
{
	sodium_free(filter);
}

size_t gram_filter_step(const struct gram_filter *filter)
{
	return filter->step;
}

size_t gram_filter_least(const struct gram_filter *filter)
{
	return filter->step + GRAM - 1;
}

size_t gram_filter_next(
	const struct gram_filter *filter, const unsigned char *data, size_t len, size_t at)
{
	const size_t step = filter->step;

	/* Four at once, so that the processor need not wait for one before the next. */
	for (; at + 3 * step + GRAM <= len; at += 4 * step) {
		const bool a = is_set(filter, gram_at(data + at));
		const bool b = is_set(filter, gram_at(data + at + step));
		const bool c = is_set(filter, gram_at(data + at + 2 * step));
		const bool d = is_set(filter, gram_at(data + at + 3 * step));
		if ((a | b | c | d) != 0) {
			return a ? at : b ? at + step : c ? at + 2 * step : at + 3 * step;
		}
	}
	for (; at + GRAM <= len; at += step) {
		if (is_set(filter, gram_at(data + at))) {
			return at;
		}
	}
	return len;
}

/* From the `index`-th on in its bucket, counted from 1. */
static const struct gram *same(const struct gram_filter *filter, uint32_t index, uint32_t bytes)
{
	while (index != 0 && filter->grams[index - 1].bytes != bytes) {
		index = filter->grams[index - 1].next;
	}
	return index != 0 ? &filter->grams[index - 1] : NULL;
}

const struct gram *gram_filter_first(
	const struct gram_filter *filter, const unsigned char data[GRAM])
{
	const uint32_t bytes = gram_at(data);

	return same(filter, filter->buckets[hash(bytes) >> (32 - BUCKETS_LOG)], bytes);
}

const struct gram *gram_filter_more(const struct gram_filter *filter, const struct gram *gram)
{
	return same(filter, gram->next, gram->bytes);
}
