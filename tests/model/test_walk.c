/* SPDX-License-Identifier: MIT
 * Throws random keys, answers, ticks and sizes at the whole panel: the promises of walk.h must hold after
 * every single message. A failure prints its seed. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "walk.h"

enum { MESSAGES = 300000, MESSAGES_A_LIFE = 1500 };

static const struct account_choice accounts[] = {
	{"work", "Rackspace US", "https://identity.api.rackspacecloud.com/v2.0", "jqsmith", true},
	{"uk", "Rackspace UK", "https://lon.identity.api.rackspacecloud.com/v2.0", "other", false},
	{"lab", "lab", "https://user@lab.example.org:8443/v2.0", "dev1", true},
};

static const char *const hooks[] = {"reload", "etcd"};

uint32_t roll(struct walk *walk, uint32_t sides)
{
	walk->random = walk->random * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(walk->random >> 33) % sides;
}

/* ---- what happens ---- */

static void happen(struct walk *walk, struct message message)
{
	walk->before = walk->script.model;
	walk->script.trace[0] = '\0';
	script_send(&walk->script, message);
	message.now = walk->script.now;
	walk_check(walk, &message);
}

/* Most lives should be long. */
static bool leaves(const struct walk *walk, uint32_t code)
{
	const struct model *model = &walk->script.model;

	return model->dialog_count == 0 && action_for_key(model, code) == ACTION_BACK &&
		(model->page == PAGE_HOME || model->page == PAGE_SIGN_IN);
}

static void press(struct walk *walk)
{
	static const uint32_t keys[] = {KEYPRESS_ENTER, KEYPRESS_ENTER, KEYPRESS_ENTER,
		KEYPRESS_TAB, KEYPRESS_TAB, KEYPRESS_BACK_TAB, KEYPRESS_UP, KEYPRESS_DOWN,
		KEYPRESS_LEFT, KEYPRESS_RIGHT, KEYPRESS_HOME, KEYPRESS_END, KEYPRESS_PAGE_UP,
		KEYPRESS_PAGE_DOWN, KEYPRESS_DELETE, KEYPRESS_BACKSPACE, KEYPRESS_CTRL_U,
		KEYPRESS_CTRL_L, KEYPRESS_CTRL_Z, KEYPRESS_F1, KEYPRESS_F5, KEYPRESS_F10,
		KEYPRESS_CLICK, ' ', 's', 's', 'c', 'r', 'r', 'p', 'm', '/', '?', ':', 'L', 'M',
		'R', 'h', 'j', 'k', 'l', 'g', 'G', 0xe9, 0x4e2d, 0x1f600, 0x301, 0x202e, 0x85, '\n',
		0};
	uint32_t choice = roll(walk, 100);
	struct key key = {.code = keys[roll(walk, sizeof(keys) / sizeof(*keys))]};

	if (choice < 4) {
		key.code = choice < 2 ? 'q' : KEYPRESS_ESCAPE;
		if (leaves(walk, key.code) && roll(walk, 8) != 0) {
			return;
		}
	} else if (choice < 8) {
		key.code = roll(walk, 0x110100);
	} else if (choice == 8 && roll(walk, 4) == 0) {
		key.code = KEYPRESS_CTRL_C;
	}
	key.pasted = !walk->calm && roll(walk, 8) == 0;
	key.burst = !walk->calm && roll(walk, 8) == 0;
	happen(walk, (struct message){.kind = MESSAGE_KEY, .key = key});
}

static void click_on(struct walk *walk, int stop)
{
	struct click click = {.layer = model_layer(&walk->script.model),
		.stop = stop,
		.line = roll(walk, 12),
		.burst = !walk->calm && roll(walk, 8) == 0};

	if (roll(walk, 16) == 0) {
		click.layer = roll(walk, 0x600);
	}
	happen(walk, (struct message){.kind = MESSAGE_CLICK, .click = click});
}

static const struct script_request *pick_request(struct walk *walk)
{
	const struct script_request *waiting[SCRIPT_REQUESTS_MAX];
	size_t count = 0;

	for (size_t i = 0; i < SCRIPT_REQUESTS_MAX; i++) {
		if (walk->script.requests[i].under_way) {
			waiting[count++] = &walk->script.requests[i];
		}
	}
	return count > 0 ? waiting[roll(walk, (uint32_t)count)] : NULL;
}

