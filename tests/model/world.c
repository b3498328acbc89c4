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
#include "world.h"

static struct secret *keys[KEYS], *names[KEYS]; /* the secret parts, and those before them */
static char prints[KEYS][SECRET_FINGERPRINT_SIZE];

static struct secret *make(const char *kind, int number)
{
	char text[16];

	snprintf(text, sizeof(text), "%s-%04d", kind, number);
	struct secret *secret = secret_create(text, strlen(text));
	secret_open(secret); /* all the time: saves millions of system calls */
	return secret;
}

int world_make_keys(void **state)
{
	struct error error;

	(void)state;
	if (!secret_start(&error)) {
		return -1;
	}
	for (int i = 0; i < KEYS; i++) {
		keys[i] = make("key", i);
		names[i] = make("name", i);
		secret_fingerprint(keys[i], prints[i]);
	}
	return 0;
}

int world_drop_keys(void **state)
{
	(void)state;
	for (int i = 0; i < KEYS; i++) {
		secret_close(keys[i]);
		secret_close(names[i]);
		secret_unlink(keys[i]);
		secret_unlink(names[i]);
	}
	return 0;
}

static int number_of(struct secret *key)
{
	for (int i = 0; i < KEYS; i++) {
		if (secret_equal(key, keys[i])) {
			return i;
		}
	}
	return KEY_NONE;
}

int world_number(const struct credential *credential)
{
	return number_of(credential_secret(credential));
}

struct credential world_credential(const struct world *world, int number)
{
	struct credential credential = {.type = world->kind->type};

	if (credential.type->part_count == 1) {
		credential.parts[0] = secret_link(keys[number]);
	} else {
		snprintf(credential.id, sizeof(credential.id), "%d", number);
		credential.parts[0] = secret_link(names[number]);
		credential.parts[1] = secret_link(keys[number]);
	}
	return credential;
}

const char *world_fingerprint(const struct world *world, int number)
{
	(void)world;
	return prints[number];
}

uint32_t world_roll(struct world *world, uint32_t sides)
{
	world->random ^= world->random << 13;
	world->random ^= world->random >> 17;
	world->random ^= world->random << 5;
	return world->random % sides;
}

bool world_fails(struct world *world, uint32_t sides)
{
	return !world->calm && world_roll(world, sides) == 0;
}

/* ---- the service ---- */

void world_issue(struct world *world, const char *name)
{
	if (world->next == KEYS) {
		return;
	}
	int number = world->next++;
	if (!world->kind->overlap && world->key != KEY_NONE) {
		world->alive[world->key] = false;
	}
	world->alive[number] = true;
	snprintf(world->names[number], sizeof(world->names[number]), "%s", name);
	world->key = number;
}

int world_in_force(const struct world *world)
{
	for (int i = 0; world->kind->overlap && i < world->next; i++) {
		if (world->alive[i]) {
			return i;
		}
	}
	return world->kind->overlap ? KEY_NONE : world->key;
}

static void refuse(struct identity_reply *reply, enum outcome outcome, enum error_kind kind)
{
	reply->outcome = outcome;
	reply->error.kind = kind;
}

static void answer_read(struct world *world, struct identity_reply *reply)
{
	int number = world_in_force(world);

	if (world_fails(world, 5)) {
		refuse(reply, world_roll(world, 2) == 0 ? OUTCOME_REFUSED : OUTCOME_UNKNOWN,
			ERROR_SERVICE);
	} else if (number == KEY_NONE) {
		refuse(reply, OUTCOME_REFUSED, ERROR_NOT_FOUND);
	} else {
		reply->credential = world_credential(world, number);
	}
}

static void answer_issue(
	struct world *world, const struct identity_request *request, struct identity_reply *reply)
{
	uint32_t fate = world->calm ? 5 : world_roll(world, 6);
	int before = world_in_force(world), made = world->next;

	if (fate == 0) { /* refused, nothing done */
		refuse(reply, OUTCOME_REFUSED, ERROR_FORBIDDEN);
		return;
	}
	if (fate != 1) { /* 1: lost on the way there */
		world_issue(world, request->key_name);
		world->journal.done++;
	}
	if (fate <= 2) { /* 2: done, answer lost */
		refuse(reply, OUTCOME_UNKNOWN, ERROR_OUTCOME_UNKNOWN);
	} else if (fate == 3 && before != KEY_NONE) { /* done, but answers with the previous one */
		reply->credential = world_credential(world, before);
	} else if (fate != 4 && made < KEYS) { /* 4: done, and nothing in the answer */
		reply->credential = world_credential(world, made);
	}
}

