/* SPDX-License-Identifier: MIT
 * What a service answers when all is well. */
#include "script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"

static struct session *good_session(void)
{
	struct session *session = memory_alloc(sizeof(*session));

	*session = (struct session){.user_id = "172157",
		.user_name = "jqsmith",
		.account = "5830280",
		.region = "DFW",
		.role = ROLE_OWNER,
		.inactivity = 3600};
	return session;
}

static struct catalog *good_catalog(void)
{
	struct catalog *catalog = memory_alloc(
		sizeof(*catalog) + 3 * sizeof(catalog->endpoints[0]));

	catalog->count = 3;
	catalog->endpoints[0] = (struct endpoint){"cloudFiles", "object-store", "DFW", "https://s"};
	catalog->endpoints[1] = (struct endpoint){"cloudServers", "compute", "ORD", "https://c"};
	catalog->endpoints[2] = (struct endpoint){"cloudDNS", "rax:dns", "", "https://d"};
	return catalog;
}

static struct user_list *good_users(size_t count)
{
	struct user_list *users = memory_alloc(sizeof(*users) + count * sizeof(users->users[0]));

	users->count = count;
	for (size_t i = 0; i < count; i++) {
		snprintf(users->users[i].name, sizeof(users->users[i].name), "user%zu", i);
		users->users[i].password_expires = 1802131200;
	}
	return users;
}

static struct question_list *good_questions(void)
{
	struct question_list *questions = memory_alloc(
		sizeof(*questions) + 2 * sizeof(questions->questions[0]));

	questions->count = 2;
	questions->questions[0] = (struct question){"1", "What was your first car?"};
	questions->questions[1] = (struct question){"2", "Which mountain do you like?"};
	return questions;
}

void script_good_reply(enum identity_op op, const char *secret, struct identity_reply *reply)
{
	*reply = (struct identity_reply){.op = op, .outcome = OUTCOME_OK};
	if (op == IDENTITY_SIGN_IN || op == IDENTITY_PASSCODE) {
		reply->session = good_session();
		reply->catalog = good_catalog();
	} else if (op == IDENTITY_GET_KEY || op == IDENTITY_RESET_KEY) {
		reply->credential = credential_of_key(
			secret != NULL ? secret_create(secret, strlen(secret)) : NULL);
	} else if (op == IDENTITY_GET_USER) {
		reply->users = good_users(1);
		memcpy(reply->users->users[0].id, "172157", sizeof("172157"));
		reply->pin = secret != NULL ? secret_create(secret, strlen(secret)) : NULL;
	} else if (op == IDENTITY_FIND_USER) {
		reply->users = good_users(1);
	} else if (op == IDENTITY_LIST_USERS) {
		reply->users = good_users(4);
	} else if (op == IDENTITY_LIST_QUESTIONS) {
		reply->questions = good_questions();
	}
}
