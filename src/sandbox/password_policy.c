/* SPDX-License-Identifier: MIT
 * How long the account's passwords last, and how many old ones are refused. The owner sets it ("Set
 * domain password policy"). The documents do not say who may read it; here managers may, since they
 * set passwords for others. */
#include <stdio.h>
#include <stdlib.h>

#include "domains.h"
#include "duration.h"
#include "json.h"
#include "route.h"
#include "keyturn/clock.h"

static struct json_object *policy_json(const struct domain *domain)
{
	struct json_object *json = json_object_new_object();
	char text[DURATION_MAX];

	if (domain->password_duration > 0) {
		json_put_text(
			json, "passwordDuration", duration_text(domain->password_duration, text));
	}
	if (domain->password_history > 0) {
		snprintf(text, sizeof(text), "%lld", (long long)domain->password_history);
		json_put_text(json, "passwordHistoryRestriction", text);
	}
	return json_wrap("passwordPolicy", json);
}

static bool is_set(const struct domain *domain)
{
	return domain->password_duration > 0 || domain->password_history > 0;
}

void password_policy_get(const struct request *request, struct reply *reply)
{
	struct domain domain;

	if (!domains_target(request, reply, ROLE_MANAGE, &domain)) {
		return;
	}
	if (is_set(&domain)) {
		reply_json(reply, 200, policy_json(&domain));
	} else {
		reply_fault(reply, 404, "The domain has no password policy.");
	}
}

/* The number of old passwords is text, as in the sample, and not more than the store remembers. */
static bool read_policy(struct json_object *json, struct domain *domain)
{
	const char *duration = json_text(json, "passwordDuration");
	const char *history = json_text(json, "passwordHistoryRestriction");
	char *end = NULL;

	domain->password_duration = 0;
	domain->password_history = history == NULL ? 0 : strtol(history, &end, 10);
	return (duration != NULL || history != NULL) &&
		(duration == NULL ||
			(clock_parse_duration(duration, &domain->password_duration) &&
				domain->password_duration > 0)) &&
		(history == NULL ||
			(end != history && *end == '\0' && domain->password_history > 0 &&
				domain->password_history <= STORE_PASSWORDS_MAX));
}

/* Takes effect at once, for existing passwords too. */
static bool save(const struct request *request, const struct domain *domain)
{
	struct store *store = request->store;

	return store_begin(store) && store_domain_change(store, request->args[0], domain) &&
		store_domain_expire(store, request->args[0], domain->password_duration) &&
		store_commit(store);
}

void password_policy_set(const struct request *request, struct reply *reply)
{
	struct json_object *body = request_json(request, reply);
	struct domain domain;

	if (body == NULL) {
		return;
	}
	if (domains_target(request, reply, ROLE_ADMIN, &domain)) {
		if (!read_policy(json_member(body, "passwordPolicy"), &domain)) {
			reply_fault(reply, 400, "The password policy is not valid.");
		} else if (save(request, &domain)) {
			reply_json(reply, 200, policy_json(&domain));
		}
	}
	json_object_put(body);
}

void password_policy_remove(const struct request *request, struct reply *reply)
{
	struct domain domain;

	if (!domains_target(request, reply, ROLE_ADMIN, &domain)) {
		return;
	}
	if (!is_set(&domain)) {
		reply_fault(reply, 404, "The domain has no password policy.");
		return;
	}
	domain.password_duration = domain.password_history = 0;
	if (save(request, &domain)) {
		reply_json(reply, 204, NULL);
	}
}
