/* SPDX-License-Identifier: MIT
 * The rotation machine: every step with every event, every kind of answer and finished work, from states
 * built by hand, including interrupted ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/memory.h"
#include "rotation_states.h"
#include "slow.h"

static size_t count_requests(const struct effects *effects, enum identity_op op)
{
	size_t count = 0;

	for (size_t i = 0; i < effects->count; i++) {
		count += effects->items[i].kind == EFFECT_REQUEST &&
			effects->items[i].request.op == op;
	}
	return count;
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

/* No dead end: an answer, the end of a work or a tick will come. */
static void check_goes_on(
	const struct rotation *before, const struct rotation *after, const struct effects *effects)
{
	const struct effect *request = find(effects, EFFECT_REQUEST);
	const struct effect *work = find(effects, EFFECT_WORK);
	bool timed = find(effects, EFFECT_TIMER_START) != NULL;

	if (!rotation_under_way(after)) {
		assert_int_equal(
			after->ticket, after->step == ROTATION_READING_OLD ? request->ticket : 0);
		return;
	}
	if (after->step == before->step && after->ticket == before->ticket && after->ticket != 0) {
		return; /* only noted that it should stop */
	}
	assert_int_equal((request != NULL) + (work != NULL) + timed, 1);
	assert_int_equal(after->ticket,
		request != NULL        ? request->ticket
			: work != NULL ? work->order->ticket
				       : 0);
}

static void check_ends(
	const struct rotation *before, const struct rotation *after, const struct effects *effects)
{
	if (after->step == ROTATION_FINISHED) {
		bool refused = before->step == ROTATION_BEGINNING;
		assert_int_not_equal(after->outcome, ROTATION_OUTCOME_NONE);
		assert_null(after->old_credential.parts[0]);
		/* What is in the journal is closed there or released. */
		assert_true(refused || before->step == ROTATION_CLOSING ||
			asks_for(effects, WORK_ABANDON));
	}
	if (after->step == ROTATION_IDLE) {
		assert_null(after->old_credential.parts[0]);
		assert_null(after->new_credential.parts[0]);
		assert_int_equal(after->place_count, 0);
	}
	if (after->outcome == ROTATION_OUTCOME_NEW) {
		assert_string_not_equal(after->new_trace.fingerprint, after->old_trace.fingerprint);
	}
	if (after->outcome == ROTATION_OUTCOME_UNDETERMINED && after->step == ROTATION_FINISHED) {
		assert_int_not_equal(after->error.kind, ERROR_NONE);
	}
}

static void check_outcome(
	const struct case_of *c, const struct rotation *before, const struct rotation *after)
{
	if (after->outcome == before->outcome) {
		return;
	}
	switch (after->outcome) {
	case ROTATION_OUTCOME_NEW:
		assert_true(c->step == ROTATION_ISSUING || c->step == ROTATION_LEARNING);
		assert_int_equal(c->outcome, OUTCOME_OK);
		assert_false(secret_equal(state_keys[c->answer], state_keys[c->old]));
		assert_true(secret_equal(after->new_credential.parts[0], state_keys[c->answer]));
		break;
	case ROTATION_OUTCOME_UNCHANGED:
		if (c->step == ROTATION_ISSUING) {
			assert_int_equal(c->outcome, OUTCOME_REFUSED);
		} else if (c->step == ROTATION_REMOVING) {
			assert_true(c->outcome == OUTCOME_OK || c->error == ERROR_NOT_FOUND);
		} else if (c->step == ROTATION_LEARNING) {
			assert_int_equal(before->unchanged_reads, 2);
			assert_int_not_equal(c->past, PAST_NEW);
		} else {
			assert_int_equal(c->step, ROTATION_BEGINNING);
			assert_true(!c->ok || c->stopping);
		}
		assert_int_not_equal(after->error.kind, ERROR_OUTCOME_UNKNOWN);
		break;
	case ROTATION_OUTCOME_UNDETERMINED:
		assert_true(c->step == ROTATION_BEGINNING || c->event == ROTATION_EVENT_RESUME ||
			c->step == ROTATION_NOTING_NEW);
		break;
	case ROTATION_OUTCOME_NONE:
		fail();
	}
}

