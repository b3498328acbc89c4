/* SPDX-License-Identifier: MIT */
#include "search/unpack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keyturn/clock.h"
#include "keyturn/memory.h"
#include "search/late_archive.h"

enum {
	BLOCK = 65536,
	DEPTH_MAX = 2,    /* archives within each other; a .deb has a .tar.xz */
	RATIO_MAX = 1000, /* more is a bomb, once it is large */
	RATIO_FROM = 1 << 24,
	MEMBERS_MAX = 100000,
	HEAD_SIZE = 16,
};

struct unpacking {
	const struct matcher *matcher;
	const atomic_bool *stop;
	struct unpack_result *result;
	uint64_t size, bytes; /* packed, and unpacked so far */
	size_t members;
	int64_t started;
};

struct magic {
	const char *text;
	size_t length;
};

/* clang-format off */
#define MAGIC(text) {text, sizeof(text) - 1}
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static const struct magic opened_kinds[] = {
	MAGIC("\x1f\x8b"), MAGIC("\x1f\x9d"), MAGIC("BZh"), MAGIC("\xfd" "7zXZ"),
	MAGIC("\x28\xb5\x2f\xfd"), MAGIC("\x04\x22\x4d\x18"), MAGIC("LZIP"), MAGIC("PK\x03\x04"),
	MAGIC("7z\xbc\xaf\x27\x1c"), MAGIC("\xed\xab\xee\xdb"), MAGIC("!<arch>\n"),
};

static const struct magic closed_kinds[] = {
	MAGIC("Rar!\x1a\x07"), MAGIC("MSCF"), MAGIC("hsqs"), MAGIC("LRZI"), MAGIC("xar!"),
	MAGIC("\x89LZO"),
};
/* clang-format on */

static bool is_of_kind(const struct magic *kinds, size_t count, const char *head, size_t len)
{
	for (size_t i = 0; i < count; i++) {
		if (len >= kinds[i].length && memcmp(head, kinds[i].text, kinds[i].length) == 0) {
			return true;
		}
	}
	return false;
}

bool unpack_is_packed(const unsigned char *head, size_t len)
{
	const char *text = (const char *)head;

	return is_of_kind(opened_kinds, COUNT(opened_kinds), text, len) ||
		is_of_kind(closed_kinds, COUNT(closed_kinds), text, len);
}

static enum unpacked not_all(
	struct unpacking *unpacking, enum unsearched_kind kind, const char *reason)
{
	unpacking->result->kind = kind;
	unpacking->result->reason = reason;
	return UNPACKED_NOT;
}

static enum unpacked unreadable(struct unpacking *unpacking)
{
	return not_all(unpacking, UNSEARCHED_FORMAT,
		"compressed; damaged, encrypted, or packed in a way that keyturn does not open");
}

/* Counts what was unpacked; whether it goes on. */
static enum unpacked go_on(struct unpacking *unpacking, size_t len)
{
	unpacking->bytes += len;
	if (unpacking->bytes > 2 * (uint64_t)UNPACK_MIB << 20 ||
		(unpacking->bytes > RATIO_FROM && unpacking->bytes / RATIO_MAX > unpacking->size) ||
		unpacking->members > MEMBERS_MAX) {
		return not_all(unpacking, UNSEARCHED_LARGE, "compressed, and too large unpacked");
	}
	if (clock_monotonic() - unpacking->started > UNPACK_SECONDS * 1000) {
		return not_all(
			unpacking, UNSEARCHED_SLOW, "compressed, and took too long to unpack");
	}
	return UNPACKED_NOTHING;
}

static bool stopped(const struct unpacking *unpacking)
{
	return atomic_load_explicit(unpacking->stop, memory_order_relaxed);
}

static bool note_encoding(void *context, const struct match *match)
{
	((struct unpack_result *)context)->encoding = match->encoding;
	return false;
}

/* NULL when something would need another program. */
static struct archive *archive_new(bool formats)
{
	struct archive *archive = late.read_new();
	bool ok = archive != NULL;

#define X(name) ok = ok && late.name(archive) == ARCHIVE_OK;
	LATE_ARCHIVE_FILTERS(X)
	if (formats) {
		LATE_ARCHIVE_FORMATS(X)
	}
#undef X
	if (!ok || late.read_support_format_raw(archive) != ARCHIVE_OK ||
		late.read_support_format_empty(archive) != ARCHIVE_OK) {
		late.read_free(archive);
		return NULL;
	}
	return archive;
}

/* ---- one within another ---- */

/* A member that is packed itself: its first block, which was read already, then the rest. */
struct inner {
	struct archive *outer;
	unsigned char *block;
	size_t first; /* bytes of it not handed over yet */
};

static la_ssize_t read_inner(struct archive *archive, void *data, const void **block)
{
	struct inner *inner = data;
	const size_t first = inner->first;

	(void)archive;
	*block = inner->block;
	inner->first = 0;
	return first > 0 ? (la_ssize_t)first : late.read_data(inner->outer, inner->block, BLOCK);
}

static enum unpacked look_at_members(
	struct unpacking *unpacking, struct archive *archive, unsigned depth);

