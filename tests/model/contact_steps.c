/* SPDX-License-Identifier: MIT */
#include "contact_steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/memory.h"

static const struct user people[] = {
	{.id = "172157",
		.name = "jqsmith",
		.email = "z@example.org",
		.enabled = true,
		.created = 1},
	{.id = "2", .name = "kmanage", .email = "kim@example.org", .enabled = true, .created = 4},
	{.id = "3", .name = "dev1", .email = "dev1@example.org", .enabled = true, .created = 3},
	{.id = "7", .name = "off1", .email = "off1@example.org", .created = 2},
};

enum { PEOPLE = sizeof(people) / sizeof(*people) };

static void answer_users(
	struct script *script, enum identity_op op, const struct user *users, size_t count)
{
	struct identity_reply reply = {.op = op, .outcome = OUTCOME_OK};

	reply.users = memory_alloc(sizeof(*reply.users) + count * sizeof(*users));
	reply.users->count = count;
	memcpy(reply.users->users, users, count * sizeof(*users));
	script_reply(script, script_ticket(script, op), &reply);
}

void steps_contacts(struct script *script, enum account_role own, const char *key)
{
	script_sign_in(script);
	script->model.session.role = own;
	script_key(script, KEYPRESS_ENTER);
	answer_users(script, IDENTITY_GET_USER, people, 1);
	answer_users(script, IDENTITY_FIND_USER, people, 1);
	script_ok(script, IDENTITY_GET_KEY, key);
	answer_users(script, IDENTITY_LIST_USERS, people, PEOPLE);
	script->trace[0] = '\0';
}

void steps_contact_select(struct script *script, const char *name)
{
	struct settings *page = &script->model.settings;

	page->focus = SETTINGS_CONTACTS;
	for (page->contact = 0; page->contact < page->row_count; page->contact++) {
		if (strcmp(model_contact(&script->model, page->contact)->name, name) == 0) {
			return;
		}
	}
	fail_msg("no contact %s", name);
}

static void answer_roles(struct script *script, enum identity_op op, enum account_role role)
{
	struct identity_reply reply = {.op = op, .outcome = OUTCOME_OK};

	reply.roles = memory_alloc(sizeof(*reply.roles) + 2 * sizeof(reply.roles->roles[0]));
	reply.roles->count = 2;
	reply.roles->roles[0] = (struct role){.id = "9", .name = "identity", .standing = role};
	reply.roles->roles[1] = op == IDENTITY_LIST_ROLES
		? (struct role){.id = "10000151", .name = "observer"}
		: (struct role){.id = "10000262",
			  .name = "nova:admin",
			  .description = "May do everything in Cloud Servers."};
	script_reply(script, script_ticket(script, op), &reply);
}

void steps_contact_answer(struct script *script, enum account_role role, const char *key)
{
	const struct user user = script->model.contact.user;

	answer_users(script, IDENTITY_GET_USER, &user, 1);
	answer_users(script, IDENTITY_FIND_USER, &user, 1);
	answer_roles(script, IDENTITY_LIST_ROLES, role);
	if (key != NULL) {
		script_ok(script, IDENTITY_GET_KEY, key);
		if (script_ticket(script, IDENTITY_LIST_OFFERED_ROLES) != 0) {
			answer_roles(script, IDENTITY_LIST_OFFERED_ROLES, ROLE_DEFAULT);
		}
	}
	script->trace[0] = '\0';
}

void steps_contact_page(
	struct script *script, const char *name, enum account_role role, const char *key)
{
	steps_contact_select(script, name);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->model.page, PAGE_CONTACT);
	steps_contact_answer(script, role, key);
}
