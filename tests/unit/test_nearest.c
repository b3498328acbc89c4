/* SPDX-License-Identifier: MIT */
#include "keyturn/nearest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void nearest_distance__counts_slips(void **state)
{
	static const struct {
		const char *a, *b;
		size_t slips;
	} cases[] = {
		{"rotate", "rotate", 0},
		{"", "", 0},
		{"", "scan", 4},
		{"scan", "", 4},
		{"rotat", "rotate", 1},   /* missing */
		{"rotatee", "rotate", 1}, /* too many */
		{"rotare", "rotate", 1},  /* wrong */
		{"roatte", "rotate", 1},  /* swapped */
		{"orattee", "rotate", 3},
		{"abc", "cab", 2},
		{"kitten", "sitting", 3},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(nearest_distance(cases[i].a, cases[i].b), cases[i].slips);
		assert_int_equal(nearest_distance(cases[i].b, cases[i].a), cases[i].slips);
	}
}

static void nearest_distance__very_long_word__is_far_from_all(void **state)
{
	char longest[NEAREST_MAX + 1], longer[NEAREST_MAX + 2];

	(void)state;
	memset(longest, 'a', sizeof(longest));
	longest[NEAREST_MAX] = '\0';
	memset(longer, 'a', sizeof(longer));
	longer[NEAREST_MAX + 1] = '\0';
	assert_int_equal(nearest_distance(longest, longest), 0);
	assert_int_equal(nearest_distance(longest, ""), NEAREST_MAX);
	assert_int_equal(nearest_distance(longer, longest), NEAREST_MAX);
	assert_int_equal(nearest_distance(longest, longer), NEAREST_MAX);
}

static const char *offer(const char *word)
{
	static const char *const commands[] = {
		"show", "scan", "rotate", "resume", "history", "profiles", "doctor", "help"};
	struct nearest nearest = {.word = word};

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		nearest_offer(&nearest, commands[i]);
	}
	return nearest.best;
}

static void nearest_offer__slip__finds_the_word(void **state)
{
	(void)state;
	assert_string_equal(offer("roatte"), "rotate");
	assert_string_equal(offer("shwo"), "show");
	assert_string_equal(offer("profile"), "profiles");
	assert_string_equal(offer("hsitroy"), "history");
	assert_string_equal(offer("sca"), "scan");
}

static void nearest_offer__another_word__finds_none(void **state)
{
	(void)state;
	assert_null(offer("frobnicate"));
	assert_null(offer("xy"));
	assert_null(offer(""));
	assert_null(offer("keys"));
}

static void nearest_offer__nearest_of_several__wins(void **state)
{
	struct nearest nearest = {.word = "works"};

	(void)state;
	nearest_offer(&nearest, "word");
	nearest_offer(&nearest, "work");
	nearest_offer(&nearest, "worker");
	assert_string_equal(nearest.best, "work");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nearest_distance__counts_slips),
		cmocka_unit_test(nearest_distance__very_long_word__is_far_from_all),
		cmocka_unit_test(nearest_offer__slip__finds_the_word),
		cmocka_unit_test(nearest_offer__another_word__finds_none),
		cmocka_unit_test(nearest_offer__nearest_of_several__wins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
