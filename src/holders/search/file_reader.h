/* SPDX-License-Identifier: MIT
 * Reading one file through a buffer of fixed size and finding every form of the key in it. */
#ifndef KEYTURN_HOLDERS_READER_H
#define KEYTURN_HOLDERS_READER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "keyturn/holder.h"
#include "forms/matcher.h"

/* What all threads of a search count together. */
struct tally {
	atomic_bool stop; /* asked for from outside */
	_Atomic uint64_t files, bytes, skipped;
};

struct reader;

struct reader *reader_create(const struct matcher *matcher, struct tally *tally);
void reader_destroy(struct reader *reader); /* NULL is fine; wipes its buffers */

enum reader_result {
	READER_NOTHING, /* or the search was stopped */
	READER_FOUND,
	READER_FAILED, /* errno says why */
};

/* Reads all of `fd` from where it stands. `info` is its fstat(). FOUND: a form of the key is in it; where, and
 * what can be done about it, reader_collect() finds out. */
enum reader_result reader_look(struct reader *reader, int fd, const struct stat *info);

enum { OCCURRENCES_MAX = 1024 };

/* What reader_collect() learned beside the occurrences. */
struct contents {
	bool too_many;       /* more than OCCURRENCES_MAX; the rest was not noted */
	bool too_long;       /* the text around the key goes on beyond what is looked at */
	bool binary;         /* a NUL byte is in it, and it is no text in UTF-16 */
	const char *trouble; /* why an occurrence cannot be written anew, a sentence; or NULL */
};

/* After READER_FOUND: reads `fd` again and gives `holder` its occurrences, in order, with their
 * lines. False when there is none after all or the file cannot be read any more. */
bool reader_collect(
	struct reader *reader, int fd, struct holder *holder, struct contents *contents);

/* Whether the file that was looked at last is compressed or an archive, and what for to look in it. */
bool reader_was_packed(const struct reader *reader);
const struct matcher *reader_matcher(const struct reader *reader);

/* Whether a form of the key is in `text`; `*encoding` is the first one's. */
bool reader_finds(const struct reader *reader, const char *text, enum holder_encoding *encoding);

/* Puts stars over every form of the key in `text`; true when there was one. NULL is fine. */
bool reader_hide(const struct reader *reader, char *text);

#endif
