/* SPDX-License-Identifier: MIT
 * Reading a service's JSON without trusting it, and quoting text for requests.
 *
 * Identity services write the same thing in several ways: the case of prefixes differs ("RAX-AUTH:" and
 * "rax-auth:" within one object), booleans may be quoted, IDs may be numbers (Rackspace Identity v2.0
 * docs, "List users", "Get user admin"). Every reader here accepts a NULL value and takes it as absent. */
#ifndef KEYTURN_IDENTITY_JSON_H
#define KEYTURN_IDENTITY_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <json-c/json.h>

#include "keyturn/buffer.h"
#include "keyturn/secret.h"

/* Parses the whole text as one object; NULL when it is anything else, cut off, or nested too deeply. */
struct json_object *json_read(const char *text, size_t len);
struct json_object *json_read_buffer(const struct buffer *buffer);

/* Overwrites every value in place, then frees: the reply may contain a key. */
void json_release(struct json_object *value);

/* The member `name`, ignoring case; an exact match wins. */
struct json_object *json_member(struct json_object *object, const char *name);

/* For a list its items; an object counts as a list of itself, anything else as an empty list. */
size_t json_count(struct json_object *value);
struct json_object *json_item(struct json_object *value, size_t index);

/* Copies a string or whole number exactly; false when it is absent, empty or would not fit. */
bool json_id(struct json_object *value, char *out, size_t size);

/* The same for what may be absent or empty, but must not be cut, because it may be sent back. */
bool json_optional_id(struct json_object *value, char *out, size_t size);

/* Copies a string or whole number for display: "" when absent, cut between characters when too long. */
void json_show(struct json_object *value, char *out, size_t size);
void json_show_member(struct json_object *object, const char *name, char *out, size_t size);

/* true, false, "true" or "false"; anything else is `fallback`. */
bool json_flag(struct json_object *value, bool fallback);

/* True for a string that equals `text`, ignoring case. */
bool json_is(struct json_object *value, const char *text);

/* ISO 8601 as seconds; 0 when it is absent or not a time. */
int64_t json_time(struct json_object *value);

/* A string or whole number as a secret; NULL when absent, empty, longer than SECRET_MAX or with a NUL. */
struct secret *json_secret(struct json_object *value);

/* Appends `text` as a JSON string. Requests are written with this rather than json-c, which would leave
 * copies of the secret in memory. */
bool json_quote(struct buffer *out, const char *text, size_t len);

#endif
