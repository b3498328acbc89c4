/* SPDX-License-Identifier: MIT
 * Every occurrence is checked to be a part of the old credential and gets that of the new one in the form
 * that it has there. */
#include "rewrite/edits.h"

#include <stdlib.h>
#include <string.h>

#include "forms/exchange.h"
#include "keyturn/memory.h"

enum { TEXT_MAX = 96 * 1024 * 1024 };

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
		exchange->parts[i] = (struct exchange_part){.old = old_value(rewrite, i),
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
	const char *trouble;

	switch (exchange_write(exchange, occurrence->encoding, occurrence->part, place, &edit->text,
		&edit->parts, NULL, &trouble)) {
	case EXCHANGE_DONE:
		return EDITS_READY;
	case EXCHANGE_OTHER_VALUE:
		return EDITS_STALE;
	case EXCHANGE_UNREADABLE:
		return refuse(error, trouble, EDITS_UNREADABLE);
	case EXCHANGE_REFUSED:
		return refuse(error, trouble, EDITS_REFUSED);
	}
	return EDITS_STALE;
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

/* The values that must be gone; one that is as before need not be. */
static void exchange_of_gone(struct exchange *exchange, const struct rewrite *rewrite)
{
	*exchange = (struct exchange){.count = CREDENTIAL_PARTS_MAX};
	for (size_t i = 0; i < CREDENTIAL_PARTS_MAX; i++) {
		struct secret *new = rewrite->new_credential->parts[i];
		const struct hashed_value old = old_value(rewrite, i);
		unsigned char hash[SECRET_HASH_SIZE];
		if (new == NULL) {
			continue;
		}
		secret_hash(new, hash);
		if (memcmp(hash, old.hash, sizeof(hash)) != 0) {
			exchange->parts[i].old = old;
		}
	}
}

/* How long the form is in which the new part stands at the beginning of `text`; 0 when it is not there. Measured
 * first, since another part in the same text may have grown; text that goes over line breaks cannot be
 * measured, and takes the room it took. */
static size_t length_of_made(const struct rewrite *rewrite, const struct exchange *gone,
	const struct occurrence *occurrence, const char *text, size_t len)
{
	const enum holder_encoding encoding = occurrence->encoding;
	const struct form *form = form_of(encoding);
	struct secret *part = rewrite->new_credential->parts[occurrence->part];
	struct hashed_value value = {.length = secret_length(part)};

	if (form == NULL) {
		return 0;
	}
	secret_hash(part, value.hash);
	const size_t measured = form->measure(text, len, value.length);
	const size_t taken = value.length == rewrite->old->parts[occurrence->part].length &&
			occurrence->length <= len
		? occurrence->length
		: 0;
	const size_t tries[] = {
		form->container ? measured : taken, form->container ? taken : measured};
	for (size_t i = 0; i < 2; i++) {
		if (tries[i] > 0 && exchange_holds(gone, encoding, &value, text, tries[i])) {
			return tries[i];
		}
	}
	return 0;
}

bool edits_made(const struct rewrite *rewrite, const char *content, size_t len)
{
	size_t count, grown = 0; /* wraps when the new part is shorter */
	struct occurrence *list = sorted(rewrite->holder, &count);
	bool made = count > 0 && credential_is_whole(rewrite->new_credential);
	struct exchange gone;

	exchange_of_gone(&gone, rewrite);
	for (size_t i = 0; made && i < count; i++) {
		size_t at = (size_t)list[i].offset + grown;
		size_t length = at > len ||
				list[i].part >= rewrite->new_credential->type->part_count
			? 0
			: length_of_made(rewrite, &gone, &list[i], content + at, len - at);
		made = length > 0;
		grown += length - list[i].length;
	}
	free(list);
	return made;
}