static enum unpacked look_inside(struct unpacking *unpacking, struct archive *outer,
	unsigned char *block, size_t len, unsigned depth)
{
	struct inner inner = {outer, block, len};
	struct archive *archive = archive_new(true);
	enum unpacked unpacked;

	if (archive == NULL ||
		late.read_open(archive, &inner, NULL, read_inner, NULL) != ARCHIVE_OK) {
		unpacked = unreadable(unpacking);
	} else {
		unpacked = look_at_members(unpacking, archive, depth + 1);
	}
	late.read_free(archive);
	return unpacked;
}

/* ---- a member ---- */

static enum unpacked look_at_data(
	struct unpacking *unpacking, struct archive *archive, unsigned char *block, unsigned depth)
{
	const size_t overlap = matcher_overlap(unpacking->matcher);
	size_t old = 0;

	for (bool first = true; !stopped(unpacking); first = false) {
		const la_ssize_t count = late.read_data(archive, block + old, BLOCK);
		if (count <= 0) {
			return count == 0 ? UNPACKED_NOTHING : unreadable(unpacking);
		}
		const enum unpacked limit = go_on(unpacking, (size_t)count);
		if (limit != UNPACKED_NOTHING) {
			return limit;
		}
		if (first && depth < DEPTH_MAX && unpack_is_packed(block, (size_t)count)) {
			return look_inside(unpacking, archive, block, (size_t)count, depth);
		}
		const size_t len = old + (size_t)count;
		if (matcher_any(unpacking->matcher, block, len, old)) {
			matcher_each(unpacking->matcher, block, len, old, note_encoding,
				unpacking->result);
			return UNPACKED_FOUND;
		}
		old = len < overlap ? len : overlap;
		memmove(block, block + len - old, old);
	}
	return UNPACKED_NOTHING;
}

static enum unpacked look_at_member(
	struct unpacking *unpacking, struct archive *archive, unsigned depth)
{
	const size_t size = matcher_overlap(unpacking->matcher) + BLOCK;
	unsigned char *block = memory_alloc(size);
	const enum unpacked unpacked = look_at_data(unpacking, archive, block, depth);

	memory_wipe(block, size);
	free(block);
	return unpacked;
}

/* "a.tar.xz/etc/x" where one is in another. A file that is only compressed has no name inside. */
static void name_member(struct unpacking *unpacking, struct archive_entry *entry, size_t outer)
{
	char *member = unpacking->result->member;
	const char *name = late.entry_pathname(entry);

	member[outer] = '\0';
	if (name != NULL && strcmp(name, "data") != 0) {
		snprintf(member + outer, UNPACK_MEMBER_SIZE - outer, "%s%s", outer > 0 ? "/" : "",
			name);
	}
}

static enum unpacked look_at_members(
	struct unpacking *unpacking, struct archive *archive, unsigned depth)
{
	const size_t outer = strlen(unpacking->result->member);
	struct archive_entry *entry;
	enum unpacked worst = UNPACKED_NOTHING;
	int next;

	while (!stopped(unpacking) &&
		(next = late.read_next_header(archive, &entry)) != ARCHIVE_EOF) {
		if (next != ARCHIVE_OK && next != ARCHIVE_WARN) {
			return unreadable(unpacking);
		}
		unpacking->members++;
		name_member(unpacking, entry, outer);
		const enum unpacked unpacked = look_at_member(unpacking, archive, depth);
		if (unpacked == UNPACKED_FOUND ||
			(unpacked == UNPACKED_NOT &&
				unpacking->result->kind != UNSEARCHED_FORMAT)) {
			return unpacked;
		}
		worst = unpacked == UNPACKED_NOT ? unpacked : worst; /* the others can be read */
	}
	return worst;
}

static enum unpacked look_at_file(struct unpacking *unpacking, int fd, bool formats)
{
	struct archive *archive = archive_new(formats);
	enum unpacked unpacked;

	if (archive == NULL || lseek(fd, 0, SEEK_SET) != 0 ||
		late.read_open_fd(archive, fd, BLOCK) != ARCHIVE_OK) {
		unpacked = unreadable(unpacking);
	} else {
		unpacked = look_at_members(unpacking, archive, 0);
	}
	late.read_free(archive);
	return unpacked;
}

enum unpacked unpack_look(const struct matcher *matcher, const atomic_bool *stop, int fd,
	uint64_t size, struct unpack_result *result)
{
	struct unpacking unpacking = {.matcher = matcher,
		.stop = stop,
		.result = result,
		.size = size,
		.started = clock_monotonic()};
	char head[HEAD_SIZE];

	*result = (struct unpack_result){.encoding = HOLDER_PLAIN};
	const ssize_t count = pread(fd, head, sizeof(head), 0);
	if (size > (uint64_t)UNPACK_MIB << 20) {
		return not_all(&unpacking, UNSEARCHED_LARGE, "compressed, and larger than 256 MiB");
	}
	if (count < 0 || is_of_kind(closed_kinds, COUNT(closed_kinds), head, (size_t)count)) {
		return unreadable(&unpacking);
	}
	if (!late_archive_load()) {
		return not_all(
			&unpacking, UNSEARCHED_FORMAT, "compressed; there is no libarchive here");
	}
	const enum unpacked unpacked = look_at_file(&unpacking, fd, true);
	/* What begins with zeros passes for an archive with nothing in it. */
	return unpacked == UNPACKED_NOTHING && unpacking.members == 0
		? look_at_file(&unpacking, fd, false)
		: unpacked;
}
