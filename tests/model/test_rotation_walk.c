/* SPDX-License-Identifier: MIT
 * The reset's machine: every step with every event, every kind of answer and of work done, from states
 * made by hand, interrupted ones among them. */
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

enum { TICKET = 77, STALE = 76, PLACES = 4, HOOKS = 2 };

static struct secret *keys[4]; /* old, new, another, none */
enum which { KEY_OLD, KEY_NEW, KEY_OTHER, KEY_NONE, KEY_COUNT };
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

/* What is to be done on this machine when the event comes. */
enum local { LOCAL_NOTHING, LOCAL_FIRST, LOCAL_LAST, LOCAL_COUNT };

/* Not interrupted; interrupted before the key was known to be new; and after that. */
enum past { PAST_NONE, PAST_CONFIRMED, PAST_NEW, PAST_COUNT };

struct case_of {
	const struct rotation_kind *kind;
	enum rotation_step step;
	enum which old;
	int tries, unchanged;
	bool waiting; /* for the timer, not for an answer */
	enum past past;
	bool leaked, stopping;
	enum local local;

	enum rotation_event_kind event;
	bool stale;
	enum outcome outcome; /* REPLY */
	enum error_kind error;
	enum which answer;
	enum work_event_kind work; /* WORK */
	bool ok, still;
	enum holder_status status;
	size_t index; /* EXCLUDE */
};

/* Of this kind's order; what is not in it comes after all. */
static int position(const struct rotation_kind *kind, enum rotation_step step)
{
	int at = 0;

	while (kind->order[at] != step && kind->order[at] != ROTATION_FINISHED) {
		at++;
	}
	return at;
}

static bool is_after(const struct case_of *c, enum rotation_step step)
{
	return c->step > ROTATION_CONFIRMING &&
		position(c->kind, c->step) > position(c->kind, step);
}

static bool is_in_order(const struct case_of *c)
{
	return c->step <= ROTATION_CONFIRMING || c->step >= ROTATION_FINISHED ||
		c->kind->order[position(c->kind, c->step)] == c->step;
}

static struct credential credential_of(const struct case_of *c, enum which key)
{
	struct credential credential = {.type = c->kind->type};

	if (key == KEY_NONE) {
		return (struct credential){0};
	}
	for (size_t i = 0; i < credential.type->part_count; i++) {
		credential.parts[i] = secret_link(keys[key]);
	}
	if (c->kind->overlap) {
		snprintf(credential.id, sizeof(credential.id), "%d", key);
	}
	return credential;
}

static bool asks_service(enum rotation_step step)
{
	return step == ROTATION_READING_OLD || step == ROTATION_ISSUING ||
		step == ROTATION_LEARNING || step == ROTATION_PROVING_NEW ||
		step == ROTATION_PROVING_OLD || step == ROTATION_REVOKING ||
		step == ROTATION_REMOVING || step == ROTATION_DELETING;
}

static bool works(enum rotation_step step)
{
	return step == ROTATION_BEGINNING || step == ROTATION_NOTING_NEW ||
		step == ROTATION_UPDATING || step == ROTATION_RECHECKING ||
		step == ROTATION_HOOKING || step == ROTATION_CLOSING;
}

static bool waits_at_times(enum rotation_step step)
{
	return step == ROTATION_LEARNING || step == ROTATION_PROVING_NEW ||
		step == ROTATION_PROVING_OLD || step == ROTATION_REMOVING ||
		step == ROTATION_DELETING;
}

static bool is_begun(enum rotation_step step)
{
	return step > ROTATION_BEGINNING && step < ROTATION_FINISHED;
}

/* States that the machine can be in. */
static bool possible(const struct case_of *c)
{
	if (!is_in_order(c) || (c->step == ROTATION_DELETING && c->old == KEY_NONE)) {
		return false;
	}
	if (c->step == ROTATION_PROVING_OLD && (c->old == KEY_NONE || c->past != PAST_NONE)) {
		return false;
	}
	if (c->past != PAST_NONE && (c->step <= ROTATION_ISSUING || c->old == KEY_NONE)) {
		return false;
	}
	if (c->unchanged > 0 && c->step != ROTATION_LEARNING) {
		return false;
	}
	if (c->stopping && (c->step < ROTATION_BEGINNING || c->step == ROTATION_REVOKING)) {
		return false;
	}
	if (c->step == ROTATION_REVOKING && !c->leaked) {
		return false;
	}
	if (c->local == LOCAL_NOTHING &&
		(c->step == ROTATION_UPDATING || c->step == ROTATION_RECHECKING ||
			c->step == ROTATION_HOOKING)) {
		return false;
	}
	return !c->waiting || (waits_at_times(c->step) && !c->stopping);
}

