/* SPDX-License-Identifier: MIT
 * The reset's machine: every step with every event and every kind of answer, from states made by
 * hand; and whole runs against a service that drops, refuses and lies at random. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/rotation.h"

enum { TICKET = 77, STALE = 76, RUNS = 100000, TURNS_MAX = 400 };

static struct secret *keys[4]; /* old, new, another, none */
enum which { KEY_OLD, KEY_NEW, KEY_OTHER, KEY_NONE, KEY_COUNT };

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

/* ---- the walk ---- */

struct case_of {
	enum rotation_step step;
	enum rotation_event_kind kind;
	enum outcome outcome;
	enum error_kind error;
	enum which old, answer;
	int tries, unchanged;
	bool stale, waiting; /* waiting: for the timer, not for an answer */
};

static bool waits_for_answer(enum rotation_step step)
{
	return step == ROTATION_READING_OLD || step == ROTATION_RESETTING ||
		step == ROTATION_LEARNING || step == ROTATION_PROVING_NEW ||
		step == ROTATION_PROVING_OLD;
}

static bool possible(const struct case_of *c)
{
	if (c->step == ROTATION_PROVING_OLD && c->old == KEY_NONE) {
		return false;
	}
	return !c->waiting || c->step == ROTATION_LEARNING || c->step == ROTATION_PROVING_NEW ||
		c->step == ROTATION_PROVING_OLD;
}

static void make_state(struct rotation *rotation, const struct case_of *c)
{
	bool proving = c->step == ROTATION_PROVING_NEW || c->step == ROTATION_PROVING_OLD;

	rotation_init(rotation, "", "jqsmith");
	rotation->step = c->step;
	rotation->tries = c->tries;
	rotation->unchanged_reads = c->unchanged;
	rotation->ticket = waits_for_answer(c->step) && !c->waiting ? TICKET : 0;
	if (c->step != ROTATION_IDLE && c->step != ROTATION_READING_OLD &&
		c->step != ROTATION_FINISHED) {
		rotation->old_key = secret_link(keys[c->old]);
	}
	if (rotation->old_key != NULL) {
		secret_fingerprint(rotation->old_key, rotation->old_fingerprint);
	}
	if (proving || c->step == ROTATION_FINISHED) {
		rotation->outcome = ROTATION_OUTCOME_NEW;
		rotation->new_key = secret_link(keys[KEY_NEW]);
		secret_fingerprint(rotation->new_key, rotation->new_fingerprint);
	} else if (c->step == ROTATION_RESETTING || c->step == ROTATION_LEARNING) {
		rotation->outcome = ROTATION_OUTCOME_UNDETERMINED;
	}
}

static size_t count_requests(const struct effects *effects, enum identity_op op)
{
	size_t count = 0;

	for (size_t i = 0; i < effects->count; i++) {
		count += effects->items[i].kind == EFFECT_REQUEST &&
			effects->items[i].request.op == op;
	}
	return count;
}

static bool has(const struct effects *effects, enum effect_kind kind)
{
	for (size_t i = 0; i < effects->count; i++) {
		if (effects->items[i].kind == kind) {
			return true;
		}
	}
	return false;
}

static void check_next(
	const struct rotation *before, const struct rotation *after, const struct effects *effects)
{
	bool asked = has(effects, EFFECT_REQUEST), timed = has(effects, EFFECT_TIMER_START);

	assert_true(after->step < ROTATION_STEP_COUNT);
	assert_true(effects->count <= 2);
	assert_int_equal(asked, after->ticket != 0 && after->ticket != before->ticket);
	if (rotation_under_way(after)) { /* no dead end: an answer or a tick will come */
		assert_true(asked != timed);
	}
	if (after->step == ROTATION_FINISHED) {
		assert_int_not_equal(after->outcome, ROTATION_OUTCOME_NONE);
		assert_null(after->old_key);
		assert_int_equal(after->ticket, 0);
	}
	if (after->step == ROTATION_IDLE) {
		assert_null(after->old_key);
		assert_null(after->new_key);
	}
	if (after->outcome == ROTATION_OUTCOME_NEW) {
		assert_string_not_equal(after->new_fingerprint, after->old_fingerprint);
		assert_int_equal(after->error.kind, ERROR_NONE);
	}
	if (after->outcome == ROTATION_OUTCOME_UNDETERMINED && after->step == ROTATION_FINISHED) {
		assert_int_not_equal(after->error.kind, ERROR_NONE);
	}
}

