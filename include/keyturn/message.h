/* SPDX-License-Identifier: MIT
 * Everything that can happen to the panel, as data. The app makes these from callbacks; the model
 * takes them one at a time. Every message says when it happened, so that the model needs no clock. */
#ifndef KEYTURN_MESSAGE_H
#define KEYTURN_MESSAGE_H

#include "keyturn/exchange.h"
#include "keyturn/key.h"
#include "keyturn/work.h"

enum timer_id {
	TIMER_REVEAL,    /* once a second while something is shown */
	TIMER_CLIPBOARD, /* the copied key's time is over */
	TIMER_TOAST,     /* the message row's time is over */
	TIMER_LOCK,      /* nobody touched a key for long */
	TIMER_ROTATION,  /* the reset's next try */
	TIMER_WAIT,      /* once a second while an answer is overdue, for "waiting 12 s" */
	TIMER_COUNT
};

/* What was clicked, free of places: where things are drawn only the view knows. */
struct click {
	unsigned layer; /* model_layer() of the picture that was clicked */
	int stop;       /* the page's focus or the dialog's item, or CLICK_ACCOUNT */
	size_t line;    /* of the page's list; for a dialog's item the first row its list has */
	bool burst;     /* as of a key */
};

enum { CLICK_ACCOUNT = -1 }; /* the account name, which is on every page */

enum message_kind {
	MESSAGE_START, /* first of all, when the terminal is ready */
	MESSAGE_KEY,
	MESSAGE_CLICK,
	MESSAGE_PASTE_END,  /* a bracketed paste is over */
	MESSAGE_PASTE_CUT,  /* … or was cut off: none of it came, and none of it will */
	MESSAGE_ANSWER_CUT, /* a terminal's answer was cut off: keys wait for its end */
	MESSAGE_NOISE,      /* the terminal sent what is no key */
	MESSAGE_FOCUS_LOST, /* somebody looks at another window */
	MESSAGE_RESIZE,
	MESSAGE_TIMER,
	MESSAGE_REPLY, /* members of `reply` that are kept are taken (set to NULL) */
	MESSAGE_WAIT,
	MESSAGE_WORK,       /* members of `work` that are kept are taken (set to NULL) */
	MESSAGE_SUSPENDING, /* SIGTSTP came: hide, give the terminal back, stop */
	MESSAGE_RESUMED,
	MESSAGE_HANGUP,    /* the terminal is gone; finish what was confirmed, then quit */
	MESSAGE_TERMINATE, /* SIGTERM, SIGINT, SIGQUIT: likewise, but say so on the terminal */
};

struct message {
	enum message_kind kind;
	int64_t now;  /* monotonic, ms */
	int64_t wall; /* s since the epoch */
	union {
		struct key key;
		struct click click;
		struct {
			int rows, cols;
		} size;
		enum timer_id timer;
		struct {
			uint32_t ticket; /* of the EFFECT_REQUEST or EFFECT_SIGN_IN it answers */
			struct identity_reply *reply;
		} reply;
		struct {
			uint32_t ticket;
			struct identity_wait wait;
		} wait;
		struct work_event *work;
		int signal; /* TERMINATE */
	};
};

#endif
