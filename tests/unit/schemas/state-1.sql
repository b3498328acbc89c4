-- state.db as the first released keyturn made it, and what it may hold. Never changed.
-- What was done to keys. `hash` covers the record and the hash before it.
CREATE TABLE IF NOT EXISTS history (
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
CREATE TABLE IF NOT EXISTS rotation (
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

CREATE TABLE IF NOT EXISTS place (
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

CREATE TABLE IF NOT EXISTS occurrence (
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

CREATE TABLE IF NOT EXISTS hook (
	rotation INTEGER NOT NULL REFERENCES rotation (id) ON DELETE CASCADE,
	name TEXT NOT NULL,
	status TEXT NOT NULL,
	PRIMARY KEY (rotation, name)
) STRICT, WITHOUT ROWID;

-- Rows as that keyturn wrote them: the chain of two records fits; one rotation is finished, one is not.
INSERT INTO history VALUES
	(1, 1780000000, 'shown', 'https://s/v2.0', 'ann', 'ann', 'local', '3f9a 11c2', '', 'done', '',
		x'36ea0afa58a3fac934c29e4258327ed6718f4514cbf6a2e3078694be8f3de317'),
	(2, 1780000100, 'reset', 'https://s/v2.0', 'ann', 'root (sudo by ann)', '192.0.2.7', '3f9a 11c2', 'dd1b f554', 'new', 'it''s',
		x'53a8a2e179c46b389b6e8bf38971ed921ce5f1c59795f33dc8d067a17ce5eb27');
INSERT INTO rotation VALUES
	(3, 2, 1780000100, 'https://s/v2.0', 'ann', '-17', '3f9a 11c2', 'dd1b f554', x'abababababababababababababababababababababababababababababababab', 32, 1),
	(7, 1, 1780000200, 'https://s/v2.0', 'bob', '20', '0102 0304', '0506 0708', x'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd', 40, 0);
UPDATE sqlite_sequence SET seq = 9;
INSERT INTO place VALUES
	(7, 0, 0, 1, 0, 2, '/home/bob/.rack/config', 'rack', NULL, '/b/1', 0, 5, 7, 99, -3, 4),
	(7, 1, 1, 0, 2, 5, '/usr/bin/app', NULL, 'it got the key when it started', NULL, 4711, 0, 0, 0, 0, 0);
INSERT INTO occurrence VALUES (7, 0, 0, 1099511627776, 44, 3, 0), (7, 0, 1, 8, 40, 1, 2);
INSERT INTO hook VALUES (7, 'reload', 'done'), (7, 'copy', 'started');
