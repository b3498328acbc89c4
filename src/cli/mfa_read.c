/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "mfa.h"

static struct factor_list *read_list(struct mfa *mfa, struct call *call, enum identity_op op)
{
	struct identity_request request = {.op = op};
	struct identity_reply reply;
	struct factor_list *list = NULL;

	memcpy(request.user_id, mfa->whose.user.id, sizeof(request.user_id));
	if (call_send(call, &request, &reply)) {
		list = reply.factors;
		reply.factors = NULL;
	} else {
		mfa->unread = reply.error;
	}
	identity_reply_finish(&reply);
	return list;
}

bool mfa_read(struct mfa *mfa, struct call *call, const struct session *session,
	const struct options *options, struct error *error)
{
	*mfa = (struct mfa){0};
	if (!whose_find(&mfa->whose, call, session, options, error)) {
		return false;
	}
	mfa->phones = read_list(mfa, call, IDENTITY_LIST_PHONES);
	mfa->devices = read_list(mfa, call, IDENTITY_LIST_OTP);
	return true;
}

void mfa_finish(struct mfa *mfa)
{
	whose_finish(&mfa->whose);
	free(mfa->phones);
	free(mfa->devices);
	*mfa = (struct mfa){0};
}

static const struct factor *find(const struct factor_list *list, const char *id)
{
	for (size_t i = 0; list != NULL && i < list->count; i++) {
		if (strcmp(list->factors[i].id, id) == 0) {
			return &list->factors[i];
		}
	}
	return NULL;
}

const struct factor *mfa_factor(const struct mfa *mfa, const char *id, struct error *error)
{
	const struct factor *factor = find(mfa->phones, id);

	if (factor == NULL) {
		factor = find(mfa->devices, id);
	}
	if (factor == NULL && mfa->unread.kind != ERROR_NONE) {
		*error = mfa->unread;
	} else if (factor == NULL) {
		error_set(error, ERROR_USAGE,
			"'%s' is the ID of no phone or device; 'keyturn mfa' lists them", id);
	}
	return factor;
}
