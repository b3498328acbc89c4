/* SPDX-License-Identifier: MIT */
#include "script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/model/dialogs/once.h"
#include "keyturn/memory.h"

const struct model_options script_options = {
	.reveal_ms = 30000,
	.clipboard_ms = 30000,
	.lock_ms = 900000,
	.account = -1,
	.copy_note = "",
};

static const char *const op_names[] = {
	[IDENTITY_VERSIONS] = "versions",
	[IDENTITY_VERSION] = "version",
	[IDENTITY_SIGN_IN] = "sign-in",
	[IDENTITY_PASSCODE] = "passcode",
	[IDENTITY_GET_KEY] = "get-key",
	[IDENTITY_RESET_KEY] = "reset-key",
	[IDENTITY_GET_USER] = "get-user",
	[IDENTITY_FIND_USER] = "find-user",
	[IDENTITY_LIST_USERS] = "list-users",
	[IDENTITY_PROBE_KEY] = "probe-key",
	[IDENTITY_REVOKE] = "revoke",
	[IDENTITY_REVOKE_TOKEN] = "revoke-token",
	[IDENTITY_CHECK_TOKEN] = "check-token",
	[IDENTITY_UPDATE_USER] = "update-user",
	[IDENTITY_ADD_USER] = "add-user",
	[IDENTITY_DELETE_USER] = "delete-user",
	[IDENTITY_CHANGE_PASSWORD] = "change-password",
	[IDENTITY_LIST_ADMINS] = "list-admins",
	[IDENTITY_LIST_ROLES] = "list-roles",
	[IDENTITY_ADD_ROLE] = "add-role",
	[IDENTITY_REMOVE_ROLE] = "remove-role",
	[IDENTITY_GET_DOMAIN] = "get-domain",
	[IDENTITY_GET_PASSWORD_POLICY] = "get-password-policy",
	[IDENTITY_RESET_PIN] = "reset-pin",
	[IDENTITY_UNLOCK_PIN] = "unlock-pin",
	[IDENTITY_LIST_QUESTIONS] = "list-questions",
	[IDENTITY_SET_ANSWER] = "set-answer",
	[IDENTITY_LIST_PHONES] = "list-phones",
	[IDENTITY_ADD_PHONE] = "add-phone",
	[IDENTITY_SEND_CODE] = "send-code",
	[IDENTITY_VERIFY_PHONE] = "verify-phone",
	[IDENTITY_REMOVE_PHONES] = "remove-phones",
	[IDENTITY_LIST_OTP] = "list-otp",
	[IDENTITY_ADD_OTP] = "add-otp",
	[IDENTITY_VERIFY_OTP] = "verify-otp",
	[IDENTITY_REMOVE_OTP] = "remove-otp",
	[IDENTITY_CHANGE_MFA] = "change-mfa",
	[IDENTITY_REMOVE_MFA] = "remove-mfa",
	[IDENTITY_BYPASS] = "bypass",
	[IDENTITY_PROBE_PASSWORD] = "probe-password",
	[IDENTITY_LIST_OFFERED_ROLES] = "list-offered-roles",
};

static const char *const timer_names[] = {
	[TIMER_REVEAL] = "reveal",
	[TIMER_CLIPBOARD] = "clipboard",
	[TIMER_TOAST] = "toast",
	[TIMER_LOCK] = "lock",
	[TIMER_SESSION] = "session",
	[TIMER_ROTATION] = "rotation",
	[TIMER_CHANGE] = "change",
	[TIMER_WAIT] = "wait",
};

void script_open(struct script *script, const struct model_options *options)
{
	memset(script, 0, sizeof(*script));
	script->now = 1000000;
	script->wall = 1700000000;
	script->update_status = HOLDER_UPDATED;
	model_init(&script->model, options);
}

void script_close(struct script *script)
{
	effects_finish(&script->effects);
	model_finish(&script->model);
}

int script_setup(void **state)
{
	struct script *script = memory_alloc(sizeof(*script));
	struct error error;

	if (!secret_start(&error)) {
		return -1;
	}
	script_open(script, &script_options);
	*state = script;
	return 0;
}

int script_teardown(void **state)
{
	script_close(*state);
	free(*state);
	return 0;
}

static void note(struct script *script, const char *format, ...)
{
	size_t used = strlen(script->trace);
	va_list args;

	va_start(args, format);
	vsnprintf(script->trace + used, sizeof(script->trace) - used, format, args);
	va_end(args);
}

