/* SPDX-License-Identifier: MIT
 * A world for batches: a service that refuses, puts off, drops and ends sessions, and a machine whose disk fills
 * up. It knows the truth, and fails when what a batch asks for must not be. */
#ifndef KEYTURN_TESTS_BATCH_WORLD_H
#define KEYTURN_TESTS_BATCH_WORLD_H

#include "keyturn/batch.h"

enum { USERS = 12, KEYS = 6, ASKED_MAX = 32, NONE = -1 };

/* What is true of a user at the service and on the disk. */
struct user_world {
	int key;       /* NONE: there is none */
	int old;       /* before the batch */
	int by_others; /* resets of other administrators */
	int read;      /* the last key that the service told of it */
	bool forbidden;
	bool late;     /* a reset that was answered with 503 may still be carried out */
	int resets;    /* that the service carried out for us */
	int file;      /* the key in the file; NONE */
	int phase;     /* in the journal; NONE: not in it */
	bool finished; /* in the journal, it was */
};

struct asked {
	uint32_t ticket;
	enum identity_op op;
	size_t user;
	int key; /* PROBE */
};

struct batch_world {
	uint32_t random;
	bool calm, confirmed, own;
	size_t users;
	struct user_world user[USERS];
	struct batch batch;
	uint32_t next_ticket;
	int64_t now, timer; /* timer 0: it does not run */
	struct asked asked[ASKED_MAX];
	size_t asked_count;
	struct work_order *works[64];
	size_t work_count;
	int crashes, halts, slowed;
};

int batch_world_make_keys(void **state); /* a group's setup */
int batch_world_drop_keys(void **state);

uint32_t batch_world_roll(struct batch_world *world, uint32_t sides);
bool batch_world_fails(
	struct batch_world *world, uint32_t sides); /* one time in `sides`, unless calm */

/* Key `number` of a user, or none; the caller drops it. */
struct credential batch_world_key(size_t user, int number);
size_t batch_world_user(const char *name); /* "u3" is 3 */

void batch_world_give(struct batch_world *world, struct batch_event *event);
void batch_world_tell(struct batch_world *world, enum batch_event_kind kind);

/* Another administrator resets one of the keys, once they were read. */
void batch_world_interfere(struct batch_world *world);

/* The service answers one of the requests under way. */
void batch_world_answer(struct batch_world *world);

/* The machine does the first of the works that wait. */
void batch_world_finish_work(struct batch_world *world);

#endif
