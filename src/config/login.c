/* SPDX-License-Identifier: MIT */
#include "keyturn/login.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "environment.h"
#include "keyturn/memory.h"
#include "keyturn/nearest.h"
#include "keyturn/text.h"

/* What one layer says; nothing in it is owned. */
struct layer {
	const char *service, *username, *region;
	const char *service_origin, *username_origin;
	const struct profile *profile;
	const struct environment_family *family;
	char origin[80]; /* "profile work" */
};

static const struct environment_family *find_family(
	const struct environment *environment, bool service_known)
{
	for (unsigned i = 0; environment != NULL && i < ENVIRONMENT_FAMILIES; i++) {
		const struct environment_family *family = &environment->families[i];
		bool says = family->username != NULL || family->secret != NULL ||
			family->url != NULL;
		if (says && (family->url != NULL || !family->needs_url || service_known)) {
			return family;
		}
	}
	return NULL;
}

static const struct profile *default_profile(const struct config *config)
{
	const struct profile *profile = config_profile(config, "default");

	return profile == NULL && config->profile_count == 1 ? &config->profiles[0] : profile;
}

static bool use_profile(struct layer *layer, const struct profile *profile)
{
	snprintf(layer->origin, sizeof(layer->origin), "profile %s", profile->name);
	layer->profile = profile;
	layer->service = profile->service;
	layer->username = profile->username;
	layer->region = profile->region;
	layer->service_origin = layer->username_origin = layer->origin;
	return true;
}

static bool use_family(struct layer *layer, const struct environment_family *family)
{
	layer->family = family;
	layer->service = family->url;
	layer->username = family->username;
	layer->region = family->region;
	layer->service_origin = family->url_name;
	layer->username_origin = family->username_name;
	return true;
}

static bool no_profile(const struct config *config, const char *name, struct error *error)
{
	struct nearest nearest = {.word = name};

	for (size_t i = 0; i < config->profile_count; i++) {
		nearest_offer(&nearest, config->profiles[i].name);
	}
	if (nearest.best != NULL) {
		return error_set(error, ERROR_USAGE, "there is no profile '%s'; did you mean '%s'?",
			name, nearest.best);
	}
	return error_set(
		error, ERROR_USAGE, "there is no profile '%s'; see 'keyturn profiles'", name);
}

static bool choose_layer(struct layer *layer, const struct login_options *options,
	const struct config *config, const struct environment *environment, struct error *error)
{
	const struct environment_family *family = find_family(
		environment, options->auth_url != NULL);
	const struct profile *profile = default_profile(config);

	if (options->profile != NULL) {
		profile = config_profile(config, options->profile);
		return profile != NULL ? use_profile(layer, profile)
				       : no_profile(config, options->profile, error);
	}
	if (family != NULL) {
		return use_family(layer, family);
	}
	return profile == NULL || use_profile(layer, profile);
}

/* False when nothing says which account is meant. A user name alone says it only where there is no
 * profile whose user it might be. */
static bool says_which(
	const struct layer *layer, const struct login_options *options, const struct config *config)
{
	bool user = options->username != NULL || options->api_key_fd >= 0 ||
		options->password_fd >= 0;

	return layer->profile != NULL || layer->family != NULL || options->auth_url != NULL ||
		(user && config->profile_count == 0);
}

static struct credential_source *ask(const struct login *login, const struct login_options *options)
{
	char question[256], clean[128];

	if (options->no_input) {
		return credential_nowhere();
	}
	const char *username = login->username != NULL ? login->username : "";
	text_clean(clean, sizeof(clean), username, strlen(username));
	snprintf(question, sizeof(question), "Password%s%s at %s: ", clean[0] != '\0' ? " of " : "",
		clean, login->service.host);
	return credential_prompt(CREDENTIAL_PASSWORD, question);
}

static struct credential_source *profile_credential(const struct profile *profile)
{
	bool key = profile->api_key_command != NULL;
	char *const *command = key ? profile->api_key_command : profile->password_command;
	char origin[128];

	if (command == NULL) {
		return NULL;
	}
	snprintf(origin, sizeof(origin), "%s of profile %s",
		key ? "api_key_command" : "password_command", profile->name);
	return credential_from_command(
		key ? CREDENTIAL_API_KEY : CREDENTIAL_PASSWORD, command, origin);
}

/* True when the command line is about another user or service than the layer, whose credential is
 * then not for them. */
static bool is_about_another(const struct layer *layer, const struct login *login)
{
	struct service service = {0};

	if (layer->username != NULL && strcmp(login->username, layer->username) != 0) {
		return true;
	}
	if (layer->service == NULL) {
		return false;
	}
	bool other = !service_find(&service, layer->service, NULL) ||
		strcmp(service.url, login->service.url) != 0;
	service_finish(&service);
	return other;
}

