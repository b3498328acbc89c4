/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "keyturn/config.h"

enum { NOBODY = 65534 };

/* A directory of our own with the file in it. */
struct fixture {
	char dir[64];
	char file[96];
	struct paths paths;
};

static void put(const char *file, const char *text, size_t len)
{
	FILE *stream = fopen(file, "w");

	assert_non_null(stream);
	assert_int_equal(fwrite(text, 1, len, stream), len);
	assert_int_equal(fclose(stream), 0);
	assert_int_equal(chmod(file, 0600), 0);
}

static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	const char *tmp = getenv("TMPDIR");

	snprintf(fixture->dir, sizeof(fixture->dir), "%s/keyturn-XXXXXX", tmp ? tmp : "/tmp");
	if (mkdtemp(fixture->dir) == NULL) {
		return -1;
	}
	snprintf(fixture->file, sizeof(fixture->file), "%s/config.ini", fixture->dir);
	fixture->paths.home = strdup("/home/u");
	fixture->paths.config_file = strdup(fixture->file);
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", fixture->dir);
	paths_finish(&fixture->paths);
	int status = system(command);
	free(fixture);
	return status;
}

static struct config *load(struct fixture *fixture, const char *text, struct error *error)
{
	put(fixture->file, text, strlen(text));
	return config_load(&fixture->paths, error);
}

static const char every_setting[] = "\xef\xbb\xbf; a comment\n"
				    "[profile work]\r\n"
				    "service = rackspace-us   ; the usual one\r\n"
				    "  username=jqsmith\n"
				    "  region = DFW\n"
				    "api_key_command = pass show 'rack space/jqsmith'\n"
				    "\n"
				    "[profile uk]\n"
				    "service = https://h.example/identity\n"
				    "password_command = ~/bin/pw \"a \\\" b\" c\\ d\n"
				    "[scan]\n"
				    "roots = ~ /etc/backup '/srv/a b'\n"
				    "cross_filesystems = yes\n"
				    "ignore = ~/Mail *.iso 'a b'\n"
				    "[hook reload-backup]\n"
				    "run = /usr/local/bin/reload-backup --now\n"
				    "key = stdin\n"
				    "timeout = 5\n"
				    "whose = contacts\n"
				    "[hook other]\n"
				    "run = true\n"
				    "[panel]\n"
				    "reveal_seconds = 10\n"
				    "clipboard_seconds = 0\n"
				    "lock_minutes = 1440\n"
				    "theme = dark\n"
				    "mouse = yes";

static void config_load__every_setting__kept(void **state)
{
	struct error error = {0};
	struct config *config = load(*state, every_setting, &error);

	assert_string_equal(error.detail, "");
	assert_non_null(config);
	assert_int_equal(config->profile_count, 2);
	const struct profile *work = config_profile(config, "work");
	assert_string_equal(work->service, "rackspace-us");
	assert_string_equal(work->username, "jqsmith");
	assert_string_equal(work->region, "DFW");
	assert_string_equal(work->api_key_command[2], "rack space/jqsmith");
	assert_null(work->api_key_command[3]);
	assert_int_equal(work->line, 2);
	const struct profile *uk = config_profile(config, "uk");
	assert_null(uk->username);
	assert_string_equal(uk->password_command[0], "/home/u/bin/pw");
	assert_string_equal(uk->password_command[1], "a \" b");
	assert_string_equal(uk->password_command[2], "c d");
	assert_null(config_profile(config, "none"));
	assert_string_equal(config->roots[0], "/home/u");
	assert_string_equal(config->roots[2], "/srv/a b");
	assert_null(config->roots[3]);
	assert_true(config->cross_filesystems);
	assert_non_null(strstr(config->ignore[0], "/Mail"));
	assert_string_equal(config->ignore[1], "*.iso");
	assert_string_equal(config->ignore[2], "a b");
	assert_null(config->ignore[3]);
	assert_int_equal(config->hook_count, 2);
	assert_string_equal(config->hooks[0].run[1], "--now");
	assert_int_equal(config->hooks[0].key, HOOK_KEY_STDIN);
	assert_int_equal(config->hooks[0].timeout, 5);
	assert_int_equal(config->hooks[1].key, HOOK_KEY_NONE);
	assert_int_equal(config->hooks[1].timeout, 30);
	assert_int_equal(config->hooks[0].whose, HOOK_CONTACTS);
	assert_int_equal(config->hooks[1].whose, HOOK_OWN);
	assert_int_equal(config->reveal_seconds, 10);
	assert_int_equal(config->clipboard_seconds, 0);
	assert_int_equal(config->lock_minutes, 1440);
	assert_string_equal(config->theme, "dark");
	assert_true(config->mouse);
	config_destroy(config);
}

