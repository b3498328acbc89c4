/* SPDX-License-Identifier: MIT
 * The forms of a key in bytes, against a slow search that anybody can check by reading. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "keyturn/secret.h"
#include "forms/matcher.h"

#define KEY     "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
#define ODD_KEY "p/a?s+s w~o_r%d>>\xff\xfe-end"

enum { TEXT = 4096, HITS = 64 };

static struct matcher *matcher_of(const char *text)
{
	struct secret *key = secret_create(text, strlen(text));
	struct matcher *matcher = matcher_create(&key, 1);

	secret_unlink(key);
	assert_non_null(matcher);
	return matcher;
}

struct hits {
	size_t count;
	struct match match[HITS];
};

static int by_start(const void *a, const void *b)
{
	const struct match *left = a, *right = b;

	return (left->start > right->start) - (left->start < right->start);
}

static bool note(void *context, const struct match *match)
{
	struct hits *hits = context;

	assert_true(hits->count < HITS);
	hits->match[hits->count++] = *match;
	return true;
}

static struct hits all(const struct matcher *matcher, const char *text, size_t len, size_t old)
{
	struct hits hits = {0};

	matcher_each(matcher, (const unsigned char *)text, len, old, note, &hits);
	qsort(hits.match, hits.count, sizeof(hits.match[0]), by_start);
	assert_int_equal(
		hits.count > 0, matcher_any(matcher, (const unsigned char *)text, len, old));
	return hits;
}

static void widen(const struct match *match, const char *text, size_t *start, size_t *end)
{
	*start = match->start;
	*end = match->end;
	match_widen(match, (const unsigned char *)text, strlen(text), start, end);
}

/* ---- forms ---- */

static void matcher_each__the_key_itself__once(void **state)
{
	struct matcher *matcher = matcher_of(KEY);
	const char text[] = "[cf]\nkey = " KEY "\n";

	(void)state;
	struct hits hits = all(matcher, text, strlen(text), 0);
	assert_int_equal(hits.count, 1);
	assert_int_equal(hits.match[0].start, 11);
	assert_int_equal(hits.match[0].encoding, HOLDER_PLAIN);
	assert_int_equal(hits.match[0].end - hits.match[0].start, strlen(KEY));
	assert_null(match_trouble(&hits.match[0]));
	matcher_destroy(matcher);
}

static void matcher_each__not_quite_the_key__nothing(void **state)
{
	struct matcher *matcher = matcher_of(KEY);
	char text[] = KEY;

	(void)state;
	for (size_t i = 0; i < strlen(KEY); i++) {
		for (int bit = 0; bit < 8; bit++) {
			text[i] = (char)(KEY[i] ^ 1 << bit);
			assert_int_equal(all(matcher, text, strlen(KEY), 0).count, 0);
		}
		text[i] = KEY[i];
	}
	assert_int_equal(all(matcher, text, strlen(KEY), 0).count, 1);
	assert_int_equal(all(matcher, text, strlen(KEY) - 1, 0).count, 0);
	matcher_destroy(matcher);
}

/* `before` bytes, the key, `after` bytes, in base64 within other text. */
static void check_base64(const char *key, size_t before, size_t after, int variant)
{
	struct matcher *matcher = matcher_of(key);
	unsigned char plain[256];
	char text[512] = "data: \"", *encoded = text + strlen(text);
	const size_t len = before + strlen(key) + after;
	size_t start, end;

	randombytes_buf(plain, sizeof(plain));
	memcpy(plain + before, key, strlen(key));
	sodium_bin2base64(encoded, 400, plain, len, variant);
	const size_t encoded_len = strlen(encoded);
	memcpy(encoded + encoded_len, "\"\n", 3);

	struct hits hits = all(matcher, text, strlen(text), 0);
	assert_int_equal(hits.count, 1);
	assert_int_equal(hits.match[0].encoding, HOLDER_BASE64);
	assert_null(match_trouble(&hits.match[0]));
	widen(&hits.match[0], text, &start, &end);
	assert_int_equal(start, encoded - text);
	assert_int_equal(end - start, encoded_len);
	matcher_destroy(matcher);
}

static void matcher_extent__every_alignment_and_alphabet__the_whole_run(void **state)
{
	static const int variants[] = {
		sodium_base64_VARIANT_ORIGINAL, sodium_base64_VARIANT_ORIGINAL_NO_PADDING};

	(void)state;
	for (size_t before = 0; before < 40; before++) {
		for (size_t after = 0; after < 7; after++) {
			for (size_t i = 0; i < 2; i++) {
				check_base64(KEY, before, after, variants[i]);
			}
		}
	}
}