static void sent(struct script *script, const struct effect *effect)
{
	struct script_request *request =
		&script->requests[script->request_count++ % SCRIPT_REQUESTS_MAX];

	*request = (struct script_request){.ticket = effect->ticket,
		.op = effect->kind == EFFECT_SIGN_IN ? IDENTITY_SIGN_IN : effect->request.op,
		.under_way = true,
		.by_account = effect->kind == EFFECT_SIGN_IN};
	if (effect->kind == EFFECT_SIGN_IN) {
		note(script, "sign in to account %d\n", effect->account);
		return;
	}
	script->resets += effect->request.op == IDENTITY_RESET_KEY;
	note(script, "request %s%s%s\n", op_names[effect->request.op],
		effect->request.username[0] != '\0' ? " " : "", effect->request.username);
}

static void cancelled(struct script *script, uint32_t ticket)
{
	for (size_t i = 0; i < SCRIPT_REQUESTS_MAX; i++) {
		if (script->requests[i].under_way && script->requests[i].ticket == ticket) {
			script->requests[i].cancelled = true;
			note(script, "cancel %s\n", op_names[script->requests[i].op]);
		}
	}
}

static void copied(struct script *script, const struct effect *effect)
{
	snprintf(script->clipboard, sizeof(script->clipboard), "%s", secret_open(effect->secret));
	secret_close(effect->secret);
	note(script, "copy\n");
}

static void quit(struct script *script, const struct effect *effect)
{
	script->quits++;
	script->last_status = effect->status;
	script->last_signal = effect->signal;
	note(script, "quit %d\n", effect->status);
}

static const char *const work_names[] = {
	[WORK_BEGIN] = "begin",
	[WORK_NEW] = "new",
	[WORK_UPDATE] = "update",
	[WORK_RECHECK] = "recheck",
	[WORK_HOOK] = "hook",
	[WORK_CLOSE] = "close",
	[WORK_TOKENS] = "tokens",
	[WORK_ABANDON] = "abandon",
};

static void work_asked(struct script *script, const struct effect *effect)
{
	const struct work_order *order = effect->order;

	note(script, "work %s %zu\n", work_names[order->kind], order->index);
	if (order->kind == WORK_ABANDON) {
		script->abandoned++;
		return;
	}
	assert_true(script->work_count < SCRIPT_WORKS_MAX);
	script->works[script->work_count++] = (struct script_work){
		order->kind, order->index, order->ticket};
}

static void timer(struct script *script, const struct effect *effect)
{
	bool start = effect->kind == EFFECT_TIMER_START;

	script->timers[effect->timer] = start ? script->now + effect->milliseconds : 0;
	if (start) {
		note(script, "start %s %d\n", timer_names[effect->timer],
			(int)effect->milliseconds);
	} else {
		note(script, "stop %s\n", timer_names[effect->timer]);
	}
}

static void carry_out(struct script *script, const struct effect *effect)
{
	switch (effect->kind) {
	case EFFECT_CONNECT:
		note(script, "connect %s\n", effect->url);
		break;
	case EFFECT_REQUEST:
	case EFFECT_SIGN_IN:
		sent(script, effect);
		break;
	case EFFECT_CANCEL:
		cancelled(script, effect->ticket);
		break;
	case EFFECT_TIMER_START:
	case EFFECT_TIMER_STOP:
		timer(script, effect);
		break;
	case EFFECT_COPY:
		copied(script, effect);
		break;
	case EFFECT_CLEAR_CLIPBOARD:
		script->clipboard[0] = '\0';
		note(script, "clear clipboard\n");
		break;
	case EFFECT_REPAINT:
	case EFFECT_SUSPEND:
		note(script, effect->kind == EFFECT_REPAINT ? "repaint\n" : "suspend\n");
		break;
	case EFFECT_SAVE_PROFILE:
		note(script, "save %s at %s\n", effect->user, effect->url);
		break;
	case EFFECT_SEARCH:
		script->searching = true;
		note(script, "search\n");
		break;
	case EFFECT_SEARCH_STOP:
		note(script, "stop search\n");
		break;
	case EFFECT_WORK:
		work_asked(script, effect);
		break;
	case EFFECT_WORK_STOP:
		note(script, "stop hook\n");
		break;
	case EFFECT_HISTORY:
		note(script, "history\n");
		break;
	case EFFECT_UNFINISHED:
		note(script, "unfinished?\n");
		break;
	case EFFECT_RECORD:
		note(script, "record %s %s\n", history_event_name(effect->entry->event),
			effect->entry->fingerprint[0] != '\0' ? effect->entry->fingerprint
							      : effect->entry->detail);
		break;
	case EFFECT_QUIT:
		quit(script, effect);
		break;
	}
}

