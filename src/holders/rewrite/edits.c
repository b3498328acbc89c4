/* SPDX-License-Identifier: MIT
 * Every occurrence is checked to be a part of the old credential and gets that of the new one in the form
 * that it has there. */
#include "rewrite/edits.h"

#include <stdlib.h>
#include <string.h>

#include "forms/form.h"
#include "forms/quoting.h"
#include "keyturn/memory.h"

enum { TEXT_MAX = 96 * 1024 * 1024 };

/* What comes in the place of what. */
struct exchange {
	size_t count;
	struct part {
		struct hashed_value old; /* length 0: there is no such part */
		const char *new;         /* open */
		size_t new_length;
	} parts[CREDENTIAL_PARTS_MAX];
};

static struct hashed_value old_value(const struct rewrite *rewrite, size_t part)
{
	struct hashed_value value = {.length = rewrite->old->parts[part].length};

	memcpy(value.hash, rewrite->old->parts[part].hash, SECRET_HASH_SIZE);
	return value;
}

static void exchange_init(struct exchange *exchange, const struct rewrite *rewrite)
{
	const struct credential *new = rewrite->new_credential;

	*exchange = (struct exchange){.count = new->type->part_count};
	for (size_t i = 0; i < exchange->count; i++) {
		exchange->parts[i] = (struct part){.old = old_value(rewrite, i),
			.new = secret_open(new->parts[i]),
			.new_length = secret_length(new->parts[i])};
	}
}

static void exchange_finish(const struct rewrite *rewrite)
{
	for (size_t i = 0; i < rewrite->new_credential->type->part_count; i++) {
		secret_close(rewrite->new_credential->parts[i]);
	}
}

/* The part whose old value begins at `text`, the longest; NULL: none. */
static const struct part *part_at(const struct exchange *exchange, const char *text, size_t len)
{
	const struct part *found = NULL;

	for (size_t i = 0; i < exchange->count; i++) {
		const struct part *part = &exchange->parts[i];
		const size_t length = part->old.length;
		if (length > (found != NULL ? found->old.length : 0) && length <= len &&
			hashed_value_is(&part->old, text, length)) {
			found = part;
		}
	}
	return found;
}

/* Why the new value cannot stand at `at` of what was read; NULL when it can. */
static const char *trouble_at(const struct part *part, const struct form *form,
	const struct form_place *place, const struct form_reading *reading, size_t at)
{
	switch (form->quotes) {
	case FORM_QUOTES_OF_FILE:
		return quoting_trouble(place->content, place->len, place->at + at, part->old.length,
			part->new, part->new_length);
	case FORM_QUOTES_OF_PLAIN:
		return quoting_trouble(reading->plain.data, reading->plain.len, at,
			part->old.length, part->new, part->new_length);
	case FORM_QUOTES_NONE:
		break;
	}
	return NULL;
}

/* Every place of every part in the text is replaced: a whole configuration file may be in there. NULL, or
 * why that cannot be. `*parts` has a bit for each that was. */
