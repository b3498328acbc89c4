/* SPDX-License-Identifier: MIT
 * Reading and building JSON with json-c, where the members' types are never taken for granted. */
#ifndef SANDBOX_JSON_H
#define SANDBOX_JSON_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

/* An object and nothing behind it, or NULL. The caller puts it. */
struct json_object *json_parse(const char *text, size_t len);

/* NULL when the member is absent or of another type. They belong to `object`. */
struct json_object *json_member(struct json_object *object, const char *name);
struct json_object *json_list(struct json_object *object, const char *name);
const char *json_text(struct json_object *object, const char *name);

/* A boolean, also in the spelling "true" or "false"; `otherwise` when it is neither. */
bool json_flag(struct json_object *object, const char *name, bool otherwise);

/* Does nothing when `text` is NULL. */
void json_put_text(struct json_object *object, const char *name, const char *text);
void json_put_flag(struct json_object *object, const char *name, bool flag);
/* "2026-11-24T10:11:12Z" */
void json_put_time(struct json_object *object, const char *name, int64_t seconds);

/* {name: member}; takes `member`. */
struct json_object *json_wrap(const char *name, struct json_object *member);

#endif
