/* SPDX-License-Identifier: MIT
 * Errors as data: a kind from one table, the HTTP status where there was one, and a detail.
 *
 * Functions that can fail return bool and take a `struct error *`; on false the error is filled, on
 * true it is left alone. The table gives every kind its stable name (--json), its exit status, its
 * sentence and its next step, so that no other place invents wording. When `detail` is
 * set, every live secret in it is masked and control characters are filtered: it may repeat what others
 * say. The caller still never puts a secret in it. */
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
	X(INTERNAL, "internal", FAILED, "keyturn made a mistake", \
		"report this, with the text above") \
	X(SYSTEM, "system", FAILED, "the operating system refused", \
		"see the reason given and try again") \
	X(TERMINAL, "terminal", FAILED, "this terminal cannot show the panel", \
		"use a command such as 'keyturn show', or another TERM") \
	X(INTERRUPTED, "interrupted", INTERRUPTED, "interrupted", "run the command again") \
	X(USAGE, "usage", USAGE, "that command line is not understood", "see 'keyturn --help'") \
	X(UNCONFIRMED, "unconfirmed", USAGE, "the reset was not confirmed, and not sent", \
		"give --confirm with the username whose key is to be reset") \
	X(UNDO_UNCONFIRMED, "undo-unconfirmed", USAGE, \
		"the undo was not confirmed; nothing was changed", \
		"give --confirm with the username whose files are to be put back") \
	X(CONFIG, "config", USAGE, "the configuration cannot be used", \
		"correct the file and line given; see keyturn(1)") \
	X(PROFILE_EXISTS, "profile-exists", USAGE, \
		"there is a profile of that name, and it was left as it is", \
		"choose another --profile, or give --replace") \
	X(CONFIG_UNSAFE, "config-unsafe", USAGE, \
		"a file or directory of keyturn's is not safe to use", \
		"make it yours alone: chown to your user, chmod go-w") \
	X(NO_CREDENTIAL, "no-credential", USAGE, "no credential to sign in with", \
		"add a profile to config.ini, use --api-key-fd, or set RS_USERNAME and RS_API_KEY") \
	X(CREDENTIAL_SOURCE, "credential-source", FAILED, "the credential could not be read", \
		"look at what the command or descriptor named above gives") \
	X(SERVICE_UNKNOWN, "service-unknown", USAGE, "that service is not known", \
		"use rackspace-us, rackspace-uk or an https URL") \
	X(URL, "url", USAGE, "that is not a usable service URL", \
		"give an https URL; plain http is accepted for this machine only") \
	X(SIGN_IN_REFUSED, "sign-in-refused", SIGN_IN, \
		"the service refused the username or credential", \
		"check the username, the credential and the service (US and UK accounts differ)") \
	X(PASSCODE_WANTED, "passcode-wanted", SIGN_IN, "the service wants a passcode", \
		"sign in in the panel, or use the API key") \
	X(PASSCODE_REFUSED, "passcode-refused", SIGN_IN, "the service refused the passcode", \
		"wait for the next passcode; after too many failures wait 10 minutes") \
	X(MFA_SETUP, "mfa-setup", SIGN_IN, "this account must set up multi-factor first", \
		"set it up at the service's web site, or sign in with the API key") \
	X(USER_DISABLED, "user-disabled", SIGN_IN, "this user is disabled", \
		"ask an administrator of the account to enable it") \
	X(SESSION_ENDED, "session-ended", SIGN_IN, "the session has ended", "sign in again") \
	X(FORBIDDEN, "forbidden", FORBIDDEN, "the service does not allow this to you", \
		"ask an administrator of the account") \
	X(NOT_FOUND, "not-found", FAILED, "the service does not know it", \
		"see the service's reason; check the username and the service's URL") \
	X(REQUEST, "request", FAILED, "the service did not accept the request", \
		"see the service's reason") \
	X(NOT_OFFERED, "not-offered", FAILED, "this service does not offer that", \
		"see which operations the service has in keyturn(1)") \
	X(CONFLICT, "conflict", FAILED, "the service says it conflicts with what is there", \
		"look at the present state and try again") \
	X(UNFINISHED, "unfinished", FAILED, \
		"a rotation of this user's key is under way or unfinished here", \
		"let the other keyturn end; 'keyturn resume' finishes what was interrupted") \
	X(RATE_LIMIT, "rate-limit", NETWORK, "the service asks to slow down", \
		"wait a minute and try again") \
	X(UNREACHABLE, "unreachable", NETWORK, "the service cannot be reached", \
		"check the URL, the network and the proxy variables") \
	X(TLS, "tls", NETWORK, "the service's TLS certificate or protocol is not acceptable", \
		"check the URL and this machine's clock and CA certificates") \
	X(TIMEOUT, "timeout", NETWORK, "the service did not answer in time", "try again") \
	X(SERVICE, "service", NETWORK, "the service failed", "try again in a minute") \
	X(REPLY, "reply", NETWORK, "the service's answer is not one of an identity service", \
		"check that the URL is an identity service's, then try again") \
	X(REPLY_SIZE, "reply-size", NETWORK, "the service's answer is too large", \
		"check that the URL is an identity service's") \
	X(REDIRECT, "redirect", NETWORK, \
		"the service redirects elsewhere, which keyturn does not follow", \
		"if you trust it, use the URL it points to") \
	X(KEY_SHORT, "key-short", FAILED, "the key is too short to be looked for", \
		"look for it by hand") \
	X(REWRITE, "rewrite", FAILED, "the file could not be updated", \
		"put the new key into it by hand") \
	X(DISK_FULL, "disk-full", FAILED, "there is no room on the disk", \
		"make room, then run 'keyturn resume'") \
	X(NO_BACKUP, "no-backup", FAILED, "there is nothing to put back", \
		"'keyturn history' lists the backups there are; they are kept for 7 days") \
	X(STALE, "stale", FAILED, "another keyturn has reset this key meanwhile", \
		"start again, with the key as it is now") \
	X(STATE, "state", FAILED, "state.db is not as keyturn made it", \
		"find out what changed it; use a copy of it from before, or another --state-dir") \
	X(STATE_NEWER, "state-newer", FAILED, "state.db was written by a newer keyturn", \
		"update keyturn, or use another --state-dir") \
	X(OUTCOME_UNKNOWN, "outcome-unknown", UNKNOWN, \
		"it is not known whether the service did it", \
		"read the key again before trying anything else")

