/* SPDX-License-Identifier: MIT
 * The columns of the journal's tables, each list once, in the order in which journal.c binds and
 * journal_read.c reads them. A list that only one of the two needs is in its own statement there. */
#ifndef KEYTURN_JOURNAL_COLUMNS_H
#define KEYTURN_JOURNAL_COLUMNS_H

#include "store_private.h"

#define ROTATION_COLUMNS \
	"kind, phase, started, service, user, user_id, old_id, new_id, new_name, old_fingerprint, " \
	"new_fingerprint, leaked, unreadable, batch, keys_dir"
#define ROTATION_VALUES "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"

#define PART_COLUMNS "length, hash"
#define PART_VALUES  "?, ?"

#define PLACE_COLUMNS \
	"kind, encoding, action, status, path, name, reason, backup, pid, device, inode, size, " \
	"modified_ns, changed_ns, afterwards"
#define PLACE_VALUES "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"

#define OCCURRENCE_COLUMNS "start, length, line, encoding, part"
#define OCCURRENCE_VALUES  "?, ?, ?, ?, ?"

/* Fills the lengths and hashes of the old credential's parts. ERROR_STATE when there are none, or more
 * than a credential can have. */
bool journal_parts_read(
	struct store *store, int64_t id, struct credential_trace *trace, struct error *error);

#endif
