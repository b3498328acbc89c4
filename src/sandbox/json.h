/* SPDX-License-Identifier: MIT
 * Reads and builds JSON with json-c, never taking the members' types for granted. */
#ifndef SANDBOX_JSON_H
#define SANDBOX_JSON_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

/* Parses an object and nothing after it, or NULL. The caller releases it with json_object_put(). */
struct json_object *json_parse(const char *text, size_t len);

/* NULL when the member is absent or of another type. They belong to `object`. */
struct json_object *json_member(struct json_object *object, const char *name);
struct json_object *json_list(struct json_object *object, const char *name);
const char *json_text(struct json_object *object, const char *name);

/* A boolean, or the string "true" or "false"; `otherwise` when it is neither. */
bool json_flag(struct json_object *object, const char *name, bool otherwise);

/* Does nothing when `text` is NULL. */
void json_put_text(struct json_object *object, const char *name, const char *text);
void json_put_flag(struct json_object *object, const char *name, bool flag);
/* "2026-11-24T10:11:12Z" */
void json_put_time(struct json_object *object, const char *name, int64_t seconds);

/* {name: member}; takes over `member`. */
struct json_object *json_wrap(const char *name, struct json_object *member);

#endif
