/* SPDX-License-Identifier: MIT
 * Codes in place of a passcode: up to ten for oneself, one for another user, for whom they are good for three
 * hours at most ("Generate bypass codes"). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../dialogs/once.h"
#include "../line.h"
#include "../toast.h"
#include "form.h"

enum { COUNT, MINUTES, FIELDS };
enum { COUNT_MAX = 10, MINUTES_MAX = 180 };

static const struct form_field_info fields[FIELDS] = {
	[COUNT] = {"How many", "Codes", FIELD_CHOICE, "ten for yourself, one for others"},
	[MINUTES] = {"Minutes", "Minutes", FIELD_TEXT, "how long they are good: 1 to 180"},
};

static void fill(const struct model *model, struct form *form)
{
	(void)model;
	line_set(&form->fields[MINUTES].line, "30");
}

static size_t choices(const struct model *model, const struct form *form, size_t field)
{
	(void)field;
	return strcmp(model->session.user_id, form->user.id) == 0 ? COUNT_MAX : 1;
}

static const char *choice(
	const struct model *model, const struct form *form, size_t field, size_t number)
{
	static const char *const words[COUNT_MAX] = {
		"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"};

	(void)model;
	(void)form;
	(void)field;
	return words[number];
}

/* 0: it is not one that can be sent. */
static int minutes_of(const struct form *form)
{
	const char *text = form->fields[MINUTES].line.text;
	int minutes = 0;

	for (const char *c = text; *c != '\0'; c++) {
		if (*c < '0' || *c > '9' || minutes > MINUTES_MAX) {
			return 0;
		}
		minutes = 10 * minutes + (*c - '0');
	}
	return minutes <= MINUTES_MAX ? minutes : 0;
}

static const char *check(const struct model *model, const struct form *form, size_t field)
{
	(void)model;
	return field == MINUTES && minutes_of(form) == 0 ? "a number from 1 to 180" : NULL;
}

static char *note(const struct model *model, const struct form *form, char *out, size_t size)
{
	size_t codes = form->fields[COUNT].choice + 1;
	int minutes = minutes_of(form);

	(void)model;
	snprintf(out, size,
		"%zu code%s, good for %d minute%s. Each signs in once, with the password. The "
		"service tells them once, and the codes of before may be good no more.",
		codes, codes == 1 ? "" : "s", minutes, minutes == 1 ? "" : "s");
	return out;
}

static void request(const struct model *model, struct form *form, struct identity_request *request)
{
	enum { MINUTE = 60 };

	(void)model;
	request->op = IDENTITY_BYPASS;
	request->count = (int)form->fields[COUNT].choice + 1;
	request->seconds = minutes_of(form) * MINUTE;
}

static void made(struct model *model, struct form *form, struct effects *effects)
{
	struct identity_reply *reply = &form->change.reply;

	if (reply->secret == NULL) {
		toast(model, effects, TOAST_ERROR,
			"the service made bypass codes, but did not tell them: make others");
		return;
	}
	once_open(model, ONCE_CODES, form->user.name, reply->secret, effects);
	reply->secret = NULL;
}

const struct form_ops form_bypass = {.title = "Make Bypass Codes",
	.verb = "Make",
	.fields = fields,
	.field_count = FIELDS,
	.as_is = true,
	.fill = fill,
	.choices = choices,
	.choice = choice,
	.check = check,
	.note = note,
	.request = request,
	.unknown = "Codes that it made are lost and end by themselves: make others",
	.done = made};
