/* SPDX-License-Identifier: MIT */
#include "context.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keyturn/identity.h"
#include "keyturn/memory.h"
#include "keyturn/prompt.h"
#include "output.h"

bool context_open(struct context *context, const struct options *options, struct error *error)
{
	*context = (struct context){.options = options};
	context->environment = environment_take(error);
	if (context->environment == NULL ||
		!paths_find(&context->paths, options->config, options->state_dir, error)) {
		return false;
	}
	context->paths.config_named = context->paths.config_named &&
		!options->command->makes_config;
	context->config = config_load(&context->paths, error);
	if (context->config == NULL) {
		return false;
	}
	if (options->demo) {
		context->demo = demo_start(error);
	}
	return !options->demo || context->demo != NULL;
}

struct login_options context_login_options(const struct context *context)
{
	const struct options *options = context->options;

	return (struct login_options){
		.profile = options->profile,
		.auth_url = options->auth_url,
		.username = options->username,
		.password_fd = options->password_fd,
		.api_key_fd = options->api_key_fd,
		.no_input = options->no_input,
	};
}

bool context_choose(struct context *context, struct error *error)
{
	const struct login_options options = context_login_options(context);

	return context->demo != NULL ||
		login_resolve(
			&context->login, &options, context->config, context->environment, error);
}

void context_close(struct context *context)
{
	login_finish(&context->login);
	free(context->catalog);
	environment_destroy(context->environment);
	config_destroy(context->config);
	paths_finish(&context->paths);
	demo_stop(context->demo);
	*context = (struct context){0};
}

const char *context_url(const struct context *context)
{
	return context->demo != NULL ? demo_url(context->demo) : context->login.service.url;
}

/* The demo's state goes with its home. */
static bool use_demo_state(struct context *context, struct error *error)
{
	const char *home = demo_home(context->demo);
	char path[4096];

	if (snprintf(path, sizeof(path), "%s/.local/state/keyturn", home) >= (int)sizeof(path)) {
		return error_set(error, ERROR_SYSTEM, "the temporary directory's path is too long");
	}
	if (context->options->state_dir == NULL) {
		free(context->paths.state_dir);
		context->paths.state_dir = memory_text(path);
	}
	context->demo_roots[0] = (char *)(uintptr_t)home;
	return true;
}

bool context_works(struct context *context, struct works_options *options, struct error *error)
{
	const struct config *config = context->config;
	bool demo = context->demo != NULL;

	if (demo && !use_demo_state(context, error)) {
		return false;
	}
	*options = (struct works_options){
		.state_dir = context->paths.state_dir,
		.roots = demo ? context->demo_roots : config->roots,
		.home = demo ? demo_home(context->demo) : context->paths.home,
		.ignore = config->ignore,
		.cross_filesystems = config->cross_filesystems,
		.hooks = demo ? NULL : config->hooks,
		.hook_count = demo ? 0 : config->hook_count,
	};
	return context->options->dry_run || paths_make_state_dir(&context->paths, error);
}

struct store *context_store(struct context *context, struct error *error)
{
	struct works_options works;

	return context_works(context, &works, error) ? store_open(works.state_dir, error) : NULL;
}

/* ---- asking ---- */

static bool ask_username(char *out, size_t size, struct error *error)
{
	if (!prompt_possible()) {
		return error_set(
			error, ERROR_NO_CREDENTIAL, "no username, and no terminal to ask on");
	}
	return prompt_line("Username: ", out, size, error) &&
		(out[0] != '\0' || error_set(error, ERROR_NO_CREDENTIAL, "no username was given"));
}

bool context_username(const struct context *context, char *out, size_t size, struct error *error)
{
	const char *name = context->demo != NULL ? DEMO_USERNAME : context->login.username;

	if (name != NULL) {
		if (strlen(name) >= size) {
			return error_set(error, ERROR_USAGE, "the username is too long");
		}
		memcpy(out, name, strlen(name) + 1);
		return true;
	}
	if (context->options->no_input) {
		return error_set(
			error, ERROR_NO_CREDENTIAL, "no username, and --no-input was given");
	}
	return ask_username(out, size, error);
}

static bool find_credential(
	struct context *context, struct identity_request *request, struct error *error)
{
	if (context->demo != NULL) {
		request->kind = CREDENTIAL_PASSWORD;
		request->secret = secret_create(DEMO_PASSWORD, strlen(DEMO_PASSWORD));
		return true;
	}
	return credential_read(context->login.credential, &request->secret, &request->kind, error);
}

/* The second step: a passcode from the terminal. Where there is none, a passcode is still wanted. */
static bool give_passcode(struct context *context, struct call *call, struct identity_reply *reply,
	struct error *error)
{
	struct identity_request request = {.op = IDENTITY_PASSCODE};
	enum credential_kind kind;

	if (context->options->no_input) {
		return false;
	}
	struct credential_source *prompt = credential_prompt(CREDENTIAL_PASSWORD, "Passcode: ");
	bool ok = credential_read(prompt, &request.secret, &kind, NULL);
	credential_destroy(prompt);
	if (ok) {
		identity_reply_finish(reply);
		ok = call_send(call, &request, reply);
		*error = reply->error;
	}
	return ok;
}

static bool sign_in(struct context *context, struct call *call, struct identity_request *request,
	struct identity_reply *reply, struct error *error)
{
	bool ok = call_send(call, request, reply);
	if (!ok) {
		*error = reply->error;
		ok = error->kind == ERROR_PASSCODE_WANTED &&
			give_passcode(context, call, reply, error);
	}
	return ok;
}

struct call *context_sign_in(struct context *context, struct session **session, struct error *error)
{
	struct identity_request request = {.op = IDENTITY_SIGN_IN};
	struct identity_reply reply = {0};

	identity_load_ahead(); /* while a command fetches the credential */
	if (!context_username(context, request.username, sizeof(request.username), error) ||
		!find_credential(context, &request, error)) {
		return NULL;
	}
	struct call *call = call_create(
		context_url(context), !output_notices(context->options), error);
	if (call == NULL) {
		identity_request_finish(&request);
		return NULL;
	}
	if (!sign_in(context, call, &request, &reply, error)) {
		call_destroy(call);
		call = NULL;
	} else {
		*session = reply.session;
		reply.session = NULL;
		free(context->catalog);
		context->catalog = reply.catalog;
		reply.catalog = NULL;
	}
	identity_reply_finish(&reply);
	return call;
}

enum exit_status context_run(const struct options *options, context_command *command)
{
	struct context context;
	struct session *session = NULL;
	struct error error = {0};
	struct call *call = NULL;
	enum exit_status status;

	if (!context_open(&context, options, &error) || !context_choose(&context, &error) ||
		(call = context_sign_in(&context, &session, &error)) == NULL) {
		status = output_error(options->json, &error);
	} else {
		status = command(&context, call, session);
	}
	free(session);
	call_destroy(call);
	context_close(&context);
	return status;
}
