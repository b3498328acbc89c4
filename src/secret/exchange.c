/* SPDX-License-Identifier: MIT */
#include "keyturn/exchange.h"

#include <stdlib.h>

#include "keyturn/memory.h"

void identity_request_finish(struct identity_request *request)
{
	free(request->edit);
	secret_unlink(request->secret);
	secret_unlink(request->new_secret);
	credential_drop(&request->credential);
	*request = (struct identity_request){0};
}

void identity_reply_finish(struct identity_reply *reply)
{
	free(reply->session);
	free(reply->catalog);
	free(reply->users);
	free(reply->roles);
	free(reply->domain);
	free(reply->factors);
	free(reply->questions);
	credential_drop(&reply->credential);
	secret_unlink(reply->pin);
	secret_unlink(reply->secret);
	*reply = (struct identity_reply){0};
}

void identity_request_copy(struct identity_request *copy, const struct identity_request *request)
{
	*copy = *request;
	if (request->edit != NULL) {
		copy->edit = memory_alloc(sizeof(*copy->edit));
		*copy->edit = *request->edit;
	}
	secret_link(copy->secret);
	secret_link(copy->new_secret);
	copy->credential = credential_link(&request->credential);
}