static void config_load__no_file__defaults(void **state)
{
	struct fixture *fixture = *state;
	struct config *config = config_load(&fixture->paths, NULL);

	assert_non_null(config);
	assert_null(config->file);
	assert_int_equal(config->profile_count, 0);
	assert_int_equal(config->reveal_seconds, 30);
	assert_int_equal(config->clipboard_seconds, 30);
	assert_int_equal(config->lock_minutes, 15);
	assert_false(config->mouse);
	assert_string_equal(config->roots[0], "/home/u");
	config_destroy(config);
}

static void config_load__named_file_missing__error(void **state)
{
	struct fixture *fixture = *state;
	struct error error = {0};

	fixture->paths.config_named = true;
	assert_null(config_load(&fixture->paths, &error));
	assert_int_equal(error.kind, ERROR_CONFIG);
	assert_non_null(strstr(error.detail, fixture->file));
}

static void config_load__mistakes__named_with_their_line(void **state)
{
	static const struct {
		const char *text, *reason;
		unsigned line;
	} cases[] = {
		{"x = 1\n", "above the first", 1},
		{"\n\n[profil work]\nservice = rackspace-us\n", "unknown section [profil work]", 3},
		{"[Panel]\nmouse = yes\n", "unknown section", 1},
		{"[panel x]\nmouse = yes\n", "[panel] has no name", 1},
		{"[profile]\nservice = rackspace-us\n", "needs a name", 1},
		{"[profile a/b]\nservice = rackspace-us\n", "needs a name", 1},
		{"[profile -x]\nservice = rackspace-us\n", "needs a name", 1},
		{"[profile a b]\nservice = rackspace-us\n", "needs a name", 1},
		{"[profile aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeee]\n", "too long", 1},
		{"[panel]\nmouse = yes\n[panel]\ntheme = x\n", "appears twice", 3},
		{"[profile a]\nservice=rackspace-us\n[profile a]\nregion=DFW\n", "appears twice",
			3},
		{"[hook a]\nrun=x\n[hook a]\nrun=y\n", "appears twice", 3},
		{"[panel]\n[scan\nmouse = yes\n", "neither", 2},
		{"[panel]\nmouse\n", "neither", 2},
		{"[panel]\nmouse: yes\n", "key = value", 2},
		{"[panel]\nmouse: yes = no\n", "key = value", 2},
		{"[panel]\nreveal_second = 3\n", "unknown setting 'reveal_second'", 2},
		{"[panel]\nusername = x\n", "unknown setting", 2},
		{"[panel]\nmouse = yes\nmouse = no\n", "given twice", 3},
		{"[panel]\nmouse =\n", "no value", 2},
		{"[panel]\nmouse = maybe\n", "yes or no", 2},
		{"[panel]\nreveal_seconds = 0\n", "from 1 to 3600", 2},
		{"[panel]\nreveal_seconds = 3601\n", "from 1 to 3600", 2},
		{"[panel]\nreveal_seconds = -3\n", "from 1 to 3600", 2},
		{"[panel]\nreveal_seconds = 3s\n", "from 1 to 3600", 2},
		{"[panel]\nlock_minutes = 99999999999999999999\n", "from 0 to 1440", 2},
		{"[scan]\nroots = etc\n", "does not start with", 2},
		{"[scan]\nroots = $HOME\n", "no shell is run", 2},
		{"[scan]\nroots = 'a\n", "not closed", 2},
		{"[hook x]\nkey = stdin\n", "no command", 1},
		{"[hook x]\nrun = a | b\n", "no shell is run", 2},
		{"[hook x]\nrun = a \\\n", "backslash", 2},
		{"[hook x]\nrun = ''\n", "empty", 2},
		{"[hook x]\nrun = x\nkey = argv\n", "stdin or none", 3},
		{"[hook x]\nrun = x\ntimeout = 0\n", "from 1 to 3600", 3},
		{"[profile a]\nusername = u\n", "no service", 1},
		{"[profile a]\nservice = rackspace-us\napi_key_command = a\npassword_command = b\n",
			"both", 1},
		{"[profile a]\nservice = rackspace-us\napi_key = hunter2\n", "no secret", 3},
		{"[profile a]\nservice = rackspace-us\npassword = hunter2\n", "no secret", 3},
		{"[profile a]\nservice = rackspace-us\napikey = hunter2\n", "no secret", 3},
		{"[panel]\ntheme = a\x1b[31m\n", "control character", 2},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct error error = {0};
		char where[32];
		snprintf(where, sizeof(where), "config.ini:%u: ", cases[i].line);
		if (load(*state, cases[i].text, &error) != NULL) {
			fail_msg("accepted: %s", cases[i].text);
		}
		if (error.kind != ERROR_CONFIG || strstr(error.detail, where) == NULL ||
			strstr(error.detail, cases[i].reason) == NULL ||
			strstr(error.detail, "hunter2") != NULL) {
			fail_msg("%s gave %s: %s", cases[i].text, error_name(error.kind),
				error.detail);
		}
	}
}

