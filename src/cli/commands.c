/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <stddef.h>
#include <string.h>

#include "keyturn/nearest.h"
#include "option_table.h"

#define LOCAL_STATUSES \
	{EXIT_STATUS_FAILED, "failed: a file or the system; the message says which"}, \
	{ \
		EXIT_STATUS_USAGE, "the command line or the configuration" \
	}
#define SERVICE_STATUSES \
	LOCAL_STATUSES, {EXIT_STATUS_SIGN_IN, "the service refused the sign-in"}, \
		{EXIT_STATUS_FORBIDDEN, "this user is not allowed to"}, \
	{ \
		EXIT_STATUS_NETWORK, "the network or the service failed" \
	}
#define UNCHANGED \
	{ \
		EXIT_STATUS_INTERRUPTED, "interrupted, or not confirmed; nothing was changed" \
	}
#define LEFT \
	{ \
		EXIT_STATUS_PARTLY, "the key is new, and something is left for you to do" \
	}
#define NOT_KNOWN \
	{ \
		EXIT_STATUS_UNKNOWN, \
			"not known whether the key was reset; 'keyturn resume' finds out" \
	}

#define CHANGE_NOT_KNOWN \
	{ \
		EXIT_STATUS_UNKNOWN, "not known whether it was done; look before you try again" \
	}
#define ONCE_LOST \
	{ \
		EXIT_STATUS_PARTLY, "done, but what is told only once did not arrive" \
	}

