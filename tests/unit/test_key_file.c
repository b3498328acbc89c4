/* SPDX-License-Identifier: MIT
 * A new key in a file of its own: whose, where, and who may read it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "keyturn/key_file.h"
#include "scratch.h"

static void key_file_name__any_user__leads_nowhere_else_and_is_no_other(void **state)
{
	static const struct {
		const char *user, *name;
	} cases[] = {
		{"dev1", "dev1.key"},
		{"a.b-c_d@e", "a.b-c_d@e.key"},
		{"../x", "%2e.%2fx.key"},
		{".x", "%2ex.key"},
		{"a%2f", "a%252f.key"},
		{"", ".key"},
		{"\033[2J", "%1b%5b2J.key"},
	};
	char name[KEY_FILE_NAME_SIZE], other[KEY_FILE_NAME_SIZE], longest[256];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		key_file_name(cases[i].user, name);
		assert_string_equal(name, cases[i].name);
	}
	memset(longest, '/', sizeof(longest));
	longest[255] = '\0';
	key_file_name(longest, name);
	longest[254] = 'x';
	key_file_name(longest, other);
	assert_true(
		strlen(name) <= 250); /* with the temporary one's ending it fits a file's name */
	assert_string_not_equal(name, other);
}

static void check_file(const char *directory, const char *name, const char *want)
{
	char *path = scratch_path(directory, name);
	struct stat status;
	size_t len;
	char *have = scratch_read(path, &len);

	assert_non_null(have);
	assert_string_equal(have, want);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	free(have);
	free(path);
}

static void key_file_write__again__replaced_and_private(void **state)
{
	char *top = scratch_create(), *directory = scratch_path(top, "a/keys");
	struct secret *one = secret_create("key-one", 7), *two = secret_create("key-two", 7);
	struct error error = {0};
	struct stat status;

	(void)state;
	assert_true(key_file_try(directory, &error));
	assert_int_equal(stat(directory, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0700);
	assert_true(key_file_write(directory, "dev1", one, &error));
	check_file(directory, "dev1.key", "key-one");
	assert_true(key_file_write(directory, "dev1", two, &error));
	check_file(directory, "dev1.key", "key-two");
	secret_unlink(one);
	secret_unlink(two);
	free(directory);
	scratch_destroy(top);
}

static void key_file__directory_that_others_may_write__refused(void **state)
{
	char *directory = scratch_create();
	struct secret *key = secret_create("key-one", 7);
	struct error error = {0};

	(void)state;
	assert_int_equal(chmod(directory, 0770), 0);
	assert_false(key_file_try(directory, &error));
	assert_int_equal(error.kind, ERROR_CONFIG_UNSAFE);
	assert_false(key_file_write(directory, "dev1", key, &error));
	assert_int_equal(error.kind, ERROR_CONFIG_UNSAFE);
	secret_unlink(key);
	scratch_destroy(directory);
}

static int start(void **state)
{
	struct error error;

	(void)state;
	return secret_start(&error) ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(key_file_name__any_user__leads_nowhere_else_and_is_no_other),
		cmocka_unit_test(key_file_write__again__replaced_and_private),
		cmocka_unit_test(key_file__directory_that_others_may_write__refused),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
