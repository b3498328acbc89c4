/* SPDX-License-Identifier: MIT
 * The challenge of a service that asks for a second factor: WWW-Authenticate: OS-MF sessionId='…',
 * factor='PASSCODE' in single quotes (Rackspace Identity v2.0 docs, "Authenticate with multi-factor"). */
#ifndef KEYTURN_IDENTITY_WWW_AUTHENTICATE_H
#define KEYTURN_IDENTITY_WWW_AUTHENTICATE_H

#include <stdbool.h>
#include <stddef.h>

/* Points into the header's text; nothing is copied, because the ID is a secret. */
struct www_authenticate {
	const char *session;
	size_t session_len;
	const char *factor; /* may be NULL */
	size_t factor_len;
};

/* Finds an OS-MF challenge with a session ID among the challenges in `text`; several header lines may be
 * joined by commas. An ID that could not be sent back in a header does not count. */
bool www_authenticate_read(const char *text, size_t len, struct www_authenticate *out);

#endif
