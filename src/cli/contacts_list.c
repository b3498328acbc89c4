/* SPDX-License-Identifier: MIT
 * keyturn contacts list: the users of the account that the service shows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "account_names.h"
#include "contact.h"
#include "contacts.h"
#include "keyturn/account_rules.h"
#include "keyturn/clock.h"
#include "keyturn/memory.h"
#include "keyturn/text.h"
#include "output.h"
#include "table.h"

struct listing {
	const struct options *options;
	struct contact *contacts;
	size_t count, all; /* those that --filter leaves, and how many there were */
	size_t read;       /* so many have answered when asked for their roles */
	bool progress;
};

/* ---- order ---- */

static int by_name(const void *a, const void *b)
{
	const struct user *left = &((const struct contact *)a)->user;
	const struct user *right = &((const struct contact *)b)->user;
	const int order = strcasecmp(left->name, right->name);

	return order != 0 ? order : strcmp(left->id, right->id);
}

static int by_role(const void *a, const void *b)
{
	const struct contact *left = a, *right = b;

	return left->role != right->role ? (int)right->role - (int)left->role : by_name(a, b);
}

static int by_email(const void *a, const void *b)
{
	const struct contact *left = a, *right = b;
	const int order = strcasecmp(left->user.email, right->user.email);

	return order != 0 ? order : by_name(a, b);
}

static int by_created(const void *a, const void *b)
{
	const int64_t left = ((const struct contact *)a)->user.created;
	const int64_t right = ((const struct contact *)b)->user.created;

	return left != right ? (left > right) - (left < right) : by_name(a, b);
}

static const struct order {
	const char *name;
	int (*compare)(const void *a, const void *b);
} orders[] = {{"name", by_name}, {"role", by_role}, {"email", by_email}, {"created", by_created}};

enum { ORDERS = sizeof(orders) / sizeof(*orders) };

/* NULL: there is none of that name. */
static const struct order *find_order(const char *name)
{
	for (size_t i = 0; i < ORDERS; i++) {
		if (name == NULL || strcmp(orders[i].name, name) == 0) {
			return &orders[i];
		}
	}
	return NULL;
}

bool contacts_list_check(const struct options *options, struct error *error)
{
	return find_order(options->sort) != NULL ||
		error_set(error, ERROR_USAGE, "--sort takes name, role, email or created");
}

/* ---- reading ---- */

static bool is_wanted(const struct options *options, const struct user *user)
{
	return options->filter == NULL || text_contains(user->name, options->filter) ||
		text_contains(user->email, options->filter);
}

static struct contact *find(const struct listing *listing, const struct user *user)
{
	for (size_t i = 0; i < listing->count; i++) {
		if (strcmp(listing->contacts[i].user.id, user->id) == 0) {
			return &listing->contacts[i];
		}
	}
	return NULL;
}

static struct contact *add(
	struct listing *listing, const struct user *user, const struct session *session)
{
	listing->contacts = memory_grow(
		listing->contacts, listing->count, sizeof(*listing->contacts));
	contact_init(&listing->contacts[listing->count], user, session);
	return &listing->contacts[listing->count++];
}

static bool read_users(struct listing *listing, struct call *call, const struct session *session,
	struct error *error)
{
	struct identity_request request = {.op = IDENTITY_LIST_USERS};
	struct identity_reply reply;
	bool ok = call_send(call, &request, &reply);

	if (!ok) {
		*error = reply.error;
	}
	for (size_t i = 0; ok && i < reply.users->count; i++) {
		add(listing, &reply.users->users[i], session);
	}
	identity_reply_finish(&reply);
	return ok;
}

static void take_owner(
	struct listing *listing, const struct user *user, const struct session *session)
{
	struct contact *contact = find(listing, user);

	if (contact == NULL) {
		contact = add(listing, user, session);
	}
	contact->role = ROLE_OWNER;
	contact->role_known = true;
}

/* Who may not see the owner in the list is told of the owner by another call. Without it the list is as
 * good as the service made it. False when interrupted. */
static bool read_owner(struct listing *listing, struct call *call, const struct session *session,
	struct error *error)
{
	struct identity_request request = {.op = IDENTITY_LIST_ADMINS};
	struct identity_reply reply;
	char message[2 * ERROR_DETAIL_MAX];

	memcpy(request.user_id, session->user_id, sizeof(request.user_id));
	bool ok = call_send(call, &request, &reply);
	if (!ok && output_notices(listing->options)) {
		fprintf(stderr, "keyturn: the account's owner is not told: %s\n",
			error_message(&reply.error, message, sizeof(message)));
	}
	for (size_t i = 0; ok && i < reply.users->count; i++) {
		take_owner(listing, &reply.users->users[i], session);
	}
	if (reply.error.kind == ERROR_INTERRUPTED) {
		*error = reply.error;
	}
	identity_reply_finish(&reply);
	return ok || error->kind != ERROR_INTERRUPTED;
}

/* Before roles are read, so that there is less to ask. */
static void leave_wanted(struct listing *listing)
{
	listing->all = listing->count;
	listing->count = 0;
	for (size_t i = 0; i < listing->all; i++) {
		if (is_wanted(listing->options, &listing->contacts[i].user)) {
			listing->contacts[listing->count++] = listing->contacts[i];
		}
	}
}

static void ask_roles(void *data, size_t index, struct identity_request *request)
{
	const struct listing *listing = data;
	const char *id = listing->contacts[index].user.id;

	request->op = IDENTITY_LIST_ROLES;
	memcpy(request->user_id, id, strlen(id) + 1);
}

