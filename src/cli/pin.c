/* SPDX-License-Identifier: MIT
 * keyturn pin: the support PIN, with which a user proves to support who they are. */
#include <stdio.h>
#include <string.h>

#include "account_names.h"
#include "action.h"
#include "ask_secret.h"
#include "changing.h"
#include "commands.h"
#include "note.h"
#include "output.h"
#include "whose.h"

/* ---- shown ---- */

static void note_shown(struct context *context, const struct user *user)
{
	struct history_entry entry;

	history_entry_init(&entry, HISTORY_SHOWN, context_url(context), user->name, "");
	snprintf(entry.detail, sizeof(entry.detail), "the support PIN");
	note(context, &entry);
}

static enum exit_status print_json(const struct context *context, const struct whose *whose)
{
	struct json_object *object = output_user_json(context_url(context), &whose->user);

	output_member(object, "state", account_pin_name(whose->user.pin_state));
	json_object_object_add(object, "has_pin", json_object_new_boolean(whose->pin != NULL));
	if (context->options->reveal && whose->pin != NULL) {
		output_member(object, "pin", secret_open(whose->pin));
		secret_close(whose->pin);
	}
	return output_json(object);
}

static enum exit_status print_text(const struct context *context, const struct whose *whose)
{
	output_row("User", whose->user.name);
	output_row("Service", context_url(context));
	output_row("State", account_pin_name(whose->user.pin_state));
	if (whose->pin == NULL) {
		output_row("Support PIN", whose->own ? "none" : "only they themselves see it");
	} else if (context->options->reveal) {
		output_row("Support PIN", secret_open(whose->pin));
		secret_close(whose->pin);
	} else {
		output_row("Support PIN", "hidden (--reveal prints it)");
	}
	return output_end();
}

static bool can_reveal(
	const struct options *options, const struct whose *whose, struct error *error)
{
	return !options->reveal || whose->own ||
		error_set(error, ERROR_FORBIDDEN, "only they themselves see their PIN");
}

static enum exit_status show(
	struct context *context, struct call *call, const struct session *session)
{
	const struct options *options = context->options;
	struct whose whose;
	struct error error = {0};
	enum exit_status status;

	if (!whose_find(&whose, call, session, options, &error) ||
		!can_reveal(options, &whose, &error)) {
		status = output_error(options->json, &error);
	} else {
		if (options->reveal && whose.pin != NULL) {
			note_shown(context, &whose.user);
		}
		status = (options->json ? print_json : print_text)(context, &whose);
	}
	whose_finish(&whose);
	return status;
}

/* ---- changed ---- */

static bool plan_change(struct changing *changing, const struct whose *whose,
	const struct options *options, struct error *error)
{
	static const struct user_edit edit = {.fields = USER_PIN};
	const struct secret_wanted wanted = {
		options->new_pin_fd, "--new-pin-fd", "new PIN", true, rule_of_pin};

	changing_init(changing, "pin change", IDENTITY_UPDATE_USER, &whose->user);
	changing_edit(changing, &edit);
	changing_add(changing, "pin", "Support PIN", NULL, "a new one");
	if (options->dry_run) {
		return true;
	}
	changing->request.secret = ask_secret(&wanted, options, error);
	return changing->request.secret != NULL;
}

static bool plan_unlock(struct changing *changing, const struct whose *whose,
	const struct options *options, struct error *error)
{
	(void)options;
	(void)error;
	changing_init(changing, "pin unlock", IDENTITY_UNLOCK_PIN, &whose->user);
	changing_add(changing, "state", "Support PIN", account_pin_name(whose->user.pin_state),
		"active");
	return true;
}

static bool plan_reset(struct changing *changing, const struct whose *whose,
	const struct options *options, struct error *error)
{
	(void)options;
	(void)error;
	changing_init(changing, "pin reset", IDENTITY_RESET_PIN, &whose->user);
	changing_add(changing, "pin", "Support PIN", NULL, "a new one, made by the service");
	changing->dangerous = true;
	changing->leads_to = "The PIN that this user has now ends. Only they see the new one.";
	return true;
}

static enum exit_status change_as(struct context *context, struct call *call,
	const struct session *session, enum permit permit,
	bool (*plan)(struct changing *changing, const struct whose *whose,
		const struct options *options, struct error *error))
{
	struct changing changing = {0};
	struct whose whose;
	struct error error = {0};
	enum exit_status status;

	if (!whose_find(&whose, call, session, context->options, &error) ||
		!whose_permits(&whose, session, permit, &error) ||
		!plan(&changing, &whose, context->options, &error)) {
		status = output_error(context->options->json, &error);
		changing_finish(&changing);
	} else {
		changing.look = "'keyturn pin'";
		status = changing_run(&changing, context, call);
	}
	whose_finish(&whose);
	return status;
}

static enum exit_status change(
	struct context *context, struct call *call, const struct session *session)
{
	return change_as(context, call, session, PERMIT_CHANGE_PIN, plan_change);
}

static enum exit_status unlock(
	struct context *context, struct call *call, const struct session *session)
{
	return change_as(context, call, session, PERMIT_CHANGE_PIN, plan_unlock);
}

static enum exit_status reset(
	struct context *context, struct call *call, const struct session *session)
{
	return change_as(context, call, session, PERMIT_RESET_PIN, plan_reset);
}

enum exit_status command_pin(struct options *options)
{
	static const struct action actions[] = {
		{"show", "", 0, 0, show, NULL, {"user", "reveal"}},
		{"change", "", 0, 0, change, NULL, {"user", "dry-run", "confirm", "new-pin-fd"}},
		{"unlock", "", 0, 0, unlock, NULL, {"user", "dry-run", "confirm"}},
		{"reset", "", 0, 0, reset, NULL, {"user", "dry-run", "confirm"}},
	};

	return action_run(options, actions, sizeof(actions) / sizeof(*actions));
}
