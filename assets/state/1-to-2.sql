-- Version 1 to 2: the old key becomes the first part of a credential. Tables that change are made anew, so
-- that their text is that of a fresh database; what they hold waits in temporary ones.
CREATE TEMP TABLE old_rotation AS
	SELECT id, phase, started, service, user, user_id, old_fingerprint, new_fingerprint, old_hash,
		old_length, leaked FROM main.rotation;
CREATE TEMP TABLE old_place AS
	SELECT rotation, number, kind, encoding, action, status, path, name, reason, backup, pid, device,
		inode, size, modified_ns, changed_ns FROM main.place;
CREATE TEMP TABLE old_occurrence AS
	SELECT rotation, place, number, start, length, line, encoding FROM main.occurrence;
CREATE TEMP TABLE old_hook AS SELECT rotation, name, status FROM main.hook;
-- Numbers of rotations are not given twice.
CREATE TEMP TABLE old_sequence AS SELECT name, seq FROM main.sqlite_sequence;
DROP TABLE main.hook;
DROP TABLE main.occurrence;
DROP TABLE main.place;
DROP TABLE main.rotation;

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

INSERT INTO main.rotation (id, phase, started, service, user, user_id, old_fingerprint, new_fingerprint,
	leaked)
	SELECT id, phase, started, service, user, user_id, old_fingerprint, new_fingerprint, leaked
	FROM temp.old_rotation;
INSERT INTO main.part (rotation, number, length, hash)
	SELECT id, 0, old_length, old_hash FROM temp.old_rotation;
INSERT INTO main.place (rotation, number, kind, encoding, action, status, path, name, reason, backup, pid, device,
		inode, size, modified_ns, changed_ns)
	SELECT rotation, number, kind, encoding, action, status, path, name, reason, backup, pid, device,
		inode, size, modified_ns, changed_ns FROM temp.old_place;
INSERT INTO main.occurrence (rotation, place, number, start, length, line, encoding)
	SELECT rotation, place, number, start, length, line, encoding FROM temp.old_occurrence;
INSERT INTO main.hook (rotation, name, status) SELECT rotation, name, status FROM temp.old_hook;
DELETE FROM main.sqlite_sequence WHERE name = 'rotation';
INSERT INTO main.sqlite_sequence (name, seq) SELECT name, seq FROM temp.old_sequence;
DROP TABLE temp.old_rotation;
DROP TABLE temp.old_place;
DROP TABLE temp.old_occurrence;
DROP TABLE temp.old_hook;
DROP TABLE temp.old_sequence;
