/* SPDX-License-Identifier: MIT
 * inih takes the lines apart; this file feeds it the lines, since it tells its handler neither the
 * line's number nor that it cut one, and keeps the sections. */
#include "ini_file.h"

#include <ctype.h>
#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ini_settings.h"
#include "keyturn/memory.h"

/* inih keeps 49 characters of a heading and cuts the rest without a word. */
enum { HEADING_MAX = 49 };

struct reader {
	struct config *config;
	const char *file;
	const char *next, *end; /* the text that is left */
	const char *current;    /* the line being parsed */
	unsigned line, heading_line;

	struct ini_target target;
	unsigned target_line;   /* heading_line of the section that `target` is of */
	unsigned seen_sections; /* bits of the sections that occur once */

	unsigned error_line; /* 0: no error so far; the first one stays */
	struct error error;
};

static bool fail(struct reader *reader, unsigned line, enum error_kind kind, const char *format,
	...) __attribute__((format(printf, 4, 5)));

static bool fail(
	struct reader *reader, unsigned line, enum error_kind kind, const char *format, ...)
{
	char text[2 * ERROR_DETAIL_MAX];
	va_list args;

	if (reader->error_line == 0) {
		va_start(args, format);
		vsnprintf(text, sizeof(text), format, args);
		va_end(args);
		reader->error_line = line;
		error_set(&reader->error, kind, "%s:%u: %s", reader->file, line, text);
	}
	return false;
}

/* Adds a zeroed element to a heap array. */
static void *append(void *array, size_t *count, size_t size)
{
	char *grown = memory_array(*count + 1, size);

	if (array != NULL) {
		memcpy(grown, array, *count * size);
	}
	free(array);
	(*count)++;
	return grown;
}

static bool open_profile(struct reader *reader, const char *name)
{
	struct config *config = reader->config;

	if (config_profile(config, name) != NULL) {
		return false;
	}
	config->profiles = append(
		config->profiles, &config->profile_count, sizeof(*config->profiles));
	struct profile *profile = &config->profiles[config->profile_count - 1];
	*profile = (struct profile){.name = memory_text(name), .line = reader->heading_line};
	reader->target.fields = profile;
	return true;
}

static bool open_hook(struct reader *reader, const char *name)
{
	struct config *config = reader->config;

	for (size_t i = 0; i < config->hook_count; i++) {
		if (strcmp(config->hooks[i].name, name) == 0) {
			return false;
		}
	}
	config->hooks = append(config->hooks, &config->hook_count, sizeof(*config->hooks));
	struct hook *hook = &config->hooks[config->hook_count - 1];
	*hook = (struct hook){
		.name = memory_text(name), .timeout = 30, .line = reader->heading_line};
	reader->target.fields = hook;
	return true;
}

static bool open_single(struct reader *reader, const char *name)
{
	unsigned bit = 1u << reader->target.section;

	(void)name;
	if ((reader->seen_sections & bit) != 0) {
		return false;
	}
	reader->seen_sections |= bit;
	reader->target.fields = reader->config;
	return true;
}

static const struct {
	enum ini_section section;
	const char *word;
	bool named;
	bool (*open)(struct reader *reader, const char *name); /* false: it was there before */
} sections[] = {
	{INI_PROFILE, "profile", true, open_profile},
	{INI_SCAN, "scan", false, open_single},
	{INI_HOOK, "hook", true, open_hook},
	{INI_PANEL, "panel", false, open_single},
};

/* Names are shown, typed after --profile= and written in headings. */
static bool name_usable(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < len; i++) {
		if (!isalnum((unsigned char)name[i]) && strchr("._-@", name[i]) == NULL) {
			return false;
		}
	}
	return len > 0 && name[0] != '-';
}

static bool open_section(struct reader *reader, const char *heading)
{
	size_t len = strcspn(heading, " \t");
	const char *name = heading + len + strspn(heading + len, " \t");
	unsigned line = reader->heading_line;

	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		if (strlen(sections[i].word) != len ||
			memcmp(heading, sections[i].word, len) != 0) {
			continue;
		}
		if (sections[i].named != (name[0] != '\0') ||
			(sections[i].named && !name_usable(name))) {
			return fail(reader, line, ERROR_CONFIG,
				sections[i].named
					? "[%s NAME] needs a name of letters, digits and . _ - @"
					: "[%s] has no name",
				sections[i].word);
		}
		reader->target.section = sections[i].section;
		reader->target.given = 0;
		reader->target_line = line;
		return sections[i].open(reader, name) ||
			fail(reader, line, ERROR_CONFIG, "[%s] appears twice", heading);
	}
	return fail(reader, line, ERROR_CONFIG,
		"unknown section [%s]; use profile NAME, scan, hook NAME or panel", heading);
}

