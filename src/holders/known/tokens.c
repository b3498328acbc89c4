/* SPDX-License-Identifier: MIT */
#include "keyturn/tokens.h"

#include <fcntl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keyturn/buffer.h"
#include "keyturn/memory.h"

enum { CACHE_MAX = 1 << 20, TOKENS_MAX = 256, PATH_SIZE = 4096 };

static bool read_cache(const char *home, struct buffer *text)
{
	char path[PATH_SIZE], part[4096];
	ssize_t count = -1;

	if (snprintf(path, sizeof(path), "%s/.rack/cache", home) >= PATH_SIZE) {
		return false;
	}
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		return false;
	}
	while ((count = read(fd, part, sizeof(part))) > 0 &&
		buffer_append(text, part, (size_t)count)) {
	}
	memory_wipe(part, sizeof(part));
	close(fd);
	return count == 0;
}

/* The endpoint as rack was given it: with or without the version, with or without a slash. */
static bool is_endpoint(const char *endpoint, size_t len, const char *service)
{
	static const char version[] = "/v2.0";
	const size_t all = strlen(service), tail = sizeof(version) - 1;

	while (len > 0 && endpoint[len - 1] == '/') {
		len--;
	}
	if (len == 0 || len > all || memcmp(endpoint, service, len) != 0) {
		return false;
	}
	return len == all || (len + tail == all && strcmp(service + len, version) == 0);
}

static bool is_of(const char *key, const char *service, const char *user)
{
	const size_t name = strcspn(key, ",");

	return name == strlen(user) && memcmp(key, user, name) == 0 && key[name] == ',' &&
		is_endpoint(key + name + 1, strcspn(key + name + 1, ","), service);
}

/* The string is overwritten where json-c keeps it. */
static struct secret *take_token(struct json_object *entry)
{
	struct json_object *member;

	if (!json_object_object_get_ex(entry, "TokenID", &member) ||
		!json_object_is_type(member, json_type_string) ||
		json_object_get_string_len(member) == 0) {
		return NULL;
	}
	char *bytes = (char *)(uintptr_t)json_object_get_string(member);
	return secret_take(bytes, (size_t)json_object_get_string_len(member));
}

size_t tokens_find(const char *home, const char *service, const char *user, struct secret ***tokens)
{
	struct json_object *cache = NULL;
	struct buffer text;
	size_t count = 0;

	*tokens = memory_array(TOKENS_MAX, sizeof(**tokens));
	buffer_init(&text, CACHE_MAX);
	if (home != NULL && read_cache(home, &text)) {
		cache = json_tokener_parse(buffer_text(&text));
	}
	if (json_object_is_type(cache, json_type_object)) {
		json_object_object_foreach(cache, key, entry)
		{
			struct secret *token = count < TOKENS_MAX && is_of(key, service, user)
				? take_token(entry)
				: NULL;
			if (token != NULL) {
				(*tokens)[count++] = token;
			}
		}
	}
	json_object_put(cache);
	buffer_finish(&text);
	return count;
}

void tokens_free(struct secret **tokens, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		secret_unlink(tokens[i]);
	}
	free(tokens);
}
