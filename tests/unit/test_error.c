/* SPDX-License-Identifier: MIT */
#include "keyturn/error.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static enum error_kind next(enum error_kind kind)
{
	return (enum error_kind)((int)kind + 1);
}

static void error_name__every_kind__one_word_and_its_own(void **state)
{
	(void)state;
	for (enum error_kind kind = ERROR_NONE; kind < ERROR_KIND_COUNT; kind = next(kind)) {
		const char *name = error_name(kind);
		assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz-"), strlen(name));
		for (enum error_kind other = next(kind); other < ERROR_KIND_COUNT;
			other = next(other)) {
			assert_string_not_equal(name, error_name(other));
		}
	}
}

static void error_sentence__every_kind__plain_words_with_a_next_step(void **state)
{
	(void)state;
	for (enum error_kind kind = next(ERROR_NONE); kind < ERROR_KIND_COUNT; kind = next(kind)) {
		const char *sentence = error_sentence(kind), *hint = error_hint(kind);
		assert_true(strlen(sentence) > 5);
		assert_true(strlen(hint) > 5);
		assert_int_not_equal(sentence[strlen(sentence) - 1], '.');
		assert_int_not_equal(hint[strlen(hint) - 1], '.');
		assert_true(islower((unsigned char)sentence[0]));
		assert_true(islower((unsigned char)hint[0]));
	}
}

static void error_exit_status__kinds__as_documented(void **state)
{
	static const struct {
		enum error_kind kind;
		int status;
	} cases[] = {
		{ERROR_NONE, 0},
		{ERROR_SYSTEM, 1},
		{ERROR_USAGE, 2},
		{ERROR_NO_CREDENTIAL, 2},
		{ERROR_SIGN_IN_REFUSED, 3},
		{ERROR_PASSCODE_REFUSED, 3},
		{ERROR_FORBIDDEN, 4},
		{ERROR_UNREACHABLE, 5},
		{ERROR_RATE_LIMIT, 5},
		{ERROR_OUTCOME_UNKNOWN, 7},
		{ERROR_INTERRUPTED, 130},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(error_exit_status(cases[i].kind), cases[i].status);
	}
	for (enum error_kind kind = next(ERROR_NONE); kind < ERROR_KIND_COUNT; kind = next(kind)) {
		assert_int_not_equal(error_exit_status(kind), 0);
	}
}

static void error_set__format__filled_and_false(void **state)
{
	struct error error = {.http = 500};
	(void)state;

	assert_false(error_set(&error, ERROR_SYSTEM, "%s: %d", "file", 3));
	assert_int_equal(error.kind, ERROR_SYSTEM);
	assert_int_equal(error.http, 0);
	assert_string_equal(error.detail, "file: 3");
}

static void error_set__nobody_wants_it__false(void **state)
{
	(void)state;
	assert_false(error_set(NULL, ERROR_SYSTEM, "%s", "x"));
	assert_false(error_set_text(NULL, ERROR_SYSTEM, 0, "x"));
}

static void error_set_text__words_of_the_other_side__harmless(void **state)
{
	struct error error;
	(void)state;

	error_set_text(&error, ERROR_FORBIDDEN, 403, "no\033]0;owned\007 %s%n\r\n");
	assert_int_equal(error.http, 403);
	assert_string_equal(error.detail, "no^[]0;owned^G %s%n^M^J");
	error_set_text(&error, ERROR_FORBIDDEN, 403, NULL);
	assert_string_equal(error.detail, "");
}

static void error_set__longer_than_fits__cut_at_a_character(void **state)
{
	struct error error;
	char text[2000];
	(void)state;

	for (size_t i = 0; i + 2 < sizeof(text); i += 2) {
		memcpy(text + i, "é", 2);
	}
	text[sizeof(text) - 2] = '\0';
	error_set_text(&error, ERROR_SERVICE, 500, text);
	assert_int_equal(strlen(error.detail), 254);
	assert_memory_equal(error.detail, text, 254);
	error_set(&error, ERROR_SERVICE, "x%s", text);
	assert_int_equal(strlen(error.detail), 255);
}

static void error_message__with_and_without_detail(void **state)
{
	struct error error;
	char text[64];
	(void)state;

	error_set(&error, ERROR_TIMEOUT, "after 30 s");
	assert_string_equal(error_message(&error, text, sizeof(text)),
		"the service did not answer in time: after 30 s");
	error_set(&error, ERROR_TIMEOUT, "The server is busy.");
	assert_string_equal(error_message(&error, text, sizeof(text)),
		"the service did not answer in time: The server is busy");
	error_set(&error, ERROR_TIMEOUT, "%s", "");
	assert_string_equal(
		error_message(&error, text, sizeof(text)), "the service did not answer in time");
	assert_string_equal(error_message(&error, text, 12), "the service");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(error_name__every_kind__one_word_and_its_own),
		cmocka_unit_test(error_sentence__every_kind__plain_words_with_a_next_step),
		cmocka_unit_test(error_exit_status__kinds__as_documented),
		cmocka_unit_test(error_set__format__filled_and_false),
		cmocka_unit_test(error_set__nobody_wants_it__false),
		cmocka_unit_test(error_set_text__words_of_the_other_side__harmless),
		cmocka_unit_test(error_set__longer_than_fits__cut_at_a_character),
		cmocka_unit_test(error_message__with_and_without_detail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
