/* SPDX-License-Identifier: MIT
 * keyturn init: ask what a profile needs, try the sign-in, write it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "context.h"
#include "init_ask.h"
#include "keyturn/profile_file.h"
#include "keyturn/prompt.h"
#include "output.h"

/* ---- the sign-in ---- */

/* As any command would sign in with it, except that a descriptor may give the secret. */
static bool use(struct context *context, const struct answers *answers, struct error *error)
{
	const struct options *options = context->options;
	const struct profile_draft draft = answers_draft(answers);
	const struct login_options login = {
		.profile = answers->name,
		.password_fd = options->password_fd,
		.api_key_fd = options->api_key_fd,
		.no_input = options->no_input,
	};
	struct config *config = profile_preview(&context->paths, &draft, options->replace, error);

	if (config == NULL) {
		return false;
	}
	config_destroy(context->config);
	context->config = config;
	login_finish(&context->login);
	context->login = (struct login){0};
	return login_resolve(&context->login, &login, config, context->environment, error);
}

static bool try_sign_in(struct context *context, struct error *error)
{
	struct session *session = NULL;
	struct call *call = context_sign_in(context, &session, error);
	const bool ok = call != NULL;

	free(session);
	call_destroy(call);
	return ok;
}

enum after { AFTER_AGAIN, AFTER_WRITE, AFTER_STOP };

/* What the user wants after a sign-in that failed. */
static enum after ask_after(const struct error *why, struct error *error)
{
	char line[16];

	output_error(false, why);
	for (;;) {
		if (!prompt_line(
			    "Change the answers (c), write the profile anyway (w), or stop (s)? ",
			    line, sizeof(line), error)) {
			return AFTER_STOP;
		}
		if (line[0] == 'c' || line[0] == 'w') {
			return line[0] == 'c' ? AFTER_AGAIN : AFTER_WRITE;
		}
		if (line[0] == 's' || line[0] == '\0') {
			*error = *why;
			return AFTER_STOP;
		}
	}
}

/* Ends with answers that may be written. */
static bool find_answers(
	struct context *context, struct answers *answers, bool *signed_in, struct error *error)
{
	const struct options *options = context->options;

	for (bool again = false;; again = true) {
		struct error why = {0};
		if (!answers_ask(answers, context, again, error) || !use(context, answers, error)) {
			return false;
		}
		*signed_in = try_sign_in(context, &why);
		if (*signed_in || (options->unverified && why.kind != ERROR_INTERRUPTED)) {
			return true;
		}
		if (why.kind == ERROR_INTERRUPTED || options->no_input || !prompt_possible()) {
			*error = why;
			return false;
		}
		const enum after after = ask_after(&why, error);
		if (after != AFTER_AGAIN) {
			return after == AFTER_WRITE;
		}
	}
}

/* ---- the result ---- */

static const char *source_member(const struct answers *answers)
{
	return answers->command[0] == '\0'            ? "prompt"
		: answers->kind == CREDENTIAL_API_KEY ? "api_key_command"
						      : "password_command";
}

static enum exit_status print_json(
	const struct context *context, const struct answers *answers, bool signed_in)
{
	struct json_object *object = json_object_new_object();

	output_member(object, "profile", answers->name);
	output_member(object, "service", answers->service);
	output_member(object, "username", answers->username);
	output_member(object, "credential", source_member(answers));
	if (answers->command[0] != '\0') {
		output_member(object, "command", answers->command);
	}
	json_object_object_add(object, "signed_in", json_object_new_boolean(signed_in));
	output_member(object, "file", context->paths.config_file);
	return output_json(object);
}

static enum exit_status print_text(
	const struct context *context, const struct answers *answers, bool signed_in)
{
	char line[2048];

	output_row("Profile", answers->name);
	output_row("Service", answers->service);
	output_row("User", answers->username);
	snprintf(line, sizeof(line), "%s%s%s", source_member(answers),
		answers->command[0] != '\0' ? " = " : "", answers->command);
	output_row("Secret", answers->command[0] != '\0' ? line : "asked for every time");
	output_row_to(stdout, signed_in ? PAPER_GOOD : PAPER_WARNING, "Sign-in",
		signed_in ? "works" : "did not work; the profile was written all the same");
	output_row("Written to", context->paths.config_file);
	snprintf(line, sizeof(line),
		"'keyturn scan --profile=%s' finds what holds the key here; 'keyturn "
		"--profile=%s' opens the panel",
		answers->name, answers->name);
	output_row("Next", line);
	if (answers->command[0] != '\0' && answers->kind == CREDENTIAL_API_KEY &&
		answers->from != FROM_FILE) {
		output_row("",
			"A reset makes a new key, and the old one stays in that store: put the new "
			"one there, or have a hook do it (see keyturn(1))");
	}
	return output_end();
}

static bool may_begin(const struct options *options, struct error *error)
{
	return !options->demo ||
		error_set(error, ERROR_USAGE,
			"the demo's account goes with the demo: there is nothing to save");
}

enum exit_status command_init(struct options *options)
{
	struct context context = {0};
	struct error error = {0};
	struct answers answers = {0};
	bool signed_in = false;
	enum exit_status status;

	if (!may_begin(options, &error) || !answers_take(&answers, options, &error) ||
		!context_open(&context, options, &error) ||
		!find_answers(&context, &answers, &signed_in, &error)) {
		status = output_error(options->json, &error);
	} else {
		const struct profile_draft draft = answers_draft(&answers);
		status = !profile_write(&context.paths, &draft, options->replace, &error)
			? output_error(options->json, &error)
			: (options->json ? print_json : print_text)(&context, &answers, signed_in);
	}
	context_close(&context);
	return status;
}
