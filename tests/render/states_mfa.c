/* SPDX-License-Identifier: MIT */
#include "states_mfa.h"

#include <stdint.h>
#include <string.h>

#include "keyturn/memory.h"
#include "states_reset.h"

static void open_dialog(struct script *script)
{
	state_settings_page(script);
	script->model.settings.user.mfa = MFA_OFF;
	script->model.settings.user.mfa_level = MFA_DEFAULT;
	script->model.settings.focus = SETTINGS_MFA;
	script_key(script, KEYPRESS_ENTER);
}

static void answer(
	struct script *script, enum identity_op op, const struct factor *factors, size_t count)
{
	struct identity_reply reply = {.op = op, .outcome = OUTCOME_OK};

	reply.factors = memory_alloc(sizeof(*reply.factors) + count * sizeof(*factors));
	reply.factors->count = count;
	memcpy(reply.factors->factors, factors, count * sizeof(*factors));
	script_reply(script, script_ticket(script, op), &reply);
}

static void answer_user(struct script *script)
{
	struct identity_reply reply = {.op = IDENTITY_GET_USER, .outcome = OUTCOME_OK};

	reply.users = memory_alloc(sizeof(*reply.users) + sizeof(reply.users->users[0]));
	reply.users->count = 1;
	reply.users->users[0] = script->model.mfa.user;
	script_reply(script, script_ticket(script, IDENTITY_GET_USER), &reply);
}

static void open_with(struct script *script, const char *phone, const char *device)
{
	struct factor factors[] = {{FACTOR_PHONE, "1", "", false}, {FACTOR_OTP, "2", "", true},
		{FACTOR_OTP, "3", "key ring", false}};

	strcpy(factors[0].name, phone);
	strcpy(factors[1].name, device);
	open_dialog(script);
	answer_user(script);
	answer(script, IDENTITY_LIST_PHONES, &factors[0], 1);
	answer(script, IDENTITY_LIST_OTP, &factors[1], 2);
}

void state_mfa(struct script *script)
{
	open_with(script, "+1 210 555 0100", "my phone");
	script_key(script, KEYPRESS_HOME);
	script_key(script, KEYPRESS_TAB);
}

void state_mfa_reading(struct script *script)
{
	open_dialog(script);
	script_wait(script, 5000);
}

void state_mfa_failed(struct script *script)
{
	open_dialog(script);
	script_refuse(script, IDENTITY_GET_USER, OUTCOME_REFUSED, ERROR_SERVICE);
	script_refuse(script, IDENTITY_LIST_PHONES, OUTCOME_REFUSED, ERROR_TIMEOUT);
	script_refuse(script, IDENTITY_LIST_OTP, OUTCOME_REFUSED, ERROR_NOT_OFFERED);
}

static void focus(struct script *script, enum mfa_act act)
{
	script_key(script, KEYPRESS_HOME);
	while (model_mfa_item(&script->model, model_dialog(&script->model)->item).act != act) {
		script_key(script, KEYPRESS_TAB);
	}
}

void state_mfa_why(struct script *script)
{
	state_mfa(script);
	focus(script, MFA_ACT_CODES);
	script_key(script, KEYPRESS_ENTER);
}

void state_mfa_hostile(struct script *script)
{
	open_with(script,
		"+1\033]52;c;aGk=\a\r\n 210 555 0100 and much more than a phone has digits",
		"配置\033]52;c;aGk=\a日本語の名前\302\233 of a device that goes on and on, to the end");
	script_key(script, KEYPRESS_HOME);
	script_key(script, KEYPRESS_TAB);
}

void state_mfa_on(struct script *script)
{
	state_mfa(script);
	focus(script, MFA_ACT_SWITCH);
	script_key(script, KEYPRESS_ENTER);
}

void state_mfa_question(struct script *script)
{
	struct load *load = &script->model.settings.questions_load;
	struct identity_reply reply;

	state_settings_page(script);
	*load = (struct load){.state = LOAD_UNDER_WAY, .ticket = UINT32_MAX};
	script_good_reply(IDENTITY_LIST_QUESTIONS, NULL, &reply);
	script_reply(script, load->ticket, &reply);
	script->model.settings.focus = SETTINGS_QUESTION;
}
