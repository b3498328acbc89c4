/* SPDX-License-Identifier: MIT
 * keyturn profiles: the accounts of config.ini and where their credentials come from. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "keyturn/text.h"
#include "context.h"
#include "keyturn/service.h"
#include "last_reset.h"
#include "output.h"

static const char *source_of(const struct profile *profile)
{
	return profile->api_key_command != NULL     ? "api_key_command"
		: profile->password_command != NULL ? "password_command"
						    : "prompt";
}

static enum exit_status print_json(const struct config *config)
{
	struct json_object *object = json_object_new_object();
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < config->profile_count; i++) {
		const struct profile *profile = &config->profiles[i];
		struct json_object *entry = json_object_new_object();
		output_member(entry, "name", profile->name);
		output_member(entry, "service", profile->service);
		output_member(
			entry, "username", profile->username == NULL ? "" : profile->username);
		output_member(entry, "credential", source_of(profile));
		json_object_array_add(list, entry);
	}
	json_object_object_add(object, "profiles", list);
	return output_json(object);
}

static void print_profile(const struct profile *profile, struct last_reset *last)
{
	char line[2048], reset[1024];
	struct service service = {0};
	size_t used;

	used = (size_t)snprintf(line, sizeof(line), "%s at %s, by %s",
		profile->username == NULL ? "(asks for the username)" : profile->username,
		profile->service, source_of(profile));
	if (profile->username != NULL && used < sizeof(line) &&
		service_find(&service, profile->service, NULL)) {
		snprintf(line + used, sizeof(line) - used, ", last reset: %s",
			last_reset_text(
				last, service.url, profile->username, reset, sizeof(reset)));
		service_finish(&service);
	}
	output_row(profile->name, line);
}

static enum exit_status print_text(const struct config *config, const struct paths *paths)
{
	struct last_reset last;

	last_reset_open(&last, paths->state_dir);
	for (size_t i = 0; i < config->profile_count; i++) {
		print_profile(&config->profiles[i], &last);
	}
	last_reset_close(&last);
	if (config->profile_count == 0) {
		char file[PATH_MAX];
		text_clean(file, sizeof(file), paths->config_file, strlen(paths->config_file));
		printf("No profiles in %s. 'keyturn init' makes one.\n", file);
	}
	return output_end();
}

enum exit_status command_profiles(struct options *options)
{
	struct paths paths = {0};
	struct error error = {0};
	struct config *config = NULL;
	enum exit_status status;

	if (!paths_find(&paths, options->config, options->state_dir, &error) ||
		(config = config_load(&paths, &error)) == NULL) {
		status = output_error(options->json, &error);
	} else {
		status = options->json ? print_json(config) : print_text(config, &paths);
	}
	config_destroy(config);
	paths_finish(&paths);
	return status;
}