/* The old one is deleted when nothing needs it any more; a new one only when nobody can know it. */
static void check_deleted(
	const struct case_of *c, const struct rotation *after, const struct effects *effects)
{
	const struct effect *request = find(effects, EFFECT_REQUEST);

	if (request == NULL || request->request.op != IDENTITY_DELETE_KEY) {
		return;
	}
	assert_true(c->kind->overlap);
	if (after->step == ROTATION_DELETING) {
		const struct rotation_counts counts = rotation_count(after);
		assert_string_equal(request->request.key_id, "0");
		assert_int_equal(after->outcome, ROTATION_OUTCOME_NEW);
		assert_int_equal(after->new_proof, PROOF_ACCEPTED);
		assert_int_equal(counts.failed + counts.update, 0);
		assert_false(after->stopping);
	} else {
		assert_int_equal(after->step, ROTATION_REMOVING);
		assert_int_not_equal(after->outcome, ROTATION_OUTCOME_NEW);
		assert_string_not_equal(request->request.key_id, "0");
	}
}

/* What is requested, and in which step. */
static void check_sent(
	const struct case_of *c, const struct rotation *after, const struct effects *effects)
{
	bool begun = c->step == ROTATION_BEGINNING && c->event == ROTATION_EVENT_WORK &&
		c->work == WORK_EVENT_DONE && c->ok && !c->stale && !c->stopping;
	bool confirmed = c->step == ROTATION_CONFIRMING && c->event == ROTATION_EVENT_CONFIRM;
	const struct effect *work = find(effects, EFFECT_WORK);

	assert_int_equal(count_requests(effects, c->kind->issue), begun);
	assert_int_equal(asks_for(effects, WORK_BEGIN), confirmed);
	if (c->step == ROTATION_ISSUING) { /* a sent reset is never cancelled */
		assert_null(find(effects, EFFECT_CANCEL));
	}
	if (count_requests(effects, IDENTITY_REVOKE) > 0) {
		assert_true(after->leaked && !after->stopping);
	}
	check_deleted(c, after, effects);
	if (asks_for(effects, WORK_UPDATE)) {
		const struct holder *place = after->places[work->order->index];
		assert_int_equal(place->action, HOLDER_UPDATE);
		assert_int_equal(place->status, HOLDER_FOUND);
		assert_int_not_equal(after->new_proof, PROOF_REFUSED);
		assert_false(after->stopping);
	}
	if (asks_for(effects, WORK_HOOK)) {
		assert_false(after->stopping);
		assert_int_equal(after->hooks[work->order->index].status, HOOK_RUNNING);
	}
	if (work != NULL && work->order->kind != WORK_BEGIN && work->order->kind != WORK_ABANDON &&
		work->order->kind != WORK_CLOSE) {
		assert_int_equal(after->outcome, ROTATION_OUTCOME_NEW);
	}
}

static void check_places(const struct case_of *c, const struct rotation *before,
	const enum holder_status *were, const struct rotation *after)
{
	for (size_t i = 0; c->event != ROTATION_EVENT_RESUME && i < before->place_count &&
		i < after->place_count;
		i++) {
		enum holder_status is = after->places[i]->status;
		if (is == were[i]) {
			continue;
		}
		if (is == HOLDER_UPDATED) {
			assert_int_equal(c->step, ROTATION_UPDATING);
			assert_int_equal(i, before->index);
			assert_int_equal(c->status, HOLDER_UPDATED);
		}
		if (is == HOLDER_EXCLUDED || were[i] == HOLDER_EXCLUDED) {
			assert_int_equal(c->event, ROTATION_EVENT_EXCLUDE);
			assert_int_equal(c->step, ROTATION_CONFIRMING);
		}
	}
}

static void check(const struct case_of *c, const struct rotation *before,
	const enum holder_status *were, const struct rotation *after, const struct effects *effects,
	bool changed)
{
	bool answered = c->event == ROTATION_EVENT_REPLY ||
		(c->event == ROTATION_EVENT_WORK && c->work == WORK_EVENT_DONE);

	assert_true(after->step < ROTATION_STEP_COUNT);
	assert_true(effects->count <= 3);
	if (answered && (c->stale || before->ticket == 0)) {
		assert_false(changed);
	}
	check_sent(c, after, effects);
	check_places(c, before, were, after);
	if (!changed) {
		assert_int_equal(effects->count, 0);
		assert_int_equal(memcmp(before, after, sizeof(*before)), 0);
		return;
	}
	check_goes_on(before, after, effects);
	check_outcome(c, before, after);
	check_ends(before, after, effects);
}

/* Found by its name, but the service does not return its secret again. */
static bool is_unreadable(const struct case_of *c)
{
	return c->kind == &rotation_of_application_credential && c->step == ROTATION_LEARNING &&
		c->answer == KEY_OTHER;
}

