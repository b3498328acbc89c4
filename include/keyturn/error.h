/* SPDX-License-Identifier: MIT
 * Errors as data: a kind from one table, the HTTP status where there was one, and a detail.
 *
 * Functions that can fail return bool and take a `struct error *`; on false the error is filled, on true
 * it is left alone. The table gives every kind its stable name (--json), exit status, sentence and next
 * step, so that no other code makes up its own wording. When `detail` is set, every live secret in it is
 * masked and control characters are filtered, so it may quote others. Even so, callers never put a secret
 * in it. */
#ifndef KEYTURN_ERROR_H
#define KEYTURN_ERROR_H

#include <stdbool.h>
#include <stddef.h>

enum exit_status {
	EXIT_STATUS_DONE = 0,
	EXIT_STATUS_FAILED = 1,
	EXIT_STATUS_USAGE = 2,
	EXIT_STATUS_SIGN_IN = 3,
	EXIT_STATUS_FORBIDDEN = 4,
	EXIT_STATUS_NETWORK = 5,
	EXIT_STATUS_PARTLY = 6,
	EXIT_STATUS_UNKNOWN = 7,
	EXIT_STATUS_INTERRUPTED = 130,
};

/* X(KIND, "name", exit status, "sentence", "next step") */
#define ERROR_TABLE(X) \
	X(NONE, "none", DONE, "no error", "") \
	X(INTERNAL, "internal", FAILED, "internal error in keyturn", \
		"please report this, with the text above") \
	X(SYSTEM, "system", FAILED, "the operating system refused", \
		"deal with the reason given, then try again") \
	X(TERMINAL, "terminal", FAILED, "this terminal cannot show the panel", \
		"use a command such as 'keyturn show', or set another TERM") \
	X(INTERRUPTED, "interrupted", INTERRUPTED, "interrupted", "run the command again") \
	X(USAGE, "usage", USAGE, "invalid command line", "see 'keyturn --help'") \
	X(UNCONFIRMED, "unconfirmed", USAGE, "the reset was not confirmed; nothing was sent", \
		"use --confirm=USER, naming the user whose key to reset") \
	X(UNDO_UNCONFIRMED, "undo-unconfirmed", USAGE, \
		"the undo was not confirmed; nothing was changed", \
		"use --confirm=USER, naming the user whose files to put back") \
	X(CHANGE_UNCONFIRMED, "change-unconfirmed", USAGE, \
		"the change was not confirmed; nothing was sent", \
		"use --confirm=USER, naming the user who is to be changed") \
	X(CHANGED_SINCE, "changed-since", FAILED, \
		"somebody has changed this in the meantime; nothing was sent", \
		"see what it is now; run the command again if you still want it") \
	X(NOT_CARRIED_OUT, "not-carried-out", NETWORK, "no answer came, and it was not done", \
		"run the command again") \
	X(TOLD_ONCE, "told-once", PARTLY, "what the service tells only once did not arrive", \
		"remove what was made, and make it again") \
	X(PASSWORD_LOST, "password-lost", PARTLY, \
		"the user was added, but the password that the service made did not arrive", \
		"set one: 'keyturn contacts edit NAME --new-password-fd=N'") \
	X(BATCH_UNCONFIRMED, "batch-unconfirmed", USAGE, \
		"the resets were not confirmed; nothing was sent", \
		"use --confirm=NUMBER, which --dry-run says, to reset the keys of so many users") \
	X(CONFIG, "config", USAGE, "the configuration is not valid", \
		"correct the file and line named above; see keyturn(1)") \
	X(PROFILE_EXISTS, "profile-exists", USAGE, \
		"a profile of that name exists; it was not changed", \
		"choose another --profile, or use --replace") \
	X(CONFIG_UNSAFE, "config-unsafe", USAGE, \
		"a file or directory that keyturn needs is not safe to use", \
		"let only your user write it: chown to your user, chmod go-w") \
	X(NO_CREDENTIAL, "no-credential", USAGE, "no credential to sign in with", \
		"add a profile to config.ini, use --api-key-fd, or set RS_USERNAME and RS_API_KEY") \
	X(CREDENTIAL_SOURCE, "credential-source", FAILED, "the credential could not be read", \
		"check what the command or descriptor named above returns") \
	X(SERVICE_UNKNOWN, "service-unknown", USAGE, "unknown service", \
		"use rackspace-us, rackspace-uk or an https URL") \
	X(URL, "url", USAGE, "this service URL cannot be used", \
		"use an https URL; plain http is accepted for this machine only") \
	X(SIGN_IN_REFUSED, "sign-in-refused", SIGN_IN, \
		"the service refused the username or credential", \
		"check the username, the credential and the service (US and UK accounts differ)") \
	X(PASSCODE_WANTED, "passcode-wanted", SIGN_IN, "the service wants a passcode", \
		"sign in in the panel, or use the API key") \
	X(PASSCODE_REFUSED, "passcode-refused", SIGN_IN, "the service refused the passcode", \
		"wait for the next passcode; after too many failures wait 10 minutes") \
	X(MFA_SETUP, "mfa-setup", SIGN_IN, "multi-factor authentication must be set up first", \
		"set it up on the service's website, or sign in with the API key") \
	X(USER_DISABLED, "user-disabled", SIGN_IN, "this user is disabled", \
		"ask an administrator of the account to enable it") \
	X(SESSION_ENDED, "session-ended", SIGN_IN, "the session has ended", "sign in again") \
	X(FORBIDDEN, "forbidden", FORBIDDEN, "the service does not allow you to do this", \
		"ask an administrator of the account") \
	X(NOT_FOUND, "not-found", FAILED, "the service did not find it", \
		"see the reason the service gives; check the username and the URL") \
	X(REQUEST, "request", FAILED, "the service rejected the request", \
		"see the reason the service gives") \
	X(NOT_OFFERED, "not-offered", FAILED, "this service does not support that", \
		"use the service's own website or tools for it") \
	X(CONFLICT, "conflict", FAILED, "the service reports a conflict with its current state", \
		"check the current state, then try again") \
	X(UNFINISHED, "unfinished", FAILED, \
		"a rotation of this user's key is under way or unfinished here", \
		"wait for the other keyturn; if it was interrupted, run 'keyturn resume'") \
	X(RATE_LIMIT, "rate-limit", NETWORK, "the service is limiting requests", \
		"wait a minute and try again") \
	X(UNREACHABLE, "unreachable", NETWORK, "the service cannot be reached", \
		"check the URL, the network and the proxy variables") \
	X(TLS, "tls", NETWORK, "the service's TLS certificate or protocol was not accepted", \
		"check the URL and this machine's clock and CA certificates") \
	X(TIMEOUT, "timeout", NETWORK, "the service did not answer in time", "try again") \
	X(SERVICE, "service", NETWORK, "the service failed", "try again in a minute") \
	X(REPLY, "reply", NETWORK, "the answer is not what an identity service sends", \
		"check that the URL leads to an identity service, then try again") \
	X(REPLY_SIZE, "reply-size", NETWORK, "the service's answer is too large", \
		"check that the URL leads to an identity service") \
	X(REDIRECT, "redirect", NETWORK, \
		"the service redirects, and keyturn follows no redirects", \
		"if you trust it, use the URL it points to") \
	X(KEY_SHORT, "key-short", FAILED, "the key is too short to search for", \
		"search for it by hand") \
	X(REWRITE, "rewrite", FAILED, "the file could not be updated", \
		"put the new key into it by hand") \
	X(DISK_FULL, "disk-full", FAILED, "the disk is full", \
		"free some space, then run 'keyturn resume'") \
	X(NO_BACKUP, "no-backup", FAILED, "there is nothing to put back", \
		"see 'keyturn history' for the backups there are; they are kept for 7 days") \
	X(STALE, "stale", FAILED, "another keyturn has reset this key in the meantime", \
		"start again with the current key") \
	X(STATE, "state", FAILED, "state.db is not as keyturn made it", \
		"find out what changed it; restore an older copy, or use another --state-dir") \
	X(STATE_NEWER, "state-newer", FAILED, "state.db was written by a newer keyturn", \
		"update keyturn, or use another --state-dir") \
	X(OUTCOME_UNKNOWN, "outcome-unknown", UNKNOWN, \
		"it is not known whether the service carried it out", \
		"see what it is now before trying anything else")

