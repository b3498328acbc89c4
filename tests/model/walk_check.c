/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "walk.h"

static bool confirmed(const struct model *before, const struct message *message)
{
	const struct dialog *dialog = model_dialog(before);
	const struct key *key = &message->key;

	bool pressed = message->kind == MESSAGE_KEY && !key->pasted && !key->burst &&
		(key->code == KEYPRESS_ENTER || key->code == ' ');
	bool clicked = message->kind == MESSAGE_CLICK && !message->click.burst &&
		message->click.stop == RESET_GENERATE &&
		message->click.layer == model_layer(before);

	return (pressed || clicked) && dialog != NULL && dialog->kind == DIALOG_RESET &&
		dialog->item == RESET_GENERATE && message->now - dialog->since >= 300 &&
		!before->too_small && before->rotation.step == ROTATION_CONFIRMING;
}

/* The reset is sent only when what was confirmed is in the journal. */
static bool journal_has_it(const struct model *before, const struct message *message)
{
	return message->kind == MESSAGE_WORK && message->work->kind == WORK_EVENT_DONE &&
		message->work->ok && before->rotation.step == ROTATION_BEGINNING &&
		message->work->ticket == before->rotation.ticket;
}

static void check_effects(struct walk *walk, const struct message *message)
{
	const struct effects *effects = &walk->script.effects;
	const struct model *model = &walk->script.model;

	for (size_t i = 0; i < effects->count; i++) {
		const struct effect *effect = &effects->items[i];
		if (effect->kind == EFFECT_REQUEST || effect->kind == EFFECT_SIGN_IN ||
			(effect->kind == EFFECT_WORK && effect->order->kind != WORK_ABANDON)) {
			uint32_t ticket = effect->kind == EFFECT_WORK ? effect->order->ticket
								      : effect->ticket;
			assert_true(ticket > walk->last_ticket);
			walk->last_ticket = ticket;
		}
		if (effect->kind == EFFECT_WORK && effect->order->kind == WORK_BEGIN) {
			assert_true(confirmed(&walk->before, message));
			walk->clicked += message->kind == MESSAGE_CLICK;
		}
		if (effect->kind == EFFECT_REQUEST && effect->request.op == IDENTITY_RESET_KEY) {
			assert_true(journal_has_it(&walk->before, message));
			walk->resets++;
		}
		if (effect->kind == EFFECT_QUIT) {
			assert_int_equal(i, effects->count - 1);
			assert_true(model->gone);
			assert_false(model->clipboard_full);
		}
		if (effect->kind == EFFECT_CANCEL) { /* a reset is never cancelled */
			assert_true(effect->ticket != walk->before.rotation.ticket ||
				walk->before.rotation.step != ROTATION_ISSUING);
		}
	}
}

static void check_shown(struct walk *walk)
{
	const struct model *model = &walk->script.model;
	const struct dialog *dialog = model_dialog(model);

	assert_int_equal(model->reveal.what == REVEAL_NOTHING, model->reveal.secret == NULL);
	if (model->reveal.secret == NULL) {
		assert_false(model->timers[TIMER_REVEAL]);
		return;
	}
	walk->shown++;
	assert_true(model->signed_in && !model->too_small && !model->gone && !model->leaving);
	assert_true(model->timers[TIMER_REVEAL]);
	assert_true(model->reveal.seconds > 0 && model->reveal.seconds <= 30);
	walk->told_shown += model->reveal.what == REVEAL_ONCE;
	if (model->reveal.what == REVEAL_ONCE) {
		assert_true(dialog != NULL && dialog->kind == DIALOG_ONCE);
	} else {
		assert_true(dialog == NULL ? model->page == PAGE_SETTINGS
					   : dialog->kind == DIALOG_PROGRESS);
	}
}

static bool said_yes(const struct walk *walk)
{
	const struct dialog *dialog = model_dialog(&walk->before);

	return dialog != NULL && dialog->kind == DIALOG_LEAVE &&
		walk->before.leave_what == LEAVE_ONCE;
}

/* Held as long as its dialog is open, and not lost unseen without a yes or a word. */
static void check_once(struct walk *walk)
{
	const struct model *model = &walk->script.model;
	bool open = false;

	for (size_t i = 0; i < model->dialog_count; i++) {
		open = open || model->dialogs[i].kind == DIALOG_ONCE;
	}
	assert_true(model->gone || open == (model->once.secret != NULL));
	assert_true(model->once.secret == NULL || model->signed_in);
	if (model_once_waits(&walk->before) && model->once.secret == NULL && !model->gone &&
		!said_yes(walk)) {
		assert_non_null(strstr(model_log(model, 0)->text, "never shown nor copied"));
		walk->wiped++;
	}
}

