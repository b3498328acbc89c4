/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "keyturn/paths.h"

enum { NOBODY = 65534 };

static void set(const char *name, const char *value)
{
	if (value != NULL) {
		setenv(name, value, 1);
	} else {
		unsetenv(name);
	}
}

static void paths_find__variables_and_options__places(void **state)
{
	static const struct {
		const char *home, *xdg_config, *xdg_state, *config_option, *state_option;
		const char *config_file, *state_dir;
	} cases[] = {
		{"/h", NULL, NULL, NULL, NULL, "/h/.config/keyturn/config.ini",
			"/h/.local/state/keyturn"},
		{"/h", "/c", "/s", NULL, NULL, "/c/keyturn/config.ini", "/s/keyturn"},
		{"/h", "", "s", NULL, NULL, "/h/.config/keyturn/config.ini",
			"/h/.local/state/keyturn"},
		{"/h", "/c", "/s", "/o/k.ini", "/o/state", "/o/k.ini", "/o/state"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct paths paths;
		set("HOME", cases[i].home);
		set("XDG_CONFIG_HOME", cases[i].xdg_config);
		set("XDG_STATE_HOME", cases[i].xdg_state);
		assert_true(
			paths_find(&paths, cases[i].config_option, cases[i].state_option, NULL));
		assert_string_equal(paths.home, cases[i].home);
		assert_string_equal(paths.config_file, cases[i].config_file);
		assert_string_equal(paths.state_dir, cases[i].state_dir);
		assert_int_equal(paths.config_named, cases[i].config_option != NULL);
		paths_finish(&paths);
	}
}

static void paths_find__home_of_no_use__password_database(void **state)
{
	static const char *const homes[] = {NULL, "", "/", "//", "relative"};
	const struct passwd *user = getpwuid(geteuid());
	(void)state;

	if (user == NULL || strlen(user->pw_dir) < 2) {
		skip();
		return; /* skip() does not come back, which not everybody knows */
	}
	for (size_t i = 0; i < sizeof(homes) / sizeof(*homes); i++) {
		struct paths paths;
		char expected[PATH_MAX];
		set("HOME", homes[i]);
		set("XDG_CONFIG_HOME", NULL);
		set("XDG_STATE_HOME", NULL);
		assert_true(paths_find(&paths, NULL, NULL, NULL));
		snprintf(expected, sizeof(expected), "%s/.config/keyturn/config.ini", user->pw_dir);
		assert_string_equal(paths.config_file, expected);
		paths_finish(&paths);
	}
}

static void paths_find__no_home_anywhere__error_unless_not_needed(void **state)
{
	struct paths paths;
	struct error error = {0};
	(void)state;

	if (geteuid() != 0) {
		skip();
	}
	set("HOME", "/");
	set("XDG_CONFIG_HOME", NULL);
	set("XDG_STATE_HOME", NULL);
	assert_int_equal(seteuid(3999999999u), 0); /* a user whom no database knows */
	bool found = paths_find(&paths, NULL, NULL, &error);
	bool named = paths_find(&paths, "/c.ini", "/s", NULL);
	assert_int_equal(seteuid(0), 0);
	assert_false(found);
	assert_int_equal(error.kind, ERROR_CONFIG);
	assert_non_null(strstr(error.detail, "set HOME"));
	assert_true(named);
	assert_null(paths.home);
	paths_finish(&paths);
}

static void paths_find__relative_option__made_absolute(void **state)
{
	char here[PATH_MAX], expected[PATH_MAX + 8];
	struct paths paths;
	(void)state;

	set("HOME", "/h");
	assert_non_null(getcwd(here, sizeof(here)));
	assert_true(paths_find(&paths, "k.ini", NULL, NULL));
	snprintf(expected, sizeof(expected), "%s/k.ini", here);
	assert_string_equal(paths.config_file, expected);
	paths_finish(&paths);
}

static void paths_find__empty_option__usage(void **state)
{
	struct paths paths;
	struct error error = {0};
	(void)state;

	assert_false(paths_find(&paths, "", NULL, &error));
	assert_int_equal(error.kind, ERROR_USAGE);
	assert_false(paths_find(&paths, NULL, "", &error));
	assert_non_null(strstr(error.detail, "--state-dir"));
}

/* ---- the state directory ---- */

struct fixture {
	char dir[64], above[80], state_dir[96];
	struct paths paths;
};

static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	const char *tmp = getenv("TMPDIR");

	snprintf(fixture->dir, sizeof(fixture->dir), "%s/keyturn-XXXXXX", tmp ? tmp : "/tmp");
	if (mkdtemp(fixture->dir) == NULL) {
		return -1;
	}
	snprintf(fixture->above, sizeof(fixture->above), "%s/above", fixture->dir);
	snprintf(fixture->state_dir, sizeof(fixture->state_dir), "%s/state", fixture->above);
	fixture->paths.state_dir = fixture->state_dir;
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", fixture->dir);
	int status = system(command);
	free(fixture);
	return status;
}

