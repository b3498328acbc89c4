/* SPDX-License-Identifier: MIT
 * A question and its answer, a deprecated feature ("Secret question and answer operations"). No call
 * returns the answer. */
#include <stdlib.h>
#include <string.h>

#include "access.h"
#include "json.h"
#include "keyturn/clock.h"
#include "keyturn/memory.h"
#include "password.h"
#include "route.h"

static const struct question {
	const char *id;
	const char *text;
} questions[] = {
	{"1", "What is the location of your employer's headquarters?"},
	{"2", "What is your school's team mascot?"},
	{"3", "What was the model of your first car?"},
	{"4", "Which mountains do you most like to look at?"},
};

enum { QUESTION_COUNT = sizeof(questions) / sizeof(questions[0]), ANSWER_MAX = 255 };

void secret_question_list(const struct request *request, struct reply *reply)
{
	struct json_object *items = json_object_new_array();

	(void)request;
	for (size_t i = 0; i < QUESTION_COUNT; i++) {
		struct json_object *item = json_object_new_object();

		json_put_text(item, "id", questions[i].id);
		json_put_text(item, "question", questions[i].text);
		json_object_array_add(items, item);
	}
	reply_json(reply, 200, json_wrap("RAX-AUTH:questions", items));
}

static bool known(const char *id)
{
	for (size_t i = 0; i < QUESTION_COUNT; i++) {
		if (strcmp(questions[i].id, id) == 0) {
			return true;
		}
	}
	return false;
}

static void set(const struct request *request, struct reply *reply, struct user *user,
	const char *id, const char *answer)
{
	free(user->question);
	free(user->answer);
	user->question = memory_text(id);
	user->answer = password_hash(answer);
	user->updated = clock_wall();
	if (user->answer == NULL) {
		reply_fault(reply, 503, "Not enough memory to hash an answer.");
	} else if (store_user_change(request->store, user)) {
		reply_json(reply, 200, NULL);
	}
}

/* The sample of the reply has no body. */
void secret_question_set(const struct request *request, struct reply *reply)
{
	struct json_object *body = request_json(request, reply);
	struct json_object *json = json_member(body, "RAX-AUTH:secretqa");
	const char *id = json_text(json, "id"), *answer = json_text(json, "answer");
	struct user user;

	if (body == NULL) {
		return;
	}
	if (access_target(request, reply, access_same_user, &user)) {
		if (id == NULL || !known(id) || answer == NULL || answer[0] == '\0' ||
			strlen(answer) > ANSWER_MAX) {
			reply_fault(reply, 400, "The question's id or its answer is not valid.");
		} else {
			set(request, reply, &user, id, answer);
		}
		user_finish(&user);
	}
	json_object_put(body);
}