static void bad_reply(struct walk *walk, struct identity_reply *reply)
{
	static const enum error_kind kinds[] = {ERROR_SIGN_IN_REFUSED, ERROR_PASSCODE_WANTED,
		ERROR_PASSCODE_REFUSED, ERROR_NOT_FOUND, ERROR_TIMEOUT, ERROR_SERVICE,
		ERROR_FORBIDDEN, ERROR_SESSION_ENDED, ERROR_OUTCOME_UNKNOWN};

	identity_reply_finish(reply);
	reply->outcome = roll(walk, 2) == 0 ? OUTCOME_REFUSED : OUTCOME_UNKNOWN;
	reply->error.kind = kinds[roll(walk, sizeof(kinds) / sizeof(*kinds))];
}

static void make_reply(struct walk *walk, enum identity_op op, struct identity_reply *reply)
{
	if (op == IDENTITY_RESET_KEY) {
		walk->has_new = walk->has_new || roll(walk, 4) != 0;
	}
	script_good_reply(op, op == IDENTITY_GET_USER ? "4711" : walk->has_new ? NEW : OLD, reply);
	if (roll(walk, walk->calm ? 20 : 3) == 0) {
		bad_reply(walk, reply);
	} else if (roll(walk, 30) == 0) { /* an OK with nothing in it */
		identity_reply_finish(reply);
	}
}

static void answer(struct walk *walk)
{
	const struct script_request *request = pick_request(walk);
	struct identity_reply reply = {.outcome = OUTCOME_OK};
	uint32_t ticket = roll(walk, 1000);

	if (request != NULL) {
		make_reply(walk, request->op, &reply);
		ticket = request->ticket;
	} else if (walk->calm) {
		return;
	}
	for (size_t i = 0; i < SCRIPT_REQUESTS_MAX; i++) {
		if (walk->script.requests[i].ticket == ticket) {
			walk->script.requests[i].under_way = false;
		}
	}
	happen(walk,
		(struct message){
			.kind = MESSAGE_REPLY, .reply.ticket = ticket, .reply.reply = &reply});
	identity_reply_finish(&reply);
}

/* ---- what this machine does ---- */

static void work_happens(struct walk *walk, struct work_event *event)
{
	happen(walk, (struct message){.kind = MESSAGE_WORK, .work = event});
	work_event_finish(event);
}

static struct holder *any_place(struct walk *walk)
{
	struct holder *place = holder_create(HOLDER_FILE, "/home/j/.env\033[2J");

	place->action = (enum holder_action)roll(walk, 3);
	return place;
}

static void search_on(struct walk *walk)
{
	struct work_event event = {.kind = WORK_EVENT_PROGRESS, .files = roll(walk, 1000)};
	uint32_t what = roll(walk, 4);

	if (what == 0) {
		event.kind = WORK_EVENT_SEARCHED;
		event.stopped = roll(walk, 2) == 0;
		walk->script.searching = false;
	} else if (what < 3) {
		event.kind = WORK_EVENT_FOUND;
		event.holder = any_place(walk);
	}
	work_happens(walk, &event);
}

static void work_ends(struct walk *walk)
{
	struct script *script = &walk->script;
	const struct script_work work = script->works[0];
	struct work_event event = {.kind = WORK_EVENT_DONE,
		.ticket = work.ticket,
		.ok = roll(walk, walk->calm ? 30 : 4) != 0,
		.journal = 1};

	script->work_count--;
	memmove(script->works, script->works + 1, script->work_count * sizeof(*script->works));
	if (!event.ok) {
		error_set(&event.error, roll(walk, 2) == 0 ? ERROR_SYSTEM : ERROR_UNFINISHED,
			"disk full");
	}
	if (work.kind == WORK_UPDATE) {
		event.status = roll(walk, 3) == 0 ? (enum holder_status)roll(walk, HOLDER_LEFT)
						  : HOLDER_UPDATED;
	} else if (work.kind == WORK_RECHECK && roll(walk, 3) == 0) {
		event.still = calloc(1, sizeof(*event.still));
		event.still_count = 1;
	}
	work_happens(walk, &event);
}

