/* SPDX-License-Identifier: MIT */
#include "states_contact.h"
#include "states_form.h"
#include "states_mfa.h"
#include "states_once.h"
#include "states_reset.h"
#include "states_services.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"

const char STATE_KEY[] = "8f3c0a6be1d2497785aa10c3f2e4d6b9";
const char STATE_NEW_KEY[] = "b19d7e60c4f84ad2937e5f0a6c2d8e13";
const char STATE_LONG_KEY[] =
	"gAAAAABk0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_0123456789";
const char STATE_PIN[] = "471193";

const struct model_options state_options = {
	.demo = true,
	.reveal_ms = 30000,
	.clipboard_ms = 30000,
	.lock_ms = 900000,
	.account = -1,
	.copy_note = "",
};

/* ---- the demo account ---- */

static const struct user people[] = {
	{.id = "172157",
		.name = "jqsmith",
		.email = "john.smith@example.org",
		.region = "DFW",
		.enabled = true,
		.mfa = MFA_ON,
		.pin_state = PIN_ACTIVE,
		.password_expires = 1802131200},
	{.id = "2", .name = "kmanage", .email = "kim@example.org", .enabled = true},
	{.id = "3", .name = "dev1", .email = "dev1@example.org", .enabled = true},
	{.id = "4", .name = "dev2", .email = "dev2@example.org", .enabled = true},
	{.id = "5", .name = "dev3", .email = "dev3@example.org", .enabled = true},
	{.id = "6", .name = "mfa1", .email = "mfa1@example.org", .enabled = true, .mfa = MFA_ON},
	{.id = "7", .name = "off1", .email = "off1@example.org"},
	{.id = "8",
		.name = "配置\033]52;c;aGk=\a日本語の名前",
		.email = "a\r\nb\302\233@e",
		.enabled = true},
};

enum { PEOPLE = sizeof(people) / sizeof(*people) };

static void answer_users(struct script *script, enum identity_op op, size_t count, const char *pin)
{
	struct identity_reply reply = {.op = op, .outcome = OUTCOME_OK};

	reply.users = memory_alloc(sizeof(*reply.users) + count * sizeof(reply.users->users[0]));
	reply.users->count = count;
	memcpy(reply.users->users, people, count * sizeof(*people));
	reply.pin = pin != NULL ? secret_create(pin, strlen(pin)) : NULL;
	script_reply(script, script_ticket(script, op), &reply);
}

static void add_endpoint(
	struct catalog *catalog, const char *service, const char *type, const char *region)
{
	struct endpoint *endpoint = &catalog->endpoints[catalog->count++];

	snprintf(endpoint->service, sizeof(endpoint->service), "%s", service);
	snprintf(endpoint->type, sizeof(endpoint->type), "%s", type);
	snprintf(endpoint->region, sizeof(endpoint->region), "%s", region);
	snprintf(endpoint->url, sizeof(endpoint->url), "https://%s%s.%s.example.org/v1/5830280",
		region, region[0] != '\0' ? "" : "all", service);
}

static struct catalog *demo_catalog(void)
{
	static const char *const services[][2] = {{"cloudFiles", "object-store"},
		{"cloudServersOpenStack", "compute"}, {"cloudBlockStorage", "volume"},
		{"cloudLoadBalancers", "rax:load-balancer"}, {"cloudDatabases", "rax:database"},
		{"cloudImages", "image"}, {"cloudNetworks", "network"},
		{"cloudQueues", "rax:queues"}};
	static const char *const regions[] = {"DFW", "ORD", "IAD"};
	struct catalog *catalog = memory_alloc(
		sizeof(*catalog) + 32 * sizeof(catalog->endpoints[0]));

	for (size_t i = 0; i < 24; i++) {
		add_endpoint(catalog, services[i / 3][0], services[i / 3][1], regions[i % 3]);
	}
	add_endpoint(catalog, "cloudDNS", "rax:dns", "");
	add_endpoint(catalog, "cloudMonitoring", "rax:monitor", "");
	return catalog;
}

void state_home_page(struct script *script)
{
	script_sign_in(script);
	script->model.session.expires = 1700086400;
	free(script->model.catalog);
	script->model.catalog = demo_catalog();
	script_wait(script, 10000); /* the greeting goes */
}

static void open_settings(struct script *script)
{
	state_home_page(script);
	script_key(script, KEYPRESS_ENTER);
}

