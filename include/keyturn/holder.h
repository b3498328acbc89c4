/* SPDX-License-Identifier: MIT
 * What holds a key on this machine: files and processes. Data only, without secrets: a holder says where
 * the key is and in what form.
 *
 * Text comes unfiltered from the file system and is cleaned where it is drawn or printed. */
#ifndef KEYTURN_HOLDER_H
#define KEYTURN_HOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* state.db stores kinds, encodings, actions and statuses as these numbers: they never change, and new
 * ones get the next number. …_LAST is the greatest valid one. */

enum holder_kind { HOLDER_FILE = 0, HOLDER_PROCESS = 1, HOLDER_KIND_LAST = HOLDER_PROCESS };

enum holder_encoding {
	HOLDER_PLAIN = 0,
	HOLDER_BASE64 =
		1, /* alone or inside a longer text, as in Kubernetes Secrets and Basic auth */
	HOLDER_PERCENT = 2, /* as in URLs */
	HOLDER_ENCODING_LAST = HOLDER_PERCENT
};

/* What a rotation will do about it. */
enum holder_action {
	HOLDER_UPDATE = 0,  /* keyturn writes the new key there */
	HOLDER_MANUAL = 1,  /* a rewrite would be wrong or is not allowed; `reason` says why */
	HOLDER_RESTART = 2, /* a process that was started with the key */
	HOLDER_ACTION_LAST = HOLDER_RESTART
};

/* What a rotation has done about it. */
enum holder_status {
	HOLDER_FOUND = 0,
	HOLDER_EXCLUDED = 1, /* by the user */
	HOLDER_UPDATED = 2,
	HOLDER_CHANGED_MEANWHILE = 3, /* changed since it was found: left alone */
	HOLDER_FAILED = 4,            /* `reason` says why; the file is unchanged */
	HOLDER_LEFT = 5,              /* MANUAL or RESTART: up to the user */
	HOLDER_STATUS_LAST = HOLDER_LEFT
};

/* One occurrence in a file; for base64, the whole base64 text around it. */
struct occurrence {
	uint64_t offset; /* bytes from the start of the file */
	uint32_t length; /* bytes in the file */
	uint32_t line;   /* 1-based */
	enum holder_encoding encoding;
	uint32_t
		part; /* which part of the credential (struct credential_type) it is; for base64 text
	                * that holds several, one of them */
};

/* The file as it was when it was read: if anything differs later, it is "changed meanwhile". */
struct file_state {
	dev_t device;
	ino_t inode;
	uint64_t size;
	int64_t modified_ns, changed_ns; /* mtime, ctime */
};

struct holder {
	enum holder_kind kind;
	enum holder_encoding encoding; /* of the first occurrence */
	enum holder_action action;
	enum holder_status status;
	char *path;       /* absolute; for a process its executable, or its name */
	char *name;       /* what it is, if known: "rclone remote cf", "nightly.service"; or NULL */
	char *reason;     /* why MANUAL or FAILED, a sentence; or NULL */
	char *backup;     /* UPDATED: the backup of the original file; or NULL */
	char *afterwards; /* UPDATE: what is left to do once it is updated, a sentence; or NULL */
	pid_t pid;        /* PROCESS */
	struct file_state file;
	size_t occurrence_count;
	struct occurrence *occurrences;
};

struct holder *holder_create(enum holder_kind kind, const char *path);
struct holder *holder_copy(const struct holder *holder);
void holder_destroy(struct holder *holder); /* NULL is fine */

const char *holder_encoding_name(enum holder_encoding encoding); /* "plain" */
const char *holder_action_name(enum holder_action action);       /* "update" */
const char *holder_status_name(enum holder_status status);       /* "changed-meanwhile" */

#endif
