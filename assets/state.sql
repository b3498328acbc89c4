-- keyturn's own state, version 2. No secret is in it: places, offsets, lengths, hashes, fingerprints.
-- Numbers of kinds, phases and the like are those of the enums in include/keyturn.
-- Once released these tables do not change: a change is a new version (src/store/schema.c).

-- What was done to keys. `hash` covers the record and the hash before it.
CREATE TABLE history (
	number INTEGER PRIMARY KEY,
	wall INTEGER NOT NULL,
	event TEXT NOT NULL,
	service TEXT NOT NULL,
	user TEXT NOT NULL,
	by_user TEXT NOT NULL,
	from_address TEXT NOT NULL,
	fingerprint TEXT NOT NULL,
	new_fingerprint TEXT NOT NULL,
	result TEXT NOT NULL,
	detail TEXT NOT NULL,
	hash BLOB NOT NULL
) STRICT;

-- Rotations, and what each has to do. `kind` 0 is a reset in place. The ids, and the name of what is created,
-- are those of the credential at a service where a user has several. Those of one batch have its number, and the
-- directory in which their new keys are kept.
CREATE TABLE rotation (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	kind INTEGER NOT NULL DEFAULT 0,
	phase INTEGER NOT NULL,
	started INTEGER NOT NULL,
	service TEXT NOT NULL,
	user TEXT NOT NULL,
	user_id TEXT NOT NULL,
	old_id TEXT NOT NULL DEFAULT '',
	new_id TEXT NOT NULL DEFAULT '',
	new_name TEXT NOT NULL DEFAULT '',
	old_fingerprint TEXT NOT NULL,
	new_fingerprint TEXT NOT NULL,
	leaked INTEGER NOT NULL,
	unreadable INTEGER NOT NULL DEFAULT 0,
	batch INTEGER NOT NULL DEFAULT 0,
	keys_dir TEXT NOT NULL DEFAULT ''
) STRICT;

-- The old credential's values, in the order of its kind: one of an API key. `length` 0: there was none.
CREATE TABLE part (
	rotation INTEGER NOT NULL REFERENCES rotation (id) ON DELETE CASCADE,
	number INTEGER NOT NULL,
	length INTEGER NOT NULL,
	hash BLOB NOT NULL,
	PRIMARY KEY (rotation, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE place (
	rotation INTEGER NOT NULL REFERENCES rotation (id) ON DELETE CASCADE,
	number INTEGER NOT NULL,
	kind INTEGER NOT NULL,
	encoding INTEGER NOT NULL,
	action INTEGER NOT NULL,
	status INTEGER NOT NULL,
	path TEXT NOT NULL,
	name TEXT,
	reason TEXT,
	backup TEXT,
	pid INTEGER NOT NULL,
	device INTEGER NOT NULL,
	inode INTEGER NOT NULL,
	size INTEGER NOT NULL,
	modified_ns INTEGER NOT NULL,
	changed_ns INTEGER NOT NULL,
	afterwards TEXT,
	PRIMARY KEY (rotation, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE occurrence (
	rotation INTEGER NOT NULL,
	place INTEGER NOT NULL,
	number INTEGER NOT NULL,
	start INTEGER NOT NULL,
	length INTEGER NOT NULL,
	line INTEGER NOT NULL,
	encoding INTEGER NOT NULL,
	part INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (rotation, place, number),
	FOREIGN KEY (rotation, place) REFERENCES place (rotation, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE hook (
	rotation INTEGER NOT NULL REFERENCES rotation (id) ON DELETE CASCADE,
	name TEXT NOT NULL,
	status TEXT NOT NULL,
	PRIMARY KEY (rotation, name)
) STRICT, WITHOUT ROWID;