static void fill_reply(const struct case_of *c, struct identity_reply *reply)
{
	reply->outcome = c->outcome;
	if (c->outcome == OUTCOME_OK) {
		reply->credential = state_credential(c, c->answer);
		if (is_unreadable(c)) {
			secret_unlink(reply->credential.parts[1]);
			reply->credential.parts[1] = NULL;
		}
	} else {
		reply->error.kind = c->error;
	}
}

static void fill_work(const struct case_of *c, struct work_event *work)
{
	work->kind = c->work;
	work->ticket = c->stale ? STALE : TICKET;
	work->ok = c->ok;
	work->journal = 1;
	work->status = c->status;
	if (!c->ok) {
		error_set(&work->error, ERROR_SYSTEM, "disk full");
	}
	if (c->still) {
		work->still = memory_array(2, sizeof(*work->still));
		work->still_count = 2;
		work->still[1] = 99; /* of no place */
	}
	if (c->step == ROTATION_REVOKING && c->ok) {
		work->tokens = memory_array(1, sizeof(*work->tokens));
		work->tokens[0] = secret_link(state_keys[KEY_OTHER]);
		work->token_count = 1;
	}
	if (c->work == WORK_EVENT_FOUND) {
		work->holder = holder_create(HOLDER_FILE, "/found");
	}
}

static void walk_one(const struct case_of *c)
{
	struct journal_record record = {.id = 5, .kind = c->kind->number};
	struct credential old = state_credential(c, KEY_OLD);
	struct identity_reply reply = {0};
	struct work_event work = {0};
	struct rotation_event event = {.kind = c->event,
		.ticket = c->stale ? STALE : TICKET,
		.reply = &reply,
		.work = &work,
		.index = c->index,
		.record = &record};
	enum holder_status were[PLACES] = {0};
	static struct effects effects; /* empty after each use */
	struct rotation rotation, before;
	uint32_t next_ticket = 100;

	state_make(&rotation, c);
	before = rotation;
	for (size_t i = 0; i < rotation.place_count; i++) {
		were[i] = rotation.places[i]->status;
	}
	fill_reply(c, &reply);
	fill_work(c, &work);
	credential_trace(&old, &record.old_trace);
	credential_drop(&old);
	bool changed = rotation_update(&rotation, &event, &next_ticket, &effects, NULL);
	check(c, &before, were, &rotation, &effects, changed);
	effects_finish(&effects);
	credential_drop(&reply.credential);
	work_event_finish(&work);
	rotation_finish(&rotation);
}

static void walk_replies(struct case_of *c)
{
	static const enum error_kind errors[] = {
		ERROR_NOT_FOUND, ERROR_TIMEOUT, ERROR_FORBIDDEN, ERROR_SESSION_ENDED};

	for (unsigned i = 0; i < 3 * 4 * KEY_COUNT; i++) {
		unsigned number = i, part;
		c->outcome = (enum outcome)TAKE(3);
		c->error = errors[TAKE(4)];
		c->answer = (enum which)TAKE(KEY_COUNT);
		walk_one(c);
	}
}

static void walk_works(struct case_of *c)
{
	for (unsigned i = 0; i < WORK_EVENT_COUNT * 2 * 2 * (HOLDER_LEFT + 1); i++) {
		unsigned number = i, part;
		c->work = (enum work_event_kind)TAKE(WORK_EVENT_COUNT);
		c->ok = TAKE(2) != 0;
		c->still = TAKE(2) != 0;
		c->status = (enum holder_status)TAKE(HOLDER_LEFT + 1);
		if (c->work == WORK_EVENT_DONE || (!c->still && c->status == HOLDER_FOUND)) {
			walk_one(c);
		}
	}
}

static void walk_events(struct case_of *c)
{
	for (c->event = 0; c->event < ROTATION_EVENT_COUNT; c->event++) {
		for (int stale = 0; stale < 2; stale++) {
			c->stale = stale == 1;
			if (c->event == ROTATION_EVENT_REPLY) {
				walk_replies(c);
			} else if (c->event == ROTATION_EVENT_WORK) {
				walk_works(c);
			} else {
				c->index = (size_t)stale * 99;
				walk_one(c);
			}
		}
	}
}

static void rotation_update__every_step_and_event_and_result__defined(void **state)
{
	struct case_of c = {0};
	size_t states = 0;

	(void)state;
	for (unsigned number = 0; state_nth(number, &c); number += slow_share()) {
		if (state_is_possible(&c)) {
			states++;
			walk_events(&c);
		}
	}
	assert_true(states > 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rotation_update__every_step_and_event_and_result__defined),
	};

	return cmocka_run_group_tests(tests, states_make_keys, states_drop_keys);
}
