/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "keyturn/login.h"

/* Tests of login_resolve() read no file: this is what a file would contain. */
#define TEXT(literal) ((char *)(literal))

static char *command[] = {TEXT("pass"), TEXT("work"), NULL};
static struct profile profiles[] = {
	{.name = TEXT("work"),
		.service = TEXT("rackspace-uk"),
		.username = TEXT("worker"),
		.region = TEXT("LON"),
		.api_key_command = command},
	{.name = TEXT("bare"), .service = TEXT("https://h.example"), .username = TEXT("bare")},
	{.name = TEXT("default"),
		.service = TEXT("rackspace-us"),
		.username = TEXT("usual"),
		.password_command = command},
};
static struct config none = {0};
static struct config one = {.profiles = profiles, .profile_count = 1};
static struct config two = {.file = TEXT("config.ini"), .profiles = profiles, .profile_count = 2};
static struct config three = {.profiles = profiles, .profile_count = 3};

static const char *const variables[] = {"RS_USERNAME", "RS_API_KEY", "RS_PASSWORD", "RS_AUTH_URL",
	"RS_REGION_NAME", "RAX_USERNAME", "RAX_API_KEY", "RAX_REGION", "OS_USERNAME", "OS_PASSWORD",
	"OS_API_KEY", "OS_AUTH_URL", "OS_REGION_NAME", "OS_AUTH_SYSTEM", "NOVA_RAX_AUTH"};

static int clear(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++) {
		unsetenv(variables[i]);
	}
	return 0;
}

/* "A=1 B=2" into the environment. */
static void set(const char *pairs)
{
	char *copy = strdup(pairs), *rest = copy, *pair;

	clear(NULL);
	while ((pair = strsep(&rest, " ")) != NULL) {
		char *value = strchr(pair, '=');
		if (value != NULL) {
			*value = '\0';
			setenv(pair, value + 1, 1);
		}
	}
	free(copy);
}

struct expected {
	const char *url, *username, *service_origin, *username_origin, *credential_origin;
	enum credential_kind kind;
	enum credential_from from;
};

static void check(const struct login *login, const struct expected *expected)
{
	assert_string_equal(login->service.url, expected->url);
	assert_string_equal(login->service_origin, expected->service_origin);
	if (expected->username != NULL) {
		assert_string_equal(login->username, expected->username);
		assert_string_equal(login->username_origin, expected->username_origin);
	} else {
		assert_null(login->username);
		assert_null(login->username_origin);
	}
	assert_int_equal(credential_from(login->credential), expected->from);
	assert_int_equal(credential_kind(login->credential), expected->kind);
	assert_string_equal(credential_origin(login->credential), expected->credential_origin);
}

static const char us[] = "https://identity.api.rackspacecloud.com/v2.0";
static const char uk[] = "https://lon.identity.api.rackspacecloud.com/v2.0";

