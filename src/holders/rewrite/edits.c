/* SPDX-License-Identifier: MIT
 * What to write where: every occurrence is checked to be the old key and gets the new one in the form
 * that it has there. Pure. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "keyturn/text.h"
#include "forms/encoding.h"
#include "forms/quoting.h"
#include "rewrite/edits.h"

enum { TEXT_MAX = 96 * 1024 * 1024, RUN_MAX = 256 * 1024 };

struct place {
	const struct rewrite *rewrite;
	const char *content;
	size_t len;
	size_t at, length; /* of the occurrence, in the content */
	const char *key;   /* the new one, open */
	size_t key_length;
};

static enum edits_verdict plan_plain(
	const struct place *place, struct buffer *text, struct error *error)
{
	const struct rewrite *rewrite = place->rewrite;

	if (place->length != rewrite->old_length ||
		!hash_matches(place->content + place->at, place->length, rewrite->old_hash)) {
		return EDITS_STALE;
	}
	const char *trouble = quoting_trouble(place->content, place->len, place->at, place->length,
		place->key, place->key_length);
	if (trouble != NULL) {
		error_set(error, ERROR_REWRITE, "%s", trouble);
		return EDITS_REFUSED;
	}
	buffer_append(text, place->key, place->key_length);
	return EDITS_READY;
}

/* Every place of the key in the decoded text is replaced: a whole configuration file may be in there. */
static enum edits_verdict replace_decoded(const struct place *place, const struct base64_run *run,
	size_t first, struct buffer *plain, struct error *error)
{
	const struct buffer *decoded = &run->decoded;
	size_t old_length = place->rewrite->old_length;
	size_t at = 0;

	while (at < decoded->len) {
		if (at < first || decoded->len - at < old_length ||
			!hash_matches(decoded->data + at, old_length, place->rewrite->old_hash)) {
			buffer_append(plain, decoded->data + at++, 1);
			continue;
		}
		const char *trouble = quoting_trouble(
			decoded->data, decoded->len, at, old_length, place->key, place->key_length);
		if (trouble != NULL) {
			error_set(error, ERROR_REWRITE, "%s", trouble);
			return EDITS_REFUSED;
		}
		buffer_append(plain, place->key, place->key_length);
		at += old_length;
	}
	return EDITS_READY;
}

static bool base64_line(const char *text, size_t len)
{
	size_t length = base64_run_length(text, len);

	return length >= 16 && (length == len || text[length] == '\n' || text[length] == '\r');
}

/* Whether the run is one line of several, which another length would put out of step. */
static bool part_of_block(const struct place *place)
{
	const char *content = place->content;
	size_t start = place->at, end = place->at + place->length;

	while (end < place->len && strchr("\r\n \t", content[end]) != NULL) {
		end++;
	}
	bool broken = memchr(content + place->at + place->length, '\n',
			      end - place->at - place->length) != NULL;
	if (broken && base64_line(content + end, place->len - end)) {
		return true;
	}
	while (start > 0 && strchr("\r\n \t", content[start - 1]) != NULL) {
		start--;
	}
	if (memchr(content + start, '\n', place->at - start) == NULL) {
		return false;
	}
	size_t before = start;
	while (before > 0 && strchr("\r\n \t", content[before - 1]) == NULL) {
		before--;
	}
	return base64_line(content + before, start - before);
}

/* Text, in UTF-8: what a program would have encoded. */
static bool printable(const struct buffer *text)
{
	uint32_t point;

	for (size_t i = 0, step; i < text->len; i += step) {
		step = text_decode(text->data + i, text->len - i, &point);
		bool invalid = point == 0xfffd && step == 1;
		bool control = (point < 0x20 && point != '\t' && point != '\r' && point != '\n') ||
			point == 0x7f;
		if (invalid || control) {
			return false;
		}
	}
	return true;
}

/* Another length moves what comes after the key, so all of the run must be what it seems to be. */
static bool may_change_length(const struct place *place, const struct base64_run *run)
{
	return run->before == 0 && run->after == 0 && printable(&run->decoded) &&
		!part_of_block(place);
}

static enum edits_verdict encode_base64(const struct place *place, const struct base64_run *run,
	const struct buffer *plain, struct buffer *text, struct error *error)
{
	if (plain->len != run->decoded.len && !may_change_length(place, run)) {
		error_set(error, ERROR_REWRITE,
			"the new key has another length, and the base64 text around the old one is "
			"not only its: put it in by hand");
		return EDITS_REFUSED;
	}
	buffer_append(text, run->text, run->before);
	base64_encode(run->variant, plain, text);
	buffer_append(text, run->text + run->length - run->after, run->after);
	return EDITS_READY;
}

