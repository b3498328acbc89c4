/* SPDX-License-Identifier: MIT
 * A world for rotations: a service that drops, refuses and lies, and a machine that fails and changes. It
 * knows the truth, to compare with what a rotation says. */
#ifndef KEYTURN_TESTS_WORLD_H
#define KEYTURN_TESTS_WORLD_H

#include "keyturn/rotation.h"

/* Credentials by number, in the order in which the service creates them. */
enum { KEYS = 24, KEY_NONE = -1, FILES = 3, GARBLED = KEYS };

/* What one rotation has on the disk, which survives everything. */
struct journal {
	bool open;
	struct journal_record record;
	enum holder_status places[FILES];
	enum holder_action actions[FILES];
	size_t files[FILES];
	size_t count;
	int kept;       /* the credential in a file of keyturn's own; KEY_NONE: none */
	int stored;     /* the one in a file for the user, of a batch; KEY_NONE: none */
	int old;        /* the one that was to be replaced; for the checks only */
	int sent, done; /* its requests for a new one, sent and carried out; likewise */
	bool hook_done;
};

struct world {
	const struct rotation_kind *kind;
	uint32_t random;
	bool calm; /* nothing fails any more */

	int key, next;    /* what is true at the service: the newest, and the next one to create */
	bool alive[KEYS]; /* which sign in */
	char names[KEYS][KEY_NAME_SIZE];
	int by_others;                      /* resets of other administrators */
	bool accepted[KEYS], refused[KEYS]; /* what it told this process about a key */
	size_t dead;                        /* tokens it called so, likewise */

	int files[FILES];    /* the key in each; GARBLED: something else */
	bool touched[FILES]; /* by another program, since keyturn wrote it */
	struct journal journal;
	int begun; /* rotations begun so far */

	struct rotation rotation;
	uint32_t next_ticket;
	struct effect request;   /* under way */
	struct work_order *work; /* likewise; NULL: none */
	bool is_request, is_timer, is_search;
	size_t searched;
	int crashes, resumes, closes;
};

int world_make_keys(void **state); /* a group's setup */
int world_drop_keys(void **state);

uint32_t world_roll(struct world *world, uint32_t sides);
bool world_fails(struct world *world, uint32_t sides); /* true one time in `sides`, unless calm */

struct credential world_credential(const struct world *world, int number); /* a link */
int world_number(const struct credential *credential);
const char *world_fingerprint(const struct world *world, int number);
size_t world_file_of(const struct holder *place);

/* The one that applications use: in a kind with overlap the oldest valid one. Or KEY_NONE. */
int world_in_force(const struct world *world);

/* The service creates one more, if it still can; as another administrator would. */
void world_issue(struct world *world, const char *name);

/* The service's answer to a request, and its effect there. */
void world_answer(
	struct world *world, const struct identity_request *request, struct identity_reply *reply);

/* What the machine does with an order. */
void world_work(struct world *world, const struct work_order *order, struct work_event *event);

#endif