static void add_place(
	struct rotation *rotation, enum holder_action action, enum holder_status status)
{
	struct holder *place = holder_create(HOLDER_FILE, "/f");

	place->action = action;
	place->status = status;
	rotation->places[rotation->place_count++] = place;
}

/* One of each sort; the last to be updated, and the last command, may be under way. */
static void add_local(struct rotation *rotation, const struct case_of *c)
{
	static const char *const names[HOOKS] = {"first", "second"};
	bool last = c->local == LOCAL_LAST, updated = is_after(c, ROTATION_UPDATING);

	if (c->local == LOCAL_NOTHING) {
		return;
	}
	rotation->places = memory_array(PLACES, sizeof(*rotation->places));
	rotation->place_room = PLACES;
	add_place(rotation, HOLDER_UPDATE, last || updated ? HOLDER_UPDATED : HOLDER_FOUND);
	add_place(rotation, HOLDER_MANUAL, HOLDER_FOUND);
	add_place(rotation, HOLDER_UPDATE,
		c->step == ROTATION_DELETING ? HOLDER_UPDATED /* else it is not deleted */
			: updated            ? HOLDER_FAILED
					     : HOLDER_FOUND);
	add_place(rotation, HOLDER_UPDATE, HOLDER_EXCLUDED);
	rotation_set_hooks(rotation, names, HOOKS);
	rotation->hooks[0].status = last &&
			(c->step == ROTATION_HOOKING || is_after(c, ROTATION_HOOKING))
		? HOOK_OK
		: HOOK_WAITING;
	if (is_after(c, ROTATION_HOOKING)) {
		rotation->hooks[0].status = HOOK_FAILED;
		rotation->hooks[1].status = HOOK_OK;
	}
	if (c->step == ROTATION_UPDATING) {
		rotation->index = last ? 2 : 0;
	} else if (c->step == ROTATION_HOOKING) {
		rotation->index = last ? 1 : 0;
		rotation->hooks[rotation->index].status = HOOK_RUNNING;
	}
}

static void make_old(struct rotation *rotation, const struct case_of *c)
{
	if (c->old != KEY_OLD || c->step <= ROTATION_READING_OLD) {
		return;
	}
	struct credential old = credential_of(c, KEY_OLD);
	credential_trace(&old, &rotation->old_trace);
	if (c->past == PAST_NONE && c->step < ROTATION_CLOSING) {
		rotation->old_credential = credential_take(&old);
	}
	credential_drop(&old);
}

static void make_tokens(struct rotation *rotation, const struct case_of *c)
{
	static const enum rotation_tokens phases[LOCAL_COUNT] = {
		TOKENS_OWN, TOKENS_FINDING, TOKENS_REVOKING};

	rotation->tokens_phase = phases[c->local];
	if (c->local == LOCAL_LAST) {
		rotation->tokens_phase = c->old == KEY_OLD ? TOKENS_REVOKING : TOKENS_CHECKING;
		rotation->tokens = memory_array(1, sizeof(*rotation->tokens));
		rotation->tokens[0] = secret_link(keys[KEY_OTHER]);
		rotation->token_count = 1;
	}
}

