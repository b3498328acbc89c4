/* SPDX-License-Identifier: MIT
 * Every state in which a rotation can get an event, built by hand. */
#ifndef KEYTURN_TESTS_ROTATION_STATES_H
#define KEYTURN_TESTS_ROTATION_STATES_H

#include "keyturn/rotation.h"

enum { TICKET = 77, STALE = 76, PLACES = 4 };

enum which { KEY_OLD, KEY_NEW, KEY_OTHER, KEY_NONE, KEY_COUNT };
extern struct secret *state_keys[KEY_COUNT]; /* NONE is NULL */

int states_make_keys(void **state); /* a group's setup */
int states_drop_keys(void **state);

/* What is left to do on this machine when the event comes. */
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

/* A digit of `number` that counts through `count` values; needs an unsigned `part`. */
#define TAKE(count) (part = number % (unsigned)(count), number /= (unsigned)(count), part)

/* Builds state `number`; false beyond the last. */
bool state_nth(unsigned number, struct case_of *c);

bool state_is_possible(const struct case_of *c); /* the machine can be in it */
bool state_is_after(const struct case_of *c, enum rotation_step step); /* in its kind's order */
void state_make(struct rotation *rotation, const struct case_of *c);
struct credential state_credential(const struct case_of *c, enum which key); /* a link */

#endif
