/* SPDX-License-Identifier: MIT
 * Which part of a file a place belongs to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "known/section.h"

/* `text` up to where the key is; NULL: no section can be named. */
static const struct section_case {
	enum section_style style;
	const char *text, *name;
} cases[] = {
	{SECTION_NONE, "[a]\nkey = ", NULL},
	{SECTION_INI, "username = u\napi-key = ", "default"},
	{SECTION_INI, "", "default"},
	{SECTION_INI, "[a]\nkey = x\n[b c]\nuser = u\nkey = ", "b c"},
	{SECTION_INI, "[a]\r\nkey = x\r\n", "a"},
	{SECTION_INI, "[\"quoted\"]\nkey = ", "quoted"},
	{SECTION_INI, "[a]\n# not [b]\nkey = ", "a"},
	{SECTION_INI, "[a]\n[unclosed\nkey = ", "a"},
	{SECTION_INI, "[]\nkey = ", NULL},
	{SECTION_INI,
		"[0123456789012345678901234567890123456789012345678901234567890123456789"
		"01234567890123456789]\n",
		NULL},
	{SECTION_CLOUD, "clouds:\n  rax:\n    auth:\n      username: u\n      api_key: ", "rax"},
	{SECTION_CLOUD,
		"clouds:\n  one:\n    auth:\n      api_key: x\n\n  # two\n  'two':\n    auth:\n"
		"      api_key: ",
		"two"},
	{SECTION_CLOUD, "public-clouds:\n  rax:\n    auth:\n      api_key: ", NULL},
	{SECTION_CLOUD, "clouds:\n    api_key: ", NULL},
	{SECTION_CLOUD, "api_key: ", NULL},
	{SECTION_CLOUD, "", NULL},
	{SECTION_TOP, ":default:\n  :rackspace_username: u\n  :rackspace_api_key: ", "default"},
	{SECTION_TOP, "---\nuk:\n  :rackspace_api_key: ", "uk"},
	{SECTION_TOP, ":rackspace_api_key: ", NULL},
	{SECTION_NAMED,
		"kind: Secret\nmetadata:\n  name: cloudfiles\ndata:\n  key: ", "cloudfiles"},
	{SECTION_NAMED, "kind: Secret\nmetadata:\n  name: \"a b\"  \ndata:\n", "a b"},
	{SECTION_NAMED, "kind: Secret\ndata:\n  key: ", NULL},
	{SECTION_NAMED, "metadata:\n  name:\ndata:\n", NULL},
};

static void section_find__every_style__the_part_it_is_in(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char name[SECTION_SIZE] = "";
		const bool found = section_find(
			cases[i].style, cases[i].text, strlen(cases[i].text), name);
		if (found != (cases[i].name != NULL)) {
			print_error("case %zu: '%s'\n", i, name);
		}
		assert_int_equal(found, cases[i].name != NULL);
		if (found) {
			assert_string_equal(name, cases[i].name);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(section_find__every_style__the_part_it_is_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
