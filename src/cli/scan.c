/* SPDX-License-Identifier: MIT
 * keyturn scan: what on this machine holds the key. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "context.h"
#include "finding.h"
#include "keyturn/identity.h"
#include "keyturn/memory.h"
#include "output.h"
#include "scan_print.h"

/* The words as absolute paths; the caller frees all. NULL with `error` when one is not there. */
static char **absolute_words(const struct options *options, struct error *error)
{
	char **words = memory_array((size_t)options->argc + 1, sizeof(*words));
	char path[PATH_MAX];

	for (int i = 0; i < options->argc; i++) {
		if (realpath(options->argv[i], path) == NULL) {
			error_set(error, ERROR_USAGE, "'%s' cannot be searched: %s",
				options->argv[i], strerror(errno));
			finding_free_words(words);
			return NULL;
		}
		words[i] = memory_text(path);
	}
	return words;
}

static enum exit_status search(const struct context *context, const struct session *session,
	struct secret *key, char *const *words)
{
	struct finding finding = {0};
	struct error error = {0};
	enum exit_status status;

	if (!finding_search(&finding, context, key, words, &error)) {
		status = output_error(context->options->json, &error);
	} else {
		const struct scan_report report = {
			.user = session->user_name, .key = key, .finding = &finding};
		status = (context->options->json ? scan_print_json : scan_print_text)(&report);
	}
	finding_finish(&finding);
	return status;
}

static enum exit_status scan(struct context *context, struct call *call,
	const struct session *session, char *const *words)
{
	struct identity_reply reply;
	enum exit_status status;

	if (!call_key(call, &reply)) {
		status = output_error(context->options->json, &reply.error);
	} else {
		status = search(context, session, credential_secret(&reply.credential), words);
	}
	identity_reply_finish(&reply);
	return status;
}

enum exit_status command_scan(struct options *options)
{
	struct context context = {0};
	struct session *session = NULL;
	struct error error = {0};
	struct call *call = NULL;
	enum exit_status status;
	char **words = absolute_words(options, &error);

	if (words == NULL || !context_open(&context, options, &error) ||
		!context_choose(&context, &error) ||
		(call = context_sign_in(&context, &session, &error)) == NULL) {
		status = output_error(options->json, &error);
	} else {
		status = scan(&context, call, session, words);
	}
	free(session);
	call_destroy(call);
	context_close(&context);
	finding_free_words(words);
	return status;
}
