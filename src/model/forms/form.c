/* SPDX-License-Identifier: MIT */
#include "form.h"

#include <stdio.h>
#include <string.h>

#include "keyturn/memory.h"

#include "../dialog.h"
#include "../history.h"
#include "../line.h"
#include "../page.h"
#include "../timers.h"
#include "../toast.h"

/* ---- opening and closing ---- */

static void finish(struct form *form)
{
	for (size_t i = 0; i < FORM_FIELDS_MAX; i++) {
		secret_input_destroy(form->fields[i].secret);
	}
	change_finish(&form->change);
	memset(form, 0, sizeof(*form));
}

void form_free(struct model *model)
{
	finish(&model->form);
}

static void wipe(struct form *form)
{
	for (size_t i = 0; i < FORM_FIELDS_MAX; i++) {
		if (form->fields[i].secret != NULL) {
			secret_input_clear(form->fields[i].secret);
		}
	}
}

static void begin(struct model *model, struct form *form)
{
	const struct form_ops *ops = form->ops;

	for (size_t i = 0; i < ops->field_count; i++) {
		if (ops->fields[i].kind == FIELD_SECRET) {
			form->fields[i].secret = secret_input_create();
		}
	}
	if (ops->fill != NULL) {
		ops->fill(model, form);
	}
	for (size_t i = 0; i < ops->field_count; i++) {
		struct form_field *field = &form->fields[i];
		memcpy(field->before, field->line.text, sizeof(field->before));
		field->choice_before = field->choice;
	}
	form->stage = ops->field_count > 0 ? FORM_EDITING : FORM_CONFIRMING;
}

bool form_open(struct model *model, const struct form_ops *ops, const struct user *user,
	enum account_role role, const char *item_id, const char *item_name, struct effects *effects)
{
	struct form *form = &model->form;

	if (form_is_waited_for(model, effects)) {
		return false;
	}
	form_free(model);
	form->ops = ops;
	form->user = *user;
	form->role = role;
	snprintf(form->item_id, sizeof(form->item_id), "%s", item_id);
	snprintf(form->item_name, sizeof(form->item_name), "%s", item_name);
	begin(model, form);
	dialog_open(model, DIALOG_FORM, effects);
	return true;
}

bool form_under_way(const struct model *model)
{
	return change_under_way(&model->form.change);
}

bool form_is_waited_for(struct model *model, struct effects *effects)
{
	if (form_under_way(model)) {
		toast_hint(model, effects, "%s was sent; its answer is waited for",
			model_form_title(model));
	}
	return form_under_way(model);
}

/* Sent it goes on without its dialog. */
void form_close(struct model *model, struct effects *effects)
{
	dialog_close_kind(model, DIALOG_FORM);
	if (change_cancel(&model->form.change, effects)) {
		form_free(model);
	}
}

bool form_touched(const struct model *model)
{
	bool touched = false;

	for (size_t i = 0; model->form.ops != NULL && i < model->form.ops->field_count; i++) {
		touched = touched || model_form_changed(model, i);
	}
	return touched;
}

/* ---- what is in it ---- */

struct user_edit *form_edit(struct identity_request *request)
{
	request->op = IDENTITY_UPDATE_USER;
	request->edit = memory_alloc(sizeof(*request->edit));
	*request->edit = (struct user_edit){0};
	return request->edit;
}

struct secret *form_secret(const struct form *form, size_t field)
{
	return secret_input_copy(form->fields[field].secret);
}

static const char *problem(const struct model *model, size_t field)
{
	const struct form_ops *ops = model->form.ops;

	return ops->check != NULL ? ops->check(model, &model->form, field) : NULL;
}

static void focus_stage(struct model *model, enum form_stage stage, size_t item)
{
	struct dialog *dialog = dialog_top(model);

	model->form.stage = stage;
	if (dialog != NULL && dialog->kind == DIALOG_FORM) {
		dialog->item = item;
		dialog->since = model->now;
		dialog->doubted = false;
	}
}

