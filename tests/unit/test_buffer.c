/* SPDX-License-Identifier: MIT */
#include "keyturn/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "memscan.h"

static void buffer_text__nothing_added__empty(void **state)
{
	struct buffer buffer, zeroed = {0};
	(void)state;

	buffer_init(&buffer, 10);
	assert_string_equal(buffer_text(&buffer), "");
	assert_true(buffer_append(&buffer, NULL, 0));
	assert_string_equal(buffer_text(&buffer), "");
	buffer_finish(&buffer);
	buffer_finish(&zeroed);
}

static void buffer_append__bytes_with_nul__kept_and_terminated(void **state)
{
	struct buffer buffer;
	(void)state;

	buffer_init(&buffer, 10);
	assert_true(buffer_append(&buffer, "a\0b", 3));
	assert_true(buffer_append_text(&buffer, "cd"));
	assert_int_equal(buffer.len, 5);
	assert_memory_equal(buffer_text(&buffer), "a\0bcd", 6);
	buffer_finish(&buffer);
}

static void buffer_append__up_to_the_maximum__and_no_byte_more(void **state)
{
	struct buffer buffer;
	(void)state;

	buffer_init(&buffer, 5);
	assert_true(buffer_append_text(&buffer, "abc"));
	assert_false(buffer_append_text(&buffer, "def"));
	assert_false(buffer_append(&buffer, "x", SIZE_MAX));
	assert_false(buffer_printf(&buffer, "%d", 123));
	assert_string_equal(buffer_text(&buffer), "abc");
	assert_true(buffer_append_text(&buffer, "de"));
	assert_false(buffer_append_text(&buffer, "f"));
	assert_true(buffer_append_text(&buffer, ""));
	assert_string_equal(buffer_text(&buffer), "abcde");
	buffer_finish(&buffer);
}

static void buffer_append__many_times__all_of_it_is_there(void **state)
{
	struct buffer buffer;
	(void)state;

	buffer_init(&buffer, 1 << 20);
	for (int i = 0; i < 100000; i++) {
		char byte = (char)('a' + i % 26);
		assert_true(buffer_append(&buffer, &byte, 1));
	}
	assert_int_equal(buffer.len, 100000);
	for (int i = 0; i < 100000; i++) {
		assert_int_equal(buffer.data[i], 'a' + i % 26);
	}
	buffer_finish(&buffer);
}

static void buffer_printf__appends(void **state)
{
	struct buffer buffer;
	(void)state;

	buffer_init(&buffer, 1000);
	assert_true(buffer_printf(&buffer, "%s=%d", "n", 7));
	assert_true(buffer_printf(&buffer, "%s", ""));
	assert_true(buffer_printf(&buffer, ";%0200d", 1));
	assert_int_equal(buffer.len, 3 + 1 + 200);
	assert_memory_equal(buffer.data, "n=7;000", 7);
	buffer_finish(&buffer);
}

static void buffer_clear__used_before__empty_with_the_same_maximum(void **state)
{
	struct buffer buffer;
	(void)state;

	buffer_init(&buffer, 4);
	assert_true(buffer_append_text(&buffer, "abcd"));
	buffer_clear(&buffer);
	assert_string_equal(buffer_text(&buffer), "");
	assert_true(buffer_append_text(&buffer, "efgh"));
	assert_false(buffer_append_text(&buffer, "i"));
	buffer_finish(&buffer);
	assert_null(buffer.data);
	assert_int_equal(buffer.max, 4);
}

/* 40 letters that are nowhere in this program. */
static void make_word(char out[40])
{
	for (unsigned i = 0, seed = 77; i < 40; i++) {
		seed = seed * 1103515245u + 12345u;
		out[i] = (char)('a' + (seed >> 16) % 26);
	}
}

static void buffer__grows_clears_and_finishes__leaves_no_copy(void **state)
{
	struct buffer growing, cleared;
	struct memscan scan;
	char word[40];
	(void)state;

	make_word(word);
	struct needle *needle = needle_create(word, sizeof(word));
	buffer_init(&growing, 1 << 20);
	buffer_init(&cleared, 1 << 20);
	assert_true(buffer_append(&growing, word, sizeof(word)));
	assert_true(buffer_append(&cleared, word, sizeof(word)));
	explicit_bzero(word, sizeof(word));
	for (int i = 0; i < 1000; i++) {
		assert_true(buffer_append_text(&growing, "filler that makes it grow"));
	}
	buffer_clear(&cleared);
	enum memscan_result result = memscan(getpid(), needle, false, &scan);
	size_t while_held = scan.count;
	buffer_finish(&growing);
	memscan(getpid(), needle, false, &scan);
	buffer_finish(&cleared);
	needle_destroy(needle);
	if (result == MEMSCAN_DENIED) {
		skip();
	}
	assert_int_equal(while_held, 1);
	assert_int_equal(scan.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buffer_text__nothing_added__empty),
		cmocka_unit_test(buffer_append__bytes_with_nul__kept_and_terminated),
		cmocka_unit_test(buffer_append__up_to_the_maximum__and_no_byte_more),
		cmocka_unit_test(buffer_append__many_times__all_of_it_is_there),
		cmocka_unit_test(buffer_printf__appends),
		cmocka_unit_test(buffer_clear__used_before__empty_with_the_same_maximum),
		cmocka_unit_test(buffer__grows_clears_and_finishes__leaves_no_copy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
