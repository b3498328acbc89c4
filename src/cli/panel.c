/* SPDX-License-Identifier: MIT
 * keyturn without a command: the panel. */
#include "keyturn/panel.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "keyturn/app.h"
#include "keyturn/identity.h"
#include "keyturn/memory.h"
#include "keyturn/profile_file.h"
#include "context.h"
#include "output.h"

/* The accounts the panel can sign in to. */
struct accounts {
	const struct context *context;
	struct login_list list; /* empty for the demo, which has one account of its own */
	size_t count;
	struct account_choice *choices;
	const char **hooks; /* names */
};

static void copy_text(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text == NULL ? "" : text);
}

static bool gives_credential(const struct credential_source *source)
{
	switch (credential_from(source)) {
	case CREDENTIAL_FROM_FD:
	case CREDENTIAL_FROM_ENVIRONMENT:
	case CREDENTIAL_FROM_COMMAND:
		return true;
	case CREDENTIAL_FROM_NOWHERE:
	case CREDENTIAL_FROM_PROMPT:
		break;
	}
	return false;
}

static void describe(struct account_choice *choice, const struct login *login)
{
	copy_text(choice->profile, sizeof(choice->profile), login->profile);
	copy_text(choice->label, sizeof(choice->label), login->service.label);
	copy_text(choice->url, sizeof(choice->url), login->service.url);
	copy_text(choice->username, sizeof(choice->username), login->username);
	choice->has_credential = login->username != NULL && gives_credential(login->credential);
}

static void describe_demo(struct account_choice *choice, const struct context *context)
{
	copy_text(choice->label, sizeof(choice->label), "Demo");
	copy_text(choice->url, sizeof(choice->url), demo_url(context->demo));
	copy_text(choice->username, sizeof(choice->username), DEMO_USERNAME);
	choice->has_credential = true;
}

static bool gather(struct accounts *accounts, const struct context *context, struct error *error)
{
	struct login_options options = context_login_options(context);

	accounts->context = context;
	if (context->demo != NULL) {
		accounts->count = 1;
		accounts->choices = memory_alloc(sizeof(*accounts->choices));
		describe_demo(&accounts->choices[0], context);
		return true;
	}
	options.no_input = true; /* the panel asks itself */
	if (!login_list_resolve(
		    &accounts->list, &options, context->config, context->environment, error)) {
		return false;
	}
	accounts->count = accounts->list.count;
	accounts->choices = memory_array(accounts->count, sizeof(*accounts->choices));
	for (size_t i = 0; i < accounts->count; i++) {
		describe(&accounts->choices[i], &accounts->list.logins[i]);
	}
	return true;
}

static void finish(struct accounts *accounts)
{
	login_list_finish(&accounts->list);
	free(accounts->choices);
	free(accounts->hooks);
}

static bool give_credential(void *data, int index, struct secret **secret,
	enum credential_kind *kind, char *const **argv, struct error *error)
{
	const struct accounts *accounts = data;

	if (accounts->context->demo != NULL) {
		*kind = CREDENTIAL_PASSWORD;
		*secret = secret_create(DEMO_PASSWORD, strlen(DEMO_PASSWORD));
		return true;
	}
	struct credential_source *source = accounts->list.logins[index].credential;
	*kind = credential_kind(source);
	*argv = credential_command(source);
	return *argv != NULL || credential_read(source, secret, kind, error);
}

/* Asked for every time: what was typed in is not kept. */
static bool save_profile(void *data, const char *url, const char *username, char *said, size_t size,
	struct error *error)
{
	const struct accounts *accounts = data;
	struct error unfit;
	const struct profile_draft draft = {
		.name = profile_name_check(username, &unfit) ? username : "main",
		.service = url,
		.username = username,
	};

	if (!profile_write(&accounts->context->paths, &draft, false, error)) {
		return false;
	}
	snprintf(said, size,
		"saved as profile %s in %s; the next start asks for the credential only",
		draft.name, accounts->context->paths.config_file);
	return true;
}

