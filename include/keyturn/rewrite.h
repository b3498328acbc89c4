/* SPDX-License-Identifier: MIT
 * Putting a new credential into a file that holds the old one: only the values change.
 *
 * The old values themselves are not needed: the bytes at each occurrence must hash to what `old` says of
 * its part, so that an interrupted rotation can be finished from its journal. Nothing is written unless
 * every occurrence is still what it was. All parts are replaced together: at no moment does a file hold one
 * part of the old credential and another of the new one.
 *
 * The new content goes to a temporary file in the same directory, is synced, gets mode, owner, ACL
 * and extended attributes of the old one, and is renamed over it; the directory is synced. Files with
 * several hard links, files mounted by themselves (as into containers), files that somebody has open for
 * writing, and files whose owner or attributes cannot be given to a new one are written in place after the backup is durable: one
 * pwrite() of the changed bytes for each occurrence, when the length stays the same; otherwise, and when
 * several parts would take more than one write, it is refused. A link that leads to the file stays; a file that is larger than 64 MiB, or where the new key
 * would need other quotes, or that somebody has locked, is refused.
 *
 * Afterwards what the name leads to is looked at again: it must be the very file that was written, no link,
 * and hold what was put there. More text at its end is fine: somebody has written on.
 *
 * A run that was killed leaves at most ".NAME.keyturn-XXXXXX" in the directory, which the next one
 * removes, and doing it again finishes what it began. */
#ifndef KEYTURN_REWRITE_H
#define KEYTURN_REWRITE_H

#include "keyturn/credential.h"
#include "keyturn/error.h"
#include "keyturn/holder.h"

enum { REWRITE_SIZE_MAX = 64 * 1024 * 1024 }; /* of a file, bytes */

struct rewrite {
	const struct holder *holder;
	const struct credential_trace *old;
	/* Whole. Borrowed, and this thread's alone meanwhile: secrets know nothing of threads. */
	const struct credential *new_credential;
	const char *backup_dir; /* 0700, exists */
};

enum rewrite_result {
	REWRITE_DONE,
	REWRITE_ALREADY, /* every occurrence holds the new part: done before a crash */
	REWRITE_CHANGED, /* the file is not what it was; untouched */
	REWRITE_FAILED,  /* `error` says why; untouched, unless there is a backup */
};

/* Blocks on the disk: call it from a worker thread. `*backup` is the path of the file as it was
 * (0600), the caller's to free: always on DONE, where it is still there on ALREADY, and on FAILED only
 * when an error of the disk came in the middle of a change in place, or when the path does not lead to what
 * was written. NULL otherwise. SIGXFSZ must be
 * ignored by the program. `error` is set on FAILED only; its detail is fit for a holder's `reason`;
 * ERROR_DISK_FULL: it may go well later. */
enum rewrite_result rewrite_file(const struct rewrite *rewrite, char **backup, struct error *error);

#endif
