/* SPDX-License-Identifier: MIT
 * What the client keeps of a session: the token, and the credential for silent sign-ins.
 *
 * Times are s since the epoch, by this machine's clock; `now` is always given. */
#ifndef KEYTURN_IDENTITY_SESSION_H
#define KEYTURN_IDENTITY_SESSION_H

#include <stdbool.h>

#include "dialect.h"

struct kept_session {
	struct secret *token; /* NULL: no session */
	char user_id[ACCOUNT_ID_SIZE];
	char user_name[ACCOUNT_NAME_SIZE]; /* as the service gives it; "" when it does not */
	int64_t expires;                   /* the token; 0 when the service does not say */
	int64_t renew_at; /* from then on another token is asked for before a request; 0: never */
	bool dead;        /* the token has most likely been ended by a change */
	struct secret *challenge; /* a sign-in is waiting for its passcode */
	/* The secret is NULL when silent sign-in is impossible: a passcode was needed, or none is kept. */
	enum credential_kind kind;
	char username[ACCOUNT_NAME_SIZE];
	struct secret *credential;
};

void session_finish(struct kept_session *kept); /* wipes; may be reused */
void session_forget_credential(struct kept_session *kept);

/* After an answered SIGN_IN or PASSCODE; `answer`'s token and challenge are taken. */
void session_started(struct kept_session *kept, const struct identity_request *request,
	struct dialect_answer *answer, int64_t now);
void session_challenged(struct kept_session *kept, struct dialect_answer *answer);

/* After a silent sign-in. False, changing nothing, if the session is another user's. */
bool session_renewed(struct kept_session *kept, struct dialect_answer *answer, int64_t now);

/* Should there be a silent sign-in before the next request? In the last hour of a token, which is when
 * the service gives out another one (Rackspace Identity v2.0, "Manage authentication tokens"), or the
 * last tenth when it lives shorter; and when a change has ended it. */
bool session_is_due(const struct kept_session *kept, int64_t now);
bool session_is_over(const struct kept_session *kept, int64_t now); /* the token works no more */
void session_put_off(struct kept_session *kept, int64_t now); /* the service could not be reached */

/* After a change with this outcome: what it means for the token, and for the credential, if it was the
 * session's own user's password, name or second factor. Where a new password is certain, it is kept in
 * place of the old one; where it is not, none is. An API key stays good. */
void session_changed(
	struct kept_session *kept, const struct identity_request *request, enum outcome outcome);

/* After `key` was read or reset for the user of `request`: updates a kept API key of that user. */
void session_key(
	struct kept_session *kept, const struct identity_request *request, struct secret *key);

#endif
