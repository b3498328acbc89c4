/* SPDX-License-Identifier: MIT */
#include "keyturn/hook.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "hooks/hook_output.h"
#include "hooks/hook_trace.h"
#include "keyturn/buffer.h"
#include "scratch.h"

#define NEW_KEY "f47ac10b58cc4372a5670e02b2c3d479"
#define OLD_KEY "0f1e2d3c4b5a69788796a5b4c3d2e1f0"

/* A hook that ran, and all its output. */
struct seen {
	uv_loop_t loop;
	struct buffer output; /* lines, each with its end */
	struct hook_result result;
	int ended;
	struct credential new_key, old_key;
};

static void take_line(void *data, const char *line)
{
	struct seen *seen = data;

	assert_int_equal(seen->ended, 0);
	buffer_append_text(&seen->output, line);
	buffer_append_text(&seen->output, "\n");
}

static void take_end(void *data, const struct hook_result *result)
{
	struct seen *seen = data;

	seen->result = *result;
	seen->ended++;
}

static int set_up(void **state)
{
	struct seen *seen = test_calloc(1, sizeof(*seen));

	uv_loop_init(&seen->loop);
	buffer_init(&seen->output, 1 << 20);
	seen->new_key = credential_of_key(secret_create(NEW_KEY, strlen(NEW_KEY)));
	seen->old_key = credential_of_key(secret_create(OLD_KEY, strlen(OLD_KEY)));
	*state = seen;
	return 0;
}

static int tear_down(void **state)
{
	struct seen *seen = *state;

	buffer_finish(&seen->output);
	credential_drop(&seen->new_key);
	credential_drop(&seen->old_key);
	assert_int_equal(uv_loop_close(&seen->loop), 0);
	test_free(seen);
	return 0;
}

static struct hook_run *begin(struct seen *seen, char *const *argv, bool key, int timeout)
{
	const struct hook_options options = {.name = "test",
		.argv = argv,
		.key_on_stdin = key,
		.timeout_seconds = timeout,
		.new_credential = &seen->new_key,
		.old_credential = &seen->old_key,
		.username = "jqsmith"};
	const struct hook_listener listener = {take_line, take_end, seen};

	return hook_start(&seen->loop, &options, &listener);
}

static void run_to_end(struct seen *seen, char *const *argv, bool key, int timeout)
{
	struct hook_run *run = begin(seen, argv, key, timeout);

	while (seen->ended == 0) {
		uv_run(&seen->loop, UV_RUN_ONCE);
	}
	hook_destroy(run);
	uv_run(&seen->loop, UV_RUN_DEFAULT);
	assert_int_equal(seen->ended, 1);
}

/* Here the test itself runs a shell, to have something that does things. */
static void run_script(struct seen *seen, const char *script, bool key, int timeout)
{
	char *const argv[] = {(char *)"/bin/sh", (char *)"-c", (char *)script, NULL};

	run_to_end(seen, argv, key, timeout);
}

static void assert_said(const struct seen *seen, const char *text)
{
	assert_string_equal(buffer_text(&seen->output), text);
}

static void hook__succeeds__result_is_ok(void **state)
{
	struct seen *seen = *state;

	run_script(seen, "echo reloaded", false, 30);
	assert_true(seen->result.ok);
	assert_int_equal(seen->result.status, 0);
	assert_string_equal(seen->result.why, "");
	assert_true(seen->result.seconds >= 0);
	assert_said(seen, "reloaded\n");
}

static void hook__fails__tells_the_status(void **state)
{
	struct seen *seen = *state;

	run_script(seen, "echo no >&2; exit 3", false, 30);
	assert_false(seen->result.ok);
	assert_int_equal(seen->result.status, 3);
	assert_string_equal(seen->result.why, "failed with status 3");
	assert_said(seen, "no\n");
}

static void hook__ended_by_a_signal__tells_which(void **state)
{
	struct seen *seen = *state;

	run_script(seen, "kill -USR1 $$", false, 30);
	assert_false(seen->result.ok);
	assert_int_equal(seen->result.status, -1);
	assert_non_null(strstr(seen->result.why, "signal 10"));
}

static void hook__cannot_start__ends_with_a_result(void **state)
{
	struct seen *seen = *state;
	char *const argv[] = {(char *)"/nonexistent/hook", NULL};

	run_to_end(seen, argv, true, 30);
	assert_false(seen->result.ok);
	assert_int_equal(seen->result.status, -1);
	assert_string_equal(seen->result.why, "could not start: no such file or directory");
}

static void hook__arguments__are_no_shell_s(void **state)
{
	struct seen *seen = *state;
	char *const argv[] = {
		(char *)"/usr/bin/printf", (char *)"%s\\n", (char *)"$(id); `id` * 'a", NULL};

	run_to_end(seen, argv, false, 30);
	assert_said(seen, "$(id); `id` * 'a\n");
}

