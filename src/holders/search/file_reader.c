/* SPDX-License-Identifier: MIT */
#include "search/file_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "forms/trial.h"
#include "forms/wide.h"
#include "keyturn/memory.h"
#include "search/unpack.h"

enum {
	BLOCK = 131072,
	AROUND = 65536, /* how far the text around the key is looked at, to each side */
	DISK_UNIT = 512,
	SPARSE_MIN = 67108864,
};

struct reader {
	const struct matcher *matcher;
	struct tally *tally;
	unsigned char *block; /* what is kept of the block before, and BLOCK bytes */
	unsigned char *around;
	size_t around_size;
	bool packed;
};

struct reader *reader_create(const struct matcher *matcher, struct tally *tally)
{
	struct reader *reader = memory_alloc(sizeof(*reader));

	*reader = (struct reader){.matcher = matcher, .tally = tally};
	reader->block = memory_alloc(matcher_overlap(matcher) + BLOCK);
	reader->around_size = matcher_overlap(matcher) + 2 * (size_t)AROUND;
	reader->around = memory_alloc(reader->around_size);
	return reader;
}

void reader_destroy(struct reader *reader)
{
	if (reader != NULL) {
		memory_wipe(reader->block, matcher_overlap(reader->matcher) + BLOCK);
		memory_wipe(reader->around, reader->around_size);
		free(reader->block);
		free(reader->around);
		free(reader);
	}
}

static bool stopped(const struct reader *reader)
{
	return atomic_load_explicit(&reader->tally->stop, memory_order_relaxed);
}

/* Reads up to `size` bytes, fewer at the end only; -1 with errno. */
static ssize_t read_at(int fd, unsigned char *out, size_t size, uint64_t offset)
{
	size_t len = 0;

	while (len < size) {
		ssize_t count = pread(fd, out + len, size - len, (off_t)(offset + len));
		if (count == 0) {
			break;
		}
		if (count < 0 && errno != EINTR) {
			return -1;
		}
		len += count > 0 ? (size_t)count : 0;
	}
	return (ssize_t)len;
}

/* Keeps the end of the block, in which a form of the key may begin; returns its length. */
static size_t keep_end(struct reader *reader, size_t len)
{
	const size_t overlap = matcher_overlap(reader->matcher);
	const size_t kept = len < overlap ? len : overlap;

	memmove(reader->block, reader->block + len - kept, kept);
	return kept;
}

/* Small files are read as they are: some file systems count the blocks of new ones late. */
static bool is_sparse(const struct stat *info)
{
	return info->st_size >= SPARSE_MIN && info->st_blocks < info->st_size / DISK_UNIT;
}

/* Goes to the next byte that is on the disk, past a hole; true when it moved. */
static bool skip_hole(int fd, uint64_t *position)
{
	off_t data = lseek(fd, (off_t)*position, SEEK_DATA);

	if (data < 0 && errno == ENXIO) {
		data = lseek(fd, 0, SEEK_END);
	}
	if (data <= (off_t)*position) {
		return false;
	}
	*position = (uint64_t)data;
	return true;
}

enum reader_result reader_look(struct reader *reader, int fd, const struct stat *info)
{
	const bool sparse = is_sparse(info);
	const uint64_t size = (uint64_t)info->st_size;
	uint64_t position = 0;
	size_t old = 0;

	reader->packed = false;
	while (!stopped(reader)) {
		if (sparse && skip_hole(fd, &position)) {
			old = 0;
		}
		ssize_t count = read(fd, reader->block + old, BLOCK);
		if (count < 0 && errno == EINTR) {
			continue;
		}
		if (count <= 0) {
			return count == 0 ? READER_NOTHING : READER_FAILED;
		}
		if (position == 0) {
			reader->packed = unpack_is_packed(reader->block, (size_t)count);
		}
		position += (uint64_t)count;
		atomic_fetch_add_explicit(
			&reader->tally->bytes, (uint64_t)count, memory_order_relaxed);
		const size_t len = old + (size_t)count;
		if (matcher_any(reader->matcher, reader->block, len, old)) {
			return READER_FOUND;
		}
		if (position == size) { /* saves the read that would return nothing */
			return READER_NOTHING;
		}
		old = keep_end(reader, len);
	}
	return READER_NOTHING;
}

/* ---- after a hit ---- */

/* An occurrence, and where in it the key itself is. */
struct found {
	struct occurrence occurrence;
	uint64_t key;
};

