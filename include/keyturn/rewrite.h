/* SPDX-License-Identifier: MIT
 * Putting a new key into a file that holds the old one: only the value changes.
 *
 * The old key itself is not needed: the bytes at each occurrence must hash to `old_hash`, so that an
 * interrupted rotation can be finished from its journal. Nothing is written unless every occurrence
 * is still what it was.
 *
 * The new content goes to a temporary file in the same directory, is synced, gets mode, owner, ACL
 * and extended attributes of the old one, and is renamed over it; the directory is synced. Hard-linked
 * and bind-mounted files, where a rename would break the link, are written in place after the backup
 * is durable. No other process ever sees a file half written by a rename; in place, the write is one
 * pwrite() of the changed bytes when the length stays the same, and is refused otherwise. */
#ifndef KEYTURN_REWRITE_H
#define KEYTURN_REWRITE_H

#include "keyturn/error.h"
#include "keyturn/holder.h"
#include "keyturn/secret.h"

enum { KEY_HASH_SIZE = 32 };

/* BLAKE2b-256 under keyturn's own domain: tells whether a value is the key, not what the key is. */
void key_hash(struct secret *key, unsigned char hash[KEY_HASH_SIZE]);

struct rewrite {
	const struct holder *holder;
	unsigned char old_hash[KEY_HASH_SIZE];
	size_t old_length;      /* of the key, bytes */
	struct secret *new_key; /* borrowed */
	const char *backup_dir; /* 0700, exists */
};

enum rewrite_result {
	REWRITE_DONE,
	REWRITE_ALREADY, /* every occurrence holds the new key: done before a crash */
	REWRITE_CHANGED, /* the file is not what it was; untouched */
	REWRITE_FAILED,  /* untouched; `error` says why */
};

/* Blocks on the disk: call it from a worker thread. On DONE `*backup` is the backup's path (0600),
 * the caller's to free. */
enum rewrite_result rewrite_file(const struct rewrite *rewrite, char **backup, struct error *error);

/* Why a rewrite of this file would be wrong, as a sentence; NULL when it may be tried. Reads the
 * file's head: encrypted files, archives, shell history, git objects, editor swap files, SQLite … */
const char *rewrite_refusal(const char *path, const char *head, size_t len);

/* Removes backups of `backup_dir` older than `days`; returns how many. */
size_t backup_expire(const char *backup_dir, int days);

#endif
