/* SPDX-License-Identifier: MIT
 * The question that the service's support may ask, and one's answer. */
#include <stdio.h>

#include "form.h"

enum { QUESTION, ANSWER, FIELDS };

static const struct form_field_info fields[FIELDS] = {
	[QUESTION] = {"Question", "Question", FIELD_CHOICE, "left and right choose"},
	[ANSWER] = {"Answer", "Answer", FIELD_SECRET, "no read ever tells it again"},
};

static size_t choices(const struct model *model, const struct form *form, size_t field)
{
	const struct question_list *questions = model->settings.questions;

	(void)form;
	(void)field;
	return questions != NULL ? questions->count : 0;
}

static const char *choice(
	const struct model *model, const struct form *form, size_t field, size_t number)
{
	return number < choices(model, form, field)
		? model->settings.questions->questions[number].text
		: "";
}

static const char *check(const struct model *model, const struct form *form, size_t field)
{
	(void)model;
	return field == ANSWER && secret_input_length(form->fields[ANSWER].secret) == 0
		? "type an answer"
		: NULL;
}

static char *note(const struct model *model, const struct form *form, char *out, size_t size)
{
	snprintf(out, size, "%s: it is asked in place of the question there was.",
		choice(model, form, QUESTION, form->fields[QUESTION].choice));
	return out;
}

static void request(const struct model *model, struct form *form, struct identity_request *request)
{
	const struct question_list *questions = model->settings.questions;
	const struct question *question = &questions->questions[form->fields[QUESTION].choice];

	request->op = IDENTITY_SET_ANSWER;
	snprintf(request->item_id, sizeof(request->item_id), "%s", question->id);
	snprintf(request->item_name, sizeof(request->item_name), "%s", question->text);
	request->secret = form_secret(form, ANSWER);
}

const struct form_ops form_question = {.title = "Secret Question",
	.verb = "Change",
	.fields = fields,
	.field_count = FIELDS,
	.choices = choices,
	.choice = choice,
	.check = check,
	.note = note,
	.request = request,
	.unknown = "Nothing shows an answer: send it again"};
