/* SPDX-License-Identifier: MIT */
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

enum { HOOKS = 2 };

struct secret *state_keys[KEY_COUNT];
static char new_fingerprint[SECRET_FINGERPRINT_SIZE];

int states_make_keys(void **state)
{
	struct error error;

	(void)state;
	if (!secret_start(&error)) {
		return -1;
	}
	state_keys[KEY_OLD] = secret_create("old-key", 7);
	state_keys[KEY_NEW] = secret_create("new-key", 7);
	state_keys[KEY_OTHER] = secret_create("other-key", 9);
	for (size_t i = 0; i < KEY_NONE; i++) {
		secret_open(state_keys[i]); /* all the time: saves millions of system calls */
	}
	secret_fingerprint(state_keys[KEY_NEW], new_fingerprint);
	return 0;
}

int states_drop_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < KEY_NONE; i++) {
		secret_close(state_keys[i]);
		secret_unlink(state_keys[i]);
	}
	return 0;
}

/* Position in this kind's order; a step that is not in it comes last. */
static int position(const struct rotation_kind *kind, enum rotation_step step)
{
	int at = 0;

	while (kind->order[at] != step && kind->order[at] != ROTATION_FINISHED) {
		at++;
	}
	return at;
}

bool state_is_after(const struct case_of *c, enum rotation_step step)
{
	return c->step > ROTATION_CONFIRMING &&
		position(c->kind, c->step) > position(c->kind, step);
}

static bool is_in_order(const struct case_of *c)
{
	return c->step <= ROTATION_CONFIRMING || c->step >= ROTATION_FINISHED ||
		c->kind->order[position(c->kind, c->step)] == c->step;
}

struct credential state_credential(const struct case_of *c, enum which key)
{
	struct credential credential = {.type = c->kind->type};

	if (key == KEY_NONE) {
		return (struct credential){0};
	}
	for (size_t i = 0; i < credential.type->part_count; i++) {
		credential.parts[i] = secret_link(state_keys[key]);
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
		step == ROTATION_KEEPING || step == ROTATION_UPDATING ||
		step == ROTATION_RECHECKING || step == ROTATION_HOOKING || step == ROTATION_CLOSING;
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
bool state_is_possible(const struct case_of *c)
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

/* One of each kind; the last one to update, and the last command, may be under way. */
static void add_local(struct rotation *rotation, const struct case_of *c)
{
	static const char *const names[HOOKS] = {"first", "second"};
	bool last = c->local == LOCAL_LAST, updated = state_is_after(c, ROTATION_UPDATING);

	if (c->local == LOCAL_NOTHING) {
		return;
	}
	rotation->places = memory_array(PLACES, sizeof(*rotation->places));
	rotation->place_room = PLACES;
	add_place(rotation, HOLDER_UPDATE, last || updated ? HOLDER_UPDATED : HOLDER_FOUND);
	add_place(rotation, HOLDER_MANUAL, HOLDER_FOUND);
	add_place(rotation, HOLDER_UPDATE,
		c->step == ROTATION_DELETING ? HOLDER_UPDATED /* otherwise it is not deleted */
			: updated            ? HOLDER_FAILED
					     : HOLDER_FOUND);
	add_place(rotation, HOLDER_UPDATE, HOLDER_EXCLUDED);
	rotation_set_hooks(rotation, names, HOOKS);
	rotation->hooks[0].status = last &&
			(c->step == ROTATION_HOOKING || state_is_after(c, ROTATION_HOOKING))
		? HOOK_OK
		: HOOK_WAITING;
	if (state_is_after(c, ROTATION_HOOKING)) {
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
	struct credential old = state_credential(c, KEY_OLD);
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
		rotation->tokens[0] = secret_link(state_keys[KEY_OTHER]);
		rotation->token_count = 1;
	}
}

void state_make(struct rotation *rotation, const struct case_of *c)
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
	if (c->kind->unsearched) {
		snprintf(rotation->keys_dir, sizeof(rotation->keys_dir), "/keys");
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
		rotation->new_credential = state_credential(c, KEY_NEW);
		credential_trace(&rotation->new_credential, &rotation->new_trace);
		rotation->new_proof = state_is_after(c, ROTATION_PROVING_NEW) ? PROOF_ACCEPTED
									      : PROOF_NONE;
	} else if (c->step == ROTATION_ISSUING || c->step == ROTATION_LEARNING ||
		c->step == ROTATION_REMOVING) {
		rotation->outcome = ROTATION_OUTCOME_UNDETERMINED;
	}
}

bool state_nth(unsigned number, struct case_of *c)
{
	static const int tries[] = {0, 3, 4, 30};
	static const struct rotation_kind *const kinds[] = {&rotation_of_api_key, &rotation_of_ec2,
		&rotation_of_application_credential, &rotation_of_contact_key};
	unsigned part;

	c->step = (enum rotation_step)TAKE(ROTATION_STEP_COUNT);
	c->kind = kinds[TAKE(4)];
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