static void check(const struct case_of *c, const struct rotation *before,
	const struct rotation *after, const struct effects *effects, bool changed)
{
	bool confirmed = c->step == ROTATION_CONFIRMING && c->kind == ROTATION_EVENT_CONFIRM;

	assert_int_equal(count_requests(effects, IDENTITY_RESET_KEY), confirmed ? 1 : 0);
	if (c->kind == ROTATION_EVENT_REPLY && (c->stale || before->ticket == 0)) {
		assert_false(changed);
	}
	if (c->step == ROTATION_RESETTING) { /* a reset that was sent is never called back */
		assert_false(has(effects, EFFECT_CANCEL));
	}
	if (!changed) {
		assert_int_equal(effects->count, 0);
		assert_memory_equal(before, after, sizeof(*before));
		return;
	}
	check_next(before, after, effects);
	if (after->outcome == ROTATION_OUTCOME_NEW && before->outcome != ROTATION_OUTCOME_NEW) {
		assert_int_equal(c->outcome, OUTCOME_OK);
		assert_false(secret_equal(keys[c->answer], keys[c->old]));
		assert_true(secret_equal(after->new_key, keys[c->answer]));
	}
	if (after->outcome == ROTATION_OUTCOME_UNCHANGED) {
		assert_int_not_equal(after->error.kind, ERROR_OUTCOME_UNKNOWN);
		assert_true(c->step == ROTATION_RESETTING ? c->outcome == OUTCOME_REFUSED
							  : before->unchanged_reads == 2);
	}
}

static void walk_one(const struct case_of *c)
{
	struct identity_reply reply = {.outcome = c->outcome};
	const struct rotation_event event = {
		.kind = c->kind, .ticket = c->stale ? STALE : TICKET, .reply = &reply};
	struct effects effects = {.count = 0};
	struct rotation rotation, before;
	uint32_t next_ticket = 100;

	if (!possible(c)) {
		return;
	}
	make_state(&rotation, c);
	before = rotation;
	if (c->outcome == OUTCOME_OK) {
		reply.key = secret_link(keys[c->answer]);
	} else {
		reply.error.kind = c->error;
	}
	bool changed = rotation_update(&rotation, &event, &next_ticket, &effects);
	check(c, &before, &rotation, &effects, changed);
	effects_finish(&effects);
	secret_unlink(reply.key);
	rotation_finish(&rotation);
}

/* Case `number` of all combinations; false beyond the last. */
static bool nth_case(unsigned number, struct case_of *c)
{
	static const enum error_kind errors[] = {
		ERROR_NOT_FOUND, ERROR_TIMEOUT, ERROR_FORBIDDEN, ERROR_SESSION_ENDED};
	static const int tries[] = {0, 1, 4, 5, 30};
#define TAKE(count) (part = number % (unsigned)(count), number /= (unsigned)(count), part)
	unsigned part;

	c->step = (enum rotation_step)TAKE(ROTATION_STEP_COUNT);
	c->kind = (enum rotation_event_kind)TAKE(ROTATION_EVENT_COUNT);
	c->outcome = (enum outcome)TAKE(3);
	c->error = errors[TAKE(4)];
	c->old = TAKE(2) == 0 ? KEY_OLD : KEY_NONE;
	c->answer = (enum which)TAKE(KEY_COUNT);
	c->tries = tries[TAKE(5)];
	c->unchanged = (int)TAKE(3);
	c->stale = TAKE(2) != 0;
	c->waiting = TAKE(2) != 0;
#undef TAKE
	return number == 0;
}