static void config_load__bad_service__says_which_line_and_why(void **state)
{
	struct error error = {0};

	assert_null(load(*state, "[profile a]\nservice = keystone\n", &error));
	assert_int_equal(error.kind, ERROR_SERVICE_UNKNOWN);
	assert_non_null(strstr(error.detail, "config.ini:2: "));
	assert_null(load(*state, "[profile a]\nservice = https://u:hunter2@h/\n", &error));
	assert_int_equal(error.kind, ERROR_URL);
	assert_null(strstr(error.detail, "hunter2"));
}

static void config_load__long_line__refused_not_cut(void **state)
{
	char text[400] = "[panel]\ntheme = ";
	struct error error = {0};

	memset(text + strlen(text), 'a', 300);
	assert_null(load(*state, text, &error));
	assert_non_null(strstr(error.detail, ":2: the line is longer"));
}

static void config_load__nul_byte__refused(void **state)
{
	struct fixture *fixture = *state;
	struct error error = {0};

	put(fixture->file, "[panel]\n\0x = 1\n", 15);
	assert_null(config_load(&fixture->paths, &error));
	assert_non_null(strstr(error.detail, ":2: control characters"));
}

static void config_load__huge_file__refused(void **state)
{
	struct fixture *fixture = *state;
	struct error error = {0};
	char *text = malloc(70000);

	memset(text, '\n', 70000);
	put(fixture->file, text, 70000);
	free(text);
	assert_null(config_load(&fixture->paths, &error));
	assert_non_null(strstr(error.detail, "64 KiB"));
}

static void assert_unsafe(struct fixture *fixture)
{
	struct error error = {0};

	assert_null(config_load(&fixture->paths, &error));
	assert_int_equal(error.kind, ERROR_CONFIG_UNSAFE);
	assert_non_null(strstr(error.detail, fixture->paths.config_file));
}

static void config_load__others_may_write_it__refused(void **state)
{
	static const mode_t modes[] = {0620, 0602, 0666};
	struct fixture *fixture = *state;

	put(fixture->file, "", 0);
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		assert_int_equal(chmod(fixture->file, modes[i]), 0);
		assert_unsafe(fixture);
	}
	assert_int_equal(chmod(fixture->file, 0644), 0);
	struct config *config = config_load(&fixture->paths, NULL);
	assert_non_null(config);
	config_destroy(config);
}

static void config_load__another_users__refused(void **state)
{
	struct fixture *fixture = *state;

	if (geteuid() != 0) {
		skip();
	}
	put(fixture->file, "", 0);
	assert_int_equal(chown(fixture->file, NOBODY, NOBODY), 0);
	assert_unsafe(fixture);
}

static void config_load__link_in_own_directory__followed(void **state)
{
	struct fixture *fixture = *state;
	char real[128];

	snprintf(real, sizeof(real), "%s/real.ini", fixture->dir);
	put(real, "[panel]\nmouse = yes\n", 20);
	assert_int_equal(symlink(".//../nowhere/../real.ini", fixture->file), 0);
	fixture->paths.config_named = true;
	assert_null(config_load(&fixture->paths, NULL));
	unlink(fixture->file);
	assert_int_equal(symlink(".//real.ini", fixture->file), 0);
	struct config *config = config_load(&fixture->paths, NULL);
	assert_non_null(config);
	assert_true(config->mouse);
	config_destroy(config);
}

