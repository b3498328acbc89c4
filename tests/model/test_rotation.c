/* SPDX-License-Identifier: MIT
 * The rotation machine, followed by hand. test_rotation_walk.c tries every step with every event,
 * test_rotation_runs.c whole runs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/memory.h"
#include "keyturn/rotation.h"

static struct secret *keys[4]; /* old, new, another, none */
enum which { KEY_OLD, KEY_NEW, KEY_OTHER, KEY_NONE };
static unsigned char old_hash[SECRET_HASH_SIZE];
static char new_fingerprint[SECRET_FINGERPRINT_SIZE];

static int make_keys(void **state)
{
	struct error error;

	(void)state;
	if (!secret_start(&error)) {
		return -1;
	}
	keys[KEY_OLD] = secret_create("old-key", 7);
	keys[KEY_NEW] = secret_create("new-key", 7);
	keys[KEY_OTHER] = secret_create("other-key", 9);
	for (size_t i = 0; i < KEY_NONE; i++) {
		secret_open(keys[i]); /* all the time: saves millions of system calls */
	}
	secret_hash(keys[KEY_OLD], old_hash);
	secret_fingerprint(keys[KEY_NEW], new_fingerprint);
	return 0;
}

static int drop_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < KEY_NONE; i++) {
		secret_close(keys[i]);
		secret_unlink(keys[i]);
	}
	return 0;
}

static const struct effect *find(const struct effects *effects, enum effect_kind kind)
{
	for (size_t i = 0; i < effects->count; i++) {
		if (effects->items[i].kind == kind) {
			return &effects->items[i];
		}
	}
	return NULL;
}

static bool asks_for(const struct effects *effects, enum work_kind kind)
{
	const struct effect *effect = find(effects, EFFECT_WORK);

	return effect != NULL && effect->order->kind == kind;
}

struct play {
	struct rotation rotation;
	struct effects effects;
	uint32_t next_ticket;
};

static void play(struct play *play, enum rotation_event_kind kind, struct identity_reply *reply)
{
	const struct rotation_event event = {kind, play->rotation.ticket, reply};

	effects_finish(&play->effects);
	rotation_update(&play->rotation, &event, &play->next_ticket, &play->effects, NULL);
	if (reply != NULL) {
		credential_drop(&reply->credential);
	}
}

static void play_key(struct play *p, enum which key)
{
	struct identity_reply reply = {.credential = credential_of_key(secret_link(keys[key]))};

	play(p, ROTATION_EVENT_REPLY, &reply);
}

static void play_error(struct play *p, enum outcome outcome, enum error_kind error)
{
	struct identity_reply reply = {.outcome = outcome, .error.kind = error};

	play(p, ROTATION_EVENT_REPLY, &reply);
}

static void play_work(struct play *p, bool ok)
{
	struct work_event work = {.kind = WORK_EVENT_DONE,
		.ticket = p->rotation.ticket,
		.ok = ok,
		.journal = 1,
		.status = HOLDER_UPDATED};
	const struct rotation_event event = {.kind = ROTATION_EVENT_WORK, .work = &work};

	if (!ok) {
		error_set(&work.error, ERROR_SYSTEM, "disk full");
		work.status = HOLDER_FOUND; /* not even tried */
	}
	effects_finish(&p->effects);
	rotation_update(&p->rotation, &event, &p->next_ticket, &p->effects, NULL);
}

static void play_found(struct play *p, const char *path)
{
	struct work_event work = {.kind = WORK_EVENT_FOUND};
	const struct rotation_event event = {.kind = ROTATION_EVENT_WORK, .work = &work};

	work.holder = holder_create(HOLDER_FILE, path);
	effects_finish(&p->effects);
	rotation_update(&p->rotation, &event, &p->next_ticket, &p->effects, NULL);
	assert_null(work.holder);
}

static int64_t played_wait(const struct play *p)
{
	assert_int_equal(p->effects.count, 1);
	assert_int_equal(p->effects.items[0].kind, EFFECT_TIMER_START);
	assert_int_equal(p->effects.items[0].timer, TIMER_ROTATION);
	return p->effects.items[0].milliseconds;
}

static void play_until_reset(struct play *p)
{
	memset(p, 0, sizeof(*p));
	rotation_init(&p->rotation, &rotation_of_api_key, "https://s", "", "jqsmith");
	play(p, ROTATION_EVENT_START, NULL);
	play_key(p, KEY_OLD);
	play_found(p, "/one");
	play_found(p, "/two");
	play(p, ROTATION_EVENT_CONFIRM, NULL);
	assert_int_equal(p->rotation.step, ROTATION_BEGINNING);
	play_work(p, true);
	assert_int_equal(p->rotation.step, ROTATION_ISSUING);
}

