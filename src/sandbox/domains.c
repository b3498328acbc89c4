/* SPDX-License-Identifier: MIT
 * Accounts, which the service calls domains. Owners and managers may change how long a user interface
 * may stay idle, and nothing else ("Update a domain"). The documents do not say who may read one; here
 * they may. Other users get the time-out when they sign in. */
#include "domains.h"

#include <string.h>

#include "access.h"
#include "duration.h"
#include "json.h"
#include "multifactor.h"
#include "route.h"
#include "keyturn/clock.h"

/* The documents give no bounds. */
enum { INACTIVITY_MIN = 5 * 60, INACTIVITY_MAX = 24 * 60 * 60 };

bool domains_target(
	const struct request *request, struct reply *reply, enum role least, struct domain *domain)
{
	const char *id = request->args[0];

	if (store_user_count(request->store, id) == 0) {
		reply_fault(reply, 404, "Domain not found.");
		return false;
	}
	if (strcmp(id, request->caller->domain) != 0 || request->caller->role < (int64_t)least) {
		reply_fault(reply, 403, "Not Authorized");
		return false;
	}
	*domain = store_domain(request->store, id);
	return true;
}

static struct json_object *domain_json(const char *id, const struct domain *domain)
{
	struct json_object *json = json_object_new_object();
	char text[DURATION_MAX];

	json_put_text(json, "id", id);
	json_put_text(json, "name", id);
	json_put_text(json, "description", "An account that exists nowhere else.");
	json_put_flag(json, "enabled", true);
	json_put_text(json, "sessionInactivityTimeout", duration_text(domain->inactivity, text));
	json_put_text(json, "rackspaceCustomerNumber", "RCN-000-000-001");
	json_put_text(json, "domainMultiFactorEnforcementLevel",
		multifactor_level_name((enum mfa_level)domain->mfa_level));
	return json;
}

void domains_get(const struct request *request, struct reply *reply)
{
	struct domain domain;

	if (domains_target(request, reply, ROLE_MANAGE, &domain)) {
		reply_json(reply, 200,
			json_wrap("RAX-AUTH:domain", domain_json(request->args[0], &domain)));
	}
}

static bool only_the_timeout(struct json_object *json)
{
	json_object_object_foreach(json, name, value)
	{
		(void)value;
		if (strcmp(name, "sessionInactivityTimeout") != 0) {
			return false;
		}
	}
	return true;
}

static void change(const struct request *request, struct reply *reply, struct domain *domain,
	struct json_object *json)
{
	const char *timeout = json_text(json, "sessionInactivityTimeout");

	if (!only_the_timeout(json)) {
		reply_fault(reply, 403, "Only sessionInactivityTimeout can be changed.");
	} else if (timeout == NULL || !clock_parse_duration(timeout, &domain->inactivity) ||
		domain->inactivity < INACTIVITY_MIN || domain->inactivity > INACTIVITY_MAX) {
		reply_fault(reply, 400, "The sessionInactivityTimeout is not a valid duration.");
	} else if (store_domain_change(request->store, request->args[0], domain)) {
		reply_json(reply, 200,
			json_wrap("RAX-AUTH:domain", domain_json(request->args[0], domain)));
	}
}

void domains_change(const struct request *request, struct reply *reply)
{
	struct json_object *body = request_json(request, reply);
	struct json_object *json = json_member(body, "RAX-AUTH:domain");
	struct domain domain;

	if (body == NULL) {
		return;
	}
	if (json == NULL) {
		reply_fault(reply, 400, "The request has no domain object.");
	} else if (domains_target(request, reply, ROLE_MANAGE, &domain)) {
		change(request, reply, &domain, json);
	}
	json_object_put(body);
}

/* Revokes the account's tokens obtained without a passcode. */
static bool enforce(const struct request *request, const struct domain *domain)
{
	struct store *store = request->store;

	return store_begin(store) && store_domain_change(store, request->args[0], domain) &&
		(domain->mfa_level < MFA_REQUIRED ||
			store_tokens_remove_single_of(store, request->args[0])) &&
		store_commit(store);
}

/* Only the owner may, after turning multi-factor authentication on for itself (otherwise the page has
 * both 400 and 403). Only support may set or change RACKSPACE_MANDATED ("Update domain enforcement
 * setting"). */
void domains_enforce(const struct request *request, struct reply *reply)
{
	struct json_object *body = request_json(request, reply);
	const char *name = json_text(json_member(body, "RAX-AUTH:multiFactorDomain"),
		"domainMultiFactorEnforcementLevel");
	struct domain domain;
	int64_t level;

	if (body == NULL) {
		return;
	}
	if (!multifactor_level_parse(name, &level) || level == MFA_DEFAULT) {
		reply_fault(reply, 400, "Invalid value for domainMultiFactorEnforcementLevel.");
	} else if (domains_target(request, reply, ROLE_ADMIN, &domain)) {
		if (level == MFA_MANDATED || domain.mfa_level == MFA_MANDATED) {
			reply_fault(reply, 403, "RACKSPACE_MANDATED is changed by support only.");
		} else if (!request->caller->mfa) {
			reply_fault(reply, 403,
				"Set up multi-factor authentication for yourself first.");
		} else {
			domain.mfa_level = level;
			if (enforce(request, &domain)) {
				reply_json(reply, 204, NULL);
			}
		}
	}
	json_object_put(body);
}

/* The domains a user can access: only its own. */
void domains_of_user(const struct request *request, struct reply *reply)
{
	struct json_object *items = json_object_new_array();
	struct domain domain;
	struct user user;

	if (!access_target(request, reply, access_user, &user)) {
		json_object_put(items);
		return;
	}
	domain = store_domain(request->store, user.domain);
	json_object_array_add(items, domain_json(user.domain, &domain));
	reply_json(reply, 200, json_wrap("RAX-AUTH:domains", items));
	user_finish(&user);
}
