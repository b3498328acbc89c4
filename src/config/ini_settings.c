/* SPDX-License-Identifier: MIT */
#include "ini_settings.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/config.h"
#include "keyturn/memory.h"
#include "keyturn/service.h"
#include "keyturn/text.h"
#include "quoted_words.h"

struct setting {
	enum ini_section section;
	const char *key;
	size_t offset;
	bool (*read)(const struct setting *setting, const char *value, struct ini_target *target,
		struct error *error);
	long min, max;
};

static void *field(const struct setting *setting, struct ini_target *target)
{
	return (char *)target->fields + setting->offset;
}

static bool read_text(const struct setting *setting, const char *value, struct ini_target *target,
	struct error *error)
{
	(void)error;
	*(char **)field(setting, target) = memory_text(value);
	return true;
}

static bool read_service(const struct setting *setting, const char *value,
	struct ini_target *target, struct error *error)
{
	struct service service;

	if (!service_find(&service, value, error)) {
		return false;
	}
	service_finish(&service);
	return read_text(setting, value, target, error);
}

static bool read_words(const struct setting *setting, const char *value, struct ini_target *target,
	struct error *error)
{
	const char *reason;
	char **words = quoted_words_split(value, target->home, &reason);

	if (words == NULL) {
		return error_set(error, ERROR_CONFIG, "%s: %s", setting->key, reason);
	}
	*(char ***)field(setting, target) = words;
	return true;
}

static bool read_directories(const struct setting *setting, const char *value,
	struct ini_target *target, struct error *error)
{
	if (!read_words(setting, value, target, error)) {
		return false;
	}
	for (char **word = *(char ***)field(setting, target); *word != NULL; word++) {
		if ((*word)[0] != '/') {
			return error_set(error, ERROR_CONFIG, "%s: '%s' does not start with / or ~",
				setting->key, *word);
		}
	}
	return true;
}

static bool read_number(const struct setting *setting, const char *value, struct ini_target *target,
	struct error *error)
{
	char *end;

	errno = 0;
	long number = strtol(value, &end, 10);
	if (!isdigit((unsigned char)value[0]) || *end != '\0' || errno != 0 ||
		number < setting->min || number > setting->max) {
		return error_set(error, ERROR_CONFIG, "%s takes a number from %ld to %ld",
			setting->key, setting->min, setting->max);
	}
	*(unsigned *)field(setting, target) = (unsigned)number;
	return true;
}

static bool read_flag(const struct setting *setting, const char *value, struct ini_target *target,
	struct error *error)
{
	bool yes = strcmp(value, "yes") == 0;

	if (!yes && strcmp(value, "no") != 0) {
		return error_set(error, ERROR_CONFIG, "%s is yes or no", setting->key);
	}
	*(bool *)field(setting, target) = yes;
	return true;
}

static bool read_hook_key(const struct setting *setting, const char *value,
	struct ini_target *target, struct error *error)
{
	bool wanted = strcmp(value, "stdin") == 0;

	if (!wanted && strcmp(value, "none") != 0) {
		return error_set(error, ERROR_CONFIG, "%s is stdin or none", setting->key);
	}
	*(enum hook_key *)field(setting, target) = wanted ? HOOK_KEY_STDIN : HOOK_KEY_NONE;
	return true;
}

static bool read_hook_whose(const struct setting *setting, const char *value,
	struct ini_target *target, struct error *error)
{
	bool contacts = strcmp(value, "contacts") == 0;

	if (!contacts && strcmp(value, "own") != 0) {
		return error_set(error, ERROR_CONFIG, "%s is own or contacts", setting->key);
	}
	*(enum hook_whose *)field(setting, target) = contacts ? HOOK_CONTACTS : HOOK_OWN;
	return true;
}

#define PROFILE(key) INI_PROFILE, #key, offsetof(struct profile, key)
#define HOOK(key)    INI_HOOK, #key, offsetof(struct hook, key)
#define SCAN(key)    INI_SCAN, #key, offsetof(struct config, key)
#define PANEL(key)   INI_PANEL, #key, offsetof(struct config, key)

static const struct setting settings[] = {
	{PROFILE(service), read_service},
	{PROFILE(username), read_text},
	{PROFILE(region), read_text},
	{PROFILE(api_key_command), read_words},
	{PROFILE(password_command), read_words},
	{SCAN(roots), read_directories},
	{SCAN(cross_filesystems), read_flag},
	{SCAN(ignore), read_words},
	{HOOK(run), read_words},
	{HOOK(key), read_hook_key},
	{HOOK(whose), read_hook_whose},
	{HOOK(timeout), read_number, 1, 3600},
	{PANEL(reveal_seconds), read_number, 1, 3600},
	{PANEL(clipboard_seconds), read_number, 0, 3600},
	{PANEL(lock_minutes), read_number, 0, 1440},
	{PANEL(theme), read_text},
	{PANEL(mouse), read_flag},
};

enum { SETTING_COUNT = sizeof(settings) / sizeof(settings[0]) };

static const struct setting *find(enum ini_section section, const char *key)
{
	for (unsigned i = 0; i < SETTING_COUNT; i++) {
		if (settings[i].section == section && strcmp(settings[i].key, key) == 0) {
			return &settings[i];
		}
	}
	return NULL;
}

static bool looks_secret(const char *key)
{
	return text_contains(key, "password") || text_contains(key, "secret") ||
		text_contains(key, "token") ||
		(text_contains(key, "api") && text_contains(key, "key"));
}

bool ini_setting_apply(
	struct ini_target *target, const char *key, const char *value, struct error *error)
{
	const struct setting *setting = find(target->section, key);

	if (setting == NULL && looks_secret(key)) {
		return error_set(error, ERROR_CONFIG,
			"no secret belongs in this file; use api_key_command or password_command");
	}
	if (setting == NULL) {
		return error_set(error, ERROR_CONFIG, "unknown setting '%s'", key);
	}
	unsigned bit = 1u << (setting - settings);
	if ((target->given & bit) != 0) {
		return error_set(error, ERROR_CONFIG, "%s is given twice", key);
	}
	if (value[0] == '\0') {
		return error_set(error, ERROR_CONFIG, "%s has no value", key);
	}
	target->given |= bit;
	return setting->read(setting, value, target, error);
}
