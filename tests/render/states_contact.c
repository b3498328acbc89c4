/* SPDX-License-Identifier: MIT */
#include "states_contact.h"

#include <string.h>

#include "../model/contact_steps.h"
#include "states_reset.h"

/* The list of states.c has everything: an owner, managers, disabled ones, one with hostile text. */
static void select_row(struct script *script, const char *name)
{
	state_settings_page(script);
	if (name != NULL) {
		steps_contact_select(script, name);
	} else {
		script->model.settings.focus = SETTINGS_CONTACTS;
		script->model.settings.contact = script->model.settings.row_count - 1;
	}
}

void state_contacts(struct script *script)
{
	select_row(script, "kmanage");
	script_key(script, 'o');
}

void state_contacts_user(struct script *script)
{
	select_row(script, "jqsmith");
	script->model.session.role = ROLE_DEFAULT;
}

static void open_one(struct script *script, const char *name)
{
	select_row(script, name);
	script_key(script, KEYPRESS_ENTER);
}

void state_contact(struct script *script)
{
	open_one(script, "dev1");
	steps_contact_answer(script, ROLE_DEFAULT, STATE_NEW_KEY);
}

void state_contact_shown(struct script *script)
{
	state_contact(script);
	script_key(script, 's');
	script_ok(script, IDENTITY_GET_KEY, STATE_NEW_KEY);
}

void state_contact_reading(struct script *script)
{
	open_one(script, "dev1");
	script_wait(script, 12000);
}

void state_contact_refused(struct script *script)
{
	open_one(script, "kmanage");
	script_refuse(script, IDENTITY_GET_KEY, OUTCOME_REFUSED, ERROR_FORBIDDEN);
	script_refuse(script, IDENTITY_LIST_ROLES, OUTCOME_REFUSED, ERROR_FORBIDDEN);
	script->model.contact.role = ROLE_OWNER;
	script_key(script, 'e');
}

void state_contact_hostile(struct script *script)
{
	open_one(script, NULL);
	steps_contact_answer(script, ROLE_DEFAULT, STATE_NEW_KEY);
}

void state_contact_add(struct script *script)
{
	state_settings_page(script);
	script_key(script, 'n');
	script_type(script, "dev4");
}

void state_contact_delete(struct script *script)
{
	state_contact(script);
	script_key(script, 'd');
	script_type(script, "dev1");
}