static void hook__key_wanted__is_all_of_standard_input(void **state)
{
	struct seen *seen = *state;

	run_script(seen, "[ -p /dev/stdin ] && echo pipe; cat /dev/stdin | tr 0-9a-f a-p; echo end",
		true, 30);
	assert_said(seen, "pipe\npehkmbalfimmedhckfghaoaclcmdnehjend\n");
}

static void hook__key_not_wanted__standard_input_is_empty(void **state)
{
	struct seen *seen = *state;

	run_script(seen, "cat; readlink /proc/self/fd/0", false, 30);
	assert_said(seen, "/dev/null\n");
}

static void hook__does_not_read_the_key__all_the_same(void **state)
{
	struct seen *seen = *state;

	run_script(seen, "exec 0<&-; echo fine", true, 30);
	assert_true(seen->result.ok);
	assert_said(seen, "fine\n");
}

static void hook__prints_the_keys__masked_in_every_form(void **state)
{
	struct seen *seen = *state;

	run_script(seen,
		"cat; echo; echo 'a " OLD_KEY " b " NEW_KEY NEW_KEY "c'\n"
		"printf 'user:" NEW_KEY "' | base64\n"
		"printf '\\001" OLD_KEY "' | base64\n"
		"printf 'xy" OLD_KEY "z' | base64 | tr '+/' '-_'",
		true, 30);
	const char *said = buffer_text(&seen->output);
	assert_memory_equal(said, "********\na ******** b ********c\n", 32);
	assert_null(strstr(said, NEW_KEY));
	assert_null(strstr(said, OLD_KEY));
	for (int line = 0; line < 5; line++) { /* at most the letters that other bytes decide too */
		const char *end = strchr(said, '\n');
		assert_non_null(end);
		assert_true(end - said < 32);
		assert_non_null(memmem(said, (size_t)(end - said), "********", 8));
		said = end + 1;
	}
}

static void hook_output__key_in_pieces__masked(void **state)
{
	static const char text[] = "a " NEW_KEY "\r\n" OLD_KEY " b";
	struct seen *seen = *state;
	struct secret *const secrets[HOOK_SECRETS] = {
		seen->new_key.parts[0], seen->old_key.parts[0]};

	for (size_t piece = 1; piece < sizeof(text); piece++) {
		struct hook_output output;
		buffer_clear(&seen->output);
		hook_output_init(&output, secrets, take_line, seen);
		for (size_t at = 0; at < sizeof(text) - 1; at += piece) {
			size_t left = sizeof(text) - 1 - at;
			hook_output_add(&output, text + at, piece < left ? piece : left);
		}
		hook_output_end(&output);
		hook_output_finish(&output);
		assert_said(seen, "a ********\n******** b\n");
	}
}

static void hook__credential_of_two_parts__lines_on_stdin_and_its_secrets_masked(void **state)
{
	struct seen *seen = *state;
	struct secret *access = secret_create("access-of-two-parts", 19);

	seen->new_key.parts[1] = seen->new_key.parts[0];
	seen->new_key.parts[0] = access;
	seen->new_key.type = &credential_ec2;
	run_script(seen, "tr 4 x", true, 30);
	assert_said(seen, "access=********\nsecret=fx7ac10b58ccx372a5670e02b2c3dx79\n");
	seen->ended = 0;
	buffer_clear(&seen->output);
	run_script(seen, "cat; echo " OLD_KEY, true, 30);
	assert_said(seen, "access=********\nsecret=********\n********\n");
}

static void hook__key_across_the_longest_line__masked_before_it_is_cut(void **state)
{
	struct seen *seen = *state;

	run_script(seen, "printf '%1010s' x; printf '" NEW_KEY "'; printf '%5000s\\nnext\\n' y",
		false, 30);
	const char *said = buffer_text(&seen->output);
	assert_int_equal(strcspn(said, "\n"), 1018);
	assert_memory_equal(said + 1009, "x********\nnext\n", 15);
}

static void hook__prints_control_characters__they_are_harmless(void **state)
{
	struct seen *seen = *state;

	run_script(seen, "printf 'a\\033[2Jb\\r\\nc\\rd\\n\\007\\302\\233x\\377'", false, 30);
	const char *said = buffer_text(&seen->output);
	for (const char *c = said; *c != '\0'; c++) {
		assert_true(*c == '\n' || ((unsigned char)*c >= 0x20 && *c != 0x7f));
	}
	assert_memory_equal(said, "a^[[2Jb\nc\nd\n", 12);
	assert_null(strstr(said, "\302\233"));
}