static void take_roles(void *data, size_t index, struct identity_reply *reply)
{
	struct listing *listing = data;

	contact_take_roles(&listing->contacts[index], reply);
	listing->read++;
	if (listing->progress) {
		fprintf(stderr, "\r\033[Kkeyturn: roles of %zu of %zu users", listing->read,
			listing->count);
	}
}

static bool read_roles(struct listing *listing, struct call *call, struct error *error)
{
	const struct call_each each = {listing->count, ask_roles, take_roles, listing};

	listing->progress = !listing->options->accessible && output_progress(listing->options);
	bool ok = call_each(call, &each, error);
	if (listing->progress) {
		fputs("\r\033[K", stderr);
	}
	return ok;
}

static bool read_all(struct listing *listing, struct call *call, const struct session *session,
	struct error *error)
{
	const struct order *order = find_order(listing->options->sort);

	if (!read_users(listing, call, session, error) ||
		(session->role != ROLE_OWNER && !read_owner(listing, call, session, error))) {
		return false;
	}
	leave_wanted(listing);
	if (listing->options->roles && !read_roles(listing, call, error)) {
		return false;
	}
	if (listing->count > 0 && order != NULL) {
		qsort(listing->contacts, listing->count, sizeof(*listing->contacts),
			order->compare);
	}
	return true;
}

/* ---- telling ---- */

static enum exit_status print_json(
	const struct listing *listing, const struct context *context, const struct session *session)
{
	struct json_object *object = json_object_new_object();
	struct json_object *list = json_object_new_array();
	const char *note = permit_list_note(session);

	output_member(object, "user", session->user_name);
	output_member(object, "service", context_url(context));
	json_object_object_add(object, "complete", json_object_new_boolean(note == NULL));
	if (note != NULL) {
		output_member(object, "note", note);
	}
	for (size_t i = 0; i < listing->count; i++) {
		json_object_array_add(list, contact_json(&listing->contacts[i]));
	}
	json_object_object_add(object, "contacts", list);
	return output_json(object);
}

static const char *role_cell(const struct contact *contact)
{
	return contact->role_known                   ? contact_role(contact)
		: contact->unread.kind == ERROR_NONE ? "not read"
						     : "not told";
}

static void print_table(const struct listing *listing)
{
	static const char *const headings[] = {"NAME", "ROLE", "E-MAIL", "MFA", "PIN", "STATE"};
	struct table table = {.columns = sizeof(headings) / sizeof(*headings)};

	for (size_t i = 0; i < table.columns; i++) {
		table_add(&table, headings[i]);
	}
	for (size_t i = 0; i < listing->count; i++) {
		const struct user *user = &listing->contacts[i].user;
		table_add(&table, user->name);
		table_add(&table, role_cell(&listing->contacts[i]));
		table_add(&table, user->email);
		table_add(&table, account_mfa_name(user->mfa));
		table_add(&table, account_pin_name(user->pin_state));
		table_add(&table, user->enabled ? "enabled" : "disabled");
	}
	table_print(stdout, &table);
	table_finish(&table);
}

static bool roles_are_missing(const struct listing *listing)
{
	for (size_t i = 0; i < listing->count; i++) {
		if (!listing->contacts[i].role_known &&
			listing->contacts[i].unread.kind == ERROR_NONE) {
			return true;
		}
	}
	return false;
}

/* The reasons are all alike. */
static void print_unread(const struct listing *listing)
{
	char line[2 * ERROR_DETAIL_MAX + 64], message[2 * ERROR_DETAIL_MAX];

	for (size_t i = 0; i < listing->count; i++) {
		const struct error *unread = &listing->contacts[i].unread;
		if (unread->kind != ERROR_NONE) {
			snprintf(line, sizeof(line), "Roles of %s: %s",
				listing->contacts[i].user.name,
				error_message(unread, message, sizeof(message)));
			output_line(stdout, line);
		}
	}
}

static enum exit_status print_text(const struct listing *listing, const struct session *session)
{
	const char *note = permit_list_note(session);

	if (listing->count > 0) {
		print_table(listing);
		putchar('\n');
	}
	printf("%zu user%s", listing->count, listing->count == 1 ? "" : "s");
	if (listing->options->filter != NULL) {
		printf(" of %zu (--filter)", listing->all);
	}
	putchar('\n');
	if (note != NULL) {
		paper_text(stdout, 0, PAPER_PLAIN, note);
	}
	if (roles_are_missing(listing)) {
		paper_text(stdout, 0, PAPER_PLAIN,
			"Roles of others are not read; --roles reads them, one request for each user");
	}
	print_unread(listing);
	return output_end();
}

/* That some roles are not shown to this user is no failure. */
static bool is_whole(const struct listing *listing)
{
	for (size_t i = 0; i < listing->count; i++) {
		const enum error_kind kind = listing->contacts[i].unread.kind;
		if (kind != ERROR_NONE && kind != ERROR_FORBIDDEN) {
			return false;
		}
	}
	return true;
}

static enum exit_status print(
	const struct listing *listing, const struct context *context, const struct session *session)
{
	const enum exit_status printed = context->options->json
		? print_json(listing, context, session)
		: print_text(listing, session);

	return printed == EXIT_STATUS_DONE && !is_whole(listing) ? EXIT_STATUS_PARTLY : printed;
}

enum exit_status contacts_list(
	struct context *context, struct call *call, const struct session *session)
{
	struct listing listing = {.options = context->options};
	struct error error = {0};
	const enum exit_status status = read_all(&listing, call, session, &error)
		? print(&listing, context, session)
		: output_error(context->options->json, &error);

	for (size_t i = 0; i < listing.count; i++) {
		contact_finish(&listing.contacts[i]);
	}
	free(listing.contacts);
	return status;
}
