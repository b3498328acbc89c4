/* SPDX-License-Identifier: MIT
 * config.ini: what is refused says the file, what is accepted keeps to its ranges. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "ini_file.h"
#include "keyturn/memory.h"

static void check(const struct config *config)
{
	if (config->reveal_seconds > 3600 || config->clipboard_seconds > 3600 ||
		config->lock_minutes > 1440) {
		abort();
	}
	for (size_t i = 0; i < config->profile_count; i++) {
		if (config->profiles[i].service == NULL ||
			config_profile(config, config->profiles[i].name) != &config->profiles[i]) {
			abort();
		}
	}
	for (size_t i = 0; i < config->hook_count; i++) {
		if (config->hooks[i].run == NULL || config->hooks[i].run[0][0] == '\0') {
			abort();
		}
	}
	for (char **root = config->roots; root != NULL && *root != NULL; root++) {
		if ((*root)[0] != '/') {
			abort();
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config *config = memory_alloc(sizeof(*config));
	struct error error = {0};

	if (ini_file_read(config, (const char *)data, size, "config.ini", "/home/u", &error)) {
		check(config);
	} else if (strncmp(error.detail, "config.ini:", 11) != 0) {
		abort();
	}
	config_destroy(config);
	return 0;
}
