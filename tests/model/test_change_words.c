/* SPDX-License-Identifier: MIT
 * A change in words, as the history has it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/change.h"
#include "keyturn/memory.h"

static void change_words__each_operation__says_what(void **state)
{
	static const struct {
		enum identity_op op;
		const char *item;
		struct user_edit edit;
		const char *words;
	} cases[] = {
		{IDENTITY_UPDATE_USER, "",
			{.fields = USER_EMAIL | USER_ENABLED, .email = "a@example.org"},
			"e-mail a@example.org, disabled"},
		{IDENTITY_UPDATE_USER, "", {.fields = USER_PIN}, "a new support PIN"},
		{IDENTITY_ADD_USER, "", {.fields = USER_NAME, .name = "new"}, "added, name new"},
		{IDENTITY_CHANGE_PASSWORD, "", {0}, "a new password"},
		{IDENTITY_REMOVE_OTP, "laptop", {0}, "removed OTP device laptop"},
		{IDENTITY_CHANGE_MFA, "", {0}, "multi-factor on"},
		{IDENTITY_BYPASS, "", {0}, "2 bypass codes for 30 minutes"},
	};
	char words[64];
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct identity_request request = {
			.op = cases[i].op, .mfa_change = MFA_ENABLE, .count = 2, .seconds = 1800};
		memcpy(request.item_name, cases[i].item, strlen(cases[i].item) + 1);
		if (cases[i].edit.fields != 0) {
			request.edit = memory_alloc(sizeof(*request.edit));
			*request.edit = cases[i].edit;
		}
		assert_string_equal(change_words(&request, words, sizeof(words)), cases[i].words);
		change_words(&request, words, 8); /* and none is longer than it may be */
		assert_true(strlen(words) < 8);
		identity_request_finish(&request);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(change_words__each_operation__says_what),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