static enum edits_verdict plan_base64(
	const struct place *place, struct buffer *text, struct error *error)
{
	const struct rewrite *rewrite = place->rewrite;
	struct base64_run run;
	struct buffer plain;
	enum edits_verdict verdict = EDITS_STALE;
	size_t at = 0;

	if (place->length > RUN_MAX) {
		error_set(error, ERROR_REWRITE, "the base64 text around the key is too long");
		return EDITS_REFUSED;
	}
	buffer_init(&plain, TEXT_MAX);
	if (base64_run_init(&run, place->content + place->at, place->length, rewrite->old_hash,
		    rewrite->old_length, &at)) {
		verdict = replace_decoded(place, &run, at, &plain, error);
	}
	if (verdict == EDITS_READY) {
		verdict = encode_base64(place, &run, &plain, text, error);
	}
	buffer_finish(&plain);
	base64_run_finish(&run);
	return verdict;
}

static enum edits_verdict plan_percent(
	const struct place *place, struct buffer *text, struct error *error)
{
	const struct rewrite *rewrite = place->rewrite;
	struct percent_style style;
	struct buffer plain;
	enum edits_verdict verdict = EDITS_STALE;

	(void)error;
	buffer_init(&plain, rewrite->old_length);
	if (percent_decode(place->content + place->at, place->length, &plain, &style) &&
		plain.len == rewrite->old_length &&
		hash_matches(plain.data, plain.len, rewrite->old_hash)) {
		percent_encode(&style, place->key, place->key_length, text);
		verdict = EDITS_READY;
	}
	buffer_finish(&plain);
	return verdict;
}

static enum edits_verdict plan_one(const struct place *place, enum holder_encoding encoding,
	struct buffer *text, struct error *error)
{
	switch (encoding) {
	case HOLDER_PLAIN:
		return plan_plain(place, text, error);
	case HOLDER_BASE64:
		return plan_base64(place, text, error);
	case HOLDER_PERCENT:
		return plan_percent(place, text, error);
	}
	return EDITS_STALE;
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
	struct place *place, struct error *error)
{
	size_t end = 0;
	enum edits_verdict verdict = EDITS_READY;

	for (size_t i = 0; verdict == EDITS_READY && i < edits->count; i++) {
		struct edit *edit = &edits->list[i];
		if (list[i].offset > place->len || list[i].length > place->len - list[i].offset) {
			return EDITS_STALE;
		}
		if (list[i].offset < end) {
			error_set(error, ERROR_REWRITE, "two forms of the key overlap in it");
			return EDITS_REFUSED;
		}
		place->at = edit->offset = list[i].offset;
		place->length = edit->length = list[i].length;
		end = place->at + place->length;
		buffer_init(&edit->text, TEXT_MAX);
		verdict = plan_one(place, list[i].encoding, &edit->text, error);
	}
	return verdict;
}

enum edits_verdict edits_plan(struct edits *edits, const struct rewrite *rewrite,
	const char *content, size_t len, struct error *error)
{
	struct occurrence *list = sorted(rewrite->holder, &edits->count);
	struct place place = {.rewrite = rewrite,
		.content = content,
		.len = len,
		.key = secret_open(rewrite->new_key),
		.key_length = secret_length(rewrite->new_key)};

	edits->list = memory_array(edits->count + 1, sizeof(*edits->list));
	enum edits_verdict verdict = edits->count == 0 ? EDITS_STALE
						       : plan_all(edits, list, &place, error);
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

/* The length of the occurrence's new form at `text`, 0 when the new key is not there. */
static size_t made_length(const struct place *place, const char *text, size_t len,
	enum holder_encoding encoding, const unsigned char hash[SECRET_HASH_SIZE])
{
	size_t length = 0, at;
	struct base64_run run;
	struct percent_style style;
	struct buffer plain;

	switch (encoding) {
	case HOLDER_PLAIN:
		return len >= place->key_length && hash_matches(text, place->key_length, hash)
			? place->key_length
			: 0;
	case HOLDER_BASE64:
		length = base64_run_length(text, len);
		if (length > RUN_MAX ||
			!base64_run_init(&run, text, length, hash, place->key_length, &at)) {
			length = 0;
		}
		base64_run_finish(&run);
		return length;
	case HOLDER_PERCENT:
		buffer_init(&plain, place->key_length);
		length = percent_length(text, len, place->key_length);
		if (!percent_decode(text, length, &plain, &style) ||
			!hash_matches(plain.data, plain.len, hash)) {
			length = 0;
		}
		buffer_finish(&plain);
		return length;
	}
	return 0;
}

bool edits_made(const struct rewrite *rewrite, const char *content, size_t len)
{
	unsigned char hash[SECRET_HASH_SIZE];
	size_t count, grown = 0; /* wraps when the new key is shorter */
	struct occurrence *list = sorted(rewrite->holder, &count);
	const struct place place = {.key_length = secret_length(rewrite->new_key)};
	bool made = count > 0;

	secret_hash(rewrite->new_key, hash);
	for (size_t i = 0; made && i < count; i++) {
		size_t at = (size_t)list[i].offset + grown;
		size_t length = at > len
			? 0
			: made_length(&place, content + at, len - at, list[i].encoding, hash);
		made = length > 0;
		grown += length - list[i].length;
	}
	free(list);
	return made;
}