static struct credential_source *layer_credential(
	const struct layer *layer, const struct login *login)
{
	if (is_about_another(layer, login)) {
		return NULL;
	}
	if (layer->profile != NULL) {
		return profile_credential(layer->profile);
	}
	if (layer->family != NULL && layer->family->secret != NULL) {
		return credential_environment(
			layer->family->kind, layer->family->secret, layer->family->secret_name);
	}
	return NULL;
}

static struct credential_source *choose_credential(
	const struct layer *layer, const struct login *login, const struct login_options *options)
{
	struct credential_source *source;

	if (options->api_key_fd >= 0) {
		return credential_fd(CREDENTIAL_API_KEY, options->api_key_fd, "--api-key-fd");
	}
	if (options->password_fd >= 0) {
		return credential_fd(CREDENTIAL_PASSWORD, options->password_fd, "--password-fd");
	}
	source = layer_credential(layer, login);
	return source != NULL ? source : ask(login, options);
}

static bool choose_service(struct login *login, const struct layer *layer,
	const struct login_options *options, struct error *error)
{
	struct error reason = {0};
	const char *origin = layer->service_origin;
	const char *text = layer->service;

	if (options->auth_url != NULL) {
		text = options->auth_url;
		origin = "--auth-url";
	} else if (text == NULL) {
		text = service_name(0);
		origin = "default";
	}
	login->service_origin = memory_text(origin);
	if (!service_find(&login->service, text, &reason)) {
		return error_set(error, reason.kind, "%s: %s", origin, reason.detail);
	}
	return true;
}

static bool check_options(const struct login_options *options, struct error *error)
{
	if (options->api_key_fd >= 0 && options->password_fd >= 0) {
		return error_set(
			error, ERROR_USAGE, "give --password-fd or --api-key-fd, not both");
	}
	if (options->username != NULL && options->username[0] == '\0') {
		return error_set(error, ERROR_USAGE, "--username needs a name");
	}
	return true;
}

static bool fill(struct login *login, const struct layer *layer,
	const struct login_options *options, struct error *error)
{
	bool named = options->username != NULL;
	const char *username = named ? options->username : layer->username;
	const char *origin = named ? "--username" : layer->username_origin;

	*login = (struct login){0};
	if (!choose_service(login, layer, options, error)) {
		login_finish(login);
		return false;
	}
	login->username = memory_text(username);
	login->username_origin = memory_text(username != NULL ? origin : NULL);
	login->profile = memory_text(layer->profile != NULL ? layer->profile->name : NULL);
	login->region = memory_text(layer->region);
	login->credential = choose_credential(layer, login, options);
	return true;
}

bool login_resolve(struct login *login, const struct login_options *options,
	const struct config *config, const struct environment *environment, struct error *error)
{
	struct layer layer = {0};

	*login = (struct login){0};
	if (!check_options(options, error) ||
		!choose_layer(&layer, options, config, environment, error)) {
		return false;
	}
	if (!says_which(&layer, options, config) && config->profile_count > 0) {
		return error_set(error, ERROR_NO_CREDENTIAL,
			"%s has %zu profiles: choose one with --profile=NAME, or name one "
			"'default'",
			config->file, config->profile_count);
	}
	return fill(login, &layer, options, error);
}

/* The accounts that were not chosen; the command line is not about them. */
static void add_others(struct login_list *list, const struct layer *chosen,
	const struct config *config, const struct environment *environment)
{
	static const struct login_options none = {
		.password_fd = -1, .api_key_fd = -1, .no_input = true};
	const struct environment_family *family = find_family(environment, false);

	for (size_t i = 0; i < config->profile_count; i++) {
		struct layer layer = {0};
		use_profile(&layer, &config->profiles[i]);
		if (layer.profile != chosen->profile &&
			fill(&list->logins[list->count], &layer, &none, NULL)) {
			list->count++;
		}
	}
	if (family != NULL && family != chosen->family) {
		struct layer layer = {0};
		use_family(&layer, family);
		if (fill(&list->logins[list->count], &layer, &none, NULL)) {
			list->count++;
		}
	}
}

bool login_list_resolve(struct login_list *list, const struct login_options *options,
	const struct config *config, const struct environment *environment, struct error *error)
{
	struct layer layer = {0};

	*list = (struct login_list){.chosen = -1};
	if (!check_options(options, error) ||
		!choose_layer(&layer, options, config, environment, error)) {
		return false;
	}
	list->logins = memory_array(config->profile_count + 2, sizeof(*list->logins));
	if (says_which(&layer, options, config)) {
		if (!fill(&list->logins[0], &layer, options, error)) {
			login_list_finish(list);
			return false;
		}
		list->chosen = 0;
		list->count = 1;
	}
	add_others(list, &layer, config, environment);
	return true;
}

void login_list_finish(struct login_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		login_finish(&list->logins[i]);
	}
	free(list->logins);
	*list = (struct login_list){.chosen = -1};
}

void login_finish(struct login *login)
{
	free(login->profile);
	service_finish(&login->service);
	free(login->username);
	free(login->region);
	credential_destroy(login->credential);
	free(login->service_origin);
	free(login->username_origin);
	*login = (struct login){0};
}
