/* SPDX-License-Identifier: MIT
 * Everything that can happen to the panel, as data. The app makes messages from callbacks; the model
 * takes them one at a time. Every message has its time, so that the model needs no clock. */
#ifndef KEYTURN_MESSAGE_H
#define KEYTURN_MESSAGE_H

#include "keyturn/exchange.h"
#include "keyturn/key.h"
#include "keyturn/work.h"

enum timer_id {
	TIMER_REVEAL,    /* once a second while something is shown */
	TIMER_CLIPBOARD, /* the copied key's time is over */
	TIMER_TOAST,     /* the message row's time is over */
	TIMER_LOCK,      /* no key was pressed for long */
	TIMER_SESSION,   /* the session has come to its end */
	TIMER_ROTATION,  /* the reset's next attempt */
	TIMER_BATCH,     /* the batch's next attempt */
	TIMER_CHANGE,    /* a change of the account is looked at again */
	TIMER_WAIT,      /* once a second while an answer is overdue, for "waiting 12 s" */
	TIMER_COUNT
};

/* What was clicked, without coordinates: only the view knows where things are drawn. */
struct click {
	unsigned layer; /* model_layer() of the frame that was clicked */
	int stop;       /* the page's focus or the dialog's item, or CLICK_ACCOUNT */
	size_t line;    /* in the page's list; for a dialog's item the first row of its list */
	bool burst;     /* as of a key */
};

enum { CLICK_ACCOUNT = -1 }; /* the account name, which is on every page */

enum message_kind {
	MESSAGE_START, /* comes first, when the terminal is ready */
	MESSAGE_KEY,
	MESSAGE_CLICK,
	MESSAGE_PASTE_END, /* a bracketed paste has ended */
	MESSAGE_PASTE_CUT, /* … or was cut off: none of it counts, nor what may still arrive of it */
	MESSAGE_ANSWER_CUT, /* a terminal's answer was cut off: keys wait for its end */
	MESSAGE_NOISE,      /* the terminal sent something that is not a key */
	MESSAGE_FOCUS_LOST, /* the terminal's window lost the focus */
	MESSAGE_RESIZE,
	MESSAGE_TIMER,
	MESSAGE_REPLY, /* members of `reply` that are kept are taken (set to NULL) */
	MESSAGE_WAIT,
	MESSAGE_WORK,       /* members of `work` that are kept are taken (set to NULL) */
	MESSAGE_SUSPENDING, /* SIGTSTP came: hide, give the terminal back, stop */
	MESSAGE_RESUMED,
	MESSAGE_HANGUP,    /* the terminal is gone: finish what was confirmed, then quit */
	MESSAGE_TERMINATE, /* SIGTERM, SIGINT, SIGQUIT: the same, but say so on the terminal */
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
