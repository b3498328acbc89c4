/* SPDX-License-Identifier: MIT */
#include "json.h"

#include <limits.h>
#include <string.h>

#include "keyturn/clock.h"

enum { DEPTH_MAX = 16 };

struct json_object *json_parse(const char *text, size_t len)
{
	struct json_tokener *tokener;
	struct json_object *object;

	if (len == 0 || len > INT_MAX) {
		return NULL;
	}
	tokener = json_tokener_new_ex(DEPTH_MAX);
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	object = json_tokener_parse_ex(tokener, text, (int)len);
	if (json_tokener_get_error(tokener) != json_tokener_success ||
		!json_object_is_type(object, json_type_object)) {
		json_object_put(object);
		object = NULL;
	}
	json_tokener_free(tokener);
	return object;
}

static struct json_object *typed(struct json_object *object, const char *name, enum json_type type)
{
	struct json_object *member;

	if (!json_object_is_type(object, json_type_object) ||
		!json_object_object_get_ex(object, name, &member) ||
		!json_object_is_type(member, type)) {
		return NULL;
	}
	return member;
}

struct json_object *json_member(struct json_object *object, const char *name)
{
	return typed(object, name, json_type_object);
}

struct json_object *json_list(struct json_object *object, const char *name)
{
	return typed(object, name, json_type_array);
}

const char *json_text(struct json_object *object, const char *name)
{
	struct json_object *member = typed(object, name, json_type_string);

	if (member == NULL) {
		return NULL;
	}
	/* SQLite and we would cut a string at a NUL, so one that contains a NUL does not count. */
	if (strlen(json_object_get_string(member)) != (size_t)json_object_get_string_len(member)) {
		return NULL;
	}
	return json_object_get_string(member);
}

bool json_flag(struct json_object *object, const char *name, bool otherwise)
{
	struct json_object *flag = typed(object, name, json_type_boolean);
	const char *text = json_text(object, name);

	if (flag != NULL) {
		return json_object_get_boolean(flag);
	}
	if (text != NULL && strcmp(text, otherwise ? "false" : "true") == 0) {
		return !otherwise;
	}
	return otherwise;
}

void json_put_text(struct json_object *object, const char *name, const char *text)
{
	if (text != NULL) {
		json_object_object_add(object, name, json_object_new_string(text));
	}
}

void json_put_flag(struct json_object *object, const char *name, bool flag)
{
	json_object_object_add(object, name, json_object_new_boolean(flag));
}

void json_put_time(struct json_object *object, const char *name, int64_t seconds)
{
	char text[32];

	json_put_text(object, name, clock_stamp(seconds, text, sizeof(text)));
}

struct json_object *json_wrap(const char *name, struct json_object *member)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, name, member);
	return object;
}
