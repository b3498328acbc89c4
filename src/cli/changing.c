/* SPDX-License-Identifier: MIT */
#include "changing.h"

#include <stdio.h>
#include <string.h>

#include "keyturn/memory.h"
#include "keyturn/prompt.h"
#include "note.h"
#include "option_table.h"
#include "output.h"

/* ---- what changes ---- */

void changing_init(struct changing *changing, const char *command, enum identity_op op,
	const struct user *user)
{
	*changing = (struct changing){.command = command, .user = *user, .request.op = op};
	memcpy(changing->request.user_id, user->id, sizeof(user->id));
	memcpy(changing->request.username, user->name, sizeof(user->name));
}

void changing_finish(struct changing *changing)
{
	identity_request_finish(&changing->request);
	change_finish(&changing->change);
}

void changing_add(struct changing *changing, const char *member, const char *label,
	const char *before, const char *after)
{
	struct changing_value *value = &changing->values[changing->count++];

	*value = (struct changing_value){
		.member = member, .label = label, .was = before != NULL, .becomes = after != NULL};
	snprintf(value->before, sizeof(value->before), "%s", before != NULL ? before : "");
	snprintf(value->after, sizeof(value->after), "%s", after != NULL ? after : "");
}

static const char *yes_or_no(bool yes)
{
	return yes ? "yes" : "no";
}

void changing_add_flag(
	struct changing *changing, const char *member, const char *label, bool before, bool after)
{
	changing_add(changing, member, label, yes_or_no(before), yes_or_no(after));
	changing->values[changing->count - 1].flag = true;
}

/* What of a user can be seen, and how it is called. */
static const struct field {
	enum user_field bit;
	const char *member, *label;
	size_t in_user, in_edit;
} fields[] = {
	{USER_NAME, "username", "Username", offsetof(struct user, name),
		offsetof(struct user_edit, name)},
	{USER_EMAIL, "email", "E-mail", offsetof(struct user, email),
		offsetof(struct user_edit, email)},
	{USER_REGION, "region", "Default region", offsetof(struct user, region),
		offsetof(struct user_edit, region)},
};

enum { FIELDS = sizeof(fields) / sizeof(*fields) };

/* Somebody who is added has nothing yet. */
void changing_edit(struct changing *changing, const struct user_edit *edit)
{
	const bool is_new = changing->request.op == IDENTITY_ADD_USER;
	const struct user *user = &changing->user;

	for (size_t i = 0; i < FIELDS; i++) {
		if ((edit->fields & fields[i].bit) != 0) {
			changing_add(changing, fields[i].member, fields[i].label,
				is_new ? NULL : (const char *)user + fields[i].in_user,
				(const char *)edit + fields[i].in_edit);
		}
	}
	if ((edit->fields & USER_ENABLED) != 0) {
		changing_add(changing, "enabled", "Enabled",
			is_new ? NULL : yes_or_no(user->enabled), yes_or_no(edit->enabled));
		changing->values[changing->count - 1].flag = true;
	}
	changing->check = !is_new && changing->count > 0;
	changing->request.edit = memory_alloc(sizeof(*edit));
	*changing->request.edit = *edit;
}

/* ---- yes ---- */

static bool ask(const struct changing *changing, struct error *error)
{
	const char *wanted = changing->by_name ? changing->user.name : "yes";
	FILE *tty = fopen("/dev/tty", "we");
	char line[ACCOUNT_NAME_SIZE + 1];

	if (tty == NULL) {
		return error_set(error, ERROR_CHANGE_UNCONFIRMED, "there is no terminal to ask on");
	}
	changing_print(tty, changing);
	fclose(tty);
	if (!prompt_line(changing->by_name
			    ? "Type the username to do this, anything else to leave it: "
			    : "Type yes to do this, anything else to leave it: ",
		    line, sizeof(line), error)) {
		return false;
	}
	return strcmp(line, wanted) == 0 ||
		error_set(error, ERROR_INTERRUPTED, "not confirmed; nothing was changed");
}

static bool is_confirmed(
	const struct changing *changing, const struct options *options, struct error *error)
{
	if (options->confirm != NULL) {
		return option_confirms(options, changing->user.name) ||
			error_set(error, ERROR_CHANGE_UNCONFIRMED, "--confirm does not name %s",
				changing->user.name);
	}
	if (!options->no_input && prompt_possible()) {
		return ask(changing, error);
	}
	return !changing->dangerous ||
		error_set(error, ERROR_CHANGE_UNCONFIRMED, "%s",
			options->no_input ? "--no-input forbids asking"
					  : "there is no terminal to ask on");
}

/* ---- doing it ---- */

/* What of the values is not as it was shown. */
static void take_now(struct changing *changing)
{
	const struct user *now = &changing->change.now;

	for (size_t i = 0; i < changing->count; i++) {
		struct changing_value *value = &changing->values[i];
		for (size_t j = 0; j < FIELDS; j++) {
			if (strcmp(value->member, fields[j].member) == 0) {
				snprintf(value->now, sizeof(value->now), "%s",
					(const char *)now + fields[j].in_user);
			}
		}
		if (value->flag) {
			snprintf(value->now, sizeof(value->now), "%s", yes_or_no(now->enabled));
		}
	}
}

static void note_change(const struct changing *changing, struct context *context)
{
	const struct change *change = &changing->change;
	struct history_entry entry;

	if (!change->sent) {
		return;
	}
	history_entry_init(&entry, HISTORY_CHANGED, context_url(context), changing->user.name, "");
	change_words(&change->request, entry.detail, sizeof(entry.detail));
	snprintf(entry.result, sizeof(entry.result), "%s", change_outcome_name(change->outcome));
	note(context, &entry);
}

/* All of them are shown, and none changes. */
static bool is_already_so(const struct changing *changing)
{
	size_t same = 0;

	for (size_t i = 0; i < changing->count; i++) {
		const struct changing_value *value = &changing->values[i];
		same += value->was && value->becomes && strcmp(value->before, value->after) == 0;
	}
	return same > 0 && same == changing->count;
}

bool changing_go(
	struct changing *changing, struct context *context, struct call *call, struct error *error)
{
	const struct options *options = context->options;
	struct change *change = &changing->change;

	if (!told_once_check(&changing->told, options, error)) {
		return false;
	}
	changing->already = changing->already || is_already_so(changing);
	changing->planned = options->dry_run && !changing->already;
	if (changing->planned || changing->already) {
		return true;
	}
	if (!is_confirmed(changing, options, error) || !told_once_open(&changing->told, error)) {
		return false;
	}
	call_change(call, &changing->request, changing->check ? &changing->user : NULL, change);
	bool told = changing->told.member != NULL && change->reply.secret != NULL;
	if (told) {
		told_once_keep(&changing->told, change->reply.secret, &changing->untold);
	}
	told_once_close(&changing->told, told);
	note_change(changing, context);
	if (change->outcome == CHANGE_STALE) {
		take_now(changing);
	}
	if (change->outcome == CHANGE_REFUSED && !change->sent) {
		*error = change->error;
		return false;
	}
	return true;
}

enum exit_status changing_run(struct changing *changing, struct context *context, struct call *call)
{
	struct error error = {0};
	enum exit_status status = changing_go(changing, context, call, &error)
		? changing_tell(changing, context)
		: output_error(context->options->json, &error);

	changing_finish(changing);
	return status;
}
