/* SPDX-License-Identifier: MIT
 * What on this machine holds a key: files and processes. Data only, and no secret: a place is known by
 * where it is and what form the key has there.
 *
 * Text in here is the file system's, unfiltered; it is cleaned where it is drawn or printed. */
#ifndef KEYTURN_HOLDER_H
#define KEYTURN_HOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Kinds, encodings, actions and statuses are in state.db as these numbers: none may change, new ones get
 * the next number. …_LAST is the greatest that may be there. */

enum holder_kind { HOLDER_FILE = 0, HOLDER_PROCESS = 1, HOLDER_KIND_LAST = HOLDER_PROCESS };

enum holder_encoding {
	HOLDER_PLAIN = 0,
	HOLDER_BASE64 =
		1, /* alone or inside a longer text, as in Kubernetes Secrets and Basic auth */
	HOLDER_PERCENT = 2, /* as in URLs */
	HOLDER_ENCODING_LAST = HOLDER_PERCENT
};

/* What will be done about it. */
enum holder_action {
	HOLDER_UPDATE = 0,  /* keyturn writes the new key there */
	HOLDER_MANUAL = 1,  /* a rewrite would be wrong or is not allowed; `reason` says why */
	HOLDER_RESTART = 2, /* a process got the key when it started */
	HOLDER_ACTION_LAST = HOLDER_RESTART
};

/* What became of it. */
enum holder_status {
	HOLDER_FOUND = 0,
	HOLDER_EXCLUDED = 1, /* by the user */
	HOLDER_UPDATED = 2,
	HOLDER_CHANGED_MEANWHILE = 3, /* not as it was when it was found: left alone */
	HOLDER_FAILED = 4,            /* `reason` says why; the file is as it was */
	HOLDER_LEFT = 5,              /* MANUAL or RESTART: for the user to do */
	HOLDER_RESTORED = 6,          /* it was updated, and put back by an undo */
	HOLDER_STATUS_LAST = HOLDER_RESTORED
};

/* One occurrence in a file, for base64 the whole run of base64 text around it. */
struct occurrence {
	uint64_t offset; /* bytes from the start of the file */
	uint32_t length; /* bytes in the file */
	uint32_t line;   /* 1-based */
	enum holder_encoding encoding;
	uint32_t part; /* of the credential (struct credential_type): which one stands there; for
			* base64 text that holds several, one of them */
};

/* The file as it was when it was read: whatever differs later is "changed meanwhile". */
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
	char *path;   /* absolute; for a process its executable, or its name */
	char *name;   /* what it is, where known: "rclone remote cf", "nightly.service"; or NULL */
	char *reason; /* why MANUAL or FAILED, a sentence; or NULL */
	char *backup; /* UPDATED: where the file as it was is kept; or NULL */
	pid_t pid;    /* PROCESS */
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
