/* SPDX-License-Identifier: MIT */
#include "json.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "keyturn/clock.h"
#include "keyturn/memory.h"
#include "keyturn/text.h"

enum { DEPTH_MAX = 32, NUMBER_SIZE = 24 };

static void wipe(struct json_object *value)
{
	enum json_type type = json_object_get_type(value);

	if (type == json_type_string) {
		memory_wipe((char *)(uintptr_t)json_object_get_string(value),
			(size_t)json_object_get_string_len(value));
	} else if (type == json_type_int) {
		json_object_set_int64(value, 0);
	} else if (type == json_type_array) {
		for (size_t i = 0; i < json_object_array_length(value); i++) {
			wipe(json_object_array_get_idx(value, i));
		}
	} else if (type == json_type_object) {
		json_object_object_foreach(value, name, member)
		{
			(void)name;
			wipe(member);
		}
	}
}

/* The tokener collects each string in a buffer that grows by realloc(), which leaves copies; so it is
 * given its full size at the start. No string in a text is longer than the text. */
static struct json_tokener *tokener_create(size_t len)
{
	struct json_tokener *tokener = json_tokener_new_ex(DEPTH_MAX);

	if (tokener == NULL) {
		return NULL;
	}
	if (printbuf_memset(tokener->pb, (int)len, 0, 1) != 0) {
		json_tokener_free(tokener);
		return NULL;
	}
	printbuf_reset(tokener->pb);
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	return tokener;
}

/* If the text is cut off, the tokener itself frees what it has read, without wiping. */
static void tokener_destroy(struct json_tokener *tokener)
{
	for (int i = 0; i <= tokener->depth; i++) {
		wipe(tokener->stack[i].current);
	}
	memory_wipe(tokener->pb->buf, (size_t)tokener->pb->size);
	json_tokener_free(tokener);
}

struct json_object *json_read(const char *text, size_t len)
{
	if (len > INT_MAX - 2 || memchr(text, '\0', len) != NULL) {
		return NULL;
	}
	while (len > 0 && strchr(" \t\r\n", text[len - 1]) != NULL) {
		len--;
	}
	struct json_tokener *tokener = tokener_create(len);
	if (tokener == NULL) {
		return NULL;
	}
	struct json_object *value = json_tokener_parse_ex(tokener, text, (int)len);
	bool whole = json_tokener_get_error(tokener) == json_tokener_success &&
		json_tokener_get_parse_end(tokener) == len;
	tokener_destroy(tokener);
	if (!whole || !json_object_is_type(value, json_type_object)) {
		json_release(value);
		return NULL;
	}
	return value;
}

struct json_object *json_read_buffer(const struct buffer *buffer)
{
	return json_read(buffer_text(buffer), buffer->len);
}

void json_release(struct json_object *value)
{
	wipe(value);
	json_object_put(value);
}

struct json_object *json_member(struct json_object *object, const char *name)
{
	struct json_object *found = NULL;

	if (!json_object_is_type(object, json_type_object)) {
		return NULL;
	}
	if (json_object_object_get_ex(object, name, &found)) {
		return found;
	}
	json_object_object_foreach(object, other, member)
	{
		if (strcasecmp(other, name) == 0) {
			return member;
		}
	}
	return NULL;
}

size_t json_count(struct json_object *value)
{
	if (json_object_is_type(value, json_type_array)) {
		return json_object_array_length(value);
	}
	return json_object_is_type(value, json_type_object) ? 1 : 0;
}

struct json_object *json_item(struct json_object *value, size_t index)
{
	if (json_object_is_type(value, json_type_array)) {
		return json_object_array_get_idx(value, index);
	}
	return value;
}

/* The bytes of a string, or of a whole number written to `number`; NULL for anything else. Does not use
 * json_object_get_string() on a number, which would keep a second copy. */
static const char *bytes_of(struct json_object *value, char number[NUMBER_SIZE], size_t *len)
{
	if (json_object_is_type(value, json_type_string)) {
		*len = (size_t)json_object_get_string_len(value);
		return json_object_get_string(value);
	}
	/* A number too large for 64 bits is read as the largest one. */
	if (json_object_is_type(value, json_type_int) &&
		json_object_get_int64(value) != INT64_MAX) {
		*len = (size_t)snprintf(
			number, NUMBER_SIZE, "%" PRId64, json_object_get_int64(value));
		return number;
	}
	*len = 0;
	return NULL;
}

bool json_id(struct json_object *value, char *out, size_t size)
{
	char number[NUMBER_SIZE];
	size_t len;
	const char *bytes = bytes_of(value, number, &len);

	out[0] = '\0';
	if (bytes == NULL || len == 0 || len >= size || memchr(bytes, '\0', len) != NULL) {
		return false;
	}
	memcpy(out, bytes, len);
	out[len] = '\0';
	return true;
}

bool json_optional_id(struct json_object *value, char *out, size_t size)
{
	out[0] = '\0';
	return value == NULL || json_is(value, "") || json_id(value, out, size);
}

/* The longest prefix of at most `max` bytes that does not split a character. */
static size_t clip(const char *bytes, size_t len, size_t max)
{
	size_t at = 0;

	while (at < len) {
		uint32_t point;
		size_t count = text_decode(bytes + at, len - at, &point);
		if (at + count > max) {
			break;
		}
		at += count;
	}
	return at;
}

void json_show(struct json_object *value, char *out, size_t size)
{
	char number[NUMBER_SIZE];
	size_t len;
	const char *bytes = bytes_of(value, number, &len);

	len = bytes == NULL ? 0 : clip(bytes, len, size - 1);
	for (size_t i = 0; i < len; i++) {
		out[i] = bytes[i] == '\0' ? '?' : bytes[i];
	}
	out[len] = '\0';
}

void json_show_member(struct json_object *object, const char *name, char *out, size_t size)
{
	json_show(json_member(object, name), out, size);
}

bool json_is(struct json_object *value, const char *text)
{
	return json_object_is_type(value, json_type_string) &&
		strcasecmp(json_object_get_string(value), text) == 0;
}

bool json_flag(struct json_object *value, bool fallback)
{
	if (json_object_is_type(value, json_type_boolean)) {
		return json_object_get_boolean(value);
	}
	return json_is(value, "true") || (fallback && !json_is(value, "false"));
}

int64_t json_time(struct json_object *value)
{
	int64_t seconds;

	if (json_object_is_type(value, json_type_string) &&
		clock_parse(json_object_get_string(value), &seconds)) {
		return seconds;
	}
	return 0;
}

struct secret *json_secret(struct json_object *value)
{
	char number[NUMBER_SIZE];
	size_t len;
	const char *bytes = bytes_of(value, number, &len);
	struct secret *secret = NULL;

	if (bytes != NULL && len > 0 && memchr(bytes, '\0', len) == NULL) {
		secret = secret_create(bytes, len);
	}
	memory_wipe(number, sizeof(number));
	return secret;
}

bool json_quote(struct buffer *out, const char *text, size_t len)
{
	bool ok = buffer_append_text(out, "\"");

	for (size_t i = 0; i < len && ok; i++) {
		unsigned char byte = (unsigned char)text[i];
		if (byte == '"' || byte == '\\') {
			ok = buffer_append_text(out, "\\") && buffer_append(out, &text[i], 1);
		} else if (byte < 0x20 || byte == 0x7f) {
			ok = buffer_printf(out, "\\u%04x", byte);
		} else {
			ok = buffer_append(out, &text[i], 1);
		}
	}
	return ok && buffer_append_text(out, "\"");
}
