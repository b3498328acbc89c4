/* SPDX-License-Identifier: MIT
 * What the model's own files share. */
#ifndef KEYTURN_MODEL_PRIVATE_H
#define KEYTURN_MODEL_PRIVATE_H

#include "keyturn/model.h"

/* A page or a dialog as a table of functions; a member may be NULL. */
struct page_ops {
	void (*open)(struct model *model, struct effects *effects);  /* read what it shows */
	void (*close)(struct model *model, struct effects *effects); /* forget what it read */
	/* An action that no other part took. */
	void (*action)(struct model *model, enum action action, struct effects *effects);
	/* A key that is no action: text for the page's field. */
	void (*text)(struct model *model, uint32_t code);
	/* Moves the focus to what was clicked. True when that is a button: it is pressed too. */
	bool (*click)(struct model *model, int stop, size_t line);
};

extern const struct page_ops sign_in_page, home_page, settings_page, services_page, activity_page;

struct dialog_ops {
	/* `key` is what asked for it: a button that must not be pressed by accident looks at it. */
	void (*action)(struct model *model, enum action action, const struct key *key,
		struct effects *effects);
	void (*text)(struct model *model, uint32_t code);
};

extern const struct dialog_ops menu_dialog, reset_dialog, progress_dialog, help_dialog,
	palette_dialog, messages_dialog, switch_dialog, leave_dialog, places_dialog, resume_dialog;

/* A press on a button that matters counts when it came alone and not in the wake of another key. */
enum { CONFIRM_MS_MIN = 300 };

/* page.c: going from page to page, and the stack of dialogs */
void page_open(struct model *model, enum page page, struct effects *effects);
void page_action(struct model *model, enum action action, struct effects *effects);
void page_text(struct model *model, uint32_t code);
bool page_click(struct model *model, int stop, size_t line);
struct dialog *dialog_open(struct model *model, enum dialog_kind kind, struct effects *effects);
void dialog_close(struct model *model);
void dialog_in_sight(struct model *model); /* the top one is again: its time begins anew */
void dialog_doubt(struct model *model);    /* what is no key came: a yes wants a fresh focus */
bool dialog_doubted(struct model *model, struct effects *effects); /* and then says so */
void dialog_close_kind(struct model *model, enum dialog_kind kind);
bool dialog_is_open(const struct model *model, enum dialog_kind kind);
void dialog_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects);
void dialog_text(struct model *model, uint32_t code);
struct dialog *dialog_top(struct model *model);
void dialog_focus(struct model *model, size_t item); /* and its time starts anew */
/* Moves a dialog's item over `count` rows; true when `action` was a move. */
bool dialog_move(struct model *model, enum action action, size_t count);
/* All that a dialog of `rows` rows to read does: scroll and close. */
void dialog_scroll(struct model *model, enum action action, size_t rows);

/* press.c: what a key and an action do */
void press_key(struct model *model, const struct key *key, struct effects *effects);
void press_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects);

/* click.c */
void click_take(struct model *model, const struct click *click, struct effects *effects);

/* action.c */
bool action_available_below(const struct model *model, enum action action, size_t dialogs);

/* line.c */
void line_set(struct line *line, const char *text);
void line_key(struct line *line, uint32_t code); /* what is no editing key changes nothing */
bool line_takes(uint32_t code);                  /* true for text and editing keys */
size_t key_text(uint32_t code, char out[4]);     /* the UTF-8 of a key that is text, or 0 */

/* list.c */
enum { LIST_PAGE = 10 }; /* rows that PgUp and PgDn go; the model knows no window */
size_t list_step(enum action action, size_t selected, size_t count);
bool list_is_move(enum action action);
/* What lists do alike: moving and searching. True when the action was used. */
bool list_action(struct list *list, enum action action, size_t count);
void list_text(struct list *list, uint32_t code);
void list_click(struct list *list, int stop, size_t line, size_t count);

/* timers.c */
void timer_start(
	struct model *model, enum timer_id timer, int64_t milliseconds, struct effects *effects);
void timer_stop(struct model *model, enum timer_id timer, struct effects *effects);
void timer_fired(struct model *model, enum timer_id timer, struct effects *effects);

/* load.c */
void load_start(struct model *model, struct load *load, const struct identity_request *request,
	struct effects *effects);
void load_cancel(struct load *load, struct effects *effects);
bool load_answers(const struct load *load, uint32_t ticket);
/* The load's request was answered. True when well; else it is FAILED with the error kept. */
bool load_finish(struct load *load, const struct identity_reply *reply);
void load_watch(struct model *model, struct effects *effects); /* TIMER_WAIT while one waits */
void load_wait(struct model *model, uint32_t ticket, const struct identity_wait *wait);
uint32_t ticket_next(uint32_t *next);

/* toast.c */
void toast(struct model *model, struct effects *effects, enum toast_level level, const char *format,
	...) __attribute__((format(printf, 4, 5)));
