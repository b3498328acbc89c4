/* SPDX-License-Identifier: MIT
 * Puts a new credential into a file that holds the old one. Only the values change.
 *
 * The old values themselves are not needed: the bytes at each occurrence must have the hash that `old`
 * gives for its part, so that an interrupted rotation can be finished from its journal. Nothing is
 * written unless every occurrence is unchanged. All parts are replaced together: a file never holds one
 * part of the old credential and another of the new one.
 *
 * The new content goes to a temporary file in the same directory, which is synced, gets the mode, owner,
 * ACL and extended attributes of the old one, and is renamed over it; then the directory is synced. Files
 * with several hard links, files that are mount points (as in containers), files that another program has
 * open for writing, and files whose owner or
 * attributes a new one could not be given are written in place once the backup is durable: one pwrite()
 * of the changed bytes for each occurrence, if the length stays the same. Otherwise, and if several parts
 * would take more than one write, the file is refused. A link to the file stays one. A file larger than
 * 64 MiB, one that another program has locked, or where the new key would need other quotes, is refused.
 *
 * Afterwards the name is looked up again: it must lead to the very file that was written, not to a link,
 * and the file must hold what was written. More text at its end is fine: somebody has appended to it.
 *
 * A killed run leaves at most ".NAME.keyturn-XXXXXX" in the directory, which the next run removes.
 * Running it again finishes the job. */
#ifndef KEYTURN_REWRITE_H
#define KEYTURN_REWRITE_H

#include "keyturn/credential.h"
#include "keyturn/error.h"
#include "keyturn/holder.h"

enum { REWRITE_SIZE_MAX = 64 * 1024 * 1024 }; /* of a file, bytes */

struct rewrite {
	const struct holder *holder;
	const struct credential_trace *old;
	/* Complete. Borrowed, and used by this thread alone in the meantime: secrets are not thread-safe. */
	const struct credential *new_credential;
	const char *backup_dir; /* 0700, exists */
};

enum rewrite_result {
	REWRITE_DONE,
	REWRITE_ALREADY, /* every occurrence already holds the new part, from before a crash */
	REWRITE_CHANGED, /* the file is no longer what it was; left untouched */
	REWRITE_FAILED,  /* `error` says why; left untouched, unless there is a backup */
};

/* Blocks on the disk: call it from a worker thread. `*backup` is the path of the backup (0600), which the
 * caller frees: always set on DONE, on ALREADY if the backup still exists, and on FAILED only when a disk
 * error interrupted a change in place or the path does not lead to what was written; otherwise NULL. The
 * program must ignore SIGXFSZ. `error` is set on FAILED only; its detail can serve as a holder's
 * `reason`. After ERROR_DISK_FULL a later attempt may succeed. */
enum rewrite_result rewrite_file(const struct rewrite *rewrite, char **backup, struct error *error);

#endif