enum error_kind {
#define X(kind, name, status, sentence, hint) ERROR_##kind,
	ERROR_TABLE(X)
#undef X
		ERROR_KIND_COUNT
};

enum { ERROR_DETAIL_MAX = 256 };

struct error {
	enum error_kind kind;
	int http; /* HTTP status, 0 when there was none */
	char detail
		[ERROR_DETAIL_MAX]; /* the reason, often in the other side's words; filtered; may be "" */
};

/* From now on `mask` is called with the full text of every detail before it is cut and filtered, on the
 * thread that sets it; it may shorten the text. Called once, by secret_start(), before there are threads. */
void error_mask_with(void (*mask)(char *text));

/* Fills `error` (which may be NULL) and returns false, so that `return error_set(…)` reads well. */
bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same for text from the other side: no format, filtered, cut to fit. `text` may be NULL. */
bool error_set_text(struct error *error, enum error_kind kind, int http, const char *text);

const char *error_name(enum error_kind kind);     /* "sign-in-refused" */
const char *error_sentence(enum error_kind kind); /* "the service refused …" */
const char *error_hint(enum error_kind kind);     /* the next step, "" when there is none */
enum exit_status error_exit_status(enum error_kind kind);

/* Writes "sentence: detail" (or the sentence alone), without a full stop, to `out`; returns `out`. */
char *error_message(const struct error *error, char *out, size_t size);

#endif