static void matcher_extent__url_alphabet(void **state)
{
	struct matcher *matcher = matcher_of(ODD_KEY);
	char text[256];
	size_t start, end;

	(void)state;
	for (size_t before = 0; before < 3; before++) {
		unsigned char plain[64] = "\xfb\xff\xbf";
		memcpy(plain + before, ODD_KEY, strlen(ODD_KEY));
		sodium_bin2base64(text, sizeof(text), plain, before + strlen(ODD_KEY),
			sodium_base64_VARIANT_URLSAFE_NO_PADDING);
		assert_non_null(strpbrk(text, "-_"));
		struct hits hits = all(matcher, text, strlen(text), 0);
		assert_int_equal(hits.count, 1);
		widen(&hits.match[0], text, &start, &end);
		assert_int_equal(start, 0);
		assert_int_equal(end, strlen(text));
	}
	matcher_destroy(matcher);
}

/* Characters that share bits with the bytes around the key are not in the needle. */
static void matcher_extent__a_key_that_differs_at_its_ends__nothing(void **state)
{
	struct matcher *matcher = matcher_of(KEY);
	char text[256];

	(void)state;
	for (size_t before = 0; before < 3; before++) {
		for (int bit = 0; bit < 8; bit++) {
			for (int last = 0; last < 2; last++) {
				unsigned char plain[64] = {0};
				memcpy(plain + before, KEY, strlen(KEY));
				plain[before + (last ? strlen(KEY) - 1 : 0)] ^= (unsigned char)(1
					<< bit);
				sodium_bin2base64(text, sizeof(text), plain,
					before + strlen(KEY) + 3, sodium_base64_VARIANT_ORIGINAL);
				struct hits hits = all(matcher, text, strlen(text), 0);
				assert_int_equal(hits.count, 0);
			}
		}
	}
	matcher_destroy(matcher);
}

static void matcher_extent__text_before_it__is_left_out_as_far_as_decoding_needs(void **state)
{
	struct matcher *matcher = matcher_of(KEY);
	char text[256] = "a/bc/";
	size_t start, end;

	(void)state;
	sodium_bin2base64(text + 5, sizeof(text) - 5, (const unsigned char *)KEY, strlen(KEY),
		sodium_base64_VARIANT_ORIGINAL);
	struct hits hits = all(matcher, text, strlen(text), 0);
	assert_int_equal(hits.count, 1);
	widen(&hits.match[0], text, &start, &end);
	assert_int_equal(start, 1); /* "/bc/" is a group by itself */
	assert_int_equal(end, strlen(text));
	matcher_destroy(matcher);
}

static void check_percent(const char *key, const char *text, size_t count)
{
	struct matcher *matcher = matcher_of(key);
	struct hits hits = all(matcher, text, strlen(text), 0);

	assert_int_equal(hits.count, count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(hits.match[i].encoding, HOLDER_PERCENT);
		assert_int_equal(hits.match[i].end - hits.match[i].start, strlen(text) - 4);
		assert_int_equal(hits.match[i].start, 3);
		assert_null(match_trouble(&hits.match[i]));
	}
	matcher_destroy(matcher);
}

static void matcher_each__percent_encoded__found(void **state)
{
	(void)state;
	check_percent("abcd/efgh?ijklmn", "?k=abcd%2Fefgh%3Fijklmn&", 1);
	check_percent("abcd/efgh?ijklmn", "?k=abcd%2fefgh%3fijklmn&", 1);
	check_percent("abcd/efgh?ijklmn", "?k=abcd/efgh%3Fijklmn&", 1);
	check_percent(
		"jjjjjjjjjjjjjjjj", "?k=%6A%6A%6A%6A%6A%6A%6A%6A%6A%6A%6A%6A%6A%6A%6A%6A&", 1);
	check_percent(
		"jjjjjjjjjjjjjjjj", "?k=%6a%6a%6a%6a%6a%6a%6a%6a%6a%6a%6a%6a%6a%6a%6a%6a&", 1);
	check_percent("abcd/efgh?ijklmn", "?k=abcd%2Gefgh%3Fijklmn&", 0);
}

/* ---- where blocks meet ---- */

/* Feeds the text in blocks of `size`, keeping the overlap, as a reader does. */
static size_t count_in_blocks(
	const struct matcher *matcher, const char *text, size_t len, size_t size)
{
	char *block = calloc(1, matcher_overlap(matcher) + size);
	size_t old = 0, count = 0;

	for (size_t at = 0; at < len; at += size) {
		const size_t part = len - at < size ? len - at : size;
		memcpy(block + old, text + at, part);
		count += all(matcher, block, old + part, old).count;
		const size_t kept = old + part < matcher_overlap(matcher)
			? old + part
			: matcher_overlap(matcher);
		memmove(block, block + old + part - kept, kept);
		old = kept;
	}
	free(block);
	return count;
}