struct collection {
	struct reader *reader;
	int fd;
	bool sparse;
	uint64_t offset; /* of the block in the file */
	struct found *found;
	size_t count;
	bool narrow; /* an occurrence is not of wide characters */
	struct wide_tally zeros;
	struct contents *contents;
};

/* Widens the occurrence from the match to all of the text that it is a part of. */
static bool widen(
	struct collection *collection, const struct match *match, struct occurrence *occurrence)
{
	struct reader *reader = collection->reader;
	const uint64_t from = occurrence->offset < AROUND ? 0 : occurrence->offset - AROUND;
	ssize_t len = read_at(collection->fd, reader->around, reader->around_size, from);
	size_t start = (size_t)(occurrence->offset - from), end = start + occurrence->length;

	if (len < 0 || (size_t)len < end) {
		return false; /* it was cut since */
	}
	match_widen(match, reader->around, (size_t)len, &start, &end);
	/* Text that fills what was read may go on beyond. */
	if ((start < 4 && from > 0) || end == reader->around_size) {
		collection->contents->too_long = true;
	}
	occurrence->offset = from + start;
	occurrence->length = (uint32_t)(end - start);
	return true;
}

static bool note(void *context, const struct match *match)
{
	struct collection *collection = context;
	const size_t length = match->end - match->start;
	struct found found = {.occurrence = {.offset = collection->offset + match->start,
				      .length = (uint32_t)length,
				      .encoding = match->encoding,
				      .part = match->part},
		.key = collection->offset + match->start};
	const char *trouble = match_trouble(match);

	if (match->encoding == HOLDER_BASE64 && !widen(collection, match, &found.occurrence)) {
		return true;
	}
	if (collection->count == OCCURRENCES_MAX) {
		collection->contents->too_many = true;
		return false;
	}
	if (collection->contents->trouble == NULL) {
		collection->contents->trouble = trouble;
	}
	collection->narrow = collection->narrow ||
		memchr(collection->reader->block + match->start, '\0', length) == NULL;
	collection->found[collection->count++] = found;
	return true;
}

static bool collect(struct collection *collection)
{
	struct reader *reader = collection->reader;
	size_t old = 0;
	uint64_t position = 0;

	while (!stopped(reader) && !collection->contents->too_many) {
		if (collection->sparse && skip_hole(collection->fd, &position)) {
			collection->contents->binary = true; /* a hole reads as NUL bytes */
			old = 0;
		}
		ssize_t count = read_at(collection->fd, reader->block + old, BLOCK, position);
		if (count <= 0) {
			return count == 0;
		}
		collection->offset = position - old;
		wide_count(&collection->zeros, reader->block + old, (size_t)count);
		matcher_each(
			reader->matcher, reader->block, old + (size_t)count, old, note, collection);
		position += (uint64_t)count;
		old = keep_end(reader, old + (size_t)count);
	}
	return collection->contents->too_many;
}

/* The longer one first, where a part begins as another one does. */
static int by_key(const void *a, const void *b)
{
	const struct found *left = a, *right = b;

	if (left->key != right->key) {
		return left->key > right->key ? 1 : -1;
	}
	return (left->occurrence.length < right->occurrence.length) -
		(left->occurrence.length > right->occurrence.length);
}

static bool overlap(const struct occurrence *before, const struct occurrence *after)
{
	return after->offset < before->offset + before->length;
}

/* Base64 texts that share some of their characters are one text, with the key in it more than once. */
static void join(struct found *found, size_t count)
{
	size_t first = 0;

	for (size_t i = 1; i < count; i++) {
		struct occurrence *all = &found[first].occurrence, *own = &found[i].occurrence;
		if (all->encoding != HOLDER_BASE64 || own->encoding != HOLDER_BASE64 ||
			!overlap(all, own)) {
			first = i;
			continue;
		}
		const uint64_t start = own->offset < all->offset ? own->offset : all->offset;
		const uint64_t end = own->offset + own->length > all->offset + all->length
			? own->offset + own->length
			: all->offset + all->length;
		for (size_t j = first; j <= i; j++) {
			found[j].occurrence.offset = start;
			found[j].occurrence.length = (uint32_t)(end - start);
		}
	}
}

/* In order, each once. */
static size_t arrange(struct found *found, size_t count)
{
	size_t kept = 0;

	qsort(found, count, sizeof(*found), by_key);
	for (size_t i = 0; i < count; i++) {
		if (kept == 0 || found[i].key != found[kept - 1].key) {
			found[kept++] = found[i];
		}
	}
	join(found, kept);
	return kept;
}

