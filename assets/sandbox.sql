-- What keyturn-sandbox keeps. Tokens and sign-in sessions are stored as BLAKE2b-256 hashes of
-- their ids; an API key is stored readable, because the protocol gives it back when asked.
-- Times are seconds since the epoch, UTC; 0 means none.

CREATE TABLE IF NOT EXISTS user (
	id TEXT PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	email TEXT NOT NULL,
	domain TEXT NOT NULL,            -- the account
	region TEXT NOT NULL,
	contact TEXT NOT NULL,
	phone_pin TEXT,
	password TEXT,                   -- Argon2id, in libsodium's text form
	passcode TEXT,                   -- the second factor's only passcode
	api_key TEXT,
	role INTEGER NOT NULL,           -- 0 identity:default, 1 identity:user-manage, 2 identity:user-admin
	enabled INTEGER NOT NULL,
	mfa INTEGER NOT NULL,            -- multi-factor authentication is on
	mfa_wanted INTEGER NOT NULL,     -- it must be set up before a password signs in
	password_expires INTEGER NOT NULL,
	created INTEGER NOT NULL,
	updated INTEGER NOT NULL
) STRICT;

CREATE INDEX IF NOT EXISTS user_domain ON user (domain);

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
