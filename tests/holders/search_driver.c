/* SPDX-License-Identifier: MIT
 * A search, told what to do in words: the key comes on standard input. Prints records of fields, each
 * ended by a NUL byte:
 *   rule text (--rules: these, and no search)
 *   found kind encoding action pid path name reason afterwards occurrences ("offset:length:line:encoding …")
 *     (--two: "…:part"; standard input has an EC2 credential then, access and secret, a line each)
 *   unsearched kind path reason
 *   progress files
 *   finished files bytes skipped cancelled memory (the most it had, kB) */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "keyturn/search.h"

enum { KEY_SIZE = 4096, IGNORE_MAX = 8 };

struct driver {
	uv_loop_t loop;
	struct search *search;
	bool two;
	long cancel_at, destroy_at; /* after that many found; -1: never */
	long found;
};

static void field(const char *text)
{
	fputs(text != NULL ? text : "", stdout);
	putchar('\0');
}

static void number(unsigned long long value)
{
	printf("%llu", value);
	putchar('\0');
}

static void on_found(void *data, struct holder *holder)
{
	struct driver *driver = data;

	field("found");
	field(holder->kind == HOLDER_FILE ? "file" : "process");
	field(holder_encoding_name(holder->encoding));
	field(holder_action_name(holder->action));
	number((unsigned long long)holder->pid);
	field(holder->path);
	field(holder->name);
	field(holder->reason);
	field(holder->afterwards);
	for (size_t i = 0; i < holder->occurrence_count; i++) {
		const struct occurrence *at = &holder->occurrences[i];
		printf("%s%llu:%u:%u:%s", i > 0 ? " " : "", (unsigned long long)at->offset,
			at->length, at->line, holder_encoding_name(at->encoding));
		if (driver->two) {
			printf(":%u", at->part);
		}
	}
	putchar('\0');
	holder_destroy(holder);
	driver->found++;
	if (driver->found == driver->cancel_at) {
		search_cancel(driver->search);
	}
	if (driver->found == driver->destroy_at) {
		search_destroy(driver->search);
		driver->search = NULL;
	}
}

static void on_unsearched(void *data, const struct unsearched *unsearched)
{
	(void)data;
	field("unsearched");
	number(unsearched->kind);
	field(unsearched->path);
	field(unsearched->reason);
}

static void on_progress(void *data, const struct search_progress *progress)
{
	(void)data;
	field("progress");
	number(progress->files);
	fflush(stdout);
}

static unsigned long long most_memory(void)
{
	FILE *status = fopen("/proc/self/status", "re");
	unsigned long long most = 0;
	char line[256];

	while (status != NULL && fgets(line, sizeof(line), status) != NULL) {
		if (strncmp(line, "VmHWM:", 6) == 0) {
			most = strtoull(line + 6, NULL, 10);
		}
	}
	if (status != NULL) {
		fclose(status);
	}
	return most;
}

static void on_finished(void *data, const struct search_summary *summary)
{
	struct driver *driver = data;
	field("finished");
	number(summary->progress.files);
	number(summary->progress.bytes);
	number(summary->progress.skipped);
	number(summary->cancelled);
	number(most_memory());
	search_destroy(driver->search);
	driver->search = NULL;
}

static void on_signal(uv_signal_t *handle, int value)
{
	struct driver *driver = handle->data;

	(void)value;
	search_cancel(driver->search);
}

static int print_rules(void)
{
	for (const char *const *rule = search_skip_rules(); *rule != NULL; rule++) {
		field("rule");
		field(*rule);
	}
	return fflush(stdout) == 0 ? 0 : 3;
}

static struct credential read_credential(bool two)
{
	char text[KEY_SIZE];
	size_t len = fread(text, 1, sizeof(text), stdin);
	const char *end = two ? memchr(text, '\n', len) : NULL;

	if (end == NULL) {
		return credential_of_key(secret_take(text, len));
	}
	const size_t first = (size_t)(end - text);
	return (struct credential){.type = &credential_ec2,
		.parts = {secret_create(text, first), secret_create(end + 1, len - first - 1)}};
}

int main(int argc, char **argv)
{
	struct driver driver = {.cancel_at = -1, .destroy_at = -1};
	struct search_options options = {0};
	const struct search_listener listener = {
		on_found, on_unsearched, on_progress, on_finished, &driver};
	struct error error = {0};
	uv_signal_t signal;
	char *ignore[IGNORE_MAX + 1] = {NULL};
	int at = 1, ignored = 0;

	if (argc == 2 && strcmp(argv[1], "--rules") == 0) {
		return print_rules();
	}
	for (; at < argc && argv[at][0] == '-'; at++) {
		const char *value = strchr(argv[at], '=');
		value = value != NULL ? value + 1 : "";
		driver.two |= strcmp(argv[at], "--two") == 0;
		options.processes |= strcmp(argv[at], "--processes") == 0;
		options.cross_filesystems |= strcmp(argv[at], "--cross") == 0;
		if (strncmp(argv[at], "--ignore=", 9) == 0 && ignored < IGNORE_MAX) {
			ignore[ignored++] = argv[at] + 9;
			options.ignore = ignore;
		} else if (strncmp(argv[at], "--home=", 7) == 0) {
			options.home = value;
		} else if (strncmp(argv[at], "--self=", 7) == 0) {
			options.self = value;
		} else if (strncmp(argv[at], "--cancel-at=", 12) == 0) {
			driver.cancel_at = strtol(value, NULL, 10);
		} else if (strncmp(argv[at], "--destroy-at=", 13) == 0) {
			driver.destroy_at = strtol(value, NULL, 10);
		}
	}
	options.roots = argv + at;
	if (!secret_start(&error)) {
		return 2;
	}
	struct credential credential = read_credential(driver.two);
	options.credential = &credential;
	uv_loop_init(&driver.loop);
	driver.search = search_create(&driver.loop, &options, &listener, &error);
	credential_drop(&credential);
	if (driver.search == NULL) {
		fprintf(stderr, "%s\n", error.detail);
		uv_run(&driver.loop, UV_RUN_DEFAULT);
		return 1;
	}
	if (driver.cancel_at == 0) {
		search_cancel(driver.search);
	}
	if (driver.destroy_at == 0) {
		search_destroy(driver.search);
	}
	uv_signal_init(&driver.loop, &signal);
	signal.data = &driver;
	uv_signal_start(&signal, on_signal, SIGTERM);
	uv_unref((uv_handle_t *)&signal);
	uv_run(&driver.loop, UV_RUN_DEFAULT);
	uv_close((uv_handle_t *)&signal, NULL);
	uv_run(&driver.loop, UV_RUN_DEFAULT);
	return uv_loop_close(&driver.loop) == 0 && fflush(stdout) == 0 ? 0 : 3;
}