void form_continue(struct model *model, struct effects *effects)
{
	struct form *form = &model->form;
	size_t wrong = form->ops->field_count;

	form->told[0] = '\0';
	for (size_t i = form->ops->field_count; i-- > 0;) {
		form->fields[i].problem = problem(model, i);
		wrong = form->fields[i].problem != NULL ? i : wrong;
	}
	if (wrong < form->ops->field_count) {
		focus_stage(model, FORM_EDITING, wrong);
		toast_hint(model, effects, "%s: %s", form->ops->fields[wrong].label,
			form->fields[wrong].problem);
	} else if (!form->ops->as_is && !form_touched(model)) {
		toast_hint(model, effects, "Nothing has been changed yet");
	} else {
		focus_stage(model, FORM_CONFIRMING, 0);
	}
}

void form_back(struct model *model)
{
	focus_stage(model, FORM_EDITING, 0);
}

/* ---- sending ---- */

void form_send(struct model *model, struct effects *effects)
{
	struct form *form = &model->form;
	struct identity_request request = {0};

	memcpy(request.user_id, form->user.id, sizeof(request.user_id));
	memcpy(request.username, form->user.name, sizeof(request.username));
	memcpy(request.item_id, form->item_id, sizeof(request.item_id));
	memcpy(request.item_name, form->item_name, sizeof(request.item_name));
	form->ops->request(model, form, &request);
	change_begin(&form->change, &request, form->ops->checked ? &form->user : NULL,
		&model->next_ticket, effects);
	wipe(form);
	form->wait = (struct load){.state = LOAD_UNDER_WAY, .since = model->now};
	form->told[0] = '\0';
	focus_stage(model, FORM_SENDING, 0);
}

/* ---- the end ---- */

static void note(struct model *model, const char *result, struct effects *effects)
{
	const struct form *form = &model->form;
	char words[512];

	history_note_change(model, form->user.name,
		change_words(&form->change.request, words, sizeof(words)), result, effects);
}

/* What comes next may end the session; else what was changed is read again. */
static void done(struct model *model, struct effects *effects)
{
	struct form form = model->form;
	char words[256];

	memset(&model->form, 0, sizeof(model->form));
	dialog_close_kind(model, DIALOG_FORM);
	change_words(&form.change.request, words, sizeof(words));
	toast(model, effects, TOAST_INFO, "Done for %s: %s%s", form.user.name, words,
		form.change.seen ? " (no answer came; seen when looking again)" : "");
	if (form.ops->done != NULL) {
		form.ops->done(model, &form, effects);
	}
	finish(&form);
	if (model->ended.kind != ERROR_NONE) {
		return;
	}
	if (page_ops(model)->changed != NULL) {
		page_ops(model)->changed(model, effects);
	}
	dialog_changed(model, effects);
}

/* Told in the form where that is open; in the log of messages in any case. */
static bool tell(struct model *model, struct effects *effects)
{
	bool open = dialog_is_open(model, DIALOG_FORM);

	toast(model, effects, TOAST_ERROR, "%s: %s", model->form.ops->title, model->form.told);
	model->toast_on = model->toast_on && !open;
	return open;
}

/* Nothing was changed: to be tried again, or left. */
static void not_done(struct model *model, struct effects *effects)
{
	struct form *form = &model->form;

	if (!tell(model, effects)) {
		form_free(model);
		return;
	}
	change_finish(&form->change);
	focus_stage(model, form->ops->field_count > 0 ? FORM_EDITING : FORM_CONFIRMING, 0);
}

/* What is there now is what the next try is compared with, and what the form shows as before. */
static void stale(struct model *model, struct effects *effects)
{
	struct form *form = &model->form;
	struct form_field typed[FORM_FIELDS_MAX];

	memcpy(typed, form->fields, sizeof(typed));
	form->user = form->change.now;
	if (form->ops->fill != NULL) {
		form->ops->fill(model, form);
	}
	for (size_t i = 0; i < form->ops->field_count; i++) {
		struct form_field *field = &form->fields[i];
		memcpy(field->before, field->line.text, sizeof(field->before));
		field->choice_before = field->choice;
		field->line = typed[i].line;
		field->choice = typed[i].choice;
	}
	snprintf(form->told, sizeof(form->told),
		"Somebody has changed this user meanwhile; nothing was sent. Go on to see what is "
		"there now");
	not_done(model, effects);
}

static void not_known(struct model *model, struct effects *effects)
{
	struct form *form = &model->form;
	char sentence[ERROR_DETAIL_MAX + 128];

	snprintf(form->told, sizeof(form->told), "No answer came: %s. %s",
		error_message(&form->change.error, sentence, sizeof(sentence)),
		form->ops->unknown != NULL ? form->ops->unknown
					   : "Look at the page again before another try");
	if (tell(model, effects)) {
		focus_stage(model, FORM_TOLD, 0);
	} else {
		form_free(model);
	}
}

