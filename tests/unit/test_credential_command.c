/* SPDX-License-Identifier: MIT
 * A credential from a command while a loop runs: its output, its failures, its environment. */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "keyturn/credential_command.h"

enum { SECONDS = 30 };

struct fixture {
	uv_loop_t loop;
	unsigned done;
	struct secret *secret;
	struct error error;
};

static void on_done(void *data, struct secret *secret, const struct error *error)
{
	struct fixture *fixture = data;

	fixture->done++;
	fixture->secret = secret;
	fixture->error = *error;
}

static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	struct error error;

	uv_loop_init(&fixture->loop);
	*state = fixture;
	return secret_start(&error) ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;
	int closed = uv_loop_close(&fixture->loop);

	secret_unlink(fixture->secret);
	free(fixture);
	return closed;
}

static struct credential_command *start(struct fixture *fixture, const char *script)
{
	char *const argv[] = {(char *)"sh", (char *)"-c", (char *)(uintptr_t)script, NULL};

	return credential_command_start(
		&fixture->loop, argv, SECONDS, on_done, fixture, &fixture->error);
}

static void run(struct fixture *fixture, const char *script)
{
	struct credential_command *command = start(fixture, script);

	assert_non_null(command);
	while (fixture->done == 0) {
		uv_run(&fixture->loop, UV_RUN_ONCE);
	}
	credential_command_destroy(command);
	uv_run(&fixture->loop, UV_RUN_DEFAULT);
	assert_int_equal(fixture->done, 1);
}

static void assert_printed(struct fixture *fixture, const char *script, const char *text)
{
	run(fixture, script);
	assert_non_null(fixture->secret);
	assert_string_equal(secret_open(fixture->secret), text);
	secret_close(fixture->secret);
}

static void assert_failed(struct fixture *fixture, const char *script, const char *why)
{
	run(fixture, script);
	assert_null(fixture->secret);
	assert_int_equal(fixture->error.kind, ERROR_CREDENTIAL_SOURCE);
	assert_non_null(strstr(fixture->error.detail, why));
}

static void credential_command__first_line__is_the_credential(void **state)
{
	assert_printed(*state, "printf 'the key\\r\\nnotes below it\\n'", "the key");
}

static void credential_command__fails__says_why(void **state)
{
	assert_failed(*state, "echo 'no such entry' >&2; echo key; exit 3",
		"sh failed with status 3: no such entry");
}

static void credential_command__ended_by_a_signal__says_so(void **state)
{
	assert_failed(*state, "echo key; kill -KILL $$", "sh was ended by signal 9");
}

static void credential_command__prints_nothing__says_so(void **state)
{
	assert_failed(*state, "echo", "sh gave nothing");
}

static void credential_command__nul_byte__refused_not_cut(void **state)
{
	assert_failed(*state, "printf 'half\\0other half\\n'", "sh gave a NUL byte");
}

static void credential_command__prints_without_end__is_ended(void **state)
{
	assert_failed(*state, "yes", "sh prints too much");
}

static void credential_command__leaves_something_behind__is_not_waited_for(void **state)
{
	assert_printed(*state, "sleep 1000 & echo key", "key");
}

static void credential_command__no_such_program__says_so(void **state)
{
	struct fixture *fixture = *state;
	char *const argv[] = {(char *)"/nonexistent/program", NULL};

	assert_null(credential_command_start(
		&fixture->loop, argv, SECONDS, on_done, fixture, &fixture->error));
	uv_run(&fixture->loop, UV_RUN_DEFAULT);
	assert_int_equal(fixture->done, 0);
	assert_non_null(strstr(fixture->error.detail, "/nonexistent/program: no such file"));
}

static void credential_command__runs__with_nothing_of_ours(void **state)
{
	mode_t before = umask(022);
	int careless = dup(STDERR_FILENO); /* as a descriptor given with --api-key-fd */

	assert_printed(*state,
		"echo $(umask) $(ps -o pgid=,sid= -p $$ | tr -s ' ' '\\n' | grep -v '^$' | sort -u | wc -l) "
		"$(readlink /proc/$$/fd/0) $(ls /proc/self/fd)",
		"0077 1 /dev/null 0 1 2 3"); /* 3: ls itself */
	assert_int_equal(umask(before), 022);
	close(careless);
}

static void credential_command__destroyed__its_group_is_ended(void **state)
{
	struct fixture *fixture = *state;
	int ends[2];
	char byte;

	/* The pipe ends when no writer is left; it is passed as a path, because the command gets no
	 * descriptors. */
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	char script[128];
	snprintf(script, sizeof(script), "exec 5>/proc/%d/fd/%d; sleep 1000 & echo >&5; wait",
		(int)getpid(), ends[1]);
	struct credential_command *command = start(fixture, script);
	assert_non_null(command);
	assert_int_equal(read(ends[0], &byte, 1), 1); /* it has started */
	close(ends[1]);
	credential_command_destroy(command);
	uv_run(&fixture->loop, UV_RUN_DEFAULT);
	struct pollfd ended = {.fd = ends[0]};
	assert_int_equal(poll(&ended, 1, 20000), 1);
	assert_true((ended.revents & POLLHUP) != 0);
	assert_int_equal(fixture->done, 0);
	close(ends[0]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(credential_command__first_line__is_the_credential),
		TEST(credential_command__fails__says_why),
		TEST(credential_command__ended_by_a_signal__says_so),
		TEST(credential_command__prints_nothing__says_so),
		TEST(credential_command__nul_byte__refused_not_cut),
		TEST(credential_command__prints_without_end__is_ended),
		TEST(credential_command__leaves_something_behind__is_not_waited_for),
		TEST(credential_command__no_such_program__says_so),
		TEST(credential_command__runs__with_nothing_of_ours),
		TEST(credential_command__destroyed__its_group_is_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