static void found_unfinished(struct walk *walk)
{
	struct work_event event = {.kind = WORK_EVENT_UNFINISHED, .place_count = roll(walk, 3)};
	const struct model *model = &walk->script.model;

	event.record.id = 9;
	event.record.phase = (enum journal_phase)roll(walk, JOURNAL_FINISHED);
	event.record.old_trace.parts[0].length = sizeof(OLD) - 1;
	if (roll(walk, 4) != 0) {
		snprintf(event.record.service, sizeof(event.record.service), "%.511s", model->url);
		snprintf(event.record.user, sizeof(event.record.user), "%.255s",
			model->session.user_name);
	}
	event.places = calloc(3, sizeof(*event.places));
	for (size_t i = 0; i < event.place_count; i++) {
		event.places[i] = any_place(walk);
		event.places[i]->status = (enum holder_status)roll(walk, HOLDER_LEFT);
	}
	work_happens(walk, &event);
}

static void history_read(struct walk *walk)
{
	struct work_event event = {.kind = WORK_EVENT_HISTORY, .entry_count = roll(walk, 5)};

	event.entries = calloc(5, sizeof(*event.entries));
	for (size_t i = 0; i < event.entry_count; i++) {
		event.entries[i].event = (enum history_event)roll(walk, HISTORY_EVENT_COUNT);
	}
	work_happens(walk, &event);
}

static void work(struct walk *walk)
{
	struct work_event other = {.kind = WORK_EVENT_OUTPUT, .line = "a hook says"};
	uint32_t rare = roll(walk, 40);

	if (rare < 2) {
		found_unfinished(walk);
	} else if (rare < 4) {
		history_read(walk);
	} else if (rare == 4) {
		other.kind = (enum work_event_kind)roll(walk, WORK_EVENT_COUNT);
		other.holder = other.kind == WORK_EVENT_FOUND ? any_place(walk) : NULL;
		other.ticket = roll(walk, 100);
		work_happens(walk, &other);
	} else if (walk->script.work_count > 0) {
		work_ends(walk);
	} else if (walk->script.searching) {
		search_on(walk);
	}
}

static void tick(struct walk *walk)
{
	enum timer_id timer = (enum timer_id)roll(walk, TIMER_COUNT);

	if (walk->script.timers[timer] == 0 && roll(walk, 20) != 0) {
		return;
	}
	if (walk->script.timers[timer] > walk->script.now) {
		walk->script.now = walk->script.timers[timer];
	}
	walk->script.timers[timer] = 0;
	happen(walk, (struct message){.kind = MESSAGE_TIMER, .timer = timer});
}

static void resize(struct walk *walk)
{
	struct message message = {.kind = MESSAGE_RESIZE, .size = {24, 80}};

	if (roll(walk, 3) == 0) {
		message.size.rows = (int)roll(walk, 30);
		message.size.cols = (int)roll(walk, 100);
	}
	happen(walk, message);
}

static void rare(struct walk *walk)
{
	struct message message = {.kind = MESSAGE_PASTE_END};
	uint32_t which = roll(walk, 40);

	if (which == 0) {
		message.kind = MESSAGE_HANGUP;
	} else if (which == 1) {
		message.kind = MESSAGE_TERMINATE;
		message.signal = SIGTERM;
	} else if (which < 10) {
		message.kind = MESSAGE_SUSPENDING;
	} else if (which < 20) {
		message.kind = MESSAGE_RESUMED;
	} else if (which < 30) {
		message.kind = MESSAGE_WAIT;
		message.wait.ticket = walk->last_ticket;
		message.wait.wait.seconds = 3;
	}
	happen(walk, message);
}

static void hit(struct walk *walk, uint32_t code)
{
	happen(walk, (struct message){.kind = MESSAGE_KEY, .key.code = code});
}

/* Goes straight to the dangerous parts, because random keys seldom get there. */
static void go_on(struct walk *walk)
{
	struct model *model = &walk->script.model;
	const struct dialog *dialog = model_dialog(model);

	if (model->page == PAGE_SIGN_IN && model->sign_in.load.state != LOAD_UNDER_WAY) {
		model->sign_in.passcode_step = false;
		model->sign_in.focus = SIGN_IN_SECRET;
		if (!model->sign_in.locked) {
			model->sign_in.service = SIGN_IN_US;
			model->sign_in.username = (struct line){"jqsmith", 0};
		}
		hit(walk, 'x');
		hit(walk, KEYPRESS_ENTER);
	} else if (model->page == PAGE_HOME && dialog == NULL) {
		hit(walk, KEYPRESS_HOME);
		hit(walk, KEYPRESS_DOWN);
		hit(walk, KEYPRESS_ENTER);
	} else if (model->page == PAGE_SETTINGS && dialog == NULL) {
		hit(walk, roll(walk, 3) == 0 ? 'r' : 's');
	} else if (dialog != NULL &&
		(dialog->kind == DIALOG_RESET || dialog->kind == DIALOG_RESUME)) {
		hit(walk, KEYPRESS_RIGHT);
		walk->script.now += roll(walk, 600);
		if (roll(walk, 2) == 0) {
			hit(walk, KEYPRESS_ENTER);
		} else {
			click_on(walk, RESET_GENERATE); /* RESUME_NOW is the same */
		}
	}
}