static void login_resolve__every_layer__the_first_answers(void **state)
{
	static const struct {
		const char *environment;
		const struct config *config;
		struct login_options options;
		struct expected expected;
	} cases[] = {
		/* nothing at all: it must ask */
		{"", &none, {NULL, NULL, NULL, -1, -1, false},
			{us, NULL, "default", NULL, "the terminal", CREDENTIAL_PASSWORD,
				CREDENTIAL_FROM_PROMPT}},
		{"", &none, {NULL, NULL, NULL, -1, -1, true},
			{us, NULL, "default", NULL, "nowhere", CREDENTIAL_API_KEY,
				CREDENTIAL_FROM_NOWHERE}},
		/* profiles: the only one, the default one, the named one */
		{"", &one, {NULL, NULL, NULL, -1, -1, false},
			{uk, "worker", "profile work", "profile work",
				"api_key_command of profile work", CREDENTIAL_API_KEY,
				CREDENTIAL_FROM_COMMAND}},
		{"", &three, {NULL, NULL, NULL, -1, -1, false},
			{us, "usual", "profile default", "profile default",
				"password_command of profile default", CREDENTIAL_PASSWORD,
				CREDENTIAL_FROM_COMMAND}},
		{"RS_USERNAME=u RS_API_KEY=k", &three, {"work", NULL, NULL, -1, -1, false},
			{uk, "worker", "profile work", "profile work",
				"api_key_command of profile work", CREDENTIAL_API_KEY,
				CREDENTIAL_FROM_COMMAND}},
		/* a profile without a command does not borrow the environment's credential */
		{"RS_API_KEY=k", &three, {"bare", NULL, NULL, -1, -1, true},
			{"https://h.example/v2.0", "bare", "profile bare", "profile bare",
				"nowhere", CREDENTIAL_API_KEY, CREDENTIAL_FROM_NOWHERE}},
		/* the environment's families */
		{"RS_USERNAME=u RS_API_KEY=k RS_PASSWORD=p", &three,
			{NULL, NULL, NULL, -1, -1, false},
			{us, "u", "default", "RS_USERNAME", "RS_API_KEY", CREDENTIAL_API_KEY,
				CREDENTIAL_FROM_ENVIRONMENT}},
		{"RS_USERNAME=u RS_PASSWORD=p RS_AUTH_URL=https://h.example/x", &none,
			{NULL, NULL, NULL, -1, -1, false},
			{"https://h.example/x/v2.0", "u", "RS_AUTH_URL", "RS_USERNAME",
				"RS_PASSWORD", CREDENTIAL_PASSWORD, CREDENTIAL_FROM_ENVIRONMENT}},
		{"RAX_USERNAME=r RAX_API_KEY=k OS_USERNAME=o OS_PASSWORD=p "
		 "OS_AUTH_URL=https://h.example",
			&none, {NULL, NULL, NULL, -1, -1, false},
			{us, "r", "default", "RAX_USERNAME", "RAX_API_KEY", CREDENTIAL_API_KEY,
				CREDENTIAL_FROM_ENVIRONMENT}},
		{"OS_USERNAME=o OS_PASSWORD=p OS_AUTH_URL=https://h.example/v2.0/", &none,
			{NULL, NULL, NULL, -1, -1, false},
			{"https://h.example/v2.0", "o", "OS_AUTH_URL", "OS_USERNAME", "OS_PASSWORD",
				CREDENTIAL_PASSWORD, CREDENTIAL_FROM_ENVIRONMENT}},
		{"OS_USERNAME=o OS_PASSWORD=k OS_AUTH_SYSTEM=rackspace", &none,
			{NULL, NULL, NULL, -1, -1, false},
			{us, "o", "OS_AUTH_SYSTEM", "OS_USERNAME", "OS_PASSWORD",
				CREDENTIAL_API_KEY, CREDENTIAL_FROM_ENVIRONMENT}},
		{"OS_USERNAME=o OS_PASSWORD=k OS_AUTH_SYSTEM=rackspace_uk", &none,
			{NULL, NULL, NULL, -1, -1, false},
			{uk, "o", "OS_AUTH_SYSTEM", "OS_USERNAME", "OS_PASSWORD",
				CREDENTIAL_API_KEY, CREDENTIAL_FROM_ENVIRONMENT}},
		{"OS_USERNAME=o OS_PASSWORD=k NOVA_RAX_AUTH=1 OS_AUTH_URL=https://h.example", &none,
			{NULL, NULL, NULL, -1, -1, false},
			{"https://h.example/v2.0", "o", "OS_AUTH_URL", "OS_USERNAME", "OS_PASSWORD",
				CREDENTIAL_API_KEY, CREDENTIAL_FROM_ENVIRONMENT}},
		/* another cloud's password is not sent to Rackspace because no URL is set */
		{"OS_USERNAME=o OS_PASSWORD=p", &one, {NULL, NULL, NULL, -1, -1, false},
			{uk, "worker", "profile work", "profile work",
				"api_key_command of profile work", CREDENTIAL_API_KEY,
				CREDENTIAL_FROM_COMMAND}},
		/* empty is unset */
		{"RS_USERNAME= RS_API_KEY=", &one, {NULL, NULL, NULL, -1, -1, false},
			{uk, "worker", "profile work", "profile work",
				"api_key_command of profile work", CREDENTIAL_API_KEY,
				CREDENTIAL_FROM_COMMAND}},
		/* the command line over all */
		{"RS_USERNAME=u RS_API_KEY=k", &none,
			{NULL, "http://127.0.0.1:99", NULL, -1, -1, false},
			{"http://127.0.0.1:99/v2.0", "u", "--auth-url", "RS_USERNAME", "RS_API_KEY",
				CREDENTIAL_API_KEY, CREDENTIAL_FROM_ENVIRONMENT}},
		{"RS_API_KEY=k", &none, {NULL, "rackspace-uk", "me", -1, -1, false},
			{uk, "me", "--auth-url", "--username", "RS_API_KEY", CREDENTIAL_API_KEY,
				CREDENTIAL_FROM_ENVIRONMENT}},
		{"RS_USERNAME=u RS_API_KEY=k", &none, {NULL, NULL, NULL, 7, -1, false},
			{us, "u", "default", "RS_USERNAME", "--password-fd", CREDENTIAL_PASSWORD,
				CREDENTIAL_FROM_FD}},
		{"", &one, {NULL, NULL, NULL, -1, 7, false},
			{uk, "worker", "profile work", "profile work", "--api-key-fd",
				CREDENTIAL_API_KEY, CREDENTIAL_FROM_FD}},
		/* another user than the layer's: its credential is not theirs */
		{"RS_USERNAME=u RS_API_KEY=k", &none, {NULL, NULL, "me", -1, -1, false},
			{us, "me", "default", "--username", "the terminal", CREDENTIAL_PASSWORD,
				CREDENTIAL_FROM_PROMPT}},
		{"", &two, {"work", NULL, "me", -1, -1, true},
			{uk, "me", "profile work", "--username", "nowhere", CREDENTIAL_API_KEY,
				CREDENTIAL_FROM_NOWHERE}},
		{"", &two, {"work", NULL, "worker", -1, -1, true},
			{uk, "worker", "profile work", "--username",
				"api_key_command of profile work", CREDENTIAL_API_KEY,
				CREDENTIAL_FROM_COMMAND}},
		/* another service than the layer's: neither; the same one spelled otherwise is */
		{"RS_USERNAME=u RS_API_KEY=k RS_AUTH_URL=https://h.example", &none,
			{NULL, "http://127.0.0.1:99", NULL, -1, -1, true},
			{"http://127.0.0.1:99/v2.0", "u", "--auth-url", "RS_USERNAME", "nowhere",
				CREDENTIAL_API_KEY, CREDENTIAL_FROM_NOWHERE}},
		{"", &one, {"work", "rackspace-us", NULL, -1, -1, true},
			{us, "worker", "--auth-url", "profile work", "nowhere", CREDENTIAL_API_KEY,
				CREDENTIAL_FROM_NOWHERE}},
		{"", &one,
			{"work", "https://lon.identity.api.rackspacecloud.com/", NULL, -1, -1,
				true},
			{uk, "worker", "--auth-url", "profile work",
				"api_key_command of profile work", CREDENTIAL_API_KEY,
				CREDENTIAL_FROM_COMMAND}},
		/* the command line alone stands for itself beside several profiles */
		{"", &two, {NULL, "rackspace-uk", "me", -1, 7, false},
			{uk, "me", "--auth-url", "--username", "--api-key-fd", CREDENTIAL_API_KEY,
				CREDENTIAL_FROM_FD}},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct login login;
		struct error error = {0};
		set(cases[i].environment);
		struct environment *environment = environment_take(&error);
		assert_non_null(environment);
		if (!login_resolve(
			    &login, &cases[i].options, cases[i].config, environment, &error)) {
			fail_msg("case %zu: %s", i, error.detail);
		}
		environment_destroy(environment);
		check(&login, &cases[i].expected);
		login_finish(&login);
	}
}

