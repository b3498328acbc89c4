/* SPDX-License-Identifier: MIT */
#include "forms/prefix_filter.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

void prefix_filter_add(struct prefix_filter *filter, unsigned group, const unsigned char *needle)
{
	const unsigned char bit = (unsigned char)(1U << group);

	for (size_t i = 0; i < FILTER_PREFIX; i++) {
		filter->bytes[i].low[needle[i] & 15] |= bit;
		filter->bytes[i].high[needle[i] >> 4] |= bit;
	}
}

#ifdef __x86_64__

#define WITH_AVX2 __attribute__((target("avx2")))
#define INLINE    static inline __attribute__((always_inline))

enum { VECTOR = 32, VECTORS = FILTER_STEP / VECTOR };

struct tables {
	__m256i low[FILTER_PREFIX], high[FILTER_PREFIX];
};

bool prefix_filter_usable(void)
{
	return __builtin_cpu_supports("avx2");
}

WITH_AVX2 INLINE __m256i both_halves(const unsigned char table[FILTER_HALF])
{
	return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)table));
}

/* For each of VECTOR places the groups whose needles begin with these three bytes. */
WITH_AVX2 INLINE __m256i groups(const struct tables *tables, const unsigned char *data)
{
	const __m256i half = _mm256_set1_epi8(FILTER_HALF - 1);
	__m256i fit = _mm256_set1_epi8(-1);

	for (size_t i = 0; i < FILTER_PREFIX; i++) {
		const __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)(data + i));
		const __m256i low = _mm256_and_si256(bytes, half);
		const __m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half);
		fit = _mm256_and_si256(fit,
			_mm256_and_si256(_mm256_shuffle_epi8(tables->low[i], low),
				_mm256_shuffle_epi8(tables->high[i], high)));
	}
	return fit;
}

WITH_AVX2 INLINE bool step(
	const struct tables *tables, const unsigned char *data, unsigned char fits[FILTER_STEP])
{
	__m256i found[VECTORS], any = _mm256_setzero_si256();

	for (size_t i = 0; i < VECTORS; i++) {
		found[i] = groups(tables, data + i * VECTOR);
		any = _mm256_or_si256(any, found[i]);
	}
	if (_mm256_testz_si256(any, any)) {
		return false;
	}
	for (size_t i = 0; i < VECTORS; i++) {
		_mm256_storeu_si256((__m256i *)(void *)(fits + i * VECTOR), found[i]);
	}
	return true;
}

WITH_AVX2 size_t prefix_filter_next(const struct prefix_filter *filter, const unsigned char *data,
	size_t from, size_t count, unsigned char fits[FILTER_STEP])
{
	struct tables tables;

	for (size_t i = 0; i < FILTER_PREFIX; i++) {
		tables.low[i] = both_halves(filter->bytes[i].low);
		tables.high[i] = both_halves(filter->bytes[i].high);
	}
	for (size_t at = from; at < count; at += FILTER_STEP) {
		at = at + FILTER_STEP <= count ? at : count - FILTER_STEP; /* some of it again */
		if (step(&tables, data + at, fits)) {
			return at;
		}
	}
	return count;
}

#else

bool prefix_filter_usable(void)
{
	return false;
}

size_t prefix_filter_next(const struct prefix_filter *filter, const unsigned char *data,
	size_t from, size_t count, unsigned char fits[FILTER_STEP])
{
	(void)filter;
	(void)data;
	(void)from;
	(void)fits;
	return count;
}

#endif