static void rotation_update__every_step_and_event_and_answer__defined(void **state)
{
	struct case_of c;

	(void)state;
	for (unsigned number = 0; nth_case(number, &c); number++) {
		walk_one(&c);
	}
}

/* ---- whole runs ---- */

struct service {
	uint32_t random;
	enum which key; /* the truth */
	enum which old;
	int resets;  /* requests that came in */
	bool honest; /* its answers to a reset are true */
};

static uint32_t roll(struct service *service, uint32_t sides)
{
	service->random ^= service->random << 13;
	service->random ^= service->random >> 17;
	service->random ^= service->random << 5;
	return service->random % sides;
}

static void answer_read(struct service *service, struct identity_reply *reply)
{
	if (roll(service, 4) == 0) {
		reply->outcome = roll(service, 2) == 0 ? OUTCOME_REFUSED : OUTCOME_UNKNOWN;
		reply->error.kind = ERROR_SERVICE;
	} else if (service->key == KEY_NONE) {
		reply->outcome = OUTCOME_REFUSED;
		reply->error.kind = ERROR_NOT_FOUND;
	} else {
		reply->key = secret_link(keys[service->key]);
	}
}

static void answer_reset(struct service *service, struct identity_reply *reply)
{
	uint32_t fate = roll(service, 5);

	service->resets++;
	if (fate == 0) { /* refused, nothing done */
		reply->outcome = OUTCOME_REFUSED;
		reply->error.kind = ERROR_FORBIDDEN;
		return;
	}
	if (fate != 1) { /* 1: lost on the way there */
		service->key = KEY_NEW;
	}
	if (fate <= 2) { /* 2: done, answer lost */
		reply->outcome = OUTCOME_UNKNOWN;
		reply->error.kind = ERROR_OUTCOME_UNKNOWN;
	} else if (fate == 3 && service->old != KEY_NONE) { /* done, but answers with the old key */
		reply->key = secret_link(keys[service->old]);
	} else {
		reply->key = secret_link(keys[KEY_NEW]);
	}
}

static void answer_probe(struct service *service, struct secret *key, struct identity_reply *reply)
{
	bool valid = secret_equal(key, keys[service->key]);

	if (roll(service, 4) == 0) {
		reply->outcome = OUTCOME_UNKNOWN;
		reply->error.kind = ERROR_TIMEOUT;
	} else if (!valid || roll(service, 4) == 0) {
		reply->outcome = OUTCOME_REFUSED;
		reply->error.kind = ERROR_SIGN_IN_REFUSED;
	}
}

static void answer(struct service *service, const struct identity_request *request,
	struct identity_reply *reply)
{
	if (request->op == IDENTITY_GET_KEY) {
		answer_read(service, reply);
	} else if (request->op == IDENTITY_RESET_KEY) {
		answer_reset(service, reply);
	} else {
		assert_int_equal(request->op, IDENTITY_PROBE_KEY);
		answer_probe(service, request->secret, reply);
	}
}

struct run {
	struct service service;
	struct rotation rotation;
	uint32_t next_ticket;
	struct effect pending; /* the one request or timer under way */
	bool is_pending;
	int sent;
};

static void give(struct run *run, const struct rotation_event *event)
{
	struct effects effects = {.count = 0};

	rotation_update(&run->rotation, event, &run->next_ticket, &effects);
	for (size_t i = 0; i < effects.count; i++) {
		struct effect *effect = &effects.items[i];
		if (effect->kind == EFFECT_REQUEST || effect->kind == EFFECT_TIMER_START) {
			secret_unlink(run->pending.request.secret);
			run->pending = *effect;
			run->is_pending = true;
			effect->request.secret = NULL;
			run->sent += effect->kind == EFFECT_REQUEST &&
				effect->request.op == IDENTITY_RESET_KEY;
		}
	}
	effects_finish(&effects);
}