static void make_state(struct rotation *rotation, const struct case_of *c)
{
	bool ticket = (asks_service(c->step) && !c->waiting) || works(c->step);

	rotation_init(rotation, c->kind, "https://s", "", "jqsmith");
	rotation->step = c->step;
	rotation->tries = c->tries;
	rotation->unchanged_reads = c->unchanged;
	rotation->ticket = ticket ? TICKET : 0;
	rotation->leaked = c->leaked;
	rotation->stopping = c->stopping;
	rotation->resumed = c->past != PAST_NONE;
	rotation->journal = is_begun(c->step) ? 1 : 0;
	if (c->past == PAST_NEW) {
		memcpy(rotation->noted_fingerprint, new_fingerprint, sizeof(new_fingerprint));
	}
	rotation->search = c->step == ROTATION_CONFIRMING && c->local == LOCAL_FIRST
		? SEARCH_RUNNING
		: SEARCH_DONE;
	make_old(rotation, c);
	if (c->step >= ROTATION_CONFIRMING) {
		add_local(rotation, c);
	}
	if (c->step == ROTATION_REVOKING) {
		make_tokens(rotation, c);
	}
	if (c->step >= ROTATION_NOTING_NEW) {
		rotation->outcome = ROTATION_OUTCOME_NEW;
		rotation->new_credential = credential_of(c, KEY_NEW);
		credential_trace(&rotation->new_credential, &rotation->new_trace);
		rotation->new_proof = is_after(c, ROTATION_PROVING_NEW) ? PROOF_ACCEPTED
									: PROOF_NONE;
	} else if (c->step == ROTATION_ISSUING || c->step == ROTATION_LEARNING ||
		c->step == ROTATION_REMOVING) {
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
		return; /* only noted that it is to stop */
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
		/* What the journal has is closed there or let go. */
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
		assert_false(secret_equal(keys[c->answer], keys[c->old]));
		assert_true(secret_equal(after->new_credential.parts[0], keys[c->answer]));
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

/* The old one ends when nothing needs it any more; a new one only when nobody can know it. */
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

/* What goes out, and from where. */
static void check_sent(
	const struct case_of *c, const struct rotation *after, const struct effects *effects)
{
	bool begun = c->step == ROTATION_BEGINNING && c->event == ROTATION_EVENT_WORK &&
		c->work == WORK_EVENT_DONE && c->ok && !c->stale && !c->stopping;
	bool confirmed = c->step == ROTATION_CONFIRMING && c->event == ROTATION_EVENT_CONFIRM;
	const struct effect *work = find(effects, EFFECT_WORK);

	assert_int_equal(count_requests(effects, c->kind->issue), begun);
	assert_int_equal(asks_for(effects, WORK_BEGIN), confirmed);
	if (c->step == ROTATION_ISSUING) { /* a reset that was sent is never called back */
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
		assert_memory_equal(before, after, sizeof(*before));
		return;
	}
	check_goes_on(before, after, effects);
	check_outcome(c, before, after);
	check_ends(before, after, effects);
}

/* Found by its name, but the service does not give its secret again. */
static bool is_unreadable(const struct case_of *c)
{
	return c->kind == &rotation_of_application_credential && c->step == ROTATION_LEARNING &&
		c->answer == KEY_OTHER;
}

static void fill_reply(const struct case_of *c, struct identity_reply *reply)
{
	reply->outcome = c->outcome;
	if (c->outcome == OUTCOME_OK) {
		reply->credential = credential_of(c, c->answer);
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
		work->tokens[0] = secret_link(keys[KEY_OTHER]);
		work->token_count = 1;
	}
	if (c->work == WORK_EVENT_FOUND) {
		work->holder = holder_create(HOLDER_FILE, "/found");
	}
}

static void walk_one(const struct case_of *c)
{
	struct journal_record record = {.id = 5, .kind = c->kind->number};
	struct credential old = credential_of(c, KEY_OLD);
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

	make_state(&rotation, c);
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

#define TAKE(count) (part = number % (unsigned)(count), number /= (unsigned)(count), part)

/* State `number` of all; false beyond the last. */
static bool nth_state(unsigned number, struct case_of *c)
{
	static const int tries[] = {0, 3, 4, 30};
	unsigned part;

	static const struct rotation_kind *const kinds[] = {
		&rotation_of_api_key, &rotation_of_ec2, &rotation_of_application_credential};

	c->step = (enum rotation_step)TAKE(ROTATION_STEP_COUNT);
	c->kind = kinds[TAKE(3)];
	c->old = TAKE(2) == 0 ? KEY_OLD : KEY_NONE;
	c->tries = tries[TAKE(4)];
	c->unchanged = TAKE(2) == 0 ? 0 : 2;
	c->waiting = TAKE(2) != 0;
	c->past = (enum past)TAKE(PAST_COUNT);
	c->leaked = TAKE(2) != 0;
	c->stopping = TAKE(2) != 0;
	c->local = (enum local)TAKE(LOCAL_COUNT);
	return number == 0;
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
	for (unsigned number = 0; nth_state(number, &c); number++) {
		if (possible(&c)) {
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

	return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