static const char *replace(const struct exchange *exchange, const struct form *form,
	const struct form_place *place, const struct form_reading *reading, struct buffer *plain,
	unsigned *parts)
{
	const struct buffer *old = &reading->plain;
	size_t done = 0;

	for (size_t at = 0; at < old->len;) {
		const struct part *part = part_at(exchange, old->data + at, old->len - at);
		if (part == NULL) {
			at++;
			continue;
		}
		const char *trouble = trouble_at(part, form, place, reading, at);
		if (trouble != NULL) {
			return trouble;
		}
		buffer_append(plain, old->data + done, at - done);
		buffer_append(plain, part->new, part->new_length);
		*parts |= 1U << (part - exchange->parts);
		done = at += part->old.length;
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

static enum edits_verdict plan_one(struct edit *edit, const struct exchange *exchange,
	const struct occurrence *occurrence, const struct form_place *place, struct error *error)
{
	const struct form *form = form_of(occurrence->encoding);
	const struct hashed_value *value = &exchange->parts[occurrence->part].old;
	struct form_reading reading;
	struct buffer plain;
	const char *trouble;
	enum edits_verdict verdict = EDITS_STALE;

	buffer_init(&plain, TEXT_MAX);
	switch (form->read(&reading, place->content + place->at, place->length, value)) {
	case FORM_READ:
		trouble = replace(exchange, form, place, &reading, &plain, &edit->parts);
		if (trouble == NULL) {
			trouble = form->write(&reading, place, &plain, &edit->text);
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

	if (x->offset != y->offset) {
		return x->offset > y->offset ? 1 : -1;
	}
	return (x->length > y->length) - (x->length < y->length);
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

/* Whether the occurrence can be one at all. */
static bool is_possible(const struct occurrence *occurrence, const struct exchange *exchange,
	const struct form_place *place)
{
	return form_of(occurrence->encoding) != NULL && occurrence->part < exchange->count &&
		exchange->parts[occurrence->part].old.length > 0 &&
		occurrence->offset <= place->len &&
		occurrence->length <= place->len - occurrence->offset;
}

static enum edits_verdict plan_all(struct edits *edits, const struct occurrence *list,
	const struct exchange *exchange, struct form_place *place, struct error *error)
{
	size_t end = 0;
	enum edits_verdict verdict = EDITS_READY;

	for (size_t i = 0; verdict == EDITS_READY && i < edits->count; i++) {
		struct edit *edit = &edits->list[i];
		if (!is_possible(&list[i], exchange, place)) {
			return EDITS_STALE;
		}
		if (list[i].offset < end) {
			return refuse(error, "two forms of the key overlap in it", EDITS_REFUSED);
		}
		place->at = edit->offset = list[i].offset;
		place->length = edit->length = list[i].length;
		end = place->at + place->length;
		buffer_init(&edit->text, TEXT_MAX);
		verdict = plan_one(edit, exchange, &list[i], place, error);
	}
	return verdict;
}

enum edits_verdict edits_plan(struct edits *edits, const struct rewrite *rewrite,
	const char *content, size_t len, struct error *error)
{
	struct form_place place = {.content = content, .len = len};
	struct exchange exchange;

	if (!credential_is_whole(rewrite->new_credential)) {
		return refuse(error, "the new key is not known: put it in by hand", EDITS_REFUSED);
	}
	struct occurrence *list = sorted(rewrite->holder, &edits->count);
	exchange_init(&exchange, rewrite);
	edits->list = memory_array(edits->count + 1, sizeof(*edits->list));
	enum edits_verdict verdict = edits->count == 0
		? EDITS_STALE
		: plan_all(edits, list, &exchange, &place, error);
	exchange_finish(rewrite);
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

bool edits_mix(const struct edits *edits)
{
	unsigned parts = 0;

	for (size_t i = 0; i < edits->count; i++) {
		parts |= edits->list[i].parts;
	}
	return edits->count > 1 && (parts & (parts - 1)) != 0;
}

/* Whether another part of the old credential is left in the text; one that is as before does not count. */
static bool other_is_left(const struct rewrite *rewrite, size_t part, const struct buffer *text)
{
	for (size_t i = 0; i < CREDENTIAL_PARTS_MAX; i++) {
		struct secret *new = rewrite->new_credential->parts[i];
		const struct hashed_value old = old_value(rewrite, i);
		unsigned char hash[SECRET_HASH_SIZE];
		size_t at = 0;
		if (i == part || old.length == 0 || new == NULL) {
			continue;
		}
		secret_hash(new, hash);
		if (memcmp(hash, old.hash, sizeof(hash)) != 0 &&
			hashed_value_find(&old, text->data, text->len, &at)) {
			return true;
		}
	}
	return false;
}

/* How long the form is in which the new part stands at the beginning of `text`; 0 when it is not there. */
static size_t length_of_made(const struct rewrite *rewrite, const struct occurrence *occurrence,
	const char *text, size_t len)
{
	const struct form *form = form_of(occurrence->encoding);
	struct secret *part = rewrite->new_credential->parts[occurrence->part];
	struct hashed_value value = {.length = secret_length(part)};
	struct form_reading reading;
	const size_t length = form != NULL ? form->measure(text, len, value.length) : 0;

	if (length == 0) {
		return 0;
	}
	secret_hash(part, value.hash);
	const bool made = form->read(&reading, text, length, &value) == FORM_READ &&
		!other_is_left(rewrite, occurrence->part, &reading.plain);
	form_reading_finish(&reading);
	return made ? length : 0;
}

bool edits_made(const struct rewrite *rewrite, const char *content, size_t len)
{
	size_t count, grown = 0; /* wraps when the new part is shorter */
	struct occurrence *list = sorted(rewrite->holder, &count);
	bool made = count > 0 && credential_is_whole(rewrite->new_credential);

	for (size_t i = 0; made && i < count; i++) {
		size_t at = (size_t)list[i].offset + grown;
		size_t length = at > len ||
				list[i].part >= rewrite->new_credential->type->part_count
			? 0
			: length_of_made(rewrite, &list[i], content + at, len - at);
		made = length > 0;
		grown += length - list[i].length;
	}
	free(list);
	return made;
}
