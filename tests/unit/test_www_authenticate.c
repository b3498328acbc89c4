/* SPDX-License-Identifier: MIT */
#include "www_authenticate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/memory.h"

static void www_authenticate_read__a_challenge__session_found(void **state)
{
	static const struct {
		const char *text, *session, *factor;
	} cases[] = {
		{"OS-MF sessionId='abc-1_2=', factor='PASSCODE'", "abc-1_2=", "PASSCODE"},
		{"OS-MF factor='PASSCODE', sessionId='abc'", "abc", "PASSCODE"},
		{"os-mf SESSIONID=\"abc\",factor=\"PASSCODE\"", "abc", "PASSCODE"},
		{"OS-MF sessionId=abc", "abc", NULL},
		{"  OS-MF   sessionId = 'a b' ,, factor=''", "a b", ""},
		{"Keystone uri=\"https://a/\", OS-MF sessionId='abc'", "abc", NULL},
		{"Negotiate YWJj==, OS-MF sessionId='abc'", "abc", NULL},
		{"OS-MF sessionId='abc', Basic realm=\"x\", sessionId='other'", "abc", NULL},
		{"OS-MF sessionId='first', sessionId='second'", "first", NULL},
		{"OS-MF sessionId='it\"s'", "it\"s", NULL},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct www_authenticate found;
		assert_true(www_authenticate_read(cases[i].text, strlen(cases[i].text), &found));
		assert_int_equal(found.session_len, strlen(cases[i].session));
		assert_memory_equal(found.session, cases[i].session, found.session_len);
		if (cases[i].factor != NULL) {
			assert_int_equal(found.factor_len, strlen(cases[i].factor));
			assert_memory_equal(found.factor, cases[i].factor, found.factor_len);
		} else {
			assert_null(found.factor);
		}
	}
}

static void www_authenticate_read__anything_else__none(void **state)
{
	static const char *const cases[] = {
		"",
		"OS-MF",
		"OS-MF factor='PASSCODE'",
		"OS-MF sessionId=''",
		"OS-MF sessionId='never closed",
		"OS-MF sessionId=",
		"Keystone uri=\"https://a/\"",
		"Basic sessionId='abc'",
		"sessionId='abc'",
		"OS-MFA sessionId='abc'",
		"OS-MF sessionId='a\r\nX-Other: b'",
		"OS-MF sessionId='caf\xc3\xa9'",
		"',=",
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct www_authenticate found;
		assert_false(www_authenticate_read(cases[i], strlen(cases[i]), &found));
		assert_null(found.session);
	}
}

/* In a block of exactly its length, so that sanitizers notice a read past the end. */
static void www_authenticate_read__cut_anywhere__never_a_longer_id(void **state)
{
	static const char text[] = "OS-MF sessionId='0123456789', factor='PASSCODE'";
	(void)state;

	for (size_t len = 0; len < sizeof(text) - 1; len++) {
		struct www_authenticate found;
		char *cut = memory_alloc(len);
		memcpy(cut, text, len);
		bool ok = www_authenticate_read(cut, len, &found);
		assert_int_equal(ok, len >= strlen("OS-MF sessionId='0123456789'"));
		assert_true(!ok || found.session_len == 10);
		free(cut);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(www_authenticate_read__a_challenge__session_found),
		cmocka_unit_test(www_authenticate_read__anything_else__none),
		cmocka_unit_test(www_authenticate_read__cut_anywhere__never_a_longer_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