enum error_kind {
#define X(kind, name, status, sentence, hint) ERROR_##kind,
	ERROR_TABLE(X)
#undef X
		ERROR_KIND_COUNT
};

enum { ERROR_DETAIL_MAX = 256 };

struct error {
	enum error_kind kind;
	int http;                      /* HTTP status, 0 when there was none */
	char detail[ERROR_DETAIL_MAX]; /* reason in the other side's words, filtered; may be "" */
};

/* `mask` is called with the whole text of every detail before it is cut and filtered, on the thread that
 * sets it; it may shorten it. Called once, by secret_start(), before there are threads. */
void error_mask_with(void (*mask)(char *text));

/* Fills `error` (which may be NULL) and returns false, so that `return error_set(…)` reads well. */
bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same for text of the other side: filtered, cut to fit, no format. `text` may be NULL. */
bool error_set_text(struct error *error, enum error_kind kind, int http, const char *text);

const char *error_name(enum error_kind kind);     /* "sign-in-refused" */
const char *error_sentence(enum error_kind kind); /* "the service refused …" */
const char *error_hint(enum error_kind kind);     /* the next step, "" when there is none */
enum exit_status error_exit_status(enum error_kind kind);

/* "sentence: detail" (or the sentence alone), without a full stop, into `out`; returns `out`. */
char *error_message(const struct error *error, char *out, size_t size);

#endif
