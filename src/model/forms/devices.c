/* SPDX-License-Identifier: MIT
 * What gives passcodes: a phone, and OTP devices. Each gives them once it was verified with one of its codes. */
#include <stdio.h>
#include <string.h>

#include "../dialogs/once.h"
#include "../toast.h"
#include "form.h"
#include "same.h"

static const struct form_field_info code_fields[] = {
	{"Code", "Code", FIELD_SECRET, "the digits, as they came"},
};

static const char *check_code(const struct model *model, const struct form *form, size_t field)
{
	(void)model;
	return form_rule(form, field, rule_of_code);
}

/* Cut to what a request has place for. */
static void typed_name(const struct form *form, char out[ACCOUNT_NAME_SIZE])
{
	snprintf(out, ACCOUNT_NAME_SIZE, "%.*s", ACCOUNT_NAME_SIZE - 1, form->fields[0].line.text);
}

/* ---- a phone ---- */

static const struct form_field_info number_fields[] = {
	{"Number", "Number", FIELD_TEXT, RULE_NUMBER},
};

static const char *check_number(const struct model *model, const struct form *form, size_t field)
{
	(void)model;
	return rule_of_number(form->fields[field].line.text);
}

static void add_phone(
	const struct model *model, struct form *form, struct identity_request *request)
{
	(void)model;
	request->op = IDENTITY_ADD_PHONE;
	typed_name(form, request->item_name);
}

const struct form_ops form_phone_add = {.title = "Add a Phone",
	.verb = "Add",
	.fields = number_fields,
	.field_count = 1,
	.check = check_number,
	.request = add_phone};

static char *code_note(const struct model *model, const struct form *form, char *out, size_t size)
{
	(void)model;
	snprintf(out, size,
		"The service sends a code to %s as a text message. Type it in then: that verifies "
		"the phone.",
		form->item_name);
	return out;
}

static void send_code(
	const struct model *model, struct form *form, struct identity_request *request)
{
	(void)model;
	(void)form;
	request->op = IDENTITY_SEND_CODE;
}

static void code_sent(struct model *model, struct form *form, struct effects *effects)
{
	form_open(model, &form_phone_verify, &form->user, form->role, form->item_id,
		form->item_name, effects);
}

const struct form_ops form_phone_code = {.title = "Send a Code",
	.verb = "Send",
	.note = code_note,
	.request = send_code,
	.unknown = "When none comes to the phone, send another",
	.done = code_sent};

static void verify_phone(
	const struct model *model, struct form *form, struct identity_request *request)
{
	(void)model;
	request->op = IDENTITY_VERIFY_PHONE;
	request->secret = form_secret(form, 0);
}

const struct form_ops form_phone_verify = {.title = "Verify Phone",
	.verb = "Verify",
	.fields = code_fields,
	.field_count = 1,
	.check = check_code,
	.request = verify_phone};

static char *remove_note(const struct model *model, const struct form *form, char *out, size_t size)
{
	snprintf(out, size, "%s gives no passcodes any more.%s", form->item_name,
		model_mfa_is_on(model)
			? " Multi-factor stays on: make sure that another device is verified, or "
			  "the password signs in no more."
			: "");
	return out;
}

static void remove_phone(
	const struct model *model, struct form *form, struct identity_request *request)
{
	(void)model;
	(void)form;
	request->op = IDENTITY_REMOVE_PHONES;
}

const struct form_ops form_phone_remove = {
	.title = "Remove Phone", .verb = "Remove", .note = remove_note, .request = remove_phone};

/* ---- an OTP device ---- */

static const struct form_field_info name_fields[] = {
	{"Name", "Name", FIELD_TEXT, "what you know the device by"},
};

/* The service takes two of one name; a lost answer could not be told from the older one then. */
static const char *check_name(const struct model *model, const struct form *form, size_t field)
{
	const struct factor_list *otp = model->mfa.otp;
	char name[ACCOUNT_NAME_SIZE];

	(void)field;
	typed_name(form, name);
	for (size_t i = 0; otp != NULL && i < otp->count; i++) {
		if (strcmp(otp->factors[i].name, name) == 0) {
			return "there is a device of this name";
		}
	}
	return name[0] == '\0' ? "a name is needed" : NULL;
}

static char *add_note(const struct model *model, const struct form *form, char *out, size_t size)
{
	(void)model;
	(void)form;
	snprintf(out, size,
		"The service tells the device's secret once: have the device at hand. A code that "
		"it shows then verifies it.");
	return out;
}

static void add_otp(const struct model *model, struct form *form, struct identity_request *request)
{
	(void)model;
	request->op = IDENTITY_ADD_OTP;
	typed_name(form, request->item_name);
}

/* Its verification waits below its secret. */
static void otp_added(struct model *model, struct form *form, struct effects *effects)
{
	struct identity_reply *reply = &form->change.reply;
	const char *name = form->change.request.item_name;

	if (reply->secret == NULL) {
		toast(model, effects, TOAST_ERROR,
			"OTP device %s exists, but the answer that told its secret was lost: remove "
			"it, then add it again",
			name);
		return;
	}
	if (reply->factors != NULL && reply->factors->count > 0) {
		form_open(model, &form_otp_verify, &form->user, form->role,
			reply->factors->factors[0].id, name, effects);
	}
	once_open(model, ONCE_OTP, name, reply->secret, effects);
	reply->secret = NULL;
}

const struct form_ops form_otp_add = {.title = "Add an OTP Device",
	.verb = "Add",
	.fields = name_fields,
	.field_count = 1,
	.check = check_name,
	.note = add_note,
	.request = add_otp,
	.done = otp_added};

static void verify_otp(
	const struct model *model, struct form *form, struct identity_request *request)
{
	(void)model;
	request->op = IDENTITY_VERIFY_OTP;
	request->secret = form_secret(form, 0);
}

const struct form_ops form_otp_verify = {.title = "Verify OTP Device",
	.verb = "Verify",
	.fields = code_fields,
	.field_count = 1,
	.check = check_code,
	.request = verify_otp};

static void remove_otp(
	const struct model *model, struct form *form, struct identity_request *request)
{
	(void)model;
	(void)form;
	request->op = IDENTITY_REMOVE_OTP;
}

const struct form_ops form_otp_remove = {
	.title = "Remove OTP Device", .verb = "Remove", .note = remove_note, .request = remove_otp};
