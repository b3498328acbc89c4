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

enum holder_kind { HOLDER_FILE, HOLDER_PROCESS };

enum holder_encoding {
	HOLDER_PLAIN,
	HOLDER_BASE64,  /* alone or inside a longer text, as in Kubernetes Secrets and Basic auth */
	HOLDER_PERCENT, /* as in URLs */
};

/* What will be done about it. */
enum holder_action {
	HOLDER_UPDATE,  /* keyturn writes the new key there */
	HOLDER_MANUAL,  /* a rewrite would be wrong or is not allowed; `reason` says why */
	HOLDER_RESTART, /* a process got the key when it started */
};

/* What became of it. */
enum holder_status {
	HOLDER_FOUND,
	HOLDER_EXCLUDED, /* by the user */
	HOLDER_UPDATED,
	HOLDER_CHANGED_MEANWHILE, /* not as it was when it was found: left alone */
	HOLDER_FAILED,            /* `reason` says why; the file is as it was */
	HOLDER_LEFT,              /* MANUAL or RESTART: for the user to do */
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