/* Counts the line ends before each occurrence. */
static bool number_lines(struct collection *collection)
{
	unsigned char *block = collection->reader->block;
	uint64_t position = 0;
	uint32_t line = 1;

	for (size_t i = 0; i < collection->count; i++) {
		const struct found *found = &collection->found[i];
		while (position < found->key) {
			if (collection->sparse && skip_hole(collection->fd, &position)) {
				continue;
			}
			const uint64_t left = found->key - position;
			ssize_t count = read_at(collection->fd, block,
				left < BLOCK ? (size_t)left : BLOCK, position);
			if (count <= 0 || stopped(collection->reader)) {
				return false;
			}
			for (ssize_t at = 0; at < count; at++) {
				line += block[at] == '\n';
			}
			position += (uint64_t)count;
		}
		collection->found[i].occurrence.line = line;
	}
	return true;
}

/* Whether each base64 text could be written with another key in it, and nothing would be left of the old one:
 * by trying. */
static const char *try_all(const struct collection *collection)
{
	struct reader *reader = collection->reader;
	const char *trouble = NULL;
	uint64_t done = 0;

	for (size_t i = 0; trouble == NULL && i < collection->count; i++) {
		const struct occurrence *occurrence = &collection->found[i].occurrence;
		if (occurrence->encoding != HOLDER_BASE64 ||
			occurrence->offset + occurrence->length <= done) {
			continue;
		}
		done = occurrence->offset + occurrence->length;
		char *text = memory_alloc(occurrence->length + 1);
		if (read_at(collection->fd, (unsigned char *)text, occurrence->length,
			    occurrence->offset) == (ssize_t)occurrence->length) {
			trouble = trial_write(reader->matcher, occurrence, text);
		}
		memory_wipe(text, occurrence->length);
		free(text);
	}
	return trouble;
}

/* What can be done about what was found. */
static void judge(struct collection *collection)
{
	struct contents *contents = collection->contents;

	contents->binary = contents->binary ||
		(wide_has_zeros(&collection->zeros) &&
			(collection->narrow || !wide_is_utf16(&collection->zeros)));
	if (contents->trouble == NULL && !contents->binary && !contents->too_long &&
		!contents->too_many) {
		contents->trouble = try_all(collection);
	}
}

static void give(const struct collection *collection, struct holder *holder)
{
	holder->occurrences = memory_array(collection->count, sizeof(*holder->occurrences));
	holder->occurrence_count = collection->count;
	for (size_t i = 0; i < collection->count; i++) {
		holder->occurrences[i] = collection->found[i].occurrence;
	}
	holder->encoding = holder->occurrences[0].encoding;
}

bool reader_collect(struct reader *reader, int fd, struct holder *holder, struct contents *contents)
{
	struct collection collection = {.reader = reader, .fd = fd, .contents = contents};
	struct stat info;

	collection.sparse = fstat(fd, &info) == 0 && is_sparse(&info);
	*contents = (struct contents){0};
	collection.found = memory_array(OCCURRENCES_MAX, sizeof(struct found));
	bool ok = collect(&collection);
	collection.count = arrange(collection.found, collection.count);
	ok = ok && collection.count > 0 && number_lines(&collection);
	if (ok) {
		judge(&collection);
		give(&collection, holder);
	}
	free(collection.found);
	return ok;
}

bool reader_was_packed(const struct reader *reader)
{
	return reader->packed;
}

const struct matcher *reader_matcher(const struct reader *reader)
{
	return reader->matcher;
}

static bool first_encoding(void *context, const struct match *match)
{
	*(enum holder_encoding *)context = match->encoding;
	return false;
}

bool reader_finds(const struct reader *reader, const char *text, enum holder_encoding *encoding)
{
	const unsigned char *bytes = (const unsigned char *)text;
	const size_t len = strlen(text);

	if (!matcher_any(reader->matcher, bytes, len, 0)) {
		return false;
	}
	matcher_each(reader->matcher, bytes, len, 0, first_encoding, encoding);
	return true;
}

static bool put_stars(void *context, const struct match *match)
{
	memset((char *)context + match->start, '*', match->end - match->start);
	return true;
}

bool reader_hide(const struct reader *reader, char *text)
{
	const size_t len = text != NULL ? strlen(text) : 0;

	if (!matcher_any(reader->matcher, (const unsigned char *)text, len, 0)) {
		return false;
	}
	matcher_each(reader->matcher, (const unsigned char *)text, len, 0, put_stars, text);
	return true;
}