static void hook__prints_without_end__only_so_much_is_shown(void **state)
{
	struct seen *seen = *state;
	size_t lines = 0;

	run_script(seen, "yes | head -n 100000", false, 30);
	for (const char *c = buffer_text(&seen->output); *c != '\0'; c++) {
		lines += *c == '\n';
	}
	assert_int_equal(lines, 501);
	assert_true(seen->result.ok);
}

static void hook__environment__has_the_user_and_no_key(void **state)
{
	struct seen *seen = *state;

	setenv("RS_API_KEY", "some-old-value", 1);
	setenv("OTHER", "x" NEW_KEY, 1);
	setenv("KEYTURN_USERNAME", "somebody", 1);
	setenv("KEPT", "yes", 1);
	run_script(seen,
		"echo $KEYTURN_USERNAME $KEPT; tr '\\0' '\\n' </proc/$$/environ | "
		"grep -cE 'RS_API_KEY|OTHER|somebody'",
		true, 30);
	unsetenv("RS_API_KEY");
	unsetenv("OTHER");
	unsetenv("KEYTURN_USERNAME");
	unsetenv("KEPT");
	assert_said(seen, "jqsmith yes\n0\n");
}

static void hook__username_with_control_characters__is_not_handed_on(void **state)
{
	struct seen *seen = *state;
	char *const argv[] = {
		(char *)"/bin/sh", (char *)"-c", (char *)"echo ${KEYTURN_USERNAME-none}", NULL};
	const struct hook_options options = {.name = "test",
		.argv = argv,
		.timeout_seconds = 30,
		.new_credential = &seen->new_key,
		.username = "evil\033[2J"};
	const struct hook_listener listener = {take_line, take_end, seen};
	struct hook_run *run = hook_start(&seen->loop, &options, &listener);

	while (seen->ended == 0) {
		uv_run(&seen->loop, UV_RUN_ONCE);
	}
	hook_destroy(run);
	uv_run(&seen->loop, UV_RUN_DEFAULT);
	assert_said(seen, "none\n");
}

static void hook__own_session_umask_and_descriptors(void **state)
{
	struct seen *seen = *state;
	mode_t before = umask(022);
	int careless = dup(STDERR_FILENO); /* as a descriptor given with --api-key-fd */

	run_script(seen,
		"umask; ps -o pgid=,sid= -p $$ | tr -s ' ' '\\n' | grep -v '^$' | sort -u | wc -l; "
		"ls /proc/self/fd | tr '\\n' ' '",
		true, 30);
	close(careless);
	assert_int_equal(umask(before), 022);
	assert_said(seen, "0077\n1\n0 1 2 3 \n"); /* 3: ls itself */
}

/* Waits, with a deadline, until no process of the group is left. */
static void assert_group_ends(pid_t group)
{
	for (int i = 0; i < 3000; i++) {
		if (kill(-group, 0) != 0) {
			return;
		}
		poll(NULL, 0, 10);
	}
	fail_msg("group %d is still there", (int)group);
}

static void hook__takes_too_long__its_group_is_ended(void **state)
{
	struct seen *seen = *state;

	run_script(seen, "echo $$; (trap '' TERM; sleep 1000; :) & sleep 1000", false, 1);
	assert_false(seen->result.ok);
	assert_int_equal(seen->result.status, -1);
	assert_string_equal(seen->result.why, "did not finish within 1 s");
	assert_group_ends((pid_t)strtol(buffer_text(&seen->output), NULL, 10));
}

static void hook__ignores_the_time_out__is_killed(void **state)
{
	struct seen *seen = *state;

	run_script(seen, "trap '' TERM; echo $$; while :; do sleep 1; done", false, 1);
	assert_string_equal(seen->result.why, "did not finish within 1 s");
	assert_group_ends((pid_t)strtol(buffer_text(&seen->output), NULL, 10));
}

static void hook__leaves_something_running__is_not_waited_for(void **state)
{
	struct seen *seen = *state;

	run_script(seen, "sleep 1000 & echo $$ $!", false, 30);
	assert_true(seen->result.ok);
	char *end;
	strtol(buffer_text(&seen->output), &end, 10);
	assert_int_equal(kill((pid_t)strtol(end, NULL, 10), SIGKILL), 0);
}

static void hook_destroy__while_it_runs__ends_its_group_without_a_word(void **state)
{
	struct seen *seen = *state;
	char *const argv[] = {
		(char *)"/bin/sh", (char *)"-c", (char *)"sleep 1000 & echo $$; sleep 1000", NULL};
	struct hook_run *run = begin(seen, argv, true, 30);

	while (seen->output.len == 0) {
		uv_run(&seen->loop, UV_RUN_ONCE);
	}
	hook_destroy(run);
	uv_run(&seen->loop, UV_RUN_DEFAULT);
	assert_int_equal(seen->ended, 0);
	pid_t group = (pid_t)strtol(buffer_text(&seen->output), NULL, 10);
	waitpid(group, NULL, 0);
	assert_group_ends(group);
	hook_destroy(NULL);
}

