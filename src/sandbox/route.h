/* SPDX-License-Identifier: MIT
 * From a request to its reply: rate limit, token check, table of routes. */
#ifndef SANDBOX_ROUTE_H
#define SANDBOX_ROUTE_H

#include "http.h"
#include "limit.h"

struct service {
	struct store *store;
	struct limit *limit; /* NULL: none */
	const char *prefix;  /* "" or "/identity" */
};

/* Fills `reply`, which must be zeroed. */
void service_answer(struct service *service, struct request *request, struct reply *reply);

/* One file for each group. */
route_handler versions_list, versions_show, versions_extensions;
route_handler authenticate, legacy_authenticate;
route_handler tokens_validate, tokens_endpoints, tokens_revoke_own, tokens_revoke;
route_handler users_list, users_get, users_admins, users_roles, users_tenants;
route_handler users_add, users_change, users_remove, users_change_password;
route_handler credentials_get, credentials_list, credentials_reset, credentials_delete;
route_handler storage_account;

#endif