static void set_model_options(struct model_options *model, const struct accounts *accounts)
{
	const struct config *config = accounts->context->config;

	*model = (struct model_options){
		.demo = accounts->context->demo != NULL,
		.accessible = accounts->context->options->accessible,
		.reveal_ms = (int64_t)config->reveal_seconds * 1000,
		.clipboard_ms = (int64_t)config->clipboard_seconds * 1000,
		.lock_ms = (int64_t)config->lock_minutes * 60 * 1000,
		.may_save_profile = accounts->context->demo == NULL && config->profile_count == 0,
		.account_count = accounts->count,
		.accounts = accounts->choices,
		.account = accounts->context->demo != NULL ? 0 : accounts->list.chosen,
	};
}

/* Without a place for its state the panel still shows the key; a reset says why it cannot begin. */
static void set_works(
	struct context *context, struct works_options *works, struct model_options *model)
{
	struct error error = {0};

	if (!context_works(context, works, &error)) {
		error_message(&error, context->notice, sizeof(context->notice));
		model->notice = context->notice;
	}
}

static void set_hooks(
	struct accounts *accounts, const struct works_options *works, struct model_options *model)
{
	accounts->hooks = memory_array(works->hook_count, sizeof(*accounts->hooks));
	model->hooks = accounts->hooks;
	model->hook_count = hook_names(works->hooks, works->hook_count, HOOK_OWN, accounts->hooks);
}

/* For screen readers a change of looks is output too: none, unless a theme is asked for. */
static const char *theme_name(const struct context *context)
{
	if (context->options->theme != NULL) {
		return context->options->theme;
	}
	if (context->config->theme != NULL) {
		return context->config->theme;
	}
	return context->options->accessible ? "plain" : NULL;
}

/* Themes are known to the terminal alone; the name may have been the configuration's. */
static void say_whose_theme(const struct context *context, struct error *error)
{
	char detail[ERROR_DETAIL_MAX];

	if (error->kind == ERROR_USAGE && context->options->theme == NULL) {
		memcpy(detail, error->detail, sizeof(detail));
		error_set(error, ERROR_CONFIG, "%s: [panel] %s", context->config->file, detail);
	}
}

static enum exit_status run(struct context *context, int *signal, struct error *error)
{
	const struct options *options = context->options;
	struct accounts accounts = {0};
	struct app_options app = {.user_agent = "keyturn/" KEYTURN_VERSION};
	const char *no_color = getenv("NO_COLOR");
	const struct term_options term = {
		.ascii = options->ascii || options->accessible,
		.color = !options->no_color && (no_color == NULL || no_color[0] == '\0'),
		.mouse = options->mouse || context->config->mouse,
		.theme = theme_name(context),
	};

	int status = EXIT_STATUS_FAILED;
	if (gather(&accounts, context, error)) {
		set_model_options(&app.model, &accounts);
		if (app.model.account >= 0) {
			identity_load_ahead(); /* it connects at once, when the terminal is ready */
		}
		set_works(context, &app.works, &app.model);
		set_hooks(&accounts, &app.works, &app.model);
		app.credential = give_credential;
		app.save_profile = save_profile;
		app.credential_data = &accounts;
		status = panel_run(&app, &term, signal, error);
		say_whose_theme(context, error);
	}
	finish(&accounts);
	return (enum exit_status)status;
}

/* What the panel said of it has gone with the panel. */
static void say_what_is_left(enum exit_status status)
{
	if (status == EXIT_STATUS_UNKNOWN) {
		fprintf(stderr,
			"keyturn: not known whether the key was reset; "
			"'keyturn resume' or the next start finds out\n");
	} else if (status == EXIT_STATUS_PARTLY) {
		fprintf(stderr,
			"keyturn: the key is new, but some steps are unfinished; "
			"'keyturn resume' or the next start finishes them\n");
	}
}

enum exit_status command_panel(struct options *options)
{
	struct context context = {0};
	struct error error = {0};
	enum exit_status status = EXIT_STATUS_FAILED;
	int signal = 0;

	if (term_usable(&error) && context_open(&context, options, &error)) {
		status = run(&context, &signal, &error);
		say_what_is_left(status);
	}
	context_close(&context);
	if (error.kind != ERROR_NONE) {
		return output_error(false, &error);
	}
	if (signal != 0) {
		sigaction(signal, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
		raise(signal);
	}
	return status;
}