/* What ends the key on the present line, '=' or ':'; 0 on a line that goes on with a value. */
static char separator(const struct reader *reader)
{
	for (const char *at = reader->current; at < reader->end && *at != '\n'; at++) {
		if (*at == '=' || *at == ':') {
			return *at;
		}
	}
	return '\0';
}

/* inih's handler: 1 is success. */
static int on_setting(void *user, const char *heading, const char *key, const char *value)
{
	struct reader *reader = user;
	struct error error = {0};

	if (reader->error_line != 0) {
		return 0;
	}
	if (separator(reader) == ':') {
		return fail(reader, reader->line, ERROR_CONFIG, "write it as: key = value");
	}
	if (reader->heading_line == 0) {
		return fail(reader, reader->line, ERROR_CONFIG,
			"this setting stands above the first [section]");
	}
	if (reader->target_line != reader->heading_line && !open_section(reader, heading)) {
		return 0;
	}
	if (!ini_setting_apply(&reader->target, key, value, &error)) {
		return fail(reader, reader->line, error.kind, "%s", error.detail);
	}
	return 1;
}

static bool line_usable(struct reader *reader, const char *line, size_t len, size_t room)
{
	if (len >= room) {
		return fail(reader, reader->line, ERROR_CONFIG,
			"the line is longer than %zu characters", room - 1);
	}
	for (size_t i = 0; i < len; i++) {
		if (((unsigned char)line[i] < ' ' && line[i] != '\t') || line[i] == 0x7f) {
			return fail(reader, reader->line, ERROR_CONFIG,
				"control characters are not allowed");
		}
	}
	if (len > 0 && line[0] == '[') {
		const char *end = memchr(line, ']', len);
		reader->heading_line = reader->line;
		if (end != NULL && end - line > HEADING_MAX) {
			return fail(reader, reader->line, ERROR_CONFIG, "the name is too long");
		}
	}
	return true;
}

/* inih's reader. Blanks in front of a line go, since inih would take the line for more of the
 * setting above; so does the carriage return of files from elsewhere. */
static char *next_line(char *out, int size, void *stream)
{
	struct reader *reader = stream;

	if (reader->next == reader->end || reader->error_line != 0) {
		return NULL;
	}
	const char *line = reader->next;
	const char *newline = memchr(line, '\n', (size_t)(reader->end - line));
	const char *end = newline != NULL ? newline : reader->end;
	reader->next = newline != NULL ? newline + 1 : reader->end;
	reader->line++;

	if (reader->line == 1 && end - line >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0) {
		line += 3; /* a byte order mark */
	}
	while (line < end && (*line == ' ' || *line == '\t')) {
		line++;
	}
	size_t len = (size_t)(end - line);
	len -= len > 0 && line[len - 1] == '\r';
	if (!line_usable(reader, line, len, (size_t)size - 2)) {
		return NULL;
	}
	reader->current = line;
	memcpy(out, line, len);
	memcpy(out + len, "\n", 2);
	return out;
}

/* What can only be seen when a section is complete. */
static bool check_sections(struct reader *reader)
{
	const struct config *config = reader->config;

	for (size_t i = 0; i < config->profile_count; i++) {
		const struct profile *profile = &config->profiles[i];
		if (profile->service == NULL) {
			return fail(reader, profile->line, ERROR_CONFIG,
				"[profile %s] has no service; such as: service = rackspace-us",
				profile->name);
		}
		if (profile->api_key_command != NULL && profile->password_command != NULL) {
			return fail(reader, profile->line, ERROR_CONFIG,
				"[profile %s] has both api_key_command and password_command",
				profile->name);
		}
	}
	for (size_t i = 0; i < config->hook_count; i++) {
		if (config->hooks[i].run == NULL) {
			return fail(reader, config->hooks[i].line, ERROR_CONFIG,
				"[hook %s] has no command to run", config->hooks[i].name);
		}
	}
	return true;
}

bool ini_file_read(struct config *config, const char *text, size_t len, const char *file,
	const char *home, struct error *error)
{
	struct reader reader = {.config = config,
		.file = file,
		.next = text,
		.end = text + len,
		.target.home = home};

	int first = ini_parse_stream(next_line, &reader, on_setting, &reader);
	if (first < 0) {
		return error_set(error, ERROR_SYSTEM, "%s: out of memory", file);
	}
	if (first > 0 && (reader.error_line == 0 || (unsigned)first < reader.error_line)) {
		reader.error_line = 0;
		fail(&reader, (unsigned)first, ERROR_CONFIG, "neither [section] nor key = value");
	}
	if (reader.error_line == 0) {
		check_sections(&reader);
	}
	if (reader.error_line != 0) {
		return error_set_text(error, reader.error.kind, 0, reader.error.detail);
	}
	return true;
}
