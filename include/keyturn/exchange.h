/* SPDX-License-Identifier: MIT
 * What the panel's model and the identity client exchange: requests, replies, waits. Data only; the model
 * fills and reads them without knowing the client. */
#ifndef KEYTURN_EXCHANGE_H
#define KEYTURN_EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "keyturn/account.h"
#include "keyturn/credential.h"
#include "keyturn/error.h"
#include "keyturn/factors.h"
#include "keyturn/secret.h"

enum identity_op {
	IDENTITY_VERSIONS,  /* is there an identity service at the URL? */
	IDENTITY_SIGN_IN,   /* username and secret of `kind`; starts the session */
	IDENTITY_PASSCODE,  /* secret = passcode; second step of a sign-in that asked for one */
	IDENTITY_GET_KEY,   /* of `user_id` ("" = the session's user) */
	IDENTITY_RESET_KEY, /* of `user_id`; changes; sent at most once per request */
	IDENTITY_GET_USER,  /* `user_id`: profile, and the PIN when it is the session's own user */
	IDENTITY_FIND_USER, /* `username`: the only call that returns the password's expiry */
	IDENTITY_LIST_USERS,
	IDENTITY_PROBE_KEY, /* does username with `credential` sign in? Leaves the session alone and
	                     * revokes the probe's token. OK = accepted, REFUSED, or UNKNOWN */
	IDENTITY_REVOKE,    /* the session's own token; ends the session */
	IDENTITY_REVOKE_TOKEN, /* another token, `secret`; leaves the session alone */
	IDENTITY_CHECK_TOKEN,  /* does the token `secret` still work? OK; or REFUSED with
	                        * ERROR_SESSION_ENDED: it does not; with any other error: not known */
	IDENTITY_CREATE_KEY, /* a further key for `user_id`, named `key_name`; changes; sent at most
	                        * once per request */
	IDENTITY_FIND_KEY, /* the key named `key_name`; parts that cannot be read again are NULL */
	IDENTITY_DELETE_KEY, /* the key with `key_id`; harmless to repeat */
	IDENTITY_VERSION, /* like VERSIONS, for services that answer only at their version's path */

	/* Users. Those that change something are sent at most once per request. */
	IDENTITY_UPDATE_USER,     /* `user_id`, by `edit`, with `secret` for a password or a PIN */
	IDENTITY_ADD_USER,        /* by `edit`; the service makes a password when none is given */
	IDENTITY_DELETE_USER,     /* `user_id` */
	IDENTITY_CHANGE_PASSWORD, /* of `username`, from `secret` to `new_secret`; needs no session,
				   * and is the way in with a password that has expired */
	IDENTITY_LIST_ADMINS,     /* who may do what `user_id` may not */
	IDENTITY_LIST_ROLES,      /* of `user_id` */
	IDENTITY_ADD_ROLE,        /* `item_id`, to `user_id` */
	IDENTITY_REMOVE_ROLE,
	IDENTITY_GET_DOMAIN,          /* `item_id`: what the account asks of its users */
	IDENTITY_GET_PASSWORD_POLICY, /* likewise */

	/* Support: the PIN, and secret questions */
	IDENTITY_RESET_PIN,      /* of another user, who then sees it; one's own: UPDATE_USER */
	IDENTITY_UNLOCK_PIN,     /* one's own */
	IDENTITY_LIST_QUESTIONS, /* that may be chosen */
	IDENTITY_SET_ANSWER,     /* `secret` to question `item_id`, in place of what there was */

	/* Multi-factor authentication of `user_id` */
	IDENTITY_LIST_PHONES,
	IDENTITY_ADD_PHONE,     /* `item_name`: a number as "+1 210 555 0100" */
	IDENTITY_SEND_CODE,     /* to phone `item_id` */
	IDENTITY_VERIFY_PHONE,  /* `item_id` with `secret`, the code */
	IDENTITY_REMOVE_PHONES, /* one's own */
	IDENTITY_LIST_OTP,
	IDENTITY_ADD_OTP,    /* `item_name`; the reply's secret is its otpauth: URI, told once */
	IDENTITY_VERIFY_OTP, /* `item_id` with `secret`, the code */
	IDENTITY_REMOVE_OTP, /* `item_id` */
	IDENTITY_CHANGE_MFA, /* `mfa_change` */
	IDENTITY_REMOVE_MFA, /* with all its factors */
	IDENTITY_BYPASS,     /* `count` codes that are good for `seconds` in place of a passcode */