/* What this machine does by itself. */
static void work_on(struct script *script)
{
	if (script->searching && !script->hold_search) {
		script_searched(script);
	} else if (script->work_count > 0 && !script->hold_works) {
		script_work_done(script);
	}
}

void script_send(struct script *script, struct message message)
{
	effects_finish(&script->effects);
	message.now = script->now;
	message.wall = script->wall + script->now / 1000;
	model_update(&script->model, &message, &script->effects);
	for (size_t i = 0; i < script->effects.count; i++) {
		carry_out(script, &script->effects.items[i]);
	}
	work_on(script);
}

/* ---- works ---- */

void script_work(struct script *script, struct work_event *event)
{
	script_send(script, (struct message){.kind = MESSAGE_WORK, .work = event});
	work_event_finish(event);
}

static void fill_update(const struct script *script, struct work_event *event)
{
	event->status = event->ok ? script->update_status : HOLDER_FOUND;
	if (event->status == HOLDER_UPDATED) {
		event->backup = memory_text("/state/backups/1");
	} else if (event->status != HOLDER_FOUND) {
		event->reason = memory_text("the disk is full");
	}
}

void script_work_done(struct script *script)
{
	assert_int_not_equal(script->work_count, 0);
	const struct script_work work = script->works[0];
	const enum error_kind error = script->work_error[work.kind];
	struct work_event event = {.kind = WORK_EVENT_DONE,
		.ticket = work.ticket,
		.ok = error == ERROR_NONE,
		.journal = work.kind == WORK_BEGIN && error == ERROR_NONE ? 1 : 0,
		.seconds = 0.5};

	script->work_count--;
	memmove(script->works, script->works + 1, script->work_count * sizeof(*script->works));
	if (!event.ok) {
		error_set(&event.error, error, "as the script says");
	}
	if (work.kind == WORK_UPDATE) {
		fill_update(script, &event);
	}
	script_work(script, &event);
}

void script_found(struct script *script, const char *path, enum holder_action action)
{
	struct work_event event = {.kind = WORK_EVENT_FOUND};

	event.holder = holder_create(action == HOLDER_RESTART ? HOLDER_PROCESS : HOLDER_FILE, path);
	event.holder->action = action;
	script_work(script, &event);
}

void script_searched(struct script *script)
{
	struct work_event event = {.kind = WORK_EVENT_SEARCHED, .files = 1234, .bytes = 5678};

	script->searching = false;
	script_work(script, &event);
}

void script_unfinished(struct script *script, enum journal_phase phase, size_t count)
{
	struct work_event event = {.kind = WORK_EVENT_UNFINISHED, .place_count = count};
	struct journal_record *record = &event.record;

	record->id = 7;
	record->phase = phase;
	record->started = script->wall;
	snprintf(record->service, sizeof(record->service), "%.511s", script->model.url);
	snprintf(record->user, sizeof(record->user), "%.255s", script->model.session.user_name);
	record->old_trace.parts[0].length = 32;
	event.places = memory_array(count, sizeof(*event.places));
	for (size_t i = 0; i < count; i++) {
		char path[48];
		snprintf(path, sizeof(path), "/home/j/file%zu", i);
		event.places[i] = holder_create(HOLDER_FILE, path);
	}
	script_work(script, &event);
}

void script_history(struct script *script, const struct history_entry *entries, size_t count)
{
	struct work_event event = {.kind = WORK_EVENT_HISTORY, .entry_count = count};

	event.entries = memory_array(count, sizeof(*entries));
	memcpy(event.entries, entries, count * sizeof(*entries));
	script_work(script, &event);
}

void script_start(struct script *script)
{
	script_send(script, (struct message){.kind = MESSAGE_START});
}

void script_key(struct script *script, uint32_t code)
{
	script_send(script, (struct message){.kind = MESSAGE_KEY, .key.code = code});
}

void script_click(struct script *script, int stop, size_t line)
{
	const struct click click = {
		.layer = model_layer(&script->model), .stop = stop, .line = line};

	script_send(script, (struct message){.kind = MESSAGE_CLICK, .click = click});
}

void script_type(struct script *script, const char *text)
{
	for (; *text != '\0'; text++) {
		script_key(script, (unsigned char)*text);
	}
}

