/* SPDX-License-Identifier: MIT */
#include "keyturn/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void keep(void *data, const char *line)
{
	snprintf(data, 4096, "%s", line);
}

static void log_line__no_sink__goes_nowhere(void **state)
{
	char kept[4096] = "";
	const struct log_sink sink = {.line = keep, .data = kept};

	(void)state;
	assert_false(log_wanted());
	log_line("nobody %s", "listens");
	log_to(&sink);
	assert_true(log_wanted());
	log_line("work %d begins", 3);
	assert_string_equal(kept, "work 3 begins");
	log_to(NULL);
	log_line("again nobody");
	assert_string_equal(kept, "work 3 begins");
	assert_false(log_wanted());
}

static void log_line__what_a_terminal_acts_on__is_harmless(void **state)
{
	char kept[4096] = "", longest[3000];
	const struct log_sink sink = {.line = keep, .data = kept};

	(void)state;
	log_to(&sink);
	log_line("hook %s", "\x1b]0;a\x07\nb");
	assert_string_equal(kept, "hook ^[]0;a^G^Jb");
	memset(longest, '\x1b', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	log_line("%s", longest);
	assert_int_equal(strlen(kept), 2 * 1023);
	log_to(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(log_line__no_sink__goes_nowhere),
		cmocka_unit_test(log_line__what_a_terminal_acts_on__is_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
