/* SPDX-License-Identifier: MIT */
#include "states_form.h"

#include <string.h>

#include "keyturn/memory.h"
#include "states_reset.h"

static void open_form(struct script *script, enum settings_focus focus)
{
	state_settings_page(script);
	script->model.settings.focus = focus;
	script_key(script, KEYPRESS_ENTER);
}

/* On to the button that goes on, and over it. */
static void go_on(struct script *script)
{
	while (model_form_button(&script->model, model_dialog(&script->model)->item) != FORM_GO) {
		script_key(script, KEYPRESS_TAB);
	}
	script_wait(script, 1000);
	script_key(script, KEYPRESS_ENTER);
}

static void answer_user(struct script *script, const char *email)
{
	struct identity_reply reply = {.op = IDENTITY_GET_USER, .outcome = OUTCOME_OK};

	reply.users = memory_alloc(sizeof(*reply.users) + sizeof(reply.users->users[0]));
	reply.users->count = 1;
	reply.users->users[0] = script->model.settings.user;
	memcpy(reply.users->users[0].email, email, strlen(email) + 1);
	script_reply(script, script_ticket(script, IDENTITY_GET_USER), &reply);
}

void state_form(struct script *script)
{
	open_form(script, SETTINGS_EMAIL);
}

static void type_address(struct script *script, const char *address)
{
	state_form(script);
	script_key(script, KEYPRESS_CTRL_U);
	script_paste(script, address);
}

void state_form_problem(struct script *script)
{
	type_address(script, "John Smith <john@example.org>");
	go_on(script);
}

void state_form_hostile(struct script *script)
{
	type_address(script,
		"配置\033]52;c;aGk=\a日本語の名前\302\233@example.org and much more than the "
		"field has place for, to its very end");
	script_key(script, KEYPRESS_TAB);
}

void state_form_confirm(struct script *script)
{
	type_address(script, "j.smith@a-rather-long-name-of-a-department.example.org");
	script_key(script, KEYPRESS_TAB);
	script_key(script, KEYPRESS_RIGHT);
	go_on(script);
}

void state_form_confirm_go(struct script *script)
{
	state_form_confirm(script);
	script_key(script, KEYPRESS_TAB);
}

void state_form_checking(struct script *script)
{
	state_form_confirm(script);
	go_on(script);
	script_wait(script, 3000);
}

void state_form_sending(struct script *script)
{
	state_form_confirm(script);
	go_on(script);
	answer_user(script, script->model.settings.user.email);
	script_wait(script, 3000);
}

void state_form_stale(struct script *script)
{
	state_form_confirm(script);
	go_on(script);
	answer_user(script, "someone.else@example.org");
}

void state_form_refused(struct script *script)
{
	state_form_sending(script);
	script_refuse(script, IDENTITY_UPDATE_USER, OUTCOME_REFUSED, ERROR_FORBIDDEN);
}

void state_form_unknown(struct script *script)
{
	state_form_sending(script);
	script_refuse(script, IDENTITY_UPDATE_USER, OUTCOME_UNKNOWN, ERROR_OUTCOME_UNKNOWN);
	for (int i = 0; i < 3; i++) {
		script_refuse(script, IDENTITY_GET_USER, OUTCOME_REFUSED, ERROR_TIMEOUT);
		script_wait(script, 10000);
	}
}

void state_form_password(struct script *script)
{
	open_form(script, SETTINGS_PASSWORD);
	script_type(script, STATE_KEY);
	script_key(script, KEYPRESS_TAB);
}

void state_form_password_confirm(struct script *script)
{
	state_form_password(script);
	script_type(script, "Better-pass-2");
	script_key(script, KEYPRESS_TAB);
	script_type(script, "Better-pass-2");
	go_on(script);
}

void state_form_leave(struct script *script)
{
	state_form_password(script);
	script_key(script, KEYPRESS_ESCAPE);
}
