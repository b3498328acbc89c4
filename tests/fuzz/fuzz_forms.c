/* SPDX-License-Identifier: MIT
 * Files that hold a key in many forms, within each other and cut to pieces: what the search says can be
 * written is written, holds the old key in no form afterwards, and is as before when the old key is put back. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <sodium.h>

#include "fuzz.h"
#include "keyturn/memory.h"
#include "rewrite/edits.h"
#include "search/file_reader.h"

#define OLD "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
#define NEW "f47ac10b58cc4372a5670e02b2c3d479"

enum { KEY = 32, TEXT_MAX = 65536, LINE = 20 };

static void add_base64(struct buffer *text, const char *plain, size_t len, int variant)
{
	const size_t size = sodium_base64_encoded_len(len, variant);
	char *encoded = memory_alloc(size);

	sodium_bin2base64(encoded, size, (const unsigned char *)plain, len, variant);
	buffer_append_text(text, encoded);
	free(encoded);
}

static void add_each(struct buffer *text, const char *format)
{
	for (size_t i = 0; i < KEY; i++) {
		buffer_printf(text, format, (unsigned)OLD[i]);
	}
}

/* All of the text so far in base64, or in lines. */
static void change_all(struct buffer *text, bool encode)
{
	struct buffer old = *text;

	buffer_init(text, TEXT_MAX);
	if (encode && old.len < TEXT_MAX / 2) {
		add_base64(text, buffer_text(&old), old.len, sodium_base64_VARIANT_ORIGINAL);
	}
	for (size_t at = 0; !encode && at < old.len; at += LINE) {
		buffer_append(text, old.data + at, old.len - at < LINE ? old.len - at : LINE);
		buffer_append_text(text, "\n  ");
	}
	buffer_finish(&old);
}

/* Low bytes stand for forms of the key; all others for themselves. */
static void add_byte(struct buffer *text, uint8_t byte)
{
	switch (byte) {
	case 1:
		buffer_append_text(text, OLD);
		break;
	case 2:
		add_base64(text, OLD, KEY, sodium_base64_VARIANT_ORIGINAL);
		break;
	case 3:
		add_base64(text, "jqsmith:" OLD, 8 + KEY, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
		break;
	case 4:
		add_each(text, "%%%02X");
		break;
	case 5:
		add_each(text, "\\u%04x");
		break;
	case 6:
		add_each(text, "&#%u;");
		break;
	case 7:
		for (size_t i = 0; i < KEY; i++) {
			buffer_append(text, (const char[]){OLD[i], '\0'}, 2);
		}
		break;
	case 8:
		buffer_append(text, OLD, KEY / 2);
		break;
	case 11:
		buffer_append(text, &OLD[KEY / 2], KEY / 2);
		break;
	case 14:
	case 15:
		change_all(text, byte == 14);
		break;
	default:
		buffer_append(text, &byte, 1);
	}
}

struct bench {
	struct secret *old, *new;
	struct matcher *of_old, *of_new;
};

static const struct bench *bench(void)
{
	static struct bench bench;
	struct error error;

	if (bench.old == NULL) {
		if (!secret_start(&error)) {
			abort();
		}
		bench.old = secret_create(OLD, KEY);
		bench.new = secret_create(NEW, KEY);
		bench.of_old = matcher_create(&bench.old, 1);
		bench.of_new = matcher_create(&bench.new, 1);
	}
	return &bench;
}

static bool holds(const struct matcher *matcher, const struct buffer *text)
{
	return matcher_any(matcher, (const unsigned char *)buffer_text(text), text->len, 0);
}

/* What the search says of a file with this content; NULL when it cannot be written. */
static struct holder *look(const struct matcher *matcher, const struct buffer *text)
{
	struct tally tally = {0};
	struct reader *reader = reader_create(matcher, &tally);
	struct holder *holder = holder_create(HOLDER_FILE, "/file");
	struct contents contents;
	int fd = memfd_create("file", MFD_CLOEXEC);

	if (fd < 0 || write(fd, buffer_text(text), text->len) != (ssize_t)text->len) {
		abort();
	}
	const bool found = reader_collect(reader, fd, holder, &contents);
	if (found != holds(matcher, text)) {
		abort();
	}
	close(fd);
	reader_destroy(reader);
	for (size_t i = 0; i < holder->occurrence_count; i++) {
		const struct occurrence *occurrence = &holder->occurrences[i];
		if (occurrence->length == 0 ||
			occurrence->offset + occurrence->length > text->len) {
			abort();
		}
	}
	if (found && contents.trouble == NULL && !contents.binary && !contents.too_many &&
		!contents.too_long) {
		return holder;
	}
	holder_destroy(holder);
	return NULL;
}

/* The text with the new key where the old one was; false when that was refused. */
static bool put(const struct holder *holder, struct secret *old, struct secret *new,
	const struct buffer *text, struct buffer *changed)
{
	struct credential from = credential_of_key(secret_link(old));
	struct credential to = credential_of_key(secret_link(new));
	struct credential_trace trace;
	struct rewrite rewrite = {.holder = holder, .old = &trace, .new_credential = &to};
	struct edits edits = {0};
	struct error error;

	credential_trace(&from, &trace);
	const enum edits_verdict verdict = edits_plan(
		&edits, &rewrite, text->data, text->len, &error);
	if (verdict == EDITS_STALE || verdict == EDITS_UNREADABLE) {
		abort(); /* the search promised more */
	}
	if (verdict == EDITS_READY) {
		edits_apply(&edits, text->data, text->len, changed);
		if (!edits_made(&rewrite, changed->data, changed->len)) {
			abort();
		}
	}
	edits_finish(&edits);
	credential_drop(&from);
	credential_drop(&to);
	return verdict == EDITS_READY;
}

static void check(const struct buffer *text, const struct holder *holder)
{
	const struct bench *with = bench();
	struct buffer changed = {0}, back = {0};

	if (put(holder, with->old, with->new, text, &changed)) {
		if (holds(with->of_old, &changed)) {
			abort();
		}
		struct holder *again = look(with->of_new, &changed);
		if (again == NULL || !put(again, with->new, with->old, &changed, &back) ||
			back.len != text->len || memcmp(back.data, text->data, text->len) != 0) {
			abort();
		}
		holder_destroy(again);
	}
	buffer_finish(&changed);
	buffer_finish(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer text;

	buffer_init(&text, TEXT_MAX);
	for (size_t i = 0; i < size; i++) {
		add_byte(&text, data[i]);
	}
	/* What holds the new key already cannot be told from what is made. */
	if (!holds(bench()->of_new, &text)) {
		struct holder *holder = look(bench()->of_old, &text);
		if (holder != NULL) {
			check(&text, holder);
			holder_destroy(holder);
		}
	}
	buffer_finish(&text);
	return 0;
}
