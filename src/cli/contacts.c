/* SPDX-License-Identifier: MIT
 * keyturn contacts: the users of the account. */
#include "contacts.h"

#include "commands.h"

static const struct action actions[] = {
	{"list", "", 0, 0, contacts_list, contacts_list_check, {"roles", "sort", "filter"}},
	{"show", "NAME", 1, 1, contacts_show, NULL, {NULL}},
	{"add", "NAME --email=ADDRESS", 1, 1, contacts_add, contacts_add_check,
		{"email", "region", "disabled", "new-password-fd", "reveal", "out", "dry-run",
			"confirm"}},
	{"edit", "NAME", 1, 1, contacts_edit, contacts_edit_check,
		{"email", "region", "name", "new-password-fd", "dry-run", "confirm"}},
	{"enable", "NAME...", 1, 0, contacts_enable, NULL, {"dry-run", "confirm"}},
	{"disable", "NAME...", 1, 0, contacts_disable, NULL, {"dry-run", "confirm"}},
	{"remove", "NAME", 1, 1, contacts_remove, NULL, {"dry-run", "confirm"}},
	{"roles", "NAME", 1, 1, contacts_roles, NULL, {"add", "remove", "dry-run", "confirm"}},
};

enum exit_status command_contacts(struct options *options)
{
	return action_run(options, actions, sizeof(actions) / sizeof(*actions));
}
