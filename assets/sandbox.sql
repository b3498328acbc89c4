-- What keyturn-sandbox keeps. Tokens, sign-in sessions and bypass codes are stored as BLAKE2b-256
-- hashes; an API key and a device's secret are stored readable, because the protocol gives the one
-- back when asked, and passcodes are worked out from the other.
-- Times are seconds since the epoch, UTC; 0 means none. A changed table wants another number here:
PRAGMA user_version = 2;

CREATE TABLE IF NOT EXISTS user (
	id TEXT PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	email TEXT NOT NULL,
	domain TEXT NOT NULL,            -- the account
	region TEXT NOT NULL,
	contact TEXT NOT NULL,
	phone_pin TEXT,
	password TEXT,                   -- Argon2id, in libsodium's text form
	passcode TEXT,                   -- what every text message to the user says; NULL: 123456
	api_key TEXT,
	question TEXT,                   -- id of the secret question
	answer TEXT,                     -- Argon2id, like the password
	role INTEGER NOT NULL,           -- 0 identity:default, 1 identity:user-manage, 2 identity:user-admin
	enabled INTEGER NOT NULL,
	mfa INTEGER NOT NULL,            -- multi-factor authentication is on
	mfa_level INTEGER NOT NULL,      -- enum mfa_level: whether it must be
	mfa_factor INTEGER NOT NULL,     -- enum device_kind: where passcodes come from
	mfa_failures INTEGER NOT NULL,   -- wrong passcodes since the last right one
	mfa_locked INTEGER NOT NULL,     -- until when passcodes are refused
	pin_locked INTEGER NOT NULL,
	password_expires INTEGER NOT NULL,
	password_set INTEGER NOT NULL,
	created INTEGER NOT NULL,
	updated INTEGER NOT NULL
) STRICT;

-- With the rowid at its end, which is the order of lists.
CREATE INDEX IF NOT EXISTS user_domain ON user (domain);

-- Passwords that were replaced, newest last.
CREATE TABLE IF NOT EXISTS password (
	id INTEGER PRIMARY KEY,
	user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
	hash TEXT NOT NULL
) STRICT;

CREATE INDEX IF NOT EXISTS password_user ON password (user_id);

-- Roles beyond the three that decide what a user may do here.
CREATE TABLE IF NOT EXISTS user_role (
	user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
	role_id TEXT NOT NULL,
	PRIMARY KEY (user_id, role_id)
) STRICT, WITHOUT ROWID;

-- Telephones and one-time password devices.
CREATE TABLE IF NOT EXISTS device (
	id TEXT PRIMARY KEY,
	user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
	name TEXT NOT NULL,              -- a telephone's number
	secret TEXT,                     -- base32; NULL for a telephone
	kind INTEGER NOT NULL,           -- enum device_kind
	verified INTEGER NOT NULL,
	code_until INTEGER NOT NULL,     -- how long the code counts that was sent to the telephone
	last_step INTEGER NOT NULL       -- of RFC 6238: passcodes up to this one were used
) STRICT;

CREATE INDEX IF NOT EXISTS device_user ON device (user_id);

CREATE TABLE IF NOT EXISTS bypass_code (
	hash BLOB NOT NULL,              -- of the user's id and the code
	user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
	expires INTEGER NOT NULL,
	PRIMARY KEY (hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS bypass_code_user ON bypass_code (user_id);

-- What was set for an account; one without a row is as the service makes it.
CREATE TABLE IF NOT EXISTS domain (
	id TEXT PRIMARY KEY,
	inactivity INTEGER NOT NULL,     -- seconds
	mfa_level INTEGER NOT NULL,
	password_duration INTEGER NOT NULL, -- seconds; 0: passwords do not expire
	password_history INTEGER NOT NULL   -- how many old passwords are refused
) STRICT;

CREATE TABLE IF NOT EXISTS token (
	hash BLOB PRIMARY KEY,
	user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
	tenant TEXT NOT NULL,
	methods TEXT NOT NULL,           -- authenticatedBy, separated by blanks
	setup INTEGER NOT NULL,          -- 1: may only set up multi-factor authentication
	expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS token_user ON token (user_id);

-- Between the password and the passcode.
CREATE TABLE IF NOT EXISTS session (
	hash BLOB PRIMARY KEY,
	user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
	tenant TEXT NOT NULL,
	expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS session_user ON session (user_id);