void state_settings(struct script *script, const char *key)
{
	open_settings(script);
	answer_users(script, IDENTITY_GET_USER, 1, STATE_PIN);
	answer_users(script, IDENTITY_FIND_USER, 1, NULL);
	script_ok(script, IDENTITY_GET_KEY, key);
	answer_users(script, IDENTITY_LIST_USERS, PEOPLE, NULL);
	script_refuse(script, IDENTITY_LIST_QUESTIONS, OUTCOME_REFUSED, ERROR_NOT_OFFERED);
}

static const struct account_choice accounts[] = {
	{"", "Rackspace US", "https://identity.api.rackspacecloud.com/v2.0", "jqsmith", true},
	{"london", "Rackspace UK", "https://lon.identity.api.rackspacecloud.com/v2.0", "jqsmith-uk",
		false},
};

static void add_accounts(struct script *script)
{
	script->model.options.accounts = accounts;
	script->model.options.account_count = sizeof(accounts) / sizeof(*accounts);
}

/* ---- signing in ---- */

static void sign_in(struct script *script)
{
	script_start(script);
}

static void sign_in_which(struct script *script)
{
	add_accounts(script);
	script_start(script);
}

static void sign_in_first(struct script *script)
{
	script->model.options.may_save_profile = true;
	sign_in(script);
}

static void sign_in_typed(struct script *script)
{
	script_start(script);
	script->model.sign_in.focus = SIGN_IN_SERVICE;
	script_key(script, KEYPRESS_LEFT);
	script_key(script, KEYPRESS_TAB);
	script_type(script, "https://identity.example.org/v2.0");
	script_key(script, KEYPRESS_TAB);
	script_type(script, "a.rather.long.user.name.that.does.not.fit.its.field@example.org");
	script_key(script, KEYPRESS_TAB);
	script_key(script, KEYPRESS_TAB);
	script_type(script, STATE_KEY);
	script_key(script, KEYPRESS_BACK_TAB);
	script_key(script, KEYPRESS_BACK_TAB);
}

static void submit_password(struct script *script)
{
	script_start(script);
	script->model.sign_in.focus = SIGN_IN_USERNAME;
	script_type(script, "jqsmith");
	script_key(script, KEYPRESS_TAB);
	script_key(script, KEYPRESS_TAB);
	script_type(script, "Demo-pass-1");
	script_key(script, KEYPRESS_ENTER);
}

static void sign_in_waiting(struct script *script)
{
	submit_password(script);
	script_wait(script, 12000);
}

