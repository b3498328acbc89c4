-- The tables of version 1, as they were released: never changed. A version 0 is this one too, if its
-- tables are these: the first keyturn wrote no number.
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

-- Rotations, and what each has to do.
CREATE TABLE rotation (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	phase INTEGER NOT NULL,
	started INTEGER NOT NULL,
	service TEXT NOT NULL,
	user TEXT NOT NULL,
	user_id TEXT NOT NULL,
	old_fingerprint TEXT NOT NULL,
	new_fingerprint TEXT NOT NULL,
	old_hash BLOB NOT NULL,
	old_length INTEGER NOT NULL,
	leaked INTEGER NOT NULL
) STRICT;

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
	PRIMARY KEY (rotation, place, number),
	FOREIGN KEY (rotation, place) REFERENCES place (rotation, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE hook (
	rotation INTEGER NOT NULL REFERENCES rotation (id) ON DELETE CASCADE,
	name TEXT NOT NULL,
	status TEXT NOT NULL,
	PRIMARY KEY (rotation, name)
) STRICT, WITHOUT ROWID;
