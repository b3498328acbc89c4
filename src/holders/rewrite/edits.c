/* SPDX-License-Identifier: MIT
 * Every occurrence is checked to be the old key and gets the new one in the form that it has there. */
#include "rewrite/edits.h"

#include <stdlib.h>
#include <string.h>

#include "forms/form.h"
#include "forms/quoting.h"
#include "keyturn/memory.h"

enum { TEXT_MAX = 96 * 1024 * 1024 };

/* What comes in the place of what. */
struct exchange {
	struct hashed_value old;
	const char *key; /* the new one, open */
	size_t key_length;
};

static struct hashed_value old_value(const struct rewrite *rewrite)
{
	struct hashed_value value = {.length = rewrite->old_length};

	memcpy(value.hash, rewrite->old_hash, SECRET_HASH_SIZE);
	return value;
}

/* Why the new key cannot stand at `at` of what was read; NULL when it can. */
static const char *trouble_at(const struct exchange *exchange, const struct form *form,
	const struct form_place *place, const struct form_reading *reading, size_t at)
{
	switch (form->quotes) {
	case FORM_QUOTES_OF_FILE:
		return quoting_trouble(place->content, place->len, place->at + at,
			exchange->old.length, exchange->key, exchange->key_length);
	case FORM_QUOTES_OF_PLAIN:
		return quoting_trouble(reading->plain.data, reading->plain.len, at,
			exchange->old.length, exchange->key, exchange->key_length);
	case FORM_QUOTES_NONE:
		break;
	}
	return NULL;
}

/* Every place of the key in the text is replaced: a whole configuration file may be in there. NULL, or
 * why that cannot be. */
static const char *replace(const struct exchange *exchange, const struct form *form,
	const struct form_place *place, const struct form_reading *reading, struct buffer *plain)
{
	const struct buffer *old = &reading->plain;
	size_t done = 0, at = reading->value_at;

	while (hashed_value_find(&exchange->old, old->data, old->len, &at)) {
		const char *trouble = trouble_at(exchange, form, place, reading, at);
		if (trouble != NULL) {
			return trouble;
		}
		buffer_append(plain, old->data + done, at - done);
		buffer_append(plain, exchange->key, exchange->key_length);
		done = at += exchange->old.length;
	}
	buffer_append(plain, old->data + done, old->len - done);
	return NULL;
}

static enum edits_verdict refuse(
	struct error *error, const char *trouble, enum edits_verdict verdict)
{
	if (trouble == NULL) {
		return EDITS_READY;
	}
	error_set(error, ERROR_REWRITE, "%s", trouble);
	return verdict;
}

static enum edits_verdict plan_one(const struct exchange *exchange, const struct form *form,
	const struct form_place *place, struct buffer *text, struct error *error)
{
	struct form_reading reading;
	struct buffer plain;
	const char *trouble;
	enum edits_verdict verdict = EDITS_STALE;

	buffer_init(&plain, TEXT_MAX);
	switch (form->read(&reading, place->content + place->at, place->length, &exchange->old)) {
	case FORM_READ:
		trouble = replace(exchange, form, place, &reading, &plain);
		if (trouble == NULL) {
			trouble = form->write(&reading, place, &plain, text);
		}
		verdict = refuse(error, trouble, EDITS_REFUSED);
		break;
	case FORM_OTHER_VALUE:
		break;
	case FORM_UNREADABLE:
		verdict = refuse(error, reading.trouble, EDITS_UNREADABLE);
		break;
	}
	buffer_finish(&plain);
	form_reading_finish(&reading);
	return verdict;
}

static int by_offset(const void *a, const void *b)
{
	const struct occurrence *x = a, *y = b;

	return (x->offset > y->offset) - (x->offset < y->offset);
}

/* In order of place, each once; the caller frees. */
static struct occurrence *sorted(const struct holder *holder, size_t *count)
{
	struct occurrence *list = memory_array(holder->occurrence_count + 1, sizeof(*list));
	size_t kept = 0;

