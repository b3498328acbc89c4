/* SPDX-License-Identifier: MIT
 * A hook for a script: hook_driver SECONDS COMMAND [ARGUMENT…]. The key is on standard input; "-" for
 * SECONDS runs the command without it. Prints what the hook says, then its result. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/hook.h"

struct run {
	bool over;
	struct hook_result result;
};

static void take_line(void *data, const char *line)
{
	(void)data;
	printf("| %s\n", line);
}

static void take_end(void *data, const struct hook_result *result)
{
	struct run *run = data;

	run->result = *result;
	run->over = true;
}

static struct secret *read_key(void)
{
	char text[4096];
	size_t len = fread(text, 1, sizeof(text), stdin);

	return secret_take(text, len);
}

int main(int argc, char **argv)
{
	struct error error;
	struct run run = {0};
	uv_loop_t loop;

	if (argc < 3 || !secret_start(&error)) {
		fputs("usage: hook_driver SECONDS COMMAND [ARGUMENT...]\n", stderr);
		return EXIT_STATUS_USAGE;
	}
	struct secret *key = read_key();
	bool wanted = strcmp(argv[1], "-") != 0;
	struct credential credential = credential_of_key(key);
	const struct hook_options options = {.name = "test",
		.argv = argv + 2,
		.key_on_stdin = wanted,
		.timeout_seconds = wanted ? (int)strtol(argv[1], NULL, 10) : 30,
		.new_credential = &credential,
		.username = "jqsmith"};
	const struct hook_listener listener = {take_line, take_end, &run};
	uv_loop_init(&loop);
	struct hook_run *hook = hook_start(&loop, &options, &listener);
	while (!run.over) {
		uv_run(&loop, UV_RUN_ONCE);
	}
	hook_destroy(hook);
	uv_run(&loop, UV_RUN_DEFAULT);
	uv_loop_close(&loop);
	credential_drop(&credential);
	printf("%s %d %s\n", run.result.ok ? "ok" : "failed", run.result.status, run.result.why);
	return EXIT_STATUS_DONE;
}
