/* SPDX-License-Identifier: MIT */
#include "session.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { RENEW_SECONDS = 3600, PUT_OFF_SECONDS = 60 };

static void replace(struct secret **slot, struct secret *secret)
{
	secret_unlink(*slot);
	*slot = secret;
}

void session_finish(struct kept_session *kept)
{
	secret_unlink(kept->token);
	secret_unlink(kept->challenge);
	secret_unlink(kept->credential);
	*kept = (struct kept_session){0};
}

void session_forget_credential(struct kept_session *kept)
{
	replace(&kept->credential, NULL);
}

/* A token that is over when it is new says that one of the two clocks is wrong. */
static void take_token(struct kept_session *kept, struct dialect_answer *answer, int64_t now)
{
	int64_t expires = answer->reply.session->expires, life = expires - now;
	int64_t ahead = life / 10 < RENEW_SECONDS ? life / 10 : RENEW_SECONDS;

	kept->expires = expires;
	kept->renew_at = expires != 0 && life > 0 ? expires - ahead : 0;
	kept->dead = false;
	replace(&kept->token, answer->token);
	answer->token = NULL;
}

void session_started(struct kept_session *kept, const struct identity_request *request,
	struct dialect_answer *answer, int64_t now)
{
	bool again = request->op == IDENTITY_SIGN_IN && request->kind != CREDENTIAL_TOKEN;

	take_token(kept, answer, now);
	snprintf(kept->user_id, sizeof(kept->user_id), "%s", answer->reply.session->user_id);
	snprintf(kept->user_name, sizeof(kept->user_name), "%s", answer->reply.session->user_name);
	replace(&kept->challenge, NULL);
	replace(&kept->credential, again ? secret_link(request->secret) : NULL);
	kept->kind = request->kind;
	snprintf(kept->username, sizeof(kept->username), "%s", request->username);
}

void session_challenged(struct kept_session *kept, struct dialect_answer *answer)
{
	if (answer->challenge != NULL) {
		replace(&kept->challenge, answer->challenge);
		answer->challenge = NULL;
	}
}

bool session_renewed(struct kept_session *kept, struct dialect_answer *answer, int64_t now)
{
	if (strcmp(kept->user_id, answer->reply.session->user_id) != 0) {
		return false;
	}
	take_token(kept, answer, now);
	return true;
}

bool session_is_due(const struct kept_session *kept, int64_t now)
{
	return kept->credential != NULL &&
		(kept->dead || (kept->renew_at != 0 && now >= kept->renew_at));
}

bool session_is_over(const struct kept_session *kept, int64_t now)
{
	return kept->dead || (kept->renew_at != 0 && now >= kept->expires);
}

void session_put_off(struct kept_session *kept, int64_t now)
{
	if (kept->renew_at != 0) {
		kept->renew_at = now + PUT_OFF_SECONDS;
	}
}

void session_key(
	struct kept_session *kept, const struct identity_request *request, struct secret *key)
{
	bool own = strcmp(request->user_id, kept->user_id) == 0;

	if (own && kept->credential != NULL && kept->kind == CREDENTIAL_API_KEY) {
		replace(&kept->credential, secret_link(key));
	}
}

/* ---- changes ---- */

static bool is_own_name(const struct kept_session *kept, const char *name)
{
	return name[0] != '\0' &&
		(strcasecmp(name, kept->user_name) == 0 || strcasecmp(name, kept->username) == 0);
}

/* It ends all of the user's tokens. */
static void new_password(struct kept_session *kept, struct secret *password, enum outcome outcome)
{
	kept->dead = true;
	if (kept->credential != NULL && kept->kind == CREDENTIAL_PASSWORD) {
		replace(&kept->credential, outcome == OUTCOME_OK ? secret_link(password) : NULL);
	}
}

static void new_name(struct kept_session *kept, const char *name, enum outcome outcome)
{
	if (outcome != OUTCOME_OK) {
		session_forget_credential(kept);
		return;
	}
	snprintf(kept->user_name, sizeof(kept->user_name), "%s", name);
	snprintf(kept->username, sizeof(kept->username), "%s", name);
}

static void user_updated(
	struct kept_session *kept, const struct identity_request *request, enum outcome outcome)
{
	const struct user_edit *edit = request->edit;

	if ((edit->fields & USER_PASSWORD) != 0) {
		new_password(kept, request->secret, outcome);
	}
	if ((edit->fields & USER_NAME) != 0) {
		new_name(kept, edit->name, outcome);
	}
}

/* Ends all of the user's tokens, and the password alone no longer signs in. */
static void factor_wanted(struct kept_session *kept)
{
	kept->dead = true;
	if (kept->kind == CREDENTIAL_PASSWORD) {
		session_forget_credential(kept);
	}
}

void session_changed(
	struct kept_session *kept, const struct identity_request *request, enum outcome outcome)
{
	bool own = strcmp(request->user_id, kept->user_id) == 0;

	if (kept->token == NULL || outcome == OUTCOME_REFUSED) {
		return;
	}
	if (request->op == IDENTITY_CHANGE_PASSWORD && is_own_name(kept, request->username)) {
		new_password(kept, request->new_secret, outcome);
	} else if (request->op == IDENTITY_UPDATE_USER && own) {
		user_updated(kept, request, outcome);
	} else if (request->op == IDENTITY_CHANGE_MFA && own && request->mfa_change == MFA_ENABLE) {
		factor_wanted(kept);
	}
}
