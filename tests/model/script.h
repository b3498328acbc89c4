/* SPDX-License-Identifier: MIT
 * Plays the app around a model: passes it messages, keeps its requests, answers them, and records every
 * effect as one line of text. */
#ifndef KEYTURN_TESTS_SCRIPT_H
#define KEYTURN_TESTS_SCRIPT_H

#include "keyturn/model.h"

enum { SCRIPT_REQUESTS_MAX = 256, SCRIPT_WORKS_MAX = 8 };

/* A request that was sent: the service still owes an answer to those under way. */
struct script_request {
	uint32_t ticket;
	enum identity_op op;
	bool under_way, cancelled, by_account;
};

/* A work that was requested and is not done yet. */
struct script_work {
	enum work_kind kind;
	size_t index;
	uint32_t ticket;
};

struct script {
	struct model model;
	struct effects effects; /* of the last message; still owned */
	struct script_request requests[SCRIPT_REQUESTS_MAX];
	size_t request_count;        /* so far; the table is a ring */
	int64_t timers[TIMER_COUNT]; /* when each fires; 0: not running */
	int64_t now, wall;
	int resets; /* RESET_KEY requests ever sent */
	int quits;  /* EFFECT_QUIT ever */
	int last_status, last_signal;
	char clipboard[128]; /* the last EFFECT_COPY; "" after it was cleared */

	/* Works are done, and searches end, as soon as they are requested, unless: */
	bool hold_works, hold_search;
	bool searching; /* and its end has not been reported yet */
	struct script_work works[SCRIPT_WORKS_MAX];
	size_t work_count;
	enum error_kind
		work_error[WORK_ABANDON + 1]; /* how works of a kind fail; NONE: they succeed */
	enum holder_status update_status;     /* the result of updates: UPDATED */
	int abandoned;                        /* WORK_ABANDON ever */
	char trace[65536];                    /* one line for each effect */
};

extern const struct model_options script_options; /* no account, 30 s, 30 s, lock after 15 min */

/* For cmocka: `*state` is a fresh script made with script_options. */
int script_setup(void **state);
int script_teardown(void **state);
#define SCRIPT_CASE(name) cmocka_unit_test_setup_teardown(name, script_setup, script_teardown)

void script_open(struct script *script, const struct model_options *options);
void script_close(struct script *script);
void script_send(struct script *script, struct message message); /* time is filled in */
void script_start(struct script *script);

void script_key(struct script *script, uint32_t code);
void script_click(struct script *script, int stop, size_t line); /* on the top dialog or page */
void script_type(struct script *script, const char *text);
void script_paste(struct script *script, const char *text);
void script_wait(struct script *script, int64_t milliseconds); /* fires the timers that are due */

/* The newest request of `op` that is under way; 0: none. */
uint32_t script_ticket(const struct script *script, enum identity_op op);

/* Answers the newest request of `op`. Keys and PINs are given as text. */
void script_ok(struct script *script, enum identity_op op, const char *secret);
void script_refuse(
	struct script *script, enum identity_op op, enum outcome outcome, enum error_kind error);
/* Any reply to any ticket; frees what the model did not take. */
void script_reply(struct script *script, uint32_t ticket, struct identity_reply *reply);
/* A reply with everything that an OK answer to `op` contains. */
void script_good_reply(enum identity_op op, const char *secret, struct identity_reply *reply);

/* Any event of a work; frees what the model did not take. */
void script_work(struct script *script, struct work_event *event);
/* The oldest work under way is done, as the knobs above say. */
void script_work_done(struct script *script);
void script_found(struct script *script, const char *path, enum holder_action action);
void script_searched(struct script *script);
/* An interrupted rotation of the signed-in user, with `count` files that wait for the new key. */
void script_unfinished(struct script *script, enum journal_phase phase, size_t count);
void script_history(struct script *script, const struct history_entry *entries, size_t count);

/* Types a password into the form and sends it; the answer is owed. */
void script_submit(struct script *script);

/* Signs in with a password typed into the form and goes to the home page; empties the trace. */
void script_sign_in(struct script *script);
/* … and to the settings page, with all five parts read and `key` as the key. */
void script_settings(struct script *script, const char *key);

/* What the service tells only once has come; `secret` as text. */
void script_once(struct script *script, enum once_what what, const char *whose, const char *secret);

const char *script_toast(const struct script *script); /* the newest message, "" when none */
bool script_shows(const struct script *script,
	const char *secret); /* true when this is what is shown in clear */

#endif