static void login_resolve__mistakes__one_sentence_each(void **state)
{
	static const struct {
		const char *environment;
		const struct config *config;
		struct login_options options;
		enum error_kind kind;
		const char *reason;
	} cases[] = {
		{"", &two, {NULL, NULL, NULL, -1, -1, false}, ERROR_NO_CREDENTIAL,
			"--profile=NAME"},
		{"", &two, {NULL, NULL, "worker", -1, 3, false}, ERROR_NO_CREDENTIAL,
			"--profile=NAME"},
		{"", &two, {"wrok", NULL, NULL, -1, -1, false}, ERROR_USAGE, "no profile 'wrok'"},
		{"", &one, {NULL, NULL, NULL, 3, 4, false}, ERROR_USAGE, "exclude"},
		{"", &one, {NULL, NULL, "", -1, -1, false}, ERROR_USAGE, "--username"},
		{"", &one, {NULL, "http://h.example", NULL, -1, -1, false}, ERROR_URL,
			"--auth-url: "},
		{"RS_AUTH_URL=h.example", &one, {NULL, NULL, NULL, -1, -1, false}, ERROR_URL,
			"RS_AUTH_URL: "},
		{"OS_AUTH_URL=https://h.example:5000/v3 OS_USERNAME=o", &none,
			{NULL, NULL, NULL, -1, -1, false}, ERROR_SERVICE_UNKNOWN,
			"OS_AUTH_URL: this version speaks Rackspace Identity v2.0"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct login login;
		struct error error = {0};
		set(cases[i].environment);
		struct environment *environment = environment_take(&error);
		assert_false(login_resolve(
			&login, &cases[i].options, cases[i].config, environment, &error));
		environment_destroy(environment);
		assert_int_equal(error.kind, cases[i].kind);
		assert_non_null(strstr(error.detail, cases[i].reason));
		login_finish(&login);
	}
}

static void login_list_resolve__all_accounts__the_chosen_one_first(void **state)
{
	static const struct {
		const char *environment;
		const struct config *config;
		struct login_options options;
		int chosen;
		const char *usernames; /* in their order */
	} cases[] = {
		{"", &none, {NULL, NULL, NULL, -1, -1, true}, -1, ""},
		{"", &one, {NULL, NULL, NULL, -1, -1, true}, 0, "worker "},
		{"", &two, {NULL, NULL, NULL, -1, -1, true}, -1, "worker bare "},
		{"", &two, {"bare", NULL, NULL, -1, -1, true}, 0, "bare worker "},
		{"", &three, {NULL, NULL, NULL, -1, -1, true}, 0, "usual worker bare "},
		{"", &two, {NULL, NULL, "me", -1, -1, true}, -1, "worker bare "},
		{"", &two, {NULL, "rackspace-us", "me", -1, -1, true}, 0, "me worker bare "},
		{"", &none, {NULL, NULL, "me", -1, -1, true}, 0, "me "},
		{"RS_USERNAME=u", &two, {NULL, NULL, NULL, -1, -1, true}, 0, "u worker bare "},
		{"RS_USERNAME=u", &two, {"bare", NULL, NULL, -1, -1, true}, 0, "bare worker u "},
		/* one that is not selected may be useless */
		{"OS_USERNAME=u OS_AUTH_URL=https://h/v3", &two, {"bare", NULL, NULL, -1, -1, true},
			0, "bare worker "},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct login_list list;
		char usernames[256] = "";
		set(cases[i].environment);
		struct environment *environment = environment_take(NULL);
		assert_true(login_list_resolve(
			&list, &cases[i].options, cases[i].config, environment, NULL));
		environment_destroy(environment);
		for (size_t j = 0; j < list.count; j++) {
			strcat(strcat(usernames, list.logins[j].username), " ");
		}
		assert_string_equal(usernames, cases[i].usernames);
		assert_int_equal(list.chosen, cases[i].chosen);
		login_list_finish(&list);
	}
}

static void environment_take__secret__is_read_again_after_it_is_gone(void **state)
{
	static const struct login_options options = {.password_fd = -1, .api_key_fd = -1};
	struct secret *expected = secret_create("k-1", 3), *got;
	enum credential_kind kind;
	struct login login;
	(void)state;

	set("RS_USERNAME=u RS_API_KEY=k-1");
	struct environment *environment = environment_take(NULL);
	assert_null(getenv("RS_API_KEY"));
	assert_non_null(getenv("RS_USERNAME"));
	assert_true(login_resolve(&login, &options, &none, environment, NULL));
	environment_destroy(environment);
	for (int i = 0; i < 2; i++) {
		assert_true(credential_read(login.credential, &got, &kind, NULL));
		assert_int_equal(kind, CREDENTIAL_API_KEY);
		assert_true(secret_equal(got, expected));
		secret_unlink(got);
	}
	login_finish(&login);
	secret_unlink(expected);
}

static void environment_take__too_long__refused_and_gone_all_the_same(void **state)
{
	char value[CREDENTIAL_MAX + 2];
	struct error error = {0};
	(void)state;

	memset(value, 'k', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	setenv("RAX_API_KEY", value, 1);
	assert_null(environment_take(&error));
	assert_int_equal(error.kind, ERROR_CREDENTIAL_SOURCE);
	assert_non_null(strstr(error.detail, "RAX_API_KEY"));
	assert_null(getenv("RAX_API_KEY"));
}

/* How often the bytes occur in this process's environment, as the kernel shows it. */
static int occurrences(const char *needle)
{
	static char data[65536];
	FILE *stream = fopen("/proc/self/environ", "r");
	int count = 0;

	assert_non_null(stream);
	size_t len = fread(data, 1, sizeof(data), stream);
	fclose(stream);
	for (char *found = data;
		(found = memmem(found, len - (size_t)(found - data), needle, strlen(needle)));
		found++) {
		count++;
	}
	return count;
}

/* Runs in a process that was started with the variables, two of them given twice. */
static int started_with_secrets(void)
{
	prctl(PR_SET_DUMPABLE, 1); /* or only root may read the file */
	if (occurrences("hunter2") != 6) {
		return 2;
	}
	struct environment *environment = environment_take(NULL);
	int left = occurrences("hunter2");
	int names = occurrences("RS_USERNAME=u");
	int status = system("! env | grep -q hunter2");
	environment_destroy(environment);
	return left == 0 && names == 1 && status == 0 ? 0 : 3;
}

static const char *program; /* this program, to be run again */

static void environment_take__proc_self_environ__no_secret_left(void **state)
{
	const char *const argv[] = {"test_login", "started-with-secrets", NULL};
	const char *const envp[] = {"RS_API_KEY=hunter2", "RS_API_KEY=hunter2",
		"RS_PASSWORD=hunter2", "RAX_API_KEY=hunter2", "OS_API_KEY=hunter2",
		"OS_PASSWORD=hunter2", "RS_USERNAME=u", "PATH=/usr/bin:/bin", NULL};
	int status;
	(void)state;

	pid_t pid = fork();
	if (pid == 0) {
		execve(program, (char *const *)argv, (char *const *)envp);
		_exit(9);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(login_resolve__every_layer__the_first_answers, clear),
		cmocka_unit_test_teardown(login_resolve__mistakes__one_sentence_each, clear),
		cmocka_unit_test_teardown(
			login_list_resolve__all_accounts__the_chosen_one_first, clear),
		cmocka_unit_test_teardown(
			environment_take__secret__is_read_again_after_it_is_gone, clear),
		cmocka_unit_test_teardown(
			environment_take__too_long__refused_and_gone_all_the_same, clear),
		cmocka_unit_test(environment_take__proc_self_environ__no_secret_left),
	};

	program = argv[0];
	if (!secret_start(NULL)) {
		return 1;
	}
	if (argc == 2 && strcmp(argv[1], "started-with-secrets") == 0) {
		return started_with_secrets();
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
