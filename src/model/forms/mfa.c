/* SPDX-License-Identifier: MIT
 * Multi-factor authentication as a whole: on, off, unlocked, by which device, of whom. */
#include <stdio.h>
#include <string.h>

#include "form.h"

static bool is_own(const struct model *model, const struct form *form)
{
	return strcmp(model->session.user_id, form->user.id) == 0;
}

static void setting(struct identity_request *request, enum mfa_change change)
{
	request->op = IDENTITY_CHANGE_MFA;
	request->mfa_change = change;
}

/* ---- on: ends all the user's tokens, this session's too ("Multi-factor client operations") ---- */

static bool needs_passcode(const struct model *model)
{
	return model->session.method != CREDENTIAL_API_KEY;
}

static char *on_note(const struct model *model, const struct form *form, char *out, size_t size)
{
	(void)form;
	snprintf(out, size,
		"All sessions of this user end, keyturn's too: %s. Programs that use the API key go "
		"on: it still signs in without a passcode.",
		needs_passcode(model) ? "sign in again then, with the password and a passcode"
				      : "it signs in again by itself, with the API key");
	return out;
}

static void turn_on(const struct model *model, struct form *form, struct identity_request *request)
{
	(void)model;
	(void)form;
	setting(request, MFA_ENABLE);
}

static void turned_on(struct model *model, struct form *form, struct effects *effects)
{
	(void)effects;
	if (is_own(model, form) && needs_passcode(model)) {
		error_set(&model->ended, ERROR_SESSION_ENDED,
			"multi-factor is on from now on: have a passcode at hand");
	}
}

const struct form_ops form_mfa_on = {.title = "Turn On Multi-Factor",
	.verb = "Turn on",
	.note = on_note,
	.request = turn_on,
	.unknown = "Sign in again to see",
	.done = turned_on};

/* ---- off, unlocked ---- */

static char *off_note(const struct model *model, const struct form *form, char *out, size_t size)
{
	(void)model;
	(void)form;
	snprintf(out, size,
		"The password alone signs in then, and bypass codes are good no more. The devices "
		"stay.");
	return out;
}

static void turn_off(const struct model *model, struct form *form, struct identity_request *request)
{
	(void)model;
	(void)form;
	setting(request, MFA_DISABLE);
}

const struct form_ops form_mfa_off = {.title = "Turn Off Multi-Factor",
	.verb = "Turn off",
	.note = off_note,
	.request = turn_off};

static char *unlock_note(const struct model *model, const struct form *form, char *out, size_t size)
{
	(void)model;
	(void)form;
	snprintf(out, size,
		"Too many wrong passcodes locked it. If it was not this user who typed them, "
		"somebody has the password: change it.");
	return out;
}

static void unlock(const struct model *model, struct form *form, struct identity_request *request)
{
	(void)model;
	(void)form;
	setting(request, MFA_UNLOCK);
}

const struct form_ops form_mfa_unlock = {
	.title = "Unlock Multi-Factor", .verb = "Unlock", .note = unlock_note, .request = unlock};

/* ---- by what, of whom: the last choice is there only while the service does not tell ---- */

static const char *choose_one(const struct form *form, size_t last)
{
	return form->fields[0].choice == last ? "choose one" : NULL;
}

enum { FACTOR_NOT_TOLD = 2 };

static const struct form_field_info factor_fields[] = {
	{"Passcodes by", "By", FIELD_CHOICE, "left and right choose"},
};

static void fill_factor(const struct model *model, struct form *form)
{
	(void)model;
	form->fields[0].choice = FACTOR_NOT_TOLD;
}

static size_t factor_choices(const struct model *model, const struct form *form, size_t field)
{
	(void)model;
	(void)form;
	(void)field;
	return FACTOR_NOT_TOLD + 1;
}

static const char *factor_choice(
	const struct model *model, const struct form *form, size_t field, size_t choice)
{
	static const char *const words[] = {"phone", "OTP device", "not told"};

	(void)model;
	(void)form;
	(void)field;
	return words[choice];
}