static void matcher_each__cut_anywhere__found_once(void **state)
{
	struct matcher *matcher = matcher_of(KEY);
	char text[800];

	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text + 100, KEY, strlen(KEY));
	text[300] = ' ';
	sodium_bin2base64(text + 301, 100, (const unsigned char *)KEY, strlen(KEY),
		sodium_base64_VARIANT_ORIGINAL);
	text[301 + strlen(text + 301)] = ' ';
	for (size_t i = 0; i < strlen(KEY); i++) {
		char byte[4];
		snprintf(byte, sizeof(byte), "%%%02x", (unsigned)KEY[i]);
		memcpy(text + 500 + 3 * i, byte, 3);
	}
	for (size_t size = 1; size < sizeof(text) + 1; size++) {
		assert_int_equal(count_in_blocks(matcher, text, sizeof(text), size), 3);
	}
	matcher_destroy(matcher);
}

/* ---- against a slow search ---- */

static size_t slow_count(const struct matcher *matcher, const char *text, size_t len)
{
	size_t count = 0, key_len;
	const unsigned char *key = matcher_part(matcher, 0, &key_len);
	for (size_t at = 0; at + key_len <= len; at++) {
		count += memcmp(text + at, key, key_len) == 0;
	}
	return count;
}

static void matcher_each__random_text_of_few_letters__as_the_slow_search(void **state)
{
	static const char letters[] = "ab";
	struct matcher *matcher = matcher_of("abaababaabaababa");
	char *text = malloc(TEXT);
	size_t found = 0;

	(void)state;
	for (unsigned round = 0; round < 400; round++) {
		const size_t len = 1 + randombytes_uniform(TEXT);
		for (size_t i = 0; i < len; i++) {
			text[i] = letters[randombytes_uniform(2)];
		}
		for (unsigned i = randombytes_uniform(6); i > 0 && len > 20; i--) {
			memcpy(text + randombytes_uniform((uint32_t)len - 16), "abaababaabaababa",
				16);
		}
		struct hits hits = all(matcher, text, len, 0);
		size_t plain = 0;
		for (size_t i = 0; i < hits.count; i++) {
			plain += hits.match[i].encoding == HOLDER_PLAIN;
			assert_memory_equal(text + hits.match[i].start, "abaababaabaababa", 16);
		}
		assert_int_equal(plain, slow_count(matcher, text, len));
		found += plain;
	}
	assert_true(found > 100);
	free(text);
	matcher_destroy(matcher);
}

static void matcher_each__every_place_and_length__found(void **state)
{
	struct matcher *matcher = matcher_of(KEY);

	(void)state;
	for (size_t len = strlen(KEY); len < 600; len += 1 + len / 40) {
		for (size_t at = 0; at + strlen(KEY) <= len; at++) {
			/* Exactly as large as what is searched, for the memory checkers. */
			char *exact = malloc(len);
			memset(exact, '0', len);
			memcpy(exact + at, KEY, strlen(KEY));
			struct hits hits = all(matcher, exact, len, 0);
			assert_int_equal(hits.count, 1);
			assert_int_equal(hits.match[0].start, at);
			free(exact);
		}
	}
	matcher_destroy(matcher);
}

static void matcher_extent__random_bytes_around__decodes_to_them(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 500; i++) {
		check_base64(KEY, randombytes_uniform(100), randombytes_uniform(100),
			sodium_base64_VARIANT_ORIGINAL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(matcher_each__the_key_itself__once),
		cmocka_unit_test(matcher_each__not_quite_the_key__nothing),
		cmocka_unit_test(matcher_extent__every_alignment_and_alphabet__the_whole_run),
		cmocka_unit_test(matcher_extent__url_alphabet),
		cmocka_unit_test(matcher_extent__a_key_that_differs_at_its_ends__nothing),
		cmocka_unit_test(
			matcher_extent__text_before_it__is_left_out_as_far_as_decoding_needs),
		cmocka_unit_test(matcher_each__percent_encoded__found),
		cmocka_unit_test(matcher_each__cut_anywhere__found_once),
		cmocka_unit_test(matcher_each__random_text_of_few_letters__as_the_slow_search),
		cmocka_unit_test(matcher_each__every_place_and_length__found),
		cmocka_unit_test(matcher_extent__random_bytes_around__decodes_to_them),
	};
	struct error error;

	return secret_start(&error) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
