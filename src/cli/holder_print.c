/* SPDX-License-Identifier: MIT */
#include "holder_print.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "keyturn/memory.h"
#include "keyturn/text.h"
#include "output.h"

struct mask mask_of(struct secret *key)
{
	struct mask mask = {0};

	if (key != NULL) {
		secret_hash(key, mask.hash);
		mask.length = secret_length(key);
	}
	return mask;
}

struct mask mask_of_trace(const struct credential_trace *trace)
{
	struct mask mask = {.length = trace->parts[0].length};

	memcpy(mask.hash, trace->parts[0].hash, sizeof(mask.hash));
	return mask;
}

char *masked(const char *text, const struct mask *mask)
{
	char *copy = memory_text(text);

	secret_mask_hash(copy, mask->hash, mask->length);
	return copy;
}

static void add_masked(
	struct json_object *object, const char *name, const char *text, const struct mask *mask)
{
	if (text != NULL) {
		char *hidden = masked(text, mask);
		output_member(object, name, hidden);
		free(hidden);
	}
}

static bool is_utf8(const char *text, size_t len)
{
	while (len > 0) {
		uint32_t point;
		const size_t taken = text_decode(text, len, &point);
		if (taken == 1 && point == 0xfffd) {
			return false;
		}
		text += taken;
		len -= taken;
	}
	return true;
}

/* Bytes that are not UTF-8 are told apart in base64, as JSON has no way to write them. */
static void add_path(struct json_object *object, const char *path, const struct mask *mask)
{
	char *hidden = masked(path, mask);
	const size_t len = strlen(hidden);

	output_member(object, "path", hidden);
	if (!is_utf8(hidden, len)) {
		const size_t size = sodium_base64_encoded_len(len, sodium_base64_VARIANT_ORIGINAL);
		char *coded = memory_alloc(size);
		sodium_bin2base64(coded, size, (const unsigned char *)hidden, len,
			sodium_base64_VARIANT_ORIGINAL);
		output_member(object, "path_bytes", coded);
		free(coded);
	}
	free(hidden);
}

void unsearched_json(
	struct json_object *object, const struct unsearched_list *list, const struct mask *mask)
{
	struct json_object *unreadable = json_object_new_array();
	struct json_object *all = json_object_new_array();

	for (size_t i = 0; i < list->count; i++) {
		const struct unsearched *item = &list->items[i];
		struct json_object *one = json_object_new_object();
		add_path(one, item->path, mask);
		add_masked(one, "reason", item->reason, mask);
		json_object_array_add(all, one);
		if (item->kind == UNSEARCHED_UNREADABLE || item->kind == UNSEARCHED_SYSTEM) {
			char *path = masked(item->path, mask);
			json_object_array_add(unreadable, json_object_new_string(path));
			free(path);
		}
	}
	json_object_object_add(object, "unreadable", unreadable);
	json_object_object_add(object, "not_searched", all);
	json_object_object_add(object, "not_searched_count",
		json_object_new_int64((int64_t)unsearched_total(list)));
}

static struct json_object *occurrences_json(
	const struct holder *holder, const struct credential_type *type)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < holder->occurrence_count; i++) {
		const struct occurrence *occurrence = &holder->occurrences[i];
		struct json_object *object = json_object_new_object();
		json_object_object_add(object, "line", json_object_new_int64(occurrence->line));
		output_member(object, "encoding", holder_encoding_name(occurrence->encoding));
		if (occurrence->part < type->part_count) {
			output_member(object, "part", type->parts[occurrence->part].name);
		}
		json_object_array_add(list, object);
	}
	return list;
}

struct json_object *holder_json(const struct holder *holder, const struct credential_type *type,
	const struct mask *mask, bool status)
{
	struct json_object *object = json_object_new_object();
	const bool file = holder->kind == HOLDER_FILE;

	output_member(object, "kind", file ? "file" : "process");
	add_path(object, holder->path, mask);
	if (file && holder->occurrence_count > 0) {
		json_object_object_add(
			object, "line", json_object_new_int64(holder->occurrences[0].line));
	}
	if (!file) {
		json_object_object_add(object, "pid", json_object_new_int64(holder->pid));
	}
	output_member(object, "encoding", holder_encoding_name(holder->encoding));
	if (file) {
		json_object_object_add(object, "occurrences", occurrences_json(holder, type));
	}
	output_member(object, "action", holder_action_name(holder->action));
	add_masked(object, "reason", holder->reason, mask);
	add_masked(object, "afterwards", holder->afterwards, mask);
	if (status) {
		output_member(object, "status",
			holder->status == HOLDER_LEFT ? holder_action_name(holder->action)
						      : holder_status_name(holder->status));
		add_masked(object, "backup", holder->backup, mask);
	}
	return object;
}