void script_paste(struct script *script, const char *text)
{
	for (; *text != '\0'; text++) {
		const struct key key = {.code = (unsigned char)*text, .pasted = true};
		script_send(script, (struct message){.kind = MESSAGE_KEY, .key = key});
	}
	script_send(script, (struct message){.kind = MESSAGE_PASTE_END});
}

static enum timer_id next_due(const struct script *script, int64_t until)
{
	enum timer_id due = TIMER_COUNT;

	for (enum timer_id timer = 0; timer < TIMER_COUNT; timer++) {
		if (script->timers[timer] != 0 && script->timers[timer] <= until &&
			(due == TIMER_COUNT || script->timers[timer] < script->timers[due])) {
			due = timer;
		}
	}
	return due;
}

void script_wait(struct script *script, int64_t milliseconds)
{
	int64_t until = script->now + milliseconds;
	enum timer_id timer;

	while ((timer = next_due(script, until)) != TIMER_COUNT) {
		script->now = script->timers[timer];
		script->timers[timer] = 0;
		script_send(script, (struct message){.kind = MESSAGE_TIMER, .timer = timer});
	}
	script->now = until;
}

uint32_t script_ticket(const struct script *script, enum identity_op op)
{
	uint32_t ticket = 0;

	for (size_t i = 0; i < SCRIPT_REQUESTS_MAX; i++) {
		const struct script_request *request = &script->requests[i];
		if (request->under_way && !request->cancelled && request->op == op &&
			request->ticket > ticket) {
			ticket = request->ticket;
		}
	}
	return ticket;
}

void script_reply(struct script *script, uint32_t ticket, struct identity_reply *reply)
{
	for (size_t i = 0; i < SCRIPT_REQUESTS_MAX; i++) {
		if (script->requests[i].ticket == ticket) {
			script->requests[i].under_way = false;
		}
	}
	script_send(script,
		(struct message){
			.kind = MESSAGE_REPLY, .reply.ticket = ticket, .reply.reply = reply});
	identity_reply_finish(reply);
}

void script_ok(struct script *script, enum identity_op op, const char *secret)
{
	uint32_t ticket = script_ticket(script, op);
	struct identity_reply reply;

	assert_int_not_equal(ticket, 0);
	script_good_reply(op, secret, &reply);
	script_reply(script, ticket, &reply);
}

void script_refuse(
	struct script *script, enum identity_op op, enum outcome outcome, enum error_kind error)
{
	uint32_t ticket = script_ticket(script, op);
	struct identity_reply reply = {.op = op, .outcome = outcome, .error.kind = error};

	assert_int_not_equal(ticket, 0);
	script_reply(script, ticket, &reply);
}

void script_submit(struct script *script)
{
	script_start(script);
	script->model.sign_in.focus = SIGN_IN_USERNAME;
	script_type(script, "jqsmith");
	script_key(script, KEYPRESS_ENTER);
	script_key(script, KEYPRESS_ENTER);
	script_type(script, "Demo-pass-1");
	script_key(script, KEYPRESS_ENTER);
}

void script_sign_in(struct script *script)
{
	script_submit(script);
	script_ok(script, IDENTITY_SIGN_IN, NULL);
	assert_int_equal(script->model.page, PAGE_HOME);
	script->trace[0] = '\0';
}

void script_settings(struct script *script, const char *key)
{
	script_sign_in(script);
	script_key(script, KEYPRESS_ENTER);
	script_ok(script, IDENTITY_GET_USER, "4711");
	script_ok(script, IDENTITY_FIND_USER, NULL);
	script_ok(script, IDENTITY_GET_KEY, key);
	script_ok(script, IDENTITY_LIST_USERS, NULL);
	script_ok(script, IDENTITY_LIST_QUESTIONS, NULL);
	assert_int_equal(script->model.page, PAGE_SETTINGS);
	script->trace[0] = '\0';
}

void script_once(struct script *script, enum once_what what, const char *whose, const char *secret)
{
	effects_finish(&script->effects);
	once_open(&script->model, what, whose, secret_create(secret, strlen(secret)),
		&script->effects);
	for (size_t i = 0; i < script->effects.count; i++) {
		carry_out(script, &script->effects.items[i]);
	}
}

const char *script_toast(const struct script *script)
{
	const struct toast *newest = model_log(&script->model, 0);

	return newest != NULL ? newest->text : "";
}

bool script_shows(const struct script *script, const char *secret)
{
	struct secret *shown = script->model.reveal.secret;
	bool same;

	if (shown == NULL) {
		return false;
	}
	same = strcmp(secret_open(shown), secret) == 0;
	secret_close(shown);
	return same;
}