/* Whoever asked for it waits for nothing else to be told. */
static void told_once(struct walk *walk)
{
	const struct model *model = &walk->script.model;

	if (model->signed_in && model->once.secret == NULL) {
		script_once(&walk->script, (enum once_what)roll(walk, ONCE_OTP + 1), "dev4", ONLY);
		walk->told++;
	}
}

static void live(struct walk *walk)
{
	uint32_t what = roll(walk, 100);

	walk->script.now += roll(walk, 4) == 0 ? roll(walk, 2000) : roll(walk, 100);
	if (what < 50) {
		press(walk);
	} else if (what < 60) {
		click_on(walk, (int)roll(walk, 10) - 2);
	} else if (what < 75) {
		answer(walk);
	} else if (what < 85) {
		work(walk);
	} else if (what < 92) {
		tick(walk);
	} else if (what < 94) {
		resize(walk);
	} else if (what < 96) {
		rare(walk);
	} else if (what == 96 && roll(walk, 4) == 0) {
		told_once(walk);
	} else {
		go_on(walk);
	}
}

static void begin(struct walk *walk)
{
	struct model_options options = script_options;

	options.hooks = hooks;
	options.hook_count = roll(walk, 3);
	options.accounts = accounts;
	options.account_count = roll(walk, 4);
	options.account = (int)roll(walk, (uint32_t)options.account_count + 1) - 1;
	options.accessible = roll(walk, 2) == 0;
	options.notice = roll(walk, 4) == 0 ? "config.ini has a line that means nothing" : NULL;
	options.copy_note = roll(walk, 2) == 0 ? "tmux: set -g set-clipboard on" : "";
	script_open(&walk->script, &options);
	walk->script.hold_works = walk->script.hold_search = true;
	walk->calm = roll(walk, 2) == 0;
	walk->has_new = false;
	walk->last_ticket = 0;
	walk->logged = 0;
	walk->lives++;
	happen(walk, (struct message){.kind = MESSAGE_START});
}

static int one_life(struct walk *walk)
{
	int messages = 0;

	begin(walk);
	while (messages < MESSAGES_A_LIFE && !walk->script.model.gone) {
		live(walk);
		messages++;
	}
	if (walk->script.model.gone) { /* nothing happens to the dead */
		assert_int_equal(walk->script.quits, 1);
		happen(walk, (struct message){.kind = MESSAGE_KEY, .key.code = KEYPRESS_ENTER});
		assert_int_equal(walk->script.effects.count, 0);
	}
	script_close(&walk->script);
	return messages;
}

static void model__random_messages__every_promise_holds(void **state)
{
	struct walk *walk = calloc(1, sizeof(*walk));
	int messages = 0;

	(void)state;
	for (uint64_t seed = 1; messages < MESSAGES; seed++) {
		walk->random = seed * 0x9e3779b97f4a7c15u;
		print_message("# seed %llu\n", (unsigned long long)seed);
		messages += one_life(walk);
	}
	print_message("# %d resets, %d lives, %d locks, shown after %d messages\n", walk->resets,
		walk->lives, walk->locked, walk->shown);
	print_message("# %d told once, shown after %d messages, %d wiped unseen\n", walk->told,
		walk->told_shown, walk->wiped);
	print_message("# %d rotations closed, %d resumed, %d confirmed by a click\n",
		walk->finished, walk->resumed, walk->clicked);
	assert_true(walk->finished > 10);
	assert_true(walk->resumed > 10);
	assert_true(walk->resets > 20);
	assert_true(walk->clicked > 5);
	assert_true(walk->shown > 200);
	assert_true(walk->locked > 10);
	assert_true(walk->told > 100);
	assert_true(walk->told_shown > 20);
	assert_true(walk->wiped > 5);
	free(walk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(model__random_messages__every_promise_holds),
	};
	struct error error;

	if (!secret_start(&error)) {
		return 1;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
