/* SPDX-License-Identifier: MIT */
#include "keyturn/config.h"

#include <stdlib.h>
#include <string.h>

#include "quoted_words.h"

static void profile_finish(struct profile *profile)
{
	free(profile->name);
	free(profile->service);
	free(profile->username);
	free(profile->region);
	quoted_words_destroy(profile->api_key_command);
	quoted_words_destroy(profile->password_command);
}

void config_destroy(struct config *config)
{
	if (config == NULL) {
		return;
	}
	for (size_t i = 0; i < config->profile_count; i++) {
		profile_finish(&config->profiles[i]);
	}
	for (size_t i = 0; i < config->hook_count; i++) {
		free(config->hooks[i].name);
		quoted_words_destroy(config->hooks[i].run);
	}
	free(config->profiles);
	free(config->hooks);
	quoted_words_destroy(config->roots);
	quoted_words_destroy(config->ignore);
	free(config->theme);
	free(config->file);
	free(config);
}

const struct profile *config_profile(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->profile_count; i++) {
		if (strcmp(config->profiles[i].name, name) == 0) {
			return &config->profiles[i];
		}
	}
	return NULL;
}

size_t hook_names(const struct hook *hooks, size_t count, enum hook_whose whose, const char **names)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		if (hooks[i].whose == whose) {
			names[found++] = hooks[i].name;
		}
	}
	return found;
}
