/* SPDX-License-Identifier: MIT
 * Which form a button opens, and who may. */
#include "contact.h"

#include <string.h>

#include "../toast.h"
#include "form.h"

static const struct {
	const char *what; /* begins the sentence that refuses it */
	enum permit permit;
	const struct form_ops *form;
} changes[CONTACT_FOCUS_COUNT] = {
	[CONTACT_EDIT] = {"Edit", PERMIT_EDIT, &form_contact},
	[CONTACT_ENABLE] = {"Enable or disable", PERMIT_ENABLE, NULL},
	[CONTACT_ADD_ROLE] = {"Add a role", PERMIT_ROLES, &form_add_role},
	[CONTACT_REMOVE_ROLE] = {"Remove a role", PERMIT_ROLES, &form_remove_role},
	[CONTACT_PASSWORD] = {"Set password", PERMIT_SET_PASSWORD, &form_set_password},
	[CONTACT_MFA] = {"Multi-factor", PERMIT_MFA, NULL},
	[CONTACT_PIN] = {"Reset support PIN", PERMIT_RESET_PIN, &form_reset_pin},
	[CONTACT_KEY_SHOW] = {"API key", PERMIT_KEY, NULL},
	[CONTACT_KEY_COPY] = {"API key", PERMIT_KEY, NULL},
	[CONTACT_KEY_RESET] = {"API key", PERMIT_KEY, NULL},
	[CONTACT_DELETE] = {"Delete", PERMIT_DELETE, &form_delete},
};

const char *contact_refusal(const struct model *model, enum contact_focus what,
	const struct user *user, enum account_role role)
{
	return permit_refusal(&model->session, user->id, role, changes[what].permit);
}

static const struct form_ops *form_of(enum contact_focus what, const struct user *user)
{
	if (what == CONTACT_ENABLE) {
		return user->enabled ? &form_disable : &form_enable;
	}
	return changes[what].form;
}

void contact_change(struct model *model, enum contact_focus what, const struct user *user,
	enum account_role role, struct effects *effects)
{
	const char *why = contact_refusal(model, what, user, role);
	const struct form_ops *form = form_of(what, user);

	if (why != NULL) {
		toast_hint(model, effects, "%s: %s", changes[what].what, why);
	} else if (form != NULL) {
		form_open(model, form, user, role, "", "", effects);
	}
}

void contact_add(struct model *model, struct effects *effects)
{
	static const struct user nobody;
	const char *why = permit_refusal(&model->session, "", ROLE_OTHER, PERMIT_ADD_USER);

	if (why != NULL) {
		toast_hint(model, effects, "Add a contact: %s", why);
	} else {
		form_open(model, &form_add_contact, &nobody, ROLE_DEFAULT, "", "", effects);
	}
}