/* ---- the trace ---- */

static void wait_until_ended(const char *trace)
{
	pid_t pid;

	for (int i = 0; i < 1000 && hook_trace_read(trace, &pid) == HOOK_STILL_RUNS; i++) {
		poll(NULL, 0, 10);
	}
	assert_int_equal(hook_trace_read(trace, &pid), HOOK_HAS_ENDED);
}

static void hook_trace__never_began_then_runs_then_ended(void **state)
{
	struct seen *seen = *state;
	char *dir = scratch_create(), path[512];
	char *const argv[] = {(char *)"/bin/sleep", (char *)"1000", NULL};
	pid_t pid = 0;

	snprintf(path, sizeof(path), "%s/trace", dir);
	assert_int_equal(hook_trace_read(path, &pid), HOOK_NEVER_BEGAN);
	int unsigned_trace = hook_trace_create(path);
	assert_true(unsigned_trace >= 0);
	assert_int_equal(hook_trace_read(path, &pid), HOOK_NEVER_BEGAN);
	close(unsigned_trace);

	const struct hook_options options = {.name = "test",
		.argv = argv,
		.timeout_seconds = 100,
		.username = "",
		.trace = path};
	const struct hook_listener listener = {take_line, take_end, seen};
	struct hook_run *run = hook_start(&seen->loop, &options, &listener);
	assert_int_equal(hook_trace_read(path, &pid), HOOK_STILL_RUNS);
	assert_int_equal(getpgid(pid), pid);
	hook_destroy(run);
	uv_run(&seen->loop, UV_RUN_DEFAULT);
	wait_until_ended(path);
	scratch_destroy(dir);
}

/* Another process may have the number by now, or the machine was restarted. */
static void hook_trace__of_another_process__has_ended(void **state)
{
	char *dir = scratch_create(), path[512], text[256] = "";
	pid_t pid;
	(void)state;

	snprintf(path, sizeof(path), "%s/trace", dir);
	int trace = hook_trace_create(path);
	assert_true(hook_trace_sign(trace)); /* it is this test */
	assert_int_equal(hook_trace_read(path, &pid), HOOK_STILL_RUNS);
	assert_int_equal(pid, getpid());
	close(trace);

	FILE *file = fopen(path, "r+");
	assert_true(fread(text, 1, sizeof(text) - 1, file) > 0);
	rewind(file);
	fputc(text[0] == '0' ? '1' : '0', file); /* another boot */
	fclose(file);
	assert_int_equal(hook_trace_read(path, &pid), HOOK_HAS_ENDED);

	trace = hook_trace_create(path);
	dprintf(trace, "begun %d (sh) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 1 0", (int)getpid());
	close(trace);
	assert_int_equal(hook_trace_read(path, &pid), HOOK_HAS_ENDED);
	scratch_destroy(dir);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(hook__succeeds__result_is_ok),
		TEST(hook_trace__never_began_then_runs_then_ended),
		TEST(hook_trace__of_another_process__has_ended),
		TEST(hook__fails__tells_the_status),
		TEST(hook__ended_by_a_signal__tells_which),
		TEST(hook__cannot_start__ends_with_a_result),
		TEST(hook__arguments__are_no_shell_s),
		TEST(hook__key_wanted__is_all_of_standard_input),
		TEST(hook__key_not_wanted__standard_input_is_empty),
		TEST(hook__does_not_read_the_key__all_the_same),
		TEST(hook__prints_the_keys__masked_in_every_form),
		TEST(hook_output__key_in_pieces__masked),
		TEST(hook__credential_of_two_parts__lines_on_stdin_and_its_secrets_masked),
		TEST(hook__key_across_the_longest_line__masked_before_it_is_cut),
		TEST(hook__prints_control_characters__they_are_harmless),
		TEST(hook__prints_without_end__only_so_much_is_shown),
		TEST(hook__environment__has_the_user_and_no_key),
		TEST(hook__username_with_control_characters__is_not_handed_on),
		TEST(hook__own_session_umask_and_descriptors),
		TEST(hook__takes_too_long__its_group_is_ended),
		TEST(hook__ignores_the_time_out__is_killed),
		TEST(hook__leaves_something_running__is_not_waited_for),
		TEST(hook_destroy__while_it_runs__ends_its_group_without_a_word),
	};
	struct error error;

	return secret_start(&error) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