static void answer_find(
	struct world *world, const struct identity_request *request, struct identity_reply *reply)
{
	assert_string_not_equal(request->key_name, "");
	if (world_fails(world, 5)) {
		refuse(reply, OUTCOME_REFUSED, ERROR_SERVICE);
		return;
	}
	for (int i = 0; i < world->next; i++) {
		if (!world->alive[i] || strcmp(world->names[i], request->key_name) != 0) {
			continue;
		}
		reply->credential = world_credential(world, i);
		if (!credential_type_is_readable(world->kind->type)) {
			secret_unlink(reply->credential.parts[1]);
			reply->credential.parts[1] = NULL;
		}
		return;
	}
	refuse(reply, OUTCOME_REFUSED, ERROR_NOT_FOUND);
}

static void answer_delete(
	struct world *world, const struct identity_request *request, struct identity_reply *reply)
{
	uint32_t fate = world->calm ? 3 : world_roll(world, 4);
	int number = (int)strtol(request->key_id, NULL, 10);

	assert_string_not_equal(request->key_id, "");
	if (fate == 0) {
		refuse(reply, OUTCOME_REFUSED, ERROR_SERVICE);
		return;
	}
	if (fate != 1 && !world->alive[number]) {
		refuse(reply, OUTCOME_REFUSED, ERROR_NOT_FOUND);
		return;
	}
	world->alive[number] = world->alive[number] && fate == 1;
	if (fate <= 2) { /* 1: lost on the way there; 2: done, answer lost */
		refuse(reply, OUTCOME_UNKNOWN, ERROR_OUTCOME_UNKNOWN);
	}
}

