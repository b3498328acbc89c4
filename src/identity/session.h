/* SPDX-License-Identifier: MIT
 * What the client keeps of a session: the token, and the credential for one silent sign-in. */
#ifndef KEYTURN_IDENTITY_SESSION_H
#define KEYTURN_IDENTITY_SESSION_H

#include <stdbool.h>

#include "dialect.h"

struct kept_session {
	struct secret *token; /* NULL: no session */
	char user_id[ACCOUNT_ID_SIZE];
	char user_name[ACCOUNT_NAME_SIZE]; /* as the service says it; "" when it does not */
	struct secret *challenge;          /* a sign-in waits for its passcode */
	/* NULL secret when it cannot sign in silently: a passcode was needed, or none is kept. */
	enum credential_kind kind;
	char username[ACCOUNT_NAME_SIZE];
	struct secret *credential;
};

void session_finish(struct kept_session *kept); /* wipes; may be used again */
void session_forget_credential(struct kept_session *kept);

/* After an answered SIGN_IN or PASSCODE; `answer`'s token and challenge are taken. */
void session_started(struct kept_session *kept, const struct identity_request *request,
	struct dialect_answer *answer);
void session_challenged(struct kept_session *kept, struct dialect_answer *answer);

/* The silent sign-in worked. False, changing nothing, when it gave another user's session. */
bool session_renewed(struct kept_session *kept, struct dialect_answer *answer);

/* `key` was read or reset for the user of `request`: the kept API key may be that key. */
void session_key(
	struct kept_session *kept, const struct identity_request *request, struct secret *key);

#endif
