/* SPDX-License-Identifier: MIT */
#include "hooks/hook_environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keyturn/memory.h"
#include "keyturn/text.h"

enum { NAME_MAX_BYTES = 256 };

static const char username_is[] = "KEYTURN_USERNAME=";

/* Of the clients that identity services have; a hook that needs the key asks for it on its input. */
static const char *const secret_names[] = {"RS_API_KEY", "RS_PASSWORD", "RAX_API_KEY", "OS_API_KEY",
	"OS_PASSWORD", "OS_TOKEN", "OS_APPLICATION_CREDENTIAL_SECRET", "NOVA_API_KEY",
	"CLOUDFILES_APIKEY", "RAXMON_API_KEY", "RACKSPACE_API_KEY", "RACKSPACE_APIKEY",
	"SDK_API_KEY", "RCLONE_SWIFT_KEY", "ST_KEY"};

static bool left_out(const struct hook_output *output, const char *variable)
{
	size_t length = strcspn(variable, "=");

	if (strncmp(variable, username_is, sizeof(username_is) - 1) == 0) {
		return true;
	}
	for (size_t i = 0; i < sizeof(secret_names) / sizeof(secret_names[0]); i++) {
		if (strlen(secret_names[i]) == length &&
			memcmp(variable, secret_names[i], length) == 0) {
			return true;
		}
	}
	return hook_output_secret(output, variable);
}

/* NULL when the name holds what a program could trip over. The caller frees. */
static char *username_variable(const char *username)
{
	char clean[NAME_MAX_BYTES], variable[sizeof(username_is) + NAME_MAX_BYTES];

	if (username == NULL || username[0] == '\0' || strlen(username) >= sizeof(clean)) {
		return NULL;
	}
	text_clean(clean, sizeof(clean), username, strlen(username));
	if (strcmp(clean, username) != 0) {
		return NULL;
	}
	snprintf(variable, sizeof(variable), "%s%s", username_is, username);
	return memory_text(variable);
}

char **hook_environment_create(const struct hook_output *output, const char *username)
{
	size_t count = 0, kept = 0;

	while (environ != NULL && environ[count] != NULL) {
		count++;
	}
	char **copy = memory_array(count + 2, sizeof(*copy));
	for (size_t i = 0; i < count; i++) {
		if (!left_out(output, environ[i])) {
			copy[kept++] = memory_text(environ[i]);
		}
	}
	copy[kept] = username_variable(username);
	return copy;
}

void hook_environment_destroy(char **environment)
{
	for (char **variable = environment; *variable != NULL; variable++) {
		memory_wipe(*variable, strlen(*variable));
		free(*variable);
	}
	free(environment);
}
