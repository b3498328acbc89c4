/* SPDX-License-Identifier: MIT
 * From a request to its reply: rate limit, token check, table of routes. */
#ifndef SANDBOX_ROUTE_H
#define SANDBOX_ROUTE_H

#include "http.h"
#include "limit.h"

struct service {
	struct store *store;
	struct limit *limit; /* NULL: none */
	int limit_status;    /* what goes beyond it is answered */
	int64_t page_limit;
	int64_t user_limit;
	int64_t token_life; /* s */
	const char *prefix; /* "" or "/identity" */
};

/* Fills `reply`, which must be zeroed. */
void service_answer(struct service *service, struct request *request, struct reply *reply);

/* One file for each group. */
route_handler versions_list, versions_show, versions_extensions;
route_handler authenticate, legacy_authenticate;
route_handler tokens_validate, tokens_endpoints, tokens_revoke_own, tokens_revoke;
route_handler users_list, users_admins, users_of_tenant, users_with_role;
route_handler users_get, users_tenants;
route_handler users_add, users_change, users_remove;
route_handler passwords_change;
route_handler roles_list, roles_get, roles_list_of_user, roles_add, roles_remove;
route_handler domains_get, domains_change, domains_enforce, domains_of_user;
route_handler password_policy_get, password_policy_set, password_policy_remove;
route_handler multifactor_change, multifactor_remove;
route_handler phones_list, phones_get, phones_add, phones_send_code, phones_verify, phones_remove;
route_handler otp_devices_list, otp_devices_get, otp_devices_add, otp_devices_verify,
	otp_devices_remove;
route_handler bypass_codes_make;
route_handler pin_reset, pin_unlock;
route_handler secret_question_list, secret_question_set;
route_handler credentials_get, credentials_list, credentials_reset, credentials_delete;
route_handler storage_account;

#endif