	IDENTITY_PROBE_PASSWORD, /* is `secret` the password of `username`? OK: it is, though a
				  * passcode may be wanted as well (and is on its way to a phone).
				  * Otherwise like PROBE_KEY */

	IDENTITY_LIST_OFFERED_ROLES, /* all that users may be given, with their IDs */

	IDENTITY_OP_COUNT
};

struct identity_request {
	enum identity_op op;
	enum credential_kind kind;         /* SIGN_IN */
	char username[ACCOUNT_NAME_SIZE];  /* SIGN_IN, FIND_USER, PROBE_KEY; for a token its tenant,
					   * or "". *_KEY: the user's name where it is known; a
					   * reply that names another is ERROR_REPLY */
	char user_id[ACCOUNT_ID_SIZE];     /* *_KEY, GET_USER */
	char key_id[ACCOUNT_ID_SIZE];      /* DELETE_KEY */
	char key_name[KEY_NAME_SIZE];      /* CREATE_KEY, FIND_KEY */
	char item_id[ACCOUNT_ID_SIZE];     /* a role, a domain, a question, a phone or a device */
	char item_name[ACCOUNT_NAME_SIZE]; /* ADD_PHONE, ADD_OTP; of others what the user
					    * knows the item by, for what is told */
	enum mfa_change mfa_change;
	int count, seconds;     /* BYPASS */
	struct user_edit *edit; /* UPDATE_USER, ADD_USER; owned; free() */
	/* Owned by the request: */
	struct secret *secret;        /* SIGN_IN, PASSCODE, REVOKE_TOKEN, CHECK_TOKEN; see above */
	struct secret *new_secret;    /* CHANGE_PASSWORD */
	struct credential credential; /* PROBE_KEY */
};

/* A request that changes something and got no answer is UNKNOWN, never "failed", with
 * ERROR_OUTCOME_UNKNOWN. A probe is UNKNOWN, with the error that came instead, unless the service clearly
 * accepted or refused the key. A read or a sign-in that failed in any way is REFUSED. */
enum outcome { OUTCOME_OK, OUTCOME_REFUSED, OUTCOME_UNKNOWN };

/* Owned by whoever holds the reply; take a member by setting it to NULL. */
struct identity_reply {
	uint64_t id; /* of the request */
	enum identity_op op;
	enum outcome outcome;
	struct error error;          /* unless OK. PASSCODE_WANTED: send IDENTITY_PASSCODE next */
	int retry_after;             /* s; with an error: when to ask again; 0: not told */
	struct session *session;     /* SIGN_IN, PASSCODE; free() */
	struct catalog *catalog;     /* SIGN_IN, PASSCODE; free(); may be empty */
	struct user_list *users;     /* GET_USER, FIND_USER, UPDATE_USER, ADD_USER (one),
				       * LIST_USERS, LIST_ADMINS; free() */
	struct role_list *roles;     /* free() */
	struct domain *domain;       /* GET_DOMAIN, GET_PASSWORD_POLICY: what that call tells */
	struct factor_list *factors; /* LIST_…; ADD_PHONE, ADD_OTP (one); free() */
	struct question_list *questions; /* free() */
	struct credential credential;    /* GET_KEY, RESET_KEY, CREATE_KEY, FIND_KEY */
	struct secret *pin;              /* GET_USER of oneself, when there is one */
	struct secret *secret; /* ADD_USER: the password, when the service made it; ADD_OTP: the
				* URI; BYPASS: the codes, a line each. Told once */

	/* Of the session, which may have been renewed for this request: */
	int64_t expires; /* its token, s since the epoch; 0: not told, or there is no session */
	bool ends;       /* then it is over: nothing is kept to sign in again with */
};

/* Frees what they own and zeroes them. */
void identity_request_finish(struct identity_request *request);
void identity_reply_finish(struct identity_reply *reply);

/* Another request like it, with what it owns. */
void identity_request_copy(struct identity_request *copy, const struct identity_request *request);

/* Why a request has not been answered yet, so that the user sees it. */
enum identity_wait_reason { WAIT_RETRY, WAIT_SIGN_IN_AGAIN };

struct identity_wait {
	uint64_t id;
	enum identity_op op;
	enum identity_wait_reason reason;
	int seconds; /* until the next attempt */
	int attempt; /* 2 for the first repeat */
	int attempts_max;
	enum error_kind cause;
};

#endif
