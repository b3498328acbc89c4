/* SPDX-License-Identifier: MIT
 * Lists of users, in pages: up to "limit" users after the one that "marker" names. The lists are flat,
 * and a Link header leads to the next page, as "List roles" shows. "List users" does not mention pages,
 * but the page about collections does, so all lists of users have them here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "access.h"
#include "catalog.h"
#include "json.h"
#include "keyturn/buffer.h"
#include "keyturn/memory.h"
#include "percent.h"
#include "roles.h"
#include "route.h"
#include "user_json.h"

enum { LINK_MAX_BYTES = 4096 };

/* Whom the caller sees: owner and managers see the managers and users of their account and themselves;
 * everybody else sees only themselves. */
static struct user_query visible_to(const struct user *caller)
{
	return (struct user_query){
		.domain = caller->domain,
		.role_max = caller->role >= ROLE_MANAGE ? (int64_t)ROLE_MANAGE : -1,
		.self = caller->id,
	};
}

static struct json_object *listed(const struct request *request, const struct user *user)
{
	return user_json(user, USER_IN_LIST, access_same_user(request->caller, user));
}

/* Reads "limit" and "marker"; false after answering. A limit above the largest page is 413. */
static bool read_page(const struct request *request, struct reply *reply, struct user_query *query)
{
	const char *limit = request_query(request, "limit");
	char *end = NULL;

	query->after = request_query(request, "marker");
	query->limit = request->page_limit;
	if (limit == NULL) {
		return true;
	}
	query->limit = limit[0] >= '0' && limit[0] <= '9' ? strtoll(limit, &end, 10) : 0;
	if (query->limit < 1 || *end != '\0') {
		reply_fault(reply, 400, "The limit is not a number of users.");
		return false;
	}
	if (query->limit > request->page_limit) {
		reply_fault(reply, 413, "The limit is larger than the largest page.");
		return false;
	}
	return true;
}

static void add_parameter(struct buffer *link, const char *name, const char *value)
{
	char *escaped = value == NULL ? NULL : percent_encode(value);

	if (escaped != NULL) {
		buffer_printf(link, "&%s=%s", name, escaped);
	}
	free(escaped);
}

/* The next page starts after the user `last`. */
static void reply_next(const struct request *request, struct reply *reply,
	const struct user_query *query, const char *path, const char *last)
{
	struct buffer link;

	buffer_init(&link, LINK_MAX_BYTES);
	buffer_printf(&link, "<%s%s?limit=%lld", request->base_url, path, (long long)query->limit);
	add_parameter(&link, "marker", last);
	add_parameter(&link, "email", query->email);
	add_parameter(&link, "roleId", request_query(request, "roleId"));
	reply_header(reply, "Link", "%s>; rel=\"next\"", buffer_text(&link));
	buffer_finish(&link);
}

/* One page. Asks for one user more, to know whether there is another page. */
static void reply_page(const struct request *request, struct reply *reply,
	const struct user_query *query, const char *path)
{
	struct json_object *items = json_object_new_array();
	struct user_query more = *query;
	struct users users;

	more.limit++;
	if (!store_users(request->store, &more, &users)) {
		json_object_put(items);
		reply_fault(reply, 404, "The marker names no user.");
		return;
	}
	for (size_t i = 0; i < users.count && i < (size_t)query->limit; i++) {
		json_object_array_add(items, listed(request, &users.items[i]));
	}
	reply_json(reply, 200, json_wrap("users", items));
	if (users.count > (size_t)query->limit) {
		reply_next(request, reply, query, path, users.items[query->limit - 1].id);
	}
	users_finish(&users);
}

static void by_name(const struct request *request, struct reply *reply, const char *name)
{
	struct user user = {0};

	if (!store_user_by_name(request->store, name, &user)) {
		reply_fault(reply, 404, "User not found.");
	} else if (!access_user(request->caller, &user)) {
		reply_fault(reply, 403, "Not Authorized");
	} else {
		bool own = access_same_user(request->caller, &user);

		reply_json(reply, 200, json_wrap("user", user_json(&user, USER_BY_NAME, own)));
	}
	user_finish(&user);
}

void users_list(const struct request *request, struct reply *reply)
{
	const char *name = request_query(request, "name");
	struct user_query query = visible_to(request->caller);

	if (name != NULL) {
		by_name(request, reply, name);
		return;
	}
	query.email = request_query(request, "email");
	if (read_page(request, reply, &query)) {
		reply_page(request, reply, &query, "/v2.0/users");
	}
}

/* The owners of the user's account. Here the service puts "enabled" in quotes. */
void users_admins(const struct request *request, struct reply *reply)
{
	struct json_object *items = json_object_new_array();
	struct users users;
	struct user user;
	struct user_query query = {.role_max = ROLE_ADMIN, .role_id = "3", .limit = INT32_MAX};

	if (!access_target(request, reply, access_user, &user)) {
		json_object_put(items);
		return;
	}
	query.domain = user.domain;
	store_users(request->store, &query, &users);
	for (size_t i = 0; i < users.count; i++) {
		struct json_object *item = listed(request, &users.items[i]);

		json_put_text(item, "enabled", users.items[i].enabled ? "true" : "false");
		json_object_array_add(items, item);
	}
	users_finish(&users);
	user_finish(&user);
	reply_json(reply, 200, json_wrap("users", items));
}

/* True when the tenant is one of the caller's; false after answering. */
static bool own_tenant(const struct request *request, struct reply *reply)
{
	const char *domain = request->caller->domain;
	char *storage = catalog_storage_tenant(domain);
	bool own = strcmp(request->args[0], domain) == 0 ||
		(storage != NULL && strcmp(request->args[0], storage) == 0);

	free(storage);
	if (!own || request->caller->role == ROLE_DEFAULT) {
		reply_fault(reply, 403, "Not Authorized");
	}
	return own && request->caller->role != ROLE_DEFAULT;
}

/* The documents do not say who may; owner and managers may, since they see others elsewhere too. Paging
 * is ignored with contactId. */
void users_of_tenant(const struct request *request, struct reply *reply)
{
	struct user_query query = visible_to(request->caller);
	char path[256];

	query.role_id = request_query(request, "roleId");
	query.contact = request_query(request, "contactId");
	if (!own_tenant(request, reply)) {
		return;
	}
	if (query.role_id != NULL && query.contact != NULL) {
		reply_fault(reply, 400, "Give roleId or contactId, not both.");
	} else if (query.contact != NULL) {
		query.limit = INT32_MAX;
		reply_page(request, reply, &query, "");
	} else if (read_page(request, reply, &query)) {
		snprintf(path, sizeof(path), "/v2.0/tenants/%s/users", request->args[0]);
		reply_page(request, reply, &query, path);
	}
}

/* Among customers the page names only the owner. */
void users_with_role(const struct request *request, struct reply *reply)
{
	struct user_query query = visible_to(request->caller);
	char path[256];

	query.role_id = request->args[0];
	if (request->caller->role != ROLE_ADMIN) {
		reply_fault(reply, 403, "Not Authorized");
	} else if (!roles_known(query.role_id)) {
		reply_fault(reply, 404, "Role not found.");
	} else if (read_page(request, reply, &query)) {
		snprintf(path, sizeof(path), "/v2.0/OS-KSADM/roles/%s/RAX-AUTH/users",
			query.role_id);
		reply_page(request, reply, &query, path);
	}
}
