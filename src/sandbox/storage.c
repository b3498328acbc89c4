/* SPDX-License-Identifier: MIT
 * An object store account without containers: enough for a client to prove that it signed in. */
#include <stdlib.h>
#include <string.h>

#include "catalog.h"
#include "route.h"

void storage_account(const struct request *request, struct reply *reply)
{
	char *own = catalog_storage_tenant(request->caller->domain);
	const char *format = request_query(request, "format");
	const char *accept = request_header(request, "Accept");

	if (own == NULL || strcmp(own, request->args[0]) != 0) {
		reply_fault(reply, 403, "Not Authorized");
	} else {
		bool json = (format != NULL && strcmp(format, "json") == 0) ||
			(accept != NULL && strstr(accept, "json") != NULL);

		reply_json(reply, json ? 200 : 204, json ? json_object_new_array() : NULL);
		reply_header(reply, "X-Account-Container-Count", "0");
		reply_header(reply, "X-Account-Object-Count", "0");
		reply_header(reply, "X-Account-Bytes-Used", "0");
	}
	free(own);
}