	for (size_t i = 0; i < holder->occurrence_count; i++) {
		list[i] = holder->occurrences[i];
	}
	qsort(list, holder->occurrence_count, sizeof(*list), by_offset);
	for (size_t i = 0; i < holder->occurrence_count; i++) {
		if (kept == 0 || list[i].offset != list[kept - 1].offset ||
			list[i].length != list[kept - 1].length) {
			list[kept++] = list[i];
		}
	}
	*count = kept;
	return list;
}

static enum edits_verdict plan_all(struct edits *edits, const struct occurrence *list,
	const struct exchange *exchange, struct form_place *place, struct error *error)
{
	size_t end = 0;
	enum edits_verdict verdict = EDITS_READY;

	for (size_t i = 0; verdict == EDITS_READY && i < edits->count; i++) {
		struct edit *edit = &edits->list[i];
		const struct form *form = form_of(list[i].encoding);
		if (form == NULL || list[i].offset > place->len ||
			list[i].length > place->len - list[i].offset) {
			return EDITS_STALE;
		}
		if (list[i].offset < end) {
			return refuse(error, "two forms of the key overlap in it", EDITS_REFUSED);
		}
		place->at = edit->offset = list[i].offset;
		place->length = edit->length = list[i].length;
		end = place->at + place->length;
		buffer_init(&edit->text, TEXT_MAX);
		verdict = plan_one(exchange, form, place, &edit->text, error);
	}
	return verdict;
}

enum edits_verdict edits_plan(struct edits *edits, const struct rewrite *rewrite,
	const char *content, size_t len, struct error *error)
{
	struct occurrence *list = sorted(rewrite->holder, &edits->count);
	struct form_place place = {.content = content, .len = len};
	const struct exchange exchange = {.old = old_value(rewrite),
		.key = secret_open(rewrite->new_key),
		.key_length = secret_length(rewrite->new_key)};

	edits->list = memory_array(edits->count + 1, sizeof(*edits->list));
	enum edits_verdict verdict = edits->count == 0
		? EDITS_STALE
		: plan_all(edits, list, &exchange, &place, error);
	secret_close(rewrite->new_key);
	free(list);
	return verdict;
}

void edits_finish(struct edits *edits)
{
	for (size_t i = 0; i < edits->count; i++) {
		buffer_finish(&edits->list[i].text);
	}
	free(edits->list);
	*edits = (struct edits){0};
}

void edits_apply(const struct edits *edits, const char *content, size_t len, struct buffer *changed)
{
	size_t at = 0, total = len;

	for (size_t i = 0; i < edits->count; i++) {
		total += edits->list[i].text.len - edits->list[i].length;
	}
	buffer_init(changed, total);
	for (size_t i = 0; i < edits->count; i++) {
		const struct edit *edit = &edits->list[i];
		buffer_append(changed, content + at, edit->offset - at);
		buffer_append(changed, edit->text.data, edit->text.len);
		at = edit->offset + edit->length;
	}
	buffer_append(changed, content + at, len - at);
}

bool edits_keep_length(const struct edits *edits)
{
	for (size_t i = 0; i < edits->count; i++) {
		if (edits->list[i].text.len != edits->list[i].length) {
			return false;
		}
	}
	return true;
}

/* How long the form is in which `value` stands at the beginning of `text`; 0 when it is not there. */
static size_t length_of_made(
	const struct form *form, const char *text, size_t len, const struct hashed_value *value)
{
	struct form_reading reading;
	const size_t length = form != NULL ? form->measure(text, len, value->length) : 0;

	if (length == 0) {
		return 0;
	}
	const bool made = form->read(&reading, text, length, value) == FORM_READ;
	form_reading_finish(&reading);
	return made ? length : 0;
}

bool edits_made(const struct rewrite *rewrite, const char *content, size_t len)
{
	struct hashed_value new = {.length = secret_length(rewrite->new_key)};
	size_t count, grown = 0; /* wraps when the new key is shorter */
	struct occurrence *list = sorted(rewrite->holder, &count);
	bool made = count > 0;

	secret_hash(rewrite->new_key, new.hash);
	for (size_t i = 0; made && i < count; i++) {
		size_t at = (size_t)list[i].offset + grown;
		size_t length = at > len
			? 0
			: length_of_made(form_of(list[i].encoding), content + at, len - at, &new);
		made = length > 0;
		grown += length - list[i].length;
	}
	free(list);
	return made;
}