static void answer_probe(struct world *world, int number, struct identity_reply *reply)
{
	if (world_fails(world, 5)) {
		refuse(reply, OUTCOME_UNKNOWN, ERROR_TIMEOUT);
	} else if (!world->alive[number] || world_fails(world, 6)) {
		refuse(reply, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
		world->refused[number] = true;
	} else {
		world->accepted[number] = true;
	}
}

void world_answer(
	struct world *world, const struct identity_request *request, struct identity_reply *reply)
{
	if (request->op == IDENTITY_GET_KEY) {
		answer_read(world, reply);
	} else if (request->op == world->kind->issue) {
		answer_issue(world, request, reply);
	} else if (request->op == IDENTITY_FIND_KEY) {
		answer_find(world, request, reply);
	} else if (request->op == IDENTITY_DELETE_KEY) {
		answer_delete(world, request, reply);
	} else if (request->op == IDENTITY_REVOKE || request->op == IDENTITY_REVOKE_TOKEN) {
		reply->outcome = world_fails(world, 3) ? OUTCOME_UNKNOWN : OUTCOME_OK;
	} else if (request->op == IDENTITY_CHECK_TOKEN) {
		reply->outcome = world_fails(world, 3) ? OUTCOME_OK : OUTCOME_REFUSED;
		reply->error.kind = ERROR_SESSION_ENDED;
		world->dead += reply->outcome == OUTCOME_REFUSED;
	} else {
		assert_int_equal(request->op, IDENTITY_PROBE_KEY);
		answer_probe(world, world_number(&request->credential), reply);
	}
}

/* ---- this machine ---- */

size_t world_file_of(const struct holder *place)
{
	return (size_t)(place->path[0] - '0');
}

static bool disk_full(struct work_event *event)
{
	return error_set(&event->error, ERROR_SYSTEM, "disk full");
}

static void do_begin(struct world *world, const struct work_order *order, struct work_event *event)
{
	struct journal *journal = &world->journal;
	const struct credential *old = &world->rotation.old_credential;

	if (journal->open || world_fails(world, 10)) {
		event->ok = error_set(&event->error, journal->open ? ERROR_CONFLICT : ERROR_SYSTEM,
			"cannot begin");
		return;
	}
	*journal = (struct journal){.open = true, .kept = KEY_NONE, .record = order->record};
	journal->old = credential_is_whole(old) ? world_number(old) : KEY_NONE;
	journal->record.id = 1;
	snprintf(journal->record.key_name, sizeof(journal->record.key_name), "keyturn-%d",
		++world->begun);
	journal->count = order->place_count;
	for (size_t i = 0; i < order->place_count; i++) {
		journal->places[i] = order->places[i]->status;
		journal->actions[i] = order->places[i]->action;
		journal->files[i] = world_file_of(order->places[i]);
	}
	event->journal = 1;
	memcpy(event->key_name, journal->record.key_name, sizeof(event->key_name));
}

/* As src/holders does it: the old key becomes the new one, completely or not at all. */
static enum holder_status rewrite(struct world *world, size_t file, int new_key)
{
	if (world->files[file] == new_key) {
		return HOLDER_UPDATED;
	}
	if (world->files[file] != world->journal.old) {
		return HOLDER_CHANGED_MEANWHILE;
	}
	if (world_fails(world, 8)) {
		return HOLDER_FAILED;
	}
	world->files[file] = new_key;
	world->touched[file] = false;
	return HOLDER_UPDATED;
}

static void do_update(struct world *world, const struct work_order *order, struct work_event *event)
{
	if (world_fails(world, 20)) { /* the store cannot even be opened */
		event->ok = disk_full(event);
		return;
	}
	assert_true(credential_is_whole(&order->new_credential));
	event->status = rewrite(
		world, world_file_of(order->places[0]), world_number(&order->new_credential));
	if (world_fails(world, 10)) {
		event->ok = disk_full(event);
	} else {
		world->journal.places[order->index] = event->status;
	}
}

static void do_recheck(
	struct world *world, const struct work_order *order, struct work_event *event)
{
	event->still = memory_array(FILES, sizeof(*event->still));
	for (size_t i = 0; i < order->place_count; i++) {
		const struct holder *place = order->places[i];
		if (place->status == HOLDER_UPDATED &&
			world->files[world_file_of(place)] == world->journal.old) {
			event->still[event->still_count++] = i;
		}
	}
}

static void do_new(struct world *world, const struct work_order *order, struct work_event *event)
{
	struct journal_record *record = &world->journal.record;

	if (world_fails(world, 8)) {
		event->ok = disk_full(event);
		return;
	}
	record->phase = JOURNAL_NEW;
	record->new_trace = order->record.new_trace;
	if (!credential_type_is_readable(world->kind->type)) {
		world->journal.kept = world_number(&order->new_credential);
	}
}

static void find_tokens(struct world *world, struct work_event *event)
{
	event->token_count = world_roll(world, 3);
	event->tokens = memory_array(3, sizeof(*event->tokens));
	for (size_t i = 0; i < event->token_count; i++) {
		event->tokens[i] = secret_link(keys[KEYS - 1]);
	}
}

static void do_close(struct world *world, struct work_event *event)
{
	event->ok = !world_fails(world, 8);
	if (event->ok) {
		world->journal.open = false;
		world->journal.kept = KEY_NONE;
		world->closes++;
	}
}

void world_work(struct world *world, const struct work_order *order, struct work_event *event)
{
	switch (order->kind) {
	case WORK_BEGIN:
		do_begin(world, order, event);
		break;
	case WORK_NEW:
		do_new(world, order, event);
		break;
	case WORK_UPDATE:
		do_update(world, order, event);
		break;
	case WORK_RECHECK:
		do_recheck(world, order, event);
		break;
	case WORK_HOOK:
		event->ok = world->journal.hook_done || !world_fails(world, 3);
		world->journal.hook_done = event->ok;
		break;
	case WORK_TOKENS:
		find_tokens(world, event);
		break;
	case WORK_CLOSE:
		do_close(world, event);
		break;
	case WORK_KEEP:
		event->ok = !world_fails(world, 4);
		if (event->ok) {
			world->journal.stored = world_number(&order->new_credential);
		}
		break;
	case WORK_ABANDON:
	case WORK_PLAN:
	case WORK_ADOPT:
	case WORK_DEFER:
	case WORK_DROP:
	case WORK_RELEASE:
		break;
	}
}
