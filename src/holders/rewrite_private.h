/* SPDX-License-Identifier: MIT
 * The parts of a rewrite: the target as it was opened, the edits planned in it, two ways to apply them. */
#ifndef KEYTURN_REWRITE_PRIVATE_H
#define KEYTURN_REWRITE_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "keyturn/buffer.h"
#include "keyturn/rewrite.h"

/* The file to change, opened without passing a link that was not there when the path was resolved. */
struct target {
	char *path;       /* the real one */
	const char *name; /* its last part */
	int directory, fd;
	struct stat stat;      /* before it was read, and still after */
	struct buffer content; /* wiped at the end */
};

/* Opens and reads. DONE when both went well; CHANGED or FAILED otherwise. target_finish() is due either way. */
enum rewrite_result target_init(struct target *target, const char *path, struct error *error);
void target_finish(struct target *target);

/* Whether the name in the directory is still this very file, unchanged. */
bool target_unchanged(const struct target *target);
bool state_matches(const struct stat *stat, const struct file_state *state);

/* One stretch of bytes and what comes in its place. */
struct edit {
	size_t offset, length;
	struct buffer text;
};

struct edits {
	struct edit *list;
	size_t count; /* ascending, apart from each other */
};

enum edits_verdict {
	EDITS_READY,
	EDITS_STALE,   /* an occurrence is not the old key */
	EDITS_REFUSED, /* the new key cannot stand there as it is; the error says why */
};

/* Pure. edits_finish() is due whatever comes out. */
enum edits_verdict edits_plan(struct edits *edits, const struct rewrite *rewrite,
	const char *content, size_t len, struct error *error);
void edits_finish(struct edits *edits);

/* The content with the edits made. */
void edits_apply(
	const struct edits *edits, const char *content, size_t len, struct buffer *changed);
bool edits_keep_length(const struct edits *edits);

/* Whether every occurrence, moved by what the ones before it grew, holds the new key. Pure. */
bool edits_made(const struct rewrite *rewrite, const char *content, size_t len);

/* Base64 text that may have other text of its alphabet right before or after it. */
struct base64_run {
	const char *text;
	size_t length;
	size_t before, after; /* characters of the run that do not belong to it */
	int variant;          /* libsodium's */
	struct buffer decoded;
};

/* Decodes the run so that the result holds a value of `key_length` bytes that hashes to `hash`; its
 * first place is `*at`. False when no reading of it does. base64_run_finish() is due either way. */
bool base64_run_init(struct base64_run *run, const char *text, size_t length,
	const unsigned char hash[SECRET_HASH_SIZE], size_t key_length, size_t *at);
void base64_run_finish(struct base64_run *run);
size_t base64_run_length(const char *text, size_t len); /* of the run that starts at `text` */
void base64_encode(int variant, const struct buffer *plain, struct buffer *text);

/* How percent encoding was written. */
struct percent_style {
	bool lower; /* %2f, not %2F */
	bool all;   /* letters and digits are encoded too */
};

/* False when `plain` is too small, or `text` ends inside of a %XX. */
bool percent_decode(
	const char *text, size_t len, struct buffer *plain, struct percent_style *style);
void percent_encode(
	const struct percent_style *style, const char *plain, size_t len, struct buffer *text);
size_t percent_length(const char *text, size_t len, size_t plain_length); /* 0: too short */

bool hash_matches(const char *bytes, size_t len, const unsigned char hash[SECRET_HASH_SIZE]);

/* Why `key` cannot replace the `old_length` bytes at `at` without being quoted otherwise; NULL when it can. */
const char *quoting_trouble(const char *content, size_t len, size_t at, size_t old_length,
	const char *key, size_t key_length);

enum applied {
	APPLIED,
	APPLIED_NOT,      /* not as it was any more */
	APPLIED_IN_PLACE, /* not possible by a rename: it must be done in place */
	APPLIED_FAILED,
};

enum applied replace_file(
	const struct target *target, const struct buffer *changed, struct error *error);
enum applied change_in_place(
	const struct target *target, const struct edits *edits, struct error *error);

/* Whether this file alone is mounted at some place, for this process or another. */
bool mounted_by_itself(const struct target *target);

/* Copies mode, owner, ACL and other extended attributes; false with errno when one cannot be kept. */
bool attributes_copy(int from, const struct stat *stat, int to);

/* Leftovers of a run that was killed. */
void residue_remove(int directory);

bool write_all(int fd, const char *data, size_t len);

/* Fills the error from errno, in words that help; false. */
bool say_errno(struct error *error, const char *what);

/* A copy of the content, durable before it returns. `*path` is the caller's to free. */
bool backup_write(
	const char *backup_dir, const struct target *target, char **path, struct error *error);

/* The newest backup of this path, or NULL; the caller's to free. */
char *backup_find(const char *backup_dir, const char *path);

#endif