static void refused(struct model *model, struct effects *effects)
{
	struct form *form = &model->form;
	char sentence[ERROR_DETAIL_MAX + 128];

	snprintf(form->told, sizeof(form->told), "Not done: %s. Next: %s",
		error_message(&form->change.error, sentence, sizeof(sentence)),
		error_hint(form->change.error.kind));
	not_done(model, effects);
}

static void over(struct model *model, struct effects *effects)
{
	struct form *form = &model->form;
	enum change_outcome outcome = form->change.outcome;

	form->wait.state = LOAD_NONE;
	if (outcome == CHANGE_DONE || outcome == CHANGE_UNCHANGED || outcome == CHANGE_UNKNOWN) {
		note(model, change_outcome_name(outcome), effects);
	}
	switch (outcome) {
	case CHANGE_DONE:
		done(model, effects);
		break;
	case CHANGE_REFUSED:
		refused(model, effects);
		break;
	case CHANGE_STALE:
		stale(model, effects);
		break;
	case CHANGE_UNCHANGED:
		snprintf(form->told, sizeof(form->told),
			"No answer came, and the service still has what was there before: not "
			"done so far. It can be sent again");
		not_done(model, effects);
		break;
	case CHANGE_UNKNOWN:
		not_known(model, effects);
		break;
	case CHANGE_OUTCOME_COUNT:
		break;
	}
}

static void follow(struct model *model, struct effects *effects)
{
	struct form *form = &model->form;

	if (form->change.step == CHANGE_OVER) {
		over(model, effects);
	} else if (form->change.step == CHANGE_WAITING) {
		model->timers[TIMER_CHANGE] = true;
	}
}

bool form_reply(
	struct model *model, uint32_t ticket, struct identity_reply *reply, struct effects *effects)
{
	if (!change_reply(&model->form.change, ticket, reply, &model->next_ticket, effects)) {
		return false;
	}
	model->form.wait.waiting = false;
	follow(model, effects);
	return true;
}

void form_timer(struct model *model, struct effects *effects)
{
	change_timer(&model->form.change, &model->next_ticket, effects);
}

void form_wait(struct model *model, uint32_t ticket, const struct identity_wait *wait)
{
	if (ticket != 0 && ticket == model->form.change.ticket) {
		model->form.wait.waiting = true;
		model->form.wait.wait = *wait;
	}
}

void form_drop(struct model *model, struct effects *effects)
{
	dialog_close_kind(model, DIALOG_FORM);
	if (form_under_way(model)) {
		note(model, change_outcome_name(CHANGE_UNKNOWN), effects);
		toast(model, effects, TOAST_ERROR,
			"%s: the answer was not waited for; look at the page after the next "
			"sign-in",
			model->form.ops->title);
		timer_stop(model, TIMER_CHANGE, effects);
	}
	form_free(model);
}

/* ---- for its picture ---- */

const char *model_form_title(const struct model *model)
{
	return model->form.ops != NULL ? model->form.ops->title : "";
}

const char *model_form_verb(const struct model *model)
{
	return model->form.ops != NULL ? model->form.ops->verb : "";
}

size_t model_form_fields(const struct model *model, const struct form_field_info **infos)
{
	const struct form_ops *ops = model->form.ops;

	*infos = ops != NULL ? ops->fields : NULL;
	return ops != NULL ? ops->field_count : 0;
}

const char *model_form_choice(const struct model *model, size_t field, size_t choice)
{
	return model->form.ops->choice(model, &model->form, field, choice);
}

bool model_form_changed(const struct model *model, size_t field)
{
	const struct form_field *value = &model->form.fields[field];

	switch (model->form.ops->fields[field].kind) {
	case FIELD_TEXT:
		return strcmp(value->line.text, value->before) != 0;
	case FIELD_SECRET:
		return secret_input_length(value->secret) > 0;
	case FIELD_CHOICE:
		break;
	}
	return value->choice != value->choice_before;
}

char *model_form_note(const struct model *model, char *out, size_t size)
{
	const struct form_ops *ops = model->form.ops;

	out[0] = '\0';
	return ops != NULL && ops->note != NULL ? ops->note(model, &model->form, out, size) : out;
}