static void play_end(struct play *p)
{
	effects_finish(&p->effects);
	rotation_finish(&p->rotation);
}

static void learning__no_answer_for_long__waits_grow_to_30_s_and_end(void **state)
{
	static const int64_t waits[] = {2000, 4000, 8000, 15000, 30000, 30000, 30000};
	const struct effect *last;
	struct play p;

	(void)state;
	play_until_reset(&p);
	play_error(&p, OUTCOME_UNKNOWN, ERROR_OUTCOME_UNKNOWN);
	assert_int_equal(p.rotation.step, ROTATION_LEARNING);
	assert_int_equal(played_wait(&p), 1000);
	for (size_t i = 0; i < sizeof(waits) / sizeof(*waits); i++) {
		play(&p, ROTATION_EVENT_TIMER, NULL);
		play_error(&p, OUTCOME_UNKNOWN, ERROR_UNREACHABLE);
		assert_int_equal(played_wait(&p), waits[i]);
	}
	play(&p, ROTATION_EVENT_TIMER, NULL);
	play_error(&p, OUTCOME_UNKNOWN, ERROR_UNREACHABLE);
	assert_int_equal(p.rotation.outcome, ROTATION_OUTCOME_UNDETERMINED);
	assert_int_equal(p.rotation.step, ROTATION_FINISHED);
	assert_true(rotation_is_kept(&p.rotation));
	assert_int_equal(p.rotation.error.kind, ERROR_OUTCOME_UNKNOWN);
	last = &p.effects.items[p.effects.count - 1]; /* the lock is released */
	assert_int_equal(last->kind, EFFECT_WORK);
	assert_int_equal(last->order->kind, WORK_ABANDON);
	play_end(&p);
}

static void learning__new_key_at_the_last_read__taken(void **state)
{
	struct play p;

	(void)state;
	play_until_reset(&p);
	play_error(&p, OUTCOME_UNKNOWN, ERROR_OUTCOME_UNKNOWN);
	for (int i = 1; i < ROTATION_LEARN_TRIES; i++) {
		play(&p, ROTATION_EVENT_TIMER, NULL);
		play_error(&p, OUTCOME_REFUSED, ERROR_REPLY);
		assert_int_equal(p.rotation.step, ROTATION_LEARNING);
	}
	play(&p, ROTATION_EVENT_TIMER, NULL);
	play_key(&p, KEY_NEW);
	assert_int_equal(p.rotation.outcome, ROTATION_OUTCOME_NEW);
	assert_int_equal(p.rotation.step, ROTATION_NOTING_NEW);
	play_end(&p);
}

static void learning__old_key_three_times__unchanged_with_the_reason(void **state)
{
	struct play p;

	(void)state;
	play_until_reset(&p);
	play_error(&p, OUTCOME_UNKNOWN, ERROR_OUTCOME_UNKNOWN);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(p.rotation.step, ROTATION_LEARNING);
		play(&p, ROTATION_EVENT_TIMER, NULL);
		play_key(&p, KEY_OLD);
	}
	assert_int_equal(p.rotation.step, ROTATION_CLOSING);
	play_work(&p, true);
	assert_int_equal(p.rotation.step, ROTATION_FINISHED);
	assert_int_equal(p.rotation.outcome, ROTATION_OUTCOME_UNCHANGED);
	assert_int_equal(p.rotation.error.kind, ERROR_SERVICE); /* no longer "not known" */
	play_end(&p);
}