/* clang-format off */
const struct command commands[] = {
	{
		.name = NULL,
		.summary = "open the panel",
		.run = command_panel,
	},
	{
		.name = "show",
		.summary = "show whose key it is and its fingerprint; the key with --reveal",
		.run = command_show,
		.options = {"json", "reveal"},
		.statuses = {{EXIT_STATUS_DONE, "the key was read"}, SERVICE_STATUSES,
			{EXIT_STATUS_INTERRUPTED, "interrupted"}},
		.examples = {{"keyturn show", "whose key, which fingerprint"},
			{"keyturn show --reveal --json", "the key itself, for scripts"}},
	},
	{
		.name = "scan",
		.summary = "find the files and processes here that hold the key",
		.run = command_scan,
		.words = "[PATH...]",
		.options = {"json"},
		.statuses = {{EXIT_STATUS_DONE, "searched, whether or not anything holds the key"},
			SERVICE_STATUSES, {EXIT_STATUS_INTERRUPTED, "interrupted"}},
		.examples = {{"keyturn scan", "every place that usually holds keys, and your home"},
			{"keyturn scan /etc /srv", "these directories only"}},
	},
	{
		.name = "rotate",
		.summary = "reset the key, check it, and update the files that hold it",
		.run = command_rotate,
		.options = {"json", "dry-run", "confirm", "user", "all-contacts", "keys-dir", "leaked"},
		.statuses = {{EXIT_STATUS_DONE, "the new key signs in, and nothing is left to do"},
			SERVICE_STATUSES, LEFT, NOT_KNOWN, UNCHANGED},
		.examples = {{"keyturn rotate --dry-run", "the plan; changes nothing"},
			{"keyturn rotate --confirm=jqsmith", "without asking, for cron"}},
	},
	{
		.name = "resume",
		.summary = "finish an interrupted rotation or undo",
		.run = command_resume,
		.options = {"json"},
		.statuses = {{EXIT_STATUS_DONE, "finished, or nothing was unfinished"},
			SERVICE_STATUSES, LEFT, NOT_KNOWN,
			{EXIT_STATUS_INTERRUPTED, "interrupted"}},
		.examples = {{"keyturn resume", "asks for the password where the key is dead"},
			{"keyturn resume --profile=work --json", "for scripts"}},
	},
	{
		.name = "undo",
		.summary = "put back the files of one rotation from their backups",
		.run = command_undo,
		.words = "[ID]",
		.most = 1,
		.options = {"json", "dry-run", "confirm"},
		.statuses = {{EXIT_STATUS_DONE, "all files are as they were before the rotation"},
			{EXIT_STATUS_FAILED, "no file could be put back, or there is no backup"},
			{EXIT_STATUS_USAGE, "the command line or the configuration"},
			{EXIT_STATUS_PARTLY, "some files could not be put back; each says why"},
			UNCHANGED},
		.examples = {{"keyturn undo --dry-run", "the newest rotation: what would be put back"},
			{"keyturn undo 3 --confirm=jqsmith", "rotation 3, without asking"}},
	},
	{
		.name = "history",
		.summary = "list what was done to keys here, by whom, from where",
		.run = command_history,
		.options = {"json", "verify"},
		.statuses = {{EXIT_STATUS_DONE, "listed; with --verify: the history is intact"},
			{EXIT_STATUS_FAILED, "it cannot be read; with --verify: records were changed or removed"},
			{EXIT_STATUS_USAGE, "the command line or the configuration"}},
		.examples = {{"keyturn history", "newest first; needs no sign-in"},
			{"keyturn history --verify", "were records changed or removed?"}},
	},
	{
		.name = "contacts",
		.summary = "the users of the account: list, show, add, edit, enable, disable, remove, roles",
		.run = command_contacts,
		.words = "[ACTION [NAME...]]",
		.options = {"json", "roles", "sort", "filter", "email", "region", "name", "disabled",
			"new-password-fd", "reveal", "out", "add", "remove", "dry-run", "confirm"},
		.statuses = {{EXIT_STATUS_DONE, "done; or the users were read"}, SERVICE_STATUSES,
			{EXIT_STATUS_PARTLY, "some of it was done, or read; each says why"},
			CHANGE_NOT_KNOWN, UNCHANGED},
		.examples = {{"keyturn contacts --roles", "all users, with their roles"},
			{"keyturn contacts add dev4 --email=dev4@example.org --out=dev4.password",
				"a user; the password goes into a file"}},
	},
	{
		.name = "profile",
		.summary = "show the user's profile, or change e-mail address and default region",
		.run = command_profile,
		.options = {"json", "dry-run", "confirm", "user", "email", "region"},
		.statuses = {{EXIT_STATUS_DONE, "shown, or changed"}, SERVICE_STATUSES,
			CHANGE_NOT_KNOWN, UNCHANGED},
		.examples = {{"keyturn profile", "e-mail, default region, account, role"},
			{"keyturn profile --region=ORD --user=dev1", "another user's default region"}},
	},
	{
		.name = "password",
		.summary = "show when the password expires, or change it",
		.run = command_password,
		.words = "[show|change]",
		.most = 1,
		.options = {"json", "dry-run", "confirm", "user", "new-password-fd"},
		.statuses = {{EXIT_STATUS_DONE, "shown, or the new password signs in"},
			SERVICE_STATUSES,
			{EXIT_STATUS_PARTLY, "changed, but the new password was not seen to sign in"},
			CHANGE_NOT_KNOWN, UNCHANGED},
		.examples = {{"keyturn password change", "asks for the old and the new one; works when it has expired"},
			{"keyturn password change --user=dev1 --confirm=dev1 --new-password-fd=3 3<new", "sets that of another user"}},
	},
	{
		.name = "mfa",
		.summary = "show multi-factor authentication, or change it",
		.run = command_mfa,
		.words = "[ACTION [WORD]]",
		.most = 2,
		.options = {"json", "dry-run", "confirm", "user", "reveal", "out", "code-fd", "count", "minutes"},
		.statuses = {{EXIT_STATUS_DONE, "shown, or done"}, SERVICE_STATUSES, ONCE_LOST,
			CHANGE_NOT_KNOWN, UNCHANGED},
		.examples = {{"keyturn mfa add-otp laptop --out=laptop.uri", "a new device; its secret goes into a file"},
			{"keyturn mfa codes --count=5 --reveal --confirm=jqsmith", "five codes for when the device is lost"}},
	},
	{
		.name = "pin",
		.summary = "show the support PIN and its state, or change it",
		.run = command_pin,
		.words = "[show|change|unlock|reset]",
		.most = 1,
		.options = {"json", "dry-run", "confirm", "user", "reveal", "new-pin-fd"},
		.statuses = {{EXIT_STATUS_DONE, "shown, or done"}, SERVICE_STATUSES,
			CHANGE_NOT_KNOWN, UNCHANGED},
		.examples = {{"keyturn pin show --reveal", "the PIN that support asks for"},
			{"keyturn pin reset --user=dev1 --confirm=dev1", "a new one, which only dev1 sees"}},
	},
	{
		.name = "init",
		.summary = "make a profile: ask, try the sign-in, save it in config.ini",
		.run = command_init,
		.makes_config = true,
		.options = {"json", "from", "entry", "secret", "replace", "unverified"},
		.statuses = {{EXIT_STATUS_DONE, "the profile is written"}, SERVICE_STATUSES,
			{EXIT_STATUS_INTERRUPTED, "interrupted; nothing was written"}},
		.examples = {{"keyturn init", "asks for everything"},
			{"keyturn init --profile=work --auth-url=rackspace-us --username=jqsmith "
			 "--from=pass --entry=rackspace/jqsmith --secret=api-key --no-input",
				"without asking"}},
	},
	{
		.name = "profiles",
		.summary = "list the configured accounts",
		.run = command_profiles,
		.options = {"json"},
		.statuses = {{EXIT_STATUS_DONE, "listed, even if there are none"}, LOCAL_STATUSES},
		.examples = {{"keyturn profiles", "each account, and where its credential comes from"},
			{"keyturn profiles --config=other.ini", "those of another file"}},
	},
	{
		.name = "doctor",
		.summary = "check what works here: terminal, clipboard, memory, TLS, service",
		.run = command_doctor,
		.options = {"json"},
		.statuses = {{EXIT_STATUS_DONE, "nothing fails"}, LOCAL_STATUSES,
			{EXIT_STATUS_NETWORK, "the network or the service failed"},
			{EXIT_STATUS_INTERRUPTED, "interrupted"}},
		.examples = {{"keyturn doctor", "each check, with what to do about what fails"},
			{"keyturn doctor --auth-url=rackspace-uk", "can that service be reached?"}},
	},
	{
		.name = "help",
		.summary = "show a command's options, exit statuses and examples",
		.words = "[COMMAND]",
		.most = 1,
		.statuses = {{EXIT_STATUS_DONE, "printed"},
			{EXIT_STATUS_FAILED, "the output could not be written"},
			{EXIT_STATUS_USAGE, "there is no such command"}},
		.examples = {{"keyturn help rotate", "the same as 'keyturn rotate --help'"},
			{"keyturn help", "all commands, and the options they share"}},
	},
};
/* clang-format on */

const size_t command_count = sizeof(commands) / sizeof(*commands);

const struct command *command_find(const char *name, struct error *error)
{
	struct nearest nearest = {.word = name};

	for (size_t i = 1; i < command_count; i++) {
		if (strcmp(commands[i].name, name) == 0) {
			return &commands[i];
		}
		nearest_offer(&nearest, commands[i].name);
	}
	if (nearest.best == NULL) {
		error_set(error, ERROR_USAGE, "'%s' is not a command of keyturn", name);
	} else {
		error_set(error, ERROR_USAGE,
			"'%s' is not a command of keyturn; did you mean '%s'?", name, nearest.best);
	}
	return NULL;
}

bool command_lists(const struct command *command, const char *option)
{
	return option_is_among(command->options, COMMAND_OPTIONS, option);
}

size_t commands_that_list(const char *option, const struct command **first)
{
	size_t count = 0;

	for (size_t i = 0; i < command_count; i++) {
		if (command_lists(&commands[i], option) && count++ == 0 && first != NULL) {
			*first = &commands[i];
		}
	}
	return count;
}

bool command_takes(const struct command *command, const char *option)
{
	return command_lists(command, option) || commands_that_list(option, NULL) == 0;
}
