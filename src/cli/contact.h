/* SPDX-License-Identifier: MIT
 * A user of the account as the actions of 'keyturn contacts' read, print and tell them. */
#ifndef KEYTURN_CONTACT_H
#define KEYTURN_CONTACT_H

#include <json-c/json.h>

#include "call_each.h"
#include "context.h"

struct contact {
	struct user user;
	enum account_role role;
	bool role_known;
	struct role_list *roles; /* owned; NULL: not read */
	struct error unread;     /* why they could not be read; NONE: they were not asked for */
};

/* What a list of users tells: of nobody the role, but of who signed in. */
void contact_init(struct contact *contact, const struct user *user, const struct session *session);
void contact_finish(struct contact *contact);

/* Roles from the answer to IDENTITY_LIST_ROLES, or why there are none. */
void contact_take_roles(struct contact *contact, struct identity_reply *reply);

/* The user by name; "no user is named …" when there is none. */
bool contact_find(struct contact *contact, struct call *call, const struct session *session,
	const char *name, struct error *error);

/* Asks for the roles; what comes of it is in `contact`. */
void contact_read_roles(struct contact *contact, struct call *call);

/* "owner", "manager", "user", "other"; "unknown". */
const char *contact_role(const struct contact *contact);

struct json_object *contact_json(const struct contact *contact);

/* [{"id","name"}] */
struct json_object *contact_roles_json(const struct role_list *roles);

#endif
