/* SPDX-License-Identifier: MIT
 * The secret is read anew each time and unlinked when it is hidden. */
#include "reveal.h"

#include <stdio.h>
#include <string.h>

#include "history.h"
#include "key_read.h"
#include "load.h"
#include "timers.h"
#include "toast.h"

/* A countdown read aloud would drown everything else: there the end is told once. */
static void countdown(struct model *model, struct effects *effects)
{
	int64_t left = model->reveal.until - model->now;
	int64_t part = left % 1000 > 0 ? left % 1000 : 1000;

	model->reveal.seconds = (int)((left + 999) / 1000);
	timer_start(model, TIMER_REVEAL, model->options.accessible ? left : part, effects);
}

static void forget_shown(struct model *model, struct effects *effects)
{
	struct reveal *reveal = &model->reveal;

	timer_stop(model, TIMER_REVEAL, effects);
	secret_unlink(reveal->secret);
	reveal->secret = NULL;
	reveal->what = REVEAL_NOTHING;
	reveal->seconds = 0;
	reveal->until = 0;
}

void reveal_hide(struct model *model, struct effects *effects)
{
	forget_shown(model, effects);
	load_cancel(&model->reveal.load, effects);
	model->reveal.asked = REVEAL_NOTHING;
	model->reveal.copy = false;
}

bool reveal_out_of_sight(struct model *model, const char *why, struct effects *effects)
{
	bool shown = model->reveal.what != REVEAL_NOTHING;

	if (shown) {
		forget_shown(model, effects);
		toast(model, effects, TOAST_INFO, "Hidden again: %s", why);
	} else if (!model->reveal.copy) {
		reveal_hide(model, effects);
	}
	return shown;
}

void reveal_show(
	struct model *model, enum reveal_what what, struct secret *secret, struct effects *effects)
{
	struct reveal *reveal = &model->reveal;

	reveal_hide(model, effects);
	if (model->too_small || model->leaving) {
		secret_unlink(secret);
		return;
	}
	reveal->what = what;
	reveal->secret = secret;
	reveal->until = model->now + model->options.reveal_ms;
	countdown(model, effects);
}

void reveal_tick(struct model *model, struct effects *effects)
{
	if (model->reveal.what == REVEAL_NOTHING) {
		return;
	}
	if (model->now >= model->reveal.until) {
		forget_shown(model, effects);
		return;
	}
	countdown(model, effects);
}

static void ask(struct model *model, enum reveal_what what, bool copy, struct effects *effects)
{
	struct reveal *reveal = &model->reveal;
	struct identity_request request = {.op = IDENTITY_GET_KEY};

	if (what == REVEAL_PIN) {
		request.op = IDENTITY_GET_USER;
		memcpy(request.user_id, model->session.user_id, sizeof(request.user_id));
	}
	load_start(model, &reveal->load, &request, effects);
	reveal->asked = what;
	reveal->copy = copy;
}

void reveal_toggle(struct model *model, enum reveal_what what, struct effects *effects)
{
	bool ends = model->reveal.what == what ||
		(model->reveal.asked == what && !model->reveal.copy);

	reveal_hide(model, effects);
	if (!ends) {
		ask(model, what, false, effects);
	}
}

/* What keeps copies from arriving here is told once a session. */
static const char *copy_note(struct model *model)
{
	const char *note = model->copy_note_told ? NULL : model->options.copy_note;

	model->copy_note_told = true;
	return note != NULL ? note : "";
}

static void note_key(
	struct model *model, enum history_event event, struct secret *key, struct effects *effects)
{
	char fingerprint[SECRET_FINGERPRINT_SIZE];

	secret_fingerprint(key, fingerprint);
	history_note(model, event, fingerprint, "", effects);
}

