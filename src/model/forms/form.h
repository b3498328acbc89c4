/* SPDX-License-Identifier: MIT
 * A form: what every one says of itself, and its way from the fields to the answer. One at a time. */
#ifndef KEYTURN_MODEL_FORM_H
#define KEYTURN_MODEL_FORM_H

#include "keyturn/account_rules.h"
#include "keyturn/model.h"

/* Members that are not there are NULL, except `title`, `verb` and `request`. */
struct form_ops {
	const char *title, *verb;
	const struct form_field_info *fields;
	size_t field_count;
	bool as_is;   /* it may be sent as it opened */
	bool checked; /* what was shown is compared with what is there before it is sent */

	/* The fields' first values; `before` is taken from them. */
	void (*fill)(const struct model *model, struct form *form);
	/* Of a CHOICE: how many there are, and the words for one. */
	size_t (*choices)(const struct model *model, const struct form *form, size_t field);
	const char *(*choice)(
		const struct model *model, const struct form *form, size_t field, size_t choice);
	/* Why the field's value cannot be sent, a clause; NULL: it can. */
	const char *(*check)(const struct model *model, const struct form *form, size_t field);
	char *(*note)(const struct model *model, const struct form *form, char *out, size_t size);
	/* Fills in the request (`op` first); the user's ID and name are there already. */
	void (*request)(
		const struct model *model, struct form *form, struct identity_request *request);
	const char *unknown; /* the next step when nothing tells what came of it; NULL: the usual */
	/* It was done, the form is closed and the user told. `form` still has the change's reply, and
	 * is not the model's any more: another may be opened. */
	void (*done)(struct model *model, struct form *form, struct effects *effects);
};

/* Opens it for `user` (copied); `item_id` and `item_name` may be "". False when another change is still
 * under way, which the user is told. */
bool form_open(struct model *model, const struct form_ops *ops, const struct user *user,
	enum account_role role, const char *item_id, const char *item_name,
	struct effects *effects);

/* Makes the request an edit of the user, which changes nothing yet. */
struct user_edit *form_edit(struct identity_request *request);

/* A copy of what was typed into a SECRET; NULL: nothing. */
struct secret *form_secret(const struct form *form, size_t field);

bool form_under_way(const struct model *model); /* the change was sent, its end is not known */
bool form_is_waited_for(struct model *model, struct effects *effects); /* and then says so */
bool form_reply(struct model *model, uint32_t ticket, struct identity_reply *reply,
	struct effects *effects);
void form_timer(struct model *model, struct effects *effects); /* TIMER_CHANGE */
void form_wait(struct model *model, uint32_t ticket, const struct identity_wait *wait);

/* The session ends or keyturn is left: what is under way is noted as not known. */
void form_drop(struct model *model, struct effects *effects);
void form_free(struct model *model);

/* ---- for its dialog ---- */

void form_continue(struct model *model, struct effects *effects); /* from the fields */
void form_back(struct model *model); /* to the fields, where there are any */
void form_send(struct model *model, struct effects *effects);
bool form_touched(const struct model *model); /* something would be lost by closing it */
void form_close(struct model *model, struct effects *effects);

/* ---- the forms; a file a subject ---- */

extern const struct form_ops form_profile;
extern const struct form_ops form_password;
extern const struct form_ops form_pin, form_pin_unlock;
extern const struct form_ops form_contact, form_enable, form_disable, form_delete;
extern const struct form_ops form_add_contact;
extern const struct form_ops form_set_password, form_reset_pin;
extern const struct form_ops form_add_role, form_remove_role;
extern const struct form_ops form_question;
extern const struct form_ops form_mfa_on, form_mfa_off, form_mfa_unlock, form_mfa_factor,
	form_mfa_level, form_mfa_remove;
extern const struct form_ops form_phone_add, form_phone_code, form_phone_verify, form_phone_remove;
extern const struct form_ops form_otp_add, form_otp_verify, form_otp_remove;
extern const struct form_ops form_bypass;

#endif
