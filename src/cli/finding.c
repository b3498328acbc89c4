/* SPDX-License-Identifier: MIT */
#include "finding.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "keyturn/memory.h"
#include "output.h"
#include "scan_print.h"
#include "signals.h"

struct waiting {
	uv_loop_t loop;
	struct search *search;
	struct finding *finding;
	bool progress; /* shown, so that it has to be taken away again */
};

static void found(void *data, struct holder *holder)
{
	struct finding *finding = ((struct waiting *)data)->finding;

	finding->holders = memory_grow(
		finding->holders, finding->holder_count, sizeof(*finding->holders));
	finding->holders[finding->holder_count++] = holder;
}

static void unsearched(void *data, const struct unsearched *unsearched)
{
	struct finding *finding = ((struct waiting *)data)->finding;

	unsearched_add(
		&finding->unsearched, unsearched->kind, unsearched->path, unsearched->reason);
}

static void progress(void *data, const struct search_progress *progress)
{
	struct waiting *waiting = data;
	char size[SCAN_SIZE_TEXT];

	if (waiting->progress) {
		fprintf(stderr, "\rSearching: %llu files, %s, %zu found \033[K",
			(unsigned long long)progress->files,
			scan_size(progress->bytes, size, sizeof(size)),
			waiting->finding->holder_count);
	}
}

static void finished(void *data, const struct search_summary *summary)
{
	struct waiting *waiting = data;

	waiting->finding->summary = *summary;
	uv_stop(&waiting->loop);
}

static void interrupted(uv_signal_t *handle, int number)
{
	struct waiting *waiting = handle->data;

	(void)number;
	search_cancel(waiting->search);
}

static void run(struct waiting *waiting)
{
	uv_signal_t signal;

	signals_watch(&waiting->loop, &signal, SIGINT, interrupted);
	signal.data = waiting;
	uv_run(&waiting->loop, UV_RUN_DEFAULT);
	uv_close((uv_handle_t *)&signal, NULL);
	if (waiting->progress) {
		fputs("\r\033[K", stderr);
	}
}

static int by_place(const void *a, const void *b)
{
	const struct holder *left = *(struct holder *const *)a, *right = *(struct holder *const *)b;

	if (left->kind != right->kind) {
		return left->kind < right->kind ? -1 : 1;
	}
	const int order = strcmp(left->path, right->path);
	return order != 0 ? order : (left->pid > right->pid) - (left->pid < right->pid);
}

static bool keep_result(struct finding *finding, struct error *error)
{
	if (finding->summary.cancelled) {
		return error_set(error, ERROR_INTERRUPTED, "%s", "");
	}
	if (finding->holder_count > 0) {
		qsort(finding->holders, finding->holder_count, sizeof(*finding->holders), by_place);
	}
	return true;
}

bool finding_search(struct finding *finding, const struct context *context, struct secret *key,
	char *const *paths, struct error *error)
{
	const bool chosen = paths[0] != NULL || context->demo != NULL;
	char *demo_roots[] = {NULL, NULL};
	char *none[] = {NULL};
	struct waiting waiting = {.finding = finding,
		.progress = !context->options->accessible && output_notices(context->options) &&
			isatty(STDERR_FILENO) == 1};
	const struct search_listener listener = {found, unsearched, progress, finished, &waiting};
	const struct credential credential = credential_of_key(key); /* borrowed */
	struct search_options options = {
		.credential = &credential,
		.roots = paths,
		.home = chosen ? NULL : context->paths.home,
		.self = context->paths.state_dir,
		.ignore = context->config->ignore,
		.cross_filesystems = context->config->cross_filesystems,
		.processes = !chosen,
	};

	if (paths[0] == NULL && context->demo != NULL) {
		demo_roots[0] = (char *)demo_home(context->demo);
		options.roots = demo_roots;
	} else if (paths[0] == NULL) {
		options.roots = context->config->roots != NULL ? context->config->roots : none;
	}
	uv_loop_init(&waiting.loop);
	waiting.search = search_create(&waiting.loop, &options, &listener, error);
	const bool ok = waiting.search != NULL;
	if (ok) {
		run(&waiting);
		search_destroy(waiting.search);
	}
	uv_run(&waiting.loop, UV_RUN_DEFAULT); /* lets the handles close */
	uv_loop_close(&waiting.loop);
	return ok && keep_result(finding, error);
}

void finding_finish(struct finding *finding)
{
	for (size_t i = 0; i < finding->holder_count; i++) {
		holder_destroy(finding->holders[i]);
	}
	free(finding->holders);
	unsearched_finish(&finding->unsearched);
	*finding = (struct finding){0};
}

void finding_free_words(char **words)
{
	for (char **word = words; word != NULL && *word != NULL; word++) {
		free(*word);
	}
	free(words);
}