static void serve(struct run *run)
{
	struct identity_reply reply = {.outcome = OUTCOME_OK};
	struct rotation_event event = {.kind = ROTATION_EVENT_TIMER};

	run->is_pending = false;
	if (run->pending.kind == EFFECT_REQUEST) {
		event = (struct rotation_event){ROTATION_EVENT_REPLY, run->pending.ticket, &reply};
		answer(&run->service, &run->pending.request, &reply);
	}
	give(run, &event);
	secret_unlink(reply.key);
}

/* One turn of anything: mostly what is under way, at times keys pressed out of place. */
static void turn(struct run *run)
{
	uint32_t fate = roll(&run->service, 40);

	if (fate < 30 && run->is_pending) {
		serve(run);
	} else if (fate < 38) {
		const struct rotation_event event = {.kind = run->rotation.step == ROTATION_IDLE
				? ROTATION_EVENT_START
				: fate % 2 == 0 ? ROTATION_EVENT_CONFIRM
						: ROTATION_EVENT_TIMER};
		give(run, &event);
	} else {
		struct identity_reply stale = {.outcome = OUTCOME_OK};
		const struct rotation_event event = {fate == 38 && roll(&run->service, 8) == 0
				? ROTATION_EVENT_CANCEL
				: ROTATION_EVENT_REPLY,
			run->rotation.ticket + 1, &stale};
		give(run, &event);
	}
}

static void check_truth(const struct run *run)
{
	const struct rotation *rotation = &run->rotation;

	if (rotation->outcome == ROTATION_OUTCOME_NEW) {
		assert_int_equal(run->service.key, KEY_NEW);
		assert_true(secret_equal(rotation->new_key, keys[KEY_NEW]));
	}
	if (rotation->outcome == ROTATION_OUTCOME_UNCHANGED ||
		rotation->outcome == ROTATION_OUTCOME_NONE) {
		assert_int_equal(run->service.key, run->service.old);
	}
}

static int one_run(uint32_t seed)
{
	struct run run = {.service.random = seed};

	run.service.old = roll(&run.service, 5) == 0 ? KEY_NONE : KEY_OLD;
	run.service.key = run.service.old;
	rotation_init(&run.rotation, "", "jqsmith");
	for (int i = 0; i < TURNS_MAX && run.rotation.step != ROTATION_FINISHED; i++) {
		turn(&run);
		assert_true(run.sent <= 1);
	}
	assert_int_equal(run.rotation.step, ROTATION_FINISHED);
	assert_true(run.service.resets <= 1);
	check_truth(&run);
	secret_unlink(run.pending.request.secret);
	int outcome = (int)run.rotation.outcome;
	rotation_finish(&run.rotation);
	return outcome;
}

static void rotation__random_services__one_reset_and_the_truth(void **state)
{
	int outcomes[4] = {0};

	(void)state;
	for (uint32_t seed = 1; seed <= RUNS; seed++) {
		outcomes[one_run(seed * 2654435761u)]++;
	}
	assert_true(outcomes[ROTATION_OUTCOME_NEW] > RUNS / 4);
	assert_true(outcomes[ROTATION_OUTCOME_UNCHANGED] > RUNS / 20);
	assert_true(outcomes[ROTATION_OUTCOME_UNDETERMINED] > RUNS / 1000);
}

/* ---- by hand ---- */

struct play {
	struct rotation rotation;
	struct effects effects;
	uint32_t next_ticket;
};

static void play(struct play *play, enum rotation_event_kind kind, struct identity_reply *reply)
{
	const struct rotation_event event = {kind, play->rotation.ticket, reply};

	effects_finish(&play->effects);
	rotation_update(&play->rotation, &event, &play->next_ticket, &play->effects);
	if (reply != NULL) {
		secret_unlink(reply->key);
	}
}

static void play_key(struct play *p, enum which key)
{
	struct identity_reply reply = {.key = secret_link(keys[key])};

	play(p, ROTATION_EVENT_REPLY, &reply);
}

