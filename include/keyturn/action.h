/* SPDX-License-Identifier: MIT
 * Everything a user can do in the panel, in one table: key bindings, footer, help page, command palette
 * and the man page's key table all come from it. */
#ifndef KEYTURN_ACTION_H
#define KEYTURN_ACTION_H

#include <stddef.h>

#include "keyturn/key.h"
#include "keyturn/pages.h"

struct model;

/* Where an action is available. In a text field letters are text, so only actions on other keys remain. */
enum action_context {
	CONTEXT_SIGN_IN = 1 << 0,
	CONTEXT_HOME = 1 << 1,
	CONTEXT_SETTINGS = 1 << 2,
	CONTEXT_SERVICES = 1 << 3,
	CONTEXT_ACTIVITY = 1 << 4,
	CONTEXT_DIALOG = 1 << 5,
	CONTEXT_CONTACT = 1 << 6,
	CONTEXT_USERS = CONTEXT_SETTINGS | CONTEXT_CONTACT, /* where users and their keys are */
	CONTEXT_PAGES = CONTEXT_HOME | CONTEXT_USERS | CONTEXT_SERVICES | CONTEXT_ACTIVITY,
	CONTEXT_LISTS = CONTEXT_SETTINGS | CONTEXT_SERVICES | CONTEXT_ACTIVITY | CONTEXT_DIALOG,
	CONTEXT_ALL = CONTEXT_PAGES | CONTEXT_SIGN_IN | CONTEXT_DIALOG,
};

/* X(ID, "name", "footer word", "help", contexts, key, key, key); an empty footer word keeps an action out
 * of the footer; key 0 means none. The footer has the same order: help comes first. */
