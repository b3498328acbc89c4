/* SPDX-License-Identifier: MIT */
#include "passwords.h"

#include <stdlib.h>

#include "json.h"
#include "keyturn/clock.h"
#include "password.h"
#include "route.h"
#include "rules.h"

static bool bad(struct reply *reply, const char *message)
{
	reply_fault(reply, 400, message);
	return false;
}

/* The current one is never accepted again; older ones are, unless the policy forbids them. */
static bool is_new(struct store *store, const struct user *user, const struct domain *domain,
	const char *password)
{
	return !password_matches(user->password, password) &&
		!store_password_used(
			store, user->id, domain->password_history, password_matches, password);
}

bool passwords_set(
	const struct request *request, struct reply *reply, struct user *user, const char *password)
{
	struct domain domain = store_domain(request->store, user->domain);
	char *hash;

	if (!rules_password(password)) {
		return bad(reply,
			"A password has 8 or more characters with an upper-case letter, a "
			"lower-case letter and a digit, and does not begin with a space.");
	}
	if (!is_new(request->store, user, &domain, password)) {
		return bad(reply,
			"The new password must differ from the current one, and from those that "
			"the password policy remembers.");
	}
	hash = password_hash(password);
	if (hash == NULL) {
		reply_fault(reply, 503, "Not enough memory to hash a password.");
		return false;
	}
	if (user->password != NULL &&
		!store_password_add(request->store, user->id, user->password)) {
		free(hash);
		return false;
	}
	free(user->password);
	user->password = hash;
	user->password_set = clock_wall();
	user->password_expires = domain.password_duration == 0
		? 0
		: user->password_set + domain.password_duration;
	return true;
}

/* Revokes the user's tokens; the documents imply that by contrast with a key reset. */
static bool save(struct store *store, struct user *user)
{
	user->updated = clock_wall();
	return store_user_change(store, user) && store_tokens_remove(store, user->id) &&
		store_commit(store);
}

static void change(const struct request *request, struct reply *reply, struct user *user,
	struct json_object *json)
{
	struct store *store = request->store;

	if (!store_user_by_name(store, json_text(json, "username"), user) ||
		!password_matches(user->password, json_text(json, "password"))) {
		reply_fault(reply, 401, "Unable to authenticate user with credentials provided.");
	} else if (!user->enabled) {
		reply_fault_named(reply, 403, "userDisabled", "User is disabled.");
	} else if (store_begin(store)) {
		if (!passwords_set(request, reply, user, json_text(json, "newPassword"))) {
			store_rollback(store);
		} else if (save(store, user)) {
			reply_json(reply, 204, NULL);
		}
	}
}

/* Needs the old password instead of a token: the only way in once it has expired. The documents do not
 * mention a second factor. */
void passwords_change(const struct request *request, struct reply *reply)
{
	struct json_object *body = request_json(request, reply);
	struct json_object *json = json_member(body, "RAX-AUTH:changePasswordCredentials");
	struct user user = {0};

	if (body == NULL) {
		return;
	}
	if (json_text(json, "username") == NULL || json_text(json, "password") == NULL ||
		json_text(json, "newPassword") == NULL) {
		reply_fault(reply, 400, "The username, password or newPassword is missing.");
	} else {
		change(request, reply, &user, json);
	}
	user_finish(&user);
	json_object_put(body);
}
