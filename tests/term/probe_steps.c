/* SPDX-License-Identifier: MIT */
#include "probe_steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "memscan.h"

struct terminal *probe_start(const char *term, const char *const *env, const char *option)
{
	const char *const argv[] = {PROBE, option, NULL};
	const struct terminal_options options = {.argv = argv, .env = env, .term = term};
	struct terminal *terminal = terminal_start(&options);

	assert_non_null(terminal);
	return terminal;
}

struct terminal *probe_start_ready(const char *term, const char *const *env)
{
	struct terminal *terminal = probe_start(term, env, NULL);

	assert_true(terminal_wait_text(terminal, "probe 24x80"));
	assert_true(terminal_wait_text(terminal, PROBE_MASK)); /* the last row it draws */
	return terminal;
}

void probe_expect_left(struct terminal *terminal)
{
	assert_true(terminal_settings_restored(terminal));
	assert_true(terminal_cursor_visible(terminal));
	assert_false(terminal_alternate_screen(terminal));
	assert_false(terminal_mode(terminal, 2004));
	assert_false(terminal_mode(terminal, 1004));
	assert_false(terminal_mode(terminal, 1));
	assert_false(terminal_mouse(terminal));
	assert_false(terminal_find(terminal, PROBE_KEY, NULL, NULL));
	assert_false(terminal_find(terminal, "probe", NULL, NULL));
}

void probe_expect_exit(struct terminal *terminal, int code)
{
	int status;

	assert_true(terminal_wait_exit(terminal, &status));
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), code);
}

void probe_expect_death(struct terminal *terminal, int number)
{
	int status;

	assert_true(terminal_wait_exit(terminal, &status));
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), number);
}

size_t probe_count_in_memory(struct terminal *terminal, const char *bytes)
{
	struct needle *needle = needle_create(bytes, strlen(bytes));
	struct memscan scan;
	enum memscan_result result = memscan(terminal_pid(terminal), needle, false, &scan);

	needle_destroy(needle);
	if (result == MEMSCAN_DENIED) {
		terminal_stop(terminal);
		skip();
	}
	if (scan.count > 0) {
		memscan_print(&scan);
	}
	return scan.count;
}