static void play_error(struct play *p, enum outcome outcome, enum error_kind error)
{
	struct identity_reply reply = {.outcome = outcome, .error.kind = error};

	play(p, ROTATION_EVENT_REPLY, &reply);
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
	rotation_init(&p->rotation, "", "jqsmith");
	play(p, ROTATION_EVENT_START, NULL);
	play_key(p, KEY_OLD);
	play(p, ROTATION_EVENT_CONFIRM, NULL);
	assert_int_equal(p->rotation.step, ROTATION_RESETTING);
}

static void play_end(struct play *p)
{
	effects_finish(&p->effects);
	rotation_finish(&p->rotation);
}

static void learning__no_answer_for_long__waits_grow_to_30_s_and_never_end(void **state)
{
	static const int64_t waits[] = {2000, 4000, 8000, 15000, 30000, 30000, 30000};
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
	play_key(&p, KEY_NEW);
	assert_int_equal(p.rotation.outcome, ROTATION_OUTCOME_NEW);
	assert_int_equal(p.rotation.step, ROTATION_PROVING_NEW);
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
	assert_true(secret_equal(p.effects.items[0].request.secret, keys[KEY_OLD]));
	play_end(&p);
}

static void proving_old__still_accepted__told_after_four_more_tries(void **state)
{
	struct identity_reply accepted = {.outcome = OUTCOME_OK};
	struct play p;

	(void)state;
	play_until_reset(&p);
	play_key(&p, KEY_NEW);
	play(&p, ROTATION_EVENT_REPLY, &accepted);
	assert_int_equal(p.rotation.new_proof, PROOF_ACCEPTED);
	for (int i = 0; i < 4; i++) {
		play(&p, ROTATION_EVENT_REPLY, &accepted);
		assert_int_equal(p.rotation.step, ROTATION_PROVING_OLD);
		play(&p, ROTATION_EVENT_TIMER, NULL);
	}
	play(&p, ROTATION_EVENT_REPLY, &accepted);
	assert_int_equal(p.rotation.step, ROTATION_FINISHED);
	assert_int_equal(p.rotation.old_proof, PROOF_ACCEPTED);
	assert_null(p.rotation.old_key);
	play_end(&p);
}

static void start__user_without_key__first_key_is_new(void **state)
{
	struct identity_reply accepted = {.outcome = OUTCOME_OK};
	struct play p;

	(void)state;
	memset(&p, 0, sizeof(p));
	rotation_init(&p.rotation, "", "dev1");
	play(&p, ROTATION_EVENT_START, NULL);
	play_error(&p, OUTCOME_REFUSED, ERROR_NOT_FOUND);
	assert_int_equal(p.rotation.step, ROTATION_CONFIRMING);
	play(&p, ROTATION_EVENT_CONFIRM, NULL);
	play_key(&p, KEY_NEW);
	play(&p, ROTATION_EVENT_REPLY, &accepted);
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
	rotation_init(&p.rotation, "", "jqsmith");
	play(&p, ROTATION_EVENT_START, NULL);
	play_error(&p, OUTCOME_REFUSED, ERROR_FORBIDDEN);
	assert_int_equal(p.rotation.step, ROTATION_IDLE);
	assert_int_equal(p.rotation.error.kind, ERROR_FORBIDDEN);
	play(&p, ROTATION_EVENT_CONFIRM, NULL);
	assert_int_equal(p.effects.count, 0);
	play_end(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rotation_update__every_step_and_event_and_answer__defined),
		cmocka_unit_test(rotation__random_services__one_reset_and_the_truth),
		cmocka_unit_test(learning__no_answer_for_long__waits_grow_to_30_s_and_never_end),
		cmocka_unit_test(learning__old_key_three_times__unchanged_with_the_reason),
		cmocka_unit_test(proving_new__refused_while_it_spreads__tried_again),
		cmocka_unit_test(proving_old__still_accepted__told_after_four_more_tries),
		cmocka_unit_test(start__user_without_key__first_key_is_new),
		cmocka_unit_test(start__key_cannot_be_read__idle_with_the_reason),
	};

	return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