static const char *check_factor(const struct model *model, const struct form *form, size_t field)
{
	size_t choice = form->fields[field].choice;

	if (choice != FACTOR_NOT_TOLD &&
		!model_mfa_has_verified(&model->mfa, choice == 0 ? FACTOR_PHONE : FACTOR_OTP)) {
		return choice == 0 ? "no phone is verified" : "no OTP device is verified";
	}
	return choose_one(form, FACTOR_NOT_TOLD);
}

static void use_factor(
	const struct model *model, struct form *form, struct identity_request *request)
{
	(void)model;
	setting(request, form->fields[0].choice == 0 ? MFA_USE_PHONE : MFA_USE_OTP);
}

const struct form_ops form_mfa_factor = {.title = "What Gives Passcodes",
	.verb = "Change",
	.fields = factor_fields,
	.field_count = 1,
	.fill = fill_factor,
	.choices = factor_choices,
	.choice = factor_choice,
	.check = check_factor,
	.request = use_factor,
	.unknown = "Nothing shows which one is used: send it again"};

enum { LEVEL_NOT_TOLD = 3 };

static const struct form_field_info level_fields[] = {
	{"This user", "User", FIELD_CHOICE, "left and right choose"},
};

static void fill_level(const struct model *model, struct form *form)
{
	static const size_t levels[] = {
		[MFA_LEVEL_UNKNOWN] = LEVEL_NOT_TOLD,
		[MFA_DEFAULT] = 0,
		[MFA_OPTIONAL] = 1,
		[MFA_REQUIRED] = 2,
		[MFA_MANDATED] = LEVEL_NOT_TOLD,
	};

	(void)model;
	form->fields[0].choice = levels[form->user.mfa_level];
}

static size_t level_choices(const struct model *model, const struct form *form, size_t field)
{
	(void)model;
	return form->fields[field].choice_before == LEVEL_NOT_TOLD ? 4 : 3;
}

static const char *level_choice(
	const struct model *model, const struct form *form, size_t field, size_t choice)
{
	static const char *const words[] = {
		"as the account says", "need not use it", "must use it", "not told"};

	(void)model;
	(void)form;
	(void)field;
	return words[choice];
}

static const char *check_level(const struct model *model, const struct form *form, size_t field)
{
	(void)model;
	(void)field;
	return choose_one(form, LEVEL_NOT_TOLD);
}

static char *level_note(const struct model *model, const struct form *form, char *out, size_t size)
{
	(void)model;
	snprintf(out, size, "%s",
		form->fields[0].choice == 1
			? "It can be used all the same."
			: "Where it must be used, sessions without a passcode end, and the next "
			  "sign-in asks to set it up.");
	return out;
}

static void set_level(
	const struct model *model, struct form *form, struct identity_request *request)
{
	static const enum mfa_change levels[] = {
		MFA_LEVEL_DEFAULT, MFA_LEVEL_OPTIONAL, MFA_LEVEL_REQUIRED};

	(void)model;
	setting(request, levels[form->fields[0].choice]);
}

const struct form_ops form_mfa_level = {.title = "Who Must Use Multi-Factor",
	.verb = "Change",
	.fields = level_fields,
	.field_count = 1,
	.fill = fill_level,
	.choices = level_choices,
	.choice = level_choice,
	.check = check_level,
	.note = level_note,
	.request = set_level};

/* ---- all of it removed ---- */

static const struct form_field_info remove_fields[] = {
	{"Username", "Username", FIELD_TEXT, "type it to confirm"},
};

static const char *check_remove(const struct model *model, const struct form *form, size_t field)
{
	(void)model;
	return strcmp(form->fields[field].line.text, form->user.name) == 0
		? NULL
		: "this is not the name of the user it is about";
}

static char *remove_note(const struct model *model, const struct form *form, char *out, size_t size)
{
	(void)model;
	(void)form;
	snprintf(out, size,
		"Multi-factor is off then, its phone is forgotten, and the password alone signs "
		"in. What stays can be removed device by device.");
	return out;
}

static void remove_all(
	const struct model *model, struct form *form, struct identity_request *request)
{
	(void)model;
	(void)form;
	request->op = IDENTITY_REMOVE_MFA;
}

const struct form_ops form_mfa_remove = {.title = "Remove Multi-Factor",
	.verb = "Remove",
	.fields = remove_fields,
	.field_count = 1,
	.check = check_remove,
	.note = remove_note,
	.request = remove_all};