#define ACTION_TABLE(X) \
	X(HELP, "help", "Help", "show the keys that work here", CONTEXT_ALL, '?', KEYPRESS_F1, 0) \
	X(ACTIVATE, "activate", "", "press the button or open the item at the cursor", \
		CONTEXT_ALL, KEYPRESS_ENTER, ' ', 0) \
	X(SHOW, "show", "Show", "show or hide the API key, or a dialog's secret", \
		CONTEXT_USERS | CONTEXT_DIALOG, 's', 0, 0) \
	X(COPY, "copy", "Copy", "send the API key or secret to your terminal's clipboard", \
		CONTEXT_USERS | CONTEXT_DIALOG, 'c', 0, 0) \
	X(RESET, "reset", "Reset", "replace the API key with a new one (asks first)", \
		CONTEXT_USERS, 'r', 0, 0) \
	X(PLACES, "places", "Places", "list what holds the key on this machine", \
		CONTEXT_USERS | CONTEXT_DIALOG, 'p', 0, 0) \
	X(ADD, "add", "Add", "add a contact: another user of the account", CONTEXT_SETTINGS, 'n', \
		0, 0) \
	X(EDIT, "edit", "Edit", "edit the contact's name, e-mail and region", CONTEXT_USERS, 'e', \
		0, 0) \
	X(ENABLE, "enable", "", "enable the contact, or disable it", CONTEXT_USERS, 'x', 0, 0) \
	X(DELETE, "delete", "Delete", "delete the contact (asks for its name)", CONTEXT_USERS, \
		'd', 0, 0) \
	X(SORT, "sort", "Sort", "sort the contacts by name, role, e-mail or age", \
		CONTEXT_SETTINGS, 'o', 0, 0) \
	X(MENU, "menu", "Menu", "open the account menu", CONTEXT_PAGES, 'm', KEYPRESS_F10, 0) \
	X(SEARCH, "search", "Search", "search the list", CONTEXT_LISTS, '/', 0, 0) \
	X(BACK, "back", "Back", "go back one step; on the first page, quit (asks first)", \
		CONTEXT_ALL, 'q', KEYPRESS_ESCAPE, 0) \
	X(SETTINGS, "settings", "", "go to Settings & Contacts", CONTEXT_PAGES, 0, 0, 0) \
	X(SERVICES, "services", "", "go to Service Access", CONTEXT_PAGES, 0, 0, 0) \
	X(ACTIVITY, "activity", "", "go to Activity", CONTEXT_PAGES, 0, 0, 0) \
	X(SWITCH, "switch", "", "sign in to another account", CONTEXT_PAGES | CONTEXT_SIGN_IN, \
		'a', 0, 0) \
	X(REFRESH, "refresh", "", "reload this page from the service", \
		CONTEXT_USERS | CONTEXT_DIALOG, 'R', KEYPRESS_F5, 0) \
	X(LOCK, "lock", "", "lock: wipe all secrets, keep the page, ask for the credential again", \
		CONTEXT_PAGES | CONTEXT_DIALOG, 'L', 0, 0) \
	X(SIGN_OUT, "sign-out", "", "end the session and revoke its token", CONTEXT_PAGES, 0, 0, \
		0) \
	X(PALETTE, "palette", "", "run any action by its name", CONTEXT_PAGES, ':', 0, 0) \
	X(MESSAGES, "messages", "", "show this session's messages again", CONTEXT_PAGES, 'M', 0, \
		0) \
	X(NEXT, "next", "", "go to the next field or button", CONTEXT_ALL, KEYPRESS_TAB, 0, 0) \
	X(PREVIOUS, "previous", "", "go to the previous field or button", CONTEXT_ALL, \
		KEYPRESS_BACK_TAB, 0, 0) \
	X(UP, "up", "", "up", CONTEXT_ALL, KEYPRESS_UP, 'k', 0) \
	X(DOWN, "down", "", "down", CONTEXT_ALL, KEYPRESS_DOWN, 'j', 0) \
	X(LEFT, "left", "", "left", CONTEXT_ALL, KEYPRESS_LEFT, 'h', 0) \
	X(RIGHT, "right", "", "right", CONTEXT_ALL, KEYPRESS_RIGHT, 'l', 0) \
	X(FIRST, "first", "", "to the first item", CONTEXT_ALL, KEYPRESS_HOME, 'g', 0) \
	X(LAST, "last", "", "to the last item", CONTEXT_ALL, KEYPRESS_END, 'G', 0) \
	X(PAGE_UP, "page-up", "", "a page up", CONTEXT_ALL, KEYPRESS_PAGE_UP, 0, 0) \
	X(PAGE_DOWN, "page-down", "", "a page down", CONTEXT_ALL, KEYPRESS_PAGE_DOWN, 0, 0) \
	X(REPAINT, "repaint", "", "redraw the screen", CONTEXT_ALL, KEYPRESS_CTRL_L, 0, 0) \
	X(SUSPEND, "suspend", "", "suspend keyturn to the shell", CONTEXT_ALL, KEYPRESS_CTRL_Z, 0, \
		0) \
	X(QUIT, "quit", "", "quit keyturn from anywhere", CONTEXT_ALL, KEYPRESS_CTRL_C, 0, 0)

enum action {
	ACTION_NONE,
#define X(id, name, footer, help, contexts, a, b, c) ACTION_##id,
	ACTION_TABLE(X)
#undef X
		ACTION_COUNT
};

struct action_info {
	const char *name, *footer, *help;
	unsigned contexts;
	uint32_t keys[3];
};

const struct action_info *action_info(enum action action);

/* What key `code` does in the model's current state; NONE when it does nothing. */
enum action action_for_key(const struct model *model, uint32_t code);

/* True when `action` is available in the model's current state. */
bool action_available(const struct model *model, enum action action);

/* The same as if only the lowest `dialogs` dialogs were open. */
bool action_available_below(const struct model *model, enum action action, size_t dialogs);

/* The page an action belongs to, which is opened when the action is chosen elsewhere; false: none. */
bool action_page(enum action action, enum page *page);

/* Other names for it, such as that of the command: "rotate". "" when there are none. */
const char *action_synonyms(enum action action);

/* What Enter does now, in one word; NULL: nothing. */
const char *action_enter_word(const struct model *model);

/* What the footer shows now, most important first; returns the count. */
struct footer_item {
	char key[16];
	const char *word;
};
size_t action_footer(const struct model *model, struct footer_item *items, size_t max);

#endif