static mode_t mode_of(const char *path)
{
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	return status.st_mode & 07777;
}

static void paths_make_state_dir__missing__made_for_the_user_alone(void **state)
{
	struct fixture *fixture = *state;
	mode_t mask = umask(0);

	assert_true(paths_make_state_dir(&fixture->paths, NULL));
	umask(mask);
	assert_int_equal(mode_of(fixture->above), 0700);
	assert_int_equal(mode_of(fixture->state_dir), 0700);
	assert_true(paths_make_state_dir(&fixture->paths, NULL));
}

static void assert_unsafe(struct fixture *fixture)
{
	struct error error = {0};

	assert_false(paths_make_state_dir(&fixture->paths, &error));
	assert_int_equal(error.kind, ERROR_CONFIG_UNSAFE);
	assert_non_null(strstr(error.detail, fixture->state_dir));
}

static void paths_make_state_dir__others_may_write_it__refused(void **state)
{
	struct fixture *fixture = *state;

	assert_true(paths_make_state_dir(&fixture->paths, NULL));
	assert_int_equal(chmod(fixture->state_dir, 0770), 0);
	assert_unsafe(fixture);
	assert_int_equal(chmod(fixture->state_dir, 01777), 0);
	assert_unsafe(fixture);
	assert_int_equal(chmod(fixture->state_dir, 0755), 0);
	assert_true(paths_make_state_dir(&fixture->paths, NULL));
}

static void paths_make_state_dir__another_users__refused(void **state)
{
	struct fixture *fixture = *state;

	if (geteuid() != 0) {
		skip();
	}
	assert_true(paths_make_state_dir(&fixture->paths, NULL));
	assert_int_equal(chown(fixture->state_dir, NOBODY, NOBODY), 0);
	assert_unsafe(fixture);
}

static void paths_make_state_dir__link_in_a_strangers_shared_directory__refused(void **state)
{
	struct fixture *fixture = *state;

	if (geteuid() != 0) {
		skip();
	}
	assert_int_equal(mkdir(fixture->above, 0700), 0);
	assert_int_equal(symlink(fixture->dir, fixture->state_dir), 0);
	assert_true(paths_make_state_dir(&fixture->paths, NULL));
	assert_int_equal(chown(fixture->above, NOBODY, NOBODY), 0);
	assert_int_equal(chmod(fixture->above, 01777), 0);
	assert_unsafe(fixture);
}

static void paths_make_state_dir__others_may_change_the_way__refused(void **state)
{
	struct fixture *fixture = *state;

	assert_true(paths_make_state_dir(&fixture->paths, NULL));
	assert_int_equal(chmod(fixture->above, 0777), 0);
	assert_unsafe(fixture);
	assert_int_equal(chmod(fixture->above, 0755), 0);
	assert_true(paths_make_state_dir(&fixture->paths, NULL));
	if (geteuid() == 0) {
		assert_int_equal(chown(fixture->above, NOBODY, NOBODY), 0);
		assert_unsafe(fixture);
	}
}

static void paths_make_state_dir__in_the_way__error_with_the_reason(void **state)
{
	struct fixture *fixture = *state;
	struct error error = {0};

	assert_int_equal(mkdir(fixture->above, 0700), 0);
	fclose(fopen(fixture->state_dir, "w"));
	assert_false(paths_make_state_dir(&fixture->paths, &error));
	assert_int_equal(error.kind, ERROR_SYSTEM);
	assert_non_null(strstr(error.detail, "is not a directory"));
	unlink(fixture->state_dir);
	rmdir(fixture->above);
	fclose(fopen(fixture->above, "w"));
	assert_false(paths_make_state_dir(&fixture->paths, &error));
	assert_non_null(strstr(error.detail, "Not a directory"));
}

#define IN_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_find__variables_and_options__places),
		cmocka_unit_test(paths_find__home_of_no_use__password_database),
		cmocka_unit_test(paths_find__no_home_anywhere__error_unless_not_needed),
		cmocka_unit_test(paths_find__relative_option__made_absolute),
		cmocka_unit_test(paths_find__empty_option__usage),
		IN_DIRECTORY(paths_make_state_dir__missing__made_for_the_user_alone),
		IN_DIRECTORY(paths_make_state_dir__others_may_write_it__refused),
		IN_DIRECTORY(paths_make_state_dir__another_users__refused),
		IN_DIRECTORY(paths_make_state_dir__link_in_a_strangers_shared_directory__refused),
		IN_DIRECTORY(paths_make_state_dir__others_may_change_the_way__refused),
		IN_DIRECTORY(paths_make_state_dir__in_the_way__error_with_the_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
