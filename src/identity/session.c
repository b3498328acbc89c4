/* SPDX-License-Identifier: MIT */
#include "session.h"

#include <stdio.h>
#include <string.h>

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

static void take_token(struct kept_session *kept, struct dialect_answer *answer)
{
	replace(&kept->token, answer->token);
	answer->token = NULL;
}

void session_started(struct kept_session *kept, const struct identity_request *request,
	struct dialect_answer *answer)
{
	bool again = request->op == IDENTITY_SIGN_IN && request->kind != CREDENTIAL_TOKEN;

	take_token(kept, answer);
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

bool session_renewed(struct kept_session *kept, struct dialect_answer *answer)
{
	if (strcmp(kept->user_id, answer->reply.session->user_id) != 0) {
		return false;
	}
	take_token(kept, answer);
	return true;
}

void session_key(
	struct kept_session *kept, const struct identity_request *request, struct secret *key)
{
	bool own = strcmp(request->user_id, kept->user_id) == 0;

	if (own && kept->credential != NULL && kept->kind == CREDENTIAL_API_KEY) {
		replace(&kept->credential, secret_link(key));
	}
}