static void sign_in_refused(struct script *script)
{
	submit_password(script);
	script_refuse(script, IDENTITY_SIGN_IN, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
}

static void sign_in_passcode(struct script *script)
{
	submit_password(script);
	script_refuse(script, IDENTITY_SIGN_IN, OUTCOME_REFUSED, ERROR_PASSCODE_WANTED);
	script_type(script, "123");
}

static void sign_in_locked(struct script *script)
{
	state_settings(script, STATE_KEY);
	script_key(script, 'L');
}

/* ---- pages ---- */

static void home_save(struct script *script)
{
	script->model.options.may_save_profile = true;
	state_home_page(script);
	script_key(script, KEYPRESS_TAB);
	script_key(script, KEYPRESS_TAB);
}

/* A passcode was needed, and the account wants the panel locked sooner than this machine does. */
static void home_ends(struct script *script)
{
	state_home_page(script);
	script->model.session.passcode = true;
	script->model.session.ends = true;
	script->model.session.inactivity = 600;
}

static void home_menu(struct script *script)
{
	state_home_page(script);
	script->model.home.focus = HOME_MENU;
}

void state_settings_page(struct script *script)
{
	state_settings(script, STATE_KEY);
}

static void settings_reading(struct script *script)
{
	open_settings(script);
	script_wait(script, 12000);
}

static void settings_slow(struct script *script)
{
	open_settings(script);
	answer_users(script, IDENTITY_GET_USER, 1, NULL);
	for (enum identity_op op = IDENTITY_GET_KEY; op <= IDENTITY_LIST_USERS; op++) {
		uint32_t ticket = script_ticket(script, op);
		struct message message = {.kind = MESSAGE_WAIT,
			.wait = {ticket,
				{.op = op,
					.reason = op == IDENTITY_GET_KEY ? WAIT_SIGN_IN_AGAIN
									 : WAIT_RETRY,
					.seconds = 8,
					.attempt = 2,
					.attempts_max = 4,
					.cause = ERROR_RATE_LIMIT}}};
		if (ticket != 0) {
			script_send(script, message);
		}
	}
}

static void settings_failed(struct script *script)
{
	open_settings(script);
	script_refuse(script, IDENTITY_GET_USER, OUTCOME_UNKNOWN, ERROR_TIMEOUT);
	script_refuse(script, IDENTITY_FIND_USER, OUTCOME_REFUSED, ERROR_FORBIDDEN);
	script_refuse(script, IDENTITY_GET_KEY, OUTCOME_UNKNOWN, ERROR_UNREACHABLE);
	script_refuse(script, IDENTITY_LIST_USERS, OUTCOME_REFUSED, ERROR_SERVICE);
	script_wait(script, 20000);
}

static void settings_no_key(struct script *script)
{
	open_settings(script);
	answer_users(script, IDENTITY_GET_USER, 1, NULL);
	answer_users(script, IDENTITY_FIND_USER, 1, NULL);
	script_refuse(script, IDENTITY_GET_KEY, OUTCOME_REFUSED, ERROR_NOT_FOUND);
	answer_users(script, IDENTITY_LIST_USERS, 1, NULL);
}

static void show(struct script *script, const char *key)
{
	state_settings(script, key);
	script_key(script, 's');
	script_ok(script, IDENTITY_GET_KEY, key);
	script_wait(script, 3000);
}

static void settings_shown(struct script *script)
{
	show(script, STATE_KEY);
}

static void settings_long_key(struct script *script)
{
	show(script, STATE_LONG_KEY);
}

/* The focus goes where the key may be out of sight. */
static void settings_long_key_left(struct script *script)
{
	show(script, STATE_LONG_KEY);
	script->model.settings.focus = SETTINGS_CONTACTS;
	script->model.settings.contact = 3;
}

static void settings_shown_covered(struct script *script)
{
	show(script, STATE_KEY);
	script->model.dialogs[0].kind = DIALOG_HELP; /* the model would hide the key */
	script->model.dialog_count = 1;
}

static void settings_long_key_below(struct script *script)
{
	show(script, STATE_LONG_KEY);
	script->model.settings.focus = SETTINGS_PIN_SHOW;
}

static void settings_too_long(struct script *script)
{
	char key[4097];

	memset(key, 'k', sizeof(key) - 1);
	key[sizeof(key) - 1] = '\0';
	show(script, key);
}

static void settings_show_waits(struct script *script)
{
	state_settings_page(script);
	script_key(script, 's');
	script_wait(script, 4000);
}

static void settings_copied(struct script *script)
{
	state_settings_page(script);
	script_key(script, 'c');
	script_ok(script, IDENTITY_GET_KEY, STATE_KEY);
}

static void settings_pin(struct script *script)
{
	state_settings_page(script);
	script->model.settings.focus = SETTINGS_PIN_SHOW;
	script_key(script, KEYPRESS_ENTER);
	answer_users(script, IDENTITY_GET_USER, 1, STATE_PIN);
}

static void settings_hostile(struct script *script)
{
	state_settings_page(script);
	script->model.settings.focus = SETTINGS_CONTACTS;
	script->model.settings.contact = PEOPLE - 1;
	memcpy(script->model.session.user_name, people[PEOPLE - 1].name,
		sizeof(people[PEOPLE - 1].name));
	memcpy(script->model.settings.user.email, people[PEOPLE - 1].email,
		sizeof(people[PEOPLE - 1].email));
}

static void settings_hostile_covered(struct script *script)
{
	settings_hostile(script);
	script_key(script, 'r');
}

static void menu(struct script *script)
{
	state_home_page(script);
	script_key(script, 'm');
}

static void activity(struct script *script)
{
	settings_failed(script);
	script_key(script, 'm');
	script_key(script, 'j');
	script_key(script, 'j');
	script_key(script, KEYPRESS_ENTER);
}

/* ---- what was done ---- */

static const struct history_entry entries[] = {
	{4, 1700000500, HISTORY_UPDATED, "https://identity.api.rackspacecloud.com/v2.0", "jqsmith",
		"john", "192.0.2.7", "6ad0 63a9", "e1f4 4d46", "updated",
		"/home/jqsmith/.rack/config"},
	{3, 1700000400, HISTORY_RESET, "https://identity.api.rackspacecloud.com/v2.0", "jqsmith",
		"john", "192.0.2.7", "6ad0 63a9", "e1f4 4d46", "new", ""},
	{2, 1700000300, HISTORY_SHOWN, "https://identity.api.rackspacecloud.com/v2.0", "kmanage",
		"kim", "local", "77b0 d2e4", "", "done", ""},
	{1, 1700000200, HISTORY_COPIED, "https://identity.api.rackspacecloud.com/v2.0", "jqsmith",
		"john", "192.0.2.7", "", "", "done", "bypass codes of jqsmith"},
};

static void activity_history(struct script *script)
{
	activity(script);
	script_history(script, entries, 4);
}

/* Of no key. */
static void activity_secret(struct script *script)
{
	activity_history(script);
	script_key(script, KEYPRESS_END);
}

static void activity_opened(struct script *script)
{
	activity_history(script);
	script_key(script, KEYPRESS_ENTER);
	script_key(script, 'j');
}

static void activity_failed(struct script *script)
{
	struct work_event event = {.kind = WORK_EVENT_HISTORY, .error.kind = ERROR_SYSTEM};

	activity(script);
	script_work(script, &event);
}

static void settings_history(struct script *script)
{
	state_settings_page(script);
	script_history(script, entries, 3);
}

/* ---- the other dialogs ---- */

static void home_leave(struct script *script)
{
	state_home_page(script);
	script_key(script, 'q');
}

static void home_message(struct script *script)
{
	state_home_page(script);
	script_key(script, '/');
}

static void help(struct script *script)
{
	state_settings_page(script);
	script_key(script, '?');
}

static void help_end(struct script *script)
{
	help(script);
	script_key(script, KEYPRESS_END);
}

static void palette(struct script *script)
{
	state_settings_page(script);
	script_key(script, ':');
	script_type(script, "s");
	script_key(script, KEYPRESS_DOWN);
}

static void messages(struct script *script)
{
	settings_failed(script);
	script_key(script, 'c');
	script_refuse(script, IDENTITY_GET_KEY, OUTCOME_UNKNOWN, ERROR_UNREACHABLE);
	script_key(script, 'M');
}

static void switch_account(struct script *script)
{
	menu(script);
	add_accounts(script);
	for (int i = 0; i < MENU_SWITCH; i++) {
		script_key(script, 'j');
	}
	script_key(script, KEYPRESS_ENTER);
	script_key(script, 'j');
}

const struct state states[] = {
	{"sign_in", sign_in, true, true, true, true},
	{"sign_in_first", sign_in_first, true, false, false},
	{"sign_in_which", sign_in_which, true, false, false},
	{"sign_in_typed", sign_in_typed, true, false, false},
	{"sign_in_waiting", sign_in_waiting, false, false, false},
	{"sign_in_refused", sign_in_refused, true, false, false},
	{"sign_in_passcode", sign_in_passcode, true, false, false},
	{"sign_in_locked", sign_in_locked, true, false, false},
	{"home", state_home_page, true, true, false, true},
	{"home_save", home_save, true, true, false, true},
	{"home_ends", home_ends, true, false, false},
	{"home_menu", home_menu, false, false, false},
	{"settings", state_settings_page, true, true, true, true},
	{"settings_reading", settings_reading, true, false, false, true},
	{"settings_slow", settings_slow, true, false, false},
	{"settings_failed", settings_failed, true, false, false},
	{"settings_no_key", settings_no_key, false, false, false},
	{"settings_shown", settings_shown, true, true, true, true},
	{"settings_long_key", settings_long_key, true, true, false},
	{"settings_long_key_left", settings_long_key_left, true, false, false},
	{"settings_long_key_below", settings_long_key_below, true, false, false},
	{"settings_shown_covered", settings_shown_covered, false, false, false},
	{"settings_too_long", settings_too_long, true, false, false},
	{"settings_show_waits", settings_show_waits, false, false, false},
	{"settings_copied", settings_copied, true, false, false},
	{"settings_pin", settings_pin, true, false, false},
	{"settings_hostile", settings_hostile, true, false, true},
	{"settings_hostile_covered", settings_hostile_covered, false, true, false},
	{"services", state_services, true, true, false, true},
	{"services_search", state_services_search, true, false, false},
	{"services_no_match", state_services_no_match, false, false, false},
	{"activity", activity, true, false, false},
	{"menu", menu, true, true, false, true},
	{"reset_reading", state_reset_reading, true, false, false},
	{"reset", state_reset, true, true, true, true},
	{"reset_generate", state_reset_generate, true, false, false},
	{"reset_too_soon", state_reset_too_soon, true, false, false},
	{"progress_resetting", state_progress_resetting, true, false, false},
	{"progress_learning", state_progress_learning, true, false, false},
	{"progress_proving", state_progress_proving, false, false, false},
	{"progress_new", state_progress_new, true, true, true, true},
	{"progress_hidden", state_progress_hidden, true, false, false},
	{"progress_refused", state_progress_refused, true, false, false},
	{"progress_not_begun", state_progress_not_begun, true, false, false},
	{"progress_unknown", state_progress_unknown, true, false, false},
	{"reset_searching", state_reset_searching, true, false, false},
	{"reset_found", state_reset_found, true, true, true},
	{"places", state_places, true, true, true},
	{"progress_updating", state_progress_updating, true, false, false},
	{"progress_left", state_progress_left, true, false, false},
	{"resume", state_resume, true, false, false},
	{"activity_history", activity_history, true, false, false},
	{"activity_secret", activity_secret, true, true, false},
	{"activity_opened", activity_opened, true, true, false},
	{"home_leave", home_leave, true, false, false},
	{"home_message", home_message, true, false, true},
	{"activity_failed", activity_failed, false, false, false},
	{"settings_history", settings_history, true, false, false},
	{"leave", state_leave, true, false, false},
	{"mfa", state_mfa, true, true, true, true},
	{"mfa_reading", state_mfa_reading, true, false, false, true},
	{"mfa_failed", state_mfa_failed, true, false, false},
	{"mfa_why", state_mfa_why, true, false, false},
	{"mfa_hostile", state_mfa_hostile, true, false, true},
	{"mfa_on", state_mfa_on, true, false, false},
	{"mfa_question", state_mfa_question, true, true, false},
	{"form", state_form, true, true, true, true},
	{"form_problem", state_form_problem, true, false, false, true},
	{"form_hostile", state_form_hostile, true, false, true},
	{"form_confirm", state_form_confirm, true, true, true, true},
	{"form_confirm_go", state_form_confirm_go, true, false, false},
	{"form_checking", state_form_checking, true, false, false},
	{"form_sending", state_form_sending, true, false, false, true},
	{"form_stale", state_form_stale, true, false, false},
	{"form_refused", state_form_refused, true, false, false},
	{"form_unknown", state_form_unknown, true, false, false, true},
	{"form_password", state_form_password, true, true, false, true},
	{"form_password_confirm", state_form_password_confirm, true, false, false},
	{"form_leave", state_form_leave, true, false, false},
	{"contacts", state_contacts, true, true, true, true},
	{"contacts_user", state_contacts_user, true, false, false},
	{"contact", state_contact, true, true, true, true},
	{"contact_shown", state_contact_shown, true, false, false},
	{"contact_reading", state_contact_reading, true, false, false},
	{"contact_refused", state_contact_refused, true, false, true},
	{"contact_hostile", state_contact_hostile, true, true, true},
	{"contact_add", state_contact_add, true, false, false, true},
	{"contact_delete", state_contact_delete, true, false, false},
	{"help", help, true, false, true, true},
	{"help_end", help_end, true, false, false},
	{"palette", palette, true, false, false},
	{"messages", messages, true, false, false},
	{"switch_account", switch_account, true, false, false},
	{"once_password", state_once_password, true, false, true, true, true},
	{"once_password_shown", state_once_password_shown, true, false, true, true, true},
	{"once_codes", state_once_codes, true, false, true, true, true},
	{"once_codes_shown", state_once_codes_shown, true, false, true, true, true},
	{"once_otp", state_once_otp, true, false, true, true, true},
	{"once_otp_shown", state_once_otp_shown, true, true, true, true, true},
	{"once_otp_long_shown", state_once_otp_long_shown, true, false, false, false, true},
	{"once_copied", state_once_copied, true, false, false},
	{"once_leave", state_once_leave, true, false, false, true},
	{"once_quit", state_once_quit, true, false, false},
	{"once_hostile", state_once_hostile, true, false, true},
};

const size_t state_count = sizeof(states) / sizeof(*states);