static void config_load__link_where_all_may_write__refused(void **state)
{
	struct fixture *fixture = *state;
	char shared[128], link[160];

	put(fixture->file, "", 0);
	snprintf(shared, sizeof(shared), "%s/shared", fixture->dir);
	assert_int_equal(mkdir(shared, 0700), 0);
	assert_int_equal(chmod(shared, 01777), 0);
	snprintf(link, sizeof(link), "%s/link", shared);
	assert_int_equal(symlink(fixture->file, link), 0);
	free(fixture->paths.config_file);
	fixture->paths.config_file = strdup(link);
	assert_unsafe(fixture);
	unlink(link);

	/* Nor may a directory in the path be such a link. */
	char below[192];
	snprintf(below, sizeof(below), "%s/config.ini", link);
	assert_int_equal(symlink(fixture->dir, link), 0);
	free(fixture->paths.config_file);
	fixture->paths.config_file = strdup(below);
	assert_unsafe(fixture);
	unlink(link);
}

/* The file is ours, but its directory could be replaced by another. */
static void config_load__others_may_change_the_way__refused(void **state)
{
	struct fixture *fixture = *state;
	char directory[128], file[160];

	snprintf(directory, sizeof(directory), "%s/way", fixture->dir);
	snprintf(file, sizeof(file), "%s/config.ini", directory);
	assert_int_equal(mkdir(directory, 0700), 0);
	free(fixture->paths.config_file);
	fixture->paths.config_file = strdup(file);
	assert_int_equal(chmod(directory, 0777), 0);
	struct config *config = config_load(&fixture->paths, NULL);
	assert_non_null(config); /* nothing is there */
	config_destroy(config);
	put(file, "", 0);
	assert_unsafe(fixture);
	assert_int_equal(chmod(directory, 01777), 0); /* in which all have their own, as in /tmp */
	config = config_load(&fixture->paths, NULL);
	assert_non_null(config);
	config_destroy(config);
	assert_int_equal(chmod(directory, 0775), 0);
	config = config_load(&fixture->paths, NULL);
	assert_non_null(config);
	config_destroy(config);
	if (geteuid() == 0) {
		assert_int_equal(chown(directory, NOBODY, NOBODY), 0);
		assert_unsafe(fixture);
	}
}

static void config_load__link_to_itself__error(void **state)
{
	struct fixture *fixture = *state;
	struct error error = {0};

	assert_int_equal(symlink("config.ini", fixture->file), 0);
	assert_null(config_load(&fixture->paths, &error));
	assert_int_equal(error.kind, ERROR_CONFIG);
}

static void config_load__not_a_file__error(void **state)
{
	struct fixture *fixture = *state;
	struct error error = {0};

	assert_int_equal(mkfifo(fixture->file, 0600), 0);
	assert_null(config_load(&fixture->paths, &error));
	assert_non_null(strstr(error.detail, "not a file"));
	unlink(fixture->file);
	assert_int_equal(mkdir(fixture->file, 0700), 0);
	assert_null(config_load(&fixture->paths, &error));
	assert_non_null(strstr(error.detail, "not a file"));
}

static void config_load__the_shipped_example__loads(void **state)
{
	struct fixture *fixture = *state;
	struct error error = {0};
	const char *source = getenv("KEYTURN_SOURCE");
	char example[4096], text[8192];

	if (source == NULL) {
		skip();
	}
	snprintf(example, sizeof(example), "%s/assets/config.example.ini", source);
	FILE *stream = fopen(example, "r");
	assert_non_null(stream);
	size_t len = fread(text, 1, sizeof(text) - 1, stream);
	fclose(stream);
	put(fixture->file, text, len);
	struct config *config = config_load(&fixture->paths, &error);
	assert_string_equal(error.detail, "");
	assert_non_null(config);
	assert_true(config->profile_count > 0);
	config_destroy(config);
}

#define IN_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_DIRECTORY(config_load__every_setting__kept),
		IN_DIRECTORY(config_load__no_file__defaults),
		IN_DIRECTORY(config_load__named_file_missing__error),
		IN_DIRECTORY(config_load__mistakes__named_with_their_line),
		IN_DIRECTORY(config_load__bad_service__says_which_line_and_why),
		IN_DIRECTORY(config_load__long_line__refused_not_cut),
		IN_DIRECTORY(config_load__nul_byte__refused),
		IN_DIRECTORY(config_load__huge_file__refused),
		IN_DIRECTORY(config_load__others_may_write_it__refused),
		IN_DIRECTORY(config_load__another_users__refused),
		IN_DIRECTORY(config_load__link_in_own_directory__followed),
		IN_DIRECTORY(config_load__link_where_all_may_write__refused),
		IN_DIRECTORY(config_load__others_may_change_the_way__refused),
		IN_DIRECTORY(config_load__link_to_itself__error),
		IN_DIRECTORY(config_load__not_a_file__error),
		IN_DIRECTORY(config_load__the_shipped_example__loads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