static void check_keys(const struct model *model)
{
	const struct rotation *rotation = &model->rotation;
	enum rotation_step step = rotation->step;

	assert_true(rotation->new_credential.parts[0] == NULL ||
		(step >= ROTATION_NOTING_NEW && step <= ROTATION_CLOSING));
	assert_true(rotation->old_credential.parts[0] == NULL ||
		(step != ROTATION_IDLE && step != ROTATION_FINISHED));
	assert_int_equal(model->signed_in, model->page != PAGE_SIGN_IN);
	assert_true(model->signed_in || !rotation_under_way(rotation));
	if (!model->signed_in) {
		assert_null(model->catalog);
		assert_null(model->settings.contacts);
		assert_int_equal(model->session.user_id[0], '\0');
		assert_null(model->activity.entries);
		assert_null(model->unfinished_places);
		assert_false(model->settings.has_pin);
	}
	if (step == ROTATION_READING_OLD || step == ROTATION_CONFIRMING) {
		bool asked = false;
		for (size_t i = 0; i < model->dialog_count; i++) {
			asked = asked || model->dialogs[i].kind == DIALOG_RESET ||
				model->dialogs[i].kind == DIALOG_PLACES;
		}
		assert_true(asked || model->gone);
	}
}

static void check_line(const struct line *line)
{
	size_t len = strnlen(line->text, LINE_SIZE);

	assert_true(len < LINE_SIZE && line->cursor <= len);
	assert_true((line->text[line->cursor] & 0xc0) != 0x80);
}

static void check_places(const struct model *model)
{
	size_t services = model_services_matching(model, NULL, 0);
	struct activity_row *rows = calloc(model->activity.count + 1, sizeof(*rows));
	size_t activities = model_activity_rows(model, rows);
	free(rows);

	assert_true(model->dialog_count <= DIALOGS_MAX);
	assert_true(model_sign_in_has(model, model->sign_in.focus));
	assert_true(model->home.focus < HOME_FOCUS_COUNT);
	assert_true(model->services.list.selected < services || services == 0);
	assert_true(model->activity.list.selected < activities || activities == 0);
	if (model->page == PAGE_SETTINGS && model->settings.focus == SETTINGS_CONTACTS) {
		assert_int_equal(model->settings.contacts_load.state, LOAD_READY);
		assert_true(model->settings.contact < model->settings.contacts->count);
	}
	for (size_t i = 0; i < model->dialog_count; i++) {
		const struct dialog *dialog = &model->dialogs[i];
		bool resume = dialog->kind == DIALOG_RESUME;
		assert_true(model->gone || dialog->kind != DIALOG_PLACES || dialog->item == 0 ||
			dialog->item < model->rotation.place_count);
		assert_true(model->gone || !resume || model->unfinished.id != 0);
		assert_false(resume && rotation_under_way(&model->rotation));
	}
	check_line(&model->sign_in.username);
	check_line(&model->sign_in.url);
	check_line(&model->services.list.search);
	for (size_t i = 0; i < model->dialog_count; i++) {
		check_line(&model->dialogs[i].line);
	}
}

static void check_told(struct walk *walk)
{
	const struct model *model = &walk->script.model;

	for (; walk->logged < model->log_count; walk->logged++) {
		const char *text = model_log(model, model->log_count - 1 - walk->logged)->text;
		assert_null(strstr(text, OLD));
		assert_null(strstr(text, NEW));
		assert_null(strstr(text, ONLY + 24));
		assert_null(strstr(text, "4711"));
		assert_true(text[0] != '\0');
	}
}

static void check_footer(const struct model *model)
{
	struct footer_item items[ACTION_COUNT];
	size_t count = action_footer(model, items, ACTION_COUNT);

	for (size_t i = 0; i < count; i++) {
		assert_true(items[i].key[0] != '\0' && items[i].word[0] != '\0');
	}
}

/* A paste is text for a field, or nothing at all. */
static void check_paste(const struct walk *walk, const struct message *message)
{
	const struct model *model = &walk->script.model, *before = &walk->before;

	if (message->kind == MESSAGE_KEY && message->key.pasted && !before->leaving) {
		assert_int_equal(walk->script.effects.count, 0);
		assert_int_equal(model->page, before->page);
		assert_int_equal(model->dialog_count, before->dialog_count);
		assert_int_equal(model->sign_in.focus, before->sign_in.focus);
		assert_int_equal(model->log_count, before->log_count);
	}
}

void walk_check(struct walk *walk, const struct message *message)
{
	const struct model *model = &walk->script.model;

	check_paste(walk, message);
	check_effects(walk, message);
	check_shown(walk);
	check_once(walk);
	check_keys(model);
	check_places(model);
	check_told(walk);
	if (roll(walk, 16) == 0) {
		check_footer(model);
	}
	walk->locked += model->sign_in.locked && !walk->before.sign_in.locked;
	walk->finished += model->rotation.step == ROTATION_FINISHED &&
		walk->before.rotation.step == ROTATION_CLOSING;
	walk->resumed += model->rotation.resumed && !walk->before.rotation.resumed;
}