void reveal_send(struct model *model, struct secret *secret, struct effects *effects)
{
	int64_t stays = model->options.clipboard_ms;
	const char *note = copy_note(model);
	char clears[64] = "; it stays there until you copy something else";

	effect_add(effects, EFFECT_COPY)->secret = secret;
	if (stays > 0) {
		model->clipboard_full = true;
		timer_start(model, TIMER_CLIPBOARD, stays, effects);
		snprintf(clears, sizeof(clears), "; clears in %d s", (int)(stays / 1000));
	}
	toast(model, effects, TOAST_INFO, "sent to your terminal%s (cannot be checked)%s%s", clears,
		note[0] != '\0' ? "; " : "", note);
}

static void send_key(struct model *model, struct secret *key, struct effects *effects)
{
	note_key(model, HISTORY_COPIED, key, effects);
	reveal_send(model, key, effects);
}

void reveal_copy(struct model *model, struct effects *effects)
{
	if (model->reveal.what == REVEAL_KEY) {
		send_key(model, secret_link(model->reveal.secret), effects);
	} else {
		ask(model, REVEAL_KEY, true, effects);
	}
}

void clipboard_expire(struct model *model, struct effects *effects)
{
	timer_stop(model, TIMER_CLIPBOARD, effects);
	if (model->clipboard_full) {
		model->clipboard_full = false;
		effect_add(effects, EFFECT_CLEAR_CLIPBOARD);
		toast(model, effects, TOAST_INFO, "asked your terminal to clear the clipboard");
	}
}

static void show_key(struct model *model, struct secret *key, struct effects *effects)
{
	reveal_show(model, REVEAL_KEY, key, effects);
	if (model->reveal.what == REVEAL_KEY) {
		note_key(model, HISTORY_SHOWN, model->reveal.secret, effects);
		toast(model, effects, TOAST_INFO, "API key shown");
		toast_of(model, TOAST_OF_REVEAL);
	}
}

/* The fingerprint beside it is of this read too; that it is another one is told last. */
static void take_key(struct model *model, struct secret *key, struct effects *effects)
{
	struct secret *read = secret_link(key);

	if (model->reveal.copy) {
		send_key(model, key, effects);
	} else {
		show_key(model, key, effects);
	}
	key_read_take(model, read, effects);
	secret_unlink(read);
}

static void take_pin(struct model *model, struct identity_reply *reply, struct effects *effects)
{
	if (reply->pin == NULL) {
		toast(model, effects, TOAST_ERROR, "this user has no support PIN now");
		return;
	}
	reveal_show(model, REVEAL_PIN, reply->pin, effects);
	reply->pin = NULL;
	if (model->reveal.what == REVEAL_PIN) {
		toast(model, effects, TOAST_INFO, "Support PIN shown");
		toast_of(model, TOAST_OF_REVEAL);
	}
}

static void tell_failure(struct model *model, enum reveal_what asked, struct effects *effects)
{
	const struct error *error = &model->reveal.load.error;

	if (asked == REVEAL_KEY && error->kind == ERROR_NOT_FOUND) {
		key_read_take(model, NULL, effects);
		toast(model, effects, TOAST_ERROR,
			"This user has no API key%s%s%s; Reset makes one",
			error->detail[0] != '\0' ? " (" : "", error->detail,
			error->detail[0] != '\0' ? ")" : "");
	} else {
		toast_error(model, effects,
			asked == REVEAL_KEY ? "the API key was not read"
					    : "the support PIN was not read",
			error);
	}
}

bool reveal_reply(
	struct model *model, uint32_t ticket, struct identity_reply *reply, struct effects *effects)
{
	struct reveal *reveal = &model->reveal;
	enum reveal_what asked = reveal->asked;

	if (!load_answers(&reveal->load, ticket)) {
		return false;
	}
	reveal->asked = REVEAL_NOTHING;
	if (!load_finish(&reveal->load, reply)) {
		tell_failure(model, asked, effects);
	} else if (asked == REVEAL_PIN) {
		take_pin(model, reply, effects);
	} else if (!credential_is_whole(&reply->credential)) {
		toast(model, effects, TOAST_ERROR, "the service's answer holds no API key");
	} else {
		take_key(model, secret_link(credential_secret(&reply->credential)), effects);
	}
	return true;
}