void toast_error(
	struct model *model, struct effects *effects, const char *what, const struct error *error);
void toast_key(struct model *model); /* a key was pressed */

/* reveal.c */
void reveal_toggle(struct model *model, enum reveal_what what, struct effects *effects);
void reveal_copy(struct model *model, struct effects *effects);
void reveal_show(
	struct model *model, enum reveal_what what, struct secret *secret, struct effects *effects);
void reveal_hide(struct model *model, struct effects *effects); /* and drop what is being read */
/* The same but for a copy, and `why` ends a sentence that tells it. True: something was shown. */
bool reveal_out_of_sight(struct model *model, const char *why, struct effects *effects);
bool reveal_reply(struct model *model, uint32_t ticket, struct identity_reply *reply,
	struct effects *effects);
void reveal_tick(struct model *model, struct effects *effects);
void clipboard_expire(struct model *model, struct effects *effects);

/* sign_in.c: the form */
struct service_choice {
	const char *label, *url;
};
extern const struct service_choice service_choices[SIGN_IN_SERVICE_COUNT];
void sign_in_form(struct model *model, int account, struct effects *effects);
void sign_in_to_form(struct model *model); /* from a step after it, or a refusal */
bool sign_in_text_entry(const struct model *model);
const char *sign_in_enter_word(const struct model *model);
void sign_in_wipe(struct model *model);

/* sign_in_send.c: to the service and back */
void sign_in_start(struct model *model, struct effects *effects); /* MESSAGE_START */
void sign_in_to_account(struct model *model, int account, struct effects *effects);
void sign_in_submit(struct model *model, struct effects *effects);
bool sign_in_reply(struct model *model, uint32_t ticket, struct identity_reply *reply,
	struct effects *effects);

/* session.c: beginning and ending a session */
void session_begin(struct model *model, struct identity_reply *reply, struct effects *effects);
void session_forget(struct model *model, struct effects *effects);
void session_revoke(struct model *model, struct effects *effects);
void session_sign_out(struct model *model, struct effects *effects);
/* An answer may tell that the session is over. */
void session_check(
	struct model *model, const struct identity_reply *reply, struct effects *effects);

/* lock.c */
void lock_arm(struct model *model, int64_t milliseconds, struct effects *effects);
void lock_now(struct model *model, const struct error *why, struct effects *effects);
void lock_if_idle(struct model *model, struct effects *effects); /* TIMER_LOCK */
void lock_when_due(struct model *model, struct effects *effects);

/* settings.c */
bool settings_reply(struct model *model, uint32_t ticket, struct identity_reply *reply,
	struct effects *effects);
void settings_new_key(struct model *model, const char *fingerprint, struct effects *effects);
void settings_searched(struct model *model); /* a search came to its end */
void settings_rotated(struct model *model);  /* a rotation did */
void settings_forget(struct model *model);   /* what is kept from page to page */
const char *settings_enter_word(const struct model *model);

/* reset.c */
void reset_open(struct model *model, struct effects *effects);
void reset_event(struct model *model, const struct rotation_event *event, struct effects *effects);
void reset_work(struct model *model, struct work_event *event, struct effects *effects);
void reset_resume(struct model *model, const struct journal_record *record, struct holder **places,
	size_t count, struct effects *effects);                 /* takes the places */
void reset_drop(struct model *model, struct effects *effects);  /* it ends here, known or not */
void reset_clear(struct model *model, struct effects *effects); /* … and its result is forgotten */
bool reset_is_under_way(struct model *model, struct effects *effects); /* and the user is told */
bool reset_is_asked(const struct model *model); /* its popup waits for the answer */
const char *reset_enter_word(const struct model *model);

/* progress.c */
void progress_tell(struct model *model, const struct rotation *before, struct effects *effects);
void progress_leave(struct model *model, struct effects *effects); /* its dialog, not keyturn */
bool reset_result_shown(const struct model *model, size_t dialogs);

/* places.c */
bool places_can_open(const struct model *model, size_t dialogs);
const char *places_enter_word(const struct model *model);

/* resume.c */
void resume_ask(struct effects *effects);
void resume_found(struct model *model, struct work_event *work, struct effects *effects);
void resume_drop(struct model *model, struct effects *effects); /* left in the journal */
void resume_free(struct model *model);

/* leave.c: every way out */
void leave_ask(struct model *model, int status, struct effects *effects);
void leave_signal(struct model *model, int signal, struct effects *effects);
void leave_hurry(struct model *model, struct effects *effects); /* without the outcome */
void leave_when_known(struct model *model, struct effects *effects);

/* activity.c */
void activity_take(struct model *model, struct work_event *work); /* the history was read */
void activity_free(struct model *model);
void history_note(enum history_event event, const char *fingerprint, struct effects *effects);

/* menu.c */
void menu_choose(struct model *model, enum menu_item item, struct effects *effects);

#endif