static void proving_new__refused_while_it_spreads__tried_again(void **state)
{
	static const int64_t waits[] = {1000, 2000, 4000, 8000};
	struct play p;

	(void)state;
	play_until_reset(&p);
	play_key(&p, KEY_NEW);
	play_work(&p, true);
	for (size_t i = 0; i < sizeof(waits) / sizeof(*waits); i++) {
		play_error(&p, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
		assert_int_equal(played_wait(&p), waits[i]);
		play(&p, ROTATION_EVENT_TIMER, NULL);
	}
	play_error(&p, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
	assert_int_equal(p.rotation.new_proof, PROOF_REFUSED);
	assert_int_equal(p.rotation.step, ROTATION_PROVING_OLD);
	assert_int_equal(p.effects.items[0].request.op, IDENTITY_PROBE_KEY);
	assert_string_equal(p.effects.items[0].request.username, "jqsmith");
	assert_true(secret_equal(
		credential_secret(&p.effects.items[0].request.credential), keys[KEY_OLD]));
	play_end(&p);
}

static void proving_old__still_accepted__told_after_four_more_tries(void **state)
{
	struct identity_reply accepted = {.outcome = OUTCOME_OK};
	struct play p;

	(void)state;
	play_until_reset(&p);
	play_key(&p, KEY_NEW);
	play_work(&p, true);
	play(&p, ROTATION_EVENT_REPLY, &accepted);
	assert_int_equal(p.rotation.new_proof, PROOF_ACCEPTED);
	for (int i = 0; i < 4; i++) {
		play(&p, ROTATION_EVENT_REPLY, &accepted);
		assert_int_equal(p.rotation.step, ROTATION_PROVING_OLD);
		play(&p, ROTATION_EVENT_TIMER, NULL);
	}
	play(&p, ROTATION_EVENT_REPLY, &accepted);
	assert_int_equal(p.rotation.step, ROTATION_UPDATING);
	assert_int_equal(p.rotation.old_proof, PROOF_ACCEPTED);
	play_end(&p);
}

static void start__user_without_key__first_key_is_new(void **state)
{
	struct identity_reply accepted = {.outcome = OUTCOME_OK};
	struct play p;

	(void)state;
	memset(&p, 0, sizeof(p));
	rotation_init(&p.rotation, &rotation_of_api_key, "https://s", "", "dev1");
	play(&p, ROTATION_EVENT_START, NULL);
	play_error(&p, OUTCOME_REFUSED, ERROR_NOT_FOUND);
	assert_int_equal(p.rotation.step, ROTATION_CONFIRMING);
	play(&p, ROTATION_EVENT_CONFIRM, NULL);
	play_work(&p, true);
	play_key(&p, KEY_NEW);
	play_work(&p, true);
	play(&p, ROTATION_EVENT_REPLY, &accepted);
	play_work(&p, true);
	assert_int_equal(p.rotation.step, ROTATION_FINISHED);
	assert_int_equal(p.rotation.outcome, ROTATION_OUTCOME_NEW);
	assert_int_equal(p.rotation.old_proof, PROOF_NONE);
	play_end(&p);
}

static void start__key_cannot_be_read__idle_with_the_reason(void **state)
{
	struct play p;

	(void)state;
	memset(&p, 0, sizeof(p));
	rotation_init(&p.rotation, &rotation_of_api_key, "https://s", "", "jqsmith");
	play(&p, ROTATION_EVENT_START, NULL);
	play_error(&p, OUTCOME_REFUSED, ERROR_FORBIDDEN);
	assert_int_equal(p.rotation.step, ROTATION_IDLE);
	assert_int_equal(p.rotation.error.kind, ERROR_FORBIDDEN);
	play(&p, ROTATION_EVENT_CONFIRM, NULL);
	assert_int_equal(p.effects.count, 0);
	play_end(&p);
}

static void play_until_updating(struct play *p)
{
	struct identity_reply accepted = {.outcome = OUTCOME_OK};

	play_until_reset(p);
	play_key(p, KEY_NEW);
	play_work(p, true);
	play(p, ROTATION_EVENT_REPLY, &accepted);
	play_error(p, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
	assert_int_equal(p->rotation.step, ROTATION_UPDATING);
}

static void updating__one_not_even_tried__failed_and_the_next_is_next(void **state)
{
	struct play p;

	(void)state;
	play_until_updating(&p);
	play_work(&p, false);
	assert_int_equal(p.rotation.places[0]->status, HOLDER_FAILED);
	assert_non_null(strstr(p.rotation.places[0]->reason, "disk full"));
	assert_int_equal(p.rotation.step, ROTATION_UPDATING);
	assert_int_equal(p.rotation.index, 1);
	play_work(&p, true);
	assert_int_equal(p.rotation.step, ROTATION_RECHECKING);
	play_end(&p);
}

static void updating__new_key_refused__files_keep_the_old_one_for_now(void **state)
{
	struct play p;

	(void)state;
	play_until_reset(&p);
	play_key(&p, KEY_NEW);
	play_work(&p, true);
	for (int i = 0; i < 4; i++) {
		play_error(&p, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
		play(&p, ROTATION_EVENT_TIMER, NULL);
	}
	play_error(&p, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
	play_error(&p, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
	assert_int_equal(p.rotation.step, ROTATION_FINISHED);
	assert_true(asks_for(&p.effects, WORK_ABANDON));
	assert_int_equal(p.rotation.places[0]->status, HOLDER_FOUND);
	assert_true(rotation_something_left(&p.rotation));
	play_end(&p);
}

static void cancel__journal_being_begun__closed_and_nothing_sent(void **state)
{
	struct play p = {.next_ticket = 0};

	(void)state;
	rotation_init(&p.rotation, &rotation_of_api_key, "https://s", "", "jqsmith");
	play(&p, ROTATION_EVENT_START, NULL);
	play_key(&p, KEY_OLD);
	play(&p, ROTATION_EVENT_CONFIRM, NULL);
	play(&p, ROTATION_EVENT_CANCEL, NULL);
	play_work(&p, true);
	assert_true(asks_for(&p.effects, WORK_CLOSE));
	assert_int_equal(p.rotation.outcome, ROTATION_OUTCOME_UNCHANGED);
	assert_int_equal(p.rotation.error.kind, ERROR_INTERRUPTED);
	play_end(&p);
}

static void play_resume(struct play *p, const char *noted)
{
	static const enum holder_status were[] = {HOLDER_UPDATED, HOLDER_FAILED, HOLDER_EXCLUDED};
	struct journal_record record = {
		.id = 3, .phase = JOURNAL_NEW, .old_trace.parts[0].length = 7};
	struct rotation_event event = {
		.kind = ROTATION_EVENT_RESUME, .record = &record, .place_count = 3};

	memset(p, 0, sizeof(*p));
	memcpy(record.old_trace.parts[0].hash, old_hash, sizeof(old_hash));
	snprintf(record.new_trace.fingerprint, sizeof(record.new_trace.fingerprint), "%s", noted);
	event.places = memory_array(3, sizeof(*event.places));
	for (size_t i = 0; i < 3; i++) {
		event.places[i] = holder_create(HOLDER_FILE, "/f");
		event.places[i]->status = were[i];
	}
	rotation_init(&p->rotation, &rotation_of_api_key, "https://s", "", "jqsmith");
	rotation_update(&p->rotation, &event, &p->next_ticket, &p->effects, NULL);
	assert_int_equal(p->effects.items[0].request.op, IDENTITY_GET_KEY);
}

/* Another reset may have come between, even between two interruptions: nobody knows what the files hold. */
static void resume__key_is_new__what_was_updated_or_failed_is_tried_again(void **state)
{
	struct play p;

	(void)state;
	play_resume(&p, new_fingerprint);
	play_key(&p, KEY_OTHER);
	assert_int_equal(p.rotation.outcome, ROTATION_OUTCOME_NEW);
	assert_int_equal(p.rotation.places[0]->status, HOLDER_FOUND);
	assert_int_equal(p.rotation.places[1]->status, HOLDER_FOUND);
	assert_int_equal(p.rotation.places[2]->status, HOLDER_EXCLUDED);
	play_end(&p);
}

static void resume__known_to_be_new__old_key_read_is_not_believed(void **state)
{
	struct play p;

	(void)state;
	play_resume(&p, new_fingerprint);
	for (int i = 1; i < ROTATION_LEARN_TRIES; i++) {
		play_key(&p, KEY_OLD);
		assert_int_equal(p.rotation.step, ROTATION_LEARNING);
		play(&p, ROTATION_EVENT_TIMER, NULL);
	}
	play_key(&p, KEY_OLD);
	assert_int_equal(p.rotation.step, ROTATION_FINISHED);
	assert_int_equal(p.rotation.outcome, ROTATION_OUTCOME_UNDETERMINED);
	play_end(&p);
	play_resume(&p, "");
	play_key(&p, KEY_OLD);
	play(&p, ROTATION_EVENT_TIMER, NULL);
	play_key(&p, KEY_OLD);
	play(&p, ROTATION_EVENT_TIMER, NULL);
	play_key(&p, KEY_OLD);
	assert_int_equal(p.rotation.outcome, ROTATION_OUTCOME_UNCHANGED);
	play_end(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(learning__no_answer_for_long__waits_grow_to_30_s_and_end),
		cmocka_unit_test(learning__new_key_at_the_last_read__taken),
		cmocka_unit_test(learning__old_key_three_times__unchanged_with_the_reason),
		cmocka_unit_test(proving_new__refused_while_it_spreads__tried_again),
		cmocka_unit_test(proving_old__still_accepted__told_after_four_more_tries),
		cmocka_unit_test(start__user_without_key__first_key_is_new),
		cmocka_unit_test(start__key_cannot_be_read__idle_with_the_reason),
		cmocka_unit_test(updating__one_not_even_tried__failed_and_the_next_is_next),
		cmocka_unit_test(updating__new_key_refused__files_keep_the_old_one_for_now),
		cmocka_unit_test(cancel__journal_being_begun__closed_and_nothing_sent),
		cmocka_unit_test(resume__key_is_new__what_was_updated_or_failed_is_tried_again),
		cmocka_unit_test(resume__known_to_be_new__old_key_read_is_not_believed),
	};

	return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
