/* SPDX-License-Identifier: MIT
 * What the client keeps of a session: the token, and the credential for one silent sign-in. */
#ifndef KEYTURN_IDENTITY_SESSION_H
#define KEYTURN_IDENTITY_SESSION_H

#include <stdbool.h>

#include "dialect.h"

struct kept_session {
	struct secret *token; /* NULL: no session */
	char user_id[ACCOUNT_ID_SIZE];
	char user_name[ACCOUNT_NAME_SIZE]; /* as the service gives it; "" when it does not */
	struct secret *challenge;          /* a sign-in is waiting for its passcode */
	/* The secret is NULL when silent sign-in is impossible: a passcode was needed, or none is kept. */
	enum credential_kind kind;
	char username[ACCOUNT_NAME_SIZE];
	struct secret *credential;
};

void session_finish(struct kept_session *kept); /* wipes; may be reused */
void session_forget_credential(struct kept_session *kept);

/* After an answered SIGN_IN or PASSCODE; `answer`'s token and challenge are taken. */
void session_started(struct kept_session *kept, const struct identity_request *request,
	struct dialect_answer *answer);
void session_challenged(struct kept_session *kept, struct dialect_answer *answer);

/* After a silent sign-in. False, changing nothing, if the session is another user's. */
bool session_renewed(struct kept_session *kept, struct dialect_answer *answer);

/* After `key` was read or reset for the user of `request`: updates a kept API key of that user. */
void session_key(
	struct kept_session *kept, const struct identity_request *request, struct secret *key);

#endif
